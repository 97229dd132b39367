"""The texts of three versions of an article made one: block by block, and mark by mark where both changed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lxml import etree

from pressmark.errors import PressmarkError
from pressmark.model import Span
from pressmark.tei.edit import edit
from pressmark.tei.edit.changes import Change, EditError, Empty, Remove, Set, Unwrap, Wrap
from pressmark.tei.edit.places import PlaceError
from pressmark.tei.edit.tokens import in_order
from pressmark.tei.ledger import Kind
from pressmark.tei.merge.alignment import Run, align
from pressmark.tei.merge.marks import POINTERS
from pressmark.tei.merge.pieces import CONTAINERS, Piece
from pressmark.tei.names import XML_ID, in_tei, local_name, tei
from pressmark.tei.text import source_words
from pressmark.tei.threeway.fragments import (
    Fragment,
    MixedChoiceError,
    SettledFragments,
    fragments,
    grafted,
    moved,
    settle_fragments,
    without,
)
from pressmark.tei.threeway.marks import Mark, SettledMarks, by_name, mark_of, settle
from pressmark.tei.threeway.sequences import join_rows
from pressmark.tei.threeway.source import Source
from pressmark.tei.threeway.versions import Contradiction, Joined, Three, each_once

_END: Final = "end"  # of the row of blocks; no block is called so


class Blocks:
    """The blocks of one version, by their anchors; one without an anchor by that of the last that has one."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.root.find(tei("text"))
        self.elements: dict[str, etree._Element] = {}
        last, count = "", 0
        for element in self._blocks():
            anchor = str(element.get(XML_ID, ""))
            last, count = (anchor, 0) if anchor else (last, count + 1)
            self.elements[anchor or f"{last}+{count}"] = element

    def _blocks(self) -> Iterator[etree._Element]:
        if self.text is None:
            return
        holders = [iter(self.text)]
        while holders:
            element = next(holders[-1], None)
            if element is None:
                holders.pop()
            elif in_tei(element) and local_name(element) in CONTAINERS:
                holders.append(iter(element))
            elif in_tei(element) and local_name(element) != "milestone":
                yield element

    @property
    def row(self) -> list[tuple[str, str]]:
        """What stands before each block, tags and white space, and the block; then what ends the text."""
        if self.text is None:
            return []
        found: list[tuple[str, str]] = []
        extent = self.source.extents[self.text]
        position = extent.start
        for name, element in self.elements.items():
            own = self.source.extents[element]
            found.append((self.source.text[position : own.start], name))
            position = own.end
        return [*found, (self.source.text[position : extent.end], _END)]

    def raw(self, name: str) -> str | None:
        element = self.elements.get(name)
        return None if element is None else self.source.raw(element)

    def words(self, name: str) -> str:
        return source_words(self.elements[name])

    def marks(self, name: str) -> dict[str, tuple[Mark, Piece]]:
        """The marks of a block by their names, with the pieces that they are read from."""
        block = self.elements[name]
        start = self._start(block)
        found: dict[str, tuple[Mark, Piece]] = {}
        for element in block.iter(etree.Element):
            piece = self._by_target.get(str(element.get(XML_ID, "")) or element_path(element))
            if piece is not None and element is not block and (piece.span or piece.kind is Kind.SENTENCE):
                mark = mark_of(piece, start)
                found.setdefault(next(iter(by_name([mark]))), (mark, piece))
        return found

    @cached_property
    def places(self) -> dict[str, tuple[str, Mark]]:
        """The marks with an anchor, each with the block that it stands in."""
        return {
            mark.anchor: (name, mark)
            for name in self.elements
            for mark, _ in self.marks(name).values()
            if mark.anchor
        }

    def start(self, name: str) -> int:
        """Where a block begins in the source text."""
        return self._start(self.elements[name])

    def _start(self, block: etree._Element) -> int:
        return self._starts[block]

    @cached_property
    def _starts(self) -> dict[etree._Element, int]:
        return {
            element: piece.span.start
            for element, piece in zip(self.elements.values(), self.source.pieces.blocks, strict=True)
        }

    @cached_property
    def _by_target(self) -> Mapping[str, Piece]:
        return {piece.target: piece for piece in self.source.pieces.marks}


