"""``python benchmarks/fuzz.py post|phrase|lexicon -max_total_time=30``: libFuzzer looks for a text that ends in an exception.

A post must be screened and told as JSON; a phrase or a lexicon must be read, or refused with a RuleError. What is found lies
in ``crash-…`` in this folder; give that file as an argument to see it again. Needs Atheris (the extra ``fuzz``).
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
with atheris.instrument_imports(include=["screener"]):
    from screener import Post, RuleError, Screener, rulefile
    from screener.screening import ACTIONS, VERDICTS
    from screener.vocabulary import Vocabulary

SMALL = ROOT / "tests" / "rulefiles"
"""A rulebook that loads in no time."""
RULE = "candidate_support/signs-of-phrases.yaml"
MOST = 400


def any_post() -> Callable[[atheris.FuzzedDataProvider], None]:
    screener, actions = Screener.load(), list(ACTIONS)

    def one(given: atheris.FuzzedDataProvider) -> None:
        action, parent = actions[given.ConsumeIntInRange(0, len(actions) - 1)], given.ConsumeUnicode(given.ConsumeIntInRange(0, MOST))
        screening = screener.screen(Post(given.ConsumeUnicode(MOST), action=action, parent=parent), near=True)
        assert screening.verdict in VERDICTS
        json.dumps(screening.to_dict())

    return one


def any_phrase() -> Callable[[atheris.FuzzedDataProvider], None]:
    rule = (SMALL / "valid" / Path(RULE).name).read_text("utf-8")
    head, _, tail = rule.partition("match:\n")
    examples = tail[tail.index("examples:") :]

    def one(given: atheris.FuzzedDataProvider) -> None:
        phrase = json.dumps(given.ConsumeUnicodeNoSurrogates(MOST))  # a string of JSON is one of YAML
        load(RULE, f"{head}match:\n  - {phrase}\n{examples}")

    return one


def any_lexicon() -> Callable[[atheris.FuzzedDataProvider], None]:
    return lambda given: load("lexicons/acak.yaml", given.ConsumeUnicode(MOST))


def load(place: str, content: str) -> None:
    """Load the small rulebook with one more file; RuleErrors are what its author should get."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / place
        path.parent.mkdir()
        path.write_bytes(content.encode("utf-8", "surrogatepass"))
        with suppress(RuleError):
            rulefile.load([SMALL / "base", Path(folder)], Vocabulary())


TARGETS = {"post": any_post, "phrase": any_phrase, "lexicon": any_lexicon}


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(__doc__)
    one = TARGETS[sys.argv.pop(1)]()
    atheris.Setup([sys.argv[0], "-len_control=0", "-max_len=2000", *sys.argv[1:]], lambda content: one(atheris.FuzzedDataProvider(content)))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
