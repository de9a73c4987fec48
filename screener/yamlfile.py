"""A YAML file becomes cells that know their place; every mistake in it is noted, not only the first.

All scalars are read as text, so ``no``, ``on``, ``01`` and ``12:30`` stay what the author wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from math import isfinite, nan
from typing import Any

import yaml

from screener.errors import RuleError

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_CURLY = "“”‘’„"
_STANDARD_TAGS = tuple(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))


class Sheet:
    """One YAML file: its name, its lines, and the mistakes found in it so far.

    Parameters
    ----------
    name : str
        As it is told to the author.
    content : str
    """

    def __init__(self, name: str, content: str) -> None:
        self.name, self._content = name, content
        self.mistakes: list[RuleError] = []

    def wrong(self, line: int, column: int, *, id: str, en: str) -> None:
        """Note a mistake; line and column count from 0."""
        lines = self._content.splitlines()
        shown = lines[line] if line < len(lines) else ""
        self.mistakes.append(RuleError(id=id, en=en, file=self.name, line=line + 1, column=column + 1, shown=shown))

    def compose(self) -> Cell | None:
        """The whole file as one cell, None where it is no YAML."""
        loader = _Loader(self._content)
        try:
            node = loader.get_single_node()
        except yaml.MarkedYAMLError as error:
            self._not_yaml(error)
            return None
        except yaml.YAMLError as error:
            self.wrong(
                0,
                0,
                id=f"ada karakter yang tidak boleh di YAML ({error}); hapus, lalu simpan sebagai UTF-8",
                en=f"a character that YAML does not allow ({error}); remove it and save as UTF-8",
            )
            return None
        except RecursionError:
            self.wrong(0, 0, id="terlalu banyak tingkat kurung atau indentasi", en="too many levels of brackets or indentation")
            return None
        finally:
            loader.dispose()
        if node is None:
            self.wrong(0, 0, id="berkas ini kosong; isi atau hapus", en="this file is empty; fill or remove it")
            return None
        if "&" in self._content and self._has_anchor():
            return None
        return Cell(node, self)

    def _not_yaml(self, error: yaml.MarkedYAMLError) -> None:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        lines = self._content.splitlines()
        for at in range(min(line, len(lines) - 1), max(line - 2, -1), -1):
            indent = re.match(r" *\t", lines[at])
            if indent:
                self.wrong(
                    at,
                    indent.end() - 1,
                    id="ada tab di awal baris; YAML hanya menerima spasi, ganti tab dengan spasi",
                    en="a tab at the beginning of the line; YAML takes spaces only, replace the tab",
                )
                return
        self.wrong(
            line,
            column,
            id=f"YAML tidak dapat dibaca ({error.problem}); periksa indentasi, tanda kutip, dan titik dua di baris ini dan di atasnya",
            en=f"not readable as YAML ({error.problem}); check indentation, quotes and colons of this line and the one above",
        )

    def _has_anchor(self) -> bool:
        """Whether a value is named with & to be repeated with *: a few lines of that can grow without bounds."""
        for event in yaml.parse(self._content, Loader=_Loader):
            if getattr(event, "anchor", None):
                mark = event.start_mark
                self.wrong(
                    mark.line if mark else 0,
                    mark.column if mark else 0,
                    id="jangkar & dan alias * tidak dipakai di sini; tulis nilainya lengkap, atau beri tanda kutip bila ini teks",
                    en="anchors & and aliases * are not used here; write the value out, or quote it if it is text",
                )
                return True
        return False


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in a YAML file that knows where it stands.

    Its readers note what is wrong in the sheet and give a harmless value, so that one run tells all mistakes.
    """

    node: Any
    sheet: Sheet

    def wrong(self, *, id: str, en: str, offset: int = 0) -> None:
        """Note a mistake about this value, ``offset`` characters into it."""
        mark = self.node.start_mark
        quote = isinstance(self.node, yaml.ScalarNode) and self.node.style in ("'", '"')
        self.sheet.wrong(mark.line, mark.column + (offset + quote if offset else 0), id=id, en=en)

    @property
    def is_list(self) -> bool:
        return isinstance(self.node, yaml.SequenceNode)

    @property
    def is_pairs(self) -> bool:
        return isinstance(self.node, yaml.MappingNode)

    def text(self) -> str:
        """The value as text, "" where it is none."""
        if not isinstance(self.node, yaml.ScalarNode):
            self.wrong(id="di sini harus satu teks", en="one text is expected here")
            return ""
        value = str(self.node.value)
        if self.node.style not in ("'", '"', "|", ">") and value[:1] in _CURLY and value:
            self.wrong(
                id=f'tanda kutip keriting {value[0]} bukan tanda kutip YAML; pakai tanda kutip lurus "',
                en=f'the curly quote {value[0]} is no quote in YAML; use the straight quote "',
            )
        if self.node.tag not in _STANDARD_TAGS:
            self.wrong(id=f"tag {self.node.tag} tidak dipakai di sini; hapus tanda seru itu", en=f"the tag {self.node.tag} is not used here; remove it")
        return value

    def filled(self) -> str:
        """The value as text that is not empty."""
        value = self.text()
        if not value.strip() and isinstance(self.node, yaml.ScalarNode):
            self.wrong(id="ini kosong; isi atau hapus", en="this is empty; fill or remove it")
        return value

    def cells(self) -> list[Cell]:
        """The values of a list, none where it is no list."""
        if not self.is_list:
            self.wrong(id="di sini harus daftar (baris berawalan “- ”)", en="a list is expected here (lines that begin with “- ”)")
            return []
        return [Cell(node, self.sheet) for node in self.node.value]

    def texts(self) -> list[str]:
        return [cell.text() for cell in self.cells()]

    def pairs(self) -> list[tuple[Cell, Cell]]:
        """Keys and values, none where there are no pairs."""
        if not self.is_pairs:
            self.wrong(id="di sini harus pasangan “kunci: nilai”", en="pairs of “key: value” are expected here")
            return []
        seen: set[str] = set()
        found = []
        for key_node, value_node in self.node.value:
            key = Cell(key_node, self.sheet)
            name = key.text()
            if name in seen:
                key.wrong(id=f"kunci “{name}” ditulis dua kali; hapus salah satu", en=f"the key “{name}” stands twice; remove one")
                continue
            seen.add(name)
            found.append((key, Cell(value_node, self.sheet)))
        return found

    def fields(self, required: Sequence[str], optional: Sequence[str] = ()) -> dict[str, Cell]:
        """The values by key; unknown and missing keys are mistakes."""
        found: dict[str, Cell] = {}
        for key, value in self.pairs():
            name = key.text()
            if name in required or name in optional:
                found[name] = value
            else:
                key.unknown("kunci", "key", (*required, *optional))
        missing = [name for name in required if name not in found]
        if missing and self.is_pairs:
            names = ", ".join(missing)
            self.wrong(id=f"belum ada kunci: {names}", en=f"missing keys: {names}")
        return found

    def both(self) -> dict[str, str]:
        """A sentence in both languages."""
        return {"id": "", "en": ""} | {key: cell.filled() for key, cell in self.fields(("id", "en")).items()}

    def number(self) -> float:
        """A number, 0 where it is none."""
        text = self.text()
        try:
            number = float(text)
        except ValueError:
            number = nan
        if isfinite(number):
            return number
        comma = isinstance(self.node, yaml.ScalarNode) and re.fullmatch(r"[-+]?\d+,\d+", text)
        self.wrong(
            id=f"“{text}” bukan angka" + (f"; tulis dengan titik: {text.replace(',', '.')}" if comma else ""),
            en=f"“{text}” is no number" + (f"; write it with a point: {text.replace(',', '.')}" if comma else ""),
        )
        return 0.0

    def day(self) -> date | None:
        """A day, None where it is none."""
        text = self.text()
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.wrong(id=f"“{text}” bukan tanggal; tulis seperti 2024-11-27", en=f"“{text}” is no date; write it like 2024-11-27")
            return None

    def choice(self, known: Iterable[str], kind_id: str, kind_en: str) -> str | None:
        """A text that must be one of ``known``, None where it is not."""
        text = self.text()
        if text in (known := list(known)):
            return text
        if isinstance(self.node, yaml.ScalarNode):
            self.unknown(kind_id, kind_en, known)
        return None

    def unknown(self, kind_id: str, kind_en: str, known: Sequence[str]) -> None:
        """Note that this text is none of ``known``, and which of them was perhaps meant."""
        name = self.text()
        close = get_close_matches(name, known, 1)
        among = ", ".join(sorted(known))
        self.wrong(
            id=f"{kind_id} “{name}” tidak dikenal; " + (f"mungkin maksudnya “{close[0]}”?" if close else f"yang ada: {among}"),
            en=f"unknown {kind_en} “{name}”; " + (f"did you mean “{close[0]}”?" if close else f"there are: {among}"),
        )