def join_bodies(files: Three[Source]) -> Joined[str]:
    """The `<text>` of one article from three, as it is written. What both changed is ours so far.

    `join_blocks` does the rest, in the file that has this text.
    """
    blocks = files.map(Blocks)
    rows = join_rows(blocks.map(lambda each: each.row))
    found = [_clash(clash) for clash in rows.clashes]
    row = rows.row
    names = [name for _, name in row]
    if len({*names}) != len(names) or names[-1:] != [_END]:
        row = tuple(blocks.ours.row)
        found.append(Contradiction("the order of the paragraphs", "changed", "changed otherwise"))
    parts: list[str] = []
    for between, name in row:
        raw = blocks.map(lambda each, name=name: each.raw(name))  # type: ignore[misc]
        parts.append(between)
        if name != _END:
            parts.append((raw.result if raw.settled else None) or raw.ours or raw.theirs or "")
    kept = {name for _, name in row}
    found += [*_lost(blocks, kept)]
    return Joined(result="".join(parts), contradictions=tuple(found))


def _clash(clash: Three[tuple[tuple[str, str], ...]]) -> Contradiction:
    names = clash.map(lambda row: ", ".join(name for _, name in row if name != _END))
    return Contradiction("paragraphs", names.ours or "others", names.theirs or "others")


def _lost(blocks: Three[Blocks], kept: set[str]) -> Iterator[Contradiction]:
    """Blocks that one side took away and the other changed, or added where they have no place."""
    for name in dict.fromkeys((*blocks.base.elements, *blocks.ours.elements, *blocks.theirs.elements)):
        raw = blocks.map(lambda each, name=name: each.raw(name))  # type: ignore[misc]
        if name in kept or (raw.settled and raw.result is None):
            continue
        said = [blocks.ours.words(name) if raw.ours else "", blocks.theirs.words(name) if raw.theirs else ""]
        yield Contradiction(name, *said)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """A block that both sides changed, in the text of the one whose words it has."""

    name: str
    words: str
    marks: SettledMarks
    fragments: SettledFragments
    values: Mapping[str, str | None]
    found: tuple[Contradiction, ...]


def both_changed(files: Three[Source]) -> list[str]:
    """The blocks that both sides changed, each otherwise."""
    blocks = files.map(Blocks)
    found = []
    for name in blocks.ours.elements:
        raw = blocks.map(lambda each, name=name: each.raw(name))  # type: ignore[misc]
        if raw.theirs is not None and not raw.settled:
            found.append(name)
    return found


def join_blocks(data: bytes, files: Three[Source], path: str) -> Joined[bytes]:
    """An article in which the blocks that both changed have what either did to them.

    `data` is the article with all else united.
    """
    blocks = files.map(Blocks)
    data, found = _once(data, blocks, path)
    same: dict[str, str] = {}
    for name in both_changed(files):
        try:
            block = _settled(blocks, name)
        except MixedChoiceError:
            found.append(Contradiction(name, blocks.ours.words(name), blocks.theirs.words(name)))
            continue
        found += block.found
        same |= block.marks.same
        if block.words != blocks.ours.words(name):
            data = _with_raw(data, name, blocks.theirs.raw(name) or "", path)
        data, refused = _carried_out(data, block, path)
        found += refused
    data = _repointed(data, same, path)
    return Joined(result=data, contradictions=each_once(found))


def _settled(blocks: Three[Blocks], name: str) -> _Block:
    """What becomes of a block. Raises MixedChoiceError."""
    words = blocks.map(lambda each: each.words(name) if name in each.elements else "")
    found: list[Contradiction] = []
    if not words.settled:
        found.append(Contradiction(f"{name}, the words", *_differing(words.ours, words.theirs)))
    carrier = words.result
    follow = words.map(lambda text: _following(text, carrier))
    there = blocks.map(lambda each: each if name in each.elements else None)
    marks = Three(*(_marks(each, name, move) for each, move in zip(there, follow, strict=True)))
    settled = settle(marks, lambda span: span.of(carrier))
    pieces = Three(*(_fragments(each, name, move) for each, move in zip(there, follow, strict=True)))
    others = settle_fragments(pieces, f"{name}, what stands beside the words")
    values = there.map(lambda each: {} if each is None else dict(each.elements[name].attrib))
    attributes, contradictions = _values(values, name)
    return _Block(
        name=name,
        words=carrier,
        marks=settled,
        fragments=others,
        values=attributes,
        found=(*found, *settled.found, *others.found, *contradictions),
    )


_Follow = Callable[[Span], Span | None]


