"""Tables as CSV and as JSON."""

import csv
import io
import json
from collections.abc import Iterable

from pressmark.exports.tables import Row, Table


def as_csv(table: Table, rows: Iterable[Row]) -> bytes:
    """RFC 4180, UTF-8, a line of column names first. An unknown value is an empty cell."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(column.name for column in table.columns)
    writer.writerows(rows)
    return out.getvalue().encode()


def as_json(table: Table, rows: Iterable[Row]) -> bytes:
    """A list of objects, one a line; what is unknown is left out of its object."""
    names = [column.name for column in table.columns]
    objects = (
        {name: value for name, value in zip(names, row, strict=True) if value is not None} for row in rows
    )
    lines = ",\n".join(json.dumps(each, ensure_ascii=False) for each in objects)
    return f"[\n{lines}\n]\n".encode() if lines else b"[]\n"
