"""Rule files become rules; every mistake says where it is, what is wrong and what to do, in both languages."""

import re
import shutil
from pathlib import Path

import pytest

from screener import RuleError, Screener, rulefile
from screener.api import shipped
from screener.fold import Vocabulary

RULE = """\
id: candidate_support/sorak-posko
title: {id: Sorak di posko, en: Cheers at the campaign post}
says: {id: bersorak untuk posko, en: cheers for a campaign post}
category: candidate_support
weight: 1.5
status: active
acts: [support.endorse]
sources: [catatan-kami]
laws: [SE137_2018]
match:
  - "posko kemenangan ...2 (rame|meriah)"
unless:
  - "{ingkar}"
examples:
  fires: ["Dek, [[posko kemenangan sudah rame]] dari pagi"]
  quiet: ["Posko banjir meriah sekali"]
"""
PLACE = "candidate_support/sorak-posko"
LEXICON = """\
about: {id: kata sorak, en: cheers}
words:
  - horas
"""
ELECTION = """\
id: pilkades-uji
title: Pemilihan uji
begins: 2031-01-01
candidates_set: 2031-02-01
voting: 2031-03-01
ends: 2031-04-01
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """The shipped rules without rules: quick to load."""
    folder = tmp_path_factory.mktemp("bawaan") / "rules"
    (folder / "lexicons").mkdir(parents=True)
    for name in ("categories", "laws", "acts", "folding", "spellings", "lexicons/ingkar", "lexicons/ajakan"):
        shutil.copy(shipped("rules") / f"{name}.yaml", folder / f"{name}.yaml")
    return folder


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Writes a file of your own folder "aturan"; files are text or bytes."""
    monkeypatch.chdir(tmp_path)

    def write(content, name=f"{PLACE}.yaml"):
        path = Path("aturan") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return Path("aturan")

    return write


@pytest.fixture
def load(base):
    """Loads your own folder beside the shipped one."""
    return lambda folder: rulefile.load([base, folder], Vocabulary())


@pytest.fixture
def complaint(base):
    """What is wrong with your own folder, in both languages."""

    def complaint(folder):
        with pytest.raises(RuleError) as caught:
            rulefile.load([base, folder], Vocabulary())
        assert caught.value.say("en") == str(caught.value)
        return caught.value.say("en"), caught.value.say("id")

    return complaint


def changed(old: str, new: str) -> str:
    """The good rule with a mistake in it."""
    assert old in RULE
    return RULE.replace(old, new)


def briefly(value: object) -> str | None:
    """One-line names of test cases; whole files have none."""
    return "" if "\n" in str(value) else None


# -- the shipped rules ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def book():
    return rulefile.load([shipped("rules")], Vocabulary())


def test_the_shipped_rules_load(book):
    assert {category.id for category in book.ruleset.categories} == {"candidate_support", "hoax", "hate_speech", "money_politics"}
    assert len(book.ruleset.rules) > 30
    assert book.elections


def test_every_shipped_rule_has_its_own_id_and_examples_of_both_kinds(book):
    rules = book.ruleset.rules
    assert len({rule.id for rule in rules}) == len(rules)
    for rule in rules:
        assert rule.fires, rule.id
        assert rule.quiet, rule.id
        assert rule.sources, rule.id
        assert rule.pre, rule.id
        assert rule.post, rule.id


def test_every_act_is_covered_by_a_rule(book):
    assert {act for rule in book.ruleset.rules for act in rule.acts} == set(book.acts)


def test_a_rule_stands_in_the_folder_of_its_category_or_speaks_against(book):
    for rule in book.ruleset.rules:
        folder = rule.id.split("/")[0]
        assert rule.is_context if folder == "context" else rule.categories == (folder,), rule.id


def test_the_same_files_give_the_same_digest_and_one_byte_another(load, write):
    folder = write(RULE)
    first = load(folder).digests
    assert load(folder).digests == first
    write(f"{RULE}#")
    assert load(folder).digests != first


# -- rules of your own ------------------------------------------------------------------------------------------------


