"""``python -m training.measure``: what the shipped screener gets right and wrong, on our corpus and on the external sets."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table as Grid
from scipy.optimize import brentq
from scipy.stats import binomtest
from sklearn.metrics import f1_score

from screener import Screener
from screener.judge import counting, sigmoid
from screener.rules import Rule
from training.prepare import CATEGORIES, Row, data_folder, ordinary, read_set
from training.tiers import HeldOut, hold_out, rule_sums, under
from training.train import Numbers, recipes

UNPROVEN = 3
"""Corpus posts outside its examples that a rule must fire on."""
SPREAD = 1.0
"""Nats (one standard deviation) by which a rule's measured weight may leave the written one where few posts speak."""
ENGAGED = "acts on likes, shares and comments; the corpus holds none"
EVIDENCE = ("rules and words", "rules alone", "words alone")


class Table(NamedTuple):
    """A table of the report; ``note`` says what was measured and how."""

    title: str
    note: str
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


@dataclass
class Scored:
    """Posts with gold labels and what the shipped screener makes of them.

    Attributes
    ----------
    words, sums : ndarray, shape (n_posts, n_categories)
        Base and words, not capped; and the weights of the rules that fired; nats.
    """

    screener: Screener
    texts: list[str]

    @cached_property
    def words(self) -> Numbers:
        folder, classifier = self.screener.rulebook.folder, self.screener.classifier
        logits: Numbers = np.array([classifier.logits(folder.read(text)) for text in self.texts]) + np.array(classifier.base)
        return logits

    @cached_property
    def sums(self) -> Numbers:
        return rule_sums(self.screener, self.texts)

    def flagged(self, category: str, evidence: str = EVIDENCE[0]) -> Numbers:
        """Which posts reach the tier ``review``, shape (n_posts,); one kind of evidence alone begins at even odds."""
        lane, heading = CATEGORIES.index(category), self.screener.categories[category]
        words = under(heading.cap, self.words[:, lane])
        rules = np.where(self.sums[:, lane] > 0, self.sums[:, lane], heading.cap.low)
        total = {EVIDENCE[0]: words + self.sums[:, lane], EVIDENCE[1]: rules, EVIDENCE[2]: words}[evidence]
        return np.array([sigmoid(logit) >= heading.review for logit in total])


def share(part: int, whole: int) -> str:
    """A share with its 95 % interval (Wilson)."""
    if not whole:
        return "–"
    low, high = binomtest(part, whole).proportion_ci(method="wilson")
    return f"{part / whole:.2f} [{low:.2f}–{high:.2f}]"


def f1(gold: Numbers, found: Numbers) -> str:
    """F1 with its 95 % interval (1,000 bootstrap samples of the posts)."""
    draws = np.random.default_rng(0).integers(0, len(gold), (1000, len(gold)))
    low, high = np.percentile([f1_score(gold[draw], found[draw], zero_division=0.0) for draw in draws], (2.5, 97.5))
    return f"{f1_score(gold, found, zero_division=0.0):.2f} [{low:.2f}–{high:.2f}]"


def quality(gold: Numbers, found: Numbers) -> tuple[str, str, str]:
    """Precision, recall and F1."""
    both = int((gold & found).sum())
    return share(both, int(found.sum())), share(both, int(gold.sum())), f1(gold, found)


def gold_table(screener: Screener, rows: Sequence[dict[str, str]]) -> Table:
    """Precision, recall and F1 on labelled posts; pairs of post and category that the readers dispute are left out."""
    scored = Scored(screener, [row["text"] for row in rows])
    halves = {"all": np.ones(len(rows), bool), "even ids": np.array([int(row["id"][1:]) % 2 == 0 for row in rows])}
    halves["odd ids"] = ~halves["even ids"]
    lines = []
    for category in CATEGORIES[:3]:
        gold = np.array([category in row["labels"].split(";") for row in rows])
        clear_cut = np.array([category not in row["disputed"] for row in rows])
        for evidence in EVIDENCE:
            found = scored.flagged(category, evidence)
            for name, half in halves.items():
                chosen = half & clear_cut
                lines.append((category, evidence, name, *quality(gold[chosen], found[chosen])))
    note = f"{len(rows)} real posts, never trained on. Even ids were read for errors, odd ids only scored. At the tier `review`."
    return Table("dev_gold", note, ("category", "evidence", "posts", "precision", "recall", "F1"), lines)


