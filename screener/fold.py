"""Text becomes folded words; every word remembers its place in the raw text.

The raw text is cut at spaces; each chunk is cut into tokens, folded once and remembered, so a word costs one dict
look-up. A few words wait for their neighbours (names, titles, party names): only a post that holds one of them takes
the second step, the joining.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from itertools import chain, pairwise
from operator import itemgetter, or_
from typing import NamedTuple

# Words that folding makes. The angle brackets keep them apart from anything that a person can write.
UNKNOWN, STOP, LINK, ACCOUNT, EMOJI = "<?>", ".", "<tautan>", "<akun>", "<emoji>"
NUMBER, ZERO_NUMBER, YEAR, QUANTITY, MONEY = "<nomor>", "<nomor0>", "<tahun>", "<bilangan>", "<nominal>"
CANDIDATE, PERSON = "<calon>", "<orang>"
UNKNOWN_ID, STOP_ID, LINK_ID, ACCOUNT_ID, EMOJI_ID = range(5)

JOINS = 1
"""The lowest bit of a word's flags: the word waits for its neighbours. The other bits belong to the phrases."""

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
_CLITICS = ("nya", "lah", "kah", "pun", "ku", "mu")

_DISGUISED = re.compile(r"[^\W\d_][0-9@$][^\W\d_]")
STYLES = ("<kapital>", "<kata kapital>", "<huruf judul>", "<!!>", "<huruf samar>", "<huruf panjang>", "<||>")
"""Style words: what folding takes away. Mostly capitals, words in capitals, Title Case All Through, two or more
exclamation marks, digits inside words, drawn-out letters, bars between clauses."""
_COUNT = 20  # bits in which a style is counted
_PLAIN, _CAPITALS, _TITLE, _EXCLAIMED, _MASKED, _LONG, _BARS = (1 << (_COUNT * lane) for lane in range(7))


class Name(NamedTuple):
    """An entry of a masked lexicon: further words, the word that takes their place, and neighbours that forbid it."""

    rest: tuple[int, ...]
    mask: int
    not_beside: frozenset[int]


class Vocabulary:
    """The words that rules or classifier know, by number; all others share number 0.

    An open vocabulary, as training uses it, gives every new word a number of its own.
    """

    def __init__(self, *, grows: bool = False) -> None:
        self.words = [UNKNOWN, STOP, LINK, ACCOUNT, EMOJI]
        self.ids = {word: number for number, word in enumerate(self.words)}
        self.flags = [0, 0, 0, 0, 0]
        self.wordless = {STOP_ID, LINK_ID, ACCOUNT_ID, EMOJI_ID}
        self.grows = grows
        self._endings: dict[str, list[str]] = {}  # first letters -> prefixes written "pref*", longest first

    def add(self, word: str) -> int:
        """The number of ``word``, a new one where it is not known yet; "pref*" stands for all words that begin so."""
        number = self.ids.setdefault(word, len(self.words))
        if number == len(self.words):
            self.words.append(word)
            self.flags.append(0)
            if word.endswith("*"):
                same = self._endings.setdefault(word[:3], [])
                same.append(word[:-1])
                same.sort(key=len, reverse=True)
            elif not word[0].isalnum() and word[0] != "<":
                self.wordless.add(number)
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

    def beginning_with(self, prefix: str) -> frozenset[int]:
        """The numbers of all words that begin with ``prefix``."""
        return frozenset(number for word, number in self.ids.items() if word.startswith(prefix))


