"""Posts and labels for training and measuring: our own corpus, and the external sets where they are present."""

from __future__ import annotations

import csv
import hashlib
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from joblib import Memory
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer

from screener import rulefile
from screener.api import shipped
from screener.fold import Folder
from screener.phrases import inflections
from screener.spelling import ACCOUNT, HAND_SIGN, LINK, STOP, UNKNOWN
from screener.vocabulary import Vocabulary

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "training" / "corpus"
READINGS = ROOT / "training" / "readings.csv"
CATEGORIES = ("candidate_support", "hoax", "hate_speech", "money_politics")
FEWEST_POSTS = 5
"""A term that stands in fewer posts is no feature: it would tell the post, not the category."""
_NO_FEATURES = {UNKNOWN, STOP, LINK, ACCOUNT, HAND_SIGN}  # a hand sign alone says nothing: it takes a rule
# English words are left out, so that an English post counts as another language; these are Indonesian words too.
_FOREIGN = ENGLISH_STOP_WORDS - {"an", "do", "me", "are", "bill", "con", "fire", "go", "per", "system", "top", "alone", "made", "eg", "ie"}
_MEMORY = Memory(os.environ.get("SCREENER_CACHE", ROOT / ".cache"), verbose=0)


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
    source : str
        The file of our corpus, "rules", or the name of an external set.
    """

    text: str
    labels: dict[str, bool]
    group: str
    source: str

    @property
    def is_own(self) -> bool:
        """Whether it is of our corpus."""
        return self.source.startswith("corpus/")


def data_folder() -> Path | None:
    """The folder of the external sets (``SCREENER_DATA``, else ``../shared/data``), None where it is absent."""
    folder = Path(os.environ.get("SCREENER_DATA", ROOT.parent / "shared" / "data"))
    return folder if folder.is_dir() else None


@cache
def datasets() -> dict[str, dict[str, Any]]:
    """What ``datasets.yaml`` says of each external set."""
    found: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "training" / "datasets.yaml").read_text("utf-8"))
    return found


def read_csv(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file, by column; a first line that begins with ``#`` is skipped."""
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8", newline="") as lines:
        if lines.read(1) == "#":
            lines.readline()
        else:
            lines.seek(0)
        yield from csv.DictReader(lines)


