"""What is written is what was read and found: in each format, whatever a post tries."""

import csv
import gc
import importlib.util
import io
import json
import pickle
import re
import stat
import sys
import tracemalloc
import warnings
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from payloads import PAYLOADS

from screener import FileError, Post
from screener.errors import UsageError
from screener.tables.cells import SURROGATE, distinct, visible
from screener.tables.columns import ADDED
from screener.tables.rows import Form, Result
from screener.tables.writing import CsvOutput, JsonlOutput, output_for

CALL = "Besok jangan lupa coblos nomor 3 ya, bareng Bu Retno kampung kita maju"
CALM = "Jadwal posyandu bulan ini digeser ke hari Kamis"
NIP = "198503122010011004"
NAMES = ["nip", "text"]
SCHEMA = json.loads((files("screener") / "schema" / "result.json").read_text(encoding="utf-8"))

parquet = pytest.mark.skipif(importlib.util.find_spec("pyarrow") is None, reason="pyarrow, of the extra parquet, is not installed")
posix = pytest.mark.skipif(sys.platform == "win32", reason="file modes are a POSIX matter")
hostile = pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)


@pytest.fixture
def result(screener):
    """A row as it was read, screened by its last cell."""

    def screen(*cells: str, number: int = 1, **others) -> Result:
        return Result(number, list(cells), others.get("surplus", []), screener.screen(cells[-1]), "")

    return screen


@pytest.fixture
def output(screener, tmp_path):
    """The output for a name, of a table with the columns nip and text."""

    def choose(name: str, **options):
        given = {"names": NAMES, "text_at": 1, "form": Form(), "categories": screener.categories, "lang": "id"}
        return output_for(tmp_path / name, **(given | options))

    return choose


@pytest.fixture
def written(output, tmp_path):
    """The product that comes of some results."""

    def write(name: str, *results: Result, **options) -> Path:
        chosen, spool, product = output(name, **options), tmp_path / "spool", tmp_path / name
        spool.write_bytes(chosen.head() + b"".join(map(chosen.line, results)))
        if chosen.bind is None:
            return spool.replace(product)
        chosen.bind(spool, product)
        return product

    return write


def table(path: Path, form: Form = Form()) -> list[list[str]]:  # noqa: B008 - immutable
    with path.open(encoding="utf-8-sig" if form.mark else "utf-8", errors="surrogateescape", newline="") as lines:
        return list(csv.reader(lines, delimiter=form.delimiter))


def sheet(path: Path, **options):
    return load_workbook(path, **options).worksheets[0]


def mistaken(*cells: str, error: str = "posted_at bukan tanggal", **others) -> Result:
    return Result(1, list(cells), others.get("surplus", []), None, error)


# Which output


@pytest.mark.parametrize("name", ["hasil.docx", "hasil", "hasil.xls", "hasil.csv.gz"])
def test_an_ending_that_is_not_known_is_told_with_those_that_are(output, name):
    with pytest.raises(UsageError, match=r"\.csv, \.tsv, \.txt, \.jsonl, \.ndjson, \.xlsx, \.parquet") as caught:
        output(name)
    assert name in caught.value.say("id")


def test_capitals_in_an_ending_make_no_difference(output):
    assert isinstance(output("HASIL.CSV"), CsvOutput)


@pytest.mark.parametrize("name", ["hasil.tsv", "hasil.jsonl", "hasil.xlsx", "hasil.parquet"])
def test_a_csv_for_excel_is_a_csv(output, name):
    with pytest.raises(UsageError, match="--excel-id"):
        output(name, excel_id=True)


def test_without_pyarrow_the_error_says_how_to_install_it(output, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"asn-screener\[parquet\]"):
        output("hasil.parquet")


@pytest.mark.parametrize("name", ["hasil.csv", "hasil.jsonl", "hasil.xlsx", pytest.param("hasil.parquet", marks=parquet)])
def test_an_output_works_the_same_in_another_process(output, result, name):
    chosen = output(name)
    sent = pickle.loads(pickle.dumps(chosen))
    assert sent.line(result(NIP, CALL)) == chosen.line(result(NIP, CALL))


