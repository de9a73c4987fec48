"""The nouns: a Post goes in, a Screening with its Reasons comes out. Read this file first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any, Literal, NamedTuple

from screener.errors import PostError, PostTypeError

Verdict = Literal["clear", "review", "priority", "unscorable"]
VERDICTS: tuple[Verdict, ...] = ("clear", "review", "priority", "unscorable")
Phase = Literal["pre", "candidates_set", "campaign", "quiet", "voting", "after", "none"]

WIB = timezone(timedelta(hours=7), "WIB")
"""Times without a zone are read as Western Indonesian Time."""

ACTIONS = {
    "post": ("posting", "unggahan", "status", "tweet", "twit", "cuitan", "tulis"),
    "comment": ("komentar", "komen", "balasan", "balas", "reply", "mengomentari"),
    "share": ("bagikan", "membagikan", "retweet", "rt", "repost", "teruskan", "meneruskan", "forward", "quote", "sebar"),
    "like": ("suka", "menyukai", "reaksi", "react", "reaction", "love", "favorit", "favorite", "likes"),
    "dislike": ("tidak_suka", "tidak suka", "dislikes", "jempol_ke_bawah"),
    "follow": ("ikuti", "mengikuti", "join", "gabung", "bergabung", "subscribe"),
    "upload": ("unggah", "mengunggah", "upload_photo", "upload_video", "foto", "video", "photo"),
}
"""What the account did, each with the names that exports give it."""

_CANONICAL = {name: action for action, names in ACTIONS.items() for name in (action, *names)}


@dataclass(frozen=True, slots=True)
class Post:
    """What an account wrote or did.

    Attributes
    ----------
    text : str
        The words of the account itself; may be empty for a like.
    id, account : str, optional
        Kept for the reader.
    region : str, optional
        With ``posted_at`` it chooses the election, and so the law that is cited; it changes no score.
    action : str
        A key of ``ACTIONS`` or one of its synonyms; stored as the key.
    parent : str
        The post that was commented on, shared or liked.
    posted_at : datetime, date or str, optional
        ISO 8601 or dd/mm/yyyy[ hh:mm]; without a zone it is WIB.

    Raises
    ------
    PostTypeError
        (a TypeError) ``text`` or ``parent`` is no str.
    PostError
        (a ValueError) ``action`` or ``posted_at`` cannot be read.
    """

    text: str
    id: str | None = None
    account: str | None = None
    action: str = "post"
    parent: str = ""
    posted_at: datetime | date | str | None = None
    region: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.text, str) or not isinstance(self.parent, str):
            name = "parent" if isinstance(self.text, str) else "text"
            kind = type(getattr(self, name)).__name__
            raise PostTypeError(id=f"{name} harus teks (str), bukan {kind}", en=f"{name} must be text (str), not {kind}")
        if self.action != "post":
            object.__setattr__(self, "action", _read_action(self.action))
        if self.posted_at is not None:
            read_moment(self.posted_at)

    @property
    def moment(self) -> datetime | None:
        """``posted_at`` as a datetime with its zone."""
        return None if self.posted_at is None else read_moment(self.posted_at)


def _read_action(action: object) -> str:
    known = _CANONICAL.get(action.strip().lower()) if isinstance(action, str) else None
    if known is None:
        names = ", ".join(ACTIONS)
        raise PostError(
            id=f"action “{action}” tidak dikenal; pakai salah satu: {names}",
            en=f"action “{action}” is not known; use one of: {names}",
        )
    return known


def read_moment(value: datetime | date | str) -> datetime:
    """A moment with its zone from a datetime, a date, or text (ISO 8601, dd/mm/yyyy, dd/mm/yyyy hh:mm[:ss]).

    Raises
    ------
    PostError
        When the text is no date.
    """
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=WIB)
    if isinstance(value, date):
        return datetime.combine(value, time(), WIB)
    text = str(value).strip()
    for read in (datetime.fromisoformat, *map(_reader, _FORMS)):
        try:
            moment = read(text)
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=WIB)
    raise PostError(
        id=f"posted_at “{text[:40]}” bukan tanggal; tulis 2024-10-03T19:20 atau 03/10/2024",
        en=f"posted_at “{text[:40]}” is no date; write 2024-10-03T19:20 or 03/10/2024",
    )


def day_of(moment: datetime) -> date | None:
    """The day in Western Indonesia; None at either end of the calendar, where another zone has no such day."""
    try:
        return moment.astimezone(WIB).date()
    except OverflowError:
        return None


_FORMS = ("%d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%a %b %d %H:%M:%S %z %Y")  # the last one is Twitter's


def _reader(form: str) -> Callable[[str], datetime]:
    return lambda text: datetime.strptime(text, form)  # noqa: DTZ007 - the caller adds the zone


class Match(NamedTuple):
    """Where a rule or word was found: ``post.text[start:end]`` (or ``post.parent``, see ``on``), in code points."""

    rule: str
    start: int
    end: int
    on: Literal["text", "parent"] = "text"

    @classmethod
    def at(cls, rule: str, place: tuple[int, int], spans: Sequence[tuple[int, int]]) -> Match:
        """The match at a range of words (end exclusive), given where every word stands in the text."""
        first, behind = place
        return cls(rule, spans[first][0], spans[behind - 1][1])


@dataclass(frozen=True, slots=True)
class Law:
    """A citation.

    Attributes
    ----------
    id : str
        As in ``rules/laws.yaml``, with its item: "SKB_2022_B#6".
    cite, says, status : str
        How it is cited, what it says, and whether it is in force.
    verified : str
        How well the source was checked; "U" means not verified.
    applies : str
        "pre" before candidates are set, "post" from then on, "always".
    """

    id: str
    cite: str
    says: str
    status: str
    verified: str
    applies: Literal["pre", "post", "always"] = "always"


class Reason(NamedTuple):
    """One addend of a category's score.

    Attributes
    ----------
    category : str
        The category whose score it moves.
    source : str
        "base" (what holds without any words), "rule", "context" (a rule that speaks against), "words" (the classifier),
        "cap" (what the cap on base and words takes away).
    name : str
        Rule id, or the word.
    weight : float
        Log-odds in nats, a multiple of 2**-20, so that sums are exact in any order.
    says : mapping
        The plain sentence by language, "id" and "en".
    matches : tuple of Match
        The exact words.
    laws : tuple of Law
        What a rule rests on, chosen by the date of the post.
    """

    category: str
    source: Literal["base", "rule", "context", "words", "cap"]
    name: str
    weight: float
    says: Mapping[str, str]
    matches: tuple[Match, ...] = ()
    laws: tuple[Law, ...] = ()


@dataclass(frozen=True, slots=True)
class Excused:
    """A rule that matched but was set aside: its match, and the words of the exception."""

    rule: str
    match: Match
    by: Match


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A rule that lacks one part of a phrase.

    Attributes
    ----------
    rule : str
    phrase : str
        As its author wrote it.
    missing : str
        The part that is not there; "" when all are, but not in this order or too far apart.
    matches : tuple of Match
        The parts that are there.
    """

    rule: str
    phrase: str
    missing: str
    matches: tuple[Match, ...]


