"""All TEI of the edition as one corpus."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from lxml import etree

from pressmark.exports.edition import PublishedEdition
from pressmark.files import read_file
from pressmark.tei.names import TEI_NS, XML_ID, tei
from pressmark.tei.parse import MAX_BYTES, parse

_POINTERS: Final = frozenset({"ref", "who", "toWhom", "source", "corresp", "next", "prev", "resp", "ana"})
_PATTERN: Final = "replacementPattern"  # of a <prefixDef>
_REGISTER: Final = re.compile(r"^\.\./registers/\w+\.xml(?=#)")
_LOCAL: Final = re.compile(r"(?:(?<=\s)|^)#(?=\S)")


def corpus(
    edition: PublishedEdition, registers: Iterable[Path], articles: Iterable[bytes]
) -> Iterator[bytes]:
    """A `<teiCorpus>` with a header, the registers and every article, one after the other, piece by piece.

    `articles` are what `in_corpus` makes of each.
    """
    yield f"<?xml version='1.0' encoding='UTF-8'?>\n<teiCorpus xmlns=\"{TEI_NS}\">\n".encode()
    yield _bytes(_corpus_header(edition)) + b"\n"
    for register in registers:
        data = read_file(register, MAX_BYTES)
        yield _bytes(_prefixed(parse(data, str(register), whole=True), "")) + b"\n"
    for article in articles:
        yield article + b"\n"
    yield b"</teiCorpus>"


def in_corpus(data: bytes, path: Path) -> bytes:
    """An article as it stands in the corpus; `data` is its file.

    Ids must be unique in one document: those of an article get its siglum before them
    (`article.quillhaven-ferry.p3`), and pointers inside the article follow.
    """
    return _bytes(_prefixed(parse(data, str(path), whole=True), f"article.{path.stem}."))


def _bytes(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=False))


def _corpus_header(edition: PublishedEdition) -> etree._Element:
    header = etree.Element(tei("teiHeader"), nsmap={None: TEI_NS})
    described = etree.SubElement(header, tei("fileDesc"))
    title = etree.SubElement(etree.SubElement(described, tei("titleStmt")), tei("title"))
    title.text = edition.settings.title
    publication = etree.SubElement(described, tei("publicationStmt"))
    publisher = etree.SubElement(publication, tei("publisher"))
    publisher.text = edition.settings.publisher or edition.settings.title
    availability = etree.SubElement(publication, tei("availability"))
    terms = etree.SubElement(availability, tei("p"))
    terms.text = "Each article says whose it is and what may be done with it."
    source = etree.SubElement(etree.SubElement(described, tei("sourceDesc")), tei("p"))
    source.text = "The TEI documents of the edition, gathered."
    return header


def _prefixed(root: etree._Element, prefix: str) -> etree._Element:
    """The tree with a prefix before every id and every pointer within the file, in place.

    Pointers to records lead to the registers, which stand in the same corpus.
    """
    local = f"#{prefix}"
    # What an element has is asked of it once: that takes a third of the time of asking for each name.
    for element in root.iter(etree.Element):
        for name, value in element.items():
            if name == XML_ID:
                element.set(XML_ID, prefix + value)
            elif name in _POINTERS and "#" in value:
                element.set(name, _LOCAL.sub(local, value))
            elif name == _PATTERN:
                element.set(_PATTERN, _REGISTER.sub("", value))
    return root