class Folded:
    """A post as the detectors see it.

    Attributes
    ----------
    text : str
        The raw text.
    words : list[int]
        The numbers of its words, in order; a sentence end is a word too.
    kinds : set[int]
        The distinct numbers.
    present : int
        All flags of all words, or-ed.
    style : int
        Counts of what folding took away, see ``styles``.
    """

    __slots__ = ("_folder", "_places", "kinds", "present", "style", "text", "words")

    def __init__(self, text: str, words: list[int], style: int, folder: Folder) -> None:
        self.text, self.words, self.style, self._folder = text, words, style, folder
        self.kinds = set(words)
        self.present: int = reduce(or_, map(folder.vocabulary.flags.__getitem__, self.kinds), 0)
        self._places: list[tuple[int, int]] | None = None
        if self.present & JOINS:
            self.words, self._places = folder.join(self)
            self.kinds = set(self.words)
            self.present = reduce(or_, map(folder.vocabulary.flags.__getitem__, self.kinds), 0) & ~JOINS

    def spans(self) -> list[tuple[int, int]]:
        """Start and end (code points, end exclusive) of every word in the raw text."""
        spans = self._folder.spans(self.text)
        if self._places is None:
            return spans
        return [(spans[first][0], spans[last][1]) for first, last in self._places]

    def styles(self) -> list[str]:
        """The style words of the raw text, a subset of ``STYLES``."""
        plain, capitals, title, exclaimed, masked, long, bars = (
            self.style >> (_COUNT * lane) & (1 << _COUNT) - 1 for lane in range(7)
        )
        if plain == self.style:
            return []
        words = plain + capitals + title
        shouted = capitals > 0.6 * words and words >= 3  # noqa: PLR2004
        found = {
            "<kapital>": shouted,
            "<kata kapital>": capitals >= 2 and not shouted,  # noqa: PLR2004
            "<huruf judul>": title >= 5 and title >= 0.75 * words,  # noqa: PLR2004
            "<!!>": exclaimed,
            "<huruf samar>": masked,
            "<huruf panjang>": long,
            "<||>": bars,
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
        self._vowels = frozenset(map(vocabulary.add, "aeiou"))
        self._candidate = vocabulary.add(CANDIDATE)
        self._person = vocabulary.add(PERSON)
        self._number = vocabulary.add(NUMBER)
        self._chunks = _Chunks(self)

    # -- building ---------------------------------------------------------------------------------------------------

    def know(self, word: str) -> int:
        """Add a word in its folded form and return its number; folding will look for it in disguised spellings."""
        (folded,) = self._table.setdefault(word, (word,))
        return self.vocabulary.add(folded)

    def know_name(self, words: Sequence[str], mask: str, not_beside: Iterable[str] = ()) -> None:
        """Have ``words`` replaced by ``mask`` unless one of ``not_beside`` stands next to them."""
        first, *rest = [self.know(word) for word in words]
        mask_id = self.vocabulary.add(mask)
        if not rest and not not_beside and mask_id != self._candidate:
            self._table[words[0]] = (mask,)  # needs no neighbour: a table entry does it
            return
        neighbours = frozenset(map(self.know, not_beside))
        entries = self._names.setdefault(first, [])
        entries.append(Name(tuple(rest), mask_id, neighbours))
        entries.sort(key=lambda name: len(name.rest), reverse=True)
        self._waits(first)

    def know_company(
        self, *, titles: Iterable[str], and_: Iterable[str], before_number: Iterable[str], number_words: Iterable[str]
    ) -> None:
        """Words that join with a name ("Pak", "dan") or make a number word a ballot number ("nomor dua")."""
        self._titles = frozenset(map(self.know, titles))
        self._and = frozenset(map(self.know, and_))
        self._before_number = frozenset(map(self.know, before_number))
        self._number_words = frozenset(map(self.know, number_words))
        for number in self._titles | self._before_number | self._vowels:
            self._waits(number)

    def _waits(self, number: int) -> None:
        self.vocabulary.flags[number] |= JOINS

    # -- folding ----------------------------------------------------------------------------------------------------

    def read(self, text: str) -> Folded:
        """Fold a text. Never raises on any str; time is linear in its length."""
        chunks = list(map(self._chunks.__getitem__, text.split(" ")))
        return Folded(text, list(chain.from_iterable(map(_numbers, chunks))), sum(map(_style, chunks)), self)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the words of ``text`` stand before any joining; several words of one token share its span."""
        return [(begin, end) for begin, end, _ in self._tokens(text)]

    def _tokens(self, text: str) -> list[tuple[int, int, str]]:
        """The token of every word before any joining, with its span."""
        found, offset = [], 0
        for chunk in text.split(" "):
            for match in _pattern(chunk).finditer(chunk):
                place = (offset + match.start(), offset + match.end(), match[0])
                found += [place] * len(self.fold(match[0]))
            offset += len(chunk) + 1
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
        if _DRAWN.search(word):
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
        plain = unicodedata.normalize("NFKC", word).lower()
        plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
        plain = _HIDDEN.sub("", plain).translate(_LOOKALIKES).strip("_*-.'’`").replace("’", "'")
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
        if word[-1] == "2" and word[:-1].isalpha():  # kata2: said twice
            return self.fold(word[:-1])
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

    def join(self, folded: Folded) -> tuple[list[int], list[tuple[int, int]]]:
        """Replace names by their masks and join what adjoins; the places are positions in the words before."""
        words, places = self._join_letters(folded)
        if not self._names.keys().isdisjoint(words) or not self._before_number.isdisjoint(words):
            words, places = self._mask_names(words, places)
        if not self._titles.isdisjoint(words) or words.count(self._candidate) > 1:
            words, places = self._join_people(words, places, folded.text)
        return words, places

    def _join_letters(self, folded: Folded) -> tuple[list[int], list[tuple[int, int]]]:
        """One word for letters s p a c e d out; every such word holds a vowel, and only vowels bring us here."""
        words = folded.words
        places = [(at, at) for at in range(len(words))]
        if self._vowels.isdisjoint(words) or not _SPACED.search(folded.text):
            return words, places
        tokens = self._tokens(folded.text)
        out: list[int] = []
        where: list[tuple[int, int]] = []
        at = 0
        while at < len(words):
            end = at
            while end < len(words) and len(tokens[end][2]) == 1 and tokens[end][2].isalpha():
                end += 1
            if end - at >= 3:  # noqa: PLR2004
                joined = self.fold("".join(token for _, _, token in tokens[at:end]))
                out.append(self.vocabulary.number(joined[0]) if len(joined) == 1 else UNKNOWN_ID)
            else:
                end = at + 1
                out.append(words[at])
            where.append((at, end - 1))
            at = end
        return out, where

    def _mask_names(self, words: list[int], places: list[tuple[int, int]]) -> tuple[list[int], list[tuple[int, int]]]:
        out: list[int] = []
        where: list[tuple[int, int]] = []
        at = 0
        while at < len(words):
            end, mask = at + 1, words[at]
            for name in self._names.get(words[at], ()):
                stop = at + 1 + len(name.rest)
                if tuple(words[at + 1 : stop]) == name.rest:
                    beside = {words[at - 1] if at else STOP_ID, words[stop] if stop < len(words) else STOP_ID}
                    if not beside & name.not_beside:
                        end, mask = stop, name.mask
                    break
            if mask in self._number_words and out and out[-1] in self._before_number:
                mask = self._number
            out.append(mask)
            where.append((places[at][0], places[end - 1][1]))
            at = end
        return out, where

    def _join_people(
        self, words: list[int], places: list[tuple[int, int]], text: str
    ) -> tuple[list[int], list[tuple[int, int]]]:
        """One word for titles and names in a row: "Pak H. Prabowo dan Mas Gibran" is one candidate."""
        people = (self._candidate, self._person)
        named: list[int] = []
        tokens: list[tuple[int, int, str]] = []
        for number, place in zip(words, places, strict=True):
            after = named[-1] if named else STOP_ID
            if number not in people and (after in self._titles or after == self._person):
                tokens = tokens or self._tokens(text)
                number = self._person if self._is_name(tokens[place[0]][2]) else number
            named.append(number)
        out: list[int] = []
        where: list[tuple[int, int]] = []
        at = 0
        while at < len(named):
            end, kind = at, named[at]
            while end < len(named) and named[end] in self._titles:
                end += 1
            if end < len(named) and named[end] in people:
                end, kind = self._run_of_people(named, end)
            else:
                end = at + 1
            out.append(kind)
            where.append((places[at][0], places[end - 1][1]))
            at = end
        return out, where

    def _run_of_people(self, words: list[int], at: int) -> tuple[int, int]:
        """End of a run of people that begins at ``at``, and what they are together."""
        people = (self._candidate, self._person)
        kind, end = words[at], at + 1
        while True:
            ahead = end
            while ahead < len(words) and (words[ahead] in self._titles or words[ahead] in self._and):
                ahead += 1
            if ahead < len(words) and words[ahead] in people and ahead - end <= 3:
                kind = self._candidate if self._candidate in (kind, words[ahead]) else kind
                end = ahead + 1
            else:
                return end, kind

    def _is_name(self, token: str) -> bool:
        """Whether a word that no rule knows is written like a name."""
        return token.istitle() and len(token) > 2 and token.lower() not in self._table  # noqa: PLR2004


_Chunk = tuple[tuple[int, ...], int]


class _Chunks(dict[str, _Chunk]):
    """Chunk between spaces → the numbers of its words, and its style counts; worked out on first sight."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def __missing__(self, chunk: str) -> _Chunk:
        folder = self._folder
        number = folder.vocabulary.number
        if chunk.isascii() and chunk.isalpha():
            tokens = [chunk]
        else:
            tokens = _pattern(chunk).findall(chunk)
        found = (tuple([number(word) for token in tokens for word in folder.fold(token)]), _count_styles(chunk))
        if len(chunk) <= Folder.LONGEST:
            if len(self) >= Folder.REMEMBERED:
                self.clear()
            self[chunk] = found
        return found


_numbers, _style = itemgetter(0), itemgetter(1)


def _count_styles(chunk: str) -> int:
    """One in the lane of every style that a chunk shows."""
    if chunk.islower():
        style = _PLAIN
    else:
        style = _CAPITALS if chunk.isupper() and len(chunk) > 2 else _TITLE if chunk.istitle() else _PLAIN if chunk else 0  # noqa: PLR2004
    if _DRAWN.search(chunk) and not chunk.startswith(("http", "www")):
        style += _LONG if any(match[1].isalpha() for match in _DRAWN.finditer(chunk)) else 0
    if not chunk.isalpha():
        style += _EXCLAIMED if "!!" in chunk or "❗" in chunk else 0
        style += _BARS if "||" in chunk else 0
        style += _MASKED if chunk[:1] not in "@#h[" and _DISGUISED.search(chunk) else 0
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


def bigrams(words: list[int]) -> set[tuple[int, int]]:
    """The distinct neighbouring pairs of words."""
    return set(pairwise(words))
