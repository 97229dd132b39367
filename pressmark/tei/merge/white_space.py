"""White space that a program laid out anew, put back around the marks as the source has it.

An editor of XML that formats a document puts line ends between tags, breaks lines in the text
and takes blanks away between two elements. Inside `<text>` white space is the source's.
"""

import re
from collections import defaultdict

from pressmark.tei.edit.tokens import Item, Kind, escape, join_items, read_items, words_of, written_characters


def with_white_space(data: bytes, text: str) -> bytes:
    """The file with the white space of `text`, whose other characters are those of the file's text.

    Where it must be moved, it stands outside the marks on either side. What is right already
    keeps its bytes. Raises ValueError if the two texts differ in more than white space.
    """
    items = read_items(data.decode("utf-8"))
    first = next((i for i, item in enumerate(items) if item.element.name == "text"), len(items))
    last = max((i for i, item in enumerate(items) if item.element.name == "text"), default=0)
    gaps = re.split(r"\S", text)
    filler = _Filler(items, first)
    number = 0  # of characters that are no white space
    for index in range(first, last):
        item = items[index]
        if not item.length:
            continue
        for written in written_characters(item.raw, item.kind):
            character = words_of(written, item.kind)
            if character.isspace():
                filler.space(index, written, character)
            elif number + 1 < len(gaps):
                filler.character(index, written, gaps[number])
                number += 1
    if number + 1 != len(gaps):
        raise ValueError("the texts differ in more than white space")
    filler.character(last, "", gaps[number])
    return filler.result().encode("utf-8")


class _Filler:
    """Writes the characters of a file again, with other white space between them."""

    def __init__(self, items: list[Item], first: int) -> None:
        self._items = items
        self._parts: dict[int, list[str]] = defaultdict(list)  # of items with characters, as written
        self._between: dict[int, str] = {}  # what is to be inserted before an item
        self._last = first  # the item with the last character
        self._found: list[tuple[int, str]] = []  # the white space since then, by items, as written
        self._space = ""

    def space(self, index: int, written: str, character: str) -> None:
        self._found.append((index, written))
        self._parts[index] += ()
        self._space += character

    def character(self, index: int, written: str, space: str) -> None:
        """Put the white space that belongs before a character, and then the character."""
        if self._space == space:
            for each, as_found in self._found:
                self._parts[each].append(as_found)
        elif self._last == index:
            self._parts[index].append(escape(space))
        else:
            self._between[self._place(index)] = escape(space)
        self._found, self._space, self._last = [], "", index
        if written:
            self._parts[index].append(written)

    def _place(self, index: int) -> int:
        """Before which item white space goes that stands between two marks: as far outside as can be."""
        places = range(self._last + 1, index + 1)
        inside = [each for each in places if "body" in {e.name for e in self._items[each].before.holders()}]
        return min(inside or places, key=lambda each: self._items[each].before.depth)

    def result(self) -> str:
        items: list[Item] = []
        for index, item in enumerate(self._items):
            if index in self._between:
                items.append(Item(Kind.TEXT, self._between[index], item.before, item.offset))
            if index in self._parts and (raw := "".join(self._parts[index])) != item.raw:
                kind = Kind.TEXT
                raw = escape(raw) if item.kind is Kind.CDATA else raw
                items.append(Item(kind, raw, item.element, item.offset))
            else:
                items.append(item)
        return join_items(items)
