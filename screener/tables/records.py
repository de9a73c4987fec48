"""Tables that know their cells: workbooks, JSON Lines, Parquet. Every cell becomes the text that a person would read."""

from __future__ import annotations

import json
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from typing import IO, Any, BinaryIO, NamedTuple

from screener.errors import FileError, UsageError
from screener.tables.delimited import LONGEST, RECORD, WIDEST, Lines, broken, choose_encoding, surplus, too_long
from screener.tables.rows import Row, Said

_TALLEST = 1_048_576
"""Rows of a worksheet, by its format."""
_LARGEST = 2 << 30
_LARGE = 10 << 20
_DENSEST = 200
"""So many times its packed size a large part of a workbook may have, in bytes; a real one has ten to fifty."""
_WHOLE = 512 << 20
"""Bytes of a part that is held whole, such as the texts that cells share."""
_BARREN = re.compile(rb'<c\b(?![^<>]*\bt="str")[^<>]*>\s*(?:<f[^<>]*/>|<f[^<>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>|</c>)')
"""A formula whose value nobody saved; one of type str may well be empty."""
_PIECE = 1 << 20
_FORMULA = 1 << 16
"""Bytes that a cell with a formula may take."""
_SEEN_FOR_COLUMNS = 1000

Found = tuple[list[str], Iterator[Row], list[Said], Callable[[], int]]
"""Columns, rows, what was guessed, and how many blank rows there were so far."""


