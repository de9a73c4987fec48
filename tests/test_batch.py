"""A table goes in, the same table comes out with eight more columns: no row lost, none added, no cell bent."""

import contextlib
import csv
import io
import os
import stat
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screener import FileError
from screener.batch import Options, screen_file
from screener.errors import Incomplete, UsageError
from screener.summary import Summary
from screener.tables.columns import ADDED, NAMES

CALL = "Besok jangan lupa coblos nomor 3 ya, bareng Bu Retno kampung kita maju"
CALM = "Jadwal posyandu bulan ini digeser ke hari Kamis"

posix = pytest.mark.skipif(sys.platform == "win32", reason="file modes are a POSIX matter")


class Table(NamedTuple):
    """What came back: all rows with the header, the rows by column name, what was counted, and the bytes."""

    rows: list[list[str]]
    summary: Summary
    raw: bytes
    told: list[str]

    @property
    def named(self) -> list[dict[str, str]]:
        return [dict(zip(self.rows[0], row, strict=False)) for row in self.rows[1:]]

    def column(self, name: str) -> list[str]:
        return [row[name] for row in self.named]


def read(path: Path, delimiter: str = ",") -> list[list[str]]:
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as lines:
        return list(csv.reader(lines, delimiter=delimiter))


@pytest.fixture
def source(tmp_path):
    return tmp_path / "unggahan.csv"


@pytest.fixture
def target(tmp_path):
    return tmp_path / "hasil.csv"


@pytest.fixture
def screened(source, target, screener):
    """Screen a file of that content and read what comes back."""

    def run(content: str | bytes, *, delimiter: str = ",", tick=lambda _: None, **options) -> Table:
        source.write_bytes(content if isinstance(content, bytes) else content.encode())
        told: list[str] = []
        summary = screen_file(source, target, screener, Options(**options), tick=tick, tell=lambda said: told.append(said["en"]))
        return Table(read(target, delimiter), summary, target.read_bytes(), told)

    return run


# Rows and columns


def test_rows_and_columns_come_back_in_order_with_eight_more_at_the_right(screened):
    table = screened(f"id,text,kantor\n7,{CALM},Dinas Pasar\n3,Apel pagi jam tujuh,Kecamatan\n5,Sudah rapi,Dinas Pasar\n")
    assert table.rows[0] == ["id", "text", "kantor", *ADDED]
    assert [row[:3] for row in table.rows[1:]] == [
        ["7", CALM, "Dinas Pasar"],
        ["3", "Apel pagi jam tujuh", "Kecamatan"],
        ["5", "Sudah rapi", "Dinas Pasar"],
    ]
    assert {len(row) for row in table.rows} == {11}
    assert table.summary.rows == 3


def test_the_new_cells_say_what_the_library_says(screened, screener):
    row = screened(f'text\n"{CALL}"\n').named[0]
    screening = screener.screen(CALL)
    assert row["screen_verdict"] == screening.verdict
    assert row["screen_score"] == f"{screening.score:.4f}"
    assert row["screen_categories"].split(";") == list(screening.categories)
    assert row["screen_rules"].split(";") == list(screening.rules)
    assert "candidate_support/vote-call" in row["screen_rules"]
    assert row["screen_error"] == ""


def test_the_reasons_quote_the_words_and_come_in_the_language_asked_for(screened):
    indonesian = screened(f'text\n"{CALL}"\n', lang="id").column("screen_why")[0]
    english = screened(f'text\n"{CALL}"\n', lang="en").column("screen_why")[0]
    assert "mengajak memilih calon tertentu" in indonesian
    assert "calls for votes for a candidate" in english
    assert "coblos nomor 3" in indonesian
    assert "coblos nomor 3" in english


def test_a_row_without_a_score_says_why_there_is_none(screened):
    row = screened("id,text\n1,🙏🙏\n").named[0]
    assert (row["screen_verdict"], row["screen_score"], row["screen_error"]) == ("unscorable", "", "")
    assert row["screen_why"]


def test_the_summary_counts_what_the_file_says(screened):
    table = screened(f'text,tanggal\n"{CALL}",\n"{CALM}",\nHalo,kemarin sore\n😀,\n')
    verdicts = [verdict for verdict in table.column("screen_verdict") if verdict]
    assert table.summary.rows == 4
    assert table.summary.faulty == 1
    assert {verdict: count for verdict, count in table.summary.verdicts.items() if count} == {v: verdicts.count(v) for v in verdicts}
    assert "text column: text" in table.told


