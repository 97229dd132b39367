"""The text of an article against its seed, character for character, and what was set aside or corrected."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from html import escape
from pathlib import PurePath
from typing import Final, NamedTuple

from lxml import etree

from pressmark.model import Finding, SourceDocument, Span
from pressmark.tei.characters import locate_source
from pressmark.tei.merge.alignment import Run, align, common
from pressmark.tei.names import XML_ID, local_name, tei
from pressmark.tei.text import Action, plain_text, source_text, source_words, walk
from pressmark.tei.tree import shortened

_MOST: Final = 20  # differences that are listed
_AGREEMENT: Final = 12  # so many equal code points end a difference
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
    """Every difference between a seed's text and that of its TEI, in the order of the text; at most 20.

    `root` was parsed from `data`, the bytes of the file at `path`. A finding's line and column are
    those of the first character of the TEI that is another than the seed's.
    """
    stands, right = source_text(root), document.text
    if stands == right:
        return []
    differences = _differences(stands, right)
    findings = []
    for found in differences[:_MOST]:
        line, column = locate_source(data, root, found.at)
        describe = _describe_space if found.is_space else _describe_words
        words, message, hint = describe(found, document)
        findings.append(
            Finding(
                path=path,
                line=line,
                column=column,
                rule="white-space" if found.is_space else "text-changed",
                words=words,
                message=message,
                hint=hint,
            )
        )
    if (more := len(differences) - _MOST) > 0:
        also = f"{findings[-1].message}; there are {more:,} more differences behind it"
        findings[-1] = replace(findings[-1], message=also)
    return findings


class _Difference(NamedTuple):
    """A stretch in which two texts differ: what stands and what is right, and what is before both."""

    before: str
    stands: str
    right: str
    start: int  # offset of what is right, in the seed
    at: int  # offset of the first character that is another, in the text of the TEI

    @property
    def is_space(self) -> bool:
        """Whether the two differ in white space only."""
        return self.stands.split() == self.right.split() == []


def _differences(stands: str, right: str) -> list[_Difference]:
    """Where two texts differ, in whole words or in a whole run of white space each."""
    found: list[tuple[Span, Span]] = []  # of what stands, and of what is right
    at = right_at = 0
    for run in (*align(stands, right), Run(len(stands), len(right), 0)):
        one, other = stands[at : run.old], right[right_at : run.new]
        if one != other:
            head = common(one, other)
            tail = common(one[head:][::-1], other[head:][::-1])
            span, beside = Span(at + head, run.old - tail), Span(right_at + head, run.new - tail)
            wide = _widened(stands, right, span, beside)
            if found and _is_one(found[-1], wide, stands, right):
                wide = Span(found[-1][0].start, wide[0].end), Span(found[-1][1].start, wide[1].end)
                found.pop()
            found.append(wide)
        at, right_at = run.old + run.length, run.new + run.length
    return [
        _Difference(
            before=_context(stands[: span.start]),
            stands=span.of(stands),
            right=other.of(right),
            start=other.start,
            at=span.start + common(stands[span.start :], right[other.start :]),
        )
        for span, other in found
    ]


def _is_one(last: tuple[Span, Span], span: tuple[Span, Span], stands: str, right: str) -> bool:
    """Whether two differences meet, or are too near to each other to be told apart."""
    if span[0].start <= last[0].end or span[1].start <= last[1].end:
        return True
    words = [one.of(stands) + other.of(right) for one, other in (last, span)]
    return span[0].start - last[0].end < _AGREEMENT and not any(each.isspace() for each in words)


def _widened(stands: str, right: str, span: Span, other: Span) -> tuple[Span, Span]:
    """A difference as whole words, or, of white space, as the whole run of it."""
    start, right_start, end, right_end = span.start, other.start, span.end, other.end
    is_space = not (span.of(stands) + other.of(right)).strip()

    def goes_on(left: bool) -> bool:
        one, two = (stands[start - 1 : start], right[right_start - 1 : right_start]) if left else (
            stands[end : end + 1], right[right_end : right_end + 1]
        )  # fmt: skip
        if one != two or not one:
            return False
        if is_space:
            return one.isspace()
        return _joins(stands, right, start, right_start) if left else _joins(stands, right, end, right_end)

    for _ in range(_WORD_PART):
        if not (start and right_start and goes_on(left=True)):
            break
        start, right_start = start - 1, right_start - 1
    for _ in range(_WORD_PART):
        if not goes_on(left=False):
            break
        end, right_end = end + 1, right_end + 1
    return Span(start, end), Span(right_start, right_end)


def _context(before: str) -> str:
    """The end of a text: at most one line, whole words where possible."""
    line = before[-_CONTEXT:]
    if len(before) > _CONTEXT:
        line = line.partition(" ")[2] or line
    lines = line.splitlines(keepends=True)
    return lines[-1].lstrip() if lines and lines[-1].splitlines() == [lines[-1]] else ""


def _joins(stands: str, right: str, end: int, right_end: int) -> bool:
    """Whether a word goes on over the border of a difference, in either text."""
    borders = ((stands, end), (right, right_end))
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
        own = _xml(found.stands) if _is_short(found.stands) else "…"
        hint = (
            f'delete them, or, if they are your own, write <supplied reason="omitted">{own}</supplied> '
            'or <note type="editorial" resp="#…">'
        )
        return stands, message, hint
    message = f"{after} stands “{stands}”, where {seed} has “{right}”"
    hint = _restore(found, document)
    if _is_short(found.stands) and _is_short(found.right):
        sic, corr = _xml(found.right), _xml(found.stands)
        hint += f", or, to correct the source, write <choice><sic>{sic}</sic><corr>{corr}</corr></choice>"
        hint += ", or, if it was saved wrongly, correct the seed"
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
