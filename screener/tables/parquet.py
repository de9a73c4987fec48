"""Parquet: what was read as strings, what was found with its types."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from screener.rules import Category
from screener.tables.binding import rows, workshop
from screener.tables.cells import SURROGATE, added, distinct, visible
from screener.tables.columns import ADDED
from screener.tables.rows import Result

_ROWS, _BYTES = 10_000, 2**26  # of a row group: what is in memory at once
_LISTS = ("screen_categories", "screen_rules", "screen_surplus")


@dataclass(frozen=True, slots=True)
class ParquetOutput:
    """A Parquet file: texts exact but for halves of characters, which become "<U+D83D>"; null where there is nothing to say.

    Cells beyond the header stand in a column of their own, ``screen_surplus``.
    """

    names: tuple[str, ...]
    categories: Mapping[str, Category]
    lang: str

    def head(self) -> bytes:
        """Nothing; ``bind`` knows the columns."""
        return b""

    def line(self, result: Result) -> bytes:
        """The row for the spool: the values of its columns as JSON."""
        verdict, _, _, _, why, phase, fingerprint, error = (text or None for text in added(result, self.categories, self.lang))
        screening = result.screening
        found = (None, None, None) if screening is None else (screening.score, screening.categories, screening.rules)
        values = [*result.cells, verdict, *found, why, phase, fingerprint, error, result.surplus or None]
        return json.dumps(values).encode() + b"\n"

    def escaped(self, result: Result) -> int:  # noqa: ARG002 - every output is asked
        """None: Parquet knows texts from formulas."""
        return 0

    def bind(self, spool: Path, product: Path) -> None:
        """Write the product from the lines of the spool, a row group at a time."""
        import pyarrow as pa  # noqa: PLC0415 - heavy
        from pyarrow import parquet  # noqa: PLC0415

        names = distinct([*(SURROGATE.sub(visible, name) for name in self.names), *ADDED, "screen_surplus"])
        kinds = [pa.string()] * len(self.names) + [_kind(pa, name) for name in (*ADDED, "screen_surplus")]
        schema = pa.schema(list(zip(names, kinds, strict=True)))
        with workshop(product) as folder, parquet.ParquetWriter(folder / product.name, schema) as writer:
            for group in _groups(spool):
                arrays = [pa.array(map(_whole, column), kind) for column, kind in zip(zip(*group, strict=True), kinds, strict=True)]
                writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _kind(pa: Any, name: str) -> Any:
    if name in _LISTS:
        return pa.list_(pa.string())
    return pa.float64() if name == "screen_score" else pa.string()


def _groups(spool: Path) -> Iterator[list[list[Any]]]:
    group: list[list[Any]] = []
    held = 0
    for row, size in rows(spool):
        group.append(row)
        held += size
        if len(group) == _ROWS or held > _BYTES:
            yield group
            group, held = [], 0
    if group:
        yield group


def _whole(value: Any) -> Any:
    """A value whose texts can be written in UTF-8."""
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return SURROGATE.sub(visible, value) if isinstance(value, str) else value
