"""Writing rules: every mistake is told at once, with line, caret and remedy, in both languages; what is right is read as it is written."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from screener import RuleError, explain, rulefile
from screener.api import shipped
from screener.fold import Vocabulary
from screener.proof import check
from screener.screening import ACTIONS
from screener.yamlfile import Sheet

FILES = Path(__file__).parent / "rulefiles"
BROKEN = sorted((FILES / "invalid").glob("*/*.yaml"))
WELL = sorted((FILES / "valid").glob("*.yaml"))
RULES = Path(__file__).parent.parent / "rules"


def laid_out(files, folder: Path) -> Path:
    """A folder of rules of one's own with these files in it, each where its kind belongs."""
    for file in files:
        kind = file.parent.name
        place = folder / (kind if kind in ("lexicons", "elections") else "candidate_support") / file.name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, place)
    return folder


def load(folder: Path) -> rulefile.Rulebook:
    return rulefile.load([FILES / "base", folder], Vocabulary())


def mistakes(folder: Path) -> tuple[RuleError, ...]:
    try:
        load(folder)
    except RuleError as first:
        return (first, *first.others)
    return ()


def told(file: Path) -> str:
    """All mistakes of a file: "line:column: message" in English and Indonesian, then the line with a caret."""
    with tempfile.TemporaryDirectory() as folder:
        found = mistakes(laid_out([file], Path(folder)))
    blocks = []
    for mistake in found:
        lines = [mistake.say(lang).partition(f"{file.name}:")[2] for lang in ("en", "id")]
        lines += [f"    {line}".rstrip() for line in explain.inert(mistake.excerpt, newlines=True).splitlines()]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def names(file: Path) -> str:
    return f"{file.parent.name}/{file.stem}"


# -- mistakes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", BROKEN, ids=names)
def test_every_mistake_is_told_with_its_line_a_caret_and_what_to_do(file):
    assert told(file) == file.with_suffix(".expected").read_text("utf-8")


@pytest.mark.parametrize("file", BROKEN, ids=names)
def test_both_languages_tell_the_same_places_and_differ_in_words(file, tmp_path):
    for mistake in mistakes(laid_out([file], tmp_path)):
        english, indonesian = (re.fullmatch(r"(.*?:\d+:\d+): (.+)", mistake.say(lang)) for lang in ("en", "id"))
        assert english[1] == indonesian[1]
        assert english[2] != indonesian[2]
        assert "Error" not in english[2] + indonesian[2]


@pytest.mark.parametrize("file", BROKEN, ids=names)
def test_the_caret_stands_under_the_column_that_is_told(file, tmp_path):
    for mistake in mistakes(laid_out([file], tmp_path)):
        column = int(re.search(r":(\d+): ", str(mistake))[1])
        line, _, caret = mistake.excerpt.partition("\n")
        if mistake.excerpt and line.isascii() and column < 38:
            assert len(caret) == column


def test_there_is_an_expectation_for_every_broken_file_and_no_other():
    expected = {path.with_suffix(".yaml") for path in (FILES / "invalid").glob("*/*.expected")}
    assert expected == set(BROKEN)
    assert len(BROKEN) >= 45


def test_no_broken_file_is_read_without_a_word():
    assert [names(file) for file in BROKEN if not file.with_suffix(".expected").read_text("utf-8").strip()] == []


def test_all_broken_files_together_tell_as_many_mistakes_as_one_by_one(tmp_path):
    rules = [file for file in BROKEN if file.parent.name == "rules"]
    one_by_one = sum(file.with_suffix(".expected").read_text("utf-8").count("\n\n") + 1 for file in rules)
    assert len(mistakes(laid_out(rules, tmp_path))) == one_by_one


def test_mistakes_stand_in_the_order_of_files_and_lines(tmp_path):
    several = [FILES / "invalid" / "rules" / f"{name}.yaml" for name in ("curly-quotes", "five-mistakes-at-once", "missing-keys")]
    places = [re.search(r"([\w-]+)\.yaml:(\d+):", str(mistake)) for mistake in mistakes(laid_out(several, tmp_path))]
    found = [(place[1], int(place[2])) for place in places]
    assert found == sorted(found)
    assert len({name for name, _ in found}) == 3


