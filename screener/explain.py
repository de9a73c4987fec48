"""Lays a Screening out for people, in Indonesian or English; what it says comes from the rules and the reasons."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from itertools import groupby
from math import floor, fsum
from typing import NamedTuple

from screener.rules import Category
from screener.screening import Law, Match, Reason, Screening

VERDICTS = {
    "clear": {"id": "tidak ada indikasi", "en": "no indication"},
    "review": {"id": "perlu ditinjau", "en": "for review"},
    "priority": {"id": "perlu ditinjau lebih dulu", "en": "for review first"},
    "unscorable": {"id": "tidak dapat dinilai", "en": "cannot be scored"},
}
UNSCORABLE = {
    "empty": {"id": "unggahan kosong", "en": "the post is empty"},
    "no_words": {"id": "tidak ada kata, hanya tautan, akun, atau emoji", "en": "there are no words, only links, mentions or emoji"},
    "language": {"id": "tampaknya bukan bahasa Indonesia", "en": "it does not seem to be Indonesian"},
}
CAVEAT = {
    "id": "Ini indikasi untuk ditinjau manusia, bukan putusan.",
    "en": "This is an indication for a human to review, not a finding.",
}
APPLIES = {
    "pre": {"id": "bila masih bakal calon", "en": "while still a would-be candidate"},
    "post": {"id": "bila calon sudah ditetapkan", "en": "once candidates are set"},
}
_WORDS = {"id": "kata-kata", "en": "words"}
_OTHERS = {"id": "kata lain", "en": "other words"}
UNVERIFIED = {"id": "belum terverifikasi", "en": "not verified"}
_DRAFT = {"id": "draf, belum berbobot", "en": "draft, weighs nothing yet"}
_SHOWN_WORDS = 5


class Line(NamedTuple):
    """One reason, ready to print: points (nats), plain sentence, exact words, rule id, legal basis."""

    points: float
    sentence: str
    words: str
    rule: str
    laws: str


def headline(screening: Screening, categories: Mapping[str, Category], lang: str) -> str:
    """The verdict in a sentence."""
    verdict = VERDICTS[screening.verdict][lang]
    if screening.unscorable:
        return f"{verdict}: {UNSCORABLE[screening.unscorable][lang]}"
    names = [f"{categories[name].title[lang]} {percent(screening.scores[name])}" for name in screening.categories]
    return f"{verdict}: {', '.join(names)}" if names else verdict


def percent(score: float) -> str:
    """A score for people; never a full hundred, which would read like a certainty."""
    return f"{score:.0%}" if score < 0.99 else "> 99%"


def lines(screening: Screening, category: str, lang: str) -> list[Line]:
    """The reasons of one category: rules, then words, base and cap; the points add up to the score's log-odds."""
    reasons = [reason for reason in screening.reasons if reason.category == category]
    found = [_line(screening, reason, lang) for reason in reasons if reason.source in ("rule", "context")]
    words = [reason for reason in reasons if reason.source == "words"]
    if words:
        found.append(_words_line(words, lang))
    found += [_line(screening, reason, lang) for reason in reasons if reason.source in ("base", "cap")]
    return found


def shown_points(points: Sequence[float]) -> tuple[list[str], str]:
    """Points with one decimal and their sum, rounded so that what is shown adds up: by largest remainder."""
    tenths = [floor(10 * point) for point in points]
    total = round(10 * fsum(points))
    remainders = sorted(range(len(points)), key=lambda at: tenths[at] - 10 * points[at])
    for at in remainders[: total - sum(tenths)]:
        tenths[at] += 1
    return [f"{tenth / 10:+.1f}" for tenth in tenths], f"{total / 10:+.1f}"


def _line(screening: Screening, reason: Reason, lang: str) -> Line:
    rule = reason.name if reason.source in ("rule", "context") else ""
    return Line(reason.weight, sentence(reason, lang), quoted(screening, reason.matches), rule, cited(reason.laws, lang))


def sentence(reason: Reason, lang: str) -> str:
    """What a reason says; only the rules of drafts weigh nothing."""
    return reason.says[lang] + ("" if reason.weight else f" ({_DRAFT[lang]})")


_SHORT = 72


def shortened(phrase: str) -> str:
    """A phrase, or a part of one, in the length of a line."""
    return phrase if len(phrase) <= _SHORT else phrase[: _SHORT - 1] + "…"


def _words_line(words: list[Reason], lang: str) -> Line:
    told = [f"{inert(reason.name)} {reason.weight:+.1f}" for reason in words[:_SHOWN_WORDS]]
    rest = words[_SHOWN_WORDS:]
    if rest:
        told.append(f"{len(rest)} {_OTHERS[lang]} {sum(reason.weight for reason in rest):+.1f}")
    return Line(sum(reason.weight for reason in words), f"{_WORDS[lang]}: {', '.join(told)}", "", "", "")


def quoted(screening: Screening, matches: tuple[Match, ...]) -> str:
    """The author's words at some matches, in quotation marks, each wording once."""
    return ", ".join(dict.fromkeys(f"“{inert(screening.words(match))}”" for match in matches))


