"""Why a rule fires or does not, what came near, drafts and rules without words, and the list of rules as a table."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from screener import Post, Screener
from screener.proof import why

CALL = "Kawan, besok coblos nomor 4 di TPS masing-masing"
RULE = """\
id: {id}
title: {{id: "{title}", en: "{title}"}}
says: {{id: contoh, en: an example}}
category: candidate_support
weight: {weight}
status: {status}
acts: [{act}]
sources: [catatan]
laws: [SE137_2018]
{body}
"""
EXAMPLES = """\
examples:
  fires: ["{fires}"]
  quiet: ["Jemuran belum kering"]"""


def rule(place, body, *, weight="3.0", status="active", title="Contoh", act="support.endorse", fires="-"):
    content = RULE.format(id=place, title=title, weight=weight, status=status, act=act, body=body + "\n" + EXAMPLES.format(fires=fires))
    return place, content


BANNER = rule(
    "candidate_support/umbul",
    'match: ["umbul kemenangan ...2 (berkibar|terpasang)", "gapura kemenangan"]\nunless: ["(bukan|belum)"]',
    title="Umbul | gapura",
    fires="[[Gapura kemenangan]] di gang kami",
)
DRAFT = rule("candidate_support/konsep", 'match: ["sarasehan gotong umbul"]', weight="4.0", status="draft", fires="[[sarasehan gotong umbul]]")
RETIRED = rule("candidate_support/lama", 'match: ["kirab umbul"]', status="retired", fires="[[kirab umbul]]")
SILENT = rule(
    "candidate_support/diam", 'when: {action: [follow]}\nparent: candidate_support\nunless: ["salah pencet"]', weight="4.0", fires="-"
)
JEST = rule("context/canda", 'match: ["cuma bercanda"]', weight="-2.0", act="allow.wise_socmed", fires="[[Cuma bercanda]]")
OWN = (BANNER, DRAFT, RETIRED, SILENT, JEST)


def written(folder: Path, rules) -> Path:
    for place, content in rules:
        path = folder / f"{place}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return written(tmp_path_factory.mktemp("aturan"), OWN)


@pytest.fixture(scope="module")
def mine(folder):
    """The shipped rules, and five of one's own."""
    return Screener.load(folder)


@pytest.fixture(scope="module")
def without_draft(tmp_path_factory):
    return Screener.load(written(tmp_path_factory.mktemp("tanpa"), [own for own in OWN if own is not DRAFT]))


def named(screener, name):
    return next(rule for rule in screener.rulebook.rules if rule.id == name)


def told(screener, name, post):
    """What is said of a rule and a post, "+" before what is met."""
    post = post if isinstance(post, Post) else Post(post)
    conditions = why(screener, named(screener, name), post)
    assert all(set(condition.says) == {"id", "en"} and all(condition.says.values()) for condition in conditions)
    return [("  " * condition.depth) + ("+ " if condition.met else "- ") + condition.says["en"] for condition in conditions]


# -- why --------------------------------------------------------------------------------------------------------------


def test_a_rule_that_fires_shows_its_phrase_its_words_and_its_weight(mine):
    lines = told(mine, "candidate_support/umbul", "Di depan rumah umbul kemenangan sudah terpasang rapi")
    assert lines[0] == "+ the phrase umbul kemenangan ...2 (berkibar|terpasang) is there: “umbul kemenangan sudah terpasang”"
    assert lines[1] == "+ the rule fires on “umbul kemenangan sudah terpasang”, weight +3.0"
    assert lines[2].lstrip("+- ").startswith("candidate_support scores ")
    assert len(lines) == 3


def test_a_rule_that_lacks_a_word_shows_what_is_there_and_what_is_not(mine):
    lines = told(mine, "candidate_support/umbul", "Umbul kemenangan masih digulung")
    assert lines[0] == "- the phrase umbul kemenangan ...2 (berkibar|terpasang) is not complete"
    assert lines[1:4] == ["  + umbul: “Umbul”", "  + kemenangan: “kemenangan”", "  - no (berkibar|terpasang)"]
    assert lines[-1] == "- the rule does not fire"


