"""Blocks of an article that both sides changed: what either did to marks and to what stands beside."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from pressmark.errors import PressmarkError
from pressmark.model import Span
from pressmark.tei.edit import edit
from pressmark.tei.edit.changes import Change, EditError, Empty, Remove, Set, Unwrap, Wrap, element_path
from pressmark.tei.edit.places import PlaceError
from pressmark.tei.edit.tokens import in_order
from pressmark.tei.ledger import Kind
from pressmark.tei.merge.alignment import Run, align
from pressmark.tei.merge.marks import POINTERS
from pressmark.tei.merge.pieces import Piece
from pressmark.tei.names import XML_ID
from pressmark.tei.threeway.body import Blocks
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
from pressmark.tei.threeway.marks import Mark, SettledMarks, settle
from pressmark.tei.threeway.source import Source
from pressmark.tei.threeway.versions import Contradiction, Joined, Three, each_once


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
