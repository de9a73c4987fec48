"""Dates choose the law that is cited, never whether a rule fires."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from screener.screening import Phase, day_of

_WORD = re.compile(r"\w+")
_REGION_KINDS = {"kabupaten", "kab", "kota", "provinsi", "prov"}


def words_of(text: str) -> tuple[str, ...]:
    """The words of a name or a post, as names of elections are compared."""
    return tuple(_WORD.findall(text.casefold()))


@dataclass(frozen=True, slots=True)
class Tie:
    """A name or office that belongs to an election, and for which days and regions it does; no bound means always.

    Attributes
    ----------
    words : tuple of str
    since, until : date, optional
        First and last day.
    regions : tuple of str
    office : bool
        An office is held in many regions, a name is not.
    """

    words: tuple[str, ...]
    since: date | None = None
    until: date | None = None
    regions: tuple[str, ...] = ()
    office: bool = False

    def holds(self, day: date, region: str | None) -> bool:
        """Whether it belongs to the election on that day and in that region."""
        if (self.since and day < self.since) or (self.until and day > self.until):
            return False
        return not self.regions or _within(region, self.regions)


@dataclass(frozen=True, slots=True)
class Election:
    """An election's turning points; days are WIB, spans hold their first and last day.

    Attributes
    ----------
    id, title : str
    begins, ends : date
        First and last day on which a post is read against this election.
    voting : date
    candidates_set : date, optional
        The day of *penetapan calon*: the code of ethics before it, discipline from it on. Where it is not known, the phase
        is open until voting day.
    campaign, quiet : tuple of date, optional
    regions : tuple of str
        Where it is held; empty means everywhere.
    ties : tuple of Tie
        The names and offices that belong to it.
    """

    id: str
    title: str
    begins: date
    voting: date
    ends: date
    candidates_set: date | None = None
    campaign: tuple[date, date] | None = None
    quiet: tuple[date, date] | None = None
    regions: tuple[str, ...] = ()
    ties: tuple[Tie, ...] = ()
    _heads: dict[str, list[Tie]] = field(init=False, repr=False, compare=False, default_factory=dict)
    """The ties by their first word."""

    def __post_init__(self) -> None:
        for tie in self.ties:
            self._heads.setdefault(tie.words[0], []).append(tie)

    def phase(self, day: date) -> Phase:
        """What a day is in this election."""
        if day > self.voting:
            return "after"
        if day == self.voting:
            return "voting"
        if self.candidates_set is None:
            return "none"
        if day < self.candidates_set:
            return "pre"
        if self.quiet and self.quiet[0] <= day <= self.quiet[1]:
            return "quiet"
        return "campaign" if self.campaign and self.campaign[0] <= day <= self.campaign[1] else "candidates_set"

    def is_named(self, post: Sequence[str], day: date, region: str | None) -> bool:
        """Whether a post names one of its candidates or, where it is held in the post's region, one of its offices."""
        named = [
            tie
            for at, word in enumerate(post)
            for tie in self._heads.get(word, ())
            if tuple(post[at : at + len(tie.words)]) == tie.words
        ]
        if not named:
            return False
        here = self.is_held_in(region)
        if region and not here:
            return False
        return any(tie.holds(day, region) for tie in named if here or not tie.office)

    def is_held_in(self, region: str | None) -> bool:
        """Whether it is held in a region; one held in some regions only is not held in an unknown one."""
        return not self.regions or _within(region, self.regions)


def _within(region: str | None, regions: Sequence[str]) -> bool:
    """Whether a region is one of some, "Kab. Bangka" being "Bangka"; an unknown one is none."""
    here = _place(region or "")
    return bool(here) and any(here == _place(name) for name in regions)


@lru_cache(4096)
def _place(name: str) -> frozenset[str]:
    return frozenset(words_of(name)) - _REGION_KINDS


def phase(elections: Sequence[Election], moment: datetime | None, region: str | None = None, text: str = "") -> Phase:
    """The phase of a day in the election that the post is about, "none" where that is open.

    That is the election of which a name or office stands in the post, else any that is held in its region; of several, one of
    that region before those held everywhere, then the one whose voting day comes next, else the one that voted last.
    """
    if moment is None:
        return "none"
    day = day_of(moment)
    if day is None:
        return "none"
    covering = [election for election in elections if election.begins <= day <= election.ends]
    if not covering:
        return "none"
    post = words_of(text)
    about = [election for election in covering if election.is_named(post, day, region)]
    about = about or [election for election in covering if election.is_held_in(region)]
    about = [election for election in about if election.regions] or about
    if not about:
        return "none"
    ahead = [election for election in about if election.voting >= day]
    nearest = min(ahead, key=_voting) if ahead else max(about, key=_voting)
    return nearest.phase(day)


def _voting(election: Election) -> date:
    return election.voting
