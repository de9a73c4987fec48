"""Who is named does not matter: every frame gives the same scores and reasons under every name of its role, to the last bit."""

import re
from collections import Counter, defaultdict
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
import yaml

from screener import Screener, classifier
from screener.api import shipped

FOLDER = Path(__file__).parent / "neutrality"
PAIRS = FOLDER / "pairs.yaml"
ROLES = ("candidate", "party", "number", "group")
NATIONAL = [
    *("Anies Baswedan-Muhaimin Iskandar", "Anies-Muhaimin", "Anies Rasyid Baswedan", "Anies", "Muhaimin Iskandar", "Cak Imin", "Gus Imin", "Abah Anies"),
    *("Prabowo Subianto-Gibran Rakabuming Raka", "Prabowo-Gibran", "Prabowo Subianto", "Prabowo", "Gibran Rakabuming", "Gibran", "PragiB", "Pak Prabowo"),
    *("Ganjar Pranowo-Mahfud MD", "Ganjar-Mahfud", "Ganjar Pranowo", "Ganjar", "Mahfud MD", "Mahfud", "Pak Ganjar dan Pak Mahfud", "Mas Ganjar"),
]
JAKARTA = [
    *("Ridwan Kamil-Suswono", "Ridwan Kamil dan Suswono", "Ridwan Kamil", "Suswono", "Kang Emil"),
    *("Dharma Pongrekun-Kun Wardana", "Dharma-Kun", "Dharma Pongrekun", "Kun Wardana"),
    *("Pramono Anung-Rano Karno", "Pramono-Rano", "Pramono Anung", "Rano Karno", "Bang Doel"),
]


@cache
def frames():
    """Role → predicate → sentences with {}."""
    return yaml.safe_load((FOLDER / "frames.yaml").read_text("utf-8"))


@cache
def sentences(role):
    return [frame for group in frames()[role].values() for frame in group]


@cache
def invented():
    return yaml.safe_load(PAIRS.read_text("utf-8"))["pairs"]


SHORT = re.compile(r"\b(Moh|Muh|Hj|Dt|[A-HJ-Z])(?= )")


def forms(pair):
    """A pair as people write it: both, one of the two, by nickname, with title, in small letters and in capitals, initials with dots."""
    one, two = (SHORT.sub(r"\1.", name) for name in pair["names"])
    both = [f"{one}-{two}", f"{one} dan {two}", f"{one}/{two}", f"{one} & {two}"]
    return [*both, one, two, *pair["nicknames"], f"Pak {one} dan Ibu {two}", f"Bapak H. {one}", both[0].lower(), one.upper(), f"{one}-{two}".upper()]


def written(entry):
    return entry if isinstance(entry, str) else entry["word"]


@cache
def parties():
    """Every party by a name that is no homonym ("PKB" is, of the tax on cars), and the party of the shipped file it belongs to."""
    register = yaml.safe_load(shipped("rules").joinpath("elections", "pileg-2024.yaml").read_text("utf-8"))["parties"]
    return {
        name.title() if " " in name else name.upper(): party["number"]
        for party in register
        for name in map(str, party["names"])
        if isinstance(name, str) and "{" not in name and (name.startswith("partai ") or name == party["names"][0])
    }


@cache
def groups():
    register = yaml.safe_load(shipped("rules").joinpath("lexicons", "kelompok.yaml").read_text("utf-8"))["words"]
    return [entry.title() for entry in register if isinstance(entry, str)]


def names(role, turn):
    """All names of a role; an invented pair as one writes a pair, and in another form at every turn."""
    if role == "candidate":
        ways = [forms(pair) for pair in invented()]
        return [*NATIONAL, *JAKARTA, *(way[0] for way in ways), *(way[1 + (turn + at) % (len(way) - 1)] for at, way in enumerate(ways))]
    return {"party": list(parties()), "number": list("123456789"), "group": groups()}[role]


@pytest.fixture(scope="module")
def everyone():
    """A screener that knows the invented pairs beside the shipped candidates."""
    return Screener.load(elections=PAIRS)


def addends(screening):
    return sorted((reason.category, reason.source, reason.name, reason.weight) for reason in screening.reasons)


def told(frame, name, screening, usual):
    here, there = Counter(addends(screening)), Counter(addends(usual))
    more = [f"{reason[2]} {reason[3]:+.2f}" for reason in (here - there) if reason[1] != "cap"][:4]
    less = [f"{reason[2]} {reason[3]:+.2f}" for reason in (there - here) if reason[1] != "cap"][:4]
    return f"{frame!r} with {name!r}: {' '.join(more)} instead of {' '.join(less)}"


