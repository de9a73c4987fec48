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
from difflib import get_close_matches
from functools import cached_property
from typing import NamedTuple

from screener.errors import ScreenerError
from screener.vocabulary import STOP_ID

GAP = 4
"""Words that ``...`` may skip."""

_PIECE = re.compile(r"\s*(\.\.\.\d*|[()\[\]|]|\{[^{}\s]*\}|~?(?:(?!\.\.\.)[^\s()\[\]{}|~])+|\S)")
_DEEPEST = 20


class PhraseError(ScreenerError, ValueError):
    """A phrase that cannot be read; ``at`` is the offset (code points) of the mistake in the phrase."""

    def __init__(self, at: int, *, id: str, en: str) -> None:
        super().__init__(id=id, en=en)
        self.at = at


class Need(NamedTuple):
    """A set of word numbers of which a text must hold one, and in how many posts one stands, about."""

    common: int
    numbers: frozenset[int]


_FEW = 20  # word forms up to which a choice is found by its first word


class Word:
    """One word out of a set of word numbers."""

    longest = 1

    def __init__(self, need: Need) -> None:
        self.needs = (need,)
        self.starts = self._numbers = need.numbers

    def ends(self, words: Sequence[int], at: int) -> Iterable[int]:
        return (at + 1,) if at < len(words) and words[at] in self._numbers else ()


class Entries:
    """Any entry of a lexicon: its words, and its entries of several words by their first one.

    Attributes
    ----------
    singles : frozenset of int
        The numbers of its entries of one word.
    """

    def __init__(self, need: Need, singles: frozenset[int], longer: Mapping[int, Sequence[tuple[int, ...]]]) -> None:
        self.needs = (need,)
        self.starts = singles | longer.keys()
        self.longest = max((len(entry) for entries in longer.values() for entry in entries), default=1)
        self.singles, self._longer = singles, longer

    def ends(self, words: Sequence[int], at: int) -> Iterable[int]:
        if at >= len(words):
            return ()
        word = words[at]
        if word not in self._longer:
            return (at + 1,) if word in self.singles else ()
        found = {at + 1} if word in self.singles else set()
        for entry in self._longer[word]:
            if tuple(words[at : at + len(entry)]) == entry:
                found.add(at + len(entry))
        return found


NO_ENTRIES = Entries(Need(0, frozenset()), frozenset(), {})


class Either:
    """One of several phrases; those that begin with a plain word are found by it.

    Only what a rulebook needs is worked out at once: most phrases are never tried on a post.
    """

    def __init__(self, choices: Sequence[Node]) -> None:
        rarest = [choice.needs[0] if type(choice) is Word else min(choice.needs) for choice in choices]
        self.longest: int = max([choice.longest for choice in choices])
        self.needs: tuple[Need, ...] = (
            Need(sum([need.common for need in rarest]), frozenset[int]().union(*[need.numbers for need in rarest])),
        )
        self._choices = choices

    @cached_property
    def starts(self) -> frozenset[int]:
        """The words that it may begin with."""
        return frozenset[int]().union(*[choice.starts for choice in self._choices])

    @cached_property
    def _found_by(self) -> tuple[frozenset[int], dict[int, list[Node]], list[Node]]:
        """The choices of one word, those found by their first word, all others."""
        singles = frozenset[int]().union(*[choice.starts for choice in self._choices if type(choice) is Word])
        by_first: dict[int, list[Node]] = {}
        others: list[Node] = []
        for choice in self._choices:
            if isinstance(choice, Row) and isinstance(choice.nodes[0], Word) and len(choice.starts) < _FEW:
                for number in choice.starts:
                    by_first.setdefault(number, []).append(choice)
            elif type(choice) is not Word:
                others.append(choice)
        return singles, by_first, others

    def ends(self, words: Sequence[int], at: int) -> Iterable[int]:
        if at >= len(words):
            return ()
        word = words[at]
        singles, by_first, others = self._found_by
        found = {at + 1} if word in singles else set()
        for choice in by_first.get(word, ()):
            found.update(choice.ends(words, at))
        for choice in others:
            found.update(choice.ends(words, at))
        return found


class Maybe:
    """A phrase or nothing."""

    needs: tuple[Need, ...] = ()

    def __init__(self, node: Either) -> None:
        self.longest, self._node = node.longest, node

    @property
    def starts(self) -> frozenset[int]:
        """The words that it may begin with."""
        return self._node.starts

    def ends(self, words: Sequence[int], at: int) -> Iterable[int]:
        return {at, *self._node.ends(words, at)}


