"""Whatever program wrote a table, and whatever is wrong with it: its rows come in as they were meant, or a sentence says why not."""

import csv
import gzip
import io
import json
import subprocess
import sys
import tracemalloc
import zipfile
from datetime import datetime, time
from pathlib import Path
from time import sleep

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import PatternFill

from screener import FileError
from screener.errors import UsageError
from screener.tables.delimited import LONGEST, RECORD, WIDEST
from screener.tables.reading import open_table
from screener.tables.rows import Form, Row

HERE = Path(__file__).parent
FIXTURES = sorted(path for path in (HERE / "fixtures" / "tables").iterdir() if path.suffix != ".md")
NAMES = ["id", "nip", "teks", "kantor"]
NIP = "198503122010011004"
ROWS = [
    ["007", NIP, "Semangat ☝️✌️ menuju kantor baru!", "Kafé Dinas"],
    ["008", "199001012015032001", 'Kata Bu Tati: "jangan lupa; bawa bekal"', "Kecamatan, lantai 2"],
    ["009", "197712312005011009", "Rapat pagi\njam delapan di aula", ""],
    ["010", NIP, "=SUM(A1:A3) begitu rumusnya, pak", "Bagian Umum; Aset"],
]
"""What every fixture holds; in those that cannot hold emoji, "oke" stands for them."""


@pytest.fixture
def read(tmp_path):
    """The names, rows and sentences of a table of that content."""

    def read(content: bytes | str, name: str = "unggahan.csv", **options):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        with open_table(path, **options) as table:
            rows = list(table.rows)
            return table, rows

    return read


def refused(read, kind: type[Exception], *given, **options) -> str:
    """The sentence in English; the Indonesian one is another and names the same file."""
    with pytest.raises(kind) as caught:
        read(*given, **options)
    english, indonesian = caught.value.say("en"), caught.value.say("id")
    assert english != indonesian
    return english


def english(table) -> list[str]:
    return [said["en"] for said in table.told]


def cells(rows: list[Row]) -> list[list[str]]:
    assert [row.mistake for row in rows] == [None] * len(rows)
    assert [row.surplus for row in rows] == [[]] * len(rows)
    return [row.cells for row in rows]


def mistake(row: Row) -> str:
    assert row.mistake is not None
    assert row.mistake["id"] != row.mistake["en"]
    return row.mistake["en"]


# Written by other programs


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_whatever_program_wrote_a_table_its_rows_are_the_same(path):
    if path.suffix == ".parquet":
        pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    with open_table(path) as table:
        found = cells(list(table.rows))
    assert table.names == NAMES
    assert [[cell.replace("oke", "☝️✌️") for cell in row] for row in found] == ROWS


def test_the_page_about_the_fixtures_names_every_one():
    page = (HERE / "fixtures" / "tables" / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in FIXTURES if f"`{path.name}`" not in page] == []
    assert page.count("\n| `") == len(FIXTURES)


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_an_encoding_is_found_and_said(read, name, encoding):
    content = "teks;kantor\r\nJangan lupa “apel” ya – jam 7;Kafé\r\n".encode(encoding)
    table, rows = read(gzip.compress(content) if name.endswith("gz") else content, name)
    assert cells(rows) == [["Jangan lupa “apel” ya – jam 7", "Kafé"]]
    assert table.form == Form(";", "\r\n", "\ufeff" if encoding in ("utf-8-sig", "utf-16") else "")
    said = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)
    assert english(table) == ["delimiter: semicolon", f"encoding: {said}"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "UTF-16LE", "utf_8_sig", "cp1252", "latin-1"])
def test_an_encoding_that_is_named_is_used(read, encoding):
    assert cells(read("teks,kantor\nHalo,Kafé\n".encode(encoding), encoding=encoding)[1]) == [["Halo", "Kafé"]]


@pytest.mark.parametrize("encoding", ["klingon", "base64", "rot13", "undefined", "a\0b"])
def test_what_is_no_encoding_of_a_text_is_told(read, encoding):
    assert "--encoding" in refused(read, UsageError, "teks\nHalo\n", encoding=encoding)


