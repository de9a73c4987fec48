"""Files of words become what folding and phrases know: spellings, titles, lexicons, and the names of elections."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from screener.calendar import Election, Tie, words_of
from screener.fold import Folder
from screener.phrases import Entries, Need, Word, inflections
from screener.spelling import CANDIDATE, HAND_SIGN, PARTY, SLOGAN
from screener.vocabulary import Vocabulary
from screener.yamlfile import Cell

_COMPANY = ("titles", "and", "before_candidate", "before_number", "number_words")


def read_folding(cell: Cell, spellings: Cell, vocabulary: Vocabulary) -> Folder:
    """Spellings, titles and what else folding knows."""
    table = {}
    for key, value in spellings.pairs():
        if not value.filled().split():
            continue
        table[key.text()] = value.text()
    folder = Folder(vocabulary, table)
    fields = cell.fields((*_COMPANY, "never_names", "whole_words"))
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
    return folder


class Words:
    """The words of phrases and lexicons as their authors write them, each worked out once."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self._known: dict[str, Word] = {}

    def word(self, piece: str) -> Word:
        """``word``, ``word*`` or ``~word``; a ValueError for what folds into several words."""
        if piece not in self._known:
            numbers = self._numbers(piece.lower())
            self._known[piece] = Word(Need(self.folder.vocabulary.commonness(numbers), numbers))
        return self._known[piece]

    def _numbers(self, piece: str) -> frozenset[int]:
        folder = self.folder
        if piece.startswith("~"):
            return frozenset(map(folder.neighbours.know, inflections(piece[1:])))
        if piece.endswith("*"):
            return frozenset({folder.vocabulary.add(piece), *folder.vocabulary.beginning_with(piece[:-1])})
        if not piece.isalpha():
            (piece,) = folder.speller.spelled(piece)
            if piece.startswith("<"):
                return frozenset({folder.vocabulary.add(piece)})
        return frozenset({folder.neighbours.know(piece)})

    def plain(self, word: str, cell: Cell) -> str:
        """A word of a lexicon in its folded form, "" where it is none."""
        if not word.strip("~*") or (word[0] == "~" and word[-1] == "*"):
            cell.wrong(id=f"“{word}” bukan kata", en=f"“{word}” is no word")
            return ""
        if word[0] == "~" or word[-1] == "*":
            return word
        folded = self.folder.speller.spelled(word.lower())
        if len(folded) == 1:
            return folded[0]
        cell.wrong(
            id=f"“{word}” dibaca sebagai {len(folded)} kata: {' '.join(folded)}; tulis begitu",
            en=f"“{word}” is read as {len(folded)} words: {' '.join(folded)}; write it like that",
        )
        return ""


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


def _entries(cells: Iterable[Cell], words: Words, optional: tuple[str, ...] = (), *, glued: bool = False) -> Iterable[_Entry]:
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
        folded = [text.lstrip("#").lower()] if glued else [words.plain(word, fields["word"]) for word in text.split()]
        if folded and all(folded):
            yield _Entry(folded, not_beside, beside, capitals, fields["word"], fields)


def read_lexicon(cell: Cell, words: Words) -> Entries:
    """A lexicon for phrases; one with a mask replaces its words wherever they stand."""
    folder, vocabulary = words.folder, words.folder.vocabulary
    fields = cell.fields(("about", "words"), ("mask",))
    if "about" in fields:
        fields["about"].both()
    mask = fields["mask"].filled() if "mask" in fields else ""
    singles: set[int] = {vocabulary.add(mask)} if mask else set()
    longer: dict[int, list[tuple[int, ...]]] = {}
    rarest = set(singles)
    lines = fields["words"].cells() if "words" in fields else []
    if "words" in fields and fields["words"].is_list and not lines:
        fields["words"].wrong(id="tulis paling sedikit satu kata", en="write at least one word")
    for entry in _entries(lines, words):
        if mask:
            entry.mask(folder, mask)
            continue
        for name in _STANDING:
            if name in entry.fields:
                entry.fields[name].wrong(id=f"{name} hanya berlaku di leksikon yang punya mask", en=f"{name} works only in a lexicon with a mask")
        if len(entry.words) == 1:
            found = words.word(entry.words[0]).starts
            singles |= found
            rarest |= found
        else:
            numbers = tuple(map(folder.neighbours.know, entry.words))
            longer.setdefault(numbers[0], []).append(numbers)
            rarest.add(min(numbers, key=lambda number: vocabulary.commonness(frozenset({number}))))
    return Entries(Need(vocabulary.commonness(frozenset(rarest)), frozenset(rarest)), frozenset(singles), longer)


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
    for party in fields["parties"].cells() if "parties" in fields else ():
        ties += _names(party.fields(("names",), ("number", *_BOUNDS)), {"names": PARTY}, words)
    numbers: set[str] = set()
    for pair in fields["pairs"].cells() if "pairs" in fields else ():
        parts = pair.fields(("number", "names"), (*_NAMES, *_BOUNDS))
        ties += _names(parts, _NAMES, words)
        number = parts["number"].text() if "number" in parts else ""
        if number in numbers and _BOUNDS[2] not in parts:
            parts["number"].wrong(id=f"nomor {number} sudah dipakai pasangan lain", en=f"number {number} is taken by another pair")
        numbers.add(number)
    days = {name: fields[name].day() for name in ("begins", "candidates_set", "voting", "ends") if name in fields}
    spans = {name: _span(fields[name]) for name in ("campaign", "quiet") if name in fields}
    begins, voting, ends = days.get("begins"), days.get("voting"), days.get("ends")
    if not begins or not voting or not ends:
        return None
    order = [begins, days.get("candidates_set"), *(spans.get("campaign") or ()), *(spans.get("quiet") or ()), voting, ends]
    known = [day for day in order if day]
    if known != sorted(known):
        cell.wrong(
            id="tanggal harus urut: begins, candidates_set, campaign, quiet, voting, ends",
            en="dates must be in order: begins, candidates_set, campaign, quiet, voting, ends",
        )
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


def _names(fields: dict[str, Cell], masks: dict[str, str], words: Words) -> list[Tie]:
    """Mask the names of a party or pair, and tie them to its election; bounds of an entry go before those of the whole."""
    if "number" in fields:
        number = fields["number"].text()
        if not (number.isdecimal() and 0 < int(number) < 100):
            fields["number"].wrong(id=f"“{number}” bukan nomor urut 1 sampai 99", en=f"“{number}” is no ballot number from 1 to 99")
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
    days = [day.day() for day in cell.cells()]
    if len(days) != 2:
        if cell.is_list:
            cell.wrong(id="tulis hari pertama dan hari terakhir: [2024-09-25, 2024-11-23]", en="write first and last day: [2024-09-25, 2024-11-23]")
        return None
    first, last = days
    return (first, last) if first and last else None
