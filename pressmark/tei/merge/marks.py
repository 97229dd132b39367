"""What the machine would mark today, held against what stands: what stays, what goes, what comes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from pressmark.model import Span
from pressmark.tei.edit.changes import Change, Empty, Remove, Set, Unwrap, Wrap
from pressmark.tei.ledger import Kind
from pressmark.tei.merge.owners import Barred
from pressmark.tei.merge.pieces import MARK_KINDS, Overlaps, Piece, Pieces

# Attributes that point to other anchors of the article; they are set when all anchors are given.
POINTERS: Final = frozenset({"next", "prev", "corresp"})
# Kinds of mark of which a text has only one for the same words.
RIVALS: Final = {
    Kind.SENTENCE: frozenset({Kind.SENTENCE}),
    Kind.QUOTATION: frozenset({Kind.QUOTATION, Kind.WORDS}),
    Kind.WORDS: frozenset({Kind.QUOTATION, Kind.WORDS}),
    Kind.MENTION: frozenset({Kind.MENTION, Kind.DATE}),
    Kind.DATE: frozenset({Kind.MENTION, Kind.DATE}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """What stands, held against what the machine would mark in the same text.

    `standing` gives for what it would mark, by its fresh anchor, the anchor of the mark that
    stands for it, the machine's or a person's. `same` are the machine's own marks that it would
    make again, each with the fresh one; `gone` those that it would not; `new` what it would add.
    """

    standing: Mapping[str, str]
    same: tuple[tuple[Piece, Piece], ...]
    gone: tuple[Piece, ...]
    new: tuple[Piece, ...]


def match(now: Pieces, fresh: Pieces, machine: Collection[str], barred: Iterable[Barred]) -> Matching:
    """Match the marks of two versions of the same text. `machine` are the anchors of the machine's own.

    Where the machine would mark words that a person marked otherwise, or freed from such a mark,
    the person wins.
    """
    freed: dict[Kind, list[Span]] = defaultdict(list)
    for each in barred:
        freed[each.kind].append(each.span)
    standing: dict[str, str] = {}
    same: list[tuple[Piece, Piece]] = []
    gone: list[Piece] = []
    new: list[Piece] = []
    for kind in MARK_KINDS:
        wanted = list(fresh.of_kind(kind))
        own: dict[Span, list[Piece]] = defaultdict(list)  # a correction can leave two on the same words
        others: list[Piece] = []
        for piece in now.of_kind(kind):
            if piece.anchor in machine:
                own[_key(piece)].append(piece)
            elif piece.span or kind is Kind.SENTENCE:  # no words of the source: in an editor's note
                others.append(piece)
        peoples = {_key(piece): piece.anchor for piece in others}
        rivals = {
            piece.span for piece in now.marks if piece.kind in RIVALS[kind] and piece.anchor not in machine
        }
        seen = {piece.span for piece in wanted}
        theirs = Overlaps((each.span for each in others), _whole)
        barred_here = Overlaps(freed[kind], _whole)
        for piece in wanted:
            key = _key(piece)
            if own[key]:
                same.append((own[key].pop(0), piece))
                standing[piece.anchor] = same[-1][0].anchor
            elif key in peoples:
                standing[piece.anchor] = peoples[key]
            elif kind is Kind.SENTENCE:
                first = Span(piece.span.start, piece.span.start + 1)
                if not any(_inside(piece, each) for each in theirs.over(first)) and not any(
                    barred_here.over(first)
                ):
                    new.append(piece)
            elif piece.span not in rivals and not any(
                _in_the_way(each, piece.span, seen)
                for each in (*theirs.over(piece.span), *barred_here.over(piece.span))
            ):
                new.append(piece)
        # Without its milestone, a sentence would become part of the one before: not if that is a person's.
        ends = {each.span.end for each in others} if kind is Kind.SENTENCE else set()
        left = [piece for pieces in own.values() for piece in pieces]
        gone += [piece for piece in left if piece.span.start not in ends]
    new.sort(key=lambda piece: (piece.span.start, -piece.span.end, MARK_KINDS.index(piece.kind or Kind.DATE)))
    return Matching(standing=standing, same=tuple(same), gone=tuple(gone), new=tuple(new))


def _whole(span: Span) -> Span:
    return span


def _key(piece: Piece) -> Span:
    """By what a mark is known again: its words; a sentence, by where it starts."""
    start = piece.span.start
    return Span(start, start) if piece.kind is Kind.SENTENCE else piece.span


def _inside(sentence: Piece, other: Span) -> bool:
    return other.start < sentence.span.start < other.end


def _in_the_way(decided: Span, span: Span, seen: Collection[Span]) -> bool:
    """Whether words that a person decided on rule out a mark of the same kind.

    Not if the machine sees a mark there, too, so that it takes one of the two to be inside the other.
    """
    if not decided.overlaps(span):
        return False
    nested = decided != span and (decided.covers(span) or span.covers(decided))
    return not (nested and decided in seen)


def updates(same: Iterable[tuple[Piece, Piece]]) -> Iterator[Set]:
    """What makes the machine's own marks what it would write today, but for pointers."""
    for own, fresh in same:
        if own.kind is Kind.SENTENCE:
            continue
        attributes = {
            name: fresh.attributes.get(name)
            for name in dict.fromkeys((*fresh.attributes, *own.attributes))
            if name not in POINTERS and fresh.attributes.get(name) != own.attributes.get(name)
        }
        tag = fresh.tag if fresh.tag != own.tag else None
        parts = fresh.parts if sorted(fresh.parts, key=str) != sorted(own.parts, key=str) else None
        if attributes or tag or parts is not None:
            yield Set(target=own.target, attributes=attributes, tag=tag, parts=parts)


