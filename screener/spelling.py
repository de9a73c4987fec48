"""One token becomes folded words, whoever its neighbours are.

Case, accents, look-alike letters, leet, drawn-out letters, hashtags, slang, clitics, numbers and amounts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping

# Words that folding makes. The angle brackets keep them apart from anything that a person can write.
UNKNOWN, STOP, LINK, ACCOUNT = "<?>", ".", "<tautan>", "<akun>"
NUMBER, ZERO_NUMBER, YEAR, QUANTITY, MONEY = "<nomor>", "<nomor0>", "<tahun>", "<bilangan>", "<nominal>"
CANDIDATE, PERSON, GIVEN_NAME = "<calon>", "<orang>", "<nama>"
PARTY, SLOGAN, HAND_SIGN = "<partai>", "<slogan>", "<isyarat>"
_INVISIBLE = "\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff\u20e3"
_CIRCLED = "\u2460-\u24ff\u2776-\u2793\U0001f130-\U0001f189"
_PICTURE = "\u203c\u2049\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\U0001f000-\U0001faff"
ABBREVIATIONS = ("no", "nmr", "hj", "h", "rp", "dr", "drs", "dra", "ir", "prof", "tgl", "jl", "kab", "kec")
"""Words whose dot ends no sentence."""


def _token(first: str, letter: str, picture: str) -> str:
    """The pattern of one token of a chunk: what a word begins with and goes on with, and pictures, each by itself."""
    return (
        r"(?i:https?://\S+|www\.\S+|\[tautan\])"
        r"|(?:(?<![^\W_])[^\W\d_][.*_-]){2,}[^\W\d_](?![^\W_])"  # letters d.o.t.t.e.d out
        rf"|(?i:{'|'.join(ABBREVIATIONS)})\.(?!\.)"
        r"|[Rr][Pp]\.?\d+(?:[.,]\d+)*\w*"
        r"|\d+(?:[.,:/-]\d+)+\w*"
        rf"|{first}{letter}*(?:(?:['’ʼ`@$!*]|-(?![A-Z][a-z])){first}{letter}*)*"  # Rudi-Tati are two people
        r"|[@#](?:\w+(?:\.\w+)*|…)"
        r"|[.!?…;\r\n]+|\|\|+"
        rf"{picture}"
    )


# Two patterns that cut ASCII text alike; the plain one is faster.
_ASCII_TOKEN = re.compile(_token(r"\w", r"\w", ""))
_ANY_TOKEN = re.compile(_token(rf"[\w{_CIRCLED}]", rf"[\w{_CIRCLED}{_INVISIBLE}]", rf"|[{_PICTURE}][\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]*"))

_HIDDEN = re.compile(f"[{_INVISIBLE}\U0001f3fb-\U0001f3ff]")
DRAWN, _DOUBLED = re.compile(r"(.)\1{2,}"), re.compile(r"(.)\1+")
_SPELLED = re.compile(r"(?:[^\W\d_][.*_-]){2,}[^\W\d_]")
_AMOUNT = re.compile(r"(rp\.?)?\d[\d.,:/-]*(?:(rb|rbu|ribu|k|jt|juta|m|miliar|milyar|ratus)(?:an)?)?(?:-?an)?")
_HASH_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+")
_RUNS = re.compile(r"\d+|[^\W\d_]+")
_MARKS = re.compile(r"[\W_]+")
_APOSTROPHES = re.compile("['’ʼ`]")
_CUT = re.compile(r"[^\W\d_]+(?:(?:\.[^\W\d_]+)+|-?\r?\n(?=([^\W\d_]+)))")
"""Letters with dots or a line break in between: cob.los, but also the end of one sentence and the beginning of the next."""
_SHORT_PIECE = 3

# Letters of other scripts that look like Latin ones: the single-letter rows that people use, after Unicode's
# confusables (UTS #39), and small capitals. Fullwidth and mathematical letters need no row, NFKC turns them into plain ones.
_LOOKALIKES: dict[int, int | str] = {}
_LOOKALIKES |= str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u043a\u043c\u0442\u043d\u0432\u0501\u051b\u0261"
    "\u043f\u04cf\u0433\u044c\u04bb\u051d\u0437\u0434\u043b\u0438\u044f\u0454\u0491"
    "\u03b1\u03b5\u03bf\u03c1\u03c4\u03ba\u03b9\u03bd\u03c5\u03b7\u03c9\u03c7\u03b2\u03bc\u0131\u0142\u00f8\u0251\u0269"
    "\u1d00\u0299\u1d04\u1d05\u1d07\ua730\u0262\u029c\u026a\u1d0a\u1d0b\u029f\u1d0d\u0274\u1d0f\u1d18\u0280\ua731\u1d1b\u1d1c\u1d20\u1d21\u028f\u1d22",
    "aeopcyxijskmthbdqgnlrbhw3dlnreraeoptkivunwxbmiloaiabcdefghijklmnoprstuvwyz",
)
_LOOKALIKES |= {first + at: chr(ord("a") + at) for first in (0x1F150, 0x1F170) for at in range(26)}  # white letters on black
_LOOKALIKES |= {first + at: str(at + 1) for first in (0x2776, 0x2780, 0x278A) for at in range(9)}  # and numbers
_VOWELS = str.maketrans("", "", "aeiou")
_SYLLABLES = re.compile(
    r"(?:(?:str|[bdfgkpt]r|[bfgkps]l|s[kmnptw]|kw|ng|ny|sy|kh|[b-df-hj-np-tv-z])?[aeiou]+(?:ng|kh|[b-df-hj-np-tv-z])?)+"
)
"""What can be an Indonesian word: syllables of few consonants (Moeliono et al., *Tata Bahasa Baku*, chapter on sounds)."""
_FEWEST_CONSONANTS, _FEWEST_LETTERS = 3, 4
"""From this many consonants and letters on, a known word is recognised without some of its vowels: dkung, mnangkan."""
_LEET = (str.maketrans("4301578@$!9", "aeoistbasig"), str.maketrans("4301578@$!9", "aeolstbaslg"))
_LONGEST = 100  # characters from which a token is no word: work on it must not grow with its length
_CLITICS = ("nya", "lah", "kah", "pun", "ku", "mu")


class Speller:
    """Folds tokens with a table of spellings and the words that it has learned.

    Parameters
    ----------
    spellings : mapping of str to str
        Slang and abbreviations, "yg" → "yang"; the right side may hold several words.
    """

    def __init__(self, spellings: Mapping[str, str]) -> None:
        self._table = {short: tuple(long.split()) for short, long in spellings.items()}
        self._skeletons: dict[str, list[str]] = {}  # consonants → the learned words that have them
        self._single: dict[str, str] = {}  # dugan → dugaan, for words that are drawn out elsewhere
        self.before_number: Collection[str] = ()

    def learn(self, word: str, folded: str = "") -> str:
        """Know a word, or that it stands for ``folded``, so that disguised spellings of it are recognised.

        Raises
        ------
        ValueError
            When the table writes the word as several.
        """
        if not folded and word in self._table:
            (known,) = self._table[word]
            return known
        if word not in self._table and word.isalpha():
            skeleton = word.translate(_VOWELS)
            if len(skeleton) >= _FEWEST_CONSONANTS:
                self._skeletons.setdefault(skeleton, []).append(word)
        if folded:
            self._table[word] = (folded,)
        (known,) = self._table.setdefault(word, (word,))
        if (single := _DOUBLED.sub(r"\1", word)) != word:
            self._single.setdefault(single, word)
        return known

    def knows(self, word: str) -> bool:
        """Whether a rule or the table holds the word."""
        return word in self._table

    def spelled(self, word: str) -> tuple[str, ...]:
        """A word as folding writes it in full, clitics and all; a picture too. Once learned, Ma'shum is found as one word."""
        if not word.isalpha():
            bare = _APOSTROPHES.sub("", word)
            word = bare if bare.isalpha() else word
        return self._table.get(word) or ((word,) if word.isalpha() else self.fold(word) or tuple(filter(None, [_to_latin(word)])))

    def fold(self, token: str) -> tuple[str, ...]:
        """The words that one token stands for, folded; often one, for "#AyoPilihTati" several, for junk none."""
        lowered = token.lower()
        known = self._table.get(lowered)
        if known is not None:
            return known
        if lowered.isalpha() and lowered.isascii():
            return self._fold_letters(lowered, drawn=bool(DRAWN.search(lowered)))
        first = lowered[0]
        if first == "#":
            return self._fold_hashtag(token[1:])
        if first == "@":
            return (ACCOUNT,)
        if first == "[" or lowered.startswith(("http://", "https://", "www.")):
            return (LINK,)
        if first in ".!?…;|\r\n":
            return (STOP,)
        if len(token) > _LONGEST:
            lowered = DRAWN.sub(r"\1\1", _HIDDEN.sub("", lowered))
            if len(lowered) > _LONGEST:
                return (UNKNOWN,)
        if not (first.isalnum() or first == "_"):
            plain = _to_latin(lowered)
            return self.fold(plain) if plain[:1].isalnum() else self._fold_picture(plain)
        return self._fold_mixed(lowered)

    def _fold_picture(self, picture: str) -> tuple[str, ...]:
        """A picture that no rule knows stands between words, no more."""
        return self._table.get(picture, ()) if picture else (STOP,)

    def fold_letters(self, letters: str, *, drawn: bool) -> tuple[str, ...]:
        """The same for ASCII letters alone, where it is known whether one of them is drawn out."""
        lowered = letters.lower()
        known = self._table.get(lowered)
        if known is None and "I" in letters and not letters.isupper():  # cobIos
            known = self._table.get(letters.replace("I", "l").lower())
        return known or self._fold_letters(lowered, drawn=drawn)

    def _fold_letters(self, word: str, *, drawn: bool) -> tuple[str, ...]:
        """Plain small letters that no table knows: drawn-out letters and clitics."""
        table = self._table
        if drawn and len(set(word)) > 1:
            single = DRAWN.sub(r"\1", word)
            known = table.get(DRAWN.sub(r"\1\1", word)) or table.get(single) or table.get(self._single.get(_DOUBLED.sub(r"\1", word), ""))
            return known or self._fold_letters(single, drawn=False)
        if len(word) > 3 and word[-1] == word[-2] and word[:-1] in table:
            return table[word[:-1]]
        if word.endswith(_CLITICS):
            for clitic in _CLITICS:
                if word.endswith(clitic) and word[: -len(clitic)] in table:
                    return table[word[: -len(clitic)]]
        return self._with_vowels(word) or (word,)

    def _with_vowels(self, word: str) -> tuple[str, ...]:
        """The one learned word that this is with some vowels left out; nothing where there is none, or several."""
        if len(word) < _FEWEST_LETTERS or _SYLLABLES.fullmatch(word):
            return ()
        skeleton = word.translate(_VOWELS)
        longer = [whole for whole in self._skeletons.get(skeleton, ()) if whole[0] == word[0] and _is_within(word, whole)]
        return self._table[longer[0]] if len(longer) == 1 else ()

    def _fold_mixed(self, word: str) -> tuple[str, ...]:
        """Words with digits, marks or letters of other scripts."""
        plain = (word if word.isascii() else _to_latin(word)).strip("_*-.'`")
        if plain != word:
            return self.fold(plain) if plain and plain[0].isalnum() else ()
        if word[0].isdigit() or word.startswith("rp"):
            number = _number_word(word)
            if number:
                return (number,)
        if _SPELLED.fullmatch(word):
            return self.fold("".join(filter(str.isalpha, word)))
        return self._undisguise(word) or self._take_apart(word)

    def _undisguise(self, word: str) -> tuple[str, ...]:
        """A known word behind digits (c0blos), apostrophes or a said-twice mark (kata2); nothing where there is none."""
        for guess in (*(word.translate(leet) for leet in _LEET), _MARKS.sub("", word)):
            if guess in self._table:
                return self._table[guess]
        if word[-1] == "2" and word[:-1].isalpha():  # but paslon2 is a number
            stem = self.fold(word[:-1])
            return (*stem, NUMBER) if stem[-1] in self.before_number else stem
        halves = word.split("-")
        if len(halves) == 2 and halves[0] == halves[1] and halves[0].isalpha():
            return self.fold(halves[0])
        return ()

    def _take_apart(self, word: str) -> tuple[str, ...]:
        """Parts joined by marks, or letters and digits run together where one of them is a known word."""
        parts = [part for part in re.split(r"([!])|[@$*_-]+", word) if part]
        if len(parts) < 2:
            parts = [part for part in word.split("'") if part]
        if len(parts) > 1:
            return tuple(folded for part in parts for folded in ((STOP,) if part == "!" else self.fold(part)))
        runs = _RUNS.findall(word) if word.isalnum() else []
        if len(runs) > 1 and any(len(run) > 1 and run in self._table for run in (runs[0], runs[-1])):
            return tuple(folded for run in runs for folded in self.fold(run))
        if DRAWN.search(word) and len(set(word)) > 1:
            return self.fold(DRAWN.sub(r"\1", word))
        return (word,) if word[0].isalnum() else ()

    def _fold_hashtag(self, tag: str) -> tuple[str, ...]:
        """#PilihNomor2 by its capitals, #kitapilihnomor2 by the known words inside it."""
        if tag.lower() in self._table:
            return self._table[tag.lower()]
        parts = _HASH_PARTS.findall(tag[:100])
        pieces = [piece for part in parts for piece in (self.segment(part.lower()) if part[0].isalpha() else [part])]
        return tuple(folded for piece in pieces for folded in self.fold(piece))

    def tokens(self, chunk: str) -> list[tuple[int, int]]:
        """Where the tokens of a chunk stand; a known word with dots or a line break in it (cob.los) is one."""
        spans = [match.span() for match in pattern(chunk).finditer(chunk)]
        wholes = list(self._cut_words(chunk)) if "." in chunk or "\n" in chunk else []
        if not wholes:
            return spans
        begins, ends = {begin for begin, _ in spans}, {end for _, end in spans}
        whole = iter([(begin, end) for begin, end in wholes if begin in begins and end in ends])
        found: list[tuple[int, int]] = []
        begin, end = next(whole, (len(chunk), len(chunk)))
        for span in spans:
            while span[0] >= end < len(chunk):
                begin, end = next(whole, (len(chunk), len(chunk)))
            if not begin <= span[0] < end:
                found.append(span)
            elif span[0] == begin:
                found.append((begin, end))
        return found

    def _cut_words(self, chunk: str) -> Iterator[tuple[int, int]]:
        """Known words with dots or a line break in them, in order; if each piece is known too, only dots beside a short one cut a word."""
        done = 0
        for cut in _CUT.finditer(chunk):
            behind = cut[1] or ""
            parts = [cut[0].rstrip("-\r\n"), behind] if behind else cut[0].split(".")
            parts = [part.lower() for part in parts]
            told = all(part in self._table for part in parts) and (behind or min(map(len, parts)) > _SHORT_PIECE)
            if cut.start() >= done and "".join(parts) in self._table and not told:
                done = cut.end() + len(behind)
                yield cut.start(), done

    def segment(self, glued: str) -> list[str]:
        """Cut glued words so that the fewest letters are left unknown, then into the fewest pieces."""
        if glued in self._table or len(glued) < 6:
            return [glued]
        best: list[tuple[int, int, int]] = [(0, 0, 0)]  # letters unknown, pieces, where the last piece begins
        for end in range(1, len(glued) + 1):
            unknown, pieces, start = best[end - 1]
            choices = [(unknown + 1, pieces + (start >= 0), -1 if start >= 0 else start)]
            begins = [begin for begin in range(max(0, end - 16), end - 2) if glued[begin:end] in self._table]
            choices += [(best[begin][0], best[begin][1] + 1, begin) for begin in begins]
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


