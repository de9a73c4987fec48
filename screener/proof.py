"""A rule's examples are its tests; here they run through the whole pipeline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from screener.api import Screener
from screener.rules import Example, Rule
from screener.screening import Post, Screening


class Failure(NamedTuple):
    """An example that does not do what its rule file says."""

    rule: str
    text: str
    what: dict[str, str]


def prove(screener: Screener, rule: Rule) -> Iterator[Failure]:
    """The examples of one rule that fail.

    ``fires``: the rule matches exactly the marked words and its category reaches review (``weak: true`` and drafts waive
    that); a context rule matches and the post is clear. ``quiet``: the rule does not match and its category stays below
    review. ``gaps``: wanted but not caught yet; one that is caught now must move to ``fires``.
    """
    for example in rule.fires:
        yield from (Failure(rule.id, example.text, what) for what in _misfires(rule, example, _screen(screener, example)))
    for example in rule.quiet:
        yield from (Failure(rule.id, example.text, what) for what in _noises(rule, _screen(screener, example)))
    for example in rule.gaps:
        if rule.id in _screen(screener, example).rules:
            yield Failure(
                rule.id,
                example.text,
                {"id": "sekarang sudah kena: pindahkan dari gaps ke fires", "en": "is caught now: move it from gaps to fires"},
            )


def _screen(screener: Screener, example: Example) -> Screening:
    return screener.screen(Post(example.text, action=example.action, parent=example.parent))


def _misfires(rule: Rule, example: Example, screening: Screening) -> Iterator[dict[str, str]]:
    if rule.id not in screening.rules:
        by = next((screening.words(excused.by) for excused in screening.excused if excused.rule == rule.id), None)
        yield (
            {"id": "tidak kena, padahal harus kena", "en": "does not fire, but should"}
            if by is None
            else {"id": f"tidak kena karena pengecualian “{by}”", "en": f"does not fire because of the exception “{by}”"}
        )
        return
    reasons = [reason for reason in screening.reasons if reason.name == rule.id]
    matches = next((reason.matches for reason in reasons), ())
    found = [screening.words(match) for match in matches if match.on == "text"]
    if example.marks != tuple((match.start, match.end) for match in matches if match.on == "text") and reasons:
        yield {"id": f"kena di {found}, bukan di tempat yang ditandai", "en": f"fires on {found}, not on the marked words"}
    if example.weak or rule.status == "draft":
        return
    if rule.is_context:
        if screening.verdict != "clear":
            yield {
                "id": f"konteks kena tetapi unggahan tetap {screening.verdict} ({', '.join(screening.rules)})",
                "en": f"the context matches but the post is {screening.verdict} ({', '.join(screening.rules)})",
            }
        return
    missing = [category for category in rule.categories if category not in screening.categories]
    if missing:
        score = max(screening.scores[category] for category in missing)
        yield {
            "id": f"kena, tetapi skor {', '.join(missing)} hanya {score:.2f}, di bawah ambang tinjau",
            "en": f"fires, but {', '.join(missing)} scores {score:.2f} only, below review",
        }


def _noises(rule: Rule, screening: Screening) -> Iterator[dict[str, str]]:
    if rule.id in screening.rules:
        yield {"id": "kena, padahal harus diam", "en": "fires, but should stay quiet"}
    elif not rule.is_context:
        loud = [category for category in rule.categories if category in screening.categories]
        if loud:
            rules, headings = ", ".join(screening.rules), ", ".join(loud)
            yield {
                "id": f"diam, tetapi {headings} tetap sampai tinjau ({rules or 'oleh kata-katanya'})",
                "en": f"quiet, but {headings} reaches review ({rules or 'by its words'})",
            }
