"""A table of posts in, the same table with ``screen_*`` columns out: a chunk of rows at a time, no row lost and none added.

Chunks are screened in this process or in several, and written in order as lines to ``NAME.part``; after each a checkpoint says how
far the run came. When all rows are done, the lines become the result: as they are, or bound into a workbook.
"""

from __future__ import annotations

import hashlib
import json
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from screener.api import Screener
from screener.errors import FileError, Incomplete, PostError, PostTypeError, UsageError, why_not
from screener.explain import inert
from screener.redact import MASK, redact, redacted
from screener.screening import Screening
from screener.summary import UNDATED, Summary
from screener.tables.columns import Columns
from screener.tables.reading import Table, open_table
from screener.tables.rows import Result, Row, Said
from screener.tables.writing import Output, output_for
from screener.unfinished import Unfinished, beside

if TYPE_CHECKING:
    from screener.report import Facts

STANDARD = Path("-")
"""Standard input, or standard output."""
_CHUNK = 500
_LARGEST = 1 << 22  # characters of a chunk


@dataclass(frozen=True, slots=True)
class Options:
    """How a run reads and writes; what decides the bytes of its result.

    Attributes
    ----------
    lang : str
        Of sentences in the result, "id" or "en".
    text_column, encoding, delimiter, sheet : str, optional
        Where guessing would be in doubt.
    excel_id : bool
        Write a CSV as an Indonesian Excel opens it.
    redact : bool
        Mask what points at a person.
    report : Path, optional
        Where to write a report to look at.
    """

    lang: str = "id"
    text_column: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    excel_id: bool = False
    redact: bool = False
    report: Path | None = None


class Job(NamedTuple):
    """What it takes to screen a chunk, in whatever process."""

    screener: Screener
    columns: Columns
    output: Output
    options: Options


class Chunk(NamedTuple):
    """Rows to screen; ``first`` is the number of the first one, blank lines and bytes are counted from the start of the table."""

    first: int
    rows: list[Row]
    blank: int
    position: int


class Done(NamedTuple):
    """A chunk that is screened: lines of the result, lines for the report, counts."""

    lines: bytes
    flagged: bytes
    summary: Summary


def screen_file(
    source: Path,
    target: Path,
    screener: Screener,
    options: Options | None = None,
    *,
    jobs: int = 1,
    resume: bool = False,
    tell: Callable[[Said], None] = lambda _: None,
    tick: Callable[[Summary], None] = lambda _: None,
) -> Summary:
    """Screen every row of ``source`` and write it to ``target``, which appears only when it is complete.

    Parameters
    ----------
    source, target : Path
        Tables; their endings say their formats. "-" is standard input or output, read and written as CSV.
    options : Options
    jobs : int
        Processes that screen; the result is the same, byte for byte.
    resume : bool
        Go on where an unfinished run stopped.
    tell : callable
        Called with each thing that was guessed or noticed before the first row.
    tick : callable
        Called with the counts so far, after every chunk.

    Raises
    ------
    FileError
        When a file cannot be read or written.
    UsageError
        When the columns do not allow it, or an unfinished run cannot go on.
    Incomplete
        On Ctrl-C or a full disk; what was written stays beside the target, and a run with ``resume`` goes on from there.
    """
    options = options or Options()
    _guard(source, target, options.report, resume=resume)
    summary = Summary()
    with _told(source, target, summary), open_table(
        None if source == STANDARD else source, encoding=options.encoding, delimiter=options.delimiter, sheet=options.sheet
    ) as table:
        columns = Columns.find(table.names, options.text_column, str(source))
        for said in (*table.told, _which_text(columns)):
            tell(said)
        output = output_for(
            target if target != STANDARD else Path("stdout.csv"),
            names=columns.names,
            text_at=columns.text,
            form=table.form,
            categories=screener.categories,
            lang=options.lang,
            excel_id=options.excel_id,
        )
        job = Job(screener, columns, output, options)
        if target == STANDARD:
            _pour(job, table, jobs, summary, tick)
        else:
            _write(job, source, target, table, jobs, summary, resume, tell, tick)
    return summary


def _guard(source: Path, target: Path, report: Path | None, *, resume: bool) -> None:
    """Nothing is written over the input, nor over one another."""
    written = {path: option for path, option in ((target, "-o"), (report, "--report")) if path is not None and path != STANDARD}
    for path, option in written.items():
        if path.is_dir():
            raise FileError(id=f"{path} adalah folder; sebutkan nama berkas pada {option}", en=f"{path} is a folder; name a file with {option}")
        if source != STANDARD and source.resolve() in (path.resolve(), beside(path, ".part").resolve()):
            raise UsageError(
                id=f"{path} akan menimpa berkas masukan; beri nama lain pada {option}",
                en=f"{path} would overwrite the input itself; name another file with {option}",
            )
    if report is not None and report.resolve() == target.resolve():
        raise UsageError(id="-o dan --report menyebut berkas yang sama", en="-o and --report name the same file")
    streams = source == STANDARD or (source.exists() and not source.is_file() and not source.is_dir())
    if (resume and (streams or target == STANDARD)) or (target == STANDARD and report is not None):
        raise UsageError(
            id="--resume dan --report memerlukan berkas, bukan aliran seperti “-”", en="--resume and --report need files, not streams such as “-”"
        )


