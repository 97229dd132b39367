"""The list of the files: what each is, its size and its checksum, as a Frictionless data package."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pressmark.errors import PressmarkError
from pressmark.exports.edition import PublishedEdition
from pressmark.exports.tables import Table
from pressmark.files import Limit, parse_json, read_file

NAME: Final = "datapackage.json"
SUMS: Final = "SHA256SUMS"
WORKBOOK: Final = "tables.xlsx"
_OF_CSV: Final = (
    "Cells hold words as they are. A spreadsheet takes those that begin with =, +, - or @ for formulas: "
    f"import all columns as text, or open {WORKBOOK}, where words are words."
)
_SHA256: Final = "sha256:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """One file that can be taken away."""

    path: str  # its name in the folder of the exports
    title: str
    media_type: str
    table: Table | None = None  # of a CSV file: what its columns are
    has_text: bool = False  # whether it holds the words of articles, which are their publishers'


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A file as the list has it."""

    path: str
    title: str
    media_type: str
    size: int  # bytes
    digest: str  # SHA-256 in hexadecimal
    table: Table | None = None
    has_text: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The files in a folder, the list itself at the end; `source`: that of their edition."""

    source: str
    files: tuple[Listed, ...]


def listed(folder: Path, download: Download) -> Listed:
    """A file in a folder, for the list. Raises OSError if it cannot be read."""
    path = folder / download.path
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Listed(
        path=download.path,
        title=download.title,
        media_type=download.media_type,
        size=path.stat().st_size,
        digest=digest,
        table=download.table,
        has_text=download.has_text,
    )


def as_data_package(edition: PublishedEdition, files: Iterable[Listed]) -> bytes:
    """The descriptor of files that were made from an edition. Sizes are in bytes."""
    settings = edition.settings
    licence = {"path": settings.licence_url, "title": "the mark-up and the data; texts are their publishers’"}
    package: dict[str, Any] = {
        "profile": "data-package",
        "name": "edition",
        "title": settings.title,
        "description": settings.subtitle,
        "homepage": settings.base_url,
        "licenses": [licence] if settings.licence_url else [],
        "sourceHash": f"{_SHA256}{edition.source}",
        "resources": [_resource(each) for each in files],
    }
    known = {name: value for name, value in package.items() if value not in ("", [])}
    return (json.dumps(known, ensure_ascii=False, indent=1) + "\n").encode()


def as_sums(files: Iterable[Listed]) -> bytes:
    """The checksums of files, as `sha256sum --check` reads them."""
    return "".join(f"{each.digest}  {each.path}\n" for each in files).encode()


def read_catalogue(folder: Path) -> Catalogue | None:
    """The list of the files in a folder; None if there is none, or a file is missing or of another size."""
    try:
        data = read_file(folder / NAME, Limit.CACHE)
        package = parse_json(data)
        files = tuple(_read(resource) for resource in package["resources"])
        source = str(package["sourceHash"]).removeprefix(_SHA256)
        if any((folder / each.path).stat().st_size != each.size for each in files):
            return None
    except (PressmarkError, OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    own = Listed(
        path=NAME,
        title="The list of the files, for programs",
        media_type="application/json",
        size=len(data),
        digest=hashlib.sha256(data).hexdigest(),
    )
    return Catalogue(source=source, files=(*files, own))


def _read(resource: dict[str, Any]) -> Listed:
    return Listed(
        path=str(resource["path"]),
        title=str(resource["title"]),
        media_type=str(resource["mediatype"]),
        size=int(resource["bytes"]),
        digest=str(resource["hash"]).removeprefix(_SHA256),
        has_text=bool(resource["hasText"]),
    )


def _resource(file: Listed) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "name": file.path.replace("_", "-").lower(),
        "path": file.path,
        "title": file.title,
        "mediatype": file.media_type,
        "bytes": file.size,
        "hash": f"{_SHA256}{file.digest}",
        "hasText": file.has_text,
    }
    if file.table is not None:
        resource |= {"profile": "tabular-data-resource", "encoding": "utf-8", "description": _OF_CSV}
        resource["schema"] = _schema(file.table)
    return resource


def _schema(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [
            {"name": column.name, "type": column.type.value, "description": column.description}
            for column in table.columns
        ],
        "missingValues": [""],
    }
    if table.keyed:
        schema["primaryKey"] = table.columns[0].name
    return schema
