"""Text becomes folded words; every word remembers its place in the raw text.

The raw text is cut at spaces; each chunk is cut into tokens, folded once and remembered, so a word costs one dict
look-up. A few words wait for their neighbours (names, titles, party names): only a post that holds one of them takes
the second step, the joining.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from itertools import chain, pairwise, product, repeat
from operator import itemgetter, or_
from typing import NamedTuple

# Words that folding makes. The angle brackets keep them apart from anything that a person can write.
UNKNOWN, STOP, LINK, ACCOUNT, EMOJI = "<?>", ".", "<tautan>", "<akun>", "<emoji>"
NUMBER, ZERO_NUMBER, YEAR, QUANTITY, MONEY = "<nomor>", "<nomor0>", "<tahun>", "<bilangan>", "<nominal>"
CANDIDATE, PERSON = "<calon>", "<orang>"
UNKNOWN_ID, STOP_ID, LINK_ID, ACCOUNT_ID, EMOJI_ID = range(5)

# A text's tally is one long integer of lanes that add up side by side: counts below, the classifier's evidence above.
WORDS, UNKNOWNS, BLANKS, CAPITALS, TITLE_CASE, EXCLAIMED, MASKED, LONG, BARS = range(9)
NAME, TITLE, VOWEL = range(9, 12)
"""Lanes: words, unknown words, chunks without a word; chunks by style; words and pairs that wait for their neighbours
(names and "nomor dua", titles, single vowels)."""
_COUNTS = struct.Struct("<12I")
EVIDENCE_BITS = 8 * _COUNTS.size
"""Where the classifier's lanes begin."""
_COUNT_MASK = (1 << EVIDENCE_BITS) - 1


def lane(number: int) -> int:
    """One, counted in a lane."""
    return 1 << 32 * number


_STYLE_MASK = sum(lane(number) * (2**32 - 1) for number in range(BLANKS, BARS + 1))

_INVISIBLE = "\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff\u20e3"
_PICTURE = "\u203c\u2049\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\U0001f000-\U0001faff"
_ABBREVIATION = "no|No|NO|nmr|Hj|hj|HJ|H|h|Rp|rp|RP|dr|Dr|DR|drs?|Drs?|dra|Dra|ir|Ir|prof|Prof|tgl|Tgl|jl|Jl|kab|Kab|kec|Kec"


def _token(letter: str, picture: str) -> str:
    """The pattern of one token of a chunk; ``letter`` may follow inside a word, ``picture`` stands for itself."""
    return (
        r"(?i:https?://\S+|www\.\S+|\[tautan\])"
        r"|(?:(?<![^\W_])[^\W\d_][.*_-]){2,}[^\W\d_](?![^\W_])"  # letters d.o.t.t.e.d out
        rf"|(?:{_ABBREVIATION})\.(?!\.)"
        r"|(?:[Rr][Pp]\.?)?\d+(?:[.,:/-]\d+)+\w*"
        rf"|\w{letter}*(?:['’ʼ`@$!*-]\w{letter}*)*"
        r"|[@#][\w.…]+"
        r"|[.!?…;\r\n]+|\|\|+"
        rf"{picture}"
    )


# Two patterns that cut ASCII text alike; the plain one is faster.
_ASCII_TOKEN = re.compile(_token(r"\w", ""))
_ANY_TOKEN = re.compile(_token(rf"[\w{_INVISIBLE}]", rf"|[{_PICTURE}][\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]*"))

_HIDDEN = re.compile(f"[{_INVISIBLE}\U0001f3fb-\U0001f3ff]")
_DRAWN = re.compile(r"(.)\1{2,}")
_SPACED = re.compile(r"\b[^\W\d_](?: [^\W\d_]\b){2}")
_SPELLED = re.compile(r"(?:[^\W\d_][.*_-]){2,}[^\W\d_]")
_AMOUNT = re.compile(r"(?:rp\.? ?)?\d[\d.,:/-]*(?:rb|rbu|ribu|k|jt|juta|m|miliar|milyar|ratus)?(?:an)?")
_HASH_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+")
_RUNS = re.compile(r"\d+|[^\W\d_]+")

