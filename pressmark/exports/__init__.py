"""The edition to take away: tables, a database, a map, a network, linked data, the TEI as one corpus.

Everything is made from the TEI in `tei/`, and the same TEI gives the same bytes.
"""

from pressmark.exports.catalogue import NAME, Download
from pressmark.exports.edition import PublishedEdition, read_edition
from pressmark.exports.folder import write_exports
from pressmark.exports.tables import TABLES

__all__ = ["NAME", "TABLES", "Download", "PublishedEdition", "read_edition", "write_exports"]
