"""`pressmark todo`."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from pressmark.cli.output import count, require_edition, show_findings, shown
from pressmark.model import WORKLISTS, Worklist

if TYPE_CHECKING:
    from pressmark.stages import FiledWork, WorkReport

_HELP = """List what an editor could look at next, the least certain first.

Without --kind, the first few entries of each list.

\b
Lists:
{lists}

\b
Examples:
  pressmark todo
  pressmark todo --kind low-certainty
  pressmark todo --format json
""".format(lists="\n".join(f"  {kind:<14} {title}" for kind, title in WORKLISTS.items()))
_KINDS = click.Choice([kind.value for kind in Worklist])
_FIRST = 5  # of each list, where no list is asked for
_LONGEST = 60  # code points of words that are shown


@click.command(help=_HELP)
@click.option("--kind", "kinds", type=_KINDS, metavar="LIST", multiple=True, help="This list, all of it.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print.")
@click.pass_context
def todo(context: click.Context, kinds: tuple[str, ...], form: str) -> None:
    """List what an editor could look at next."""
    edition = require_edition()
    from pressmark.stages import edition_worklists

    report = edition_worklists(edition)
    if form == "json":
        click.echo(json.dumps(list(_objects(report, kinds)), ensure_ascii=False, indent=1))
    else:
        for line in _lines(report, kinds):
            click.echo(line)
    show_findings(report.findings)
    if report.findings:
        context.exit(1)


def _objects(report: "WorkReport", kinds: tuple[str, ...]) -> Iterator[dict[str, object]]:
    for kind, listed in report.lists.items():
        if not kinds or kind in kinds:
            for filed in listed:
                yield {**asdict(filed.work), "path": shown(filed.path), "line": filed.line}


def _lines(report: "WorkReport", kinds: tuple[str, ...]) -> Iterator[str]:
    empty = True
    for kind, listed in report.lists.items():
        if (kinds and kind not in kinds) or not listed:
            continue
        yield ("" if empty else "\n") + f"{kind} ({len(listed):,}): {WORKLISTS[kind]}"
        empty = False
        chosen = listed if kinds else listed[:_FIRST]
        yield from map(work_line, chosen)
        if len(chosen) < len(listed):
            yield f"  … and {count(len(listed) - len(chosen), 'other')}: pressmark todo --kind {kind}"
    if empty:
        yield "nothing to do"


def work_line(filed: "FiledWork") -> str:
    """One entry of a worklist on one line: where, how certain, which words, what to do."""
    work = filed.work
    place = shown(filed.path) + (f":{filed.line}" if filed.line else "")
    anchor = f" {work.anchor}" if work.anchor else ""
    certainty = "" if work.certainty is None else f" {work.certainty:.2f}"
    words = work.words if len(work.words) <= _LONGEST else f"{work.words[: _LONGEST - 2].rstrip()} …"
    return f"  {place}{anchor}{certainty}: {words}; {work.action}"