class Screening:
    """What was found in a post. Reasons are worked out when they are first asked for.

    Attributes
    ----------
    post : Post
    verdict : str
        "clear", "review", "priority" or "unscorable".
    unscorable : str or None
        "empty", "no_words" or "language" where there is no score.
    score : float or None
        The highest of ``scores``, 0..1.
    scores : dict[str, float]
        By category; each is the sigmoid of the sum of the category's reasons.
    categories : tuple[str, ...]
        At or above their review threshold, strongest first.
    rules : tuple[str, ...]
        Rules that fired, strongest first.
    phase : str
        What the day of the post is in the election that it is about: "pre", "candidates_set", "campaign", "quiet",
        "voting", "after"; "none" where that is open.
    fingerprint : str
        Same fingerprint and post, same result.
    near : tuple[NearMiss, ...]
        Up to three rules that came near, when asked for; else empty.
    """

    __slots__ = (
        "_evidence",
        "_told",
        "categories",
        "fingerprint",
        "near",
        "phase",
        "post",
        "rules",
        "score",
        "scores",
        "unscorable",
        "verdict",
    )

    def __init__(
        self,
        post: Post,
        verdict: Verdict,
        unscorable: str | None,
        scores: dict[str, float],
        categories: tuple[str, ...],
        rules: tuple[str, ...],
        phase: Phase,
        fingerprint: str,
        evidence: Callable[[], tuple[tuple[Reason, ...], tuple[Excused, ...]]],
        near: tuple[NearMiss, ...] = (),
    ) -> None:
        self.post, self.verdict, self.unscorable, self.scores = post, verdict, unscorable, scores
        self.score = max(scores.values()) if scores else None
        self.categories, self.rules, self.phase, self.fingerprint = categories, rules, phase, fingerprint
        self._evidence, self.near = evidence, near
        self._told: tuple[tuple[Reason, ...], tuple[Excused, ...]] | None = None

    def _tell(self) -> tuple[tuple[Reason, ...], tuple[Excused, ...]]:
        if self._told is None:
            self._told = self._evidence()
        return self._told

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every addend of every score, the strongest first within its category."""
        return self._tell()[0]

    @property
    def excused(self) -> tuple[Excused, ...]:
        """Rules that matched but were set aside by an exception."""
        return self._tell()[1]

    def __repr__(self) -> str:
        score = "–" if self.score is None else f"{self.score:.3f}"
        return f"<Screening {self.verdict} {score} {', '.join(self.categories)}>"

    def to_dict(self) -> dict[str, Any]:
        """A JSON-ready copy of everything, "schema_version" 1."""
        post = self.post
        return {
            "schema_version": 1,
            "post": {
                "text": post.text,
                "id": post.id,
                "account": post.account,
                "action": post.action,
                "parent": post.parent,
                "posted_at": None if post.moment is None else post.moment.isoformat(),
                "region": post.region,
            },
            "verdict": self.verdict,
            "unscorable": self.unscorable,
            "score": self.score,
            "scores": dict(self.scores),
            "categories": list(self.categories),
            "rules": list(self.rules),
            "phase": self.phase,
            "reasons": [self._reason(reason) for reason in self.reasons],
            "excused": [
                {"rule": excused.rule, "match": self._match(excused.match), "by": self._match(excused.by)}
                for excused in self.excused
            ],
            "near": [
                {"rule": near.rule, "phrase": near.phrase, "missing": near.missing, "matches": [self._match(match) for match in near.matches]}
                for near in self.near
            ],
            "fingerprint": self.fingerprint,
        }

    def words(self, match: Match) -> str:
        """The author's own words at a match."""
        return getattr(self.post, match.on)[match.start : match.end]  # type: ignore[no-any-return]

    def _match(self, match: Match) -> dict[str, Any]:
        return {"on": match.on, "start": match.start, "end": match.end, "words": self.words(match)}

    def _reason(self, reason: Reason) -> dict[str, Any]:
        return {
            "category": reason.category,
            "source": reason.source,
            "name": reason.name,
            "weight": reason.weight,
            "says": dict(reason.says),
            "matches": [self._match(match) for match in reason.matches],
            "laws": [
                {"id": law.id, "cite": law.cite, "says": law.says, "status": law.status, "verified": law.verified, "applies": law.applies}
                for law in reason.laws
            ],
        }
