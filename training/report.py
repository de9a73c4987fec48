"""``python -m training.report``: writes ``training/report`` (tables and plots) and the model card ``screener/model/CARD.md``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from sklearn.calibration import calibration_curve
from sklearn.metrics import PrecisionRecallDisplay

from screener import Screener
from training.measure import Scored, Table, own, tables
from training.prepare import CATEGORIES, ROOT, data_folder, datasets, read_set
from training.tiers import PRIORITY, REVIEW, HeldOut, hold_out, under
from training.train import MODEL, recipes

REPORT = ROOT / "training" / "report"
MINUTES = 2
"""What an inspector needs for a flagged post, assumed."""
POSTS = 100_000


def draw_reliability(posts: HeldOut, path: Path) -> None:
    """How often posts of a score are breaches, on held-out posts of our corpus."""
    figure, axes = plt.subplots(figsize=(5, 5))
    axes.plot([0, 1], [0, 1], color="grey", linestyle=":")
    for category in CATEGORIES:
        gold, words = posts.gold(category)[own(posts)], posts.words[category][own(posts)]
        held, told = calibration_curve(gold, 1 / (1 + np.exp(-words)), n_bins=10)
        axes.plot(told, held, marker="o", label=category)
    axes.set(xlabel="probability told by the words' evidence", ylabel="share of breaches", title="Reliability on held-out posts")
    _save(figure, path)


def draw_precision_recall(screener: Screener, posts: HeldOut, path: Path) -> None:
    """Precision against recall on dev_gold; money_politics on held-out posts of our corpus."""
    figure, axes = plt.subplots(figsize=(6, 5))
    folder = data_folder()
    rows = [] if folder is None else read_set(folder, "dev_gold")
    scored = Scored(screener, [row["text"] for row in rows])
    for lane, category in enumerate(CATEGORIES):
        cap = screener.categories[category].cap
        if category == "money_politics" or not rows:
            gold, total, name = posts.gold(category)[own(posts)], posts.totals(category, cap)[own(posts)], f"{category} (our corpus, held out)"
        else:
            chosen = np.array([category not in row["disputed"] for row in rows])
            gold = np.array([category in row["labels"].split(";") for row in rows])[chosen]
            total, name = (under(cap, scored.words[:, lane]) + scored.sums[:, lane])[chosen], f"{category} (dev_gold)"
        PrecisionRecallDisplay.from_predictions(gold, total, ax=axes, name=name)
    axes.set(title="Precision and recall", xlabel="recall", ylabel="precision", xlim=(0, 1.02), ylim=(0, 1.02))
    _save(figure, path)


def draw_hours(screener: Screener, posts: HeldOut, path: Path) -> None:
    """What a threshold costs in reading time and finds, on ordinary and breaching posts that the words have not seen."""
    figure, axes = plt.subplots(figsize=(6, 5))
    thresholds = np.linspace(0, 5, 101)
    for category in CATEGORIES:
        heading = screener.categories[category]
        totals = posts.totals(category, heading.cap)
        hours = [np.mean(totals[posts.ordinary] >= each) * POSTS * MINUTES / 60 for each in thresholds]
        scores = 1 / (1 + np.exp(-thresholds))
        (line,) = axes.plot(scores, hours, label=category)
        axes.axvline(heading.review, color=line.get_color(), linestyle=":", linewidth=1)
    title = f"Hours to read the false flags of {POSTS:,} ordinary posts\n({MINUTES} minutes each, assumed; dotted: review)"
    axes.set(xlabel="threshold (score)", ylabel="inspector hours", yscale="log", title=title)
    _save(figure, path)


def _save(figure: Figure, path: Path) -> None:
    figure.axes[0].legend(fontsize=8)
    figure.axes[0].grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def markdown(table: Table) -> str:
    """A table in Markdown."""
    lines = [table.head, tuple("---" for _ in table.head), *table.rows]
    return "\n".join([f"## {table.title}", "", table.note, "", *("| " + " | ".join(line) + " |" for line in lines), ""])


def card(found: Sequence[Table], facts: dict[str, object]) -> str:
    """The model card."""
    by_title = {table.title: table for table in found}
    sets = [
        f"- `{name}`: {each['origin']}, {each['year']}, {each['licence']}; used for {', '.join(each['use']) or 'measuring only'}"
        for name, each in datasets().items()
    ]
    trained = facts["trained_on"]
    assert isinstance(trained, dict)
    ours = sum(number for source, number in trained.items() if source.startswith("corpus/"))
    others = ", ".join(f"{number} of {source}" for source, number in trained.items() if not source.startswith("corpus/"))
    wanted = ("dev_gold", "Candidates nobody has listed", "Ordinary posts", "Held-out posts of our corpus", "Tiers")
    return "\n".join(
        [
            "# Model card",
            "",
            "Generated by `python -m training.report`; do not edit.",
            "",
            "**What it is.** Four logistic regressions over TF-IDF of folded, masked words and pairs of words, exported as one number a term and",
            "category (`weights.json`). It gives one part of a score; the other part are the rules. Names of candidates, parties, persons, peoples",
            "and religions are placeholders before anything is weighed. A lexicon of the rules, and all forms of a verb, also weigh as one class,",
            "whose weight is dissolved into its words.",
            "",
            "**What it is for.** To say which posts of civil servants' accounts a human should look at. **It is not a basis for a sanction without a",
            "human**, it finds no guilt, and no scores may be added up over a person.",
            "",
            f"**Fingerprint.** sha256 of `weights.json`: `{facts['sha256']}`; {facts['terms']} terms.",
            "",
            "## Sources and licences",
            "",
            f"Trained on {ours} posts of our own (`training/corpus`, MIT as this project) and {others}.",
            "No row of an external set is part of this project.",
            "",
            *sets,
            "",
            "## Known gaps",
            "",
            "- Made from written posts and the examples of the rules; posts of real accounts differ, above all in hoaxes, whose truth no text shows.",
            "- Irony, images, regional languages in depth, claims told as plain news, and sides taken without any name or cue are often missed.",
            "- Insults between private people are read as hate speech more often than other ordinary posts.",
            "- money_politics is measured on our own posts only: no public set holds such posts.",
            f"- Tiers come from a budget of {REVIEW} (`review`) and {PRIORITY} (`priority`) flagged of 1,000 ordinary posts; recall is what that leaves.",
            "",
            *(markdown(by_title[title]) for title in wanted if title in by_title),
        ]
    )


def main() -> None:
    """Measure, draw, and write."""
    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "screener"
    REPORT.mkdir(exist_ok=True)
    screener = Screener.load()
    posts = hold_out(screener, recipes())
    found = list(tables(screener, posts))
    draw_reliability(posts, REPORT / "reliability.svg")
    draw_precision_recall(screener, posts, REPORT / "precision-recall.svg")
    draw_hours(screener, posts, REPORT / "hours.svg")
    facts = json.loads((MODEL / "card.json").read_text("utf-8"))
    plots = "\n".join(f"![{name}]({name}.svg)" for name in ("reliability", "precision-recall", "hours"))
    head = f"# Report\n\nGenerated by `python -m training.report` for the weights with sha256 `{facts['sha256']}`.\n\n{plots}\n\n"
    _write(REPORT / "report.md", [head, *map(markdown, found)])
    _write(MODEL / "CARD.md", [card(found, facts)])


def _write(path: Path, parts: Iterable[str]) -> None:
    path.write_text("\n".join(parts).rstrip() + "\n", "utf-8")


if __name__ == "__main__":
    main()
