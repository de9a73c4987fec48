"""A CSV of posts in, the same CSV with ``screen_*`` columns out, a row at a time; no row is lost and none is added."""

from __future__ import annotations

import csv
import heapq
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import NamedTuple, TextIO

from screener.api import Screener
from screener.errors import FileError, Incomplete, PostError, PostTypeError, UsageError, why_not
from screener.explain import why
from screener.screening import Post, Screening

ADDED = ("screen_verdict", "screen_score", "screen_categories", "screen_rules", "screen_why", "screen_error")
NAMES = {
    "text": (
        *("text", "teks", "post", "posting", "postingan", "unggahan", "caption", "isi", "konten", "komentar", "pesan"),
        *("status", "tweet", "cuitan", "full_text", "content", "message", "body"),
    ),
    "id": ("id", "post_id", "id_post", "tweet_id"),
    "account": ("account", "akun", "username", "user", "author", "penulis"),
    "action": ("action", "aksi", "tindakan"),
    "parent": ("parent", "parent_text", "induk", "unggahan_induk"),
    "posted_at": ("posted_at", "tanggal", "waktu", "created_at", "date"),
    "region": ("region", "wilayah", "daerah", "kabupaten", "kota", "provinsi"),
}
"""Column names that are understood, by field of a Post, the preferred ones first."""

_BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SHOWN = 5


class Shown(NamedTuple):
    """A flagged row worth showing when the run is over."""

    score: float
    row: int
    screening: Screening


@dataclass(slots=True)
class Summary:
    """What a run did so far.

    Attributes
    ----------
    rows, blank, faulty, escaped : int
        Rows read, blank lines between them, rows with ``screen_error``, text cells written with a leading apostrophe.
    verdicts, categories, rules : Counter
    strongest : list[Shown]
        A few flagged rows with the highest scores, best first once the run is over.
    characters : int
        Of the input, read so far.
    """

    text_column: str = ""
    rows: int = 0
    blank: int = 0
    faulty: int = 0
    escaped: int = 0
    characters: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    strongest: list[Shown] = field(default_factory=list)

    @property
    def flagged(self) -> int:
        return self.verdicts["review"] + self.verdicts["priority"]

    def count(self, screening: Screening) -> None:
        """Add one screened row."""
        self.verdicts[screening.verdict] += 1
        self.categories.update(screening.categories)
        self.rules.update(screening.rules)
        if screening.categories and screening.score is not None:
            entry = Shown(screening.score, -self.rows, screening)
            (heapq.heappush if len(self.strongest) < _SHOWN else heapq.heappushpop)(self.strongest, entry)


