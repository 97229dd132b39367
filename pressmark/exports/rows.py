"""Tables as CSV and as JSON."""

import csv
import json
from collections.abc import Iterable
from json.encoder import encode_basestring
from typing import TextIO

from pressmark.exports.tables import Cell, Row, Table


def write_csv(out: TextIO, table: Table, rows: Iterable[Row]) -> None:
    """RFC 4180, a line of column names first. An unknown value is an empty cell."""
    writer = csv.writer(out)
    writer.writerow(column.name for column in table.columns)
    writer.writerows(rows)


def write_json(out: TextIO, table: Table, rows: Iterable[Row]) -> None:
    """A list of objects, one a line; what is unknown is left out of its object."""
    names = [f"{encode_basestring(column.name)}: " for column in table.columns]
    before = "[\n"
    for row in rows:
        known = [name + _cell(value) for name, value in zip(names, row, strict=True) if value is not None]
        out.write(f"{before}{{{', '.join(known)}}}")
        before = ",\n"
    out.write("[]\n" if before == "[\n" else "\n]\n")


def _cell(value: Cell) -> str:
    # Half the time that json.dumps takes, and nearly all cells are strings.
    return encode_basestring(value) if isinstance(value, str) else json.dumps(value)
