"""What people read: the sums are the score's own, the words are the author's own, and both languages say it."""

import ast
import unicodedata
from itertools import pairwise
from math import fsum
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

import screener as package
from screener import Law, Match, Post, Reason, Screening, explain
from screener.judge import sigmoid
from screener.screening import VERDICTS

CALL = "Bismillah, besok coblos nomor 3 ya sedulur"
POSTS = [
    Post(CALL),
    Post("Selamat pagi, loket buka pukul delapan"),
    Post("", action="like", parent=CALL),
    Post("Siap bu, gas terus", action="comment", parent=f"Mohon doanya. {CALL}"),
    Post("Serangan fajar sudah siap, seratus ribu sekepala, COBLOS nomor 3!!", posted_at="2024-11-20"),
    Post("ASN dilarang mengajak coblos nomor 3, jaga netralitas"),
    Post("VIRALKAN sebelum dihapus!! Server dibobol, surat suara sudah tercoblos 3 kontainer"),
]
BITS = [
    *("coblos nomor 3", "Bu Retno", "serangan fajar", "viralkan", "jaga netralitas", "ASN dilarang", "menangkan paslon kita"),
    *("gas terus", "hoaks", "bubarkan", "mereka", "amplop", "Bawaslu", "selamat pagi", "rapat", "!!", ".", "\n", "🔥", "\x1b[2J", "\u202e"),
]
posts = st.builds(
    Post,
    st.lists(st.sampled_from(BITS) | st.text(max_size=5), max_size=8).map(" ".join),
    action=st.sampled_from(["post", "comment", "share", "like"]),
    parent=st.sampled_from(["", CALL, "Rapat desa mundur sehari"]),
)


# The headline


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_headline_names_verdict_category_and_score(screener, lang):
    screening = screener.screen(CALL)
    headline = explain.headline(screening, screener.categories, lang)
    assert headline.startswith(explain.VERDICTS[screening.verdict][lang])
    for category in screening.categories:
        assert f"{screener.categories[category].title[lang]} {explain.percent(screening.scores[category])}" in headline


@pytest.mark.parametrize(("text", "why"), [("", "empty"), ("🙏🙏", "no_words"), ("https://contoh.id @tetangga", "no_words")])
@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_headline_says_why_a_post_has_no_score(screener, text, why, lang):
    headline = explain.headline(screener.screen(text), screener.categories, lang)
    assert headline == f"{explain.VERDICTS['unscorable'][lang]}: {explain.UNSCORABLE[why][lang]}"


def test_nobody_is_found_guilty_in_any_language(screener):
    accusing = {"melanggar", "terbukti", "bersalah", "guilty", "violated", "violates", "breached"}
    for post in POSTS:
        screening = screener.screen(post)
        for lang in ("id", "en"):
            headline = explain.headline(screening, screener.categories, lang)
            assert accusing.isdisjoint(f"{headline} {explain.CAVEAT[lang]}".lower().split())


# The sums


@pytest.mark.parametrize("post", POSTS, ids=str)
def test_the_lines_of_every_category_add_up_to_its_score(screener, post):
    screening = screener.screen(post)
    assert set(screening.scores) == set(screener.categories)
    for category, score in screening.scores.items():
        assert sigmoid(fsum(line.points for line in explain.lines(screening, category, "id"))) == score


@given(post=posts)
def test_the_lines_of_any_post_add_up_to_its_scores(screener, post):
    screening = screener.screen(post)
    for category, score in screening.scores.items():
        assert sigmoid(fsum(line.points for line in explain.lines(screening, category, "en"))) == score


@given(post=posts)
def test_both_languages_tell_the_same_lines(screener, post):
    screening = screener.screen(post)
    for category in screening.scores:
        indonesian, english = (explain.lines(screening, category, lang) for lang in ("id", "en"))
        assert [(line.points, line.words, line.rule) for line in indonesian] == [(line.points, line.words, line.rule) for line in english]
        assert all(line.sentence for line in (*indonesian, *english))


def test_rules_come_first_and_the_start_comes_behind_them(screener):
    lines = explain.lines(screener.screen(CALL), "candidate_support", "en")
    named = [bool(line.rule) for line in lines]
    assert named == sorted(named, reverse=True)
    assert "candidate_support/vote-call" in {line.rule for line in lines}
    assert [line.sentence for line in lines if "begins" in line.sentence]


