"""A screening becomes a card: plain text in the order in which it is read, which templates and script only put in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import fsum
from typing import Any

from screener import explain
from screener.api import Screener
from screener.report.alike import Groups
from screener.report.wording import ACTIONS, SAID, day
from screener.screening import Law, Match, Post, Reason, Screening

Card = dict[str, Any]


def revive(told: Mapping[str, Any]) -> Screening:
    """The screening that ``Screening.to_dict`` told, with the reasons of the categories to look at."""
    return Screening(
        Post(**told["post"]),
        told["verdict"],
        told["unscorable"],
        told["scores"],
        tuple(told["categories"]),
        tuple(told["rules"]),
        told["phase"],
        told["fingerprint"],
        lambda: (tuple(_reason(reason) for reason in told["reasons"] if reason["category"] in told["categories"]), ()),
    )


def _reason(told: Mapping[str, Any]) -> Reason:
    matches = tuple(Match(told["name"], match["start"], match["end"], match["on"]) for match in told["matches"])
    laws = tuple(Law(**law) for law in told["laws"])
    return Reason(told["category"], told["source"], told["name"], told["weight"], told["says"], matches, laws)


class Cards:
    """Makes cards in one language, and keeps what they share.

    Attributes
    ----------
    grounds : list
        Rules with their citation; lines of a card point into it.
    laws : list
        What is cited: what it says and whether it is in force; cards point into it.
    """

    def __init__(self, screener: Screener, lang: str) -> None:
        self.grounds: list[dict[str, str]] = []
        self.laws: list[dict[str, str]] = []
        self._grounds: dict[tuple[str, tuple[Law, ...]], int] = {}
        self._laws: dict[tuple[Law, bool], int] = {}
        self._categories, self._lang = screener.categories, lang
        self._titles = {rule.id: rule.title[lang] for rule in screener.rulebook.rules}

    def of(self, screening: Screening, among: Sequence[str]) -> Card:
        """All that is told about a post, with the reasons of some categories."""
        cited = dict.fromkeys(law for reason in screening.reasons if reason.category in among for law in reason.laws)
        both = len({law.applies for law in cited}) > 1
        return {
            "verdict": screening.verdict,
            "score": "" if screening.score is None else explain.percent(screening.score),
            "titles": ", ".join(self._categories[category].title[self._lang] for category in screening.categories),
            "categories": screening.categories,
            "rules": screening.rules,
            "pieces": explain.pieces(screening) or [(SAID["no_text"][self._lang], "")],
            "parent": explain.inert(screening.post.parent, newlines=True),
            "sections": [self._section(screening, category) for category in among],
            "laws": [self._law(law, both) for law in cited],
        }

    def _section(self, screening: Screening, category: str) -> dict[str, Any]:
        """The reasons of one category with their points, their sum and the score that it makes."""
        lines = explain.lines(screening, category, self._lang)
        laws = {reason.name: reason.laws for reason in screening.reasons if reason.category == category}
        points, total = explain.shown_points([line.points for line in lines])
        return {
            "title": self._categories[category].title[self._lang],
            "score": explain.percent(screening.scores[category]),
            "total": total,
            "exact": repr(fsum(line.points for line in lines)),
            "lines": [
                {
                    "points": shown,
                    "exact": repr(line.points),
                    "sentence": line.sentence,
                    "words": line.words,
                    "ground": self._ground(line.rule, laws[line.rule]) if line.rule else None,
                }
                for line, shown in zip(lines, points, strict=True)
            ],
        }

    def _ground(self, rule: str, laws: tuple[Law, ...]) -> int:
        at = self._grounds.setdefault((rule, laws), len(self.grounds))
        if at == len(self.grounds):
            self.grounds.append({"rule": rule, "title": self._titles[rule], "cited": explain.cited(laws, self._lang)})
        return at

    def _law(self, law: Law, both: bool) -> int:
        """The place of a law, with the side that it is on where a card tells laws of both sides."""
        at = self._laws.setdefault((law, both), len(self.laws))
        if at == len(self.laws):
            when = explain.APPLIES.get(law.applies) if both else None
            self.laws.append(
                {
                    "cite": law.cite,
                    "says": law.says,
                    "status": law.status,
                    "when": when[self._lang] if when else "",
                    "doubt": explain.UNVERIFIED[self._lang] if law.verified.startswith("U") else "",
                }
            )
        return at


def about(post: Post, row: int, lang: str) -> str:
    """Where a post stands and whose it is, in a line."""
    parts = [
        f"{SAID['row'][lang]} {row}",
        post.account,
        post.id and f"{SAID['post_id'][lang]} {post.id}",
        post.moment and day(post.moment, lang),
        post.region,
        post.action != "post" and ACTIONS[post.action][lang],
    ]
    return " · ".join(explain.inert(str(part)) for part in parts if part)


def gather(flagged: Iterable[Mapping[str, Any]], cards: Cards, lang: str) -> list[Card]:
    """A card for every group of posts that are alike, the one with the highest score speaking for them, in the order of review.

    Every post is listed in ``rows`` of its card, with its words where they are not those of the card.
    """
    groups, found, texts, best = Groups(), list[Card](), list[str](), list[float]()
    for told in flagged:
        screening = revive(told)
        post, score = screening.post, screening.score or 0.0
        kind = (screening.verdict, screening.categories, screening.rules, post.action, post.parent)
        at = groups.place(kind, post.text)
        if at == len(found):
            found.append({"rows": []})
            texts.append(post.text)
            best.append(-1.0)
        rows = found[at]["rows"]
        if score > best[at]:
            found[at] = {**cards.of(screening, screening.categories), "rows": rows}
            best[at], texts[at] = score, post.text
        rows.append({"row": told["row"], "about": about(post, told["row"], lang), "text": post.text})
    for card, text in zip(found, texts, strict=True):
        for row in card["rows"]:
            row["text"] = "" if row["text"] == text else explain.inert(row["text"], newlines=True)
        card["rows"].sort(key=lambda row: (bool(row["text"]), row["row"]))
    order = sorted(range(len(found)), key=lambda at: (found[at]["verdict"] != "priority", -best[at], found[at]["rows"][0]["row"]))
    return [found[at] for at in order]
