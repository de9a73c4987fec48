"""Dates, regions and names choose the law that is cited, never whether a rule fires."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screener import Post
from screener.calendar import Election, Tie, phase, words_of

WIB = timezone(timedelta(hours=7))
CALL = "Warga Wonosari, ayo coblos nomor 2 besok pagi!"
ANY = settings(max_examples=100, derandomize=True)
PHASES = ["pre", "candidates_set", "campaign", "quiet", "voting", "after"]


def election(name: str, begins: str, voting: str, ends: str, **more) -> Election:
    """An election; what a caller says of it in days may be ISO text."""
    days = {key: value if not isinstance(value, str) else date.fromisoformat(value) for key, value in more.items()}
    return Election(name, name.title(), *map(date.fromisoformat, (begins, voting, ends)), **days)


def tie(words: str, **more) -> Tie:
    return Tie(words_of(words), **more)


SPRING = election(
    "musim-semi",
    *("2030-01-01", "2030-05-01", "2030-09-30"),
    candidates_set="2030-03-01",
    campaign=(date(2030, 3, 10), date(2030, 4, 27)),
    quiet=(date(2030, 4, 28), date(2030, 4, 30)),
)
AUTUMN = election("musim-gugur", "2030-04-01", "2030-10-01", "2030-12-31", candidates_set="2030-08-01")
OPEN = election("terbuka", "2030-01-01", "2030-05-01", "2030-09-30")


def on(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00+07:00")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2029-12-31", "none"),
        ("2030-01-01", "pre"),
        ("2030-02-28", "pre"),
        ("2030-03-01", "candidates_set"),
        ("2030-03-09", "candidates_set"),
        ("2030-03-10", "campaign"),
        ("2030-04-27", "campaign"),
        ("2030-04-28", "quiet"),
        ("2030-04-30", "quiet"),
        ("2030-05-01", "voting"),
        ("2030-05-02", "after"),
        ("2030-09-30", "after"),
        ("2030-10-01", "none"),
    ],
)
def test_an_election_counts_from_its_first_day_to_its_last_and_turns_on_its_days(day, expected):
    assert phase([SPRING], on(day)) == expected


@pytest.mark.parametrize(("day", "expected"), [("2030-01-01", "none"), ("2030-04-30", "none"), ("2030-05-01", "voting"), ("2030-05-02", "after")])
def test_where_it_is_not_known_when_candidates_were_set_the_phase_is_open_until_voting_day(day, expected):
    assert phase([OPEN], on(day)) == expected


def test_without_campaign_and_quiet_days_candidates_stay_set_until_voting_day():
    bare = replace(SPRING, campaign=None, quiet=None)
    assert [phase([bare], on(day)) for day in ("2030-03-01", "2030-04-29", "2030-05-01")] == ["candidates_set", "candidates_set", "voting"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2030-04-01", "campaign"),  # the vote in May comes first
        ("2030-05-01", "voting"),
        ("2030-05-02", "pre"),  # now the one in October
        ("2030-07-31", "pre"),
        ("2030-08-01", "candidates_set"),
        ("2030-10-01", "voting"),
        ("2030-12-31", "after"),
    ],
)
def test_where_two_elections_cover_a_day_the_next_vote_counts(day, expected):
    assert phase([SPRING, AUTUMN], on(day)) == expected
    assert phase([AUTUMN, SPRING], on(day)) == expected


def test_behind_all_votes_the_last_one_counts():
    early = election("awal", "2030-01-01", "2030-02-01", "2030-12-31", candidates_set="2030-01-10")
    late = election("akhir", "2030-01-01", "2030-06-01", "2030-12-31")
    assert phase([late, early], on("2030-07-01")) == "after"
    assert phase([early], on("2030-03-01")) == "after"
    assert phase([late, early], on("2030-03-01")) == "none"  # the late one is ahead, and open


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


@ANY
@given(st.dates(date(2029, 6, 1), date(2031, 6, 1)), st.dates(date(2029, 6, 1), date(2031, 6, 1)))
def test_in_one_election_the_phases_come_in_order(one, other):
    first, second = (phase([SPRING], datetime(day.year, day.month, day.day, 12, tzinfo=WIB)) for day in sorted((one, other)))
    if "none" not in (first, second):
        assert PHASES.index(first) <= PHASES.index(second)


# -- regions ----------------------------------------------------------------------------------------------------------

LOCAL = replace(AUTUMN, id="setempat", regions=("Wonosari", "Kota Kalimaya"))


@pytest.mark.parametrize("region", ["Wonosari", "wonosari", "Kabupaten Wonosari", "Kab. Wonosari", "KAB WONOSARI", "Kalimaya", "Kota Kalimaya", " Kalimaya "])
def test_a_region_is_the_same_with_and_without_its_kind(region):
    assert phase([SPRING, LOCAL], on("2030-04-10"), region) == "pre"
    assert phase([LOCAL, SPRING], on("2030-04-10"), region) == "pre"


@pytest.mark.parametrize("region", [None, "", "Muaradua", "Wonosari Selatan", "Kota", "Kabupaten", "Kalimaya Wonosari"])
def test_elsewhere_a_regional_election_does_not_count(region):
    assert phase([SPRING, LOCAL], on("2030-04-10"), region) == "campaign"
    assert phase([LOCAL], on("2030-04-10"), region) == "none"


def test_an_election_of_the_region_goes_before_those_held_everywhere_though_it_votes_later():
    assert phase([SPRING, LOCAL], on("2030-04-30"), "Wonosari") == "pre"
    assert phase([SPRING, LOCAL], on("2030-03-31"), "Wonosari") == "campaign"  # the local one has not begun


# -- names and offices ------------------------------------------------------------------------------------------------

PRESIDENT = replace(SPRING, id="presiden", ties=(tie("capres", office=True), tie("rudi hartawan"), tie("#RudiJuara")))
MAYOR = replace(AUTUMN, id="kota", regions=("Kalimaya",), ties=(tie("wali kota", office=True), tie("tati suminar")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dukung wali kota kita", "pre"),
        ("DUKUNG WALI KOTA KITA", "pre"),
        ("Dukung wali-kota kita", "pre"),
        ("Ayo, Tati Suminar!", "pre"),
        ("capres kita", "campaign"),
        ("Rudi Hartawan menang", "campaign"),
        ("sebar #rudijuara ya", "campaign"),
        ("wali murid kota", "pre"),  # names nothing: the region's election
        ("", "pre"),
    ],
)
def test_a_name_or_an_office_chooses_its_election(text, expected):
    assert phase([PRESIDENT, MAYOR], on("2030-04-10"), "Kalimaya", text) == expected


def test_a_name_is_a_whole_word():
    assert phase([PRESIDENT, MAYOR], on("2030-04-10"), "Kalimaya", "capresku wakil rakyat") == "pre"


def test_a_post_that_names_both_is_about_the_regional_one():
    assert phase([PRESIDENT, MAYOR], on("2030-04-10"), "Kalimaya", "capres dan wali kota kita") == "pre"


def test_where_the_region_is_not_known_a_candidate_chooses_a_regional_election_and_an_office_does_not():
    assert phase([PRESIDENT, MAYOR], on("2030-04-10"), None, "Tati Suminar maju") == "pre"
    assert phase([PRESIDENT, MAYOR], on("2030-04-10"), None, "wali kota maju") == "campaign"


def test_in_another_region_not_even_a_candidate_chooses_it():
    assert phase([PRESIDENT, MAYOR], on("2030-04-10"), "Wonosari", "Tati Suminar maju") == "campaign"


@pytest.mark.parametrize(
    ("bounds", "day", "region", "expected"),
    [
        ({"since": date(2030, 4, 10)}, "2030-04-09", None, "pre"),
        ({"since": date(2030, 4, 10)}, "2030-04-10", None, "campaign"),
        ({"until": date(2030, 4, 10)}, "2030-04-10", None, "campaign"),
        ({"until": date(2030, 4, 10)}, "2030-04-11", None, "pre"),
        ({"regions": ("Wonosari",)}, "2030-04-10", "Kab. Wonosari", "campaign"),
        ({"regions": ("Wonosari",)}, "2030-04-10", "Muaradua", "pre"),
        ({"regions": ("Wonosari",)}, "2030-04-10", None, "pre"),
    ],
)
def test_a_tie_holds_from_its_first_day_to_its_last_and_in_its_regions(bounds, day, region, expected):
    spring = replace(SPRING, ties=(tie("bunga mawar", **bounds),))
    autumn = replace(AUTUMN, ties=(tie("coblos"),), regions=())
    later = replace(autumn, voting=date(2030, 4, 29), candidates_set=date(2030, 4, 28))  # votes before the one in May
    assert phase([spring, later], on(day), region, "bunga mawar") == expected


# -- the shipped elections --------------------------------------------------------------------------------------------


def test_the_shipped_elections_turn_in_order(screener):
    elections = {election.id: election for election in screener.rulebook.elections}
    assert {"pilpres-2024", "pileg-2024", "pilkada-2024", "psu-2025", "psu-barito-utara-2025", "pilkada-ulang-2025"} <= set(elections)
    for one in elections.values():
        days = [one.begins, one.candidates_set, *(one.campaign or ()), *(one.quiet or ()), one.voting, one.ends]
        known = [day for day in days if day]
        assert known == sorted(known), one.id
    assert elections["pilpres-2024"].voting == elections["pileg-2024"].voting == date(2024, 2, 14)
    assert elections["pilkada-2024"].voting == date(2024, 11, 27)


@pytest.mark.parametrize(
    ("posted_at", "expected"),
    [
        ("2021-06-01", "none"),
        ("2023-06-01", "pre"),
        ("2024-01-15", "campaign"),
        ("2024-02-12", "quiet"),
        ("14/02/2024 07:30", "voting"),
        ("2024-02-15", "after"),
        ("2024-06-01", "pre"),  # regional elections come next
        ("2024-09-21", "pre"),
        ("2024-09-21T16:59:59Z", "pre"),
        ("2024-09-21T17:00:00Z", "candidates_set"),
        ("2024-09-22", "candidates_set"),
        ("2024-09-25", "campaign"),
        ("2024-11-24", "quiet"),
        ("2024-11-27", "voting"),
        ("2024-11-28", "after"),
        ("2025-03-01", "candidates_set"),  # the re-votes
        ("2027-01-01", "none"),
        (None, "none"),
    ],
)
def test_the_shipped_elections_give_a_post_its_phase(screener, posted_at, expected):
    assert screener.screen(Post(CALL, posted_at=posted_at)).phase == expected


@pytest.mark.parametrize(
    ("text", "posted_at", "region", "expected"),
    [
        ("Ayo coblos Ganjar", "2024-06-01", None, "after"),
        ("Ayo coblos Ridwan Kamil", "2024-10-01", "Jakarta", "campaign"),
        ("Ayo coblos Ridwan Kamil", "2024-06-01", "DKI Jakarta", "pre"),
        ("Caleg kita menang", "2024-06-01", None, "after"),
        ("Dukung cabup kita", "2024-06-01", None, "pre"),
        ("Ayo coblos nomor 2", "2025-07-01", "Kab. Bangka", "pre"),
        ("Ayo coblos nomor 2", "2025-07-22", "Kota Pangkalpinang", "candidates_set"),
        ("Ayo coblos nomor 2", "2025-08-27", "Bangka", "voting"),
        ("Ayo coblos nomor 2", "2025-08-28", "Bangka", "after"),
        ("Ayo coblos nomor 2", "2025-08-28", "Bantul", "none"),
        ("Ayo coblos nomor 2", "2025-06-01", "Barito Utara", "none"),  # when its candidates were set is not known
        ("Ayo coblos nomor 2", "2025-08-12", "Kabupaten Barito Utara", "voting"),
        ("Ayo coblos nomor 2", "2025-06-01", "Barito Selatan", "candidates_set"),
    ],
)
def test_the_shipped_elections_know_their_names_and_regions(screener, text, posted_at, region, expected):
    assert screener.screen(Post(text, posted_at=posted_at, region=region)).phase == expected


def test_the_parent_of_a_post_says_what_it_is_about_too(screener):
    like = Post("", action="like", parent="Ayo coblos Ganjar", posted_at="2024-06-01")
    assert screener.screen(like).phase == "after"
    assert screener.screen(Post("Siap", action="comment", parent="Dukung cabup kita", posted_at="2024-06-01")).phase == "pre"


def cited(screening, rule="candidate_support/vote-call"):
    (reason,) = [reason for reason in screening.reasons if reason.name == rule]
    return reason.laws


@pytest.mark.parametrize(("posted_at", "applies"), [("2024-08-01", "pre"), ("2024-09-23", "post"), ("2024-11-25", "post"), ("2024-11-27", "post"), ("2024-12-01", "post")])
def test_only_the_laws_of_the_phase_are_cited(screener, posted_at, applies):
    assert {law.applies for law in cited(screener.screen(Post(CALL, posted_at=posted_at)))} == {applies}


@pytest.mark.parametrize(("posted_at", "region"), [(None, None), ("2021-06-01", None), ("2025-06-01", "Barito Utara")])
def test_where_the_phase_is_open_the_laws_of_both_sides_are_cited_each_once(screener, posted_at, region):
    laws = cited(screener.screen(Post(CALL, posted_at=posted_at, region=region)))
    ids = [law.id for law in laws]
    assert len(ids) == len(set(ids))
    before, behind = ({law.id for law in cited(screener.screen(Post(CALL, posted_at=day)))} for day in ("2024-08-01", "2024-10-01"))
    assert set(ids) == before | behind
    assert {law.id for law in laws if law.applies == "always"} == before & behind


@ANY
@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)), st.sampled_from([None, "Jakarta", "Kab. Bangka", "Barito Utara", "Wonosari"]))  # noqa: DTZ001
def test_a_date_and_a_region_change_no_rule_and_no_score(screener, moment, region):
    dated, undated = screener.screen(Post(CALL, posted_at=moment, region=region)), screener.screen(CALL)
    assert (dated.rules, dated.scores, dated.verdict) == (undated.rules, undated.scores, undated.verdict)
    assert dated.rules


@pytest.mark.parametrize("posted_at", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-01:00"])
def test_the_ends_of_the_calendar_are_dates_too(screener, posted_at):
    assert screener.screen(Post(CALL, posted_at=posted_at)).phase == "none"
