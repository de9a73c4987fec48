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


def shifted(word, first):
    """A word in letters that stand elsewhere in Unicode, A to Z in order."""
    return "".join(chr(first + ord(letter) - ord("a")) for letter in word)


@pytest.mark.parametrize("first", [0x24D0, 0x24B6, 0x1F130, 0x1F150, 0x1F170], ids=["circles", "capitals", "squares", "black circles", "black squares"])
def test_letters_in_circles_and_squares_are_read_as_letters(first):
    written = shifted("coblos", first)
    assert places(f"ayo {written} nomor") == [("ayo", "ayo"), ("coblos", written), ("nomor", "nomor")]


def test_small_capitals_are_read_as_letters():
    assert words("ᴀʏᴏ ᴄᴏʙʟᴏꜱ ɴᴏᴍᴏʀ ᴅᴜᴀ, ᴘɪʟɪʜ ɢᴀɴᴊᴀʀ") == "ayo coblos nomor <nomor> pilih <calon>"


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


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("besok c o b l o s n o m o r d u a ya", "besok coblos nomor <nomor> ya"),
        ("n o m o r  d u a", "nomor <nomor>"),
        ("nomor d u a", "nomor <nomor>"),
        ("p i l i h r i d w a n k a m i l", "pilih <calon>"),
        ("d u k u n g  p a k  p r a b o w o", "dukung <calon>"),
    ],
)
def test_several_words_spaced_out_in_a_row_are_cut_apart_and_joined_like_any_others(written, folded):
    assert words(written) == folded


@pytest.mark.parametrize(
    ("written", "word"),
    [("cob.los", "coblos"), ("Co.Blos", "coblos"), ("nom.or", "nomor"), ("men.ang.kan", "menangkan"), ("Gan.jar", "<calon>"), ("cob\nlos", "coblos")],
)
def test_a_known_word_with_dots_or_a_line_break_inside_is_that_word(written, word):
    assert places(f"ayo {written} besok") == [("ayo", "ayo"), (word, written), ("besok", "besok")]


def test_a_word_broken_with_a_hyphen_at_the_end_of_a_line_is_that_word():
    assert places("ayo cob-\nlos besok") == [("ayo", "ayo"), ("coblos", "cob-\nlos"), ("besok", "besok")]


@pytest.mark.parametrize("text", ["selesai.ayo pulang", "kita dukung.besok kita rapat", "ayo\nsiap", "sudah coblos.los dol"])
def test_a_dot_or_a_line_break_between_words_ends_a_sentence(text):
    assert "." in words(text).split()


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("mnangkan", "menangkan"),
        ("dkung", "dukung"),
        ("kcamatan", "kecamatan"),
        ("srangan fjar", "serangan fajar"),
        ("cobIos", "coblos"),  # a capital i
        ("CobIos", "coblos"),
    ],
)
def test_words_without_some_of_their_vowels_and_with_i_for_l_are_recognised(written, folded):
    assert words(written) == folded


@pytest.mark.parametrize("word", ["best", "tips", "bank", "kurs", "film", "COBIOS"])
def test_what_is_another_word_is_not_taken_for_one_without_vowels(word):
    assert words(word) == word.lower()


@pytest.mark.parametrize("written", ["dugaaaaan", "duuuugaaaaan", "pelaaaangggaraaaan", "diiiimbaaaau"])
def test_drawn_out_words_keep_the_double_letters_that_are_theirs(written):
    assert words(written) in ("dugaan", "pelanggaran", "diimbau")


def test_two_single_letters_stay_apart():
    assert words("golongan a i saja") == "golongan a i saja"


@pytest.mark.parametrize("keycap", ["2\ufe0f\u20e3", "2\u20e3", "\uff12", "2"])
def test_a_digit_on_a_key_is_a_digit(keycap):
    assert places(f"nomor {keycap} ya") == [("nomor", "nomor"), ("<nomor>", keycap), ("ya", "ya")]


@pytest.mark.parametrize("digit", ["\u2461", "\u2777", "\u2781", "\u278b", "\u24f6"])
def test_a_digit_in_a_circle_is_a_digit(digit):
    assert words(f"coblos nomor {digit} ya").startswith("coblos nomor ")


@pytest.mark.parametrize(("written", "folded"), [("kata2", "kata"), ("anak-anak", "anak"), ("jangan-jangan", "jangan")])
def test_what_is_said_twice_counts_once(written, folded):
    assert words(written) == folded


@pytest.mark.parametrize("written", ["paslon2", "nomor2", "no2"])
def test_a_2_glued_to_what_stands_before_a_ballot_number_is_a_ballot_number(written):
    assert words(written).split()[1:] == ["<nomor>"]


