"""The addends of a judgement, told one by one: this is where sums become Reasons and word positions become offsets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from screener.classifier import Classifier
from screener.fold import STYLES, Folded
from screener.judge import Sum
from screener.rules import Category, Excuse, Found, Hit
from screener.screening import Excused, Match, Post, Reason, Screening

_BASE = {"id": "titik awal sebelum kata-katanya dibaca", "en": "where every post begins, before its words are read"}
_CAP = {
    "id": "batas bagi kata-kata: tanpa aturan, kata saja tidak menentukan",
    "en": "limit for words: without a rule, words alone do not decide",
}
_STYLES = {
    "<kapital>": ("sebagian besar berhuruf kapital", "mostly in capitals"),
    "<kata kapital>": ("beberapa kata berhuruf kapital", "some words in capitals"),
    "<huruf judul>": ("ditulis seperti judul, tiap kata berawal kapital", "written like a headline, every word capitalised"),
    "<!!>": ("tanda seru ganda", "doubled exclamation marks"),
    "<huruf samar>": ("angka di dalam kata", "digits inside words"),
    "<huruf panjang>": ("huruf yang dipanjangkan", "drawn-out letters"),
    "<||>": ("garis tegak di antara bagian kalimat", "bars between clauses"),
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a verdict was made of."""

    post: Post
    folded: Folded
    found: Found
    sums: tuple[Sum, ...]
    phase: str
    categories: tuple[Category, ...]
    classifier: Classifier
    parent: Screening | None

    def tell(self) -> tuple[tuple[Reason, ...], tuple[Excused, ...]]:
        """Every addend as a Reason, category by category, the strongest first; and what was excused."""
        spans = self.folded.spans()
        terms = self.classifier.terms(self.folded)
        reasons: list[Reason] = []
        for category, addends, words in zip(self.categories, self.sums, terms, strict=True):
            told = [Reason(category.id, "base", "base", addends.base, _BASE)]
            told += (self._rule(category.id, hit, spans) for hit in addends.hits)
            told += (self._term(category.id, *term, spans) for term in words)
            if addends.cap:
                told.append(Reason(category.id, "cap", "cap", addends.cap, _CAP))
            reasons += sorted(told, key=lambda reason: -abs(reason.weight))
        return tuple(reasons), tuple(self._excused(excuse, spans) for excuse in self.found.excuses)

    def _rule(self, category: str, hit: Hit, spans: list[tuple[int, int]]) -> Reason:
        matches = [self._match(hit.rule.id, place, spans) for place in hit.places]
        if hit.rule.parent and self.parent is not None:
            matches += self._in_parent(hit.rule.parent)
        return Reason(
            category,
            "context" if hit.rule.is_context else "rule",
            hit.rule.id,
            hit.rule.weight,
            hit.rule.says,
            tuple(matches),
            hit.rule.citations(self.phase),
        )

    def _in_parent(self, category: str) -> Iterator[Match]:
        """What the parent post was found for."""
        assert self.parent is not None
        for reason in self.parent.reasons:
            if reason.category == category and reason.source == "rule":
                yield from (replace(match, on="parent") for match in reason.matches if match.on == "text")

    def _term(self, category: str, term: str, nats: float, positions: list[int], spans: list[tuple[int, int]]) -> Reason:
        length = 1 + term.count(" ")
        if term in STYLES:
            style_id, style_en = _STYLES[term]
            return Reason(category, "words", term, nats, {"id": f"gaya tulisan: {style_id}", "en": f"style: {style_en}"})
        matches = tuple(self._match(term, (at, at + length), spans) for at in positions)
        says = {
            "id": f"kata “{term}” {'lebih' if nats > 0 else 'kurang'} khas untuk kategori ini",
            "en": f"the word “{term}” is {'more' if nats > 0 else 'less'} typical of this category",
        }
        return Reason(category, "words", term, nats, says, matches)

    def _excused(self, excuse: Excuse, spans: list[tuple[int, int]]) -> Excused:
        rule = excuse.rule.id
        return Excused(rule, self._match(rule, excuse.place, spans), self._match(rule, excuse.by, spans))

    @staticmethod
    def _match(rule: str, place: tuple[int, int], spans: list[tuple[int, int]]) -> Match:
        first, behind = place
        return Match(rule, spans[first][0], spans[behind - 1][1])
