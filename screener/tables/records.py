"""Tables that know their cells: workbooks, JSON Lines, Parquet. Every cell becomes the text that a person would read."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from typing import Any, BinaryIO

from screener.errors import FileError, UsageError
from screener.tables.delimited import Lines, guess_encoding, named_encoding, surplus
from screener.tables.rows import Row, Said

_WIDEST = 16_384
"""Columns of a worksheet, by its format."""
_LARGEST = 4 << 30
_DENSEST = 200
"""So many times its packed size a large part of a workbook may have, in bytes; a real one has ten to fifty."""
_LARGE = 100 << 20
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
        case float() if value.is_integer() and abs(value) < 1e18:
            return str(int(value))
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

    try:
        _check_parts(raw, name)
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
    return header, _worksheet_rows(cells, len(header), blank, name), told, lambda: blank[0]


def _check_parts(raw: BinaryIO, name: str) -> None:
    """A workbook is a ZIP; one that unpacks to far more than it should is refused before it is."""
    with zipfile.ZipFile(raw) as parts:
        sizes = [(part.file_size, part.compress_size) for part in parts.infolist()]
    if sum(size for size, _ in sizes) > _LARGEST or any(size > _LARGE and size > _DENSEST * packed for size, packed in sizes):
        raise FileError(
            id=f"{name}: isi berkas ini membengkak tidak wajar saat dibuka (bom ZIP); simpan ulang sebagai CSV",
            en=f"{name}: this file grows beyond measure when it is unpacked (a ZIP bomb); save it again as CSV",
        )
    raw.seek(0)


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
    for row in sheet.iter_rows():
        if len(row) > _WIDEST:
            raise FileError(
                id=f"{name}: lembarnya punya lebih dari {_WIDEST} kolom; hapus kolom yang tidak perlu",
                en=f"{name}: the sheet has more than {_WIDEST} columns; delete those that are not needed",
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
    coding = guess_encoding(head, name) if encoding is None else named_encoding(encoding, head)
    text = io.TextIOWrapper(content, encoding=coding.name, errors="surrogateescape" if coding.name == "utf-8" else "replace", newline="")
    if coding.mark:
        text.read(1)
    lines = Lines(text)
    objects = _objects(lines)
    first = list(islice(objects, _SEEN_FOR_COLUMNS))
    names = list(dict.fromkeys(chain.from_iterable(found for found, _, _ in first)))
    if not names:
        raise FileError(
            id=f'{name}: tidak ada objek JSON di awal berkas; tulis satu objek per baris, misalnya {{"text": "…"}}',
            en=f'{name}: no JSON object at the beginning; write an object a line, such as {{"text": "…"}}',
        )
    told: list[Said] = [{"id": f"JSON Lines, pengodean: {coding.name}", "en": f"JSON Lines, encoding: {coding.name}"}]
    return names, _object_rows(chain(first, objects), names), told, lambda: lines.blank


Object = tuple[dict[str, str], str, Said | None]
"""The cells by key, the raw line where it is no object, and what is wrong with it."""


def _objects(lines: Lines) -> Iterator[Object]:
    for line in lines:
        lines.record.clear()
        if not line.strip():
            lines.blank += 1
            continue
        twice: list[str] = []

        def pairs(found: list[tuple[str, Any]], twice: list[str] = twice) -> dict[str, Any]:
            twice += [key for key, _ in found if sum(key == other for other, _ in found) > 1] if len({key for key, _ in found}) < len(found) else []
            return dict(found)

        try:
            value = json.loads(line, parse_float=Decimal, object_pairs_hook=pairs)
        except (ValueError, RecursionError):
            yield {}, line.rstrip("\r\n"), {"id": "baris ini bukan JSON yang sah", "en": "this line is no valid JSON"}
            continue
        if not isinstance(value, dict):
            yield {}, line.rstrip("\r\n"), {"id": "baris ini bukan objek JSON", "en": "this line is no JSON object"}
            continue
        mistake = {"id": f"kunci ganda: {twice[0]}", "en": f"key given twice: {twice[0]}"} if twice else None
        yield {key: as_text(each) for key, each in value.items()}, "", mistake


def _object_rows(objects: Iterable[Object], names: list[str]) -> Iterator[Row]:
    for found, raw, mistake in objects:
        cells = [found.pop(name, "") for name in names]
        beyond = [raw] if raw else [json.dumps(found, ensure_ascii=False)] if found else []
        yield Row(cells, beyond, mistake or _late_keys(found) or _not_utf8(cells))


def _late_keys(found: dict[str, str]) -> Said | None:
    keys = ", ".join(found)
    return {"id": f"kunci yang tidak ada pada baris-baris awal: {keys}", "en": f"keys that no early line had: {keys}"} if keys else None


def _not_utf8(cells: list[str]) -> Said | None:
    if any("\udc80" <= char <= "\udcff" for cell in cells if not cell.isascii() for char in cell):
        return {"id": "teks ini bukan UTF-8; simpan ulang berkasnya sebagai UTF-8", "en": "this text is not UTF-8; save the file again as UTF-8"}
    return None


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
                yield Row([as_text(value) for value in values])
    except (ValueError, OSError) as error:
        raise _damaged(name, "Parquet") from error