def test_the_strongest_rows_are_kept_best_first_and_know_their_number(screened):
    table = screened("text\n" + "".join(f'"{text}"\n' for text in [CALM, CALL, CALM, f"{CALL}, serangan fajar sudah siap"]))
    scores = [shown.score for shown in table.summary.strongest]
    assert scores == sorted(scores, reverse=True)
    assert {shown.row for shown in table.summary.strongest} >= {2, 4}
    assert table.summary.flagged == len([v for v in table.column("screen_verdict") if v in ("review", "priority")])


def test_every_chunk_ticks_once_with_the_rows_so_far(screened):
    seen = []
    screened("text\n" + "Halo\n" * 1200, tick=lambda summary: seen.append(summary.rows))
    assert seen == [500, 1000, 1200]


# Finding the text


@pytest.mark.parametrize("name", NAMES["text"])
def test_the_text_column_is_found_by_each_of_its_names(screened, name):
    table = screened(f'nomor,{name}\n1,"{CALL}"\n')
    assert f"text column: {name}" in table.told
    assert "candidate_support/vote-call" in table.column("screen_rules")[0]


def test_capitals_and_spaces_around_a_name_do_not_hide_it(screened):
    table = screened(f'Nomor; Teks ;Wilayah\n1;"{CALL}";Bantul\n', delimiter=";")
    assert table.rows[0][:3] == ["Nomor", " Teks ", "Wilayah"]
    assert "candidate_support/vote-call" in table.column("screen_rules")[0]


def test_the_text_column_can_be_named(screened):
    table = screened(f'text,Curhatan\n"{CALM}","{CALL}"\n', text_column="curhatan")
    assert "text column: Curhatan" in table.told
    assert "candidate_support/vote-call" in table.column("screen_rules")[0]


def test_without_a_text_column_the_error_names_the_columns_that_there_are(screened, target):
    with pytest.raises(UsageError) as caught:
        screened("nip,jabatan\n1,lurah\n")
    for lang in ("id", "en"):
        assert "nip, jabatan" in caught.value.say(lang)
        assert "--text-column" in caught.value.say(lang)
    assert not target.exists()


def test_a_text_column_that_is_not_there_is_named_beside_those_that_are(screened):
    with pytest.raises(UsageError, match=r"“curhatan”.*nip, text"):
        screened("nip,text\n1,Halo\n", text_column="curhatan")


@pytest.mark.parametrize("name", ADDED)
def test_a_file_that_was_screened_before_is_refused(screened, target, name):
    with pytest.raises(UsageError, match=name):
        screened(f"text,{name}\nHalo,\n")
    assert not target.exists()


def test_an_engagement_row_is_judged_with_its_parent(screened):
    table = screened(
        "teks,aksi,induk\n"
        f',suka,"{CALL}"\n'
        f'Gas terus bu!,komentar,"{CALL}"\n'
        f',like,"{CALM}"\n'
        f"Gas terus bu!,komentar,\n"
    )
    liked, cheered, harmless, alone = table.column("screen_rules")
    assert "candidate_support/like" in liked
    assert "candidate_support/comment" in cheered
    assert "candidate_support" not in harmless
    assert "candidate_support/comment" not in alone
    assert table.column("screen_verdict")[0] in ("review", "priority")


# Forms of CSV


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_and_kept(screened, delimiter):
    lines = [["id", "text", "kantor"], ["1", "Rapat, lalu makan; selesai | bubar", "Dinas"]]
    content = io.StringIO()
    csv.writer(content, delimiter=delimiter, lineterminator="\n").writerows(lines)
    table = screened(content.getvalue(), delimiter=delimiter)
    assert [row[:3] for row in table.rows] == lines
    assert table.raw.splitlines()[0].count(delimiter.encode()) == 2 + len(ADDED)


def test_a_comma_inside_a_column_name_is_no_delimiter(screened):
    table = screened('"nama, NIP, unit";text\nA;Halo\n', delimiter=";")
    assert table.rows[0][:2] == ["nama, NIP, unit", "text"]


def test_a_byte_order_mark_does_not_hide_the_first_column(screened):
    table = screened(f'text,id\n"{CALL}",1\n'.encode("utf-8-sig"))
    assert "text column: text" in table.told
    assert "candidate_support/vote-call" in table.column("screen_rules")[0]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_ends_are_kept(screened, newline):
    raw = screened(newline.join(["id,text", "1,Halo", "2,Selamat siang", ""])).raw
    assert raw.count(newline.encode()) == 3
    assert raw.count(b"\r") == newline.count("\r") * 3
    assert raw.endswith(newline.encode())


