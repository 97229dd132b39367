"""What became of the text of each article: what was set aside, corrected, and normalised in reading."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.files import read_file
from pressmark.model import SourceDocument
from pressmark.seeds import read_seed
from pressmark.stages.collect import as_seeds, seed_files
from pressmark.tei.parse import MAX_BYTES, parse
from pressmark.tei.text import source_text
from pressmark.tei.validation.conservation import Treated, treated


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatedPlace:
    """A stretch of an article's text that is not shown as it stands in the source, or not at once."""

    treatment: str
    line: int  # of the source's text, from 1
    column: int
    anchor: str  # the nearest one before it or around it
    words: str  # of the source
    shown: str  # instead of them


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReport:
    """The text of one article beside its seed."""

    path: Path
    seed: Path
    page: bool  # whether the seed is a web page, so that lines are those of its main text
    characters: int  # of the source, in code points
    kept: bool  # whether they are the seed's
    normalised: tuple[str, ...]
    places: tuple[TreatedPlace, ...]


def text_reports(paths: Iterable[Path], edition: Edition) -> Iterator[TextReport]:
    """A report on each article of the edition among the files and folders, if it and its seed can be read."""
    chosen = set(paths)
    seeds = {seed.siglum: seed for seed in as_seeds(seed_files(edition.seeds))}
    for path in sorted(edition.articles.glob("*.xml")):
        seed = seeds.get(path.stem)
        if seed is None or chosen.isdisjoint((path, *path.parents)):
            continue
        try:
            root = parse(read_file(path, MAX_BYTES), str(path))
            document = read_seed(seed.path, max_bytes=edition.max_seed_bytes)
        except PressmarkError:  # validation says what is wrong with it
            continue
        text = source_text(root)
        yield TextReport(
            path=path,
            seed=seed.path,
            page=document.page,
            characters=len(text),
            kept=text == document.text,
            normalised=document.normalised,
            places=tuple(_place(each, document) for each in treated(root)),
        )


def _place(found: Treated, document: SourceDocument) -> TreatedPlace:
    line, column = document.position(found.span.start)
    return TreatedPlace(
        treatment=found.treatment,
        line=line,
        column=column,
        anchor=found.anchor,
        words=found.words,
        shown=found.shown,
    )
