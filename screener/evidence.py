"""The addends of a judgement, told one by one: this is where sums become Reasons and word positions become offsets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from screener.classifier import UNIT, Classifier, Term
from screener.fold import Folded
from screener.judge import capped, counting
from screener.rules import Category, Excuse, Found, Hit
from screener.screening import Excused, Match, Post, Reason, Screening

_BASE = {"id": "titik awal sebelum kata-katanya dibaca", "en": "where every post begins, before its words are read"}
_MORE = {"id": "kata ini lebih sering muncul di kategori ini", "en": "this word is more frequent in this category"}
_LESS = {"id": "kata ini lebih jarang muncul di kategori ini", "en": "this word is less frequent in this category"}
_REST = {"id": "kata-kata lain, masing-masing hampir tanpa bobot", "en": "all other words, each of next to no weight"}
OTHERS = "…"
_SMALL = round(0.2 * UNIT)  # from 0.2 nats a word is told by itself
_ABOVE = {
    "id": "batas bagi kata-kata: kata saja tidak pernah sampai prioritas",
    "en": "limit for words: words alone never reach priority",
}
_BELOW = {
    "id": "batas bagi kata-kata: kata saja tidak menghapus temuan aturan",
    "en": "limit for words: words alone do not undo what a rule found",
}
_STYLES = {
    "<kapital>": {"id": "gaya tulisan: sebagian besar berhuruf kapital", "en": "style: mostly in capitals"},
    "<kata kapital>": {"id": "gaya tulisan: beberapa kata berhuruf kapital", "en": "style: some words in capitals"},
    "<huruf judul>": {"id": "gaya tulisan: ditulis seperti judul, tiap kata berawal kapital", "en": "style: written like a headline, every word capitalised"},
    "<!!>": {"id": "gaya tulisan: tanda seru ganda", "en": "style: doubled exclamation marks"},
    "<huruf samar>": {"id": "gaya tulisan: angka di dalam kata", "en": "style: digits inside words"},
    "<huruf panjang>": {"id": "gaya tulisan: huruf yang dipanjangkan", "en": "style: drawn-out letters"},
    "<||>": {"id": "gaya tulisan: garis tegak di antara bagian kalimat", "en": "style: bars between clauses"},
}


class Evidence(NamedTuple):
    """All that a verdict was made of."""

    post: Post
    folded: Folded
    found: Found
    phase: str
    categories: tuple[Category, ...]
    classifier: Classifier
    parent: Screening | None

    def tell(self) -> tuple[tuple[Reason, ...], tuple[Excused, ...]]:
        """Every addend as a Reason, category by category, the strongest first; and what was excused."""
        spans = self.folded.spans()
        terms = self.classifier.terms(self.folded)
        matches = [self._matches(term, spans) for term in terms]
        logits = self.classifier.logits(self.folded)
        reasons: list[Reason] = []
        for lane, category in enumerate(self.categories):
            start = self.classifier.base[lane]
            told = [Reason(category.id, "base", "base", start, _BASE)]
            told += [self._rule(category.id, hit, spans) for hit in counting(self.found, category.id)]
            told += _words(category.id, lane, terms, matches)
            words = start + logits[lane]
            if excess := capped(category.cap, words) - words:
                told.append(Reason(category.id, "cap", "cap", excess, _ABOVE if excess < 0 else _BELOW))
            told.sort(key=_size, reverse=True)
            reasons += told
        return tuple(reasons), tuple(self._excused(excuse, spans) for excuse in self.found.excuses)

    @staticmethod
    def _matches(term: Term, spans: list[tuple[int, int]]) -> tuple[Match, ...]:
        behind = " " in term.name
        return tuple([Match(term.name, spans[at][0], spans[at + behind][1]) for at in term.positions])

    def _rule(self, category: str, hit: Hit, spans: list[tuple[int, int]]) -> Reason:
        matches = [Match.at(hit.rule.id, place, spans) for place in hit.places]
        if hit.rule.parent and self.parent is not None:
            matches += self._in_parent(hit.rule.parent)
        return Reason(
            category,
            "context" if hit.rule.is_context else "rule",
            hit.rule.id,
            hit.rule.adds,
            hit.rule.says,
            tuple(matches),
            hit.rule.citations(self.phase),
        )

    def _in_parent(self, category: str) -> Iterator[Match]:
        """What the parent post was found for."""
        assert self.parent is not None
        for reason in self.parent.reasons:
            if reason.category == category and reason.source == "rule":
                yield from (match._replace(on="parent") for match in reason.matches if match.on == "text")

    @staticmethod
    def _excused(excuse: Excuse, spans: list[tuple[int, int]]) -> Excused:
        rule = excuse.rule.id
        return Excused(rule, Match.at(rule, excuse.place, spans), Match.at(rule, excuse.by, spans))


def _words(category: str, lane: int, terms: list[Term], matches: list[tuple[Match, ...]]) -> Iterator[Reason]:
    """A reason for every term that weighs something, and one for all the others together."""
    others = 0
    for term, places in zip(terms, matches, strict=True):
        number = term.numbers[lane] * (len(term.positions) or 1)
        if -_SMALL < number < _SMALL:
            others += number
        else:
            says = _STYLES.get(term.name) or (_MORE if number > 0 else _LESS)
            yield Reason(category, "words", term.name, number / UNIT, says, places)
    if others:
        yield Reason(category, "words", OTHERS, others / UNIT, _REST)


def _size(reason: Reason) -> float:
    return abs(reason.weight)