@pytest.mark.parametrize("names", [["text", "text"], ["a", "a", "a (2)"], ["a (2)", "a", "a"], ["", "", ""], list("abc")])
def test_names_become_distinct_and_those_that_were_stay(names):
    found = distinct(names)
    assert len(set(found)) == len(names)
    assert all(name in found for name in names)


# CSV


def test_a_csv_holds_what_was_read_and_behind_it_what_was_found(written, result):
    head, row = table(written("hasil.csv", result(NIP, CALL)))
    screening = result(NIP, CALL).screening
    assert head == [*NAMES, *ADDED]
    assert row[:2] == [NIP, CALL]
    found = dict(zip(head, row, strict=True))
    assert found["screen_score"] == f"{screening.score:.4f}"
    assert found["screen_rules"].split(";") == list(screening.rules)
    assert "coblos nomor 3" in found["screen_why"]
    assert (found["screen_phase"], found["screen_fingerprint"]) == (screening.phase, screening.fingerprint)
    assert found["screen_error"] == ""


@pytest.mark.parametrize("form", [Form(), Form(";", "\r\n", "\ufeff"), Form("\t"), Form("|", "\r\n")])
def test_a_csv_is_written_as_it_was_read(written, result, form):
    raw = written("hasil.csv", result(NIP, CALM), form=form).read_bytes()
    assert raw.startswith(form.mark.encode() + form.delimiter.join(NAMES).encode())
    assert raw.count(form.newline.encode()) == raw.count(b"\n") == 2
    assert raw.count(b"\r") == (2 if form.newline == "\r\n" else 0)


def test_a_tsv_has_tabs_whatever_was_read(written, result):
    form = Form("\t")
    assert table(written("hasil.tsv", result(NIP, CALM), form=Form(";")), form)[1][:2] == [NIP, CALM]


def test_a_row_with_a_mistake_says_so_and_keeps_its_surplus_at_the_far_right(written):
    (_, row) = table(written("hasil.csv", mistaken("1", CALL, surplus=["=lebih", "lagi"])))
    assert row == ["1", CALL, *[""] * 7, "posted_at bukan tanggal", "'=lebih", "lagi"]


def test_bytes_that_were_no_utf8_come_back_as_they_were(output):
    assert output("hasil.csv").line(mistaken("1", "caf\udce9")).startswith(b"1,caf\xe9,")


@pytest.mark.parametrize("excel_id", [False, True])
@hostile
def test_a_payload_stays_one_text_in_a_csv(written, result, payload, excel_id):
    form = Form(";", "\r\n", "\ufeff") if excel_id else Form()
    path = written("hasil.csv", result(payload, payload), result("7", CALM), names=[payload, "text"], excel_id=excel_id)
    head, row, after = table(path, form)
    whole = payload.replace("\ud83d", "<U+D83D>")
    assert {cell.removeprefix("'") for cell in (head[0], *row[:2])} == {whole} if head[0] != whole else {head[0], *row[:2]} == {whole}
    assert after[:2] == ["7", CALM]
    for cell in (*head, *row):
        assert not cell.lstrip().startswith(tuple("=+-@＝＋－＠"))
        assert not cell.startswith(("\t", "\r"))


@pytest.mark.parametrize("number", ["-5", "+62812345678", "-1.250,75", "+3", "-0,5"])
def test_a_number_with_a_sign_stays_a_number(output, number):
    assert output("hasil.csv").line(mistaken(number, CALM)).startswith(f"{number},".encode() if "," not in number else f'"{number}",'.encode())
    assert output("hasil.csv").escaped(mistaken(number, CALM)) == 0


def test_every_apostrophe_is_counted(output, result):
    chosen = output("hasil.csv")
    assert chosen.escaped(result("@warga", "=1+1")) == 2
    assert chosen.escaped(result("7", CALM)) == 0
    assert chosen.line(result("@warga", "=1+1")).startswith(b"'@warga,'=1+1,")


