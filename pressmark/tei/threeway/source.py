"""A TEI file as its characters: where each node stands in them, and pieces of other files put in between."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lxml import etree

from pressmark.tei.edit.tokens import Element, Item, Kind, read_items
from pressmark.tei.merge.pieces import Pieces, read_pieces
from pressmark.tei.parse import parse

_CDATA_DELIMITERS: Final = len("<![CDATA[]]>")


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a node stands in the characters of its file, half-open; the inner part is between its tags."""

    start: int
    inner_start: int
    inner_end: int
    end: int


@dataclass(frozen=True, slots=True)
class Splice:
    """Other characters in place of some of a file. Those at the same place come in the order given."""

    start: int
    end: int
    words: str


class Source:
    """A parsed file and its characters. Raises PressmarkError for what is no well-formed TEI."""

    def __init__(self, data: bytes, path: str) -> None:
        self.data = data
        self.root = parse(data, path, whole=True)
        self._path = path
        self.text = data.decode("utf-8")
        self.newline = "\r\n" if "\r\n" in self.text else "\n"

    @cached_property
    def pieces(self) -> Pieces:
        return read_pieces(parse(self.data, self._path))

    @cached_property
    def extents(self) -> dict[etree._Element, Extent]:
        """Where the elements, comments and instructions inside the root stand, and the root itself."""
        items = read_items(self.text)
        starts: list[int] = []
        position = 0
        for item in items:
            starts.append(position)
            position += len(item.raw) + (_CDATA_DELIMITERS if item.kind is Kind.CDATA else 0)
        ends = {
            item.element: (start, start + len(item.raw))
            for item, start in zip(items, starts, strict=True)
            if item.kind is Kind.END
        }
        found = (
            _extent(item, start, ends) for item, start in zip(items, starts, strict=True) if _is_node(item)
        )
        nodes = self.root.iter(etree.Element, etree.Comment, etree.ProcessingInstruction)
        return dict(zip(nodes, found, strict=True))

    def raw(self, node: etree._Element) -> str:
        """A node as it is written, its tags included."""
        extent = self.extents[node]
        return self.text[extent.start : extent.end]

    def start_tag(self, node: etree._Element) -> str:
        extent = self.extents[node]
        return self.text[extent.start : extent.inner_start]

    def indent(self, node: etree._Element) -> str | None:
        """The white space before a node on its line; None if it shares the line with what comes before."""
        start = self.extents[node].start
        line = self.text.rfind("\n", 0, start) + 1
        before = self.text[line:start]
        return None if before.strip() else before

    def spliced(self, splices: Iterable[Splice]) -> bytes:
        """The file with other characters in some places. Raises ValueError if two splices overlap."""
        parts: list[str] = []
        position = 0
        for splice in sorted(splices, key=lambda splice: (splice.start, splice.end)):
            if splice.start < position:
                raise ValueError("two changes are about the same characters")
            parts += (self.text[position : splice.start], splice.words)
            position = splice.end
        return "".join((*parts, self.text[position:])).encode("utf-8")


def _is_node(item: Item) -> bool:
    """Whether an item begins an element, or is a comment or an instruction inside the root."""
    if item.kind is Kind.OTHER:
        return bool(item.element.name) and item.raw.startswith(("<!--", "<?"))
    return item.kind in (Kind.START, Kind.EMPTY)


def _extent(item: Item, start: int, ends: dict[Element, tuple[int, int]]) -> Extent:
    stop = start + len(item.raw)
    inner_end, end = ends[item.element] if item.kind is Kind.START else (stop, stop)
    return Extent(start, stop, inner_end, end)
