"""The elements of blocks, and where TEI lets them stand."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pressmark.ids import AnchorKind
from pressmark.model import Block, BlockKind, Span

_XML_SPACE: Final = " \t\r\n"

# The elements of a block, outermost first, with their attributes; the innermost holds the words.
ELEMENTS: Final[dict[BlockKind, tuple[tuple[str, dict[str, str]], ...]]] = {
    BlockKind.HEADLINE: (("head", {"type": "headline"}),),
    BlockKind.STANDFIRST: (("argument", {}), ("p", {})),
    BlockKind.BYLINE: (("byline", {}),),
    BlockKind.CREDIT: (("figure", {"type": "photograph"}), ("byline", {})),
    BlockKind.DATELINE: (("dateline", {}),),
    BlockKind.SUBHEAD: (("head", {"type": "subhead"}),),
    BlockKind.PARAGRAPH: (("p", {}),),
    BlockKind.PULL_QUOTE: (("quote", {}),),
    BlockKind.ATTRIBUTION: (("bibl", {}),),
    BlockKind.FURNITURE: (("fw", {"type": "furniture"}),),
    BlockKind.CONTRIBUTOR: (("byline", {"rend": "contributor"}),),
}
# The elements that hold several blocks.
SECTION: Final = ("div", {"type": "section"})
PULL_QUOTE: Final = ("cit", {"rend": "pullquote"})

ANCHOR_KINDS: Final = {
    BlockKind.HEADLINE: AnchorKind.HEADING,
    BlockKind.STANDFIRST: AnchorKind.HEADING,
    BlockKind.SUBHEAD: AnchorKind.HEADING,
    BlockKind.PARAGRAPH: AnchorKind.PARAGRAPH,
    BlockKind.PULL_QUOTE: AnchorKind.PARAGRAPH,
    BlockKind.BYLINE: AnchorKind.LINE,
    BlockKind.CREDIT: AnchorKind.LINE,
    BlockKind.DATELINE: AnchorKind.LINE,
    BlockKind.FURNITURE: AnchorKind.LINE,
    BlockKind.CONTRIBUTOR: AnchorKind.LINE,
}

IN_PULL_QUOTE: Final = frozenset({BlockKind.PULL_QUOTE, BlockKind.ATTRIBUTION})
# TEI's models of what opens a division and of what makes up its middle. A contributor line closes
# it; credits and furniture may stand anywhere.
_OPENING: Final = frozenset({BlockKind.HEADLINE, BlockKind.STANDFIRST, BlockKind.BYLINE, BlockKind.DATELINE})
_MIDDLE: Final = IN_PULL_QUOTE | {BlockKind.PARAGRAPH, BlockKind.SUBHEAD}


def without_loose_text(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, stretched so that only what XML calls white space lies between them.

    A no-break space is text for XML, and text may not stand between blocks: it goes to the
    block before it, or, at the beginning, to the first block. Without blocks, it is one.
    """
    if not blocks:
        loose = _loose(text, 0, len(text))
        return (Block(kind=BlockKind.PARAGRAPH, span=loose, group=0),) if loose else ()
    starts = [block.span.start for block in blocks]
    leading = _loose(text, 0, starts[0])
    starts[0] = leading.start if leading else starts[0]
    stretched = []
    for block, start, limit in zip(blocks, starts, [*starts[1:], len(text)], strict=True):
        trailing = _loose(text, block.span.end, limit)
        stretched.append(replace(block, span=Span(start, trailing.end if trailing else block.span.end)))
    return tuple(stretched)


def _loose(text: str, start: int, end: int) -> Span | None:
    """Where a stretch of text has other characters than XML's white space."""
    words = text[start:end]
    first = len(words) - len(words.lstrip(_XML_SPACE))
    last = len(words.rstrip(_XML_SPACE))
    return Span(start + first, start + last) if first < last else None


def placeable(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, with those made paragraphs that stand where TEI does not let their kind stand.

    What opens an article may not follow its first paragraph; a contributor line may not
    stand between two.
    """
    first = next((index for index, block in enumerate(blocks) if block.kind in _MIDDLE), len(blocks))
    opened = [
        _as_paragraph(block) if index > first and block.kind in _OPENING else block
        for index, block in enumerate(blocks)
    ]
    last = max((index for index, block in enumerate(opened) if block.kind in _MIDDLE), default=-1)
    return tuple(
        _as_paragraph(block) if first < index < last and block.kind is BlockKind.CONTRIBUTOR else block
        for index, block in enumerate(opened)
    )


def has_middle(blocks: Sequence[Block]) -> bool:
    """Whether any block makes up the middle of an article, which TEI cannot do without."""
    return any(block.kind in _MIDDLE for block in blocks)


def _as_paragraph(block: Block) -> Block:
    return replace(block, kind=BlockKind.PARAGRAPH)