def test_words_in_another_order_are_told_as_such(mine):
    lines = told(mine, "candidate_support/umbul", "Terpasang di sana sini, umbul punya warga, kemenangan milik semua")
    assert "- the phrase umbul kemenangan ...2 (berkibar|terpasang): all parts are there, but in another order or too far apart" in lines
    assert lines[-1] == "- the rule does not fire"


def test_words_of_two_sentences_do_not_add_up(mine):
    lines = told(mine, "candidate_support/umbul", "Umbul lama. Kemenangan itu terpasang di ingatan")
    assert any("is not complete" in line for line in lines)
    assert not any("another order" in line for line in lines)


def test_a_post_that_has_nothing_of_a_rule_says_how_many_phrases_are_farther(mine):
    assert told(mine, "candidate_support/umbul", "Antrean puskesmas panjang") == ["- 2 other phrases: farther still", "- the rule does not fire"]


def test_an_exception_is_told_with_its_words(mine):
    lines = told(mine, "candidate_support/umbul", "Itu belum gapura kemenangan")
    assert "+ the phrase gapura kemenangan is there: “gapura kemenangan”" in lines
    assert "- set aside because of the exception “belum” in the same sentence" in lines
    assert lines[-1] == "- the rule does not fire"


def test_engagement_is_told_both_for_what_was_done_and_for_the_parent(mine):
    met = told(mine, "candidate_support/diam", Post("", action="follow", parent=CALL))
    assert met[:2] == ["+ what the account did: follow; the rule is about follow", "+ the parent post is for review as candidate_support"]
    assert any(line.startswith("+ the rule fires") for line in met)
    wrong = told(mine, "candidate_support/diam", Post("", action="share", parent="Besok libur"))
    assert wrong[:2] == ["- what the account did: share; the rule is about follow", "- the parent post is for review as candidate_support"]
    assert wrong[-1] == "- the rule does not fire"
    assert "- the parent post is for review as candidate_support (not given)" in told(mine, "candidate_support/diam", Post("", action="follow"))


def test_a_context_that_does_not_count_says_so(mine):
    apart = told(mine, "context/canda", f"{CALL}. Cuma bercanda")
    assert "- it does not count: another rule fired in another sentence" in apart
    alone = told(mine, "context/canda", "Cuma bercanda soal ronda")
    assert "- it does not count: another rule fired in another sentence" not in alone
    assert "+ the rule fires on “Cuma bercanda”, weight -2.0" in alone


def test_a_retired_rule_says_only_that_it_is_not_used(mine):
    lines = told(mine, "candidate_support/lama", "Nonton kirab umbul")
    assert lines == ["- this rule is retired and not used", "- the rule does not fire"]
    assert "candidate_support/lama" not in mine.screen("Nonton kirab umbul").rules


def test_a_draft_says_that_it_fires_and_weighs_nothing(mine):
    assert "+ the rule fires on “sarasehan gotong umbul”, weight +0.0" in told(mine, "candidate_support/konsep", "Ada sarasehan gotong umbul")


def test_every_shipped_rule_tells_why_it_fires_on_its_own_examples(screener):
    for rule_ in screener.rulebook.ruleset.rules:
        example = rule_.fires[0]
        post = Post(example.text, action=example.action, parent=example.parent)
        fired = [condition.met for condition in why(screener, rule_, post) if condition.says["en"].startswith("the rule fires")]
        assert fired == [True], rule_.id


# -- came near --------------------------------------------------------------------------------------------------------

NEAR = [
    "Umbul kemenangan masih digulung",
    "Mencoblos besok pagi",
    CALL,
    "ASN dilarang mengajak coblos nomor 2 di grup kantor",
    "Alhamdulillah, mohon doa dan dukungan untuk Pak Darmin",
    "Serangan fajar itu amplopnya berapa ya",
    "🔥🔥 Ayo sebarkan sebelum dihapus ❤️ kalian",
    "",
    "   ",
]


