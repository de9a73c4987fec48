"""The command as people meet it: a real process, its exit code, what it says on stdout and what on stderr."""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
import unicodedata
from pathlib import Path
from typing import NamedTuple

import pytest

import screener as package
from screener import Post, explain

COMMAND = [sys.executable, "-c", "from screener.cli import main; main()"]
HOUSE = Path(package.__file__).parent
CALL = "Dulur kabeh, besok coblos nomor 3 ya, bareng Bu Retno"
CALM = "Antrean KTP hari ini tutup jam dua siang"

posix = pytest.mark.skipif(sys.platform == "win32", reason="terminals and signals are POSIX matters here")


class Ran(NamedTuple):
    """An exit code, and what was said."""

    code: int
    out: str
    err: str


def surroundings(**extra: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON", "NO_COLOR", "FORCE_"))}
    return kept | {"LC_ALL": "C.UTF-8", "COLUMNS": "200", "PYTHONPATH": str(HOUSE.parent), **extra}


@pytest.fixture
def run(tmp_path):
    """Run ``screener`` with some arguments; no run may end in a traceback."""

    def call(*args: str | bytes | Path, stdin: str | bytes = b"", **env: str) -> Ran:
        given = stdin if isinstance(stdin, bytes) else stdin.encode()
        done = subprocess.run([*COMMAND, *args], input=given, capture_output=True, cwd=tmp_path, env=surroundings(**env), timeout=60, check=False)
        ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback" not in ran.err
        return ran

    return call


@pytest.fixture
def table(tmp_path):
    """Write a CSV."""

    def write(content: str, name: str = "unggahan.csv") -> Path:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8", newline="")
        return path

    return write


RULE = """\
id: candidate_support/yel
title: {id: Yel lanjutkan, en: Chant to go on}
says: {id: meneriakkan yel lanjutkan, en: chants to go on}
category: candidate_support
weight: 4.0
status: active
acts: [support.endorse]
sources: [catatan]
laws: [UU20_2023_P9_2]
match: ["lanjutkan bareng {calon}"]
examples:
  fires: ["Pokoknya [[lanjutkan bareng Ganjar]] titik"]
  quiet: ["Rapatnya dilanjutkan besok pagi"]
"""


@pytest.fixture
def own_rules(tmp_path):
    """A rule folder of one's own, with one rule."""

    def write(content: str | bytes = RULE, place: str = "candidate_support/yel.yaml") -> Path:
        path = tmp_path / "aturan" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path / "aturan"

    return write


# Exit codes


@pytest.mark.parametrize("text", [CALL, "🙏"])
def test_screening_ends_with_0_whatever_was_found(run, text):
    ran = run("screen", text)
    assert ran.code == 0
    assert ran.out
    assert ran.err == ""


@pytest.mark.parametrize("tier", ["review", "priority"])
def test_fail_on_ends_with_1_from_that_tier_on(run, screener, tier):
    reached = screener.screen(CALL).verdict in (tier, "priority")
    assert run("screen", CALL, "--fail-on", tier).code == int(reached)


def test_a_call_to_vote_fails_on_review_and_a_notice_does_not(run):
    assert run("screen", CALL, "--fail-on", "review").code == 1
    assert run("screen", CALM, "--fail-on=review").code == 0


def test_one_flagged_row_is_enough_for_fail_on(run, table):
    mixed, calm = table(f'text\n"{CALM}"\n"{CALL}"\n', "campur.csv"), table(f'text\n"{CALM}"\n', "tenang.csv")
    assert run("batch", mixed, "-o", "campur-hasil.csv", "--fail-on", "review").code == 1
    assert run("batch", calm, "-o", "tenang-hasil.csv", "--fail-on", "review").code == 0


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["screen", "--warna", "Halo"], "--warna"),
        (["screen", "Halo", "kawan"], "kawan"),
        (["screen", "Halo", "--posted-at", "kemarin"], "kemarin"),
        (["screen", "Halo", "--action", "menari"], "menari"),
        (["screen", "Halo", "--lang", "jv"], "jv"),
        (["batch"], "INPUT"),
    ],
)
def test_a_wrong_call_ends_with_2_and_one_line_that_names_the_mistake(run, args, told):
    ran = run(*args)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("screener: ")
    assert ran.err.count("\n") == 1
    assert told in ran.err


