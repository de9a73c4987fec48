"""The words that rules and classifier know, and what each adds to a text's tally.

A text's tally is one long integer of lanes that add up side by side: counts below, the classifier's evidence above. So
one addition a word does the counting for everybody.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from functools import reduce
from itertools import pairwise, repeat
from operator import or_

from screener.spelling import ACCOUNT, HAND_SIGN, LINK, STOP, UNKNOWN

UNKNOWN_ID, STOP_ID, LINK_ID, ACCOUNT_ID, HAND_SIGN_ID = range(5)
WORDS, UNKNOWNS, BLANKS, CAPITALS, TITLE_CASE, EXCLAIMED, MASKED, LONG, BARS = range(9)
NAME, TITLE, VOWEL = range(9, 12)
"""Lanes: words, unknown words, chunks without a word; chunks by style; words and pairs that wait for their neighbours
(names and "nomor dua", titles, single vowels)."""
COUNTS = struct.Struct("<12I")
EVIDENCE_BITS = 8 * COUNTS.size
"""Where the classifier's lanes begin."""
_COUNT_MASK = (1 << EVIDENCE_BITS) - 1


def lane(number: int) -> int:
    """One, counted in a lane."""
    return 1 << 32 * number


STYLE_MASK = sum(lane(number) * (2**32 - 1) for number in range(BLANKS, BARS + 1))
NO_FOLLOWERS: dict[int, int] = {}


def counts(tally: int) -> tuple[int, ...]:
    """The lanes below the classifier's, by number."""
    return COUNTS.unpack((tally & _COUNT_MASK).to_bytes(COUNTS.size, "little"))


class Vocabulary:
    """The words that rules or classifier know, by number; all others share number 0.

    An open vocabulary, as training uses it, gives every new word a number of its own.

    Attributes
    ----------
    words : list of str
        By number.
    ids : dict
        The reverse.
    tallies : list of int
        By number, what one occurrence adds to a text's tally.
    followers : dict
        By number, what the words that may follow add to the tally together with it.
    flags : dict
        By number, for the rules: the phrases that the word serves.
    frequencies : mapping
        In how many training posts a word stood.
    """

    def __init__(self, frequencies: Mapping[str, int] | None = None, *, grows: bool = False) -> None:
        self.words: list[str] = []
        self.ids: dict[str, int] = {}
        self.tallies: list[int] = []
        self.followers: dict[int, dict[int, int]] = {}
        self.flags: dict[int, int] = {}
        self.frequencies = frequencies or {}
        self.grows = grows
        self._endings: dict[str, list[str]] = {}  # first letters -> prefixes written "pref*", longest first
        for word in (UNKNOWN, STOP, LINK, ACCOUNT, HAND_SIGN, *self.frequencies):
            self.add(word)
        self.tallies[:5] = [lane(WORDS) + lane(UNKNOWNS), 0, 0, 0, 0]  # only words are words

    def add(self, word: str) -> int:
        """The number of ``word``, a new one where it is not known yet; "pref*" stands for all words that begin so."""
        number = self.ids.setdefault(word, len(self.words))
        if number == len(self.words):
            self.words.append(word)
            self.tallies.append(lane(WORDS) if word[0].isalnum() or word[0] == "<" else 0)
            if word.endswith("*"):
                same = self._endings.setdefault(word[:3], [])
                same.append(word[:-1])
                same.sort(key=len, reverse=True)
        return number

    def number(self, word: str) -> int:
        """The number of a folded word, 0 where nobody knows it."""
        number = self.ids.get(word)
        if number is not None:
            return number
        if self.grows:
            return self.add(word)
        for prefix in self._endings.get(word[:3], ()):
            if word.startswith(prefix):
                return self.ids[prefix + "*"]
        return UNKNOWN_ID

    def add_up(self, words: Sequence[int], tally: int = 0) -> int:
        """The tally of words in a row, added to ``tally``."""
        followers = self.followers
        pairs = [followers[one][two] for one, two in pairwise(words) if one in followers and two in followers[one]]
        return sum(map(self.tallies.__getitem__, words), tally) + sum(pairs)

    def all_flags(self, words: Sequence[int]) -> int:
        """The flags of some words, or-ed."""
        return reduce(or_, map(self.flags.get, words, repeat(0)), 0)

    def mark(self, number: int, lane_number: int) -> None:
        """Have a word count in a lane, once."""
        if not self.tallies[number] >> 32 * lane_number & 1:
            self.tallies[number] += lane(lane_number)

    def mark_pair(self, first: int, second: int, lane_number: int) -> None:
        """Have two neighbours count in a lane."""
        after = self.followers.setdefault(first, {})
        after[second] = lane(lane_number)

    def commonness(self, numbers: frozenset[int]) -> int:
        """In how many training posts one of these words stood, about; a word that never did counts a little."""
        frequencies, words = self.frequencies, self.words
        if STOP_ID in numbers:
            return max(frequencies.values(), default=0) + 1
        return sum([1 + frequencies.get(words[number], 0) for number in numbers])

    def beginning_with(self, prefix: str) -> frozenset[int]:
        """The numbers of all words that begin with ``prefix``."""
        return frozenset(number for word, number in self.ids.items() if word.startswith(prefix))