@given(st.text(st.sampled_from("'=+-@\t\r 0158e.,a\n＝"), max_size=8), st.booleans())
def test_whoever_takes_the_apostrophes_away_has_what_was_read(screener, cell, excel_id):
    chosen = output_for(Path("hasil.csv"), names=["a"], text_at=0, form=Form(), categories=screener.categories, lang="id", excel_id=excel_id)
    line = chosen.line(Result(1, [cell, "-"], [], None, "x")).decode()
    [[written, *_]] = csv.reader(io.StringIO(line, newline=""), delimiter=chosen.form.delimiter)
    bare = written[1:] if written.startswith("'") and chosen.escaping.match(written[1:]) else written
    assert bare == cell


def test_a_csv_for_excel_has_semicolons_a_mark_and_decimal_commas(written, result):
    raw = written("hasil.csv", result("7", CALL), excel_id=True).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfnip;text;screen_verdict;")
    score = f"{result('7', CALL).screening.score:.4f}".replace(".", ",")
    assert f";{score};".encode() in raw
    assert raw.count(b"\r\n") == raw.count(b"\n") == 2


@pytest.mark.parametrize("cell", [NIP, "007", "081234567890", "12E5", "1234e5"])
def test_excel_does_not_bend_numbers_that_are_names(output, cell):
    for_excel = output("hasil.csv", excel_id=True)
    assert for_excel.line(mistaken(cell, CALM)).startswith(f"'{cell};".encode())
    assert for_excel.escaped(mistaken(cell, CALM)) == 1
    assert output("hasil.csv").line(mistaken(cell, CALM)).startswith(f"{cell},".encode())


@pytest.mark.parametrize("cell", ["0", "7", "0,5", "2024", "198503122010011", "1 Oktober", "-5"])
def test_excel_gets_other_numbers_as_they_are(output, cell):
    assert output("hasil.csv", excel_id=True).escaped(mistaken(cell, CALM)) == 0


# JSON Lines


def valid(line: bytes) -> dict:
    found = json.loads(line)
    Draft202012Validator(SCHEMA).validate(found)
    return found


def test_the_schema_of_a_line_is_a_schema_and_lets_nothing_else_in(output, result):
    Draft202012Validator.check_schema(SCHEMA)
    for foreign in ({"schema_version": 1}, json.loads(output("h.jsonl").line(result("7", CALL))) | {"usia": 40}):
        assert not Draft202012Validator(SCHEMA).is_valid(foreign)


@pytest.mark.parametrize("text", [CALL, CALM, "", "🙏🙏", "The committee approved the annual budget yesterday evening"])
def test_a_line_of_json_says_what_the_library_says(output, result, text):
    found = valid(output("hasil.jsonl").line(result(NIP, text)))
    assert found == result(NIP, text).screening.to_dict() | {"row": 1, "input": {"nip": NIP, "text": text}, "error": None}


def test_a_line_with_everything_in_it_is_valid(screener):
    post = Post("Jangan golput! " + CALL, "7", "@warga", "komentar", CALL, "2024-10-03T19:20", "Bantul")
    found = JsonlOutput(("text",)).line(Result(5, [post.text], [], screener.screen(post, near=True), ""))
    assert valid(found)["post"]["posted_at"].startswith("2024-10-03")


def test_a_row_with_a_mistake_is_a_line_without_a_verdict(output):
    assert valid(output("hasil.jsonl").line(mistaken("7", CALL, surplus=["lebih"]))) == {
        "schema_version": 1,
        "row": 1,
        "input": {"nip": "7", "text": CALL},
        "surplus": ["lebih"],
        "error": "posted_at bukan tanggal",
    }


def test_two_columns_of_one_name_lose_no_cell(output, result):
    assert valid(output("h.jsonl", names=["text", "text"]).line(result("satu", "dua")))["input"] == {"text": "satu", "text (2)": "dua"}


@hostile
def test_a_payload_comes_back_from_json_exactly_and_lies_in_printable_ascii(output, result, payload):
    line = output("hasil.jsonl", names=[payload, "text"]).line(result(payload, payload))
    assert valid(line)["input"] == {payload: payload, "text": payload}
    assert valid(line)["post"]["text"] == payload
    assert line.endswith(b"\n")
    assert all(0x20 <= byte < 0x7F for byte in line[:-1])


# XLSX