def cited(laws: tuple[Law, ...], lang: str) -> str:
    """Citations in a row, those of one phase together."""
    parts = []
    for applies in ("pre", "post", "always"):
        names: list[str] = []
        base = ""
        for law in laws:
            if law.applies == applies:
                same = law.id.partition("#")[0] == base
                names.append(law.cite.rpartition(" ")[2] if same else law.cite)  # "… butir 2, 4"
                names[-1] += f" ({UNVERIFIED[lang]})" if law.verified.startswith("U") else ""
                base = law.id.partition("#")[0]
        if names:
            when = APPLIES[applies][lang] + ": " if applies in APPLIES and len({law.applies for law in laws}) > 1 else ""
            parts.append(when + ", ".join(names))
    return "; ".join(parts)


def set_aside(screening: Screening, titles: Mapping[str, str], lang: str) -> list[str]:
    """Which rules an exception set aside; for a post that is not to be looked at, also which ones spoke for or against it.

    ``titles`` are those of the rules, by id, in ``lang``.
    """
    because = {"id": "dikesampingkan karena", "en": "set aside because of"}[lang]
    told = [
        f"{titles[excused.rule]} (“{inert(screening.words(excused.match))}”) {because} “{inert(screening.words(excused.by))}”"
        for excused in screening.excused
    ]
    said = {reason.name: reason for reason in screening.reasons if reason.source in ("rule", "context")}
    told += [
        f"{sentence(reason, lang)}: {quoted(screening, reason.matches)} ({reason.name})"
        for reason in said.values()
        if not screening.categories or (not reason.weight and reason.category not in screening.categories)
    ]
    return list(dict.fromkeys(told))


def came_near(screening: Screening, titles: Mapping[str, str], lang: str) -> list[str]:
    """The rules that came near, and what they lack."""
    lacks, differs = {"id": ("kurang", "urutan atau jaraknya lain"), "en": ("lacks", "order or distance differ")}[lang]
    return [
        f"{titles[near.rule]} ({near.rule}): {quoted(screening, near.matches)}; "
        + (f"{lacks} {shortened(near.missing)}" if near.missing else differs)
        for near in screening.near
    ]


def why(screening: Screening, categories: Mapping[str, Category], lang: str) -> str:
    """The reasons of the categories to look at, in one line for a table's cell."""
    if screening.unscorable:
        return UNSCORABLE[screening.unscorable][lang]
    told = []
    for category in screening.categories:
        reasons = lines(screening, category, lang)
        by_rule = any(line.rule for line in reasons)
        parts = [
            " ".join(filter(None, (line.sentence, line.words, f"({line.rule})" if line.rule else "")))
            for line in reasons
            if line.rule or (not by_rule and line.points > 0)
        ]
        told.append(f"{categories[category].title[lang]}: {'; '.join(parts)}")
    return " | ".join(told)


def spans(screening: Screening) -> list[tuple[int, int, str]]:
    """Places of ``post.text`` to mark, in order and without overlap: (start, end, "rule" | "context" | "words").

    Rules come first; words are marked where no rule fired for a category to look at, if they speak for it.
    """
    shown = set(screening.categories or (max(screening.scores, key=screening.scores.__getitem__, default=""),))
    by_words = shown - {reason.category for reason in screening.reasons if reason.source == "rule"}
    painted: list[str] = [""] * len(screening.post.text)
    for source in ("rule", "context", "words"):
        among = by_words if source == "words" else shown
        for reason in screening.reasons:
            if reason.source != source or reason.category not in among or (source == "words" and reason.weight < _VISIBLE):
                continue
            for match in reason.matches:
                if match.on == "text":
                    painted[match.start : match.end] = [place or source for place in painted[match.start : match.end]]
    found: list[tuple[int, int, str]] = []
    end = 0
    for source, places in groupby(painted):
        start, end = end, end + sum(1 for _ in places)
        if source:
            found.append((start, end, source))
    return found


def pieces(screening: Screening) -> list[tuple[str, str]]:
    """The post cut at its marks, made inert: (words, "rule" | "context" | "words" | "")."""
    raw, end = screening.post.text, 0
    cut: list[tuple[str, str]] = []
    for start, stop, source in [*spans(screening), (len(raw), len(raw), "")]:
        cut += [(raw[end:start], ""), (raw[start:stop], source)]
        end = stop
    return [(inert(words, newlines=True), source) for words, source in cut if words]


_VISIBLE = 0.2  # nats from which a word is marked in the post


def inert(text: str, *, newlines: bool = False) -> str:
    """Text that a terminal or table cannot take for a command: controls, bidi marks and lone surrogates made visible."""
    if text.isprintable():  # nearly all posts; none of these characters is
        return text
    return "".join(c if c == " " or (newlines and c == "\n") else _visible(c) for c in text)


def _visible(char: str) -> str:
    if char in "\t\n\r":
        return " "
    if unicodedata.category(char) in ("Cc", "Cf", "Cs") and char not in "\u200d\ufe0f":
        return f"<U+{ord(char):04X}>"
    return char
