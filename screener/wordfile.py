"""Files of words become what folding and phrases know: spellings, titles, lexicons, and the names of elections."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from itertools import pairwise
from typing import NamedTuple

from screener.calendar import Election, Tie, words_of
from screener.errors import ScreenerError
from screener.fold import Folder
from screener.phrases import NO_ENTRIES, Entries, Need, Word, inflections
from screener.spelling import (
    ACCOUNT,
    CANDIDATE,
    HAND_SIGN,
    LINK,
    MONEY,
    NUMBER,
    PARTY,
    PERSON,
    QUANTITY,
    SLOGAN,
    STOP,
    UNKNOWN,
    YEAR,
    ZERO_NUMBER,
)
from screener.vocabulary import UNKNOWN_ID, Vocabulary
from screener.yamlfile import Cell

_COMPANY = ("titles", "and", "before_candidate", "before_number", "number_words")


def read_folding(cell: Cell, spellings: Cell, vocabulary: Vocabulary) -> Folder:
    """Spellings, titles and what else folding knows."""
    table: dict[str, str] = {}
    for _, section in spellings.pairs():
        for meant, written in section.pairs():
            standard = meant.filled()
            for short in written.filled().split():
                if short in table:
                    written.wrong(id=f"“{short}” sudah berarti “{table[short]}”; hapus salah satu", en=f"“{short}” means “{table[short]}” already; remove one")
                table[short] = standard
    folder = Folder(vocabulary, table)
    fields = cell.fields((*_COMPANY, "never_names", "whole_words", "foreign_words"))
    words = {name: value.texts() for name, value in fields.items()}
    company = {name: words.get(name, []) for name in _COMPANY}
    folder.neighbours.know_company(
        titles=company["titles"],
        and_=company["and"],
        before_candidate=company["before_candidate"],
        before_number=company["before_number"],
        number_words=company["number_words"],
    )
    for word in (*words.get("never_names", ()), *words.get("whole_words", ())):
        folder.neighbours.know(word)
    for word in words.get("foreign_words", ()):
        folder.speller.learn(word, UNKNOWN)
    return folder


class WordError(ScreenerError, ValueError):
    """A word of a phrase or lexicon that can never be found as it is written; ``piece`` is what was written."""

    def __init__(self, piece: str, *, id: str, en: str) -> None:
        super().__init__(id=id, en=en)
        self.piece = piece


class Words:
    """The words of phrases and lexicons as their authors write them, each worked out once."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.placeholders = set(_PLACEHOLDERS)
        self._known: dict[str, Word] = {}

    def word(self, piece: str) -> Word:
        """``word``, ``word*`` or ``~word``; a WordError for what no text can hold once it is folded."""
        if piece not in self._known:
            numbers = self._numbers(piece, piece.lower())
            self._known[piece] = Word(Need(self.folder.vocabulary.commonness(numbers), numbers))
        return self._known[piece]

    def _numbers(self, piece: str, word: str) -> frozenset[int]:
        folder = self.folder
        if word.startswith("~"):
            _letters(piece, word[1:])
            return frozenset(map(folder.neighbours.know, inflections(word[1:])))
        if word.endswith("*"):
            _letters(piece, word[:-1])
            return frozenset({folder.vocabulary.add(word), *folder.vocabulary.beginning_with(word[:-1])})
        folded = self._folded(piece)
        if folded.startswith("<") or folded == STOP:
            return frozenset({folder.vocabulary.add(folded)})
        number = folder.neighbours.know(folded)
        mask = folder.neighbours.always(number)
        if mask:
            raise _replaced(piece, mask)
        return frozenset({number})

    def _folded(self, piece: str) -> str:
        """A word as folding writes it."""
        word, speller = piece if piece[0] == "#" else piece.lower(), self.folder.speller
        if word.isalpha() and len(known := speller.spelled(word)) == 1:
            if known[0] == UNKNOWN:
                raise _foreign(piece)
            return known[0]
        if word.startswith("<"):
            if word not in self.placeholders:
                raise _no_placeholder(piece, self.placeholders)
            return word
        folded = (word,) if word == STOP else speller.spelled(word)
        if not (word.isalpha() or word == STOP or speller.knows(word)):
            cut = tuple(word[begin:end] for begin, end in speller.tokens(word))
            folded = folded if cut == (word,) else tuple(other for part in cut for other in speller.spelled(part))
            if STOP in folded or (len(cut) < 2 and cut != (word,)):
                raise _no_word(piece, " ".join(other for other in folded if other != STOP))
        if len(folded) == 1:
            return folded[0]
        told = " ".join(folded)
        raise WordError(
            piece,
            id=f"“{piece}” dibaca sebagai {len(folded)} kata: {told}; tulis begitu",
            en=f"“{piece}” is read as {len(folded)} words: {told}; write it like that",
        )

    def row(self, words: Sequence[str]) -> None:
        """A WordError for words that folding replaces when they stand in this row, such as "nomor dua"."""
        vocabulary = self.folder.vocabulary
        ids, followers = vocabulary.ids, vocabulary.followers
        numbers = [ids.get(word, UNKNOWN_ID) for word in words]
        if not any(one in followers and two in followers[one] for one, two in pairwise(numbers)):
            return
        read, _ = self.folder.neighbours.join(numbers, words.__getitem__)
        if read != numbers:
            told = " ".join(word if number == UNKNOWN_ID else vocabulary.words[number] for word, number in zip(words, read, strict=False))
            raise _replaced(" ".join(words), told)

    def rows(self, source: str) -> None:
        """The same for every row of plain words in a phrase."""
        for part in _BETWEEN.split(source):
            written = part.split()
            if len(written) > 1:
                self.row([self._folded(piece) if piece.isalpha() else piece for piece in written])

    def plain(self, word: str, cell: Cell) -> str:
        """A word of a lexicon in its folded form, "" where it is none."""
        try:
            if not word.isalpha() and _PHRASE.search(word):
                raise WordError(
                    word,
                    id=f"“{word}” memuat tanda frasa; di sini hanya kata biasa, satu pilihan per baris",
                    en=f"“{word}” holds signs of a phrase; only plain words here, a choice a line",
                )
            if word[0] == "~" or word[-1] == "*":
                _letters(word, word[1:] if word[0] == "~" else word[:-1])
                return word.lower()
            return self._folded(word)
        except WordError as error:
            cell.told(error, word)
        return ""


