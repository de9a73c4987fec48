"""Posts that say the same are found in linear time, whatever they are.

First look: the same words once links, mentions, numbers and punctuation are dropped. Second look, for posts of six words
or more: of two posts that differ by one word (changed, added or dropped) the first half or the second half is the same, so
the halves of every group's first post are kept, and only the posts that share a half are compared, word by word. Where
many different posts share a half, the first one stands for it: then posts may be told apart that are alike, never the reverse.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable

_LINKS = re.compile(r"(?:https?://|www\.)\S+|@\w+")
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST = 6


def words_of(text: str) -> tuple[str, ...]:
    """The words that count when posts are compared; a post without any is compared as it is."""
    plain = _LINKS.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    return tuple(_WORD.findall(plain)) or (text,)


class Groups:
    """Numbers groups of posts that are alike, in the order in which they come."""

    def __init__(self) -> None:
        self._first: list[tuple[str, ...]] = []
        self._seen: dict[tuple[Hashable, tuple[str, ...]], int] = {}
        self._halves: dict[tuple[Hashable, str, tuple[str, ...]], int] = {}

    def place(self, kind: Hashable, text: str) -> int:
        """The number of a post's group, a new one where it is like no other; only posts of one kind are compared."""
        words = words_of(text)
        at = self._seen.get((kind, words))
        if at is None:
            at = self._look_again(kind, words)
            self._seen[kind, words] = at
        return at

    def _look_again(self, kind: Hashable, words: tuple[str, ...]) -> int:
        if len(words) < _FEWEST:
            self._first.append(words)
            return len(self._first) - 1
        for length in (len(words), len(words) - 1, len(words) + 1):
            for half in _halves(kind, words, length):
                at = self._halves.get(half)
                if at is not None and _one_differs(words, self._first[at]):
                    return at
        self._first.append(words)
        for half in _halves(kind, words, len(words)):
            self._halves.setdefault(half, len(self._first) - 1)
        return len(self._first) - 1


def _halves(kind: Hashable, words: tuple[str, ...], length: int) -> tuple[tuple[Hashable, str, tuple[str, ...]], ...]:
    """The halves that a post of that length has if it is like this one."""
    half = length // 2
    return (kind, "first", words[:half]), (kind, "second", words[len(words) - (length - half) :])


def _one_differs(words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether one word was changed, added or dropped at most."""
    shorter, longer = sorted((words, others), key=len)
    same = next((at for at, pair in enumerate(zip(shorter, longer, strict=False)) if pair[0] != pair[1]), len(shorter))
    behind = next(
        (at for at, pair in enumerate(zip(shorter[::-1], longer[::-1], strict=False)) if pair[0] != pair[1]), len(shorter)
    )
    return len(longer) - len(shorter) <= 1 and same + behind >= len(longer) - 1
