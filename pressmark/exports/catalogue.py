"""The list of the files: what each is, its size and its checksum, as a Frictionless data package."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pressmark.exports.edition import PublishedEdition
from pressmark.exports.tables import Table

NAME: Final = "datapackage.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """One file that can be taken away."""

    path: str  # relative to the folder of the exports
    title: str
    media_type: str
    table: Table | None = None  # of a CSV file: what its columns are


def as_data_package(edition: PublishedEdition, folder: Path, downloads: list[Download]) -> bytes:
    """The descriptor of the files in a folder. Sizes are in bytes."""
    settings = edition.settings
    licence = {"path": settings.licence_url, "title": "the mark-up and the data; texts are their publishers’"}
    package: dict[str, Any] = {
        "profile": "data-package",
        "name": "edition",
        "title": settings.title,
        "description": settings.subtitle,
        "homepage": settings.base_url,
        "licenses": [licence] if settings.licence_url else [],
        "resources": [_resource(folder, download) for download in downloads],
    }
    known = {name: value for name, value in package.items() if value not in ("", [])}
    return (json.dumps(known, ensure_ascii=False, indent=1) + "\n").encode()


def _resource(folder: Path, download: Download) -> dict[str, Any]:
    data = (folder / download.path).read_bytes()
    resource: dict[str, Any] = {
        "name": Path(download.path).name.replace("_", "-").lower(),
        "path": download.path,
        "title": download.title,
        "mediatype": download.media_type,
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
    }
    if download.table is not None:
        resource |= {"profile": "tabular-data-resource", "encoding": "utf-8"}
        resource["schema"] = _schema(download.table)
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
