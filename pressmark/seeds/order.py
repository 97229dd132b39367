"""The order of parts that every later stage may rely on."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pressmark.model import Block, BlockKind

_FRONT = {BlockKind.STANDFIRST, BlockKind.BYLINE, BlockKind.CREDIT, BlockKind.DATELINE}
_BODY = {BlockKind.PARAGRAPH, BlockKind.PULL_QUOTE, BlockKind.SUBHEAD}


def settle_order(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks with every one that stands where its kind cannot made a paragraph.

    After it,
    - the headline, if any, is the first block that is no furniture;
    - standfirst, byline, credit and dateline stand before the first paragraph, pull quote or subhead;
    - there is at most one dateline;
    - an attribution follows its pull quote directly and shares its group;
    - a subhead is followed by a paragraph or by furniture;
    - behind a contributor line stand only furniture and further contributor lines.
    """
    settled = list(blocks)
    _from_the_front(settled)
    _from_the_end(settled)
    _from_the_front(settled)  # a paragraph made at the end may stand where the body now begins
    return tuple(settled)


def _from_the_front(blocks: list[Block]) -> None:
    seen: set[BlockKind] = set()
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.FURNITURE:
            continue
        if not _fits_after(blocks, index, seen):
            blocks[index] = block = replace(block, kind=BlockKind.PARAGRAPH)
        seen.add(block.kind)


def _fits_after(blocks: Sequence[Block], index: int, seen: set[BlockKind]) -> bool:
    """Whether the block at `index` may follow blocks of the kinds in `seen`."""
    block = blocks[index]
    match block.kind:
        case BlockKind.HEADLINE:
            return not seen
        case BlockKind.DATELINE if BlockKind.DATELINE in seen:
            return False
        case BlockKind.ATTRIBUTION:
            before = blocks[index - 1] if index else None
            return before is not None and before.kind is BlockKind.PULL_QUOTE and before.group == block.group
        case kind if kind in _FRONT:
            return not seen & _BODY
    return True


def _from_the_end(blocks: list[Block]) -> None:
    following: Block | None = None
    text_follows = False  # anything but furniture and contributor lines
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        stranded = block.kind is BlockKind.CONTRIBUTOR and text_follows
        headless = block.kind is BlockKind.SUBHEAD and (
            following is None or following.kind not in (BlockKind.PARAGRAPH, BlockKind.FURNITURE)
        )
        if stranded or headless:
            blocks[index] = block = replace(block, kind=BlockKind.PARAGRAPH)
        text_follows = text_follows or block.kind not in (BlockKind.FURNITURE, BlockKind.CONTRIBUTOR)
        following = block
