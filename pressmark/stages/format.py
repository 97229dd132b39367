"""The white space of articles as their seeds have it, where a program laid the files out anew."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.files import read_file
from pressmark.model import Finding
from pressmark.seeds import read_seed
from pressmark.stages.collect import Seed, as_seeds, seed_files
from pressmark.tei.merge.typed import with_space_of_seed
from pressmark.tei.parse import MAX_BYTES, parse_article
from pressmark.tei.write import write_file


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatReport:
    """The files whose white space was restored, how many were looked at, and what stopped others."""

    total: int
    restored: tuple[Path, ...]
    findings: tuple[Finding, ...]


def format_articles(edition: Edition, sigla: Collection[str] = ()) -> FormatReport:
    """Restore the white space of the articles named, or of all that have a seed. Tags and words stay.

    Raises ValueError if an article is named that has no seed or no TEI, OSError if a file cannot be written.
    """
    seeds = {seed.siglum: seed for seed in as_seeds(seed_files(edition.seeds)) if seed.siglum}
    for siglum in sigla:
        if siglum not in seeds or not edition.article_path(siglum).is_file():
            raise ValueError(f"there is no article {siglum!r} with a seed and a TEI file")
    there = sorted(sigla) or [siglum for siglum in seeds if edition.article_path(siglum).is_file()]
    restored: list[Path] = []
    findings: list[Finding] = []
    for siglum in there:
        try:
            restored += _format(edition, seeds[siglum])
        except PressmarkError as error:
            findings.append(error.finding)
    return FormatReport(total=len(there), restored=tuple(restored), findings=tuple(findings))


def _format(edition: Edition, seed: Seed) -> Iterator[Path]:
    """Restore one article; its path if anything was to be restored. Raises PressmarkError."""
    path = edition.article_path(seed.siglum)
    document = read_seed(seed.path, max_bytes=edition.max_seed_bytes)
    try:
        standing = read_file(path, MAX_BYTES)
        parse_article(standing, str(path))
        data = with_space_of_seed(standing, document, str(path))
    except ValueError as error:
        raise PressmarkError(
            Finding(
                path=str(path),
                rule="not-merged",
                message=f"its white space cannot be restored: {error}",
                hint="put the paragraphs back in the order of the seed, or get the file back: "
                f"git restore tei/articles/{path.name}",
            )
        ) from error
    if write_file(path, data):
        yield path
