"""The text of an article against its seed, character for character, and what was set aside or corrected."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from html import escape
from pathlib import PurePath
from typing import Final, NamedTuple

from lxml import etree

from pressmark.model import Finding, SourceDocument, Span
from pressmark.tei.characters import locate_source
from pressmark.tei.names import XML_ID, local_name, tei
from pressmark.tei.text import Action, plain_text, source_text, source_words, walk
from pressmark.tei.tree import shortened

_WINDOW: Final = 400  # code points in which the end of a difference is looked for
_AGREEMENT: Final = 12  # so many equal ones end it
_CONTEXT: Final = 30  # code points in front of it that are quoted
_LONGEST: Final = 60  # of what is quoted of it
_WORD_PART: Final = 30  # a difference is widened to whole words, by no more than this
_SPACES: Final = {
    " ": "space",
    "\t": "tab",
    "\n": "line feed",
    "\r": "carriage return",
    "\x85": "next line",
    "\xa0": "no-break space",
    "\u2009": "thin space",
    "\u2028": "line separator",
    "\u2029": "paragraph separator",
    "\u202f": "narrow no-break space",
}


def first_difference(one: str, other: str) -> int | None:
    """The offset of the first code point in which two texts differ, or None if they are equal."""
    if one == other:
        return None
    low, high = 0, min(len(one), len(other))  # the longest common beginning is at least `low` long
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    return low


def compare(document: SourceDocument, data: bytes, root: etree._Element, path: str) -> list[Finding]:
    """The first difference between a seed's text and that of its TEI; empty if there is none.

    `root` was parsed from `data`, the bytes of the file at `path`. The finding's line and
    column are those of the first character of the TEI that is another than the seed's.
    """
    stands, right = source_text(root), document.text
    start = first_difference(stands, right)
    if start is None:
        return []
    line, column = locate_source(data, root, start)
    found = _difference(stands, right, start)
    describe = _describe_space if found.is_space else _describe_words
    words, message, hint = describe(found, document)
    return [
        Finding(
            path=path,
            line=line,
            column=column,
            rule="white-space" if found.is_space else "text-changed",
            words=words,
            message=message,
            hint=hint,
        )
    ]


class _Difference(NamedTuple):
    """A stretch in which two texts differ: what stands and what is right, and what is before both."""

    before: str
    stands: str
    right: str
    start: int  # offset of both

    @property
    def is_space(self) -> bool:
        """Whether the two differ in white space only."""
        return self.stands.split() == self.right.split() == []


def _difference(stands: str, right: str, start: int) -> _Difference:
    """The first difference, from `start` on, as whole words or as a whole run of white space."""
    end, right_end = _behind_space(stands, start), _behind_space(right, start)
    if _words_from(stands, end) == _words_from(right, right_end):
        while start and stands[start - 1].isspace():
            start -= 1
    else:
        end, right_end = _ends(stands, right, start)
        limit = start - _WORD_PART
        while start > max(limit, 0) and _joins(stands, right, start):
            start -= 1
        limit = end + _WORD_PART
        while end < limit and _joins(stands, right, end, right_end) and stands[end] == right[right_end]:
            end, right_end = end + 1, right_end + 1
    return _Difference(_context(stands[:start]), stands[start:end], right[start:right_end], start)


def _context(before: str) -> str:
    """The end of a text: at most one line, whole words where possible."""
    line = before[-_CONTEXT:]
    if len(before) > _CONTEXT:
        line = line.partition(" ")[2] or line
    lines = line.splitlines(keepends=True)
    return lines[-1].lstrip() if lines and lines[-1].splitlines() == [lines[-1]] else ""


def _ends(stands: str, right: str, start: int) -> tuple[int, int]:
    """Where both texts agree again: offsets into each."""
    one, other = stands[start : start + _WINDOW], right[start : start + _WINDOW]
    to_the_end = start + _WINDOW >= max(len(stands), len(right))
    for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
        at_end = to_the_end and block.a + block.size == len(one) and block.b + block.size == len(other)
        if at_end or block.size >= _AGREEMENT:
            return start + block.a, start + block.b
    return start + len(one), start + len(other)


def _behind_space(text: str, offset: int) -> int:
    while offset < len(text) and text[offset].isspace():
        offset += 1
    return offset


def _words_from(text: str, offset: int) -> str:
    """The next characters that are no white space: enough to tell whether two texts go on alike."""
    return "".join(text[offset : offset + _WINDOW].split())[:_AGREEMENT]


def _joins(stands: str, right: str, end: int, right_end: int | None = None) -> bool:
    """Whether a word goes on over the border of a difference, in either text."""
    borders = ((stands, end), (right, end if right_end is None else right_end))
    return all(0 < offset < len(text) for text, offset in borders) and any(
        text[offset - 1].isalnum() and text[offset].isalnum() for text, offset in borders
    )


def _describe_words(found: _Difference, document: SourceDocument) -> tuple[str, str, str]:
    """Words, message and hint about words that differ."""
    after, seed = _after(found), _seed(document, found.start)
    stands, right = shortened(found.stands), shortened(found.right)
    if not found.stands:
        message = f"{after} the words of {seed} are missing: “{right}”"
        return right, message, _restore(found, document)
    if not found.right:
        message = f"{after} stand words that {seed} does not have"
        hint = "delete them"
        if _is_short(found.stands):
            supplied = f'<supplied reason="omitted">{_xml(found.stands)}</supplied>'
            hint += f", or, if they are your own, write {supplied}"
        return stands, message, hint
    message = f"{after} stands “{stands}”, where {seed} has “{right}”"
    hint = _restore(found, document)
    if _is_short(found.stands) and _is_short(found.right):
        sic, corr = _xml(found.right), _xml(found.stands)
        hint += f", or, to correct the source, write <choice><sic>{sic}</sic><corr>{corr}</corr></choice>"
    return stands, message, hint


def _restore(found: _Difference, document: SourceDocument) -> str:
    """What to write, or, where that is long, where to take it from."""
    if _is_short(found.right):
        return f"write “{_xml(found.right)}”"
    first, _ = document.position(found.start)
    last, _ = document.position(found.start + len(found.right.rstrip()) - 1)
    lines = f"line {first}" if first == last else f"lines {first} to {last}"
    return f"take the words from {lines} of {_text_of(document)}"


def _is_short(words: str) -> bool:
    """Whether words can be quoted as they are."""
    return len(words) <= _LONGEST and len(words.splitlines()) == 1


def _describe_space(found: _Difference, document: SourceDocument) -> tuple[str, str, str]:
    """Words, message and hint about white space that differs."""
    after, seed = _after(found), _seed(document, found.start)
    stands, right = _named(found.stands), _named(found.right)
    message = f"{after} stands {stands}, where {seed} has {right}"
    if found.right:
        hint = f"write {right}" + (f" ({references})" if (references := _references(found.right)) else "")
    else:
        hint = "delete it"
    hint += "; white space inside <text> is the source’s, so let no program lay it out anew"
    return shortened(found.before.split()[-1] if found.before.split() else ""), message, hint


def _named(space: str) -> str:
    """White space in words: "a space", "2 line feeds and a tab"; of a long run its length."""
    runs: list[tuple[str, int]] = []
    for character in space:
        name = _SPACES.get(character, f"U+{ord(character):04X}")
        if runs and runs[-1][0] == name:
            runs[-1] = name, runs[-1][1] + 1
        else:
            runs.append((name, 1))
    if not runs:
        return "no white space"
    if len(runs) > 4:
        return f"{len(space)} characters of white space"
    return " and ".join(f"a {name}" if number == 1 else f"{number} {name}s" for name, number in runs)


def _references(space: str) -> str:
    """White space as references to its characters; empty where plain spaces and line feeds are enough."""
    if not space.strip(" \n") or len(space) > _LONGEST:
        return ""
    return "".join(f"&#{ord(character)};" for character in space)


def _xml(words: str) -> str:
    """Words as they are written in a TEI file."""
    return escape(words, quote=False)


def _after(found: _Difference) -> str:
    return f"after “{found.before}”" if found.before else "at the beginning of a line"


def _seed(document: SourceDocument, offset: int) -> str:
    """A place in the seed, for messages."""
    line, column = document.position(offset)
    return f"{_text_of(document)}, line {line}, column {column},"


def _text_of(document: SourceDocument) -> str:
    name = PurePath(document.path).name
    return f"the text of {name}" if document.page else name


class Treatment(StrEnum):
    """What was done to a stretch of an article's text."""

    FURNITURE = "furniture"  # marked as web furniture, and so hidden at first
    CORRECTED = "corrected"
    SUPPLIED = "supplied"
    GAP = "gap"