def test_a_rule_of_your_own_fires_beside_the_shipped_ones(write):
    mine = Screener.load(write(RULE))
    screening = mine.screen("Dek, posko kemenangan sudah rame dari pagi")
    assert PLACE in screening.rules
    (reason,) = [reason for reason in screening.reasons if reason.name == PLACE]
    assert [screening.words(match) for match in reason.matches] == ["posko kemenangan sudah rame"]
    assert reason.weight == 1.5
    assert mine.fingerprint != Screener.load().fingerprint


def test_a_lexicon_and_an_election_of_your_own_are_read(load, write):
    write(LEXICON, "lexicons/sorakku.yaml")
    write(ELECTION, "elections/uji.yaml")
    book = load(write(changed("(rame|meriah)", "{sorakku}")))
    assert [rule.id for rule in book.ruleset.rules] == [PLACE]
    assert [election.id for election in book.elections] == ["pilkades-uji"]


def test_words_may_be_written_as_slang_and_are_found_in_every_spelling(load, write):
    book = load(write(RULE))
    for text in ("posko kemenangan rame", "Posko Kemenangan RAMEEE", "posko kemenangan ramai"):
        assert book.ruleset.find(book.folder.read(text)).hits, text


def test_a_star_finds_endings_that_nobody_listed(load, write):
    book = load(write(changed("posko kemenangan ...2 (rame|meriah)", "posko jayab*")))
    assert book.ruleset.find(book.folder.read("posko jayabumi")).hits
    assert not book.ruleset.find(book.folder.read("posko jaya")).hits


def test_the_exception_of_a_rule_excuses_it_in_its_own_sentence_only(load, write):
    book = load(write(changed("{ingkar}", "dongeng")))
    excused = book.ruleset.find(book.folder.read("dongeng: posko kemenangan rame"))
    assert (len(excused.hits), len(excused.excuses)) == (0, 1)
    elsewhere = book.ruleset.find(book.folder.read("Itu dongeng. Posko kemenangan rame"))
    assert (len(elsewhere.hits), len(elsewhere.excuses)) == (1, 0)


def test_a_draft_is_found_but_adds_nothing(load, write):
    (rule,) = load(write(changed("status: active", "status: draft"))).ruleset.rules
    assert (rule.status, rule.weight, rule.adds) == ("draft", 1.5, 0.0)


def test_a_retired_rule_is_listed_and_not_looked_for(load, write):
    book = load(write(changed("status: active", "status: retired")))
    assert book.ruleset.rules == ()
    assert [(rule.id, rule.status) for rule in book.rules] == [(PLACE, "retired")]


def test_marks_become_places_in_the_plain_text(load, write):
    (rule,) = load(write(RULE)).ruleset.rules
    (example,) = rule.fires
    assert example.text == "Dek, posko kemenangan sudah rame dari pagi"
    assert [example.text[start:end] for start, end in example.marks] == ["posko kemenangan sudah rame"]


def test_yes_no_and_numbers_stay_what_the_author_wrote(load, write):
    (rule,) = load(write(changed('quiet: ["Posko banjir meriah sekali"]', "quiet: [no, 01, 12:30]"))).ruleset.rules
    assert [example.text for example in rule.quiet] == ["no", "01", "12:30"]


def test_a_plain_list_of_laws_holds_before_and_after_candidates_are_set(load, write):
    (rule,) = load(write(RULE)).ruleset.rules
    assert [law.id for law in rule.pre] == [law.id for law in rule.post] == ["SE137_2018"]


def test_a_file_that_notepad_saved_with_a_byte_order_mark_is_read(load, write):
    assert load(write(b"\xef\xbb\xbf" + RULE.encode())).ruleset.rules


@pytest.mark.parametrize("folder", ["mine", "x/mine", "x/y/mine", "x/y/z/mine"])
def test_a_folder_is_read_however_deep_it_lies(base, tmp_path, folder):
    shutil.copytree(base, tmp_path / "x" / "y" / "rules")
    place = tmp_path / folder / f"{PLACE}.yaml"
    place.parent.mkdir(parents=True)
    place.write_text(RULE, "utf-8")
    book = rulefile.load([tmp_path / "x" / "y" / "rules", tmp_path / folder], Vocabulary())
    assert [rule.id for rule in book.ruleset.rules] == [PLACE]


