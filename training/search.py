"""``python -m training.search``: tries recipes on whole files held out, and writes the best to ``hyperparameters.yaml``.

A fold leaves out whole files of our corpus (other authors, other topics), as the next election will: folds of single posts would
favour recipes that learn our own posts by heart.
"""

from __future__ import annotations

from itertools import product

import yaml
from sklearn.metrics import average_precision_score

from training.prepare import CATEGORIES, all_rows, count
from training.train import HYPERPARAMETERS, Recipe, held_out

STRENGTHS = (0.001, 0.003, 0.01, 0.03, 0.1)
BREACHES = (1.0, 2.0)
ORDINARY = (0.1, 0.3)
TOXICITY = {"hate_speech": (0.5, 1.0)}


def main() -> None:
    """Try every recipe, print and record what each reaches."""
    rows = all_rows()
    counts = count([row.text for row in rows])
    groups = [row.source if row.is_own else row.group for row in rows]
    chosen, tried = {}, {}
    for category in CATEGORIES:
        scored = [index for index, row in enumerate(rows) if (row.is_own or row.source == "toxicity_yogasgm2024") and category in row.labels]
        labels = [rows[index].labels[category] for index in scored]
        found = {}
        for recipe in (Recipe(*numbers) for numbers in product(STRENGTHS, BREACHES, ORDINARY, TOXICITY.get(category, (1.0,)))):
            logits = held_out(counts, rows, groups, {category: recipe})[category][scored]
            found[recipe] = round(float(average_precision_score(labels, logits)), 4)
            print(f"{category:18} {found[recipe]:.4f}  {recipe}", flush=True)
        best = max(found, key=lambda recipe: found[recipe])
        chosen[category] = best._asdict()
        tried[category] = [{**recipe._asdict(), "average_precision": reached} for recipe, reached in found.items()]
    head = "# Written by python -m training.search: average precision on files of our corpus held out whole.\n"
    body = yaml.safe_dump({"chosen": chosen, "tried": tried}, sort_keys=False, default_flow_style=None, width=160)
    HYPERPARAMETERS.write_text(head + body, "utf-8")


if __name__ == "__main__":
    main()