def unknown_table(screener: Screener, rows: Sequence[dict[str, str]]) -> Table:
    """Recall of support where no name of a candidate, party or slogan is in our lists."""
    folder, category = screener.rulebook.folder, CATEGORIES[0]
    words = screener.rulebook.ruleset.vocabulary.words
    chosen = []
    for row in rows:
        if category in row["labels"].split(";") and category not in row["disputed"]:
            names = {words[number] for number in folder.read(row["text"]).words}
            if not names & {"<calon>", "<partai>", "<slogan>"}:
                chosen.append(row["text"])
    found = Scored(screener, chosen).flagged(category)
    line = (category, str(len(chosen)), share(int(found.sum()), len(chosen)))
    return Table("Candidates nobody has listed", "Posts of dev_gold that take a side and name nobody of our lists.", ("category", "posts", "recall"), [line])


def ordinary_table(screener: Screener, sets: dict[str, Sequence[Row]]) -> Table:
    """False flags on ordinary posts, as they are and without the breaches that were read among them."""
    lines = []
    for name, rows in sets.items():
        scored = Scored(screener, [row.text for row in rows])
        flagged: Numbers = np.array([scored.flagged(category) for category in CATEGORIES])
        clear = np.array([not any(row.labels.values()) for row in rows])
        by = ", ".join(f"{category} {int(hits.sum())}" for category, hits in zip(CATEGORIES, flagged[:, clear], strict=True))
        some: Numbers = np.asarray(flagged.any(axis=0))
        lines.append((name, str(len(rows)), f"{1000 * some.mean():.1f}", str(int((~clear).sum())), f"{1000 * some[clear].mean():.1f}", by))
    head = ("set", "posts", "flagged in 1,000", "breaches read", "flagged in 1,000 without them", "of these")
    note = (
        "Posts that our readers call a breach by the codebook are listed by hash in training/readings.csv, unsure ones count as ordinary. "
        "SmSA also trained the words; training/tiers.py counts it with folds that have not seen it."
    )
    return Table("Ordinary posts", note, head, lines)


def error(gold: Numbers, probability: Numbers, lowest: float = 0.0) -> float:
    """Expected calibration error over ten bins of equal width, of the posts scored ``lowest`` or more."""
    chosen = probability >= lowest
    bins = np.minimum((probability[chosen] * 10).astype(int), 9)
    gaps = [abs(gold[chosen][bins == each].mean() - probability[chosen][bins == each].mean()) * (bins == each).mean() for each in set(bins)]
    return float(sum(gaps))


def own(posts: HeldOut) -> Numbers:
    """Which posts are of our corpus, shape (n_posts,)."""
    return np.array([row.is_own for row in posts.rows])


def held_out_table(screener: Screener, posts: HeldOut) -> Table:
    """Quality and calibration on posts that the words' evidence has not seen."""
    chosen, lines = own(posts), []
    for category in CATEGORIES:
        gold = posts.gold(category)[chosen]
        heading = screener.categories[category]
        words, total = posts.words[category][chosen], posts.totals(category, heading.cap)[chosen]
        tier = np.array([sigmoid(logit) >= heading.review for logit in total])
        chance = 1 / (1 + np.exp(-words))
        calibration = (f"{error(gold, chance):.3f}", f"{error(gold, chance, 0.2):.3f}")
        lines.append((category, str(int(gold.sum())), *quality(gold, tier), quality(gold, total >= 0)[2], f1(gold, words >= 0), *calibration))
    head = ("category", "breaches", "precision", "recall", "F1", "F1 at even odds", "F1 of words at even odds", "ECE", "ECE from 0.2")
    note = (
        f"{int(chosen.sum())} posts of our corpus, five folds, pairs kept together. The rules' authors have read the corpus: their part is not held out. "
        "ECE: expected calibration error of the words' evidence before its cap."
    )
    return Table("Held-out posts of our corpus", note, head, lines)


def measured_weight(rule: Rule, offsets: Sequence[float], gold: Sequence[bool]) -> float:
    """What a rule adds, fitted with all other evidence as offset, drawn to the written weight where few posts speak (nats)."""

    def slope(weight: float) -> float:
        missing = sum(label - 1 / (1 + exp(-offset - weight)) for offset, label in zip(offsets, gold, strict=True))
        return missing - (weight - rule.weight) / SPREAD**2

    return float(brentq(slope, rule.weight - 50, rule.weight + 50))


