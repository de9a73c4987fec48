"""Words that wait for their neighbours: names and titles become one word, "nomor dua" a number, c o b l o s a word.

Who is named must not matter: rules and classifier see ``<calon>``, ``<orang>``, ``<partai>``, whichever it was. A given name alone is
``<nama>``: Dina may be a classmate, Bu Dina or Dina Lestari is ``<orang>``. A person is a candidate by shape behind "cabup" or before
a ballot number ("Pak Rudi-Bu Tati nomor 3").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, product
from typing import NamedTuple

from screener.spelling import CANDIDATE, GIVEN_NAME, NUMBER, PERSON, ZERO_NUMBER, Speller
from screener.vocabulary import NAME, STOP_ID, TITLE, VOWEL, Vocabulary

SPACED = re.compile(r"\b[^\W\d_](?: [^\W\d_]\b){2}")
"""Single letters with spaces between them."""
_MOST_TITLES, _MOST_NAMES = 4, 3
_SHORT = 4
"""Letters up to which part of a name may be a short form, with a dot."""


Joined = tuple[int, int, int]
"""A range of words that were joined, and how many words stand for them now."""


class Name(NamedTuple):
    """An entry of a masked lexicon.

    Attributes
    ----------
    rest : tuple of int
        Its words behind the first.
    mask : int
        The word that takes their place.
    not_beside, beside : frozenset of int
        Neighbours that forbid it, and of which one must be there.
    capitals : bool
        Whether it must be written in capitals: PAN is a party, pan is for frying.
    """

    rest: tuple[int, ...]
    mask: int
    not_beside: frozenset[int]
    beside: frozenset[int]
    capitals: bool

    def may_stand(self, before: int, behind: int, written: str) -> bool:
        """Whether it is the name that is meant between these neighbours."""
        around = (before, behind)
        if self.beside and not self.beside.isdisjoint(around):
            return True
        return self.not_beside.isdisjoint(around) and (written.isupper() if self.capitals else not self.beside)


class Neighbours:
    """Knows the names, titles and numbers, and joins them."""

    def __init__(self, vocabulary: Vocabulary, speller: Speller) -> None:
        self._vocabulary, self._speller = vocabulary, speller
        self._names: dict[int, list[Name]] = {}
        self.titles: frozenset[int] = frozenset()
        self.awaits: frozenset[int] = frozenset()
        self._before_candidate: frozenset[int] = frozenset()
        self._and: frozenset[int] = frozenset()
        self._before_number: frozenset[int] = frozenset()
        self._number_words: frozenset[int] = frozenset()
        self._name_parts: set[str] = set()  # words that names are made of, so that "Pak Ahmad" is a name still
        self._beside: set[str] = set()  # words known for standing beside names only
        self._candidate, self._person, self._given, self._number = map(vocabulary.add, (CANDIDATE, PERSON, GIVEN_NAME, NUMBER))
        self._anybody = Name((), self._given, frozenset(), frozenset(), capitals=False)
        self._ballot_numbers = (self._number, vocabulary.add(ZERO_NUMBER))
        self._people = (self._candidate, self._person, self._given)
        self._vowels = frozenset(map(vocabulary.add, "aeiou"))
        for vowel in self._vowels:
            vocabulary.mark(vowel, VOWEL)
        self._begins = set(self._vowels)

    def know(self, word: str) -> int:
        """Add a word in its folded form and return its number; folding will look for it in disguised spellings."""
        self._beside.discard(word)
        return self._vocabulary.add(self._speller.learn(word))

    def _know_neighbour(self, word: str) -> int:
        """Add a word that stands beside a name; it may itself be one ("kartika", not beside "sari")."""
        if not self._speller.knows(word):
            self._beside.add(word)
        return self._vocabulary.add(self._speller.learn(word))

    def know_name(
        self, words: Sequence[str], mask: str, not_beside: Iterable[str] = (), beside: Iterable[str] = (), *, capitals: bool = False
    ) -> None:
        """Have ``words`` replaced by ``mask``; see ``Name`` for what may stand beside them."""
        mask_id = self._vocabulary.add(mask)
        parts = {word for word in words if mask_id in self._people and (word in self._name_parts or not self._speller.knows(word))}
        if len(words) == 1 and mask_id == self._given and not (not_beside or beside or capitals):
            self._know_person(words[0])
            return
        if len(words) == 1 and not (not_beside or beside or capitals) and mask_id not in self._people:
            self._speller.learn(words[0], mask)  # needs no neighbour: its spelling does it
            return
        numbers = [self.know(word) for word in words]
        self._name_parts |= parts
        forbidden, wanted = frozenset(map(self._know_neighbour, not_beside)), frozenset(map(self._know_neighbour, beside))
        for first, *rest in self._with_dots(words, numbers) if mask_id in self._people else [numbers]:
            entries = self._names.setdefault(first, [])
            entries.append(Name(tuple(rest), mask_id, forbidden, wanted, capitals))
            entries.sort(key=lambda name: len(name.rest), reverse=True)
            self._begins.add(first)
            if rest:
                self._vocabulary.mark_pair(first, rest[0], NAME)
            else:
                self._vocabulary.mark(first, NAME)

    @staticmethod
    def _with_dots(words: Sequence[str], numbers: Sequence[int]) -> Iterator[list[int]]:
        """A name in every way to write it: behind an initial or a short form ("Moh. Amin", "Budi S. Wibowo") may stand a dot."""
        ways = [((number,), (number, STOP_ID)) if len(word) <= _SHORT else ((number,),) for word, number in zip(words[:-1], numbers, strict=False)]
        for way in product(*ways, ((numbers[-1],),)):
            yield list(chain.from_iterable(way))

    def _know_person(self, word: str) -> None:
        """A given or family name. The speller does not learn it: thousands of names would make every short form ambiguous."""
        number = self._vocabulary.add(word)
        entries = self._names.setdefault(number, [])
        entries.append(self._anybody)
        self._begins.add(number)
        self._vocabulary.mark(number, NAME)

    def always(self, number: int) -> str:
        """The mask that takes a word's place wherever it stands, "" where that depends on its neighbours."""
        for name in self._names.get(number, ()):
            if not (name.rest or name.not_beside or name.beside or name.capitals):
                return self._vocabulary.words[name.mask]
        return ""

    def know_company(
        self,
        *,
        titles: Iterable[str],
        and_: Iterable[str],
        before_candidate: Iterable[str],
        before_number: Iterable[str],
        number_words: Iterable[str],
    ) -> None:
        """Words that join with a name ("Pak", "dan"), make it a candidate's ("cabup"), or a number word a ballot number."""
        self.titles = frozenset(map(self.know, titles))
        self._before_candidate = frozenset(map(self.know, before_candidate))
        self.awaits = self.titles | self._before_candidate
        self._and = frozenset(map(self.know, and_))
        self._before_number = frozenset(map(self.know, before_number))
        self._number_words = frozenset(map(self.know, number_words))
        self._speller.before_number = {self._vocabulary.words[number] for number in self._before_number}
        self._begins |= self.awaits | self._number_words
        for word in self.awaits:
            self._vocabulary.mark(word, TITLE)
        for before, number in product(self._before_number, self._number_words):
            self._vocabulary.mark_pair(before, number, NAME)

    def join(self, words: list[int], raw: Callable[[int], str]) -> tuple[list[int], list[Joined]]:
        """Replace names by their masks and join what adjoins.

        Parameters
        ----------
        words : list[int]
        raw : callable
            Gives the raw token of a word by its position.

        Returns
        -------
        words : list[int]
        joined : list[Joined]
            Ranges of the words before, and how many words each became.
        """
        begins = self._begins
        out: list[int] = []
        joined: list[Joined] = []
        done = 0
        for at in [at for at, word in enumerate(words) if word in begins]:
            if at < done:
                continue
            begin, end, mask = self._mask_at(words, at, raw)
            if words[at] in self._vowels and end - at == 1:
                begin, end = self._letters_at(words, at, done, raw)
                if end - begin > 2:
                    spelled = self._spelled_out("".join(map(raw, range(begin, end))), words[begin - 1] if begin else STOP_ID)
                    out += words[done:begin] + spelled
                    joined.append((begin, end, len(spelled)))
                    done = end
                continue
            if end - begin > 1 or mask != words[begin]:
                out += words[done:begin]
                out.append(mask)
                joined.append((begin, end, 1))
                done = end
        return out + words[done:], joined

    def _mask_at(self, words: list[int], at: int, raw: Callable[[int], str]) -> tuple[int, int, int]:
        """Where what the word at ``at`` begins, or announces, stands, and its mask; the word alone where that is nothing."""
        word = words[at]
        if word in self._names or word in self.titles:
            mask, end = self._people_at(words, at, raw)
            if end - at > 1 or mask != word:
                return at, end, mask
        if word in self._before_candidate:
            end = self._behind_name(at + 1, len(words), raw)
            known = end > at + 1 and self._one_at(words, at + 1, raw) != (words[at + 1], at + 2)
            if end > at + 1 and not known:  # a known name is joined when its turn comes
                return at + 1, self._second_name(words, end, raw), self._candidate
        if word in self._number_words and at and words[at - 1] in self._before_number:
            return at, at + 1, self._number
        return at, at + 1, word

    def _letters_at(self, words: list[int], at: int, done: int, raw: Callable[[int], str]) -> tuple[int, int]:
        """The run of single letters around the vowel at ``at``; every word s p a c e d out holds one."""
        first = end = at
        while first > done and len(raw(first - 1)) == 1 and raw(first - 1).isalpha():
            first -= 1
        while end < len(words) and len(raw(end)) == 1 and raw(end).isalpha():
            end += 1
        return first, end

    def _spelled_out(self, letters: str, before: int) -> list[int]:
        """The words that letters make behind the word ``before``, names and numbers joined as in any text."""
        known = self._speller.fold(letters)
        if len(known) == 1 and not self._speller.knows(known[0]):
            known = tuple(word for piece in self._speller.segment(letters.lower()) for word in self._speller.fold(piece))
        found = [self._vocabulary.number(word) for word in known]
        if found[0] in self._number_words and before in self._before_number:
            return [self._number, *found[1:]]
        return self.join(found, lambda at: self._vocabulary.words[found[at]])[0]

    def _people_at(self, words: list[int], at: int, raw: Callable[[int], str]) -> tuple[int, int]:
        """The mask and the end of the name or names at ``at``: "Pak H. Prabowo dan Mas Gibran" is one candidate."""
        kind, end = self._one_at(words, at, raw)
        if kind not in self._people:
            return kind, end
        while True:
            ahead = self._behind_ands(words, end)
            other, behind = self._one_at(words, ahead, raw) if ahead < len(words) else (STOP_ID, ahead)
            if other not in self._people:
                break
            kind, end = (self._candidate if self._candidate in (kind, other) else self._person), behind
        if at and words[at - 1] in self._before_candidate:
            return self._candidate, self._second_name(words, end, raw)
        return (self._candidate if self._is_numbered(words, end) else kind), end

    def _behind_ands(self, words: list[int], at: int) -> int:
        """Where words such as "dan" end that begin at ``at``; two of them at most."""
        ahead = at
        while ahead < len(words) and words[ahead] in self._and and ahead - at < 2:
            ahead += 1
        return ahead

    def _second_name(self, words: list[int], end: int, raw: Callable[[int], str]) -> int:
        """Where the second name of "paslon Hartawan dan Suminar" ends, ``end`` where there is none."""
        ahead = self._behind_ands(words, end)
        if ahead in (end, len(words)):
            return end
        mask, behind = self._one_at(words, ahead, raw)
        behind = behind if mask in self._people else self._behind_name(ahead, len(words), raw)
        return behind if behind > ahead else end

    def _is_numbered(self, words: list[int], end: int) -> bool:
        """Whether a ballot number stands behind people, "nomor urut" and the like between."""
        number = end
        while number < len(words) and words[number] in self._before_number and number - end < 2:
            number += 1
        return number > end and number < len(words) and words[number] in (*self._ballot_numbers, *self._number_words)

    def _one_at(self, words: list[int], at: int, raw: Callable[[int], str]) -> tuple[int, int]:
        """Mask and end of one name with its titles, or the word itself."""
        first = at
        while first < len(words) and first - at <= _MOST_TITLES:
            for name in self._names.get(words[first], ()):
                end = first + 1 + len(name.rest)
                if tuple(words[first + 1 : end]) != name.rest:
                    continue
                around = words[first - 1] if first else STOP_ID, words[end] if end < len(words) else STOP_ID
                if not name.may_stand(*around, raw(first)):
                    continue
                if name.mask not in self._people and first > at:  # "saudara non muslim" is no name with a title
                    return words[at], at + 1
                if name.mask != self._given:
                    return name.mask, end
                behind = self._behind_name(end, len(words), raw)
                return (self._person if first > at or behind > end else self._given), behind
            if words[first] not in self.titles:
                break
            first += 1
        end = self._behind_name(first, len(words), raw) if first > at else first
        return (self._person, end) if end > first else (words[at], at + 1)

    def _behind_name(self, at: int, behind: int, raw: Callable[[int], str]) -> int:
        """Where the words from ``at`` on cease to be written like a name and unknown to the rules; one word IN CAPITALS."""
        end = at
        while end < behind and end - at < _MOST_NAMES:
            token = raw(end)
            written = token.istitle() or (token.isupper() and end == at)
            if not (written and len(token) > 2 and token.isalpha()) or self._is_known(token):
                break
            end += 1
        return end

    def _is_known(self, token: str) -> bool:
        """Whether a token is a word that the rules use otherwise than in names, in whatever spelling."""
        for word in (token.lower(), *self._speller.fold(token)):
            if self._speller.knows(word) and word not in self._name_parts and word not in self._beside:
                return True
        return False
