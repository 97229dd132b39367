"""Saying in a document where its schema is, so that editors of XML validate it while one types.

The instructions are those of "Associating Schemas with XML documents 1.0" (W3C, 2012).
"""

from typing import Final

from lxml import etree

from pressmark.tei.schema.files import RNG_FILE, SCHEMATRON_FILE
from pressmark.tei.schema.odd import SCHEMATRON_NS
from pressmark.tei.schema.rng import RNG_NS

_FOLDER: Final = "../schema"  # as seen from the articles and the registers
_SCHEMAS: Final = ((RNG_FILE.name, RNG_NS), (SCHEMATRON_FILE.name, SCHEMATRON_NS))


def associate(root: etree._Element) -> None:
    """Put the instructions before the root of a document that is to stand in an edition, in place."""
    for name, namespace in _SCHEMAS:
        content = f'href="{_FOLDER}/{name}" type="application/xml" schematypens="{namespace}"'
        root.addprevious(etree.ProcessingInstruction("xml-model", content))
