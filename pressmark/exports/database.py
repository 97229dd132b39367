"""The tables as one SQLite database, with full-text search over paragraphs and quotations."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from pressmark.exports.tables import CellType, Row, Table

_TYPES: Final = {CellType.STRING: "TEXT", CellType.INTEGER: "INTEGER", CellType.NUMBER: "REAL"}
# The columns that are searched by words, by table. Diacritics and case do not count.
_SEARCHED: Final = {"paragraphs": ("text",), "quotations": ("words", "speaker_names")}
_INDEXED: Final = {
    "mentions": ("record", "article"),
    "quotations": ("speakers", "article"),
    "names": ("record", "name"),
    "identifiers": ("record",),
    "dates": ("earliest", "article"),
}


@contextmanager
def new_database(path: Path, tables: Sequence[Table]) -> Iterator[sqlite3.Connection]:
    """A new database with empty tables, written when all of them were filled. The file must not exist."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA journal_mode = OFF")
        for table in tables:
            _create(database, table)
        yield database


def fill(database: sqlite3.Connection, table: Table, rows: Iterable[Row]) -> None:
    """Put all rows into a table, and make it quick to search."""
    database.executemany(_insertion(table), rows)
    for column in _INDEXED.get(table.name, ()):
        database.execute(f'CREATE INDEX "{table.name}_{column}" ON "{table.name}" ("{column}")')
    if table.name in _SEARCHED:
        _make_searchable(database, table.name, _SEARCHED[table.name])


def _insertion(table: Table) -> str:
    return f'INSERT INTO "{table.name}" VALUES ({", ".join("?" * len(table.columns))})'  # noqa: S608 (our names)


def _create(database: sqlite3.Connection, table: Table) -> None:
    """Names of tables and columns are our own and need no escaping beyond the quotation marks."""
    lines = []
    for number, column in enumerate(table.columns):
        key = " PRIMARY KEY" if table.keyed and number == 0 else ""
        foreign = f' REFERENCES "{column.refers_to}"' if column.refers_to else ""
        lines.append(f'"{column.name}" {_TYPES[column.type]}{key}{foreign}')
    database.execute(f'CREATE TABLE "{table.name}" ({", ".join(lines)})')


def _make_searchable(database: sqlite3.Connection, name: str, columns: Sequence[str]) -> None:
    """A full-text index that takes its words from the table, where this SQLite can make one."""
    listed = ", ".join(f'"{column}"' for column in columns)
    try:
        database.execute(
            f'CREATE VIRTUAL TABLE "{name}_fts" USING fts5({listed}, content="{name}", '
            'tokenize="unicode61 remove_diacritics 2")'
        )
    except sqlite3.OperationalError as error:
        if "no such module" in str(error):  # the tables are whole all the same
            return
        raise
    database.execute(f'INSERT INTO "{name}_fts" ("{name}_fts") VALUES (\'rebuild\')')  # noqa: S608 (our names)
