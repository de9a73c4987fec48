"""The command line: arguments in, exit codes out; no logic of its own."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.padding import Padding
from rich.text import Text

from screener import explain
from screener.api import Screener
from screener.errors import FileError, Incomplete, RuleError, ScreenerError, UsageError
from screener.screening import ACTIONS, Post
from screener.terminal import (
    LANG,
    complain,
    err,
    indented,
    note,
    out,
    print_ending,
    print_screening,
    print_strongest,
    print_totals,
    print_warnings,
    progress,
    say,
)

if TYPE_CHECKING:
    from screener.rules import Example, Rule
    from screener.verify import Verification


class Lang(StrEnum):
    """The language of what is printed."""

    id = "id"
    en = "en"


class Tier(StrEnum):
    """From which verdict on the exit code is 1."""

    review = "review"
    priority = "priority"


app = typer.Typer(
    help=say(
        "Membaca unggahan ASN dan menunjukkan mana yang perlu ditinjau manusia, dan mengapa.",
        "Reads posts of Indonesian civil servants and shows which of them a human should look at, and why.",
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
rules_app = typer.Typer(help=say("Melihat dan menguji aturan.", "Look at the rules and test them."), no_args_is_help=True)
app.add_typer(rules_app, name="rules")

DEFAULT_LANG = Lang(LANG)
LangOption = Annotated[Lang, typer.Option("--lang", help=say("Bahasa keluaran.", "Language of the output."))]
ActionOption = Annotated[str, typer.Option(help=say("Yang dilakukan akun: ", "What the account did: ") + ", ".join(ACTIONS) + ".")]
ParentOption = Annotated[
    str, typer.Option(help=say("Unggahan yang dikomentari, dibagikan, atau disukai.", "The post commented on, shared or liked."))
]
RulesOption = Annotated[
    Path | None, typer.Option("--rules", help=say("Folder aturan tambahan milik Anda.", "A folder with rules of your own."))
]
ElectionsOption = Annotated[
    list[Path] | None,
    typer.Option("--elections", help=say("Berkas pemilihan tambahan, misalnya pilkada-wonosari.yaml.", "One more election file, such as pilkada-wonosari.yaml.")),
]
RedactOption = Annotated[
    bool,
    typer.Option("--redact", help=say("Samarkan sebutan akun, nomor telepon, NIK, dan surel.", "Mask mentions, phone numbers, NIK and e-mail.")),
]
FailOption = Annotated[
    Tier | None,
    typer.Option("--fail-on", help=say("Kode keluar 1 bila ada yang sampai tingkat ini.", "Exit code 1 if anything reaches this tier.")),
]

@app.command("screen", help=say("Memeriksa satu unggahan.", "Screen one post."))
def screen_command(
    text: Annotated[
        str | None,
        typer.Argument(help=say("Teks unggahan; tanpa ini dibaca dari stdin atau ditempel.", "The post; without it, stdin is read or you paste.")),
    ] = None,
    *,
    action: ActionOption = "post",
    parent: ParentOption = "",
    posted_at: Annotated[
        str | None, typer.Option(help=say("Waktu unggah: 2024-10-03T19:20 atau 03/10/2024.", "When: 2024-10-03T19:20 or 03/10/2024."))
    ] = None,
    region: Annotated[str | None, typer.Option(help=say("Daerah akun, untuk memilih pemilihannya.", "The account's region, to choose the election."))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=say("Cetak sebagai JSON.", "Print as JSON."))] = False,
    near: Annotated[bool, typer.Option("--near", help=say("Tunjukkan juga aturan yang nyaris kena.", "Show the rules that came near, too."))] = False,
    sheet: Annotated[
        Path | None, typer.Option("--sheet", help=say("Tulis juga lembar bukti (HTML) untuk dicetak.", "Also write a sheet of evidence (HTML) to print."))
    ] = None,
    redact: RedactOption = False,
    rules: RulesOption = None,
    elections: ElectionsOption = None,
    fail_on: FailOption = None,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Screen one post."""
    if text is None:
        text = sys.stdin.buffer.read().decode("utf-8", "surrogateescape") if not sys.stdin.isatty() else paste()
    screener = Screener.load(rules, elections or ())
    screening = screener.screen(Post(text, action=action, parent=parent, posted_at=posted_at, region=region), near=near)
    if redact:
        from screener.redact import redacted  # noqa: PLC0415

        screening = redacted(screening)
    if sheet is not None:
        from screener.report import write_sheet  # noqa: PLC0415 - templates cost time at start

        write_sheet(sheet, screening, screener, lang.value)
    if as_json:
        typer.echo(json.dumps(screening.to_dict(), ensure_ascii=True, indent=2))
    else:
        print_screening(screening, screener, lang.value)
    if fail_on and reaches(screening.verdict, fail_on):
        raise typer.Exit(1)


