"""An office adds its own election in one file: names are masked, slogans fire, days and region choose the law, no score changes."""

import csv
import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from screener import Post, RuleError, Screener
from screener.cli import app

TEMPLATE = Path(__file__).parent.parent / "examples" / "pilkada-template.yaml"
WONOSARI = """
id: pilkada-wonosari
title: Pilkada Wonosari
region: [Wonosari]
begins: 2031-05-01
candidates_set: 2031-09-22
campaign: [2031-09-25, 2031-11-23]
quiet: [2031-11-24, 2031-11-26]
voting: 2031-11-27
ends: 2032-02-20
offices: [bupati, cabup]
pairs:
  - number: 1
    names: [Wirakencana, Lela Kusumastuti]
    nicknames: [WiraLela, "Mbah Kencono"]
    slogans: [wonosari moncer bareng]
    hashtags: ["#moncerbareng"]
    hand_signs: ["🖖"]
  - number: 2
    names: [Moh Sastranegara, Ummi Sa'diyyatun]
    nicknames: [{word: sasa, beside: [paslon, coblos]}]
"""
PRESIDENT = """
id: pilpres-2034
title: Pilpres 2034
begins: 2031-01-01
candidates_set: 2031-02-01
voting: 2034-02-14
ends: 2034-10-20
offices: [capres]
pairs:
  - {number: 1, names: [wangsadirja]}
"""
NAMES = ["Wirakencana", "wirakencana", "WIRAKENCANA", "Lela Kusumastuti", "WiraLela", "Mbah Kencono", "Moh. Sastranegara", "Moh Sastranegara", "Ummi Sa'diyyatun", "Ummi Sadiyyatun"]
NAMED = "Kemarin keluarga besar kami sepakat memilih {} saja."
PLAIN = "Ayo coblos nomor 2, menangkan bersama warga!"
VOTE_CALL = "candidate_support/vote-call"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Two election files of an office."""
    folder = tmp_path_factory.mktemp("elections")
    paths = [folder / "pilkada-wonosari.yaml", folder / "pilpres-2034.yaml"]
    for path, content in zip(paths, (WONOSARI, PRESIDENT), strict=True):
        path.write_text(content, "utf-8")
    return paths


@pytest.fixture(scope="module")
def office(files):
    return Screener.load(elections=files)


def words(screener, text):
    folder = screener.rulebook.folder
    return " ".join(folder.vocabulary.words[number] for number in folder.read(text).words)


def addends(screening):
    return [(reason.category, reason.source, reason.name, reason.weight) for reason in screening.reasons]


def laws(screening, rule=VOTE_CALL):
    """The laws of a rule: their ids, and the sides that they stand for."""
    (found,) = [reason.laws for reason in screening.reasons if reason.name == rule]
    return {law.id for law in found}, {law.applies for law in found}


# -- one file ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [str, Path, lambda path: [path], lambda path: (str(path),)], ids=["str", "Path", "list", "tuple"])
def test_a_file_is_handed_over_by_path_or_in_a_list(files, form):
    screener = Screener.load(elections=form(files[0]))
    assert "pilkada-wonosari" in {election.id for election in screener.rulebook.elections}
    assert words(screener, "tadi Wirakencana datang") == "tadi <calon> datang"


def test_several_files_are_read_together(office):
    assert {"pilkada-wonosari", "pilpres-2034", "pilpres-2024"} <= {election.id for election in office.rulebook.elections}


@pytest.mark.parametrize("name", NAMES)
def test_every_name_and_nickname_is_masked_as_a_candidate(office, screener, name):
    assert words(office, f"tadi {name} datang") == "tadi <calon> datang"
    usual = screener.screen(NAMED.format("Ganjar Pranowo"))
    assert addends(office.screen(NAMED.format(name))) == addends(usual)


@pytest.mark.parametrize("pair", ["Wirakencana-Lela Kusumastuti", "Wirakencana & Lela Kusumastuti", "Pak Wirakencana dan Ibu Lela Kusumastuti", "wirakencana dan lela kusumastuti"])
def test_a_pair_is_one_candidate(office, pair):
    assert words(office, f"tadi {pair} datang") == "tadi <calon> datang"


def test_a_nickname_that_needs_its_neighbour_is_masked_beside_it_only(office):
    assert "<calon>" in words(office, "coblos sasa besok")
    assert "<calon>" not in words(office, "masak pakai sasa lagi")


def test_slogans_hashtags_and_hand_signs_are_masked_and_a_slogan_fires(office, screener):
    assert words(office, "ayo wonosari moncer bareng") == "ayo <slogan>"
    assert words(office, "ayo #MoncerBareng") == "ayo <slogan>"
    assert words(office, "salam 🖖") == "salam <isyarat>"
    slogan = "Warga RT 3 kompak, Wonosari Moncer Bareng!"
    known = office.screen(slogan)
    assert "candidate_support" in known.categories
    assert "<slogan>" in words(office, slogan)
    assert [known.words(match) for reason in known.reasons if reason.source == "rule" for match in reason.matches].count("Wonosari Moncer Bareng")
    assert screener.screen(slogan).rules == ()


def test_what_the_files_do_not_name_scores_as_before(office, screener):
    for text in (PLAIN, "Selamat pagi, loket buka pukul delapan", "Server KPU sudah diatur, viralkan sebelum dihapus!!", NAMED.format("Prabowo")):
        assert addends(office.screen(text)) == addends(screener.screen(text))


def test_the_fingerprint_changes_with_every_byte_of_every_file(files, office, screener, tmp_path):
    one = Screener.load(elections=files[0])
    changed = tmp_path / files[0].name
    changed.write_text(WONOSARI + "# catatan\n", "utf-8")
    prints = [screener.fingerprint, one.fingerprint, office.fingerprint, Screener.load(elections=changed).fingerprint]
    assert len(set(prints)) == 4
    assert Screener.load(elections=[files[0]]).fingerprint == one.fingerprint


def test_an_election_may_also_lie_in_a_folder_of_rules(tmp_path):
    (tmp_path / "elections").mkdir()
    (tmp_path / "elections" / "pilkada-wonosari.yaml").write_text(WONOSARI, "utf-8")
    assert words(Screener.load(tmp_path), "tadi Wirakencana datang") == "tadi <calon> datang"


# -- days, names and regions ------------------------------------------------------------------------------------------

PHASES = [
    ("2031-04-30", "none"),
    ("2031-05-01", "pre"),
    ("2031-09-21", "pre"),
    ("2031-09-22", "candidates_set"),
    ("2031-09-25", "campaign"),
    ("2031-11-24", "quiet"),
    ("2031-11-27", "voting"),
    ("2031-11-28", "after"),
    ("2032-02-20", "after"),
    ("2032-02-21", "none"),
]


@pytest.mark.parametrize(("day", "phase"), PHASES)
def test_phase_and_law_follow_the_days_of_the_file_in_its_region(files, day, phase):
    screener = Screener.load(elections=files[0])
    screening = screener.screen(Post(PLAIN, posted_at=day, region="Kab. Wonosari"))
    assert screening.phase == phase
    _, sides = laws(screening)
    assert sides - {"always"} == {"pre": {"pre"}, "none": {"pre", "post"}}.get(phase, {"post"})


@pytest.mark.parametrize(
    ("text", "region", "phase"),
    [
        (PLAIN, "Wonosari", "campaign"),
        (PLAIN, "Muaradua", "candidates_set"),  # the presidential one, held everywhere
        (PLAIN, None, "candidates_set"),
        ("Ayo coblos Wirakencana", None, "campaign"),
        ("Ayo coblos Wirakencana", "Muaradua", "candidates_set"),
        ("Ayo coblos Wangsadirja", "Wonosari", "candidates_set"),
        ("Ayo coblos cabup kita", None, "candidates_set"),  # a cabup of which region?
        ("Ayo coblos cabup kita", "Wonosari", "campaign"),
        ("Ayo coblos capres kita", "Wonosari", "candidates_set"),
        ("Gas #MoncerBareng coblos", None, "campaign"),
    ],
)
def test_names_and_region_choose_between_elections_of_one_day(office, text, region, phase):
    assert office.screen(Post(text, posted_at="2031-10-10", region=region)).phase == phase


def test_before_candidates_are_set_ethics_is_cited_and_discipline_from_then_on(office):
    before, after = (laws(office.screen(Post(PLAIN, posted_at=day, region="Wonosari"))) for day in ("2031-09-21", "2031-09-22"))
    assert before[1] == {"pre"}
    assert after[1] == {"post"}
    assert any(name.startswith("SKB_2022_A") for name in before[0])
    assert any(name.startswith("SKB_2022_B") for name in after[0])


def test_a_file_that_does_not_know_when_candidates_are_set_has_both_sides_cited(tmp_path):
    path = tmp_path / "pilkada-wonosari.yaml"
    path.write_text(re.sub(r"candidates_set.*\ncampaign.*\nquiet.*\n", "", WONOSARI), "utf-8")
    screener = Screener.load(elections=path)
    open_ = screener.screen(Post(PLAIN, posted_at="2031-10-10", region="Wonosari"))
    assert open_.phase == "none"
    assert laws(open_)[1] >= {"pre", "post"}
    assert screener.screen(Post(PLAIN, posted_at="2031-11-27", region="Wonosari")).phase == "voting"


# -- re-votes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "region", "phase"),
    [
        ("2025-02-24", "Banjarbaru", "candidates_set"),
        ("2025-08-09", "Banjarbaru", "voting"),
        ("2025-08-10", "Banjarbaru", "none"),
        ("2025-05-13", "Barito Utara", "candidates_set"),
        ("2025-05-14", "Barito Utara", "none"),
        ("2025-08-12", "Barito Utara", "voting"),
        ("2025-08-13", "Barito Utara", "after"),
        ("2025-06-26", "Bangka", "pre"),
        ("2025-07-25", "Pangkalpinang", "campaign"),
        ("2025-08-27", "Kota Pangkalpinang", "voting"),
        ("2025-09-01", "Kab. Bangka", "after"),
    ],
)
def test_re_votes_and_repeated_elections_have_their_own_days(screener, day, region, phase):
    screening = screener.screen(Post(PLAIN, posted_at=day, region=region))
    assert screening.phase == phase
    _, sides = laws(screening)
    assert (sides >= {"pre", "post"}) == (phase == "none")
    assert "candidate_support" in screening.categories


# -- no day is safe ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("region", [None, "Jakarta", "Kab. Bangka", "Barito Utara"])
def test_on_every_day_of_five_years_laws_are_cited_and_the_scores_are_the_same(screener, region):
    first, last = date(2022, 1, 1), date(2026, 12, 31)
    undated = screener.screen(PLAIN)
    seen = set()
    for at in range((last - first).days + 1):
        screening = screener.screen(Post(PLAIN, posted_at=first + timedelta(at), region=region))
        seen.add(screening.phase)
        assert screening.scores == undated.scores
        assert screening.verdict == undated.verdict
        if at % 7 == 0 or screening.phase in ("quiet", "voting"):
            assert all(reason.laws for reason in screening.reasons if reason.source == "rule"), screening.post.posted_at
            assert addends(screening) == addends(undated)
    assert seen >= {"none", "pre", "candidates_set", "campaign", "quiet", "voting"}


# -- parties ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Jangan lupa bayar PBB sebelum jatuh tempo",
        "Sidang majelis umum PBB di New York",
        "SPPT PBB sudah dibagikan Pak RT",
        "Naik Garuda Indonesia ke Makassar",
        "Timnas Garuda menang tiga kosong",
        "Lambang Garuda Pancasila dicat ulang",
        "Goreng di pan anti lengket saja",
        "Peter Pan film masa kecilku",
        "Soal PKN kelas enam susah",
        "Guru mapel PKN rapat",
        "Serikat buruh pabrik minta lembur dibayar",
        "Hari buruh libur nasional",
        "Stadion Gelora Bung Karno penuh",
        "Semangat gelora muda",
        "Tanda tangan PKS dengan rumah sakit",
        "Pabrik PKS sawit",
        "Ban motor 30 psi",
        "Mahasiswa psi semester dua",
        "Perum Perindo panen ikan",
        "Skema PPP proyek jalan",
        "Bayar PKB motor di samsat",
        "Banteng liar masuk kebun",
        "Ummat menunggu azan",
        "Amin ya Allah",
        "Pesta demokrat seluruh rakyat",
    ],
)
def test_a_homonym_of_a_party_is_no_party(screener, text):
    assert "<partai>" not in words(screener, text)
    assert "<calon>" not in words(screener, text)


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("Coblos PBB ya bu", "PBB"),
        ("Kader Garuda rapat", "Garuda"),
        ("Partai Garuda rapat", "Partai Garuda"),
        ("PAN menang lagi", "PAN"),
        ("Caleg pan dapil dua", "pan"),
        ("Tusuk gambar PKN besok", "PKN"),
        ("Partai Buruh mengusung dia", "Partai Buruh"),
        ("Kader buruh turun", "buruh"),
        ("Partai Gelora mengusung dia", "Partai Gelora"),
        ("Caleg Gelora dapil dua", "Gelora"),
        ("Pilih PKS saja", "PKS"),
        ("Dukung PSI dong", "PSI"),
        ("Pilih Perindo", "Perindo"),
        ("Pilih PPP", "PPP"),
        ("Coblos PKB", "PKB"),
        ("Partai Ummat mengusung dia", "Partai Ummat"),
        ("Menangkan Demokrat", "Demokrat"),
        ("Kandang banteng", "Kandang banteng"),
        ("Pilih Partai Aceh", "Partai Aceh"),
        ("Pilih PNA", "PNA"),
        ("Pilih Partai Nanggroe Aceh", "Partai Nanggroe Aceh"),
        ("Kader SIRA", "SIRA"),
        ("Pilih PAS Aceh", "PAS Aceh"),
        ("Pilih Gabthat", "Gabthat"),
        ("Pilih Partai Darul Aceh", "Partai Darul Aceh"),
    ],
)
def test_the_party_that_is_meant_is_a_party(screener, text, party):
    folder = screener.rulebook.folder
    folded = folder.read(text)
    names = [folder.vocabulary.words[number] for number in folded.words]
    assert ("<partai>", party) in [(name, text[start:end]) for name, (start, end) in zip(names, folded.spans(), strict=True)]


@pytest.mark.parametrize("text", ["Orang Aceh ramah", "Tari dari Aceh", "Warga Aceh rapat"])
def test_the_people_of_aceh_are_no_party(screener, text):
    assert "<partai>" not in words(screener, text)
    assert "<kelompok>" in words(screener, text)


def test_a_party_of_aceh_weighs_what_any_party_weighs(screener):
    assert addends(screener.screen("Saya kader Partai Aceh dan bangga")) == addends(screener.screen("Saya kader Golkar dan bangga"))


# -- the template -----------------------------------------------------------------------------------------------------


def test_the_template_loads_as_it_is():
    screener = Screener.load(elections=TEMPLATE)
    (election,) = [election for election in screener.rulebook.elections if election.id == "pilkada-wonosari-2031"]
    assert election.regions == ("Wonosari",)
    assert words(screener, "tadi Rudi Hartawan dan Tati Suminar datang") == "tadi <calon> datang"
    assert words(screener, "tadi SigitLela datang") == "tadi <calon> datang"
    assert words(screener, "ayo wonosari moncer bareng") == "ayo <slogan>"
    assert words(screener, "ayo #GuyubNyawiji") == "ayo <slogan>"
    assert "<calon>" not in words(screener, "kembang api malam tahun baru, wira wiri di desa")
    assert "<calon>" in words(screener, "coblos sile")
    assert screener.screen(Post(PLAIN, posted_at="2031-11-25", region="Wonosari")).phase == "quiet"


def test_the_template_explains_every_key_in_both_languages():
    text = TEMPLATE.read_text("utf-8")
    keys = ["id", "title", "region", "begins", "candidates_set", "campaign", "quiet", "voting", "ends", "offices", "pairs", "number", "names", "nicknames"]
    keys += ["slogans", "hashtags", "hand_signs", "word", "beside", "not_beside", "capitals", "from", "until", "parties"]
    for key in keys:
        assert re.search(rf"\b{key}:", text), key
    assert "Salin" in text
    assert "copy it" in text


@pytest.mark.parametrize("page", ["README.md", "README.id.md", "CONTRIBUTING.md"])
def test_the_pages_say_that_the_template_is_there_to_be_copied(page):
    text = (TEMPLATE.parent.parent / page).read_text("utf-8")
    assert "examples/pilkada-template.yaml" in text
    assert "--elections" in text


def test_the_parties_of_the_template_load_when_they_are_asked_for(tmp_path):
    text = TEMPLATE.read_text("utf-8")
    head, mark, tail = text.partition("# parties:\n")
    assert mark
    path = tmp_path / "pilkada-wonosari.yaml"
    path.write_text(head + "parties:\n" + re.sub(r"^# ", "", tail, flags=re.MULTILINE), "utf-8")
    assert words(Screener.load(elections=path), "pilih Partai Padi Rukun") == "pilih <partai>"


# -- mistakes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("voting: 2031-11-27", "voting: 27/11/2031", r"pilkada-wonosari\.yaml:9:9: “27/11/2031” is no date"),
        ("number: 2", "number: 1", r"pilkada-wonosari\.yaml:\d+:13: number 1 is taken"),
        ("number: 2", "number: dua", "“dua” is no ballot number"),
        ("campaign: [2031-09-25, 2031-11-23]", "campaign: [2031-09-25]", "write first and last day"),
        ("ends: 2032-02-20", "ends: 2031-02-20", "is before voting"),
        ("slogans:", "slogan:", "unknown key “slogan”; did you mean “slogans”"),
        ("id: pilkada-wonosari", "id: pilkada-2024", "there is an election “pilkada-2024” already"),
    ],
)
def test_mistakes_in_a_file_are_told_with_their_place(tmp_path, before, after, told):
    path = tmp_path / "pilkada-wonosari.yaml"
    path.write_text(WONOSARI.replace(before, after), "utf-8")
    with pytest.raises(RuleError, match=told):
        Screener.load(elections=path)


def test_a_file_that_is_not_there_is_told_by_its_name(tmp_path):
    with pytest.raises(RuleError, match=r"pilkada-hilang\.yaml"):
        Screener.load(elections=tmp_path / "pilkada-hilang.yaml")


# -- the command line -------------------------------------------------------------------------------------------------


def run(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


def test_the_command_line_takes_election_files_one_or_more(files):
    text = NAMED.format("Wirakencana")
    arguments = ("screen", text, "--json", "--posted-at", "2031-10-10", "--region", "Wonosari")
    without = json.loads(run(*arguments).stdout)
    with_one = json.loads(run(*arguments, "--elections", files[0]).stdout)
    with_both = json.loads(run(*arguments, "--elections", files[0], "--elections", files[1]).stdout)
    assert (without["phase"], with_one["phase"], with_both["phase"]) == ("none", "campaign", "campaign")
    assert len({result["fingerprint"] for result in (without, with_one, with_both)}) == 3
    assert with_one["scores"] == with_both["scores"] == Screener.load(elections=files).screen(text).scores


def test_a_batch_takes_election_files_too(files, tmp_path):
    table, found = tmp_path / "unggahan.csv", {}
    table.write_text(f'id,text\n1,"{NAMED.format("WiraLela")}"\n2,Wonosari Moncer Bareng!\n', "utf-8")
    for name, more in (("tanpa", ()), ("dengan", ("--elections", files[0]))):
        done = run("batch", table, "-o", tmp_path / f"{name}.csv", *more)
        assert done.exit_code == 0, done.output
        rows = csv.DictReader((tmp_path / f"{name}.csv").read_text("utf-8-sig").splitlines())
        found[name] = [row["screen_verdict"] for row in rows]
    assert found["tanpa"][1] == "clear"
    assert found["dengan"][1] != "clear"
