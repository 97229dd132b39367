"""Stretches of a text that stand in quotation marks, whatever they are."""

import re
from collections.abc import Iterator

from pressmark.model import Span

_OPENING, _CLOSING = "“„«", "”»"
_LINE = re.compile(r"[^\n]+")
# Curly single marks around at least three words, on one line.
_SINGLE = re.compile(r"(?<!\w)‘([^‘\n]{8,600}?)’(?!\w)")
_FEWEST_WORDS_IN_SINGLE = 3
# Any mark of the double kind. Old files write straight ones doubled, or two apostrophes.
_MARK = re.compile(r"[“„«”»]|\"\"?|''")


def stretches(text: str) -> list[Span]:
    """What stands between quotation marks, the marks left out, in the order of the text.

    A stretch ends with its paragraph. One that is not closed there counts if the next
    paragraph opens with a mark again.
    """
    lines = [Span(*match.span()) for match in _LINE.finditer(text)]
    found: list[Span] = []
    for number, line in enumerate(lines):
        following = lines[number + 1].of(text).lstrip() if number + 1 < len(lines) else ""
        found += _in_line(text, line, reopened=following[:1] in (*_OPENING, '"'))
    double = sorted(found)
    for match in _SINGLE.finditer(text):
        span = Span(*match.span(1))
        inside = any(outer.start <= span.start < outer.end for outer in double)
        if len(match[1].split()) >= _FEWEST_WORDS_IN_SINGLE and not inside:
            found.append(span)
    return sorted(span for span in found if re.search(r"\w", span.of(text)))


def _in_line(text: str, line: Span, *, reopened: bool) -> Iterator[Span]:
    start: int | None = None  # of the open stretch
    for mark in _MARK.finditer(text, line.start, line.end):
        if mark[0] in _CLOSING or (start is not None and mark[0] not in _OPENING):
            if start is not None:
                yield Span(start, mark.start())
            start = None
        elif start is None:
            start = mark.end()
    if start is not None and reopened:
        yield Span(start, line.end)