_PLACEHOLDERS = (ACCOUNT, CANDIDATE, HAND_SIGN, LINK, MONEY, NUMBER, PARTY, PERSON, QUANTITY, SLOGAN, YEAR, ZERO_NUMBER)
_PHRASE = re.compile(r"[()\[\]{}|]|\.\.\.")
_EXPRESSION = re.compile(r"[\\^$+]|\.[*?]")
_BETWEEN = re.compile(r"[()\[\]|]|\.\.\.\d*|\{[^{}]*\}")


def _letters(piece: str, letters: str) -> None:
    if not letters.isalpha():
        raise WordError(
            piece,
            id=f"“{piece}” bukan kata; ~ dan * hanya untuk huruf, dan tidak keduanya",
            en=f"“{piece}” is no word; ~ and * are for letters only, and not both",
        )


def _replaced(piece: str, mask: str) -> WordError:
    return WordError(
        piece,
        id=f"“{piece}” selalu dibaca {mask}, jadi tidak pernah ditemukan begini; tulis {mask}",
        en=f"“{piece}” is always read as {mask}, so it is never found like this; write {mask}",
    )


def _foreign(piece: str) -> WordError:
    return WordError(
        piece,
        id=f"“{piece}” ada di foreign_words (folding.yaml), jadi tidak pernah dikenali; hapus dari sana",
        en=f"“{piece}” is one of foreign_words (folding.yaml), so it is never recognised; remove it there",
    )


