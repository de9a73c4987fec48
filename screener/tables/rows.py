"""The nouns of a table: a Row goes in, a Result comes out."""

from __future__ import annotations

from typing import NamedTuple

from screener.screening import Screening

Said = dict[str, str]
"""A sentence in both languages, "id" and "en"."""


class Form(NamedTuple):
    """How a text table is written: delimiter, line end, and the byte order mark in front ("" where there is none)."""

    delimiter: str = ","
    newline: str = "\n"
    mark: str = ""


class Row(NamedTuple):
    """One row as it was read.

    Attributes
    ----------
    cells : list of str
        One a column; missing ones are "".
    surplus : list of str
        Cells beyond the header.
    mistake : Said or None
        What is wrong with the row.
    """

    cells: list[str]
    surplus: list[str] = []  # noqa: RUF012 - nobody appends to it
    mistake: Said | None = None


class Result(NamedTuple):
    """One row as it is written.

    Attributes
    ----------
    number : int
        Of the row, from 1.
    cells, surplus : list of str
        As they were read.
    screening : Screening or None
        None where the row could not be screened.
    error : str
        Why it could not; "" when it was.
    """

    number: int
    cells: list[str]
    surplus: list[str]
    screening: Screening | None
    error: str
