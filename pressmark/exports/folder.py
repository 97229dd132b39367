"""Writing the exports into a folder, whole or not at all."""

import errno
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Final

from pressmark.exports.archive import packed, write_archive
from pressmark.exports.beacon import beacon_files
from pressmark.exports.catalogue import (
    NAME,
    SUMS,
    WORKBOOK,
    Catalogue,
    Download,
    as_data_package,
    as_sums,
    listed,
    read_catalogue,
)
from pressmark.exports.corpus import corpus
from pressmark.exports.database import fill, new_database
from pressmark.exports.edition import PublishedEdition, register_paths
from pressmark.exports.geography import as_geojson
from pressmark.exports.linked_data import linked_data
from pressmark.exports.network import as_gexf
from pressmark.exports.parts import CORPUS, TEI_FILES, TEXTS, Parts, parts_of
from pressmark.exports.rows import as_csv, as_json, json_list, names_as_csv
from pressmark.exports.tables import TABLES, Table
from pressmark.exports.workbook import as_sheet_rows, write_workbook
from pressmark.files import check_place, naming, read_file
from pressmark.tei.parse import MAX_BYTES

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


def write_exports(folder: Path, edition: PublishedEdition, kept: Path | None = None) -> Catalogue:
    """Put every export into a folder, which is replaced as a whole once all of them are made.

    The list of what was written, in the order for readers. What articles add to the files is kept in `kept`,
    so that it is made again only if they change. Raises ValueError if the folder holds something and no
    earlier exports, PressmarkError if a link leads to it out of the edition, OSError if it cannot be
    written.
    """
    if folder.is_dir() and any(folder.iterdir()) and not (folder / NAME).is_file():
        raise ValueError(f"{folder} holds other files: name a folder of its own")
    check_place(folder)
    with _naming(folder), _workplace(folder) as workplace:
        new, old = workplace / "new", workplace / "old"
        new.mkdir()
        with parts_of(edition, kept or workplace / "parts") as parts:
            files = [listed(new, download) for download in _write_all(new, edition, parts)]
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


@contextmanager
def _workplace(folder: Path) -> Iterator[Path]:
    """A folder beside another, gone in the end."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as place:
        yield Path(place)


@contextmanager
def _naming(folder: Path) -> Iterator[None]:
    """Let what keeps a file of the exports from being written be an OSError that names their folder."""
    try:
        with naming(folder):
            yield
    except sqlite3.Error as error:
        full = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        raise OSError(errno.ENOSPC if full else errno.EIO, str(error), str(folder)) from error


def remove_exports(folder: Path, kept: Path) -> None:
    """Delete a folder of exports and what is kept for them; one that holds no list of them is left alone."""
    kept.unlink(missing_ok=True)
    if (folder / NAME).is_file():
        shutil.rmtree(folder)


def _write_all(folder: Path, edition: PublishedEdition, parts: Parts) -> Iterator[Download]:
    database = Download(
        path="edition.sqlite",
        title="All tables as one database, with full-text search",
        media_type="application/vnd.sqlite3",
        has_text=True,
    )
    with new_database(folder / database.path, TABLES) as connection:
        for table in TABLES:
            lines = _of_table(table, "csv", "text/csv", described=True)
            own = parts.of(lines.path) if table.of_article else [as_csv(table.rows(edition))]
            _write(folder / lines.path, chain([names_as_csv(table)], own))
            yield lines
            objects = _of_table(table, "json", "application/json")
            own = parts.of(objects.path) if table.of_article else [as_json(table, table.rows(edition))]
            _write(folder / objects.path, json_list(own))
            yield objects
            fill(connection, table, table.rows(edition))
    yield database
    workbook = Download(
        path=WORKBOOK,
        title="All tables as one workbook, for spreadsheets",
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        has_text=True,
    )
    with (folder / workbook.path).open("wb") as out:
        write_workbook(out, ((table, _sheet_rows(table, edition, parts)) for table in TABLES))
    yield workbook
    for download, make in _DOCUMENTS:
        (folder / download.path).write_bytes(make(edition))
        yield download
    for name, data in beacon_files(edition):
        (folder / name).write_bytes(data)
        yield Download(path=name, title="BEACON: links from an authority file", media_type="text/plain")
    yield from _documents(folder, edition, parts)


def _sheet_rows(table: Table, edition: PublishedEdition, parts: Parts) -> Iterable[bytes]:
    """The rows of a table for the workbook: what articles add is kept under the name of the table."""
    return parts.of(f"{table.name}.xlsx") if table.of_article else [as_sheet_rows(table.rows(edition))]


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    with path.open("wb") as out:
        out.writelines(pieces)


def _of_table(table: Table, suffix: str, media_type: str, *, described: bool = False) -> Download:
    return Download(
        path=f"{table.name}.{suffix}",
        title=table.description,
        media_type=media_type,
        table=table if described else None,
        has_text=table.name in _WITH_TEXT,
    )


def _documents(folder: Path, edition: PublishedEdition, parts: Parts) -> Iterator[Download]:
    """The TEI and the plain texts."""
    registers = register_paths(edition.settings)
    whole = Download(
        path=CORPUS, title="The TEI as one corpus", media_type="application/tei+xml", has_text=True
    )
    _write(folder / whole.path, corpus(edition, registers, parts.of(CORPUS)))
    yield whole
    archive = Download(path=TEI_FILES, title="The TEI files, byte for byte", media_type=_ZIP, has_text=True)
    names = (path.relative_to(edition.settings.root).as_posix() for path in chain(registers, edition.paths))
    files = chain((packed(read_file(path, MAX_BYTES)) for path in registers), parts.of(TEI_FILES))
    with (folder / archive.path).open("wb") as out:
        write_archive(out, zip(names, files, strict=True))
    yield archive
    plain = Download(path=TEXTS, title="The articles as plain text", media_type=_ZIP, has_text=True)
    names = (f"{article.siglum}.txt" for article in edition.articles)
    with (folder / plain.path).open("wb") as out:
        write_archive(out, zip(names, parts.of(TEXTS), strict=True))
    yield plain
