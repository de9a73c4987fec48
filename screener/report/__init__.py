"""What was found, on a page of its own: a report on a batch, or a sheet on one post; one HTML file that loads nothing.

Whatever comes from a post is inert text when it gets here (``explain.inert``) and stays text: the templates escape, the
script sets ``textContent`` only, and the page's own policy allows no style or script but the two whose hashes it states.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from screener import explain
from screener.api import VERSION, Screener
from screener.errors import FileError, why_not
from screener.report import chart, wording
from screener.report.cards import Cards, gather
from screener.screening import VERDICTS, Screening
from screener.unfinished import beside, private

FIRST = 50
"""Cards that are there without a script, and how many more a script shows at a time."""
SHOWN_RULES = 12
"""Rules that are told at once; the others are folded up."""
MOST = 50_000
"""Groups of posts that one page holds; a browser opens no more with ease."""

_SPECIMEN = {
    "card": {
        "verdict": "review",
        "score": "…",
        "titles": "…",
        "pieces": [("…", "rule"), ("…", "context"), ("…", "words")],
        "parent": "…",
        "sections": [
            {
                "title": "…",
                "score": "…",
                "total": "0",
                "exact": "0",
                "lines": [{"points": "0", "exact": "0", "sentence": "…", "words": "…", "ground": 0}],
            }
        ],
        "laws": [0],
        "rows": [{"about": "…", "text": "…"}, {"about": "…", "text": "…"}],
    },
    "grounds": [{"rule": "…", "title": "…", "cited": "…"}],
    "laws": [{"cite": "…", "says": "…", "status": "…", "when": "…", "doubt": "…"}],
}
"""A card with everything that a card can have, of which the script fills copies."""


@dataclass(frozen=True)
class Facts:
    """What a report says about the whole run.

    Attributes
    ----------
    source : str
        File name of the input.
    digest : str
        SHA-256 of the input, hexadecimal.
    fingerprint : str
        Of the screener.
    rows, blank, faulty : int
        Rows read, blank lines between them, rows that could not be screened.
    verdicts, categories, rules : dict[str, int]
        Screened posts by each.
    days : dict[str, dict[str, int]]
        Screened posts by ISO date, and there by verdict and category.
    lang : str
        "id" or "en".
    """

    source: str
    digest: str
    fingerprint: str
    rows: int
    blank: int
    faulty: int
    verdicts: dict[str, int]
    categories: dict[str, int]
    rules: dict[str, int]
    days: dict[str, dict[str, int]]
    lang: str


def write_report(product: Path, facts: Facts, flagged: Iterable[Mapping[str, Any]], screener: Screener) -> None:
    """Write the report of a batch.

    Parameters
    ----------
    product : Path
        The HTML file; it appears when it is complete, readable by its owner only.
    flagged : iterable of mapping
        ``Screening.to_dict()`` of the posts to look at, with "row", in the order of rows.

    Raises
    ------
    FileError
        When it cannot be written.
    """
    lang = facts.lang
    cards = Cards(screener, lang)
    found = gather(flagged, cards, lang)
    data = {
        "cards": found[:MOST],
        "grounds": cards.grounds,
        "laws": cards.laws,
        "step": FIRST,
        "verdicts": {verdict: explain.VERDICTS[verdict][lang] for verdict in VERDICTS},
        "say": {key: wording.SAID[key][lang] for key in ("count", "more", "alike")},
    }
    _write(
        product,
        "report.html.j2",
        lang,
        facts=facts,
        found=found,
        data=data,
        first=FIRST,
        most=MOST,
        specimen=_SPECIMEN,
        **_overview(facts, screener),
    )


def write_sheet(product: Path, screening: Screening, screener: Screener, lang: str) -> None:
    """Write the evidence on one post on an A4 page, with room for the inspector's decision.

    Near misses are told where ``screening`` was made with ``near=True``.

    Raises
    ------
    FileError
        When it cannot be written.
    """
    cards = Cards(screener, lang)
    titles = {rule.id: rule.title[lang] for rule in screener.rulebook.rules}
    strongest = max(screening.scores, key=screening.scores.__getitem__, default=None)
    told = screening.categories or ([strongest] if strongest else [])
    _write(
        product,
        "sheet.html.j2",
        lang,
        headline=explain.headline(screening, screener.categories, lang),
        card=cards.of(screening, told),
        grounds=cards.grounds,
        laws=cards.laws,
        about=_about(screening, lang),
        scores=[
            (category.title[lang], explain.percent(screening.scores[category.id])) for category in screener.categories.values()
        ]
        if screening.scores
        else [],
        set_aside=explain.set_aside(screening, titles, lang),
        near=explain.came_near(screening, titles, lang),
        fingerprint=screening.fingerprint,
    )


def _about(screening: Screening, lang: str) -> list[tuple[str, str]]:
    """What is known of a post, by its label; what is not known is left blank."""
    post = screening.post
    told = {
        "account": post.account,
        "id": post.id,
        "posted_at": post.moment and wording.day(post.moment, lang),
        "region": post.region,
        "action": wording.ACTIONS[post.action][lang],
        "phase": wording.PHASES[screening.phase][lang],
    }
    return [(wording.SAID[key][lang], explain.inert(str(value or "–"))) for key, value in told.items()]


def _overview(facts: Facts, screener: Screener) -> dict[str, Any]:
    """What the report says about all posts together."""
    lang, rules = facts.lang, {rule.id: rule for rule in screener.rulebook.rules}
    days = chart.drawable(facts.days)
    posts = {day: sum(counts.get(verdict, 0) for verdict in VERDICTS) for day, counts in facts.days.items()}
    drawn = sum(posts[day.isoformat()] for day in days)
    titles = {"": wording.SAID["flagged"][lang]} | {
        category.id: category.title[lang] for category in screener.categories.values()
    }
    return {
        "categories": {category.id: category.title[lang] for category in screener.categories.values()},
        "rules": [(rules[name], count) for name, count in sorted(facts.rules.items(), key=lambda entry: (-entry[1], entry[0]))],
        "shown_rules": SHOWN_RULES,
        "chart": chart.draw(days, screener.rulebook.elections, titles, lang) if days else None,
        "chart_width": chart.WIDTH,
        "undated": sum(facts.verdicts.values()) - sum(posts.values()),
        "far": sum(posts.values()) - drawn,
        "reading": wording.READING[lang],
    }


def _write(product: Path, template: str, lang: str, **told: Any) -> None:
    """Fill a template into a file that only its owner can read: posts are personal data."""
    page = _page(template, lang, **told).encode("utf-8")
    fresh = beside(product, ".new")
    try:
        with private(fresh) as out:
            out.write(page)
        fresh.replace(product)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        raise FileError(
            id=f"{product}: laporan tidak dapat ditulis ({why_not(error)}); periksa foldernya dan izinnya",
            en=f"{product}: the report cannot be written ({error.strerror}); check its folder and permissions",
        ) from error


def _page(template: str, lang: str, **told: Any) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - costs time at start

    house = files("screener.report")
    style, script = (house.joinpath(name).read_text(encoding="utf-8") for name in ("style.css", "script.js"))
    environment = Environment(
        loader=PackageLoader("screener", "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["inert"] = explain.inert
    environment.filters["number"] = lambda count: f"{count:,}".replace(",", {"id": ".", "en": ","}[lang])
    environment.filters["data"] = _data
    return environment.get_template(template).render(
        told,
        lang=lang,
        say=wording.spoken(lang),
        verdicts={verdict: explain.VERDICTS[verdict][lang] for verdict in VERDICTS},
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
        version=VERSION,
    )


def _data(value: Any) -> str:
    """JSON that stays inside its element: without "<" nothing can end it or begin a comment."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _hash(content: str) -> str:
    """How a policy names a style or script that it allows."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest()).decode("ascii")
