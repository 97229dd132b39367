"""`pressmark export`."""

from pathlib import Path

import click

from pressmark.cli.output import absolute, count, require_edition, show_findings, shown

_HELP = """Write the edition as data: tables, database, map, network, linked data, TEI corpus.

\b
Examples:
  pressmark export
  pressmark export --output ~/edition-data
"""
_DEFAULT = Path("build", "exports")


@click.command(help=_HELP)
@click.option(
    "--output",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help=f"A folder of its own, replaced as a whole; by default {_DEFAULT}.",
)
@click.pass_context
def export(context: click.Context, output: Path | None) -> None:
    """Write the edition as data."""
    from pressmark.exports import read_edition, write_exports

    edition = require_edition()
    published, findings = read_edition(edition)
    show_findings(findings)
    folder = absolute(output) if output else edition.root / _DEFAULT
    try:
        catalogue = write_exports(folder, published)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    click.echo(
        f"exported {count(len(published.articles), 'article')} as {count(len(catalogue.files), 'file')}"
    )
    click.echo(f"The list of the files is {shown(folder / 'datapackage.json')}")
    if findings:
        context.exit(1)
