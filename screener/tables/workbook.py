"""What stands in a workbook's cells: everything that was read and found, within Excel's limits, nothing that deceives the eye."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from screener.errors import FileError, UsageError
from screener.explain import inert, spans
from screener.rules import Category
from screener.screening import Screening
from screener.tables.cells import Run, added, visible
from screener.tables.columns import ADDED
from screener.tables.rows import Result, Said

_ROWS, _COLUMNS, _LETTERS = 1_048_576, 16_384, 32_767  # Excel's limits; it counts letters in UTF-16
_LONGEST = len("<U+10FFFF>")
_MARK = 48  # letters kept free for the mark of a cut
_NO_XML = re.compile("[\ufffe\uffff]")  # what XML forbids and `inert` lets through
_DECIDED = 2  # columns for the person who decides: decision and note


@dataclass(frozen=True, slots=True)
class XlsxOutput:
    """A workbook for people: flagged words in bold, a column for the decision.

    All cells are text, but for the score; what has no shape, or would deceive, is made visible as "<U+202E>".

    Attributes
    ----------
    names : tuple of str
        The columns that were read.
    text_at : int
        Which of them holds the posts.
    categories : mapping of str to Category
    lang : str
    """

    names: tuple[str, ...]
    text_at: int
    categories: Mapping[str, Category]
    lang: str

    def __post_init__(self) -> None:
        if self._room < 0:
            most = _COLUMNS - len(ADDED) - _DECIDED
            raise UsageError(
                id=f"lembar Excel tidak muat: paling banyak {most} kolom, masukannya {len(self.names)}; tulis CSV dengan -o NAMA.csv",
                en=f"an Excel sheet has no room: {most} columns at most, the input has {len(self.names)}; write a CSV with -o NAME.csv",
            )

    @property
    def _room(self) -> int:
        """How many surplus cells fit behind the columns."""
        return _COLUMNS - len(self.names) - len(ADDED) - _DECIDED

    def head(self) -> bytes:
        """Nothing; ``bind`` knows the columns."""
        return b""

    def line(self, result: Result) -> bytes:
        """The row for the spool: its cells as JSON, a text with bold words as a list of runs.

        What does not fit is cut with a mark, and ``screen_error`` says so.

        Raises
        ------
        FileError
            When a sheet has no room for the row.
        """
        if result.number >= _ROWS:
            raise FileError(
                id=f"lembar Excel hanya memuat {_ROWS - 1} baris; tulis CSV dengan -o NAMA.csv, atau bagi masukannya menjadi beberapa berkas",
                en=f"an Excel sheet holds {_ROWS - 1} rows only; write a CSV with -o NAME.csv, or split the input into several files",
            )
        *found, error = added(result, self.categories, self.lang)
        cells: list[Any] = [self._cell(text) for text in (*result.cells, *found)]
        screening = result.screening
        if screening is not None:
            cells[len(self.names) + ADDED.index("screen_score")] = screening.score
            if screening.categories:
                cells[self.text_at] = self._runs(result.cells[self.text_at], screening)
        said = [error] if error else []
        said += [_cut(name)[self.lang] for name, text in zip((*self.names, *ADDED), (*result.cells, *found), strict=False) if not _fits(text)]
        said += [_left_out(len(result.surplus) - self._room)[self.lang]] * (len(result.surplus) > self._room)
        surplus = map(self._cell, result.surplus[: self._room])
        return json.dumps([*cells, self._cell("; ".join(said)), *[""] * _DECIDED, *surplus]).encode() + b"\n"

    def escaped(self, result: Result) -> int:  # noqa: ARG002 - every output is asked
        """None: a workbook knows texts from formulas."""
        return 0

    def bind(self, spool: Path, product: Path) -> None:
        """Write the product from the lines of the spool, a row at a time.

        Raises
        ------
        OSError
            When it cannot be written.
        """
        from screener.tables import sheets  # noqa: PLC0415 - XlsxWriter is heavy

        sheets.bind(spool, product, [self._cell(name) for name in self.names], self.text_at, self.lang)

    def _cell(self, text: str) -> str:
        return "".join(piece for piece, _ in self._pieces(text, []))

    def _runs(self, text: str, screening: Screening) -> list[Run]:
        return self._pieces(text, [edge for start, end, _ in spans(screening) for edge in (start, end)])

    def _pieces(self, text: str, edges: list[int]) -> list[Run]:
        """A text as it is shown, bold between the first edge and the second, the third and the fourth, and so on."""
        end = _end(text)
        lost = len(text) - end
        places = pairwise([0, *(min(edge, end) for edge in edges), end])
        runs = [(_shown(text[start:behind]), number % 2 == 1) for number, (start, behind) in enumerate(places)]
        if lost:
            runs.append(({"id": f"… [dipotong: {lost} karakter]", "en": f"… [cut: {lost} characters]"}[self.lang], False))
        return [run for run in runs if run[0]]


def _shown(text: str) -> str:
    return _NO_XML.sub(visible, inert(text.replace("\r\n", "\n"), newlines=True))


def _fits(text: str) -> bool:
    return _end(text) == len(text)


def _end(text: str) -> int:
    """How many characters of a text a cell can hold as they are shown; less where a mark must follow."""
    if len(text) * _LONGEST <= _LETTERS:
        return len(text)
    ends = list(accumulate(len(_shown(char).encode("utf-16-le")) // 2 for char in text[: _LETTERS + 1]))
    return len(text) if ends[-1] <= _LETTERS else bisect_right(ends, _LETTERS - _MARK)


def _cut(name: str) -> Said:
    return {
        "id": f"isi kolom {inert(name)} terlalu panjang untuk Excel dan dipotong; yang utuh ada di berkas masukan",
        "en": f"column {inert(name)} is too long for Excel and was cut; the whole of it is in the input",
    }


def _left_out(count: int) -> Said:
    return {
        "id": f"{count} sel lebih tidak muat di lembar Excel; isinya ada di berkas masukan",
        "en": f"{count} surplus cells have no room in an Excel sheet; they are in the input",
    }
