"""Words that wait for their neighbours: names and titles become one word, "nomor dua" a number, c o b l o s a word.

Who is named must not matter: rules and classifier see ``<calon>``, ``<orang>``, ``<partai>``, whichever it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import NamedTuple

from screener.spelling import CANDIDATE, NUMBER, PERSON, Speller
from screener.vocabulary import NAME, STOP_ID, TITLE, UNKNOWN_ID, VOWEL, Vocabulary

SPACED = re.compile(r"\b[^\W\d_](?: [^\W\d_]\b){2}")
"""Single letters with spaces between them."""
_MOST_TITLES, _MOST_NAMES = 4, 3


class Name(NamedTuple):
    """An entry of a masked lexicon: further words, the word that takes their place, and neighbours that forbid it."""

    rest: tuple[int, ...]
    mask: int
    not_beside: frozenset[int]


class Neighbours:
    """Knows the names, titles and numbers, and joins them."""

    def __init__(self, vocabulary: Vocabulary, speller: Speller) -> None:
        self._vocabulary, self._speller = vocabulary, speller
        self._names: dict[int, list[Name]] = {}
        self.titles: frozenset[int] = frozenset()
        self._and: frozenset[int] = frozenset()
        self._before_number: frozenset[int] = frozenset()
        self._number_words: frozenset[int] = frozenset()
        self._name_parts: set[str] = set()  # words that only names are made of, so that "Pak Ahmad" is a name still
        self._candidate, self._person, self._number = map(vocabulary.add, (CANDIDATE, PERSON, NUMBER))
        self._people = (self._candidate, self._person)
        self._vowels = frozenset(map(vocabulary.add, "aeiou"))
        for vowel in self._vowels:
            vocabulary.mark(vowel, VOWEL)
        self._begins = set(self._vowels)

    def know(self, word: str) -> int:
        """Add a word in its folded form and return its number; folding will look for it in disguised spellings."""
        number = self._vocabulary.add(self._speller.learn(word))
        self._name_parts.discard(word)
        return number

    def know_name(self, words: Sequence[str], mask: str, not_beside: Iterable[str] = ()) -> None:
        """Have ``words`` replaced by ``mask`` unless one of ``not_beside`` stands next to them."""
        parts = {word for word in words if word in self._name_parts or not self._speller.knows(word)}
        mask_id = self._vocabulary.add(mask)
        if len(words) == 1 and not not_beside and mask_id != self._candidate:
            self._speller.learn(words[0], mask)  # needs no neighbour: its spelling does it
            return
        first, *rest = [self.know(word) for word in words]
        self._name_parts |= parts
        entries = self._names.setdefault(first, [])
        entries.append(Name(tuple(rest), mask_id, frozenset(map(self.know, not_beside))))
        entries.sort(key=lambda name: len(name.rest), reverse=True)
        self._begins.add(first)
        if rest:
            self._vocabulary.mark_pair(first, rest[0], NAME)
        else:
            self._vocabulary.mark(first, NAME)

    def know_company(
        self, *, titles: Iterable[str], and_: Iterable[str], before_number: Iterable[str], number_words: Iterable[str]
    ) -> None:
        """Words that join with a name ("Pak", "dan") or make a number word a ballot number ("nomor dua")."""
        self.titles = frozenset(map(self.know, titles))
        self._and = frozenset(map(self.know, and_))
        self._before_number = frozenset(map(self.know, before_number))
        self._number_words = frozenset(map(self.know, number_words))
        self._speller.before_number = {self._vocabulary.words[number] for number in self._before_number}
        self._begins |= self.titles | self._number_words
        for title in self.titles:
            self._vocabulary.mark(title, TITLE)
        for before, number in product(self._before_number, self._number_words):
            self._vocabulary.mark_pair(before, number, NAME)

    def join(self, words: list[int], raw: Callable[[int], str]) -> tuple[list[int], list[tuple[int, int]]]:
        """Replace names by their masks and join what adjoins.

        Parameters
        ----------
        words : list[int]
        raw : callable
            Gives the raw token of a word by its position.

        Returns
        -------
        words : list[int]
        joined : list[tuple[int, int]]
            Ranges of the words before that became one word each.
        """
        begins = self._begins
        out: list[int] = []
        joined: list[tuple[int, int]] = []
        done = 0
        for at in [at for at, word in enumerate(words) if word in begins]:
            if at < done:
                continue
            word = words[at]
            begin, end, mask = at, at + 1, word
            if word in self._names or word in self.titles:
                mask, end = self._people_at(words, at, raw)
            elif word in self._number_words and at and words[at - 1] in self._before_number:
                mask = self._number
            elif word in self._vowels:
                mask, begin, end = self._letters_at(words, at, done, raw)
            if end - begin > 1 or mask != word:
                out += words[done:begin]
                out.append(mask)
                joined.append((begin, end))
                done = end
        return out + words[done:], joined

    def _letters_at(self, words: list[int], at: int, done: int, raw: Callable[[int], str]) -> tuple[int, int, int]:
        """The word made of the letters s p a c e d out around ``at``; every such word holds a vowel."""
        first, end = at, at + 1
        if len(raw(at)) > 1:
            return words[at], at, at + 1
        while first > done and len(raw(first - 1)) == 1 and raw(first - 1).isalpha():
            first -= 1
        while end < len(words) and len(raw(end)) == 1 and raw(end).isalpha():
            end += 1
        if end - first < 3:
            return words[at], at, at + 1
        spelled = self._speller.fold("".join(raw(number) for number in range(first, end)))
        return (self._vocabulary.number(spelled[0]) if len(spelled) == 1 else UNKNOWN_ID), first, end

    def _people_at(self, words: list[int], at: int, raw: Callable[[int], str]) -> tuple[int, int]:
        """The mask and the end of the name or names at ``at``: "Pak H. Prabowo dan Mas Gibran" is one candidate."""
        kind, end = self._one_at(words, at, raw)
        if kind not in self._people:
            return kind, end
        while True:
            ahead = end
            while ahead < len(words) and words[ahead] in self._and and ahead - end < 2:
                ahead += 1
            other, behind = self._one_at(words, ahead, raw) if ahead < len(words) else (STOP_ID, ahead)
            if other not in self._people:
                return kind, end
            kind, end = (self._candidate if self._candidate in (kind, other) else self._person), behind

    def _one_at(self, words: list[int], at: int, raw: Callable[[int], str]) -> tuple[int, int]:
        """Mask and end of one name with its titles, or the word itself."""
        first = at
        while first < len(words) and first - at <= _MOST_TITLES:
            for name in self._names.get(words[first], ()):
                end = first + 1 + len(name.rest)
                if tuple(words[first + 1 : end]) == name.rest and (name.mask in self._people or first == at):
                    beside = (words[first - 1] if first else STOP_ID, words[end] if end < len(words) else STOP_ID)
                    if name.not_beside.isdisjoint(beside):
                        return name.mask, end
            if words[first] not in self.titles:
                break
            first += 1
        end = first
        while first > at and end < len(words) and end - first < _MOST_NAMES and self._is_name(raw(end)):
            end += 1
        return (self._person, end) if end > first else (words[at], at + 1)

    def _is_name(self, token: str) -> bool:
        """Whether the word after a title is written like a name and is no word that the rules use otherwise."""
        word = token.lower()
        written = token.istitle() and len(token) > 2 and token.isalpha()
        return written and (not self._speller.knows(word) or word in self._name_parts)
