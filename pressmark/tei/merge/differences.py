"""Where the words of a file differ from those of its seed, block by block, and the seed with some of them."""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pressmark.model import Block, BlockKind, SourceDocument, Span
from pressmark.tei.ledger import without_space
from pressmark.tei.merge.layout import WHITE, Layout, lay
from pressmark.tei.merge.pieces import Pieces

# Where a program may have broken a line.
_BROKEN: Final = re.compile(r"[ \t]*[\r\n][ \t\r\n]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A place where a file's words are others than those of its seed.

    `block` is the index of the seed's block that it is in, or, if it is a block that only the
    file has, of the one that follows it. `span` is in the seed's text, half-open, in code
    points; `words` are those of the file.
    """

    block: int
    span: Span
    words: str
    only_in_file: bool = False  # a whole block
    only_in_seed: bool = False  # a whole block
    space: str = ""  # before a block that only the file has


def in_other_order(found: Sequence[Difference]) -> bool:
    """Whether blocks may have changed places: each side has one that the other does not."""
    return any(each.only_in_file for each in found) and any(each.only_in_seed for each in found)


def worded_blocks(pieces: Pieces) -> list[int]:
    """The indices of the blocks that hold words."""
    return [i for i, each in enumerate(pieces.blocks) if pieces.words(each).strip(WHITE)]


def layout_of(pieces: Pieces, document: SourceDocument) -> Layout:
    """How the blocks of a file that hold words fit into the text of its seed."""
    old = tuple(pieces.blocks[i].span for i in worded_blocks(pieces))
    return lay(old, pieces.text, tuple(block.span for block in document.blocks), document.text)


def differences(standing: Pieces, document: SourceDocument) -> list[Difference] | None:
    """Where the words of file and seed differ; None where that cannot be said block by block."""
    if without_space(standing.text) == without_space(document.text):
        return []
    layout = layout_of(standing, document)
    if layout.moved:
        return None
    found: list[Difference] = []
    ends = [block.span.end for block in document.blocks]
    reached = 0  # the first block of the seed that is not passed
    behind = 0  # offset in the file: where the last block ends
    for i, index in enumerate(worded_blocks(standing)):
        span = standing.blocks[index].span
        if i not in layout.kept:
            space = standing.text[behind : span.start] or ("\n\n" if behind else "")
            words = _BROKEN.sub(" ", span.of(standing.text).strip(WHITE))
            place = Span(ends[reached - 1], ends[reached - 1]) if reached else Span(0, 0)
            found.append(Difference(block=reached, span=place, words=words, only_in_file=True, space=space))
        else:
            for each in layout.replacements[i]:
                words = each.old.of(standing.text)
                if without_space(words) == without_space(each.new.of(document.text)):
                    continue
                block = _block_of(each.new, layout.kept[i], document)
                if block is None:
                    return None
                found.append(_inside(block, each.new, words, document))
            while reached < len(ends) and ends[reached] <= layout.kept[i].end:
                reached += 1
        behind = span.end
    found += (
        Difference(block=j, span=document.blocks[j].span, words="", only_in_seed=True) for j in layout.added
    )
    whole = without_space(applied(document, found).text)
    return found if whole == without_space(standing.text) else None


def _block_of(span: Span, extent: Span, document: SourceDocument) -> int | None:
    """The block of the seed that holds all words of a change; None if none does."""
    for j, block in enumerate(document.blocks):
        start, end = max(span.start, block.span.start), min(span.end, block.span.end)
        if start <= end and block.span.overlaps(extent):
            outside = document.text[span.start : start] + document.text[end : span.end]
            if not outside.strip(WHITE):
                return j
    return None


def _inside(block: int, span: Span, words: str, document: SourceDocument) -> Difference:
    """A change in a block, without white space at the block's ends; where it was broken, it is a blank."""
    whole, text = document.blocks[block].span, document.text
    start, end = max(span.start, whole.start), min(span.end, whole.end)
    words = _BROKEN.sub(" ", words)
    if start == whole.start:
        words = words.lstrip(WHITE)
        while not words and end < whole.end and text[end] in WHITE:
            end += 1
    if end == whole.end:
        words = words.rstrip(WHITE)
        while not words and start > whole.start and text[start - 1] in WHITE:
            start -= 1
    return Difference(block=block, span=Span(start, end), words=words)


def applied(document: SourceDocument, differences: Collection[Difference]) -> SourceDocument:
    """The seed with the words of the file at some of the places where the two differ, and its blocks."""
    inside: dict[int, list[Difference]] = defaultdict(list)
    before: dict[int, list[Difference]] = defaultdict(list)
    gone = {each.block for each in differences if each.only_in_seed}
    for each in differences:
        if not each.only_in_seed:
            (before if each.only_in_file else inside)[each.block].append(each)
    group = max((block.group for block in document.blocks), default=0)
    text, at = "", 0
    blocks: list[Block] = []
    for j in range(len(document.blocks) + 1):
        for each in before[j]:
            group += 1
            space = each.space if blocks else ""
            start = len(text) + len(space)
            text += space + each.words
            blocks.append(
                Block(kind=BlockKind.PARAGRAPH, span=Span(start, start + len(each.words)), group=group)
            )
        if j == len(document.blocks):
            break
        block = document.blocks[j]
        if j in gone:
            # With the white space before it, or, of the first one, with that behind it.
            text += "" if blocks else document.text[at : block.span.start]
            at = block.span.end
            if not blocks and j + 1 < len(document.blocks):
                at = document.blocks[j + 1].span.start
            continue
        gap = document.text[at : block.span.start]
        text += gap or ("\n\n" if before[j] else "")
        start, at = len(text), block.span.start
        for each in sorted(inside[j], key=lambda each: each.span):
            text += document.text[at : each.span.start] + each.words
            at = each.span.end
        text += document.text[at : block.span.end]
        at = block.span.end
        blocks.append(replace(block, span=Span(start, len(text))))
    return replace(document, text=text + document.text[at:], blocks=tuple(blocks))