def paste() -> str:
    """Lines typed or pasted at a terminal, up to Ctrl-D or a line with a single dot."""
    err().print(
        say(
            "Tempel unggahannya (boleh banyak baris). Akhiri dengan Ctrl-D, atau satu baris berisi titik saja.",
            "Paste the post (several lines are fine). End with Ctrl-D, or with a line that holds a single dot.",
        )
    )
    lines = []
    for raw in sys.stdin.buffer:
        line = raw.decode("utf-8", "surrogateescape")
        if line.rstrip("\r\n") == ".":
            break
        lines.append(line)
    return "".join(lines).removesuffix("\n")


def reaches(verdict: str, tier: Tier) -> bool:
    """Whether a verdict is at or above a tier."""
    return verdict in ("priority", tier.value)


@app.command("batch", help=say("Memeriksa satu tabel berisi unggahan.", "Screen a table of posts."))
def batch_command(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="INPUT",
            help=say(
                "CSV, TSV, XLSX, JSONL, atau Parquet dengan satu unggahan per baris; “-” untuk stdin.",
                "CSV, TSV, XLSX, JSONL or Parquet with a post a row; “-” for stdin.",
            ),
        ),
    ],
    target: Annotated[
        Path,
        typer.Option(
            "-o", "--output", help=say("Tabel hasil, berformat sesuai akhirannya; “-” untuk stdout.", "The table to write, in the format of its ending; “-” for stdout.")
        ),
    ],
    *,
    report: Annotated[Path | None, typer.Option("--report", help=say("Tulis juga laporan HTML.", "Also write an HTML report."))] = None,
    text_column: Annotated[str | None, typer.Option(help=say("Nama kolom teks.", "Name of the text column."))] = None,
    encoding: Annotated[str | None, typer.Option(help=say("Pengodean masukan: utf-8, utf-16, cp1252.", "Encoding of the input: utf-8, utf-16, cp1252."))] = None,
    delimiter: Annotated[str | None, typer.Option(help=say("Pemisah kolom masukan.", "Delimiter of the input."))] = None,
    sheet: Annotated[str | None, typer.Option(help=say("Lembar XLSX yang dibaca.", "Which sheet of an XLSX to read."))] = None,
    excel_id: Annotated[
        bool,
        typer.Option("--excel-id", help=say("CSV untuk Excel Indonesia: titik koma, BOM, koma desimal.", "CSV for an Indonesian Excel: semicolon, BOM, decimal comma.")),
    ] = False,
    redact: RedactOption = False,
    jobs: Annotated[int, typer.Option(min=1, help=say("Banyaknya proses.", "Number of processes."))] = 1,
    resume: Annotated[bool, typer.Option("--resume", help=say("Lanjutkan proses yang terhenti.", "Go on with a run that was stopped."))] = False,
    compare: Annotated[
        Path | None,
        typer.Option(help=say("Hasil JSONL sebelumnya: aturan yang kini diam disebutkan.", "An earlier JSONL result: rules that are silent now are named.")),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=say("Hanya peringatan dan kesalahan.", "Warnings and errors only."))] = False,
    plain: Annotated[bool, typer.Option("--plain", help=say("Tanpa bilah kemajuan dan tanpa warna.", "No progress bar and no colours."))] = False,
    rules: RulesOption = None,
    elections: ElectionsOption = None,
    fail_on: FailOption = None,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Screen a table of posts."""
    from screener import batch  # noqa: PLC0415 - costs time at start
    from screener.verify import silent_rules  # noqa: PLC0415

    if plain:
        os.environ.update(NO_COLOR="1", TERM="dumb")
    if compare is not None and not compare.is_file():
        raise FileError(id=f"{compare}: tidak ada berkas dengan nama itu (--compare)", en=f"{compare}: there is no such file (--compare)")
    screener = Screener.load(rules, elections or ())
    gc.enable()
    options = batch.Options(lang.value, text_column, encoding, delimiter, sheet, excel_id, redact, report)
    tell = (lambda _: None) if quiet else note
    with nullcontext(lambda _: None) if quiet or plain else progress(source) as tick:
        summary = batch.screen_file(source, target, screener, options, jobs=jobs, resume=resume, tell=tell, tick=tick)
    silent = silent_rules(compare, summary.rules) if compare else []
    if not quiet:
        print_totals(summary, screener, lang.value)
        print_strongest(summary, screener, lang.value, redact=redact)
        err().print()
    print_warnings(summary, screener, silent)
    if not quiet:
        print_ending(summary, [path for path in (target, report) if path], lang.value)
    if fail_on and any(count and reaches(verdict, fail_on) for verdict, count in summary.verdicts.items()):
        raise typer.Exit(1)


@app.command("verify", help=say("Memeriksa ulang hasil JSON Lines: masih sama, atau apa yang berubah.", "Screen a JSON Lines result again: identical, or what changed."))
def verify_command(
    results: Annotated[Path, typer.Argument(metavar="RESULTS", help=say("Hasil dari screener batch -o hasil.jsonl.", "A result of screener batch -o results.jsonl."))],
    *,
    rules: RulesOption = None,
    elections: ElectionsOption = None,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Screen a JSON Lines result again."""
    from screener.verify import verify  # noqa: PLC0415

    screener, console = Screener.load(rules, elections or ()), out()
    gc.enable()
    found = verify(results, screener)
    for difference in found.differences:
        fields = ", ".join(difference.fields)
        console.print(
            {
                "id": f"baris {difference.row}: {difference.then} → {difference.now}; berbeda: {fields}",
                "en": f"row {difference.row}: {difference.then} → {difference.now}; different: {fields}",
            }[lang.value],
            soft_wrap=True,
        )
    for line in conclusions(found, lang.value):
        console.print(line, soft_wrap=True)
    if found.different or not found.same:
        raise typer.Exit(1)