def test_files_that_are_not_read_do_not_hide_the_mistakes_of_others(tmp_path):
    one_each = [FILES / "invalid" / "rules" / f"{name}.yaml" for name in ("not-utf8", "tab-in-indentation", "empty-file", "weight-yes")]
    folder = laid_out(one_each, tmp_path)
    shutil.copy(one_each[3], folder / "candidate_support" / "lama.yml")
    told_of = {re.search(r"([\w-]+\.ya?ml):", str(mistake))[1] for mistake in mistakes(folder)}
    assert told_of == {"not-utf8.yaml", "tab-in-indentation.yaml", "empty-file.yaml", "weight-yes.yaml", "lama.yml"}


def test_a_broken_lexicon_is_no_mistake_of_the_rules_that_use_it(tmp_path):
    (tmp_path / "lexicons").mkdir()
    (tmp_path / "lexicons" / "posko.yaml").write_text("about: [\n", "utf-8")
    good = (FILES / "valid" / "no-final-newline.yaml").read_text("utf-8")
    (tmp_path / "candidate_support").mkdir()
    (tmp_path / "candidate_support" / "no-final-newline.yaml").write_text(good.replace("(ramai|meriah)", "{posko}"), "utf-8")
    assert [Path(str(mistake).partition(":")[0]).name for mistake in mistakes(tmp_path)] == ["posko.yaml"]


@pytest.mark.parametrize("nested", ["[" * 200_000 + "]" * 200_000, "- " * 200_000 + "x", "{a: " * 200_000 + "x" + "}" * 200_000])
def test_a_file_nested_without_end_is_a_mistake_and_no_crash(nested):
    sheet = Sheet("dalam.yaml", nested)
    assert sheet.compose() is None
    assert "too many levels" in str(sheet.mistakes[0])


def test_a_wide_emoji_moves_the_caret_by_two_columns():
    excerpt = next(iter(mistakes_of_line('  - "🔥🔥 {x"'))).excerpt
    line, caret = excerpt.splitlines()
    assert line.index("{") + 2 == caret.index("^")


def mistakes_of_line(line: str) -> list[RuleError]:
    sheet = Sheet("uji.yaml", f"match:\n{line}\n")
    (_, value), = sheet.compose().pairs()
    (phrase,) = value.cells()
    phrase.wrong(id="kurung", en="bracket", offset=phrase.text().index("{"))
    return sheet.mistakes


# -- what is right ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", WELL, ids=lambda file: file.stem)
def test_what_is_right_is_read_without_a_word(file, tmp_path):
    folder = laid_out([file], tmp_path)
    assert mistakes(folder) == ()
    assert f"candidate_support/{file.stem}" in {rule.id for rule in load(folder).rules}


def read(name: str, folder: Path):
    book = load(laid_out([FILES / "valid" / f"{name}.yaml"], folder))
    return next(rule for rule in book.rules if rule.id == f"candidate_support/{name}")


def test_what_yaml_would_change_stays_as_it_is_written(tmp_path):
    assert [example.text for example in read("yaml-traps", tmp_path).quiet] == [
        "no", "on", "yes", "Off", "01", "0o7", "0x1F", "12:30", "1_000", "1e3", "~", "null", "true", ".5", "2024-11-27", "2024-11-27 08:00:00", "=", "<<",
    ]  # fmt: skip