def test_a_few_broken_rows_do_not_make_another_encoding(read):
    _, rows = read(b"teks,kantor\n" + "Selamat pagi ☝️,Kafé\n".encode() * 9 + b"caf\xe9,Dinas\n")
    assert [row.mistake is None for row in rows] == [True] * 9 + [False]
    assert "not UTF-8" in mistake(rows[9])
    assert rows[9].cells == ["caf\udce9", "Dinas"]


def test_letters_of_windows_that_happen_to_be_utf8_do_not_hide_many_that_are_not(read):
    by_chance = "CAFÉ”".encode("cp1252")
    assert by_chance.decode() == "CAFɔ"
    _, rows = read(b"teks,kantor\n" + b"caf\xe9 baru,Dinas\n" * 9 + by_chance + b",Dinas\n")
    assert cells(rows) == [["café baru", "Dinas"]] * 9 + [["CAFÉ”", "Dinas"]]


def test_an_encoding_in_doubt_stops_the_run_and_names_the_option(read):
    assert "--encoding" in refused(read, UsageError, b"teks\nSelamat p\xe4gi \xdf\xde kawan\n")


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"teks,id\nbel\x81um,1\nHalo,2\n", "cp1252"),
        ("teks,id\n".encode("utf-16-le") + b"A\x00\x3d\xd8B\x00" + ",1\nHalo,2\n".encode("utf-16-le"), "utf-16-le"),
        ("id,teks\n".encode("utf-16-le") + "2,Halo\n1,putus".encode("utf-16-le") + b"A", "utf-16-le"),
    ],
)
def test_bytes_that_an_encoding_does_not_know_are_told_in_their_row(read, content, encoding):
    _, rows = read(content, encoding=encoding)
    told = {row.cells[0]: row.mistake for row in rows}
    assert told.pop("Halo" if "Halo" in told else "2") is None
    [wrong] = told.values()
    assert f"not {encoding.upper()}" in wrong["en"]


def test_an_encoding_beyond_the_head_is_told_in_its_rows(read):
    _, rows = read(b"teks,id\n" + b"Selamat pagi semua,1\n" * 20_000 + b"caf\xe9,2\n")
    assert "not UTF-8" in mistake(rows[-1])
    assert "--encoding" in mistake(rows[-1])


# Delimiters


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_outside_quotes_and_said(read, delimiter):
    table, rows = read(f'"a,b;c|d"{delimiter}teks\n1{delimiter}Halo\n')
    assert table.form.delimiter == delimiter
    assert cells(rows) == [["1", "Halo"]]
    assert "delimiter" in english(table)[0]


def test_two_delimiters_that_are_as_frequent_are_in_doubt(read):
    told = refused(read, UsageError, "id,teks;kantor\n1,Halo;Dinas\n")
    assert "--delimiter" in told
    assert "comma, semicolon" in told


def test_one_column_whose_rows_hold_delimiters_is_in_doubt(read):
    assert "--delimiter" in refused(read, UsageError, "teks\nHalo, apa kabar\nSiang, Pak Jaya\nSore\n")


def test_one_column_with_a_stray_comma_is_told_in_that_row(read):
    _, rows = read("teks\nHalo\nSiang, pak\nSore\n")
    assert [row.mistake is None for row in rows] == [True, False, True]


def test_one_column_that_is_quoted_is_no_doubt(read):
    assert cells(read('teks\n"Halo, apa kabar"\n"Siang,\nPak Jaya"\n')[1]) == [["Halo, apa kabar"], ["Siang,\nPak Jaya"]]


@pytest.mark.parametrize(("given", "used"), [("|", "|"), ("\\t", "\t"), ("tab", "\t"), ("^", "^")])
def test_a_delimiter_that_is_named_is_used(read, given, used):
    table, rows = read(f"id{used}teks, lengkap\n1{used}Halo, apa\n", delimiter=given)
    assert (table.names, cells(rows)) == (["id", "teks, lengkap"], [["1", "Halo, apa"]])


@pytest.mark.parametrize("delimiter", ["", ";;", '"', "\n", "\r", "\0"])
def test_what_cannot_be_a_delimiter_is_told(read, delimiter):
    assert "--delimiter" in refused(read, UsageError, "id,teks\n1,Halo\n", delimiter=delimiter)


