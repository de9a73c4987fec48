"""The shipped rules: every act is covered, every example holds in disguise too, laws and sources exist, articles are left alone."""

import os
import re
from collections import defaultdict
from pathlib import Path

import pytest

from screener import Post
from screener.proof import prove

SHARED = Path(os.environ.get("SCREENER_DATA", Path(__file__).parents[2] / "shared" / "data")).parent
SOURCES = {
    "000_fea1a52f6ca8f0f9",
    "001_65574c46c8fbfebf",
    "002_fe259702f0ddc433",
    "003_83c3772ea7cd705e",
    "004_4707db26c3059945",
}
CRIMINAL = ("UU7_2017", "UU10_2016", "UUITE", "KUHP", "UU1_1946")


def test_every_example_of_every_rule_holds(screener):
    failures = [failure for rule in screener.rulebook.ruleset.rules for failure in prove(screener, rule)]
    assert failures == []


VOWELS = str.maketrans({vowel: vowel * 4 for vowel in "aeiou"})
BEFORE, BEHIND = "Selamat pagi, hari ini langit cerah. ", ". Nanti sore saya jemput anak di sekolah."


def drawn_out(example):
    """The marked words with their vowels drawn out, those of a quiet example everywhere; numbers, hashtags and links stay."""
    if not example.marks:
        return re.sub(r"(?<![#@/.\w])[^\W\d_]{4,}(?![/.@]\w)", lambda word: word[0].translate(VOWELS), example.text)
    text, end = "", 0
    for start, behind in example.marks:
        text += example.text[end:start] + example.text[start:behind].translate(VOWELS)
        end = behind
    return text + example.text[end:]


DISGUISES = {
    "in capitals": lambda example: example.text.upper(),
    "drawn out": drawn_out,
    "between harmless sentences": lambda example: f"{BEFORE}{example.text.rstrip('.')}{BEHIND}" if example.text else "",
}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_examples_fire_or_stay_quiet_also(screener, disguise):
    failures = []
    for rule in screener.rulebook.ruleset.rules:
        for example, fires in [*((example, True) for example in rule.fires), *((example, False) for example in rule.quiet)]:
            text = DISGUISES[disguise](example)
            if (rule.id in screener.screen(Post(text, action=example.action, parent=example.parent)).rules) != fires:
                failures.append(f"{rule.id} {'does not fire' if fires else 'fires'}: {text!r}")
    assert not failures, f"{len(failures)}:\n" + "\n".join(failures)


def test_every_act_is_named_by_an_active_rule_of_the_right_kind(screener):
    covered = {kind: set() for kind in (True, False)}
    for rule in screener.rulebook.ruleset.rules:
        if rule.status == "active":
            covered[rule.is_context].update(rule.acts)
    acts = screener.rulebook.acts
    allowed = {act for act in acts if act.startswith("allow.")}
    beyond = {act for act in acts if act.startswith("ext.")}  # named by the regulations only
    assert len(allowed) == 8
    assert len(beyond) == 12
    assert len(acts) - len(allowed) - len(beyond) == 24
    assert covered[True] == allowed
    assert covered[False] == set(acts) - allowed


def test_no_rule_names_more_than_three_acts(screener):
    assert all(1 <= len(rule.acts) <= 3 for rule in screener.rulebook.ruleset.rules)


def test_every_act_has_two_examples_that_no_rule_of_the_act_fires_on_once_its_own_is_taken_out(screener):
    rules = {rule.id: rule for rule in screener.rulebook.ruleset.rules}
    own = defaultdict(int)
    for rule in rules.values():
        for example in rule.fires:
            fired = screener.screen(Post(example.text, action=example.action, parent=example.parent)).rules
            others = [name for name in fired if name != rule.id and example.act in rules[name].acts]
            own[example.act] += rule.id in fired and not others
    assert {act for act in screener.rulebook.acts if own[act] < 2} == set()


def test_every_rule_has_examples_that_fire_and_examples_that_stay_quiet(screener):
    few = [rule.id for rule in screener.rulebook.ruleset.rules if len(rule.fires) < 4 or len(rule.quiet) < 4]
    assert few == []


def test_every_rule_cites_one_of_the_five_articles(screener):
    for rule in screener.rulebook.ruleset.rules:
        assert rule.sources, rule.id
        assert set(rule.sources) <= SOURCES, rule.id


def test_every_rule_cites_a_law_before_and_after_candidates_are_set_and_never_a_criminal_one(screener):
    for rule in screener.rulebook.ruleset.rules:
        assert rule.pre, rule.id
        assert rule.post, rule.id
        assert not [law.id for law in (*rule.pre, *rule.post) if law.id.startswith(CRIMINAL)], rule.id


@pytest.mark.parametrize(
    ("posted_at", "phase", "side"),
    [
        ("2024-08-10", "pre", "A"),
        ("2024-09-22", "candidates_set", "B"),
        ("2024-10-03", "campaign", "B"),
        ("2024-11-25", "quiet", "B"),
        ("2024-11-27", "voting", "B"),
        ("2024-12-20", "after", "B"),
    ],
)
def test_the_law_follows_the_date(screener, posted_at, phase, side):
    text = "Ayo coblos nomor 2 ya warga!"
    dated, open_ = screener.screen(Post(text, posted_at=posted_at)), screener.screen(Post(text))
    assert (dated.phase, open_.phase) == (phase, "none")
    laws, both = (next(reason.laws for reason in one.reasons if reason.source == "rule") for one in (dated, open_))
    assert {law.id.partition("#")[0] for law in laws} & {"SKB_2022_A", "SKB_2022_B"} == {f"SKB_2022_{side}"}
    assert {law.applies for law in laws} == {"pre" if side == "A" else "post"}
    assert {law.applies for law in both} >= {"pre", "post"}
    assert {law.id for law in laws} < {law.id for law in both}
    assert dated.scores == open_.scores
    assert told(dated) == told(open_)