def _no_placeholder(piece: str, known: Iterable[str]) -> WordError:
    close, among = get_close_matches(piece.lower(), known, 1), ", ".join(sorted(known))
    return WordError(
        piece,
        id=f"pengganti {piece} tidak dikenal; " + (f"mungkin maksudnya {close[0]}?" if close else f"yang ada: {among}"),
        en=f"unknown placeholder {piece}; " + (f"did you mean {close[0]}?" if close else f"there are: {among}"),
    )


def _no_word(piece: str, rest: str) -> WordError:
    if _EXPRESSION.search(piece):
        return WordError(
            piece,
            id=f"“{piece}” bukan kata; frasa tidak memakai ekspresi reguler, tulis kata*, (a|b), [a], atau ...",
            en=f"“{piece}” is no word; there are no regular expressions in phrases, write word*, (a|b), [a] or ...",
        )
    return WordError(
        piece,
        id=f"tanda baca di “{piece}” tidak dibaca" + (f"; tulis {rest}" if rest else "; hapus"),
        en=f"punctuation in “{piece}” is not read" + (f"; write {rest}" if rest else "; remove it"),
    )


class _Entry(NamedTuple):
    """A line of a list of words: its words in folded form, how it must stand to be meant, and where it is written."""

    words: list[str]
    not_beside: list[str]
    beside: list[str]
    capitals: bool
    cell: Cell
    fields: dict[str, Cell]

    def mask(self, folder: Folder, mask: str) -> None:
        """Have it replaced wherever it stands."""
        if self.words != [mask]:  # known from another file
            folder.neighbours.know_name(self.words, mask, self.not_beside, self.beside, capitals=self.capitals)


def _entries(
    cells: Iterable[Cell], words: Words, optional: tuple[str, ...] = (), *, masked: bool = True, glued: bool = False
) -> Iterable[_Entry]:
    """The lines of a list; each a text, or a map with ``word``. A hashtag is one word, however it is glued."""
    for cell in cells:
        fields = cell.fields(("word",), (*_STANDING, *optional)) if cell.is_pairs else {"word": cell}
        if "word" not in fields:
            continue
        not_beside, beside = (
            [word for other in fields[name].cells() if (word := words.plain(other.text(), other))] if name in fields else [] for name in _STANDING[:2]
        )
        capitals = "capitals" in fields and fields["capitals"].choice(("true", "false"), "nilai", "value") == "true"
        text = fields["word"].filled()
        if glued and len(text.split()) > 1:
            fields["word"].wrong(id="tagar tidak memuat spasi; tulis menyambung", en="a hashtag holds no blanks; write it in one")
            continue
        folded = [text.strip().lstrip("#").lower()] if glued else [words.plain(word, fields["word"]) for word in text.split()]
        if folded and all(folded) and not _has_endings(folded, fields["word"], alone=not masked and len(folded) == 1):
            yield _Entry(folded, not_beside, beside, capitals, fields["word"], fields)


def _has_endings(folded: Sequence[str], cell: Cell, *, alone: bool) -> bool:
    """Whether ~ or * stands where it is not read; that is noted."""
    sign = next((word for word in folded if word[0] == "~" or word[-1] == "*"), "")
    if alone or not sign:
        return False
    cell.wrong(
        id=f"“{sign}”: ~ dan * hanya untuk entri satu kata di leksikon tanpa mask; tulis bentuk-bentuknya satu per satu",
        en=f"“{sign}”: ~ and * work only in entries of one word in a lexicon without a mask; write the forms one by one",
        offset=max(cell.text().find(sign), 0),
    )
    return True


def read_lexicon(cell: Cell, words: Words) -> Entries:
    """A lexicon for phrases; one with a mask replaces its words wherever they stand."""
    fields = cell.fields(("about",), ("words", "each", "mask"))
    if "words" not in fields and "each" not in fields and cell.is_pairs:
        cell.wrong(id="belum ada kunci: words", en="missing keys: words")
    if "about" in fields:
        fields["about"].both()
    lines = fields["words"].cells() if "words" in fields else []
    if "words" in fields and fields["words"].is_list and not lines:
        fields["words"].wrong(id="tulis paling sedikit satu kata", en="write at least one word")
    if "mask" in fields:
        return _masked(_mask(fields["mask"], words), lines, fields["each"].cells() if "each" in fields else (), words)
    if "each" in fields:
        fields["each"].wrong(id="each hanya berlaku di leksikon yang punya mask", en="each works only in a lexicon with a mask")
    return _unmasked(lines, words)