class _Lines:
    """Lines of a file, remembering those of the record that is being read."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = lines
        self.record: list[str] = []

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.record.append(line)
            yield line


def screen_file(
    source: Path,
    target: Path,
    screener: Screener,
    *,
    lang: str = "id",
    text_column: str | None = None,
    tick: Callable[[Summary], None] = lambda _: None,
) -> Summary:
    """Screen every row of ``source`` and write it to ``target``, which appears only when it is complete.

    Parameters
    ----------
    source, target : Path
        CSV files; the delimiter (comma, semicolon, tab, bar) is kept.
    text_column : str, optional
        The column with the posts, where its name is not one of ``NAMES["text"]``.
    tick : callable
        Called after every row.

    Raises
    ------
    FileError
        When a file cannot be read or written.
    UsageError
        When the columns do not allow it.
    Incomplete
        On Ctrl-C or a full disk; what was written stays in ``<target>.part``.
    """
    part = target.with_name(target.name + ".part")
    if source.resolve() in (target.resolve(), part.resolve()):
        raise UsageError(
            id=f"{target} akan menimpa berkas masukan; beri nama lain pada -o",
            en=f"{target} would overwrite the input itself; name another file with -o",
        )
    if target.is_dir():
        raise FileError(id=f"{target} adalah folder; sebutkan nama berkas pada -o", en=f"{target} is a folder; name a file with -o")
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    summary = Summary()
    try:
        with source.open(encoding="utf-8", errors="surrogateescape", newline="") as lines:
            header = lines.readline()
            form = _Form(header, source)
            remembered = _Lines(chain([header.removeprefix(_BOM)], lines))
            records = csv.reader(remembered, delimiter=form.delimiter)
            columns = _Columns(next(records), text_column, source)
            summary.text_column = columns.names[columns.text]
            with _create(part) as out:
                writer = csv.writer(_Ends(out, form), delimiter=form.delimiter)
                writer.writerow([*columns.names, *ADDED])
                for cells in _records(records, remembered, summary, len(columns.names)):
                    writer.writerow(_screen_row(cells, columns, screener, summary, lang, _unclosed(remembered, form)))
                    tick(summary)
        part.replace(target)
    except KeyboardInterrupt:
        raise Incomplete(
            id=f"dihentikan setelah {summary.rows} baris; yang sudah jadi ada di {part}",
            en=f"stopped after {summary.rows} rows; what was done is in {part}",
        ) from None
    except OSError as error:
        if summary.rows:
            raise Incomplete(
                id=f"berhenti setelah {summary.rows} baris: {why_not(error)} ({error.filename or target}); yang sudah jadi ada di {part}",
                en=f"stopped after {summary.rows} rows: {error.strerror} ({error.filename or target}); what was done is in {part}",
            ) from error
        raise FileError(
            id=f"{error.filename or source}: {why_not(error)}; periksa nama dan izinnya",
            en=f"{error.filename or source}: {error.strerror}; check its name and permissions",
        ) from error
    summary.strongest.sort(reverse=True)
    return summary


def _create(part: Path) -> TextIO:
    """A new file that only its owner can read: posts are personal data."""
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    part.chmod(0o600)  # where an older one lay about
    return os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogateescape", newline="")


class _Form:
    """Delimiter, line end and byte order mark of a CSV, read off its header line."""

    def __init__(self, header: str, source: Path) -> None:
        if not header.removeprefix(_BOM).strip():
            raise FileError(
                id=f"{source}: berkas kosong; baris pertama harus berisi nama kolom",
                en=f"{source}: the file is empty; its first line must name the columns",
            )
        if "\0" in header or "\udcff" in header:
            raise FileError(
                id=f"{source}:1: bukan teks UTF-8; simpan ulang sebagai “CSV UTF-8”", en=f"{source}:1: no UTF-8 text; save it again as “CSV UTF-8”"
            )
        self.delimiter = max(",;\t|", key=re.sub(r'"[^"]*"', "", header).count)
        self.newline = "\r\n" if header.endswith("\r\n") else "\n"
        self.mark = _BOM if header.startswith(_BOM) else ""


class _Ends:
    """Writes rows with the line ends of the input; csv quotes a lone CR only where CR ends a line."""

    def __init__(self, out: TextIO, form: _Form) -> None:
        self._out, self._newline = out, form.newline
        out.write(form.mark)

    def write(self, row: str) -> int:
        return self._out.write(row.removesuffix("\r\n") + self._newline)


class _Columns:
    """Where the fields of a post stand in a row."""

    def __init__(self, names: list[str], text_column: str | None, source: Path) -> None:
        self.names = names
        plain = [name.strip().lower() for name in names]
        taken = [name for name in names if name.strip().lower() in ADDED]
        if taken:
            raise UsageError(
                id=f"{source} sudah berisi {', '.join(taken)}; pakai berkas asli, atau hapus kolom itu dulu",
                en=f"{source} has {', '.join(taken)} already; use the original file, or remove these columns first",
            )
        if text_column is not None:
            if text_column.strip().lower() not in plain:
                raise UsageError(
                    id=f"{source}: tidak ada kolom “{text_column}”; yang ada: {', '.join(names)}",
                    en=f"{source}: there is no column “{text_column}”; there are: {', '.join(names)}",
                )
            self.text = plain.index(text_column.strip().lower())
        else:
            known = [plain.index(name) for name in NAMES["text"] if name in plain]
            if not known:
                raise UsageError(
                    id=f"{source}: kolom teks tidak ditemukan di antara: {', '.join(names)}; sebutkan dengan --text-column NAMA",
                    en=f"{source}: no text column among: {', '.join(names)}; name it with --text-column NAME",
                )
            self.text = known[0]
        self.others = {
            part: next(plain.index(name) for name in known if name in plain)
            for part, known in NAMES.items()
            if part != "text" and any(name in plain and plain.index(name) != self.text for name in known)
        }

    def post(self, cells: Sequence[str]) -> Post:
        """The post of a row; empty cells count as absent."""
        values = {part: cells[at] for part, at in self.others.items() if cells[at].strip()}
        return Post(cells[self.text], **values)


def _records(records: Iterator[list[str]], lines: _Lines, summary: Summary, width: int) -> Iterator[list[str]]:
    """The rows behind the header. A blank line is an empty post where there is one column, else it is counted as blank."""
    lines.record.clear()
    for cells in records:
        summary.characters += sum(map(len, lines.record))
        if cells or width == 1:
            summary.rows += 1
            yield cells
        else:
            summary.blank += 1
        lines.record.clear()


def _unclosed(lines: _Lines, form: _Form) -> bool:
    """Whether the record was read to the end of the file because of a quote that nobody closed."""
    if len(lines.record) == 1 or sum(line.count('"') for line in lines.record) % 2 == 0:
        return False
    try:
        list(csv.reader(lines.record, delimiter=form.delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False


def _screen_row(cells: list[str], columns: _Columns, screener: Screener, summary: Summary, lang: str, unclosed: bool) -> list[str]:
    """The cells to write for one row."""
    width = len(columns.names)
    surplus = cells[width:]
    cells = cells[:width] + [""] * (width - len(cells))
    error, added = "", [""] * (len(ADDED) - 1)
    if surplus:
        error = {
            "id": f"baris ini punya {width + len(surplus)} sel, judulnya {width}; sel lebihnya ditulis di ujung kanan",
            "en": f"this row has {width + len(surplus)} cells, the header {width}; the surplus ones stand at the far right",
        }[lang]
    elif unclosed:
        error = {
            "id": "tanda kutip pembuka di baris ini tidak pernah ditutup; sisa berkas terbaca sebagai satu sel",
            "en": "a quote opened in this row is never closed; the rest of the file was read as one cell",
        }[lang]
    elif any("\udc80" <= char <= "\udcff" for char in cells[columns.text]):
        error = {"id": "teks ini bukan UTF-8; simpan ulang berkasnya sebagai UTF-8", "en": "this text is not UTF-8; save the file again as UTF-8"}[lang]
    else:
        try:
            screening = screener.screen(columns.post(cells))
        except (PostError, PostTypeError) as mistake:
            error = mistake.say(lang)
        else:
            summary.count(screening)
            added = _cells(screening, screener, lang)
    summary.faulty += bool(error)
    if cells[columns.text].startswith(_FORMULA):
        cells[columns.text] = "'" + cells[columns.text]
        summary.escaped += 1
    return [*cells, *added, error, *surplus]


def _cells(screening: Screening, screener: Screener, lang: str) -> list[str]:
    score = "" if screening.score is None else f"{screening.score:.4f}"
    return [
        screening.verdict,
        score,
        ";".join(screening.categories),
        ";".join(screening.rules),
        why(screening, screener.categories, lang),
    ]
