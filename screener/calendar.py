"""Dates choose the law that is cited, never whether a rule fires."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from screener.screening import WIB


@dataclass(frozen=True, slots=True)
class Election:
    """An election's turning points; days are WIB.

    Attributes
    ----------
    id : str
    title : str
    begins, ends : date
        First and last day on which a post is read against this election.
    candidates_set : date
        The day of *penetapan calon*: the code of ethics before it, discipline from it on.
    voting : date
    """

    id: str
    title: str
    begins: date
    candidates_set: date
    voting: date
    ends: date


def phase(elections: Sequence[Election], moment: datetime | None) -> str:
    """The phase of a day: "pre", "candidates_set", or "none" where there is no date or no election covers it.

    Where several elections cover a day, the one whose voting day comes next counts, else the one that voted last.
    """
    if moment is None:
        return "none"
    try:
        day = moment.astimezone(WIB).date()
    except OverflowError:  # at either end of the calendar another zone has no such day
        return "none"
    covering = [election for election in elections if election.begins <= day <= election.ends]
    if not covering:
        return "none"
    ahead = [election for election in covering if election.voting >= day]
    nearest = min(ahead, key=_voting) if ahead else max(covering, key=_voting)
    return "pre" if day < nearest.candidates_set else "candidates_set"


def _voting(election: Election) -> date:
    return election.voting
