"""All TEI of the edition: as one corpus, and as the files themselves."""

import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from lxml import etree

from pressmark.exports.edition import PublishedEdition
from pressmark.tei.names import TEI_NS, XML_ID, tei
from pressmark.tei.parse import parse

# The earliest day that the format of ZIP files can hold: the same bytes from the same files.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_POINTERS: Final = frozenset({"ref", "who", "toWhom", "source", "corresp", "next", "prev", "resp", "ana"})
_PATTERN: Final = "replacementPattern"  # of a <prefixDef>
_REGISTER: Final = re.compile(r"^\.\./registers/\w+\.xml(?=#)")
_LOCAL: Final = re.compile(r"(?:(?<=\s)|^)#(?=\S)")


def write_corpus(path: Path, edition: PublishedEdition, registers: Iterable[Path]) -> None:
    """A `<teiCorpus>` with a header, the registers and every article, one after the other.

    Ids must be unique in one document: those of an article get its siglum before them
    (`article.quillhaven-ferry.p3`), and pointers inside the article follow. Articles are read
    and written one at a time.
    """
    with etree.xmlfile(str(path), encoding="UTF-8") as out:
        out.write_declaration()
        with out.element(tei("teiCorpus"), nsmap={None: TEI_NS}):
            out.write("\n", _corpus_header(edition), "\n")
            for register in registers:
                out.write(_prefixed(parse(register.read_bytes(), str(register)), ""), "\n")
            for article in edition.paths:
                root = parse(article.read_bytes(), str(article))
                out.write(_prefixed(root, f"article.{article.stem}."), "\n")


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


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Files by name, byte for byte, in one ZIP file; the same bytes from the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return out.getvalue()
