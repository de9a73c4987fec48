"""A rule against its file, its examples and a single post: what is wrong, what fails, why it fires or does not."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

from screener import rulefile
from screener.api import Screener, shipped
from screener.errors import RuleError
from screener.explain import percent, quoted, shortened
from screener.fold import Folded
from screener.rules import Example, Rule
from screener.screening import Match, Post, Screening
from screener.trial import Trial, attempt
from screener.vocabulary import Vocabulary


def check(folder: str | Path) -> tuple[RuleError, ...]:
    """All mistakes in the files of a folder of rules, your own or a complete one."""
    path = Path(folder)
    folders: list[Traversable] = [path] if (path / "categories.yaml").exists() else [shipped("rules"), path]
    try:
        rulefile.load(folders, Vocabulary())
    except RuleError as first:
        return (first, *first.others)
    return ()


class Failure(NamedTuple):
    """An example that does not do what its rule file says."""

    rule: str
    text: str
    what: dict[str, str]


def prove(screener: Screener, rule: Rule) -> Iterator[Failure]:
    """The examples of one rule that fail.

    ``fires``: the rule matches exactly the marked words and its category reaches review (``weak: true`` and drafts waive
    that); a context rule matches and the post is clear. ``quiet``: the rule does not match and its category stays below
    review. ``gaps``: wanted but not caught yet; one that is caught now must move to ``fires``.
    """
    for example in rule.fires:
        yield from (Failure(rule.id, example.text, what) for what in _misfires(rule, example, _screen(screener, example)))
    for example in rule.quiet:
        yield from (Failure(rule.id, example.text, what) for what in _noises(rule, _screen(screener, example)))
    for example in rule.gaps:
        if rule.id in _screen(screener, example).rules:
            yield Failure(
                rule.id,
                example.text,
                {"id": "sekarang sudah kena: pindahkan dari gaps ke fires", "en": "is caught now: move it from gaps to fires"},
            )


def _screen(screener: Screener, example: Example) -> Screening:
    return screener.screen(Post(example.text, action=example.action, parent=example.parent))


def _misfires(rule: Rule, example: Example, screening: Screening) -> Iterator[dict[str, str]]:
    if rule.id not in screening.rules:
        by = next((screening.words(excused.by) for excused in screening.excused if excused.rule == rule.id), None)
        yield (
            {"id": "tidak kena, padahal harus kena", "en": "does not fire, but should"}
            if by is None
            else {"id": f"tidak kena karena pengecualian “{by}”", "en": f"does not fire because of the exception “{by}”"}
        )
        return
    reasons = [reason for reason in screening.reasons if reason.name == rule.id]
    matches = next((reason.matches for reason in reasons), ())
    found = [screening.words(match) for match in matches if match.on == "text"]
    if example.marks != tuple((match.start, match.end) for match in matches if match.on == "text") and reasons:
        yield {"id": f"kena di {found}, bukan di tempat yang ditandai", "en": f"fires on {found}, not on the marked words"}
    if example.weak or rule.status == "draft":
        return
    if rule.is_context:
        if screening.verdict != "clear":
            yield {
                "id": f"konteks kena tetapi unggahan tetap {screening.verdict} ({', '.join(screening.rules)})",
                "en": f"the context matches but the post is {screening.verdict} ({', '.join(screening.rules)})",
            }
        return
    missing = [category for category in rule.categories if category not in screening.categories]
    if missing:
        score = max(screening.scores[category] for category in missing)
        yield {
            "id": f"kena, tetapi skor {', '.join(missing)} hanya {score:.2f}, di bawah ambang tinjau",
            "en": f"fires, but {', '.join(missing)} scores {score:.2f} only, below review",
        }


def _noises(rule: Rule, screening: Screening) -> Iterator[dict[str, str]]:
    if rule.id in screening.rules:
        yield {"id": "kena, padahal harus diam", "en": "fires, but should stay quiet"}
    elif not rule.is_context:
        loud = [category for category in rule.categories if category in screening.categories]
        if loud:
            rules, headings = ", ".join(screening.rules), ", ".join(loud)
            yield {
                "id": f"diam, tetapi {headings} tetap sampai tinjau ({rules or 'oleh kata-katanya'})",
                "en": f"quiet, but {headings} reaches review ({rules or 'by its words'})",
            }


class Condition(NamedTuple):
    """Something that a rule asks for, whether it is so, in both languages; those of one phrase stand one deeper."""

    met: bool
    says: dict[str, str]
    depth: int = 0


_MOST_PHRASES = 5
"""Phrases that are told in full; a rule may have dozens."""


def why(screener: Screener, rule: Rule, post: Post) -> list[Condition]:
    """Every condition of a rule, met or not, the phrases that come nearest first, and what became of it."""
    screening = screener.screen(post)
    told = [Condition(False, {"id": "aturan ini sudah pensiun (retired) dan tidak dipakai", "en": "this rule is retired and not used"})] * (
        rule.status == "retired"
    )
    told += _engagement(rule, post, screener)
    folded = screener.rulebook.folder.read(post.text)
    trials = sorted((attempt(phrase, folded.words) for phrase in rule.match), key=_nearness)
    complete = [trial for trial in trials if trial.place]
    begun = [trial for trial in trials if any(part.place for part in trial.parts)]
    shown = (complete or begun)[:_MOST_PHRASES]
    for trial in shown:
        told += _phrase(trial, folded)
    rest = len(trials) - len(shown)
    if rest and not complete:
        told.append(Condition(False, {"id": f"{rest} frasa lain: lebih jauh lagi", "en": f"{rest} other phrases: farther still"}))
    where = {"id": "di kalimat yang sama", "en": "in the same sentence"} if rule.match else {"id": "di teksnya", "en": "in the text"}
    told += [
        Condition(
            False,
            {
                "id": f"dikesampingkan karena pengecualian “{screening.words(excused.by)}” {where['id']}",
                "en": f"set aside because of the exception “{screening.words(excused.by)}” {where['en']}",
            },
        )
        for excused in screening.excused
        if excused.rule == rule.id
    ]
    return [*told, *_outcome(rule, screening)]


def _nearness(trial: Trial) -> tuple[bool, int, int]:
    return trial.place is None, len(trial.missing), -len(trial.parts)


def _engagement(rule: Rule, post: Post, screener: Screener) -> Iterator[Condition]:
    if rule.actions:
        wanted = ", ".join(sorted(rule.actions))
        yield Condition(
            post.action in rule.actions,
            {"id": f"tindakan akun: {post.action}; aturan ini untuk {wanted}", "en": f"what the account did: {post.action}; the rule is about {wanted}"},
        )
    if rule.parent:
        above = screener.screen(post.parent).categories if post.parent else ()
        yield Condition(
            rule.parent in above,
            {
                "id": f"unggahan asalnya perlu ditinjau sebagai {rule.parent}" + ("" if post.parent else " (tidak diberikan)"),
                "en": f"the parent post is for review as {rule.parent}" + ("" if post.parent else " (not given)"),
            },
        )


def _phrase(trial: Trial, folded: Folded) -> Iterator[Condition]:
    spans = folded.spans()

    def words(place: tuple[int, int]) -> str:
        return folded.text[spans[place[0]][0] : spans[place[1] - 1][1]]

    source = shortened(trial.phrase.source)
    if trial.place:
        yield Condition(True, {"id": f"frasa {source} ada: “{words(trial.place)}”", "en": f"the phrase {source} is there: “{words(trial.place)}”"})
        return
    all_there = not trial.missing
    yield Condition(
        False,
        {
            "id": f"frasa {source}" + (": semua bagian ada, tetapi urutan atau jaraknya lain" if all_there else " tidak lengkap"),
            "en": f"the phrase {source}" + (": all parts are there, but in another order or too far apart" if all_there else " is not complete"),
        },
    )
    for part in trial.parts:
        found = shortened(part.source) + (f": “{words(part.place)}”" if part.place else "")
        yield Condition(part.place is not None, {"id": found if part.place else f"tidak ada {found}", "en": found if part.place else f"no {found}"}, 1)


def _outcome(rule: Rule, screening: Screening) -> Iterator[Condition]:
    fired = rule.id in screening.rules
    if not fired:
        yield Condition(False, {"id": "aturan ini tidak kena", "en": "the rule does not fire"})
        return
    reasons = [reason for reason in screening.reasons if reason.name == rule.id]
    matches: tuple[Match, ...] = reasons[0].matches if reasons else ()
    at = {"id": f" pada {quoted(screening, matches)}", "en": f" on {quoted(screening, matches)}"} if matches else {"id": "", "en": ""}
    yield Condition(True, {"id": f"aturan ini kena{at['id']}, bobot {rule.adds:+.1f}", "en": f"the rule fires{at['en']}, weight {rule.adds:+.1f}"})
    if rule.is_context and not reasons:
        yield Condition(
            False,
            {
                "id": "bobotnya tidak dihitung: aturan lain kena di kalimat yang berbeda",
                "en": "it does not count: another rule fired in another sentence",
            },
        )
    for category in rule.categories:
        review = category in screening.categories
        score = percent(screening.scores[category])
        tier = {"id": "sampai" if review else "di bawah", "en": "reaches" if review else "is below"}
        yield Condition(review, {"id": f"skor {category} {score}, {tier['id']} batas tinjau", "en": f"{category} scores {score}, which {tier['en']} review"})
