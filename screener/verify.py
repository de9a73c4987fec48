"""Screens again what an earlier run found, and says whether it still holds, or which part of the screener changed it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from screener.api import PARTS, Screener
from screener.errors import FileError, PostError, PostTypeError
from screener.redact import MASK
from screener.screening import Post

SCHEMA_VERSION = 1


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
    same, masked, faulty : int
        Rows that read as before; rows that cannot be screened again because they are masked, or were not screened then.
    parts : Counter
        Part of the screener → rows that were screened with another one.
    differences : list[Difference]
    """

    same: int = 0
    masked: int = 0
    faulty: int = 0
    parts: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)


def verify(results: Path, screener: Screener) -> Verification:
    """Screen every post of a JSON Lines result again, or the one post of ``screener screen --json``.

    Raises
    ------
    FileError
        When the file is no such result.
    """
    found = Verification()
    for number, told in _results(results):
        if told.get("error"):
            found.faulty += 1
            continue
        post = told["post"]
        if MASK in f"{post['text']}{post['parent']}{post['account']}":
            found.masked += 1
            continue
        found.parts.update(_changed(told["fingerprint"], screener.fingerprint))
        try:
            now = json.loads(json.dumps(screener.screen(Post(**post), near=bool(told["near"])).to_dict()))
        except (PostError, PostTypeError, TypeError) as error:
            raise _no_result(results, number) from error
        fields = tuple(key for key in now if key != "fingerprint" and now[key] != told.get(key))
        if fields:
            found.differences.append(Difference(told.get("row", number), fields, told["verdict"], now["verdict"]))
        else:
            found.same += 1
    return found


def _results(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every result of a file with its line."""
    with path.open(encoding="utf-8") as lines:
        first = lines.readline()
        if first.strip() == "{":  # one result, printed over many lines
            yield 1, _read(first + lines.read(), path, 1)
            return
        lines.seek(0)
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield number, _read(line, path, number)


def _read(text: str, path: Path, number: int) -> dict[str, Any]:
    try:
        told = json.loads(text)
        if told["schema_version"] != SCHEMA_VERSION or not (told.get("error") or {"post", "fingerprint", "near", "verdict"} <= set(told)):
            raise ValueError("another schema")
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _no_result(path, number) from error
    return dict(told)


def _no_result(path: Path, number: int) -> FileError:
    return FileError(
        id=f"{path}:{number}: bukan hasil screener (JSON Lines, schema_version {SCHEMA_VERSION}); tulis dengan screener batch … -o hasil.jsonl",
        en=f"{path}:{number}: no result of screener (JSON Lines, schema_version {SCHEMA_VERSION}); write one with screener batch … -o results.jsonl",
    )


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
        When the file is no such result.
    """
    before: Counter[str] = Counter()
    for _, told in _results(last):
        before.update(told.get("rules", ()))
    return [name for name, _ in before.most_common() if name not in fired]
