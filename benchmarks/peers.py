"""``python benchmarks/peers.py``: the whole of ours beside well-known peers, on the same posts in one run, as ratios.

Ours reads every post for its verdict, scores and rules, and works out the reasons of the flagged ones. A classifier (scikit-learn,
fastText) does the scores alone. A matcher (spaCy, Presidio, ``re``, Hyperscan) does less than our rules: for each rule it looks for
the plain words of the rule's lexicons, as they are written; it joins no words to phrases, folds no spelling, masks no name.
Hyperscan, which compiles all words into one automaton, is the floor.

Every peer has a process of its own, so that its memory is its own: what the process grew by at its peak, posts left out. Each is
loaded, warmed up, and timed on posts that it has not seen: processor time, the shortest of three rounds. Ours is warmed up on all
older posts, because it remembers words. It runs first and last: what it differs by is what the machine was disturbed by. A slow
peer is timed on fewer posts. One that is not installed is skipped by name.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

ROUNDS = 3
SINGLE = 1000
"""Posts that are timed one by one, at most."""
LONGEST = 2.0
"""Seconds that a round may take; a slow peer is timed on as many posts as fit."""


class Job(NamedTuple):
    """What a peer does with one post and with many, and how it forgets what the posts that are timed taught it."""

    one: Callable[[str], object]
    many: Callable[[Sequence[str]], object] | None = None
    forget: Callable[[], object] = lambda: None


Words = dict[str, list[str]]
"""Rule → the plain words of its lexicons."""


def ours(_: Path, warm: Sequence[str]) -> Job:
    from speed import read_result

    from screener import Screener

    screener = Screener.load()
    chunks = screener.rulebook.folder._chunks  # noqa: SLF001 - put back to what it was before the fresh posts
    for text in warm:
        read_result(screener.screen(text))
    known = frozenset(chunks)

    def forget() -> None:
        for chunk in [chunk for chunk in chunks if chunk not in known]:
            del chunks[chunk]

    return Job(lambda text: read_result(screener.screen(text)), forget=forget)


def scikit_learn(folder: Path, _: Sequence[str]) -> Job:
    pipeline = pickle.loads((folder / "sklearn").read_bytes())
    return Job(lambda text: pipeline.predict_proba([text]), pipeline.predict_proba)


def fast_text(folder: Path, _: Sequence[str]) -> Job:
    import fasttext

    predict = fasttext.load_model(str(folder / "fasttext")).f.predict
    return Job(lambda text: predict(" ".join(text.split()), 4, 0.0, "strict"))


def spacy_phrase_matcher(folder: Path, _: Sequence[str]) -> Job:
    """The tokenizer for Indonesian and spaCy's own matcher of word lists, a list a rule."""
    import spacy
    from spacy.matcher import PhraseMatcher

    read = spacy.blank("id")
    matcher = PhraseMatcher(read.vocab, attr="LOWER")
    for rule, words in lexicon_words(folder).items():
        matcher.add(rule, [read.make_doc(word) for word in words])
    return Job(lambda text: matcher(read.make_doc(text)))


def spacy_matcher(folder: Path, _: Sequence[str]) -> Job:
    """The tokenizer for Indonesian, and a pattern a rule for its single words, one for each of its entries of several words."""
    import spacy
    from spacy.matcher import Matcher

    read = spacy.blank("id")
    matcher = Matcher(read.vocab)
    for rule, words in lexicon_words(folder).items():
        tokens = [[token.lower_ for token in read.make_doc(word)] for word in words]
        singles = [entry[0] for entry in tokens if len(entry) == 1]
        several = [[{"LOWER": token} for token in entry] for entry in tokens if len(entry) > 1]
        matcher.add(rule, [[{"LOWER": {"IN": singles}}], *several] if singles else several)
    return Job(lambda text: matcher(read.make_doc(text)))


