"""A disguise costs its author nothing but trouble: what is found in ordinary spelling is found in disguise."""

from functools import cache
from pathlib import Path

import pytest
import yaml

FAMILIES = 12
CASES = 20
MOST_LOST = 1
"""Cases of a family that may be found plain and missed in disguise, net: five points."""


@cache
def families():
    return yaml.safe_load((Path(__file__).parent / "evasions.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def found(screener):
    """By family: for every case, whether the plain and whether the evaded text reaches review."""
    return {
        name: [tuple(bool(screener.screen(text).categories) for text in case) for case in family["cases"]]
        for name, family in families().items()
    }


def table(found):
    """Recall of every family, and the cases that are found plain only."""
    lines = [f"{'':22}{'plain':>6}{'evaded':>8}"]
    for name, pairs in found.items():
        plain, evaded = map(sum, zip(*pairs, strict=True))
        lines.append(f"{name:22}{plain / len(pairs):6.0%}{evaded / len(pairs):8.0%}")
        cases = families()[name]["cases"]
        lines += [f"    missed: {case[1]!r}" for case, pair in zip(cases, pairs, strict=True) if pair == (True, False)]
    return "\n".join(lines)


def test_no_disguise_loses_more_than_five_points(found):
    lost = {name: sum(plain - evaded for plain, evaded in pairs) for name, pairs in found.items()}
    assert max(lost.values()) <= MOST_LOST, table(found)


def test_in_ordinary_spelling_nearly_all_are_found(found):
    plain = [pair[0] for pairs in found.values() for pair in pairs]
    assert sum(plain) >= 0.9 * len(plain), table(found)


def test_there_are_twelve_families_of_twenty_cases_each_explained_and_nearly_all_after_a_source():
    assert len(families()) == FAMILIES
    for name, family in families().items():
        assert set(family) == {"about", "reference", "cases"}, name
        assert set(family["about"]) == {"id", "en"}, name
        assert len(family["cases"]) == CASES, name
        assert all(len(case) == 2 for case in family["cases"]), name
    assert sum(bool(family["reference"]) for family in families().values()) >= FAMILIES - 1


def test_every_evaded_text_differs_from_its_plain_one_and_no_plain_one_stands_twice():
    pairs = [tuple(case) for family in families().values() for case in family["cases"]]
    assert all(plain != evaded for plain, evaded in pairs)
    assert len({plain for plain, _ in pairs}) == len(pairs)
