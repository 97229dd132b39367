"""`pressmark encode`."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pressmark.cli.output import (
    Counter,
    absolute,
    count,
    current_edition,
    require_edition,
    show_findings,
    shown,
)
from pressmark.cli.writing import writing
from pressmark.config import Edition
from pressmark.files import real_path
from pressmark.ids import is_siglum, make_siglum
from pressmark.model import Severity

if TYPE_CHECKING:
    from pressmark.stages import EncodeReport, Note

_HELP = """Encode articles as TEI.

Without SEEDS: all articles in seeds/ of the edition; what has not changed since
the last run is not encoded again. What a person added, changed or removed in tei/
stays, and articles that are approved are left as they are.

SEEDS are article files (plain text or saved web pages) or folders of them, from
anywhere; the file's name gives the article its siglum.

\b
Examples:
  pressmark encode
  pressmark encode seeds/my-article.txt
  pressmark encode ~/articles --output ~/tei
  pressmark encode --check
  pressmark encode --discard-decisions harbour-fire
"""

# More files than this that were left alone are counted, not listed.
_LISTED = 10


@click.command(help=_HELP)
@click.argument("seeds", nargs=-1, metavar="[SEED|FOLDER]...", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--output",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the TEI here, each file complete in itself, and leave the edition alone.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if something would change.")
@click.option(
    "--discard-decisions",
    "discarded",
    multiple=True,
    metavar="FILE|SIGLUM",
    help="Encode this article anew although its TEI, which people worked on, is gone or damaged. What its "
    "ledger remembers is done again; the rest is listed.",
)
@click.pass_context
def encode(
    context: click.Context,
    seeds: tuple[Path, ...],
    output: Path | None,
    check: bool,
    discarded: tuple[str, ...],
) -> None:
    """Encode articles as TEI."""
    counter = Counter("encoding")
    if output is None:
        edition = require_edition("say --output FOLDER")
        paths = list(_articles(seeds)) if seeds else None
        from pressmark.stages import encode_edition

        discard = {_lost_article(edition, name) for name in discarded}
        with nullcontext() if check else writing(edition):
            report = encode_edition(edition, paths, check=check, discard=discard, progress=counter)
    elif discarded:
        raise click.UsageError("--discard-decisions is for the edition: leave --output out")
    else:
        edition = current_edition() or Edition(root=Path.cwd())
        if real_path(absolute(output)).is_relative_to(real_path(edition.root / "tei")):
            raise click.UsageError("--output lies in the edition itself: leave it out to encode into that")
        paths = list(_articles(seeds)) if seeds else list(_articles([_own_seeds(edition)]))
        from pressmark.stages import encode_files

        report = encode_files(paths, absolute(output), edition, check=check, progress=counter)
    show_findings(report.findings)
    _show(report, check)
    faults = [finding for finding in report.findings if finding.severity is not Severity.NOTE]
    if faults or (check and (report.written or report.noted or report.drafts)):
        context.exit(1)


def _lost_article(edition: Edition, name: str) -> str:
    """The siglum of an article whose file is gone or damaged, named by it, by its seed or by its TEI."""
    from pressmark.stages import can_be_read

    siglum = name if is_siglum(name) else make_siglum(Path(name).stem)
    if not is_siglum(siglum) or not edition.article_ledger(siglum).is_file():
        raise click.UsageError(f"--discard-decisions {name}: there is no article of that name")
    path = edition.article_path(siglum)
    if can_be_read(path):
        raise click.UsageError(
            f"--discard-decisions {name}: {shown(path)} is there and can be read; nothing is discarded"
        )
    return siglum


def _own_seeds(edition: Edition) -> Path:
    if not edition.seeds.is_dir():
        raise click.UsageError("no SEEDS given, and there is no seeds/ here")
    return edition.seeds


def _articles(paths: Iterable[Path]) -> Iterator[Path]:
    """The files given, and the article files in the folders given."""
    from pressmark.stages import SEED_SUFFIXES, seed_files

    for path in paths:
        if not path.is_dir():
            if path.suffix.lower() in (".toml", ".xml"):
                raise click.UsageError(f"{shown(path)} is no article: give the .txt or .html file")
            yield absolute(path)
            continue
        files = seed_files(absolute(path))
        if not files:
            kinds = ", ".join(sorted(f"*{suffix}" for suffix in SEED_SUFFIXES))
            raise click.UsageError(f"{shown(path)} holds no article ({kinds})")
        yield from files


def _show(report: "EncodeReport", check: bool) -> None:
    _show_notes((*report.left, *report.notes))
    if check:
        for path in (*report.written, *report.noted):
            click.echo(f"{shown(path)}: would change")
    aside = [
        (report.unchanged, "unchanged"),
        (len(report.left), "left as they are" if len(report.left) > 1 else "left as it is"),
        (report.failed, "failed"),
    ]
    details = ", ".join(f"{number:,} {words}" for number, words in aside if number)
    line = f"{'would encode' if check else 'encoded'} {report.encoded:,} of {count(report.total, 'article')}"
    click.echo(line + (f" ({details})" if details else ""))
    if report.drafts:
        verb = "would add" if check else "added"
        names = ", ".join(record.id for record in report.drafts[:_LISTED])
        more = ", …" if len(report.drafts) > _LISTED else ""
        click.echo(f"{verb} {count(len(report.drafts), 'draft record')} to the registers: {names}{more}")


def _show_notes(notes: "Sequence[Note]") -> None:
    for note in notes[:_LISTED]:
        click.echo(f"{shown(note.path)}: {note.message}")
    if len(notes) > _LISTED:
        click.echo(f"… and {count(len(notes) - _LISTED, 'more file')}")
