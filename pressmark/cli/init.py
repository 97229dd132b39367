"""`pressmark init`."""

from pathlib import Path

import click

from pressmark.cli.output import absolute, shown

_HELP = """Make a new, empty edition in FOLDER, with the layout of every edition.

The edition gets a copy of Pressmark, so that a clone of it works on any machine. With --tool,
it gets none and installs Pressmark from there: the address of a repository, or a folder.

\b
Examples:
  pressmark init ~/courier-archive --title "The Quillhaven Courier"
  pressmark init archive --tool git+https://example.org/pressmark.git@v1
"""


@click.command(help=_HELP)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--title", default="", help="What the edition is called; by default as the folder is.")
@click.option("--publisher", default="", help="Who publishes it.")
@click.option("--tool", metavar="ADDRESS|FOLDER", default="", help="Where pip finds Pressmark.")
def init(folder: Path, title: str, publisher: str, tool: str) -> None:
    """Make a new, empty edition."""
    from pressmark.stages import install_driver, make_edition

    path = absolute(folder)
    try:
        made = make_edition(path, title=title or path.name, publisher=publisher, tool=tool)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    own = [each for each in made if not each.is_relative_to(path / "pressmark")]
    for each in own:
        click.echo(shown(each))
    if len(own) < len(made):
        click.echo(f"{shown(path / 'pressmark')}: a copy of Pressmark")
    install_driver(path)
    click.echo(f"next: cd {shown(path)}; make html; .venv/bin/pressmark new ARTICLE")