def _which_text(columns: Columns) -> Said:
    name = columns.names[columns.text]
    return {"id": f"kolom teks: {name}", "en": f"text column: {name}"}


@contextmanager
def _told(source: Path, target: Path, summary: Summary) -> Iterator[None]:
    """Every way to stop early is told, with what is left."""
    try:
        yield
    except KeyboardInterrupt:
        raise Incomplete(id=f"dihentikan setelah {summary.rows} baris" + _kept(target)[0], en=f"stopped after {summary.rows} rows" + _kept(target)[1]) from None
    except BrokenPipeError:
        raise
    except FileError as error:
        if not summary.rows:
            raise
        raise Incomplete(
            id=f"berhenti setelah {summary.rows} baris: {error.say('id')}" + _kept(target)[0],
            en=f"stopped after {summary.rows} rows: {error.say('en')}" + _kept(target)[1],
        ) from error
    except OSError as error:
        name, wrong = error.filename or (target if summary.rows else source), error.strerror or str(error)
        if summary.rows:
            raise Incomplete(
                id=f"berhenti setelah {summary.rows} baris: {why_not(error)} ({name})" + _kept(target)[0],
                en=f"stopped after {summary.rows} rows: {wrong} ({name})" + _kept(target)[1],
            ) from error
        raise FileError(id=f"{name}: {why_not(error)}; periksa nama dan izinnya", en=f"{name}: {wrong}; check its name and permissions") from error


def _kept(target: Path) -> tuple[str, str]:
    """Where an unfinished run lies, in both languages."""
    part = beside(target, ".part")
    if target == STANDARD or not part.exists():
        return "", ""
    return f"; yang sudah jadi ada di {part}, lanjutkan dengan --resume", f"; what was done is in {part}, go on with --resume"


def _pour(job: Job, table: Table, jobs: int, summary: Summary, tick: Callable[[Summary], None]) -> None:
    """Write to standard output, which cannot go on later."""
    out = sys.stdout.buffer
    out.write(job.output.head())
    for done in _screened(job, _chunks(table, 0), jobs):
        summary.add(done.summary)
        out.write(done.lines)
        out.flush()
        tick(summary)


def _write(
    job: Job,
    source: Path,
    target: Path,
    table: Table,
    jobs: int,
    summary: Summary,
    resume: bool,
    tell: Callable[[Said], None],
    tick: Callable[[Summary], None],
) -> None:
    """Write to the target's part, and make it the target."""
    digest = _digest(source) if source.is_file() else ""
    run = {"input": digest, "screener": job.screener.fingerprint, "options": _hashed(repr((job.options, job.columns, target.suffix)))}
    targets = [target, *([job.options.report] if job.options.report else [])]
    with Unfinished(targets, run) as unfinished:
        if resume and unfinished.exists:
            summary.restore(unfinished.go_on())
            _skip(table, summary, job.columns)
            tell({"id": f"dilanjutkan setelah baris {summary.rows}", "en": f"going on after row {summary.rows}"})
        else:
            if resume:
                tell({"id": "tidak ada proses yang belum selesai; mulai dari awal", "en": "there is no unfinished run; beginning anew"})
            elif unfinished.exists:
                tell({"id": "hasil proses yang belum selesai ditimpa", "en": "the result of an unfinished run is overwritten"})
            unfinished.begin()
            unfinished.keep([job.output.head(), b""][: len(targets)], summary.to_dict())
        for done in _screened(job, _chunks(table, summary.rows), jobs):
            summary.add(done.summary)
            unfinished.keep([done.lines, done.flagged][: len(targets)], summary.to_dict())
            tick(summary)
        unfinished.close()
        _finish(job, source, digest, targets, summary, unfinished)


def _finish(job: Job, source: Path, digest: str, targets: list[Path], summary: Summary, unfinished: Unfinished) -> None:
    """The parts become what was asked for."""
    lines = unfinished.parts[0]
    if job.output.bind:
        job.output.bind(lines, targets[0])
    if job.options.report:
        from screener.report import write_report  # noqa: PLC0415 - templates cost time at start

        with unfinished.parts[1].open(encoding="utf-8") as flagged:
            write_report(job.options.report, _facts(job, source, digest, summary), map(json.loads, flagged), job.screener)
    unfinished.forget()
    if not job.output.bind:
        lines.replace(targets[0])
    for part in unfinished.parts:
        part.unlink(missing_ok=True)


