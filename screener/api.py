"""A post goes through fold, rules, classifier and judge; the flow of the whole package. Read this file second."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from screener import calendar, classifier, judge, rulefile, trial
from screener.errors import Incomplete
from screener.evidence import Evidence
from screener.fold import Folded
from screener.rules import PLAIN, Category, Engagement
from screener.screening import Phase, Post, Screening
from screener.vocabulary import UNKNOWNS, WORDS, Vocabulary

VERSION = "0.1.0"
PARTS = ("version", *rulefile.PARTS, "model")
"""What a fingerprint is made of, in order."""
_DIGITS = 6  # of a part's hash
_FEWEST_WORDS = 6  # below that no language is judged
_KNOWN_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Screener:
    """Rules, classifier and calendar, loaded once; immutable, safe to share between threads.

    Attributes
    ----------
    rulebook : Rulebook
    classifier : Classifier
    fingerprint : str
        The version, and short hashes over rules, lexicons, elections and weights: ``PARTS``, joined by dashes.
    sources : tuple
        The arguments of ``load``: in another process a screener is loaded anew, once.
    """

    rulebook: rulefile.Rulebook = field(repr=False)
    classifier: classifier.Classifier = field(repr=False)
    fingerprint: str
    sources: tuple[Path | None, tuple[Path, ...]] | None = None

    def __reduce__(self) -> tuple[Callable[..., Screener], tuple[object, ...]]:
        if self.sources is None:
            raise TypeError("only a screener that was loaded from files can go to another process")
        return _loaded, (*self.sources, self.fingerprint)

    @classmethod
    def load(cls, rules: str | Path | None = None, elections: str | Path | Sequence[str | Path] = ()) -> Screener:
        """The shipped rules and weights, and your own rules and elections beside them.

        Parameters
        ----------
        rules : path, optional
            A folder with more rules, lexicons and elections, laid out like the shipped one.
        elections : path or sequence of paths
            More election files, such as your own ``pilkada-<place>.yaml``.

        Raises
        ------
        RuleError, ModelError
            With the place of the mistake and what to do.
        """
        folders = [shipped("rules")] if rules is None else [shipped("rules"), Path(rules)]
        weights = classifier.read(shipped("model"))
        paths = tuple(map(Path, [elections] if isinstance(elections, str | Path) else elections))
        book = rulefile.load(folders, Vocabulary(weights.words), list(paths))
        fingerprint = "-".join([VERSION, *(digest[:_DIGITS] for digest in (*book.digests.values(), weights.digest))])
        sources = (None if rules is None else Path(rules).absolute(), tuple(path.absolute() for path in paths))
        return cls(book, classifier.Classifier(weights, book.folder.vocabulary), fingerprint, sources)

    @property
    def categories(self) -> dict[str, Category]:
        """The headings by id."""
        return {category.id: category for category in self.rulebook.ruleset.categories}

    def screen(self, post: Post | str, *, near: bool = False) -> Screening:
        """Screen one post; pure, never raises on any str. ``near`` asks for the rules that came near, too."""
        if not isinstance(post, Post):
            post = Post(post)
        folded = self.rulebook.folder.read(post.text)
        ruleset = self.rulebook.ruleset
        parent = self.screen(post.parent) if post.parent else None
        engagement = PLAIN if parent is None and post.action == "post" else Engagement(post.action, frozenset(parent.categories if parent else ()))
        found = ruleset.find(folded, engagement)
        phase = self._phase(post) if post.posted_at is not None else "none"
        missed = trial.near_misses(ruleset, folded, found, engagement) if near else ()
        reason = None if found.hits else self._unscorable(folded, parent)
        if reason is not None:
            return Screening(post, "unscorable", reason, {}, (), (), phase, self.fingerprint, _silence, missed)
        judgement = judge.judge(ruleset.categories, self.classifier.base, self.classifier.logits(folded), found)
        rules = tuple(hit.rule.id for hit in sorted(found.hits, key=lambda hit: -hit.rule.weight)) if found.hits else ()
        evidence = Evidence(post, folded, found, phase, ruleset.categories, self.classifier, parent)
        return Screening(
            post,
            judgement.verdict,
            None,
            judgement.scores,
            judgement.categories,
            rules,
            phase,
            self.fingerprint,
            evidence.tell,
            missed,
        )

    def _phase(self, post: Post) -> Phase:
        return calendar.phase(self.rulebook.elections, post.moment, post.region, f"{post.text} {post.parent}")

    @staticmethod
    def _unscorable(folded: Folded, parent: Screening | None) -> str | None:
        """Why a post on which no rule fired has no score, if so."""
        words = folded.counts[WORDS]
        if not words:
            if parent is not None and parent.unscorable is None:
                return None
            return "empty" if not folded.text.strip() else "no_words"
        known = words - folded.counts[UNKNOWNS]
        return "language" if words >= _FEWEST_WORDS and known < _KNOWN_SHARE * words else None


def screen(post: Post | str, *, near: bool = False) -> Screening:
    """Screen one post with the shipped rules."""
    return shipped_screener().screen(post, near=near)


def screen_many(posts: Iterable[Post | str]) -> Iterator[Screening]:
    """Screen posts one after the other, lazily and in order, with the shipped rules."""
    return map(shipped_screener().screen, posts)


@cache
def _loaded(rules: Path | None, elections: tuple[Path, ...], fingerprint: str) -> Screener:
    """The screener of another process in this one.

    Raises
    ------
    Incomplete
        When the rules were changed meanwhile: two parts of one result would not agree.
    """
    found = Screener.load(rules, elections)
    if found.fingerprint != fingerprint:
        raise Incomplete(id="aturan berubah selagi proses berjalan; jalankan sekali lagi", en="the rules changed during the run; run it once more")
    return found


@cache
def shipped_screener() -> Screener:
    """The screener with the shipped rules, loaded at its first use."""
    return Screener.load()


def shipped(name: str) -> Traversable:
    """A folder that comes with the package: packed inside it in a wheel, beside it in a working tree."""
    package = files("screener")
    packed = package / ("shipped_rules" if name == "rules" else name)
    return packed if packed.is_dir() else package / ".." / name


def _silence() -> tuple[tuple[()], tuple[()]]:
    return (), ()

