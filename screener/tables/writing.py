"""Every output turns a Result into a line: of the product itself (CSV, JSON Lines), or of a spool that is bound into it (XLSX, Parquet)."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from screener.errors import UsageError
from screener.rules import Category
from screener.tables.cells import added, distinct, visible
from screener.tables.columns import ADDED
from screener.tables.parquet import ParquetOutput
from screener.tables.rows import Form, Result
from screener.tables.workbook import XlsxOutput

_FORMULA = r"[\t\r]|\s*[=+\-@＝＋－＠]"  # full-width signs begin formulas in some locales
_NUMBER = r"[+-]?[0-9.,]+"
_BENT_BY_EXCEL = r"0[0-9]+|[0-9]{16,}|[0-9]+[eE][0-9]+"  # 007 loses its zeros, NIP its last digits, 12E5 becomes a power of ten
_ESCAPED = re.compile(rf"'*(?!{_NUMBER}\Z)(?:{_FORMULA})")
_ESCAPED_FOR_EXCEL = re.compile(rf"{_ESCAPED.pattern}|'*(?:{_BENT_BY_EXCEL})\Z")
_UNWRITABLE = re.compile("[\ud800-\udc7f\udd00-\udfff]")  # the other surrogates are bytes of a file that was no UTF-8


class _Echo:
    """A file for the csv module that hands every row back."""

    @staticmethod
    def write(row: str) -> str:
        return row


@dataclass(frozen=True, slots=True)
class CsvOutput:
    """Rows of a text table, as they were read, with the added columns behind them.

    A cell that a spreadsheet would run gets an apostrophe in front; with ``excel_id`` also one that Excel would bend (NIP,
    leading zeros). Whoever takes one apostrophe away wherever ``escaping`` matches has the cell as it was read.

    Attributes
    ----------
    form : Form
    names : tuple of str
        The columns that were read.
    categories : mapping of str to Category
    lang : str
    excel_id : bool
        Whether numbers have a decimal comma, as Excel reads them where Indonesian is spoken.
    """

    form: Form
    names: tuple[str, ...]
    categories: Mapping[str, Category]
    lang: str
    excel_id: bool = False
    bind: ClassVar[None] = None

    @property
    def escaping(self) -> re.Pattern[str]:
        """What the cells begin with that get an apostrophe."""
        return _ESCAPED_FOR_EXCEL if self.excel_id else _ESCAPED

    def head(self) -> bytes:
        """The byte order mark, if there is one, and the line of column names."""
        return self.form.mark.encode() + self._bytes([*self.names, *ADDED])

    def line(self, result: Result) -> bytes:
        """The row, its line end included."""
        return self._bytes(self._cells(result))

    def escaped(self, result: Result) -> int:
        """How many cells of the row are written with an apostrophe."""
        return sum(map(bool, map(self.escaping.match, (*result.cells, *result.surplus))))

    def _cells(self, result: Result) -> list[str]:
        verdict, score, *others = added(result, self.categories, self.lang)
        if self.excel_id:
            score = score.replace(".", ",")
        return [*result.cells, verdict, score, *others, *result.surplus]

    def _bytes(self, cells: Sequence[str]) -> bytes:
        safe = ("'" + cell if self.escaping.match(cell) else cell for cell in cells)
        row: str = csv.writer(_Echo(), delimiter=self.form.delimiter).writerow(safe)  # its own \r\n makes it quote a lone CR
        text = row.removesuffix("\r\n") + self.form.newline
        return _UNWRITABLE.sub(visible, text).encode(errors="surrogateescape")


@dataclass(frozen=True, slots=True)
class JsonlOutput:
    """One JSON object a row: everything that was found, and the row as it was read; ``screener/schema/result.json`` describes it."""

    names: tuple[str, ...]
    bind: ClassVar[None] = None

    def head(self) -> bytes:
        """Nothing."""
        return b""

    def line(self, result: Result) -> bytes:
        """The row in ASCII: what a terminal could take for a command stands as its number."""
        found: dict[str, Any] = {"schema_version": 1} if result.screening is None else result.screening.to_dict()
        found["row"] = result.number
        found["input"] = dict(zip(distinct(self.names), result.cells, strict=True))
        if result.surplus:
            found["surplus"] = result.surplus
        found["error"] = result.error or None
        return json.dumps(found).encode() + b"\n"

    def escaped(self, result: Result) -> int:  # noqa: ARG002 - every output is asked
        """None: JSON knows texts from formulas."""
        return 0


Output = CsvOutput | JsonlOutput | XlsxOutput | ParquetOutput


def output_for(
    target: Path, *, names: Sequence[str], text_at: int, form: Form, categories: Mapping[str, Category], lang: str, excel_id: bool = False
) -> Output:
    """The output that the ending of ``target`` asks for.

    Parameters
    ----------
    names : sequence of str
        The columns of the rows.
    text_at : int
        Which of them holds the posts.
    form : Form
        How the input was written; a CSV keeps it, but .tsv has tabs.
    excel_id : bool
        Write the CSV for Excel where Indonesian is spoken: semicolons, byte order mark, decimal comma, long numbers kept.

    Raises
    ------
    UsageError
        When the ending is not known, a part is not installed, the table does not fit, or ``excel_id`` goes with another ending than .csv.
    """
    ending = target.suffix.lower()
    if excel_id and ending != ".csv":
        raise UsageError(
            id=f"--excel-id hanya untuk keluaran .csv, bukan {target.name}; hapus opsi itu, atau tulis -o NAMA.csv",
            en=f"--excel-id is for .csv output only, not {target.name}; leave it out, or write -o NAME.csv",
        )
    match ending:
        case ".csv" | ".tsv" | ".txt":
            if excel_id:
                form = Form(";", "\r\n", "\ufeff")
            elif ending == ".tsv":
                form = form._replace(delimiter="\t")
            return CsvOutput(form, tuple(names), dict(categories), lang, excel_id)
        case ".jsonl" | ".ndjson":
            return JsonlOutput(tuple(names))
        case ".xlsx":
            return XlsxOutput(tuple(names), text_at, dict(categories), lang)
        case ".parquet":
            _require_pyarrow()
            return ParquetOutput(tuple(names), dict(categories), lang)
        case _:
            known = ".csv, .tsv, .txt, .jsonl, .ndjson, .xlsx, .parquet"
            raise UsageError(
                id=f"{target.name}: akhiran berkas keluaran tidak dikenal; pakai salah satu: {known}",
                en=f"{target.name}: the ending of the output is not known; use one of: {known}",
            )


def _require_pyarrow() -> None:
    if importlib.util.find_spec("pyarrow") is None:
        raise UsageError(
            id='menulis Parquet butuh pyarrow; pasang dengan: pip install "asn-screener[parquet]"',
            en='writing Parquet needs pyarrow; install it with: pip install "asn-screener[parquet]"',
        )
