"""Record batches of Arrow in, the same with ``screen_*`` columns out: the door for Spark, Ray, Dask and all else that speaks Arrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count, repeat

import pyarrow as pa

from screener.api import Screener, shipped_screener
from screener.errors import PostError, PostTypeError, UsageError
from screener.explain import inert, why
from screener.screening import Screening
from screener.tables.columns import ADDED, Columns
from screener.tables.rows import Said

_NAMES = pa.list_(pa.string())
_KINDS = (pa.string(), pa.float64(), _NAMES, _NAMES, *repeat(pa.string(), 4))
FIELDS = tuple(pa.field(name, kind) for name, kind in zip(ADDED, _KINDS, strict=True))
"""What is added at the right; null where there is nothing to say."""

_NO_TEXT = {"id": "tidak ada teks (null)", "en": "there is no text (null)"}
_NOT_UTF8 = {"id": "teks ini bukan UTF-8; perbaiki di sumber datanya", "en": "this text is not UTF-8; mend it where the data come from"}


def screen_batches(
    batches: Iterable[pa.RecordBatch], screener: Screener | None = None, *, text_column: str | None = None, lang: str = "id"
) -> Iterator[pa.RecordBatch]:
    """Screen every row; one batch is in memory at a time.

    Parameters
    ----------
    batches : iterable of RecordBatch
        Columns are found by the names that a table of posts may have; their order, types and values stay as they are.
    screener : Screener, optional
        With rules or elections of your own; else with the shipped ones.
    text_column : str, optional
        Where several columns could hold the posts.
    lang : str
        Of ``screen_why`` and ``screen_error``, "id" or "en".

    Yields
    ------
    RecordBatch
        As many rows as came in, with ``FIELDS`` added. A row that cannot be screened says why in ``screen_error``, its other new
        cells are null; a null text counts as "" where there is a parent, as with a like.

    Raises
    ------
    UsageError
        When it is in doubt which column holds the posts, a column of the post holds no text, or the language is unknown.
    """
    if lang not in _NO_TEXT:
        raise UsageError(id=f"bahasa “{lang}” tidak ada; pakai id atau en", en=f"there is no language “{lang}”; use id or en")
    screener = screener or shipped_screener()
    for batch in batches:
        yield _screen_batch(batch, screener, text_column, lang)


def screen_table(table: pa.Table, screener: Screener | None = None, *, text_column: str | None = None, lang: str = "id") -> pa.Table:
    """Screen every row of a table in memory; the rest is as with ``screen_batches``."""
    batches = table.to_batches() or [pa.RecordBatch.from_pylist([], table.schema)]
    return pa.Table.from_batches(screen_batches(batches, screener, text_column=text_column, lang=lang))


def _screen_batch(batch: pa.RecordBatch, screener: Screener, text_column: str | None, lang: str) -> pa.RecordBatch:
    names = batch.schema.names
    found = Columns.find(names, text_column, "RecordBatch")
    used = [found.text, *found.others.values()]
    columns = Columns(tuple(names[at] for at in used), 0, dict(zip(found.others, count(1), strict=False)))
    rows = zip(*(_cells(batch.column(at), names[at]) for at in used), strict=True)
    results = list(zip(*(_screen_row(row, columns, screener, lang) for row in rows), strict=True)) or [()] * len(FIELDS)
    added = [pa.array(values, field.type) for values, field in zip(results, FIELDS, strict=True)]
    return pa.RecordBatch.from_arrays([*batch.columns, *added], schema=pa.schema([*batch.schema, *FIELDS], batch.schema.metadata))


def _cells(column: pa.Array, name: str) -> list[str | None]:
    """A column as texts; bytes that are no UTF-8 become lone surrogates, as in a table that is read from a file."""
    try:
        return column.cast(pa.string()).to_pylist()  # type: ignore[no-any-return]
    except (UnicodeDecodeError, pa.ArrowInvalid):  # Arrow checks some texts late, others never
        return [value and value.decode("utf-8", "surrogateescape") for value in column.cast(pa.binary()).to_pylist()]
    except pa.ArrowNotImplementedError as error:
        raise UsageError(
            id=f"kolom “{name}” berisi {column.type}, bukan teks; ubah dulu jadi teks",
            en=f"the column “{name}” holds {column.type}, no text; make it text first",
        ) from error


def _screen_row(cells: Sequence[str | None], columns: Columns, screener: Screener, lang: str) -> tuple[object, ...]:
    """The new cells of a row."""
    mistake = _mistake(cells, columns)
    if mistake is None:
        try:
            return _added(screener.screen(columns.post([cell or "" for cell in cells])), screener, lang)
        except (PostError, PostTypeError) as error:
            mistake = error.texts
    return *repeat(None, len(FIELDS) - 1), inert(mistake[lang])


def _mistake(cells: Sequence[str | None], columns: Columns) -> Said | None:
    text = cells[columns.text]
    parent = cells[columns.others["parent"]] if "parent" in columns.others else None
    if text is None:
        return None if parent and parent.strip() else _NO_TEXT
    return _NOT_UTF8 if any("\udc80" <= char <= "\udcff" for char in text + (parent or "")) else None


def _added(screening: Screening, screener: Screener, lang: str) -> tuple[object, ...]:
    told = why(screening, screener.categories, lang) or None
    return (
        *(screening.verdict, screening.score, screening.categories, screening.rules, told),
        *(screening.phase, screening.fingerprint, None),
    )
