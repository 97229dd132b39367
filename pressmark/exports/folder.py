"""Writing the exports into a folder, whole or not at all."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from pressmark.config import REGISTER_FILES
from pressmark.exports.beacon import beacon_files
from pressmark.exports.catalogue import NAME, Download, as_data_package
from pressmark.exports.corpus import write_corpus, zipped
from pressmark.exports.database import write_database
from pressmark.exports.edition import PublishedEdition
from pressmark.exports.geography import as_geojson
from pressmark.exports.linked_data import linked_data
from pressmark.exports.network import as_gexf
from pressmark.exports.rows import as_csv, as_json
from pressmark.exports.tables import TABLES, Row

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
        Download(path="edition.jsonld", title="Linked data", media_type="application/ld+json"),
        linked_data,
    ),
)


def write_exports(folder: Path, edition: PublishedEdition) -> list[Download]:
    """Put every export into a folder, which is replaced as a whole once all of them are made.

    What was written, in the order of the list for readers. Raises ValueError if the folder
    holds something and no earlier exports, OSError if it cannot be written.
    """
    if folder.is_dir() and any(folder.iterdir()) and not (folder / NAME).is_file():
        raise ValueError(f"{folder} holds other files: name a folder of its own")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as workplace:
        new, old = Path(workplace, "new"), Path(workplace, "old")
        new.mkdir()
        downloads = list(_write_all(new, edition))
        (new / NAME).write_bytes(as_data_package(edition, new, downloads))
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    return downloads


def _write_all(folder: Path, edition: PublishedEdition) -> Iterator[Download]:
    rows: dict[str, list[Row]] = {}
    for table in TABLES:
        rows[table.name] = list(table.rows(edition))
        download = Download(
            path=f"{table.name}.csv", title=table.description, media_type="text/csv", table=table
        )
        (folder / download.path).write_bytes(as_csv(table, rows[table.name]))
        yield download
    for table in TABLES:
        download = Download(path=f"{table.name}.json", title=table.description, media_type="application/json")
        (folder / download.path).write_bytes(as_json(table, rows[table.name]))
        yield download
    database = Download(
        path="edition.sqlite",
        title="All tables as one database, with full-text search",
        media_type="application/vnd.sqlite3",
    )
    write_database(folder / database.path, rows, TABLES)
    yield database
    for download, make in _DOCUMENTS:
        (folder / download.path).write_bytes(make(edition))
        yield download
    for name, data in beacon_files(edition):
        (folder / name).write_bytes(data)
        yield Download(path=name, title="BEACON: links from an authority file", media_type="text/plain")
    yield from _tei(folder, edition)


def _tei(folder: Path, edition: PublishedEdition) -> Iterator[Download]:
    settings = edition.settings
    registers = [settings.registers / name for name in REGISTER_FILES.values()]
    registers = [path for path in registers if path.is_file()]
    corpus = Download(path="corpus.xml", title="The TEI as one corpus", media_type="application/tei+xml")
    write_corpus(folder / corpus.path, edition, registers)
    yield corpus
    files = [(path.relative_to(settings.root).as_posix(), path) for path in (*registers, *edition.paths)]
    archive = Download(path="tei.zip", title="The TEI files, byte for byte", media_type="application/zip")
    (folder / archive.path).write_bytes(zipped(files))
    yield archive