def presidio(folder: Path, _: Sequence[str]) -> Job:
    """A recogniser a rule with a list of words; spaCy's blank pipeline, no language model, no context words."""
    import spacy
    from presidio_analyzer import AnalyzerEngine, PatternRecognizer, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    pipeline: Any = SpacyNlpEngine(models=[{"lang_code": "id", "model_name": "blank"}])
    pipeline.nlp = {"id": spacy.blank("id")}  # loaded already, so that nothing is fetched
    recognisers = [
        PatternRecognizer(supported_entity=rule, deny_list=words, supported_language="id") for rule, words in lexicon_words(folder).items()
    ]
    registry = RecognizerRegistry(recognizers=recognisers, supported_languages=["id"])
    engine = AnalyzerEngine(registry=registry, nlp_engine=pipeline, supported_languages=["id"])
    return Job(lambda text: engine.analyze(text, language="id"))


def re_loop(folder: Path, _: Sequence[str]) -> Job:
    """One search a rule."""
    searches = [re.compile(pattern, re.IGNORECASE).search for pattern in alternations(folder)]
    return Job(lambda text: [search(text) is not None for search in searches])


def hyperscan(folder: Path, _: Sequence[str]) -> Job:
    """All rules in one scan, which tells each rule once."""
    import hyperscan

    patterns = [pattern.encode() for pattern in alternations(folder)]
    flags = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_SINGLEMATCH
    database = hyperscan.Database()
    database.compile(expressions=patterns, ids=list(range(len(patterns))), elements=len(patterns), flags=flags)

    def scan(text: str) -> list[int]:
        found: list[int] = []
        database.scan(text.encode(errors="replace"), match_event_handler=lambda rule, *_: found.append(rule))
        return found

    return Job(scan)


def alternations(folder: Path) -> list[str]:
    """A regular expression a rule, long words first."""
    return [
        rf"\b(?:{'|'.join(re.escape(word) for word in sorted(words, key=len, reverse=True))})\b" for words in lexicon_words(folder).values()
    ]


def lexicon_words(folder: Path) -> Words:
    return dict(json.loads((folder / "words.json").read_text("utf-8")))


class Peer(NamedTuple):
    """A competitor: its name, the package that it needs, what it tells of a post, and how it is loaded."""

    name: str
    package: str
    tells: str
    load: Callable[[Path, Sequence[str]], Job]


PEERS = (
    Peer("screener", "screener", "verdict, scores, rules, reasons", ours),
    Peer("scikit-learn", "sklearn", "scores", scikit_learn),
    Peer("fastText", "fasttext", "scores", fast_text),
    Peer("spaCy PhraseMatcher", "spacy", "words of rules, places", spacy_phrase_matcher),
    Peer("spaCy Matcher", "spacy", "words of rules, places", spacy_matcher),
    Peer("Presidio", "presidio_analyzer", "words of rules, places", presidio),
    Peer("re, a search a rule", "re", "rules with a word", re_loop),
    Peer("Hyperscan", "hyperscan", "rules with a word", hyperscan),
)


class Measured(NamedTuple):
    """Posts timed, seconds a post in bulk, seconds of single posts at the 50th and 99th percentile, and megabytes at the peak."""

    posts: int
    bulk: float
    p50: float
    p99: float
    memory: float


def measure(peer: Peer, folder: Path) -> Measured:
    """Time a peer in this process, which has loaded nothing else."""
    warm, fresh = json.loads((folder / "posts.json").read_text("utf-8"))
    before = status("VmRSS")
    job = peer.load(folder, warm)
    pace = seconds(lambda: each(job.one, warm[:50])) / 50
    fresh = fresh[: max(100, int(LONGEST / pace))]
    each(job.one, warm[: len(fresh)])
    gc.collect()
    bulk, single = [], []
    for _ in range(ROUNDS):
        job.forget()
        bulk.append(seconds(lambda: job.many(fresh) if job.many else each(job.one, fresh)))
        job.forget()
        single.append([seconds(lambda text=text: job.one(text)) for text in fresh[:SINGLE]])  # type: ignore[misc]
    shortest = statistics.quantiles(map(min, zip(*single, strict=True)), n=100)
    return Measured(len(fresh), min(bulk) / len(fresh), shortest[49], shortest[98], (status("VmHWM") - before) / 1024)


def each(work: Callable[[str], object], texts: Iterable[str]) -> None:
    for text in texts:
        work(text)