def test_an_act_may_have_a_name_that_yaml_would_change(tmp_path):
    shutil.copytree(FILES / "base", tmp_path / "base")
    with (tmp_path / "base" / "acts.yaml").open("a", encoding="utf-8") as acts:
        acts.writelines(f"{act}: {{id: uji, en: test}}\n" for act in ("no", "01", "12:30"))
    rule = (FILES / "valid" / "no-final-newline.yaml").read_text("utf-8").replace("[support.endorse]", "[no, 01, 12:30]")
    (tmp_path / "own" / "candidate_support").mkdir(parents=True)
    (tmp_path / "own" / "candidate_support" / "no-final-newline.yaml").write_text(rule, "utf-8")
    book = rulefile.load([tmp_path / "base", tmp_path / "own"], Vocabulary())
    assert ("no", "01", "12:30") in {rule.acts for rule in book.rules}


def test_texts_in_every_style_come_out_as_yaml_says(tmp_path):
    assert [example.text for example in read("texts-in-every-style", tmp_path).quiet] == [
        'Posko banjir: "meriah" #bukan komentar',
        "Posko banjir meriah sekali",
        "Posko banjir\nmeriah sekali\n",
        "Posko banjir, meriah - sekali",
    ]


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path):
    plain, windows, marked = (
        read(name, tmp_path / name) for name in ("no-final-newline", "windows-line-ends", "byte-order-mark")
    )
    assert plain.fires == windows.fires == marked.fires
    assert [phrase.source for phrase in plain.match] == [phrase.source for phrase in windows.match] == [phrase.source for phrase in marked.match]


def test_laws_may_differ_before_and_after_candidates_are_set(tmp_path):
    rule = read("laws-with-items", tmp_path)
    assert [law.id for law in rule.pre] == ["SKB_2022_A#6", "SKB_2022_A#7"]
    assert [law.id for law in rule.post] == ["SKB_2022_B"]


def test_an_action_may_be_called_by_any_of_its_names(tmp_path):
    assert read("like-without-words", tmp_path).actions == {"like", "share"}


# -- a phrase that can never be found ---------------------------------------------------------------------------------


def phrase_mistakes(phrase: str, folder: Path) -> list[str]:
    content = (FILES / "valid" / "no-final-newline.yaml").read_text("utf-8")
    assert "posko kemenangan ...2 (ramai|meriah)" in content
    place = folder / "candidate_support" / "no-final-newline.yaml"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(content.replace("posko kemenangan ...2 (ramai|meriah)", phrase), "utf-8")
    return [str(mistake).partition("yaml:")[2] for mistake in mistakes(folder)]


@pytest.mark.parametrize(
    ("phrase", "column", "written"),
    [
        ("dukung sarimaya", 13, "<calon>"),
        ("dukung (dia|Sarimaya)", 18, "<calon>"),
        ("hidup maharaja sari", 6, "hidup <calon>"),
        ("paslon dua", 6, "paslon <nomor>"),
        ("gas ...3 (nomor tiga|lanjut)", 16, "nomor <nomor>"),
        ("pilih kusumowati", 12, "<calon>"),
    ],
)
def test_a_name_that_is_always_replaced_is_a_mistake_in_a_phrase(phrase, column, written, tmp_path):
    (mistake,) = phrase_mistakes(phrase, tmp_path)
    assert mistake.startswith(f"11:{column}: ")
    assert mistake.endswith(f"; write {written}")


@pytest.mark.parametrize("phrase", ["bunga melati (wangi|harum)", "hidup <calon>", "maharaja ...1 sari", "paslon {ajakan}", "hidup . merdeka", "partai <partai>"])
def test_words_that_some_neighbour_keeps_are_no_mistake(phrase, tmp_path):
    assert phrase_mistakes(phrase, tmp_path) == []


def test_no_phrase_of_the_shipped_rules_is_dead_by_folding():
    assert check(RULES) == ()


# -- schemas for editors ----------------------------------------------------------------------------------------------

SCHEMAS = {
    kind: Draft202012Validator(json.loads((RULES / f"{kind}.schema.json").read_text("utf-8"))) for kind in ("rule", "lexicon", "election")
}
TEMPLATE = RULES.parent / "examples" / "pilkada-template.yaml"
SHIPPED = [*sorted(RULES.glob("*/*.yaml")), TEMPLATE]


