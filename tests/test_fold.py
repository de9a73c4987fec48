"""Folding: what a person wrote becomes words that rules can read, and every word remembers its place."""

import time
from collections.abc import Callable
from functools import cache

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from screener import rulefile
from screener.api import shipped
from screener.fold import Folder, Vocabulary

LEXICONS = shipped("rules") / "lexicons"


@cache
def folder() -> Folder:
    """Folds with the shipped rules and a vocabulary that knows every word, whatever the weights know."""
    return rulefile.load([shipped("rules")], Vocabulary(grows=True)).folder


@pytest.fixture(scope="module")
def reader(screener):
    """The folder that screens."""
    return screener.rulebook.folder


def words(text: str) -> str:
    """The folded words, with a space between."""
    names = folder().vocabulary.words
    return " ".join(names[number] for number in folder().read(text).words)


def places(text: str) -> list[tuple[str, str]]:
    """Each folded word with what the author wrote in its place."""
    folded, names = folder().read(text), folder().vocabulary.words
    return [(names[number], text[start:end]) for number, (start, end) in zip(folded.words, folded.spans(), strict=True)]


def entries(lexicon: str) -> list[tuple[str, list[str]]]:
    """What a lexicon lists: each entry with the neighbours that forbid it."""
    listed = yaml.safe_load((LEXICONS / f"{lexicon}.yaml").read_text("utf-8"))["words"]
    return [(entry["word"], entry["not_beside"]) if isinstance(entry, dict) else (str(entry), []) for entry in listed]


# -- one word ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("gw udh blm bs dtg krn", "saya sudah belum bisa datang karena"),
        ("yg dkung pslon mana", "yang dukung paslon mana"),
        ("gaada yg mau", "tidak ada yang mau"),
        ("Makasih ya", "terima kasih ya"),
    ],
)
def test_slang_and_abbreviations_become_the_words_they_stand_for(written, folded):
    assert words(written) == folded


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("pilihhhh nomorrrr duaaaa", "pilih nomor <nomor>"),
        ("gasss terusss Buuu", "gas terus bu"),
        ("COOOOBLOOOS", "coblos"),
        ("maafff bgttt", "maaf banget"),
    ],
)
def test_drawn_out_letters_are_shortened(written, folded):
    assert words(written) == folded


def test_double_letters_that_belong_to_a_word_stay():
    assert words("maaf saat tunggu") == "maaf saat tunggu"


@pytest.mark.parametrize(("disguised", "word"), [("c0blos", "coblos"), ("c0bl05", "coblos"), ("n0m0r", "nomor"), ("p1l1h", "pilih")])
def test_digits_that_stand_for_letters_are_read_as_letters(disguised, word):
    assert words(disguised) == word


def test_marks_that_stand_for_letters_are_read_as_letters():
    assert words("p@slon d4ri j4ng4n") == "paslon dari jangan"


@pytest.mark.parametrize(
    ("written", "folded"),
    [("sinyal 4G", "sinyal 4g"), ("2 periode", "<nomor> periode"), ("0812345678", "<bilangan>")],
)
def test_true_digits_are_never_read_as_letters(written, folded):
    assert words(written) == folded


@pytest.mark.parametrize(
    "disguised",
    [
        "\u0441\u043eblos",  # Cyrillic es and o
        "c\u03bfblos",  # Greek omicron
        "\uff43\uff4f\uff42\uff4c\uff4f\uff53",  # fullwidth
        "\U0001d41c\U0001d428\U0001d41b\U0001d425\U0001d428\U0001d42c",  # mathematical bold
        "\u00e7\u00f6bl\u00f3s",  # accents
        "co\u0308blo\u0301s",  # combining accents
    ],
)
def test_letters_that_only_look_latin_are_read_as_latin(disguised):
    assert places(f"ayo {disguised} nomor") == [("ayo", "ayo"), ("coblos", disguised), ("nomor", "nomor")]


def test_letters_in_circles_are_read_as_letters():
    assert words("ayo \u24d2\u24de\u24d1\u24db\u24de\u24e2 nomor") == "ayo coblos nomor"


@pytest.mark.parametrize("hidden", ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e"])
def test_invisible_characters_inside_a_word_hide_nothing(hidden):
    written = f"cob{hidden}los"
    assert places(f"{written} nomor") == [("coblos", written), ("nomor", "nomor")]


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("besok c o b l o s ya", [("besok", "besok"), ("coblos", "c o b l o s"), ("ya", "ya")]),
        ("n o m o r 2 dan p i l i h", [("nomor", "n o m o r"), ("<nomor>", "2"), ("dan", "dan"), ("pilih", "p i l i h")]),
        ("c.o.b.l.o.s besok", [("coblos", "c.o.b.l.o.s"), ("besok", "besok")]),
        ("c-o-b-l-o-s c*o*b*l*o*s", [("coblos", "c-o-b-l-o-s"), ("coblos", "c*o*b*l*o*s")]),
    ],
)
def test_letters_spaced_or_dotted_out_are_one_word(written, folded):
    assert places(written) == folded