def test_a_table_that_cannot_be_screened_ends_with_2(run, table):
    source = table("nip,jabatan\n1,lurah\n")
    ran = run("batch", source, "-o", "hasil.csv")
    assert (ran.code, ran.out) == (2, "")
    assert "nip, jabatan" in ran.err
    assert run("batch", table("text\nHalo\n"), "-o", source).code == 2


def test_a_file_that_cannot_be_read_or_written_ends_with_3(run, table, tmp_path):
    missing = run("batch", "tidak-ada.csv", "-o", "hasil.csv")
    assert missing.code == 3
    assert "tidak-ada.csv" in missing.err
    nowhere = run("batch", table("text\nHalo\n"), "-o", tmp_path / "entah" / "hasil.csv")
    assert nowhere.code == 3
    assert "entah" in nowhere.err


def test_a_picture_is_no_table_and_ends_with_3(run, tmp_path):
    (tmp_path / "foto.csv").write_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0")
    ran = run("batch", "foto.csv", "-o", "hasil.csv")
    assert (ran.code, ran.out) == (3, "")
    assert "foto.csv: this is a JPEG picture" in ran.err
    assert not (tmp_path / "hasil.csv").exists()


BROKEN = {
    "no YAML": ("id: [a", "1:5"),
    "no UTF-8": (b"id: \xff\n", "1:5"),
    "an unknown key": (RULE.replace("match:", "mach:"), "10:1"),
    "an unknown lexicon": (RULE.replace("{calon}", "{calom}"), "10:27"),
    "an open bracket": (RULE.replace("lanjutkan bareng {", "lanjutkan (bareng {", 1), "10:20"),
    "one language": (RULE.replace(", en: Chant to go on", ""), "2:8"),
}


@pytest.mark.parametrize(("content", "place"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_rule_ends_with_4_and_its_file_line_and_column(run, own_rules, content, place):
    folder = own_rules(content)
    ran = run("screen", "Halo", "--rules", folder)
    assert (ran.code, ran.out) == (4, "")
    assert ran.err.startswith(f"screener: {folder / 'candidate_support' / 'yel.yaml'}:{place}: ")


def test_of_several_mistakes_the_first_is_told_and_where_to_see_the_others(run, own_rules):
    folder = own_rules(RULE.replace("4.0", "4,0").replace("active", "aktif").replace("{calon}", "{calom}"))
    for lang, more in (("en", "(and 2 more: screener rules check)\n"), ("id", "(dan 2 kesalahan lagi: screener rules check)\n")):
        ran = run("screen", "Halo", "--rules", folder, "--lang", lang)
        assert ran.code == 4
        assert ran.err.count("\n") == 1
        assert "yel.yaml:5:9: " in ran.err
        assert ran.err.endswith(more)


@pytest.mark.parametrize("weight", ["nan", "inf"])
def test_a_weight_that_is_no_finite_number_is_a_mistake_in_the_rule(run, own_rules, weight):
    assert run("screen", "Halo", "--rules", own_rules(RULE.replace("4.0", weight))).code == 4


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("about: {id: kata, en: words}\nwords: ['']\n", "lexicons/kosong.yaml"),
        (RULE.replace("lanjutkan bareng {calon}", "(" * 3000), "candidate_support/yel.yaml"),
    ],
    ids=["empty entry", "deep brackets"],
)
def test_an_odd_rule_folder_is_told_in_one_line(run, own_rules, content, place):
    ran = run("screen", "Halo", "--rules", own_rules(content, place))
    assert ran.code == 4
    assert ran.err.count("\n") == 1


def test_a_rule_folder_that_is_none_ends_with_4(run, table):
    missing = run("screen", "Halo", "--rules", "tidak-ada")
    assert missing.code == 4
    assert "tidak-ada" in missing.err
    assert run("screen", "Halo", "--rules", table("text\n")).code == 4


def test_a_rule_that_fails_its_own_example_ends_with_4(run, own_rules):
    good = run("rules", "test", "yel", "--rules", own_rules())
    assert (good.code, good.out) == (0, "1 rules, 2 examples, 0 failed\n")
    bad = run("rules", "test", "yel", "--rules", own_rules(RULE.replace("[[lanjutkan bareng Ganjar]]", "[[lanjutkan bareng dia]]")))
    assert bad.code == 4
    assert "candidate_support/yel" in bad.out
    assert "does not fire" in bad.out
    assert "1 failed" in bad.out