def kind_of(file: Path) -> str:
    return {"lexicons": "lexicon", "elections": "election", "examples": "election"}.get(file.parent.name, "rule")


def values(file: Path):
    """A file as the rule reader sees it, all scalars text; None where it is no YAML."""
    try:
        return yaml.load(file.read_text("utf-8-sig"), Loader=yaml.BaseLoader)
    except (yaml.YAMLError, UnicodeDecodeError):
        return None


@pytest.mark.parametrize("kind", SCHEMAS)
def test_a_schema_is_one_and_describes_every_key_in_both_languages(kind):
    schema = SCHEMAS[kind].schema
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    for key, described in schema["properties"].items():
        assert re.fullmatch(r"\S.* · \S.*", described["description"]), key


@pytest.mark.parametrize("file", SHIPPED, ids=names)
def test_every_shipped_file_agrees_with_its_schema(file):
    assert [error.message for error in SCHEMAS[kind_of(file)].iter_errors(values(file))] == []


@pytest.mark.parametrize("file", WELL, ids=lambda file: file.stem)
def test_what_the_reader_accepts_the_schema_accepts(file):
    assert [error.message for error in SCHEMAS["rule"].iter_errors(values(file))] == []


def test_an_editor_that_reads_numbers_and_truth_values_accepts_the_shipped_files_too():
    class Plain(yaml.SafeLoader):
        """YAML with numbers and truth values, days as text, as editors read it."""

    Plain.yaml_implicit_resolvers = {
        first: [(tag, shape) for tag, shape in resolvers if not tag.endswith("timestamp")] for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    for file in SHIPPED:
        found = SCHEMAS[kind_of(file)].iter_errors(yaml.load(file.read_text("utf-8"), Loader=Plain))
        assert [error.message for error in found] == [], file


VISIBLE = {
    "rules": [
        "unknown-key", "unknown-key-did-you-mean", "indonesian-keys", "missing-keys", "missing-language",
        "third-language", "empty-language", "title-in-one-language-only", "list-instead-of-pairs",
        "text-instead-of-pairs", "list-instead-of-text", "text-instead-of-list", "lexicon-without-quotes",
        "option-without-quotes", "weight-with-comma", "weight-yes", "weight-in-words", "weight-empty", "weight-nan",
        "weight-infinite", "weight-in-hex", "weight-with-underscore", "zero-weight", "wrong-status", "wrong-category",
        "no-category", "four-acts", "no-acts", "no-law", "laws-on-one-side-only", "laws-as-text", "no-sources",
        "no-match-no-when", "match-empty", "match-without-a-value", "unless-empty", "action-unknown",
        "action-as-text", "no-action", "when-without-action", "parent-unknown", "note-empty", "empty-phrase",
        "unmarked-example", "unpaired-marks", "marks-in-quiet", "no-quiet-examples", "no-examples-at-all",
        "example-text-missing", "example-action-unknown", "example-weak-ya", "example-is-a-list", "curly-quotes",
        "merge-key", "empty-marks", "five-mistakes-at-once",
    ],
    "lexicons": [
        "misspelt-key", "list-only", "no-words", "words-as-text", "missing-language", "empty-entry",
        "not-beside-in-a-plain-lexicon", "capitals-in-a-plain-lexicon", "capitals-yes", "neighbours-as-text",
        "entry-with-a-misspelt-key", "entry-without-a-word", "mask-without-angle-brackets", "mask-with-a-blank",
    ],
    "elections": [
        "span-of-one-day", "span-as-text", "span-with-a-dash", "date-in-words", "date-the-indonesian-way",
        "date-without-dashes", "missing-voting", "misspelt-key", "indonesian-key", "number-zero", "number-in-words",
        "number-hundred", "pair-without-names", "names-as-text", "pairs-as-map", "hashtag-without-quotes",
        "empty-region", "empty-office", "title-empty", "several-mistakes",
    ],
}


@pytest.mark.parametrize("name", [f"{kind}/{name}" for kind, broken in VISIBLE.items() for name in broken])
def test_a_mistake_of_shape_is_refused_by_the_schema(name):
    file = FILES / "invalid" / f"{name}.yaml"
    assert not SCHEMAS[kind_of(file)].is_valid(values(file))


def listed(content: str, place: str, folder: Path, sign: str) -> set[str]:
    """What the reader says there is, for a file with a key or value that is not."""
    path = folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")
    said = next(str(mistake) for mistake in mistakes(folder) if sign in str(mistake))
    return set(said.partition(sign)[2].split(", "))


RULE, LEXICON, ELECTION = "candidate_support/x.yaml", "lexicons/x.yaml", "elections/x.yaml"
UNKNOWN = "unknown key “qqq”; there are: "


@pytest.mark.parametrize(
    ("kind", "content", "place", "path"),
    [
        ("rule", "qqq: x\n", RULE, ()),
        ("rule", "title: {qqq: x}\n", RULE, ("$defs", "both")),
        ("rule", "when: {qqq: x}\n", RULE, ("properties", "when")),
        ("rule", "status: draft\ncategory: hoax\nlaws: {qqq: x}\n", RULE, ("properties", "laws", "anyOf", 1)),
        ("rule", "examples: {qqq: x}\n", RULE, ("properties", "examples")),
        ("rule", "examples: {quiet: [{qqq: x}]}\n", RULE, ("$defs", "example", "anyOf", 1)),
        ("lexicon", "qqq: x\n", LEXICON, ()),
        ("lexicon", "about: {qqq: x}\n", LEXICON, ("$defs", "both")),
        ("lexicon", "mask: <calon>\nwords: [{qqq: x}]\n", LEXICON, ("properties", "words", "items", "anyOf", 1)),
        ("election", "qqq: x\n", ELECTION, ()),
        ("election", "pairs: [{qqq: x}]\n", ELECTION, ("properties", "pairs", "items")),
        ("election", "parties: [{qqq: x}]\n", ELECTION, ("properties", "parties", "items")),
        ("election", "pairs: [{number: 1, names: [{qqq: x}]}]\n", ELECTION, ("$defs", "entry", "anyOf", 1)),
    ],
)
def test_schema_and_reader_know_the_same_keys(kind, content, place, path, tmp_path):
    part = SCHEMAS[kind].schema
    for step in path:
        part = part[step]
    assert part["additionalProperties"] is False
    assert set(part["properties"]) == listed(content, place, tmp_path, UNKNOWN)
    missing = [str(mistake) for mistake in mistakes(tmp_path) if "missing keys: " in str(mistake)]
    demanded = [set(said.partition("missing keys: ")[2].split(", ")) for said in missing]
    assert not part.get("required") or set(part["required"]) in demanded


@pytest.mark.parametrize(
    ("content", "place", "sign", "path"),
    [
        ("status: qqq\n", RULE, "unknown status “qqq”; there are: ", ("rule", "properties", "status")),
        ("category: qqq\nstatus: draft\n", RULE, "unknown category “qqq”; there are: ", ("rule", "$defs", "category")),
        ("parent: qqq\n", RULE, "unknown category “qqq”; there are: ", ("rule", "$defs", "category")),
    ],
)
def test_schema_and_reader_know_the_same_values(content, place, sign, path, tmp_path):
    part = SCHEMAS[path[0]].schema
    for step in path[1:]:
        part = part[step]
    assert set(part["enum"]) == listed(content, place, tmp_path, sign)


def test_the_schema_knows_every_action_by_all_its_names():
    every = {name for action, others in ACTIONS.items() for name in (action, *others)}
    assert set(SCHEMAS["rule"].schema["$defs"]["action"]["enum"]) == every


def test_the_patterns_of_the_schema_fit_every_act_and_law_that_may_be_named(screener):
    parts = SCHEMAS["rule"].schema["$defs"]
    assert [act for act in screener.rulebook.acts if not re.search(parts["act"]["pattern"], act)] == []
    laws = values(RULES / "laws.yaml")
    ids = [*laws, *(f"{law}#{item}" for law, fields in laws.items() for item in fields.get("items", ()))]
    assert [law for law in ids if not re.search(parts["law"]["pattern"], law)] == []


def test_the_schemas_lie_beside_the_rules_wherever_these_are():
    assert {entry.name for entry in shipped("rules").iterdir() if entry.name.endswith(".json")} == {f"{kind}.schema.json" for kind in SCHEMAS}


# -- rules check ------------------------------------------------------------------------------------------------------


def rules_check(folder: Path, lang: str) -> subprocess.CompletedProcess[str]:
    code = "from screener.cli import main; main()"
    command = [sys.executable, "-c", code, "rules", "check", folder, "--lang", lang]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)