DRAFT = """
id: candidate_support/nada-dering
title: {id: Nada dering, en: Ringtone}
says: {id: memakai nada dering calon, en: uses the ringtone of a candidate}
category: candidate_support
weight: 3.5
status: %s
acts: [support.other_gesture]
sources: ["004_4707db26c3059945"]
laws: [UU20_2023_P2f]
match: ["nada dering ...2 paslon"]
examples:
  fires: ["Hp ibu sekarang [[nada dering jingle paslon]] dua", {text: "[[Nada dering paslon]] satu", weak: true}]
  quiet: ["Nada dering bawaan pabrik saja."]
"""


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_draft_is_told_with_a_note_and_no_points_until_it_is_active(tmp_path, lang):
    path = tmp_path / "candidate_support" / "nada-dering.yaml"
    path.parent.mkdir()
    told = {}
    for status in ("draft", "active"):
        path.write_text(DRAFT % status, "utf-8")
        screening = package.Screener.load(tmp_path).screen("Hp ibu sekarang nada dering jingle paslon dua")
        (told[status],) = (line for line in explain.lines(screening, "candidate_support", lang) if line.rule == "candidate_support/nada-dering")
    draft, active = told["draft"], told["active"]
    note = {"id": "draf, belum berbobot", "en": "draft, weighs nothing yet"}[lang]
    assert (draft.points, active.points) == (0, 3.5)
    assert draft.sentence == f"{active.sentence} ({note})"
    assert draft.words == active.words == "“nada dering jingle paslon”"


# The words


@given(post=posts)
def test_every_rule_line_quotes_the_words_that_the_author_wrote(screener, post):
    screening = screener.screen(post)
    for category in screening.scores:
        by_rule = {reason.name: reason for reason in screening.reasons if reason.category == category}
        for line in explain.lines(screening, category, "id"):
            for match in by_rule[line.rule].matches if line.rule else ():
                raw = (post.text if match.on == "text" else post.parent)[match.start : match.end]
                assert f"“{explain.inert(raw)}”" in line.words


def test_the_words_of_the_parent_are_quoted_too(screener):
    lines = explain.lines(screener.screen(Post("", action="like", parent=CALL)), "candidate_support", "id")
    (line,) = (line for line in lines if line.rule == "candidate_support/like")
    assert "coblos nomor 3" in line.words


def test_the_same_wording_is_quoted_once():
    screening = by_hand("Gas gas gas", [])
    assert explain.quoted(screening, (Match("r", 0, 3), Match("r", 4, 7), Match("r", 8, 11))) == "“Gas”, “gas”"


def test_laws_follow_the_date_of_the_post(screener):
    def laws(posted_at: str | None) -> str:
        lines = explain.lines(screener.screen(Post(CALL, posted_at=posted_at)), "candidate_support", "en")
        return next(line.laws for line in lines if line.rule == "candidate_support/vote-call")

    before, campaign, open_ = laws("2024-08-30"), laws("2024-11-10"), laws(None)
    assert "huruf A" in before
    assert "huruf B" not in before
    assert "huruf B" in campaign
    assert "huruf A" not in campaign
    assert open_.index("would-be candidate") < open_.index("huruf A") < open_.index("candidates are set") < open_.index("huruf B")


def law(number: int, applies: str = "always", verified: str = "V1") -> Law:
    return Law(f"UU{number}", f"UU {number}/2020", "isi", "berlaku", verified, applies)


def test_an_unverified_law_is_marked_as_such():
    assert explain.cited((law(1), law(2, verified="U")), "id") == "UU 1/2020, UU 2/2020 (belum terverifikasi)"
    assert explain.cited((law(1, verified="U (belum dicek)"),), "en") == "UU 1/2020 (not verified)"


def test_the_phase_is_named_only_where_both_phases_are_cited():
    assert explain.cited((law(1, "pre"), law(2, "pre")), "en") == "UU 1/2020, UU 2/2020"
    assert explain.cited((law(1, "pre"), law(2, "post"), law(3)), "id") == (
        "bila masih bakal calon: UU 1/2020; bila calon sudah ditetapkan: UU 2/2020; UU 3/2020"
    )
    assert explain.cited((), "id") == ""


# One cell


@given(post=posts)
def test_the_reasons_fit_into_one_line(screener, post):
    screening = screener.screen(post)
    for lang in ("id", "en"):
        why = explain.why(screening, screener.categories, lang)
        assert why.splitlines() in ([], [why])
        assert bool(why) == (screening.verdict != "clear")