def test_a_count_of_people_is_no_amount_of_money():
    assert "<nominal>" not in words("kami 2-an saja ke pasar")


def test_emoji_that_rules_know_are_words_without_their_skin():
    assert words("siap 👍🏿 ❤️ 🔥") == "siap 👍 ❤ 🔥"


@pytest.mark.parametrize("picture", ["🦜", "🛶", "🧵", "🇮🇩", "⛱️"])
def test_a_picture_that_no_rule_knows_stands_for_nothing(picture):
    folded = [("ayo", "ayo"), ("coblos", "coblos"), ("nomor", "nomor"), ("<nomor>", "2")]
    assert places(f"ayo {picture} coblos{picture}nomor 2 {picture}") == folded


@pytest.mark.parametrize("sign", ["☝", "☝️", "☝🏽", "✌", "✌️", "✌🏿", "🤟", "🤘🏾", "🤙", "🫰", "👌", "👆"])
def test_every_hand_sign_is_the_same_word(sign):
    assert places(f"salam {sign} ya") == [("salam", "salam"), ("<isyarat>", sign), ("ya", "ya")]


def test_hand_signs_in_a_row_are_a_word_each():
    assert words("siap☝️✌🏽 🤟") == "siap <isyarat> <isyarat> <isyarat>"


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


def register(election: str, kind: str) -> list[dict]:
    """The pairs or parties of a shipped election."""
    return yaml.safe_load((LEXICONS.parent / "elections" / f"{election}.yaml").read_text("utf-8"))[kind]


def unconditional(listed: list[dict], *keys: str) -> list[str]:
    """The entries of pairs or parties that are meant wherever they stand."""
    return [str(entry) for one in listed for key in keys for entry in one.get(key, ()) if not isinstance(entry, dict)]


@pytest.mark.parametrize("election", ["pilpres-2024", "pilkada-2024"])
def test_every_name_and_nickname_of_a_pair_is_masked_whichever_it_is(election):
    for name in unconditional(register(election, "pairs"), "names", "nicknames"):
        assert (name, words(f"tadi {name} datang")) == (name, "tadi <calon> datang")
        assert (name, words(f"tadi {name.upper()} datang")) == (name, "tadi <calon> datang")


def test_every_slogan_hashtag_and_hand_sign_of_a_pair_is_masked_whichever_it_is():
    pairs = register("pilpres-2024", "pairs")
    assert all(pair["hashtags"] and pair["hand_signs"] for pair in pairs)
    for slogan in unconditional(pairs, "slogans", "hashtags"):
        assert (slogan, words(f"tadi {slogan} terus")) == (slogan, "tadi <slogan> terus")
    for sign in unconditional(pairs, "hand_signs"):
        assert (sign, words(f"tadi {sign} terus")) == (sign, "tadi <isyarat> terus")


def test_slogans_of_past_elections_are_masked_too():
    for slogan, _ in entries("slogan"):
        assert (slogan, words(f"tadi {slogan} terus")) == (slogan, "tadi <slogan> terus")


@pytest.mark.parametrize("written", ["Prab0wo", "G4nj4r", "prabowoo", "Prabowonya", "Gan.jar", "Ga\u200bnjar", "\u0410nies", "g a n j a r"])
def test_a_disguised_name_is_the_name(written):
    assert places(f"besok {written} datang") == [("besok", "besok"), ("<calon>", written), ("datang", "datang")]


@pytest.mark.parametrize("written", ["Ma'ruf Amin", "Ma’ruf Amin", "Maruf Amin", "MA'RUF AMIN"])
def test_a_name_is_the_same_with_and_without_its_apostrophe(written):
    assert words(f"besok {written} datang") == "besok <calon> datang"


@pytest.mark.parametrize("name", ["Bambang", "siti", "JOKO", "Wayan"])
def test_a_common_given_name_alone_is_anybody(name):
    assert places(f"tadi {name} datang") == [("tadi", "tadi"), ("<nama>", name), ("datang", "datang")]