def test_a_last_line_without_an_end_is_a_row(screened):
    assert screened("id,text\n1,Halo\n2,Selamat siang").column("text") == ["Halo", "Selamat siang"]


@pytest.mark.parametrize("inside", ["\n", "\r\n", "\n\n"])
def test_line_breaks_inside_quotes_belong_to_the_post(screened, inside):
    text = f"Ayo tetangga{inside}coblos nomor 3"
    table = screened(f'id,text\n1,"{text}"\n2,Halo\n')
    assert table.column("text") == [text, "Halo"]
    assert table.column("screen_error") == ["", ""]


def test_a_lone_carriage_return_inside_a_post_does_not_break_its_row(screened):
    table = screened('text,kantor\n"Apel\rjam tujuh",Dinas\n')
    assert [row[:2] for row in table.rows[1:]] == [["Apel\rjam tujuh", "Dinas"]]


def test_a_short_row_is_filled_up(screened):
    row = screened("id,text,kantor\n1,Halo\n").rows[1]
    assert row[:3] == ["1", "Halo", ""]
    assert len(row) == 3 + len(ADDED)


def test_surplus_cells_are_kept_at_the_far_right_and_told(screened):
    table = screened("id,text\n1,Halo,lebih,lagi\n2,Siang\n")
    long, plain = table.rows[1:]
    assert long[:2] == ["1", "Halo"]
    assert long[2 + len(ADDED) :] == ["lebih", "lagi"]
    assert "4 sel" in table.column("screen_error")[0]
    assert table.column("screen_verdict")[0] == ""
    assert plain[:2] == ["2", "Siang"]
    assert table.summary.faulty == 1


def test_a_quote_that_nobody_closes_is_told_and_loses_nothing(screened):
    table = screened('id,text\n1,Halo\n2,"Siang semua\n3,Sore\n4,Malam\n')
    assert table.column("text")[0] == "Halo"
    assert table.column("text")[1] == "Siang semua\n3,Sore\n4,Malam\n"
    assert "tanda kutip" in table.column("screen_error")[1]
    assert table.column("screen_verdict")[1] == ""


def test_an_inch_mark_in_a_row_with_a_line_break_is_no_open_quote(screened):
    table = screened('text,catatan\npipa 5" sudah datang,"ambil\nbesok"\n')
    assert table.column("text") == ['pipa 5" sudah datang']
    assert table.column("screen_error") == [""]


def test_blank_lines_between_rows_are_counted_and_left_out(screened):
    table = screened("id,text\n\n1,Halo\n\n\n2,Siang\n\n")
    assert table.column("text") == ["Halo", "Siang"]
    assert table.summary.blank == 4
    assert table.summary.rows == 2


def test_where_there_is_one_column_a_blank_line_is_an_empty_post(screened):
    table = screened("text\nHalo\n\nSiang\n")
    assert table.column("text") == ["Halo", "", "Siang"]
    assert table.column("screen_verdict")[1] == "unscorable"
    assert table.summary.blank == 0


def test_a_header_alone_comes_back_with_the_new_columns(screened):
    table = screened("id,text")
    assert table.rows == [["id", "text", *ADDED]]
    assert table.summary.rows == 0


@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf", b"  \r\n"])
def test_an_empty_file_is_told(screened, target, content):
    with pytest.raises(FileError, match="empty"):
        screened(content)
    assert not target.exists()


@pytest.mark.parametrize(
    ("content", "told"), [(b"PK\x03\x04\x14\x00\x06\x00\x08\x00", "ZIP"), (b"\xd0\xcf\x11\xe0\xa1\xb1", "Excel"), (b"text\0\nHalo\n", "UTF-8")]
)
def test_a_file_that_is_no_text_is_told_with_what_it_is(screened, source, content, told):
    with pytest.raises(FileError) as caught:
        screened(content)
    assert str(caught.value).startswith(f"{source}:")
    assert told in caught.value.say("id")


# Bytes, formulas, values


def test_bytes_that_are_not_utf8_survive_byte_for_byte(screened):
    line = b"Selamat p\xe4gi \xff\xfe kawan,caf\xe9"
    table = screened(b"text,kantor\n" + line + '\n"Halo ☝️",Dinas\n'.encode())
    assert table.raw.splitlines()[1].startswith(line + b",")
    assert "UTF-8" in table.column("screen_error")[0]
    assert table.column("screen_verdict")[0] == ""
    assert table.column("screen_verdict")[1] != ""
    assert table.summary.faulty == 1


