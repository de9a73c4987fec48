"""Evidence is added up here, and nowhere else do numbers become a verdict.

For each category: base + words, thinned out above a knee and capped both ways, plus the weight of every rule that fired, once each. All addends are
multiples of 2**-20, so their sum is exact in any order, and ``score == sigmoid(fsum(weights))`` bit for bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from typing import NamedTuple

from screener.classifier import on_grid
from screener.rules import Cap, Category, Found, Hit
from screener.screening import Verdict


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


def judge(categories: Sequence[Category], base: Sequence[float], words: Sequence[float], found: Found) -> Judgement:
    """Add up, and compare with the tiers.

    Parameters
    ----------
    categories : sequence of Category
    base, words : sequence of float
        What every post begins with and what its words add, by category, in nats.
    found : Found
        What the rules found.
    """
    scores = {}
    above = []
    for category, start, share in zip(categories, base, words, strict=True):
        logit = capped(category.cap, start + share)
        if found.hits:
            logit += sum(hit.rule.adds for hit in counting(found, category.id))
        score = scores[category.id] = sigmoid(logit)
        if score >= category.review:
            above.append(category)
    if not above:
        return Judgement("clear", scores, ())
    above.sort(key=lambda category: -scores[category.id])
    first = any(scores[category.id] >= category.priority for category in above)
    return Judgement("priority" if first else "review", scores, tuple(category.id for category in above))


def capped(cap: Cap, logit: float) -> float:
    """Base and words together, inside the cap; a multiple of 2**-20 stays one."""
    low, knee, high = cap
    if logit > knee:
        logit = on_grid(knee + (logit - knee) / 4)
    return low if logit < low else high if logit > high else logit  # noqa: FURB136 - faster than min and max


def counting(found: Found, category: str) -> tuple[Hit, ...]:
    """The hits that count for a category: a context rule only if no other rule fired in another sentence."""
    hits = [hit for hit in found.hits if category in hit.rule.categories]
    sentences = frozenset().union(*(hit.sentences for hit in hits if hit.rule.adds > 0))
    return tuple(hit for hit in hits if not hit.rule.is_context or sentences <= hit.sentences)