_TREATMENTS: Final = {
    tei("fw"): Treatment.FURNITURE,
    tei("choice"): Treatment.CORRECTED,
    tei("supplied"): Treatment.SUPPLIED,
    tei("gap"): Treatment.GAP,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Treated:
    """A stretch of the source that is not shown as it stands, or not at once."""

    treatment: Treatment
    span: Span  # in the source; empty where words were added
    words: str  # of the source
    shown: str  # instead of them
    anchor: str  # the nearest one before it or around it


def treated(root: etree._Element) -> Iterator[Treated]:
    """What is web furniture in an article, and what an editor has corrected, in the order of the text."""
    text = root.find(tei("text"))
    if text is None:
        return
    anchor = ""
    for step in walk(text):
        if step.action is not Action.OPEN:
            continue
        anchor = step.element.get(XML_ID, anchor)
        treatment = _TREATMENTS.get(str(step.element.tag))
        if treatment is None:
            continue
        words = source_words(step.element)
        yield Treated(
            treatment=treatment,
            span=Span(step.offset, step.offset + (len(words) if step.in_source else 0)),
            words=words,
            shown=_shown(step.element),
            anchor=anchor,
        )


def _shown(element: etree._Element) -> str:
    if local_name(element) == "choice":
        corrected = element.find(tei("corr"))
        return "" if corrected is None else plain_text(corrected)
    return plain_text(element)
