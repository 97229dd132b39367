"""`pressmark new`."""

import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pressmark.cli.output import absolute, count, require_edition, show_findings, shown
from pressmark.cli.todo import work_line
from pressmark.cli.writing import writing
from pressmark.config import Edition
from pressmark.files import Limit, read_file, read_if_there, real_path

if TYPE_CHECKING:
    from pressmark.stages import Arrival, EncodeReport, Version

_HELP = """Add an article to the edition: its seed, what is known about it, and its TEI.

FILE is plain text or a saved web page; "-" is standard input. Nothing is fetched from the web.
On a terminal, what no option says is asked; an empty answer leaves it unknown. If the article, or
another version of it, is in the edition already, it can be updated instead: marks and anchors
follow their words. A failure leaves nothing behind.

\b
Examples:
  pressmark new ~/harbour-fire.txt
  pressmark new page.html --outlet "Quillhaven Courier" --published 2031-05-07
  pressmark new - --title "Harbour Fire" < article.txt
  pressmark new ~/corrected.txt --update harbour-fire
  pressmark new a.txt --published 2031-05-07 \\
      --evidence "published=The council met on Tuesday 6 May 2031."
"""
# The facts, by the keys of a sidecar, and how they are asked for.
_QUESTIONS = {
    "title": "Title",
    "outlet": "Published in (paper, agency, site)",
    "published": "Date (year-month-day)",
    "authors": "Authors, separated by “;”",
    "url": "Web address",
    "rights": "Rights",
    "language": "Language",
}
_INFERRED = ("title", "outlet", "published", "authors", "url")  # what may be inferred from evidence
_LISTED = 10  # of what there is to look at

Facts = dict[str, str | Sequence[str]]


