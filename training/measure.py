"""``python -m training.measure``: what the shipped screener gets right and wrong, on our corpus and on the external sets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from joblib import Parallel, delayed
from sklearn.model_selection import GroupKFold

from screener import Screener
from screener.judge import capped, counting, judge, sigmoid
from training.prepare import CATEGORIES, Row, corpus, data_folder, read_csv
from training.train import fit

UNPROVEN = 3
"""Corpus posts outside its examples that a rule must fire on."""
ENGAGED = ": acts on likes, shares and comments, and the corpus holds none"
Flags = Callable[[str], Sequence[str]]


@dataclass(slots=True)
class Table:
    """A confusion table of one category."""

    cells: Counter[str] = field(default_factory=Counter)

    def count(self, *, gold: bool, found: bool) -> None:
        """Add one post."""
        self.cells[("t" if gold == found else "f") + ("p" if found else "n")] += 1

    def line(self) -> str:
        """Precision, recall, F1 and the four cells."""
        tp, fp, fn, tn = (self.cells[name] for name in ("tp", "fp", "fn", "tn"))
        precision, recall = tp / max(tp + fp, 1), tp / max(tp + fn, 1)
        f1 = 2 * tp / max(2 * tp + fp + fn, 1)
        return f"P {precision:.2f}  R {recall:.2f}  F1 {f1:.2f}   tp {tp:4d}  fp {fp:4d}  fn {fn:4d}  tn {tn:4d}"


def gold_tables(rows: Sequence[dict[str, str]], flags: Flags) -> dict[str, Table]:
    """Confusion by category on labelled posts; pairs of post and category that the readers dispute are left out."""
    tables = {category: Table() for category in CATEGORIES}
    for row in rows:
        found, gold = flags(row["text"]), row["labels"].split(";")
        for category in CATEGORIES:
            if category not in row["disputed"]:
                tables[category].count(gold=category in gold, found=category in found)
    return tables


def print_gold(folder: Path, flags: Flags, title: str) -> None:
    """The tables of dev_gold: all, even ids (read for errors) and odd ids (only scored)."""
    rows = list(read_csv(folder / "dev_gold.csv"))
    even = [row for row in rows if int(row["id"][1:]) % 2 == 0]
    odd = [row for row in rows if int(row["id"][1:]) % 2 == 1]
    for name, part in (("all", rows), ("even ids", even), ("odd ids", odd)):
        print(f"\ndev_gold, {title}, {name} ({len(part)} posts)")
        for category, table in gold_tables(part, flags).items():
            print(f"  {category:18} {table.line()}")


def print_ordinary(folder: Path, flags: Flags) -> None:
    """False flags on the ordinary sets; rows that also stand in dev_gold are left out."""
    known = {row["text"] for row in read_csv(folder / "dev_gold.csv")}
    for name in ("ordinary_emotion2018", "ordinary_smsa"):
        rows = [row for row in read_csv(folder / f"{name}.csv") if row["text"] not in known and row.get("political") != "1"]
        found = Counter(category for row in rows for category in flags(row["text"]))
        flagged = sum(bool(flags(row["text"])) for row in rows)
        trained = " (also trained on)" if name == "ordinary_smsa" else ""
        print(f"\n{name}{trained}: {flagged} of {len(rows)} posts flagged, {1000 * flagged / len(rows):.1f} in 1,000; {dict(found)}")


def print_money(screener: Screener) -> None:
    """money_politics on held-out folds of our corpus: dev_gold holds three such posts."""
    category, rows = "money_politics", corpus()
    heading = screener.categories[category]
    folds = list(GroupKFold(5).split(rows, groups=[row.group for row in rows]))
    logits = Parallel(n_jobs=-1)(delayed(_held_out)(rows, train, test, category) for train, test in folds)
    silent = rules_alone(screener)
    words, both, rules = Table(), Table(), Table()
    for (_, test), found_logits in zip(folds, logits, strict=True):
        for index, logit in zip(test, found_logits, strict=True):
            gold, text = rows[index].labels[category], rows[index].text
            found = screener.rulebook.ruleset.find(screener.rulebook.folder.read(text))
            total = capped(heading, logit) + sum(hit.rule.adds for hit in counting(found, category))
            words.count(gold=gold, found=logit >= 0)
            both.count(gold=gold, found=sigmoid(total) >= heading.review)
            rules.count(gold=gold, found=category in silent(text))
    print("\nmoney_politics, five held-out folds of our corpus (the rules' authors have read it: their part is not held out)")
    for name, table in (("rules and words", both), ("rules alone", rules), ("words alone", words)):
        print(f"  {name:18} {table.line()}")


def _held_out(rows: Sequence[Row], train: Sequence[int], test: Sequence[int], category: str) -> list[float]:
    """The logits of the test rows by a classifier that has seen the train rows alone."""
    estimator = fit([rows[index] for index in train], [category])
    return [float(logit) for logit in estimator.logits([rows[index].text for index in test])[category]]


def print_rules(screener: Screener) -> None:
    """Hits of every rule on our corpus outside its own examples, and how many of them agree with the labels."""
    rules = screener.rulebook.ruleset.rules
    own = {rule.id: {example.text for example in (*rule.fires, *rule.quiet, *rule.gaps)} for rule in rules}
    right, hits = Counter[str](), Counter[str]()
    context = {rule.id for rule in rules if rule.is_context}
    categories = {rule.id: rule.categories for rule in rules}
    for row in corpus():
        for name in screener.screen(row.text).rules:
            if row.text not in own[name]:
                hits[name] += 1
                right[name] += any(row.labels[category] for category in categories[name]) != (name in context)
    print("\nrules on our corpus (hits outside their examples, share that agrees with the labels)")
    for rule in rules:
        share = f"{right[rule.id] / hits[rule.id]:.2f}" if hits[rule.id] else "   –"
        print(f"  {rule.id:42} {hits[rule.id]:5d}  {share}{'  UNPROVEN' if hits[rule.id] < UNPROVEN else ''}{ENGAGED if rule.actions else ''}")


def rules_alone(screener: Screener) -> Flags:
    """What the rules would flag without the classifier."""
    ruleset, folder, base = screener.rulebook.ruleset, screener.rulebook.folder, [-2.5] * len(CATEGORIES)
    return lambda text: judge(ruleset.categories, base, [0.0] * len(base), ruleset.find(folder.read(text))).categories


def words_alone(screener: Screener) -> Flags:
    """What the classifier would flag without the rules, at even odds."""
    folder, classifier = screener.rulebook.folder, screener.classifier

    def flags(text: str) -> list[str]:
        logits = classifier.logits(folder.read(text))
        return [category for category, base, logit in zip(CATEGORIES, classifier.base, logits, strict=True) if base + logit >= 0]

    return flags


def main() -> None:
    """Print everything."""
    screener = Screener.load()
    print_rules(screener)
    print_money(screener)
    folder = data_folder()
    if folder is None:
        print("\nexternal sets not found (set SCREENER_DATA): dev_gold and the ordinary sets were not measured")
        return
    whole: Flags = lambda text: screener.screen(text).categories  # noqa: E731
    print_gold(folder, whole, "rules and words")
    print_gold(folder, rules_alone(screener), "rules alone")
    print_gold(folder, words_alone(screener), "words alone")
    print_ordinary(folder, whole)


if __name__ == "__main__":
    main()
