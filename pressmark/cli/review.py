"""`pressmark review`."""

import click

from pressmark.cli.output import require_edition
from pressmark.config import Edition, Editor

_HELP = """Decide what becomes of the machine's proposals, on a page that only this machine can see.

SIGLUM opens one article. The address is printed; whoever has it can write into the edition while
this runs. Press Ctrl-C to end it; nothing is lost then.

\b
Examples:
  pressmark review
  pressmark review my-article --no-browser --port 8080
"""


@click.command(help=_HELP)
@click.argument("siglum", required=False, default="")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port; by default any free one.")
@click.option("--editor", "editor_id", default="", metavar="ID", help="Who reviews, if there are several.")
@click.option("--no-browser", is_flag=True, help="Print the address only.")
def review(siglum: str, port: int, editor_id: str, no_browser: bool) -> None:
    """Review articles."""
    from pressmark.ids import is_siglum
    from pressmark.review import serve

    edition = require_edition()
    editor = _editor(edition, editor_id)
    if siglum and not (is_siglum(siglum) and edition.article_path(siglum).is_file()):
        raise click.UsageError(f"there is no article {siglum!r}")
    try:
        serve(edition, editor, siglum=siglum, port=port, browse=not no_browser, say=_say)
    except KeyboardInterrupt:
        _say("review ended")


def _say(line: str) -> None:
    click.echo(line, err=True)


def _editor(edition: Edition, editor_id: str) -> Editor:
    """Who reviews. Raises UsageError if that cannot be told."""
    if not edition.editors:
        raise click.UsageError(
            'edition.toml names no editor: add the lines [editors.ada] and name = "Ada Byron", with your own'
        )
    chosen = [each for each in edition.editors if editor_id in ("", each.id)]
    if len(chosen) == 1:
        return chosen[0]
    known = ", ".join(each.id for each in edition.editors)
    if editor_id:
        raise click.UsageError(f"edition.toml names no editor {editor_id!r}; it names {known}")
    raise click.UsageError(f"say who reviews: --editor with one of {known}")
