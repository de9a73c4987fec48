"""The sum is the score: exact sums, exact offsets, determinism, monotone rules, and no post that raises."""

import math
import threading
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screener import Post, Screener, screen, screen_many
from screener.api import shipped_screener
from screener.classifier import on_grid
from screener.judge import capped, sigmoid
from screener.rules import Cap, Ruleset
from screener.screening import ACTIONS

WORDS = st.sampled_from(
    ["ayo", "coblos", "nomor", "2", "Bu", "Tati", "Prabowo", "netral", "jangan", "amplop", "100rb", "TERBONGKAR!!", "viralkan", "cebong", "usir", "Cina", "semoga", "menang", ".", "!", "✌️", "#PilihNomor2", "alhamdulillah", "puskesmas", "27", "November", "kampanye", "relawan", "tapi", "tidak", "hoaks", "KPU", "server", "Pak", "Rudi", "dan"]
)
LOOSE = st.lists(WORDS, max_size=25).map(" ".join)
TEXTS = st.one_of(LOOSE, st.text(max_size=200), st.builds("{} {}".format, LOOSE, st.text(max_size=40)))


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_every_score_is_the_sigmoid_of_the_sum_of_its_reasons_bit_for_bit(text):
    screening = screen(text)
    for category, score in screening.scores.items():
        weights = [reason.weight for reason in screening.reasons if reason.category == category]
        assert score == sigmoid(math.fsum(weights))
        assert math.fsum(weights) == sum(reversed(weights))


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_every_match_lies_in_the_text_and_every_rule_that_fired_shows_its_words(text):
    screening = screen(text)
    for reason in screening.reasons:
        for match in reason.matches:
            assert 0 <= match.start < match.end <= len(text)
            assert screening.words(match) == text[match.start : match.end]
        if reason.source == "rule":
            assert reason.matches


@given(st.text(alphabet=st.characters(), max_size=300), st.sampled_from([*ACTIONS]), st.text(alphabet=st.characters(), max_size=60))
@settings(max_examples=300, deadline=None)
def test_no_text_raises_and_the_same_post_gives_the_same_result(text, action, parent):
    post = Post(text, action=action, parent=parent)
    first, second = screen(post), screen(post)
    assert first.to_dict() == second.to_dict()
    assert (first.score is None) == (first.unscorable is not None)
    assert first.score == max(first.scores.values(), default=None)


@given(LOOSE, st.sampled_from(["Zxqv wqrt plmk.", "Mbrrt qsdfg hjklm zzxcv."]))
@settings(max_examples=200, deadline=None)
def test_an_appended_sentence_of_words_that_nobody_knows_changes_nothing_that_rules_found(text, harmless):
    before, after = screen(text), screen(f"{text}. {harmless}")
    assert [(e.rule, e.match, e.by) for e in before.excused] == [(e.rule, e.match, e.by) for e in after.excused]
    if before.unscorable is None and after.unscorable is None:
        rules = [[r for r in s.reasons if r.source in ("rule", "context")] for s in (before, after)]
        assert rules[0] == rules[1]
        assert before.rules == after.rules


@given(LOOSE)
@settings(max_examples=100, deadline=None)
def test_taking_a_rule_that_fired_away_never_raises_a_score(text):
    screener = shipped_screener()
    screening = screener.screen(text)
    fired = [rule for rule in screener.rulebook.ruleset.rules if rule.id in screening.rules and not rule.is_context]
    for rule in fired[:2]:
        rules = tuple(replace(other, weight=0.0) if other.id == rule.id else other for other in screener.rulebook.ruleset.rules)
        ruleset = Ruleset(screener.rulebook.ruleset.categories, rules, screener.rulebook.ruleset.vocabulary)
        lighter = Screener(screener.rulebook._replace(ruleset=ruleset), screener.classifier, "lighter").screen(text)
        assert all(lighter.scores[category] <= score for category, score in screening.scores.items())