@pytest.mark.parametrize("damage", ["card.json", "weights.json"])
def test_damaged_weights_end_with_5(run, tmp_path, damage):
    copy = tmp_path / "salinan"
    shutil.copytree(HOUSE, copy / "screener", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(HOUSE.parent / "rules", copy / "screener" / "shipped_rules", dirs_exist_ok=True)
    (copy / "screener" / "model" / damage).write_text("kopi\ttumpah\n", encoding="utf-8")
    ran = run("screen", "Halo", PYTHONPATH=str(copy))
    assert (ran.code, ran.out) == (5, "")
    assert str(copy) in ran.err


def waited(condition, seconds: float = 30) -> bool:
    for _ in range(int(seconds * 200)):
        if condition():
            return True
        time.sleep(0.005)
    return False


@posix
def test_a_batch_stopped_by_hand_ends_with_6_and_keeps_what_was_done(tmp_path, table):
    source, part = table("text\n" + f'"{CALM}"\n' * 400_000), tmp_path / "hasil.csv.part"
    with subprocess.Popen(
        [*COMMAND, "batch", source, "-o", "hasil.csv"], cwd=tmp_path, env=surroundings(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert waited(lambda: part.exists() and part.stat().st_size > 0)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 6
    assert out == b""
    assert b"Traceback" not in err
    assert b"hasil.csv.part" in err
    assert part.exists()
    assert not (tmp_path / "hasil.csv").exists()


# What goes where


@pytest.mark.parametrize(
    ("args", "post"),
    [
        ([CALL], Post(CALL)),
        (["Gas terus bu!", "--action", "komentar", "--parent", CALL], Post("Gas terus bu!", action="comment", parent=CALL)),
        ([CALL, "--posted-at", "03/10/2024"], Post(CALL, posted_at="03/10/2024")),
    ],
)
def test_json_is_what_to_dict_says(run, screener, args, post):
    ran = run("screen", "--json", *args)
    assert ran.err == ""
    assert json.loads(ran.out) == json.loads(json.dumps(screener.screen(post).to_dict()))


def test_a_flagged_post_is_told_with_its_words_rule_law_and_caveat(run, screener):
    out = run("screen", CALL, "--posted-at", "2024-10-03", "--lang", "en").out
    assert out.startswith("for review")
    for start, end, _ in explain.spans(screener.screen(CALL)):
        assert f"[{CALL[start:end]}]" in out
    assert "“coblos nomor 3" in out
    assert "candidate_support/vote-call" in out
    assert "PP 94/2021" in out
    assert "not a finding" in out


def test_own_rules_stand_beside_the_shipped_ones(run, own_rules):
    told = json.loads(run("screen", "--json", f"Lanjutkan bareng Ganjar. {CALL}", "--rules", own_rules()).out)
    assert {"candidate_support/yel", "candidate_support/vote-call"} <= set(told["rules"])


def test_a_batch_tells_its_totals_on_stderr_only(run, table, tmp_path):
    source = table(f'text,posted_at\n"{CALL}",\n"=1+1",\n"{CALM}",lusa\n\n')
    ran = run("batch", source, "-o", "hasil.csv", "--lang", "en")
    assert (ran.code, ran.out) == (0, "")
    assert "3 rows read, 3 rows written to hasil.csv" in ran.err
    assert "candidate_support/vote-call" in ran.err
    for note in ("1 row(s) could not be read", "1 cell(s)", "1 blank line(s)"):
        assert note in ran.err
    assert (tmp_path / "hasil.csv").read_text(encoding="utf-8").startswith("text,posted_at,screen_verdict")


@posix
def test_an_input_that_is_a_pipe_is_screened_or_told_why_not(run):
    ran = run("batch", "/dev/stdin", "-o", "hasil.csv", stdin="text\nHalo\n")
    assert ran.code == 0 or "None" not in ran.err


# Guard rails


def test_what_was_guessed_is_said_on_stderr(run, table):
    ran = run("batch", table(f'nip;teks\n1;"{CALM}"\n'), "-o", "hasil.csv", "--lang", "en")
    assert ran.err.splitlines()[:3] == ["delimiter: semicolon", "encoding: utf-8", "text column: teks"]


def test_a_quiet_run_over_a_sound_table_says_nothing(run, table):
    assert run("batch", table(f'text\n"{CALL}"\n'), "-o", "hasil.csv", "--quiet") == (0, "", "")


def test_a_quiet_run_still_warns(run, table):
    ran = run("batch", table(f'text,tanggal\n"{CALL}",lusa\n'), "-o", "hasil.csv", "--quiet", "--lang", "en")
    assert ran.err == "1 row(s) could not be read; see the column screen_error.\n"


@pytest.mark.parametrize("how", [("--plain", {"FORCE_COLOR": "1"}), ("--lang=id", {"NO_COLOR": "1"})])
def test_a_plain_run_has_no_colours(run, table, how):
    option, env = how
    ran = run("batch", table(f'text\n"{CALL}"\n'), "-o", "hasil.csv", option, **env)
    assert "\x1b" not in ran.err


def test_the_summary_says_how_many_of_a_thousand_are_for_review(run, table):
    rows = f'"{CALL}"\n' + f'"{CALM}"\n' * 7
    assert "125.0 of 1,000 posts for review" in run("batch", table(f"text\n{rows}"), "-o", "hasil.csv", "--lang", "en").err
    assert "125,0 dari 1.000 unggahan perlu ditinjau" in run("batch", table(f"text\n{rows}"), "-o", "hasil.csv", "--lang", "id").err


@pytest.mark.parametrize(("calls", "warned"), [(11, True), (9, False)])
def test_a_rule_that_fires_on_more_than_5_percent_is_named(run, table, calls, warned):
    rows = f'"{CALL}"\n' * calls + f'"{CALM}"\n' * (200 - calls)
    told = run("batch", table(f"text\n{rows}"), "-o", "hasil.csv", "--quiet", "--lang", "en").err
    assert ("(candidate_support/vote-call) fired on 6% of the posts" in told) == warned


def test_a_rule_that_used_to_fire_and_is_silent_now_is_named(run, table):
    run("batch", table(f'text\n"{CALL}"\n'), "-o", "lama.jsonl")
    ran = run("batch", table(f'text\n"{CALM}"\n'), "-o", "hasil.csv", "--compare", "lama.jsonl", "--quiet", "--lang", "en")
    assert "(candidate_support/vote-call) used to fire and did not fire once." in ran.err
    assert run("batch", "unggahan.csv", "-o", "hasil.csv", "--compare", "entah.jsonl").code == 3


def test_standard_output_holds_the_table_alone(run):
    ran = run("batch", "-", "-o", "-", stdin=f'text\n"{CALL}"\n', FORCE_COLOR="1")
    assert ran.out.splitlines()[0].startswith("text,screen_verdict,")
    assert ran.out.count("\n") == 2


@pytest.mark.parametrize(
    "options",
    [("--sheet", "Data"), ("--delimiter", ";;"), ("--encoding", "entah"), ("-o", "hasil.doc"), ("-o", "hasil.xlsx", "--excel-id"), ("--report", "hasil.csv")],
)
def test_an_option_that_cannot_work_is_a_usage_error_and_nothing_is_written(run, table, tmp_path, options):
    ran = run("batch", table(f'text\n"{CALM}"\n'), "-o", "hasil.csv", *options, "--quiet")
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["unggahan.csv"]


def test_a_sheet_and_a_report_are_written_beside_the_result(run, table, tmp_path):
    assert run("screen", CALL, "--sheet", "lembar.html").code == 0
    assert run("batch", table(f'text\n"{CALL}"\n'), "-o", "hasil.xlsx", "--report", "laporan.html").code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hasil.xlsx", "laporan.html", "lembar.html", "unggahan.csv"]


def test_verify_says_identical_or_which_part_changed(run, table, own_rules):
    run("batch", table(f'text\n"{CALL}"\n'), "-o", "hasil.jsonl")
    assert run("verify", "hasil.jsonl", "--lang", "en")[:2] == (0, "identical: 1 row(s)\n")
    changed = run("verify", "hasil.jsonl", "--rules", own_rules(), "--lang", "en")
    assert changed.out.splitlines()[0] == "changed since: rules"


# Language


@pytest.mark.parametrize(
    ("env", "args", "says"),
    [
        ({"LC_ALL": "id_ID.UTF-8"}, [], "tidak ada indikasi"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "id_ID"}, [], "no indication"),
        ({"LC_ALL": "", "LANG": "id_ID"}, [], "tidak ada indikasi"),
        ({"LC_ALL": "id_ID.UTF-8"}, ["--lang", "en"], "no indication"),
        ({"LC_ALL": "en_US.UTF-8"}, ["--lang=id"], "tidak ada indikasi"),
    ],
)
def test_the_language_is_the_one_asked_for_else_that_of_the_locale(run, env, args, says):
    assert run("screen", CALM, *args, **env).out.startswith(says)


def test_mistakes_and_help_come_in_indonesian_where_the_locale_is(run):
    env = {"LC_ALL": "id_ID.UTF-8"}
    assert "bukan tanggal" in run("screen", "Halo", "--posted-at", "kemarin", **env).err
    assert "opsi tidak dikenal" in run("screen", "--warna", **env).err
    assert "Memeriksa satu unggahan" in run("screen", "--help", **env).out


def test_a_rule_mistake_is_told_in_the_language_asked_for(run, own_rules):
    folder = own_rules(RULE.replace("match:", "mach:"))
    assert "tidak dikenal" in run("screen", "Halo", "--rules", folder, "--lang", "id").err
    assert "did you mean “match”?" in run("screen", "Halo", "--rules", folder, "--lang", "en").err


def test_a_call_without_arguments_shows_the_help(run):
    ran = run()
    assert (ran.out + ran.err).count("\n") > 5


# Standard input


def test_a_post_is_read_from_standard_input(run):
    told = json.loads(run("screen", "--json", stdin=f"{CALM}\n\n{CALL}\n").out)
    assert told["post"]["text"].splitlines() == [CALM, "", CALL]
    assert "candidate_support/vote-call" in told["rules"]


def test_standard_input_that_is_not_utf8_is_screened_all_the_same(run):
    ran = run("screen", stdin=CALL.encode() + b" \xff\xfe")
    assert ran.code == 0
    assert "coblos nomor 3" in ran.out
    assert "<U+DCFF><U+DCFE>" in ran.out


@pytest.fixture
def terminal(tmp_path):
    """The command with a terminal as its input, once it has asked for the post; gives the process, its question and the keyboard."""
    pty = pytest.importorskip("pty", exc_type=ImportError)
    keyboard, screen = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "screen", "--json"],
        stdin=screen,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=surroundings(PYTHONIOENCODING="utf-8:strict"),
        start_new_session=True,
    )
    os.close(screen)
    with process:
        try:
            asked, _, _ = select.select([process.stderr], [], [], 30)
            yield process, process.stderr.readline().decode() if asked else "", keyboard
        finally:
            process.kill()
            os.close(keyboard)