# -- mistakes in a rule -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "place", "english", "indonesian"),
    [
        (changed("status:", "statuss:"), "6:1", "unknown key “statuss”; did you mean “status”?", "kunci “statuss” tidak dikenal; mungkin maksudnya “status”?"),
        (RULE + "zzz: 1\n", "17:1", "unknown key “zzz”; there are: acts, category, examples,", "kunci “zzz” tidak dikenal; yang ada: acts, category, examples,"),
        (changed("status: active\n", ""), "1:1", "missing keys: status", "belum ada kunci: status"),
        (RULE + "weight: 2\n", "17:1", "the key “weight” stands in line 5 already; remove one", "kunci “weight” sudah ada di baris 5; hapus salah satu"),
        (changed("sources: [catatan-kami]\n", ""), "1:1", "missing keys: sources", "belum ada kunci: sources"),
        (changed(", en: cheers for a campaign post", ""), "3:7", "missing keys: en", "belum ada kunci: en"),
        (changed("1.5", "berat"), "5:9", "“berat” is no number; write it like 2 or 1.5", "“berat” bukan angka; tulis seperti 2 atau 1.5"),
        (changed("1.5", "1,5"), "5:9", "“1,5” is no number; write it with a point: 1.5", "“1,5” bukan angka; tulis dengan titik: 1.5"),
        (changed("1.5", "[1.5]"), "5:9", "one text is expected here", "di sini harus satu teks"),
        (changed("/sorak-posko", "/posko"), "1:5", f"the id must be the file's place: {PLACE}", f"id harus sama dengan tempat berkas: {PLACE}"),
        (changed("support.endorse", "support.endorce"), "7:8", "unknown act “support.endorce”; did you mean “support.endorse”?", "act “support.endorce” tidak dikenal"),
        (changed("[support.endorse]", "[]"), "7:7", "name one to three acts", "isi satu sampai tiga act"),
        (changed("SE137_2018", "SE138_2018"), "9:8", "unknown law “SE138_2018”; did you mean “SE137_2018”?", "dasar hukum “SE138_2018” tidak dikenal"),
        (changed("[SE137_2018]", "[]"), "9:7", "name at least one law", "sebut paling sedikit satu dasar hukum"),
        (changed("[SE137_2018]", "{pre: [SE137_2018]}"), "9:7", "missing keys: post", "belum ada kunci: post"),
        (
            changed("category: candidate_support", "category: candidat_support"),
            "4:11",
            "unknown category “candidat_support”; did you mean “candidate_support”?",
            "kategori “candidat_support” tidak dikenal; mungkin maksudnya “candidate_support”?",
        ),
        (changed("active", "aktif"), "6:9", "unknown status “aktif”", "status “aktif” tidak dikenal"),
        (
            changed("(rame|meriah)", "{ajaka}"),
            "11:28",
            "there is no lexicon “ajaka”; did you mean {ajakan}?",
            "leksikon “ajaka” tidak ada; mungkin maksudnya {ajakan}?",
        ),
        (changed("(rame|meriah)", "{zzz}"), "11:28", "there is no lexicon “zzz”; there are: ajakan, ingkar", "leksikon “zzz” tidak ada; yang ada: ajakan, ingkar"),
        (changed("meriah)", "meriah"), "11:28", "this “(” is not closed by “)”", "“(” ini tidak ditutup dengan “)”"),
        (changed("{ingkar}", "[ingkar]"), "13:6", "this phrase requires no word at all", "frasa ini tidak mewajibkan satu kata pun"),
        (changed("(rame|meriah)", "gamau"), "11:28", "“gamau” is read as 2 words: tidak mau; write it like that", "“gamau” dibaca sebagai 2 kata: tidak mau; tulis begitu"),
        (changed('match:\n  - "posko', 'match: "posko'), "10:8", "a list is expected here", "di sini harus daftar"),
        (
            changed('match:\n  - "posko kemenangan ...2 (rame|meriah)"\n', ""),
            "1:5",
            "this rule has neither match nor when",
            "aturan ini tidak punya match maupun when",
        ),
        (changed("[[", "").replace("]]", ""), "15:11", "mark the words that must be hit with [[ … ]]", "tandai kata yang harus kena dengan [[ … ]]"),
        (changed('quiet: ["Posko banjir meriah sekali"]', "quiet: []"), "16:10", "write at least one example", "tulis paling sedikit satu contoh"),
        (
            changed('["Posko banjir meriah sekali"]', "[{text: Sip, action: lirik}]"),
            "16:31",
            "action “lirik” is not known; use one of: post,",
            "action “lirik” tidak dikenal; pakai salah satu: post,",
        ),
        (
            changed('["Posko banjir meriah sekali"]', "[{text: Sip, act: support.photo}]"),
            "16:28",
            "this act is none of the rule's acts: support.endorse",
            "act ini tidak ada di acts aturan ini: support.endorse",
        ),
        (RULE + "when: {action: [lirik]}\n", "17:17", "action “lirik” is not known", "action “lirik” tidak dikenal"),
        (RULE + "parent: dukungan\n", "17:9", "unknown category “dukungan”", "kategori “dukungan” tidak dikenal"),
        ("- daftar\n", "1:1", "pairs of “key: value” are expected here", "di sini harus pasangan “kunci: nilai”"),
        ("[kunci]: nilai\n", "1:1", "one text is expected here", "di sini harus satu teks"),
    ],
    ids=briefly,
)
def test_every_mistake_in_a_rule_is_told_with_its_place_in_both_languages(complaint, write, content, place, english, indonesian):
    told = complaint(write(content))
    for text, says in zip(told, (english, indonesian), strict=True):
        assert text.startswith(f"aturan/{PLACE}.yaml:{place}: ")
        assert says in text


