"""What an article's TEI marks: its blocks, sentences and marks, each with the words it covers."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from operator import attrgetter
from typing import Final, Generic, TypeVar

from lxml import etree

from pressmark.ids import AnchorKind, make_anchor, parse_anchor
from pressmark.model import Span
from pressmark.tei.edit.changes import NamePart, element_path
from pressmark.tei.edit.places import NAME_PARTS, NAMES
from pressmark.tei.ledger import Kind, kind_of
from pressmark.tei.names import XML_ID, XML_NS, in_tei, local_name, tei
from pressmark.tei.text import is_added, source_text
from pressmark.tei.vocabulary import ANCHORED

T = TypeVar("T")

MACHINE: Final = "#pressmark"
# Elements that hold blocks; what stands in them is a block, whatever it is.
CONTAINERS: Final = frozenset({"text", "body", "div", "argument", "figure", "cit"})
BLOCK_KINDS: Final = frozenset({Kind.HEADING, Kind.PARAGRAPH, Kind.LINE})
# The kinds of mark, those that hold others first.
MARK_KINDS: Final = (Kind.SENTENCE, Kind.QUOTATION, Kind.WORDS, Kind.MENTION, Kind.DATE)


_KINDS: Final = {name: kind_of(make_anchor(letter, 1)) for name, letter in ANCHORED.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An element of the text: a block, the milestone of a sentence, or a mark.

    `anchor` is its xml:id, empty if it has none; `kind` is what an anchor of it stands for,
    None if it has none by rights. `span` covers its words in the source text; that of a
    sentence runs to the next one in its block, or to the end of the block. `attributes` are
    all but xml:id; `parts` are the inner parts of a name. `target` is what an edit calls it by,
    `place` the anchor of the last block that begins at or before it.
    """

    anchor: str
    kind: Kind | None
    tag: str
    span: Span
    attributes: Mapping[str, str]
    parts: tuple[NamePart, ...]
    target: str
    place: str
    line: int | None

    @property
    def by_machine(self) -> bool:
        """Whether it says itself that the machine made it. Sentences say nothing."""
        return self.kind is Kind.SENTENCE or self.attributes.get("resp") == MACHINE


@dataclass(frozen=True)
class Pieces:
    """The text of an article, and its blocks, sentences and marks, each in document order."""

    text: str
    blocks: tuple[Piece, ...]  # whatever has words of its own; one may have no anchor
    marks: tuple[Piece, ...]
    repeated: tuple[Piece, ...] = ()  # those whose anchor another one has, too
    ids: frozenset[str] = frozenset()  # every xml:id of the file

    @cached_property
    def by_anchor(self) -> Mapping[str, Piece]:
        """The pieces that have an anchor of their kind."""
        return {piece.anchor: piece for piece in self if piece.kind and kind_of(piece.anchor) is piece.kind}

    def __iter__(self) -> Iterator[Piece]:
        yield from self.blocks
        yield from self.marks

    def words(self, piece: Piece) -> str:
        return piece.span.of(self.text)

    def of_kind(self, kind: Kind) -> Iterator[Piece]:
        return (piece for piece in self.marks if piece.kind is kind)

    def highest(self, kind: AnchorKind) -> int:
        """The highest number of the anchors of a kind; 0 if there is none."""
        anchors = filter(None, (parse_anchor(piece.anchor) for piece in self))
        return max((number for each, number in anchors if each is kind), default=0)

    def stretch(self, place: str) -> Span:
        """The text from the start of a block with an anchor to the start of the next such block.

        For an empty `place`, the text before the first of them. Raises KeyError if none has that anchor.
        """
        return self._stretches[place]

    @cached_property
    def block_starts(self) -> tuple[list[int], list[str]]:
        """Where the blocks that have an anchor of their kind begin, in order, and their anchors."""
        blocks = [piece for piece in self.blocks if piece.anchor in self.by_anchor]
        return [piece.span.start for piece in blocks], [piece.anchor for piece in blocks]

    def over(self, kind: Kind, span: Span) -> Iterator[Piece]:
        """The marks of a kind that have an anchor and overlap with words, in order."""
        return self._by_kind[kind].over(span)

    @cached_property
    def _by_kind(self) -> Mapping[Kind, "Overlaps[Piece]"]:
        marks: dict[Kind, list[Piece]] = {kind: [] for kind in MARK_KINDS}
        for piece in self.by_anchor.values():
            if piece.kind in marks:
                marks[piece.kind].append(piece)
        return {kind: Overlaps(found, attrgetter("span")) for kind, found in marks.items()}

    @cached_property
    def _stretches(self) -> Mapping[str, Span]:
        starts = [("", 0), *((piece.anchor, piece.span.start) for piece in self.blocks if piece.anchor)]
        ends = [*(start for _, start in starts[1:]), len(self.text)]
        return {anchor: Span(start, end) for (anchor, start), end in zip(starts, ends, strict=True)}


