"""Text tables: which encoding and delimiter, and rows in which nothing is lost."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO, NamedTuple

from screener.errors import FileError, UsageError
from screener.tables.rows import Form, Row, Said

_BOM = "\ufeff"
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_DELIMITERS = ",;\t|"
_DELIMITER_NAMES = {
    ",": ("koma", "comma"),
    ";": ("titik koma", "semicolon"),
    "\t": ("tab", "tab"),
    "|": ("garis tegak", "bar"),
}
LONGEST = 1 << 22
"""Characters of a line; what is longer is cut and said so, or one cell could fill the memory."""
RECORD = 1 << 24
"""Characters of a row that goes over many lines."""
WIDEST = 16_384
"""Columns, as many as a worksheet can have."""
_KEPT = 1000
_BROKEN = re.compile("[\udc00-\udcff]")
_QUOTED = re.compile(r'"[^"]*"')


def _escape(error: UnicodeError) -> tuple[str, int]:
    """Each byte that an encoding does not know becomes a lone surrogate; unlike "surrogateescape", those below 128 too (UTF-16)."""
    assert isinstance(error, UnicodeDecodeError)
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


_ESCAPE = "screener.escape"
codecs.register_error(_ESCAPE, _escape)


class Encoding(NamedTuple):
    """How bytes become text; ``mark`` stands in front where the file began with one."""

    name: str
    mark: str = ""


class Lines:
    """Lines of a text, none too long; remembers those of the record that is being read, and counts.

    Attributes
    ----------
    record : list of str
    size : int
        Characters of the record.
    cut : bool
        Whether a line of the record was too long.
    number, blank : int
        Lines read, and blank ones between rows.
    """

    def __init__(self, content: BinaryIO, coding: Encoding) -> None:
        self._text = io.TextIOWrapper(content, encoding=coding.name, errors=_ESCAPE, newline="")
        if coding.mark:
            self._text.read(1)
        self.number = self.blank = 0
        self.begin()

    def begin(self) -> None:
        """A new record begins with the next line."""
        self.record: list[str] = []
        self.size, self.cut = 0, False

    def __iter__(self) -> Iterator[str]:
        while line := self._text.readline(LONGEST):
            self.number += 1
            if _goes_on(line):
                line = self._cut(line)
            self.record.append(line)
            self.size += len(line)
            if self.size > RECORD:
                raise csv.Error("the record is too long")
            yield line

    def _cut(self, line: str) -> str:
        """The beginning of a line whose rest is dropped; a cell that goes over its end, or its beginning, still does, so that rows stay rows."""
        self.cut = True
        began = sum(each.count('"') for each in self.record) % 2
        ends = (began + line.count('"')) % 2
        more = line
        while _goes_on(more) and (more := self._text.readline(LONGEST)):
            ends = (ends + more.count('"')) % 2
        return '"' * (ends and not began) + line[:_KEPT].replace('"', "") + '"' * (began and not ends) + "\n"


def _goes_on(line: str) -> bool:
    return len(line) == LONGEST and not line.endswith(("\n", "\r"))


class Delimited(NamedTuple):
    """A text table that is open."""

    names: list[str]
    rows: Iterator[Row]
    form: Form
    told: list[Said]
    lines: Lines


def read(content: BinaryIO, head: bytes, name: str, encoding: str | None, delimiter: str | None) -> Delimited:
    """Read a text table, guessing what is not said.

    Parameters
    ----------
    content : binary file
    head : bytes
        What it begins with.
    name : str
        For messages.
    encoding, delimiter : str, optional
    """
    coding = choose_encoding(encoding, head, name)
    lines = Lines(content, coding)
    header = next(iter(lines), "")
    _check_header(header, name)
    found = guess_delimiter(head.decode(coding.name, _ESCAPE), name) if delimiter is None else _named_delimiter(delimiter)
    csv.field_size_limit(RECORD)
    reader = csv.reader(chain([header], lines), delimiter=found)
    try:
        names = next(reader)
        closed = not _unclosed(lines.record, found)
    except csv.Error:
        closed = False
    if lines.cut or not closed:
        raise FileError(
            id=f"{name}:1: {too_long()['id'] if lines.cut else 'tanda kutip yang dibuka di baris judul tidak ditutup; perbaiki baris itu'}",
            en=f"{name}:1: {too_long()['en'] if lines.cut else 'a quote opened in the header is not closed; mend that line'}",
        )
    form = Form(found, "\r\n" if header.endswith("\r\n") else "\n", coding.mark)
    told = [_tell_delimiter(found), {"id": f"pengodean: {coding.name}", "en": f"encoding: {coding.name}"}]
    return Delimited(names, _rows(reader, lines, len(names), found, coding.name, name), form, told, lines)


def _check_header(header: str, name: str) -> None:
    if not header.strip():
        raise FileError(
            id=f"{name}: berkas kosong; baris pertama harus berisi nama kolom", en=f"{name}: the file is empty; its first line must name the columns"
        )
    if "\0" in header or "\udcff" in header:
        raise FileError(
            id=f"{name}:1: bukan teks UTF-8; sebutkan pengodeannya dengan --encoding, atau simpan ulang sebagai “CSV UTF-8”",
            en=f"{name}:1: no UTF-8 text; name its encoding with --encoding, or save it again as “CSV UTF-8”",
        )


def choose_encoding(named: str | None, head: bytes, name: str) -> Encoding:
    """The encoding that the user named, else the one that the text seems to have."""
    if named is None:
        return _guess_encoding(head, name)
    try:
        coding = codecs.lookup(named).name
        b"teks".decode(coding)  # some codecs are not for texts
    except (LookupError, ValueError):
        raise UsageError(
            id=f"--encoding “{named}” tidak dikenal; misalnya utf-8, utf-16, cp1252", en=f"--encoding “{named}” is not known; for instance utf-8, utf-16, cp1252"
        ) from None
    if coding in ("utf-16", "utf-8-sig"):
        return _guess_encoding(head, name) if head.startswith(tuple(_MARKS)) else Encoding("utf-8" if coding == "utf-8-sig" else "utf-16-le")
    marked = any(head.startswith(mark) and coding == each for mark, each in _MARKS.items())
    return Encoding(coding, _BOM if marked else "")


def _guess_encoding(head: bytes, name: str) -> Encoding:
    """A mark decides, then zeros between the letters, then UTF-8 if as many lines hold letters of it as damage, then how the text would look."""
    for mark, coding in _MARKS.items():
        if head.startswith(mark):
            return Encoding(coding, _BOM)
    for at, coding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if head[at::2].count(0) > len(head) / 4:  # half of the letters of a text without a zero between them would be odd
            return Encoding(coding)
    text = codecs.getincrementaldecoder("utf-8")(_ESCAPE).decode(head)  # the last letter may be cut off
    lines = text.splitlines()
    damaged = sum(_BROKEN.search(line) is not None for line in lines)
    sound = sum(not _BROKEN.sub("", line).isascii() for line in lines)
    return Encoding("utf-8" if damaged <= sound else _looks_like(head, name))


def _looks_like(head: bytes, name: str) -> str:
    """Windows-1252, or UTF-8 with damaged rows."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - rarely needed

    try:
        text = head.decode("cp1252")
    except UnicodeDecodeError:
        return "utf-8"
    foreign = sum(char > "\x7f" for char in text)
    plain = from_bytes(head, cp_isolation=["cp1252"]).best()
    sensible = sum(char in "“”‘’–—…•€éèêëáàâäãåíìîïóòôöõúùûüçñÉ°©®²³½·« »" for char in text if char > "\x7f")
    if plain is not None and sensible == foreign:
        return "cp1252"
    if sensible == 0:
        return "utf-8"
    raise UsageError(
        id=f"{name}: pengodeannya meragukan (UTF-8 yang rusak, atau cp1252); sebutkan dengan --encoding",
        en=f"{name}: its encoding is in doubt (damaged UTF-8, or cp1252); name it with --encoding",
    )