def test_bytes_that_could_be_two_encodings_stop_the_run_and_name_the_option(screened, target):
    with pytest.raises(UsageError, match="--encoding"):
        screened(b"text,kantor\nSelamat p\xe4gi \xff\xfe kawan,caf\xe9\nHalo,Dinas\n")
    assert not target.exists()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_a_post_that_a_spreadsheet_would_run_gets_an_apostrophe(screened, start):
    table = screened(f'id,text\n1,"{start}SUM(A1)"\n2,Halo\n')
    assert table.column("text") == [f"'{start}SUM(A1)", "Halo"]
    assert table.summary.escaped == 1


def test_every_column_that_a_spreadsheet_would_run_gets_an_apostrophe_but_numbers_stay(screened):
    table = screened("selisih,text,akun\n-5,Halo @lurah = siap,@warga\n")
    assert table.rows[1][:3] == ["-5", "Halo @lurah = siap", "'@warga"]
    assert table.summary.escaped == 1


def test_the_apostrophe_is_for_the_spreadsheet_and_changes_no_score(screened, screener):
    row = screened(f'text\n"@tetangga {CALL}"\n').named[0]
    assert row["screen_score"] == f"{screener.screen('@tetangga ' + CALL).score:.4f}"


@pytest.mark.parametrize(
    ("header", "bad"), [("posted_at", "kemarin sore"), ("tanggal", "31/02/2024"), ("action", "menari"), ("aksi", "suka=like")]
)
def test_a_value_that_cannot_be_read_is_told_in_its_row_and_the_run_goes_on(screened, header, bad):
    table = screened(f'text,{header}\n"{CALL}",{bad}\n"{CALL}",\n', lang="en")
    faulty, sound = table.named
    assert bad in faulty["screen_error"]
    assert [faulty[name] for name in ADDED[:-1]] == [""] * 7
    assert faulty[header] == bad
    assert sound["screen_error"] == ""
    assert "candidate_support/vote-call" in sound["screen_rules"]
    assert table.summary.faulty == 1


def test_an_error_in_a_row_comes_in_the_language_asked_for(screened):
    content = "text,posted_at\nHalo,kemarin\n"
    assert "bukan tanggal" in screened(content, lang="id").column("screen_error")[0]
    assert "is no date" in screened(content, lang="en").column("screen_error")[0]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00"])
def test_a_moment_at_the_end_of_time_does_not_stop_the_run(screened, moment):
    assert len(screened(f"text,posted_at\nHalo,{moment}\nSiang,\n").named) == 2


# Files


def test_the_input_is_never_overwritten(source, screener):
    source.write_text("text\nHalo\n", encoding="utf-8")
    with pytest.raises(UsageError, match="input itself"):
        screen_file(source, source.parent / "." / source.name, screener)
    assert source.read_text(encoding="utf-8") == "text\nHalo\n"


@posix
def test_a_link_to_the_input_is_the_input(source, target, screener):
    source.write_text("text\nHalo\n", encoding="utf-8")
    target.symlink_to(source)
    with pytest.raises(UsageError, match="input itself"):
        screen_file(source, target, screener)
    assert source.read_text(encoding="utf-8") == "text\nHalo\n"


def test_an_input_that_is_called_like_the_unfinished_output_is_not_lost(tmp_path, screener):
    source = tmp_path / "unduhan.csv.part"
    source.write_text("text\nHalo\n", encoding="utf-8")
    with contextlib.suppress(UsageError):
        screen_file(source, tmp_path / "unduhan.csv", screener)
    assert source.exists()
    assert source.read_text(encoding="utf-8") == "text\nHalo\n"


def test_a_missing_input_is_told_by_name(tmp_path, target, screener):
    with pytest.raises(FileError, match=r"tidak-ada\.csv"):
        screen_file(tmp_path / "tidak-ada.csv", target, screener)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_input(tmp_path, target, screener):
    with pytest.raises(FileError, match=tmp_path.name):
        screen_file(tmp_path, target, screener)


@pytest.mark.parametrize("folder", ["tidak-ada", "unggahan.csv"])
def test_a_place_where_nothing_can_be_written_is_told_by_name(tmp_path, source, screener, folder):
    source.write_text("text\nHalo\n", encoding="utf-8")
    with pytest.raises(FileError, match=folder):
        screen_file(source, tmp_path / folder / "hasil.csv", screener)


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_told_by_name(tmp_path, source, screener):
    source.write_text("text\nHalo\n", encoding="utf-8")
    locked = tmp_path / "terkunci"
    locked.mkdir(mode=0o500)
    with pytest.raises(FileError, match="terkunci"):
        screen_file(source, locked / "hasil.csv", screener)


