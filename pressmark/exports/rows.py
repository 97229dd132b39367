"""Rows of tables as CSV and as JSON."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from json.encoder import encode_basestring

from pressmark.exports.tables import Cell, Row, Table


def as_csv(rows: Iterable[Row]) -> bytes:
    """Lines as RFC 4180 has them. An unknown value is an empty cell."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def names_as_csv(table: Table) -> bytes:
    """The names of the columns, which are the first line."""
    return as_csv([tuple(column.name for column in table.columns)])


def as_json(table: Table, rows: Iterable[Row]) -> bytes:
    """Objects, one a line, with a comma between them; what is unknown is left out of its object."""
    names = [f"{encode_basestring(column.name)}: " for column in table.columns]
    lines = []
    for row in rows:
        known = [name + _cell(value) for name, value in zip(names, row, strict=True) if value is not None]
        lines.append(f"{{{', '.join(known)}}}")
    return ",\n".join(lines).encode()


def json_list(objects: Iterable[bytes]) -> Iterator[bytes]:
    """A list of what `as_json` made, piece by piece; some pieces may be empty."""
    before = b"[\n"
    for some in filter(None, objects):
        yield before
        yield some
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


def _cell(value: Cell) -> str:
    # Half the time that json.dumps takes, and nearly all cells are strings.
    return encode_basestring(value) if isinstance(value, str) else json.dumps(value)
