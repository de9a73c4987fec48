"""A YAML file becomes cells that know their place; every mistake in it is noted, not only the first.

All scalars are read as text, so ``no``, ``on``, ``01`` and ``12:30`` stay what the author wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any, NamedTuple

import yaml

from screener.errors import RuleError, ScreenerError

_BaseLoader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_TAGS = {yaml.ScalarNode: "tag:yaml.org,2002:str", yaml.SequenceNode: "tag:yaml.org,2002:seq", yaml.MappingNode: "tag:yaml.org,2002:map"}


class _Loader(_BaseLoader):  # type: ignore[misc]
    """Reads every scalar as text, and looks for no other meaning, which costs a fifth of the reading."""

    def resolve(self, kind: Any, _value: object, _implicit: object) -> str:
        return _TAGS[kind]

    def descend_resolver(self, _node: object, _index: object) -> None:
        """There are no resolvers by path."""

    def ascend_resolver(self) -> None:
        """There are no resolvers by path."""


_CURLY = "“”‘’„"
_FORBIDDEN = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DECORATED = re.compile(r"(?m)(?:^|[\[{,]|[:?-] )\s*[&!*]")
"""Where a tag, anchor or alias may stand."""
_NESTING, _MOST_NESTING, _DEEPEST = re.compile(r"[\[{]|[-?:] (?=[-?] )"), 10_000, 100
"""Where a value may begin inside a value; how many of those the stack can take; levels that no rule file has."""
_TAB = re.compile(r" *\t")
_CUT = re.compile(r"\s*(#[^\s#])")
"""A # behind a text that looks like a hashtag or number, not like a comment."""
_MOST_NAMED = 16
"""Names that are listed where none resembles an unknown one."""


class _Fault(NamedTuple):
    """What the YAML reader complains of, whether its cause lies where the context began, and how an author is told."""

    sign: str
    at_context: bool
    id: str
    en: str


_FAULTS = (
    _Fault(
        "escape character",
        False,
        'di dalam tanda kutip ganda "\\" berarti lain; tulis dua kali, atau pakai tanda kutip tunggal \'',
        'inside double quotes "\\" means something else; write it twice, or use single quotes \'',
    ),
    _Fault("quoted scalar", True, "tanda kutip ini tidak ditutup", "this quote is not closed"),
    _Fault(
        "undefined alias|scanning an (alias|anchor)|scanning a tag|tag handle|cannot start any token|scanning a directive|block scalar",
        True,
        "teks tidak boleh diawali dengan tanda ini; beri tanda kutip",
        "no text may begin with this sign; put it in quotes",
    ),
    _Fault(
        "flow (sequence|mapping)",
        True,
        "kurung ini tidak ditutup, atau ada koma yang kurang; teks yang memuat kurung harus dalam tanda kutip",
        "this bracket is not closed, or a comma is missing; a text with brackets in it must stand in quotes",
    ),
    _Fault(
        "mapping values are not allowed",
        False,
        "titik dua di tengah teks; beri tanda kutip pada teks itu, atau mulai kunci di baris baru",
        "a colon inside a text; put that text in quotes, or begin the key on a new line",
    ),
    _Fault(
        "single document",
        False,
        "“---” memulai dokumen kedua; satu berkas hanya berisi satu dokumen, hapus",
        "“---” begins a second document; a file holds only one, remove it",
    ),
    _Fault(
        "simple key",
        True,
        "baris ini bukan “kunci: nilai” dan bukan “- nilai”; periksa titik dua dan indentasinya",
        "this line is neither “key: value” nor “- value”; check its colon and indentation",
    ),
    _Fault(
        "block (mapping|collection|sequence)|expected <block end>|expected <document start>",
        False,
        "baris ini tidak sejajar dengan yang di atasnya, atau teks berlanjut sesudah tanda kutip atau kurung penutup",
        "this line is not aligned with those above, or a text goes on behind its closing quote or bracket",
    ),
    _Fault(
        "",
        False,
        "YAML tidak dapat dibaca; periksa indentasi, tanda kutip, dan titik dua di baris ini dan di atasnya",
        "not readable as YAML; check indentation, quotes and colons of this line and the one above",
    ),
)


