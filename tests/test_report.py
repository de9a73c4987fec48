"""A report tells all that was found, in the author's own words, and nothing in a post can make the page do anything."""

import base64
import hashlib
import json
import re
import stat
import sys
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from math import fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screener import FileError, Post, explain
from screener.judge import sigmoid
from screener.report import FIRST, Facts, chart, write_report, write_sheet
from screener.report.alike import Groups
from screener.report.wording import PHASES, READING, SAID, day
from screener.screening import ACTIONS, VERDICTS

pytest.importorskip("jinja2", reason="reports are written with Jinja2")

CALL = "Warga Wonosari, Rabu nanti kita coblos nomor 2, Bu Tati! Beliau paling paham urusan irigasi 💪"
BRIBE = "Serangan fajar sudah siap, seratus ribu sekepala asal coblos nomor 3"
SHOUT = "VIRALKAN SEBELUM DIHAPUS!! Surat suara satu kontainer sudah tercoblos semua di gudang, media kompak bungkam"
HOSTILE = "coblos nomor 3 <script>alert(1)</script></script><img src=x onerror=alert(1)> \u202ejavascript:alert(1)\x00 <!-- {{ 7*7 }}"
ALL = [
    Post(CALL, id="01", account="@guru_sdn_04", posted_at="2024-10-03T19:20", region="Wonosari"),
    Post("Jadwal posyandu bulan ini digeser ke hari Kamis", posted_at="2024-10-04"),
    Post(CALL.replace("Wonosari", "Sragen"), account="@guru_sdn_07", posted_at="2024-10-05"),
    Post("", account="@staf_kelurahan", action="like", parent=CALL, posted_at="2024-10-05"),
    Post(BRIBE, account="@pns_pasar", region="Banjar"),
    Post(SHOUT, account="@arsip_daerah", posted_at="1970-01-01"),
    Post(HOSTILE, account='"><b onclick=alert(1)>@budi\u202e', id="</script>", region="javascript:alert(1)", posted_at="2024-11-26"),
]

VOID = {"meta", "input", "br", "link", "img"}


class Node:
    """An element: its name, attributes and children, texts among them."""

    def __init__(self, name: str, attributes: dict[str, str | None]) -> None:
        self.name, self.attributes, self.children = name, attributes, []

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    @property
    def classes(self) -> list[str]:
        return (self.attributes.get("class") or "").split()

    def all(self, name: str = "", marked: str = "", **attributes: str) -> list["Node"]:
        """Every element below it with that name, class and attributes; templates are no part of the page."""
        found = []
        for child in self.children:
            if isinstance(child, Node) and child.name != "template":
                fits = name in ("", child.name) and (not marked or marked in child.classes)
                found += [child] if fits and attributes.items() <= child.attributes.items() else []
                found += child.all(name, marked, **attributes)
        return found

    def one(self, name: str = "", marked: str = "", **attributes: str) -> "Node":
        (found,) = self.all(name, marked, **attributes)
        return found