# Rows of text


def test_names_are_kept_as_they_are_even_twice_or_empty(read):
    table, rows = read("teks,,teks, Kantor \n1,2,3,4\n")
    assert table.names == ["teks", "", "teks", " Kantor "]
    assert cells(rows) == [["1", "2", "3", "4"]]


def test_short_rows_are_filled_long_ones_told_and_blank_ones_counted(read):
    table, rows = read("id,teks\n1\n\n2,Halo,lebih,lagi\n\n")
    assert rows[0] == Row(["1", ""])
    assert rows[1][:2] == (["2", "Halo"], ["lebih", "lagi"])
    assert "4 cells, the header 2" in mistake(rows[1])
    assert table.count_blank() == 2


def test_nul_and_lone_carriage_returns_stay_in_their_cells(read):
    assert cells(read('teks,id\nsatu\0dua,1\n"tiga\rempat",2\n')[1]) == [["satu\0dua", "1"], ["tiga\rempat", "2"]]


def test_a_quote_that_nobody_closes_is_told_and_loses_nothing(read):
    _, rows = read('id,teks\n1,Halo\n2,"Siang\n3,Sore\n')
    assert rows[1].cells == ["2", "Siang\n3,Sore\n"]
    assert "never closed" in mistake(rows[1])


def test_a_quote_that_is_open_for_too_long_ends_the_run_with_its_line(read):
    line = "baris yang panjang sekali " * 4000 + "\n"
    told = refused(read, FileError, 'id,teks\n1,Halo\n2,"Siang\n' + line * (RECORD // len(line) + 1))
    assert ":3: " in told
    assert "not closed" in told


@pytest.mark.parametrize("rest", ["", "1,Halo\n" * 9])
def test_a_header_whose_quote_nobody_closes_is_told_without_its_text(read, rest):
    told = refused(read, FileError, f'id,"teks\n1,rahasia\n{rest}')
    assert "quote" in told
    assert "rahasia" not in told


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_line_that_is_too_long_is_cut_told_and_hurts_no_other(read, newline):
    lines = ["id,teks", "1," + "panjang " * (LONGEST // 8 + 9), "2,Halo", "3," + "x" * LONGEST, "4,Siang"]
    _, rows = read(newline.join(lines) + newline)
    assert [row.cells[0] for row in rows] == ["1", "2", "3", "4"]
    assert [row.mistake is None for row in rows] == [False, True, False, True]
    assert "longer than" in mistake(rows[0])
    assert rows[0].cells[1].startswith("panjang panjang")


@pytest.mark.parametrize(
    "long",
    [
        '1,"{}\nsambungan, masih kutip",Dinas',  # opened in the long line, closed in the next
        '1,"awal\n{}\nakhir, masih kutip",Dinas',  # open before and behind it
        '1,"awal\n{}",Dinas',  # closed in the long line
        '1,"{}",Dinas',
    ],
)
def test_a_quoted_cell_that_is_too_long_stays_one_row(read, long):
    _, rows = read("id,teks,kantor\n0,Halo,Dinas\n" + long.format("x" * LONGEST) + "\n2,Siang,Dinas\n")
    assert len(rows) == 3
    assert "longer than" in mistake(rows[1])
    assert rows[2] == Row(["2", "Siang", "Dinas"])


def test_a_header_that_is_too_long_is_told(read):
    assert "longer than" in refused(read, FileError, "teks," + "x" * LONGEST + "\nHalo\n")


def test_more_columns_than_any_sheet_has_are_refused(read):
    assert str(WIDEST) in refused(read, FileError, "teks" + "," * WIDEST + "\nHalo\n")


@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf", b"\xff\xfe", b" \r\n"])
def test_an_empty_file_is_told(read, content):
    assert "empty" in refused(read, FileError, content, "a.tsv")
    assert "empty" in refused(read, FileError, gzip.compress(content), "a.txt.gz")


written = st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=9), min_size=2, max_size=2), max_size=6)


@given(written, st.sampled_from(",;\t|"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_what_a_csv_writer_writes_comes_back(tmp_path_factory, rows, delimiter, encoding):
    content = io.StringIO()
    csv.writer(content, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([["teks", "id"], *rows])
    path = tmp_path_factory.mktemp("tabel") / "a.csv"
    path.write_bytes(content.getvalue().encode(encoding))
    with open_table(path) as table:
        assert cells(list(table.rows)) == rows


# Workbooks


@pytest.fixture
def workbook(tmp_path):
    """A workbook of the sheets that are given by name, with what else is done to it."""

    def write(finish=lambda _: None, **sheets) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        finish(book)
        book.save(tmp_path / "unggahan.xlsx")
        return tmp_path / "unggahan.xlsx"

    return write


def all_cells(path: Path, **options) -> list[list[str]]:
    with open_table(path, **options) as table:
        return cells(list(table.rows))


def test_values_of_a_workbook_are_read_as_a_person_reads_them(workbook):
    moments = [datetime(2024, 10, 3), datetime(2024, 10, 3, 19, 20), time(7, 30)]  # noqa: DTZ001 - a workbook knows no zones
    row = [NIP, "007", 7, 0.5, 1e15, 1.98503122010011e17, True, *moments, "#N/A", None]
    path = workbook(Data=[["teks", *"bcdefghijkl"], row])
    texts = [NIP, "007", "7", "0.5", "1000000000000000", "198503122010011000", "true", "2024-10-03", "2024-10-03T19:20:00", "07:30:00", "#N/A", ""]
    assert all_cells(path) == [texts]


def test_zeros_that_a_format_shows_are_kept(workbook):
    def finish(book):
        book["Data"]["A2"].number_format = "000"

    assert all_cells(workbook(finish, Data=[["id", "teks"], [7, "Halo"]])) == [["007", "Halo"]]


def test_a_date_that_no_calendar_has_is_told_without_a_warning_of_the_library(workbook):
    def finish(book):
        book["Data"]["A2"].number_format = "dd/mm/yyyy"

    assert all_cells(workbook(finish, Data=[["tanggal", "teks"], [99999999999, "Halo"]])) == [["#VALUE!", "Halo"]]


def test_formulas_without_a_saved_value_are_told(workbook):
    path = workbook(Data=[["id", "teks"], [1, '="Halo"&"!"'], [2, "Siang"], [3, "=B3"]])
    with open_table(path) as table:
        assert cells(list(table.rows)) == [["1", ""], ["2", "Siang"], ["3", ""]]
        assert any("2 formulas" in said and "save" in said for said in english(table))


def test_blank_rows_are_counted_and_a_wide_row_is_told(workbook):
    rows = [[], ["id", "teks", None], [1, "Halo"], [], [None, None], [2, "Siang", "lebih"], [3]]
    with open_table(workbook(Data=rows)) as table:
        found = list(table.rows)
        assert table.names == ["id", "teks"]
        assert table.count_blank() == 2
    assert found[0] == Row(["1", "Halo"])
    assert (found[1].surplus, found[2]) == (["lebih"], Row(["3", ""]))
    assert "3 cells" in mistake(found[1])


def test_the_only_sheet_that_is_seen_and_full_is_taken_and_said(workbook):
    def finish(book):
        book["Rahasia"].sheet_state = "hidden"

    path = workbook(finish, Kosong=[], Data=[["teks"], ["Halo"]], Rahasia=[["teks"], ["x"]])
    with open_table(path) as table:
        assert english(table) == ["sheet: Data"]
        assert cells(list(table.rows)) == [["Halo"]]


def test_several_full_sheets_are_in_doubt_until_one_is_named(workbook):
    path = workbook(Oktober=[["teks"], ["Halo"]], November=[["teks"], ["Siang"]])
    with pytest.raises(UsageError, match=r"Oktober, November.*--sheet"):
        open_table(path)
    assert all_cells(path, sheet="November") == [["Siang"]]


def test_a_sheet_that_is_not_there_is_named_beside_those_that_are(workbook):
    with pytest.raises(UsageError, match=r"“Mei”.*Oktober"):
        open_table(workbook(Oktober=[["teks"]]), sheet="Mei")


def test_a_workbook_without_cells_is_told(workbook):
    with pytest.raises(FileError, match="“Data” is empty"):
        open_table(workbook(Data=[]))


def test_a_coloured_emptiness_is_no_cell(workbook):
    def finish(book):
        for column in range(1, 2000):
            book["Data"].cell(4, column).fill = PatternFill("solid", "FFFF00")

    assert all_cells(workbook(finish, Data=[["teks"], ["Halo"]])) == [["Halo"]]


SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def forged(workbook):
    """A workbook one part of which is replaced."""

    def forge(content: bytes, part: str = SHEET) -> Path:
        path = workbook(Data=[["teks"], ["Halo"]])
        with zipfile.ZipFile(path) as whole:
            parts = {each: whole.read(each) for each in whole.namelist()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            for each, old in (parts | {part: content}).items():
                out.writestr(each, content if each == part else old)
        return path

    return forge


def sheet(rows: str, before: str = "") -> bytes:
    head = f'<?xml version="1.0"?>{before}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return f'{head}<dimension ref="A1:B9"/><sheetData>{rows}</sheetData></worksheet>'.encode()


def cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def failed(path: Path) -> str:
    with pytest.raises(FileError) as caught, open_table(path) as table:
        list(table.rows)
    assert str(path) in caught.value.say("id")
    return caught.value.say("en")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(forged):
    assert "ZIP bomb" in failed(forged(sheet(f"<row>{cell(' ' * 30_000_000)}</row>")))
    assert "ZIP bomb" in failed(forged(b"<sst>" + b"<si><t/></si>" * 3_000_000, "xl/sharedStrings.xml"))


def test_a_row_of_a_million_cells_is_refused_in_little_memory(forged):
    many = "".join(f'<c r="{"ABCDEFGH"[at % 8]}1"><v>{at * 7919 % 1_000_003}</v></c>' for at in range(1_000_000))
    path = forged(sheet(f"<row>{many}</row>"))
    tracemalloc.start()
    try:
        assert "16384 columns" in failed(path)
        assert tracemalloc.get_traced_memory()[1] < 150e6
    finally:
        tracemalloc.stop()


def test_more_columns_than_a_sheet_can_have_are_refused(forged):
    assert "16384 columns" in failed(forged(sheet(f"<row>{'<c><v>1</v></c>' * (WIDEST + 1)}</row>")))


def test_a_row_number_beyond_any_sheet_is_refused_at_once(forged):
    told = failed(forged(sheet(f'<row r="1">{cell("teks")}</row><row r="900000000000">{cell("Halo")}</row>')))
    assert "1048576 rows" in told


@pytest.mark.parametrize(
    "before",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>',
        '<!DOCTYPE x [<!ENTITY c SYSTEM "file:///etc/hostname">]>',
    ],
)
def test_entities_of_xml_are_refused(forged, before):
    assert "damaged" in failed(forged(sheet(f"<row>{cell('teks')}</row><row>{cell('&c;')}</row>", before)))


@pytest.mark.parametrize("damage", [lambda raw: raw[: len(raw) // 2], lambda raw: raw[:4] + bytes(200), lambda raw: raw.replace(b"sheet1", b"sheet9")])
def test_a_damaged_workbook_is_told(workbook, damage):
    path = workbook(Data=[["teks"], ["Halo"]])
    path.write_bytes(damage(path.read_bytes()))
    assert "damaged" in failed(path)


def test_a_workbook_that_is_damaged_midway_gives_the_rows_before(forged):
    path = forged(sheet(f"<row>{cell('teks')}</row><row>{cell('Halo')}</row>" + f"<row>{cell('x' * 90_000)}</row>" * 9 + "<row><kacau"))
    with open_table(path) as table:
        assert next(table.rows) == Row(["Halo"])
        with pytest.raises(FileError, match="damaged"):
            list(table.rows)


# JSON Lines


def test_columns_are_the_keys_of_all_early_objects_in_order(read):
    table, rows = read('{"id": "007", "teks": "Halo"}\n{"teks": "Siang", "kantor": "Kafé"}\n', "a.jsonl")
    assert table.names == ["id", "teks", "kantor"]
    assert cells(rows) == [["007", "Halo", ""], ["", "Siang", "Kafé"]]


@pytest.mark.parametrize("number", [NIP, "0.50", "1E5", "-7", "NaN", "1e400", "9" * 5000])
def test_numbers_are_kept_as_they_are_written(read, number):
    assert cells(read(f'{{"teks": {number}}}\n', "a.ndjson")[1]) == [[number]]


def test_other_values_become_text_and_nested_ones_json(read):
    line = '{"a": true, "b": null, "c": {"x": [1, 0.5, "é"], "y": false}, "d": [], "e": "\\ud83d"}\n'
    assert cells(read(line, "a.jsonl")[1]) == [["true", "", '{"x": [1, 0.5, "é"], "y": false}', "[]", "\ud83d"]]


def test_a_low_surrogate_in_json_is_no_broken_byte(read):
    assert cells(read('{"teks": "\\udc9f"}\n', "a.jsonl")[1]) == [["\udc9f"]]


def test_a_key_that_comes_late_is_surplus_and_told(read):
    _, rows = read('{"teks": "Halo"}\n' * 1000 + '{"teks": "Siang", "baru": 7}\n', "a.jsonl")
    assert rows[1000][:2] == (["Siang"], ['{"baru": "7"}'])
    assert "baru" in mistake(rows[1000])


DEEP = "[" * 100_000 + "]" * 100_000


@pytest.mark.parametrize("line", ["{rusak", "[1, 2]", '"teks"', "7", f'{{"teks": {DEEP}}}', DEEP, '{"teks": "a", "teks": "b"}', "{'teks': 1}"])
def test_a_line_that_is_no_plain_object_is_kept_and_told(read, line):
    _, rows = read(f'{{"teks": "Halo"}}\n{line}\n{{"teks": "Siang"}}\n', "a.jsonl")
    assert [row.mistake is None for row in rows] == [True, False, True]
    assert mistake(rows[1])
    assert rows[1].surplus == [line]
    assert rows[2].cells == ["Siang"]


def test_an_object_of_many_keys_that_come_twice_is_told_quickly(read):
    _, rows = read('{"teks": "Halo"}\n' * 1000 + "{" + ",".join(f'"{at % 90_000}":1' for at in range(180_000)) + "}\n", "a.jsonl")
    assert "twice" in mistake(rows[-1])


def test_a_line_of_json_that_is_too_long_is_cut_and_told(read):
    _, rows = read('{"teks": "Halo"}\n{"teks": "' + "x" * LONGEST + '"}\n{"teks": "Siang"}\n', "a.jsonl")
    assert "longer than" in mistake(rows[1])
    assert rows[1].surplus[0].startswith("{teks: xxx")
    assert rows[2] == Row(["Siang"])


def test_broken_bytes_in_json_are_told_in_their_row(read):
    _, rows = read('{"teks": "Kafé"}\n'.encode() * 3 + b'{"teks": "caf\xe9"}\n', "a.jsonl")
    assert [row.mistake is None for row in rows] == [True, True, True, False]


def test_blank_lines_of_json_are_counted(read):
    assert read('\n{"teks": "Halo"}\n\n  \n', "a.jsonl")[0].count_blank() == 3


@pytest.mark.parametrize("content", ["", "\n", "[1]\n", "[\n", "teks\nHalo\n", "{}\n"])
def test_a_file_without_any_object_is_told(read, content):
    assert "no JSON object" in refused(read, FileError, content, "a.jsonl")


def test_keys_beyond_any_table_are_refused(read):
    line = json.dumps({f"k{at}": at for at in range(WIDEST + 1)})
    assert str(WIDEST) in refused(read, FileError, line + "\n", "a.jsonl")


def test_early_objects_that_are_huge_are_not_all_held(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    with gzip.open(path, "wt", compresslevel=1) as out:
        for _ in range(100):
            out.write('{"teks": "' + "x" * 1_000_000 + '"}\n')
    tracemalloc.start()
    try:
        with open_table(path) as table:
            assert sum(1 for _ in table.rows) == 100
        assert tracemalloc.get_traced_memory()[1] < 60e6
    finally:
        tracemalloc.stop()


# Parquet


def test_values_of_parquet_become_text(tmp_path):
    pa = pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    columns = {"teks": ["Halo", None], "nip": [int(NIP), 7], "ya": [True, None], "topik": [["a", "é"], []], "biner": [b"Kaf\xc3\xa9", b"caf\xe9"]}
    parquet.write_table(pa.table(columns), tmp_path / "a.parquet")
    with open_table(tmp_path / "a.parquet") as table:
        first, second = table.rows
    assert first == Row(["Halo", NIP, "true", '["a", "é"]', "Kafé"])
    assert second.cells == ["", "7", "", "[]", "caf\udce9"]
    assert "not UTF-8" in mistake(second)


def test_without_pyarrow_the_error_says_how_to_install_it(read, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert "asn-screener[parquet]" in refused(read, UsageError, b"PAR1" + bytes(20) + b"PAR1", "a.parquet")


@pytest.mark.parametrize("damage", [lambda raw: raw[:-9], lambda raw: raw[:30] + bytes(60) + raw[90:]])
def test_a_damaged_parquet_file_is_told(tmp_path, damage):
    pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    whole = next(path for path in FIXTURES if path.name == "pandas.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(damage(whole))
    assert "damaged" in failed(tmp_path / "a.parquet")


# Files that are not what they are called


XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64)
HTML = b"\n <!DOCTYPE html><html><table><tr><td>teks</td></tr></table></html>"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", b"PK\x03\x04\x14\x00", "Excel (.xlsx)"),
        ("a.csv", XLS, ".xls"),
        ("a.csv", gzip.compress(b"teks\n"), "gzip"),
        ("a.csv", b"PAR1" + bytes(9), ".parquet"),
        ("a.csv", b"%PDF-1.7", "PDF"),
        ("a.csv", b"\x89PNG\r\n", "PNG"),
        ("a.csv", HTML, "web page"),
        ("a.xlsx", HTML, "web page"),
        ("a.xlsx", b"\xef\xbb\xbf<html><table>", "web page"),
        ("a.xlsx", XLS, "password"),
        ("a.xlsx", b"teks,id\n1,2\n", "no .xlsx"),
        ("a.xlsx", b"", "no .xlsx"),
        ("a.parquet", b"PK\x03\x04", "Excel (.xlsx)"),
        ("a.jsonl", XLS, ".xls"),
        ("a.csv.gz", b"teks,id\n1,Halo\n", "no .gz"),
        ("a.csv.gz", b"PK\x03\x04\x14\x00", "Excel (.xlsx)"),
        ("a.csv.gz", gzip.compress(b"PK\x03\x04\x14\x00"), "Excel (.xlsx)"),
        ("a.csv.gz", gzip.compress(b"teks,id\n1,Halo\n")[:12], "cut off"),
    ],
)
def test_a_file_that_is_something_else_is_told_what_it_is(read, tmp_path, name, content, told):
    found = refused(read, FileError, content, name)
    assert found.startswith(f"{tmp_path / name}: ")
    assert told in found


@pytest.mark.parametrize("name", ["a.xls", "a.ods", "a.zip", "a.json", "a.gz", "a.xlsx.gz", "a.pdf", "a.docx"])
def test_an_ending_that_is_not_read_is_told_with_those_that_are(read, name):
    assert ".jsonl" in refused(read, UsageError, "teks\n", name)


@pytest.mark.parametrize("name", ["a", "a.dat", "A.CSV", "a.log", "a.2024.csv"])
def test_any_other_ending_is_read_as_text(read, name):
    assert cells(read("teks\nHalo\n", name)[1]) == [["Halo"]]


@pytest.mark.parametrize(
    ("name", "options"), [("a.csv", {"sheet": "x"}), ("a.jsonl", {"delimiter": ";"}), ("a.xlsx", {"encoding": "utf-8"}), ("a.parquet", {"delimiter": ","})]
)
def test_an_option_that_would_do_nothing_is_told(read, name, options):
    assert next(iter(options)) in refused(read, UsageError, "teks\n", name, **options)


def test_a_gzip_that_is_damaged_midway_gives_the_rows_before(tmp_path):
    path = tmp_path / "a.csv.gz"
    whole = gzip.compress(b"id,teks\n" + b"".join(b"%d,Halo semua %d\n" % (at, at * 7919) for at in range(100_000)))
    path.write_bytes(whole[: len(whole) // 2])
    with open_table(path) as table:
        assert next(table.rows) == Row(["0", "Halo semua 0"])
        with pytest.raises(FileError, match=r"a\.csv\.gz.*cut off"):
            list(table.rows)


def test_a_gzip_bomb_is_read_in_level_memory(tmp_path):
    path = tmp_path / "a.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as out:
        out.write(b"id,teks\n1,")
        for _ in range(100):
            out.write(b"x" * 1_000_000)
        out.write(b"\n2,Halo\n")
    tracemalloc.start()
    try:
        with open_table(path) as table:
            rows = list(table.rows)
        assert tracemalloc.get_traced_memory()[1] < 40e6
    finally:
        tracemalloc.stop()
    assert [row.mistake is None for row in rows] == [False, True]


# Files and streams


def test_the_position_reaches_the_size(tmp_path):
    for name, content in [("a.csv", b"teks\nHalo\n" * 9), ("a.csv.gz", gzip.compress(b"teks\nHalo\n" * 9)), ("a.jsonl", b'{"teks": 1}\n' * 9)]:
        (tmp_path / name).write_bytes(content)
        with open_table(tmp_path / name) as table:
            list(table.rows)
            assert table.position() == table.size == len(content)


@pytest.mark.parametrize("name", ["pandas.csv", "pandas.tsv.gz", "openpyxl.xlsx", "jq.jsonl", "polars.parquet"])
@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counting open files needs /proc")
def test_a_table_closes_what_it_opened(name):
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    path = HERE / "fixtures" / "tables" / name
    with open_table(path) as table:
        next(table.rows)
    assert path.resolve() not in [each.resolve() for each in Path("/proc/self/fd").iterdir()]


def test_a_file_that_is_not_there_is_the_systems_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        open_table(tmp_path / "hilang.csv")


FROM_STDIN = """
import sys
from screener.errors import ScreenerError
from screener.tables.reading import open_table
try:
    with open_table(None, **eval(sys.argv[1])) as table:
        print([table.names, [row.cells for row in table.rows], table.size])
except ScreenerError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("content", "options", "printed"),
    [
        (b"id;teks\n007;Halo\n", {}, "[['id', 'teks'], [['007', 'Halo']], None]"),
        (b'{"id": 7, "teks": "Halo"}\n', {}, "[['id', 'teks'], [['7', 'Halo']], None]"),
        (b'\xef\xbb\xbf {"id": 7}\n', {}, "[['id'], [['7']], None]"),
        ("id,teks\n1,Kafé\n".encode("utf-16"), {}, "[['id', 'teks'], [['1', 'Kafé']], None]"),
        (b'{"id": 7}\n', {"delimiter": ";"}, "--delimiter means nothing for stdin; leave it out"),
        (b"", {}, "stdin: the file is empty; its first line must name the columns"),
        (b"PK\x03\x04", {}, "stdin: this is a ZIP or Excel (.xlsx) file; let its name end in .xlsx"),
    ],
)
def test_standard_input_is_csv_or_json_lines(content, options, printed):
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", FROM_STDIN, repr(options)], input=content, capture_output=True, cwd=HERE.parent, check=False
    )
    assert (done.stdout.decode().strip(), done.stderr) == (printed, b"")


def test_a_slow_standard_input_is_not_judged_by_its_first_bytes():
    run = subprocess.Popen([sys.executable, "-X", "utf8", "-c", FROM_STDIN, "{}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=HERE.parent)
    for piece in (b"id", b";te", b"ks\n1;Halo\n"):
        run.stdin.write(piece)
        run.stdin.flush()
        sleep(0.15)
    out, _ = run.communicate(timeout=30)
    assert out.decode().strip() == "[['id', 'teks'], [['1', 'Halo']], None]"
