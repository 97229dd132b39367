"""`pressmark validate`."""

import os
import sys
from collections import Counter as Tally
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import click

from pressmark.cli.formats import FORMATS
from pressmark.cli.output import (
    Counter,
    absolute,
    count,
    current_edition,
    presented,
    require_edition,
    show_findings,
    shown,
)
from pressmark.cli.texts import text_lines
from pressmark.model import Finding, Severity

_HELP = """Check TEI files, and say every fault of every file.

Without FILES: the articles and registers of the edition. What the last run found in a file
that has not changed since is not found out again.

\b
Examples:
  pressmark validate
  pressmark validate tei/articles/my-article.xml
  pressmark validate ~/tei -j 4
  pressmark validate --format sarif > findings.sarif

"pressmark explain RULE" says what a finding means.
"""


@click.command(help=_HELP)
@click.argument("files", nargs=-1, metavar="[FILE|FOLDER]...", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", *FORMATS]),
    default="text",
    show_default=True,
    help="How findings are written: text to standard error, the others to standard output.",
)
@click.option("--notes", is_flag=True, help="Show notes too; JSON and SARIF have them always.")
@click.option(
    "--text", "texts", is_flag=True, help="List what in each text is furniture, corrected or normalised."
)
@click.option("-j", "--jobs", type=int, help="Workers; -1 for one per processor. By default run.jobs.")
@click.option("--fresh", is_flag=True, help="Check every file again, changed or not.")
@click.pass_context
def validate(
    context: click.Context,
    files: tuple[Path, ...],
    form: str,
    notes: bool,
    texts: bool,
    jobs: int | None,
    fresh: bool,
) -> None:
    """Check TEI files."""
    if texts and form != "text":
        raise click.UsageError(f"--text cannot be written as {form}: leave out one of the two")
    if jobs == 0:
        raise click.UsageError("-j 0 leaves nobody to do the work: give 1 or more, or -1")
    for path in files:
        _require(path)
    edition = current_edition() if files else require_edition("name the files to check")
    from pressmark import stages

    paths = [absolute(path) for path in files]
    if edition and not files:
        paths = stages.edition_files(edition)
    report = stages.validate(paths, edition, jobs=jobs, fresh=fresh, progress=Counter("checking"))
    findings = presented(report.findings)
    wanted = [finding for finding in findings if notes or finding.fails]
    if texts and edition:
        for line in chain.from_iterable(map(text_lines, stages.text_reports(paths, edition))):
            click.echo(line)
    if form == "text":
        show_findings(wanted)
    else:
        sys.stdout.write(FORMATS[form](wanted if form == "github" else findings))
    summary = f"checked {count(report.files, 'file')}: {_summary(findings, notes)}"
    click.echo(summary, err=form != "text")
    if any(finding.fails for finding in findings):
        context.exit(1)


def _require(path: Path) -> None:
    """A usage error if there is nothing at the path. What is there and cannot be read is a finding."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise click.UsageError(f"{shown(path)} does not exist") from error
    except OSError:
        return


def _summary(findings: Sequence[Finding], notes: bool) -> str:
    tally = Tally(finding.severity for finding in findings)
    parts = [count(tally[each], each) for each in (Severity.ERROR, Severity.WARNING) if tally[each]]
    if tally[Severity.NOTE]:
        parts.append(count(tally[Severity.NOTE], Severity.NOTE) + ("" if notes else " (--notes shows them)"))
    if any(finding.fails for finding in findings):
        return ", ".join(parts)
    return ", ".join(["no findings", *parts])
