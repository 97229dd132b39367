"""The table behind a picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from docutils import nodes

_WIDEST: Final = 40  # characters of a column


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of a cell, with a link if there is something to link to."""

    words: str
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under a head: the first `of` so many. `numbers` are the columns, from 0, that hold numbers."""

    head: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    of: int
    numbers: frozenset[int] = frozenset()


def html(table: Table) -> str:
    """The table as HTML."""
    head = "".join(
        f'<th scope="col"{_aligned(table, i)}>{escape(words)}</th>' for i, words in enumerate(table.head)
    )
    rows = "".join(
        "<tr>"
        + "".join(f"<td{_aligned(table, i)}>{linked(cell)}</td>" for i, cell in enumerate(row))
        + "</tr>\n"
        for row in table.rows
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"


def _aligned(table: Table, column: int) -> str:
    return ' class="pm-figure"' if column in table.numbers else ""


def linked(cell: Cell) -> str:
    """The words of a cell as HTML."""
    words = escape(cell.words, quote=False)
    return f'<a href="{escape(cell.href)}">{words}</a>' if cell.href else words


def plain(table: Table) -> nodes.table:
    """The table as nodes, for builders that write no HTML."""
    columns = zip(table.head, *([cell.words for cell in row] for row in table.rows), strict=True)
    widths = [min(max(map(len, column)), _WIDEST) for column in columns]
    group = nodes.tgroup("", *(nodes.colspec("", colwidth=width) for width in widths), cols=len(widths))
    heads = [nodes.entry("", nodes.paragraph("", words)) for words in table.head]
    group += nodes.thead("", nodes.row("", *heads))
    body = nodes.tbody()
    for row in table.rows:
        body += nodes.row("", *(nodes.entry("", nodes.paragraph("", "", reference(cell))) for cell in row))
    group += body
    return nodes.table("", group)


def reference(cell: Cell) -> nodes.Node:
    """The words of a cell as a node."""
    return (
        nodes.reference("", cell.words, refuri=cell.href, internal=True)
        if cell.href
        else nodes.Text(cell.words)
    )
