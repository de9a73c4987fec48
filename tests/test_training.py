"""Training and export: the shipped numbers are those of scikit-learn, rounded inside the estimator."""

import hashlib
import json
import re

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="scikit-learn is not installed")

from screener import Screener
from screener.api import shipped
from screener.classifier import Classifier, read
from screener.rulefile import load
from screener.rules import Cap
from screener.vocabulary import Vocabulary
from training import prepare, tiers, train
from training.prepare import CATEGORIES, ROOT, Row, corpus
from training.train import Calibration, Recipe

RECIPES = dict.fromkeys(CATEGORIES, Recipe(strength=0.01, breaches=2.0, ordinary=0.1, toxicity=0.5))
LINES = dict.fromkeys(CATEGORIES, Calibration(slope=0.9, shift=-0.3))


def sample():
    return [row for index, row in enumerate(corpus()) if index % 5 == 0]


def trained_into(folder):
    rows = sample()
    estimator, _ = train.fit(prepare.count([row.text for row in rows]), rows, RECIPES)
    train.finish(estimator, LINES)
    train.export(estimator, {"trained_on": {}}, folder)
    return estimator


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("model")
    return trained_into(folder), folder


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
    trained_into(tmp_path)
    for name in ("weights.json", "card.json"):
        assert (tmp_path / name).read_bytes() == (trained[1] / name).read_bytes()


def test_a_word_that_our_posts_do_not_hold_weighs_what_its_lexicon_weighs(trained):
    estimator, folder = trained
    terms = prepare.Terms()
    numbers = read(folder).terms
    unseen = [word for word, kin in terms.kin.items() if kin == ["{benci_hina}"] and word not in estimator.names and word in numbers]
    lane = CATEGORIES.index("hate_speech")
    assert unseen
    assert {numbers[word][lane] for word in unseen} == {numbers[unseen[0]][lane]}
    assert numbers[unseen[0]][lane] > 0


def test_that_somebody_is_named_is_no_evidence_of_hoax_or_hate(trained):
    numbers = read(trained[1]).terms
    for name in train.NAMED & numbers.keys():
        for category in train.UNNAMED:
            assert numbers[name][CATEGORIES.index(category)] == 0


def test_a_post_is_scored_by_folds_that_have_not_seen_its_pair():
    """Ten pairs of equal posts, each with a word of its own that only a pair-mate could have taught."""
    rows = []
    for at in range(100):
        word = f"kata{chr(97 + at // 10)}"
        rows.append(Row(f"{word} {word}", dict.fromkeys(CATEGORIES, at // 10 % 2 == 0), f"pair {at // 10}", "corpus/x"))
    logits = train.held_out(prepare.count([row.text for row in rows]), rows, [row.group for row in rows], RECIPES)
    for at in range(0, 100, 10):
        assert len({round(float(logit), 9) for logit in logits["hoax"][at : at + 10]}) == 1
    assert np.ptp(logits["hoax"]) < 0.7


def test_a_changed_external_set_is_refused(tmp_path):
    (tmp_path / "ordinary_smsa.csv").write_text("text,sentiment,political\nenak,positive,0\n")
    with pytest.raises(SystemExit, match=r"ordinary_smsa\.csv: sha256 [0-9a-f]{64}, but training/datasets\.yaml describes"):
        prepare.read_set(tmp_path, "ordinary_smsa")


def test_without_the_external_sets_training_says_so(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("SCREENER_DATA", str(tmp_path / "nowhere"))
    rows = prepare.all_rows()
    assert {row.source.split("/")[0] for row in rows} == {"corpus", "rules"}
    assert "external sets not found" in capsys.readouterr().out


def test_only_sets_that_may_train_do():
    trained_on = json.loads((ROOT / "screener" / "model" / "card.json").read_text())["trained_on"]
    sets = {source for source in trained_on if not source.startswith("corpus/")} - {"rules"}
    assert all(prepare.datasets()[name]["use"] for name in sets)


def test_thresholds_keep_within_the_budget_and_find_most():
    rows = [Row("", dict.fromkeys(CATEGORIES, False), "", "corpus/x") for _ in range(1000)]
    rows += [Row("", dict.fromkeys(CATEGORIES, True), "", "corpus/x") for _ in range(10)]
    words = {category: np.full(1010, -3.0) for category in CATEGORIES}
    words["hoax"] = np.concatenate([np.linspace(-3, 1, 1000), np.linspace(0.9, 3, 10)])
    posts = tiers.HeldOut(rows, words, {category: np.zeros(1010) for category in CATEGORIES})
    reached, cuts = tiers.derive(posts, 5, Cap(-5.0, 5.0, 5.0)) or (0.0, {})
    assert np.count_nonzero(words["hoax"][:1000] >= cuts["hoax"]) <= 5
    assert np.count_nonzero(words["hoax"][1000:] >= cuts["hoax"]) == 9
    assert reached == pytest.approx(0.9)
    assert tiers.derive(posts, 0, Cap(-5.0, 5.0, 5.0), highest=0.5) is None


def test_the_benchmark_still_fits_the_training():
    source = (ROOT / "benchmarks" / "speed.py").read_text("utf-8")
    wanted = re.search(r"from training\.prepare import (.+?)  #", source)
    assert wanted
    assert [name for name in wanted[1].split(", ") if not hasattr(prepare, name)] == []


def test_the_tiers_of_the_rule_set_lie_in_order():
    for heading in Screener.load().categories.values():
        low, knee, high = heading.cap
        assert low < 0 <= knee < high
        assert 0.5 <= heading.review < heading.priority < 1
        assert 1 / (1 + np.exp(-high)) < heading.priority, "words alone never reach priority"


def test_report_and_card_speak_of_the_shipped_weights():
    digest = hashlib.sha256((ROOT / "screener" / "model" / "weights.json").read_bytes()).hexdigest()
    assert json.loads((ROOT / "screener" / "model" / "card.json").read_text())["sha256"] == digest
    for path in (ROOT / "training" / "report" / "report.md", ROOT / "screener" / "model" / "CARD.md"):
        assert digest in path.read_text("utf-8"), f"{path.name}: run python -m training.report"


def test_the_shipped_model_is_small_data_that_loads_fast_and_knows_no_names():
    folder = ROOT / "screener" / "model"
    assert {path.name for path in folder.iterdir()} == {"weights.json", "card.json", "CARD.md"}
    assert sum(path.stat().st_size for path in folder.iterdir()) < 4_000_000
    words = read(folder).words
    for name in ("prabowo", "anies", "ganjar", "jokowi", "gerindra", "pdip", "golkar", "jawa", "cina", "kristen", "islam"):
        assert name not in words