def as_text(value: object) -> str:
    """A cell as a person reads it: days and times in ISO 8601, whole numbers in full."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat() if value.time() != time() or value.tzinfo else value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case float() if abs(value) < 1e18:
            return format(Decimal(repr(value)), "f").removesuffix(".0")  # int() would make up digits behind the 17th
        case bytes():
            return value.decode("utf-8", "surrogateescape")
        case dict() | list() | tuple():
            return json.dumps(value, ensure_ascii=False, default=as_text)
        case _:
            return str(value)


# Workbooks


def read_workbook(raw: BinaryIO, name: str, sheet: str | None) -> Found:
    """Read one sheet of an XLSX; its first row that holds something names the columns."""
    import openpyxl  # noqa: PLC0415 - costs time at start

    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")  # it would speak to our users, of styles
    try:
        barren = _check_parts(raw, name)
        book = openpyxl.load_workbook(raw, read_only=True, data_only=True)
        chosen = _choose(book, sheet, name)
        for each in book.worksheets:
            each.reset_dimensions()
        cells = _cells(book[chosen], name)
        header = next((row for row in cells if any(row)), None)
    except (FileError, UsageError):
        raise
    except Exception as error:  # the library fails in many ways on damaged files
        raise _damaged(name, "XLSX") from error
    if header is None:
        raise FileError(
            id=f"{name}: lembar “{chosen}” kosong; baris pertama harus berisi nama kolom",
            en=f"{name}: the sheet “{chosen}” is empty; its first row must name the columns",
        )
    while not header[-1]:
        header.pop()
    blank = [0]
    told: list[Said] = [{"id": f"lembar: {chosen}", "en": f"sheet: {chosen}"}]
    if barren:
        told.append(
            {
                "id": f"{barren} rumus tidak menyimpan nilainya dan terbaca kosong; buka dan simpan ulang di Excel atau LibreOffice",
                "en": f"{barren} formulas have no saved value and are read as empty; open and save the file in Excel or LibreOffice",
            }
        )
    return header, _worksheet_rows(cells, len(header), blank, name), told, lambda: blank[0]


def _check_parts(raw: BinaryIO, name: str) -> int:
    """How many formulas have no value. A workbook is a ZIP; one that would fill the memory is refused before it is read."""
    with zipfile.ZipFile(raw) as book:
        parts = book.infolist()
        dense = any(part.file_size > _LARGE and part.file_size > _DENSEST * part.compress_size for part in parts)
        if dense or sum(part.file_size for part in parts) > _LARGEST:
            raise FileError(
                id=f"{name}: isi berkas ini membengkak tidak wajar saat dibuka (bom ZIP); simpan ulang sebagai CSV",
                en=f"{name}: this file grows beyond measure when it is unpacked (a ZIP bomb); save it again as CSV",
            )
        barren = 0
        for part in parts:
            with book.open(part) as content:
                barren += _check_rows(content, part.file_size, name)
    raw.seek(0)
    return barren


def _check_rows(content: IO[bytes], size: int, name: str) -> int:
    """How many formulas a part has without a value. What reads a worksheet holds a row of it whole, and any other part."""
    rest, since, limit, barren = content.read(_PIECE), 0, LONGEST, 0
    if b"worksheet" not in rest[:1024]:
        if size > _WHOLE:
            raise _too_large(name)
        return 0
    piece = rest
    while piece:
        at = piece.rfind(b"row")
        since = since + len(piece) if at < 0 else len(piece) - at
        if b"/sheetData" in piece:
            limit = _WHOLE
        if since > limit:
            raise _too_large(name)
        done, cell, rest = rest.rpartition(b"<c ")
        barren += len(_BARREN.findall(done))
        piece = content.read(_PIECE)
        rest = (cell + rest)[-_FORMULA:] + piece
    return barren + len(_BARREN.findall(rest))


def _too_large(name: str) -> FileError:
    return FileError(
        id=f"{name}: satu baris atau bagiannya terlalu besar; lembar kerja paling banyak {WIDEST} kolom, hapus yang tidak perlu",
        en=f"{name}: a row or part of it is too large; a sheet has at most {WIDEST} columns, delete those that are not needed",
    )


def _choose(book: Any, sheet: str | None, name: str) -> str:
    """The sheet that was asked for, else the only one that anybody sees and that holds something."""
    names: list[str] = [each.title for each in book.worksheets]
    if sheet is not None:
        if sheet not in names:
            raise UsageError(
                id=f"{name}: tidak ada lembar “{sheet}”; yang ada: {', '.join(names)}", en=f"{name}: there is no sheet “{sheet}”; there are: {', '.join(names)}"
            )
        return sheet
    full = [each.title for each in book.worksheets if each.sheet_state == "visible" and any(any(row) for row in islice(each.iter_rows(values_only=True), 20))]
    if len(full) > 1:
        raise UsageError(
            id=f"{name}: beberapa lembar berisi data: {', '.join(full)}; pilih satu dengan --sheet NAMA",
            en=f"{name}: several sheets hold data: {', '.join(full)}; choose one with --sheet NAME",
        )
    return full[0] if full else names[0]


def _cells(sheet: Any, name: str) -> Iterator[list[str]]:
    for number, row in enumerate(sheet.iter_rows()):
        if len(row) > WIDEST:
            raise _too_large(name)
        if number == _TALLEST:
            raise FileError(
                id=f"{name}: lembarnya menyebut lebih dari {_TALLEST} baris; buka dan simpan ulang, atau simpan sebagai CSV",
                en=f"{name}: the sheet tells of more than {_TALLEST} rows; open it and save it again, or save it as CSV",
            )
        yield [_cell(cell) for cell in row]


def _cell(cell: Any) -> str:
    """A cell's text; a number that is shown with leading zeros keeps them."""
    text, shown = as_text(cell.value), getattr(cell, "number_format", "")
    return text.zfill(len(shown)) if isinstance(cell.value, int) and set(shown or "") == {"0"} else text


def _worksheet_rows(cells: Iterator[list[str]], width: int, blank: list[int], name: str) -> Iterator[Row]:
    try:
        for row in cells:
            while len(row) > width and not row[-1]:
                row.pop()
            if any(row):
                yield Row(row[:width] + [""] * (width - len(row)), row[width:], surplus(len(row), width) if len(row) > width else None)
            else:
                blank[0] += 1
    except (FileError, GeneratorExit):
        raise
    except Exception as error:  # the library fails in many ways on damaged files
        raise _damaged(name, "XLSX") from error


def _damaged(name: str, kind: str) -> FileError:
    return FileError(
        id=f"{name}: berkas {kind} ini rusak; buka dan simpan ulang, atau simpan sebagai CSV",
        en=f"{name}: this {kind} file is damaged; open it and save it again, or save it as CSV",
    )


# JSON Lines


