"""Every error that reaches a person: what is wrong, where, what to do, in Indonesian and in English.

::

    ScreenerError            exit code
    ├── UsageError           2   the command line
    ├── PostError            –   also a ValueError: a post's field cannot be read
    ├── PostTypeError        –   also a TypeError: a post's text is no str
    ├── FileError            3   input or output cannot be read or written
    ├── RuleError            4   a rule file, lexicon, law or election file
    ├── ModelError           5   the shipped weights
    └── Incomplete           6   stopped before the end
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from unicodedata import combining, east_asian_width

_REASONS = {
    errno.ENOENT: "tidak ada berkas atau folder dengan nama itu",
    errno.EACCES: "tidak ada izin",
    errno.EPERM: "tidak ada izin",
    errno.EISDIR: "itu folder, bukan berkas",
    errno.ENOTDIR: "bagian dari jalurnya bukan folder",
    errno.ENOSPC: "disk penuh",
    errno.EROFS: "disk hanya dapat dibaca",
}


def why_not(error: OSError) -> str:
    """What the operating system says is wrong, in Indonesian; ``error.strerror`` is the English."""
    return _REASONS.get(error.errno or 0, str(error.strerror))


class ScreenerError(Exception):
    """A mistake told in both languages; ``str()`` is the English one."""

    exit_code = 2

    def __init__(self, *, id: str, en: str) -> None:
        super().__init__(en)
        self.texts = {"id": id, "en": en}

    def __reduce__(self) -> tuple[Callable[..., ScreenerError], tuple[object, ...]]:
        return _told_again, (type(self), self.texts)  # from another process

    def say(self, lang: str) -> str:
        """The message in ``lang`` ("id" or "en")."""
        return self.texts[lang]


def _told_again(kind: type[ScreenerError], texts: dict[str, str]) -> ScreenerError:
    return kind(**texts)


class UsageError(ScreenerError):
    """The command was called in a way that cannot work."""


class PostError(ScreenerError, ValueError):
    """A field of a post has a value that cannot be read."""


class PostTypeError(ScreenerError, TypeError):
    """A field of a post has the wrong type."""


class FileError(ScreenerError):
    """A file cannot be read or written."""

    exit_code = 3


class RuleError(ScreenerError):
    """A rule file, lexicon, law or election file is wrong; the message begins with ``file:line:column``.

    Attributes
    ----------
    excerpt : str
        The line of the mistake with a caret below it, "" where there is none.
    others : tuple of RuleError
        What else is wrong in the files that were read.
    """

    exit_code = 4

    def __init__(
        self, *, id: str, en: str, file: str = "", line: int = 1, column: int = 1, shown: str = "", others: tuple[RuleError, ...] = ()
    ) -> None:
        where = f"{file}:{line}:{column}: " if file else ""
        super().__init__(id=where + id, en=where + en)
        self.excerpt = _excerpt(shown, column - 1) if shown.strip() else ""
        self.others = others


_WIDTH = 76
"""Characters of a line that are shown around a mistake."""


def _excerpt(line: str, at: int) -> str:
    begin = max(0, at - _WIDTH // 2) if len(line) > _WIDTH else 0
    part = line[begin : begin + _WIDTH].replace("\t", " ")
    return f"{part}\n{' ' * _columns(line[begin:at])}^"


def _columns(text: str) -> int:
    """How many columns a text takes on a screen: emoji take two, marks on letters none."""
    wide = sum(east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(bool(combining(letter)) or letter in "\u200d\ufe0f" for letter in text)


class ModelError(ScreenerError):
    """The weights are missing or damaged."""

    exit_code = 5


class Incomplete(ScreenerError):  # noqa: N818 - not a mistake, an early end
    """The work was stopped before its end; what was done so far is kept."""

    exit_code = 6