def test_the_reasons_name_every_category_and_rule_to_look_at(screener):
    for post in POSTS:
        screening = screener.screen(post)
        why = explain.why(screening, screener.categories, "id")
        assert all(screener.categories[category].title["id"] in why for category in screening.categories)
        weighing = {reason.name for reason in screening.reasons if reason.source == "rule" and reason.category in screening.categories}
        assert all(f"({rule})" in why for rule in weighing)


def by_hand(text: str, reasons: list[Reason], rules: tuple[str, ...] = ()) -> Screening:
    """A screening whose every category is one to look at."""
    categories = tuple(dict.fromkeys(reason.category for reason in reasons))
    scores = {name: sigmoid(fsum(reason.weight for reason in reasons if reason.category == name)) for name in categories}
    verdict = "review" if categories else "clear"
    return Screening(Post(text), verdict, None, scores, categories, rules, "none", "0", lambda: (tuple(reasons), ()))


SAYS = {"id": "sebabnya", "en": "the cause"}


def test_words_are_the_reason_where_no_rule_fired(screener):
    words = [Reason("hoax", "words", "tercoblos", 1.5, SAYS, (Match("tercoblos", 0, 9),))]
    assert "tercoblos +1.5" in explain.why(by_hand("tercoblos semua", words), screener.categories, "en")


def test_a_category_flagged_by_its_words_beside_another_flagged_by_a_rule_has_a_reason_too(screener):
    reasons = [
        Reason("candidate_support", "rule", "candidate_support/vote-call", 4.0, SAYS, (Match("candidate_support/vote-call", 0, 6),)),
        Reason("hoax", "words", "tercoblos", 1.5, SAYS, (Match("tercoblos", 7, 16),)),
    ]
    screening = by_hand("Coblos tercoblos", reasons, rules=("candidate_support/vote-call",))
    assert "tercoblos +1.5" in explain.why(screening, screener.categories, "en")


# Places to mark


@given(post=posts)
def test_marked_places_never_overlap_and_stay_inside_the_post(screener, post):
    spans = explain.spans(screener.screen(post))
    ends = [0, *(place for start, end, _ in spans for place in (start, end)), len(post.text)]
    assert ends == sorted(ends)
    assert all(start < end for start, end, _ in spans)
    assert {source for _, _, source in spans} <= {"rule", "context", "words"}


places = st.builds(
    lambda start, size, source, weight: Reason("hoax", source, "x", weight, SAYS, (Match("x", start, start + size),)),
    st.integers(0, 30),
    st.integers(1, 10),
    st.sampled_from(["rule", "context", "words"]),
    st.floats(0.5, 4),
)


@given(reasons=st.lists(places, max_size=8))
@example(reasons=[])
def test_whatever_the_reasons_marked_places_never_overlap_and_rules_go_first(reasons):
    spans = explain.spans(by_hand("x" * 40, reasons))
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    taken = {place for start, end, _ in spans for place in range(start, end)}
    by_rule = any(reason.source == "rule" for reason in reasons)
    for reason in reasons:
        (match,) = reason.matches
        if reason.source != "words" or not by_rule:  # where a rule fired, single words would only distract
            assert not taken.isdisjoint(range(match.start, match.end))
    assert not (by_rule and "words" in {source for _, _, source in spans})
    found = {place for reason in reasons if reason.source == "rule" for match in reason.matches for place in range(match.start, match.end)}
    assert {place for start, end, source in spans if source == "rule" for place in range(start, end)} == found


def test_the_words_that_a_rule_found_are_the_ones_marked(screener):
    screening = screener.screen(CALL)
    (match,) = next(reason.matches for reason in screening.reasons if reason.name == "candidate_support/vote-call")
    marked = {place for start, end, source in explain.spans(screening) if source == "rule" for place in range(start, end)}
    assert marked >= set(range(match.start, match.end))


def test_places_in_the_parent_are_not_marked_in_the_post(screener):
    screening = screener.screen(Post("Sip pokoknya", action="like", parent=CALL))
    assert "candidate_support/like" in screening.rules
    assert "rule" not in {source for _, _, source in explain.spans(screening)}


# Inert text


@given(text=st.text(st.characters()), newlines=st.booleans())
@example(text="\x1b[31m\x00\x7f\x9b\u200b\u202e\u2066\ud800\udcff\U000e0041", newlines=True)
def test_inert_text_commands_nothing_and_can_be_written(text, newlines):
    shown = explain.inert(text, newlines=newlines)
    assert shown.encode("utf-8")[:0] == b""
    live = {char for char in shown if unicodedata.category(char) in ("Cc", "Cf", "Cs")}
    assert live <= ({"\n", "\u200d"} if newlines else {"\u200d"})
    assert explain.inert(shown, newlines=newlines) == shown