# Letters of other scripts that look like Latin ones: the single-letter rows that people use, after Unicode's
# confusables (UTS #39). Fullwidth and mathematical letters need no row, NFKC turns them into plain ones.
_LOOKALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u043a\u043c\u0442\u043d\u0432\u0501\u051b\u0261"
    "\u03b1\u03b5\u03bf\u03c1\u03c4\u03ba\u03b9\u03bd\u03c5\u0131\u0142\u00f8",
    "aeopcyxijskmthbdqgaeoptkivuilo",
)
_LEET = (str.maketrans("4301578@$!9", "aeoistbasig"), str.maketrans("4301578@$!9", "aeolstbaslg"))
_MOST_TITLES, _MOST_NAMES = 4, 3
_SILENT = (",", '"', ":", ")")
_CLITICS = ("nya", "lah", "kah", "pun", "ku", "mu")

_DISGUISED = re.compile(r"[^\W\d_][0-9@$][^\W\d_]")
STYLES = ("<kapital>", "<kata kapital>", "<huruf judul>", "<!!>", "<huruf samar>", "<huruf panjang>", "<||>")
"""Style words: what folding takes away. Mostly capitals, words in capitals, Title Case All Through, two or more
exclamation marks, digits inside words, drawn-out letters, bars between clauses."""

class Name(NamedTuple):
    """An entry of a masked lexicon: further words, the word that takes their place, and neighbours that forbid it."""

    rest: tuple[int, ...]
    mask: int
    not_beside: frozenset[int]


_Chunk = tuple[tuple[int, ...], int, int, dict[int, int], int]
"""What stands between two spaces: its words, tally, first word, the followers of its last one, all flags or-ed."""
_words, _tally, _flags = itemgetter(0), itemgetter(1), itemgetter(4)
_NO_FOLLOWERS: dict[int, int] = {}


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
        for word in (UNKNOWN, STOP, LINK, ACCOUNT, EMOJI, *self.frequencies):
            self.add(word)
        self.tallies[:5] = [lane(WORDS) + lane(UNKNOWNS), 0, 0, 0, 0]

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
        return UNKNOWN_ID if word[0].isalnum() or word[0] == "<" else EMOJI_ID

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

    def is_marked(self, number: int, lane_number: int) -> bool:
        """Whether a word counts in a lane."""
        return bool(self.tallies[number] >> 32 * lane_number & 1)

    def commonness(self, numbers: frozenset[int]) -> int:
        """In how many training posts one of these words stood, about; a word that never did counts a little."""
        frequencies, words = self.frequencies, self.words
        if STOP_ID in numbers:
            return max(frequencies.values(), default=0) + 1
        return sum([1 + frequencies.get(words[number], 0) for number in numbers])

    def beginning_with(self, prefix: str) -> frozenset[int]:
        """The numbers of all words that begin with ``prefix``."""
        return frozenset(number for word, number in self.ids.items() if word.startswith(prefix))


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
        counts: tuple[int, ...],
        chunks: list[_Chunk],
        folder: Folder,
        words: list[int] | None = None,
        joined: Sequence[tuple[int, int]] = (),
    ) -> None:
        self.text, self.tally, self.counts = text, tally, counts
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
        for first, behind in reversed(self._joined):
            spans[first:behind] = [(spans[first][0], spans[behind - 1][1])]
        return spans

    def styles(self) -> list[str]:
        """The style words of the raw text, a subset of ``STYLES``."""
        counts = self.counts
        if not any(counts[CAPITALS : BARS + 1]):
            return []
        words, capitals, title = counts[WORDS], counts[CAPITALS], counts[TITLE_CASE]
        shouted = capitals > 0.6 * words and words >= 3  # noqa: PLR2004
        found = {
            "<kapital>": shouted,
            "<kata kapital>": capitals >= 2 and not shouted,  # noqa: PLR2004
            "<huruf judul>": title >= 5 and title >= 0.75 * words,  # noqa: PLR2004
            "<!!>": counts[EXCLAIMED],
            "<huruf samar>": counts[MASKED],
            "<huruf panjang>": counts[LONG],
            "<||>": counts[BARS],
        }
        return [style for style, holds in found.items() if holds]


