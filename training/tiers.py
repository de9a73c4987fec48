"""``python -m training.tiers``: derives cap and tiers from a budget of false flags and writes them to ``rules/categories.yaml``.

The budget counts all categories together, over ordinary posts that the words' evidence has not seen: the clear half of our corpus and
SmSA. Each category gets the share of it that finds most: the sum of the four recalls on held-out posts of our corpus is largest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil, floor, inf, log
from typing import NamedTuple

import numpy as np

from screener import Screener
from screener.judge import capped, counting, sigmoid
from screener.rules import Cap
from training.prepare import CATEGORIES, ROOT, Row, all_rows, count
from training.train import Numbers, Recipe, calibrate, held_out, recipes

REGISTER = ROOT / "rules" / "categories.yaml"
REVIEW, PRIORITY = 5, 1
"""The budget: of 1,000 ordinary posts, how many may reach the tier."""
KNEES = (0.0, 0.5, 1.0, 1.25, 1.5, 2.0)
"""Above which evidence of words counts a quarter (nats): the highest that finds within ``SLACK`` (mean recall) of the most is taken."""
SLACK = 0.01
LOWEST = -2.25
"""How far they may go down: where words speak against it, a rule of weight 4 is still right in 85 to 90 of 100 posts, as 4 − 2.25 nats say."""
HIGHEST = 1.75
"""No post needs more (nats) to reach ``review``: such a rule reaches it, whatever the words say."""
SURE = 0.95
"""No post reaches ``priority`` with a lower score, however few ordinary ones would."""
FARTHEST = 2.875
"""How far words alone may go up (nats): less than ``SURE``, which is 2.94."""


class HeldOut(NamedTuple):
    """Posts with evidence that has not seen them.

    Attributes
    ----------
    rows : list of Row
    words : dict
        Category → calibrated logits of base and words, shape (n_posts,), nats; capped nowhere.
    sums : dict
        Category → the weights of all rules that fired, shape (n_posts,), nats.
    """

    rows: list[Row]
    words: dict[str, Numbers]
    sums: dict[str, Numbers]

    @property
    def ordinary(self) -> Numbers:
        """Which posts are clear, shape (n_posts,)."""
        return np.array([not any(row.labels.values()) for row in self.rows])

    def gold(self, category: str) -> Numbers:
        """Which posts are breaches, shape (n_posts,)."""
        return np.array([row.labels[category] for row in self.rows])

    def totals(self, category: str, cap: Cap) -> Numbers:
        """Capped words and rules together, shape (n_posts,), nats."""
        return under(cap, self.words[category]) + self.sums[category]


def under(cap: Cap, logits: Numbers) -> Numbers:
    """What a cap leaves of base and words, shape (n_posts,), nats."""
    return np.array([capped(cap, float(logit)) for logit in logits])


def rule_sums(screener: Screener, texts: Sequence[str]) -> Numbers:
    """What the rules add to each post, shape (n_posts, n_categories), nats."""
    folder, ruleset = screener.rulebook.folder, screener.rulebook.ruleset
    found = [ruleset.find(folder.read(text)) for text in texts]
    return np.array([[sum(hit.rule.adds for hit in counting(each, category)) for category in CATEGORIES] for each in found])


def hold_out(screener: Screener, chosen: dict[str, Recipe]) -> HeldOut:
    """Every post that trains, scored by folds that have not seen it nor its pair."""
    rows = all_rows()
    logits = held_out(count([row.text for row in rows]), rows, [row.group for row in rows], chosen)
    for category, (slope, shift) in calibrate(rows, logits).items():
        logits[category] = slope * logits[category] + shift
    own = [index for index, row in enumerate(rows) if row.is_own or row.source == "ordinary_smsa"]
    rows, words = [rows[index] for index in own], {category: values[own] for category, values in logits.items()}
    sums = rule_sums(screener, [row.text for row in rows])
    return HeldOut(rows, words, {category: sums[:, lane] for lane, category in enumerate(CATEGORIES)})


def derive(
    posts: HeldOut, per_thousand: int, cap: Cap, lowest: float = 0.0, highest: float = inf
) -> tuple[float, dict[str, float]] | None:
    """The thresholds that find most within the budget.

    Parameters
    ----------
    per_thousand : int
        How many of 1,000 ordinary posts may be flagged.
    cap : Cap
        How far words alone may go, nats.
    lowest, highest : float
        No threshold lies below or above, nats.

    Returns
    -------
    tuple or None
        The sum of the recalls, and a threshold (nats) by category; None where no thresholds keep within the budget.
    """
    budget = floor(posts.ordinary.sum() * per_thousand / 1000)
    best: list[tuple[float, dict[str, float]] | None] = [(0.0, {})] * (budget + 1)
    for category in CATEGORIES:
        totals = posts.totals(category, cap)
        breaches, false = np.sort(totals[posts.gold(category)]), np.sort(totals[posts.ordinary])[::-1]
        # with k false flags allowed the threshold lies just above the false flag k + 1
        cuts = {min(max(lowest, float(logit) + 2**-20), highest) for logit in false[: budget + 1]}
        options = [(1 - float(np.searchsorted(breaches, cut)) / len(breaches), cut, int((false >= cut).sum())) for cut in sorted(cuts)]
        best = [_best(best, options, category, spent) for spent in range(budget + 1)]
    return best[-1]


def _best(
    before: Sequence[tuple[float, dict[str, float]] | None], options: Sequence[tuple[float, float, int]], category: str, spent: int
) -> tuple[float, dict[str, float]] | None:
    """The best choice for one more category when so many false flags are spent in all."""
    found = []
    for recall, cut, flags in options:
        rest = before[spent - flags] if flags <= spent else None
        if rest is not None:
            found.append((rest[0] + recall, {**rest[1], category: cut}))
    return max(found, key=lambda choice: choice[0], default=None)


def write(cap: Cap, review: dict[str, float], priority: dict[str, float]) -> None:
    """Put the cap and the thresholds (scores, rounded up to three decimals) in their places; the rest of the file stays as it is."""
    text = REGISTER.read_text("utf-8")
    for category in CATEGORIES:
        scores = {tier: str(ceil(sigmoid(cuts[category]) * 1000) / 1000) for tier, cuts in (("review", review), ("priority", priority))}
        for key, value in {**scores, "cap": "[" + ", ".join(f"{bound:g}" for bound in cap) + "]"}.items():
            text, places = re.subn(rf"(  {category}:\n(?:    .*\n)*?    {key}: ).*", rf"\g<1>{value}", text)
            assert places == 1, f"{REGISTER}: no {key} of {category}"
    REGISTER.write_text(text, "utf-8")


def main() -> None:
    """Derive, print and write cap and tiers."""
    posts = hold_out(Screener.load(), recipes())
    print(f"{posts.ordinary.sum()} ordinary posts, budget {REVIEW} and {PRIORITY} in 1,000")
    found = {}
    for knee in KNEES:
        choice = derive(posts, REVIEW, Cap(LOWEST, knee, FARTHEST), highest=HIGHEST)
        print(f"a quarter above {knee:+g}: " + (f"mean recall {choice[0] / len(CATEGORIES):.3f}" if choice else "not within the budget"))
        if choice:
            found[knee] = choice
    best = max(reached for reached, _ in found.values())
    knee = max(knee for knee, (reached, _) in found.items() if reached >= best - SLACK * len(CATEGORIES))
    cap, review = Cap(LOWEST, knee, FARTHEST), found[knee][1]
    highest = derive(posts, PRIORITY, cap, lowest=log(SURE / (1 - SURE)))
    assert highest is not None
    priority = highest[1]
    for tier, cuts in (("review", review), ("priority", priority)):
        print(f"{tier}, a quarter above {knee:+g}:")
        for category, cut in cuts.items():
            flagged = posts.totals(category, cap) >= cut
            recall, false = np.mean(flagged[posts.gold(category)]), np.count_nonzero(flagged[posts.ordinary])
            print(f"  {category:18} from {cut:+.2f} ({sigmoid(cut):.3f}): recall {recall:.2f}, ordinary posts flagged {false}")
    write(cap, review, priority)


if __name__ == "__main__":
    main()