def seconds(work: Callable[[], object]) -> float:
    """Of the processor: other programs disturb it little."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def status(name: str) -> float:
    """A figure of this process in kilobytes, not a number where there is no /proc."""
    path = Path("/proc/self/status")
    found = re.search(rf"^{name}:\s+(\d+)", path.read_text("utf-8"), re.MULTILINE) if path.exists() else None
    return float(found[1]) if found else float("nan")


def prepare(folder: Path) -> None:
    """Write what every process needs: posts, words, and the two classifiers, trained on what ours was trained on."""
    from speed import FRESH, fasttext_model, posts, sklearn_pipeline, training_posts

    mix, _ = posts()
    cut = max(len(mix) - FRESH, len(mix) // 2)
    words = rule_words()
    (folder / "posts.json").write_text(json.dumps([mix[:cut], mix[cut:]]), "utf-8")
    (folder / "words.json").write_text(json.dumps(words), "utf-8")
    sample, labels = training_posts()
    (folder / "sklearn").write_bytes(pickle.dumps(sklearn_pipeline(sample, labels)))
    if find_spec("fasttext"):
        fasttext_model(sample, labels).save_model(str(folder / "fasttext"))
    distinct = len({word for listed in words.values() for word in listed})
    length = statistics.mean(map(len, mix[cut:]))
    print(f"{len(mix) - cut} posts, {length:.0f} characters on average; {cut} others to warm up")
    print(f"matchers look for the {distinct} words of {len(words)} rules\n")


def rule_words() -> Words:
    """The words of the lexicons that a rule's phrases name; entries that hold a mask such as <calon> are left out."""
    import yaml

    from screener import Screener
    from screener.api import shipped

    found: Words = {}
    for rule in Screener.load().rulebook.rules:
        named = {name for phrase in rule.match for name in re.findall(r"\{([^}]*)\}", phrase.source)}
        listed: list[Any] = []
        for name in sorted(named):
            listed += yaml.safe_load((shipped("rules") / "lexicons" / f"{name}.yaml").read_text("utf-8"))["words"]
        texts = [str(entry["word"] if isinstance(entry, dict) else entry) for entry in listed]
        words = [*dict.fromkeys(text for text in texts if re.fullmatch(r"\w[\w -]*", text))]
        if words:
            found[rule.id] = words
    return found


def tell(name: str, found: Measured, first: Measured, tells: str) -> None:
    ratio = first.bulk / found.bulk
    print(
        f"{name:20} {1 / found.bulk:10,.0f} {ratio:8.2f}× {found.p50 * 1e6:9.1f} {found.p99 * 1e6:9.1f} {found.memory:8.0f} {found.posts:6}  {tells}",
        flush=True,
    )


def main() -> None:
    if len(sys.argv) > 2:  # a process of its own: what to do, and where
        folder = Path(sys.argv[2])
        if sys.argv[1] == "prepare":
            prepare(folder)
        else:
            print(json.dumps(measure(next(peer for peer in PEERS if peer.name == sys.argv[1]), folder)))
        return
    with tempfile.TemporaryDirectory() as name:

        def run(what: str) -> str:
            paths = os.pathsep.join([str(Path(__file__).resolve().parent.parent), os.environ.get("PYTHONPATH", "")])
            command = [sys.executable, __file__, what, name]
            return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=os.environ | {"PYTHONPATH": paths}).stdout

        print(run("prepare"))
        print(f"{'':20} {'posts/s':>10} {'ratio':>9} {'p50 µs':>9} {'p99 µs':>9} {'MB':>8} {'posts':>6}  what it tells of a post")
        first: Measured | None = None
        for peer in (*PEERS, PEERS[0]._replace(name="screener, again")):
            if find_spec(peer.package) is None:
                print(f"{peer.name:20} is not installed (pip install 'asn-screener[peers]'): not compared")
                continue
            found = Measured(*json.loads(run(peer.name.removesuffix(", again")).splitlines()[-1]))
            first = first or found
            tell(peer.name, found, first, peer.tells)


if __name__ == "__main__":
    main()
