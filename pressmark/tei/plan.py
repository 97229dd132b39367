"""What the body of an article will hold, before any element is made."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pressmark.ids import AnchorKind
from pressmark.model import Annotations, Block, BlockKind, PullQuote, SourceDocument, Span
from pressmark.tei.anchors import Place
from pressmark.tei.attributes import place_of
from pressmark.tei.marks import Mark, choose_marks
from pressmark.tei.structure import ANCHOR_KINDS, placeable, without_loose_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Blocks, sentences and marks of a text, each in document order, ready to be nested.

    A sentence runs to the start of the next one in its block, or to the end of the block.
    """

    text: str
    blocks: tuple[Block, ...]
    sentences: tuple[Span, ...]
    marks: tuple[Mark, ...]
    pull_quotes: tuple[PullQuote, ...]

    def places(self) -> Iterator[Place]:
        """Everything that needs an anchor."""
        for block in self.blocks:
            if block.kind in ANCHOR_KINDS:
                yield ANCHOR_KINDS[block.kind], block.span
        for sentence in self.sentences:
            yield AnchorKind.SENTENCE, sentence
        for mark in self.marks:
            place = place_of(mark)
            if place is not None:
                yield place

    def rules(self) -> set[str]:
        """The rules that the marks go back to."""
        return {mark.source.rule for mark in self.marks}

    def pull_quote(self, block: Block) -> PullQuote | None:
        """The pull quote that a block holds."""
        if block.kind is not BlockKind.PULL_QUOTE:
            return None
        return next((quote for quote in self.pull_quotes if quote.span.overlaps(block.span)), None)


def plan_article(document: SourceDocument, annotations: Annotations) -> Plan:
    """Settle what stands where: the policies of `structure` and `marks`."""
    blocks = placeable(without_loose_text(document.text, document.blocks))
    return Plan(
        text=document.text,
        blocks=blocks,
        sentences=tuple(_sentences(blocks, annotations.sentences)),
        marks=choose_marks(blocks, annotations, len(document.text)),
        pull_quotes=annotations.pull_quotes,
    )


def _sentences(blocks: Sequence[Block], sentences: Iterable[Span]) -> Iterator[Span]:
    starts = sorted({sentence.start for sentence in sentences})
    for block in blocks:
        first, last = bisect_left(starts, block.span.start), bisect_left(starts, block.span.end)
        for start, end in pairwise([*starts[first:last], block.span.end]):
            yield Span(start, end)
