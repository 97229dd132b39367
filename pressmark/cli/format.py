"""`pressmark format`."""

from pathlib import Path

import click

from pressmark.cli.output import count, require_edition, show_findings, shown
from pressmark.cli.writing import writing
from pressmark.ids import is_siglum

_HELP = """Give articles the white space of their seeds back.

For files that a program laid out anew, with "format document" or by breaking long lines. Inside
<text> white space is the source's; it is put back around the marks. Tags, words and the header
stay as they are. Without ARTICLE: all articles.

\b
Examples:
  pressmark format tei/articles/harbour-fire.xml
  pressmark format harbour-fire
"""


@click.command("format", help=_HELP)
@click.argument("articles", nargs=-1, metavar="[FILE|SIGLUM]...")
@click.pass_context
def format_command(context: click.Context, articles: tuple[str, ...]) -> None:
    """Give articles the white space of their seeds back."""
    from pressmark.stages import format_articles

    edition = require_edition()
    sigla = {name if is_siglum(name) else Path(name).stem for name in articles}
    try:
        with writing(edition):
            report = format_articles(edition, sigla)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    show_findings(report.findings)
    for path in report.restored:
        click.echo(f"{shown(path)}: the white space of the source is back")
    click.echo(f"restored {len(report.restored):,} of {count(report.total, 'article')}")
    if report.findings:
        context.exit(1)