class Folder:
    """Folds texts with one vocabulary, one table of spellings and one list of names.

    Parameters
    ----------
    vocabulary : Vocabulary
        Numbers for words.
    spellings : mapping of str to str
        Slang and abbreviations, "yg" → "yang"; the right side may hold several words.
    """

    REMEMBERED = 200_000  # chunks kept before the memory starts anew: hostile input must not fill it
    LONGEST = 100  # characters of a chunk that is remembered

    def __init__(self, vocabulary: Vocabulary, spellings: Mapping[str, str]) -> None:
        self.vocabulary = vocabulary
        self._table = {short: tuple(long.split()) for short, long in spellings.items()}
        self._names: dict[int, list[Name]] = {}
        self._titles: frozenset[int] = frozenset()
        self._and: frozenset[int] = frozenset()
        self._before_number: frozenset[int] = frozenset()
        self._number_words: frozenset[int] = frozenset()
        self._name_parts: set[str] = set()  # words that only names are made of, so that "Pak Ahmad" is a name still
        self._candidate, self._person, self._number = map(vocabulary.add, (CANDIDATE, PERSON, NUMBER))
        self._people = (self._candidate, self._person)
        for vowel in "aeiou":
            vocabulary.mark(vocabulary.add(vowel), VOWEL)
        self._begins = {vocabulary.ids[vowel] for vowel in "aeiou"}
        self._chunks = _Chunks(self)

    # -- building ---------------------------------------------------------------------------------------------------

    def know(self, word: str) -> int:
        """Add a word in its folded form and return its number; folding will look for it in disguised spellings."""
        (folded,) = self._table.setdefault(word, (word,))
        self._name_parts.discard(word)
        return self.vocabulary.add(folded)

    def spelled(self, word: str) -> tuple[str, ...]:
        """A word as folding writes it in full, clitics and all."""
        return self._table.get(word) or ((word,) if word.isalpha() else self.fold(word))

    def know_name(self, words: Sequence[str], mask: str, not_beside: Iterable[str] = ()) -> None:
        """Have ``words`` replaced by ``mask`` unless one of ``not_beside`` stands next to them."""
        parts = {word for word in words if word in self._name_parts or word not in self._table}
        first, *rest = [self.know(word) for word in words]
        self._name_parts |= parts
        mask_id = self.vocabulary.add(mask)
        if not rest and not not_beside and mask_id != self._candidate:
            self._table[words[0]] = (mask,)  # needs no neighbour: a table entry does it
            return
        neighbours = frozenset(map(self.know, not_beside))
        entries = self._names.setdefault(first, [])
        entries.append(Name(tuple(rest), mask_id, neighbours))
        entries.sort(key=lambda name: len(name.rest), reverse=True)
        self._begins.add(first)
        if rest:
            self.vocabulary.mark_pair(first, rest[0], NAME)
        else:
            self.vocabulary.mark(first, NAME)

    def know_company(
        self, *, titles: Iterable[str], and_: Iterable[str], before_number: Iterable[str], number_words: Iterable[str]
    ) -> None:
        """Words that join with a name ("Pak", "dan") or make a number word a ballot number ("nomor dua")."""
        self._titles = frozenset(map(self.know, titles))
        self._and = frozenset(map(self.know, and_))
        self._before_number = frozenset(map(self.know, before_number))
        self._number_words = frozenset(map(self.know, number_words))
        self._begins |= self._titles | self._number_words
        for title in self._titles:
            self.vocabulary.mark(title, TITLE)
        for before, number in product(self._before_number, self._number_words):
            self.vocabulary.mark_pair(before, number, NAME)

    # -- folding ----------------------------------------------------------------------------------------------------

    def read(self, text: str) -> Folded:
        """Fold a text. Never raises on any str; time is linear in its length."""
        chunks = list(map(self._chunks.__getitem__, text.split(" ")))
        tally = self._add_up(chunks)
        counts = _COUNTS.unpack((tally & _COUNT_MASK).to_bytes(_COUNTS.size, "little"))
        if counts[BLANKS]:
            chunks = [chunk for chunk in chunks if chunk[0]]
            tally = self._add_up(chunks) + (tally & _STYLE_MASK)
        if not self._waits(counts, chunks, text):
            return Folded(text, tally, counts, chunks, self)
        words, joined = self._join(list(chain.from_iterable(map(_words, chunks))), text)
        tally = self.vocabulary.add_up(words, tally & _STYLE_MASK)
        counts = _COUNTS.unpack((tally & _COUNT_MASK).to_bytes(_COUNTS.size, "little"))
        return Folded(text, tally, counts, chunks, self, words, joined)

    def _add_up(self, chunks: list[_Chunk]) -> int:
        """The tally of chunks in a row."""
        pairs = []
        followers = _NO_FOLLOWERS
        for _, _, first, after, _ in chunks:
            if first in followers:
                pairs.append(followers[first])
            followers = after
        return sum(map(_tally, chunks)) + sum(pairs)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the words of ``text`` stand before any joining; several words of one token share its span."""
        found: list[tuple[int, int]] = []
        offset = 0
        for chunk in text.split(" "):
            end = offset + len(chunk)
            if chunk.isalpha() and chunk.isascii():
                found += [(offset, end)] * len(self._chunks[chunk][0])
            elif chunk:
                for match in _pattern(chunk).finditer(chunk):
                    found += [(offset + match.start(), offset + match.end())] * len(self.fold(match[0]))
            offset = end + 1
        return found

    def fold(self, token: str) -> tuple[str, ...]:
        """The words that one token stands for, folded; often one, for "#AyoPilihTati" several, for junk none."""
        lowered = token.lower()
        known = self._table.get(lowered)
        if known is not None:
            return known
        if lowered.isalpha() and lowered.isascii():
            return self._fold_letters(lowered)
        first = lowered[0]
        if first == "#":
            return self._fold_hashtag(token[1:])
        if first == "@":
            return (ACCOUNT,)
        if first == "[" or lowered.startswith(("http://", "https://", "www.")):
            return (LINK,)
        if not (first.isalnum() or first == "_"):
            return (STOP,) if first in ".!?…;|\r\n" else (_HIDDEN.sub("", token) or STOP,)
        return self._fold_mixed(lowered)

    def _fold_letters(self, word: str) -> tuple[str, ...]:
        """Plain small letters that no table knows: drawn-out letters and clitics."""
        table = self._table
        if _DRAWN.search(word) and len(set(word)) > 1:
            single = _DRAWN.sub(r"\1", word)
            double = _DRAWN.sub(r"\1\1", word)
            return table.get(double) or table.get(single) or (self._fold_letters(single) if single != word else (word,))
        if len(word) > 3 and word[-1] == word[-2] and word[:-1] in table:
            return table[word[:-1]]
        if word.endswith(_CLITICS):
            for clitic in _CLITICS:
                if word.endswith(clitic) and word[: -len(clitic)] in table:
                    return table[word[: -len(clitic)]]
        return (word,)

    def _fold_mixed(self, word: str) -> tuple[str, ...]:
        """Words with digits, marks or letters of other scripts."""
        plain = (word if word.isascii() else _to_latin(word)).strip("_*-.'`")
        if plain != word:
            return self.fold(plain) if plain and (plain[0].isalnum()) else ()
        if word.isdigit():
            return (_number_word(word),)
        if _SPELLED.fullmatch(word):
            return self._fold_letters("".join(filter(str.isalpha, word)))
        if word[0].isdigit() or word.startswith("rp"):
            amount = _AMOUNT.fullmatch(word)
            if amount:
                return (MONEY if word.startswith("rp") or word[-1].isalpha() or word.endswith("000") else QUANTITY,)
        for leet in _LEET:
            if (guess := word.translate(leet)) in self._table:
                return self._table[guess]
        if word[-1] == "2" and word[:-1].isalpha():  # kata2: said twice, but paslon2: a number
            stem = self.fold(word[:-1])
            return (*stem, NUMBER) if self.vocabulary.ids.get(stem[-1]) in self._before_number else stem
        bare = word.replace("'", "").replace("-", "")
        if bare in self._table:
            return self._table[bare]
        halves = word.split("-")
        if len(halves) == 2 and halves[0] == halves[1] and halves[0].isalpha():
            return self.fold(halves[0])
        parts = [part for part in re.split(r"([!])|['@$*_-]+", word) if part]
        if len(parts) > 1:
            return tuple(folded for part in parts for folded in ((STOP,) if part == "!" else self.fold(part)))
        if word.isalnum() and not word.isalpha():
            runs = _RUNS.findall(word)
            if len(runs) > 1 and (runs[0] in self._table or runs[-1] in self._table):
                return tuple(folded for run in runs for folded in self.fold(run))
        if _DRAWN.search(word):
            return self.fold(_DRAWN.sub(r"\1", word))
        return (word,) if word[0].isalnum() else ()

    def _fold_hashtag(self, tag: str) -> tuple[str, ...]:
        """#PilihNomor2 by its capitals, #kitapilihnomor2 by the known words inside it."""
        if tag.lower() in self._table:
            return self._table[tag.lower()]
        parts = _HASH_PARTS.findall(tag[:100])
        pieces = [piece for part in parts for piece in (self._segment(part.lower()) if part[0].isalpha() else [part])]
        return tuple(folded for piece in pieces for folded in self.fold(piece))

    def _segment(self, glued: str) -> list[str]:
        """Cut glued words so that the fewest letters are left unknown, then into the fewest pieces."""
        if glued in self._table or len(glued) < 6:
            return [glued]
        best: list[tuple[int, int, int]] = [(0, 0, 0)]  # letters unknown, pieces, where the last piece begins
        for end in range(1, len(glued) + 1):
            unknown, pieces, start = best[end - 1]
            choices = [(unknown + 1, pieces + (start >= 0), -1 if start >= 0 else start)]
            for begin in range(max(0, end - 16), end - 2):
                if glued[begin:end] in self._table:
                    choices.append((best[begin][0], best[begin][1] + 1, begin))
            best.append(min(choices, key=lambda choice: choice[:2]))
        pieces_found: list[str] = []
        end = len(glued)
        while end > 0:
            begin = best[end][2]
            if begin < 0:  # a run of unknown letters
                begin = end
                while begin > 0 and best[begin][2] < 0:
                    begin -= 1
            pieces_found.append(glued[begin:end])
            end = begin
        known = sum(len(piece) for piece in pieces_found if piece in self._table)
        return pieces_found[::-1] if known >= len(glued) / 2 else [glued]

    # -- joining ----------------------------------------------------------------------------------------------------

    def _waits(self, counts: tuple[int, ...], chunks: list[_Chunk], text: str) -> bool:
        """Whether words need their neighbours; a title does before something capitalised."""
        if counts[NAME]:
            return True
        if counts[TITLE] and counts[TITLE_CASE]:
            title = lane(TITLE_CASE)
            if any(behind[1] & title and ahead[0][-1] in self._titles for ahead, behind in pairwise(chunks)):
                return True
        return bool(counts[VOWEL] and _SPACED.search(text))

    def _join(self, words: list[int], text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Replace names by their masks and join what adjoins.

        Returns
        -------
        words : list[int]
        joined : list[tuple[int, int]]
            Ranges of the words before that became one word each.
        """
        begins = self._begins
        tokens = _Raw(self, text)
        out: list[int] = []
        joined: list[tuple[int, int]] = []
        done = 0
        for at in [at for at, word in enumerate(words) if word in begins]:
            if at < done:
                continue
            word = words[at]
            begin, end, mask = at, at + 1, word
            if word in self._names or word in self._titles:
                mask, end = self._people_at(words, at, tokens)
            elif word in self._number_words and at and words[at - 1] in self._before_number:
                mask = self._number
            elif self.vocabulary.is_marked(word, VOWEL):
                mask, begin, end = self._letters_at(words, at, done, tokens)
            if end - begin > 1 or mask != word:
                out += words[done:begin]
                out.append(mask)
                joined.append((begin, end))
                done = end
        return out + words[done:], joined

    def _letters_at(self, words: list[int], at: int, done: int, tokens: _Raw) -> tuple[int, int, int]:
        """The word made of the letters s p a c e d out around ``at``; every such word holds a vowel."""
        first, end = at, at + 1
        if len(tokens[at]) > 1:
            return words[at], at, at + 1
        while first > done and len(tokens[first - 1]) == 1 and tokens[first - 1].isalpha():
            first -= 1
        while end < len(words) and len(tokens[end]) == 1 and tokens[end].isalpha():
            end += 1
        if end - first < 3:  # noqa: PLR2004
            return words[at], at, at + 1
        spelled = self.fold("".join(tokens[number] for number in range(first, end)))
        return (self.vocabulary.number(spelled[0]) if len(spelled) == 1 else UNKNOWN_ID), first, end

    def _people_at(self, words: list[int], at: int, tokens: _Raw) -> tuple[int, int]:
        """The mask and the end of the name or names at ``at``: "Pak H. Prabowo dan Mas Gibran" is one candidate."""
        kind, end = self._one_at(words, at, tokens)
        if kind not in self._people:
            return kind, end
        while True:
            ahead = end
            while ahead < len(words) and words[ahead] in self._and and ahead - end < 2:  # noqa: PLR2004
                ahead += 1
            other, behind = self._one_at(words, ahead, tokens) if ahead < len(words) else (STOP_ID, ahead)
            if other not in self._people:
                return kind, end
            kind, end = (self._candidate if self._candidate in (kind, other) else self._person), behind

    def _one_at(self, words: list[int], at: int, tokens: _Raw) -> tuple[int, int]:
        """Mask and end of one name with its titles, or the word itself."""
        first = at
        while first < len(words) and first - at <= _MOST_TITLES:
            for name in self._names.get(words[first], ()):
                end = first + 1 + len(name.rest)
                if tuple(words[first + 1 : end]) == name.rest and (name.mask in self._people or first == at):
                    beside = (words[first - 1] if first else STOP_ID, words[end] if end < len(words) else STOP_ID)
                    if name.not_beside.isdisjoint(beside):
                        return name.mask, end
            if words[first] not in self._titles:
                break
            first += 1
        end = first
        while first > at and end < len(words) and end - first < _MOST_NAMES and self._is_name(tokens[end]):
            end += 1
        return (self._person, end) if end > first else (words[at], at + 1)

    def _is_name(self, token: str) -> bool:
        """Whether the word after a title is written like a name and is no word that the rules use otherwise."""
        word = token.lower()
        written = token.istitle() and len(token) > 2 and token.isalpha()  # noqa: PLR2004
        return written and (word not in self._table or word in self._name_parts)


def _to_latin(word: str) -> str:
    """Compatibility forms, accents, invisible characters and look-alikes of other scripts resolved."""
    plain = unicodedata.normalize("NFKC", word).lower()
    plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return _HIDDEN.sub("", plain).translate(_LOOKALIKES).replace("’", "'").replace("ʼ", "'")


class _Raw:
    """The raw tokens of a text's words, cut out when the first one is asked for."""

    def __init__(self, folder: Folder, text: str) -> None:
        self._folder, self._text = folder, text
        self._spans: list[tuple[int, int]] | None = None

    def __getitem__(self, word: int) -> str:
        if self._spans is None:
            self._spans = self._folder.spans(self._text)
        start, end = self._spans[word]
        return self._text[start:end]


class _Chunks(dict[str, _Chunk]):
    """Chunk between spaces → what it adds up to; worked out on first sight."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def __missing__(self, chunk: str) -> _Chunk:
        if chunk.isascii() and chunk.isalpha():
            found = self._chunk([chunk], chunk)
        elif chunk[-1:] in _SILENT and chunk[:-1].isalpha() and chunk.isascii():
            found = self[chunk[:-1]]  # a comma and the like: the same word
        else:
            found = self._chunk(_pattern(chunk).findall(chunk), chunk)
        if len(chunk) <= Folder.LONGEST:
            if len(self) >= Folder.REMEMBERED:
                self.clear()
            self[chunk] = found
        return found

    def _chunk(self, tokens: list[str], chunk: str) -> _Chunk:
        fold, vocabulary = self._folder.fold, self._folder.vocabulary
        words = tuple([vocabulary.number(word) for token in tokens for word in fold(token)])
        style = _count_styles(chunk)
        if len(words) == 1:
            word = words[0]
            after, flags = vocabulary.followers.get(word, _NO_FOLLOWERS), vocabulary.flags.get(word, 0)
            return words, vocabulary.tallies[word] + style, word, after, flags
        if not words:
            return words, lane(BLANKS) + style, UNKNOWN_ID, _NO_FOLLOWERS, 0
        after, flags = vocabulary.followers.get(words[-1], _NO_FOLLOWERS), vocabulary.all_flags(words)
        return words, vocabulary.add_up(words, style), words[0], after, flags


def _count_styles(chunk: str) -> int:
    """One in the lane of every style that a chunk shows."""
    style = 0
    if not chunk.islower():
        if chunk.isupper() and len(chunk) > 2:  # noqa: PLR2004
            style = lane(CAPITALS)
        elif chunk.istitle():
            style = lane(TITLE_CASE)
    if chunk.isalpha():
        return style + (lane(LONG) if _DRAWN.search(chunk) else 0)
    if any(match[1].isalpha() for match in _DRAWN.finditer(chunk)) and not chunk.startswith(("http", "www")):
        style += lane(LONG)
    if "!!" in chunk or "❗" in chunk:
        style += lane(EXCLAIMED)
    if "||" in chunk:
        style += lane(BARS)
    if chunk[:1] not in ("", "@", "#", "h", "[") and _DISGUISED.search(chunk):
        style += lane(MASKED)
    return style


def _pattern(text: str) -> re.Pattern[str]:
    return _ASCII_TOKEN if text.isascii() else _ANY_TOKEN


def _number_word(digits: str) -> str:
    """The word that stands for a whole number: ballot numbers look alike whichever they are."""
    value = int(digits) if len(digits) < 10 else 10**9
    if len(digits) == 2 and digits[0] == "0" and value:
        return ZERO_NUMBER
    if 0 < value < 100 and len(digits) <= 2:
        return NUMBER
    return YEAR if len(digits) == 4 and 1990 <= value <= 2099 else MONEY if value >= 1000 and digits.endswith("000") else QUANTITY
