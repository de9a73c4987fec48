"""The command line: arguments in, colours out, exit codes; no logic of its own."""

from __future__ import annotations

import gc
import json
import locale
import os
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from screener import explain
from screener.api import Screener
from screener.errors import Incomplete, RuleError, ScreenerError, UsageError
from screener.screening import ACTIONS, Post, Screening

if TYPE_CHECKING:
    from screener.batch import Summary
    from screener.rules import Example, Rule


class Lang(StrEnum):
    """The language of what is printed."""

    id = "id"
    en = "en"


class Tier(StrEnum):
    """From which verdict on the exit code is 1."""

    review = "review"
    priority = "priority"


def preferred_language() -> str:
    """The language asked for by --lang, else that of the locale; Indonesian only where the locale says so."""
    for option, value in zip(sys.argv, [*sys.argv[1:], ""], strict=True):
        chosen = option.partition("=")[2] if option.startswith("--lang=") else value if option == "--lang" else ""
        if chosen in ("id", "en"):
            return chosen
    names = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    name = next(filter(None, names), "") or locale.getlocale()[0] or ""
    return "id" if name.lower().startswith(("id", "indonesia")) else "en"


LANG = preferred_language()


def say(id: str, en: str) -> str:
    """One of two wordings, by the language of this run."""
    return {"id": id, "en": en}[LANG]


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
FailOption = Annotated[
    Tier | None,
    typer.Option("--fail-on", help=say("Kode keluar 1 bila ada yang sampai tingkat ini.", "Exit code 1 if anything reaches this tier.")),
]

COLOURS = {"clear": "green", "review": "dark_orange", "priority": "red", "unscorable": "cyan"}
MARKS = {"rule": "bold reverse", "context": "underline", "words": "bold underline"}


def out() -> Console:
    """Results go to stdout."""
    return Console(highlight=False, markup=False, emoji=False)


def err() -> Console:
    """Progress and notes go to stderr."""
    return Console(stderr=True, highlight=False, markup=False, emoji=False)


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


def print_screening(screening: Screening, screener: Screener, lang: str) -> None:
    """The verdict, the post with its words marked, and the reasons."""
    console, categories = out(), screener.categories
    style = f"bold {COLOURS[screening.verdict]}"
    console.print(Text(explain.headline(screening, categories, lang), style))
    console.print()
    console.print(indented(marked(screening, plain=not console.is_terminal or console.no_color)))
    if screening.post.parent:
        console.print(indented(Text(f"↳ {screening.post.action}: {explain.inert(screening.post.parent)}", "dim")))
    for category in screening.categories:
        console.print()
        console.print(Text(f"{categories[category].title[lang]}  {explain.percent(screening.scores[category])}", "bold"))
        lines = explain.lines(screening, category, lang)
        print_lines(console, lines)
        total = sum(line.points for line in lines)
        console.print(Text(f"  {total:+5.1f}  → {explain.percent(screening.scores[category])}", "bold"))
    print_set_aside(console, screening, screener, lang)
    print_near(console, screening, screener, lang)
    console.print()
    console.print(Text(explain.CAVEAT[lang], "dim"))


def print_lines(console: Console, lines: list[explain.Line]) -> None:
    """One row a reason: points, sentence and words, rule and law."""
    from rich.table import Table  # noqa: PLC0415 - costs time at start

    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right", no_wrap=True, width=7)
    table.add_column(overflow="fold")
    for line in lines:
        told = Text(line.sentence)
        if line.words:
            told.append(": ").append(line.words, "bold")
        basis = " · ".join(filter(None, (line.rule, line.laws)))
        if basis:
            told.append("\n" + basis, "dim")
        table.add_row(f"{line.points:+.1f}", told)
    console.print(table)


