"""What stands in the cells that an output adds to every row, and how columns are told apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from screener.explain import why
from screener.rules import Category
from screener.tables.columns import ADDED
from screener.tables.rows import Result

SURROGATE = re.compile("[\ud800-\udfff]")
"""Half a character: no file in UTF-8 can hold it."""

Run = tuple[str, bool]
"""A piece of a cell's text, and whether it is bold."""


def added(result: Result, categories: Mapping[str, Category], lang: str) -> list[str]:
    """The texts for ``ADDED``; all but the error are empty where the row could not be screened."""
    screening = result.screening
    if screening is None:
        return [""] * (len(ADDED) - 1) + [result.error]
    return [
        screening.verdict,
        "" if screening.score is None else f"{screening.score:.4f}",
        ";".join(screening.categories),
        ";".join(screening.rules),
        why(screening, categories, lang),
        screening.phase,
        screening.fingerprint,
        result.error,
    ]


def distinct(names: Iterable[str]) -> list[str]:
    """The names of columns, a later one of the same name with its count: "text", "text (2)"."""
    names = list(names)
    found: dict[str, None] = {}
    for name in names:
        unlike, count = name, 1
        while unlike in found or (count > 1 and unlike in names):
            count += 1
            unlike = f"{name} ({count})"
        found[unlike] = None
    return list(found)


def visible(half: re.Match[str]) -> str:
    """Half a character as its number, "<U+D83D>"."""
    return f"<U+{ord(half[0]):04X}>"
