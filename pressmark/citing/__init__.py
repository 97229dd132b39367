"""How what is published is cited and described to machines: references, their formats, styles, schema.org.

Pure functions from what was read of the TEI to text; nothing here knows Sphinx or writes a file.
"""

from pressmark.citing.authors import Author, read_author
from pressmark.citing.formats import FORMATS, Format, coins
from pressmark.citing.processor import Piece, Processor, StyledCitation
from pressmark.citing.reference import Reference, ReferenceKind, article_reference, record_reference
from pressmark.citing.styles import Style, load_style, style_names

__all__ = [
    "FORMATS",
    "Author",
    "Format",
    "Piece",
    "Processor",
    "Reference",
    "ReferenceKind",
    "Style",
    "StyledCitation",
    "article_reference",
    "coins",
    "load_style",
    "read_author",
    "record_reference",
    "style_names",
]
