"""The report in a real browser: it filters, obeys the keyboard, asks the network for nothing, and prints."""

import base64
import json
import re
import shutil
import time
from collections import Counter
from pathlib import Path

import pytest

from screener import Post
from screener.report import FIRST, Facts, write_report, write_sheet
from screener.report.wording import SAID

pytest.importorskip("selenium", reason="needs the extra “browser”")
pytest.importorskip("jinja2", reason="reports are written with Jinja2")
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium and chromedriver are not installed")

CALL = "Warga Wonosari, Rabu nanti kita coblos nomor 2, Bu Tati! Beliau paling paham urusan irigasi 💪"
BRIBE = "Serangan fajar sudah siap, seratus ribu sekepala asal coblos nomor 3"
SHOUT = "VIRALKAN SEBELUM DIHAPUS!! Surat suara satu kontainer sudah tercoblos semua di gudang, media kompak bungkam"
HOSTILE = 'coblos nomor 3 <script>window.broken = 1</script><img src="http://contoh.invalid/x" onerror="window.broken = 1"> </script>'
ALL = [
    Post(CALL, id="01", account="@guru_sdn_04", posted_at="2024-10-03T19:20", region="Wonosari"),
    Post(CALL.replace("Wonosari", "Sragen"), account="@guru_sdn_07", posted_at="2024-10-05"),
    Post("", account="@staf_kelurahan", action="like", parent=CALL, posted_at="2024-10-05"),
    Post("ASN dilarang mengajak, tapi besok coblos nomor 3 ya Bapak Ibu", posted_at="2024-11-24"),
    Post(BRIBE, account="@pns_pasar", region="Banjar"),
    Post(SHOUT, account="@arsip_daerah", posted_at="2024-11-26"),
    Post(HOSTILE, account='"><b onclick=alert(1)>@budi\u202e', region="javascript:alert(1)", posted_at="2024-11-26"),
]
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--window-size=1200,900"),
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """Chromium without a window, with a profile of its own."""
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


def facts_of(screenings, screener) -> Facts:
    days = {}
    for screening in screenings:
        if screening.post.moment:
            days.setdefault(screening.post.moment.date().isoformat(), Counter()).update([screening.verdict, *screening.categories])
    verdicts = Counter(screening.verdict for screening in screenings)
    categories = Counter(category for screening in screenings for category in screening.categories)
    rules = Counter(rule for screening in screenings for rule in screening.rules)
    return Facts("unggahan.csv", "ab" * 32, screener.fingerprint, len(screenings), 0, 0, verdicts, categories, rules, days, "id")


@pytest.fixture(scope="module")
def product(screener, tmp_path_factory) -> Path:
    """A report on a few posts, a hostile one among them."""
    screenings = [screener.screen(post) for post in ALL]
    flagged = [{**screening.to_dict(), "row": row} for row, screening in enumerate(screenings, 1) if screening.categories]
    path = tmp_path_factory.mktemp("laporan") / "laporan.html"
    write_report(path, facts_of(screenings, screener), flagged, screener)
    return path


@pytest.fixture
def page(browser, product):
    """The report, freshly opened, its log empty before."""
    for log in ("browser", "performance"):
        browser.get_log(log)
    browser.get(product.as_uri())
    return browser


def shown(page) -> int:
    return len(page.find_elements(By.CSS_SELECTOR, "#cards article"))


def wait(page, number: int) -> None:
    """Until so many cards are shown."""
    WebDriverWait(page, 15, 0.05).until(lambda page: shown(page) == number)


def told(page) -> list[dict]:
    return json.loads(page.execute_script("return document.getElementById('data').textContent"))["cards"]


def choose(page, name: str, value: str) -> None:
    Select(page.find_element(By.NAME, name)).select_by_value(value)


def test_it_opens_with_all_cards_and_no_complaint(page):
    cards = told(page)
    assert shown(page) == len(cards) == 6
    assert page.find_element(By.ID, "count").text == "6 dari 6 tampil (7 unggahan); seluruhnya 6."
    assert page.get_log("browser") == []