def guess_delimiter(head: str, name: str) -> str:
    """The delimiter that stands most often in the header, outside quotes; a comma where there is one column."""
    header, *others = [line for line in re.split("[\r\n]+", _QUOTED.sub("x", head.removeprefix(_BOM))) if line.strip()] or [""]
    counts = {each: header.count(each) for each in _DELIMITERS}
    best = max(counts.values())
    leading = [each for each, count in counts.items() if count == best]
    if best and len(leading) > 1:
        indonesian, english = (", ".join(_DELIMITER_NAMES[each][lang] for each in leading) for lang in (0, 1))
        raise UsageError(
            id=f"{name}: pemisah kolomnya meragukan ({indonesian}); sebutkan dengan --delimiter",
            en=f"{name}: its delimiter is in doubt ({english}); name it with --delimiter",
        )
    if not best and 2 * sum("," in line for line in others) > len(others):
        raise UsageError(
            id=f"{name}: judulnya satu kolom, tetapi kebanyakan barisnya berisi koma; bila satu baris satu unggahan, pakai --delimiter tab",
            en=f"{name}: the header has one column, but most rows hold commas; where a line is a post, use --delimiter tab",
        )
    return leading[0]


def _named_delimiter(named: str) -> str:
    delimiter = {"tab": "\t", "\\t": "\t"}.get(named, named)
    if len(delimiter) != 1 or delimiter in '"\r\n\0':
        raise UsageError(
            id=f"--delimiter “{named}” tidak bisa dipakai; harus satu karakter, misalnya ; atau |, atau kata tab",
            en=f"--delimiter “{named}” cannot be used; it must be one character, such as ; or |, or the word tab",
        )
    return delimiter


