"""Whatever comes in, something sensible comes out, soon: any post is screened, any rule file is read or refused, no text is slow."""

import json
import tempfile
import time
from math import exp
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from screener import Post, RuleError, rulefile
from screener.screening import ACTIONS, VERDICTS
from screener.vocabulary import Vocabulary

FILES = Path(__file__).parent / "rulefiles"
SOME = settings(max_examples=200, derandomize=True)

# -- posts ------------------------------------------------------------------------------------------------------------

PIECES = (
    *("coblos", "nomor", "2", "02", "Pak Jaya", "Bu Tati", "Prabowo", "ayo", "jangan", "hoaks", "kafir", "amplop", "Rp50rb", "#Coblos02", "@warga"),
    *(" ", "\n", ". ", "-", ",", "“", '"', "(", "c o b l o s", "☝️", "👨\u200d👩\u200d👧", "🇮🇩", "2\ufe0f\u20e3", "https://contoh.invalid/a?b=1"),
    *("\ud83d", "\udc4d", "\u202e", "\u200b", "\0", "\u0301" * 60, "Z\u0351\u036b\u0343" * 30, "a" * 300, "!" * 100, " " * 200, "ｃｏｂｌｏｓ", "ﬁ", "İ"),
)
TEXTS = st.one_of(
    st.text(st.characters(), max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join),
)


@SOME
@given(TEXTS, st.just("") | TEXTS, st.sampled_from(list(ACTIONS)))
@example("\ud800", "\udfff", "share")
@example("coblos\0nomor\u202e2", "", "post")
def test_any_post_is_screened_and_every_finding_is_explained(screener, text, parent, action):
    screening = screener.screen(Post(text, action=action, parent=parent), near=True)
    assert screening.verdict in VERDICTS
    assert (screening.verdict == "unscorable") == (screening.score is None)
    for category, score in screening.scores.items():
        assert 0 < score < 1
        nats = sum(reason.weight for reason in screening.reasons if reason.category == category)
        assert score == pytest.approx(1 / (1 + exp(-nats)))
    places = [match for reason in screening.reasons for match in reason.matches]
    places += [match for excused in screening.excused for match in (excused.match, excused.by)]
    places += [match for near in screening.near for match in near.matches]
    assert all(0 <= match.start < match.end <= len(getattr(screening.post, match.on)) for match in places)
    assert {reason.name for reason in screening.reasons if reason.source == "rule"} <= set(screening.rules)


@SOME
@given(TEXTS)
def test_what_was_found_in_any_post_survives_as_json(screener, text):
    text = json.loads(json.dumps(text))  # JSON joins two halves of a character
    found = screener.screen(text, near=True).to_dict()
    assert json.loads(json.dumps(found)) == found


# -- rule files -------------------------------------------------------------------------------------------------------

SEEDS = {
    "candidate_support/comments-and-blank-lines.yaml": (FILES / "valid" / "comments-and-blank-lines.yaml").read_text("utf-8"),
    "candidate_support/signs-of-phrases.yaml": (FILES / "valid" / "signs-of-phrases.yaml").read_text("utf-8"),
    "lexicons/acak.yaml": (FILES / "base" / "lexicons" / "ajakan.yaml").read_text("utf-8"),
    "elections/pilkada-acak.yaml": (FILES / "base" / "elections" / "pilkada-melati.yaml").read_text("utf-8").replace("melati", "acak"),
}
"""Good files by the place that they belong in."""

SIGNS = (
    *("\n", "  ", "\t", "- ", ": ", "? ", "# ", "{", "}", "[", "]", "(", ")", "|", "~", "*", "&a", "*a", "!!", "!", "%", "@", "`", "'", '"'),
    *("---\n", "...", "...9", ">-\n", "|2\n", "<<: *a\n", "null", "yes", "1e999", "-0", "0x1f", "2024-13-45", "[[", "]]", "{ingkar}", "<calon>"),
    *("\0", "\ufeff", "\u2028", "\x85", "\U0001f44d", "id: ", "words:\n", "match:\n", "[" * 50, "(" * 50, "a" * 200, "\r"),
)


def load(place: str, content: str) -> rulefile.Rulebook:
    """A small rulebook with one more file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / place
        path.parent.mkdir()
        path.write_bytes(content.encode("utf-8", "surrogatepass"))
        return rulefile.load([FILES / "base", Path(folder)], Vocabulary())


def is_read_or_refused(place: str, content: str) -> None:
    try:
        load(place, content)
    except RuleError as first:
        for mistake in (first, *first.others):
            assert mistake.say("id")
            assert mistake.say("en")


@pytest.mark.parametrize("place", SEEDS)
def test_the_files_that_are_bent_below_are_good_ones(place):
    load(place, SEEDS[place])


@SOME
@given(st.sampled_from(list(SEEDS)), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), st.sampled_from(SIGNS)), min_size=1, max_size=4))
def test_a_bent_file_is_read_or_refused(place, bends):
    content = SEEDS[place]
    for where, length, sign in bends:
        at = int(where * len(content))
        content = content[:at] + sign + content[at + length :]
    is_read_or_refused(place, content)


@SOME
@given(st.sampled_from(list(SEEDS)), st.one_of(st.text(st.characters(), max_size=60), st.lists(st.sampled_from(SIGNS), max_size=20).map("".join)))
def test_any_text_in_a_rule_file_is_read_or_refused(place, content):
    is_read_or_refused(place, content)


# -- time -------------------------------------------------------------------------------------------------------------

ROUNDS = 5
FEWEST, MOST = 20_000, 80_000
PATIENCE = 2.6**2
"""Two doublings, each of which may take 2.6 times as long: four times is linear, sixteen times is quadratic."""

HOSTILE = {
    "a long word": "a",
    "spaces": " ",
    "letters apart": "a ",
    "letters with dots": "c.o.b.",
    "emoji": "😀",
    "joined emoji": "👨\u200d",
    "hand signs": "☝",
    "marks": "\u0315\u0316",
    "a hashtag": "#coblos",
    "hashtags": "#CoblosDua ",
    "a hashtag to cut": "#ayocoblosnomordua",
    "numbers joined": "2-",
    "dots": ".",
    "digits": "7",
    "mentions": "@a ",
    "quotes": '"',
    "open quotes": "“a ",
    "hyphens at line ends": "co-\n",
    "invisible": "\u200b",
    "half characters": "\ud83d",
    "names": "Prabowo dan ",
    "titles": "pak ",
    "amounts": "Rp 50 rb ",
    "calls": "coblos nomor 2 ",
    "exceptions": "jangan coblos nomor 2 ",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_four_times_the_text_takes_about_four_times_as_long(screener, piece):
    texts = [(piece * size)[:size] for size in (FEWEST, MOST)]
    few, many = (seconds(screener, text) for text in texts)
    if many > PATIENCE * few:  # a single time may be disturbed
        few, many = (min(seconds(screener, text) for _ in range(ROUNDS)) for text in texts)
    assert many <= PATIENCE * few, f"{few:.3f} s for {FEWEST} characters, {many:.3f} s for {MOST}"


def seconds(screener, text: str) -> float:
    """Processor time of everything that can be asked of a post."""
    begun = time.process_time()
    screener.screen(text, near=True).to_dict()
    return time.process_time() - begun
