"""`pressmark withdraw`."""

import click

from pressmark.cli.output import count, require_edition, shown
from pressmark.cli.writing import writing

_HELP = """Take an article out of the edition.

Its seed, what was known about it and its TEI are deleted (version control keeps them). Its page
stays, without the text, and says when and why it was withdrawn; all its anchors lead there.

\b
Example:
  pressmark withdraw harbour-fire --why "It named a child."
"""


@click.command(help=_HELP)
@click.argument("siglum")
@click.option("--why", "reason", required=True, help="Why it goes; its page says so.")
def withdraw(siglum: str, reason: str) -> None:
    """Take an article out of the edition."""
    from pressmark.stages import withdraw_article

    edition = require_edition()
    try:
        with writing(edition):
            report = withdraw_article(edition, siglum, reason)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    for path in report.removed:
        click.echo(f"{shown(path)}: deleted")
    click.echo(f"{shown(report.ledger)}: withdrew “{report.title}”")
    if report.orphans:
        names = ", ".join(record.id for record in report.orphans)
        click.echo(f"no other article mentions {count(len(report.orphans), 'record')}: {names}")