@given(text=st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs"])))
def test_ordinary_text_is_shown_as_it_is(text):
    assert explain.inert(text) == text


@pytest.mark.parametrize("text", ["👨‍👩‍👧 sekeluarga ☝️", "é ñ ꦲ ب", "[bold red] {} %s :smile: & <b>"])
def test_emoji_scripts_and_markup_are_shown_as_they_are(text):
    assert explain.inert(text) == text


def test_what_a_terminal_would_obey_is_spelled_out():
    assert explain.inert("a\x1b[31mb\u202ec\ud800") == "a<U+001B>[31mb<U+202E>c<U+D800>"
    assert explain.inert("a\tb\r\nc") == "a b  c"
    assert explain.inert("a\r\nb", newlines=True) == "a \nb"


@given(text=st.text(st.characters(), max_size=20))
def test_a_hostile_post_is_quoted_inertly(screener, text):
    screening = screener.screen(f"{text} coblos nomor 3 {text}")
    assume(screening.categories)
    told = [explain.why(screening, screener.categories, "id")]
    told += [f"{line.sentence} {line.words}" for line in explain.lines(screening, screening.categories[0], "id")]
    assert [explain.inert(line) for line in told] == told


# Both languages everywhere


def test_there_is_a_message_for_every_verdict_and_every_missing_score():
    assert set(explain.VERDICTS) == set(VERDICTS)
    assert set(explain.UNSCORABLE) == {"empty", "no_words", "language"}


def leaves(table: object):
    """The mappings at the bottom of nested ones."""
    if isinstance(table, dict):
        inner = [value for value in table.values() if isinstance(value, dict)]
        yield from (leaf for value in inner for leaf in leaves(value)) if inner else [table]


MODULES = sorted(Path(package.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("table", ["VERDICTS", "UNSCORABLE", "CAVEAT"])
def test_every_message_table_speaks_both_languages_and_differently(table):
    found = list(leaves(getattr(explain, table)))
    assert found
    for message in found:
        assert set(message) == {"id", "en"}
        assert message["id"].strip()
        assert message["en"].strip()
        assert message["id"] != message["en"]


def said(path: Path):
    """Every place of a file where something is said in a language: the line, and what is said by language."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Dict):
            pairs = {key.value: value for key, value in zip(node.keys, node.values, strict=True) if isinstance(key, ast.Constant)}
        elif isinstance(node, ast.Call):
            pairs = {keyword.arg: keyword.value for keyword in node.keywords}
        else:
            continue
        if "en" in pairs:
            yield node.lineno, pairs


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_no_message_in_the_code_lacks_a_language(path):
    beside = {"file", "line", "column", "shown", "others", "offset"}  # where a mistake stands
    for line, pairs in said(path):
        assert "id" in pairs, f"{path.name}:{line} says it in English only"
        assert set(pairs) <= {"id", "en"} | beside, f"{path.name}:{line} knows {set(pairs)}"


def texts(node: ast.AST) -> str:
    """The words of a message that stand in the code, whatever is put in between."""
    return " ".join(part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)).strip()


SAYING = ["yamlfile", "wordfile", "rulefile", "proof", "cli", "batch", "screening", "classifier", "phrases", "explain", "evidence"]


@pytest.mark.parametrize("name", SAYING)
def test_every_message_is_written_in_both_languages(name):
    (path,) = (path for path in MODULES if path.stem == name)
    found = [(line, texts(pairs["id"]), texts(pairs["en"])) for line, pairs in said(path)]
    assert found
    for line, indonesian, english in found:
        assert bool(indonesian) == bool(english), f"{name}.py:{line}"
        letters = [text for text in (indonesian, english) if any(map(str.isalpha, text))]
        assert not letters or indonesian != english, f"{name}.py:{line} says the same twice: {english}"


def test_the_shipped_rules_and_headings_speak_both_languages(screener):
    ruleset = screener.rulebook.ruleset
    tables = [category.title for category in ruleset.categories]
    tables += [text for rule in ruleset.rules for text in (rule.title, rule.says)]
    tables += list(screener.rulebook.acts.values())
    for table in tables:
        assert set(table) == {"id", "en"}
        assert all(text.strip() for text in table.values())
