"""What becomes of corrections, additions and gaps that people wrote when the words around them change."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

from pressmark.model import Span
from pressmark.tei.edit.tokens import Element, Item, Kind, attribute, remarks, split_characters, words_of
from pressmark.tei.merge.layout import Replacement
from pressmark.tei.merge.rows import Rows

_CORRECTING: Final = frozenset({"choice", "supplied", "gap", "sic", "corr"})
_CHARACTERS: Final = (Kind.TEXT, Kind.CDATA)
_TAGS: Final = (Kind.START, Kind.END, Kind.EMPTY)


class Fate(Enum):
    """What a run did to a correction."""

    GONE = auto()
    SETTLED = auto()  # the seed says what it said, so that it went
    CHANGED = auto()  # it stands, but the words that it is about are others


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A correction in a text: its element, the words of the source in it and those of the editor.

    `place` is the xml:id of the block that it stands in.
    """

    tag: str
    words: str
    reading: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """A correction, as it was, that a run took away or whose words it changed; these are `now` others."""

    correction: Correction
    fate: Fate
    now: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    """An element before its words change: where it stood in the old text, and its block."""

    span: Span
    block: Element
    correction: Correction | None


class Corrections:
    """The corrections in the blocks of a file, and all else there that has no words of the source.

    To be made before the words of the file change; `old` is its text, and `blocks` those that hold words.
    """

    def __init__(self, rows: Rows, blocks: Sequence[Element], old: str) -> None:
        self._rows, self._old = rows, old
        self._known = dict(_read(rows, {*blocks}))

    def reworded(self, changes: Mapping[Element, Sequence[Replacement]]) -> Iterator[Touched]:
        """Bring them up to date with the new words of their blocks, and tell which were touched."""
        # Of what follows nothing changes the text, or where in it a block or a correction stands.
        text, spans = _standing(self._rows)
        for element, known in [*self._known.items()]:
            touching = [
                each
                for each in changes.get(known.block, ())
                if each.old.start <= known.span.end and known.span.start <= each.old.end
            ]
            if not touching:
                continue
            touched = self._settled(text, spans[element], known, touching)
            if touched is not None:
                yield touched
            if touched is None or touched.fate is Fate.CHANGED:
                if not known.span:
                    border = self._border(element, text, spans[element].start, known, touching)
                    block = spans[known.block]
                    border = min(max(border, block.start), block.end)
                    if border != spans[element].start:
                        _move(self._rows, element, known.block, border - block.start)
                continue
            del self._known[element]
            if known.span:
                _unwrap(self._rows, element)
            else:
                self._rows.cut(element)

    def gone(self, elsewhere: set[Element]) -> Iterator[Touched]:
        """Those that went with their blocks; `elsewhere` are the elements in blocks that were moved."""
        there = {item.element for item in self._rows.items} | elsewhere
        for element, known in self._known.items():
            if known.correction and element not in there:
                yield Touched(correction=known.correction, fate=Fate.GONE)

    def _settled(
        self, text: str, now: Span, known: _Known, touching: Sequence[Replacement]
    ) -> Touched | None:
        """What became of a correction with the new text, where it stands `now`; None if nothing."""
        about = known.correction
        if about is None:
            return None
        old = self._old
        touched = Touched(correction=about, fate=Fate.GONE, now=now.of(text))
        if about.tag != "gap" and _says(about, text, now) and not _says(about, old, known.span):
            return replace(touched, fate=Fate.SETTLED)
        if not known.span:
            strictly = any(_within(known.span.start, each) for each in touching)
            filled = any(not each.old for each in touching)
            changed = strictly or (about.tag == "gap" and filled)
            return replace(touched, fate=Fate.CHANGED) if changed else None
        if not touched.now.strip() and about.words.strip():
            return touched
        cuts = zip((now.start, now.end), (known.span.start, known.span.end), strict=True)
        if any(_in_word(text, here) and not _in_word(old, before) for here, before in cuts):
            return touched
        return replace(touched, fate=Fate.CHANGED) if touched.now != about.words else None

    def _border(
        self, element: Element, text: str, at: int, known: _Known, touching: Sequence[Replacement]
    ) -> int:
        """Where what has no words of the source belongs, if not `at`: a border of the word around it."""
        before = known.span.start
        strictly = any(_within(before, each) for each in touching)
        inside = _in_word(text, at) and (strictly or not _in_word(self._old, before))
        if not inside and (not strictly or element.name == "milestone"):
            return at
        if self._old[before - 1 : before].isalnum():
            while text[at : at + 1].isalnum():
                at += 1
        else:
            while text[max(at - 1, 0) : at].isalnum():
                at -= 1
        return at


def _read(rows: Rows, blocks: set[Element]) -> Iterator[tuple[Element, _Known]]:
    """The outermost corrections and elements without words of the source in some blocks."""
    anchors: dict[Element, str] = {}
    open_: dict[Element, tuple[int, Element]] = {}  # where each begins, and its block
    extents: dict[Element, tuple[range, Element]] = {}
    block: Element | None = None
    for index, item in enumerate(rows.items):
        element = item.element
        if item.kind in (Kind.START, Kind.EMPTY):
            if element in blocks:
                block = element
                anchors[element] = attribute(item.raw, "xml:id") or ""
            elif block is not None:
                open_[element] = index, block
        if item.kind in (Kind.END, Kind.EMPTY):
            if element is block:
                block = None
            elif element in open_:
                first, holder = open_[element]
                extents[element] = range(first, index + 1), holder
    end = 0
    for element, (inside, holder) in sorted(extents.items(), key=lambda each: each[1][0].start):
        items = rows.items[inside.start : inside.stop]
        span = Span(items[0].offset, items[0].offset + sum(item.length for item in items))
        if inside.start < end or (span and element.name not in _CORRECTING):
            continue
        end = inside.stop
        correction = None
        if element.name in _CORRECTING:
            words = "".join(words_of(item.raw, item.kind) for item in items if item.length)
            reading = _reading(element, items)
            correction = Correction(tag=element.name, words=words, reading=reading, place=anchors[holder])
        yield element, _Known(span, holder, correction)


