"""The body of an article: every character of the text, in order, inside the elements of its blocks."""

from collections import deque
from collections.abc import Mapping

from lxml import etree

from pressmark.ids import AnchorKind
from pressmark.model import Block, BlockKind, Span
from pressmark.tei.anchors import Place
from pressmark.tei.attributes import Attributes, MarkUp
from pressmark.tei.marks import Mark
from pressmark.tei.names import TEI_NS, XML_ID, tei
from pressmark.tei.plan import Plan
from pressmark.tei.structure import ANCHOR_KINDS, ELEMENTS, IN_PULL_QUOTE, PULL_QUOTE, SECTION, has_middle


def body_element(plan: Plan, anchors: Mapping[Place, str], mark_up: MarkUp) -> etree._Element:
    """`<body>` with the whole text of the plan and nothing else: white space stands where it stood."""
    body = etree.Element(tei("body"), nsmap={None: TEI_NS})
    writer = _Writer(body, plan.text)
    openings = _openings(plan)
    holding: Block | None = None  # the first block of an open pull quote
    in_section = False
    for block in plan.blocks:
        if holding and not _continues(holding, block):
            writer.close()
            holding = None
        if in_section and block.kind in (BlockKind.SUBHEAD, BlockKind.CONTRIBUTOR):
            writer.close()
            in_section = False
        writer.advance(block.span.start)
        if block.kind is BlockKind.SUBHEAD:
            writer.open(*SECTION)
            in_section = True
        elif block.kind in IN_PULL_QUOTE and not holding:
            writer.open(*PULL_QUOTE)
            holding = block
        elements = ELEMENTS[block.kind]
        for name, attributes in elements[:-1]:
            writer.open(name, attributes)
        name, attributes = elements[-1]
        if block.kind in ANCHOR_KINDS:
            attributes = attributes | {XML_ID: anchors[ANCHOR_KINDS[block.kind], block.span]}
        writer.open(name, attributes | mark_up.pull_quote(plan.pull_quote(block)))
        _write_words(writer, block.span.end, openings, anchors, mark_up)
        for _ in elements:
            writer.close()
    writer.close_to_root()
    if not has_middle(plan.blocks):
        writer.empty(*SECTION)  # TEI wants a middle
    writer.advance(len(plan.text))
    return body


def _continues(first: Block, block: Block) -> bool:
    return block.kind in IN_PULL_QUOTE and block.group == first.group


class _Writer:
    """Writes a text from start to end into a tree, opening and closing elements on the way."""

    def __init__(self, root: etree._Element, text: str) -> None:
        self._open = [root]
        self._closed: etree._Element | None = None  # the last child of the innermost open element
        self._text = text
        self._position = 0

    def advance(self, offset: int) -> None:
        """Write the text up to an offset into the innermost open element."""
        words = self._text[self._position : offset]
        if not words:
            return
        if self._closed is None:
            element = self._open[-1]
            element.text = (element.text or "") + words
        else:
            self._closed.tail = (self._closed.tail or "") + words
        self._position = offset

    def open(self, name: str, attributes: Attributes) -> None:
        self._open.append(etree.SubElement(self._open[-1], tei(name), attributes))
        self._closed = None

    def close(self) -> None:
        self._closed = self._open.pop()

    def empty(self, name: str, attributes: Attributes) -> None:
        self.open(name, attributes)
        self.close()

    def close_to_root(self) -> None:
        while len(self._open) > 1:
            self.close()


def _openings(plan: Plan) -> deque[Span | Mark]:
    """Sentences and marks by where they start. A milestone stands as far outside as it can."""
    items: list[Span | Mark] = [*plan.sentences, *plan.marks]
    return deque(sorted(items, key=lambda item: (_start(item), isinstance(item, Mark))))


def _start(item: Span | Mark) -> int:
    return item.span.start if isinstance(item, Mark) else item.start


def _write_words(
    writer: _Writer, end: int, openings: deque[Span | Mark], anchors: Mapping[Place, str], mark_up: MarkUp
) -> None:
    """Write the text up to the end of a block, with the openings that come before it."""
    ends: list[int] = []  # of the open marks, innermost last
    while openings and _start(openings[0]) < end:
        item = openings.popleft()
        while ends and ends[-1] <= _start(item):
            writer.advance(ends.pop())
            writer.close()
        writer.advance(_start(item))
        if isinstance(item, Mark):
            writer.open(*mark_up.of(item))
            ends.append(item.span.end)
        else:
            writer.empty("milestone", {"unit": "sentence", XML_ID: anchors[AnchorKind.SENTENCE, item]})
    while ends:
        writer.advance(ends.pop())
        writer.close()
    writer.advance(end)
