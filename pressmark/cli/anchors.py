"""`pressmark anchors`: check what was promised to those who cite, and say what stands for what is gone."""

from typing import TYPE_CHECKING

import click

from pressmark.cli.output import count, require_edition, show_findings, shown
from pressmark.cli.writing import writing

if TYPE_CHECKING:
    from pressmark.stages import Published

_HELP = """Anchors that were published, and what stands for those that are gone.

The files in tei/anchors/ know every paragraph, sentence, quotation, name and date that could ever
be cited, and every record. An anchor is named SIGLUM#ANCHOR, a record by its id.

\b
Examples:
  pressmark anchors check
  pressmark anchors list harbour-fire --retired
  pressmark anchors show harbour-fire#m12
  pressmark anchors retire harbour-fire#p9 --for p8 --why "The two paragraphs are one."
  pressmark anchors accept harbour-fire#p3
"""


@click.group(help=_HELP)
def anchors() -> None:
    """Collects the commands on anchors."""


@anchors.command()
@click.argument("sigla", nargs=-1, metavar="[SIGLUM]...")
@click.pass_context
def check(context: click.Context, sigla: tuple[str, ...]) -> None:
    """Check that whatever was published can still be found under its address. Exits with 1 if not.

    Without SIGLUM: all articles and all records. Each finding ends with the command that mends it.

    Example: pressmark anchors check
    """
    from pressmark.stages import check_anchors

    try:
        report = check_anchors(require_edition(), sigla)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    show_findings(report.findings)
    faults = count(len(report.findings), "finding") if report.findings else "no findings"
    click.echo(f"checked {count(report.anchors, 'anchor')}: {faults}")
    if report.findings:
        context.exit(1)


@anchors.command("list")
@click.argument("sigla", nargs=-1, metavar="[SIGLUM]...")
@click.option("--retired", is_flag=True, help="Only what is gone.")
def list_anchors(sigla: tuple[str, ...], retired: bool) -> None:
    """List what was published: in the articles named, or in all of them, and the records.

    Example: pressmark anchors list harbour-fire --retired
    """
    from pressmark.stages import list_published

    try:
        for published in list_published(require_edition(), sigla):
            if not (retired and published.entry.is_live):
                click.echo(_row(published))
    except ValueError as error:
        raise click.UsageError(str(error)) from error


@anchors.command()
@click.argument("name", metavar="SIGLUM#ANCHOR|ID")
def show(name: str) -> None:
    """Show what is known of an anchor or a record: since when, on which words, what stands for it.

    Example: pressmark anchors show harbour-fire#m12
    """
    from pressmark.stages import find_published

    try:
        published = find_published(require_edition(), name)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    entry = published.entry
    fields = {
        "anchor": published.name,
        "kind": entry.kind.value,
        "published": entry.since.isoformat(),
        "state": entry.state.value,
        "successor": " → ".join(published.successors),
        "reason": entry.reason,
        "words": entry.text,
        "made by": "" if not entry.is_live else "the machine" if entry.machine else "a person",
        "ledger": shown(published.path),
    }
    for label, value in fields.items():
        if value:
            click.echo(f"{label + ':':<11}{value}")


@anchors.command()
@click.argument("name", metavar="SIGLUM#ANCHOR|ID")
@click.option("--for", "successor", default="", metavar="ANCHOR|SIGLUM#ANCHOR|ID", help="What stands for it.")
@click.option("--why", "reason", required=True, help="Why it is gone; whoever cited it reads this.")
def retire(name: str, successor: str, reason: str) -> None:
    """Say what stands for an anchor, or a record, that was taken out of its file.

    Example: pressmark anchors retire harbour-fire#p9 --for p8 --why "The two paragraphs are one."
    """
    from pressmark.stages import retire_anchor

    edition = require_edition()
    try:
        with writing(edition):
            published = retire_anchor(edition, name, successor, reason)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    stands = published.successors[-1] if published.successors else "nothing"
    click.echo(f"{shown(published.path)}: retired {name}; {stands} stands for it")


@anchors.command()
@click.argument("names", nargs=-1, required=True, metavar="SIGLUM[#ANCHOR]|ID...")
def accept(names: tuple[str, ...]) -> None:
    """Say that what is there now is what the anchor stands for: its words were changed on purpose.

    SIGLUM alone takes in all anchors of the article that no ledger knows yet.

    Example: pressmark anchors accept harbour-fire#p3
    """
    from pressmark import stages

    edition = require_edition()
    try:
        with writing(edition):
            for name in names:
                for published in stages.accept(edition, name):
                    click.echo(f"{shown(published.path)}: {published.name} is “{published.entry.text}”")
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _row(published: "Published") -> str:
    entry = published.entry
    state = (
        "" if entry.is_live else f"  [retired: {published.successors[-1] if published.successors else '-'}]"
    )
    return f"{published.name:<32} {entry.kind:<13} {entry.text}{state}"