def print_set_aside(console: Console, screening: Screening, screener: Screener, lang: str) -> None:
    """Which rules an exception or a context set aside; for a clear post the reason why not."""
    titles = {rule.id: rule for rule in screener.rulebook.ruleset.rules}
    told = [
        {
            "id": f"{titles[excused.rule].title['id']} (“{words}”) dikesampingkan karena “{by}”",
            "en": f"{titles[excused.rule].title['en']} (“{words}”) set aside because of “{by}”",
        }[lang]
        for excused in screening.excused
        for words, by in [(explain.inert(screening.words(excused.match)), explain.inert(screening.words(excused.by)))]
    ]
    said = {reason.name: reason for reason in screening.reasons if reason.source in ("rule", "context")}
    told += [
        f"{explain.sentence(reason, lang)}: {explain.quoted(screening, reason.matches)} ({reason.name})"
        for reason in said.values()
        if not screening.categories or (not reason.weight and reason.category not in screening.categories)
    ]
    if told:
        console.print()
    for line in dict.fromkeys(told):
        console.print(Text(f"  · {line}", "dim"))


def print_near(console: Console, screening: Screening, screener: Screener, lang: str) -> None:
    """The rules that came near, and what they lack."""
    titles = {rule.id: rule.title[lang] for rule in screener.rulebook.rules}
    for at, near in enumerate(screening.near):
        if at == 0:
            console.print()
            console.print(Text(say("Nyaris kena", "Came near"), "bold"))
        words = explain.quoted(screening, near.matches)
        lacks = say("kurang ", "lacks ") + explain.shortened(near.missing) if near.missing else say("urutan atau jaraknya lain", "order or distance differ")
        console.print(Text(f"  · {titles[near.rule]} ({near.rule}): {words}; {lacks}", "dim"))


def indented(text: Text) -> Padding:
    """Every line two columns in, wrapped ones too."""
    return Padding(text, (0, 0, 0, 2))


def marked(screening: Screening, *, plain: bool) -> Text:
    """The post with the words that counted marked; without colours by brackets."""
    text, end = Text(), 0
    raw = screening.post.text
    for start, stop, source in explain.spans(screening):
        text.append(explain.inert(raw[end:start], newlines=True))
        words = explain.inert(raw[start:stop], newlines=True)
        text.append(f"[{words}]" if plain else words, MARKS[source])
        end = stop
    return text.append(explain.inert(raw[end:], newlines=True))


