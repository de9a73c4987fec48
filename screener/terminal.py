"""What a person sees at a terminal: a screening, the totals of a run, a progress bar. Results go to stdout, all else to stderr."""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from screener import explain
from screener.api import Screener
from screener.screening import Screening

if TYPE_CHECKING:
    from screener.summary import Summary
    from screener.tables.rows import Said


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


COLOURS = {"clear": "green", "review": "dark_orange", "priority": "red", "unscorable": "cyan"}
MARKS = {"rule": "bold reverse", "context": "underline", "words": "bold underline"}


def out() -> Console:
    """Results go to stdout."""
    return Console(highlight=False, markup=False, emoji=False)


def err() -> Console:
    """Progress and notes go to stderr."""
    return Console(stderr=True, highlight=False, markup=False, emoji=False)


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
    titles = {rule.id: rule.title[lang] for rule in screener.rulebook.rules}
    print_notes(console, explain.set_aside(screening, titles, lang))
    print_notes(console, explain.came_near(screening, titles, lang), say("Nyaris kena", "Came near"))
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


def print_notes(console: Console, told: list[str], heading: str = "") -> None:
    """Lines in a paler colour below the reasons."""
    if told:
        console.print()
    if told and heading:
        console.print(Text(heading, "bold"))
    for line in told:
        console.print(Text(f"  · {line}", "dim"))


def indented(text: Text) -> Padding:
    """Every line two columns in, wrapped ones too."""
    return Padding(text, (0, 0, 0, 2))


def marked(screening: Screening, *, plain: bool) -> Text:
    """The post with the words that counted marked; without colours by brackets."""
    text = Text()
    for words, source in explain.pieces(screening):
        text.append(f"[{words}]" if plain and source else words, MARKS.get(source, ""))
    return text


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
            self._bar.update(self._task, completed=self._bar.tasks[0].total or self._last.position)
        if self._last is not None:
            self._bar.stop()

    def _tick(self, summary: Summary) -> None:
        self._last = summary
        self._bar.start()
        self._show(summary)

    def _show(self, summary: Summary) -> None:
        elapsed = self._bar.tasks[0].elapsed or 0.0
        self._bar.update(
            self._task,
            completed=summary.position,
            rows=summary.rows,
            pace=round(summary.rows / elapsed) if elapsed else 0,
            flagged=summary.flagged,
            faulty=summary.faulty,
        )


SHOWN_RULES = 15


def print_totals(summary: Summary, screener: Screener, lang: str) -> None:
    """Totals by verdict, category and rule."""
    from rich.table import Table  # noqa: PLC0415

    categories, rules = screener.categories, {rule.id: rule for rule in screener.rulebook.ruleset.rules}
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
    err().print()
    err().print(table)


def print_strongest(summary: Summary, screener: Screener, lang: str, *, redact: bool) -> None:
    """The strongest rows with the rules that fired on them."""
    from screener.redact import redacted  # noqa: PLC0415

    console = err()
    for shown in summary.strongest:
        assert shown.post is not None
        screening = screener.screen(shown.post)
        screening = redacted(screening) if redact else screening
        console.print()
        console.print(Text(f"{say('baris', 'row')} {shown.row}  ", "dim") + Text(explain.headline(screening, screener.categories, lang), "bold"))
        console.print(indented(marked(screening, plain=not console.is_terminal or console.no_color)))
        for category in screening.categories:
            for line in explain.lines(screening, category, lang):
                if line.rule:
                    console.print(Padding(Text(f"{line.points:+.1f} {line.sentence} · {line.rule}", "dim"), (0, 0, 0, 4)))


def print_ending(summary: Summary, targets: list[Path], lang: str) -> None:
    """How much was read, written and flagged."""
    places = ", ".join(explain.inert(str(path)) for path in targets)
    share = f"{1000 * summary.flagged / max(1, summary.screened):.1f}"
    told = {
        "id": f"{summary.rows} baris dibaca, {summary.rows} baris ditulis ke {places}; {share.replace('.', ',')} dari 1.000 unggahan perlu ditinjau. ",
        "en": f"{summary.rows} rows read, {summary.rows} rows written to {places}; {share} of 1,000 posts for review. ",
    }
    err().print(Text(told[lang] + explain.CAVEAT[lang]), soft_wrap=True)


OFTEN = 0.05
"""A rule that hits a larger share of the posts is worth a look."""
ENOUGH = 200
"""Of fewer posts no share is told."""


def print_warnings(summary: Summary, screener: Screener, silent: list[str]) -> None:
    """What the operator should know before the result is used."""
    titles = {rule.id: rule.title[LANG] for rule in screener.rulebook.rules}
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
                f"{summary.escaped} sel diberi apostrof supaya tidak dijalankan sebagai rumus (= + - @) atau diubah angkanya oleh Excel (--excel-id).",
                f"{summary.escaped} cell(s) got an apostrophe, so that no spreadsheet runs them (= + - @) or bends their numbers (--excel-id).",
            )
        )
    if summary.blank:
        found.append(say(f"{summary.blank} baris kosong dilewati.", f"{summary.blank} blank line(s) were skipped."))
    for name, hits in summary.rules.most_common():
        if summary.screened >= ENOUGH and hits > OFTEN * summary.screened:
            share = f"{hits / summary.screened:.0%}"
            found.append(
                say(
                    f"Aturan “{titles[name]}” ({name}) kena pada {share} unggahan; periksa beberapa di antaranya sebelum hasilnya dipakai.",
                    f"The rule “{titles[name]}” ({name}) fired on {share} of the posts; look at some of them before you use the result.",
                )
            )
    found += [
        say(
            f"Aturan “{titles.get(name, name)}” ({name}) dulu kena, kini tidak sekali pun.",
            f"The rule “{titles.get(name, name)}” ({name}) used to fire and did not fire once.",
        )
        for name in silent
    ]
    for line in found:
        err().print(Text(line, "dark_orange"), soft_wrap=True)


def note(said: Said) -> None:
    """One thing that was guessed or noticed."""
    err().print(Text(explain.inert(said[LANG]), "dim"), soft_wrap=True)


def complain(message: str) -> None:
    """One line on stderr."""
    err().print(Text("screener: ", "bold red") + Text(explain.inert(message)), soft_wrap=True)
