"""YAML becomes a rulebook; every mistake is told as ``file:line:column: what is wrong, what to do``.

All scalars are read as text, so ``no``, ``on``, ``01`` and ``12:30`` stay what the author wrote.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from importlib.resources.abc import Traversable
from math import isfinite, nan
from typing import Any, NamedTuple

import yaml

from screener.calendar import Election
from screener.classifier import on_grid
from screener.errors import PostError, RuleError, why_not
from screener.fold import Folder
from screener.phrases import Entries, Need, Phrase, PhraseError, Word, inflections, parse
from screener.rules import Category, Example, Rule, Ruleset
from screener.screening import Law, Post
from screener.vocabulary import Vocabulary

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_REGISTERS = ("categories.yaml", "laws.yaml", "acts.yaml", "folding.yaml")
_MARK = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


class Cell(NamedTuple):
    """A value in a YAML file that knows where it stands."""

    node: Any
    file: str

    def wrong(self, *, id: str, en: str) -> RuleError:
        """The error to raise about this value."""
        mark = self.node.start_mark
        where = f"{self.file}:{mark.line + 1}:{mark.column + 1}: "
        return RuleError(id=where + id, en=where + en)

    def text(self) -> str:
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.wrong(id="di sini harus satu teks", en="one text is expected here")
        return str(self.node.value)

    def cells(self) -> list[Cell]:
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.wrong(id="di sini harus daftar (baris berawalan “- ”)", en="a list is expected here (lines that begin with “- ”)")
        return [Cell(node, self.file) for node in self.node.value]

    def texts(self) -> list[str]:
        return [cell.text() for cell in self.cells()]

    def pairs(self) -> list[tuple[Cell, Cell]]:
        if not isinstance(self.node, yaml.MappingNode):
            raise self.wrong(id="di sini harus pasangan “kunci: nilai”", en="pairs of “key: value” are expected here")
        seen: set[str] = set()
        found = []
        for key_node, value_node in self.node.value:
            key = Cell(key_node, self.file)
            if key.text() in seen:
                raise key.wrong(
                    id=f"kunci “{key.text()}” ditulis dua kali; hapus salah satu", en=f"the key “{key.text()}” stands twice; remove one"
                )
            seen.add(key.text())
            found.append((key, Cell(value_node, self.file)))
        return found

    def fields(self, required: Sequence[str], optional: Sequence[str] = ()) -> dict[str, Cell]:
        """The values by key; unknown and missing keys are errors."""
        found: dict[str, Cell] = {}
        for key, value in self.pairs():
            name = key.text()
            if name not in required and name not in optional:
                raise key.wrong(**_unknown("kunci", "key", name, (*required, *optional)))
            found[name] = value
        missing = [name for name in required if name not in found]
        if missing:
            names = ", ".join(missing)
            raise self.wrong(id=f"belum ada kunci: {names}", en=f"missing keys: {names}")
        return found

    def both(self) -> dict[str, str]:
        """A sentence in both languages."""
        return {key: cell.text() for key, cell in self.fields(("id", "en")).items()}

    def number(self) -> float:
        try:
            number = float(self.text())
        except ValueError:
            number = nan
        if not isfinite(number):
            raise self.wrong(id=f"“{self.text()}” bukan angka", en=f"“{self.text()}” is no number")
        return number

    def day(self) -> date:
        try:
            return date.fromisoformat(self.text())
        except ValueError:
            raise self.wrong(
                id=f"“{self.text()}” bukan tanggal; tulis seperti 2024-11-27",
                en=f"“{self.text()}” is no date; write it like 2024-11-27",
            ) from None

    def choice(self, known: Iterable[str], kind_id: str, kind_en: str) -> str:
        """A text that must be one of ``known``."""
        known = sorted(known)
        if self.text() not in known:
            raise self.wrong(**_unknown(kind_id, kind_en, self.text(), known))
        return self.text()


def _unknown(kind_id: str, kind_en: str, name: str, known: Sequence[str]) -> dict[str, str]:
    close = get_close_matches(name, known, 1)
    hint_id = f"mungkin maksudnya “{close[0]}”?" if close else f"yang ada: {', '.join(known)}"
    hint_en = f"did you mean “{close[0]}”?" if close else f"there are: {', '.join(known)}"
    return {"id": f"{kind_id} “{name}” tidak dikenal; {hint_id}", "en": f"unknown {kind_en} “{name}”; {hint_en}"}


class Rulebook(NamedTuple):
    """All that the rule files say, ready to use; ``digest`` changes with any byte of them."""

    ruleset: Ruleset
    folder: Folder
    elections: tuple[Election, ...]
    acts: dict[str, dict[str, str]]
    digest: str


def load(folders: Sequence[Traversable], vocabulary: Vocabulary) -> Rulebook:
    """Read rule folders, the shipped one first.

    Parameters
    ----------
    folders : sequence of Traversable
        Each with ``<category>/<rule>.yaml``, ``lexicons/`` and ``elections/``; the first also with ``categories.yaml``,
        ``laws.yaml``, ``acts.yaml`` and ``folding.yaml``.
    vocabulary : Vocabulary
        Holds the words that the classifier knows; the words of the rules come in.

    Raises
    ------
    RuleError
        At the first mistake.
    """
    digest = hashlib.sha256()
    files = [(place, _compose(name, place, content, digest)) for folder in folders for place, name, content in _yaml_files(folder)]
    top = dict(reversed([(place[0], cell) for place, cell in files if len(place) == 1]))  # those of the first folder
    for needed in _REGISTERS:
        if needed not in top:
            raise RuleError(
                id=f"{folders[0]}: berkas {needed} tidak ada; pasang ulang screener",
                en=f"{folders[0]}: {needed} is missing; install screener again",
            )
    folder = _read_folding(top["folding.yaml"], vocabulary)
    categories = _read_categories(top["categories.yaml"])
    acts = {key.text(): cell.both() for key, cell in top["acts.yaml"].pairs()}
    words = _Words(folder)
    lexicons: dict[str, Entries] = {}
    drafts: list[tuple[str, Cell]] = []
    elections: list[Election] = []
    for place, cell in files:
        if len(place) == 1:
            if cell is not top[place[0]] or place[0] not in _REGISTERS:
                raise cell.wrong(
                    id=f"{place[0]} tidak dibaca di sini; aturan ada di KATEGORI/NAMA.yaml, kata di lexicons/, pemilihan di elections/",
                    en=f"{place[0]} is not read here; rules stand in CATEGORY/NAME.yaml, words in lexicons/, elections in elections/",
                )
            continue
        name = place[-1].removesuffix(".yaml")
        if place[-2] == "lexicons":
            if name in lexicons:
                raise cell.wrong(
                    id=f"leksikon “{name}” sudah ada di aturan bawaan; beri nama berkas lain",
                    en=f"there is a shipped lexicon “{name}” already; give the file another name",
                )
            lexicons[name] = _read_lexicon(cell, words)
        elif place[-2] == "elections":
            election = _read_election(cell)
            if election.id in {other.id for other in elections}:
                raise cell.wrong(id=f"pemilihan “{election.id}” sudah ada", en=f"there is an election “{election.id}” already")
            elections.append(election)
        else:
            drafts.append((f"{place[-2]}/{name}", cell))
    reader = _RuleReader(words, lexicons, categories, _read_laws(top["laws.yaml"]), acts)
    rules = reader.read(drafts)
    return Rulebook(Ruleset(categories, rules, vocabulary), folder, tuple(elections), acts, digest.hexdigest())


def _yaml_files(folder: Traversable, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Every YAML file below a folder: its place there, its name, its content. A .yml is an error, not overlooked."""
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
        elif entry.name.endswith(".yaml"):
            try:
                yield (*above, entry.name), str(entry), entry.read_text("utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise RuleError(
                    id=f"{entry}:1:1: tidak dapat dibaca sebagai UTF-8 ({error}); simpan ulang sebagai UTF-8",
                    en=f"{entry}:1:1: cannot be read as UTF-8 ({error}); save it again as UTF-8",
                ) from error
        elif re.search(r"\.ya?ml", entry.name, re.IGNORECASE):
            raise RuleError(
                id=f"{entry}:1:1: hanya berkas berakhiran .yaml yang dibaca; ganti namanya",
                en=f"{entry}:1:1: only files that end in .yaml are read; rename it",
            )