@app.command("batch", help=say("Memeriksa satu CSV berisi unggahan.", "Screen a CSV of posts."))
def batch_command(
    source: Annotated[Path, typer.Argument(metavar="INPUT", help=say("CSV dengan satu unggahan per baris.", "A CSV with a post a row."))],
    target: Annotated[Path, typer.Option("-o", "--output", help=say("CSV hasil.", "The CSV to write."))],
    *,
    text_column: Annotated[str | None, typer.Option(help=say("Nama kolom teks.", "Name of the text column."))] = None,
    rules: RulesOption = None,
    elections: ElectionsOption = None,
    fail_on: FailOption = None,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Screen a CSV of posts."""
    from screener import batch  # noqa: PLC0415 - costs time at start

    screener = Screener.load(rules, elections or ())
    gc.enable()
    with progress(source) as tick:
        summary = batch.screen_file(source, target, screener, lang=lang.value, text_column=text_column, tick=tick)
    print_summary(summary, screener, target, lang.value)
    if fail_on and any(count and reaches(verdict, fail_on) for verdict, count in summary.verdicts.items()):
        raise typer.Exit(1)


class progress:  # noqa: N801 - reads as a verb at its only use
    """A progress bar on stderr while the block runs: rows, rows a second, flagged, faulty, time left."""

    def __init__(self, source: Path) -> None:
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

        told = say(
            "{task.fields[rows]} baris · {task.fields[pace]}/dtk · {task.fields[flagged]} ditandai · {task.fields[faulty]} bermasalah",
            "{task.fields[rows]} rows · {task.fields[pace]}/s · {task.fields[flagged]} flagged · {task.fields[faulty]} faulty",
        )
        self._bar = Progress(BarColumn(20), TextColumn(told), TimeRemainingColumn(), console=err(), transient=False)
        size = source.stat().st_size if source.is_file() else None
        self._last: Summary | None = None
        self._task = self._bar.add_task("", total=size, rows=0, pace=0, flagged=0, faulty=0)

    def __enter__(self) -> Callable[[Summary], None]:
        return self._tick

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None and self._last is not None:
            self._show(self._last)
            self._bar.update(self._task, completed=self._bar.tasks[0].total or self._last.characters)
        self._bar.stop()

    def _tick(self, summary: Summary) -> None:
        self._last = summary
        if summary.rows == 1:
            self._bar.start()
        if summary.rows % 64 == 0:
            self._show(summary)

    def _show(self, summary: Summary) -> None:
        elapsed = self._bar.tasks[0].elapsed or 0.0
        self._bar.update(
            self._task,
            completed=summary.characters,
            rows=summary.rows,
            pace=round(summary.rows / elapsed) if elapsed else 0,
            flagged=summary.flagged,
            faulty=summary.faulty,
        )


SHOWN_RULES = 15


def print_summary(summary: Summary, screener: Screener, target: Path, lang: str) -> None:
    """Totals by verdict, category and rule, and the strongest rows with their reasons."""
    from rich.table import Table  # noqa: PLC0415

    console, categories = err(), screener.categories
    rules = {rule.id: rule for rule in screener.rulebook.ruleset.rules}
    console.print()
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for verdict in ("priority", "review", "clear", "unscorable"):
        table.add_row(Text(explain.VERDICTS[verdict][lang], COLOURS[verdict]), str(summary.verdicts[verdict]))
    for name, count in summary.categories.most_common():
        table.add_row(Text(f"  {categories[name].title[lang]}", "bold"), str(count))
    for name, count in summary.rules.most_common(SHOWN_RULES):
        table.add_row(Text(f"    {rules[name].title[lang]} ({name})", "dim"), str(count))
    more = len(summary.rules) - SHOWN_RULES
    if more > 0:
        table.add_row(Text(say(f"    … dan {more} aturan lain", f"    … and {more} more rules"), "dim"), "")
    console.print(table)
    for shown in summary.strongest:
        console.print()
        console.print(
            Text(f"{say('baris', 'row')} {-shown.row}  ", "dim") + Text(explain.headline(shown.screening, categories, lang), "bold")
        )
        console.print(indented(marked(shown.screening, plain=not console.is_terminal or console.no_color)))
        for category in shown.screening.categories:
            for line in explain.lines(shown.screening, category, lang):
                if line.rule:
                    console.print(Padding(Text(f"{line.points:+.1f} {line.sentence} · {line.rule}", "dim"), (0, 0, 0, 4)))
    console.print()
    for note in notes(summary):
        console.print(Text(note, "dark_orange"))
    console.print(
        say(
            f"{summary.rows} baris dibaca (kolom teks: {summary.text_column}), {summary.rows} baris ditulis ke {target}. ",
            f"{summary.rows} rows read (text column: {summary.text_column}), {summary.rows} rows written to {target}. ",
        )
        + explain.CAVEAT[lang]
    )


def notes(summary: Summary) -> list[str]:
    """What the operator should know about the input."""
    found = []
    if summary.faulty:
        found.append(
            say(
                f"{summary.faulty} baris tidak dapat dibaca; lihat kolom screen_error.",
                f"{summary.faulty} row(s) could not be read; see the column screen_error.",
            )
        )
    if summary.escaped:
        found.append(
            say(
                f"{summary.escaped} sel teks yang diawali = + - @ diberi apostrof supaya tidak dijalankan sebagai rumus.",
                f"{summary.escaped} text cell(s) that begin with = + - @ got an apostrophe, so that no spreadsheet runs them.",
            )
        )
    if summary.blank:
        found.append(say(f"{summary.blank} baris kosong dilewati.", f"{summary.blank} blank line(s) were skipped."))
    return found


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


def complain(message: str) -> None:
    """One line on stderr."""
    err().print(Text("screener: ", "bold red") + Text(explain.inert(message)), soft_wrap=True)


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
