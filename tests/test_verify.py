"""A result can be defended later: screened again it is identical, or it is said what changed and which rows."""

import json
from collections import Counter

import pytest

from screener import FileError, Screener
from screener.api import PARTS
from screener.batch import Options, screen_file
from screener.verify import silent_rules, verify

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


def test_one_post_printed_as_json_is_verified_too(tmp_path, screener):
    path = tmp_path / "satu.json"
    path.write_text(json.dumps(screener.screen(CALL, near=True).to_dict(), indent=2), "utf-8")
    assert verify(path, screener).same == 1


@pytest.mark.parametrize("line", ["bukan json", "[]", "{}", '{"schema_version": 2}', '{"schema_version": 1}', "[" * 100_000])
def test_what_is_no_result_is_told_with_its_line(tmp_path, screener, line):
    path = tmp_path / "hasil.jsonl"
    path.write_text(f'{{"schema_version": 1, "row": 1, "input": {{}}, "error": "salah"}}\n{line}\n', "utf-8")
    with pytest.raises(FileError, match=r"hasil\.jsonl:2: no result"):
        verify(path, screener)


def test_rules_that_used_to_fire_and_are_silent_now_are_named(results):
    assert "candidate_support/vote-call" in silent_rules(results, Counter())
    assert "candidate_support/vote-call" not in silent_rules(results, Counter({"candidate_support/vote-call": 1}))
