"""A post takes what exports hold, and says plainly what it cannot read."""

import math
from contextlib import suppress
from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from screener import Post, PostError, PostTypeError, ScreenerError
from screener.screening import ACTIONS

WIB = timezone(timedelta(hours=7))
ANY = settings(max_examples=200, derandomize=True)
SYNONYMS = {
    "post": ["posting", "unggahan", "status", "tweet", "cuitan"],
    "comment": ["komentar", "komen", "balasan", "reply"],
    "share": ["bagikan", "membagikan", "retweet", "rt", "repost", "teruskan", "forward", "sebar"],
    "like": ["suka", "menyukai", "reaksi", "reaction", "love", "likes"],
    "dislike": ["tidak_suka", "tidak suka", "dislikes", "jempol_ke_bawah"],
    "follow": ["ikuti", "mengikuti", "join", "gabung", "subscribe"],
    "upload": ["unggah", "mengunggah", "foto", "video"],
}


# -- actions ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("action", "synonym"), [(action, name) for action, names in SYNONYMS.items() for name in (action, *names)])
def test_the_names_that_exports_give_an_action_mean_the_action(action, synonym):
    assert Post("", action=synonym).action == action


@pytest.mark.parametrize("written", ["Suka", "SUKA", "  suka ", "suka\n"])
def test_capitals_and_spaces_around_an_action_do_not_matter(written):
    assert Post("", action=written).action == "like"


def test_a_dislike_is_no_like():
    assert Post("", action="tidak suka") != Post("", action="suka")


def test_the_known_actions_are_these():
    assert set(ACTIONS) == set(SYNONYMS)


def test_who_says_nothing_about_the_action_means_a_post():
    assert Post("Selamat pagi").action == "post"


@pytest.mark.parametrize("action", ["", "melirik", "suka sekali", None, 3, math.nan])
def test_an_action_that_nobody_knows_is_a_value_error_that_names_the_known_ones(action):
    with pytest.raises(PostError, match=r"use one of: post, comment, share, like, dislike, follow, upload$") as caught:
        Post("Selamat pagi", action=action)
    assert isinstance(caught.value, ValueError)
    assert str(action) in str(caught.value)


def test_posts_that_say_the_same_in_other_words_are_equal():
    assert Post("Siap", action="retweet") == Post("Siap", action="bagikan")
    assert len({Post("Siap", action="retweet"), Post("Siap", action="bagikan")}) == 1


# -- text -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "kind"), [(None, "NoneType"), (math.nan, "float"), (17, "int"), (b"siap", "bytes"), (["siap"], "list")])
def test_a_text_that_is_no_text_is_a_type_error_that_says_what_came(text, kind):
    with pytest.raises(PostTypeError, match=f"^text must be text .*not {kind}$") as caught:
        Post(text)
    assert isinstance(caught.value, TypeError)


@pytest.mark.parametrize(("parent", "kind"), [(None, "NoneType"), (math.nan, "float")])
def test_a_parent_that_is_no_text_is_a_type_error_too(parent, kind):
    with pytest.raises(PostTypeError, match=f"^parent must be text .*not {kind}$"):
        Post("Siap", parent=parent)


def test_where_text_and_parent_are_both_wrong_the_text_is_told_first():
    with pytest.raises(PostTypeError, match=r"^text must"):
        Post(None, parent=None)


@ANY
@given(st.text(st.characters()))
@example("\0")
@example("\ud800")
def test_any_text_is_kept_as_it_is(text):
    assert (Post(text).text, Post("", parent=text).parent) == (text, text)


def test_a_post_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        Post("Siap").text = "Tidak siap"


