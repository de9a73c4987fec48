"""Opens a table of posts, whatever program wrote it: CSV, XLSX, JSON Lines, Parquet; a row at a time, in level memory."""

from __future__ import annotations

import codecs
import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Self

from screener.errors import FileError, UsageError
from screener.tables import delimited, records
from screener.tables.rows import Form, Row, Said

HEAD = 1 << 18
"""Bytes from which delimiter and encoding are guessed."""
_MARGIN = 64
"""Bytes that tell what a file is."""

_TEXTS = (".csv", ".tsv", ".txt")
_LINES = (".jsonl", ".ndjson")
_KNOWN = (*_TEXTS, *_LINES, ".xlsx", ".parquet")
_PAGE = ("halaman web (HTML); buka di Excel dan simpan ulang sebagai .xlsx", "a web page (HTML); open it in Excel and save it again as .xlsx")
_MAGIC = {
    b"PK\x03\x04": ("ZIP atau Excel (.xlsx); beri akhiran .xlsx", "a ZIP or Excel (.xlsx) file; let its name end in .xlsx"),
    b"\xd0\xcf\x11\xe0": (
        "Excel lama (.xls) atau yang memakai kata sandi; simpan ulang sebagai .xlsx tanpa kata sandi",
        "an old Excel file (.xls) or one with a password; save it again as .xlsx without a password",
    ),
    b"\x1f\x8b": ("berkas gzip; beri akhiran .gz", "a gzip file; let its name end in .gz"),
    b"PAR1": ("Parquet; beri akhiran .parquet", "a Parquet file; let its name end in .parquet"),
    b"%PDF": ("PDF", "a PDF"),
    b"\x89PNG": ("gambar PNG", "a PNG picture"),
    b"\xff\xd8\xff": ("gambar JPEG", "a JPEG picture"),
    b"<html": _PAGE,
    b"<!doctype html": _PAGE,
    b"<table": _PAGE,
}
_OF_ENDING = {".xlsx": b"PK\x03\x04", ".parquet": b"PAR1", ".gz": b"\x1f\x8b"}


@dataclass
class Table:
    """A table that is open for reading; a context manager that closes it.

    Attributes
    ----------
    names : list of str
        The columns, as they are written.
    rows : iterator of Row
    form : Form
        How a text table is written; commas for the others.
    told : list of Said
        What was guessed, a sentence each.
    size : int, optional
        Bytes in all, where ``position`` counts towards them.
    position : callable
        Bytes read so far.
    count_blank : callable
        Blank lines so far.
    """

    names: list[str]
    rows: Iterator[Row]
    form: Form = field(default_factory=Form)
    told: list[Said] = field(default_factory=list)
    size: int | None = None
    position: Callable[[], int] = lambda: 0
    count_blank: Callable[[], int] = lambda: 0
    _open: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()


def open_table(source: Path | None, *, encoding: str | None = None, delimiter: str | None = None, sheet: str | None = None) -> Table:
    """Open a table by the ending of its name.

    Parameters
    ----------
    source : Path or None
        None is standard input: JSON Lines where it begins with a brace, else CSV.
    encoding, delimiter, sheet : str, optional
        What is not to be guessed.

    Raises
    ------
    FileError
        When it is no such table, or damaged.
    UsageError
        When a guess would be in doubt; the message names the option that decides.
    OSError
        When the file cannot be opened.
    """
    with ExitStack() as stack:
        table = _open(source, encoding, delimiter, sheet, stack)
        if len(table.names) > delimited.WIDEST:
            raise FileError(
                id=f"{source or 'stdin'}: ada {len(table.names)} kolom, paling banyak {delimited.WIDEST}; hapus yang tidak perlu",
                en=f"{source or 'stdin'}: there are {len(table.names)} columns, at most {delimited.WIDEST} are read; delete those that are not needed",
            )
        table._open = stack.pop_all()  # noqa: SLF001 - from here on the table closes what it reads
        return table


