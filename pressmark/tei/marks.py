"""Which annotations become mark-up: elements nest, spans need not.

Annotations are stand-off and may cross each other or the borders of blocks. Here
they become marks that form a tree: each lies within one block, and of two marks
one holds the other or they are apart.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from pressmark.model import (
    Annotations,
    Block,
    BlockKind,
    DateExpression,
    EntityKind,
    Mention,
    MentionForm,
    Quotation,
    QuotedWords,
    Span,
)

# Blocks whose elements TEI does not let hold speech.
_WITHOUT_SPEECH: Final = frozenset(
    {
        BlockKind.BYLINE,
        BlockKind.CREDIT,
        BlockKind.DATELINE,
        BlockKind.ATTRIBUTION,
        BlockKind.FURNITURE,
        BlockKind.CONTRIBUTOR,
    }
)


class Layer(IntEnum):
    """What a mark is, in the order in which marks of the same words enclose each other."""

    QUOTATION = 0
    WORDS = 1
    NAME = 2
    DATE = 3
    NAME_PART = 4


# Of the marks that share a group here, only one may have the same span.
_RIVALS: Final = {
    Layer.QUOTATION: "quoted",
    Layer.WORDS: "quoted",
    Layer.NAME: "named",
    Layer.DATE: "named",
    Layer.NAME_PART: "part",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mark:
    """One element to come: an annotation, one part of a quotation, or a part of a name.

    `element` names the part of a name ("forename") and is empty for the rest;
    `number` tells which quotation of `Annotations.quotations` a part belongs to.
    """

    span: Span
    layer: Layer
    source: Quotation | QuotedWords | Mention | DateExpression
    element: str = ""
    number: int = 0


def choose_marks(blocks: Sequence[Block], annotations: Annotations, length: int) -> tuple[Mark, ...]:
    """The marks of a text of `length` code points, in document order, outer before inner.

    The policy where annotations cross: quotations win over everything else, the longer
    over the shorter, what stands first over what comes later; the loser is left out. Names,
    dates and quoted words that would hold a quotation lose too: TEI does not allow it.
    A quotation that runs over several blocks is split; any other mark that does is left out.
    """
    candidates = sorted(_candidates(_Borders(blocks), annotations), key=_priority)
    chosen = _Chosen(length)
    for mark in candidates:
        chosen.add(mark)
    ordered = sorted(chosen.marks, key=lambda mark: (mark.span.start, -mark.span.end, mark.layer))
    return tuple(_parts_in_their_names(ordered))


def _parts_in_their_names(marks: Iterable[Mark]) -> Iterator[Mark]:
    """The marks in document order, without the parts of names that another mark parts from their name."""
    around: list[Mark] = []
    for mark in marks:
        while around and not around[-1].span.covers(mark.span):
            around.pop()
        if mark.layer is Layer.NAME_PART and not (around and around[-1].source is mark.source):
            continue
        around.append(mark)
        yield mark


def _priority(mark: Mark) -> tuple[bool, bool, int, int, int]:
    """Sorts what wins first. Parts of names come last: they stand or fall with their name."""
    is_part = mark.layer is Layer.NAME_PART
    return is_part, mark.layer is not Layer.QUOTATION, -len(mark.span), mark.span.start, mark.layer


class _Borders:
    """Where blocks begin and end."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._starts = [block.span.start for block in blocks]

    def holds(self, span: Span) -> bool:
        """Whether one block holds the whole of a span that is not empty."""
        index = bisect_right(self._starts, span.start) - 1
        return index >= 0 and len(span) > 0 and self._blocks[index].span.covers(span)

    def pieces(self, span: Span) -> Iterator[Span]:
        """The parts of a span that lie in blocks which may hold speech."""
        first = max(bisect_right(self._starts, span.start) - 1, 0)
        last = bisect_left(self._starts, span.end)
        for block in self._blocks[first:last]:
            start, end = max(span.start, block.span.start), min(span.end, block.span.end)
            if start < end and block.kind not in _WITHOUT_SPEECH:
                yield Span(start, end)


def _candidates(borders: _Borders, annotations: Annotations) -> Iterator[Mark]:
    for number, quotation in enumerate(annotations.quotations):
        reached = 0
        for part in sorted(quotation.parts):
            if part.start < reached:
                continue  # a part of the same speech twice
            reached = part.end
            for piece in borders.pieces(part):
                yield Mark(span=piece, layer=Layer.QUOTATION, source=quotation, number=number)
    single: tuple[tuple[Layer, Iterable[QuotedWords | Mention | DateExpression]], ...] = (
        (Layer.WORDS, annotations.quoted_words),
        (Layer.NAME, annotations.mentions),
        (Layer.DATE, annotations.dates),
    )
    for layer, items in single:
        for item in items:
            if borders.holds(item.span):
                yield Mark(span=item.span, layer=layer, source=item)
    for mention in annotations.mentions:
        if mention.kind is EntityKind.PERSON and mention.form is MentionForm.NAME:
            yield from _name_parts(mention)


def _name_parts(mention: Mention) -> Iterator[Mark]:
    parts = (("roleName", mention.role), ("forename", mention.forename), ("surname", mention.surname))
    for element, span in parts:
        if span is not None and len(span) and mention.span.covers(span):
            yield Mark(span=span, layer=Layer.NAME_PART, source=mention, element=element)


class _Chosen:
    """The marks chosen so far."""

    def __init__(self, length: int) -> None:
        self.marks: list[Mark] = []
        # The innermost mark around each position between two characters.
        self._around: list[Mark | None] = [None] * (length + 1)
        self._taken: set[tuple[Span, str]] = set()
        self._names: set[object] = set()  # the mentions chosen
        # Where quotations start, in order, and where the shortest one that starts there ends.
        self._starts: list[int] = []
        self._shortest: dict[int, int] = {}

    def add(self, mark: Mark) -> None:
        """Choose a mark unless one that was chosen earlier rules it out."""
        rivals = (mark.span, _RIVALS[mark.layer])
        if mark.layer is Layer.NAME_PART and mark.source not in self._names:
            return
        if rivals in self._taken or self._crosses(mark.span) or self._holds_quotation(mark):
            return
        self.marks.append(mark)
        self._taken.add(rivals)
        if mark.layer is Layer.NAME:
            self._names.add(mark.source)
        elif mark.layer is Layer.QUOTATION:
            self._add_quotation(mark.span)
        around = self._around
        for position in range(mark.span.start + 1, mark.span.end):
            outer = around[position]
            if outer is None or outer.span.covers(mark.span):
                around[position] = mark

    def _add_quotation(self, span: Span) -> None:
        if span.start not in self._shortest:
            insort(self._starts, span.start)
        self._shortest[span.start] = min(span.end, self._shortest.get(span.start, span.end))

    def _crosses(self, span: Span) -> bool:
        left, right = self._around[span.start], self._around[span.end]
        return (left is not None and left.span.end < span.end) or (
            right is not None and right.span.start > span.start
        )

    def _holds_quotation(self, mark: Mark) -> bool:
        if mark.layer is Layer.QUOTATION:
            return False
        start, end = mark.span.start, mark.span.end
        following = bisect_right(self._starts, start)
        if following < len(self._starts) and self._starts[following] < end:
            return True
        return self._shortest.get(start, end) < end
