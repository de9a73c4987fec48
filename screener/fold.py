"""Text becomes folded words; every word remembers its place in the raw text.

The raw text is cut at spaces; each chunk is cut into tokens, folded once and remembered, so a word costs one dict
look-up. Only a post in which words wait for their neighbours (names, titles) takes the second step, the joining.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from itertools import chain, pairwise
from operator import itemgetter, or_
from typing import TypeVar

from screener.names import SPACED, Joined, Neighbours
from screener.spelling import ABBREVIATIONS, DRAWN, Speller
from screener.vocabulary import (
    BARS,
    BLANKS,
    CAPITALS,
    EXCLAIMED,
    LONG,
    MASKED,
    NAME,
    NO_FOLLOWERS,
    STOP_ID,
    STYLE_MASK,
    TITLE,
    TITLE_CASE,
    UNKNOWN_ID,
    VOWEL,
    WORDS,
    Vocabulary,
    counts,
    lane,
)

STYLES = ("<kapital>", "<kata kapital>", "<huruf judul>", "<!!>", "<huruf samar>", "<huruf panjang>", "<||>")
"""Style words: what folding takes away. Mostly capitals, words in capitals, Title Case All Through, two or more
exclamation marks, digits inside words, drawn-out letters, bars between clauses."""
_DISGUISED = re.compile(r"[^\W\d_][0-9@$][^\W\d_]")
_SILENT, _STOPS = ',:()"“”', (".", "!", "?")
_ANY_STYLE = STYLE_MASK & ~(lane(BLANKS) * (2**32 - 1))
_CAPITALS, _TITLE_CASE, _LONG = lane(CAPITALS), lane(TITLE_CASE), lane(LONG)

_SHORT = 3
"""Characters up to which letters with a digit inside are an abbreviation (p3k), no disguise."""
_DOWNWARDS = 1.7
"""Words a line up to which a line break ends no sentence."""

_Chunk = tuple[tuple[int, ...], int, int, dict[int, int], int]
"""What stands between two spaces: its words, tally, first word, the followers of its last one, all flags or-ed."""
_T = TypeVar("_T")
_words: Callable[[_Chunk], tuple[int, ...]] = itemgetter(0)
_tally: Callable[[_Chunk], int] = itemgetter(1)
_flags: Callable[[_Chunk], int] = itemgetter(4)


class Folded:
    """A post as the detectors see it.

    Attributes
    ----------
    text : str
        The raw text.
    tally : int
        The sum of the tallies of its words and pairs.
    counts : tuple of int
        The tally's lanes below the classifier's.
    """

    __slots__ = ("_chunks", "_folder", "_joined", "_words", "counts", "tally", "text")

    def __init__(
        self,
        text: str,
        tally: int,
        counted: tuple[int, ...],
        chunks: list[_Chunk],
        folder: Folder,
        words: list[int] | None = None,
        joined: Sequence[Joined] = (),
    ) -> None:
        self.text, self.tally, self.counts = text, tally, counted
        self._chunks, self._folder, self._words, self._joined = chunks, folder, words, joined

    @property
    def words(self) -> list[int]:
        """The numbers of its words, in order; a sentence end is a word too."""
        if self._words is None:
            self._words = list(chain.from_iterable(map(_words, self._chunks)))
        return self._words

    @property
    def flags(self) -> int:
        """The flags of all its words, or-ed."""
        if self._joined:
            return self._folder.vocabulary.all_flags(self.words)
        return reduce(or_, map(_flags, self._chunks), 0)

    def spans(self) -> list[tuple[int, int]]:
        """Start and end (code points, end exclusive) of every word in the raw text."""
        spans = self._folder.spans(self.text)
        if not self._joined:
            return spans
        found: list[tuple[int, int]] = []
        done = 0
        for first, behind, words in self._joined:
            found += spans[done:first]
            found += [(spans[first][0], spans[behind - 1][1])] * words
            done = behind
        return found + spans[done:]

    def styles(self) -> list[str]:
        """The style words of the raw text, a subset of ``STYLES``."""
        if not self.tally & _ANY_STYLE:
            return []
        counted = self.counts
        words, capitals, title = counted[WORDS], counted[CAPITALS], counted[TITLE_CASE]
        shouted = capitals > 0.6 * words and words >= 3
        found = {
            "<kapital>": shouted,
            "<kata kapital>": capitals >= 2 and not shouted,
            "<huruf judul>": title >= 5 and title >= 0.75 * words,
            "<!!>": counted[EXCLAIMED],
            "<huruf samar>": counted[MASKED],
            "<huruf panjang>": counted[LONG],
            "<||>": counted[BARS],
        }
        return [style for style, holds in found.items() if holds]


class Folder:
    """Folds texts.

    Parameters
    ----------
    vocabulary : Vocabulary
        Numbers for words.
    spellings : mapping of str to str
        Slang and abbreviations.
    """

    REMEMBERED = 1 << 15  # chunks kept before the memory starts anew: hostile input must not fill it, and a large file stays as small as a short one
    LONGEST = 100  # characters of a chunk that is remembered

    def __init__(self, vocabulary: Vocabulary, spellings: Mapping[str, str]) -> None:
        self.vocabulary = vocabulary
        self.speller = Speller(spellings)
        self.neighbours = Neighbours(vocabulary, self.speller)
        self._chunks = _Chunks(vocabulary, self.speller)
        self._places = _Places(self.speller)

    def read(self, text: str) -> Folded:
        """Fold a text. Never raises on any str; time is linear in its length."""
        chunks = list(map(self._chunks.__getitem__, _one_line(text).split(" ")))
        tally = self._add_up(chunks)
        counted = counts(tally)
        if counted[BLANKS]:
            chunks = [chunk for chunk in chunks if chunk[0]]
            tally = (self._add_up(chunks) & ~STYLE_MASK) | (tally & STYLE_MASK)  # neighbours across a double space
            counted = counts(tally)
        if not self._waits(counted, chunks, text):
            return Folded(text, tally, counted, chunks, self)
        words, joined = self.neighbours.join(list(chain.from_iterable(map(_words, chunks))), _Raw(self, text))
        tally = self.vocabulary.add_up(words, _style_outside(chunks, joined))
        return Folded(text, tally, counts(tally), chunks, self, words, joined)

    def _add_up(self, chunks: list[_Chunk]) -> int:
        """The tally of chunks in a row."""
        pairs: list[int] = []
        followers = NO_FOLLOWERS
        for _, _, first, after, _ in chunks:
            if first in followers:
                pairs.append(followers[first])
            followers = after
        return sum(pairs, sum(map(_tally, chunks)))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the words of ``text`` stand before any joining; several words of one token share its span."""
        found: list[tuple[int, int]] = []
        offset = 0
        for chunk in _one_line(text).split(" "):
            found += [(offset + begin, offset + end) for begin, end in self._places[chunk]]
            offset += len(chunk) + 1
        return found

    def _waits(self, counted: tuple[int, ...], chunks: list[_Chunk], text: str) -> bool:
        """Whether words need their neighbours; a title does before something capitalised."""
        if counted[NAME]:
            return True
        if counted[TITLE] and (counted[TITLE_CASE] or counted[CAPITALS]):
            awaits = self.neighbours.awaits
            if any(behind[1] & (_TITLE_CASE | _CAPITALS) and ahead[0][-1] in awaits for ahead, behind in pairwise(chunks)):
                return True
        return bool(counted[VOWEL] and SPACED.search(text))