def rule_table(screener: Screener, posts: HeldOut) -> Table:
    """Every rule on our corpus outside its own examples."""
    ruleset, folder = screener.rulebook.ruleset, screener.rulebook.folder
    examples = {rule.id: {example.text for example in (*rule.fires, *rule.quiet, *rule.gaps)} for rule in ruleset.rules}
    hits, right, alone = Counter[str](), Counter[str](), Counter[str]()
    beside: dict[str, Counter[str]] = defaultdict(Counter)
    offsets: dict[str, list[float]] = defaultdict(list)
    golds: dict[str, list[bool]] = defaultdict(list)
    totals = {category: posts.totals(category, screener.categories[category].cap) for category in CATEGORIES}
    for index in np.flatnonzero(own(posts)):
        row = posts.rows[index]
        found = ruleset.find(folder.read(row.text))
        for hit in found.hits:
            name = hit.rule.id
            if row.text in examples[name]:
                continue
            others = {other.rule.id for other in found.hits if set(other.rule.categories) & set(hit.rule.categories)} - {name}
            hits[name] += 1
            alone[name] += not others
            beside[name].update(sorted(others))
            right[name] += any(row.labels[category] for category in hit.rule.categories) != hit.rule.is_context
            for category in hit.rule.categories:
                if hit in counting(found, category):
                    offsets[name].append(totals[category][index] - hit.rule.adds)
                    golds[name].append(row.labels[category])
    lines = []
    for rule in ruleset.rules:
        weight = f"{measured_weight(rule, offsets[rule.id], golds[rule.id]):+.1f}" if offsets[rule.id] else "–"
        often = ", ".join(f"{name} {number}" for name, number in beside[rule.id].most_common(2))
        remark = ENGAGED if rule.actions else "unproven" if hits[rule.id] < UNPROVEN else ""
        precision = share(right[rule.id], hits[rule.id])
        lines.append((rule.id, str(hits[rule.id]), precision, str(alone[rule.id]), often, f"{rule.weight:+.1f}", weight, remark))
    head = ("rule", "hits", "agrees with the labels", "alone", "most often beside", "weight", "measured", "")
    note = (
        "Our corpus, without a rule's own examples. Alone: no other rule of its category fires. Measured: what the rule adds to held-out words "
        f"and the other rules, most likely given the written weight ± {SPREAD:g} nat. A context rule agrees where its category does not hold."
    )
    return Table("Rules", note, head, lines)


def tier_table(screener: Screener, posts: HeldOut) -> Table:
    """What the tiers let through."""
    lines = []
    for category in CATEGORIES:
        heading = screener.categories[category]
        scores: Numbers = np.array([sigmoid(logit) for logit in posts.totals(category, heading.cap)])
        gold: Numbers = posts.gold(category)
        cells = [
            f"{tier:.3f} · {np.count_nonzero(scores[posts.ordinary] >= tier)} · {np.mean(scores[gold] >= tier):.2f}"
            for tier in (heading.review, heading.priority)
        ]
        lines.append((category, f"{heading.cap.low:+g} to {heading.cap.high:+g}, a quarter above {heading.cap.knee:+g}", *cells))
    note = f"{np.count_nonzero(posts.ordinary)} ordinary posts: the clear half of our corpus and SmSA. From which score · ordinary posts at or above · recall on our corpus."
    return Table("Tiers", note, ("category", "words at most", "review", "priority"), lines)


def tables(screener: Screener, posts: HeldOut) -> Iterator[Table]:
    """All that can be measured with the sets that are present."""
    folder = data_folder()
    if folder is not None:
        rows = read_set(folder, "dev_gold")
        yield gold_table(screener, rows)
        yield unknown_table(screener, rows)
        yield ordinary_table(screener, {name: ordinary(folder, name) for name in ("ordinary_emotion2018", "ordinary_smsa")})
    yield held_out_table(screener, posts)
    yield tier_table(screener, posts)
    yield rule_table(screener, posts)


def main() -> None:
    """Print every table."""
    screener = Screener.load()
    console = Console()
    for table in tables(screener, hold_out(screener, recipes())):
        grid = Grid(*table.head, title=table.title, caption=table.note, title_justify="left", caption_justify="left")
        for line in table.rows:
            grid.add_row(*line)
        console.print(grid)


if __name__ == "__main__":
    main()
