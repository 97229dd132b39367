"""The tags and characters of an article's file while its text is corrected."""

from collections.abc import Iterator, Mapping
from typing import Final

from pressmark.tei.edit.tokens import (
    Element,
    Item,
    Kind,
    attribute,
    escape,
    join_items,
    local,
    make_tag,
    read_items,
    remarks,
    tag_name,
)
from pressmark.tei.merge.pieces import CONTAINERS
from pressmark.tei.structure import SECTION

# Containers that belong to their blocks and come and go with them; the others hold sections.
CLOSE: Final = frozenset({"argument", "figure", "cit"})
# The elements that make up the middle of an article, which TEI cannot do without.
_MIDDLE: Final = frozenset({"p", "div", "cit"})


class Rows:
    """The items of a file. Offsets stay those of the old text, whatever is inserted."""

    def __init__(self, text: str) -> None:
        self.items = read_items(text)
        tags = [item for item in self.items if item.kind is Kind.START]
        self._body = next(item for item in tags if item.element.name == "body")
        self._prefix = tag_name(self._body.raw).removesuffix("body")

    def __str__(self) -> str:
        return join_items(self.items)

    def blocks(self) -> Iterator[Element]:
        """The blocks of the file, in order."""
        for item in self.items:
            if item.kind not in (Kind.START, Kind.EMPTY) or not _may_be_block(item.element):
                continue
            holders = list(item.element.holders())[1:-1]
            in_text = any(each.name == "text" for each in holders)
            if in_text and not any(map(_may_be_block, holders[:-1])):
                yield item.element

    def extent(self, element: Element) -> range:
        """The items of an element, its tags included."""
        tags = [
            index
            for index, item in enumerate(self.items)
            if item.element is element and item.kind in (Kind.START, Kind.END, Kind.EMPTY)
        ]
        return range(tags[0], tags[-1] + 1)

    def within(self, element: Element) -> list[Item]:
        inside = self.extent(element)
        return self.items[inside.start : inside.stop]

    def cut(self, element: Element, *, remarked: bool = True) -> None:
        """Delete an element with all it holds, but for comments and notes unless these are not `remarked`."""
        inside = self.extent(element)
        self.items[inside.start : inside.stop] = remarks(self.within(element), notes=True) if remarked else []

    def after(self, block: Element | None) -> int:
        """The index behind a block and what belongs to it; without one, where the body starts."""
        if block is None:
            return self.items.index(self._body) + 1
        while block.parent and block.parent.name in CLOSE:
            block = block.parent
        return self.extent(block).stop

    def before(self, block: Element) -> int:
        """The index of the outermost element in the body that a block stands in."""
        while block.parent and block.parent.name != "body":
            block = block.parent
        return self.extent(block).start

    def between(self, left: Element | None, right: Element | None) -> range:
        """The items between two blocks, either of which may be the edge of the body."""
        first = self.extent(left).stop if left else self.items.index(self._body) + 1
        end = self.extent(right).start if right else self.extent(self._body.element).stop - 1
        return range(first, end)

    def unit(self, block: Element, gone: set[Element]) -> Element:
        """What goes with a block: it, or the container that belongs to it if it holds nothing that stays."""
        while block.parent and block.parent.name in CLOSE:
            inside = {item.element for item in self.within(block.parent) if item.length}
            if any(not gone & {*each.holders()} for each in inside if each is not block.parent):
                break
            block = block.parent
        return block

    def has_middle(self, end: int | None = None) -> bool:
        """Whether the body has a part of an article's middle, before the item of an index if one is given."""
        return any(
            item.element.name in _MIDDLE
            and item.element.parent is not None
            and item.element.parent.name in ("body", "div")
            if item.kind in (Kind.START, Kind.EMPTY)
            else item.kind is Kind.OTHER and local(tag_name(item.raw)) in _MIDDLE  # inserted
            for item in self.items[:end]
        )

    def text(self, index: int, words: str) -> int:
        """Insert characters before the item of an index. The index behind them."""
        return self.raw(index, escape(words)) if words else index

    def raw(self, index: int, written: str) -> int:
        """Insert something that is well-formed in itself before the item of an index. The index behind it."""
        item = Item(Kind.OTHER, written, self.items[index].before, self.items[index].offset)
        self.items.insert(index, item)
        return index + 1

    def written(self, name: str, attributes: Mapping[str, str], inner: str) -> str:
        """An element as it is written in this file."""
        return f"{make_tag(self._prefix + name, attributes)}{inner}</{self._prefix}{name}>"

    def end_section(self, index: int) -> int:
        """End the section that is open before the item of an index there. The index behind its end tag."""
        holder = self.items[index].before
        if holder.name != "div":
            return index
        end = self.extent(holder).stop - 1
        tag = self.items.pop(end)
        for item in self.items[index:end]:
            if item.kind in (Kind.START, Kind.EMPTY):
                if item.element.parent is holder:
                    item.element.parent = holder.parent
            elif item.element is holder and holder.parent:
                item.element = holder.parent
        self.items.insert(index, tag)
        return index + 1

    def section(self, index: int) -> int:
        """Begin a section before the item of an index: it runs to the next one, or to where its holder ends.

        A section that is open there ends. The index behind the new start tag.
        """
        holder, offset = self.items[index].before, self.items[index].offset
        splits = holder.name == "div"
        section = Element("div", holder.parent if splits else holder)
        start = Item(Kind.START, make_tag(self._prefix + SECTION[0], SECTION[1]), section, offset)
        end_tag = f"</{self._prefix}div>"
        if splits:
            end = self.extent(holder).stop - 1
            self.items[end].element = section
            new = [Item(Kind.END, end_tag, holder, offset), start]
        else:
            end = next(k for k in range(index, len(self.items)) if self._ends_section(k, holder))
            self.items.insert(end, Item(Kind.END, end_tag, section, self.items[end].offset))
            new = [start]
        for item in self.items[index:end]:
            if item.kind in (Kind.START, Kind.EMPTY):
                if item.element.parent is holder:
                    item.element.parent = section
            elif item.element is holder:
                item.element = section
        self.items[index:index] = new
        return index + len(new)

    def drop_empty_sections(self) -> None:
        """Take the tags of sections away that hold no element; white space in them stays."""
        holding = {item.element.parent for item in self.items if item.kind in (Kind.START, Kind.EMPTY)}
        for item in self.items:
            if item.element.name == "div" and item.element not in holding:
                if item.kind in (Kind.START, Kind.END, Kind.EMPTY):
                    item.kind, item.raw = Kind.OTHER, ""
                item.element = item.element.parent or item.element

    def empty_section(self) -> None:
        """Put a section without words at the end of the body."""
        tag = make_tag(self._prefix + SECTION[0], SECTION[1], empty=True)
        self.raw(self.extent(self._body.element).stop - 1, tag)

    def _ends_section(self, index: int, holder: Element) -> bool:
        item = self.items[index]
        if item.kind is Kind.END and item.element is holder:
            return True
        if item.kind is not Kind.START or item.element.parent is not holder:
            return False
        return item.element.name == "div" or attribute(item.raw, "rend") == "contributor"


def _may_be_block(element: Element) -> bool:
    """Whether an element would be a block if it stood in no other block; what is not of TEI is none."""
    return not element.name.startswith("{") and element.name not in CONTAINERS | {"milestone"}