def read_json_lines(content: BinaryIO, head: bytes, name: str, encoding: str | None) -> Found:
    """Read an object a line; the keys of the first 1,000 name the columns, what comes later is surplus."""
    coding = choose_encoding(encoding, head, name)
    lines = Lines(content, coding)
    objects = _objects(lines, coding.name)
    first: list[Object] = []
    size = 0
    while len(first) < _SEEN_FOR_COLUMNS and size < RECORD and (found := next(objects, None)):
        first.append(found)
        size += sum(len(key) + len(cell) for key, cell in found.cells.items())
    names = list(dict.fromkeys(chain.from_iterable(found.cells for found in first)))
    if not names:
        raise FileError(
            id=f'{name}: tidak ada objek JSON di awal berkas; tulis satu objek per baris, misalnya {{"text": "…"}}',
            en=f'{name}: no JSON object at the beginning; write an object a line, such as {{"text": "…"}}',
        )
    told: list[Said] = [{"id": f"JSON Lines, pengodean: {coding.name}", "en": f"JSON Lines, encoding: {coding.name}"}]
    return names, _object_rows(chain(first, objects), names), told, lambda: lines.blank


class Object(NamedTuple):
    """A line: its cells by key; the line itself where they do not hold all of it; what is wrong."""

    cells: dict[str, str]
    raw: str = ""
    mistake: Said | None = None


def _objects(lines: Lines, coding: str) -> Iterator[Object]:
    for line in lines:
        cut, raw = lines.cut, line.rstrip("\r\n")
        lines.begin()
        if cut:
            yield Object({}, raw, too_long())
        elif raw.strip():
            found = _object(raw)
            yield found._replace(mistake=found.mistake or broken([raw], coding))
        else:
            lines.blank += 1


def _object(raw: str) -> Object:
    twice: list[str] = []

    def unite(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        united = dict(pairs)
        if len(united) < len(pairs):
            twice.append(Counter(key for key, _ in pairs).most_common(1)[0][0])
        return united

    try:
        value = json.loads(raw, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=unite)
        if not isinstance(value, dict):
            return Object({}, raw, {"id": "baris ini bukan objek JSON", "en": "this line is no JSON object"})
        nested = json.loads(raw) if any(isinstance(each, dict | list) for each in value.values()) else value
        cells = {key: as_text(each if isinstance(each, str) else nested[key]) for key, each in value.items()}
    except (ValueError, RecursionError):
        return Object({}, raw, {"id": "baris ini bukan JSON yang bisa dibaca", "en": "this line is no JSON that can be read"})
    if twice:
        return Object(cells, raw, {"id": f"kunci ganda: {twice[0]}", "en": f"key given twice: {twice[0]}"})
    return Object(cells)


def _object_rows(objects: Iterable[Object], names: list[str]) -> Iterator[Row]:
    for found, raw, mistake in objects:
        cells = [found.pop(name, "") for name in names]
        late = json.dumps(found, ensure_ascii=False) if found else ""
        yield Row(cells, [raw or late] if raw or late else [], mistake or _late_keys(found))


def _late_keys(found: dict[str, str]) -> Said | None:
    keys = ", ".join(found)
    return {"id": f"kunci yang tidak ada pada baris-baris awal: {keys}", "en": f"keys that no early line had: {keys}"} if found else None


# Parquet


def read_parquet(raw: BinaryIO, name: str) -> Found:
    """Read the row groups of a Parquet file one after the other."""
    try:
        from pyarrow import parquet  # noqa: PLC0415 - an extra
    except ImportError:
        raise UsageError(
            id='membaca Parquet butuh pyarrow; pasang dengan: pip install "asn-screener[parquet]"',
            en='reading Parquet needs pyarrow; install it with: pip install "asn-screener[parquet]"',
        ) from None
    try:
        file = parquet.ParquetFile(raw)
    except (ValueError, OSError) as error:
        raise _damaged(name, "Parquet") from error
    return list(file.schema_arrow.names), _parquet_rows(file, name), [{"id": "Parquet", "en": "Parquet"}], lambda: 0


def _parquet_rows(file: Any, name: str) -> Iterator[Row]:
    try:
        for batch in file.iter_batches(batch_size=1000):
            for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                cells = [as_text(value) for value in values]
                yield Row(cells, mistake=broken(cells, "utf-8"))
    except (ValueError, OSError) as error:
        raise _damaged(name, "Parquet") from error
