"""A rule tried on a post, condition by condition: why it fires, or what it lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from screener.fold import Folded
from screener.phrases import Node, Phrase
from screener.rules import Engagement, Found, Ruleset, applies
from screener.screening import Match, NearMiss
from screener.vocabulary import STOP_ID

MOST_NEAR = 3
"""Near misses that are told."""
_TOO_COMMON = 300
"""Training posts from which a word says nothing by itself: "ya" is near to no rule."""


class Part(NamedTuple):
    """A part of a phrase that must be there.

    Attributes
    ----------
    source : str
        As its author wrote it.
    place : tuple of int, optional
        Where it is found (word positions, end exclusive).
    common : int
        In how many training posts one of its words stood, about.
    """

    source: str
    place: tuple[int, int] | None
    common: int


class Trial(NamedTuple):
    """A phrase held against the sentence that has most of its parts.

    Attributes
    ----------
    phrase : Phrase
    place : tuple of int, optional
        Where the whole phrase is found.
    parts : tuple of Part
    """

    phrase: Phrase
    place: tuple[int, int] | None
    parts: tuple[Part, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts that are not there."""
        return tuple(part.source for part in self.parts if part.place is None)


def attempt(phrase: Phrase, words: Sequence[int]) -> Trial:
    """Try a phrase on the words of a post."""
    whole = next(phrase.find(words), None)
    best: tuple[Part, ...] = ()
    for begin, end in _sentences(words):
        if whole is not None and not begin <= whole[0] < end:
            continue
        parts = tuple(
            Part(source, _first(node, words, begin, end), min(need.common for need in node.needs)) for source, node in phrase.parts()
        )
        if not best or len(_met(parts)) > len(_met(best)):
            best = parts
    return Trial(phrase, whole, best)


def near_misses(ruleset: Ruleset, folded: Folded, found: Found, engagement: Engagement) -> tuple[NearMiss, ...]:
    """Rules that lack one part of a phrase, those of which most is there first; the rarer the words, the nearer."""
    words, spans = folded.words, folded.spans()
    fired = {hit.rule.id for hit in found.hits} | {excuse.rule.id for excuse in found.excuses}
    present = set(words)
    nearest: dict[str, tuple[tuple[int, int], NearMiss]] = {}
    for rule in ruleset.rules:
        if rule.id in fired or rule.adds <= 0 or not applies(rule, engagement):
            continue
        for phrase in rule.match:
            if len(phrase.needs) < 2 or sum(not need.isdisjoint(present) for need in phrase.needs) < len(phrase.needs) - 1:
                continue
            trial = attempt(phrase, words)
            if len(trial.missing) > 1 or len(trial.parts) < 2:
                continue
            met = _met(trial.parts)
            rank = (len(met) - len(trial.missing), -min(part.common for part in met))
            if rank[1] > -_TOO_COMMON and (rule.id not in nearest or rank > nearest[rule.id][0]):
                matches = tuple(Match.at(rule.id, part.place, spans) for part in met if part.place)
                nearest[rule.id] = rank, NearMiss(rule.id, phrase.source, "".join(trial.missing), matches)
    ranked = sorted(nearest.values(), key=lambda entry: entry[0], reverse=True)
    return tuple(near for _, near in ranked[:MOST_NEAR])


def _sentences(words: Sequence[int]) -> Iterator[tuple[int, int]]:
    begin = 0
    for at, word in enumerate(words):
        if word == STOP_ID:
            yield begin, at
            begin = at + 1
    yield begin, len(words)


def _first(node: Node, words: Sequence[int], begin: int, end: int) -> tuple[int, int] | None:
    """The first place of a part in a sentence."""
    for at in range(begin, end):
        if words[at] in node.starts:
            stop = min((stop for stop in node.ends(words, at) if at < stop <= end), default=0)
            if stop:
                return at, stop
    return None


def _met(parts: Sequence[Part]) -> list[Part]:
    return [part for part in parts if part.place]
