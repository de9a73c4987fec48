"""Evidence is added up here, and nowhere else do numbers become a verdict.

For each category: base + words, capped both ways, plus the weight of every rule that fired, once each. All addends are
multiples of 2**-40, so their sum is exact in any order, and ``score == sigmoid(fsum(weights))`` bit for bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from typing import NamedTuple

from screener.rules import Category, Found, Hit
from screener.screening import Verdict


class Sum(NamedTuple):
    """One category's addends (nats): base, words, cap, and the rules that count."""

    base: float
    words: float
    cap: float
    hits: tuple[Hit, ...]

    @property
    def logit(self) -> float:
        return self.base + self.words + self.cap + sum(hit.rule.weight for hit in self.hits)


class Judgement(NamedTuple):
    """What the sums amount to."""

    verdict: Verdict
    scores: dict[str, float]
    categories: tuple[str, ...]


def sigmoid(logit: float) -> float:
    """Log-odds (nats) to a probability, without overflow."""
    if logit >= 0:
        return 1.0 / (1.0 + exp(-logit))
    odds = exp(max(logit, -700.0))
    return odds / (1.0 + odds)


def add_up(categories: Sequence[Category], base: Sequence[float], words: Sequence[float], found: Found) -> list[Sum]:
    """The addends of every category."""
    sums = []
    for category, start, share in zip(categories, base, words, strict=True):
        low, high = category.cap
        capped = min(max(start + share, low), high)
        hits = counting(found, category.id) if found.hits else ()
        sums.append(Sum(start, share, capped - start - share, hits))
    return sums


def counting(found: Found, category: str) -> tuple[Hit, ...]:
    """The hits that count for a category: a context rule only if no other rule fired in another sentence."""
    hits = [hit for hit in found.hits if category in hit.rule.categories]
    sentences = frozenset().union(*(hit.sentences for hit in hits if not hit.rule.is_context))
    return tuple(hit for hit in hits if not hit.rule.is_context or sentences <= hit.sentences)


def judge(categories: Sequence[Category], sums: Sequence[Sum]) -> Judgement:
    """Scores, the categories to look at (strongest first) and the verdict."""
    scores = {category.id: sigmoid(addends.logit) for category, addends in zip(categories, sums, strict=True)}
    above = [category for category in categories if scores[category.id] >= category.review]
    if not above:
        return Judgement("clear", scores, ())
    above.sort(key=lambda category: -scores[category.id])
    first = any(scores[category.id] >= category.priority for category in above)
    return Judgement("priority" if first else "review", scores, tuple(category.id for category in above))