def test_the_script_makes_the_cards_that_the_page_already_held(page, product):
    compare = """
        const plain = (node) => node.nodeType === 3 ? node.data.replace(/\\s+/g, " ").trim()
          : [node.localName, [...node.attributes].map((one) => [one.name, one.value]).sort(),
             [...node.childNodes].map(plain).filter((child) => child !== "")];
        return [...arguments[0].querySelectorAll("#cards > article")].map(plain);
    """
    made = page.execute_script(compare.replace("arguments[0]", "document"))
    page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    page.get(product.as_uri())
    page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    held = page.execute_script(compare.replace("arguments[0]", "document"))
    assert len(made) == 6
    assert made == held


def test_a_category_a_verdict_and_a_rule_can_be_chosen_and_cleared_again(page):
    cards = told(page)
    for name, value, fits in (
        ("category", "hoax", lambda card: "hoax" in card["categories"]),
        ("verdict", "review", lambda card: card["verdict"] == "review"),
        ("rule", "candidate_support/vote-call", lambda card: "candidate_support/vote-call" in card["rules"]),
    ):
        fitting = sum(map(fits, cards))
        assert 0 < fitting < len(cards)
        choose(page, name, value)
        wait(page, fitting)
        page.find_element(By.CSS_SELECTOR, "button[type=reset]").click()
        wait(page, len(cards))


@pytest.mark.parametrize("words", ["serangan FAJAR", "@pns_pasar", "banjar seratus", '"baris 5 "'])
def test_a_search_finds_words_accounts_regions_and_rows(page, words):
    page.find_element(By.NAME, "words").send_keys(words)
    wait(page, 1)
    assert page.find_element(By.CSS_SELECTOR, "#cards .text").text == BRIBE
    assert page.find_element(By.ID, "count").text == "1 dari 1 tampil (1 unggahan); seluruhnya 6."


def test_a_search_without_a_find_says_so(page):
    field = page.find_element(By.NAME, "words")
    field.send_keys("tidak ada kata seperti ini", Keys.ENTER)
    wait(page, 0)
    assert page.find_element(By.ID, "nothing").text == SAID["nothing"]["id"]
    assert page.current_url.endswith("laporan.html"), "the form goes nowhere"


