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


@dataclass(frozen=True, slots=True)
class Word:
    """One word out of a set of word numbers."""

    numbers: frozenset[int]

    def ends(self, words: Sequence[int], at: int) -> Iterable[int]:
        return (at + 1,) if at < len(words) and words[at] in self.numbers else ()

    def needs(self) -> list[frozenset[int]]:
        return [self.numbers]

    def starts(self) -> frozenset[int]:
        return self.numbers


@dataclass(frozen=True, slots=True)
class Entries:
    """Any entry of a lexicon: its words, and its entries of several words by their first one."""

    numbers: frozenset[int]
    longer: Mapping[int, Sequence[tuple[int, ...]]]

    def ends(self, words: Sequence[int], at: int) -> Iterable[int]:
        if at >= len(words):
            return ()
        found = {at + 1} if words[at] in self.numbers else set()
        for entry in self.longer.get(words[at], ()):
            if tuple(words[at : at + len(entry)]) == entry:
                found.add(at + len(entry))
        return found

    def needs(self) -> list[frozenset[int]]:
        return [self.starts()]

    def starts(self) -> frozenset[int]:
        return self.numbers | self.longer.keys()


@dataclass(frozen=True, slots=True)
class Either:
    """One of several phrases."""

    choices: tuple[Node, ...]

    def ends(self, words: Sequence[int], at: int) -> Iterable[int]:
        return {end for choice in self.choices for end in choice.ends(words, at)}

    def needs(self) -> list[frozenset[int]]:
        return [frozenset().union(*(choice.needs()[0] for choice in self.choices))]

    def starts(self) -> frozenset[int]:
        return frozenset().union(*(choice.starts() for choice in self.choices))


@dataclass(frozen=True, slots=True)
class Maybe:
    """A phrase or nothing."""

    node: Node

    def ends(self, words: Sequence[int], at: int) -> Iterable[int]:
        return {at, *self.node.ends(words, at)}

    def needs(self) -> list[frozenset[int]]:
        return []

    def starts(self) -> frozenset[int]:
        return self.node.starts()


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to ``most`` words of the same sentence."""

    most: int

    def ends(self, words: Sequence[int], at: int) -> Iterable[int]:
        end = at
        yield end
        while end < len(words) and end - at < self.most and words[end] != STOP_ID:
            end += 1
            yield end

    def needs(self) -> list[frozenset[int]]:
        return []

    def starts(self) -> frozenset[int]:
        return frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """One after the other."""

    nodes: tuple[Node, ...]

    def ends(self, words: Sequence[int], at: int) -> Iterable[int]:
        here = {at}
        for node in self.nodes:
            here = {end for begin in here for end in node.ends(words, begin)}
            if not here:
                break
        return here

    def needs(self) -> list[frozenset[int]]:
        return [need for node in self.nodes for need in node.needs()]

    def starts(self) -> frozenset[int]:
        found: frozenset[int] = frozenset()
        for node in self.nodes:
            found |= node.starts()
            if node.needs():
                break
        return found


Node = Word | Entries | Either | Maybe | Gap | Row


class Phrase:
    """A phrase ready to be looked for.

    Attributes
    ----------
    source : str
        As its author wrote it.
    needs : list[frozenset[int]]
        Sets of word numbers; a text holds the phrase only if it holds a word of each.
    """

    def __init__(self, source: str, node: Node) -> None:
        self.source = source
        self._node = node
        self.needs = node.needs()
        self._starts = node.starts()

    def find(self, words: Sequence[int], begin: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
        """Places ``(first, behind the last)`` of the phrase in ``words[begin:end]``, leftmost and shortest first."""
        part = words if begin == 0 and end is None else words[begin:end]
        starts, at = self._starts, 0
        while at < len(part):
            if part[at] in starts:
                stop = min((stop for stop in self._node.ends(part, at) if stop > at), default=0)
                if stop:
                    yield begin + at, begin + stop
                    at = stop
                    continue
            at += 1


def parse(source: str, know: Callable[[str], frozenset[int]], lexicons: Mapping[str, Entries]) -> Phrase:
    """Read a phrase.

    Parameters
    ----------
    source : str
        The phrase as written in a rule file.
    know : callable
        Gives the word numbers for ``word``, ``word*`` or ``~word``.
    lexicons : mapping of str to Entries
        What ``{name}`` may refer to.

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
    phrase = Phrase(source, node)
    if not phrase.needs:
        raise PhraseError(0, id="frasa ini tidak mewajibkan satu kata pun", en="this phrase requires no word at all")
    first, *_, last = [*node.nodes, *node.nodes] if isinstance(node, Row) else [node, node]
    if isinstance(first, Gap) or isinstance(last, Gap):
        raise PhraseError(0, id="frasa tidak boleh mulai atau berakhir dengan “...”", en="a phrase may not begin or end with “...”")
    return phrase


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
        if not row.needs():
            raise PhraseError(at, id="ada pilihan kosong di dalam kurung", en="there is an empty choice inside the brackets")
        choices.append(row)
        (_, stopped), *pieces = pieces
        if stopped == closing:
            return Either(tuple(choices)), pieces


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