@posix
@pytest.mark.parametrize("end", [b".\n", b"\x04"])
def test_a_post_can_be_pasted_and_ended_with_a_dot_or_ctrl_d(terminal, end):
    process, question, keyboard = terminal
    assert "single dot" in question
    os.write(keyboard, f"Sugeng enjing\n..\n{CALL}\n".encode() + end)
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert json.loads(out)["post"]["text"] == f"Sugeng enjing\n..\n{CALL}"


@posix
def test_ctrl_c_at_the_prompt_ends_with_6(terminal):
    process, _, _ = terminal
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (6, b"")
    assert b"Traceback" not in err


@posix
def test_pasted_bytes_that_are_not_utf8_are_screened_all_the_same(terminal):
    process, _, keyboard = terminal
    os.write(keyboard, b"Halo \xff kawan\n.\n")
    _, err = process.communicate(timeout=30)
    assert b"Traceback" not in err
    assert process.returncode == 0


# Rules


def test_rules_list_names_every_rule_with_title_and_acts(run, screener):
    out = run("rules", "list", "--lang", "id", COLUMNS="400").out
    for rule in screener.rulebook.ruleset.rules:
        line = next(line for line in out.splitlines() if line.startswith(rule.id + "\t"))
        assert rule.title["id"] in line
        assert rule.acts[0] in line