def test_the_keyboard_reaches_the_posts_the_filters_and_the_laws(page):
    keys = webdriver.ActionChains(page)
    keys.send_keys(Keys.TAB).perform()
    assert page.switch_to.active_element.text == SAID["skip"]["id"]
    keys.send_keys(Keys.ENTER).perform()
    assert page.switch_to.active_element.get_attribute("id") == "flagged"
    names = []
    for _ in range(5):
        webdriver.ActionChains(page).send_keys(Keys.TAB).perform()
        names.append(page.switch_to.active_element.get_attribute("name") or page.switch_to.active_element.get_attribute("type"))
    assert names == ["words", "verdict", "category", "rule", "reset"]
    assert page.execute_script("return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    webdriver.ActionChains(page).send_keys(Keys.TAB, Keys.ENTER).perform()
    assert page.execute_script("return document.activeElement.parentElement.open") is True


def test_a_hostile_post_does_nothing(page):
    assert page.execute_script("return window.broken") is None
    assert page.find_elements(By.CSS_SELECTOR, "#cards script, #cards img, #cards b[onclick]") == []
    texts = [text.text for text in page.find_elements(By.CSS_SELECTOR, "#cards .text")]
    assert any(HOSTILE in text for text in texts)


def test_the_policy_stops_what_the_page_does_not_hold_itself(page):
    page.execute_script("const image = new Image(); image.src = 'https://contoh.invalid/x'; document.body.append(image)")
    WebDriverWait(page, 15, 0.05).until(lambda page: any("Content Security Policy" in entry["message"] for entry in page.get_log("browser")))
    assert page.execute_script("try { document.body.innerHTML = '<b>x</b>' } catch (error) { return error.name }") == "TypeError"


def test_no_request_leaves(page):
    choose(page, "category", "hoax")
    wait(page, 1)
    events = [json.loads(entry["message"])["message"] for entry in page.get_log("performance")]
    asked = {event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"}
    assert asked == {page.current_url}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(page, scheme):
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    faint = page.execute_script("""
        for (const folded of document.querySelectorAll("details")) folded.open = true;
        const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
        const bright = (colour) => {
          const [r, g, b] = numbers(colour).map((part) => part / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const ground = (node) => {
          while (node) {
            const colour = getComputedStyle(node).backgroundColor;
            if ((numbers(colour)[3] ?? 1) > 0) return colour;
            node = node.parentElement;
          }
          return "rgb(255, 255, 255)";
        };
        return [...document.querySelectorAll("body *:not(svg *):not(script):not(style):not(template)")]
          .filter((node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim()) && node.checkVisibility())
          .map((node) => {
            const [low, high] = [bright(getComputedStyle(node).color), bright(ground(node))].sort((a, b) => a - b);
            return [(high + 0.05) / (low + 0.05), node.localName + "." + node.className];
          }).filter(([contrast]) => contrast < 4.5);
    """)
    dark = page.execute_script("return getComputedStyle(document.body).backgroundColor") == "rgb(22, 23, 26)"
    assert faint == []
    assert dark == (scheme == "dark")


@pytest.mark.parametrize("width", [360, 1200])
def test_nothing_sticks_out_at_the_side(page, width):
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False})
    assert page.execute_script("return document.documentElement.scrollWidth") <= width
    page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def printed(page) -> bytes:
    return base64.b64decode(page.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"])


def pages_of(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of every page, in points."""
    boxes = re.findall(rb"/Type\s*/Page\b.*?/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf, re.DOTALL)
    return [(round(float(width)), round(float(height))) for width, height in boxes]


def test_it_prints_on_a4_with_its_folded_lists_open(page):
    sizes = pages_of(printed(page))
    assert set(sizes) == {(595, 842)}
    assert page.find_element(By.CSS_SELECTOR, "#cards .rows").get_attribute("open") is not None


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_sheet_is_one_page(browser, screener, tmp_path, lang):
    path = tmp_path / "lembar.html"
    write_sheet(path, screener.screen(ALL[0], near=True), screener, lang)
    browser.get_log("browser")
    browser.get(path.as_uri())
    assert len(pages_of(printed(browser))) == 1
    assert browser.get_log("browser") == []


def spelled(number: int) -> str:
    """A number as a word of its own."""
    return "".join("bcdfghjklm"[int(digit)] for digit in str(number))


def test_twenty_thousand_posts_open_in_three_seconds(browser, screener, tmp_path):
    screenings = [screener.screen(text) for text in (CALL, BRIBE, SHOUT)]
    models = [screening.to_dict() for screening in screenings]
    for model in models:
        model["reasons"] = [reason for reason in model["reasons"] if reason["category"] in model["categories"]]
    flagged = [
        {**model, "row": row, "post": {**model["post"], "text": f"{model['post']['text']} {spelled(row)}ra {spelled(row)}ri"}}
        for row, model in enumerate(models * 6667, 1)
    ]
    path = tmp_path / "besar.html"
    write_report(path, facts_of(screenings, screener), flagged, screener)
    opened = []
    while not opened or (opened[-1] >= 3 and len(opened) < 3):  # a busy machine gets another try
        began = time.perf_counter()
        browser.get(path.as_uri())
        opened.append(time.perf_counter() - began)
    assert browser.execute_script("return data.cards.length") == 20_001
    assert shown(browser) == FIRST
    assert min(opened) < 3
    browser.find_element(By.NAME, "words").send_keys("serangan zzzra")
    WebDriverWait(browser, 60, 0.05).until(lambda page: page.find_element(By.ID, "count").text.startswith("0 dari 0"))
    browser.find_element(By.CSS_SELECTOR, "button[type=reset]").click()
    wait(browser, FIRST)
    browser.find_element(By.ID, "more").click()
    wait(browser, 2 * FIRST)
    assert browser.execute_script("return document.activeElement === document.querySelectorAll('#cards > article')[50]")