def test_a_folder_as_output_is_told_before_any_work(tmp_path, source, screener):
    source.write_text("text\nHalo\n", encoding="utf-8")
    (tmp_path / "hasil").mkdir()
    with pytest.raises(FileError):
        screen_file(source, tmp_path / "hasil", screener)


def stop(_: Summary) -> None:
    raise KeyboardInterrupt


def test_a_stopped_run_leaves_its_part_and_nothing_under_the_targets_name(source, target, screener):
    source.write_text("text\n" + "Halo\n" * 700, encoding="utf-8")
    with pytest.raises(Incomplete, match="500 rows") as caught:
        screen_file(source, target, screener, tick=stop)
    part = target.with_name("hasil.csv.part")
    assert str(part) in caught.value.say("id")
    assert not target.exists()
    assert [row[0] for row in read(part)] == ["text", *["Halo"] * 500]


def test_a_stopped_run_leaves_an_older_result_as_it_was(source, target, screener):
    source.write_text("text\nHalo\nSiang\nSore\n", encoding="utf-8")
    target.write_text("hasil lama", encoding="utf-8")
    with pytest.raises(Incomplete):
        screen_file(source, target, screener, tick=stop)
    assert target.read_text(encoding="utf-8") == "hasil lama"


def test_a_finished_run_leaves_no_part_and_replaces_what_was_there(screened, target):
    target.write_text("hasil lama", encoding="utf-8")
    assert screened("text\nHalo\n").column("text") == ["Halo"]
    assert not target.with_name("hasil.csv.part").exists()


def test_the_target_appears_only_when_it_is_complete(screened, target):
    seen = []
    screened("text\nHalo\nSiang\n", tick=lambda _: seen.append(target.exists()))
    assert seen == [False]
    assert target.exists()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
def test_only_the_owner_can_read_the_result_and_its_part(screened, target):
    modes = []
    screened("text\nHalo\n", tick=lambda _: modes.append(mode(target.with_name("hasil.csv.part"))))
    assert modes == [0o600]
    assert mode(target) == 0o600


@posix
def test_an_old_part_that_all_could_read_becomes_private(screened, target):
    part = target.with_name("hasil.csv.part")
    part.touch()
    part.chmod(0o644)
    screened("text\nHalo\n")
    assert mode(target) == 0o600


# Any table


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=12) | st.sampled_from(
    ["", '"', '""', ",", "a;b", "=1", "@b", "\n", " ", "coblos nomor 2", "<NA>", "\ufeff"]
)
tables = st.integers(0, 3).flatmap(lambda width: st.lists(st.lists(cells, min_size=width + 1, max_size=width + 1), max_size=5))


forms = st.fixed_dictionaries(
    {
        "delimiter": st.sampled_from(",;\t|"),
        "lineterminator": st.sampled_from(["\n", "\r\n"]),
        "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    }
)


@settings(max_examples=60)
@given(rows=tables, form=forms, encoding=st.sampled_from(["utf-8", "utf-8-sig"]))
def test_any_table_comes_back_row_for_row_and_cell_for_cell(screener, rows, form, encoding):
    width = len(rows[0]) if rows else 1
    if width == 1:
        form["delimiter"] = ","
    header = ["text", *(f"kolom {number}" for number in range(1, width))]
    content = io.StringIO()
    csv.writer(content, **form).writerows([header, *rows])
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "masuk.csv"), Path(folder, "keluar.csv")
        source.write_bytes(content.getvalue().encode(encoding))
        summary = screen_file(source, target, screener)
        back = read(target, form["delimiter"])
    mark = "\ufeff" if encoding == "utf-8-sig" else ""  # what tells Excel that it is UTF-8 comes back too
    assert back[0] == [mark + header[0], *header[1:], *ADDED]
    written = [cell for row in back[1:] for cell in row[:width]]
    assert all(cell in (read, "'" + read) for cell, read in zip(written, [cell for row in rows for cell in row], strict=True))
    assert not any(cell.startswith(("=", "@", "\t")) for cell in written)
    assert all((row[width] == "") != (row[width + 7] == "") for row in back[1:])
    assert summary.rows == len(rows)
    assert summary.faulty == 0
