"""A screening becomes a card: plain text in the order in which it is read, which templates and script only put in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import fsum
from typing import Any

from screener import explain
from screener.api import Screener
from screener.report.alike import Groups
from screener.report.wording import ACTIONS, SAID, day
from screener.screening import Excused, Law, Match, NearMiss, Post, Reason, Screening

Card = dict[str, Any]


def revive(told: Mapping[str, Any]) -> Screening:
    """The screening that ``Screening.to_dict`` told."""
    post = Post(**told["post"])
    reasons = tuple(
        Reason(
            reason["category"],
            reason["source"],
            reason["name"],
            reason["weight"],
            reason["says"],
            tuple(_match(reason["name"], match) for match in reason["matches"]),
            tuple(Law(**law) for law in reason["laws"]),
        )
        for reason in told["reasons"]
    )
    excused = tuple(Excused(one["rule"], _match(one["rule"], one["match"]), _match(one["rule"], one["by"])) for one in told["excused"])
    near = tuple(
        NearMiss(one["rule"], one["phrase"], one["missing"], tuple(_match(one["rule"], match) for match in one["matches"]))
        for one in told["near"]
    )
    return Screening(
        post,
        told["verdict"],
        told["unscorable"],
        told["scores"],
        tuple(told["categories"]),
        tuple(told["rules"]),
        told["phase"],
        told["fingerprint"],
        lambda: (reasons, excused),
        near,
    )


def _match(rule: str, told: Mapping[str, Any]) -> Match:
    return Match(rule, told["start"], told["end"], told["on"])


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
        self._laws: dict[Law, int] = {}
        self._categories, self._lang = screener.categories, lang
        self._titles = {rule.id: rule.title[lang] for rule in screener.rulebook.rules}

    def of(self, screening: Screening, among: Sequence[str]) -> Card:
        """All that is told about a post, with the reasons of some categories."""
        cited = [law for reason in screening.reasons if reason.category in among for law in reason.laws]
        return {
            "verdict": screening.verdict,
            "score": "" if screening.score is None else explain.percent(screening.score),
            "titles": ", ".join(self._categories[category].title[self._lang] for category in screening.categories),
            "categories": screening.categories,
            "rules": screening.rules,
            "pieces": explain.pieces(screening) or [(SAID["no_text"][self._lang], "")],
            "parent": explain.inert(screening.post.parent, newlines=True),
            "sections": [self._section(screening, category) for category in among],
            "laws": [self._law(law) for law in dict.fromkeys(cited)],
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

    def _law(self, law: Law) -> int:
        at = self._laws.setdefault(law, len(self.laws))
        if at == len(self.laws):
            when = explain.APPLIES.get(law.applies)
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
