"""Counts by day become bars, and elections the bands above them; all that is left to the template is to draw them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from screener.calendar import Election
from screener.report.wording import MONTHS, PHASES

WIDTH = 960
_LEFT, _RIGHT = 40, 12
_MAIN, _SMALL = 150, 56
_LANE = 34
_TICK = 84
_MOST_LANES = 6
_MOST_BARS = 62
_DRAWN = (2000, 2099)
_DAY = timedelta(days=1)


class Period(NamedTuple):
    """A day, week, month or year: its first day, the day behind its last one, its name, the posts by verdict and category."""

    begins: date
    ends: date
    label: str
    counts: Counter[str]


class Bar(NamedTuple):
    """A bar's place in the drawing, the height of the posts for review first in it, and what it says when pointed at."""

    x: float
    width: float
    height: float
    first: float
    title: str


class Panel(NamedTuple):
    """A row of bars over the common days; ``base`` is its lower edge; by verdict where it is of no one category."""

    title: str
    by_verdict: bool
    base: float
    height: float
    most: int
    bars: list[Bar]


class Span(NamedTuple):
    """A phase of an election: its key, its name, first and last day, and its place in the drawing."""

    key: str
    name: str
    begins: date
    ends: date
    x: float
    width: float


class Lane(NamedTuple):
    """An election in the drawing."""

    title: str
    top: float
    spans: list[Span]


class Chart(NamedTuple):
    """All that is to be drawn.

    Attributes
    ----------
    unit : str
        "day", "week", "month" or "year".
    periods : list of Period
        Those with posts.
    panels, lanes : list
        Bars by verdict, then by category; elections, those held everywhere first.
    hidden : list of Lane
        Elections in the span for which there is no room in the drawing.
    ticks : list of (float, str)
    votes : list of float
        Where voting days lie.
    height, floor : float
        Of the drawing, and the lower edge of its last bars.
    """

    unit: str
    periods: list[Period]
    panels: list[Panel]
    lanes: list[Lane]
    hidden: list[Lane]
    ticks: list[tuple[float, str]]
    votes: list[float]
    height: float
    floor: float


def drawable(days: Mapping[str, Mapping[str, int]]) -> dict[date, Mapping[str, int]]:
    """The days from 2000 to 2099, in order: one mistyped year must not flatten the rest."""
    dated = {date.fromisoformat(day): counts for day, counts in sorted(days.items())}
    return {day: counts for day, counts in dated.items() if _DRAWN[0] <= day.year <= _DRAWN[1]}


def draw(days: Mapping[date, Mapping[str, int]], elections: Sequence[Election], titles: Mapping[str, str], lang: str) -> Chart:
    """Lay out some days (at least one).

    Parameters
    ----------
    days : mapping
        Posts by day, and there by verdict and category.
    titles : mapping
        Of the verdicts' row (key "") and of the categories' rows, in the order in which they are drawn.
    """
    unit, periods = _periods(days, lang)
    begins, ends = periods[0].begins, periods[-1].ends
    scale = (WIDTH - _LEFT - _RIGHT) / (ends - begins).days

    def place(day: date) -> float:
        return round(_LEFT + scale * (day - begins).days, 1)

    lanes = [
        Lane(election.title, 0, _spans(election, begins, ends, place, lang)) for election in _in_span(elections, begins, ends)
    ]
    shown = [lane._replace(top=8 + _LANE * at) for at, lane in enumerate(lanes[:_MOST_LANES])]
    base: float = 8 + _LANE * len(shown)
    panels = []
    for key, title in titles.items():
        height = _SMALL if key else _MAIN
        base += height + 26
        panels.append(_panel(key, title, base, height, periods, place))
    votes = sorted({span.x + span.width / 2 for lane in shown for span in lane.spans if span.key == "voting"})
    return Chart(unit, periods, panels, shown, lanes[_MOST_LANES:], _ticks(periods, place), votes, base + 28, base)


