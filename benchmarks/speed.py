"""``python benchmarks/speed.py``: what ``screen()`` costs, as ratios to well-known peers on the same posts in one run.

The posts are an office's mix, nine ordinary ones to a political one, from ``SCREENER_DATA`` where it is present, else from
our own corpus. The first part warms everything up (ours remembers words, not posts), the last part is what is measured:
posts that nobody has seen before. A second line measures political posts alone, most of which fire some rule.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from screener import Screener, Screening  # noqa: E402
from training.prepare import CATEGORIES, all_rows, corpus, data_folder, read_csv  # noqa: E402

ROUNDS = 3
SEED = 2024
LONGEST = 1000
FRESH = 3000


def posts() -> tuple[list[str], list[str]]:
    """Different posts in a fixed random order: an office's mix, and political ones alone."""
    ordinary = [row.text for row in corpus() if not any(row.labels.values())]
    political = [row.text for row in corpus() if any(row.labels.values())]
    folder = data_folder()
    if folder is not None:
        ordinary = [row["text"] for name in ("ordinary_emotion2018", "ordinary_smsa") for row in read_csv(folder / f"{name}.csv")]
        political = [row["text"] for row in read_csv(folder / "stance_socialpulse2024.csv")]
    shuffle = random.Random(SEED).shuffle
    ordinary, political = ([*{text: None for text in texts if len(text) <= LONGEST}] for texts in (ordinary, political))
    shuffle(ordinary)
    shuffle(political)
    mix = ordinary + political[: len(ordinary) // 9]
    shuffle(mix)
    return mix, political


def best(job: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """The shortest of some runs, in seconds: the one that was disturbed least."""
    times = []
    for _ in range(ROUNDS):
        before()
        begin = time.perf_counter()
        job()
        times.append(time.perf_counter() - begin)
    return min(times)


def read_result(screening: Screening) -> object:
    """What a caller reads: verdict, scores and rules of every post, the reasons of the flagged ones."""
    return screening.verdict, screening.scores, screening.rules, screening.reasons if screening.categories else None


def screen_all(screener: Screener, texts: Sequence[str]) -> None:
    for text in texts:
        read_result(screener.screen(text))


def training_posts() -> tuple[list[str], list[list[int]]]:
    """What ours was trained on: posts, and 1 or 0 by category."""
    rows = all_rows()
    return [row.text for row in rows], [[int(row.labels.get(category, False)) for category in CATEGORIES] for row in rows]


def sklearn_pipeline(texts: Sequence[str], labels: Sequence[Sequence[int]]) -> Any:
    """Words 1–2 and characters 2–5 inside word bounds, one logistic regression a category."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import make_pipeline, make_union

    union = make_union(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2), TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2)
    )
    return make_pipeline(union, OneVsRestClassifier(LogisticRegression(solver="liblinear"))).fit(texts, labels)


def fasttext_model(texts: Sequence[str], labels: Sequence[Sequence[int]]) -> Any:
    """A supervised model of ten dimensions with subwords 2–5.

    Its ``f.predict`` is the compiled function itself: fastText's own Python wrapper fails under NumPy 2 and would only add time.
    """
    import fasttext

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "train.txt"
        lines = []
        for text, marks in zip(texts, labels, strict=True):
            names = [name for name, mark in zip(CATEGORIES, marks, strict=True) if mark] or ["clear"]
            lines.append(" ".join(f"__label__{name}" for name in names) + " " + " ".join(text.split()))
        path.write_text("\n".join(lines), "utf-8")
        return fasttext.train_supervised(str(path), dim=10, minn=2, maxn=5, epoch=5, verbose=0)


def cold(*command: str) -> float:
    """The median time of a whole process, in seconds."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    times = []
    for _ in range(8):
        begin = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=env)
        times.append(time.perf_counter() - begin)
    return statistics.median(times[1:])  # the first run compiles what an installation has compiled already


def tell(what: str, ratio: float, budget: str, detail: str) -> None:
    print(f"{what:46} {ratio:6.2f}×  (budget {budget})  {detail}")


def main() -> None:
    mix, political = posts()
    cut = max(len(mix) - FRESH, len(mix) // 2)
    warm, fresh = mix[:cut], mix[cut:]
    one_by_one = fresh[:300]
    screener = Screener.load()
    chunks = screener.rulebook.folder._chunks  # noqa: SLF001 - put back to what it was before the fresh posts
    screen_all(screener, warm + political[: len(political) // 2])
    known = dict(chunks)

    def forget() -> None:
        chunks.clear()
        chunks.update(known)

    ours = best(lambda: screen_all(screener, fresh), forget) / len(fresh)
    ours_single = best(lambda: screen_all(screener, one_by_one), forget) / len(one_by_one)
    seen = {*warm, *political[: len(political) // 2]}
    hard = [text for text in political if text not in seen][:FRESH]
    ours_hard = best(lambda: screen_all(screener, hard), forget) / len(hard)
    ours_cold = best(lambda: screen_all(screener, fresh), chunks.clear) / len(fresh)
    for name, texts in (("office mix", fresh), ("political", hard)):
        flagged = sum(bool(screener.screen(text).categories) for text in texts)
        print(f"{name}: {len(texts)} posts, {statistics.mean(map(len, texts)):.0f} characters on average, {flagged} flagged")
    print(f"screen(): {ours * 1e6:.1f} µs a post; {ours_cold * 1e6:.1f} with an empty memory; {ours_hard * 1e6:.1f} on political posts\n")

    sample, labels = training_posts()
    pipeline = sklearn_pipeline(sample, labels)
    bulk = best(lambda: pipeline.predict_proba(fresh)) / len(fresh)
    single = best(lambda: [pipeline.predict_proba([text]) for text in one_by_one]) / len(one_by_one)
    tell("bulk, against scikit-learn's predict_proba", bulk / ours, "≥ 10", f"{bulk * 1e6:.0f} µs a post")
    bulk_hard = best(lambda: pipeline.predict_proba(hard)) / len(hard)
    tell("the same on political posts alone", bulk_hard / ours_hard, "none", f"{bulk_hard * 1e6:.0f} µs a post")
    tell("one by one, against scikit-learn", single / ours_single, "≥ 60", f"{single * 1e6:.0f} µs a post")

    if find_spec("fasttext") is None:
        print("fastText is not installed (pip install 'asn-screener[peers]'): not compared")
    else:
        predict = fasttext_model(sample, labels).f.predict
        lines = [" ".join(text.split()) for text in fresh]
        peer = best(lambda: [predict(line, 4, 0.0, "strict") for line in lines]) / len(lines)
        tell("against fastText's predict", peer / ours, "≥ 0.75", f"{peer * 1e6:.1f} µs a post")

    command = Path(sys.executable).with_name("screener")
    start = cold(str(command), "screen", "Ayo coblos nomor 2!")
    imported = cold(sys.executable, "-c", "import sklearn.linear_model")
    tell("cold screener screen / import sklearn.linear_model", start / imported, "≤ 0.35", f"{start:.2f} s / {imported:.2f} s")


if __name__ == "__main__":
    main()
