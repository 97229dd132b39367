"""Reading a saved web page: trafilatura finds the main text and what the page says about itself."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import accumulate

from lxml import etree
from trafilatura import bare_extraction, extract_metadata
from trafilatura.settings import Document
from trafilatura.utils import load_html

from pressmark.errors import PressmarkError
from pressmark.model import Fact, Finding
from pressmark.seeds.decode import decode
from pressmark.seeds.page import Page, PageMetadata
from pressmark.seeds.passages import Passage, cut_passages

# Both speak through logging; what matters of it becomes a finding here.
for _library in ("trafilatura", "htmldate"):
    logging.getLogger(_library).addHandler(logging.NullHandler())

_HEAD_BYTES = 4096  # in which a page must name its encoding
_DECLARED = re.compile(
    rb"""<(?:meta\b[^>]*?\bcharset|\?xml\b[^>]*?\bencoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)"""
)
_XML_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*\?>")
_NO_BREAK_SPACE = re.compile("\xa0|&nbsp;|&#0*160;|&#[xX]0*[aA]0;")
# trafilatura folds every white space into a plain one. Written as its symbol, the no-break
# space passes for a letter and comes back as itself.
_SYMBOL = "\u237d"

# No date is refused for being later than today: the same page must read alike on every day.
_DATES = {"original_date": True, "extensive_search": False, "max_date": datetime(9999, 12, 31)}
_EVIDENCE = "metadata of the page"
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")

_MAIN_TEXT = "the text is the main text of the page: menus, captions, comments and scripts stay in the file"
_FOLDED = "white space inside a paragraph is folded, and a blank line stands between paragraphs"
_TITLE_ADDED = "the title of the page stands in front of the text, at line 1, column 1"

_BLOCK_TAGS = frozenset(("head", "p", "quote", "list", "item", "table", "row", "code", "div", "body", "main"))
_MIN_TEXT = 25  # characters of the longest part; less is a menu or a notice
_NEAR_TOP = 3  # passages among which a page shows its title


@dataclass(frozen=True, slots=True)
class _Part:
    """The words of one element that holds no further block; `level` is that of a heading, otherwise 0."""

    words: str
    level: int = 0


def read_page(data: bytes, path: str) -> Page:
    """The main text of a web page, one blank line between its parts, and its metadata.

    Scripts, navigation and comments are left out, as trafilatura judges. The
    title stands in front of the text if the main text does not hold it. Raises
    PressmarkError for what `decode` refuses and for a page without article text.
    """
    decoded = decode(data, path, declared=_declared_encoding(data))
    source = _XML_DECLARATION.sub("", decoded.text)
    tree = load_html(source)
    metadata = (
        _metadata(extract_metadata(tree, date_config=_DATES), tree) if tree is not None else PageMetadata()
    )
    parts = list(_main_text(source))
    if not any(part.level == 0 and len(part.words) >= _MIN_TEXT for part in parts):
        raise PressmarkError(
            Finding(
                path=path,
                rule="no-article",
                message="holds no article text that can be told from the rest of the page",
                hint="save the page again with its text shown, or paste the text into a .txt file",
            )
        )
    normalised = (*decoded.normalised(), _MAIN_TEXT, _FOLDED)
    if metadata.title and not _shows_title(parts, metadata.title.value):
        parts.insert(0, _Part(metadata.title.value, 1))
        normalised = (*normalised, _TITLE_ADDED)
    text, passages = _join(parts)
    return Page(
        text=text,
        encoding=decoded.encoding,
        passages=passages,
        normalised=normalised,
        metadata=metadata,
    )


def _declared_encoding(data: bytes) -> str | None:
    match = _DECLARED.search(data[:_HEAD_BYTES])
    return match[1].decode("ascii") if match else None


def _main_text(source: str) -> Iterator[_Part]:
    # A page that speaks of the symbol itself gets plain spaces.
    keep = _SYMBOL not in source
    found = bare_extraction(
        _NO_BREAK_SPACE.sub(_SYMBOL, source) if keep else source,
        include_comments=False,
        date_extraction_params=_DATES,
    )
    if not isinstance(found, Document):
        return
    for part in _parts(found.body):
        words = _fold(part.words)
        words = words.replace(_SYMBOL, "\xa0").strip() if keep else words.strip()
        if words:
            yield replace(part, words=words)


def _fold(words: str) -> str:
    """White space folded into single spaces; line ends stay."""
    return "\n".join(" ".join(line.split()) for line in words.split("\n"))


def _parts(element: etree._Element) -> Iterator[_Part]:
    """The words of an element of trafilatura's body, parted wherever a block begins or ends."""
    level = _level(element)
    inline = _flat(element.text)
    for child in element:
        if child.tag in _BLOCK_TAGS:
            yield _Part(inline, level)
            inline = ""
            yield from _row(child) if child.tag == "row" else _parts(child)
        else:
            inline += _words(child)
        inline += _flat(child.tail)
    yield _Part(inline, level)


def _row(row: etree._Element) -> Iterator[_Part]:
    """A row of a table is one line."""
    yield _Part(" ".join(_flat("".join(str(words) for words in cell.itertext())) for cell in row))


def _words(element: etree._Element) -> str:
    """The words of an element inside a block; a line break is a line end."""
    if element.tag == "lb":
        return "\n"
    return _flat(element.text) + "".join(_words(child) + _flat(child.tail) for child in element)


def _flat(words: str | None) -> str:
    return (words or "").replace("\n", " ").replace("\r", " ")


def _level(element: etree._Element) -> int:
    if element.tag != "head":
        return 0
    digits = (element.get("rend") or "").strip("h")
    return int(digits) if digits.isdigit() else 2


def _shows_title(parts: list[_Part], title: str) -> bool:
    near_top = parts[:_NEAR_TOP]
    return any(part.level == 1 or part.words.casefold() == title.casefold() for part in near_top)


def _join(parts: list[_Part]) -> tuple[str, tuple[Passage, ...]]:
    """The parts as one text, and its passages, headings marked as such."""
    text = "\n\n".join(part.words for part in parts)
    starts = accumulate((len(part.words) + 2 for part in parts), initial=0)
    levels = {start: part.level for start, part in zip(starts, parts, strict=False)}
    return text, tuple(
        replace(passage, heading=levels.get(passage.span.start, 0)) for passage in cut_passages(text)
    )


def _metadata(found: Document, tree: etree._Element) -> PageMetadata:
    language = tree.get("lang") or ""
    return PageMetadata(
        title=_fact(found.title),
        outlet=_fact(found.sitename),
        authors=tuple(
            Fact(value=author.strip(), evidence=_EVIDENCE)
            for author in (found.author or "").split(";")
            if author.strip()
        ),
        published=_date(found.date),
        url=_fact(found.url),
        rights=found.license or "",
        language=language if _LANGUAGE.fullmatch(language) else "",
    )


def _fact(value: str | None) -> Fact[str] | None:
    folded = " ".join((value or "").split())
    return Fact(value=folded, evidence=_EVIDENCE) if folded else None


def _date(value: str | None) -> Fact[date] | None:
    try:
        return Fact(value=date.fromisoformat(value), evidence=_EVIDENCE) if value else None
    except ValueError:
        return None