def _to_latin(word: str) -> str:
    """Compatibility forms, accents, invisible characters and look-alikes of other scripts resolved."""
    plain = unicodedata.normalize("NFKC", word).lower()
    plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return _HIDDEN.sub("", plain).translate(_LOOKALIKES).replace("’", "'").replace("ʼ", "'")


def pattern(text: str) -> re.Pattern[str]:
    """The pattern that cuts a chunk into tokens."""
    return _ASCII_TOKEN if text.isascii() else _ANY_TOKEN


def _number_word(digits: str) -> str:
    """The word that stands for a number or amount, "" for anything else: ballot numbers look alike whichever they are."""
    if not digits.isdecimal():
        amount = _AMOUNT.fullmatch(digits)
        if not amount:
            return ""
        return MONEY if amount[1] or amount[2] or digits.endswith("000") else QUANTITY
    value = int(digits) if len(digits) < 10 else 10**9
    if len(digits) == 2 and digits[0] == "0" and value:
        return ZERO_NUMBER
    if 0 < value < 100 and len(digits) <= 2:
        return NUMBER
    if len(digits) == 4 and 1990 <= value <= 2099:
        return YEAR
    return MONEY if value >= 1000 and digits.endswith("000") else QUANTITY


def _is_within(part: str, whole: str) -> bool:
    """Whether ``part`` is ``whole`` without some of its letters."""
    letters = iter(whole)
    return len(part) < len(whole) and all(letter in letters for letter in part)