# -- dates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-10-03", datetime(2024, 10, 3, tzinfo=WIB)),
        ("2024-10-03T19:20", datetime(2024, 10, 3, 19, 20, tzinfo=WIB)),
        ("2024-10-03 19:20:05", datetime(2024, 10, 3, 19, 20, 5, tzinfo=WIB)),
        ("2024-10-03T19:20Z", datetime(2024, 10, 3, 19, 20, tzinfo=UTC)),
        ("2024-10-03T19:20+09:00", datetime(2024, 10, 3, 10, 20, tzinfo=UTC)),
        ("03/10/2024", datetime(2024, 10, 3, tzinfo=WIB)),
        ("3/1/2024", datetime(2024, 1, 3, tzinfo=WIB)),
        ("03/10/2024 19:20", datetime(2024, 10, 3, 19, 20, tzinfo=WIB)),
        ("03/10/2024 19:20:05", datetime(2024, 10, 3, 19, 20, 5, tzinfo=WIB)),
        (" 03/10/2024 19:20\n", datetime(2024, 10, 3, 19, 20, tzinfo=WIB)),
        (date(2024, 10, 3), datetime(2024, 10, 3, tzinfo=WIB)),
        (datetime(2024, 10, 3, 19, 20), datetime(2024, 10, 3, 19, 20, tzinfo=WIB)),  # noqa: DTZ001
        (datetime(2024, 10, 3, 19, 20, tzinfo=UTC), datetime(2024, 10, 3, 19, 20, tzinfo=UTC)),
    ],
)
def test_dates_are_read_as_exports_write_them(written, moment):
    post = Post("Siap", posted_at=written)
    assert post.moment == moment
    assert post.moment.tzinfo is not None
    assert post.posted_at == written


def test_a_post_without_a_date_has_no_moment():
    assert Post("Siap").moment is None


@pytest.mark.parametrize("written", ["", "besok", "31/02/2024", "10/27/2024", "2024-13-01", "2024-02-30", "03-10-2024", "19:20", "nan", math.nan, 17])
def test_what_is_no_date_is_a_value_error_that_shows_how_to_write_one(written):
    with pytest.raises(PostError, match="is no date; write 2024-10-03T19:20 or 03/10/2024") as caught:
        Post("Siap", posted_at=written)
    assert isinstance(caught.value, ValueError)
    assert str(written) in str(caught.value)


def test_a_long_text_in_the_place_of_a_date_is_not_repeated_in_full():
    with pytest.raises(PostError, match="is no date") as caught:
        Post("Siap", posted_at="kemarin sore " * 1000)
    assert len(str(caught.value)) < 200


@ANY
@given(st.datetimes())
def test_a_time_without_a_zone_is_western_indonesian_time(moment):
    assert Post("", posted_at=moment.isoformat()).moment == Post("", posted_at=moment).moment == moment.replace(tzinfo=WIB)


@ANY
@given(st.datetimes(timezones=st.timezones()))
def test_a_time_with_a_zone_keeps_it(moment):
    assert Post("", posted_at=moment).moment is moment


@ANY
@given(st.dates())
def test_a_day_is_read_alike_in_both_ways_to_write_it(day):
    assert Post("", posted_at=day.isoformat()).moment == Post("", posted_at=f"{day:%d/%m/}{day.year:04}").moment == Post("", posted_at=day).moment


@ANY
@given(st.text(st.characters()), st.text(st.characters()))
@example("post", "\0")
@example("\ud800", "\ud800")
@example("post", "0000-00-00")
def test_a_field_either_is_read_or_is_an_error_of_ours(action, posted_at):
    with suppress(PostError):
        assert Post("Siap", action=action).action in SYNONYMS
    with suppress(PostError):
        assert Post("Siap", posted_at=posted_at).moment.tzinfo is not None


# -- both languages ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fields", [{"text": None}, {"text": "", "parent": None}, {"text": "", "action": "?"}, {"text": "", "posted_at": "?"}])
def test_every_mistake_is_told_in_both_languages(fields):
    with pytest.raises(ScreenerError) as caught:
        Post(**fields)
    told = caught.value
    assert told.say("id")
    assert told.say("en") == str(told)
    assert told.say("id") != told.say("en")
