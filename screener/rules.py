"""Rules find words; they know no thresholds and no verdicts.

A phrase is tried only when the post holds a word of every part that it needs. Each word carries a flag for every part of
every phrase that it serves; the flags of a post, or-ed, tell in one operation which phrases have all their parts there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from screener.fold import Folded
from screener.phrases import Phrase
from screener.screening import Law
from screener.vocabulary import STOP_ID, Vocabulary

_NEEDS = 3
"""Parts of a phrase that are looked up before it is tried."""


class Cap(NamedTuple):
    """How far base and words together may move a score (nats): never below ``low`` or above ``high``; above ``knee`` a quarter counts."""

    low: float
    knee: float
    high: float


@dataclass(frozen=True, slots=True)
class Category:
    """A heading, with the scores (0..1) from which a post is looked at and the cap on what words alone can add."""

    id: str
    title: Mapping[str, str]
    review: float
    priority: float
    cap: Cap


@dataclass(frozen=True, slots=True)
class Example:
    """A post that a rule must, or must not, fire on; ``marks`` are the exact spans (code points) of ``text``."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    action: str = "post"
    parent: str = ""
    act: str = ""
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """What one rule file says; see CONTRIBUTING.md for the meaning of each field.

    ``weight`` is the written one; ``adds`` is what it adds to a score: nothing while the rule is a draft.
    """

    id: str
    title: Mapping[str, str]
    says: Mapping[str, str]
    categories: tuple[str, ...]
    weight: float
    status: Literal["draft", "active", "retired"]
    acts: tuple[str, ...]
    sources: tuple[str, ...]
    pre: tuple[Law, ...]
    post: tuple[Law, ...]
    subtype: str = ""
    match: tuple[Phrase, ...] = ()
    unless: tuple[Phrase, ...] = ()
    actions: frozenset[str] = frozenset()
    parent: str = ""
    fires: tuple[Example, ...] = ()
    quiet: tuple[Example, ...] = ()
    gaps: tuple[Example, ...] = ()
    adds: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "adds", self.weight if self.status == "active" else 0.0)

    @property
    def is_context(self) -> bool:
        """Whether the rule speaks against its categories."""
        return self.weight < 0

    def citations(self, phase: str) -> tuple[Law, ...]:
        """The laws of a phase; both sides where the phase is open ("none"), shared ones once as "always"."""
        if phase == "none":
            before = [law for law in self.pre if law.id not in {other.id for other in self.post}]
            shared = [law for law in self.pre if law.id in {other.id for other in self.post}]
            after = [law for law in self.post if law.id not in {other.id for other in self.pre}]
            return (*before, *after, *(replace(law, applies="always") for law in shared))
        return self.pre if phase == "pre" else self.post


class Hit(NamedTuple):
    """A rule that fired, the places of its words (word positions, end exclusive) and the sentences that these are in."""

    rule: Rule
    places: tuple[tuple[int, int], ...]
    sentences: frozenset[int]


class Excuse(NamedTuple):
    """A rule that would have fired at ``place`` but for the exception found at ``by``."""

    rule: Rule
    place: tuple[int, int]
    by: tuple[int, int]


class Found(NamedTuple):
    """All that the rules found in one post."""

    hits: tuple[Hit, ...] = ()
    excuses: tuple[Excuse, ...] = ()


NOTHING = Found()


@dataclass(frozen=True, slots=True)
class Engagement:
    """What the account did, and under which headings the post it did it to would be looked at."""

    action: str = "post"
    parent: frozenset[str] = frozenset()


PLAIN = Engagement()
"""A post of one's own."""