def _following(old: str, new: str) -> _Follow:
    """Where words of one text are in another; None for those that are gone."""
    runs = align(old, new)
    return lambda span: _followed(span, runs, old, new)


def _followed(span: Span, runs: tuple[Run, ...], old: str, new: str) -> Span | None:
    def of(offset: int) -> int | None:
        run = next((each for each in runs if each.old <= offset < each.old + each.length), None)
        return None if run is None else run.new + offset - run.old

    if span.start == span.end:
        at = len(new) if span.start == len(old) else of(span.start)
        return None if at is None else Span(at, at)
    first, last = of(span.start), of(span.end - 1)
    return None if first is None or last is None or last < first else Span(first, last + 1)


def _marks(blocks: Blocks | None, name: str, move: _Follow) -> list[Mark]:
    return [] if blocks is None else [mark.moved(move) for mark, _ in blocks.marks(name).values()]


def _fragments(blocks: Blocks | None, name: str, move: _Follow) -> list[Fragment]:
    if blocks is None:
        return []
    standing = [each.fragment for each in fragments(blocks.source, blocks.elements[name])]
    return [moved(each, span) for each in standing if (span := move(each.span)) is not None]


def _values(values: Three[dict[str, str]], name: str) -> tuple[dict[str, str | None], list[Contradiction]]:
    """The attributes of the block itself."""
    result: dict[str, str | None] = {}
    found = []
    for key in dict.fromkeys((*values.ours, *values.theirs, *values.base)):
        value = values.map(lambda each, key=key: each.get(key))  # type: ignore[misc]
        result[str(key)] = value.result
        if not value.settled:
            shown = str(key).rpartition("}")[2]
            found.append(Contradiction(f"{name} @{shown}", value.ours or "", value.theirs or ""))
    return result, found


def _differing(ours: str, theirs: str) -> tuple[str, str]:
    """The words in which two texts differ, from the first to the last."""
    start = next((i for i, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), 0)
    start = max(ours.rfind(" ", 0, start) + 1, 0)
    return ours[start:], theirs[start:]


def _with_raw(data: bytes, name: str, raw: str, path: str) -> bytes:
    """An article with a block written otherwise."""
    blocks = Blocks(Source(data, path))
    extent = blocks.source.extents[blocks.elements[name]]
    text = blocks.source.text
    return (text[: extent.start] + raw + text[extent.end :]).encode("utf-8")


def _carried_out(data: bytes, block: _Block, path: str) -> tuple[bytes, list[Contradiction]]:
    """Give a block the marks, fragments and attributes that it is to have, as far as they have a place."""
    blocks = Blocks(Source(data, path))
    start = blocks.start(block.name)
    standing = blocks.marks(block.name)
    element = blocks.elements[block.name]
    groups: list[tuple[list[Change], Mark | None]] = []
    if element.get(XML_ID):
        attributes = {key: value for key, value in block.values.items() if key != XML_ID}
        if any(element.get(key) != value for key, value in attributes.items()):
            groups.append(([Set(target=block.name, attributes=attributes)], None))
    found: list[Contradiction] = []
    for name in dict.fromkeys((*standing, *block.marks.marks)):
        now, piece = standing.get(name, (None, None))
        wanted = block.marks.marks.get(name)
        if wanted is not None and (
            wanted.span is None or (not wanted.span and wanted.kind is not Kind.SENTENCE)
        ):
            if wanted.by_person and now is None:
                found.append(Contradiction(f"{wanted.anchor or wanted.tag}", "its words are gone", "marked"))
            continue
        if now != wanted:
            groups.append(([*_changes(now, wanted, piece, start)], wanted))
    data, refused = _edited(data, [group for group in groups if group[0]])
    for mark, reason in refused:
        name = mark.anchor or mark.tag if mark else block.name
        found.append(Contradiction(name, f"not changed, because {reason}", mark.tag if mark else "changed"))
    source = Source(data, path)
    before = fragments(source, Blocks(source).elements[block.name])
    wanted_ones = {each.essence for each in block.fragments.fragments}
    data = without(source, (each for each in before if each.fragment.essence not in wanted_ones))
    there = {each.fragment.essence for each in before}
    for fragment in block.fragments.fragments:
        if fragment.essence not in there:
            try:
                source = Source(data, path)
                element = Blocks(source).elements[block.name]
                grown = grafted(source, element, start, [fragment])
                Source(grown, path)
                data = grown
            except (PlaceError, PressmarkError) as error:
                reason = str(error) if isinstance(error, PlaceError) else "it crosses another element"
                found.append(Contradiction(block.name, f"left out, because {reason}", fragment.before))
    return data, found