def _compose(name: str, place: tuple[str, ...], content: str, digest: Any) -> Cell:
    digest.update(f"{'/'.join(place)}\0{content}\0".encode())
    loader = _Loader(content)
    try:
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        raise RuleError(
            id=f"{where}: YAML tidak dapat dibaca ({error.problem}); periksa indentasi, tanda kutip dan titik dua di baris ini",
            en=f"{where}: not readable as YAML ({error.problem}); check indentation, quotes and colons on this line",
        ) from error
    except yaml.YAMLError as error:
        raise RuleError(id=f"{name}:1:1: YAML tidak dapat dibaca ({error})", en=f"{name}:1:1: not readable as YAML ({error})") from error
    finally:
        loader.dispose()
    if node is None:
        raise RuleError(id=f"{name}:1:1: berkas ini kosong; isi atau hapus", en=f"{name}:1:1: this file is empty; fill or remove it")
    return Cell(node, name)


def _read_folding(cell: Cell, vocabulary: Vocabulary) -> Folder:
    fields = cell.fields(("spellings", "titles", "and", "before_number", "number_words", "never_names"))
    folder = Folder(vocabulary, {key.text(): value.text() for key, value in fields["spellings"].pairs()})
    folder.neighbours.know_company(
        titles=fields["titles"].texts(),
        and_=fields["and"].texts(),
        before_number=fields["before_number"].texts(),
        number_words=fields["number_words"].texts(),
    )
    for word in fields["never_names"].texts():
        folder.neighbours.know(word)
    return folder