def test_two_single_letters_stay_apart():
    assert words("golongan a i saja") == "golongan a i saja"


@pytest.mark.parametrize("keycap", ["2\ufe0f\u20e3", "2\u20e3", "\uff12", "2"])
def test_a_digit_on_a_key_is_a_digit(keycap):
    assert places(f"nomor {keycap} ya") == [("nomor", "nomor"), ("<nomor>", keycap), ("ya", "ya")]


@pytest.mark.parametrize("digit", ["\u2777", "\u278b", "\u24f6", "\u136a"])
def test_digits_in_black_circles_and_of_other_scripts_do_no_harm(digit):
    assert words(f"coblos nomor {digit} ya").startswith("coblos nomor ")


@pytest.mark.parametrize(("written", "folded"), [("kata2", "kata"), ("anak-anak", "anak"), ("jangan-jangan", "jangan")])
def test_what_is_said_twice_counts_once(written, folded):
    assert words(written) == folded


@pytest.mark.parametrize("written", ["paslon2", "nomor2", "no2"])
def test_a_2_glued_to_what_stands_before_a_ballot_number_is_a_ballot_number(written):
    assert words(written).split()[1:] == ["<nomor>"]


def test_a_count_of_people_is_no_amount_of_money():
    assert "<nominal>" not in words("kami 2-an saja ke pasar")


def test_emoji_stay_as_words_without_their_skin():
    assert words("siap ☝️ ✌🏽 👍") == "siap ☝ ✌ 👍"


def test_links_and_mentions_become_one_word_each():
    text = "lihat https://contoh.id/coblos-nomor-2?x=1 www.contoh.id [tautan] @coblos_dua"
    assert words(text) == "lihat <tautan> <tautan> <tautan> <akun>"


@pytest.mark.parametrize("frame", ['"{}"', "({})", "*{}*", "_{}_", "“{}”", "‘{}’", "{},", "{}:", "'{}'", "~{}~"])
def test_quotes_brackets_and_commas_change_no_word(frame):
    assert words(f"ayo {frame.format('coblos')} nomor") == "ayo coblos nomor"


# -- hashtags ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hashtag", "folded"),
    [
        ("#PilihNomor2", "pilih nomor <nomor>"),
        ("#CoblosPaslonDua", "coblos paslon <nomor>"),
        ("#Coblos02", "coblos <nomor0>"),
        ("#GantiPresiden2024", "ganti presiden <tahun>"),
        ("#DPRDKita", "dprd kita"),
    ],
)
def test_a_hashtag_is_cut_at_its_capitals(hashtag, folded):
    assert words(hashtag) == folded


@pytest.mark.parametrize(
    ("hashtag", "folded"),
    [("#kitapilihnomor2", "kita pilih nomor <nomor>"), ("#menangkanpaslondua", "menangkan paslon <nomor>")],
)
def test_a_hashtag_in_small_letters_is_cut_into_the_words_it_holds(hashtag, folded):
    assert words(hashtag) == folded


def test_all_words_of_a_hashtag_have_its_place():
    assert {written for _, written in places("#KitaPilihNomor2")} == {"#KitaPilihNomor2"}


def test_a_hashtag_of_unknown_letters_is_one_word():
    assert len(words("#xqzvkw").split()) == 1


# -- names ------------------------------------------------------------------------------------------------------------


def test_every_name_of_a_candidate_is_masked_whichever_it_is():
    for name, _ in entries("calon"):
        assert (name, words(f"tadi {name} datang")) == (name, "tadi <calon> datang")


@pytest.mark.parametrize(
    "names",
    ["Pak Prabowo dan Mas Gibran", "Ganjar-Mahfud", "Anies & Muhaimin", "Bang Anies Baswedan, Gus Muhaimin", "Prabowo Gibran"],
)
def test_names_that_stand_together_are_one_candidate(names):
    assert places(f"besok {names} datang") == [("besok", "besok"), ("<calon>", names), ("datang", "datang")]


@pytest.mark.parametrize("name", ["Bu Tati", "Pak H. Darsono", "Pak Darsono dan Bu Tati", "Pak Darsono & Bu Tati"])
def test_a_name_behind_a_title_is_a_person(name):
    assert places(f"tadi {name} datang") == [("tadi", "tadi"), ("<orang>", name), ("datang", "datang")]


