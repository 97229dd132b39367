"""All TEI of the edition: as one corpus, and as the files themselves."""

import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from lxml import etree

from pressmark.exports.edition import PublishedEdition
from pressmark.tei.names import TEI_NS, XML_ID, local_name, tei
from pressmark.tei.parse import parse

# The earliest day that the format of ZIP files can hold: the same bytes from the same files.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_POINTERS: Final = ("ref", "who", "toWhom", "source", "corresp", "next", "prev", "resp", "ana")
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
    for element in root.iter(etree.Element):
        identifier = element.get(XML_ID)
        if identifier is not None:
            element.set(XML_ID, prefix + identifier)
        for name in _POINTERS:
            value = element.get(name)
            if value is not None:
                element.set(name, _LOCAL.sub(f"#{prefix}", value))
        if local_name(element) == "prefixDef":
            pattern = element.get("replacementPattern", "")
            element.set("replacementPattern", re.sub(r"^\.\./registers/\w+\.xml#", "#", pattern))
    return root


def zipped(files: Iterable[tuple[str, Path]]) -> bytes:
    """Files, byte for byte, in one ZIP file; the same bytes from the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in files:
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())
    return out.getvalue()