def _masked(mask: str, lines: Iterable[Cell], each: Iterable[Cell], words: Words) -> Entries:
    """Entries that are replaced: to a phrase they are the one word that takes their place."""
    folder = words.folder
    for text in each:
        for word in text.filled().split() if mask else ():
            folder.neighbours.know_name([word], mask)
    for entry in _entries(lines, words):
        if mask:
            entry.mask(folder, mask)
    if not mask:
        return NO_ENTRIES
    numbers = frozenset({folder.vocabulary.add(mask)})
    return Entries(Need(folder.vocabulary.commonness(numbers), numbers), numbers, {})


def _unmasked(lines: Iterable[Cell], words: Words) -> Entries:
    """Entries that are looked for as they stand."""
    vocabulary, know = words.folder.vocabulary, words.folder.neighbours.know
    singles: set[int] = set()
    longer: dict[int, list[tuple[int, ...]]] = {}
    rarest: set[int] = set()
    for entry in _entries(lines, words, masked=False):
        for name in _STANDING:
            if name in entry.fields:
                entry.fields[name].wrong(id=f"{name} hanya berlaku di leksikon yang punya mask", en=f"{name} works only in a lexicon with a mask")
        try:
            words.row(entry.words)
            single = words.word(entry.words[0]).starts if len(entry.words) == 1 else frozenset[int]()
        except WordError as error:
            entry.cell.told(error, error.piece)
            continue
        singles |= single
        rarest |= single
        if not single:
            numbers = tuple(map(know, entry.words))
            longer.setdefault(numbers[0], []).append(numbers)
            rarest.add(min(numbers, key=lambda number: vocabulary.commonness(frozenset({number}))))
    return Entries(Need(vocabulary.commonness(frozenset(rarest)), frozenset(rarest)), frozenset(singles), longer)


def _mask(cell: Cell, words: Words) -> str:
    """The placeholder of a lexicon, known to phrases from now on; "" where it is none."""
    mask = cell.filled()
    if re.fullmatch("<[a-z]+>", mask):
        words.placeholders.add(mask)
        return mask
    if mask.strip():
        cell.wrong(
            id=f"“{mask}” bukan pengganti; tulis huruf kecil di antara < dan >, misalnya <calon>",
            en=f"“{mask}” is no placeholder; write small letters between < and >, such as <calon>",
        )
    return ""


_STANDING = ("not_beside", "beside", "capitals")
_BOUNDS = ("from", "until", "region")
_NAMES = {"names": CANDIDATE, "nicknames": CANDIDATE, "slogans": SLOGAN, "hashtags": SLOGAN, "hand_signs": HAND_SIGN}