def _open(source: Path | None, encoding: str | None, delimiter: str | None, sheet: str | None, stack: ExitStack) -> Table:
    name = "stdin" if source is None else str(source)
    raw = stack.enter_context(open(sys.stdin.fileno() if source is None else source, "rb", buffering=0, closefd=source is not None))  # noqa: SIM115 - the stack closes it
    kind = _kind(source)
    if kind in (".xlsx", ".parquet"):
        _check_options(name, kind, encoding, delimiter, sheet)
        _check_magic(raw.read(_MARGIN), kind, name)
        raw.seek(0)
        names, rows, told, blank = records.read_workbook(raw, name, sheet) if kind == ".xlsx" else records.read_parquet(raw, name)
        return Table(names, rows, told=told, count_blank=blank)
    regular = source is not None and source.is_file()
    zipped = source is not None and source.suffix.lower() == ".gz"
    if zipped:
        _check_magic(raw.read(_MARGIN), ".gz", name)
        raw.seek(0)
    content: BinaryIO = gzip.GzipFile(fileobj=raw) if zipped else raw  # type: ignore[assignment]
    with _Damage(name):
        head = _read_head(content, streaming=not regular)
    _check_magic(head, kind, name)
    if source is None and head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{"):
        kind = ".jsonl"
    _check_options(name, kind, encoding, delimiter, sheet)
    whole = io.BufferedReader(_Ahead(head, content), HEAD)
    size, position = (source.stat().st_size, raw.tell) if source is not None and regular else (None, lambda: 0)
    if kind in _LINES:
        names, lines, told, blank = records.read_json_lines(whole, head, name, encoding)
        return Table(names, _guarded(lines, name), Form(), told, size, position, blank)
    found = delimited.read(whole, head, name, encoding, "\t" if kind == ".tsv" and delimiter is None else delimiter)
    return Table(found.names, _guarded(found.rows, name), found.form, found.told, size, position, lambda: found.lines.blank)


def _read_head(content: BinaryIO, *, streaming: bool) -> bytes:
    """Enough to guess from; of a stream no more than it takes, as the rest may be long in coming."""
    head = b""
    while len(head) < HEAD and not (streaming and b"\n" in head) and (more := content.read(HEAD - len(head))):
        head += more
    return head


class _Ahead(io.RawIOBase):
    """A file a part of which was read ahead."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = io.BytesIO(head), rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._head.read(len(buffer)) or self._rest.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def _kind(source: Path | None) -> str:
    """The ending that says how to read a table."""
    if source is None:
        return ".csv"
    endings = [ending.lower() for ending in source.suffixes]
    kind = endings[-2] if endings[-1:] == [".gz"] and len(endings) > 1 else (endings or [""])[-1]
    if kind in (".xlsx", ".parquet") and endings[-1] == ".gz":
        kind = ".gz"
    if kind == ".json":
        raise UsageError(
            id=f"{source}: JSON biasa tidak dibaca baris demi baris; ubah menjadi JSON Lines (.jsonl), satu objek per baris",
            en=f"{source}: plain JSON is not read line by line; turn it into JSON Lines (.jsonl), an object a line",
        )
    if kind in (".xls", ".xlsm", ".xlsb", ".ods", ".gz", ".zip", ".html", ".htm", ".pdf", ".docx"):
        raise UsageError(
            id=f"{source}: jenis ini tidak dibaca; simpan ulang sebagai salah satu: {', '.join(_KNOWN)}",
            en=f"{source}: this kind is not read; save it again as one of: {', '.join(_KNOWN)}",
        )
    return kind if kind in _KNOWN else ".csv"


def _check_options(name: str, kind: str, encoding: str | None, delimiter: str | None, sheet: str | None) -> None:
    """An option that would do nothing is a mistake."""
    idle = {
        "--sheet": sheet is not None and kind != ".xlsx",
        "--delimiter": delimiter is not None and kind not in _TEXTS,
        "--encoding": encoding is not None and kind in (".xlsx", ".parquet"),
    }
    for option, wrong in idle.items():
        if wrong:
            raise UsageError(id=f"{option} tidak berlaku untuk {name}; hapus opsi itu", en=f"{option} means nothing for {name}; leave it out")


def _check_magic(head: bytes, kind: str, name: str) -> None:
    """A file that is something else than its name says is told so."""
    wanted = _OF_ENDING.get(kind)
    begins = head[:_MARGIN].removeprefix(codecs.BOM_UTF8).lstrip()
    for magic, (indonesian, english) in _MAGIC.items():
        if magic != wanted and (begins.startswith(magic) or begins.lower().startswith(magic)):
            raise FileError(id=f"{name}: isinya {indonesian}", en=f"{name}: this is {english}")
    if wanted and not head.startswith(wanted):
        raise FileError(
            id=f"{name}: bukan berkas {kind}; simpan ulang dengan akhiran yang sesuai isinya",
            en=f"{name}: this is no {kind} file; save it again under an ending that fits",
        )


class _Damage:
    """While a compressed file is read: what is wrong with it is told."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: object, __: object) -> None:
        if isinstance(error, gzip.BadGzipFile | EOFError | zlib.error):
            raise FileError(
                id=f"{self._name}: berkas gzip ini rusak atau terpotong; salin ulang dari sumbernya",
                en=f"{self._name}: this gzip file is damaged or cut off; copy it again from where it came",
            ) from error


def _guarded(rows: Iterator[Row], name: str) -> Iterator[Row]:
    with _Damage(name):
        yield from rows