@pytest.mark.parametrize("text", NEAR)
def test_at_most_three_rules_come_near_and_their_words_stand_where_they_say(mine, text):
    screening = mine.screen(text, near=True)
    near = screening.to_dict()["near"]
    assert len(near) <= 3
    assert len({entry["rule"] for entry in near}) == len(near)
    for entry in near:
        assert entry["rule"] not in screening.rules
        assert entry["phrase"] in [phrase.source for phrase in named(mine, entry["rule"]).match]
        assert entry["missing"] in entry["phrase"]
        assert entry["matches"]
        for match in entry["matches"]:
            assert match["on"] == "text"
            assert 0 <= match["start"] < match["end"] <= len(text)
            assert match["words"] == text[match["start"] : match["end"]]


def test_the_rule_that_lacks_one_word_comes_near_with_the_words_that_are_there(mine):
    (near,) = [near for near in mine.screen("Umbul kemenangan masih digulung", near=True).to_dict()["near"] if near["rule"] == "candidate_support/umbul"]
    assert near["missing"] == "(berkibar|terpasang)"
    assert [match["words"] for match in near["matches"]] == ["Umbul", "kemenangan"]


@pytest.mark.parametrize("text", NEAR)
def test_near_is_empty_unless_it_is_asked_for_and_changes_nothing_else(mine, text):
    plain, asked = mine.screen(text).to_dict(), mine.screen(text, near=True).to_dict()
    assert plain["near"] == []
    assert {**asked, "near": []} == plain


def test_neither_a_draft_nor_a_retired_rule_comes_near(mine):
    near = {entry["rule"] for text in ("Sarasehan gotong royong", "Kirab keliling") for entry in mine.screen(text, near=True).to_dict()["near"]}
    assert near.isdisjoint({"candidate_support/konsep", "candidate_support/lama"})


# -- drafts and rules without words -----------------------------------------------------------------------------------

DRAFTED = [
    "Ada sarasehan gotong umbul malam ini",
    "Ada sarasehan gotong umbul. Cuma bercanda",
    "Cuma bercanda! Sarasehan gotong umbul batal",
    f"{CALL}. Sarasehan gotong umbul",
    f"Sarasehan gotong umbul. {CALL}, cuma bercanda",
]


@pytest.mark.parametrize("text", DRAFTED)
def test_a_draft_fires_visibly_and_weighs_nothing(mine, without_draft, text):
    with_it, without = mine.screen(text), without_draft.screen(text)
    assert "candidate_support/konsep" in with_it.rules
    assert with_it.scores == without.scores
    assert with_it.verdict == without.verdict
    assert set(with_it.rules) - set(without.rules) == {"candidate_support/konsep"}
    (reason,) = [reason for reason in with_it.reasons if reason.name == "candidate_support/konsep"]
    assert reason.weight == 0
    assert [with_it.words(match).lower() for match in reason.matches] == ["sarasehan gotong umbul"]


def test_a_draft_in_another_sentence_does_not_silence_a_context(mine):
    screening = mine.screen("Ada sarasehan gotong umbul. Cuma bercanda")
    (context,) = [reason for reason in screening.reasons if reason.name == "context/canda"]
    assert context.weight == -2.0


def test_a_rule_without_words_fires_by_what_was_done(mine):
    screening = mine.screen(Post("", action="follow", parent=CALL))
    assert "candidate_support/diam" in screening.rules
    (reason,) = [reason for reason in screening.reasons if reason.name == "candidate_support/diam"]
    assert {match.on for match in reason.matches} == {"parent"}
    assert "candidate_support/diam" not in mine.screen(Post("", action="like", parent=CALL)).rules
    assert "candidate_support/diam" not in mine.screen(Post("", action="follow", parent="Besok upacara")).rules


@pytest.mark.parametrize("text", ["Maaf salah pencet", "Waduh. Aduh! Tadi salah pencet, maaf ya"])
def test_an_exception_anywhere_in_the_text_sets_a_rule_without_words_aside(mine, text):
    screening = mine.screen(Post(text, action="follow", parent=CALL))
    assert "candidate_support/diam" not in screening.rules
    (excused,) = [excused for excused in screening.excused if excused.rule == "candidate_support/diam"]
    assert screening.words(excused.by) == "salah pencet"
    lines = told(mine, "candidate_support/diam", Post(text, action="follow", parent=CALL))
    assert "- set aside because of the exception “salah pencet” in the text" in lines


