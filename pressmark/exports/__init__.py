"""The edition to take away: tables, a database, a map, a network, linked data, the TEI as one corpus.

Everything is made from the TEI in `tei/`, and the same TEI gives the same bytes.
"""

from pressmark.exports.catalogue import NAME, Catalogue, Listed, read_catalogue
from pressmark.exports.edition import (
    PAGE_SUFFIX,
    PublishedEdition,
    check_anchors,
    publish,
    read_edition,
    source_digest,
)
from pressmark.exports.folder import remove_exports, write_exports
from pressmark.exports.tables import TABLES
from pressmark.exports.text import plain_text

__all__ = [
    "NAME",
    "PAGE_SUFFIX",
    "TABLES",
    "Catalogue",
    "Listed",
    "PublishedEdition",
    "check_anchors",
    "plain_text",
    "publish",
    "read_catalogue",
    "read_edition",
    "remove_exports",
    "source_digest",
    "write_exports",
]