def _one_line(text: str) -> str:
    """A text written downwards, a word or two a line, as one line of the same length; any other as it is."""
    breaks = text.count("\n")
    return text.replace("\n", " ") if breaks > 2 and len(text.split()) <= _DOWNWARDS * (breaks + 1) else text


class _Raw:
    """The raw tokens of a text's words, cut out when the first one is asked for."""

    def __init__(self, folder: Folder, text: str) -> None:
        self._folder, self._text = folder, text
        self._spans: list[tuple[int, int]] | None = None

    def __call__(self, word: int) -> str:
        if self._spans is None:
            self._spans = self._folder.spans(self._text)
        start, end = self._spans[word]
        return self._text[start:end]


def _remember(memory: dict[str, _T], chunk: str, found: _T) -> _T:
    """Keep what was worked out for a chunk, within bounds."""
    if len(chunk) <= Folder.LONGEST:
        if len(memory) >= Folder.REMEMBERED:
            memory.clear()
        memory[chunk] = found
    return found


class _Chunks(dict[str, _Chunk]):
    """Chunk between spaces → what it adds up to; worked out on first sight."""

    def __init__(self, vocabulary: Vocabulary, speller: Speller) -> None:
        self._vocabulary, self._speller = vocabulary, speller
        self._unknown: dict[int, _Chunk] = {}  # by style: what nobody knows is all the same

    def __missing__(self, chunk: str) -> _Chunk:
        bare = chunk.strip(_SILENT)
        if bare != chunk:
            found = self[bare]  # a comma and the like: the same words
        elif chunk.isascii() and chunk.isalpha():
            found = self._word(chunk)
        elif chunk[-1:] in _STOPS and chunk[:-1].isalpha() and chunk.isascii() and chunk[:-1].lower() not in ABBREVIATIONS:
            found = self._stopped(self[chunk[:-1]])
        else:
            found = self._mixture(chunk)
        return _remember(self, chunk, found)

    def _word(self, chunk: str) -> _Chunk:
        """A chunk of plain letters."""
        drawn = DRAWN.search(chunk) is not None
        style = _LONG if drawn else 0
        if not chunk.islower():
            style += _case(chunk)
        return self._found(self._speller.fold_letters(chunk, drawn=drawn), style)

    def _stopped(self, before: _Chunk) -> _Chunk:
        """A chunk and the sentence end behind it."""
        words, tally, first, after, flags = before
        vocabulary = self._vocabulary
        tally += after.get(STOP_ID, 0)
        return (
            (*words, STOP_ID),
            tally,
            first,
            vocabulary.followers.get(STOP_ID, NO_FOLLOWERS),
            flags | vocabulary.flags.get(STOP_ID, 0),
        )

    def _mixture(self, chunk: str) -> _Chunk:
        """Any other chunk."""
        fold = self._speller.fold
        folded = [word for begin, end in self._speller.tokens(chunk) for word in fold(chunk[begin:end])]
        return self._found(folded, _count_styles(chunk))

    def _found(self, folded: Sequence[str], style: int) -> _Chunk:
        vocabulary = self._vocabulary
        if any(word[0] == "<" for word in folded):
            style = 0  # how a masked name is written must not matter
        if len(folded) == 1:
            word = vocabulary.number(folded[0])
            if word == UNKNOWN_ID:
                unknown = (word,), vocabulary.tallies[word] + style, word, vocabulary.followers.get(word, NO_FOLLOWERS), 0
                return self._unknown.setdefault(style, unknown)
            after, flags = vocabulary.followers.get(word, NO_FOLLOWERS), vocabulary.flags.get(word, 0)
            return (word,), vocabulary.tallies[word] + style, word, after, flags
        if not folded:
            return (), lane(BLANKS) + style, UNKNOWN_ID, NO_FOLLOWERS, 0
        words = tuple(map(vocabulary.number, folded))
        after, flags = vocabulary.followers.get(words[-1], NO_FOLLOWERS), vocabulary.all_flags(words)
        return words, vocabulary.add_up(words, style), words[0], after, flags