@pytest.mark.parametrize(
    ("content", "place", "english", "indonesian"),
    [
        (changed("  fires:", "\tfires:"), "15:1", "a tab at the beginning of the line", "ada tab di awal baris"),
        (changed('(rame|meriah)"', "(rame|meriah)"), "11:5", "the quotes of this line do not pair", "tanda kutip di baris ini tidak berpasangan"),
        (changed("{id: Sorak di posko", "{id: Sorak: di posko"), "2:18", "a colon inside a text; put that text in quotes", "titik dua di tengah teks; beri tanda kutip"),
        (changed("acts: [support.endorse]", "acts: [support.endorse"), "7:7", "this bracket is not closed", "kurung ini tidak ditutup"),
        (RULE + "---\nid: lagi\n", "17:1", "“---” begins a second document", "“---” memulai dokumen kedua"),
        (RULE + "note: a\0b\n", "17:8", "control character U+0000 may not stand in a rule file; remove it", "karakter kendali U+0000"),
    ],
    ids=briefly,
)
def test_what_is_no_yaml_is_told_with_its_place_and_what_to_check(complaint, write, content, place, english, indonesian):
    told = complaint(write(content))
    for text, says in zip(told, (english, indonesian), strict=True):
        assert text.startswith(f"aturan/{PLACE}.yaml:{place}: ")
        assert says in text


@pytest.mark.parametrize("content", ["", "\n\n", "# belum ada isi\n"])
def test_an_empty_file_is_a_mistake(complaint, write, content):
    english, indonesian = complaint(write(content))
    assert english == f"aturan/{PLACE}.yaml:1:1: this file is empty; fill or remove it"
    assert indonesian == f"aturan/{PLACE}.yaml:1:1: berkas ini kosong; isi atau hapus"


