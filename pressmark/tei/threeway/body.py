"""The texts of three versions of an article made one, block by block."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from lxml import etree

from pressmark.tei.edit.changes import element_path
from pressmark.tei.ledger import Kind
from pressmark.tei.merge.pieces import CONTAINERS, Piece
from pressmark.tei.names import XML_ID, in_tei, local_name, tei
from pressmark.tei.threeway.marks import Mark, by_name, mark_of
from pressmark.tei.threeway.sequences import join_rows
from pressmark.tei.threeway.source import Source
from pressmark.tei.threeway.versions import Contradiction, Joined, Three

_END: Final = "end"  # of the row of blocks; no block is called so


class Blocks:
    """The blocks of one version, by their anchors; one without an anchor by that of the last that has one."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.root.find(tei("text"))
        self.elements: dict[str, etree._Element] = {}
        last, count = "", 0
        for element in self._blocks():
            anchor = str(element.get(XML_ID, ""))
            last, count = (anchor, 0) if anchor else (last, count + 1)
            self.elements[anchor or f"{last}+{count}"] = element

    def _blocks(self) -> Iterator[etree._Element]:
        if self.text is None:
            return
        holders = [iter(self.text)]
        while holders:
            element = next(holders[-1], None)
            if element is None:
                holders.pop()
            elif in_tei(element) and local_name(element) in CONTAINERS:
                holders.append(iter(element))
            elif in_tei(element) and local_name(element) != "milestone":
                yield element

    @property
    def row(self) -> list[tuple[str, str]]:
        """What stands before each block, tags and white space, and the block; then what ends the text."""
        if self.text is None:
            return []
        found: list[tuple[str, str]] = []
        extent = self.source.extents[self.text]
        position = extent.start
        for name, element in self.elements.items():
            own = self.source.extents[element]
            found.append((self.source.text[position : own.start], name))
            position = own.end
        return [*found, (self.source.text[position : extent.end], _END)]

    def raw(self, name: str) -> str | None:
        element = self.elements.get(name)
        return None if element is None else self.source.raw(element)

    def words(self, name: str) -> str:
        piece = self._block_pieces[self.elements[name]]
        return self.source.pieces.words(piece)

    def marks(self, name: str) -> dict[str, tuple[Mark, Piece]]:
        """The marks of a block by their names, with the pieces that they are read from."""
        block = self.elements[name]
        start = self._start(block)
        found: dict[str, tuple[Mark, Piece]] = {}
        for element in block.iter(etree.Element):
            piece = self._by_target.get(str(element.get(XML_ID, "")) or element_path(element))
            if piece is not None and element is not block and (piece.span or piece.kind is Kind.SENTENCE):
                mark = mark_of(piece, start)
                found.setdefault(next(iter(by_name([mark]))), (mark, piece))
        return found

    @cached_property
    def places(self) -> dict[str, tuple[str, Mark]]:
        """The marks with an anchor, each with the block that it stands in."""
        return {
            mark.anchor: (name, mark)
            for name in self.elements
            for mark, _ in self.marks(name).values()
            if mark.anchor
        }

    def start(self, name: str) -> int:
        """Where a block begins in the source text."""
        return self._start(self.elements[name])

    def _start(self, block: etree._Element) -> int:
        return self._block_pieces[block].span.start

    @cached_property
    def _block_pieces(self) -> dict[etree._Element, Piece]:
        return dict(zip(self.elements.values(), self.source.pieces.blocks, strict=True))

    @cached_property
    def _by_target(self) -> Mapping[str, Piece]:
        return {piece.target: piece for piece in self.source.pieces.marks}


def join_bodies(files: Three[Source]) -> Joined[str]:
    """The `<text>` of one article from three, as it is written. What both changed is ours so far.

    `join_blocks` does the rest, in the file that has this text.
    """
    blocks = files.map(Blocks)
    rows = join_rows(blocks.map(lambda each: each.row))
    found = [_clash(clash) for clash in rows.clashes]
    row = rows.row
    names = [name for _, name in row]
    if len({*names}) != len(names) or names[-1:] != [_END]:
        row = tuple(blocks.ours.row)
        found.append(Contradiction("the order of the paragraphs", "changed", "changed otherwise"))
    parts: list[str] = []
    for between, name in row:
        raw = blocks.map(lambda each, name=name: each.raw(name))  # type: ignore[misc]
        parts.append(between)
        if name != _END:
            parts.append((raw.result if raw.settled else None) or raw.ours or raw.theirs or "")
    kept = {name for _, name in row}
    found += [*_lost(blocks, kept)]
    return Joined(result="".join(parts), contradictions=tuple(found))


def _clash(clash: Three[tuple[tuple[str, str], ...]]) -> Contradiction:
    names = clash.map(lambda row: ", ".join(name for _, name in row if name != _END))
    return Contradiction("paragraphs", names.ours or "others", names.theirs or "others")


def _lost(blocks: Three[Blocks], kept: set[str]) -> Iterator[Contradiction]:
    """Blocks that one side took away and the other changed, or added where they have no place."""
    for name in dict.fromkeys((*blocks.base.elements, *blocks.ours.elements, *blocks.theirs.elements)):
        raw = blocks.map(lambda each, name=name: each.raw(name))  # type: ignore[misc]
        if name in kept or (raw.settled and raw.result is None):
            continue
        said = [blocks.ours.words(name) if raw.ours else "", blocks.theirs.words(name) if raw.theirs else ""]
        yield Contradiction(name, *said)