def test_a_workbook_holds_what_was_read_what_was_found_and_room_for_a_decision(written, result):
    found = sheet(written("hasil.xlsx", result(NIP, CALL), result("007", "🙏", number=2)))
    head, first, second = found.iter_rows(values_only=True)
    assert head == (*NAMES, *ADDED, "keputusan", "catatan")
    assert first[:2] == (NIP, CALL)
    assert first[2:4] == ("priority", result(NIP, CALL).screening.score)
    assert first[-2:] == (None, None)
    assert second[:5] == ("007", "🙏", "unscorable", None, None)


def test_words_that_were_found_are_bold(written, result):
    text = sheet(written("hasil.xlsx", result(NIP, CALL)), rich_text=True)["B2"].value
    assert isinstance(text, CellRichText)
    assert "".join(map(str, text)) == CALL
    bold = [run.text for run in text if isinstance(run, TextBlock) and run.font.b]
    assert "coblos nomor 3" in " ".join(bold)
    assert CALL not in bold


@pytest.mark.parametrize("text", ["coblos nomor 3", "Coblos nomor 3 ya", "Ayo coblos nomor 3"])
def test_a_post_that_begins_or_ends_with_bold_words_is_whole(written, result, text):
    assert sheet(written("hasil.xlsx", result(NIP, text)))["B2"].value == text


def test_the_decision_is_chosen_from_a_list_in_the_language_of_the_run(written, result):
    for lang, choice in (("id", "indikasi benar,salah tandai,perlu konteks"), ("en", "indication right,wrongly flagged,needs context")):
        found = sheet(written("hasil.xlsx", result(NIP, CALL), result(NIP, CALM), lang=lang))
        (validation,) = found.data_validations.dataValidation
        assert (str(validation.sqref), validation.formula1) == ("K2:K3", f'"{choice}"')


def test_the_head_stays_and_every_column_can_be_filtered(written, result):
    found = sheet(written("hasil.xlsx", result(NIP, CALL), result(NIP, CALM)))
    assert found.freeze_panes == "A2"
    assert found.auto_filter.ref == "A1:L3"


def test_a_verdict_is_told_by_its_word_and_by_a_colour_that_can_be_read(written, result):
    found = sheet(written("hasil.xlsx", result(NIP, CALL), result(NIP, CALM)))
    assert (found["C2"].value, found["C3"].value) == ("priority", "clear")
    assert contrast(found["C2"].fill.fgColor.rgb, found["C2"].font.color.rgb) > 7
    assert found["C3"].fill.fill_type is None


