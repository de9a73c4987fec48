"""``python -m training.train``: TF-IDF and logistic regression per category, exported to ``screener/model`` as data."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml
from joblib import Parallel, delayed
from scipy.sparse import csr_matrix, diags
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from screener.classifier import UNIT
from screener.fold import STYLES
from training.prepare import CATEGORIES, FEWEST_POSTS, ROOT, Counts, Row, Terms, all_rows, allowed, count

MODEL = ROOT / "screener" / "model"
HYPERPARAMETERS = ROOT / "training" / "hyperparameters.yaml"
STYLED = "hoax"
"""The category that sees style words: for the others they only mark the source."""
NAMED = frozenset({"<calon>", "<partai>", "<kelompok>", "<orang>", "<nama>", "<slogan>"})
UNNAMED = {"hoax", "hate_speech"}
"""Categories to which it says nothing by itself that somebody is named."""
FOLDS = 5
KIN = ("{", "~")
"""How the name of a class of words begins."""
LEAST = 0.1
"""Nats below which, in every category, a pair of words is left out: it would cost time and say nothing."""
Numbers = np.ndarray[Any, Any]


class Recipe(NamedTuple):
    """How one category is trained.

    Attributes
    ----------
    strength : float
        Inverse of the L2 penalty.
    breaches : float
        Weight of a breach beside a clear post.
    ordinary, toxicity : float
        Weight of a post of these external sets beside one of our own.
    """

    strength: float
    breaches: float
    ordinary: float
    toxicity: float

    def weight(self, row: Row, *, breach: bool) -> float:
        """How much a post counts."""
        of_set = {"ordinary_smsa": self.ordinary, "toxicity_yogasgm2024": self.toxicity}.get(row.source, 1.0)
        return of_set * (self.breaches if breach else 1.0)


def recipes() -> dict[str, Recipe]:
    """The recipes that ``training.search`` chose."""
    chosen = yaml.safe_load(HYPERPARAMETERS.read_text("utf-8"))["chosen"]
    return {category: Recipe(**chosen[category]) for category in CATEGORIES}


@dataclass(slots=True)
class Estimator:
    """One TF-IDF, one regression a category; only one category sees the style words."""

    names: list[str]
    posts: list[int]
    tfidf: TfidfTransformer
    regressions: dict[str, LogisticRegression]

    def logits(self, texts: list[str]) -> dict[str, Numbers]:
        """scikit-learn's decision function by category, shape (n_texts,), nats."""
        counts = CountVectorizer(analyzer=Terms().words_and_styles, vocabulary=self.names).transform(texts)
        return self.decide(counts)

    def decide(self, counts: csr_matrix) -> dict[str, Numbers]:
        """The same from counts, shape (n_posts, n_names)."""
        features = self.tfidf.transform(counts)
        return {category: regression.decision_function(features) for category, regression in self.regressions.items()}


def _sees(category: str, term: str) -> bool:
    return category == STYLED if term in STYLES else category not in UNNAMED or term not in NAMED


def fit(counts: Counts, rows: Sequence[Row], chosen: dict[str, Recipe]) -> tuple[Estimator, list[int]]:
    """Fit on labelled posts; the same rows give the same numbers.

    Returns
    -------
    tuple
        The estimator, and the columns of ``counts`` that it uses.
    """
    posts = np.asarray((counts.matrix > 0).sum(axis=0)).ravel()
    columns = [column for column, name in enumerate(counts.names) if posts[column] >= FEWEST_POSTS and allowed(name)]
    names = [counts.names[column] for column in columns]
    tfidf = TfidfTransformer(norm=None)
    features = tfidf.fit_transform(counts.matrix[:, columns])
    regressions = {}
    for category, recipe in chosen.items():
        labelled = [index for index, row in enumerate(rows) if category in row.labels]
        labels = [rows[index].labels[category] for index in labelled]
        weights = [recipe.weight(rows[index], breach=label) for index, label in zip(labelled, labels, strict=True)]
        seen = diags([float(_sees(category, name)) for name in names])
        regression = LogisticRegression(C=recipe.strength, solver="liblinear", random_state=0, max_iter=1000)
        regressions[category] = regression.fit(features[labelled] @ seen, labels, sample_weight=weights)
    return Estimator(names, posts[columns].tolist(), tfidf, regressions), columns


def held_out(counts: Counts, rows: Sequence[Row], groups: Sequence[str], chosen: dict[str, Recipe]) -> dict[str, Numbers]:
    """Logits of all posts, each by an estimator that has seen no post of its group.

    Parameters
    ----------
    groups : sequence of str, shape (n_posts,)

    Returns
    -------
    dict
        Category → logits, shape (n_posts,), nats.
    """
    folds = list(GroupKFold(FOLDS).split(rows, groups=groups))
    parts = Parallel(n_jobs=-1, max_nbytes=None)(delayed(_fold)(counts, rows, train, test, chosen) for train, test in folds)
    logits = {category: np.zeros(len(rows)) for category in chosen}
    for (_, test), part in zip(folds, parts, strict=True):
        for category in chosen:
            logits[category][test] = part[category]
    return logits


