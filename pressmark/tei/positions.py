"""Where elements and attributes stand in a file: lines and columns.

The parser keeps no columns. The bytes are looked through again, once, and only for a file
that has a finding.
"""

import re
from array import array
from collections.abc import Iterable
from typing import Final

from lxml import etree

Position = tuple[int, int]  # line and column, both 1-based; columns in code points

# Where in an element: the name of an attribute as written ("ref", "xml:id"), or one of these.
START_TAG: Final = ""
TEXT: Final = "#text"  # the first words behind the start tag
TAIL: Final = "#tail"  # the first words behind the end tag

Place = tuple[etree._Element, str]

# What stands in well-formed XML without a document type; a `>` may stand in an attribute's value.
MARKUP: Final = re.compile(
    rb"""<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|</[^>]*>|<(?:[^"'>]|"[^"]*"|'[^']*')*>""", re.DOTALL
)
_ATTRIBUTE: Final = re.compile(rb"""\s([^\s=<>"'/]+)\s*=\s*(?:"[^"]*"|'[^']*')""")
# What may stand before words that is none of them.
_BEFORE_WORDS: Final = re.compile(rb"(?:\s+|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
BOM: Final = b"\xef\xbb\xbf"


class Positions:
    """The positions in a file: `data` is what its root, `root`, was parsed from."""

    def __init__(self, data: bytes, root: etree._Element) -> None:
        self._body = data.removeprefix(BOM)
        self._root = root
        self._tags = _Tags(self._body)

    def of(self, places: Iterable[Place]) -> dict[Place, Position]:
        """Line and column of each place, with one walk over the file however many there are.

        An attribute that is not written in its element counts as the element's start tag.
        """
        offsets = self._offsets(dict.fromkeys(places, 0))
        found: dict[Place, Position] = {}
        line = column = 1
        reached = 0
        for place, offset in sorted(offsets.items(), key=lambda item: item[1]):
            if newlines := self._body.count(b"\n", reached, offset):
                line += newlines
                column, reached = 1, self._body.rindex(b"\n", reached, offset) + 1
            column += len(self._body[reached:offset].decode("utf-8"))
            reached = offset
            found[place] = line, column
        return found

    def _offsets(self, places: dict[Place, int]) -> dict[Place, int]:
        wanted = {element for element, _ in places}
        numbers = {element: number for number, element in enumerate(self._root.iter()) if element in wanted}
        return {(element, part): self._tags.offset(numbers[element], part) for element, part in places}


class _Tags:
    """Byte offsets of every element, in the order of the start tags."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._starts = array("Q")  # of the start tag
        self._insides = array("Q")  # behind the start tag
        self._ends = array("Q")  # behind the end tag
        opened: list[int] = []
        for match in MARKUP.finditer(body):
            start, end = match.span()
            second = body[start + 1 : start + 2]
            if second == b"/":
                self._ends[opened.pop()] = end
            elif second not in (b"!", b"?"):
                number = len(self._starts)
                self._starts.append(start)
                self._insides.append(end)
                self._ends.append(end)
                if body[end - 2 : end] != b"/>":
                    opened.append(number)

    def offset(self, number: int, part: str) -> int:
        """The byte offset of a part of the element of that number."""
        if part in (TEXT, TAIL):
            behind = self._insides[number] if part == TEXT else self._ends[number]
            before = _BEFORE_WORDS.match(self._body, behind)
            return before.end() if before else behind
        start, end = self._starts[number], self._insides[number]
        if part != START_TAG:
            for match in _ATTRIBUTE.finditer(self._body[start:end]):
                if match[1] == part.encode():
                    return start + match.start(1)
        return start