def _read_categories(cell: Cell) -> tuple[Category, ...]:
    found = []
    for key, value in cell.fields(("tiers", "categories"))["categories"].pairs():
        fields = value.fields(("title", "review", "priority", "cap"))
        low, high = (on_grid(bound.number()) for bound in fields["cap"].cells())
        found.append(Category(key.text(), fields["title"].both(), fields["review"].number(), fields["priority"].number(), (low, high)))
    return tuple(found)


def _read_laws(register: Cell) -> dict[str, Law]:
    """Citations by id, items too ("SKB_2022_A#4")."""
    found: dict[str, Law] = {}
    for key, value in register.pairs():
        fields = value.fields(("short", "says", "status", "verified"), ("item", "items", "note"))
        name, short, status = key.text(), fields["short"].text(), fields["status"].text()
        found[name] = Law(name, short, fields["says"].text(), status, fields["verified"].text())
        for item, cell in fields["items"].pairs() if "items" in fields else ():
            parts = cell.fields(("says", "verified")) if isinstance(cell.node, yaml.MappingNode) else fields | {"says": cell}
            cite = f"{short} {fields['item'].text()} {item.text()}"
            found[f"{name}#{item.text()}"] = Law(
                f"{name}#{item.text()}", cite, parts["says"].text(), status, parts["verified"].text()
            )
    return found


def _read_lexicon(cell: Cell, reader: _Words) -> Entries:
    folder, vocabulary = reader.folder, reader.folder.vocabulary
    fields = cell.fields(("about", "words"), ("mask",))
    fields["about"].both()
    mask = fields["mask"].text() if "mask" in fields else ""
    singles: set[int] = {vocabulary.add(mask)} if mask else set()
    longer: dict[int, list[tuple[int, ...]]] = {}
    rarest = set(singles)
    if not fields["words"].cells():
        raise fields["words"].wrong(id="tulis paling sedikit satu kata", en="write at least one word")
    for entry in fields["words"].cells():
        beside: list[str] = []
        words_cell = entry
        if isinstance(entry.node, yaml.MappingNode):
            parts = entry.fields(("word", "not_beside"))
            words_cell, beside = parts["word"], [reader.plain(cell.text(), cell) for cell in parts["not_beside"].cells()]
        words = [reader.plain(word, words_cell) for word in words_cell.text().split()]
        if not words:
            raise words_cell.wrong(id="entri ini kosong; isi atau hapus", en="this entry is empty; fill or remove it")
        if mask:
            folder.neighbours.know_name(words, mask, beside)
        elif len(words) == 1:
            found = reader.word(words[0]).starts
            singles |= found
            rarest |= found
        else:
            numbers = tuple(map(folder.neighbours.know, words))
            longer.setdefault(numbers[0], []).append(numbers)
            rarest.add(min(numbers, key=lambda number: vocabulary.commonness(frozenset({number}))))
    return Entries(Need(vocabulary.commonness(frozenset(rarest)), frozenset(rarest)), frozenset(singles), longer)