@pytest.mark.parametrize("pair", ["Prabowo dan Bu Tati", "Bu Tati dan Prabowo"])
def test_a_person_beside_a_candidate_is_a_candidate(pair):
    assert places(pair) == [("<calon>", pair)]


@pytest.mark.parametrize("text", ["Pak Camat hadir", "Bu Guru hadir", "pak lurah hadir", "Pak, besok hadir", "Mas Manis hadir"])
def test_an_office_or_a_plain_word_behind_a_title_is_no_name(text):
    assert "<" not in words(text)


def test_dan_between_plain_words_joins_nothing():
    assert words("Prabowo dan rakyat") == "<calon> dan rakyat"


def test_titled_names_with_a_hyphen_are_one_person():
    assert words("Pak Darsono-Bu Tati datang") == "<orang> datang"


# -- parties and groups -----------------------------------------------------------------------------------------------


def test_every_name_of_a_party_is_masked_whichever_it_is():
    for name, _ in entries("partai"):
        assert (name, words(f"kemarin {name} rapat")) == (name, "kemarin <partai> rapat")


def test_every_homonym_stays_beside_each_of_its_neighbours():
    names = {name for name, _ in entries("partai")}
    for name, neighbours in entries("partai"):
        for neighbour in neighbours:
            for pair in (f"{neighbour} {name}", f"{name} {neighbour}"):
                assert "<partai>" not in words(f"lagi {pair} lagi") or pair in names, pair


def test_every_people_and_religion_is_masked_alike():
    for name, neighbours in entries("kelompok"):
        if not neighbours:
            assert (name, words(f"tetangga {name} baik")) == (name, "tetangga <kelompok> baik")


@pytest.mark.parametrize("text", ["Bayar PBB besok", "PBB lunas, alhamdulillah", "naik Garuda ke Medan", "timnas Garuda main lagi"])
def test_a_homonym_of_a_party_stays_beside_its_own_neighbours(text):
    assert "<partai>" not in words(text)


@pytest.mark.parametrize(
    ("text", "party"),
    [("caleg PBB datang", "caleg PBB"), ("Partai Garuda rapat", "Partai Garuda"), ("PBB rapat", "PBB"), ("PDI Perjuangan rapat", "PDI Perjuangan")],
)
def test_the_same_name_without_such_a_neighbour_is_a_party(text, party):
    assert ("<partai>", party) in places(text)


# -- numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["nomor dua", "nomor urut tiga", "paslon empat", "coblos satu", "salam dua", "pilih loro"])
def test_a_number_word_where_a_ballot_number_stands_is_a_ballot_number(text):
    assert words(text).split()[-1] == "<nomor>"


@pytest.mark.parametrize("text", ["dua anak cukup", "kelas tiga naik", "tinggal satu lagi"])
def test_a_number_word_elsewhere_is_a_plain_word(text):
    assert "<" not in words(text)


@pytest.mark.parametrize(
    ("digits", "word"),
    [
        ("1", "<nomor>"),
        ("2", "<nomor>"),
        ("99", "<nomor>"),
        ("01", "<nomor0>"),
        ("09", "<nomor0>"),
        ("0", "<bilangan>"),
        ("00", "<bilangan>"),
        ("100", "<bilangan>"),
        ("2024", "<tahun>"),
        ("1989", "<bilangan>"),
    ],
)
def test_whole_numbers_are_told_apart_by_kind_only(digits, word):
    assert words(digits) == word


def test_all_ballot_numbers_look_alike():
    assert len({words(f"coblos nomor {number}") for number in range(1, 100)}) == 1
    assert len({words(f"coblos 0{number}") for number in range(1, 10)}) == 1


@pytest.mark.parametrize("amount", ["50rb", "50.000", "Rp50.000", "rp20rb", "100k", "2jt", "3juta", "50000", "Rp25.000,00", "50ribuan"])
def test_amounts_are_money(amount):
    assert words(f"dapat {amount} tadi") == "dapat <nominal> tadi"


@pytest.mark.parametrize("number", ["3-2", "1:0", "10.30", "12-11-2024", "27/11/2024", "1/2"])
def test_scores_times_and_dates_are_no_ballot_numbers(number):
    assert places(f"skor {number} ya") == [("skor", "skor"), ("<bilangan>", number), ("ya", "ya")]


