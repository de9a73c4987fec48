"""What a run did so far: counts that add up chunk by chunk, and the few posts that are shown first."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from screener.screening import Post, Screening, day_of

_SHOWN = 5
UNDATED = "-"


class Shown(NamedTuple):
    """A flagged row worth showing when the run is over; a run that goes on knows its post once the row was read again."""

    score: float
    row: int
    post: Post | None = None


@dataclass(slots=True)
class Summary:
    """What a run did so far.

    Attributes
    ----------
    rows, blank, faulty, escaped : int
        Rows read, blank lines between them, rows with ``screen_error``, rows with a cell that got a leading apostrophe.
    position : int
        Bytes of the input read so far.
    verdicts, categories, rules : Counter
    days : Counter
        "2024-10-03 review" → posts: days and verdicts, days and categories; "- review" where a post has no date. For the report alone.
    strongest : list[Shown]
        A few flagged rows with the highest scores, best first.
    """

    rows: int = 0
    blank: int = 0
    faulty: int = 0
    escaped: int = 0
    position: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    days: Counter[str] = field(default_factory=Counter)
    strongest: list[Shown] = field(default_factory=list)

    @property
    def flagged(self) -> int:
        return self.verdicts["review"] + self.verdicts["priority"]

    @property
    def screened(self) -> int:
        """Rows that have a verdict."""
        return self.rows - self.faulty

    def count(self, row: int, screening: Screening) -> None:
        """Add one screened row."""
        self.verdicts[screening.verdict] += 1
        self.categories.update(screening.categories)
        self.rules.update(screening.rules)
        if screening.categories and screening.score is not None:
            self._show([Shown(screening.score, row, screening.post)])

    def date(self, screening: Screening) -> None:
        """Count one screened row on its day."""
        moment = screening.post.moment
        day = None if moment is None else day_of(moment)
        self.days.update(f"{day or UNDATED} {name}" for name in (screening.verdict, *screening.categories))

    def add(self, chunk: Summary) -> None:
        """Add the chunk that comes next."""
        self.rows += chunk.rows
        self.faulty += chunk.faulty
        self.escaped += chunk.escaped
        self.blank, self.position = chunk.blank, chunk.position
        for mine, its in zip(self._counters(), chunk._counters(), strict=True):
            mine.update(its)
        self._show(chunk.strongest)

    def _counters(self) -> tuple[Counter[str], ...]:
        return self.verdicts, self.categories, self.rules, self.days

    def _show(self, more: Iterable[Shown]) -> None:
        self.strongest = heapq.nsmallest(_SHOWN, [*self.strongest, *more], key=lambda shown: (-shown.score, shown.row))

    def to_dict(self) -> dict[str, Any]:
        """A JSON-ready copy without any post."""
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        return {**told, "strongest": [shown[:2] for shown in self.strongest]}

    def restore(self, told: dict[str, Any]) -> None:
        """Become what ``to_dict`` told."""
        for name, value in told.items():
            setattr(self, name, Counter(value) if isinstance(value, dict) else value)
        self.strongest = [Shown(*shown) for shown in told["strongest"]]

    def remember(self, row: int, post: Post) -> None:
        """Give a shown row its post back."""
        self.strongest = [shown._replace(post=post) if shown.row == row else shown for shown in self.strongest]
