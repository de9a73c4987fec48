"""The shipped weights give evidence per word; scikit-learn is not needed to run them.

A category's logit is ``Σ q_t`` over the terms of a post (words and pairs of neighbours, each as often as it occurs), with
``q_t = idf_t · coefficient_t``: scikit-learn's TfidfVectorizer(norm=None) and LogisticRegression. A word weighs the same
wherever it stands; padding a post takes nothing away. The file holds q as whole numbers (units of 2**-20); the training
rounds them inside the estimator first. Whole numbers add up exactly, and all categories add up in one go: a term's
numbers lie side by side in the vocabulary's tallies, and folding adds these up.
"""

from __future__ import annotations

import hashlib
import json
import struct
from importlib.resources.abc import Traversable
from itertools import pairwise
from operator import lshift
from typing import NamedTuple

from screener.errors import ModelError
from screener.fold import STYLES, Folded
from screener.vocabulary import EVIDENCE_BITS, Vocabulary

UNIT = 2.0**20
"""Log-odds are whole multiples of 1 / UNIT, so that any sum of them is exact."""
_LANE = 64  # bits a number has to itself
_ZERO = 1 << (_LANE - 1)  # added to every lane while it is read, so that no lane is negative
_STYLED = "hoax"


def on_grid(logit: float) -> float:
    """The nearest multiple of 1 / UNIT."""
    return round(logit * UNIT) / UNIT


Numbers = list[int]
"""One q a category."""


class Term(NamedTuple):
    """A term of a post: its name, its q by category for one occurrence, and the positions of its (first) word.

    A style word has no positions and counts once.
    """

    name: str
    numbers: Numbers
    positions: list[int]


class Weights(NamedTuple):
    """What the file says.

    Attributes
    ----------
    categories : tuple of str
        In the order of the numbers.
    base : list of float
        The logit of a post without any known word, by category.
    terms : dict
        Term → one q for each category.
    words : dict
        Every word of any term, style words left out → the number of training posts that it stood in.
    digest : str
        Of the files.
    """

    categories: tuple[str, ...]
    base: list[float]
    terms: dict[str, Numbers]
    words: dict[str, int]
    digest: str


class Classifier:
    """Evidence from words; fills the tallies of a vocabulary, which then belongs to it."""

    def __init__(self, weights: Weights, vocabulary: Vocabulary) -> None:
        self.categories, self.base = weights.categories, [on_grid(logit) for logit in weights.base]
        self._vocabulary = vocabulary
        self._lanes = struct.Struct(f"<{len(self.categories)}Q")
        self._zeros = sum(_ZERO << (lane * _LANE) for lane in range(len(self.categories)))
        self._styles: dict[str, Numbers] = {}
        self._words: dict[int, Numbers] = {}
        self._pairs: dict[tuple[int, int], Numbers] = {}
        ids, tallies = vocabulary.ids, vocabulary.tallies
        shifts = range(EVIDENCE_BITS, EVIDENCE_BITS + _LANE * len(self.categories), _LANE)
        for term, numbers in weights.terms.items():
            evidence = sum(map(lshift, numbers, shifts))
            if term in STYLES:
                self._styles[term] = numbers
            elif " " in term:
                one, _, two = term.partition(" ")
                first, second = ids[one], ids[two]
                self._pairs[first, second] = numbers
                after = vocabulary.followers.setdefault(first, {})
                after[second] = after.get(second, 0) + evidence
            else:
                self._words[ids[term]] = numbers
                tallies[ids[term]] += evidence

    def logits(self, folded: Folded) -> list[float]:
        """What the words of a post add to each category, a multiple of 1 / UNIT, in nats."""
        evidence = (folded.tally >> EVIDENCE_BITS) + self._zeros
        found = [(number - _ZERO) / UNIT for number in self._lanes.unpack(evidence.to_bytes(self._lanes.size, "little"))]
        for style in folded.styles():
            for lane, number in enumerate(self._styles.get(style, ())):
                found[lane] += number / UNIT
        return found

    def terms(self, folded: Folded) -> list[Term]:
        """The addends of ``logits``: every known word, pair of neighbours and style word of a post."""
        names, words = self._vocabulary.words, folded.words
        places: dict[str, Term] = {}
        for at, word in enumerate(words):
            if word in self._words:
                places.setdefault(names[word], Term(names[word], self._words[word], [])).positions.append(at)
        for at, pair in enumerate(pairwise(words)):
            if pair in self._pairs:
                name = f"{names[pair[0]]} {names[pair[1]]}"
                places.setdefault(name, Term(name, self._pairs[pair], [])).positions.append(at)
        styles = [Term(style, self._styles[style], []) for style in folded.styles() if style in self._styles]
        return [*places.values(), *styles]


def read(folder: Traversable) -> Weights:
    """Read ``weights.json`` (a row a term: the term, its number of posts, one q a category) and ``card.json``.

    Raises
    ------
    ModelError
        When a file is missing or damaged.
    """
    try:
        card, table = (folder / "card.json").read_bytes(), (folder / "weights.json").read_bytes()
        facts, rows = json.loads(card), json.loads(table)
        categories = tuple(facts["categories"])
        if {len(row) for row in rows} != {len(categories) + 2}:
            raise ValueError(f"weights.json: rows of {len(categories) + 2} cells expected")
        terms: dict[str, Numbers] = {row[0]: row[2:] for row in rows}
        words: dict[str, int] = {row[0]: row[1] for row in rows if " " not in row[0]}
        for term, posts, *_ in rows:
            if " " in term and term not in STYLES:
                for word in term.split(" "):
                    words.setdefault(word, posts)
        if len(terms) != facts["terms"]:
            raise ValueError(f"weights.json: {facts['terms']} terms expected, {len(terms)} found")
        for style in STYLES:
            words.pop(style, None)
        digest = hashlib.sha256(card + table).hexdigest()
        return Weights(categories, [float(base) for base in facts["base"]], terms, words, digest)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            id=f"bobot pengklasifikasi di {folder} tidak dapat dibaca ({error}); pasang ulang screener",
            en=f"the classifier's weights in {folder} cannot be read ({error}); install screener again",
        ) from error