def differences(screener, frame, among):
    """The names under which a frame scores, or is explained, otherwise than under most of them."""
    screenings = {name: screener.screen(frame.replace("{}", name)) for name in among}
    by_scores = defaultdict(list)
    for name, screening in screenings.items():
        by_scores[tuple(screening.scores.values()), screening.rules].append(name)
    most = max(by_scores.values(), key=len)
    odd = [name for alike in by_scores.values() if alike is not most for name in alike]
    # equal scores could still be explained otherwise: all names of a flagged frame, a few of the others
    usual = screenings[most[0]]
    explained = addends(usual)
    odd += [name for name in (most if usual.categories else most[:: len(most) // 5 + 1]) if addends(screenings[name]) != explained]
    return [told(frame, name, screenings[name], usual) for name in odd]


@pytest.mark.parametrize("role", ROLES)
def test_whoever_is_named_every_score_and_reason_is_the_same(everyone, role):
    different = [line for turn, frame in enumerate(sentences(role)) for line in differences(everyone, frame, names(role, turn))]
    assert not different, f"{len(different)} of {len(sentences(role)) * len(names(role, 0))}:\n" + "\n".join(different[:60])


def test_at_least_half_of_the_frames_reach_review_under_every_name(everyone):
    missed = {
        role: [frame for frame in sentences(role) if not all(everyone.screen(frame.replace("{}", name)).categories for name in names(role, 0)[::9])]
        for role in ROLES
    }
    every = sum(len(sentences(role)) for role in ROLES)
    reached = every - sum(map(len, missed.values()))
    shares = ", ".join(f"{role} {1 - len(found) / len(sentences(role)):.0%}" for role, found in missed.items())
    assert reached >= every / 2, f"{reached} of {every} reach review ({shares}); these do not:\n" + "\n".join(chain(*missed.values()))


# -- enough of everything ---------------------------------------------------------------------------------------------


def test_there_are_500_frames_of_60_predicates_each_with_one_place_for_a_name():
    assert tuple(frames()) == ROLES
    assert sum(len(sentences(role)) for role in ROLES) >= 500
    assert sum(len(group) for group in frames().values()) >= 60
    every = [frame for role in ROLES for frame in sentences(role)]
    assert len(every) == len(set(every))
    assert [frame for frame in every if "{}" not in frame] == []


def test_the_names_come_from_everywhere():
    assert len(invented()) >= 40
    assert len({pair["region"] for pair in invented()}) >= 30
    assert len({name for pair in invented() for name in pair["names"]}) == 2 * len(invented())
    register = yaml.safe_load(shipped("rules").joinpath("elections", "pileg-2024.yaml").read_text("utf-8"))["parties"]
    assert set(parties().values()) == {party["number"] for party in register} >= set(map(str, range(1, 25))) or set(parties().values()) == set(range(1, 25))
    assert len(groups()) >= 20
    for office in ("pilpres-2024", "pilkada-2024"):
        pairs = yaml.safe_load(shipped("rules").joinpath("elections", f"{office}.yaml").read_text("utf-8"))["pairs"]
        tried = " ".join([*NATIONAL, *JAKARTA]).lower()
        assert all(any(written(name) in tried for name in pair["names"]) for pair in pairs)


# -- the test is tested -----------------------------------------------------------------------------------------------

FRAME = "Tahun ini keluarga besar kami sepakat pilih {}."
SOME = ["Prabowo-Gibran", "Ganjar Pranowo", "Ridwan Kamil-Suswono", "Parulian Sihotang Uluan", "Dadang Kusumahdilaga", "meyske pandelaki tuuk"]
PLANTED = "pandelaki"


def without(folder, forgotten):
    """The election file, one pair left out."""
    lines = PAIRS.read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if forgotten not in line]
    assert len(kept) == len(lines) - 1
    path = folder / "pilkada-lupa.yaml"
    path.write_text("".join(kept), "utf-8")
    return path


def planted(monkeypatch, elections, *words):
    """A screener whose classifier has learned to dislike some words."""
    weights = classifier.read(shipped("model"))
    lanes = len(weights.categories)
    learned = weights._replace(
        terms=weights.terms | {word: [2**20] * lanes for word in words}, words=weights.words | dict.fromkeys(words, 9)
    )
    monkeypatch.setattr(classifier, "read", lambda _: learned)
    return Screener.load(elections=elections)


def test_an_election_file_that_forgets_a_pair_is_noticed(tmp_path):
    assert differences(Screener.load(elections=PAIRS), FRAME, SOME) == []
    (different,) = differences(Screener.load(elections=without(tmp_path, "Meyske")), FRAME, SOME)
    assert "meyske" in different


def test_a_weight_for_the_word_of_one_name_is_noticed_where_the_name_is_not_masked(tmp_path, monkeypatch):
    (different,) = differences(planted(monkeypatch, without(tmp_path, "Meyske"), PLANTED), FRAME, SOME)
    assert f"{PLANTED} +1.00" in different


def test_a_weight_for_the_words_of_masked_names_changes_nothing(monkeypatch):
    screener = planted(monkeypatch, PAIRS, PLANTED, "prabowo", "ganjar", "kusumahdilaga")
    assert differences(screener, FRAME, SOME) == []
