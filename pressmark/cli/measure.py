"""`pressmark measure`."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

import pressmark
from pressmark.cli.output import Counter, count, require_edition, show_findings, shown
from pressmark.cli.writing import writing
from pressmark.config import Edition
from pressmark.model import LABELS, Bin, Measure, Quality, Tally

if TYPE_CHECKING:
    from pressmark.stages import Measured

_HELP = """Measure how good the mark-up is.

The edition's own gold is measured: articles with what a careful person found in them. With
--data, so are other people's data: files of JSON, one text a line. The figures are printed
and written to source/quality.json, from which the site makes its page.

\b
Examples:
  pressmark measure
  pressmark measure --data ~/news-data
  pressmark measure --check
"""
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
# Columns of the table by text. Every measure stands in the table of all texts.
_COLUMNS = {
    Measure.PERSONS: "pers",
    Measure.PLACES: "place",
    Measure.ORGANISATIONS: "org",
    Measure.NAMES: "names",
    Measure.NAMES_PER_DOCUMENT: "index",
    Measure.LINKS: "links",
    Measure.MARKED: "speech",
    Measure.MARKED_SPEAKER: "+who",
    Measure.SPEAKER: "who",
    Measure.SPEAKER_NAMED: "named",
    Measure.SPEAKER_PRONOUN: "pron",
    Measure.REPORTED: "all sp",
    Measure.REPORTED_SPEAKER: "+who",
    Measure.DATE_WORDS: "dates",
    Measure.DATES: "+days",
}
_LONGEST_NAME = 24


@click.command(help=_HELP)
@click.option("--data", metavar="FOLDER", type=_FOLDER, help="Also measure on each .jsonl file in here.")
@click.option("--gold", metavar="FOLDER", type=_FOLDER, help="The edition's own gold; by default tests/gold.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a figure is below the floor.")
@click.option("--lower-floor", is_flag=True, help="Let the floor sink to the figures, where they are worse.")
@click.pass_context
def measure(
    context: click.Context, data: Path | None, gold: Path | None, check: bool, lower_floor: bool
) -> None:
    """Measure how good the mark-up is."""
    edition = require_edition()
    from pressmark import stages

    folder = gold or edition.root / stages.GOLD_FOLDER
    sets = [*stages.own_gold(folder, edition), *(stages.other_gold(data) if data else ())]
    annotator, learner = stages.annotator_of(edition)
    measured = stages.measure_sets(sets, annotator, learner=learner, progress=Counter("measuring"))
    floor = stages.read_floor(folder)
    for each in measured:
        click.echo("\n".join(_report(each)))
    worse = stages.below_floor(measured, floor, stages.floor_path(folder))
    if not (lower_floor and not check):
        show_findings(worse)
    if check:
        context.exit(1 if worse else 0)
    _write(measured, folder, edition, lower_floor=lower_floor)


def _write(measured: "Sequence[Measured]", folder: Path, edition: Edition, *, lower_floor: bool) -> None:
    from pressmark import stages

    with writing(edition):
        written = stages.write_figures(measured, folder, edition, lower_floor=lower_floor)
    for path in written:
        click.echo(f"wrote {shown(path)}")


def _report(measured: "Measured") -> Iterator[str]:
    about = measured.about
    yield f"{about.name}: {count(about.documents, 'text')}, {count(about.words, 'word')}; {about.condition}"
    yield f"version {pressmark.__version__}, data sha256:{about.digest}"
    yield ""
    overall = measured.overall
    columns = [each for each in _COLUMNS if each in overall.tallies]
    yield f"{'F1':<{_LONGEST_NAME}}" + "".join(f"{_COLUMNS[each]:>8}" for each in columns)
    for name, quality in (*measured.by_text, ("all together", overall)):
        short = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
        yield f"{short:<{_LONGEST_NAME}}" + "".join(f"{_f1(quality, each):>8}" for each in columns)
    yield ""
    yield f"{'':<42}{'precision':>10}{'recall':>8}{'F1':>7}{'right':>8}{'wrong':>7}{'missed':>8}"
    for each, label in LABELS.items():
        if each in overall.tallies:
            yield f"{label:<42}" + _row(overall.tallies[each])
    yield ""
    yield f"{'certainty':<12}{'about':>8}{'marks':>8}{'mean':>8}{'right':>8}"
    for marking, bins in overall.reliability.items():
        for name in sorted(bins):
            yield f"{marking:<12}{name:>8}" + _bin(bins[name])
    yield ""


def _f1(quality: Quality, measure: Measure) -> str:
    tally = quality.tallies.get(measure, Tally())
    return f"{tally.f1:.1f}" if tally.total else "–"


def _row(tally: Tally) -> str:
    return (
        f"{tally.precision:>10.1f}{tally.recall:>8.1f}{tally.f1:>7.1f}"
        f"{tally.right:>8}{tally.spurious:>7}{tally.missed:>8}"
    )


def _bin(each: Bin) -> str:
    return f"{each.marks:>8}{each.certainty / 100:>8.2f}{each.share / 100:>8.2f}"
