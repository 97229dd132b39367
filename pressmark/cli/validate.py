"""`pressmark validate`."""

from pathlib import Path

import click

from pressmark.cli.output import Counter, absolute, count, current_edition, require_edition, show_findings

_HELP = """Check TEI files, and say every fault of every file.

Without FILES: the articles and registers of the edition.

\b
Examples:
  pressmark validate
  pressmark validate tei/articles/my-article.xml
  pressmark validate ~/tei
"""


@click.command(help=_HELP)
@click.argument("files", nargs=-1, metavar="[FILE|FOLDER]...", type=click.Path(exists=True, path_type=Path))
@click.pass_context
def validate(context: click.Context, files: tuple[Path, ...]) -> None:
    """Check TEI files."""
    edition = current_edition() if files else require_edition("name the files to check")
    from pressmark import stages

    paths = [absolute(path) for path in files]
    if edition and not files:
        paths = stages.edition_files(edition)
    report = stages.validate(paths, edition, progress=Counter("checking"))
    show_findings(report.findings)
    faults = count(len(report.findings), "finding") if report.findings else "no findings"
    click.echo(f"checked {count(report.files, 'file')}: {faults}")
    if report.findings:
        context.exit(1)