def _facts(job: Job, source: Path, digest: str, summary: Summary) -> Facts:
    from screener.report import Facts  # noqa: PLC0415

    days: dict[str, dict[str, int]] = {}
    for key, count in summary.days.items():
        day, _, name = key.partition(" ")
        if day != UNDATED:
            days.setdefault(day, {})[name] = count
    return Facts(
        source=source.name,
        digest=digest,
        fingerprint=job.screener.fingerprint,
        rows=summary.rows,
        blank=summary.blank,
        faulty=summary.faulty,
        verdicts=dict(summary.verdicts),
        categories=dict(summary.categories),
        rules=dict(summary.rules),
        days=days,
        lang=job.options.lang,
    )


def _digest(source: Path) -> str:
    with source.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _skip(table: Table, summary: Summary, columns: Columns) -> None:
    """Read over the rows that are done."""
    shown = {each.row for each in summary.strongest}
    for number, row in enumerate(islice(table.rows, summary.rows), 1):
        if number in shown:
            summary.remember(number, columns.post(row.cells))


def _chunks(table: Table, done: int) -> Iterator[Chunk]:
    """The rows behind those that are done; a chunk of long rows has fewer."""
    rows: list[Row] = []
    first, held = done + 1, 0
    for row in table.rows:
        rows.append(row)
        held += sum(map(len, row.cells)) + sum(map(len, row.surplus))
        if len(rows) == _CHUNK or held > _LARGEST:
            yield Chunk(first, rows, table.count_blank(), table.position())
            first, rows, held = first + len(rows), [], 0
    if rows:
        yield Chunk(first, rows, table.count_blank(), table.position())


def _screened(job: Job, chunks: Iterator[Chunk], jobs: int) -> Iterator[Done]:
    """Every chunk screened, in order."""
    if jobs == 1:
        for chunk in chunks:
            yield screen_chunk(job, chunk)
        return
    from joblib import Parallel, delayed  # noqa: PLC0415 - costs time at start

    reader = _Reader(chunks)
    with closing(Parallel(jobs, return_as="generator")(delayed(_in_worker)(job, chunk) for chunk in reader)) as found:
        yield from found
    if reader.failure:
        raise reader.failure


class _Reader:
    """Hands chunks to another thread; what goes wrong there is kept for this one."""

    def __init__(self, chunks: Iterable[Chunk]) -> None:
        self._chunks = chunks
        self.failure: BaseException | None = None

    def __iter__(self) -> Iterator[Chunk]:
        try:
            yield from self._chunks
        except Exception as error:  # noqa: BLE001 - raised where it can be told
            self.failure = error


def _in_worker(job: Job, chunk: Chunk) -> Done:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    return screen_chunk(job, chunk)


def screen_chunk(job: Job, chunk: Chunk) -> Done:
    """Screen some rows, and say what is to be written."""
    summary = Summary(blank=chunk.blank, position=chunk.position)
    lines, flagged = [], []
    for number, row in enumerate(chunk.rows, chunk.first):
        result = _screen_row(job, number, row, summary)
        lines.append(job.output.line(result))
        summary.escaped += job.output.escaped(result)
        if job.options.report and result.screening is not None and result.screening.categories:
            flagged.append(_for_report(result.screening, number))
    return Done(b"".join(lines), b"".join(flagged), summary)


def _for_report(screening: Screening, number: int) -> bytes:
    """A flagged post as the report reads it; why it was not flagged elsewhere is left out."""
    told = screening.to_dict()
    told["reasons"] = [reason for reason in told["reasons"] if reason["category"] in screening.categories]
    return json.dumps({**told, "row": number}).encode() + b"\n"


def _screen_row(job: Job, number: int, row: Row, summary: Summary) -> Result:
    """One row with its screening, or with what is wrong with it."""
    screening: Screening | None = None
    mistake = row.mistake
    if mistake is None:
        try:
            screening = job.screener.screen(job.columns.post(row.cells))
        except (PostError, PostTypeError) as error:
            mistake = error.texts
    cells, surplus, error_text = row.cells, row.surplus, inert(mistake[job.options.lang]) if mistake else ""
    if job.options.redact:
        screening = screening and redacted(screening)
        cells, surplus, error_text = _masked(job.columns, cells), list(map(redact, surplus)), redact(error_text)
    summary.rows += 1
    summary.faulty += mistake is not None
    if screening is not None:
        summary.count(number, screening)
        if job.options.report:
            summary.date(screening)
    return Result(number, cells, surplus, screening, error_text)


def _masked(columns: Columns, cells: list[str]) -> list[str]:
    account = columns.others.get("account")
    return [MASK * len(cell) if at == account else redact(cell) for at, cell in enumerate(cells)]