def conclusions(found: Verification, lang: str) -> list[str]:
    """What a verification amounts to, a sentence each."""
    parts = ", ".join({"id": PART_NAMES[part], "en": part}[lang] for part in found.parts)
    rows, more = found.same + found.different, found.different - len(found.differences)
    if not rows:
        verdict = {"id": "tidak ada baris yang dapat diperiksa ulang", "en": "there is no row that can be screened again"}
    elif found.different:
        verdict = {"id": f"{found.different} dari {rows} baris berbeda", "en": f"{found.different} of {rows} rows differ"}
    else:
        verdict = {"id": f"sama persis: {rows} baris", "en": f"identical: {rows} row(s)"}
    told = [
        {"id": f"… dan {more} baris lagi", "en": f"… and {more} more row(s)"}[lang] if more else "",
        {"id": f"berubah sejak itu: {parts}", "en": f"changed since: {parts}"}[lang] if parts else "",
        {"id": f"{found.masked} baris disamarkan, tidak dapat diperiksa ulang", "en": f"{found.masked} row(s) are masked and cannot be screened again"}[lang]
        if found.masked
        else "",
        {"id": f"{found.faulty} baris tidak dinilai waktu itu", "en": f"{found.faulty} row(s) were not screened then"}[lang] if found.faulty else "",
        verdict[lang],
    ]
    return [line for line in told if line]


PART_NAMES = {"version": "versi", "rules": "aturan", "lexicons": "leksikon", "elections": "pemilihan", "model": "model"}