def read_election(cell: Cell, words: Words) -> Election | None:
    """An election's days and names; the names are masked from now on. None where its days are wrong."""
    fields = cell.fields(
        ("id", "title", "begins", "voting", "ends"), ("candidates_set", "campaign", "quiet", "region", "offices", "parties", "pairs")
    )
    ties = [
        Tie(words_of(office.filled()), office=True) for office in (fields["offices"].cells() if "offices" in fields else ()) if office.filled()
    ]
    used: set[tuple[int, str]] = set()
    for party in fields["parties"].cells() if "parties" in fields else ():
        parts = party.fields(("names",), ("number", *_BOUNDS))
        ties += _names(parts, {"names": PARTY}, words)
        _take(parts, used)
    taken: set[tuple[int, str]] = set()
    for pair in fields["pairs"].cells() if "pairs" in fields else ():
        parts = pair.fields(("number", "names"), (*_NAMES, *_BOUNDS))
        ties += _names(parts, _NAMES, words)
        _take(parts, taken)
    days: dict[str, date | None] = {name: fields[name].day() for name in ("begins", "candidates_set", "voting", "ends") if name in fields}
    spans: dict[str, tuple[date, date] | None] = {name: _span(fields[name]) for name in ("campaign", "quiet") if name in fields}
    begins, voting, ends = days.get("begins"), days.get("voting"), days.get("ends")
    if not begins or not voting or not ends:
        return None
    _in_order(fields, days, spans)
    return Election(
        id=fields["id"].filled() if "id" in fields else "",
        title=fields["title"].filled() if "title" in fields else "",
        begins=begins,
        voting=voting,
        ends=ends,
        candidates_set=days.get("candidates_set"),
        campaign=spans.get("campaign"),
        quiet=spans.get("quiet"),
        regions=_regions(fields),
        ties=tuple(ties),
    )


def _take(fields: dict[str, Cell], taken: set[tuple[int, str]]) -> None:
    """Note a ballot number that is none, or that another has in the same region; one for some days only may be taken over."""
    if "number" not in fields:
        return
    written = fields["number"].filled()
    if not re.fullmatch("0?[1-9]|[1-9][0-9]", written):
        if written.strip():
            fields["number"].wrong(id=f"“{written}” bukan nomor urut 1 sampai 99", en=f"“{written}” is no ballot number from 1 to 99")
        return
    for region in () if "from" in fields or "until" in fields else _regions(fields) or ("",):
        if (int(written), region) in taken:
            where = f" ({region})" if region else ""
            fields["number"].wrong(id=f"nomor {written} sudah dipakai{where}", en=f"number {written} is taken already{where}")
        taken.add((int(written), region))


def _in_order(fields: dict[str, Cell], days: Mapping[str, date | None], spans: Mapping[str, tuple[date, date] | None]) -> None:
    """Note every day that is before the one that must precede it."""
    last, latest = "", date.min
    for name in ("begins", "candidates_set", "campaign", "quiet", "voting", "ends"):
        for day in spans.get(name) or filter(None, [days.get(name)]):
            if day < latest:
                fields[name].wrong(
                    id=f"{name} ({day}) lebih awal daripada {last} ({latest}); urutannya: {_ORDER}",
                    en=f"{name} ({day}) is before {last} ({latest}); the order is: {_ORDER}",
                )
                break
            last, latest = name, day


_ORDER = "begins, candidates_set, campaign, quiet, voting, ends"


def _names(fields: dict[str, Cell], masks: dict[str, str], words: Words) -> list[Tie]:
    """Mask the names of a party or pair, and tie them to its election; bounds of an entry go before those of the whole."""
    ties = []
    for name, mask in masks.items():
        if name not in fields:
            continue
        for entry in _entries(fields[name].cells(), words, _BOUNDS, glued=name == "hashtags"):
            entry.mask(words.folder, mask)
            within = fields | entry.fields
            tied = words_of(entry.cell.text())
            if tied:  # an emoji is no word; a hand sign belongs to every election
                since, until = (within[bound].day() if bound in within else None for bound in _BOUNDS[:2])
                if since and until and until < since:
                    within["until"].wrong(id="until lebih awal daripada from", en="until is before from")
                ties.append(Tie(tied, since, until, _regions(within)))
    return ties


def _regions(fields: dict[str, Cell]) -> tuple[str, ...]:
    if "region" not in fields:
        return ()
    region = fields["region"]
    return tuple(cell.filled() for cell in (region.cells() if region.is_list else [region]))


def _span(cell: Cell) -> tuple[date, date] | None:
    days = [day.day() for day in cell.cells()] if cell.is_list else []
    if len(days) != 2:
        cell.wrong(id="tulis hari pertama dan hari terakhir: [2024-09-25, 2024-11-23]", en="write first and last day: [2024-09-25, 2024-11-23]")
        return None
    first, last = days
    return (first, last) if first and last else None