def contrast(paper: str, ink: str) -> float:
    """The contrast of two colours after WCAG 2."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (2, 4, 6)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    brighter, darker = sorted((light(paper), light(ink)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def test_a_cell_stays_a_text_when_a_person_edits_it(written, result):
    found = sheet(written("hasil.xlsx", result(NIP, "=1+1")))
    assert {found[place].number_format for place in ("A1", "A2", "B2", "C2", "J2", "K2", "L2")} == {"@"}


def test_the_second_sheet_says_that_these_are_indications_and_counts_them(written, result):
    book = load_workbook(written("hasil.xlsx", result(NIP, CALL), result(NIP, CALM), mistaken("7", CALL)))
    assert book.sheetnames == ["Hasil", "Ringkasan"]
    rows = list(book["Ringkasan"].iter_rows(values_only=True))
    assert rows[0][0] == "Ini indikasi untuk ditinjau manusia, bukan putusan."
    counts = {row[1]: row[2] for row in rows[3:8]}
    assert counts["perlu ditinjau lebih dulu"] == 1
    assert counts["tidak disaring; sebabnya di screen_error"] == 1
    assert rows[-1][1] == result(NIP, CALL).screening.fingerprint


def test_a_table_without_rows_is_a_workbook_with_a_head(written):
    assert [*sheet(written("hasil.xlsx")).iter_rows(values_only=True)] == [(*NAMES, *ADDED, "keputusan", "catatan")]


@hostile
def test_a_payload_is_only_a_text_in_a_workbook(written, result, payload):
    path = written("hasil.xlsx", result(payload, payload), result("7", CALM), names=[payload, "text"])
    with zipfile.ZipFile(path) as parts:
        assert not any(b"<f>" in parts.read(name) or b"<hyperlink" in parts.read(name) for name in parts.namelist() if "sheets/" in name)
        assert not [name for name in parts.namelist() if "external" in name.lower() or "_rels/sheet" in name]
    found = sheet(path)
    for place in ("A1", "A2", "B2"):
        cell = found[place]
        assert cell.data_type in ("s", "inlineStr")
        assert cell.hyperlink is None
        assert not re.search("[\0-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060-\u2069]", cell.value)
    assert [cell.value for cell in found[3]][:2] == ["7", CALM]


@pytest.mark.parametrize("name", ["hyperlink", "script", "workbook run", "workbook escape", "xml entity", "xml section", "joined emoji", "quotes"])
def test_a_payload_without_hidden_characters_is_shown_as_it_is(written, result, name):
    found = sheet(written("hasil.xlsx", result(PAYLOADS[name], PAYLOADS[name])))
    assert (found["A2"].value, found["B2"].value) == (PAYLOADS[name], PAYLOADS[name])


@pytest.mark.parametrize("name", ["workbook escape", "workbook run", "xml section", "null", "no character", "half a character"])
def test_a_payload_between_bold_words_is_shown_as_it_is(written, result, name):
    text = f"{CALL} {PAYLOADS[name]} {CALL}"
    shown = sheet(written("hasil.xlsx", result(NIP, text)))["B2"].value
    assert shown == re.sub("[\0\ud83d\ufffe\uffff]", visible, text)


@pytest.mark.parametrize("filler", ["a" * 33_000, "☝" * 33_000, "😀" * 17_000, "\u202e" * 4_100, "\r\n" * 33_000], ids=lambda filler: ascii(filler[0]))
def test_a_post_too_long_for_a_cell_is_cut_with_a_mark_and_the_row_says_so(written, result, filler):
    text = f"{CALL} {filler}"
    found = sheet(written("hasil.xlsx", result(NIP, text)))
    shown = found["B2"].value
    assert shown.startswith(CALL)
    kept, lost = shown[: shown.index("… [")], int(shown.rpartition("[dipotong: ")[2].removesuffix(" karakter]"))
    assert len(shown.encode("utf-16-le")) // 2 <= 32_767
    assert len(kept.replace("<U+202E>", "\u202e").replace("\n", "\r\n")) + lost == len(text)
    assert "kolom text terlalu panjang untuk Excel" in found["J2"].value


def test_a_post_that_just_fits_is_whole(written, result):
    text = "a" * 32_767
    found = sheet(written("hasil.xlsx", result(NIP, text)))
    assert (found["B2"].value, found["J2"].value) == (text, None)


def test_surplus_cells_stand_behind_the_note(written):
    (_, row) = sheet(written("hasil.xlsx", mistaken("7", CALL, surplus=["lebih", "=lagi"]))).iter_rows(values_only=True)
    assert row[9:] == ("posted_at bukan tanggal", None, None, "lebih", "=lagi")


def test_surplus_cells_beyond_the_last_column_of_excel_are_told(output):
    *_, error, decision, note, _ = cells = json.loads(output("h.xlsx", names=["a"] * 16_373).line(mistaken(*["1"] * 16_373, surplus=["x", "y", "z"])))
    assert len(cells) == 16_384
    assert error == "posted_at bukan tanggal; 2 sel lebih tidak muat di lembar Excel; isinya ada di berkas masukan"
    assert decision == note == ""


def test_more_columns_than_excel_has_are_refused_before_the_run(output):
    output("hasil.xlsx", names=["a"] * 16_374)
    with pytest.raises(UsageError, match="16374 columns at most, the input has 16375"):
        output("hasil.xlsx", names=["a"] * 16_375)


def test_the_row_that_excel_has_no_room_for_is_told_when_it_comes(output, result):
    output("hasil.xlsx").line(result("7", CALM, number=1_048_575))
    with pytest.raises(FileError, match="1048575 rows") as caught:
        output("hasil.xlsx").line(result("7", CALM, number=1_048_576))
    assert "CSV" in caught.value.say("id")


def test_the_same_results_make_the_same_workbook(written, result):
    first = written("hasil.xlsx", result(NIP, CALL)).read_bytes()
    assert written("hasil.xlsx", result(NIP, CALL)).read_bytes() == first


# Parquet


@parquet
def test_a_parquet_file_holds_texts_numbers_and_lists(written, result):
    from pyarrow import parquet as files_of  # noqa: PLC0415

    found = files_of.read_table(written("hasil.parquet", result(NIP, CALL), mistaken("7", CALL, surplus=["lebih"])))
    screening = result(NIP, CALL).screening
    assert found.column_names == [*NAMES, *ADDED, "screen_surplus"]
    first, second = found.to_pylist()
    assert (first["nip"], first["text"]) == (NIP, CALL)
    assert (first["screen_score"], first["screen_rules"], first["screen_error"]) == (screening.score, list(screening.rules), None)
    assert (second["screen_verdict"], second["screen_score"], second["screen_categories"]) == (None, None, None)
    assert (second["screen_error"], second["screen_surplus"]) == ("posted_at bukan tanggal", ["lebih"])


@parquet
def test_a_table_without_rows_is_a_parquet_file_with_its_columns(written):
    from pyarrow import parquet as files_of  # noqa: PLC0415

    found = files_of.read_table(written("hasil.parquet", names=["text", "text"]))
    assert (found.num_rows, found.column_names[:2]) == (0, ["text", "text (2)"])


@parquet
def test_rows_are_written_in_groups(written, result):
    from pyarrow import parquet as files_of  # noqa: PLC0415

    path = written("hasil.parquet", *[result("7", CALM)] * 10_001)
    with files_of.ParquetFile(path) as found:
        assert [found.metadata.row_group(at).num_rows for at in range(found.num_row_groups)] == [10_000, 1]


@parquet
@hostile
def test_a_payload_comes_back_from_parquet(written, result, payload):
    from pyarrow import parquet as files_of  # noqa: PLC0415

    found = files_of.read_table(written("hasil.parquet", result(payload, payload), names=[payload, "text"]))
    whole = SURROGATE.sub(visible, payload)
    assert found.column_names[0] == whole
    assert found.to_pylist()[0][whole] == found.to_pylist()[0]["text"] == whole


# Binding


bound = pytest.mark.parametrize("name", ["hasil.xlsx", pytest.param("hasil.parquet", marks=parquet)])


@posix
@bound
def test_only_the_owner_can_read_what_was_bound(written, result, name):
    assert stat.S_IMODE(written(name, result(NIP, CALL)).stat().st_mode) == 0o600


@bound
def test_binding_leaves_nothing_beside_the_product(written, result, tmp_path, name):
    written(name, result(NIP, CALL))
    assert {path.name for path in tmp_path.iterdir()} == {"spool", name}


def test_a_workbook_of_many_rows_takes_no_more_memory_than_one_of_few(output, result, tmp_path):
    chosen, spool = output("hasil.xlsx"), tmp_path / "spool"
    peaks = []
    for count in (100, 100, 1_000):  # the first time XlsxWriter is loaded
        spool.write_bytes(chosen.line(result(NIP, CALM)) * count)
        tracemalloc.start()
        chosen.bind(spool, tmp_path / "hasil.xlsx")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[2] < peaks[1] + 100_000


@bound
def test_a_spool_that_is_damaged_leaves_an_older_product_as_it_was(output, result, tmp_path, name):
    spool, product = tmp_path / "spool", tmp_path / name
    product.write_bytes(b"hasil lama")
    spool.write_bytes(output(name).line(result(NIP, CALL)) + b'["terpotong')
    with warnings.catch_warnings(action="ignore"):  # XlsxWriter leaves its temporary file open
        with pytest.raises(json.JSONDecodeError):
            output(name).bind(spool, product)
        gc.collect()
    assert product.read_bytes() == b"hasil lama"
    assert {path.name for path in tmp_path.iterdir()} == {"spool", name}


@bound
def test_a_folder_that_is_not_there_is_an_error_of_the_system(output, tmp_path, name):
    (tmp_path / "spool").touch()
    with pytest.raises(OSError, match="tidak-ada"):
        output(name).bind(tmp_path / "spool", tmp_path / "tidak-ada" / name)
