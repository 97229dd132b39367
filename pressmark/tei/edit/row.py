"""The file as a row of tags and characters, and what can be done to it."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from itertools import takewhile
from typing import Final

from lxml import etree

from pressmark.model import Span
from pressmark.tei.edit.changes import Empty, NamePart, Reword, Set, Wrap
from pressmark.tei.edit.places import (
    NAME_PARTS,
    NAMES,
    PlaceError,
    by_offset,
    check_holds,
    index_of,
    place_of_empty,
    place_of_words,
    place_of_wrap,
    split_at,
)
from pressmark.tei.edit.tokens import (
    Element,
    Item,
    Kind,
    escape,
    join_items,
    make_tag,
    read_items,
    remarks,
    renamed,
    tag_name,
    with_attribute,
)
from pressmark.tei.layout import STEP, lay_out
from pressmark.tei.names import TEI_NS

_LAST_LINE: Final = re.compile(r"\r?\n[ \t]*\Z")


class Row:
    """The items of one file. Each method makes one change, or raises PlaceError where it cannot be made."""

    def __init__(self, text: str) -> None:
        self._items = read_items(text)
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._tags: dict[Element, list[Item]] = {}  # start and end, or the one of an empty element
        for item in self._items:
            if item.kind in (Kind.START, Kind.END, Kind.EMPTY):
                self._tags.setdefault(item.element, []).append(item)
        self._length = self._items[-1].offset + self._items[-1].length
        name = tag_name(next(iter(self._tags.values()))[0].raw)
        self._prefix = name[: name.rfind(":") + 1]

    def __str__(self) -> str:
        return join_items(self._items)

    @property
    def elements(self) -> list[Element]:
        """The elements in the order of their start tags, those added meanwhile last."""
        return [*self._tags]

    def has(self, element: Element) -> bool:
        """Whether an element is still there: the parts of a name go with it."""
        return element in self._tags

    def wrap(self, change: Wrap) -> None:
        """Put an element around words, with the parts of a name inside."""
        self._check_span(change.span)
        element = self._wrap(change.span, change.tag, change.attributes)
        self._add_parts(element, change.span, change.parts)

    def unwrap(self, element: Element) -> None:
        """Take the tags of an element away, and those of the parts of a name."""
        if element.name in NAMES:
            for part in [*self._parts(element)]:
                self.unwrap(part)
        tags = self._tags.pop(element)
        first, last = self._index(tags[0]), self._index(tags[-1])
        for item in self._items[first : last + 1]:
            if item.kind in (Kind.START, Kind.EMPTY):
                if item.element.parent is element:
                    item.element.parent = element.parent
            elif item.element is element and element.parent:
                item.element = element.parent
        self._items[first : last + 1] = [item for item in self._items[first : last + 1] if item not in tags]

    def set(self, element: Element, change: Set) -> None:
        """Give an element other attributes, another name, other parts of a name."""
        tags = self._tags[element]
        for name, value in change.attributes.items():
            tags[0].raw = with_attribute(tags[0].raw, name, value)
        if change.tag is not None and change.tag != element.name:
            for item in self._within(element)[1:]:
                if item.kind in (Kind.START, Kind.EMPTY):
                    check_holds(change.tag, item.element.name)
            for holder in [*element.holders()][1:]:
                check_holds(holder.name, change.tag)
            for tag in tags:
                tag.raw = renamed(tag.raw, change.tag)
            element.name = change.tag
        if change.parts is not None:
            wanted = list(change.parts)
            for part in [*self._parts(element)]:
                what = (self._span(part), part.name)
                if what in wanted:
                    wanted.remove(what)
                else:
                    self.unwrap(part)
            self._add_parts(element, self._span(element), wanted)

    def empty(self, change: Empty) -> None:
        """Put an empty element before words."""
        self._check_span(Span(change.offset, change.offset + 1))
        split_at(self._items, change.offset)
        index = place_of_empty(self._items, change.offset)
        element = Element(change.tag, self._items[index].before)
        for holder in element.holders():
            check_holds(holder.name, change.tag)
        raw = make_tag(self._prefix + change.tag, change.attributes, empty=True)
        item = Item(Kind.EMPTY, raw, element, change.offset)
        self._items.insert(index, item)
        self._tags[element] = [item]

    def reword(self, change: Reword) -> None:
        """Replace, delete or insert words."""
        span, words = change.span, escape(change.words)
        if span.end > self._length:
            raise PlaceError(f"the text has only {self._length} characters")
        split_at(self._items, span.start)
        split_at(self._items, span.end)
        if not span:
            index = place_of_words(self._items, span.start, change.side)
            self._items.insert(index, Item(Kind.TEXT, words, self._items[index].before, span.start))
            return
        first = bisect_left(self._items, span.start, key=by_offset)
        for item in takewhile(lambda item: item.offset < span.end, self._items[first:]):
            if item.length:
                item.kind, item.raw, words = Kind.TEXT, words, ""

    def remove(self, element: Element) -> None:
        """Delete an element and all it holds but comments, and its line outside of running text."""
        first = self._index(self._tags[element][0])
        self._check_without_words(element)
        within = self._within(element)
        self._items[first : first + len(within)] = remarks(within, notes=False)
        before = self._items[first - 1]
        if before.kind is Kind.TEXT and not before.length:
            before.raw = _LAST_LINE.sub("", before.raw)

    def replace(self, element: Element, new: etree._Element) -> None:
        """Put another element in the place of one, behind the comments that this held."""
        self._check_without_words(element)
        first = self._index(self._tags[element][0])
        within = self._within(element)
        self._items[first : first + len(within)] = [
            *remarks(within, notes=False),
            self._laid_out(element, new),
        ]

    def insert_after(self, element: Element, new: etree._Element) -> None:
        """Put a new element on the line after one."""
        last = self._index(self._tags[element][-1])
        item = self._outside_text(element, new)
        item.raw = self._newline + STEP * (element.depth - 1) + item.raw
        self._items.insert(last + 1, item)

    def insert_before(self, element: Element, new: etree._Element) -> None:
        """Put a new element on the line before one."""
        first = self._index(self._tags[element][0])
        item = self._outside_text(element, new)
        item.raw += self._newline + STEP * (element.depth - 1)
        item.offset = self._tags[element][0].offset
        self._items.insert(first, item)

    def _outside_text(self, element: Element, new: etree._Element) -> Item:
        item = self._laid_out(element, new)
        if any(holder.name == "text" and holder.depth == 2 for holder in item.element.holders()):
            raise PlaceError("elements without words are put into the header, not into the text")
        return item

    def _check_span(self, span: Span) -> None:
        if span.end > self._length:
            raise PlaceError(f"the text has only {self._length} characters")
        if not span:
            raise PlaceError("there are no words")

    def _index(self, item: Item) -> int:
        return index_of(self._items, item)

    def _wrap(self, span: Span, tag: str, attributes: Mapping[str, str]) -> Element:
        split_at(self._items, span.start)
        split_at(self._items, span.end)
        first, last = place_of_wrap(self._items, span, tag)
        holder = self._items[first].before
        element = Element(tag, holder)
        for item in self._items[first:last]:
            if item.kind in (Kind.START, Kind.EMPTY):
                if item.element.parent is holder:
                    item.element.parent = element
            elif item.element is holder:
                item.element = element
        name = self._prefix + tag
        start = Item(Kind.START, make_tag(name, attributes), element, span.start)
        end = Item(Kind.END, f"</{name}>", element, span.end)
        self._items[first:last] = [start, *self._items[first:last], end]
        self._tags[element] = [start, end]
        return element

    def _add_parts(self, element: Element, span: Span, parts: Iterable[NamePart]) -> None:
        for part, tag in parts:
            if not part or not span.covers(part):
                raise PlaceError(f"<{tag}> is not inside the name")
            if element not in self._wrap(part, tag, {}).holders():
                raise PlaceError(f"<{tag}> cannot stand inside the name")

    def _parts(self, name: Element) -> Iterator[Element]:
        """The elements of the parts of a name, but not those of another name inside it."""
        for item in self._within(name)[1:]:
            if item.kind is Kind.START and item.element.name in NAME_PARTS and item.element.parent:
                nearest = next((each for each in item.element.holders() if each.name in NAMES), None)
                if nearest is name:
                    yield item.element

    def _within(self, element: Element) -> list[Item]:
        """The items of an element, its tags included."""
        tags = self._tags[element]
        return self._items[self._index(tags[0]) : self._index(tags[-1]) + 1]

    def _span(self, element: Element) -> Span:
        tags = self._tags[element]
        return Span(tags[0].offset, tags[-1].offset)

    def _check_without_words(self, element: Element) -> None:
        if any(item.length for item in self._within(element)):
            raise PlaceError("the element holds words of the source")

    def _laid_out(self, element: Element, new: etree._Element) -> Item:
        """A new element as it is written where another one stands."""
        level = element.depth - 1
        node = deepcopy(new)
        node.tail = None
        lay_out(node, level)
        raw = etree.tostring(node, encoding="unicode")
        if not self._prefix:
            raw = raw.replace(f' xmlns="{TEI_NS}"', "", 1)
        offset = self._tags[element][-1].offset
        return Item(Kind.OTHER, raw.replace("\n", self._newline), element.parent or element, offset)
