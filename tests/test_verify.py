"""A result can be defended later: screened again it is identical, or it is said what changed and which rows."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import screener as package
from screener import FileError, Screener
from screener.api import PARTS
from screener.batch import Options, screen_file
from screener.verify import SHOWN, silent_rules, verify

CALL = "Besok jangan lupa coblos nomor 3 ya, bareng Bu Retno kampung kita maju"


@pytest.fixture
def results(tmp_path, screener):
    source, target = tmp_path / "unggahan.csv", tmp_path / "hasil.jsonl"
    source.write_text(f'teks,tanggal\n"{CALL}",2024-10-03\nMangga muda enak dirujak,2024-10-04\nHalo,kemarin\n', "utf-8")
    screen_file(source, target, screener)
    return target


def own(folder, name, content):
    path = folder / "aturan" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")
    return Screener.load(folder / "aturan")


def test_a_result_screened_again_is_identical(results, screener):
    found = verify(results, screener)
    assert (found.same, found.faulty, found.masked, found.differences, found.parts) == (2, 1, 0, [], Counter())


def test_a_fingerprint_names_the_version_and_a_hash_of_every_other_part(screener):
    assert len(screener.fingerprint.split("-")) == len(PARTS)
    assert screener.fingerprint.startswith("0.1.0-")


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        (
            "elections/pilkada-uji.yaml",
            "id: pilkada-uji\ntitle: Uji\nbegins: 2031-01-01\ncandidates_set: 2031-02-01\nvoting: 2031-03-01\nends: 2031-04-01\n",
            "elections",
        ),
        ("lexicons/buah.yaml", "about: {id: buah, en: fruit}\nwords: [mangga]\n", "lexicons"),
        (
            "hoax/buah.yaml",
            ('id: hoax/buah\ntitle: {id: Buah, en: Fruit}\nsays: {id: menyebut buah, en: names fruit}\ncategory: hoax\nweight: 4.0\nstatus: active\n'
            'acts: [hoax.spread]\nsources: [004_4707db26c3059945]\nlaws: {pre: [PP42_2004_P11c], post: [PP42_2004_P11c]}\n'
            'match: ["mangga muda"]\nexamples: {fires: ["[[Mangga muda]] enak"], quiet: ["Mangga manis"]}\n'),
            "rules",
        ),
    ],
)
def test_what_changed_is_named(results, tmp_path, name, content, part):
    found = verify(results, own(tmp_path, name, content))
    assert found.parts == Counter({part: 2})


def test_a_row_that_reads_differently_now_is_told_with_what_differs(results, screener):
    lines = [json.loads(line) for line in results.read_text("utf-8").splitlines()]
    lines[1]["verdict"], lines[1]["score"] = "review", 0.9
    results.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    (difference,) = verify(results, screener).differences
    assert difference == (2, ("verdict", "score"), "review", "clear")


def test_a_masked_result_cannot_be_screened_again(tmp_path, screener):
    source, target = tmp_path / "unggahan.csv", tmp_path / "hasil.jsonl"
    source.write_text(f'teks\n"{CALL} hubungi 0812-3456-7890"\nHalo semua\n', "utf-8")
    screen_file(source, target, screener, Options(redact=True))
    found = verify(target, screener)
    assert (found.masked, found.same) == (1, 1)


def test_bullets_and_a_masked_account_hide_nothing_that_is_screened(tmp_path, screener):
    source, target = tmp_path / "unggahan.csv", tmp_path / "hasil.jsonl"
    source.write_text(f'teks,akun\n"Agenda:\n• senam\n• {CALL}",@warga_sleman\n', "utf-8")
    screen_file(source, target, screener, Options(redact=True))
    found = verify(target, screener)
    assert (found.masked, found.same) == (0, 1)


def test_however_many_rows_differ_only_the_first_are_kept_and_all_are_counted(tmp_path, screener):
    told = screener.screen("Halo semua").to_dict() | {"phase": "quiet"}
    path = tmp_path / "hasil.jsonl"
    path.write_text("".join(json.dumps(told | {"row": row}) + "\n" for row in range(1, 51)), "utf-8")
    found = verify(path, screener)
    assert (found.different, len(found.differences)) == (50, SHOWN)
    assert {difference.fields for difference in found.differences} == {("phase",)}


def test_one_post_printed_as_json_is_verified_too(tmp_path, screener):
    path = tmp_path / "satu.json"
    path.write_text(json.dumps(screener.screen(CALL, near=True).to_dict(), indent=2), "utf-8")
    assert verify(path, screener).same == 1


def bent(**changes):
    """A result with something in it that screener never writes."""
    told = {"schema_version": 1, "post": {"text": "Halo"}, "verdict": "clear", "rules": [], "fingerprint": "a", "near": []}
    return json.dumps(told | changes).encode()


NO_RESULTS = {
    "no json": b"bukan json",
    "no utf-8": b'{"schema_version": 1, "error": "\xff"}',
    "a list": b"[]",
    "nothing": b"{}",
    "another schema": b'{"schema_version": 2}',
    "no screening": b'{"schema_version": 1}',
    "too deep": b"[" * 100_000,
    "a row of words": bent(row="satu"),
    "no post": bent(post=5),
    "a post without text": bent(post={}),
    "a text of numbers": bent(post={"text": 5}),
    "an unknown field": bent(post={"text": "Halo", "isi": "Halo"}),
    "an unknown action": bent(post={"text": "Halo", "action": "mencoblos"}),
    "no date": bent(post={"text": "Halo", "posted_at": "kemarin"}),
    "a verdict that runs": bent(verdict="\x1b[2J"),
    "rules of lists": bent(rules=[[]]),
    "no fingerprint": bent(fingerprint=None),
}


@pytest.mark.parametrize("line", NO_RESULTS.values(), ids=NO_RESULTS)
def test_what_is_no_result_is_told_with_its_line(tmp_path, screener, line):
    path = tmp_path / "hasil.jsonl"
    path.write_bytes(b'{"schema_version": 1, "row": 1, "input": {}, "error": "salah"}\n' + line + b"\n")
    with pytest.raises(FileError, match=r"hasil\.jsonl:2: no result"):
        verify(path, screener)


@pytest.mark.parametrize("name", ["hilang.jsonl", "."])
def test_a_file_that_cannot_be_read_is_told(tmp_path, screener, name):
    with pytest.raises(FileError, match="check its name and permissions") as caught:
        verify(tmp_path / name, screener)
    assert "periksa nama dan izinnya" in caught.value.say("id")


def test_rules_that_used_to_fire_and_are_silent_now_are_named(results):
    assert "candidate_support/vote-call" in silent_rules(results, Counter())
    assert "candidate_support/vote-call" not in silent_rules(results, Counter({"candidate_support/vote-call": 1}))


# -- at the command line ----------------------------------------------------------------------------------------------


@pytest.fixture
def run(tmp_path):
    """``screener verify`` with some arguments: its exit code, and what it said."""

    def call(*args):
        command = [sys.executable, "-c", "from screener.cli import main; main()", "verify", *map(str, args)]
        env = os.environ | {"PYTHONPATH": str(Path(package.__file__).parent.parent), "LC_ALL": "C.UTF-8"}
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, env=env, check=False)
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout.splitlines()

    return call


def test_the_command_says_identical_and_what_was_not_screened(run, results):
    assert run(results, "--lang", "en") == (0, ["1 row(s) were not screened then", "identical: 2 row(s)"])
    assert run(results, "--lang", "id") == (0, ["1 baris tidak dinilai waktu itu", "sama persis: 2 baris"])


def test_the_command_says_what_changed_and_which_rows(run, results):
    lines = [json.loads(line) for line in results.read_text("utf-8").splitlines()]
    version, _, *others = lines[0]["fingerprint"].split("-")
    lines[0]["fingerprint"] = "-".join([version, "000000", *others])
    lines[0]["scores"]["hoax"] += 2**-52
    results.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    verdict = lines[0]["verdict"]
    said = [f"row 1: {verdict} → {verdict}; different: scores", "changed since: rules", "1 row(s) were not screened then", "1 of 2 rows differ"]
    assert run(results, "--lang", "en") == (1, said)


def test_a_result_of_which_nothing_can_be_screened_again_is_not_called_identical(run, tmp_path):
    (tmp_path / "kosong.jsonl").write_bytes(b"")
    assert run("kosong.jsonl", "--lang", "en") == (1, ["there is no row that can be screened again"])
    assert run("hilang.jsonl") == (3, [])