def removal(piece: Piece) -> Change:
    """What takes a mark away and leaves its words."""
    return Remove(target=piece.target) if piece.kind is Kind.SENTENCE else Unwrap(target=piece.target)


def addition(piece: Piece, anchor: str) -> Change:
    """What makes a new mark, but for pointers. A sentence is a milestone before its words."""
    attributes = {name: value for name, value in piece.attributes.items() if name not in POINTERS}
    if piece.kind is Kind.SENTENCE:
        return Empty(offset=piece.span.start, tag=piece.tag, attributes=with_anchor(attributes, anchor))
    return Wrap(span=piece.span, tag=piece.tag, attributes=with_anchor(attributes, anchor), parts=piece.parts)


def with_anchor(attributes: Mapping[str, str], anchor: str) -> dict[str, str]:
    """The attributes with the xml:id where the build writes it: behind @type and @unit."""
    first = {name: value for name, value in attributes.items() if name in ("type", "unit")}
    return {**first, "xml:id": anchor, **attributes}


def pointers(
    now: Pieces, fresh: Pieces, machine: Collection[str], finals: Mapping[str, str], known: Collection[str]
) -> Iterator[Change]:
    """What makes the pointers between marks right, and lets none lead to an anchor that was taken away.

    `finals` gives the anchors of what the machine would mark, by their fresh ones; `known` are
    all anchors that the article ever had. A person's pointers stay, unless what they lead to is gone.
    """
    links = _links(now, fresh, machine, finals)
    fresh_blocks = {piece.span: piece for piece in fresh.blocks}
    blocks = {id(piece) for piece in now.blocks}
    for piece in now:
        wanted: dict[str, str | None] = {}
        if piece.anchor in machine and piece.kind is Kind.QUOTATION:
            wanted = {name: links.get((piece.anchor, name)) for name in ("next", "prev")}
        elif piece.anchor in machine and piece.span in fresh_blocks and id(piece) in blocks:
            block = fresh_blocks[piece.span]
            repeated = finals.get(block.attributes.get("corresp", "").removeprefix("#"))
            wanted = {
                "corresp": f"#{repeated}" if repeated else None,
                "resp": block.attributes.get("resp") if repeated else None,
            }
        else:
            for name in POINTERS & piece.attributes.keys():
                target = piece.attributes[name].removeprefix("#")
                if target in known and target not in now.by_anchor:
                    wanted[name] = None
            if "corresp" in wanted and piece.anchor in machine:
                wanted["resp"] = None
        changed = {name: value for name, value in wanted.items() if piece.attributes.get(name) != value}
        if changed:
            yield Set(target=piece.target, attributes=changed)


def _links(
    now: Pieces, fresh: Pieces, machine: Collection[str], finals: Mapping[str, str]
) -> dict[tuple[str, str], str]:
    """Where the machine's own parts of interrupted quotations point: by anchor and attribute."""
    links: dict[tuple[str, str], str] = {}
    back = {"next": "prev", "prev": "next"}
    for piece in now.of_kind(Kind.QUOTATION):
        for name in back.keys() & piece.attributes.keys():
            other = piece.attributes[name].removeprefix("#")
            if piece.anchor not in machine and other in machine and other in now.by_anchor:
                links.setdefault((other, back[name]), f"#{piece.anchor}")
    for chain in _chains(fresh):
        parts = [finals[anchor] for anchor in chain if finals.get(anchor) in now.by_anchor]
        for left, right in pairwise(parts):
            free = (left, "next") not in links and (right, "prev") not in links
            if left in machine and right in machine and free:
                links[left, "next"], links[right, "prev"] = f"#{right}", f"#{left}"
    return links


def _chains(fresh: Pieces) -> Iterator[list[str]]:
    """The fresh anchors of the parts of each interrupted quotation, in order."""
    following = {
        piece.anchor: piece.attributes["next"].removeprefix("#")
        for piece in fresh.of_kind(Kind.QUOTATION)
        if "next" in piece.attributes
    }
    for first in following.keys() - following.values():
        chain = [first]
        while chain[-1] in following:
            chain.append(following[chain[-1]])
        yield chain
