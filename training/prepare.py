"""Posts and labels for training and measuring: our own corpus, and the external sets where they are present."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from screener import rulefile
from screener.api import shipped
from screener.fold import Folder
from screener.spelling import ACCOUNT, HAND_SIGN, LINK, STOP, UNKNOWN
from screener.vocabulary import Vocabulary

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "training" / "corpus"
CATEGORIES = ("candidate_support", "hoax", "hate_speech", "money_politics")
_NO_FEATURES = {UNKNOWN, STOP, LINK, ACCOUNT, HAND_SIGN}  # a hand sign alone says nothing: it takes a rule


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled post.

    Attributes
    ----------
    text : str
    labels : dict[str, bool]
        By category; a category that the source did not label is absent.
    group : str
        Rows of one group stay in one fold.
    weight : float
        Relative to a post of our own corpus.
    """

    text: str
    labels: dict[str, bool]
    group: str
    source: str
    weight: float = 1.0


def data_folder() -> Path | None:
    """The folder of the external sets (``SCREENER_DATA``, else ``../shared/data``), None where it is absent."""
    folder = Path(os.environ.get("SCREENER_DATA", ROOT.parent / "shared" / "data"))
    return folder if folder.is_dir() else None


def read_csv(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file, by column."""
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def corpus() -> list[Row]:
    """Our own posts."""
    rows = []
    for path in sorted(CORPUS.glob("*.csv")):
        for number, row in enumerate(read_csv(path)):
            names = set(row["labels"].split(";")) - {"clear"}
            labels = {category: category in names for category in CATEGORIES}
            rows.append(Row(row["text"], labels, row["pair"] or f"{path.stem}:{number}", f"corpus/{path.stem}"))
    return rows


def rule_examples() -> list[Row]:
    """The examples of the rules, labelled for the categories of their rule only; those on engagement are left out."""
    rows = []
    for rule in rulefile.load([shipped("rules")], Vocabulary()).ruleset.rules:
        if rule.actions or rule.parent:
            continue
        found = [(example.text, not rule.is_context) for example in rule.fires]
        found += [(example.text, False) for example in rule.quiet if not rule.is_context]
        for number, (text, breach) in enumerate(found):
            rows.append(Row(text, dict.fromkeys(rule.categories, breach), f"{rule.id}:{number}", "rules"))
    return rows


def external(folder: Path) -> list[Row]:
    """The external sets that may train what ships: one for hate speech, one of ordinary posts."""
    rows = []
    for number, row in enumerate(read_csv(folder / "toxicity_yogasgm2024.csv")):
        marks = {name: float(row[name] or 0) > 0 for name in ("identity_attack", "insult", "threat", "profanity", "sexually_explicit")}
        hateful = marks["identity_attack"] or marks["threat"]
        if hateful or not any(marks.values()):
            rows.append(Row(row["text"], {"hate_speech": hateful}, f"toxicity:{number}", "toxicity_yogasgm2024", 0.5))
    for number, row in enumerate(read_csv(folder / "ordinary_smsa.csv")):
        if row["political"] != "1":
            rows.append(Row(row["text"], dict.fromkeys(CATEGORIES, False), f"smsa:{number}", "ordinary_smsa", 0.25))
    return rows


class Terms:
    """Turns posts into the terms of the classifier, by the same folding as at run time."""

    def __init__(self) -> None:
        self._vocabulary = Vocabulary(grows=True)
        self._folder: Folder = rulefile.load([shipped("rules")], self._vocabulary).folder

    def words(self, text: str) -> list[str]:
        """Words and pairs of neighbours, folded and masked."""
        names = [self._vocabulary.words[number] for number in self._folder.read(text).words]
        kept = [None if name in _NO_FEATURES else name for name in names]
        pairs = [f"{one} {two}" for one, two in pairwise(kept) if one and two]
        return [name for name in kept if name] + pairs

    def words_and_styles(self, text: str) -> list[str]:
        """The same and the style words."""
        return self.words(text) + self._folder.read(text).styles()
