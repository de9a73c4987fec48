"""What the README promises: two commands, an example that shows everything, and every command that there is."""

import csv
import re
from pathlib import Path

import pytest

from screener import Screener
from screener.batch import screen_file
from screener.proof import check, prove

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("name", ["README.md", "README.id.md"])
def test_the_first_two_commands_are_one_line_each(name):
    blocks = re.findall(r"^```sh\n(.*?)```", (ROOT / name).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    run, test = blocks[0], blocks[1]
    assert run.count("\n") == test.count("\n") == 1
    assert "screener batch examples/posts.csv" in run
    assert test.rstrip().endswith("pytest")


@pytest.mark.parametrize("name", ["README.md", "README.id.md"])
def test_every_command_and_exit_code_is_documented(name):
    page = (ROOT / name).read_text("utf-8")
    for word in ("screener screen", "screener batch", "rules list", "rules show", "rules test", "--fail-on", "--text-column", "--rules", "--elections", "--near"):
        assert word in page
    assert all(re.search(rf"(^|[ ·]){code} ", page, re.MULTILINE) for code in range(7))


def test_the_example_shows_every_verdict_and_every_category(screener, tmp_path):
    summary = screen_file(ROOT / "examples" / "posts.csv", tmp_path / "scored.csv", screener)
    assert 25 <= summary.rows <= 40
    assert set(summary.verdicts) == {"clear", "review", "priority", "unscorable"}
    assert set(summary.categories) == set(screener.categories)
    assert summary.verdicts["clear"] >= 10
    with (tmp_path / "scored.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == summary.rows
    assert {row["screen_verdict"] for row in rows if not row["screen_error"]} == set(summary.verdicts)


def test_dependencies_are_explained_one_line_each():
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    table = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = set(re.findall(r'"([A-Za-z-]+)>=', project)) - {"hatchling"}
    assert named
    assert [name for name in sorted(named) if f"| {name} |" not in table] == []


FILE = re.compile(r"`(\w+)/([\w/-]+\.yaml)`:\n\n( *)```yaml\n(.*?)^\3```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("heading", "count"), [("Add a rule in five minutes", 2), ("Menambah aturan dalam lima menit", 1)])
def test_the_rule_of_the_five_minutes_works_as_it_is_printed(heading, count, tmp_path):
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    section = page.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    files = FILE.findall(section)
    assert len(files) == count == section.count("```yaml")
    for _, name, indent, content in files:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(re.sub(f"^{indent}", "", content, flags=re.MULTILINE), "utf-8")
    assert check(tmp_path) == ()
    screener = Screener.load(tmp_path)
    own = {rule.id for rule in screener.rulebook.rules} - {rule.id for rule in Screener.load().rulebook.rules}
    assert len(own) == 1
    assert [failure for rule in screener.rulebook.rules if rule.id in own for failure in prove(screener, rule)] == []
    for name in own:
        assert f"rules why {name.partition('/')[2]}" in section