# -- sentences --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", [".", "!", "?", "…", "...", "?!", "!!!", ";", "\n", "\r\n", " || "])
def test_a_sentence_end_is_a_word(end):
    assert words(f"ayo siap{end} besok kita") == "ayo siap . besok kita"


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("no. 2", "nomor <nomor>"),
        ("No. 3", "nomor <nomor>"),
        ("nmr. 4", "nomor <nomor>"),
        ("Kab. dan Kec. kita", "kabupaten dan kecamatan kita"),
        ("H. Umar datang", "<orang> datang"),
        ("tgl. 5", "tanggal <nomor>"),
        ("Rp. 50.000", "rp <nominal>"),
    ],
)
def test_the_dot_of_an_abbreviation_ends_no_sentence(written, folded):
    assert words(written) == folded


def test_a_comma_ends_no_sentence():
    assert words("ayo, siap") == "ayo siap"


# -- style ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("AYO SEMUA SIAP BESOK", "<kapital>"),
        ("ayo SEMUA siap besok di SINI ya", "<kata kapital>"),
        ("Warga Desa Antre Beras Sejak Pagi", "<huruf judul>"),
        ("gawat!! baca ini", "<!!>"),
        ("c0blos besok", "<huruf samar>"),
        ("gasss besok", "<huruf panjang>"),
        ("gawat || baca", "<||>"),
    ],
)
def test_what_folding_takes_away_is_kept_as_a_style(text, style):
    assert folder().read(text).styles() == [style]


def test_a_plain_sentence_has_no_style():
    assert folder().read("Besok kami rapat di balai desa.").styles() == []


# -- any text at all --------------------------------------------------------------------------------------------------

WORDS = "a b e Pak pak Bu H. dan Prabowo Gibran Tati no no. nomor dua PBB bayar Garuda naik partai Rp rb c.o.b coblos c0bl0s kata2 #Pilih"
MARKS = "- & 2 02 50 . ! … # @ _ * ' ’ , : / İ ß ﬁ ½ ² ٣ ǆ || http:// [tautan] 😀 ☝ ＃ ！"
HIDDEN = [" ", "  ", "\n", "\t", "\0", "\ud800", "\udfff", "\u0301", "\u200b", "\ufe0f", "\u20e3", "\U0001f3fd"]
PIECES = [*WORDS.split(" "), *MARKS.split(" "), *HIDDEN]
TEXTS = st.one_of(st.text(st.characters(), max_size=80), st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
ANY = settings(max_examples=400, derandomize=True)


@ANY
@given(TEXTS)
@example("")
@example("\0")
@example("\ud800 \udfff")
@example("a\nb c d")
def test_any_text_is_read_and_every_word_lies_inside_it_in_order(reader, text):
    folded = reader.read(text)
    spans = folded.spans()
    assert len(spans) == len(folded.words)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    assert [end for _, end in spans] == sorted(end for _, end in spans)


@ANY
@given(TEXTS)
def test_reading_twice_gives_the_same(reader, text):
    first, second = reader.read(text), reader.read(text)
    assert (first.words, first.spans(), first.styles()) == (second.words, second.spans(), second.styles())


@ANY
@given(TEXTS, st.integers(1, 5))
def test_spaces_before_a_text_only_move_its_words(reader, text, spaces):
    folded, moved = reader.read(text), reader.read(" " * spaces + text)
    assert moved.words == folded.words
    assert moved.spans() == [(start + spaces, end + spaces) for start, end in folded.spans()]


MEGABYTE = 1_000_000
HOSTILE = ["a b ", "pak ", "Pak Ahmad ", "x", "#AyoCoblosTati ", "a.b.", "prabowo,", "nomor dua ", "1.", "!", "\n", "😀", "\ud800", "\0", "a'"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_megabyte_of_anything_is_read_in_seconds(reader, piece):
    text = (piece * (MEGABYTE // len(piece) + 1))[:MEGABYTE]
    begun = time.process_time()
    folded = reader.read(text)
    assert len(folded.spans()) == len(folded.words)
    assert time.process_time() - begun < 15


def seconds(work: Callable[[], object]) -> float:
    """The processor time that some work takes."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def test_a_heap_of_accents_is_read_quickly(reader):
    heap = "a" + "\u0315\u0316" * 10_000
    assert seconds(lambda: reader.read(heap)) < 0.1


def test_the_places_of_four_times_as_many_names_take_about_four_times_as_long(reader):
    few, many = (reader.read("e e e 1 " * count) for count in (20_000, 80_000))
    assert seconds(many.spans) < 7 * seconds(few.spans)


def test_a_double_space_changes_neither_words_nor_styles(screener):
    folder = screener.rulebook.folder
    for text in ("Ayo COBLOS nomor dua, Pak Rudi", "salam dua jari", "KPU umumkan hasil"):
        once, twice = folder.read(text), folder.read(text.replace(" ", "  "))
        assert twice.words == once.words
        assert twice.styles() == once.styles()
        assert screener.classifier.logits(twice) == screener.classifier.logits(once)
