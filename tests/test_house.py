"""The house stands: imports go downstairs, the door is small, and everything shipped is found."""

import ast
import inspect
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

import screener
from screener.api import shipped

HOUSE = Path(screener.__file__).parent
REPOSITORY = HOUSE.parent
MODULES = {
    ".".join(path.relative_to(HOUSE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in HOUSE.rglob("*.py")
    if path != HOUSE / "__init__.py" and path.read_text(encoding="utf-8").count("\n") > 1
}
FLOORS = {
    **dict.fromkeys(["cli"], 11),
    **dict.fromkeys(["batch"], 10),
    **dict.fromkeys(["report", "proof", "spark", "verify", "tables.writing"], 9),
    **dict.fromkeys(["arrow", "terminal", "report.cards", "tables.workbook"], 8),
    **dict.fromkeys(["api", "tables.sheets", "tables.parquet"], 7),
    **dict.fromkeys(["rulefile", "evidence", "tables.cells"], 6),
    **dict.fromkeys(["wordfile", "trial", "judge", "explain", "tables.reading", "report.chart"], 5),
    **dict.fromkeys(["rules", "classifier", "calendar", "tables.records"], 4),
    **dict.fromkeys(["fold", "report.wording", "tables.delimited"], 3),
    **dict.fromkeys(["names", "phrases", "redact", "summary", "tables.columns", "tables.rows"], 2),
    **dict.fromkeys(["screening", "vocabulary", "yamlfile", "unfinished"], 1),
    **dict.fromkeys(["errors", "spelling", "report.alike", "tables.binding"], 0),
}


PACKAGES = ("screener", "screener.tables", "screener.report")
DOORS = {
    "yaml": {"yamlfile"},
    "rich": {"cli", "terminal"},
    "typer": {"cli"},
    "joblib": {"batch"},
    "charset_normalizer": {"tables.delimited"},
    "openpyxl": {"tables.records"},
    "jinja2": {"report"},
    "xlsxwriter": {"tables.sheets"},
    "pyarrow": {"arrow", "spark", "tables.parquet", "tables.records"},
    "pyspark": {"spark"},
}
"""What each package from elsewhere is used by; nothing else knows of it."""


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every module that a file imports anywhere in it, dotted, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = ".".join(filter(None, ["screener" if node.level else "", node.module]))
            of_modules = module in PACKAGES and all(alias.name.islower() for alias in node.names)
            inner = [f"{module}.{alias.name}" for alias in node.names] if of_modules else [module]
            yield from ((name, node.lineno) for name in inner)


def ours(path: Path) -> Iterator[tuple[str, int]]:
    """The modules of this package that a file imports."""
    return (
        (next(part for part in (name.removeprefix("screener."), name.split(".")[1]) if part in MODULES), line)
        for name, line in imports(path)
        if name.startswith("screener.")
    )


def foreign(path: Path) -> set[str]:
    """The packages from elsewhere, the standard library left out, that a file imports."""
    return {name.partition(".")[0] for name, _ in imports(path)} - {"screener"} - sys.stdlib_module_names


# Floors


def test_every_module_has_a_floor_and_every_floor_its_modules():
    assert set(MODULES) == set(FLOORS)


def test_only_what_reads_rule_files_meets_cells_of_yaml():
    users = {name for name, path in MODULES.items() if "yamlfile" in {other for other, _ in ours(path)}}
    assert users == {"rulefile", "wordfile"}


@pytest.mark.parametrize("name", ["trial", "proof", "wordfile", "names", "calendar"])
def test_what_a_post_does_not_need_is_reached_through_one_door(name):
    doors = {"trial": {"api", "proof"}, "proof": {"cli"}, "wordfile": {"rulefile"}, "names": {"fold"}, "calendar": {"api", "rulefile", "wordfile", "report.chart"}}
    assert {user for user, path in MODULES.items() if name in {other for other, _ in ours(path)}} == doors[name]


@pytest.mark.parametrize("name", MODULES)
def test_every_import_goes_downstairs(name):
    above = [f"{name}:{line} imports {other}" for other, line in ours(MODULES[name]) if FLOORS[other] >= FLOORS[name]]
    assert above == []


def test_the_page_on_the_architecture_draws_the_same_floors():
    page = (REPOSITORY / "ARCHITECTURE.md").read_text(encoding="utf-8")
    drawn = {
        name: int(floor)
        for floor, names in re.findall(r"^\| (\d+) \| ([^|]+) \|", page, re.MULTILINE)
        for name in re.findall(r"`([\w.]+)`", names)
    }
    assert drawn == FLOORS


@pytest.mark.parametrize("name", [name for name in MODULES if FLOORS[name] == 0])
def test_the_ground_floor_stands_on_the_standard_library_alone(name):
    assert foreign(MODULES[name]) == set()
    assert {FLOORS[other] for other, _ in ours(MODULES[name])} <= {0}


def test_only_the_yaml_reader_knows_yaml_and_only_the_command_line_knows_colours():
    users: dict[str, set[str]] = {}
    for name, path in MODULES.items():
        for package in foreign(path):
            users.setdefault(package, set()).add(name)
    assert users == DOORS


def test_the_library_neither_prints_nor_logs_nor_opens_a_socket():
    for name, path in MODULES.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
        assert "warn" not in {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}, name
        assert called.isdisjoint({"print", "input", "breakpoint", "exec", "eval"}), name
        imported = {imported.partition(".")[0] for imported, _ in imports(path)}
        assert imported.isdisjoint({"logging", "socket", "urllib", "http", "pickle", "tempfile"}), name


# The door


def fresh(code: str, folder: Path = REPOSITORY) -> str:
    """What a new interpreter prints that begins in a folder and imports from there first."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=folder, env=env, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_using_the_library_imports_nothing_heavy():
    heavy = ("sklearn", "numpy", "pandas", "scipy", "joblib", "rich", "typer", "openpyxl", "xlsxwriter", "jinja2", "pyarrow")
    code = f"import sys, screener; screener.screen('Halo'); print([name for name in {heavy!r} if name in sys.modules])"
    assert fresh(code) == "[]"


def test_the_command_line_imports_nothing_heavy():
    heavy = ("sklearn", "numpy", "pandas", "scipy", "joblib", "openpyxl", "xlsxwriter", "jinja2", "pyarrow")
    assert fresh(f"import sys, screener.cli; print([name for name in {heavy!r} if name in sys.modules])") == "[]"


def test_all_is_exactly_the_public_names():
    public = {name for name, value in vars(screener).items() if not name.startswith("_") and not inspect.ismodule(value)}
    assert set(screener.__all__) == public
    assert len(screener.__all__) == len(public)
    assert screener.__all__ == sorted(screener.__all__, key=lambda name: (name.islower(), name))


def test_a_star_import_brings_the_names_that_the_contract_promises():
    promised = {"Post", "Screener", "Screening", "screen", "screen_many", "Reason", "Match", "ScreenerError"}
    assert promised <= set(fresh("from screener import *; print(*dir())").split())


@pytest.mark.parametrize("name", screener.__all__)
def test_every_public_name_has_a_docstring_of_its_own(name):
    written = getattr(screener, name).__doc__ or ""
    assert written.strip()
    assert not written.startswith(f"{name}("), "made by a decorator, not written"


@pytest.mark.parametrize("path", MODULES.values(), ids=MODULES)
def test_every_module_begins_with_its_law(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_errors_are_also_what_python_calls_them():
    assert issubclass(screener.PostError, ValueError)
    assert issubclass(screener.PostTypeError, TypeError)
    codes = {name: vars(screener)[name].exit_code for name in ("FileError", "RuleError", "ModelError")}
    assert codes == {"FileError": 3, "RuleError": 4, "ModelError": 5}


# The cellar


def below(folder) -> Iterator[tuple[str, bytes]]:
    """Every file below a resource folder, by the name from there on."""
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from ((f"{entry.name}/{name}", content) for name, content in below(entry))
        else:
            yield entry.name, entry.read_bytes()


def test_every_rule_file_is_found_as_a_resource():
    rules = REPOSITORY / "rules"
    if not rules.is_dir():
        pytest.skip("installed from a wheel")
    on_disk = {path.relative_to(rules).as_posix(): path.read_bytes() for path in rules.rglob("*.*") if path.is_file()}
    assert {path.rpartition(".")[2] for path in on_disk} <= {"yaml", "json"}
    assert dict(below(shipped("rules"))) == on_disk
    assert {"categories.yaml", "laws.yaml", "acts.yaml", "folding.yaml", "spellings.yaml"} <= set(on_disk)
    assert {name.partition("/")[0] for name in on_disk if "/" in name} >= {"lexicons", "elections", "context"}


def test_the_weights_are_found_as_a_resource_and_are_data_only():
    found = dict(below(shipped("model")))
    assert {"card.json", "weights.json"} <= set(found)
    assert {name.rpartition(".")[2] for name in found} <= {"json", "tsv", "md"}
    assert sum(map(len, found.values())) < 4_000_000
    assert (files("screener") / "model" / "weights.json").is_file()


def test_packed_as_in_a_wheel_it_finds_the_same_rules_and_weights(tmp_path):
    shutil.copytree(HOUSE, tmp_path / "screener", ignore=shutil.ignore_patterns("__pycache__"))
    if (REPOSITORY / "rules").is_dir():
        shutil.copytree(REPOSITORY / "rules", tmp_path / "screener" / "shipped_rules")
    code = "import screener; print(screener.__file__, screener.Screener.load().fingerprint)"
    place, fingerprint = fresh(code, tmp_path).split()
    assert place.startswith(str(tmp_path))
    assert fingerprint == screener.Screener.load().fingerprint
