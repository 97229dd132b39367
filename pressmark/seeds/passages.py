"""Cutting a text into passages: the stretches that stand by themselves on the page.

Authors and programs part paragraphs by blank lines, by single line ends or by
indentation, and some wrap their lines at a fixed width. A passage is what is
left when wrapped lines are joined: a paragraph, a headline, a line of a box.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from pressmark.model import Span

_LINE = re.compile(r"[^\n\r\u2028\u2029\x85]+")
_BREAK = re.compile(r"\r\n|[\n\r\u2028\u2029\x85]")
_CLOSING_MARKS = "”’\"'»›)]"
_SENTENCE_ENDS = (".", "!", "?", "…", ":", ";")

# Lines longer than this are paragraphs, not lines wrapped at a fixed width.
_MAX_WRAP_WIDTH = 120
_MIN_WRAP_WIDTH = 40
# Passages longer than this are running text, whatever their words.
_SHORT = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of text that begins and ends with a character that is no white space.

    `run` numbers the stretches between blank lines: passages with the same `run`
    stand on neighbouring lines. `heading` is the level a web page gives a heading
    (1 to 6), 0 for its other passages, and None in plain text, which does not say.
    """

    span: Span
    words: str  # white space folded; only the beginning of a long passage
    count: int  # number of words; of a long passage, of its beginning
    run: int
    heading: int | None = None

    @property
    def is_short(self) -> bool:
        return len(self.span) <= _SHORT

    @property
    def is_closed(self) -> bool:
        """Whether it ends as a sentence does."""
        return ends_sentence(self.words)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int  # of the first character that is no white space
    end: int  # behind the last one
    indent: int  # columns in front of it
    run: int

    @property
    def width(self) -> int:
        return self.indent + self.end - self.start


def ends_sentence(words: str) -> bool:
    """Whether `words` end with a mark that closes a sentence, quotation marks aside."""
    return words.rstrip(_CLOSING_MARKS).endswith((".", "!", "?", "…"))


def make_passage(text: str, span: Span, run: int, heading: int | None = None) -> Passage:
    """The passage that covers `span`, which neither begins nor ends with white space."""
    words = text[span.start : min(span.end, span.start + _SHORT + 1)].split()
    return Passage(span=span, words=" ".join(words), count=len(words), run=run, heading=heading)


def cut_passages(text: str) -> tuple[Passage, ...]:
    """The passages of a plain text, in order; all that lies between them is white space."""
    lines = list(_lines(text))
    wrapped, margin = _wrap_width(lines, text), _margin(lines)
    spans: list[tuple[Span, int]] = []
    previous: _Line | None = None
    for line in lines:
        if previous is not None and _continues(previous, line, text, wrapped, margin):
            spans[-1] = (Span(spans[-1][0].start, line.end), line.run)
        else:
            spans.append((Span(line.start, line.end), line.run))
        previous = line
    return tuple(make_passage(text, span, run) for span, run in spans)


def _lines(text: str) -> Iterator[_Line]:
    """The lines that are not blank."""
    run, end = 0, 0
    for match in _LINE.finditer(text):
        line = match.group()
        content = line.strip()
        if not content:
            continue
        indent = len(line) - len(line.lstrip())
        start = match.start() + indent
        # One line end between two lines makes neighbours, a second one a blank line.
        if len(_BREAK.findall(text, end, start)) > 1:
            run += 1
        end = start + len(content)
        yield _Line(start, end, indent, run)


def _neighbours(lines: Iterable[_Line]) -> Iterator[tuple[_Line, _Line]]:
    return ((one, next_) for one, next_ in pairwise(lines) if one.run == next_.run)


def _wrap_width(lines: list[_Line], text: str) -> int | None:
    """The width at which the lines are wrapped, or None if each line is a passage of its own.

    In wrapped text nearly every line is so long that the first word of the next
    one would not have fitted, and most of them break off in mid-sentence.
    """
    pairs = list(_neighbours(lines))
    if len(pairs) < 2:
        return None
    width = max(line.width for line in lines)
    if not _MIN_WRAP_WIDTH <= width <= _MAX_WRAP_WIDTH:
        return None
    full = sum(_is_full(one, next_, text, width) for one, next_ in pairs)
    open_ended = sum(not _ends_clause(text[one.start : one.end]) for one, _ in pairs)
    return width if full * 10 >= len(pairs) * 6 and open_ended * 2 >= len(pairs) else None


def _margin(lines: list[_Line]) -> int:
    """The indentation that most lines have."""
    indents = Counter(line.indent for line in lines).most_common(1)
    return indents[0][0] if indents else 0


def _is_full(line: _Line, next_: _Line, text: str, width: int) -> bool:
    first_word = text[next_.start : next_.end].split(maxsplit=1)[0]
    return line.width + 1 + len(first_word) > width


def _ends_clause(words: str) -> bool:
    return words.rstrip(_CLOSING_MARKS).endswith(_SENTENCE_ENDS)


def _continues(one: _Line, next_: _Line, text: str, wrapped: int | None, margin: int) -> bool:
    """Whether the second of two lines goes on with the sentence of the first."""
    if one.run != next_.run:
        return False
    if wrapped is not None:
        return next_.indent <= max(margin, one.indent) and _is_full(one, next_, text, wrapped)
    # Unwrapped text may still have a line end in mid-sentence.
    return text[next_.start].islower() and not _ends_clause(text[one.end - 2 : one.end])
