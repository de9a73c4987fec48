"""What points at a person is masked, letter by letter, in everything that is written."""

import csv
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.batch import Options, screen_file
from screener.redact import MASK, redact, redacted

CALL = "Besok jangan lupa coblos nomor 3 ya, bareng Bu Retno"


@pytest.mark.parametrize(
    "mark",
    [
        "@staf_kelurahan",
        "budi.santai@contoh.go.id",
        "081234567890",
        "0812-3456-7890",
        "+62 812 3456 7890",
        "(0274) 555123"[1:],
        "3402011212850003",
        "3402 0112 1285 0003",
        "198503122010011004",
        "19850312 201001 1 004",
    ],
)
def test_a_mention_a_number_and_an_address_are_masked_and_nothing_else(mark):
    told = redact(f"hubungi {mark} ya")
    assert told == f"hubungi {MASK * len(mark)} ya"


@pytest.mark.parametrize(
    "text", ["Coblos nomor 2", "Rp 150.000 per orang", "27 November 2024 pukul 07.30", "skor 3-1", "kami berlima @ rumah", "UU 7/2017 pasal 280", "2024-11-27"]
)
def test_everyday_numbers_stay(text):
    assert redact(text) == text


@given(st.text(st.sampled_from("aB1 0-.@+_\n•é")))
def test_a_mask_is_as_long_as_what_it_hides(text):
    told = redact(text)
    assert len(told) == len(text)
    assert all(new in (old, MASK) for new, old in zip(told, text, strict=True))


def test_a_masked_screening_quotes_masked_words_at_true_offsets(screener):
    screening = screener.screen(f"@tetangga {CALL}, info 0812-3456-7890")
    masked = redacted(screening)
    assert (masked.scores, masked.reasons) == (screening.scores, screening.reasons)
    assert "0812" not in json.dumps(masked.to_dict())
    assert "@tetangga" not in json.dumps(masked.to_dict())
    assert any(match["words"] for reason in masked.to_dict()["reasons"] for match in reason["matches"])


@pytest.mark.parametrize("ending", ["csv", "jsonl", "xlsx", "html"])
def test_no_output_holds_what_was_masked(tmp_path, screener, ending):
    source, report = tmp_path / "unggahan.csv", tmp_path / "laporan.html"
    target = tmp_path / ("hasil.csv" if ending == "html" else f"hasil.{ending}")
    with source.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["id", "akun", "teks", "catatan", "tanggal"])
        rows.writerow(["1", "rahasia_sekali", f"{CALL} @rahasia_sekali", "surel rahasia@contoh.id", "kemarin @rahasia_sekali"])
        rows.writerow(["2", "rahasia_sekali", f"{CALL} 0812-3456-7890 3402011212850003", "", "2024-10-03"])
    screen_file(source, target, screener, Options(redact=True, report=report if ending == "html" else None))
    if ending == "xlsx":
        openpyxl = pytest.importorskip("openpyxl")
        told = " ".join(str(cell.value) for sheet in openpyxl.load_workbook(target) for row in sheet.iter_rows() for cell in row)
    else:
        told = (report if ending == "html" else target).read_text("utf-8")
    assert MASK in told or "\\u2022" in told
    for secret in ("rahasia", "3456", "34020112"):
        assert secret not in told
