"""Links from a page to the pages of records, as each builder writes them, and to its own headings."""

from collections.abc import Mapping
from contextlib import suppress
from html import escape
from typing import NamedTuple, Protocol

from sphinx.builders import Builder
from sphinx.errors import NoUri

from pressmark.ids import parse_anchor
from pressmark.model import EntityKind, Record
from pressmark.site import addresses
from pressmark.site.words import _


class Link(NamedTuple):
    """Where a record's page is, seen from the page that links to it, and the record's name."""

    href: str
    name: str


class Links(Protocol):
    """What rendering needs to know of the rest of the site."""

    def record(self, record_id: str) -> Link | None:
        """The link to a record's page; None if there is no such record."""

    def successor(self, name: str) -> str:
        """The address of what stands for a retired anchor, as ledgers write it; empty if there is none."""


class PageLinks:
    """The links of one page, each computed once."""

    def __init__(self, builder: Builder, docname: str, records: Mapping[str, Record]) -> None:
        self._builder = builder
        self.docname = docname
        self._records = records
        self._known: dict[str, Link | None] = {}

    def record(self, record_id: str) -> Link | None:
        if record_id not in self._known:
            record = self._records.get(record_id)
            self._known[record_id] = self._link(record) if record else None
        return self._known[record_id]

    def successor(self, name: str) -> str:
        if parse_anchor(name):
            return f"#{name}"
        stem, anchor = addresses.split_target(name)
        pages = (addresses.article_page(stem), *(addresses.record_page(kind, stem) for kind in EntityKind))
        for page in pages:
            if page in self._builder.env.found_docs:
                with suppress(NoUri):  # the builder leaves the page out
                    address = self._builder.get_relative_uri(self.docname, page)
                    return f"{address}#{anchor}" if anchor else address
        return ""

    def _link(self, record: Record) -> Link | None:
        page = addresses.record_page(record.kind, record.id)
        try:
            return Link(self._builder.get_relative_uri(self.docname, page), record.name)
        except NoUri:  # the builder leaves the page out
            return None


def render_permalink(builder: Builder, anchor: str) -> str:
    """The link to a heading that shows its address, as HTML; empty where none is to be shown."""
    if not (anchor and builder.config.html_permalinks and getattr(builder, "add_permalinks", False)):
        return ""
    title = escape(_("Link to this heading"))
    icon = builder.config.html_permalinks_icon
    return f'<a class="headerlink" href="#{escape(anchor)}" title="{title}">{icon}</a>'