def _periods(days: Mapping[date, Mapping[str, int]], lang: str) -> tuple[str, list[Period]]:
    """The periods with posts, in the smallest unit that gives no more bars than can be told apart."""
    first, last = min(days), max(days)
    months = (last.year - first.year) * 12 + last.month - first.month
    unit = next(
        name
        for name, count in (("day", (last - first).days), ("week", (last - first).days // 7), ("month", months), ("year", 0))
        if count < _MOST_BARS
    )
    periods = []
    for begins, among in groupby(days, lambda day: _first_of(unit, day)):
        counts: Counter[str] = Counter()
        for day in among:
            counts.update(days[day])
        periods.append(Period(begins, _behind(unit, begins), _label(unit, begins, lang), counts))
    return unit, periods


def _first_of(unit: str, day: date) -> date:
    """The first day of the period that a day is in."""
    return {
        "day": day,
        "week": day - _DAY * day.weekday(),
        "month": day.replace(day=1),
        "year": day.replace(month=1, day=1),
    }[unit]


def _behind(unit: str, begins: date) -> date:
    """The day behind the last one of a period."""
    days = {"day": 1, "week": 7, "month": 31, "year": 366}[unit]
    behind = begins + _DAY * days
    return behind if unit in ("day", "week") else _first_of(unit, behind)


def _label(unit: str, begins: date, lang: str) -> str:
    month = MONTHS[lang][begins.month - 1]
    return {"year": f"{begins.year}", "month": f"{month} {begins.year}"}.get(unit, f"{begins.day} {month} {begins.year}")


def _panel(key: str, title: str, base: float, height: float, periods: list[Period], place: Callable[[date], float]) -> Panel:
    """The bars of a category, or where ``key`` is "" of the verdicts to look at, one on top of the other."""
    numbers = [((period.counts[key],) if key else (period.counts["review"], period.counts["priority"])) for period in periods]
    most = max(map(sum, numbers))
    per_post = height / most if most else 0.0
    bars = []
    for period, counts in zip(periods, numbers, strict=True):
        left, right = place(period.begins), place(period.ends)
        gap = min(2.0, (right - left) / 6)
        first = counts[-1] * per_post if not key else 0.0
        told = " + ".join(str(count) for count in counts[::-1])
        bar = Bar(
            round(left + gap, 1),
            round(right - left - 2 * gap, 1),
            round(sum(counts) * per_post, 1),
            round(first, 1),
            f"{period.label}: {told}",
        )
        if sum(counts):
            bars.append(bar)
    return Panel(title, not key, base, height, most, bars)


def _ticks(periods: list[Period], place: Callable[[date], float]) -> list[tuple[float, str]]:
    """Where periods begin and what they are called, as many as there is room for."""
    ticks: list[tuple[float, str]] = []
    for period in periods:
        x = place(period.begins)
        if not ticks or ticks[-1][0] + _TICK <= x <= WIDTH - _TICK:
            ticks.append((x, period.label))
    return ticks


def _in_span(elections: Sequence[Election], begins: date, ends: date) -> list[Election]:
    """The elections that reach into a span, those held everywhere first, then by their voting day."""
    here = [election for election in elections if election.begins < ends and election.ends >= begins]
    return sorted(here, key=lambda election: (bool(election.regions), election.voting, election.id))


def _spans(election: Election, begins: date, ends: date, place: Callable[[date], float], lang: str) -> list[Span]:
    """The phases of an election within a span."""
    first, last = max(begins, election.begins), min(ends - _DAY, election.ends)
    days = [first + _DAY * at for at in range((last - first).days + 1)]
    spans = []
    for key, among in groupby(days, election.phase):
        of_phase = list(among)
        left, right = place(of_phase[0]), place(of_phase[-1] + _DAY)
        spans.append(Span(key, PHASES[key][lang], of_phase[0], of_phase[-1], left, round(right - left, 1)))
    return spans