class _Places(dict[str, list[tuple[int, int]]]):
    """Chunk → where its words stand in it; several words of one token share its place."""

    def __init__(self, speller: Speller) -> None:
        self._speller = speller

    def __missing__(self, chunk: str) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for begin, end in self._speller.tokens(chunk):
            found += [(begin, end)] * len(self._speller.fold(chunk[begin:end]))
        return _remember(self, chunk, found)


def _style_outside(chunks: list[_Chunk], joined: list[Joined]) -> int:
    """The style counts of the chunks that no name or other joined word stands in."""
    inside = {at for first, behind, _ in joined for at in range(first, behind)}
    style = at = 0
    for words, tally, *_ in chunks:
        if inside.isdisjoint(range(at, at + len(words))):
            style += tally & STYLE_MASK
        at += len(words)
    return style


def _case(chunk: str) -> int:
    if chunk.isupper() and len(chunk) > 2:
        return _CAPITALS
    return _TITLE_CASE if chunk.istitle() else 0


def _count_styles(chunk: str) -> int:
    """One in the lane of every style that a chunk of more than letters shows."""
    style = 0 if chunk.islower() else _case(chunk)
    if any(match[1].isalpha() for match in DRAWN.finditer(chunk)) and not chunk.startswith(("http", "www")):
        style += _LONG
    if "!!" in chunk or "❗" in chunk:
        style += lane(EXCLAIMED)
    if "||" in chunk:
        style += lane(BARS)
    if len(chunk) > _SHORT and chunk[0] not in "@#h[" and _DISGUISED.search(chunk):
        style += lane(MASKED)
    return style
