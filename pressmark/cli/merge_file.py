"""`pressmark merge-file`."""

from pathlib import Path

import click

from pressmark.cli.output import require_edition, show_fault, show_finding, shown

_HELP = """Unite two people's changes to one file: the merge driver of an edition, called by git.

BASE is the file as it was, OURS and THEIRS as the two have it; the result is written into OURS.
PATH is where the file is in the repository. What the two say differently is listed, one line
each; ours stands there, and the exit code is 1. An article or register holds no conflict markers.

With --install, the repository that the edition lies in is told to use it. Git clones no
settings: do so once in every copy (make html does it).

\b
Examples:
  pressmark merge-file --install
  pressmark merge-file base.xml ours.xml theirs.xml tei/articles/harbour-fire.xml
"""
_FILE = click.Path(path_type=Path)


@click.command("merge-file", help=_HELP)
@click.argument("files", nargs=-1, metavar="BASE OURS THEIRS [PATH]", type=_FILE)
@click.option("--install", is_flag=True, help="Tell the repository of this edition to use it.")
@click.pass_context
def merge_file(context: click.Context, files: tuple[Path, ...], install: bool) -> None:
    """Unite two people's changes to one file."""
    from pressmark import stages

    if install:
        if files:
            raise click.UsageError("--install takes no files")
        _install()
        return
    if len(files) not in (3, 4):
        raise click.UsageError("name three versions of a file, and its path: BASE OURS THEIRS PATH")
    base, ours, theirs, *path = files
    report = stages.merge_file(base, ours, theirs, path[0].as_posix() if path else "")
    for note in report.notes:
        show_fault(note)
    for finding in report.findings:
        show_finding(finding)
    if report.conflicts:
        context.exit(1)


def _install() -> None:
    from pressmark import stages

    in_git, written = stages.install_driver(require_edition().root)
    for path in written:
        click.echo(shown(path))
    if not in_git:
        click.echo("this edition lies in no repository of git: there is nothing to set up")
