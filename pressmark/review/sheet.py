"""An article as an editor saw it, and what she decided there carried over to the article as it is now."""

import hashlib
from dataclasses import dataclass, replace

from pressmark.model import Span
from pressmark.review.decisions import Add, Decision, Move, chained
from pressmark.tei.merge.pieces import Piece, Pieces, read_pieces
from pressmark.tei.parse import parse
from pressmark.tei.read_header import read_header


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """An article as it was read: its bytes, their digest, its pieces, title and status."""

    siglum: str
    data: bytes
    version: str
    pieces: Pieces
    title: str
    status: str

    @property
    def approved(self) -> bool:
        return self.status == "approved"


class NoArticleError(LookupError):
    """There is no article of that name, or none any more; the message says which, to the editor."""


class ChangedError(Exception):
    """What a decision is about is not in the file any more as the editor saw it, or may not be.

    `seen` is None if the version that she saw is not known any more.
    """

    def __init__(self, seen: Sheet | None, now: Sheet, anchors: tuple[str, ...]) -> None:
        super().__init__("the file has changed since the page was made")
        self.seen = seen
        self.now = now
        self.anchors = anchors


def read_sheet(siglum: str, data: bytes, path: str) -> Sheet:
    """An article from the bytes of its file; `path` is for messages only. Raises PressmarkError."""
    root = parse(data, path)
    header = read_header(root)
    return Sheet(
        siglum=siglum,
        data=data,
        version=hashlib.sha256(data).hexdigest(),
        pieces=read_pieces(root),
        title=header.title or siglum,
        status=header.status or "draft",
    )


def carried(decision: Decision, seen: Sheet, now: Sheet) -> Decision:
    """The decision for the newer file. Raises ChangedError if what it is about is not the same there."""
    if not set(decision.anchors) <= seen.pieces.by_anchor.keys():
        raise ChangedError(seen, now, decision.anchors)
    for anchor in chained(seen.pieces, decision.anchors):
        if anchor not in now.pieces.by_anchor or not same(anchor, seen.pieces, now.pieces):
            raise ChangedError(seen, now, decision.anchors)
    if isinstance(decision, Add | Move):
        span = _carried_span(decision.span, seen.pieces, now.pieces)
        if span is None:
            raise ChangedError(seen, now, decision.anchors)
        return replace(decision, span=span)
    return decision


def same(anchor: str, one: Pieces, other: Pieces) -> bool:
    """Whether a mark has the same element, attributes and words in two versions of an article."""
    left, right = one.by_anchor[anchor], other.by_anchor[anchor]
    return _essence(left, one) == _essence(right, other)


def _essence(piece: Piece, pieces: Pieces) -> tuple[object, ...]:
    start = piece.span.start
    parts = [(part.start - start, part.end - start, tag) for part, tag in piece.parts]
    return piece.tag, dict(piece.attributes), parts, pieces.words(piece)


def _carried_span(span: Span, seen: Pieces, now: Pieces) -> Span | None:
    """Where the words are in the newer version; None if the block that holds them is not the same there."""
    if seen.text == now.text:
        return span
    for old in seen.blocks:
        new = now.by_anchor.get(old.anchor)
        if old.span.covers(span) and new and now.words(new) == seen.words(old):
            shift = new.span.start - old.span.start
            return Span(span.start + shift, span.end + shift)
    return None