@click.command(help=_HELP)
@click.argument("file", metavar="FILE|-", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--siglum", default="", help="The article's name in every address; by default from the title.")
@click.option("--title", help="Its title; by default the headline.")
@click.option("--outlet", help="Where it was published.")
@click.option("--published", metavar="DATE", help="When it was published: 2031-05-07.")
@click.option("--author", "authors", multiple=True, help="Who wrote it; repeatable.")
@click.option("--url", help="Where it is found on the web.")
@click.option("--rights", help="Whose property it is, and on what terms it is shown.")
@click.option("--language", metavar="TAG", help="Its language: en, en-GB.")
@click.option(
    "--evidence", metavar="FACT=WORDS", multiple=True, help="What an inferred fact rests on; repeatable."
)
@click.option("--update", metavar="SIGLUM", default="", help="Replace the seed of this article.")
@click.option("--separate", is_flag=True, help="Add it although it is much like another article.")
@click.pass_context
def new(
    context: click.Context,
    /,
    file: Path,
    siglum: str,
    evidence: tuple[str, ...],
    update: str,
    separate: bool,
    **options: str | tuple[str, ...] | None,
) -> None:
    """Add an article to the edition."""
    if update and (siglum or separate):
        raise click.UsageError("--update names an article that is there: leave out --siglum and --separate")
    edition = require_edition()
    from pressmark import stages

    arrival = _read(file, edition)
    facts: Facts = {key: value for key, value in options.items() if value}
    for key, value in facts.items():
        _check(key, value)
    reasons = _evidence(evidence)
    asking = str(file) != "-" and sys.stdin.isatty() and sys.stdout.isatty()
    if not update:
        versions = [] if separate else stages.find_versions(arrival, edition)
        update = _choose_version(versions, facts, arrival, asking)
    if not update:
        if asking:
            _ask(arrival, facts, reasons)
        siglum = siglum or _siglum(arrival, facts, edition, asking)
    if baseless := [key for key in reasons if key not in facts]:
        raise click.UsageError(f"--evidence is for {baseless[0]}, which no option gives")
    with writing(edition):
        try:
            stages.check_siglum(update or siglum, arrival, edition, update=bool(update))
        except ValueError as error:
            raise click.UsageError(str(error)) from error
        report = stages.add_article(edition, arrival, update or siglum, facts, reasons, update=bool(update))
    show_findings(report.findings)
    if report.failed:
        click.echo("nothing was changed")
        context.exit(1)
    _show(report, update or siglum, edition, updated=bool(update))
    if report.findings:
        context.exit(1)


def _read(file: Path, edition: Edition) -> "Arrival":
    from pressmark.stages import read_arrival

    if str(file) == "-":
        return read_arrival(sys.stdin.buffer.read(edition.max_seed_bytes + 1), "standard-input", edition)
    if str(file).startswith(("http:/", "https:/")):
        raise click.UsageError("nothing is fetched from the web: save the page, and give the file")
    if not os.path.lexists(file):
        raise click.UsageError(f"there is no file {shown(absolute(file))}")
    path = absolute(file)
    if real_path(path.parent) == real_path(edition.seeds):
        raise click.UsageError(f"{shown(path)} is a seed already: run pressmark encode")
    beside = path.with_suffix(".toml")
    data = read_file(path, edition.max_seed_bytes)
    sidecar = (read_if_there(beside, Limit.SIDECAR) or b"").decode("utf-8-sig", "replace")
    return read_arrival(data, str(path), edition, sidecar=sidecar)


def _evidence(given: Sequence[str]) -> dict[str, str]:
    reasons = {}
    for each in given:
        key, equals, words = each.partition("=")
        key = "authors" if key == "author" else key
        if not (equals and words.strip() and key in _INFERRED):
            raise click.UsageError(
                f"--evidence is {each!r}: write a fact and what it rests on, as in published=WORDS"
            )
        reasons[key] = words.strip()
    return reasons


def _choose_version(versions: "Sequence[Version]", facts: Facts, arrival: "Arrival", asking: bool) -> str:
    """The siglum of the article to update, or nothing to add another one."""
    from pressmark.stages import open_facts

    if not versions:
        return ""
    nearest = versions[0]
    outlet = nearest.outlet or "outlet unknown"
    words = f"{int(100 * nearest.shared)}% of its words are in {nearest.siglum} (“{nearest.title}”, {outlet})"
    if asking:
        click.echo(words)
        return nearest.siglum if click.confirm(f"Update {nearest.siglum}?", default=True) else ""
    own = facts.get("outlet") or open_facts(arrival).get("outlet")
    if own and all(version.outlet and version.outlet != own for version in versions):
        click.echo(f"{words}: added all the same, because another outlet published it")
        return ""
    raise click.UsageError(f"{words}: say --update {nearest.siglum}, or --separate to add it as another")


def _ask(arrival: "Arrival", facts: Facts, reasons: dict[str, str]) -> None:
    """Ask for the facts that neither an option nor a sidecar states."""
    from pressmark.stages import open_facts

    for key, said in open_facts(arrival).items():
        if key in facts:
            continue
        answer = click.prompt(
            _QUESTIONS[key], default=said, show_default=bool(said), value_proc=partial(_answer, key)
        )
        if not answer:
            continue
        facts[key] = answer
        # What the article says itself, and what is no statement about its origin, needs no evidence.
        if key in ("outlet", "published", "authors") and answer != _answer(key, said) and key not in reasons:
            rests_on = click.prompt("  If that is inferred, from what?", default="", show_default=False)
            if rests_on.strip():
                reasons[key] = rests_on.strip()


def _answer(key: str, words: str) -> str | list[str]:
    """What was typed as the value of a fact. Raises UsageError for what a sidecar may not state."""
    if key == "authors":
        value: str | list[str] = [name.strip() for name in words.split(";") if name.strip()]
    else:
        value = words.strip()
    _check(key, value)
    return value


def _check(key: str, value: str | Sequence[str]) -> None:
    from pressmark.stages import check_fact

    try:
        for words in [value] if isinstance(value, str) else value:
            if words:
                check_fact(key, words)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _siglum(arrival: "Arrival", facts: Facts, edition: Edition, asking: bool) -> str:
    from pressmark.stages import new_siglum

    title = facts.get("title") or arrival.document.meta.title.value
    proposed = new_siglum(str(title), edition)
    return str(click.prompt("Siglum, its name in every address", default=proposed)) if asking else proposed


def _show(report: "EncodeReport", siglum: str, edition: Edition, *, updated: bool) -> None:
    """What was written, and what to look at next."""
    from pressmark.stages import article_work

    click.echo(f"{'updated' if updated else 'added'} {siglum}: {shown(edition.article_path(siglum))}")
    if report.drafts:
        names = ", ".join(record.id for record in report.drafts)
        click.echo(f"added {count(len(report.drafts), 'draft record')} to the registers: {names}")
    work = [filed for filed in article_work(edition, siglum) if filed.work.anchor]
    if work:
        click.echo(f"{count(len(work), 'place')} to look at:")
        for filed in work[:_LISTED]:
            click.echo(work_line(filed))
        if len(work) > _LISTED:
            click.echo("  …")
    page = f"articles/{siglum}.html"
    click.echo(f"next: pressmark review {siglum}, or make html and open build/html/{page}")
    if edition.base_url:
        click.echo(f"its address once published: {edition.base_url}{page}")
