"""Our own corpus, and the export: the shipped numbers are those of scikit-learn, rounded inside the estimator."""

import csv
from collections import Counter

import pytest

from screener.api import shipped
from screener.classifier import Classifier, read
from screener.rulefile import load
from screener.vocabulary import Vocabulary
from training.prepare import CATEGORIES, CORPUS, ROOT, corpus

LEGAL = {"clear", *CATEGORIES}
REGISTERS = {"wa_group", "wa_status", "facebook", "instagram", "x", "tiktok", "memo"}


def rows():
    for path in sorted(CORPUS.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)


def test_the_corpus_is_large_and_holds_every_category_and_many_clear_posts():
    labels = Counter(label for row in rows() for label in row["labels"].split(";"))
    assert sum(1 for _ in rows()) >= 1200
    assert all(labels[category] >= 150 for category in CATEGORIES)
    assert labels["clear"] >= 1000


def test_labels_and_registers_are_legal_and_texts_are_different():
    texts = [row["text"] for row in rows()]
    assert len(set(texts)) == len(texts)
    for row in rows():
        labels = row["labels"].split(";")
        assert set(labels) <= LEGAL
        assert len(labels) == 1 or "clear" not in labels
        assert row["register"] in REGISTERS


def test_posts_begin_in_many_ways():
    starts = Counter(" ".join(row["text"].lower().split()[:3]) for row in rows())
    assert sum(count for count in starts.values() if count == 1) >= 0.6 * sum(starts.values())


def test_rows_of_a_pair_hold_a_breach_and_its_innocent_twin():
    pairs = {}
    for row in rows():
        if row["pair"]:
            pairs.setdefault(row["pair"], []).append(row["labels"])
    assert len(pairs) >= 100
    lone = [pair for pair, labels in pairs.items() if len(labels) < 2 or "clear" not in labels or set(labels) == {"clear"}]
    assert lone == []


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    train = pytest.importorskip("training.train", reason="scikit-learn is not installed")
    sample = [row for index, row in enumerate(corpus()) if index % 5 == 0]
    folder = tmp_path_factory.mktemp("model")
    estimator = train.fit(sample)
    train.export(estimator, sample, folder)
    return estimator, folder


def test_the_export_gives_the_logits_of_scikit_learn(trained):
    estimator, folder = trained
    weights = read(folder)
    vocabulary = Vocabulary(weights.words)
    folding = load([shipped("rules")], vocabulary).folder
    classifier = Classifier(weights, vocabulary)
    texts = [row.text for row in corpus()] + ["", "Pak Prabowo dan Mas Gibran  hadir", "AYO AYO AYO!! coblos||menang", "no. 2 Rp50.000 2024"]
    expected = estimator.logits(texts)
    for index, text in enumerate(texts):
        logits = classifier.logits(folding.read(text))
        for category, base, logit in zip(weights.categories, classifier.base, logits, strict=True):
            assert base + logit == pytest.approx(expected[category][index], abs=1e-9), text


def test_training_twice_gives_the_same_bytes(trained, tmp_path):
    train = pytest.importorskip("training.train")
    sample = [row for index, row in enumerate(corpus()) if index % 5 == 0]
    train.export(train.fit(sample), sample, tmp_path)
    for name in ("weights.tsv", "card.json"):
        assert (tmp_path / name).read_bytes() == (trained[1] / name).read_bytes()


def test_the_shipped_model_is_data_below_four_megabytes_and_knows_no_names():
    folder = ROOT / "screener" / "model"
    assert {path.name for path in folder.iterdir()} == {"weights.tsv", "card.json"}
    assert sum(path.stat().st_size for path in folder.iterdir()) < 4_000_000
    words = read(folder).words
    for name in ("prabowo", "anies", "ganjar", "jokowi", "gerindra", "pdip", "golkar", "jawa", "cina", "kristen", "islam"):
        assert name not in words