def _place(entry: tuple[tuple[int, int, str], RuleError]) -> tuple[int, int]:
    return entry[0][:2]


class Sheet:
    """One YAML file: its name, its lines, and the mistakes found in it so far.

    Parameters
    ----------
    name : str
        As it is told to the author.
    content : str
    """

    def __init__(self, name: str, content: str) -> None:
        self.name, self.content = name, content.removeprefix("\ufeff")
        self._mistakes: dict[tuple[int, int, str], RuleError] = {}
        self._lines: list[str] | None = None
        self.may_cut = " #" in content

    def line(self, number: int) -> str:
        """A line, counted from 0; "" behind the last."""
        if self._lines is None:
            self._lines = re.split(r"\r\n|[\r\n\x85\u2028\u2029]", self.content)
        return self._lines[number] if number < len(self._lines) else ""

    def wrong(self, line: int, column: int, *, id: str, en: str) -> None:
        """Note a mistake, once; line and column count from 0."""
        if (line, column, en) not in self._mistakes:
            self._mistakes[line, column, en] = RuleError(
                id=id, en=en, file=self.name, line=line + 1, column=column + 1, shown=self.line(line)
            )

    @property
    def mistakes(self) -> list[RuleError]:
        """What is wrong, from top to bottom."""
        return [mistake for _, mistake in sorted(self._mistakes.items(), key=_place)]

    def compose(self) -> Cell | None:
        """The whole file as one cell, None where it is no YAML."""
        forbidden = _FORBIDDEN.search(self.content)
        if forbidden:
            self._not_a_character(forbidden)
            return None
        loader = _Loader(self.content)
        try:
            if self._is_deep():
                return None
            node = loader.get_single_node()
        except yaml.MarkedYAMLError as error:
            self._not_yaml(error)
            return None
        finally:
            loader.dispose()
        if node is None:
            self.wrong(0, 0, id="berkas ini kosong; isi atau hapus", en="this file is empty; fill or remove it")
            return None
        if _DECORATED.search(self.content) and self._has_anchor():
            return None
        return Cell(node, self)

    def _is_deep(self) -> bool:
        """Whether values stand in values beyond all reason, which would exhaust the stack; that is noted."""
        if len(_NESTING.findall(self.content)) < _MOST_NESTING:
            return False
        depth = 0
        for event in yaml.parse(self.content, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                mark: Any = event.start_mark
                self.wrong(mark.line, mark.column, id="terlalu banyak tingkat kurung atau indentasi", en="too many levels of brackets or indentation")
                return True
        return False

    def _not_a_character(self, found: re.Match[str]) -> None:
        above = self.content[: found.start()]
        name = f"U+{ord(found[0]):04X}"
        self.wrong(
            above.count("\n"),
            len(above) - above.rfind("\n") - 1,
            id=f"karakter kendali {name} yang tidak terlihat ini tidak boleh ada di berkas aturan; hapus",
            en=f"this invisible control character {name} may not stand in a rule file; remove it",
        )

    def _not_yaml(self, error: yaml.MarkedYAMLError) -> None:
        mark = error.problem_mark or error.context_mark
        line = mark.line if mark else 0
        for at in range(line, max(line - 2, -1), -1):
            indent = _TAB.match(self.line(at))
            if indent:
                self.wrong(
                    at,
                    indent.end() - 1,
                    id="ada tab di awal baris; YAML hanya menerima spasi, ganti tab dengan spasi",
                    en="a tab at the beginning of the line; YAML takes spaces only, replace the tab",
                )
                return
        complaint = f"{error.context} {error.problem}"
        one_line = mark and error.context_mark and mark.line == error.context_mark.line
        if mark and one_line and self.line(line)[mark.column :].startswith(":"):
            complaint = "mapping values are not allowed"
        fault = next(fault for fault in _FAULTS if re.search(fault.sign, complaint))
        if fault.at_context and error.context_mark:
            mark = error.context_mark
        elif (open_ := self._open_quote(line)) is not None:
            line, column = open_
            self.wrong(line, column, id="tanda kutip di baris ini tidak berpasangan", en="the quotes of this line do not pair")
            return
        line, column = (mark.line, mark.column) if mark else (0, 0)
        self.wrong(line, column - self.line(line)[:column].endswith("\\"), id=fault.id, en=fault.en)

    def _open_quote(self, line: int) -> tuple[int, int] | None:
        """The last line up to ``line`` with an odd number of double quotes, where those above make it odd, too."""
        odd = [at for at in range(line + 1) if self.line(at).replace('\\"', "").count('"') % 2]
        return (odd[-1], self.line(odd[-1]).index('"')) if len(odd) % 2 else None

    def _has_anchor(self) -> bool:
        """Whether a value is named with & to be repeated with *: a few lines of that can grow without bounds. Tags are noted."""
        for event in yaml.parse(self.content, Loader=_Loader):
            mark: Any = event.start_mark
            if getattr(event, "tag", None):
                self.wrong(
                    mark.line,
                    mark.column,
                    id="tanda seru di sini dibaca sebagai tag YAML; hapus, atau beri tanda kutip pada teksnya",
                    en="the exclamation mark is read as a YAML tag here; remove it, or put the text in quotes",
                )
            if getattr(event, "anchor", None):
                self.wrong(
                    mark.line,
                    mark.column,
                    id="jangkar & dan alias * tidak dipakai di sini; tulis nilainya lengkap, atau beri tanda kutip bila ini teks",
                    en="anchors & and aliases * are not used here; write the value out, or quote it if it is text",
                )
                return True
        return False


class Cell(NamedTuple):
    """A value in a YAML file that knows where it stands.

    Its readers note what is wrong in the sheet and give a harmless value, so that one run tells all mistakes.
    """

    node: Any
    sheet: Sheet

    def wrong(self, *, id: str, en: str, offset: int | None = None) -> None:
        """Note a mistake about this value, or about what stands ``offset`` characters into its text."""
        mark, column = self.node.start_mark, self.node.start_mark.column
        if offset is not None and mark.line == self.node.end_mark.line:
            column += offset + (self.node.style in ("'", '"'))
        self.sheet.wrong(mark.line, column, id=id, en=en)

    def told(self, error: ScreenerError, piece: str) -> None:
        """Note what an error tells about a piece of this text."""
        found = re.search(rf"(?<!\w){re.escape(piece)}(?!\w)", str(self.node.value), re.IGNORECASE) if self.is_text else None
        self.wrong(id=error.say("id"), en=error.say("en"), offset=found.start() if found else None)

    @property
    def is_list(self) -> bool:
        return isinstance(self.node, yaml.SequenceNode)

    @property
    def is_pairs(self) -> bool:
        return isinstance(self.node, yaml.MappingNode)

    def has(self, key: str) -> bool:
        """Whether there is such a key."""
        return self.is_pairs and any(node.value == key for node, _ in self.node.value)

    @property
    def is_text(self) -> bool:
        return isinstance(self.node, yaml.ScalarNode)

    def text(self) -> str:
        """The value as text, "" where it is none."""
        if not self.is_text:
            quotes = {"id": "", "en": ""}
            if self.node.flow_style:
                quotes = {"id": "; teks yang diawali { atau [ ditulis dalam tanda kutip", "en": "; a text that begins with { or [ goes in quotes"}
            self.wrong(id=f"di sini harus satu teks{quotes['id']}", en=f"one text is expected here{quotes['en']}")
            return ""
        value = str(self.node.value)
        if self.node.style in ("'", '"', "|", ">"):
            return value
        if value[:1] in _CURLY and value:
            self.wrong(
                id=f'tanda kutip keriting {value[0]} bukan tanda kutip YAML; pakai tanda kutip lurus "',
                en=f'the curly quote {value[0]} is no quote in YAML; use the straight quote "',
            )
            return value.strip(_CURLY)
        if self.sheet.may_cut:
            self._may_be_cut()
        return value

    def _may_be_cut(self) -> bool:
        """Whether a # behind this text makes the rest of the line a comment that was perhaps meant as text; that is noted."""
        end = self.node.end_mark
        cut = _CUT.match(self.sheet.line(end.line), end.column)
        if cut:
            self.sheet.wrong(
                end.line,
                cut.start(1),
                id="mulai # ini baris dianggap komentar dan tidak dibaca; beri tanda kutip bila ini teks, spasi sesudah # bila komentar",
                en="from this # on the line is a comment and not read; use quotes if it is text, a blank behind # if it is a comment",
            )
        return cut is not None

    def filled(self) -> str:
        """The value as text that is not empty."""
        value = self.text()
        if not value.strip() and self.is_text and not (self.sheet.may_cut and self._may_be_cut()):
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
        seen: dict[str, int] = {}
        found = []
        for key_node, value_node in self.node.value:
            key = Cell(key_node, self.sheet)
            name = key.text()
            if name in seen:
                line = seen[name]
                key.wrong(id=f"kunci “{name}” sudah ada di baris {line}; hapus salah satu", en=f"the key “{name}” stands in line {line} already; remove one")
                continue
            seen[name] = key_node.start_mark.line + 1
            found.append((key, Cell(value_node, self.sheet)))
        return found

    def fields(self, required: Sequence[str], optional: Sequence[str] = ()) -> dict[str, Cell]:
        """The values by key; unknown and missing keys are mistakes. A misspelt key is read as the one that was meant."""
        known = (*required, *optional)
        pairs = [(key, key.text(), value) for key, value in self.pairs()]
        found = {name: value for _, name, value in pairs if name in known}
        for key, name, value in pairs:
            if name and name not in known:
                found.setdefault(key.unknown("kunci", "key", known) or name, value)
        missing = [name for name in required if name not in found]
        if missing and self.is_pairs:
            names = ", ".join(missing)
            self.wrong(id=f"belum ada kunci: {names}", en=f"missing keys: {names}")
        return {name: value for name, value in found.items() if name in known}

    def both(self) -> dict[str, str]:
        """A sentence in both languages."""
        if self.is_text:
            self.wrong(id="tulis dalam dua bahasa: {id: …, en: …}", en="write it in both languages: {id: …, en: …}")
            return {"id": "", "en": ""}
        return {"id": "", "en": ""} | {key: cell.filled() for key, cell in self.fields(("id", "en")).items()}

    def number(self) -> float | None:
        """A number, None where it is none."""
        text = self.filled()
        if re.fullmatch(r"[-+]?[0-9]*\.?[0-9]+", text):
            return float(text)
        if text.strip():
            comma = re.fullmatch(r"[-+]?[0-9]+,[0-9]+", text)
            self.wrong(
                id=f"“{text}” bukan angka" + (f"; tulis dengan titik: {text.replace(',', '.')}" if comma else "; tulis seperti 2 atau 1.5"),
                en=f"“{text}” is no number" + (f"; write it with a point: {text.replace(',', '.')}" if comma else "; write it like 2 or 1.5"),
            )
        return None

    def day(self) -> date | None:
        """A day, None where it is none."""
        text = self.filled()
        try:
            if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
                return date.fromisoformat(text)
        except ValueError:
            self.wrong(id=f"tanggal {text} tidak ada di kalender", en=f"there is no day {text} in the calendar")
            return None
        if text.strip():
            self.wrong(id=f"“{text}” bukan tanggal; tulis seperti 2024-11-27", en=f"“{text}” is no date; write it like 2024-11-27")
        return None

    def choice(self, known: Iterable[str], kind_id: str, kind_en: str) -> str | None:
        """A text that must be one of ``known``, None where it is not."""
        text = self.filled()
        if text in (known := list(known)):
            return text
        if text.strip():
            self.unknown(kind_id, kind_en, known)
        return None

    def unknown(self, kind_id: str, kind_en: str, known: Sequence[str]) -> str | None:
        """Note that this text is none of ``known``; which of them was perhaps meant."""
        name = self.text()
        close = get_close_matches(name, known, 1)
        among = ", ".join(sorted(known)[:_MOST_NAMED]) + (", …" if len(known) > _MOST_NAMED else "")
        self.wrong(
            id=f"{kind_id} “{name}” tidak dikenal; " + (f"mungkin maksudnya “{close[0]}”?" if close else f"yang ada: {among}"),
            en=f"unknown {kind_en} “{name}”; " + (f"did you mean “{close[0]}”?" if close else f"there are: {among}"),
        )
        return close[0] if close else None
