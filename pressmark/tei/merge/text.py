"""A corrected text carried into an article's TEI: tags and anchors follow their words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from lxml import etree

from pressmark.model import Span
from pressmark.tei.edit.places import gaps, split_at
from pressmark.tei.edit.tokens import Element, Item, Kind, escape, join_items
from pressmark.tei.merge.corrections import Corrections, Touched
from pressmark.tei.merge.layout import WHITE, Corrected, Layout, Replacement, lay
from pressmark.tei.merge.pieces import CONTAINERS, Pieces
from pressmark.tei.merge.rows import CLOSE, Rows
from pressmark.tei.names import XML_ID, local_name
from pressmark.tei.text import plain_text

# What the machine says of a pull quote; it is said again when all anchors are given.
_POINTING: Final = frozenset({XML_ID, "corresp", "resp"})


def correct(
    data: bytes, standing: Pieces, fresh: Pieces, fresh_text: etree._Element
) -> tuple[Corrected, tuple[Touched, ...]]:
    """Give the file the text of `fresh`, whose `<text>` is `fresh_text`; and what that did to corrections.

    Blocks stay as a person may have cut them; changed words are replaced where they stand; new
    blocks come as the fresh TEI has them, but without marks and anchors; blocks whose words are
    all gone go.
    """
    shown = [i for i, each in enumerate(standing.blocks) if standing.words(each).strip(WHITE)]
    old = tuple(standing.blocks[i].span for i in shown)
    new = tuple(each.span for each in fresh.blocks if fresh.words(each).strip(WHITE))
    layout = lay(old, standing.text, new, fresh.text)
    rows = Rows(data.decode("utf-8"))
    every = list(rows.blocks())
    blocks = [every[i] for i in shown]
    sentences = {piece.span.start for piece in fresh.marks if piece.tag == "milestone"}
    corrections = Corrections(rows, blocks, standing.text)
    for i, replacements in layout.replacements.items():
        for replacement in replacements:
            _reword(rows, blocks[i], replacement, fresh.text, sentences)
    touched = [*corrections.reworded({blocks[i]: each for i, each in layout.replacements.items()})]
    elements = list(_fresh_blocks(fresh_text, fresh))
    filler = _Filler(rows, layout, blocks, elements, standing.text, fresh.text)
    filler.fill(old, new)
    touched += corrections.gone(filler.elsewhere)
    data = str(rows).encode("utf-8")
    return Corrected(data, layout, old, new, standing.text, fresh.text), tuple(touched)


def _fresh_blocks(text: etree._Element, fresh: Pieces) -> Iterator[etree._Element]:
    """The elements of the blocks of a fresh article that hold words."""
    found = []
    for element in text.iter():
        holders = {local_name(each) for each in element.iterancestors()}
        if local_name(element) not in CONTAINERS | {"milestone"} and holders <= CONTAINERS | {"TEI"}:
            found.append(element)
    for element, piece in zip(found, fresh.blocks, strict=True):
        if fresh.words(piece).strip(WHITE):
            yield element


def _reword(rows: Rows, block: Element, change: Replacement, text: str, sentences: set[int]) -> None:
    """Put other words into a block. `sentences` are the offsets in `text` at which one begins."""
    words = escape(change.new.of(text))
    split_at(rows.items, change.old.start)
    split_at(rows.items, change.old.end)
    start, end = change.old.start, change.old.end
    replaced = [item for item in rows.items if item.length and start <= item.offset < end]
    if words:
        # New words may begin a sentence of those that follow them, if these do not begin one themselves.
        begins = change.new.start in sentences and change.new.end not in sentences
        index = _place(rows.items, block, change, replaced, begins)
        rows.items.insert(index, Item(Kind.TEXT, words, rows.items[index].before, start))
    for item in replaced:
        item.kind, item.raw = Kind.TEXT, ""


def _place(
    items: list[Item], block: Element, change: Replacement, replaced: Sequence[Item], begins: bool
) -> int:
    """Where new words go: before the item of this index. `begins` says that a sentence begins with them."""
    places = [index for index in gaps(items, change.old.start) if block in items[index].before.holders()]
    if replaced:
        # Into the innermost element that holds all that they stand for.
        shared = set.intersection(*({*item.element.holders()} for item in replaced))
        ends = gaps(items, change.old.end)
        fitting: list[int] = [index for index in (*places, *ends) if items[index].before in shared]
        depth = max((items[index].before.depth for index in fitting), default=0)
        deepest: list[int] = [index for index in fitting if items[index].before.depth == depth] or [places[0]]
        # Behind what has no words of its own and stood before them.
        behind = [index for index in deepest if index in places]
        return behind[-1] if behind else deepest[0]
    if change.glued:
        return places[0] if change.glued < 0 else places[-1]
    # Whole words: outside the marks on either side, and with the sentence they belong to.
    depth = min(items[index].before.depth for index in places)
    outside = [index for index in places if items[index].before.depth == depth]
    return outside[-1] if begins else outside[0]


class _Filler:
    """Takes old blocks out of a file, puts new ones in, and sees to the white space between blocks."""

    def __init__(
        self,
        rows: Rows,
        layout: Layout,
        blocks: Sequence[Element],
        fresh: Sequence[etree._Element],
        old_text: str,
        text: str,
    ) -> None:
        self._rows = rows
        self._layout = layout
        self._blocks = blocks
        self._fresh = fresh
        self._old_text = old_text
        self._text = text
        self._moved: dict[int, str] = {}  # moved blocks as they are written, by the indices of the new ones
        self.elsewhere: set[Element] = set()  # the elements in moved blocks

    def fill(self, old: Sequence[Span], new: Sequence[Span]) -> None:
        """Carry out the layout; `old` and `new` are where the blocks stand in the two texts."""
        rows, layout, blocks = self._rows, self._layout, self._blocks
        gone = {element for i, element in enumerate(blocks) if i not in layout.kept}
        units = {element: rows.unit(element, gone) for element in gone}
        for j, i in layout.moved.items():
            moving = rows.within(units[blocks[i]])
            self._moved[j] = join_items(moving)
            self.elsewhere |= {item.element for item in moving}
        moved = {units[blocks[i]] for i in layout.moved.values()}
        for unit in {*units.values()}:
            rows.cut(unit, remarked=unit not in moved)
        rows.drop_empty_sections()
        fresh_starts = {new[j].start: j for j in (*layout.added, *layout.moved)}
        kept_starts = {extent.start: i for i, extent in layout.kept.items()}
        left: int | None = None  # the last kept block
        at = 0
        coming: list[tuple[str, int]] = []  # what stands before a new block, and the block
        for start in sorted([*fresh_starts, *kept_starts]):
            between = self._text[at:start]
            if start in fresh_starts:
                coming.append((between, fresh_starts[start]))
                at = new[fresh_starts[start]].end
                continue
            right = kept_starts[start]
            beside = left is not None and right == left + 1 and not coming
            if not beside or between != self._old_text[old[right - 1].end : old[right].start]:
                self._between(blocks[left] if left is not None else None, blocks[right], coming, between)
            left, coming, at = right, [], layout.kept[right].end
        self._between(blocks[left] if left is not None else None, None, coming, self._text[at:])
        if not rows.has_middle():
            rows.empty_section()

    def _between(
        self, left: Element | None, right: Element | None, coming: Sequence[tuple[str, int]], last: str
    ) -> None:
        """Fill the place between two kept blocks, either of which may be the edge of the body.

        New blocks stand behind the left one, in the section that it is in; without one, before the
        right one.
        """
        rows = self._rows
        if left is None and right is not None and coming:
            index = rows.before(right)
            if any(item.raw for item in rows.items[index : rows.between(left, right).stop] if item.length):
                # White space inside the section that the right one stands in would come behind the new ones.
                self._space(left, right, "")
                index = rows.text(index, coming[0][0])
            else:
                self._space(left, right, coming[0][0])
                index = rows.before(right)
            for (_, j), space in zip(coming, [*(each for each, _ in coming[1:]), last], strict=True):
                index = rows.text(self._insert(index, j), space)
            return
        self._space(left, right, last, at_end=bool(coming))
        index = rows.after(left)
        for space, j in coming:
            index = self._insert(rows.text(index, space), j)

    def _space(self, left: Element | None, right: Element | None, words: str, at_end: bool = False) -> None:
        """Give the text between two blocks, whose white space stands anywhere between their tags."""
        rows = self._rows
        inside = rows.between(left, right)
        texts = [item for item in rows.items[inside.start : inside.stop] if item.length]
        if words == "".join(map(_characters, texts)):
            return
        for item in texts:
            item.kind, item.raw = Kind.TEXT, ""
        if texts:
            texts[0].raw = escape(words)
        else:
            rows.text(inside.stop if at_end else rows.after(left), words)

    def _insert(self, index: int, j: int) -> int:
        """Insert a new or moved block before the item of an index. The index behind it."""
        rows = self._rows
        if j in self._moved:
            return rows.raw(index, self._moved[j])
        element = self._fresh[j]
        name, parent = local_name(element), element.getparent()
        attributes = {str(key): str(value) for key, value in element.items() if key not in _POINTING}
        words = escape(plain_text(element))
        if _opens(element) and rows.has_middle(index):
            return rows.raw(index, rows.written("p", {}, words))
        if name == "head" and attributes.get("type") == "subhead":
            index = rows.section(index)
        elif attributes.get("rend") == "contributor":
            index = rows.end_section(index)
        written = rows.written(name, attributes, words)
        if parent is not None and local_name(parent) in CLOSE:
            written = self._in_container(written, j, parent)
        return rows.raw(index, written)

    def _in_container(self, written: str, j: int, container: etree._Element) -> str:
        """A block in the container that belongs to it; new ones that follow one another stand in one."""
        begun, continued = (
            k in self._layout.added and 0 <= k < len(self._fresh) and self._fresh[k].getparent() is container
            for k in (j - 1, j + 1)
        )
        attributes: Mapping[str, str] = {str(key): str(value) for key, value in container.items()}
        opening, closing = self._rows.written(local_name(container), attributes, "\0").split("\0")
        return ("" if begun else opening) + written + ("" if continued else closing)


def _opens(element: etree._Element) -> bool:
    """Whether a block is of those that open an article and may not follow its first paragraph."""
    name, parent = local_name(element), element.getparent()
    if parent is not None and local_name(parent) == "argument":
        return True
    if name == "byline":
        return element.get("rend") is None and (parent is None or local_name(parent) != "figure")
    return name == "dateline" or (name == "head" and element.get("type") == "headline")


def _characters(item: Item) -> str:
    """The white space that an item stands for."""
    return item.raw.replace("\r\n", "\n").replace("&#13;", "\r").replace("&#xD;", "\r").replace("&#10;", "\n")