@pytest.mark.parametrize(
    ("content", "place"), [(RULE.replace("Dek", "D\xe9k").encode("latin-1"), "15:13"), (RULE.encode("utf-16"), "1:1"), (b"\xff", "1:1")], ids=["latin-1", "utf-16", "a byte"]
)
def test_a_file_that_is_no_utf_8_is_a_mistake_with_its_place(complaint, write, content, place):
    english, indonesian = complaint(write(content))
    assert english.startswith(f"aturan/{PLACE}.yaml:{place}: this file is not UTF-8")
    assert english.endswith("save it again as UTF-8")
    assert indonesian.startswith(f"aturan/{PLACE}.yaml:{place}: berkas ini bukan UTF-8")
    assert indonesian.endswith("simpan ulang sebagai UTF-8")


def test_a_file_that_ends_in_yml_is_a_mistake_and_not_overlooked(complaint, write):
    english, indonesian = complaint(write(RULE, f"{PLACE}.yml"))
    assert english == f"aturan/{PLACE}.yml:1:1: only files that end in .yaml are read; rename it"
    assert indonesian.startswith(f"aturan/{PLACE}.yml:1:1: ")


def test_two_rules_with_one_id_are_a_mistake_that_names_the_first(complaint, write):
    write(RULE, f"a/{PLACE}.yaml")
    english, indonesian = complaint(write(RULE, f"b/{PLACE}.yaml"))
    assert english == f"aturan/b/{PLACE}.yaml:1:1: there is a rule “{PLACE}” in aturan/a/{PLACE}.yaml already; rename the file"
    assert indonesian == f"aturan/b/{PLACE}.yaml:1:1: aturan “{PLACE}” sudah ada di aturan/a/{PLACE}.yaml; beri nama berkas lain"


def test_a_rule_of_your_own_cannot_take_the_id_of_a_shipped_one(write):
    with pytest.raises(RuleError, match=r"^aturan/candidate_support/like\.yaml:1:1: there is a rule “candidate_support/like” in "):
        Screener.load(write(changed("/sorak-posko", "/like"), "candidate_support/like.yaml"))


@pytest.mark.parametrize("name", ["laws", "acts", "categories", "folding", "spellings"])
def test_a_folder_of_your_own_cannot_replace_the_shipped_registers(complaint, write, name):
    english, indonesian = complaint(write("a: b\n", f"{name}.yaml"))
    assert english.startswith(f"aturan/{name}.yaml:1:1: ")
    assert indonesian.startswith(f"aturan/{name}.yaml:1:1: ")


def test_a_lexicon_of_your_own_cannot_replace_a_shipped_one(complaint, write):
    english, indonesian = complaint(write(LEXICON, "lexicons/ajakan.yaml"))
    assert english.startswith("aturan/lexicons/ajakan.yaml:1:1: there is a shipped lexicon “ajakan” already")
    assert indonesian.startswith("aturan/lexicons/ajakan.yaml:1:1: leksikon “ajakan” sudah ada")


@pytest.mark.parametrize("missing", ["tidak-ada", "aturan/candidate_support/sorak-posko.yaml"])
def test_a_folder_that_does_not_exist_is_told_by_its_name(complaint, write, missing):
    write(RULE)
    english, indonesian = complaint(Path(missing))
    assert re.match(rf"{re.escape(missing)}: the rule folder cannot be read \(.+\); check its name$", english)
    assert re.match(rf"{re.escape(missing)}: folder aturan tidak dapat dibaca \(.+\); periksa namanya$", indonesian)


def test_a_shipped_folder_without_its_registers_says_to_install_again(tmp_path):
    with pytest.raises(RuleError, match=r"categories\.yaml is missing; install screener again") as caught:
        rulefile.load([tmp_path], Vocabulary())
    assert "pasang ulang screener" in caught.value.say("id")


