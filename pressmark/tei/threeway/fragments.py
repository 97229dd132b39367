"""What stands in a block besides its marks: corrections, supplied words, notes, comments, other elements.

A fragment is what is written before and after some words of the source; either may be all of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from pressmark.model import Span
from pressmark.tei.edit.places import NAME_PARTS, gaps, place_of_wrap, split_at
from pressmark.tei.edit.tokens import Element, Item, Kind, attribute, join_items, read_items
from pressmark.tei.names import XML_ID, local_name
from pressmark.tei.text import is_added
from pressmark.tei.threeway.source import Source, Splice
from pressmark.tei.threeway.versions import Contradiction, Three
from pressmark.tei.vocabulary import ANCHORED


class MixedChoiceError(ValueError):
    """A `<choice>` with characters between its readings: nobody can say what is the source's."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """What is written around some words, in offsets from the start of the block.

    `holder` is the anchor of the innermost mark that it stands in, or empty.
    """

    span: Span
    before: str
    after: str
    holder: str = ""

    @property
    def essence(self) -> tuple[Span, str, str]:
        return self.span, self.before, self.after

    @property
    def is_comment(self) -> bool:
        return self.before.startswith("<!--")

    def touches(self, other: "Fragment") -> bool:
        if self.is_comment or other.is_comment:
            return False
        return self.span == other.span or self.span.overlaps(other.span)


@dataclass(frozen=True, slots=True)
class Standing:
    """A fragment in a file, with where what is written before and after the words stands."""

    fragment: Fragment
    places: tuple[tuple[int, int], ...]  # in the characters of the file, half-open


def fragments(source: Source, block: etree._Element) -> list[Standing]:
    """The fragments of a block, in their order. Raises MixedChoiceError."""
    return [*_Reader(source).read(block)]


class _Reader:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._offset = 0

    def read(self, element: etree._Element, holder: str = "") -> Iterator[Standing]:
        self._offset += len(element.text or "")
        for child in element:
            yield from self._child(child, holder)
            self._offset += len(child.tail or "")

    def _child(self, child: etree._Element, holder: str) -> Iterator[Standing]:
        name, start = local_name(child), self._offset
        if name in ANCHORED:
            yield from self.read(child, str(child.get(XML_ID, "")))
        elif name in NAME_PARTS:
            yield from self.read(child, holder)
        elif not isinstance(child.tag, str) or is_added(name, child.get("type")):
            yield self._whole(child, holder)
        elif name == "choice":
            yield from self._choice(child, holder)
        else:
            inside = [*self.read(child, holder)]
            if self._offset == start:
                yield self._whole(child, holder)
                return
            yield self._around(child, child, start, holder)
            yield from inside

    def _whole(self, node: etree._Element, holder: str) -> Standing:
        extent = self._source.extents[node]
        fragment = Fragment(Span(self._offset, self._offset), self._source.raw(node), "", holder)
        return Standing(fragment, ((extent.start, extent.end),))

    def _choice(self, choice: etree._Element, holder: str) -> Iterator[Standing]:
        """What is written around the reading of the source."""
        if choice.text or any(reading.tail for reading in choice):
            raise MixedChoiceError
        start = self._offset
        reading = next(filter(_of_source, choice), None)
        inside = [] if reading is None else [*self.read(reading, holder)]
        if reading is None or self._offset == start:
            yield self._whole(choice, holder)
            return
        yield self._around(choice, reading, start, holder)
        yield from inside

    def _around(self, outer: etree._Element, inner: etree._Element, start: int, holder: str) -> Standing:
        text, around, within = self._source.text, self._source.extents[outer], self._source.extents[inner]
        before, after = (around.start, within.inner_start), (within.inner_end, around.end)
        written = Fragment(Span(start, self._offset), text[slice(*before)], text[slice(*after)], holder)
        return Standing(written, (before, after))


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledFragments:
    """What is to be put into ours and taken out of it, and what the two say differently."""

    fragments: tuple[Fragment, ...]
    found: tuple[Contradiction, ...]


def settle_fragments(three: Three[list[Fragment]], where: str) -> SettledFragments:
    """The fragments of a block from those of three versions, all in the same text."""
    base, ours, theirs = three.map(lambda each: {fragment.essence: fragment for fragment in each})
    found: list[Contradiction] = []
    kept = {key: each for key, each in ours.items() if key in theirs or key not in base}
    own = [each for key, each in ours.items() if key not in base]
    for key, fragment in theirs.items():
        if key in base or key in ours:
            continue
        rival = next((each for each in own if each.touches(fragment)), None)
        if rival is None:
            kept[key] = fragment
        else:
            found.append(Contradiction(where, _written(rival), _written(fragment)))
    return SettledFragments(fragments=tuple(kept.values()), found=(*found, *_left(base, ours, theirs, where)))


_Fragments = dict[tuple[Span, str, str], Fragment]


def _left(base: _Fragments, ours: _Fragments, theirs: _Fragments, where: str) -> Iterator[Contradiction]:
    """What one side took away and the other put something else in the place of."""
    for key, fragment in base.items():
        if key in ours or key in theirs:
            continue
        new = [
            next((each for k, each in side.items() if k not in base and each.touches(fragment)), None)
            for side in (ours, theirs)
        ]
        if (new[0] is None) is not (new[1] is None):
            yield Contradiction(where, *(_written(each) if each else "" for each in new))


def _written(fragment: Fragment) -> str:
    return f"{fragment.before}{'…' if fragment.span else ''}{fragment.after}"


def without(source: Source, standing: Iterable[Standing]) -> bytes:
    """A file without some of its fragments; the words that they are around stay."""
    return source.spliced(Splice(*place, "") for each in standing for place in each.places)


def grafted(source: Source, block: etree._Element, start: int, new: Iterable[Fragment]) -> bytes:
    """A file with fragments more in a block, which begins at `start` in the source text.

    Raises PlaceError where one cannot stand.
    """
    items = read_items(source.text)
    elements = dict.fromkeys(item.element for item in items if item.kind in (Kind.START, Kind.EMPTY))
    inside = dict(zip(source.root.iter(etree.Element), elements, strict=True))[block]
    for fragment in new:
        span = Span(start + fragment.span.start, start + fragment.span.end)
        if span:
            _put_around(items, span, fragment)
        else:
            index = _place(items, span.start, fragment.holder, inside)
            items.insert(index, Item(Kind.OTHER, fragment.before, items[index].before, span.start))
    return join_items(items).encode("utf-8")


_ANY: Final = "choice"  # an element that may stand in any mark


def _put_around(items: list[Item], span: Span, fragment: Fragment) -> None:
    split_at(items, span.start)
    split_at(items, span.end)
    first, last = place_of_wrap(items, span, _ANY)
    holder = items[first].before
    items.insert(last, Item(Kind.OTHER, fragment.after, holder, span.end))
    items.insert(first, Item(Kind.OTHER, fragment.before, holder, span.start))


def _place(items: list[Item], offset: int, holder: str, block: Element) -> int:
    """Where something without words goes: into the mark that held it, or as far outside as can be."""
    split_at(items, offset)
    inside = [index for index in gaps(items, offset) if block in items[index].before.holders()]
    anchors = {item.element: attribute(item.raw, "xml:id") for item in items if item.kind is Kind.START}
    for index in inside:
        held = next((anchors.get(each) for each in items[index].before.holders() if anchors.get(each)), "")
        if holder and held == holder:
            return index
    return min(inside, key=lambda index: items[index].before.depth)


def _of_source(reading: etree._Element) -> bool:
    return isinstance(reading.tag, str) and not is_added(local_name(reading), reading.get("type"))


def moved(fragment: Fragment, span: Span) -> Fragment:
    return replace(fragment, span=span)
