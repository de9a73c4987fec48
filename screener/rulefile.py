"""Rule folders become a rulebook; every mistake is told as ``file:line:column: what is wrong, what to do``."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.resources.abc import Traversable
from typing import Literal, NamedTuple

from screener.calendar import Election
from screener.classifier import on_grid
from screener.errors import PostError, RuleError, why_not
from screener.fold import Folder
from screener.phrases import NO_ENTRIES, Entries, Phrase, PhraseError, parse
from screener.rules import Cap, Category, Example, Rule, Ruleset
from screener.screening import Law, Post
from screener.vocabulary import Vocabulary
from screener.wordfile import WordError, Words, read_election, read_folding, read_lexicon
from screener.yamlfile import Cell, Sheet

_REGISTERS = ("categories.yaml", "laws.yaml", "acts.yaml", "folding.yaml", "spellings.yaml")
_MARK = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_MOST_WEIGHT = 20
_STATUSES = ("draft", "active", "retired")
_SIDES: tuple[Literal["pre", "post"], ...] = ("pre", "post")


class Rulebook(NamedTuple):
    """All that the rule files say, ready to use; ``digests`` by the parts ``PARTS``, which change with any byte of their files."""

    ruleset: Ruleset
    rules: tuple[Rule, ...]
    folder: Folder
    elections: tuple[Election, ...]
    lexicons: dict[str, Entries]
    acts: dict[str, dict[str, str]]
    digests: dict[str, str]


PARTS = ("rules", "lexicons", "elections")


class _File(NamedTuple):
    """A YAML file: its place below its folder, and what stands in it, None where that is no YAML."""

    place: tuple[str, ...]
    cell: Cell | None

    @property
    def stem(self) -> str:
        return self.place[-1].removesuffix(".yaml")

    @property
    def kind(self) -> str:
        """The folder that it lies in: "lexicons", "elections", or a heading of rules; "" for a register."""
        return self.place[-2] if len(self.place) > 1 else ""

    @property
    def part(self) -> str:
        """The part that it belongs to: how words are folded counts as a lexicon, every other register as rules."""
        if self.place in (("folding.yaml",), ("spellings.yaml",)):
            return "lexicons"
        return self.kind if self.kind in PARTS else "rules"

    @property
    def is_rule(self) -> bool:
        return self.kind not in ("", "lexicons", "elections")


def load(folders: Sequence[Traversable], vocabulary: Vocabulary, elections: Sequence[Traversable] = ()) -> Rulebook:
    """Read rule folders, the shipped one first.

    Parameters
    ----------
    folders : sequence of Traversable
        Each with ``<category>/<rule>.yaml``, ``lexicons/`` and ``elections/``; the first also with the registers:
        ``categories.yaml``, ``laws.yaml``, ``acts.yaml``, ``folding.yaml`` and ``spellings.yaml``.
    vocabulary : Vocabulary
        Holds the words that the classifier knows; the words of the rules come in.
    elections : sequence of Traversable
        More election files.

    Raises
    ------
    RuleError
        With all mistakes of all files.
    """
    digests, sheets = {part: hashlib.sha256() for part in PARTS}, list[Sheet]()
    found = [(place, path) for folder in folders for place, path in _yaml_files(folder)]
    found += [(("elections", path.name), path) for path in elections]
    files = []
    for place, path in found:
        sheet = _sheet(path)
        sheets.append(sheet)
        files.append(_File(place, None if sheet.mistakes else sheet.compose()))
        digests[files[-1].part].update(f"{'/'.join(place)}\0{sheet.content}\0".encode())
    book = _read_all(files, folders[0], vocabulary, {part: digest.hexdigest() for part, digest in digests.items()})
    mistakes = [mistake for sheet in sheets for mistake in sheet.mistakes]
    if mistakes:
        mistakes[0].others = tuple(mistakes[1:])
        raise mistakes[0]
    assert book is not None
    return book


def _yaml_files(folder: Traversable, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Traversable]]:
    """Every file below a folder that is YAML or looks like it, and its place there."""
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        raise RuleError(
            id=f"{folder}: folder aturan tidak dapat dibaca ({why_not(error)}); periksa namanya",
            en=f"{folder}: the rule folder cannot be read ({error.strerror}); check its name",
        ) from error
    for entry in entries:
        if entry.is_dir():
            yield from _yaml_files(entry, (*above, entry.name))
        elif re.search(r"\.ya?ml", entry.name, re.IGNORECASE):
            yield (*above, entry.name), entry


def _sheet(path: Traversable) -> Sheet:
    """A file's text, or what keeps it from being read; a .yml is a mistake, not overlooked."""
    name = str(path)
    if not name.endswith(".yaml"):
        sheet = Sheet(name, "")
        sheet.wrong(0, 0, id="hanya berkas berakhiran .yaml yang dibaca; ganti namanya", en="only files that end in .yaml are read; rename it")
        return sheet
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RuleError(
            id=f"tidak dapat dibaca ({why_not(error)}); periksa namanya", en=f"cannot be read ({error.strerror}); check its name", file=name
        ) from error
    try:
        return Sheet(name, content.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n"))
    except UnicodeDecodeError as error:
        sheet = Sheet(name, "" if b"\0" in content else content.decode("utf-8", "replace"))
        above = content[: error.start].decode("utf-8")
        sheet.wrong(
            above.count("\n"),
            len(above) - above.rfind("\n") - 1,
            id="berkas ini bukan UTF-8 (karakter ini tidak terbaca); simpan ulang sebagai UTF-8",
            en="this file is not UTF-8 (this character cannot be read); save it again as UTF-8",
        )
        return sheet


def _read_all(files: Sequence[_File], first: Traversable, vocabulary: Vocabulary, digests: dict[str, str]) -> Rulebook | None:
    """The rulebook; mistakes are noted in the sheets. None where a register is no YAML."""
    registers = _registers(files, first)
    if len(registers) < len(_REGISTERS):
        return None
    categories = _read_categories(registers["categories.yaml"])
    acts = {key.text(): cell.both() for key, cell in registers["acts.yaml"].pairs()}
    folder = read_folding(registers["folding.yaml"], registers["spellings.yaml"], vocabulary)
    words = Words(folder)
    elections = _read_elections(files, words)
    lexicons = _read_lexicons(files, words)
    reader = _RuleReader(words, lexicons, categories, _read_laws(registers["laws.yaml"]), acts)
    rules = reader.read([(f"{file.kind}/{file.stem}", file.cell) for file in files if file.cell is not None and file.is_rule])
    live = tuple(rule for rule in rules if rule.status != "retired")
    return Rulebook(Ruleset(categories, live, vocabulary), rules, folder, elections, lexicons, acts, digests)


def _registers(files: Sequence[_File], first: Traversable) -> dict[str, Cell]:
    """The registers of the first folder, those that are no YAML left out; no other file may lie beside them."""
    top = {file.place[0]: file.cell for file in reversed(files) if len(file.place) == 1}
    for needed in _REGISTERS:
        if needed not in top:
            raise RuleError(
                id=f"{first}: berkas {needed} tidak ada; pasang ulang screener", en=f"{first}: {needed} is missing; install screener again"
            )
    found = {name: cell for name, cell in top.items() if cell is not None and name in _REGISTERS}
    for place, cell in files:
        if len(place) == 1 and cell is not None and cell is not found.get(place[0]):
            cell.wrong(
                id=f"{place[0]} tidak dibaca di sini; aturan ada di KATEGORI/NAMA.yaml, kata di lexicons/, pemilihan di elections/",
                en=f"{place[0]} is not read here; rules stand in CATEGORY/NAME.yaml, words in lexicons/, elections in elections/",
            )
    return found


def _read_lexicons(files: Sequence[_File], words: Words) -> dict[str, Entries]:
    """The lexicons; those with a mask first, so that the others know what is replaced."""
    cells: dict[str, Cell | None] = {}
    for file in files:
        if file.kind != "lexicons":
            continue
        if file.stem in cells and file.cell is not None:
            file.cell.wrong(
                id=f"leksikon “{file.stem}” sudah ada di aturan bawaan; beri nama berkas lain",
                en=f"there is a shipped lexicon “{file.stem}” already; give the file another name",
            )
        cells.setdefault(file.stem, file.cell)
    masked_first = sorted(cells.items(), key=lambda entry: entry[1] is None or not entry[1].has("mask"))
    return {stem: NO_ENTRIES if cell is None else read_lexicon(cell, words) for stem, cell in masked_first}


def _read_elections(files: Sequence[_File], words: Words) -> tuple[Election, ...]:
    elections: dict[str, Election] = {}
    for file in files:
        if file.kind != "elections" or file.cell is None:
            continue
        election = read_election(file.cell, words)
        if election and election.id in elections:
            file.cell.wrong(
                id=f"pemilihan “{election.id}” sudah ada; beri id lain", en=f"there is an election “{election.id}” already; give it another id"
            )
        elif election:
            elections[election.id] = election
    return tuple(elections.values())


def _read_categories(register: Cell) -> tuple[Category, ...]:
    found = []
    fields = register.fields(("tiers", "categories"))
    for key, value in fields["categories"].pairs() if "categories" in fields else ():
        parts = value.fields(("title", "review", "priority", "cap"))
        if len(parts) == 4:
            bounds = [on_grid(bound.number() or 0.0) for bound in parts["cap"].cells()]
            if len(bounds) != 3 or bounds != sorted(bounds):
                parts["cap"].wrong(
                    id="tulis batas bawah, lutut (di atasnya hanya seperempat dihitung), dan batas atas: [-2.25, 1, 2.75]",
                    en="write lower bound, knee (above it a quarter counts) and upper bound: [-2.25, 1, 2.75]",
                )
                bounds = [0.0, 0.0, 0.0]
            tiers = parts["review"].number() or 0.0, parts["priority"].number() or 0.0
            found.append(Category(key.text(), parts["title"].both(), *tiers, Cap(*bounds)))
    return tuple(found)


def _read_laws(register: Cell) -> dict[str, Law]:
    """Citations by id, items too ("SKB_2022_A#4")."""
    found: dict[str, Law] = {}
    for key, value in register.pairs():
        fields = value.fields(("short", "says", "status", "verified"), ("item", "items", "note"))
        texts = {name: cell.filled() for name, cell in fields.items() if name != "items"}
        if len(texts.keys() & {"short", "says", "status", "verified"}) < 4:
            continue
        name = key.text()
        found[name] = Law(name, texts["short"], texts["says"], texts["status"], texts["verified"])
        for item, cell in fields["items"].pairs() if "items" in fields else ():
            own = cell.fields(("says", "verified")) if cell.is_pairs else {"says": cell}
            parts = {part: own_cell.filled() for part, own_cell in own.items()}
            cite = f"{texts['short']} {texts.get('item', '')} {item.text()}"
            id_ = f"{name}#{item.text()}"
            found[id_] = Law(id_, cite, parts.get("says", ""), texts["status"], parts.get("verified", texts["verified"]))
    return found


class _RuleReader:
    """Reads rule files against everything that they may name."""

    def __init__(
        self,
        words: Words,
        lexicons: Mapping[str, Entries],
        categories: Sequence[Category],
        laws: Mapping[str, Law],
        acts: Mapping[str, Mapping[str, str]],
    ) -> None:
        self.words, self.lexicons, self.laws, self.acts = words, lexicons, laws, acts
        self.categories = [category.id for category in categories]

    def read(self, files: Sequence[tuple[str, Cell]]) -> tuple[Rule, ...]:
        """All rules. Phrases with ``word*`` come last, when all words are known."""
        found: dict[str, dict[str, Cell]] = {}
        for place, cell in files:
            fields = cell.fields(
                ("id", "title", "says", "category", "weight", "status", "acts", "sources", "laws", "examples"),
                ("subtype", "match", "unless", "when", "parent", "note"),
            )
            if "id" in fields and fields["id"].text() != place:
                fields["id"].wrong(id=f"id harus sama dengan tempat berkas: {place}", en=f"the id must be the file's place: {place}")
            if place in found:
                other = found[place]["id"].sheet.name if "id" in found[place] else "…"
                cell.wrong(id=f"aturan “{place}” sudah ada di {other}; beri nama berkas lain", en=f"there is a rule “{place}” in {other} already; rename the file")
            found[place] = fields
        sources = [
            cell
            for fields in found.values()
            if "status" not in fields or fields["status"].text() != "retired"
            for name in ("match", "unless")
            if name in fields
            for cell in fields[name].cells()
        ]
        phrases = {}
        for cell in sorted(sources, key=lambda cell: "*" in cell.text()):
            phrase = self._phrase(cell)
            if phrase is not None:
                phrases[id(cell.node)] = phrase
        rules = [self._rule(place, fields, phrases) for place, fields in found.items()]
        return tuple(rule for rule in rules if rule is not None)

    def _phrase(self, cell: Cell) -> Phrase | None:
        source = cell.filled()
        if not source.strip():
            return None
        try:
            phrase = parse(source, self.words.word, self.lexicons)
            self.words.rows(source)
        except PhraseError as error:
            cell.wrong(id=error.say("id"), en=error.say("en"), offset=error.at)
        except WordError as error:
            cell.told(error, error.piece)
        else:
            return phrase
        return None

    def _rule(self, place: str, fields: Mapping[str, Cell], phrases: Mapping[int, Phrase]) -> Rule | None:
        """One rule; None where a required key is missing, which was noted."""
        status = fields["status"].choice(_STATUSES, "status", "status") if "status" in fields else None
        acts = self._acts(fields["acts"]) if "acts" in fields else ()
        when = fields["when"].fields(("action",)).get("action") if "when" in fields else None
        actions = frozenset(map(self._action, when.cells())) if when else frozenset()
        if when and when.is_list and not actions:
            when.wrong(id="sebut paling sedikit satu action", en="name at least one action")
        match, unless = (self._phrases(fields, name, phrases) for name in ("match", "unless"))
        if "match" not in fields and not when and status != "retired" and "id" in fields:
            fields["id"].wrong(
                id="aturan ini tidak punya match maupun when, jadi tidak pernah kena; tulis salah satunya",
                en="this rule has neither match nor when, so it never fires; write one of them",
            )
        examples = fields["examples"].fields(("fires", "quiet"), ("gaps",)) if "examples" in fields else {}
        fires, quiet, gaps = (self._examples(examples, name, acts, marked="match" in fields) for name in ("fires", "quiet", "gaps"))
        pre, post = self._laws(fields["laws"]) if "laws" in fields else ((), ())
        weight = self._weight(fields["weight"], status) if "weight" in fields else 0.0
        for name in ("subtype", "note"):
            if name in fields:
                fields[name].filled()
        title, says = ({"id": "", "en": ""} | (fields[name].both() if name in fields else {}) for name in ("title", "says"))
        categories = self._categories(fields["category"]) if "category" in fields else ()
        sources = tuple(cell.filled() for cell in fields["sources"].cells()) if "sources" in fields else ()
        if not sources and "sources" in fields and fields["sources"].is_list:
            fields["sources"].wrong(id="sebut paling sedikit satu berita sumber", en="name at least one source article")
        parent = fields["parent"].choice(self.categories, "kategori", "category") if "parent" in fields else None
        if status is None or not categories:
            return None
        return Rule(
            id=place,
            title=title,
            says=says,
            categories=categories,
            weight=weight,
            status=status,  # type: ignore[arg-type] # one of _STATUSES
            acts=acts,
            sources=sources,
            pre=pre,
            post=post,
            subtype=fields["subtype"].text() if "subtype" in fields else "",
            match=match,
            unless=unless,
            actions=actions,
            parent=parent or "",
            fires=fires,
            quiet=quiet,
            gaps=gaps,
        )

    @staticmethod
    def _weight(cell: Cell, status: str | None) -> float:
        weight = cell.number()
        if weight is not None and abs(weight) > _MOST_WEIGHT:
            cell.wrong(
                id=f"bobot harus antara -{_MOST_WEIGHT} dan {_MOST_WEIGHT}; 4 sudah berarti tidak diragukan",
                en=f"the weight must be between -{_MOST_WEIGHT} and {_MOST_WEIGHT}; 4 leaves no doubt already",
            )
            return 0.0
        if weight == 0 and status == "active":
            cell.wrong(
                id="aturan aktif tanpa bobot tidak berpengaruh; beri bobot, atau status: draft",
                en="an active rule of no weight has no effect; give it a weight, or status: draft",
            )
        return on_grid(weight or 0.0)

    def _categories(self, cell: Cell) -> tuple[str, ...]:
        cells = cell.cells() if cell.is_list else [cell]
        if not cells:
            cell.wrong(id="sebut paling sedikit satu kategori", en="name at least one category")
        return tuple(filter(None, (one.choice(self.categories, "kategori", "category") for one in cells)))

    def _acts(self, cell: Cell) -> tuple[str, ...]:
        cells = cell.cells()
        if cell.is_list and not 1 <= len(cells) <= 3:
            cell.wrong(id="isi satu sampai tiga act", en="name one to three acts")
        return tuple(filter(None, (one.choice(self.acts, "act", "act") for one in cells)))

    @staticmethod
    def _phrases(fields: Mapping[str, Cell], name: str, phrases: Mapping[int, Phrase]) -> tuple[Phrase, ...]:
        if name not in fields:
            return ()
        cells = fields[name].cells()
        if not cells and fields[name].is_list:
            fields[name].wrong(id="tulis paling sedikit satu frasa, atau hapus kunci ini", en="write at least one phrase, or remove this key")
        return tuple(phrases[id(cell.node)] for cell in cells if id(cell.node) in phrases)

    @staticmethod
    def _action(cell: Cell) -> str:
        try:
            return Post("", action=cell.text()).action
        except PostError as error:
            cell.wrong(id=error.say("id"), en=error.say("en"))
            return "post"

    def _laws(self, cell: Cell) -> tuple[tuple[Law, ...], tuple[Law, ...]]:
        """Laws before and from *penetapan calon*; a plain list means the same on both sides."""
        sides = cell.fields(("pre", "post")) if cell.is_pairs else {"pre": cell, "post": cell}
        found: dict[str, list[Law]] = {"pre": [], "post": []}
        for applies, side in sides.items():
            if applies == "post" and side is cell:  # told once
                found["post"] = found["pre"]
                continue
            cells = side.cells()
            if not cells and side.is_list:
                side.wrong(id="sebut paling sedikit satu dasar hukum", en="name at least one law")
            ids = filter(None, (item.choice(self.laws, "dasar hukum", "law") for item in cells))
            found[applies] = [self.laws[name] for name in ids]
        pre, post = (tuple(replace(law, applies=side) for law in found[side]) for side in _SIDES)
        return pre, post

    def _examples(self, lists: Mapping[str, Cell], name: str, acts: tuple[str, ...], *, marked: bool) -> tuple[Example, ...]:
        if name not in lists:
            return ()
        cells = lists[name].cells()
        if not cells and lists[name].is_list:
            lists[name].wrong(id="tulis paling sedikit satu contoh", en="write at least one example")
        return tuple(self._example(item, name, acts, marked=marked) for item in cells)

    def _example(self, cell: Cell, name: str, acts: tuple[str, ...], *, marked: bool) -> Example:
        fields = cell.fields(("text",), ("action", "parent", "act", "weak")) if cell.is_pairs else {"text": cell}
        text_cell = fields.get("text", cell)
        written = text_cell.text() if "text" in fields else ""
        text, marks = _unmark(written)
        unpaired = re.search(r"\[\[|\]\]", _MARK.sub(lambda marked: "x" * len(marked[0]), written))
        if unpaired:
            text_cell.wrong(id="tanda [[ dan ]] tidak berpasangan", en="the marks [[ and ]] do not pair", offset=unpaired.start())
        elif any(start == end for start, end in marks):
            text_cell.wrong(id="di antara [[ dan ]] harus ada kata", en="there must be words between [[ and ]]", offset=written.index("[[]]"))
        elif name == "fires" and marked and not marks and (written or text_cell.is_text):
            text_cell.wrong(id="tandai kata yang harus kena dengan [[ … ]]", en="mark the words that must be hit with [[ … ]]")
        elif name == "quiet" and marks:
            text_cell.wrong(
                id="contoh quiet tidak kena apa pun: hapus [[ dan ]]", en="a quiet example hits nothing: remove [[ and ]]", offset=written.index("[[")
            )
        weak = fields["weak"].choice(("true", "false"), "nilai", "value") if "weak" in fields else None
        return Example(
            text,
            marks,
            action=self._action(fields["action"]) if "action" in fields else "post",
            parent=fields["parent"].text() if "parent" in fields else "",
            act=(self._act(fields["act"], acts) if "act" in fields else None) or (acts[0] if acts else ""),
            weak=weak == "true",
        )

    def _act(self, cell: Cell, acts: tuple[str, ...]) -> str | None:
        """The act that an example shows, one of the rule's."""
        act = cell.choice(self.acts, "act", "act")
        if act and acts and act not in acts:
            cell.wrong(
                id=f"act ini tidak ada di acts aturan ini: {', '.join(acts)}", en=f"this act is none of the rule's acts: {', '.join(acts)}"
            )
            return None
        return act


def _unmark(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text without its ``[[ ]]``, and the spans that they marked."""
    marks, plain, end = [], "", 0
    for match in _MARK.finditer(text):
        plain += text[end : match.start()]
        marks.append((len(plain), len(plain) + len(match[1])))
        plain += match[1]
        end = match.end()
    return plain + text[end:], tuple(marks)