class Overlaps(Generic[T]):
    """Things that cover words, ready to be asked which of them overlap with others.

    Takes as long as there are such things, and those around them.
    """

    def __init__(self, things: Iterable[T], span_of: Callable[[T], Span]) -> None:
        self._things = sorted(things, key=lambda thing: span_of(thing).start)
        self._starts = [span_of(thing).start for thing in self._things]
        # How far each thing and those before it reach.
        self._reach = list(accumulate((span_of(thing).end for thing in self._things), max))
        self._span_of = span_of

    def over(self, span: Span) -> Iterator[T]:
        """Those that overlap with a span, in the order of where they start."""
        first, end = bisect_right(self._reach, span.start), bisect_left(self._starts, span.end)
        return (thing for thing in self._things[first:end] if self._span_of(thing).overlaps(span))


def kind_of_element(name: str) -> Kind | None:
    """What an anchor of an element stands for by its local name alone; None if it has none by rights."""
    return _KINDS.get(name)


def read_pieces(root: etree._Element) -> Pieces:
    """The blocks, sentences and marks of an article."""
    text = root.find(tei("text"))
    if text is None:
        return Pieces("", (), ())
    pieces = sorted(_Reader().read(text), key=lambda found: found[0])
    blocks = tuple(piece for _, is_block, piece in pieces if is_block)
    marks = tuple(piece for _, is_block, piece in pieces if not is_block)
    first = {piece.anchor: piece for piece in reversed((*blocks, *marks))}
    repeated = tuple(each for each in (*blocks, *marks) if each.anchor and first[each.anchor] is not each)
    ids = frozenset(str(name) for name in root.xpath("//@xml:id"))
    return Pieces(source_text(root), blocks, marks, repeated, ids)


class _Reader:
    """Gathers the pieces of one article in one walk over its text."""

    def __init__(self) -> None:
        self._order: dict[etree._Element, int] = {}
        self._starts: list[int] = []
        self._block: etree._Element | None = None  # the one that is open
        self._place = ""
        self._places: dict[etree._Element, str] = {}
        self._sentence: etree._Element | None = None  # the one that has not ended
        self._sentence_start = 0

    def read(self, text: etree._Element) -> Iterator[tuple[int, bool, Piece]]:
        """Each piece, with its place in the order of the document and whether it is a block."""
        position = absent = 0
        for event, element in etree.iterwalk(text, events=("start", "end")):
            if event == "start":
                self._open(element, position)
                if element.tag == tei("milestone"):
                    yield from self._end_sentence(position)
                    self._sentence, self._sentence_start = element, position
                absent += is_added(local_name(element), element.get("type"))
                position += 0 if absent else len(element.text or "")
                continue
            start = self._starts.pop()
            absent -= is_added(local_name(element), element.get("type"))
            if element is self._block:
                yield from self._end_sentence(position)
                yield self._order[element], True, self._piece(element, Span(start, position))
                self._block = None
            elif _is_mark(element):
                yield self._order[element], False, self._piece(element, Span(start, position))
            if element is not text and not absent:
                position += len(element.tail or "")
        yield from self._end_sentence(position)

    def _open(self, element: etree._Element, position: int) -> None:
        self._order[element] = len(self._order)
        self._starts.append(position)
        if self._block is None and in_tei(element) and local_name(element) not in CONTAINERS | {"milestone"}:
            self._block = element
            self._place = element.get(XML_ID) or self._place
        self._places[element] = self._place

    def _end_sentence(self, position: int) -> Iterator[tuple[int, bool, Piece]]:
        element, self._sentence = self._sentence, None
        if element is not None:
            piece = self._piece(element, Span(self._sentence_start, position))
            yield self._order[element], False, piece

    def _piece(self, element: etree._Element, span: Span) -> Piece:
        anchor = str(element.get(XML_ID, ""))
        attributes = {
            str(name).replace(f"{{{XML_NS}}}", "xml:"): str(value) for name, value in element.attrib.items()
        }
        attributes.pop("xml:id", None)
        return Piece(
            anchor=anchor,
            kind=_kind(element),
            tag=local_name(element),
            span=span,
            attributes=attributes,
            parts=tuple(_parts(element, span.start)) if local_name(element) in NAMES else (),
            target=anchor or element_path(element),
            place=self._places[element],
            line=element.sourceline,
        )


def _is_mark(element: etree._Element) -> bool:
    return local_name(element) != "milestone" and in_tei(element) and _kind(element) is not None


def _kind(element: etree._Element) -> Kind | None:
    """What an anchor of the element would stand for."""
    name, parent = local_name(element), element.getparent()
    if name == "p" and parent is not None and local_name(parent) == "argument":
        return Kind.HEADING
    return kind_of_element(name)


def _parts(name: etree._Element, start: int) -> Iterator[NamePart]:
    """The inner parts of a name, but not those of a name inside it; `start` is where the name starts."""
    position, absent = start, 0
    opened: list[int] = []
    inside = 0  # how many other names are open
    for event, element in etree.iterwalk(name, events=("start", "end")):
        if event == "start":
            opened.append(position)
            absent += is_added(local_name(element), element.get("type"))
            inside += element is not name and local_name(element) in NAMES
            position += 0 if absent else len(element.text or "")
            continue
        begun = opened.pop()
        absent -= is_added(local_name(element), element.get("type"))
        inside -= element is not name and local_name(element) in NAMES
        if local_name(element) in NAME_PARTS and not inside:
            yield Span(begun, position), local_name(element)
        if element is not name and not absent:
            position += len(element.tail or "")
