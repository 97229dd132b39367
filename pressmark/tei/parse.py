"""Reading XML safely: the only place where bytes become a TEI tree.

What an edition does not need is refused before libxml2 sees it (document types,
and so entities; other encodings than UTF-8; huge files), because refusing is
simpler to trust than switching off.
"""

import re
from pathlib import Path
from typing import Final

from lxml import etree

from pressmark.errors import PressmarkError
from pressmark.files import Limit, find_conflict, read_file
from pressmark.model import Finding
from pressmark.tei.names import TEI_NS, tei

# An article of half a million words with all its mark-up is below these.
MAX_BYTES: Final = int(Limit.TEI)
MAX_TAGS: Final = 1_000_000  # each takes about as much memory as a hundred words

_BOM: Final = b"\xef\xbb\xbf"
_DECLARED_ENCODING: Final = re.compile(rb"""\A\s*<\?xml[^>]*?\bencoding\s*=\s*["']([^"']*)["']""")
# What may stand before the root: declaration, processing instructions, comments, white space.
_PROLOG: Final = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_END_TAG: Final = re.compile(rb"</(?:[\w.-]+:)?TEI\s*>")
_POSITION: Final = re.compile(r", line \d+, column \d+$")
_ADVICE: Final = re.compile(r",? (?:use|try) XML_PARSE_HUGE.*")  # to whoever writes programs

_CUT_OFF: Final = "the file is cut off; restore it, or write what is missing up to </TEI>"
_CURES: Final[dict[int, str]] = {
    etree.ErrorTypes.ERR_TAG_NAME_MISMATCH: "close every element in the order it was opened",
    etree.ErrorTypes.ERR_TAG_NOT_FINISHED: "close the element",
    etree.ErrorTypes.ERR_GT_REQUIRED: "finish the tag with >",
    etree.ErrorTypes.ERR_ATTRIBUTE_REDEFINED: "delete one of the two attributes",
    etree.ErrorTypes.ERR_ATTRIBUTE_NOT_STARTED: "put the attribute's value in quotation marks",
    etree.ErrorTypes.ERR_ATTRIBUTE_NOT_FINISHED: "close the attribute's quotation mark",
    etree.ErrorTypes.ERR_LT_IN_ATTRIBUTE: "write &lt; for <, or close the attribute's quotation mark",
    etree.ErrorTypes.ERR_UNDECLARED_ENTITY: "write the character itself instead of the entity",
    etree.ErrorTypes.ERR_ENTITYREF_SEMICOL_MISSING: "write &amp; for an ampersand",
    etree.ErrorTypes.ERR_NAME_REQUIRED: "write &amp; for an ampersand and &lt; for a less-than sign",
    etree.ErrorTypes.ERR_INVALID_CHAR: "delete the control character",
    etree.ErrorTypes.ERR_DOCUMENT_EMPTY: "the file must hold one <TEI> element",
    etree.ErrorTypes.ERR_DOCUMENT_END: "the file must end after </TEI>",
    etree.ErrorTypes.ERR_HYPHEN_IN_COMMENT: "write no -- inside a comment",
    etree.ErrorTypes.ERR_RESOURCE_LIMIT: "nest elements less deeply and keep texts shorter",
    etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE: f'declare the prefix, or use none: xmlns="{TEI_NS}"',
}


def parse_file(path: Path) -> etree._Element:
    """The root of the file at `path`. Raises PressmarkError if it cannot be read, or as `parse` does."""
    return parse(read_file(path, MAX_BYTES), str(path))


def parse_article(data: bytes, path: str) -> etree._Element:
    """The root of an article. Raises PressmarkError if it has no `<text>`, or as `parse` does."""
    root = parse(data, path)
    if root.find(tei("text")) is None:
        raise PressmarkError(
            Finding(
                path=path,
                line=root.sourceline,
                rule="no-text",
                message="has no <text>",
                hint="restore the text",
            )
        )
    return root


def parse(data: bytes, path: str, *, whole: bool = False) -> etree._Element:
    """The root, a `<TEI>` element, of a file's bytes; `path` is for messages only.

    The tree holds elements and words, and nothing else: comments and processing instructions
    are left out, so that the words around one stand together (`Mar<!-- sic -->low` is Marlow).
    Who writes the tree again asks for the `whole` of it. A repeated `xml:id` is kept: it is for
    validation to report. Raises PressmarkError, with line and column,
    for what is no well-formed UTF-8 TEI, and for any document type declaration.
    """

    def fault(message: str, hint: str, line: int | None = None, column: int | None = None) -> PressmarkError:
        return PressmarkError(
            Finding(path=path, line=line, column=column, rule="xml", message=message, hint=hint)
        )

    _check_size(data, path)
    body = data.removeprefix(_BOM)
    if not body.strip():
        raise fault("is empty", "restore the file from version control or a backup")
    declared = _DECLARED_ENCODING.match(body)
    if declared and declared[1].lower() not in (b"utf-8", b"utf8"):
        name = declared[1].decode("ascii", "replace")
        raise fault(f"declares the encoding {name!r}", "save it as UTF-8 and declare that", 1)
    try:
        conflict = find_conflict(body.decode("utf-8"), path)
    except UnicodeDecodeError as error:
        raise fault("is not UTF-8", "save it as UTF-8", *_position(body, error.start)) from error
    if conflict:
        raise PressmarkError(conflict)
    if b"\0" in body:
        raise fault("holds NUL bytes", "save it as UTF-8, not UTF-16", *_position(body, body.index(b"\0")))
    prolog = _PROLOG.match(body)
    start = prolog.end() if prolog else 0
    if body[start : start + 9].upper() == b"<!DOCTYPE":
        raise fault("has a DOCTYPE", "delete the DOCTYPE; no entities are used", *_position(body, start))

    parser = etree.XMLParser(
        encoding="utf-8",
        collect_ids=False,  # otherwise a repeated xml:id could not be read and reported
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=not whole,
        remove_pis=not whole,
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        message = _ADVICE.sub("", _POSITION.sub("", error.msg or ""))
        cut_off = not _END_TAG.search(body) and error.code != etree.ErrorTypes.ERR_DOCUMENT_EMPTY
        cure = _CUT_OFF if cut_off else _CURES.get(error.code, "correct the line")
        raise fault(f"is not well-formed: {message}", cure, error.lineno, (error.offset or 0) + 1) from error
    if root.tag != tei("TEI"):
        raise fault(
            f"has the root {str(root.tag)!r}", f'the root must be <TEI xmlns="{TEI_NS}">', root.sourceline
        )
    return root


def _check_size(data: bytes, path: str) -> None:
    """Raises PressmarkError for what would take more memory than an article is worth."""
    for size, limit, noun in ((len(data), MAX_BYTES, "bytes"), (data.count(b"<"), MAX_TAGS, "tags")):
        if size > limit:
            raise PressmarkError(
                Finding(
                    path=path,
                    rule="too-large",
                    message=f"has {size:,} {noun}",
                    hint=f"split it; at most {limit:,} {noun} are read",
                )
            )


def _position(data: bytes, offset: int) -> tuple[int, int]:
    """Line and column, both 1-based, of a byte offset; what stands before it is UTF-8."""
    before = data[:offset]
    line_start = before.rfind(b"\n") + 1
    return before.count(b"\n") + 1, len(before[line_start:].decode("utf-8")) + 1
