"""Binds a spool into a workbook: a sheet of results, where a person decides row by row, and a sheet that sums up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from screener.explain import CAVEAT, VERDICTS
from screener.tables import binding
from screener.tables.cells import Run
from screener.tables.columns import ADDED

_MADE = datetime(2024, 1, 1)  # noqa: DTZ001 - not the hour of making: the same posts give the same file
_TITLES = {
    "id": {"results": "Hasil", "summary": "Ringkasan", "decision": "keputusan", "note": "catatan", "rows": "baris"},
    "en": {"results": "Results", "summary": "Summary", "decision": "decision", "note": "note", "rows": "rows"},
}
_DECISIONS = {
    "id": ["indikasi benar", "salah tandai", "perlu konteks"],
    "en": ["indication right", "wrongly flagged", "needs context"],
}
_CHOOSE = {"id": "Pilih salah satu dari daftar, atau kosongkan.", "en": "Choose one from the list, or leave it empty."}
_UNSCREENED = {"id": "tidak disaring; sebabnya di screen_error", "en": "not screened; screen_error says why"}
_FINGERPRINT = {"id": "sidik aturan dan model", "en": "fingerprint of rules and model"}
_INKS = {"priority": ("#FFC7CE", "#7A0012"), "review": ("#FFEB9C", "#5C4400"), "unscorable": ("#E7E6E6", "#333333")}
_MARKUP = re.compile(r"(?<=^<)(?=r>)|(?<=_)(?=x[0-9A-Fa-f]{4}_)")
"""Where a text is split so that XlsxWriter takes it neither for runs of its own (``<r>…</r>``) nor for an escape of Excel (``_x0041_``)."""

_A4 = 9
_WIDE, _USUAL = 60, 20
_LONG = {"screen_why": 60, "screen_error": 36, "screen_rules": 36, "screen_categories": 34}
_LINE, _TALLEST = 15, 25  # points; lines


def bind(spool: Path, product: Path, names: Sequence[str], text_at: int, lang: str) -> None:
    """Write the workbook.

    Parameters
    ----------
    spool : Path
        A line a row: the JSON list of its cells, a text with bold words as runs.
    names : sequence of str
        The columns that were read, as they are shown.

    Raises
    ------
    OSError
        When it cannot be written.
    """
    with binding.workshop(product) as folder:
        book = Workbook(str(folder / product.name), {"constant_memory": True, "tmpdir": str(folder)})
        book.use_zip64()
        book.set_properties({"created": _MADE})
        seen = _fill(_Sheet(book, _TITLES[lang]["results"]), spool, names, text_at, lang)
        _summarise(_Sheet(book, _TITLES[lang]["summary"]), seen, lang)
        try:
            book.close()
        except FileCreateError as error:
            raise error.args[0] from None


class _Sheet:
    """A sheet whose cells are text: neither formulas nor links come of them, nor when a person edits them."""

    def __init__(self, book: Workbook, title: str) -> None:
        self.sheet: Worksheet = book.add_worksheet(title)
        self.sheet.set_paper(_A4)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)  # one page wide, as many as it takes high
        text = {"num_format": "@", "text_wrap": True, "valign": "top"}
        self.text: Format = book.add_format(text)
        self.bold: Format = book.add_format({"bold": True})
        self.plain: Format = book.add_format()
        self.strong: Format = book.add_format({**text, "bold": True})
        self.head: Format = book.add_format({**text, "bold": True, "bottom": 1, "bg_color": "#D9E2F3"})
        self.score: Format = book.add_format({"num_format": "0.0000", "valign": "top", "align": "center"})
        self.inks: dict[str, Format] = {
            verdict: book.add_format({**text, "bold": True, "bg_color": paper, "font_color": ink}) for verdict, (paper, ink) in _INKS.items()
        }

    def write(self, row: int, column: int, cell: str | list[Run], form: Format | None = None) -> None:
        """Write a text, or runs of it of which some are bold."""
        runs = [(cell, False)] if isinstance(cell, str) else cell
        pieces = [(piece, bold) for text, bold in runs for piece in _MARKUP.split(text)]
        if len(pieces) > 1:
            parts = [part for piece, bold in pieces for part in (self.bold if bold else self.plain, piece)]
            self.sheet.write_rich_string(row, column, *parts, form or self.text)
        else:
            [(text, bold)] = pieces
            self.sheet.write_string(row, column, text, form or (self.strong if bold else self.text))


def _fill(sheet: _Sheet, spool: Path, names: Sequence[str], text_at: int, lang: str) -> Counter[tuple[str, str]]:
    """Write the results; returns how many rows have which verdict and fingerprint."""
    verdict_at, print_at = (len(names) + ADDED.index(name) for name in ("screen_verdict", "screen_fingerprint"))
    titles = [*names, *ADDED, _TITLES[lang]["decision"], _TITLES[lang]["note"]]
    widths = [_WIDE if column == text_at else _LONG.get(title, _USUAL) for column, title in enumerate(titles)]
    for column, title in enumerate(titles):
        sheet.sheet.set_column(column, column, widths[column])
        sheet.write(0, column, title, sheet.head)
    seen: Counter[tuple[str, str]] = Counter()
    for number, (cells, _) in enumerate(binding.rows(spool), 1):
        seen[cells[verdict_at], cells[print_at]] += 1
        sheet.sheet.set_row(number, _LINE * min(max(map(_lines, cells, widths)), _TALLEST))  # LibreOffice does not fit it itself
        for column, cell in enumerate(cells):
            if isinstance(cell, float):
                sheet.sheet.write_number(number, column, cell, sheet.score)
            elif cell:
                sheet.write(number, column, cell, sheet.inks.get(cell) if column == verdict_at else None)
            else:
                sheet.sheet.write_blank(number, column, None, sheet.text)
        for kept in (sheet.sheet.row_info, sheet.sheet.row_sizes):  # else the heights of all rows would stay in memory
            kept.pop(number - 1, None)
    _let_decide(sheet.sheet, seen.total(), len(titles), lang)
    return seen


def _lines(cell: str | list[Run] | float | None, width: int) -> int:
    """About how many lines a cell takes in a column."""
    if isinstance(cell, float) or not cell:
        return 1
    text = cell if isinstance(cell, str) else "".join(piece for piece, _ in cell)
    return sum(1 + len(line) // width for line in text.split("\n"))


def _let_decide(sheet: Worksheet, rows: int, columns: int, lang: str) -> None:
    """Head that stays, filters, and the list to choose decisions from."""
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, rows, columns - 1)
    if rows:
        decisions = {"validate": "list", "source": _DECISIONS[lang], "error_title": _TITLES[lang]["decision"], "error_message": _CHOOSE[lang]}
        sheet.data_validation(1, columns - 2, rows, columns - 2, decisions)


def _summarise(sheet: _Sheet, seen: Counter[tuple[str, str]], lang: str) -> None:
    """Write what the verdicts mean, how many rows have each, and what they rest on."""
    verdicts: Counter[str] = Counter()
    for (verdict, _), count in seen.items():
        verdicts[verdict] += count
    lines = [(verdict, says[lang], verdicts[verdict]) for verdict, says in VERDICTS.items()]
    lines += [("", _UNSCREENED[lang], verdicts[""])] * (verdicts[""] > 0)
    sheet.sheet.set_column(0, 0, 28)
    sheet.sheet.set_column(1, 1, _WIDE)
    sheet.sheet.write_string(0, 0, CAVEAT[lang], sheet.bold)
    for column, title in enumerate(("screen_verdict", "", _TITLES[lang]["rows"])):
        sheet.write(2, column, title, sheet.head)
    for row, (verdict, says, count) in enumerate(lines, 3):
        sheet.write(row, 0, verdict, sheet.inks.get(verdict))
        sheet.write(row, 1, says)
        sheet.sheet.write_number(row, 2, count)
    for row, fingerprint in enumerate(sorted({fingerprint for _, fingerprint in seen} - {""}), len(lines) + 4):
        sheet.write(row, 0, _FINGERPRINT[lang])
        sheet.write(row, 1, fingerprint)