def read_set(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of an external set.

    Raises
    ------
    SystemExit
        When the file is not the one that ``datasets.yaml`` describes.
    """
    path = folder / f"{name}.csv"
    found, known = hashlib.sha256(path.read_bytes()).hexdigest(), datasets()[name]["sha256"]
    if found != known:
        raise SystemExit(f"{path}: sha256 {found}, but training/datasets.yaml describes {known}; get that version or describe this one")
    return list(read_csv(path))


def fingerprint(text: str) -> str:
    """Names a post of an external set without telling it."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def readings(name: str) -> dict[str, frozenset[str]]:
    """What readers of ours said, by the codebook, of posts of an external set: fingerprint → categories and "unsure" (none: clear)."""
    return {row["sha256"]: frozenset(row["labels"].split(";")) - {"clear"} for row in read_csv(READINGS) if row["set"] == name}


def corpus() -> list[Row]:
    """Our own posts."""
    rows = []
    for path in sorted(CORPUS.glob("*.csv")):
        for number, row in enumerate(read_csv(path)):
            names = row["labels"].split(";")
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


def hateful(folder: Path) -> list[Row]:
    """Tweets labelled for hate speech: attacks on identity and threats are, posts without any mark are not, insults as we read them."""
    rows, read, name = [], readings("toxicity_yogasgm2024"), "toxicity_yogasgm2024"
    for number, row in enumerate(read_set(folder, name)):
        marks = {mark for mark in ("identity_attack", "insult", "threat", "profanity", "sexually_explicit") if float(row[mark] or 0) > 0}
        told = "hate_speech" if marks & {"identity_attack", "threat"} else "unsure"
        known = read.get(fingerprint(row["text"]), frozenset({told} if marks else ()))
        if "unsure" not in known:
            rows.append(Row(row["text"], {"hate_speech": "hate_speech" in known}, f"toxicity:{number}", name))
    return rows


def ordinary(folder: Path, name: str) -> list[Row]:
    """The posts of an ordinary set, clear but for the breaches that our readers found; unlabelled where these were unsure.

    What the set calls political, and posts that also stand in dev_gold, are left out.
    """
    known = {row["text"] for row in read_set(folder, "dev_gold")}
    read = readings(name)
    rows = []
    for number, row in enumerate(read_set(folder, name)):
        if row.get("political") != "1" and row["text"] not in known:
            found = read.get(fingerprint(row["text"]), frozenset())
            labels = {} if "unsure" in found else {category: category in found for category in CATEGORIES}
            rows.append(Row(row["text"], labels, f"{name}:{number}", name))
    return rows


def all_rows() -> list[Row]:
    """All that may train what ships."""
    rows, folder = corpus() + rule_examples(), data_folder()
    if folder is None:
        print("external sets not found (SCREENER_DATA): our own corpus and the examples of the rules alone")
        return rows
    return rows + hateful(folder) + [row for row in ordinary(folder, "ordinary_smsa") if row.labels and not any(row.labels.values())]


def allowed(term: str) -> bool:
    """Whether a term may be a feature."""
    return not any(word in _FOREIGN or re.fullmatch(r"[\d_]+", word) for word in term.split(" "))


class Terms:
    """Turns posts into the terms of the classifier, by the same folding as at run time.

    Attributes
    ----------
    kin : dict
        Word → the classes that it shares with other words: the lexicons that it stands in, as ``{name}``, and the verbs that it is a
        form of, as ``~stem``. What a class weighs is added to each of its words in the end: a word that our posts hardly hold
        weighs what its kin weigh.
    """

    def __init__(self) -> None:
        self._vocabulary = Vocabulary(grows=True)
        book = rulefile.load([shipped("rules")], self._vocabulary)
        self._folder: Folder = book.folder
        self.kin: dict[str, list[str]] = {}
        for name, entries in book.lexicons.items():
            self._relate(f"{{{name}}}", (self._vocabulary.words[number] for number in entries.singles))
        known = set(self._vocabulary.words)
        for stem in sorted(word for word in self.kin if len(word) > 3 and word.isalpha()):
            forms = inflections(stem) & known
            if len(forms) > 1:
                self._relate(f"~{stem}", forms)

    def _relate(self, kin: str, words: Iterable[str]) -> None:
        for word in words:
            if word[0] != "<" and word[-1] != "*" and allowed(word):
                self.kin.setdefault(word, []).append(kin)

    def words(self, text: str) -> list[str]:
        """Words and pairs of neighbours, folded and masked, and the classes of the words."""
        names = [self._vocabulary.words[number] for number in self._folder.read(text).words]
        kept = [None if name in _NO_FEATURES else name for name in names]
        pairs = [f"{one} {two}" for one, two in pairwise(kept) if one and two]
        singles = [name for name in kept if name]
        return singles + pairs + [kin for name in singles for kin in self.kin.get(name, ())]

    def words_and_styles(self, text: str) -> list[str]:
        """The same and the style words."""
        return self.words(text) + self._folder.read(text).styles()


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each term stands in each post.

    Attributes
    ----------
    names : list of str
        Terms in the order of the columns.
    matrix : csr_matrix, shape (n_posts, n_terms)
    """

    names: list[str]
    matrix: csr_matrix


def count(texts: list[str]) -> Counts:
    """Count the terms of posts; remembered on disk until the texts, the rules or the folding change."""
    parts = [*(ROOT / "rules").rglob("*.yaml"), *(ROOT / "screener").glob("*.py"), Path(__file__)]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(parts) if path.name != "categories.yaml"))
    return Counts(*_count(texts, digest.hexdigest()))


@_MEMORY.cache  # type: ignore[untyped-decorator]
def _count(texts: list[str], _folding: str) -> tuple[list[str], csr_matrix]:
    vectorizer = CountVectorizer(analyzer=Terms().words_and_styles, min_df=FEWEST_POSTS)
    matrix = vectorizer.fit_transform(texts)
    return list(vectorizer.get_feature_names_out()), matrix