def test_rules_list_can_be_searched_by_other_programs(run, screener):
    out = run("rules", "list", COLUMNS="80").out
    assert all(rule.id in out for rule in screener.rulebook.ruleset.rules)


@posix
def test_rules_list_minds_no_reader_who_leaves(tmp_path):
    with subprocess.Popen(
        [*COMMAND, "rules", "list"], cwd=tmp_path, env=surroundings(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        err = process.stderr.read()
    assert b"Traceback" not in err


@pytest.mark.parametrize("name", ["candidate_support/vote-call", "vote-call"])
def test_rules_show_tells_all_that_a_rule_says(run, screener, name):
    out = run("rules", "show", name, "--lang", "en", COLUMNS="2000").out
    (rule,) = (rule for rule in screener.rulebook.ruleset.rules if rule.id == "candidate_support/vote-call")
    for told in (rule.id, rule.title["en"], rule.says["en"], *rule.sources, rule.pre[0].cite, rule.post[0].cite):
        assert told in out
    for told in (*(phrase.source for phrase in (*rule.match, *rule.unless)), *(e.text for e in (*rule.fires, *rule.quiet))):
        assert told in out


def test_an_unknown_rule_comes_with_a_suggestion(run):
    ran = run("rules", "show", "vote-cal")
    assert (ran.code, ran.out) == (2, "")
    assert "candidate_support/vote-call" in ran.err


def test_rules_test_runs_the_examples_of_one_rule(run, screener):
    (rule,) = (rule for rule in screener.rulebook.ruleset.rules if rule.id == "candidate_support/like")
    examples = len(rule.fires) + len(rule.quiet) + len(rule.gaps)
    ran = run("rules", "test", "like")
    assert ran.out.splitlines()[-1].startswith(f"1 rules, {examples} examples, ")
    assert ran.code == (0 if ran.out.splitlines()[-1].endswith(" 0 failed") else 4)


# Hostile posts

HOSTILE = "[bold red]coblos[/] nomor 3 \x1b[31m\x1b]0;judul palsu\x07 \u202ekilab\u202c :smile: \x9b2J \x00 \u200b akhir"


def live(text: str) -> set[str]:
    """Characters of what was printed that a terminal would obey."""
    return {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c not in "\n\u200d"}


def test_a_hostile_post_is_shown_and_does_nothing(run):
    ran = run("screen", stdin=HOSTILE.encode() + b" \xed\xa0\x80")
    assert ran.code == 0
    assert live(ran.out) == set()
    for shown in ("<U+001B>", "<U+0007>", "<U+202E>", "<U+009B>", "<U+0000>", "<U+200B>", "<U+DCED>", ":smile:", "bold red]"):
        assert shown in ran.out


def test_a_hostile_post_does_nothing_to_a_terminal_with_colours(run):
    out = run("screen", FORCE_COLOR="1", stdin=HOSTILE).out
    assert "\x1b[" in out
    for obeyed in ("\x1b]", "\x1b[2J", "\x07", "\x9b", "\u202e"):
        assert obeyed not in out
    assert "[bold red]" in out


def test_a_hostile_parent_is_as_inert_as_the_post(run):
    out = run("screen", "Gas terus bu!", "--action", "comment", "--parent", f"{CALL} {HOSTILE}".replace("\0", "")).out
    assert live(out) == set()
    assert "<U+001B>" in out
    assert "[bold red]" in out


def test_json_of_a_hostile_post_is_plain_ascii_and_loses_nothing(run):
    out = run("screen", "--json", stdin=HOSTILE.encode() + b"\xed\xa0\x80\xff").out
    assert out.isascii()
    assert live(out) == set()
    assert json.loads(out)["post"]["text"] == HOSTILE + "\udced\udca0\udc80\udcff"


def test_a_hostile_row_is_inert_in_the_totals(run, tmp_path):
    (tmp_path / "unggahan.csv").write_bytes(b"text\n" + f'"{CALL} {HOSTILE}"\n'.encode())
    ran = run("batch", "unggahan.csv", "-o", "hasil.csv")
    assert ran.code == 0
    assert live(ran.err) == set()
    assert "<U+001B>" in ran.err


@pytest.mark.parametrize(
    "args",
    [
        ["screen", "Halo", "--posted-at"],
        ["rules", "show"],
        ["batch", "-o", "hasil.csv"],
    ],
)
def test_hostile_arguments_are_inert_in_complaints(run, args):
    ran = run(*args, "[bold red]x\x1b[31m\u202e:smile:")
    assert ran.code in (2, 3, 4)
    assert live(ran.err) == set()
    assert "<U+001B>" in ran.err


def test_hostile_column_names_are_inert_in_complaints(run, tmp_path):
    (tmp_path / "unggahan.csv").write_bytes(b"nip\x1b]0;x\x07,[red]kantor,\xe2\x80\xaejabatan,\xe9\n1,2,3,4\n")
    ran = run("batch", "unggahan.csv", "-o", "hasil.csv")
    assert ran.code == 2
    assert live(ran.err) == set()
    assert "[red]kantor" in ran.err
