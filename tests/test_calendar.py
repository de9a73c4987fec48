"""Dates choose the law that is cited, never whether a rule fires."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screener import Post
from screener.calendar import Election, phase

WIB = timezone(timedelta(hours=7))
CALL = "Warga Wonosari, ayo coblos nomor 2 besok pagi!"
ANY = settings(max_examples=100, derandomize=True)

SPRING = Election("musim-semi", "Pemilihan A", date(2030, 1, 1), date(2030, 3, 1), date(2030, 5, 1), date(2030, 9, 30))
AUTUMN = Election("musim-gugur", "Pemilihan B", date(2030, 4, 1), date(2030, 8, 1), date(2030, 10, 1), date(2030, 12, 31))


def on(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00+07:00")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2029-12-31", "none"),
        ("2030-01-01", "pre"),
        ("2030-02-28", "pre"),
        ("2030-03-01", "candidates_set"),
        ("2030-05-01", "candidates_set"),
        ("2030-05-02", "candidates_set"),
        ("2030-09-30", "candidates_set"),
        ("2030-10-01", "none"),
    ],
)
def test_an_election_counts_from_its_first_day_to_its_last_and_turns_when_candidates_are_set(day, expected):
    assert phase([SPRING], on(day)) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2030-04-01", "candidates_set"),  # the vote in May comes first
        ("2030-05-01", "candidates_set"),
        ("2030-05-02", "pre"),  # now the one in October
        ("2030-07-31", "pre"),
        ("2030-08-01", "candidates_set"),
        ("2030-12-31", "candidates_set"),
    ],
)
def test_where_two_elections_cover_a_day_the_next_vote_counts(day, expected):
    assert phase([SPRING, AUTUMN], on(day)) == expected
    assert phase([AUTUMN, SPRING], on(day)) == expected


def test_without_a_date_or_an_election_there_is_no_phase():
    assert phase([SPRING], None) == "none"
    assert phase([], on("2030-04-01")) == "none"


def test_days_begin_at_midnight_in_western_indonesia():
    last_second = datetime(2030, 2, 28, 16, 59, 59, tzinfo=UTC)
    assert phase([SPRING], last_second) == "pre"
    assert phase([SPRING], last_second + timedelta(seconds=1)) == "candidates_set"


@ANY
@given(st.datetimes(datetime(2029, 6, 1), datetime(2031, 6, 1), timezones=st.just(UTC)), st.integers(-11, 13))  # noqa: DTZ001
def test_the_same_moment_has_the_same_phase_in_every_zone(moment, hours):
    elsewhere = moment.astimezone(timezone(timedelta(hours=hours)))
    assert phase([SPRING, AUTUMN], elsewhere) == phase([SPRING, AUTUMN], moment)


# -- the shipped elections --------------------------------------------------------------------------------------------


def test_the_shipped_elections_turn_in_order(screener):
    elections = screener.rulebook.elections
    assert {"pemilu-2024", "pilkada-2024"} <= {election.id for election in elections}
    for election in elections:
        assert election.begins <= election.candidates_set <= election.voting <= election.ends, election.id


@pytest.mark.parametrize(
    ("posted_at", "expected"),
    [
        ("2021-06-01", "none"),
        ("2023-06-01", "pre"),
        ("2024-01-15", "candidates_set"),
        ("14/02/2024 07:30", "candidates_set"),
        ("2024-06-01", "pre"),  # regional elections come next
        ("2024-09-21", "pre"),
        ("2024-09-21T16:59:59Z", "pre"),
        ("2024-09-21T17:00:00Z", "candidates_set"),
        ("2024-09-22", "candidates_set"),
        ("2024-11-27", "candidates_set"),
        ("2025-07-01", "pre"),  # the repeated votes of August 2025
        ("2025-07-22", "candidates_set"),
        ("2027-01-01", "none"),
        (None, "none"),
    ],
)
def test_the_shipped_elections_give_a_post_its_phase(screener, posted_at, expected):
    assert screener.screen(Post(CALL, posted_at=posted_at)).phase == expected


@pytest.mark.parametrize(("posted_at", "applies"), [("2024-08-01", {"pre"}), ("2024-10-01", {"post"})])
def test_only_the_laws_of_the_phase_are_cited(screener, posted_at, applies):
    screening = screener.screen(Post(CALL, posted_at=posted_at))
    cited = [law.applies for reason in screening.reasons if reason.source == "rule" for law in reason.laws]
    assert set(cited) == applies


def test_without_a_date_the_laws_of_both_sides_are_cited_each_once(screener):
    screening = screener.screen(CALL)
    (reason,) = [reason for reason in screening.reasons if reason.name == "candidate_support/vote-call"]
    ids = [law.id for law in reason.laws]
    assert len(ids) == len(set(ids))
    before, behind = (
        {law.id for reason in screener.screen(Post(CALL, posted_at=day)).reasons if reason.name == "candidate_support/vote-call" for law in reason.laws}
        for day in ("2024-08-01", "2024-10-01")
    )
    assert set(ids) == before | behind
    assert {law.id for law in reason.laws if law.applies == "always"} == before & behind


@ANY
@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)))  # noqa: DTZ001
def test_a_date_changes_no_rule_and_no_score(screener, moment):
    dated, undated = screener.screen(Post(CALL, posted_at=moment)), screener.screen(CALL)
    assert (dated.rules, dated.scores, dated.verdict) == (undated.rules, undated.scores, undated.verdict)
    assert dated.rules


@pytest.mark.parametrize("posted_at", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-01:00"])
def test_the_ends_of_the_calendar_are_dates_too(screener, posted_at):
    assert screener.screen(Post(CALL, posted_at=posted_at)).phase == "none"