# -- mistakes in lexicons and elections -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "place", "english", "indonesian"),
    [
        (LEXICON + "  - gamau\n", "4:5", "“gamau” is read as 2 words", "“gamau” dibaca sebagai 2 kata"),
        (LEXICON + "  - orang gamau\n", "4:11", "“gamau” is read as 2 words", "“gamau” dibaca sebagai 2 kata"),
        ("mask: <calon>\n" + LEXICON + "  - gamau\n", "5:5", "“gamau” is read as 2 words", "“gamau” dibaca sebagai 2 kata"),
        (LEXICON.replace("words", "word"), "2:1", "unknown key “word”; did you mean “words”?", "kunci “word” tidak dikenal"),
        (LEXICON.replace(", en: cheers", ""), "1:8", "missing keys: en", "belum ada kunci: en"),
        (LEXICON.replace("\n  - horas", " horas"), "2:8", "a list is expected here", "di sini harus daftar"),
        (LEXICON + "  - {not_beside: [gas]}\n", "4:5", "missing keys: word", "belum ada kunci: word"),
        (LEXICON + "  - {word: gas, not_beside: [elpiji]}\n", "4:29", "not_beside works only in a lexicon with a mask", "not_beside hanya berlaku di leksikon yang punya mask"),
    ],
    ids=briefly,
)
def test_every_mistake_in_a_lexicon_is_told_with_its_place(complaint, write, content, place, english, indonesian):
    told = complaint(write(content, "lexicons/sorakku.yaml"))
    for text, says in zip(told, (english, indonesian), strict=True):
        assert text.startswith(f"aturan/lexicons/sorakku.yaml:{place}: ")
        assert says in text


@pytest.mark.parametrize(
    ("content", "place", "english"),
    [
        (ELECTION.replace("2031-02-01", "1 Februari 2031"), "4:17", "“1 Februari 2031” is no date; write it like 2024-11-27"),
        (ELECTION.replace("2031-02-01", "2031-02-30"), "4:17", "there is no day 2031-02-30 in the calendar"),
        (
            ELECTION.replace("2031-02-01", "2031-03-02"),
            "5:9",
            "voting (2031-03-01) is before candidates_set (2031-03-02); the order is: begins, candidates_set, campaign, quiet, voting, ends",
        ),
        (ELECTION.replace("voting: 2031-03-01\n", ""), "1:1", "missing keys: voting"),
        (ELECTION + "quiet: [2031-02-28]\n", "7:8", "write first and last day"),
        (ELECTION + "pairs: [{number: 0, names: [sekar ayunda]}]\n", "7:18", "“0” is no ballot number from 1 to 99"),
    ],
    ids=briefly,
)
def test_every_mistake_in_an_election_is_told_with_its_place(complaint, write, content, place, english):
    told = complaint(write(content, "elections/uji.yaml"))
    assert english in told[0]
    assert all(text.startswith(f"aturan/elections/uji.yaml:{place}: ") for text in told)


@pytest.mark.parametrize("weight", ["nan", "inf", "-inf", "1e999"])
def test_a_weight_that_is_no_finite_number_is_a_mistake(complaint, write, weight):
    assert complaint(write(changed("1.5", weight)))[0].startswith(f"aturan/{PLACE}.yaml:5:9: ")


@pytest.mark.parametrize("entry", ['""', "", '"~"'])
def test_an_empty_entry_of_a_lexicon_is_a_mistake(complaint, write, entry):
    assert complaint(write(f"{LEXICON}  - {entry}\n", "lexicons/sorakku.yaml"))[0].startswith("aturan/lexicons/sorakku.yaml:4:")


def test_a_neighbour_that_folds_into_several_words_is_a_mistake(complaint, write):
    content = "mask: <calon>\n" + LEXICON + "  - {word: jagoanku, not_beside: [gamau]}\n"
    assert complaint(write(content, "lexicons/sorakku.yaml"))[0].startswith("aturan/lexicons/sorakku.yaml:5:")


def test_a_rule_without_a_category_is_a_mistake(complaint, write):
    assert complaint(write(changed("category: candidate_support", "category: []")))[0].startswith(f"aturan/{PLACE}.yaml:4:")


@pytest.mark.parametrize("name", [f"{PLACE}.YAML", f"{PLACE}.yaml.txt", "sorak-posko.yaml"])
def test_no_rule_is_overlooked_because_of_its_name_or_place(complaint, write, name):
    assert complaint(write(RULE, name))[0].startswith(f"aturan/{name}:1:")