def _changes(now: Mark | None, wanted: Mark | None, piece: Piece | None, start: int) -> Iterator[Change]:
    """What makes a mark what it is to be. `start` is where its block begins."""
    if now is not None and piece is not None and (wanted is None or wanted.span != now.span):
        removal = Remove if now.kind is Kind.SENTENCE else Unwrap
        yield removal(target=piece.target)
        now = None
    if wanted is None or wanted.span is None:
        return
    if now is None:
        attributes = {name: value for name, value in wanted.values.items() if name}
        if wanted.anchor:
            attributes["xml:id"] = wanted.anchor
        span = Span(start + wanted.span.start, start + wanted.span.end)
        if wanted.kind is Kind.SENTENCE:
            yield Empty(offset=span.start, tag=wanted.tag, attributes=in_order(attributes))
        else:
            yield Wrap(
                span=span, tag=wanted.tag, attributes=in_order(attributes), parts=_absolute(wanted, start)
            )
        return
    if piece is None:
        return
    changed = {
        name: wanted.values.get(name)
        for name in dict.fromkeys((*wanted.values, *now.values))
        if name and wanted.values.get(name) != now.values.get(name)
    }
    tag = wanted.tag if wanted.tag != now.tag else None
    parts = _absolute(wanted, start) if wanted.parts != now.parts else None
    if changed or tag or parts is not None:
        yield Set(target=piece.target, attributes=changed, tag=tag, parts=parts)


def _absolute(mark: Mark, start: int) -> tuple[tuple[Span, str], ...]:
    return tuple((Span(start + part.start, start + part.end), tag) for part, tag in mark.parts or ())


def _edited(
    data: bytes, groups: list[tuple[list[Change], Mark | None]]
) -> tuple[bytes, list[tuple[Mark | None, str]]]:
    """The file with all changes, or with those that can be made, and why the others cannot."""
    try:
        return edit(data, [change for changes, _ in groups for change in changes]), []
    except EditError:
        refused: list[tuple[Mark | None, str]] = []
    for changes, mark in groups:
        try:
            data = edit(data, changes)
        except EditError as error:
            refused.append((mark, error.reason))
    return data, refused


def _once(data: bytes, blocks: Three[Blocks], path: str) -> tuple[bytes, list[Contradiction]]:
    """An article in which marks moved into another block stand once, and what contradicts that."""
    found: list[Contradiction] = []
    for anchor, was in blocks.base.places.items():
        place = Three(was, blocks.ours.places.get(anchor), blocks.theirs.places.get(anchor))
        if {was[0]} == {each[0] for each in place if each}:
            continue
        kept = place.result
        if not place.settled and _is_decided(place.ours):
            if was[1].kind is not Kind.SENTENCE:
                said = [f"in {each[0]}" if each else "not marked" for each in (place.ours, place.theirs)]
                found.append(Contradiction(anchor, *said))
        elif not place.settled and place.theirs is not None and place.theirs[1].by_person:
            kept = place.theirs
        removal = Remove if was[1].kind is Kind.SENTENCE else Unwrap
        others = [
            removal(target=element_path(each))
            for name, element in Blocks(Source(data, path)).elements.items()
            for each in element.iter(etree.Element)
            if each.get(XML_ID) == anchor and (kept is None or name != kept[0])
        ]
        data = edit(data, others) if others else data
    return data, found


def _is_decided(place: tuple[str, Mark] | None) -> bool:
    """Whether a person decided where a mark stands, or that it does not."""
    return place is None or place[1].by_person or place[1].kind is Kind.SENTENCE


def _repointed(data: bytes, same: Mapping[str, str], path: str) -> bytes:
    """An article in which nothing points to a mark that another stands for, or that is gone."""
    pieces = Source(data, path).pieces
    changes: list[Change] = []
    for piece in pieces:
        changed: dict[str, str | None] = {}
        for name in POINTERS & piece.attributes.keys():
            targets = [each.removeprefix("#") for each in piece.attributes[name].split()]
            wanted = [same.get(each, each) for each in targets]
            kept = [f"#{each}" for each in wanted if each in pieces.ids]
            if kept != piece.attributes[name].split():
                changed[name] = " ".join(kept) or None
        if changed:
            changes.append(Set(target=piece.target, attributes=changed))
    return edit(data, changes) if changes else data