def _tell_delimiter(delimiter: str) -> Said:
    indonesian, english = _DELIMITER_NAMES.get(delimiter, (delimiter, delimiter))
    return {"id": f"pemisah kolom: {indonesian}", "en": f"delimiter: {english}"}


def _rows(reader: Iterator[list[str]], lines: Lines, width: int, delimiter: str, coding: str, name: str) -> Iterator[Row]:
    """The rows behind the header. A blank line is an empty post where there is one column, else it is counted as blank."""
    while True:
        lines.begin()
        begins = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileError(
                id=f"{name}:{begins}: tanda kutip yang dibuka di baris ini tidak ditutup dalam {RECORD} karakter; perbaiki baris itu",
                en=f"{name}:{begins}: a quote opened in this line is not closed within {RECORD} characters; mend that line",
            ) from error
        if cells or width == 1:
            yield Row(cells[:width] + [""] * (width - len(cells)), cells[width:], _mistake(cells, lines, width, delimiter, coding))
        else:
            lines.blank += 1


def _mistake(cells: list[str], lines: Lines, width: int, delimiter: str, coding: str) -> Said | None:
    if lines.cut:
        return too_long()
    if len(cells) > width:
        return surplus(len(cells), width)
    if _unclosed(lines.record, delimiter):
        return {
            "id": "tanda kutip pembuka di baris ini tidak pernah ditutup; sisa berkas terbaca sebagai satu sel",
            "en": "a quote opened in this row is never closed; the rest of the file was read as one cell",
        }
    return broken(cells, coding)


def broken(texts: Iterable[str], coding: str) -> Said | None:
    """What is wrong with texts some bytes of which the encoding does not know."""
    if any(_BROKEN.search(text) for text in texts if not text.isascii()):
        return {
            "id": f"teks ini bukan {coding.upper()}; simpan ulang berkasnya sebagai UTF-8, atau sebutkan pengodeannya dengan --encoding",
            "en": f"this text is not {coding.upper()}; save the file again as UTF-8, or name its encoding with --encoding",
        }
    return None


def too_long() -> Said:
    """What is wrong with a line that was cut."""
    return {
        "id": f"baris ini lebih panjang dari {LONGEST} karakter; hanya awalnya, tanpa tanda kutip, yang disimpan",
        "en": f"this line is longer than {LONGEST} characters; only its beginning was kept, without quotes",
    }


def surplus(cells: int, width: int) -> Said:
    """What is wrong with a row that is wider than its header."""
    return {
        "id": f"baris ini punya {cells} sel, judulnya {width}; sel lebihnya ditulis di ujung kanan",
        "en": f"this row has {cells} cells, the header {width}; the surplus ones stand at the far right",
    }


def _unclosed(record: list[str], delimiter: str) -> bool:
    """Whether the record was read to the end of the file because of a quote that nobody closed."""
    if len(record) <= 1 or sum(line.count('"') for line in record) % 2 == 0:
        return False
    try:
        list(csv.reader(record, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False
