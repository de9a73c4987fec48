"""Writing rules: every mistake is told at once, with line, caret and remedy, in both languages; what is right is read as it is written."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
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
