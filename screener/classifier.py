"""The shipped weights give evidence per word; scikit-learn is not needed to run them.

A category's logit is ``(Σ q_t) / √(Σ n_t)`` over the distinct terms of a post (words and pairs of neighbours), where
``q_t = idf_t · coefficient_t`` and ``n_t = idf_t²``: scikit-learn's TfidfVectorizer(binary, l2) and LogisticRegression.
The file holds q and n as whole numbers (units of 2**-20); the training rounds them inside the estimator first. Whole
numbers add up exactly, and all categories add up in one go: a term's numbers lie side by side in one long integer.
"""

from __future__ import annotations

import json
from importlib.resources.abc import Traversable
from itertools import repeat
from math import sqrt
from typing import NamedTuple

from screener.errors import ModelError
from screener.fold import STYLES, Folded, Vocabulary, bigrams

GRID = 2.0**40
"""Log-odds are whole multiples of 1 / GRID, so that any sum of them is exact."""
UNIT = 2.0**20
_LANE = 56  # bits a number has to itself in the long integer
_HALF, _MASK = 1 << (_LANE - 1), (1 << _LANE) - 1
_STYLED = "hoax"


def on_grid(logit: float) -> float:
    """The nearest multiple of 1 / GRID."""
    return round(logit * GRID) / GRID


class Weights(NamedTuple):
    """What the file says.

    Attributes
    ----------
    categories : tuple of str
        In the order of the numbers.
    base : list of float
        The logit of a post without any known word, by category.
    terms : dict
        Term → one q for each category, then n.
    """

    categories: tuple[str, ...]
    base: list[float]
    terms: dict[str, list[int]]

    def words(self) -> set[str]:
        """All words of all terms, style words left out."""
        return {word for term in self.terms if term not in STYLES for word in term.split(" ")}


class Classifier:
    """Evidence from words."""

    def __init__(self, weights: Weights, vocabulary: Vocabulary) -> None:
        self.categories, self.base = weights.categories, [on_grid(logit) for logit in weights.base]
        self._vocabulary = vocabulary
        self._singles = [0] * len(vocabulary.words)
        self._pairs: dict[tuple[int, int], int] = {}
        self._styles: dict[str, int] = {}
        for term, numbers in weights.terms.items():
            packed = sum(number << (lane * _LANE) for lane, number in enumerate(numbers))
            first, _, second = term.partition(" ")
            if term in STYLES:
                self._styles[term] = packed
            elif second:
                self._pairs[vocabulary.ids[first], vocabulary.ids[second]] = packed
            else:
                self._singles[vocabulary.ids[term]] = packed

    def logits(self, folded: Folded) -> list[float]:
        """What the words of a post add to each category, a multiple of 1 / GRID, in nats."""
        total = sum(map(self._singles.__getitem__, folded.kinds))
        total += sum(map(self._pairs.get, bigrams(folded.words), repeat(0)))
        plain = _unpack(total, len(self.categories) + 1)
        norm = plain[-1]
        styled = _unpack(sum(map(self._styles.get, folded.styles(), repeat(0))), len(plain)) if self._styles else None
        found = []
        for lane, category in enumerate(self.categories):
            number, squares = plain[lane], norm
            if category == _STYLED and styled:
                number, squares = number + styled[lane], norm + styled[-1]
            found.append(_logit(number, squares))
        return found

    def terms(self, folded: Folded) -> list[list[tuple[str, float, list[int]]]]:
        """The addends of ``logits``: by category, (term, nats, positions of its words), without zeros.

        Each addend is rounded to the grid; what the rounding leaves over goes to the largest one, so that the addends
        add up to the logit exactly.
        """
        positions: dict[str, list[int]] = {}
        packed: dict[str, int] = {}
        names = self._vocabulary.words
        for at, word in enumerate(folded.words):
            if self._singles[word]:
                positions.setdefault(names[word], []).append(at)
                packed[names[word]] = self._singles[word]
            if at and (number := self._pairs.get((folded.words[at - 1], word))):
                term = f"{names[folded.words[at - 1]]} {names[word]}"
                positions.setdefault(term, []).append(at - 1)
                packed[term] = number
        logits, lanes = self.logits(folded), len(self.categories) + 1
        plain = {term: _unpack(number, lanes) for term, number in packed.items()}
        styled = {style: _unpack(self._styles[style], lanes) for style in folded.styles() if style in self._styles}
        found = []
        for lane, category in enumerate(self.categories):
            these = plain | styled if category == _STYLED else plain
            squares = sum(numbers[-1] for numbers in these.values())
            addends = {term: _logit(numbers[lane], squares) for term, numbers in these.items() if numbers[lane]}
            if addends:
                largest = max(addends, key=lambda term: abs(addends[term]))
                addends[largest] += logits[lane] - sum(addends.values())
            found.append([(term, nats, positions.get(term, [])) for term, nats in addends.items() if nats])
        return found


def _unpack(total: int, lanes: int) -> list[int]:
    """The signed numbers that lie side by side in ``total``, lowest lane first."""
    numbers = []
    for _ in range(lanes):
        number = ((total + _HALF) & _MASK) - _HALF
        numbers.append(number)
        total = (total - number) >> _LANE
    return numbers


def _logit(number: int, squares: int) -> float:
    """``number / √squares`` with both in units of 1 / UNIT, rounded to the grid."""
    return round(number / UNIT / sqrt(squares / UNIT) * GRID) / GRID if squares else 0.0


def read(folder: Traversable) -> Weights:
    """Read ``weights.tsv`` (a line a term: the term, one q a category, n) and ``card.json``.

    Raises
    ------
    ModelError
        When a file is missing or damaged.
    """
    try:
        card = json.loads((folder / "card.json").read_text("utf-8"))
        lines = (folder / "weights.tsv").read_text("utf-8").split("\n")
        columns = len(card["categories"]) + 2
        terms: dict[str, list[int]] = {}
        for number, line in enumerate(filter(None, lines), 1):
            term, *numbers = line.split("\t")
            if len(numbers) + 1 != columns:
                raise ValueError(f"weights.tsv:{number}: {columns} columns expected, {len(numbers) + 1} found")
            terms[term] = [int(cell) for cell in numbers]
        if len(terms) != card["terms"]:
            raise ValueError(f"weights.tsv: {card['terms']} terms expected, {len(terms)} found")
        return Weights(tuple(card["categories"]), [float(base) for base in card["base"]], terms)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            id=f"bobot pengklasifikasi di {folder} tidak dapat dibaca ({error}); pasang ulang screener",
            en=f"the classifier's weights in {folder} cannot be read ({error}); install screener again",
        ) from error
