"""Text tables: which encoding and delimiter, and rows in which nothing is lost."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
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
_KEPT = 1000
_RECORD = 1 << 24
"""Characters of a cell that goes over many lines."""


class Encoding(NamedTuple):
    """How bytes become text; ``mark`` stands in front where the file began with one."""

    name: str
    mark: str
    certain: bool


class Lines:
    """Lines of a text, none too long; remembers those of the record that is being read, and counts.

    Attributes
    ----------
    record : list of str
    cut : bool
        Whether a line of the record was too long.
    number, blank : int
        Lines read, and blank ones between rows.
    """

    def __init__(self, text: io.TextIOBase) -> None:
        self._text = text
        self.record: list[str] = []
        self.cut = False
        self.number = self.blank = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._text.readline(LONGEST):
            self.number += 1
            if len(line) == LONGEST and not line.endswith("\n"):
                line = self._cut(line)
            self.record.append(line)
            yield line

    def _cut(self, line: str) -> str:
        """The beginning of a line whose rest is dropped; a cell that is open is closed, so that the next row is read as one."""
        while (more := self._text.readline(LONGEST)) and not more.endswith("\n"):
            pass
        self.cut = True
        inside = sum(each.count('"') for each in self.record) % 2
        return line[:_KEPT].replace('"', "") + '"' * inside + "\n"


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
    coding = guess_encoding(head, name) if encoding is None else named_encoding(encoding, head)
    text = io.TextIOWrapper(content, encoding=coding.name, errors="surrogateescape" if coding.name == "utf-8" else "replace", newline="")
    if coding.mark:
        text.read(1)
    lines = Lines(text)
    header = next(iter(lines), "")
    _check_header(header, name)
    rest = iter(lines)
    found = delimiter if delimiter is not None else guess_delimiter(header, name)
    if len(found) != 1:
        raise UsageError(
            id=f"--delimiter “{found}” harus satu karakter, misalnya ; atau |", en=f"--delimiter “{found}” must be one character, such as ; or |"
        )
    csv.field_size_limit(_RECORD)
    remembered = _chain(header, rest)
    reader = csv.reader(remembered, delimiter=found)
    names = next(reader)
    form = Form(found, "\r\n" if header.endswith("\r\n") else "\n", coding.mark)
    told = [_tell_delimiter(found), {"id": f"pengodean: {coding.name}", "en": f"encoding: {coding.name}"}]
    return Delimited(names, _rows(reader, lines, len(names), form, name), form, told, lines)


def _chain(header: str, rest: Iterator[str]) -> Iterator[str]:
    yield header
    yield from rest


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


def named_encoding(encoding: str, head: bytes) -> Encoding:
    """The encoding that the user named."""
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        raise UsageError(
            id=f"--encoding “{encoding}” tidak dikenal; misalnya utf-8, utf-16, cp1252", en=f"--encoding “{encoding}” is not known; for instance utf-8, utf-16, cp1252"
        ) from None
    if name in ("utf-16", "utf-8-sig"):
        return guess_encoding(head, "") if head.startswith(tuple(_MARKS)) else Encoding("utf-8" if name == "utf-8-sig" else "utf-16-le", "", certain=True)
    marked = any(head.startswith(mark) and coding == name for mark, coding in _MARKS.items())
    return Encoding(name, _BOM if marked else "", certain=True)


def guess_encoding(head: bytes, name: str) -> Encoding:
    """A mark decides, then UTF-8 if the text can be that, then zeros between the letters, then how the text would look."""
    for mark, coding in _MARKS.items():
        if head.startswith(mark):
            return Encoding(coding, _BOM, certain=True)
    for at, coding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if head[at::2].count(0) > len(head) / 4:  # half of the letters of a text without a zero between them would be odd
            return Encoding(coding, "", certain=False)
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(head)
    broken = [char for char in text if "\udc80" <= char <= "\udcff"]
    if not broken or any(char > "\x7f" and char not in broken for char in text):
        return Encoding("utf-8", "", certain=True)  # some rows may be damaged, others are clearly UTF-8
    return Encoding(_looks_like(head, name), "", certain=False)


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


def guess_delimiter(header: str, name: str) -> str:
    """The delimiter that stands most often in the header, outside quotes; a comma where there is one column."""
    bare = re.sub(r'"[^"]*"', "", header)
    counts = {each: bare.count(each) for each in _DELIMITERS}
    best = max(counts.values())
    leading = [each for each, count in counts.items() if count == best]
    if best and len(leading) > 1:
        indonesian, english = (", ".join(_DELIMITER_NAMES[each][lang] for each in leading) for lang in (0, 1))
        raise UsageError(
            id=f"{name}: pemisah kolomnya meragukan ({indonesian}); sebutkan dengan --delimiter",
            en=f"{name}: its delimiter is in doubt ({english}); name it with --delimiter",
        )
    return leading[0]


def _tell_delimiter(delimiter: str) -> Said:
    indonesian, english = _DELIMITER_NAMES.get(delimiter, (delimiter, delimiter))
    return {"id": f"pemisah kolom: {indonesian}", "en": f"delimiter: {english}"}


def _rows(reader: Iterator[list[str]], lines: Lines, width: int, form: Form, name: str) -> Iterator[Row]:
    """The rows behind the header. A blank line is an empty post where there is one column, else it is counted as blank."""
    while True:
        lines.record.clear()
        lines.cut = False
        begins = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileError(
                id=f"{name}:{begins}: tanda kutip yang dibuka di baris ini tidak ditutup dalam {_RECORD} karakter; perbaiki baris itu",
                en=f"{name}:{begins}: a quote opened in this line is not closed within {_RECORD} characters; mend that line",
            ) from error
        if cells or width == 1:
            yield _row(cells, width, _mistake(cells, lines, width, form))
        else:
            lines.blank += 1


def _row(cells: list[str], width: int, mistake: Said | None) -> Row:
    return Row(cells[:width] + [""] * (width - len(cells)), cells[width:], mistake)


def _mistake(cells: list[str], lines: Lines, width: int, form: Form) -> Said | None:
    if lines.cut:
        return {
            "id": f"baris ini lebih panjang dari {LONGEST} karakter; hanya awalnya yang disimpan",
            "en": f"this row is longer than {LONGEST} characters; only its beginning was kept",
        }
    if len(cells) > width:
        return surplus(len(cells), width)
    if _unclosed(lines.record, form):
        return {
            "id": "tanda kutip pembuka di baris ini tidak pernah ditutup; sisa berkas terbaca sebagai satu sel",
            "en": "a quote opened in this row is never closed; the rest of the file was read as one cell",
        }
    if any("\udc80" <= char <= "\udcff" for cell in cells if not cell.isascii() for char in cell):
        return {"id": "teks ini bukan UTF-8; simpan ulang berkasnya sebagai UTF-8", "en": "this text is not UTF-8; save the file again as UTF-8"}
    return None


def surplus(cells: int, width: int) -> Said:
    """What is wrong with a row that is wider than its header."""
    return {
        "id": f"baris ini punya {cells} sel, judulnya {width}; sel lebihnya ditulis di ujung kanan",
        "en": f"this row has {cells} cells, the header {width}; the surplus ones stand at the far right",
    }


def _unclosed(record: list[str], form: Form) -> bool:
    """Whether the record was read to the end of the file because of a quote that nobody closed."""
    if len(record) <= 1 or sum(line.count('"') for line in record) % 2 == 0:
        return False
    try:
        list(csv.reader(record, delimiter=form.delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False