@pytest.mark.parametrize("name", ["Pak Bambang", "bu siti", "Joko Kusumajati", "Mas Wayan Kusumajati"])
def test_a_common_given_name_with_a_title_or_another_name_is_a_person(name):
    assert places(f"tadi {name} datang") == [("tadi", "tadi"), ("<orang>", name), ("datang", "datang")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("cabup Hartawangsa datang", "Hartawangsa"),
        ("kami coblos Hartawangsa Kusumajati saja", "Hartawangsa Kusumajati"),
        ("paslon Hartawangsa-Kusumajati datang", "Hartawangsa-Kusumajati"),
        ("paslon Hartawangsa dan Kusumajati datang", "Hartawangsa dan Kusumajati"),
        ("coblos Pak Hartawangsa", "Pak Hartawangsa"),
        ("caleg Joko datang", "Joko"),
        ("paslon Joko dan Kusumajati datang", "Joko dan Kusumajati"),
        ("tadi Pak Rudi nomor 3 datang", "Pak Rudi"),
        ("tadi Pak Rudi-Bu Tati nomor urut tiga datang", "Pak Rudi-Bu Tati"),
        ("tadi Joko dan Siti no. 2 datang", "Joko dan Siti"),
    ],
)
def test_a_person_behind_a_candidacy_or_before_a_ballot_number_is_a_candidate(text, name):
    assert ("<calon>", name) in places(text)
    assert "<orang>" not in words(text)


@pytest.mark.parametrize("text", ["Pak Rudi antre nomor 3", "Pak Rudi punya 3 anak", "paslon siapa saja", "coblos Besok", "cabup dan cawabup"])
def test_a_number_or_candidacy_elsewhere_makes_nobody_a_candidate(text):
    assert "<calon>" not in words(text)


def test_behind_a_candidate_dan_joins_no_plain_word():
    assert words("paslon Hartawangsa dan Rakyat") == "paslon <calon> dan rakyat"


@pytest.mark.parametrize("text", ["saudara non muslim datang", "ibu Non Pribumi datang", "bapak penyandang disabilitas datang"])
def test_a_title_before_a_group_of_several_words_makes_no_person(text):
    assert "<kelompok>" in words(text)
    assert "<orang>" not in words(text)


@pytest.mark.parametrize(
    "names",
    ["Pak Prabowo dan Mas Gibran", "Ganjar-Mahfud", "Anies & Muhaimin", "Bang Anies Baswedan, Gus Muhaimin", "Prabowo Gibran"],
)
def test_names_that_stand_together_are_one_candidate(names):
    assert places(f"besok {names} datang") == [("besok", "besok"), ("<calon>", names), ("datang", "datang")]


@pytest.mark.parametrize("name", ["Bu Tati", "Pak Budi", "Bu Sari", "Mbak Dewi", "Pak H. Darsono", "Pak Darsono dan Bu Tati", "Pak Darsono & Bu Tati"])
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
    [("caleg PBB datang", "PBB"), ("Partai Garuda rapat", "Partai Garuda"), ("PBB rapat", "PBB"), ("PDI Perjuangan rapat", "PDI Perjuangan")],
)
def test_the_same_name_without_such_a_neighbour_is_a_party(text, party):
    assert ("<partai>", party) in places(text)


def test_every_plain_name_of_a_party_is_masked_whichever_it_is():
    for name in unconditional(register("pileg-2024", "parties"), "names"):
        assert (name, words(f"kemarin {name} rapat")) == (name, "kemarin <partai> rapat")


def conditional() -> list[dict]:
    """The names of parties that are meant only beside some words, or not beside others, or in capitals."""
    return [entry for party in register("pileg-2024", "parties") for entry in party["names"] if isinstance(entry, dict)]


def test_a_homonym_is_no_party_beside_any_of_its_forbidden_neighbours():
    for entry in conditional():
        name = entry["word"].upper()
        for forbidden in entry.get("not_beside", ()):
            neighbour = {"<nomor>": "30", "<bilangan>": "120"}.get(forbidden, forbidden)
            for text in (f"lagi {neighbour} {name} lagi", f"lagi {name} {neighbour} lagi"):
                assert ("<partai>", name) not in places(text), text


def test_a_homonym_that_needs_a_neighbour_is_a_party_beside_each_of_them_only():
    needing = [entry for entry in conditional() if "beside" in entry]
    assert {"buruh", "gelora", "pan"} <= {entry["word"] for entry in needing}
    for entry in needing:
        name = entry["word"]
        assert "<partai>" not in words(f"lagi {name} lagi")
        for neighbour in entry["beside"]:
            assert "<partai>" in words(f"lagi {neighbour} {name} lagi"), neighbour


@pytest.mark.parametrize(("text", "is_party"), [("PAN rapat", True), ("pan rapat", False), ("Pan rapat", False), ("Peter PAN rapat", False)])
def test_a_name_that_must_be_in_capitals_is_meant_in_capitals_only(text, is_party):
    assert ("<partai>" in words(text)) == is_party


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
HOSTILE = ["a b ", "pak ", "Pak Ahmad ", "x", "#AyoCoblosTati ", "a.b.", "cob.los,", "cob\nlos\n", "prabowo,", "nomor dua ", "1.", "!", "\n", "😀", "\ud800", "\0", "a'"]


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
