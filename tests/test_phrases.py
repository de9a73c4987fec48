"""The phrase language of the rules: every construct, where it stops, and how mistakes are told."""

import re
import time
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from screener.fold import Vocabulary
from screener.phrases import Entries, Need, Phrase, PhraseError, Word, inflections, parse

VOCABULARY = Vocabulary(grows=True)
ANY = settings(max_examples=400, derandomize=True)


def know(piece: str, common: Callable[[frozenset[int]], int] = VOCABULARY.commonness) -> Word:
    """A ``word``, ``word*`` or ``~word``, as a rule file gives it."""
    if piece.startswith("~"):
        forms = frozenset(map(VOCABULARY.add, inflections(piece[1:])))
    elif piece.endswith("*"):
        forms = VOCABULARY.beginning_with(piece[:-1])
    else:
        forms = frozenset({VOCABULARY.add(piece)})
    return Word(Need(common(forms), forms))


def numbers(text: str) -> list[int]:
    """Words with spaces between, by number; "." is a sentence end."""
    return [VOCABULARY.number(word) for word in text.split()]


def lexicon(*entries: str) -> Entries:
    """A lexicon of these entries."""
    rows = [tuple(numbers(entry)) for entry in entries]
    longer: dict[int, list[tuple[int, ...]]] = {}
    for row in rows:
        if len(row) > 1:
            longer.setdefault(row[0], []).append(row)
    firsts = frozenset(row[0] for row in rows)
    return Entries(Need(VOCABULARY.commonness(firsts), firsts), frozenset(row[0] for row in rows if len(row) == 1), longer)


LEXICONS = {"ajakan": lexicon("ayo", "mari", "mari kita", "jangan lupa"), "tps": lexicon("tps", "bilik suara", "bilik")}


def read(source: str) -> Phrase:
    return parse(source, know, LEXICONS)


def mistake_in(source: str) -> PhraseError | None:
    try:
        read(source)
    except PhraseError as error:
        return error
    return None


def found(source: str, text: str) -> list[str]:
    """What a phrase finds in a text, in order."""
    words = numbers(text)
    return [" ".join(text.split()[first:behind]) for first, behind in read(source).find(words)]


# -- what each construct finds ----------------------------------------------------------------------------------------


def test_words_are_found_one_directly_after_the_other():
    assert found("coblos nomor", "ayo coblos nomor dua") == ["coblos nomor"]
    assert found("coblos nomor", "coblos saja nomor dua") == []
    assert found("coblos nomor", "nomor coblos") == []


def test_a_word_is_a_whole_word():
    assert found("coblos", "pencoblosan coblosan nyoblos") == []


def test_a_star_stands_for_any_ending():
    assert found("netral*", "netral netralitas menetralkan netralnya") == ["netral", "netralitas", "netralnya"]


def test_a_tilde_stands_for_every_verb_form():
    assert found("~pilih", "pilih memilih dipilih pilihan pilihlah pemilih milih") == ["pilih", "memilih", "dipilih", "pilihlah", "milih"]


def test_a_lexicon_stands_for_each_of_its_entries():
    assert found("{ajakan} pilih", "ayo pilih lalu mari pilih dan jangan lupa pilih atau lupa pilih") == ["ayo pilih", "mari pilih", "jangan lupa pilih"]


def test_an_entry_of_several_words_is_found_whether_or_not_its_beginning_is_an_entry_too():
    assert found("{ajakan} pilih", "mari pilih . mari kita pilih . kita pilih") == ["mari pilih", "mari kita pilih"]
    assert found("ke {tps} sekarang", "ke bilik suara sekarang . ke bilik sekarang") == ["ke bilik suara sekarang", "ke bilik sekarang"]


def test_round_brackets_hold_choices_of_one_or_more_words():
    assert found("(coblos|tusuk paku) nomor", "coblos nomor . tusuk paku nomor . tusuk nomor") == ["coblos nomor", "tusuk paku nomor"]


def test_square_brackets_hold_what_may_be_missing():
    assert found("coblos [saja] nomor", "coblos nomor . coblos saja nomor . coblos lah nomor") == ["coblos nomor", "coblos saja nomor"]
    assert found("coblos [saja|aja dulu] nomor", "coblos aja dulu nomor . coblos aja nomor") == ["coblos aja dulu nomor"]


def test_what_may_be_missing_may_stand_first_or_last():
    assert found("[ayo] coblos", "ayo coblos . coblos") == ["ayo coblos", "coblos"]
    assert found("coblos [nomor]", "coblos nomor") == ["coblos"]