def _fold(counts: Counts, rows: Sequence[Row], train: Numbers, test: Numbers, chosen: dict[str, Recipe]) -> dict[str, Numbers]:
    estimator, columns = fit(Counts(counts.names, counts.matrix[train]), [rows[index] for index in train], chosen)
    return estimator.decide(counts.matrix[test][:, columns])


class Calibration(NamedTuple):
    """Platt's: log-odds = slope · logit + shift."""

    slope: float
    shift: float


def calibrate(rows: Sequence[Row], logits: dict[str, Numbers]) -> dict[str, Calibration]:
    """Fit slope and shift on held-out logits of our own posts, where all four labels and a known share of breaches stand."""
    own = [index for index, row in enumerate(rows) if row.is_own]
    found = {}
    for category, values in logits.items():
        labels = [rows[index].labels[category] for index in own]
        line = LogisticRegression(C=1e6).fit(values[own].reshape(-1, 1), labels)
        found[category] = Calibration(float(line.coef_[0, 0]), float(line.intercept_[0]))
    return found


def finish(estimator: Estimator, calibration: dict[str, Calibration]) -> None:
    """Calibrate, prune and round what will be exported inside the estimator, so that both give the same logits."""
    idf = estimator.tfidf.idf_
    for category, regression in estimator.regressions.items():
        slope, shift = calibration[category]
        regression.coef_, regression.intercept_ = slope * regression.coef_, slope * regression.intercept_ + shift
    pairs = np.array([" " in name for name in estimator.names])
    strongest = np.max([np.abs(regression.coef_[0] * idf) for regression in estimator.regressions.values()], axis=0)
    for regression in estimator.regressions.values():
        regression.coef_[0, pairs & (strongest < LEAST)] = 0.0
        regression.coef_ = (np.rint(regression.coef_ * idf * UNIT) / UNIT) / idf
        regression.intercept_ = np.rint(regression.intercept_ * UNIT) / UNIT


def train(rows: list[Row], chosen: dict[str, Recipe]) -> tuple[Estimator, dict[str, Calibration]]:
    """Fit on all posts, calibrated on held-out ones."""
    counts = count([row.text for row in rows])
    calibration = calibrate(rows, held_out(counts, rows, [row.group for row in rows], chosen))
    estimator, _ = fit(counts, rows, chosen)
    finish(estimator, calibration)
    return estimator, calibration


def export(estimator: Estimator, facts: dict[str, Any], folder: Path) -> None:
    """Write ``weights.json`` and ``card.json``.

    A class of words is dissolved into its words. Pairs that weigh nothing anywhere are left out, words stay known.
    """
    columns = [regression.coef_[0] * estimator.tfidf.idf_ * UNIT for regression in estimator.regressions.values()]
    weights = dict(zip(estimator.names, np.rint(np.vstack(columns)).astype(int).T, strict=True))
    posts = dict(zip(estimator.names, estimator.posts, strict=True))
    nothing = np.zeros(len(columns), dtype=int)
    kin = {word: sum((weights.get(each, nothing) for each in classes), nothing) for word, classes in Terms().kin.items()}
    terms = sorted({name for name in weights if name[0] not in KIN} | {word for word, shared in kin.items() if shared.any()})
    summed = {term: (weights.get(term, nothing) + kin.get(term, nothing)).tolist() for term in terms}
    rows = [[term, posts.get(term, 0), *row] for term, row in summed.items() if any(row) or " " not in term]
    content = "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "weights.json").write_text(content, "utf-8")
    card = {
        "categories": list(CATEGORIES),
        "base": [float(estimator.regressions[category].intercept_[0]) for category in CATEGORIES],
        "terms": len(rows),
        "sha256": hashlib.sha256(content.encode()).hexdigest(),
        **facts,
    }
    (folder / "card.json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")


def main() -> None:
    """Train on all that may train what ships, and export."""
    rows, chosen = all_rows(), recipes()
    estimator, calibration = train(rows, chosen)
    facts = {
        "trained_on": dict(Counter(row.source for row in rows)),
        "hyperparameters": {category: recipe._asdict() for category, recipe in chosen.items()},
        "calibration": {category: line._asdict() for category, line in calibration.items()},
        "fewest_posts": FEWEST_POSTS,
    }
    export(estimator, facts, MODEL)
    size = (MODEL / "weights.json").stat().st_size
    print(f"{len(rows)} posts, {len(estimator.names)} terms, {size / 1e6:.1f} MB → {MODEL}")


if __name__ == "__main__":
    main()
