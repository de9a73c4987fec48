"""Screens again what an earlier run found, and says whether it still holds, or which part of the screener changed it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from screener.api import PARTS, Screener
from screener.errors import FileError, why_not
from screener.redact import MASK
from screener.screening import VERDICTS, Post

SCHEMA_VERSION = 1
SHOWN = 20
"""So many differences are told row by row."""


class Difference(NamedTuple):
    """A row that reads differently now: its number, what differs, and its verdicts then and now."""

    row: int
    fields: tuple[str, ...]
    then: str
    now: str


@dataclass(slots=True)
class Verification:
    """What came of screening again.

    Attributes
    ----------
    same, different : int
        Rows that read as before, and rows that do not.
    masked, faulty : int
        Rows that cannot be screened again because they are masked, or were not screened then.
    parts : Counter
        Part of the screener → rows that were screened with another one.
    differences : list[Difference]
        The first ``SHOWN`` of them.
    """

    same: int = 0
    different: int = 0
    masked: int = 0
    faulty: int = 0
    parts: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)


class _Earlier(NamedTuple):
    """A result as it was written: its row, its post (None where that was not screened), and all that it told."""

    row: int
    post: Post | None
    told: dict[str, Any]


def verify(results: Path, screener: Screener) -> Verification:
    """Screen every post of a JSON Lines result again, or the one post of ``screener screen --json``.

    Raises
    ------
    FileError
        When the file cannot be read or is no such result.
    """
    found = Verification()
    for row, post, told in _results(results):
        if post is None:
            found.faulty += 1
        elif _is_masked(post):
            found.masked += 1
        else:
            found.parts.update(_changed(told["fingerprint"], screener.fingerprint))
            now = screener.screen(post, near=bool(told["near"])).to_dict()
            fields = tuple(key for key in now if key != "fingerprint" and now[key] != told.get(key))
            found.same += not fields
            found.different += bool(fields)
            if fields and len(found.differences) < SHOWN:
                found.differences.append(Difference(row, fields, told["verdict"], now["verdict"]))
    return found


def _is_masked(post: Post) -> bool:
    """Whether something that was screened is hidden; a single dot is a bullet of the author's, and an account is not screened."""
    return any(MASK * 2 in text for text in (post.text, post.parent, post.region or ""))


def _results(path: Path) -> Iterator[_Earlier]:
    """Every result of a file."""
    try:
        with path.open("rb") as lines:
            first = lines.readline()
            if first.strip() == b"{":  # one result, printed over many lines
                yield _read(first + lines.read(), path, 1)
                return
            lines.seek(0)
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _read(line, path, number)
    except OSError as error:
        raise FileError(
            id=f"{path}: {why_not(error)}; periksa nama dan izinnya", en=f"{path}: {error.strerror}; check its name and permissions"
        ) from error


def _read(line: bytes, path: Path, number: int) -> _Earlier:
    try:
        told = json.loads(line)
        row = told.get("row", number)
        if told["schema_version"] != SCHEMA_VERSION or not isinstance(row, int):
            raise ValueError("another schema")
        if told.get("error"):
            return _Earlier(row, None, told)
        names = [*told["rules"], told["fingerprint"]]
        if not all(isinstance(name, str) for name in names) or told["verdict"] not in VERDICTS or "near" not in told:
            raise ValueError("another schema")
        if not all(isinstance(text, str | None) for text in told["post"].values()):
            raise ValueError("no post")
        return _Earlier(row, Post(**told["post"]), told)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise FileError(
            id=f"{path}:{number}: bukan hasil screener (JSON Lines, schema_version {SCHEMA_VERSION}); tulis dengan screener batch … -o hasil.jsonl",
            en=f"{path}:{number}: no result of screener (JSON Lines, schema_version {SCHEMA_VERSION}); write one with screener batch … -o results.jsonl",
        ) from error


def _changed(then: str, now: str) -> Iterable[str]:
    """The parts in which two fingerprints differ."""
    before, after = then.split("-"), now.split("-")
    if len(before) != len(PARTS):
        return PARTS
    return [part for part, one, other in zip(PARTS, before, after, strict=True) if one != other]


def silent_rules(last: Path, fired: Counter[str]) -> list[str]:
    """Rules that fired in an earlier JSON Lines result and did not fire once now.

    Raises
    ------
    FileError
        When the file cannot be read or is no such result.
    """
    before: Counter[str] = Counter()
    for _, post, told in _results(last):
        before.update(() if post is None else told["rules"])
    return [name for name, _ in before.most_common() if name not in fired]