def test_brackets_may_stand_inside_brackets():
    source = "(coblos [gambar|(foto|kolom) besar]|tusuk) {tps}"
    assert found(source, "coblos tps . coblos gambar tps . coblos kolom besar tps . coblos kolom tps . tusuk bilik") == [
        "coblos tps",
        "coblos gambar tps",
        "coblos kolom besar tps",
        "tusuk bilik",
    ]


def test_three_dots_skip_up_to_four_words():
    for skipped in range(5):
        assert len(found("ayo ... coblos", f"ayo {'dong ' * skipped}coblos")) == 1
    assert found("ayo ... coblos", f"ayo {'dong ' * 5}coblos") == []


@pytest.mark.parametrize("most", [0, 1, 2, 7])
def test_a_number_behind_the_dots_says_how_many_words_they_skip_at_most(most):
    source = f"ayo ...{most} coblos"
    assert [len(found(source, f"ayo {'dong ' * skipped}coblos")) for skipped in (0, most, most + 1)] == [1, 1, 0]


def test_dots_never_skip_the_end_of_a_sentence():
    assert found("ayo ... coblos", "ayo . coblos") == []
    assert found("ayo ... coblos", "ayo dong . besok coblos") == []
    assert found("ayo ... coblos", "ayo dong . ayo besok coblos") == ["ayo besok coblos"]


def test_words_in_a_row_never_cross_the_end_of_a_sentence():
    assert found("ayo coblos", "ayo . coblos") == []


# -- which of several places ------------------------------------------------------------------------------------------


def test_of_several_places_that_begin_alike_the_shortest_is_found():
    assert found("ayo ... coblos", "ayo coblos lalu coblos") == ["ayo coblos"]
    assert found("(bilik|bilik suara) [desa]", "bilik suara desa") == ["bilik"]


def test_of_several_places_that_overlap_the_leftmost_is_found():
    assert found("ayo ... coblos", "ayo ayo coblos") == ["ayo ayo coblos"]
    assert found("coblos coblos", "coblos coblos coblos") == ["coblos coblos"]


def test_every_place_is_found_in_order():
    assert found("(ayo|mari) coblos", "mari coblos lalu ayo coblos") == ["mari coblos", "ayo coblos"]


def test_a_search_may_be_kept_to_a_part_of_the_words():
    phrase, words = read("ayo ...2 coblos"), numbers("ayo coblos . ayo coblos . ayo dong coblos")
    assert list(phrase.find(words)) == [(0, 2), (3, 5), (6, 9)]
    assert list(phrase.find(words, 3, 5)) == [(3, 5)]
    assert list(phrase.find(words, 1, 8)) == [(3, 5)]
    assert list(phrase.find(words, 6)) == [(6, 9)]


def test_nothing_is_found_in_nothing():
    assert list(read("ayo").find([])) == []


# -- inflections ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stem", "forms"),
    [
        ("pilih", "pilih memilih dipilih terpilih milih pilihlah memilihlah kupilih kaupilih pilihin memilihnya dipilihkan ngepilih"),
        ("tulis", "menulis nulis ditulis tulislah menuliskan ditulisin"),
        ("kirim", "mengirim ngirim dikirim kirimkan mengirimi"),
        ("sokong", "menyokong nyokong disokong"),
        ("coblos", "mencoblos nyoblos dicoblos cobloslah"),
        ("dukung", "mendukung ndukung didukung dukunglah"),
        ("bantu", "membantu mbantu dibantu bantuin"),
        ("fitnah", "memfitnah difitnah"),
        ("jual", "menjual njual dijual"),
        ("ganti", "mengganti ngganti diganti"),
        ("hina", "menghina nghina dihina"),
        ("ajak", "mengajak ngajak diajak berajak"),
        ("lawan", "melawan ngelawan dilawan lawanlah"),
        ("rusak", "merusak ngerusak dirusak"),
        ("menangkan", "memenangkan dimenangkan menangkanlah"),
    ],
)
def test_a_verb_takes_the_prefixes_of_grammar_and_of_the_street(stem, forms):
    assert set(forms.split()) <= inflections(stem)


@pytest.mark.parametrize(
    ("stem", "others"),
    [
        ("pilih", "pilihan pemilih pemilihan pilihannya sepilihan mepilih menpilih"),
        ("dukung", "dukungan pendukung pendukungan medukung"),
        ("coblos", "coblosan pencoblosan"),
        ("sokong", "mensokong sokongan"),
    ],
)
def test_nouns_and_misspelt_verbs_are_no_inflections(stem, others):
    assert inflections(stem).isdisjoint(others.split())


@ANY
@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12))
def test_every_stem_is_among_its_own_inflections_and_inside_di(stem):
    assert {stem, f"di{stem}", f"{stem}lah"} <= inflections(stem)