def _reading(element: Element, items: Sequence[Item]) -> str:
    """What is shown in place of the source's words: of several readings of an editor, the first."""
    added = [item.element for item in items if item.element.added and item.element.name != "note"]
    if not added:
        return ""
    first = added[0]
    return "".join(
        words_of(item.raw, item.kind)
        for item in items
        if item.kind in _CHARACTERS
        and first in (holders := [*item.element.holders()])
        and not any(each.name == "note" for each in holders)
    )


def _says(about: Correction, text: str, span: Span) -> bool:
    """Whether a text says what a correction says: in its words, up to their end or from their start."""
    reading = about.reading
    if span.of(text) == reading:
        return bool(reading) or about.tag == "choice"
    if not reading.strip():
        return False
    if not span:
        reading = reading.strip()
        before, after = text[: span.start], text[span.start :]
        ends = len(before.rstrip()), len(text) - len(after.lstrip())
    else:
        ends = span.end, span.start
    up_to, on = ends
    found = Span(max(up_to - len(reading), 0), up_to), Span(on, on + len(reading))
    return any(
        each.of(text) == reading and not _in_word(text, each.start) and not _in_word(text, each.end)
        for each in found
    )


def _in_word(text: str, at: int) -> bool:
    return text[max(at - 1, 0) : at].isalnum() and text[at : at + 1].isalnum()


def _within(at: int, change: Replacement) -> bool:
    return change.old.start < at < change.old.end


def _characters(item: Item) -> str:
    """The characters of the source in an item of the text as it is now."""
    if item.kind not in _CHARACTERS or any(each.added for each in item.element.holders()):
        return ""
    return words_of(item.raw, item.kind)


def _standing(rows: Rows) -> tuple[str, dict[Element, Span]]:
    """The text as it is now, and where in it each element stands."""
    starts: dict[Element, int] = {}
    spans: dict[Element, Span] = {}
    parts: list[str] = []
    at = 0
    first = next(i for i, item in enumerate(rows.items) if item.element.name == "text")
    for item in rows.items[first:]:
        if item.kind in (Kind.START, Kind.EMPTY):
            starts[item.element] = at
        if item.kind in (Kind.END, Kind.EMPTY):
            spans[item.element] = Span(starts.get(item.element, 0), at)
        parts.append(_characters(item))
        at += len(parts[-1])
        if item.element is rows.items[first].element and item.kind is Kind.END:
            break
    return "".join(parts), spans


def _move(rows: Rows, element: Element, block: Element, border: int) -> None:
    """Put an element to an offset of its block's text as it is now."""
    inside = rows.extent(element)
    items = rows.items[inside.start : inside.stop]
    del rows.items[inside.start : inside.stop]
    places: list[int] = []
    at = 0
    for index in rows.extent(block):
        words = _characters(rows.items[index])
        if at < border < at + len(words):
            _split(rows.items, index, border - at)
            places = [index + 1]
            break
        if at == border:
            places.append(index)
        at += len(words)
    fitting = [index for index in places if block in rows.items[index].before.holders()]
    beside = [index for index in fitting if rows.items[index].before is element.parent]
    # Behind what came there before: several keep their order.
    place = max(beside or fitting, key=lambda index: (-rows.items[index].before.depth, index))
    element.parent = rows.items[place].before
    for item in items:
        item.offset = rows.items[place].offset
    rows.items[place:place] = items


def _split(items: list[Item], index: int, count: int) -> None:
    """Cut an item, which may be new and have no place in the old text, in two."""
    item = items[index]
    known = count if item.length else 0
    left, right = split_characters(item.raw, item.kind, count)
    items[index : index + 1] = [
        Item(item.kind, left, item.element, item.offset, known),
        Item(item.kind, right, item.element, item.offset + known, item.length - known),
    ]


def _unwrap(rows: Rows, element: Element) -> None:
    """Take a correction away; the words of the source in it stay, and so do comments and notes."""
    inside = rows.extent(element)
    items = rows.items[inside.start : inside.stop]
    holder = element.parent or element
    kept: list[Item] = []
    reading: list[Item] = []  # the items of one that an editor wrote
    for item in items:
        own = next((e for e in item.element.holders() if e.added and e.parent is element), None)
        if own is not None and own.name != "note":
            reading.append(item)
            if item.element is own and item.kind in (Kind.END, Kind.EMPTY):
                kept += remarks(reading, notes=True)
                reading = []
        elif item.kind not in _TAGS or not _is_tag_of(item.element, element):
            kept.append(item)
    for item in kept:
        if item.kind in _TAGS:
            if item.element.parent and _is_tag_of(item.element.parent, element):
                item.element.parent = holder
        elif _is_tag_of(item.element, element):
            item.element = holder
    rows.items[inside.start : inside.stop] = kept


def _is_tag_of(element: Element, correction: Element) -> bool:
    return element is correction or (element.parent is correction and element.name == "sic")