class _Words:
    """The words of phrases and lexicons as their authors write them, each worked out once."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self._known: dict[str, Word] = {}

    def word(self, piece: str) -> Word:
        """``word``, ``word*`` or ``~word``; a ValueError for what folds into several words."""
        if piece not in self._known:
            numbers = self._numbers(piece.lower())
            self._known[piece] = Word(Need(self.folder.vocabulary.commonness(numbers), numbers))
        return self._known[piece]

    def _numbers(self, piece: str) -> frozenset[int]:
        folder = self.folder
        if piece.startswith("~"):
            return frozenset(map(folder.neighbours.know, inflections(piece[1:])))
        if piece.endswith("*"):
            return frozenset({folder.vocabulary.add(piece), *folder.vocabulary.beginning_with(piece[:-1])})
        if not piece.isalpha():
            (piece,) = folder.speller.fold(piece)
            if piece.startswith("<"):
                return frozenset({folder.vocabulary.add(piece)})
        return frozenset({folder.neighbours.know(piece)})

    def plain(self, word: str, cell: Cell) -> str:
        """A word of a lexicon in its folded form."""
        if not word.strip("~*") or (word[0] == "~" and word[-1] == "*"):
            raise cell.wrong(id=f"“{word}” bukan kata", en=f"“{word}” is no word")
        if word[0] == "~" or word[-1] == "*":
            return word
        folded = self.folder.speller.spelled(word.lower())
        if len(folded) != 1:
            raise cell.wrong(
                id=f"“{word}” dibaca sebagai {len(folded)} kata: {' '.join(folded)}; tulis begitu",
                en=f"“{word}” is read as {len(folded)} words: {' '.join(folded)}; write it like that",
            )
        return folded[0]


def _read_election(cell: Cell) -> Election:
    fields = cell.fields(("id", "title", "begins", "candidates_set", "voting", "ends"))
    days = [fields[name].day() for name in ("begins", "candidates_set", "voting", "ends")]
    if days != sorted(days):
        raise cell.wrong(
            id="tanggal harus urut: begins, candidates_set, voting, ends", en="dates must be in order: begins, candidates_set, voting, ends"
        )
    return Election(fields["id"].text(), fields["title"].text(), *days)


class _RuleReader:
    """Reads rule files against everything that they may name."""

    def __init__(
        self,
        words: _Words,
        lexicons: Mapping[str, Entries],
        categories: Sequence[Category],
        laws: Mapping[str, Law],
        acts: Mapping[str, Mapping[str, str]],
    ) -> None:
        self.words, self.lexicons, self.laws, self.acts = words, lexicons, laws, acts
        self.categories = [category.id for category in categories]

    def read(self, files: Sequence[tuple[str, Cell]]) -> tuple[Rule, ...]:
        """All rules but the retired ones. Phrases with ``word*`` come last, when all words are known."""
        cells: dict[str, Cell] = {}
        fields: list[dict[str, Cell]] = []
        for place, cell in files:
            these = cell.fields(
                ("id", "title", "says", "category", "weight", "status", "acts", "sources", "laws", "examples"),
                ("subtype", "match", "unless", "when", "parent", "note"),
            )
            if these["id"].text() != place:
                raise these["id"].wrong(id=f"id harus sama dengan tempat berkas: {place}", en=f"the id must be the file's place: {place}")
            if place in cells:
                raise these["id"].wrong(id=f"aturan “{place}” sudah ada di {cells[place].file}", en=f"there is a rule “{place}” in {cells[place].file} already")
            cells[place] = cell
            if these["status"].choice(("draft", "active", "retired"), "status", "status") != "retired":
                fields.append(these)
        sources = [cell for these in fields for name in ("match", "unless") if name in these for cell in these[name].cells()]
        phrases = {}
        for cell in sorted(sources, key=lambda cell: "*" in cell.text()):
            phrases[id(cell.node)] = self._phrase(cell)
        return tuple(self._rule(these, phrases) for these in fields)

    def _phrase(self, cell: Cell) -> Phrase:
        try:
            return parse(cell.text(), self.words.word, self.lexicons)
        except PhraseError as error:
            at = f"(huruf ke-{error.at + 1} dari “{cell.text()}”)"
            en = f"(character {error.at + 1} of “{cell.text()}”)"
            raise cell.wrong(id=f"{error.say('id')} {at}", en=f"{error.say('en')} {en}") from error
        except ValueError as error:
            raise cell.wrong(
                id=f"satu kata di “{cell.text()}” dilipat menjadi beberapa kata; tulis bentuk lengkapnya",
                en=f"a word in “{cell.text()}” folds into several words; write them out",
            ) from error

    def _rule(self, fields: Mapping[str, Cell], phrases: Mapping[int, Phrase]) -> Rule:
        category = fields["category"]
        cells = category.cells() if isinstance(category.node, yaml.SequenceNode) else [category]
        if not cells:
            raise category.wrong(id="sebut paling sedikit satu kategori", en="name at least one category")
        pre, post = self._laws(fields["laws"])
        when = fields["when"].fields(("action",))["action"].cells() if "when" in fields else []
        status = fields["status"].text()
        match = tuple(phrases[id(cell.node)] for cell in fields["match"].cells()) if "match" in fields else ()
        if not match and not when:
            raise fields["id"].wrong(id="aturan ini tidak punya match maupun when", en="this rule has neither match nor when")
        acts = tuple(cell.choice(self.acts, "act", "act") for cell in fields["acts"].cells())
        if not 1 <= len(acts) <= 3:
            raise fields["acts"].wrong(id="isi satu sampai tiga act", en="name one to three acts")
        examples = fields["examples"].fields(("fires", "quiet"), ("gaps",))
        return Rule(
            id=fields["id"].text(),
            title=fields["title"].both(),
            says=fields["says"].both(),
            categories=tuple(cell.choice(self.categories, "category", "category") for cell in cells),
            weight=on_grid(fields["weight"].number()) if status == "active" else 0.0,
            status="active" if status == "active" else "draft",
            acts=acts,
            sources=tuple(fields["sources"].texts()),
            pre=pre,
            post=post,
            subtype=fields["subtype"].text() if "subtype" in fields else "",
            match=match,
            unless=tuple(phrases[id(cell.node)] for cell in fields["unless"].cells()) if "unless" in fields else (),
            actions=frozenset(self._action(cell) for cell in when),
            parent=fields["parent"].choice(self.categories, "category", "category") if "parent" in fields else "",
            fires=self._examples(examples["fires"], acts, marked=bool(match)),
            quiet=self._examples(examples["quiet"], acts, marked=False),
            gaps=self._examples(examples["gaps"], acts, marked=False) if "gaps" in examples else (),
        )

    def _action(self, cell: Cell) -> str:
        try:
            return Post("", action=cell.text()).action
        except PostError as error:
            raise cell.wrong(id=error.say("id"), en=error.say("en")) from error

    def _laws(self, cell: Cell) -> tuple[tuple[Law, ...], tuple[Law, ...]]:
        """Laws before and from *penetapan calon*; a plain list means the same on both sides."""
        if isinstance(cell.node, yaml.SequenceNode):
            sides = [cell, cell]
        else:
            fields = cell.fields(("pre", "post"))
            sides = [fields["pre"], fields["post"]]
        found = []
        for side, applies in zip(sides, ("pre", "post"), strict=True):
            ids = [item.choice(self.laws, "dasar hukum", "law") for item in side.cells()]
            if not ids:
                raise side.wrong(id="sebut paling sedikit satu dasar hukum", en="name at least one law")
            found.append(tuple(_applying(self.laws[name], applies) for name in ids))
        return found[0], found[1]

    def _examples(self, cell: Cell, acts: tuple[str, ...], *, marked: bool) -> tuple[Example, ...]:
        if not cell.cells():
            raise cell.wrong(id="tulis paling sedikit satu contoh", en="write at least one example")
        return tuple(self._example(item, acts, marked=marked) for item in cell.cells())

    def _example(self, cell: Cell, acts: tuple[str, ...], *, marked: bool) -> Example:
        fields = {"text": cell}
        if isinstance(cell.node, yaml.MappingNode):
            fields = cell.fields(("text",), ("action", "parent", "act", "weak"))
        text, marks = _unmark(fields["text"].text())
        if marked and not marks:
            raise cell.wrong(
                id="tandai kata yang harus kena dengan [[ … ]]", en="mark the words that must be hit with [[ … ]]"
            )
        act = fields["act"].choice(acts, "act", "act") if "act" in fields else acts[0]
        return Example(
            text,
            marks,
            action=self._action(fields["action"]) if "action" in fields else "post",
            parent=fields["parent"].text() if "parent" in fields else "",
            act=act,
            weak="weak" in fields and fields["weak"].text() == "true",
        )


def _applying(law: Law, applies: str) -> Law:
    return Law(law.id, law.cite, law.says, law.status, law.verified, "pre" if applies == "pre" else "post")


def _unmark(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text without its ``[[ ]]``, and the spans that they marked."""
    marks, plain, end = [], "", 0
    for match in _MARK.finditer(text):
        plain += text[end : match.start()]
        marks.append((len(plain), len(plain) + len(match[1])))
        plain += match[1]
        end = match.end()
    return plain + text[end:], tuple(marks)