# -- mistakes ---------------------------------------------------------------------------------------------------------


NO_WORD = {
    "id": "“{}” bukan kata; tulis kata* untuk awalannya atau ~kata untuk bentuk-bentuknya, tidak keduanya",
    "en": "“{}” is no word; write word* for its beginning or ~word for its inflections, not both",
}
BRACES = {
    "id": "kurung { } memuat nama satu leksikon tanpa spasi, misalnya {ajakan}",
    "en": "the brackets { } hold the name of one lexicon without blanks, as in {ajakan}",
}


@pytest.mark.parametrize(
    ("source", "at", "english", "indonesian"),
    [
        ("coblos (nomor", 7, "this “(” is not closed by “)”", "“(” ini tidak ditutup dengan “)”"),
        ("coblos [nomor", 7, "this “[” is not closed by “]”", "“[” ini tidak ditutup dengan “]”"),
        ("coblos (nomor]", 7, "this “(” is not closed by “)”", "“(” ini tidak ditutup dengan “)”"),
        ("coblos [nomor)", 7, "this “[” is not closed by “]”", "“[” ini tidak ditutup dengan “]”"),
        ("(coblos [nomor)", 8, "this “[” is not closed by “]”", "“[” ini tidak ditutup dengan “]”"),
        ("coblos nomor)", 12, "“)” may stand only inside an open bracket", "“)” hanya boleh di dalam kurung yang terbuka"),
        ("coblos ] nomor", 7, "“]” may stand only inside an open bracket", "“]” hanya boleh di dalam kurung yang terbuka"),
        ("coblos | tusuk", 7, "“|” may stand only inside an open bracket", "“|” hanya boleh di dalam kurung yang terbuka"),
        ("coblos ()", 7, "there is an empty choice inside the brackets", "ada pilihan kosong di dalam kurung"),
        ("coblos (nomor|)", 7, "there is an empty choice inside the brackets", "ada pilihan kosong di dalam kurung"),
        ("coblos ([nomor]|paslon)", 7, "there is an empty choice inside the brackets", "ada pilihan kosong di dalam kurung"),
        ("coblos [...] nomor", 7, "there is an empty choice inside the brackets", "ada pilihan kosong di dalam kurung"),
        ("coblos {entah}", 7, "there is no lexicon “entah”; there are: ajakan, tps", "leksikon “entah” tidak ada; yang ada: ajakan, tps"),
        ("{}", 0, "there is no lexicon “”; there are: ajakan, tps", "leksikon “” tidak ada; yang ada: ajakan, tps"),
        ("coblos ~ nomor", 7, NO_WORD["en"].format("~"), NO_WORD["id"].format("~")),
        ("coblos ~(nomor)", 7, NO_WORD["en"].format("~"), NO_WORD["id"].format("~")),
        ("coblos * nomor", 7, NO_WORD["en"].format("*"), NO_WORD["id"].format("*")),
        ("coblos {ajakan", 7, BRACES["en"], BRACES["id"]),
        ("coblos ajakan}", 13, BRACES["en"], BRACES["id"]),
        ("", 0, "this phrase requires no word at all", "frasa ini tidak mewajibkan satu kata pun"),
        ("   ", 0, "this phrase requires no word at all", "frasa ini tidak mewajibkan satu kata pun"),
        ("[coblos] [nomor]", 0, "this phrase requires no word at all", "frasa ini tidak mewajibkan satu kata pun"),
        ("...", 0, "this phrase requires no word at all", "frasa ini tidak mewajibkan satu kata pun"),
        ("... coblos", 0, "a phrase may not begin or end with “...”", "frasa tidak boleh mulai atau berakhir dengan “...”"),
        ("coblos ...2", 7, "a phrase may not begin or end with “...”", "frasa tidak boleh mulai atau berakhir dengan “...”"),
    ],
)
def test_every_mistake_is_told_with_its_place_in_both_languages(source, at, english, indonesian):
    with pytest.raises(PhraseError) as caught:
        read(source)
    assert (caught.value.at, caught.value.say("en"), caught.value.say("id")) == (at, english, indonesian)
    assert isinstance(caught.value, ValueError)


@ANY
@given(st.one_of(st.text(st.characters(), max_size=40), st.text("ab~*{}()[]|. 2", max_size=40)))
@example("...9 a")
@example("a ...٣ b")
@example("(((((a)))))")
def test_any_text_is_a_phrase_or_a_mistake_inside_it(source):
    mistake = mistake_in(source)
    if mistake is None:
        assert read(source).needs
    else:
        assert 0 <= mistake.at <= len(source)
        assert mistake.say("id") != mistake.say("en")