@pytest.mark.parametrize("action", ["like", "share", "follow", "comment"])
def test_engagement_with_a_campaign_post_is_reviewed_and_with_a_notice_is_not(screener, action):
    text = "Gas terus Bu! 🔥" if action == "comment" else ""
    campaign = screener.screen(Post(text, action=action, parent="Coblos nomor 2, Bu Tati untuk Wonosari!"))
    notice = screener.screen(Post(text, action=action, parent="KPU membuka pendaftaran KPPS sampai hari Jumat."))
    assert "candidate_support" in campaign.categories
    assert any(match.on == "parent" for reason in campaign.reasons for match in reason.matches if reason.source == "rule")
    assert notice.categories == ()


def test_a_like_of_an_unknown_post_cannot_be_scored(screener):
    assert screener.screen(Post("", action="like")).unscorable == "empty"


def test_liking_and_forwarding_hate_and_hoaxes_is_reviewed(screener):
    hate = "Usir semua pendatang Cina itu dari kampung kita, dasar babi!"
    hoax = "TERBONGKAR!! Server KPU sudah diatur untuk memenangkan paslon tertentu, viralkan sebelum dihapus!!"
    assert "hate_speech" in screener.screen(Post("", action="like", parent=hate)).categories
    assert "hoax" in screener.screen(Post("", action="share", parent=hoax)).categories


def test_an_appended_call_for_neutrality_frees_nobody(screener):
    text = "Ayo coblos nomor 2, menangkan Bu Tati!"
    alone = screener.screen(text)
    appended = screener.screen(text + " Jaga netralitas ASN ya, netral itu wajib.")
    assert "candidate_support" in alone.categories
    assert "candidate_support" in appended.categories
    rules = [reason for reason in appended.reasons if reason.source == "context" and reason.category == "candidate_support"]
    assert rules == []


def test_an_exception_stays_visible(screener):
    screening = screener.screen("ASN dilarang mengajak coblos nomor 2 di media sosial.")
    assert screening.verdict == "clear"
    assert screening.excused
    excused = screening.excused[0]
    assert screening.words(excused.match)
    assert screening.words(excused.by)


FRAMES = [
    "Ayo coblos {}, jangan lupa tanggal 27!",
    "Semoga {} menang satu putaran, amin",
    "Jangan pilih {}, dia cuma jual janji",
    "Pokoknya {} harga mati",
    "Tadi foto bareng {} di pasar, semoga jadi bupati kita",
    "{} meresmikan puskesmas di Wonosari",
]
CANDIDATES = ["Prabowo", "Anies Baswedan", "Ganjar Pranowo", "Khofifah", "Ridwan Kamil", "Pak Prabowo dan Mas Gibran"]
UNKNOWN = ["Pak Rudi", "Bu Tati", "H. Mansyur", "Bu Hj. Lela", "Pak Darsono-Bu Neni"]
PARTIES = ["PKB", "Gerindra", "PDIP", "Golkar", "NasDem", "PKS", "PPP", "Demokrat", "PSI", "Hanura"]
NUMBERS = ["nomor 1", "nomor 2", "nomor 3", "nomor 4", "nomor dua", "no. 5", "nomer 2"]
GROUPS = ["Jawa", "Cina", "Batak", "Papua", "Islam", "Kristen", "Hindu", "Arab", "Madura", "Dayak"]


def told(screening):
    return [(reason.category, reason.source, reason.name, reason.weight) for reason in screening.reasons]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("names", [CANDIDATES, UNKNOWN, PARTIES, NUMBERS], ids=["candidates", "unknown", "parties", "numbers"])
def test_who_is_named_does_not_matter(screener, frame, names):
    first, *others = [screener.screen(frame.format(name)) for name in names]
    for other in others:
        assert other.scores == first.scores, other.post.text
        assert told(other) == told(first), other.post.text


@pytest.mark.parametrize("frame", ["Usir orang {} dari kampung ini!", "Selamat hari raya untuk teman-teman {}", "Jangan pilih orang {}"])
def test_which_group_is_named_does_not_matter(screener, frame):
    first, *others = [screener.screen(frame.format(name)) for name in GROUPS]
    assert all(told(other) == told(first) for other in others)


def test_every_sentence_of_the_articles_is_left_alone(screener):
    articles = SHARED / "articles"
    if not articles.is_dir():
        pytest.skip("the five articles are not on this machine")
    texts = [path.read_text("utf-8") for path in sorted(articles.glob("*.txt"))]
    sentences = [part.strip() for text in texts for line in text.splitlines() for part in re.split(r"(?<=[.!?])\s+", line)]
    flagged = [part for part in filter(None, sentences) if screener.screen(part).categories]
    assert len(sentences) > 100
    assert flagged == []