class Gap:
    """Up to ``longest`` words of the same sentence."""

    needs: tuple[Need, ...] = ()
    starts: frozenset[int] = frozenset()

    def __init__(self, longest: int) -> None:
        self.longest = longest

    def ends(self, words: Sequence[int], at: int) -> Iterable[int]:
        end = at
        yield end
        while end < len(words) and end - at < self.longest and words[end] != STOP_ID:
            end += 1
            yield end


class Row:
    """One after the other."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.nodes = tuple(nodes)
        self.longest: int = sum([node.longest for node in nodes])
        self.needs: tuple[Need, ...] = tuple([need for node in nodes for need in node.needs])

    @cached_property
    def starts(self) -> frozenset[int]:
        """The words that it may begin with: those of its first part that must be there, and of what may stand before."""
        starts = frozenset[int]()
        for node in self.nodes:
            starts |= node.starts
            if node.needs:
                break
        return starts

    def ends(self, words: Sequence[int], at: int) -> Iterable[int]:
        here: Iterable[int] = (at,)
        for node in self.nodes:
            here = {end for begin in here for end in node.ends(words, begin)}
            if not here:
                break
        return here


Node = Word | Entries | Either | Maybe | Gap | Row


class Phrase:
    """A phrase ready to be looked for.

    Attributes
    ----------
    source : str
        As its author wrote it.
    needs : list[frozenset[int]]
        Sets of word numbers, the rarest first; a text holds the phrase only if it holds a word of each.
    """

    def __init__(self, source: str, node: Node) -> None:
        self.source = source
        self.needs = [need.numbers for need in sorted(node.needs, key=_common)]
        self._node = node

    def parts(self) -> list[tuple[str, Node]]:
        """What must be there, part by part, each as its author wrote it: no gaps, nothing optional."""
        nodes = self._node.nodes if isinstance(self._node, Row) else (self._node,)
        return [(written, node) for written, node in zip(_top_level(self.source), nodes, strict=True) if node.needs]

    def find(self, words: Sequence[int], begin: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
        """Places ``(first, behind the last)`` of the phrase in ``words[begin:end]``, leftmost and shortest first."""
        part = words if begin == 0 and end is None else words[begin:end]
        anchor, starts, reach, done = self.needs[0], self._node.starts, self._node.longest, 0
        for anchored in [at for at, word in enumerate(part) if word in anchor]:
            for at in range(max(done, anchored - reach + 1), anchored + 1):
                if part[at] in starts:
                    stop = min((stop for stop in self._node.ends(part, at) if stop > at), default=0)
                    if stop:
                        yield begin + at, begin + stop
                        done = stop
                        break
                    done = at + 1


def _common(need: Need) -> int:
    return need.common


def _top_level(source: str) -> list[str]:
    """The pieces of a phrase, brackets with all that is in them as one."""
    found: list[str] = []
    begin = depth = 0
    for match in _PIECE.finditer(source):
        if depth == 0:
            begin = match.start(1)
        depth += (match[1] in _CLOSING) - (match[1] in _CLOSING.values())
        if depth == 0:
            found.append(source[begin : match.end()])
    return found


def parse(source: str, know: Callable[[str], Word], lexicons: Mapping[str, Entries]) -> Phrase:
    """Read a phrase.

    Parameters
    ----------
    source : str
        The phrase as written in a rule file.
    know : callable
        Gives the word for ``word``, ``word*`` or ``~word``.
    lexicons : mapping of str to Entries
        What ``{name}`` may refer to.

    Raises
    ------
    PhraseError
        With the offset of the mistake and what to do about it.
    """
    pieces = [(match.start(1), match[1]) for match in _PIECE.finditer(source)]
    if source.count("(") + source.count("[") > _DEEPEST:
        _refuse_depth(pieces)
    node, left = _parse_row(pieces, 0, know, lexicons)
    if left < len(pieces):
        at, piece = pieces[left]
        raise PhraseError(at, id=f"“{piece}” hanya boleh di dalam kurung yang terbuka", en=f"“{piece}” may stand only inside an open bracket")
    if not node.needs:
        raise PhraseError(0, id="frasa ini tidak mewajibkan satu kata pun", en="this phrase requires no word at all")
    if isinstance(node, Row) and (isinstance(node.nodes[0], Gap) or isinstance(node.nodes[-1], Gap)):
        at = pieces[0 if isinstance(node.nodes[0], Gap) else -1][0]
        raise PhraseError(at, id="frasa tidak boleh mulai atau berakhir dengan “...”", en="a phrase may not begin or end with “...”")
    return Phrase(source, node)


_Pieces = list[tuple[int, str]]


def _refuse_depth(pieces: _Pieces) -> None:
    """A PhraseError for brackets that stand in each other without end."""
    depth = 0
    for at, piece in pieces:
        depth += (piece in _CLOSING) - (piece in _CLOSING.values())
        if depth > _DEEPEST:
            raise PhraseError(at, id="terlalu banyak kurung di dalam kurung", en="too many brackets inside brackets")


_CLOSING = {"(": ")", "[": "]"}
_MARKS = frozenset("()[]|")


def _parse_row(pieces: _Pieces, at: int, know: Callable[[str], Word], lexicons: Mapping[str, Entries]) -> tuple[Node, int]:
    """Read pieces from ``at`` up to ``|``, ``)`` or ``]``; returns the place of the piece that stopped it."""
    nodes: list[Node] = []
    while at < len(pieces) and pieces[at][1] not in ("|", ")", "]"):
        piece = pieces[at][1]
        if piece in _CLOSING:
            choices, at = _parse_choices(pieces, at, know, lexicons)
            nodes.append(choices if piece == "(" else Maybe(choices))
        else:
            nodes.append(_read_piece(*pieces[at], know, lexicons))
            at += 1
    return (nodes[0] if len(nodes) == 1 else Row(nodes)), at


def _parse_choices(pieces: _Pieces, at: int, know: Callable[[str], Word], lexicons: Mapping[str, Entries]) -> tuple[Either, int]:
    """Read ``a|b c`` behind the opening bracket at ``at``, and the bracket that closes it."""
    offset, opening = pieces[at]
    closing = _CLOSING[opening]
    choices: list[Node] = []
    ends = ("|", closing)
    last = len(pieces) - 2
    while True:
        if at < last and pieces[at + 2][1] in ends and (piece := pieces[at + 1][1]) not in _MARKS:  # most choices are one word
            row, at = know(piece) if piece.isalpha() else _read_piece(*pieces[at + 1], know, lexicons), at + 2
        else:
            row, at = _parse_row(pieces, at + 1, know, lexicons)
        if at == len(pieces) or pieces[at][1] not in ends:
            raise PhraseError(offset, id=f"“{opening}” ini tidak ditutup dengan “{closing}”", en=f"this “{opening}” is not closed by “{closing}”")
        if not row.needs:
            raise PhraseError(offset, id="ada pilihan kosong di dalam kurung", en="there is an empty choice inside the brackets")
        choices.append(row)
        if pieces[at][1] == closing:
            return Either(choices), at + 1


def _read_piece(at: int, piece: str, know: Callable[[str], Word], lexicons: Mapping[str, Entries]) -> Node:
    if piece.isalpha():
        return know(piece)
    if piece.startswith("..."):
        return Gap(int(piece[3:] or GAP))
    if piece.startswith("{") and piece.endswith("}"):
        try:
            return lexicons[piece[1:-1]]
        except KeyError:
            close, known = get_close_matches(piece[1:-1], lexicons, 1), ", ".join(sorted(lexicons))
            raise PhraseError(
                at,
                id=f"leksikon “{piece[1:-1]}” tidak ada; " + (f"mungkin maksudnya {{{close[0]}}}?" if close else f"yang ada: {known}"),
                en=f"there is no lexicon “{piece[1:-1]}”; " + (f"did you mean {{{close[0]}}}?" if close else f"there are: {known}"),
            ) from None
    if piece in ("{", "}"):
        raise PhraseError(
            at, id="kurung { } memuat nama satu leksikon tanpa spasi, misalnya {ajakan}", en="the brackets { } hold the name of one lexicon without blanks, as in {ajakan}"
        )
    if piece in ("~", "*") or (piece[0] == "~" and piece[-1] == "*"):
        raise PhraseError(
            at,
            id=f"“{piece}” bukan kata; tulis kata* untuk awalannya atau ~kata untuk bentuk-bentuknya, tidak keduanya",
            en=f"“{piece}” is no word; write word* for its beginning or ~word for its inflections, not both",
        )
    return know(piece)


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
    backs = ("", "kan", "i", "in", "lah", "nya", "kanlah", "kannya")
    return {front + back for front in fronts for back in backs}