def test_dots_glued_to_a_word_are_a_gap_or_a_mistake():
    assert mistake_in("ayo... coblos") or found("ayo... coblos", "ayo dong coblos") == ["ayo dong coblos"]


def test_brackets_without_end_are_a_mistake():
    with pytest.raises(PhraseError):
        read("(" * 5000)


# -- any phrase, any words --------------------------------------------------------------------------------------------
# A phrase and the regular expression that means the same, over one-letter words with a space behind each.


def _row(parts: list[tuple[str, str]]) -> tuple[str, str]:
    return " ".join(source for source, _ in parts), "".join(pattern for _, pattern in parts)


def _bracket(opening: str, choices: list[tuple[str, str]]) -> tuple[str, str]:
    source, pattern = "|".join(source for source, _ in choices), "|".join(pattern for _, pattern in choices)
    return (f"({source})", f"(?:{pattern})") if opening == "(" else (f"[{source}]", f"(?:{pattern})?")


WORD = st.sampled_from("abcd").map(lambda letter: (letter, f"{letter} "))
GAP = st.sampled_from([("...", 4), ("...0", 0), ("...1", 1), ("...2", 2)]).map(lambda gap: (gap[0], f"(?:[a-d] ){{0,{gap[1]}}}"))


def _rows(node: st.SearchStrategy[tuple[str, str]]) -> st.SearchStrategy[tuple[str, str]]:
    """Rows that begin and end with a word, so that none of them is empty and gaps stand between words."""
    middle = st.lists(st.one_of(node, WORD, GAP, node.map(lambda inner: _bracket("[", [inner]))), max_size=3)
    return st.one_of(WORD, st.builds(lambda first, between, last: _row([first, *between, last]), WORD, middle, WORD))


NODE = st.recursive(
    WORD, lambda node: st.builds(_bracket, st.just("("), st.lists(_rows(node), min_size=1, max_size=3)), max_leaves=8
)
PHRASES = st.one_of(
    _rows(NODE),
    st.builds(lambda before, node: _row([_bracket("[", [before]), node]), NODE, NODE),
    st.builds(lambda node, behind: _row([node, _bracket("[", [behind])]), NODE, NODE),
)
SENTENCES = st.lists(st.sampled_from(["a", "b", "c", "d", "."]), max_size=14)


@ANY
@given(PHRASES, SENTENCES)
@example(("a ... b", "a (?:[a-d] ){0,4}b "), ["a", "a", ".", "a", "c", "b", "b"])
def test_a_phrase_finds_what_a_regular_expression_finds_leftmost_and_shortest(phrase, sentence):
    source, pattern = phrase
    expected, done = [], 0
    for first in range(len(sentence)):
        ends = [
            behind
            for behind in range(first + 1, len(sentence) + 1)
            if re.fullmatch(pattern, "".join(f"{word} " for word in sentence[first:behind]))
        ]
        if first >= done and ends:
            expected.append((first, ends[0]))
            done = ends[0]
    assert list(read(source).find(numbers(" ".join(sentence)))) == expected


@ANY
@given(PHRASES, SENTENCES, st.integers(0, 15), st.integers(0, 15))
def test_places_are_ordered_disjoint_and_inside_the_part_searched(phrase, sentence, begin, end):
    places = list(read(phrase[0]).find(numbers(" ".join(sentence)), begin, end))
    edges = [edge for place in places for edge in place]
    assert edges == sorted(edges)
    assert all(begin <= first < behind <= min(end, len(sentence)) for first, behind in places)


@ANY
@given(PHRASES, SENTENCES)
def test_how_common_words_are_changes_nothing_that_is_found(phrase, sentence):
    words = numbers(" ".join(sentence))
    by_weight = [VOCABULARY.commonness, lambda _: 0, min, lambda forms: -max(forms)]
    phrases = [parse(phrase[0], partial(know, common=common), LEXICONS) for common in by_weight]
    assert len({tuple(each.find(words)) for each in phrases}) == 1


@ANY
@given(PHRASES, SENTENCES)
def test_a_phrase_is_found_only_where_a_word_of_each_need_stands(phrase, sentence):
    read_phrase, words = read(phrase[0]), numbers(" ".join(sentence))
    if any(need.isdisjoint(words) for need in read_phrase.needs):
        assert list(read_phrase.find(words)) == []


@pytest.mark.parametrize("sentence", ["a ", "a b ", "a a c ", ". a "])
def test_a_long_text_of_near_hits_is_searched_quickly(sentence):
    words = numbers(sentence * 20_000)
    begun = time.process_time()
    list(read("a ... [b] ... (a|b c) ... d").find([*words, *numbers("d")]))
    assert time.process_time() - begun < 10