class Page(HTMLParser):
    """A tree of elements; every element must be closed in its turn."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self._open = [self.root]
        self.feed(source)
        self.close()
        assert self._open == [self.root], "an element is left open"

    def handle_starttag(self, tag, attrs):
        node = Node(tag, dict(attrs))
        self._open[-1].children.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_startendtag(self, tag, attrs):
        self._open[-1].children.append(Node(tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self._open.pop().name == tag

    def handle_data(self, data):
        self._open[-1].children.append(data)


def facts_of(screenings, screener, lang="id", **changed) -> Facts:
    """What a batch would count."""
    days = {}
    for screening in screenings:
        if screening.post.moment:
            days.setdefault(screening.post.moment.date().isoformat(), Counter()).update([screening.verdict, *screening.categories])
    told = {
        "source": "unggahan.csv",
        "digest": hashlib.sha256(b"unggahan").hexdigest(),
        "fingerprint": screener.fingerprint,
        "rows": len(screenings),
        "blank": 2,
        "faulty": 1,
        "verdicts": Counter(screening.verdict for screening in screenings),
        "categories": Counter(category for screening in screenings for category in screening.categories),
        "rules": Counter(rule for screening in screenings for rule in screening.rules),
        "days": days,
        "lang": lang,
    }
    return Facts(**{**told, **changed})


@pytest.fixture(scope="module")
def screened(screener):
    return [screener.screen(post) for post in ALL]


@pytest.fixture
def report(screener, tmp_path):
    """Screen posts, write their report, and read its source."""

    def write(posts=ALL, lang="id", **changed) -> str:
        screenings = [screener.screen(post) for post in posts]
        flagged = [{**screening.to_dict(), "row": row} for row, screening in enumerate(screenings, 1) if screening.categories]
        product = tmp_path / "laporan.html"
        write_report(product, facts_of(screenings, screener, lang, **changed), json.loads(json.dumps(flagged)), screener)
        return product.read_text(encoding="utf-8")

    return write


@pytest.fixture
def sheet(screener, tmp_path):
    """Screen a post, write its sheet, and read its source."""

    def write(post, lang="id") -> str:
        product = tmp_path / "lembar.html"
        write_sheet(product, screener.screen(post, near=True), screener, lang)
        return product.read_text(encoding="utf-8")

    return write


def cards(source: str) -> list[Node]:
    return Page(source).root.all("article")


def embedded(source: str) -> dict:
    """What the script reads."""
    return json.loads(Page(source).root.one("script", id="data").text)


# What it tells


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_caveat_stands_on_top_in_the_language_of_the_page(report, lang):
    root = Page(report(lang=lang)).root
    assert root.one("html").attributes["lang"] == lang
    assert root.one("h1").text == SAID["report_title"][lang]
    assert SAID["caveat"][lang] in root.one("header").one(role="note").text


def test_the_totals_are_those_of_the_run(report, screened):
    root = Page(report()).root
    counted = Counter(screening.verdict for screening in screened)
    shown = {item.classes[0]: int(item.one("b").text) for item in root.one(marked="figures").all("li")}
    assert shown == {verdict: counted[verdict] for verdict in VERDICTS}
    assert f"{len(ALL)} baris dibaca · 2 baris kosong dilewati · 1 baris bermasalah" in root.one(id="totals").text


def test_thousands_are_grouped_as_the_language_does(report):
    assert "1.234.567" in Page(report(rows=1_234_567)).root.one(id="totals").text
    assert "1,234,567" in Page(report(rows=1_234_567, lang="en")).root.one(id="totals").text


def test_rules_stand_by_hits_with_their_title_and_id(report, screener, screened):
    section = Page(report()).root.one(id="rules")
    titles = {rule.id: rule.title["id"] for rule in screener.rulebook.rules}
    hits = Counter(rule for screening in screened for rule in screening.rules)
    rows = [(row.one("code").text, int(row.one("td", "number").text), row.one("th").text) for body in section.all("tbody") for row in body.all("tr")]
    assert {rule: count for rule, count, _ in rows} == hits
    assert [count for _, count, _ in rows] == sorted(hits.values(), reverse=True)
    assert all(titles[rule] in title for rule, _, title in rows)


def test_a_card_tells_verdict_score_words_rules_laws_and_place(report, screened):
    card = next(card for card in cards(report()) if "baris 1 " in card.one("p", "about").text)
    assert card.one(marked="verdict").text == "perlu ditinjau lebih dulu"
    assert card.one(marked="score").text == explain.percent(screened[0].score)
    assert card.one("p", "about").text == "baris 1 · @guru_sdn_04 · id 01 · 3 Okt 2024, 19.20 WIB · Wonosari"
    assert card.one("blockquote", "text").text == CALL
    assert {code.text for code in card.all("code")} == {rule for rule in screened[0].rules if not rule.startswith("context/")}
    laws = {law.cite: law for reason in screened[0].reasons for law in reason.laws if reason.category in screened[0].categories}
    assert {item.one(marked="cite").text for item in card.all(marked="law")} == set(laws)
    for item in card.all(marked="law"):
        law = laws[item.one(marked="cite").text]
        assert (item.one(marked="says").text, item.one(marked="status").text) == (law.says, law.status)


def test_the_marked_words_are_those_that_counted(report, screened):
    card = next(card for card in cards(report()) if "baris 1 " in card.one("p", "about").text)
    marked = [(mark.text, mark.classes[0]) for mark in card.all("mark")]
    assert marked == [(CALL[start:end], source) for start, end, source in explain.spans(screened[0])]
    assert {mark.attributes["data-kind"] for mark in card.all("mark", "rule")} == {"aturan"}


def test_what_an_account_only_liked_is_shown_as_what_it_responds_to(report):
    card = next(card for card in cards(report()) if "menyukai" in card.one("p", "about").text)
    assert card.one("blockquote", "parent").text == CALL
    assert card.one("blockquote", "text").text == SAID["no_text"]["id"]


def test_posts_to_review_first_come_first_then_the_higher_score(report):
    told = embedded(report())["cards"]
    order = [(card["verdict"] != "priority", -max(float(section["exact"]) for section in card["sections"])) for card in told]
    assert order == sorted(order)


def test_a_law_that_nobody_checked_says_so(screener, tmp_path):
    screening = screener.screen(CALL)
    told = json.loads(json.dumps({**screening.to_dict(), "row": 1}))
    for reason in told["reasons"]:
        for law in reason["laws"]:
            law["verified"] = "U"
    product = tmp_path / "laporan.html"
    write_report(product, facts_of([screening], screener), [told], screener)
    laws = cards(product.read_text(encoding="utf-8"))[0].all(marked="law")
    assert laws
    assert all(law.one(marked="doubt").text == "belum terverifikasi" for law in laws)


def test_the_data_can_be_told_by_their_fingerprints(report, screener):
    footer = Page(report()).root.one("footer").text
    assert hashlib.sha256(b"unggahan").hexdigest() in footer
    assert screener.fingerprint in footer


def test_a_run_without_indications_says_so_and_needs_no_script(report):
    root = Page(report([ALL[1]])).root
    assert SAID["no_flagged"]["id"] in root.one(id="flagged").text
    assert root.all("script") == []


def test_an_empty_run_is_still_a_page(report):
    root = Page(report([])).root
    assert SAID["no_rules"]["id"] in root.text
    assert SAID["no_dates"]["id"] in root.text


def test_without_a_script_the_first_posts_are_there_and_the_rest_is_told(report):
    many = [Post(f"coblos nomor 2 {name} Bu Tati {name}") for name in map("kata{}".format, "abcdefghijklmnopqrstuvwxyz")]
    many += [Post(f"{post.text} {word} {word} {word} {word} {word} {word}") for word in ("ya", "dong") for post in many]
    source = report(many)
    total = len(embedded(source)["cards"])
    assert total > FIRST
    assert len(cards(source)) == FIRST
    assert f"hanya {FIRST} unggahan pertama" in Page(source).root.one("noscript").text
    assert "hidden" in Page(source).root.one("form").attributes


# The sums


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_points_of_every_table_add_up_to_its_sum_and_the_sum_to_the_score(report, lang):
    tables = [table for card in cards(report(lang=lang)) for table in card.all("table", "section")]
    assert tables
    for table in tables:
        points = table.all("data", "points")
        total = table.one("data", "total")
        assert round(10 * float(total.text)) == sum(round(10 * float(point.text)) for point in points)
        assert float(total.attributes["value"]) == fsum(float(point.attributes["value"]) for point in points)
        assert explain.percent(sigmoid(float(total.attributes["value"]))) == table.one(marked="result").text == table.one(marked="percent").text


@given(st.lists(st.floats(-20, 20)))
def test_shown_points_add_up_and_none_is_off_by_a_tenth(points):
    shown, total = explain.shown_points(points)
    assert sum(round(10 * float(point)) for point in shown) == round(10 * float(total))
    assert abs(float(total) - fsum(points)) <= 0.0501
    assert all(abs(float(told) - point) < 0.1001 for told, point in zip(shown, points, strict=True))


# Posts that are alike


def test_a_post_with_one_word_changed_is_shown_once_with_both_rows_and_wordings(report):
    (card,) = [card for card in cards(report()) if card.all("details", "rows")]
    rows = card.all(marked="row")
    assert [row.one(marked="where").text.split(" · ")[:2] for row in rows] == [["baris 1", "@guru_sdn_04"], ["baris 3", "@guru_sdn_07"]]
    assert [wording.text for wording in card.all("q", "own")] == [ALL[2].text]
    assert card.one("details", "rows").one("summary").text == "2 unggahan sama atau hampir sama"


def test_every_flagged_row_stands_in_exactly_one_card(report, screened):
    rows = [row["row"] for card in embedded(report())["cards"] for row in card["rows"]]
    assert sorted(rows) == [row for row, screening in enumerate(screened, 1) if screening.categories]


SAME = "Mari kita menangkan pasangan nomor dua demi Wonosari yang maju"


@pytest.mark.parametrize(
    "other",
    [
        SAME.upper() + "!!!",
        f"@tetangga {SAME} https://contoh.id/a?b=1 08123",
        SAME.replace("Wonosari", "Sragen"),
        SAME.replace("Mari", "Ayo"),
        SAME.replace("maju", "jaya"),
        f"{SAME} sekali",
        f"Ayo {SAME}",
        SAME.replace("kita ", ""),
        SAME.removesuffix(" maju"),
    ],
)
def test_a_post_is_alike_without_links_mentions_numbers_and_marks_or_but_for_one_word(other):
    groups = Groups()
    assert groups.place("", SAME) == 0
    assert groups.place("", other) == 0


@pytest.mark.parametrize("other", [SAME.replace("Mari kita", "Ayo jangan"), "Mari kita menangkan", f"{SAME} sekali lagi", "💪", ""])
def test_a_post_with_more_of_it_changed_is_another(other):
    groups = Groups()
    groups.place("", SAME)
    assert groups.place("", other) == 1


def test_short_posts_must_be_the_same_and_posts_without_words_too():
    groups = Groups()
    assert [groups.place("", text) for text in ("coblos Bu Tati", "coblos Pak Tati", "💪", "🔥", "💪")] == [0, 1, 2, 3, 2]


def test_posts_of_different_verdicts_are_never_put_together():
    groups = Groups()
    assert [groups.place(kind, SAME) for kind in ("review", "priority", "review")] == [0, 1, 0]


# Time


def drawn(days, screener, lang="id"):
    titles = {"": "semua", "hoax": "Berita bohong"}
    return chart.draw(chart.drawable(days), screener.rulebook.elections, titles, lang)


@pytest.mark.parametrize(
    ("first", "last", "unit", "label"),
    [
        ("2024-11-01", "2024-11-27", "day", "1 Nov 2024"),
        ("2024-06-01", "2024-11-27", "week", "27 Mei 2024"),
        ("2023-01-05", "2024-11-27", "month", "Jan 2023"),
        ("2009-01-05", "2024-11-27", "year", "2009"),
    ],
)
def test_bars_stand_for_days_weeks_months_or_years_as_there_is_room(screener, first, last, unit, label):
    counts = {"review": 2, "priority": 1, "hoax": 3}
    layout = drawn({first: counts, last: counts}, screener)
    assert (layout.unit, layout.periods[0].label) == (unit, label)
    assert [bar.title for bar in layout.panels[0].bars] == [f"{period.label}: 1 + 2" for period in layout.periods]
    assert all(bar.x > 0 and bar.x + bar.width <= chart.WIDTH for panel in layout.panels for bar in panel.bars)


def test_every_post_is_in_a_bar_and_bars_do_not_overlap(screener):
    days = {f"2024-{month:02}-{number:02}": {"review": number, "hoax": 1} for month in range(1, 13) for number in (1, 9, 28)}
    layout = drawn(days, screener)
    assert sum(period.counts["review"] for period in layout.periods) == 12 * (1 + 9 + 28)
    for panel in layout.panels:
        assert all(left.x + left.width <= right.x for left, right in pairwise(panel.bars))


def test_the_phases_of_the_elections_are_drawn_and_named(screener):
    layout = drawn({"2024-09-01": {"review": 1}, "2024-12-01": {"review": 1}}, screener)
    lane = next(lane for lane in layout.lanes if lane.title == "Pilkada 2024")
    told = [(span.key, span.begins.isoformat(), span.ends.isoformat()) for span in lane.spans]
    assert ("campaign", "2024-09-25", "2024-11-23") in told
    assert ("quiet", "2024-11-24", "2024-11-26") in told
    assert ("voting", "2024-11-27", "2024-11-27") in told
    assert all(left.x + left.width == pytest.approx(right.x, abs=0.2) for left, right in pairwise(lane.spans))
    assert layout.votes


def test_posts_without_a_date_or_with_an_impossible_one_are_told_beside_the_chart(report):
    beside = [note.text for note in Page(report()).root.one(id="time").all(marked="beside")]
    assert beside == [
        "1 unggahan tanpa tanggal tidak ada di grafik.",
        "1 unggahan bertanggal di luar tahun 2000–2099 tidak ada di grafik; periksa tanggalnya.",
    ]


def test_the_chart_has_a_title_and_its_numbers_stand_in_a_table(report, screened):
    section = Page(report()).root.one(id="time")
    picture = section.one("svg", "chart")
    assert picture.attributes["role"] == "img"
    assert picture.one("title", id="chart-title").text
    table = section.all("table")[0]
    head = [cell.text for cell in table.one("thead").all("th")]
    column = head.index("perlu ditinjau lebih dulu") - 1
    counted = sum(s.verdict == "priority" and s.post.moment is not None and s.post.moment.year > 2000 for s in screened)
    assert sum(int(row.all("td")[column].text) for row in table.one("tbody").all("tr")) == counted


@pytest.mark.parametrize(("value", "told"), [("2024-10-03", "3 Okt 2024"), ("2024-10-03T13:05+00:00", "3 Okt 2024, 20.05 WIB"), ("0001-01-01T00:00+14:00", "0001-01-01T00:00:00+14:00")])
def test_moments_are_told_in_indonesian_time(value, told):
    assert day(Post("x", posted_at=value).moment, "id") == told


# Hostile posts


def test_a_hostile_post_is_text_wherever_it_stands(report):
    source = report()
    root = Page(source).root
    (card,) = [card for card in root.all("article") if "baris 7 " in card.one("p", "about").text]
    shown = HOSTILE.replace("\u202e", "<U+202E>").replace("\x00", "<U+0000>")
    assert card.one("blockquote", "text").text == shown
    assert card.one("p", "about").text == 'baris 7 · "><b onclick=alert(1)>@budi<U+202E> · id </script> · 26 Nov 2024 · javascript:alert(1)'
    assert [script.attributes.get("type") for script in root.all("script")] == ["application/json", None]
    assert root.all("img") == []
    (told,) = [card for card in embedded(source)["cards"] if card["rows"][0]["row"] == 7]
    assert "".join(words for words, _ in told["pieces"]) == shown


def test_no_element_carries_a_handler_a_style_or_an_address_outside(report):
    for node in Page(report()).root.all():
        assert not [name for name in node.attributes if name.startswith("on") or name in ("style", "src", "srcset", "action")]
        assert (node.attributes.get("href") or "#").startswith("#")
        assert node.name not in {"link", "iframe", "object", "embed", "base", "image", "use"}


def test_nothing_in_the_data_can_end_its_element_and_no_invisible_character_is_left(report):
    source = report()
    raw = source.partition('id="data">')[2].partition("</script>")[0]
    assert "<" not in raw
    assert json.loads(raw) == embedded(source)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f]", source)


def test_a_hostile_file_name_is_text_too(report):
    source = report(source="<script>alert(1)</script>\u202e.csv")
    assert Page(source).root.one("head").one("title").text.endswith("<script>alert(1)</script><U+202E>.csv")
    assert Page(source).root.one("p", "source").text == "<script>alert(1)</script><U+202E>.csv"


@pytest.mark.parametrize("kind", ["report", "sheet"])
def test_the_policy_allows_one_style_and_one_script_by_their_hashes(request, kind):
    root = Page(request.getfixturevalue(kind)(*([ALL[0]] if kind == "sheet" else []))).root
    (policy,) = [meta.attributes["content"] for meta in root.all("meta") if meta.attributes.get("http-equiv") == "Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    hashes = {
        name: [
            f"'sha256-{base64.b64encode(hashlib.sha256(node.text.encode()).digest()).decode()}'"
            for node in root.all(name)
            if "type" not in node.attributes
        ]
        for name in ("style", "script")
    }
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == rules["trusted-types"] == "'none'"
    assert [rules["style-src"]] == hashes["style"]
    assert hashes["script"] in ([], [rules["script-src"]])


def test_the_script_writes_text_never_markup(report):
    script = Page(report()).root.all("script")[1].text
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|Function\(|DOMParser|fetch|XMLHttp", script)


@settings(max_examples=40)
@given(st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("<>&\"'/\u202e\x00\ud800"), max_size=40), st.sampled_from(["id", "en"]))
def test_any_text_comes_back_as_itself_made_visible(screener, tmp_path_factory, text, lang):
    product = tmp_path_factory.getbasetemp() / "lembar.html"
    write_sheet(product, screener.screen(text), screener, lang)
    shown = Page(product.read_text(encoding="utf-8")).root.one("blockquote", "text").text
    assert shown == (explain.inert(text, newlines=True) or SAID["no_text"][lang])


# People who read with other senses


@pytest.mark.parametrize("kind", ["report", "sheet"])
def test_headings_go_down_a_level_at_a_time_and_every_label_has_its_target(request, kind):
    root = Page(request.getfixturevalue(kind)(*([ALL[0]] if kind == "sheet" else []))).root
    levels = [int(node.name[1]) for node in root.all() if re.fullmatch(r"h[1-6]", node.name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    ids = [node.attributes["id"] for node in root.all() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    for node in root.all():
        for name in ("for", "aria-labelledby", "aria-describedby"):
            assert set((node.attributes.get(name) or "").split()) <= set(ids)
        if node.name == "a":
            assert node.attributes["href"][1:] in ids


def test_landmarks_skip_link_and_live_count_are_there(report):
    root = Page(report()).root
    assert root.all("a")[0].classes == ["skip"]
    assert [len(root.all(name)) for name in ("main", "nav", "footer")] == [1, 1, 1]
    assert root.one(id="count").attributes["aria-live"] == "polite"
    labels = {label.attributes["for"] for label in root.all("label")}
    assert {field.attributes["id"] for name in ("input", "select") for field in root.all(name)} == labels


# The file


def test_the_same_input_gives_the_same_bytes(report):
    assert report() == report()


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are a POSIX matter")
def test_only_the_owner_may_read_it_and_no_part_is_left(report, tmp_path):
    report()
    assert stat.S_IMODE((tmp_path / "laporan.html").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["laporan.html"]


def test_a_folder_that_is_not_there_is_told_in_both_languages(screener, tmp_path):
    with pytest.raises(FileError) as caught:
        write_sheet(tmp_path / "tidak" / "ada.html", screener.screen(CALL), screener, "id")
    assert "tidak dapat ditulis" in caught.value.say("id")
    assert "cannot be written" in caught.value.say("en")


def test_a_folder_in_the_place_of_the_file_is_told_and_no_post_lies_about(screener, tmp_path):
    (tmp_path / "lembar.html").mkdir()
    with pytest.raises(FileError):
        write_sheet(tmp_path / "lembar.html", screener.screen(CALL), screener, "id")
    assert [path.name for path in tmp_path.iterdir()] == ["lembar.html"]


def test_every_sentence_is_there_in_both_languages_and_accuses_nobody():
    for both in (*SAID.values(), *PHASES.values()):
        assert set(both) == {"id", "en"}
        assert re.findall(r"\{\w+\}", both["id"]) == re.findall(r"\{\w+\}", both["en"])
    told = " ".join([*(text for both in SAID.values() for text in both.values()), *READING["id"], *READING["en"]]).lower()
    assert not re.search(r"melanggar|terbukti|bersalah|guilty|violat|breach", told)
    assert len(READING["id"]) == len(READING["en"])


# The sheet


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_sheet_tells_the_post_its_reasons_and_leaves_room_for_a_decision(sheet, screener, lang):
    root = Page(sheet(ALL[0], lang)).root
    screening = screener.screen(ALL[0])
    assert root.one("p", "headline").text == explain.headline(screening, screener.categories, lang)
    assert root.one("blockquote", "text").text == CALL
    assert {"@guru_sdn_04", "01", "Wonosari", PHASES[screening.phase][lang]} <= {cell.text for cell in root.all("dd")}
    assert len(root.all("table", "section")) == len(screening.categories)
    assert [box.text for box in root.one("ul", "boxes").all("li")] == [SAID[f"decided_{key}"][lang] for key in ("true", "false", "context")]
    assert {SAID[key][lang] for key in ("notes", "name", "date", "signature")} <= {line.text for line in root.one(marked="lines").all("div")}
    assert screener.fingerprint in root.one("footer").text


def test_the_sheet_of_a_clear_post_tells_what_was_set_aside_and_what_came_near(sheet, screener):
    post = Post("ASN dilarang mengajak coblos nomor 3, jaga netralitas")
    screening = screener.screen(post, near=True)
    assert screening.excused
    titles = {rule.id: rule.title["id"] for rule in screener.rulebook.rules}
    told = [item.text for item in Page(sheet(post)).root.all("li")]
    assert set(explain.set_aside(screening, titles, "id")) <= set(told)
    assert set(explain.came_near(screening, titles, "id")) <= set(told)


def test_near_misses_are_told_with_what_they_lack(sheet, screener):
    post = next(
        post
        for text in ("Serangan fajar belum ada kabar", "Pilih yang terbaik ya", "coblos besok", "Ayo kita menangkan", "amplop sudah siap buat besok")
        if screener.screen(post := Post(text), near=True).near
    )
    assert SAID["near"]["id"] in Page(sheet(post)).root.text


@pytest.mark.parametrize("text", ["", "🙏🙏", "https://contoh.id"])
def test_a_post_that_cannot_be_scored_has_a_sheet_that_says_why(sheet, text):
    root = Page(sheet(Post(text))).root
    assert root.one("p", "headline").text.startswith("tidak dapat dinilai: ")
    assert root.all("table") == []


@pytest.mark.parametrize("action", ACTIONS)
def test_what_the_account_did_is_told_in_words(sheet, action):
    assert action not in {cell.text for cell in Page(sheet(Post(CALL, action=action))).root.all("dd")}