@rules_app.command("list", help=say("Daftar aturan.", "List the rules."))
def rules_list(
    *,
    markdown: Annotated[bool, typer.Option("--markdown", help=say("Cetak sebagai tabel Markdown.", "Print as a Markdown table."))] = False,
    rules: RulesOption = None,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """List the rules."""
    from rich.table import Table  # noqa: PLC0415

    console, listed = out(), Screener.load(rules).rulebook.rules
    if markdown:
        for row in markdown_rows(listed, lang.value):
            typer.echo("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |")
        return
    if not console.is_terminal:  # for grep and cut: a rule a line, columns divided by tabs
        for rule in listed:
            typer.echo("\t".join((rule.id, rule.title[lang.value], f"{rule.weight:+.1f}", rule.status, ",".join(rule.acts))))
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in (say("aturan", "rule"), say("judul", "title"), say("bobot", "weight"), "status", say("tindakan", "acts")):
        table.add_column(heading, overflow="fold", justify="right" if heading in ("bobot", "weight") else "left")
    for rule in listed:
        table.add_row(rule.id, rule.title[lang.value], f"{rule.weight:+.1f}", rule.status, "\n".join(rule.acts))
    console.print(table)


def markdown_rows(rules: tuple[Rule, ...], lang: str) -> Iterator[tuple[str, ...]]:
    """The rules as rows of a table, headings first."""
    yield tuple(say(*pair) for pair in (("aturan", "rule"), ("judul", "title"), ("bobot", "weight"), ("status", "status"), ("tindakan", "acts"), ("dasar", "law")))
    yield ("---", "---", "---:", "---", "---", "---")
    for rule in rules:
        laws = explain.cited(rule.citations("none"), lang)
        yield rule.id, rule.title[lang], f"{rule.weight:+.1f}", rule.status, ", ".join(rule.acts), laws


@rules_app.command("show", help=say("Satu aturan selengkapnya.", "One rule in full."))
def rules_show(
    name: Annotated[str, typer.Argument(metavar="RULE")], *, rules: RulesOption = None, lang: LangOption = DEFAULT_LANG
) -> None:
    """Show one rule in full."""
    book = Screener.load(rules).rulebook
    rule = find_rule(name, book.rules)
    console = out()
    console.print(Text(f"{rule.id} · {rule.title[lang.value]}", "bold"))
    headings = " · ".join([*rule.categories, *filter(None, [rule.subtype])])
    console.print(f"{rule.says[lang.value]}; {headings}; {say('bobot', 'weight')} {rule.weight:+.1f}; {rule.status}")
    sections = [
        (say("Tindakan", "Acts"), [f"{act}: {book.acts[act][lang.value]}" for act in rule.acts]),
        (say("Berita sumber", "Source articles"), list(rule.sources)),
        (say("Dasar sebelum penetapan calon", "Law before candidates are set"), [law_line(law.cite, law.says, law.verified) for law in rule.pre]),
        (say("Dasar sejak penetapan calon", "Law once candidates are set"), [law_line(law.cite, law.says, law.verified) for law in rule.post]),
        (say("Berlaku untuk", "Applies to"), sorted(rule.actions) + ([f"parent: {rule.parent}"] if rule.parent else [])),
        (say("Frasa", "Phrases"), [phrase.source for phrase in rule.match]),
        (say("Kecuali", "Unless"), [phrase.source for phrase in rule.unless]),
        (say("Contoh yang kena", "Fires on"), list(map(example_line, rule.fires))),
        (say("Contoh yang tidak kena", "Quiet on"), list(map(example_line, rule.quiet))),
        (say("Belum tertangkap", "Known gaps"), list(map(example_line, rule.gaps))),
    ]
    for heading, entries in sections:
        if entries:
            console.print(Text(heading, "bold"))
        for entry in entries:
            console.print(indented(Text(explain.inert(entry))))


def example_line(example: Example) -> str:
    """An example, with what it was done to."""
    return example.text if example.action == "post" else f"{example.action}: {example.text or '–'} ↳ {example.parent}"


def law_line(cite: str, says: str, verified: str) -> str:
    """A citation with what it says and how well it was checked."""
    return f"{cite}: {says} [{say('verifikasi', 'verified')}: {verified}]"


def find_rule(name: str, rules: tuple[Rule, ...]) -> Rule:
    """The rule of that id, or of that last part of an id."""
    from difflib import get_close_matches  # noqa: PLC0415

    for rule in rules:
        if name in (rule.id, rule.id.partition("/")[2]):
            return rule
    close = ", ".join(get_close_matches(name, [rule.id for rule in rules], 3, 0.4))
    raise UsageError(
        id=f"tidak ada aturan “{name}”" + (f"; yang mirip: {close}" if close else "; lihat screener rules list"),
        en=f"there is no rule “{name}”" + (f"; similar: {close}" if close else "; see screener rules list"),
    )


@rules_app.command("test", help=say("Menguji aturan dengan contohnya sendiri.", "Test the rules on their own examples."))
def rules_test(
    name: Annotated[str | None, typer.Argument(metavar="[RULE]")] = None, *, rules: RulesOption = None, lang: LangOption = DEFAULT_LANG
) -> None:
    """Test the rules on their own examples."""
    from screener.proof import prove  # noqa: PLC0415

    screener, console = Screener.load(rules), out()
    every = screener.rulebook.ruleset.rules
    chosen = (find_rule(name, every),) if name else every
    failures = [failure for rule in chosen for failure in prove(screener, rule)]
    for failure in failures:
        console.print(Text(failure.rule, "bold red") + Text(f": {failure.what[lang.value]}") + Text(f"\n    {explain.inert(failure.text)}", "dim"))
    examples = sum(len(rule.fires) + len(rule.quiet) + len(rule.gaps) for rule in chosen)
    console.print(
        say(
            f"{len(chosen)} aturan, {examples} contoh, {len(failures)} gagal",
            f"{len(chosen)} rules, {examples} examples, {len(failures)} failed",
        )
    )
    if failures:
        raise typer.Exit(RuleError.exit_code)


@rules_app.command("check", help=say("Memeriksa berkas aturan: semua kesalahan sekaligus.", "Check rule files: all mistakes in one run."))
def rules_check(folder: Annotated[Path, typer.Argument(metavar="DIR")], *, lang: LangOption = DEFAULT_LANG) -> None:
    """Check rule files: all mistakes in one run."""
    from screener.proof import check  # noqa: PLC0415

    console, mistakes = out(), check(folder)
    for mistake in mistakes:
        console.print(Text(explain.inert(mistake.say(lang.value)), "bold"), soft_wrap=True)
        for line in mistake.excerpt.splitlines():
            console.print(Text(f"  {explain.inert(line)}", "dim"), soft_wrap=True)
    if mistakes:
        console.print(say(f"{len(mistakes)} kesalahan", f"{len(mistakes)} mistake(s)"))
        raise typer.Exit(RuleError.exit_code)
    own = "" if (folder / "categories.yaml").exists() else f" --rules {folder}"
    console.print(
        say(
            f"{folder}: tidak ada kesalahan. Berikutnya: screener rules test{own}",
            f"{folder}: no mistakes. Next: screener rules test{own}",
        ),
        soft_wrap=True,
    )


@rules_app.command("why", help=say("Mengapa satu aturan kena atau tidak kena pada satu teks.", "Why a rule fires on a text, or does not."))
def rules_why(
    name: Annotated[str, typer.Argument(metavar="RULE")],
    text: Annotated[str, typer.Argument(metavar="TEXT")],
    *,
    action: ActionOption = "post",
    parent: ParentOption = "",
    rules: RulesOption = None,
    elections: ElectionsOption = None,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Why a rule fires on a text, or does not."""
    from screener.proof import why  # noqa: PLC0415

    screener, console = Screener.load(rules, elections or ()), out()
    rule = find_rule(name, screener.rulebook.rules)
    told = why(screener, rule, Post(text, action=action, parent=parent))
    console.print(Text(f"{rule.id} · {rule.title[lang.value]}", "bold"))
    for condition in told:
        mark = "✓" if condition.met else "✗"
        line = Text(f"{mark} ", "green" if condition.met else "red") + Text(explain.inert(condition.says[lang.value]))
        console.print(Padding(line, (0, 0, 0, 2 + 2 * condition.depth)))


def main() -> NoReturn:
    """Run the command line; every expected mistake is one line on stderr and an exit code."""
    gc.disable()  # loading makes many objects that all stay: looking for garbage among them costs a fifth of the start
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = app(standalone_mode=False)
        if code == INTERRUPTED:
            raise KeyboardInterrupt
    except ScreenerError as error:
        more = len(error.others) if isinstance(error, RuleError) else 0
        complain(error.say(LANG) + (say(f" (dan {more} kesalahan lagi: screener rules check)", f" (and {more} more: screener rules check)") if more else ""))
        code = error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        complain(say("dihentikan", "stopped"))
        code = Incomplete.exit_code
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        if type(error).__name__ == "NoArgsIsHelpError":  # the message is the help page
            typer.echo(error.format_message())
            raise SystemExit(UsageError.exit_code) from None
        complain(translated(error.format_message()) + say(" (lihat --help)", " (see --help)"))
        code = UsageError.exit_code
    raise SystemExit(code)


INTERRUPTED = 130
"""What the argument parser returns after Ctrl-C."""


USAGE = {
    "Missing argument": "argumen belum diisi:",
    "Missing option": "opsi belum diisi:",
    "No such option": "opsi tidak dikenal",
    "No such command": "perintah tidak dikenal",
    "Invalid value for": "nilai tidak sah untuk",
    "Got unexpected extra argument": "argumen berlebih",
    "requires an argument": "memerlukan nilai",
    "is not one of": "bukan salah satu dari",
}


def translated(message: str) -> str:
    """What the argument parser says, in the language of this run."""
    if LANG == "id":
        for english, indonesian in USAGE.items():
            message = message.replace(english, indonesian)
    return message


if __name__ == "__main__":
    main()
