"""The phrase language of the rules: no regular expressions, linear on any input.

==================  ==========================================================================
``word``            this word, as folding writes it
``word*``           any word that begins so
``~word``           any Indonesian inflection of the word (pilih, memilih, dipilih; not pilihan)
``{lexicon}``       any entry of a lexicon
``(a|b c)``         one of these
``[optional]``      this or nothing; ``[a|b]`` one of these or nothing
``...``  ``...2``   up to four (two) words of the same sentence
==================  ==========================================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from screener.errors import ScreenerError
from screener.fold import STOP_ID

GAP = 4
"""Words that ``...`` may skip."""

_PIECE = re.compile(r"\s*(\.\.\.\d*|[()\[\]|]|\{[^{}\s]*\}|~?[^\s()\[\]{}|~]+|\S)")


class PhraseError(ScreenerError, ValueError):
    """A phrase that cannot be read; ``at`` is the offset (code points) of the mistake in the phrase."""

    def __init__(self, at: int, *, id: str, en: str) -> None:
        super().__init__(id=id, en=en)
        self.at = at


Rank = Callable[[frozenset[int]], int]
"""How common a set of words is."""
_FEW = 20  # word forms up to which a choice is found by its first word


@dataclass(frozen=True, slots=True)
class Word:
    """One word out of a set of word numbers."""

    numbers: frozenset[int]
    longest: int = 1

    def ends(self, words: Sequence[int], at: int) -> Iterable[int]:
        return (at + 1,) if at < len(words) and words[at] in self.numbers else ()

    def needs(self, rank: Rank) -> list[frozenset[int]]:  # noqa: ARG002
        return [self.numbers]

    def starts(self) -> frozenset[int]:
        return self.numbers


@dataclass(frozen=True, slots=True)
class Entries:
    """Any entry of a lexicon: its words, and its entries of several words by their first one."""

    numbers: frozenset[int]
    longer: Mapping[int, Sequence[tuple[int, ...]]]

    @property
    def longest(self) -> int:
        return max((len(entry) for entries in self.longer.values() for entry in entries), default=1)

    def ends(self, words: Sequence[int], at: int) -> Iterable[int]:
        if at >= len(words):
            return ()
        word = words[at]
        if word not in self.longer:
            return (at + 1,) if word in self.numbers else ()
        found = {at + 1} if word in self.numbers else set()
        for entry in self.longer[word]:
            if tuple(words[at : at + len(entry)]) == entry:
                found.add(at + len(entry))
        return found

    def needs(self, rank: Rank) -> list[frozenset[int]]:
        rarest = {min(entry, key=lambda word: rank(frozenset({word}))) for entries in self.longer.values() for entry in entries}
        return [self.numbers | rarest]

    def starts(self) -> frozenset[int]:
        return self.numbers | self.longer.keys()


class Either:
    """One of several phrases; those that begin with a plain word are found by it."""

    def __init__(self, choices: Sequence[Node]) -> None:
        self._choices = tuple(choices)
        self._singles: frozenset[int] = frozenset()
        self._by_first: dict[int, list[Node]] = {}
        self._others: list[Node] = []
        for choice in choices:
            only = choice.nodes[0] if isinstance(choice, Row) and len(choice.nodes) == 1 else choice
            first = choice.nodes[0] if isinstance(choice, Row) else choice
            if isinstance(only, Word):
                self._singles |= only.numbers
            elif isinstance(first, Word) and len(first.numbers) < _FEW:
                for number in first.numbers:
                    self._by_first.setdefault(number, []).append(choice)
            else:
                self._others.append(only)

    @property
    def longest(self) -> int:
        return max(choice.longest for choice in self._choices)

    def ends(self, words: Sequence[int], at: int) -> Iterable[int]:
        if at >= len(words):
            return ()
        word = words[at]
        found = {at + 1} if word in self._singles else set()
        for choice in self._by_first.get(word, ()):
            found.update(choice.ends(words, at))
        for choice in self._others:
            found.update(choice.ends(words, at))
        return found

    def needs(self, rank: Rank) -> list[frozenset[int]]:
        return [frozenset().union(*(min(choice.needs(rank), key=rank) for choice in self._choices))]

    def starts(self) -> frozenset[int]:
        return frozenset().union(*(choice.starts() for choice in self._choices))


@dataclass(frozen=True, slots=True)
class Maybe:
    """A phrase or nothing."""

    node: Node

    @property
    def longest(self) -> int:
        return self.node.longest

    def ends(self, words: Sequence[int], at: int) -> Iterable[int]:
        return {at, *self.node.ends(words, at)}

    def needs(self, rank: Rank) -> list[frozenset[int]]:  # noqa: ARG002
        return []

    def starts(self) -> frozenset[int]:
        return self.node.starts()


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to ``longest`` words of the same sentence."""

    longest: int

    def ends(self, words: Sequence[int], at: int) -> Iterable[int]:
        end = at
        yield end
        while end < len(words) and end - at < self.longest and words[end] != STOP_ID:
            end += 1
            yield end

    def needs(self, rank: Rank) -> list[frozenset[int]]:  # noqa: ARG002
        return []

    def starts(self) -> frozenset[int]:
        return frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """One after the other."""

    nodes: tuple[Node, ...]

    @property
    def longest(self) -> int:
        return sum(node.longest for node in self.nodes)

    def ends(self, words: Sequence[int], at: int) -> Iterable[int]:
        here: Iterable[int] = (at,)
        for node in self.nodes:
            here = {end for begin in here for end in node.ends(words, begin)}
            if not here:
                break
        return here

    def needs(self, rank: Rank) -> list[frozenset[int]]:
        return [need for node in self.nodes for need in node.needs(rank)]

    def starts(self) -> frozenset[int]:
        found: frozenset[int] = frozenset()
        for node in self.nodes:
            found |= node.starts()
            if not isinstance(node, Maybe | Gap):
                break
        return found


