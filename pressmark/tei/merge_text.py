"""A corrected text carried into an article's TEI: tags and anchors follow their words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from lxml import etree

from pressmark.model import Span
from pressmark.tei.edit_places import gaps, split_at
from pressmark.tei.edit_tokens import Element, Item, Kind, attribute, escape, join_items, make_tag, read_items
from pressmark.tei.merge_layout import WHITE, Corrected, Layout, Replacement, lay
from pressmark.tei.merge_pieces import CONTAINERS, Pieces
from pressmark.tei.names import TEI_NS, XML_ID, local_name
from pressmark.tei.text import plain_text

# Containers that belong to their blocks and come and go with them; the others hold sections.
_CLOSE: Final = frozenset({"argument", "figure", "cit"})


def correct(data: bytes, standing: Pieces, fresh: Pieces, fresh_text: etree._Element) -> Corrected:
    """Give the file the text of `fresh`, whose `<text>` is `fresh_text`.

    Blocks stay as a person may have cut them; changed words are replaced where they stand; new
    blocks come as the fresh TEI has them, but without marks and anchors; blocks whose words are
    all gone go.
    """
    old = tuple(each.span for each in standing.blocks if standing.words(each).strip(WHITE))
    new = tuple(each.span for each in fresh.blocks if fresh.words(each).strip(WHITE))
    layout = lay(old, standing.text, new, fresh.text)
    editor = _Editor(data.decode("utf-8"), fresh.text, fresh)
    shown = [i for i, each in enumerate(standing.blocks) if standing.words(each).strip(WHITE)]
    editor.take(layout, old, new, shown, _blocks(fresh_text, fresh))
    return Corrected(str(editor).encode("utf-8"), layout, old, new, standing.text, fresh.text)


def _blocks(text: etree._Element, fresh: Pieces) -> list[etree._Element]:
    """The elements of the blocks of a fresh article that hold words."""
    found = []
    for element in text.iter(etree.Element):
        holders = {local_name(each) for each in element.iterancestors()}
        if local_name(element) not in CONTAINERS | {"milestone"} and holders <= CONTAINERS | {"TEI"}:
            found.append(element)
    return [
        element for element, piece in zip(found, fresh.blocks, strict=True) if fresh.words(piece).strip(WHITE)
    ]


class _Editor:
    """The items of a file while its text is corrected. Offsets stay those of the old text."""

    def __init__(self, text: str, new_text: str, fresh: Pieces) -> None:
        self._items = read_items(text)
        self._new_text = new_text
        self._sentences = {piece.span.start for piece in fresh.marks if piece.tag == "milestone"}
        self._body = next(
            item for item in self._items if item.kind is not Kind.OTHER and item.element.name == "body"
        )

    def __str__(self) -> str:
        return join_items(self._items)

    def take(
        self,
        layout: Layout,
        old: Sequence[Span],
        new: Sequence[Span],
        shown: Sequence[int],
        fresh: Sequence[etree._Element],
    ) -> None:
        """Carry out a layout. `shown` are the indices, among all blocks, of those that hold words."""
        every = list(_block_elements(self._items))
        elements = [every[index] for index in shown]
        for i, replacements in layout.replacements.items():
            for replacement in replacements:
                self._reword(elements[i], replacement)
        gone = [i for i in range(len(old)) if i not in layout.kept]
        raws = {i: self._raw(elements[i]) for i in layout.moved.values()}
        holders = [self._unit(elements[i], {elements[k] for k in gone}) for i in gone]
        for unit in dict.fromkeys(holders):
            self._cut(unit)
        self._fill(layout, new, elements, raws, fresh)

    # Words inside a block

    def _reword(self, block: Element, change: Replacement) -> None:
        words = escape(change.new.of(self._new_text))
        split_at(self._items, change.old.start)
        split_at(self._items, change.old.end)
        start, end = change.old.start, change.old.end
        replaced = [item for item in self._items if item.length and start <= item.offset < end]
        if words:
            index = self._place(block, change, replaced)
            self._items.insert(index, Item(Kind.TEXT, words, self._items[index].before, start))
        for item in replaced:
            item.kind, item.raw = Kind.TEXT, ""

    def _place(self, block: Element, change: Replacement, replaced: Sequence[Item]) -> int:
        """Where new words go: before the item of this index."""
        places = [
            index
            for index in gaps(self._items, change.old.start)
            if block in self._items[index].before.holders()
        ]
        if replaced:
            # Into the innermost element that holds all that they stand for.
            shared = set.intersection(*({*item.element.holders()} for item in replaced))
            ends = gaps(self._items, change.old.end)
            fitting = [index for index in (*places, *ends) if self._items[index].before in shared]
            depth = max((self._items[index].before.depth for index in fitting), default=0)
            return next((i for i in fitting if self._items[i].before.depth == depth), places[0])
        if change.glued < 0:
            return places[0]
        if change.glued > 0:
            return places[-1]
        # Whole words: outside the marks on either side, and with the sentence they belong to.
        depth = min(self._items[index].before.depth for index in places)
        outside = [index for index in places if self._items[index].before.depth == depth]
        return outside[-1] if change.new.start in self._sentences else outside[0]

    # Blocks

    def _fill(
        self,
        layout: Layout,
        new: Sequence[Span],
        elements: Sequence[Element],
        raws: Mapping[int, str],
        fresh: Sequence[etree._Element],
    ) -> None:
        """Put new and moved blocks where they belong, and between all blocks what the new text has there."""
        fresh_starts = {new[j].start: j for j in (*layout.added, *layout.moved)}
        kept_starts = {extent.start: i for i, extent in layout.kept.items()}
        holder: Element | None = None  # the last kept block
        at = 0
        coming: list[tuple[str, int]] = []  # what stands before a new block, and the block
        for start in sorted([*fresh_starts, *kept_starts]):
            between = self._new_text[at:start]
            if start in fresh_starts:
                coming.append((between, fresh_starts[start]))
                at = new[fresh_starts[start]].end
                continue
            block = elements[kept_starts[start]]
            self._between(holder, block, coming, between, layout, raws, fresh)
            holder, coming, at = block, [], layout.kept[kept_starts[start]].end
        self._between(holder, None, coming, self._new_text[at:], layout, raws, fresh)

    def _between(
        self,
        left: Element | None,
        right: Element | None,
        coming: Sequence[tuple[str, int]],
        last: str,
        layout: Layout,
        raws: Mapping[int, str],
        fresh: Sequence[etree._Element],
    ) -> None:
        """Fill the place between two kept blocks, either of which may be the edge of the body."""
        if left is None and right is not None and coming:
            self._space(left, right, coming[0][0])
            following = [*(space for space, _ in coming[1:]), last]
            index = self._range(self._outermost(right)).start
            for (_, j), space in zip(coming, following, strict=True):
                index = self._insert(index, self._shell(j, layout, raws, fresh), fresh[j])
                index = self._insert(index, escape(space))
            return
        index = self._range(self._closest(left)).stop if left else self._items.index(self._body) + 1
        self._space(left, right, last, after=index if not coming else None)
        for space, j in coming:
            index = self._insert(index, escape(space))
            index = self._insert(index, self._shell(j, layout, raws, fresh), fresh[j])

    def _space(
        self, left: Element | None, right: Element | None, words: str, after: int | None = None
    ) -> None:
        """Give the text between two blocks, whose white space stands anywhere between their tags."""
        first = self._range(left).stop if left else self._items.index(self._body) + 1
        end = self._range(right).start if right else self._end_of_body()
        texts = [item for item in self._items[first:end] if item.length]
        if words == "".join(_characters(item) for item in texts):
            return
        for item in texts:
            item.kind, item.raw = Kind.TEXT, ""
        if texts:
            texts[0].raw = escape(words)
        elif words:
            self._insert(end if after is None else after, escape(words))

    def _insert(self, index: int, raw: str, element: etree._Element | None = None) -> int:
        """Insert something before the item of an index; a subhead begins a section there. The next index."""
        before = self._items[index].before
        if element is not None and local_name(element) == "head" and element.get("type") == "subhead":
            return self._section(index, raw)
        if element is not None and element.get("rend") == "contributor" and before.name == "div":
            index, before = self._range(before).stop, before.parent or before
        if raw:
            self._items.insert(index, Item(Kind.OTHER, raw, before, self._items[index].offset))
            index += 1
        return index

    def _section(self, index: int, raw: str) -> int:
        """Begin a section with a subhead: it runs to where the next one begins, or its holder ends."""
        holder = self._items[index].before
        offset = self._items[index].offset
        opening = make_tag("div", {"type": "section"}) + raw
        if holder.name == "div":
            opening = "</div>" + opening  # the one that is open ends here, and its end tag ends the new one
        else:
            end = next(
                k for k in range(index, len(self._items)) if self._ends_section(self._items[k], holder)
            )
            self._items.insert(end, Item(Kind.OTHER, "</div>", holder, self._items[end].offset))
        self._items.insert(index, Item(Kind.OTHER, opening, holder, offset))
        return index + 1

    @staticmethod
    def _ends_section(item: Item, holder: Element) -> bool:
        if item.kind is Kind.END and item.element is holder:
            return True
        if item.kind is not Kind.START or item.element.parent is not holder:
            return False
        return item.element.name == "div" or attribute(item.raw, "rend") == "contributor"

    def _shell(self, j: int, layout: Layout, raws: Mapping[int, str], fresh: Sequence[etree._Element]) -> str:
        """A new block as it is written, without marks and anchors; one that was moved as it is.

        New blocks that follow one another in one container stand in one here, too.
        """
        if j in layout.moved:
            return raws[layout.moved[j]]
        parent = fresh[j].getparent()
        written = etree.tostring(_without_marks(fresh[j]), encoding="unicode")
        written = written.replace(f' xmlns="{TEI_NS}"', "", 1)
        if parent is None or local_name(parent) not in _CLOSE:
            return written
        begun, continued = (
            k in layout.added and 0 <= k < len(fresh) and fresh[k].getparent() is parent
            for k in (j - 1, j + 1)
        )
        name = local_name(parent)
        opening = "" if begun else make_tag(name, {str(key): str(value) for key, value in parent.items()})
        return opening + written + ("" if continued else f"</{name}>")

    # Where elements are

    def _range(self, element: Element) -> range:
        """The items of an element, its tags included."""
        tags = [
            index
            for index, item in enumerate(self._items)
            if item.element is element and item.kind in (Kind.START, Kind.END, Kind.EMPTY)
        ]
        return range(tags[0], tags[-1] + 1)

    def _within(self, element: Element) -> list[Item]:
        inside = self._range(element)
        return self._items[inside.start : inside.stop]

    def _cut(self, element: Element) -> None:
        inside = self._range(element)
        del self._items[inside.start : inside.stop]

    def _raw(self, block: Element) -> str:
        return join_items(self._within(self._closest(block)))

    def _closest(self, block: Element) -> Element:
        """The block, or the outermost container that belongs to it."""
        while block.parent and block.parent.name in _CLOSE:
            block = block.parent
        return block

    def _outermost(self, block: Element) -> Element:
        """The block, or the outermost element around it in the body."""
        while block.parent and block.parent.name != "body":
            block = block.parent
        return block

    def _unit(self, block: Element, gone: set[Element]) -> Element:
        """What goes with a block: it, or the container that belongs to it if it holds nothing that stays."""
        while block.parent and block.parent.name in _CLOSE:
            inside = {item.element for item in self._within(block.parent) if item.length}
            if any(not gone & {*each.holders()} for each in inside if each is not block.parent):
                break
            block = block.parent
        return block

    def _end_of_body(self) -> int:
        return self._range(self._body.element).stop - 1


def _characters(item: Item) -> str:
    """The white space that an item stands for."""
    return item.raw.replace("\r\n", "\n").replace("&#13;", "\r").replace("&#xD;", "\r").replace("&#10;", "\n")


def _block_elements(items: Sequence[Item]) -> Iterator[Element]:
    """The blocks of a file, in order."""
    for item in items:
        if item.kind not in (Kind.START, Kind.EMPTY) or item.element.name in CONTAINERS | {"milestone"}:
            continue
        holders = [each.name for each in item.element.holders()][1:]
        if "text" in holders and {*holders} <= CONTAINERS | {"TEI", ""}:
            yield item.element


def _without_marks(block: etree._Element) -> etree._Element:
    """A copy of a block with its words and nothing else in it."""
    copy = etree.Element(block.tag, dict(block.attrib), nsmap={None: TEI_NS})
    copy.text = plain_text(block)
    for name in (XML_ID, "corresp", "resp"):
        copy.attrib.pop(name, None)
    return copy
