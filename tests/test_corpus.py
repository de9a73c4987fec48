"""Our own corpus: large, varied, labelled by the codebook, written here."""

import re
from collections import Counter, defaultdict
from functools import cache

import pytest

pytest.importorskip("sklearn", reason="scikit-learn is not installed")

from screener.api import shipped
from screener.rulefile import load
from screener.vocabulary import Vocabulary
from training.prepare import CATEGORIES, CORPUS, data_folder, read_csv

COLUMNS = ["text", "labels", "subtype", "register", "role", "region", "phase", "pair", "note"]
RUN = 8


@cache
def rows():
    return [row for path in sorted(CORPUS.glob("*.csv")) for row in read_csv(path)]


@cache
def legal():
    """Values by column, subtypes by label, from the table in the corpus's README."""
    cells = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", (CORPUS / "README.md").read_text("utf-8"), re.MULTILINE))
    subtypes = {label: set(words.split()) for label, words in re.findall(r"(\w+): ([\w ]+)\.?", cells["subtype"])}
    words = {name: set(re.findall(r"\b[a-z_]+\b", re.sub(r"\(.*?\)|.*: ", "", cells[name]))) for name in ("register", "role", "region", "phase")}
    return words, subtypes


@cache
def masked_words():
    """The folded words of each post, names replaced by placeholders."""
    vocabulary = Vocabulary(grows=True)
    folder = load([shipped("rules")], vocabulary).folder
    return [[vocabulary.words[number] for number in folder.read(row["text"]).words] for row in rows()]


def runs(words, length):
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def test_it_holds_six_thousand_posts_most_of_them_clear_and_enough_of_every_category():
    labels = Counter(label for row in rows() for label in row["labels"].split(";"))
    assert len(rows()) >= 6000
    assert labels["clear"] >= 0.55 * len(rows())
    assert labels["money_politics"] >= 700
    assert labels["hoax"] >= 700
    assert min(labels[category] for category in CATEGORIES) >= 500


def test_every_value_is_legal():
    values, subtypes = legal()
    for row in rows():
        labels = row["labels"].split(";")
        assert list(row) == COLUMNS
        assert labels == ["clear"] or (len(set(labels)) == len(labels) and set(labels) <= set(CATEGORIES)), row
        assert any(row["subtype"] in subtypes[label] for label in labels), row
        for column in ("register", "role", "region", "phase"):
            assert row[column] in values[column], row


def test_every_value_is_used():
    values, subtypes = legal()
    for column, wanted in values.items():
        assert {row[column] for row in rows()} == wanted
    assert {row["subtype"] for row in rows()} == set().union(*subtypes.values())


def test_the_first_line_of_each_file_counts_its_posts():
    for path in sorted(CORPUS.glob("*.csv")):
        posts = list(read_csv(path))
        counts = Counter(label for row in posts for label in row["labels"].split(";"))
        told = ", ".join(f"{label} {counts[label]}" for label in ("clear", *CATEGORIES) if counts[label])
        assert path.read_text("utf-8").splitlines()[0] == f"# {len(posts)} posts: {told}", path.name


def test_posts_begin_in_many_ways_and_are_short_and_long():
    starts = Counter(" ".join(row["text"].lower().split()[:3]) for row in rows())
    assert len(starts) >= 0.6 * len(rows())
    lengths = [len(row["text"].split()) for row in rows()]
    assert sum(length < 12 for length in lengths) >= 0.1 * len(rows())
    assert sum(length > 30 for length in lengths) >= 0.1 * len(rows())


def test_pairs_hold_a_breach_and_its_innocent_twin():
    pairs = defaultdict(list)
    for row in rows():
        if row["pair"]:
            pairs[row["pair"]].append(row["labels"])
    assert len(pairs) >= 700
    assert [pair for pair, labels in pairs.items() if "clear" not in labels or set(labels) == {"clear"}] == []


def test_no_two_posts_are_near_duplicates():
    """Jaccard of masked word 3-grams below 0.6, but within a pair."""
    grams = [runs(words, 3) for words in masked_words()]
    holders = defaultdict(list)
    for number, own in enumerate(grams):
        for gram in own:
            holders[gram].append(number)
    shared = Counter(
        (one, two) for numbers in holders.values() if len(numbers) <= 200 for at, one in enumerate(numbers) for two in numbers[at + 1 :]
    )
    near = [
        (rows()[one]["text"], rows()[two]["text"])
        for (one, two), number in shared.items()
        if number >= 0.6 * len(grams[one] | grams[two]) and not (rows()[one]["pair"] and rows()[one]["pair"] == rows()[two]["pair"])
    ]
    assert near == []
    assert len({row["text"] for row in rows()}) == len(rows())


def test_no_post_shares_a_run_of_eight_words_with_a_source():
    folder = data_folder()
    if folder is None:
        pytest.skip("external sets not found (SCREENER_DATA)")
    plain = [re.findall(r"\w+", row["text"].lower()) for row in rows()]
    ours = {run: number for number, words in enumerate(plain) for run in runs(words, RUN)}
    texts = [row["text"] for path in folder.glob("*.csv") for row in read_csv(path)]
    texts += [path.read_text("utf-8") for path in (folder.parent / "articles").rglob("*") if path.suffix in {".md", ".txt", ".json", ".html"}]
    found = {rows()[ours[run]]["text"] for text in texts for run in runs(re.findall(r"\w+", text.lower()), RUN) & ours.keys()}
    assert found == set()