def test_base_and_words_alone_never_reach_priority(screener):
    for category in screener.categories.values():
        assert sigmoid(category.cap.high) < category.priority


CAP = Cap(-2.25, 1.0, 2.875)


@pytest.mark.parametrize(("words", "left"), [(-9.0, -2.25), (-2.25, -2.25), (0.5, 0.5), (1.0, 1.0), (3.0, 1.5), (50.0, 2.875)])
def test_above_the_knee_a_quarter_of_the_words_counts(words, left):
    assert capped(CAP, words) == left


@given(st.floats(-20, 20), st.floats(-20, 20))
def test_more_evidence_of_words_never_counts_less_and_stays_exact(one, two):
    less, more = sorted((on_grid(one), on_grid(two)))
    assert capped(CAP, less) <= capped(CAP, more)
    assert on_grid(capped(CAP, more)) == capped(CAP, more)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "empty"), (" \n\t ", "empty"), ("https://contoh.id/a", "no_words"), ("🔥🔥 ✌️", "no_words"), ("@akun_dinas", "no_words")],
)
def test_what_holds_no_words_has_a_reason_code_and_no_number(text, reason):
    screening = screen(text)
    assert (screening.verdict, screening.unscorable, screening.score, screening.scores) == ("unscorable", reason, None, {})
    assert screening.reasons == ()


@pytest.mark.parametrize(
    "text",
    [
        "The weather was lovely yesterday, so they went hiking together before dinner",
        "Der Gemeinderat berät übermorgen über neue Vorschläge zur Straßenbeleuchtung im Stadtzentrum",
    ],
)
def test_another_language_is_not_scored(text):
    assert screen(text).unscorable == "language"


def test_code_mixing_is_not_another_language():
    assert screen("Wis wayahe lur, ayo coblos nomor 2, please jangan golput guys").unscorable is None
    assert screen("meeting tadi so boring tapi untungnya ada kopi gratis di kantor").unscorable is None


def test_a_like_without_words_is_decided_by_its_parent():
    screening = screen(Post("", action="like", parent="Menangkan paslon nomor 3, coblos Pak Haji Rusdi!"))
    assert screening.verdict in ("review", "priority")
    assert screening.rules


@pytest.mark.parametrize("text", ["coblos nomor 2 " * 70_000, "a" * 1_000_000, "pak " * 250_000, "❤️✌️" * 200_000, "#ayo" * 250_000])
def test_a_megabyte_is_scanned_in_bounded_time(text):
    done = []
    worker = threading.Thread(target=lambda: done.append(screen(text)), daemon=True)
    worker.start()
    worker.join(60)
    assert done


def test_threads_share_a_screener_and_agree(screener):
    texts = [f"Ayo coblos nomor {number}, dukung Bu Tati ke-{number}!" for number in range(200)]
    alone = [screener.screen(text).to_dict() for text in texts]
    found = {}

    def work(worker):
        found[worker] = [screener.screen(text).to_dict() for text in texts]

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(results == alone for results in found.values())


def test_screen_many_is_lazy_and_keeps_the_order():
    seen = []

    def posts():
        for number in range(5):
            seen.append(number)
            yield f"Rapat dinas ke-{number} dimulai pagi"

    results = screen_many(posts())
    assert seen == []
    assert next(results).post.text.startswith("Rapat dinas ke-0")
    assert seen == [0]
    assert [result.post.text[15] for result in results] == ["1", "2", "3", "4"]


def test_the_fingerprint_names_rules_and_weights(screener, tmp_path):
    assert screener.fingerprint == Screener.load().fingerprint == screen("Halo semua").fingerprint
    folder = tmp_path / "lexicons"
    folder.mkdir()
    (folder / "kampung.yaml").write_text('about: {id: "a", en: "b"}\nwords: ["kampungku"]\n', "utf-8")
    assert Screener.load(rules=tmp_path).fingerprint != screener.fingerprint