OWN = """\
id: candidate_support/yel-kantor
title: {id: Yel di kantor, en: A chant at the office}
says: {id: meneriakkan yel di kantor, en: chants at the office}
category: candidate_support
weight: 2
status: active
acts: [support.endorse]
sources: [catatan]
laws: [SE137_2018]
match: ["yel kantor {sorak_kantor}"]
examples:
  fires: ["Tadi pagi [[yel kantor hore]] lagi"]
  quiet: ["Kantor tutup jam empat"]
"""
CHEERS = "about: {id: sorak di kantor, en: cheers at the office}\nwords: [hore, hura]\n"


@pytest.fixture
def own(tmp_path):
    """Writes a rule and a lexicon of one's own."""

    def write(rule: str = OWN, lexicon: str = CHEERS) -> Path:
        for name, content in (("candidate_support/yel-kantor", rule), ("lexicons/sorak_kantor", lexicon)):
            place = tmp_path / "aturan" / f"{name}.yaml"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(content, "utf-8")
        return tmp_path / "aturan"

    return write


@pytest.mark.parametrize(
    ("lang", "says", "count"),
    [
        ("en", ("“aktif”; there are: active, draft, retired", "“1,5” is no number; write it with a point: 1.5", "“words”?"), "3 mistake(s)"),
        ("id", ("“aktif” tidak dikenal; yang ada: active, draft, retired", "“1,5” bukan angka; tulis dengan titik: 1.5", "“words”?"), "3 kesalahan"),
    ],
)
def test_rules_check_tells_the_mistakes_of_all_files_in_one_run(own, lang, says, count):
    folder = own(OWN.replace("active", "aktif").replace("weight: 2", "weight: 1,5"), CHEERS.replace("words", "wordss"))
    ran = rules_check(folder, lang)
    assert ran.returncode == 4
    rule, lexicon = folder / "candidate_support" / "yel-kantor.yaml", folder / "lexicons" / "sorak_kantor.yaml"
    lines = ran.stdout.splitlines()
    assert [line.partition(": ")[0] for line in lines if line.startswith(str(folder))] == [f"{rule}:5:9", f"{rule}:6:9", f"{lexicon}:2:1"]
    assert all(said in ran.stdout for said in says)
    shown = [(line, below) for line, below in pairwise(lines) if below.strip() == "^"]
    assert shown == [("  weight: 1,5", "          ^"), ("  status: aktif", "          ^"), ("  wordss: [hore, hura]", "  ^")]
    assert lines[-1] == count


@pytest.mark.parametrize(("lang", "says"), [("en", "no mistakes. Next: "), ("id", "tidak ada kesalahan. Berikutnya: ")])
def test_rules_check_of_a_clean_folder_names_the_next_command(own, lang, says):
    folder = own()
    ran = rules_check(folder, lang)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == f"{folder}: {says}screener rules test --rules {folder}\n"


def test_rules_check_reads_a_complete_folder_by_itself():
    ran = rules_check(FILES / "base", "en")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == f"{FILES / 'base'}: no mistakes. Next: screener rules test\n"


def test_rules_check_of_no_folder_says_so(tmp_path):
    ran = rules_check(tmp_path / "tidak-ada", "en")
    assert ran.returncode == 4
    assert "the rule folder cannot be read" in ran.stdout