def test_an_exception_in_the_parent_excuses_nobody(mine):
    assert "candidate_support/diam" in mine.screen(Post("", action="follow", parent=f"{CALL}, jangan salah pencet")).rules


# -- the command ------------------------------------------------------------------------------------------------------


def run(*args, **env):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "FORCE_"))}
    command = [sys.executable, "-c", "from screener.cli import main; main()", *args]
    surroundings = kept | {"LC_ALL": "C.UTF-8", "COLUMNS": "300", **env}
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=surroundings, timeout=60, check=False)
    assert "Traceback" not in done.stderr
    return done


@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("en", ("✗ the phrase umbul kemenangan ...2 (berkibar|terpasang) is not complete", "✓ umbul: “Umbul”", "✗ no (berkibar|terpasang)", "✗ the rule does not fire")),
        ("id", ("✗ frasa umbul kemenangan ...2 (berkibar|terpasang) tidak lengkap", "✓ umbul: “Umbul”", "✗ tidak ada (berkibar|terpasang)", "✗ aturan ini tidak kena")),
    ],
)  # fmt: skip
def test_rules_why_tells_each_condition_on_a_line_of_its_own(folder, lang, says):
    ran = run("rules", "why", "umbul", "Umbul kemenangan masih digulung", "--rules", folder, "--lang", lang)
    assert (ran.returncode, ran.stderr) == (0, "")
    first, *lines = [line.strip() for line in ran.stdout.splitlines()]
    assert first == "candidate_support/umbul · Umbul | gapura"
    assert set(says) <= set(lines)
    assert all(line[0] in "✓✗" for line in lines)


def test_rules_why_takes_what_the_account_did_and_the_parent():
    ran = run("rules", "why", "like", "", "--action", "suka", "--parent", CALL, "--lang", "en")
    assert ran.returncode == 0
    assert "✓ what the account did: like; the rule is about like" in ran.stdout
    assert "✓ the rule fires" in ran.stdout


def test_rules_why_of_an_unknown_rule_names_a_similar_one():
    ran = run("rules", "why", "vote-cal", CALL)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "candidate_support/vote-call" in ran.stderr


def test_rules_why_shows_a_hostile_post_as_inert(folder):
    ran = run("rules", "why", "umbul", "gapura\x1b[31m kemenangan [bold]x[/]", "--rules", folder)
    assert ran.returncode == 0
    assert "\x1b" not in ran.stdout


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_markdown_table_has_a_row_for_every_rule(mine, folder, lang):
    ran = run("rules", "list", "--markdown", "--rules", folder, "--lang", lang)
    assert (ran.returncode, ran.stderr) == (0, "")
    rows = [[cell.strip() for cell in line.replace("\\|", "¦").strip().strip("|").split("|")] for line in ran.stdout.splitlines()]
    assert {len(row) for row in rows} == {6}
    assert rows[0] == {
        "id": ["aturan", "judul", "bobot", "status", "tindakan", "dasar"],
        "en": ["rule", "title", "weight", "status", "acts", "law"],
    }[lang]
    assert set("".join(rows[1])) <= set("-:")
    assert [row[0] for row in rows[2:]] == [rule.id for rule in mine.rulebook.rules]
    by_id = {row[0]: row for row in rows[2:]}
    for rule_ in mine.rulebook.rules:
        row = by_id[rule_.id]
        assert row[1] == rule_.title[lang].replace("|", "¦")
        assert float(row[2]) == pytest.approx(rule_.weight, abs=0.05)
        assert row[3] == rule_.status
        assert row[4].split(", ") == list(rule_.acts)
        assert all(law.cite in row[5] for law in rule_.pre[:1])
    assert by_id["candidate_support/lama"][3] == "retired"
    assert by_id["candidate_support/konsep"][3] == "draft"
