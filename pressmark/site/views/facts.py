"""A list of facts, each under its name."""

from collections.abc import Iterable
from html import escape

from docutils import nodes

from pressmark.site.pieces import field
from pressmark.site.views import lines
from pressmark.site.views.lines import Line

Row = tuple[str, Line]  # the name of a fact, and the fact


def html(rows: Iterable[Row]) -> str:
    """The list as HTML, as docutils would write it."""
    written = "".join(
        f'<dt class="{parity}">{escape(name, quote=False)}<span class="colon">:</span></dt>\n'
        f'<dd class="{parity}"><p>{lines.html(fact)}</p>\n</dd>\n'
        for number, (name, fact) in enumerate(rows)
        for parity in ("field-even" if number % 2 else "field-odd",)
    )
    return f'<dl class="pm-facts field-list simple">\n{written}</dl>\n'


def plain(rows: Iterable[Row]) -> nodes.field_list:
    """The list as nodes."""
    fields = [field(name, *lines.plain(fact)) for name, fact in rows]
    return nodes.field_list("", *fields, classes=["pm-facts"])