@dataclass(slots=True)
class Ruleset:
    """Rules ready to search.

    Parameters
    ----------
    categories, rules, vocabulary
        As read from the rule files; the vocabulary's flags are set here.
    """

    categories: tuple[Category, ...]
    rules: tuple[Rule, ...]
    vocabulary: Vocabulary
    _phrases: list[tuple[Rule, Phrase]] = field(init=False, default_factory=list)
    _silent: list[Rule] = field(init=False, default_factory=list)
    _free: int = field(init=False, default=0)
    _plain: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self._phrases = [(rule, phrase) for rule in self.rules for phrase in rule.match]
        self._silent = [rule for rule in self.rules if not rule.match]
        count, vocabulary = len(self._phrases), self.vocabulary
        for index, (rule, phrase) in enumerate(self._phrases):
            self._plain |= (not rule.actions and not rule.parent) << index
            needs = phrase.needs[:_NEEDS]
            for part in range(_NEEDS):
                bit = 1 << (part * count + index)
                if part >= len(needs):
                    self._free |= bit
                else:
                    for word in needs[part]:
                        vocabulary.flags[word] = vocabulary.flags.get(word, 0) | bit

        same: dict[int, int] = {}  # equal flags are one object: most inflections of a verb share theirs
        for word, bits in vocabulary.flags.items():
            vocabulary.flags[word] = same.setdefault(bits, bits)

    def find(self, folded: Folded, engagement: Engagement = PLAIN) -> Found:
        """Every rule that fires on a folded post, in the order of the rules, and every one that is excused."""
        phrases = self._worth_trying(folded, engagement)
        if not phrases and (engagement is PLAIN or not self._silent):
            return NOTHING
        places: dict[str, list[tuple[int, int]]] = {}
        tried: dict[str, Rule] = {}
        plain = engagement is PLAIN  # then only phrases that apply were chosen
        for rule, phrase in phrases:
            if not plain and not applies(rule, engagement):
                continue
            found = list(phrase.find(folded.words))
            if found:
                tried[rule.id] = rule
                places.setdefault(rule.id, []).extend(found)
        for rule in self._silent:
            if applies(rule, engagement):
                tried[rule.id] = rule
        return _sift(folded.words, tried, places) if tried else NOTHING

    def _worth_trying(self, folded: Folded, engagement: Engagement) -> Sequence[tuple[Rule, Phrase]]:
        """The phrases whose needs are all met."""
        count, present = len(self._phrases), folded.flags | self._free
        met = present & (present >> count) & (present >> (2 * count)) & (self._plain if engagement is PLAIN else (1 << count) - 1)
        if not met:
            return ()
        found = []
        while met:
            lowest = met & -met
            found.append(self._phrases[lowest.bit_length() - 1])
            met ^= lowest
        return found


def applies(rule: Rule, engagement: Engagement) -> bool:
    """Whether a rule is about what the account did, and to which post."""
    return (not rule.actions or engagement.action in rule.actions) and (not rule.parent or rule.parent in engagement.parent)


def _sift(words: Sequence[int], tried: Mapping[str, Rule], places: Mapping[str, list[tuple[int, int]]]) -> Found:
    """Set aside what an exception in the same sentence excuses."""
    stops = [at for at, word in enumerate(words) if word == STOP_ID]
    hits, excuses = [], []
    for rule in tried.values():
        kept = []
        if not rule.match:  # what the account did, not what it wrote: an exception anywhere in its words sets it aside
            by = next((by for sentence in range(len(stops) + 1) if (by := _exception(rule, words, stops, sentence))), None)
            if by is None:
                hits.append(Hit(rule, (), frozenset()))
            else:
                excuses.append(Excuse(rule, by, by))
            continue
        exceptions: dict[int, tuple[int, int] | None] = {}
        for place in _merge(places.get(rule.id, [])):
            sentence = bisect_right(stops, place[0])
            if sentence not in exceptions:
                exceptions[sentence] = _exception(rule, words, stops, sentence)
            by = exceptions[sentence]
            if by is None:
                kept.append(place)
            else:
                excuses.append(Excuse(rule, place, by))
        if kept:
            hits.append(Hit(rule, tuple(kept), frozenset(bisect_right(stops, first) for first, _ in kept)))
    return Found(tuple(hits), tuple(excuses))


def _exception(rule: Rule, words: Sequence[int], stops: list[int], sentence: int) -> tuple[int, int] | None:
    """Where an exception of the rule stands in a sentence, counted from 0."""
    if not rule.unless:
        return None
    begin = stops[sentence - 1] + 1 if sentence else 0
    end = stops[sentence] if sentence < len(stops) else len(words)
    kinds = set(words[begin:end])
    for phrase in rule.unless:
        if not phrase.needs[0].isdisjoint(kinds):
            for by in phrase.find(words, begin, end):
                return by
    return None


def _merge(places: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Overlapping places as one, in order."""
    begin = end = -1
    for first, behind in sorted(places):
        if first >= end:
            if end > 0:
                yield begin, end
            begin, end = first, behind
        else:
            end = max(end, behind)
    if end > 0:
        yield begin, end
