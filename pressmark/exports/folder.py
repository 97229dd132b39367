"""Writing the exports into a folder, whole or not at all."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from pressmark.exports.beacon import beacon_files
from pressmark.exports.catalogue import (
    NAME,
    SUMS,
    Catalogue,
    Download,
    as_data_package,
    as_sums,
    listed,
    read_catalogue,
)
from pressmark.exports.corpus import write_corpus, zipped
from pressmark.exports.database import fill, new_database
from pressmark.exports.edition import PublishedEdition, register_paths
from pressmark.exports.geography import as_geojson
from pressmark.exports.linked_data import linked_data
from pressmark.exports.network import as_gexf
from pressmark.exports.rows import write_csv, write_json
from pressmark.exports.tables import TABLES, Table
from pressmark.exports.text import plain_text

_ZIP: Final = "application/zip"
_DOCUMENTS: Final[tuple[tuple[Download, Callable[[PublishedEdition], bytes]], ...]] = (
    (
        Download(path="places.geojson", title="Places on the map", media_type="application/geo+json"),
        as_geojson,
    ),
    (
        Download(path="network.gexf", title="Who is mentioned with whom", media_type="application/gexf+xml"),
        as_gexf,
    ),
    (
        Download(path="edition.jsonld", title="Linked data", media_type="application/ld+json", has_text=True),
        linked_data,
    ),
)
# Tables that hold the words of articles.
_WITH_TEXT: Final = frozenset({"paragraphs", "quotations"})


def write_exports(folder: Path, edition: PublishedEdition) -> Catalogue:
    """Put every export into a folder, which is replaced as a whole once all of them are made.

    The list of what was written, in the order for readers. Raises ValueError if the folder
    holds something and no earlier exports, OSError if it cannot be written.
    """
    if folder.is_dir() and any(folder.iterdir()) and not (folder / NAME).is_file():
        raise ValueError(f"{folder} holds other files: name a folder of its own")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as workplace:
        new, old = Path(workplace, "new"), Path(workplace, "old")
        new.mkdir()
        files = [listed(new, download) for download in _write_all(new, edition)]
        (new / SUMS).write_bytes(as_sums(files))
        files.append(listed(new, Download(path=SUMS, title="Checksums (SHA-256)", media_type="text/plain")))
        (new / NAME).write_bytes(as_data_package(edition, files))
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    catalogue = read_catalogue(folder)
    if catalogue is None:
        raise OSError(f"{folder} was changed while it was written")
    return catalogue


def remove_exports(folder: Path) -> None:
    """Delete a folder of exports; one that holds no list of them is left alone."""
    if (folder / NAME).is_file():
        shutil.rmtree(folder)


def _write_all(folder: Path, edition: PublishedEdition) -> Iterator[Download]:
    database = Download(
        path="edition.sqlite",
        title="All tables as one database, with full-text search",
        media_type="application/vnd.sqlite3",
        has_text=True,
    )
    with new_database(folder / database.path, TABLES) as connection:
        for table in TABLES:
            # One table at a time: together they would take the memory of the edition once more.
            rows = list(table.rows(edition))
            for download, write in (
                (_of_table(table, "csv", "text/csv", described=True), write_csv),
                (_of_table(table, "json", "application/json"), write_json),
            ):
                with (folder / download.path).open("w", encoding="utf-8", newline="") as out:
                    write(out, table, rows)
                yield download
            fill(connection, table, rows)
    yield database
    for download, make in _DOCUMENTS:
        (folder / download.path).write_bytes(make(edition))
        yield download
    for name, data in beacon_files(edition):
        (folder / name).write_bytes(data)
        yield Download(path=name, title="BEACON: links from an authority file", media_type="text/plain")
    yield from _documents(folder, edition)


def _of_table(table: Table, suffix: str, media_type: str, *, described: bool = False) -> Download:
    return Download(
        path=f"{table.name}.{suffix}",
        title=table.description,
        media_type=media_type,
        table=table if described else None,
        has_text=table.name in _WITH_TEXT,
    )


def _documents(folder: Path, edition: PublishedEdition) -> Iterator[Download]:
    """The TEI and the plain texts."""
    settings = edition.settings
    registers = register_paths(settings)
    corpus = Download(
        path="corpus.xml", title="The TEI as one corpus", media_type="application/tei+xml", has_text=True
    )
    write_corpus(folder / corpus.path, edition, registers)
    yield corpus
    paths = (*registers, *edition.paths)
    files = ((path.relative_to(settings.root).as_posix(), path.read_bytes()) for path in paths)
    archive = Download(path="tei.zip", title="The TEI files, byte for byte", media_type=_ZIP, has_text=True)
    (folder / archive.path).write_bytes(zipped(files))
    yield archive
    texts = ((f"{article.siglum}.txt", plain_text(article).encode()) for article in edition.articles)
    plain = Download(path="texts.zip", title="The articles as plain text", media_type=_ZIP, has_text=True)
    (folder / plain.path).write_bytes(zipped(texts))
    yield plain