Node = Word | Entries | Either | Maybe | Gap | Row


class Phrase:
    """A phrase ready to be looked for.

    Parameters
    ----------
    source : str
        As its author wrote it.
    node : Node
    rank : callable
        How common a set of words is; the rarest part that the phrase needs becomes its anchor.

    Attributes
    ----------
    needs : list[frozenset[int]]
        Sets of word numbers, the rarest first; a text holds the phrase only if it holds a word of each.
    """

    def __init__(self, source: str, node: Node, rank: Rank) -> None:
        self.source = source
        self.needs = sorted(node.needs(rank), key=rank)
        self._node, self._longest, self._starts = node, node.longest, node.starts()

    def find(self, words: Sequence[int], begin: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
        """Places ``(first, behind the last)`` of the phrase in ``words[begin:end]``, leftmost and shortest first."""
        part = words if begin == 0 and end is None else words[begin:end]
        anchor, starts, reach, done = self.needs[0], self._starts, self._longest, 0
        for anchored in [at for at, word in enumerate(part) if word in anchor]:
            for at in range(max(done, anchored - reach + 1), anchored + 1):
                if part[at] in starts:
                    stop = min((stop for stop in self._node.ends(part, at) if stop > at), default=0)
                    if stop:
                        yield begin + at, begin + stop
                        done = stop
                        break
                    done = at + 1


def parse(source: str, know: Callable[[str], frozenset[int]], lexicons: Mapping[str, Entries], rank: Rank) -> Phrase:
    """Read a phrase.

    Parameters
    ----------
    source : str
        The phrase as written in a rule file.
    know : callable
        Gives the word numbers for ``word``, ``word*`` or ``~word``.
    lexicons : mapping of str to Entries
        What ``{name}`` may refer to.
    rank : callable
        How common a set of words is.

    Raises
    ------
    PhraseError
        With the offset of the mistake and what to do about it.
    """
    pieces = [(match.start(1), match[1]) for match in _PIECE.finditer(source)]
    node, left = _parse_row(pieces, know, lexicons)
    if left:
        at, piece = left[0]
        raise PhraseError(at, id=f"“{piece}” hanya boleh di dalam kurung yang terbuka", en=f"“{piece}” may stand only inside an open bracket")
    if not node.needs(rank):
        raise PhraseError(0, id="frasa ini tidak mewajibkan satu kata pun", en="this phrase requires no word at all")
    if isinstance(node.nodes[0], Gap) or isinstance(node.nodes[-1], Gap):
        raise PhraseError(0, id="frasa tidak boleh mulai atau berakhir dengan “...”", en="a phrase may not begin or end with “...”")
    return Phrase(source, node, rank)


_Pieces = list[tuple[int, str]]
_CLOSING = {"(": ")", "[": "]"}


def _parse_row(pieces: _Pieces, know: Callable[[str], frozenset[int]], lexicons: Mapping[str, Entries]) -> tuple[Row, _Pieces]:
    """Read up to ``|``, ``)`` or ``]``; returns what is left, beginning with the piece that stopped it."""
    nodes: list[Node] = []
    while pieces and pieces[0][1] not in ("|", ")", "]"):
        (at, piece), *pieces = pieces
        if piece in _CLOSING:
            choices, pieces = _parse_choices(at, piece, pieces, know, lexicons)
            nodes.append(choices if piece == "(" else Maybe(choices))
        else:
            nodes.append(_read_piece(at, piece, know, lexicons))
    return Row(tuple(nodes)), pieces


def _parse_choices(
    at: int, opening: str, pieces: _Pieces, know: Callable[[str], frozenset[int]], lexicons: Mapping[str, Entries]
) -> tuple[Either, _Pieces]:
    """Read ``a|b c`` behind the opening bracket at ``at``, and the bracket that closes it."""
    closing = _CLOSING[opening]
    choices: list[Node] = []
    while True:
        row, pieces = _parse_row(pieces, know, lexicons)
        if not pieces or pieces[0][1] not in ("|", closing):
            raise PhraseError(at, id=f"“{opening}” ini tidak ditutup dengan “{closing}”", en=f"this “{opening}” is not closed by “{closing}”")
        if all(isinstance(node, Maybe | Gap) for node in row.nodes):
            raise PhraseError(at, id="ada pilihan kosong di dalam kurung", en="there is an empty choice inside the brackets")
        choices.append(row)
        (_, stopped), *pieces = pieces
        if stopped == closing:
            return Either(choices), pieces


def _read_piece(at: int, piece: str, know: Callable[[str], frozenset[int]], lexicons: Mapping[str, Entries]) -> Node:
    if piece.startswith("..."):
        return Gap(int(piece[3:] or GAP))
    if piece.startswith("{") and piece.endswith("}"):
        try:
            return lexicons[piece[1:-1]]
        except KeyError:
            known = ", ".join(sorted(lexicons))
            raise PhraseError(
                at,
                id=f"leksikon “{piece[1:-1]}” tidak ada; yang ada: {known}",
                en=f"there is no lexicon “{piece[1:-1]}”; there are: {known}",
            ) from None
    if piece in ("~", "{", "}", "*"):
        raise PhraseError(at, id=f"“{piece}” berdiri sendiri", en=f"“{piece}” stands alone")
    return Word(know(piece))


def inflections(stem: str) -> set[str]:
    """The verb forms of a stem, standard and colloquial.

    Nouns are left out on purpose: *pilihan* is no voting. Prefixes assimilate as the standard grammar says (Moeliono et
    al., *Tata Bahasa Baku Bahasa Indonesia*, chapter on verbs): memilih, menulis, menyokong, mengirim, menggunakan.
    """
    first, rest = stem[0], stem[1:]
    formal, casual = {
        "p": ("mem" + rest, "m" + rest),
        "t": ("men" + rest, "n" + rest),
        "k": ("meng" + rest, "ng" + rest),
        "s": ("meny" + rest, "ny" + rest),
        "c": ("men" + stem, "ny" + rest),
        "b": ("mem" + stem, "m" + stem),
        "f": ("mem" + stem, "nge" + stem),
        "d": ("men" + stem, "n" + stem),
        "j": ("men" + stem, "n" + stem),
        "g": ("meng" + stem, "ng" + stem),
        "h": ("meng" + stem, "ng" + stem),
    }.get(first, ("meng" + stem, "ng" + stem) if first in "aeiou" else ("me" + stem, "nge" + stem))
    fronts = {stem, formal, casual, "nge" + stem, "di" + stem, "ter" + stem, "ber" + stem, "ku" + stem, "kau" + stem}
    backs = ("", "kan", "i", "in", "lah", "kanlah", "ilah", "nya", "kannya", "inya")
    return {front + back for front in fronts for back in backs}
