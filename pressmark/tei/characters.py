"""Where the characters of a text stand in the file that holds them: lines and columns.

The parser keeps no positions of characters, and one character can be written as several:
`&amp;`, or two for a line end. The bytes are looked through again, once, and only for a
file that has a finding.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from lxml import etree

from pressmark.tei.names import tei
from pressmark.tei.positions import BOM, MARKUP, Position
from pressmark.tei.text import Action, walk

# What stands for one character between two pieces of markup, and in a CDATA section.
_WRITTEN: Final = re.compile(r"&[^;]*;|\r\n|.", re.DOTALL)
_LITERAL: Final = re.compile(r"\r\n|.", re.DOTALL)
_SEVERAL: Final = re.compile(r"&[^;]*;|\r\n")  # several characters of the file for one
_CDATA: Final = (b"<![CDATA[", b"]]>")


def locate_source(data: bytes, root: etree._Element, offset: int) -> Position:
    """Line and column, both from 1, of a character of the source in the file `root` was parsed from.

    `offset` counts the characters of the source, as `source_text` gives them. The end of the
    source is behind the last of them.
    """
    text = root.find(tei("text"))
    number = start = 0  # characters of the file, and of the source, that were passed
    last = -1
    inside = False
    for step in walk(root):
        if step.element is text and step.action is not Action.CHARACTERS:
            inside = step.action is Action.OPEN
            if not inside:
                break
            start, last = step.offset, number - 1
        elif step.action is Action.CHARACTERS:
            if inside and step.in_source:
                within = start + offset - step.offset
                if 0 <= within < len(step.words):
                    return _locate(data, number + within, behind=False)
                last = number + len(step.words) - 1
            number += len(step.words)
    return _locate(data, last, behind=True)


def _locate(data: bytes, number: int, *, behind: bool) -> Position:
    """The position of a character, or behind it: the `number`-th, from 0, inside the root element."""
    body = data.removeprefix(BOM)
    passed = 0
    for start, end, literal in _stretches(body):
        words = body[start:end].decode("utf-8")
        count = len(words.replace("\r\n", "\n") if literal else _SEVERAL.sub(".", words))
        if passed + count > number >= 0:
            written = (_LITERAL if literal else _WRITTEN).finditer(words)
            match = next(islice(written, number - passed, None))
            at = match.end() if behind else match.start()
            return _position(body, start + len(words[:at].encode()))
        passed += count
    return 1, 1  # there is no such character


def _stretches(body: bytes) -> Iterator[tuple[int, int, bool]]:
    """The stretches of characters inside the root element, and whether they are a CDATA section's."""
    behind = -1  # of the last markup; -1 before the root
    for match in MARKUP.finditer(body):
        start, end = match.span()
        if 0 <= behind < start:
            yield behind, start, False
        if match[0].startswith(_CDATA[0]):
            yield start + len(_CDATA[0]), end - len(_CDATA[1]), True
        if behind >= 0 or body[start + 1 : start + 2] not in (b"!", b"?"):
            behind = end


def _position(body: bytes, offset: int) -> Position:
    line_start = body.rfind(b"\n", 0, offset) + 1
    return body.count(b"\n", 0, offset) + 1, len(body[line_start:offset].decode("utf-8")) + 1
