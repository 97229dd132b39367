"""Encoding an article whose file is gone: what it published keeps its anchors."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Final

from lxml import etree

from pressmark.model import Span
from pressmark.tei.edit import edit
from pressmark.tei.ledger import Entry, Ledger, State
from pressmark.tei.likeness import is_same
from pressmark.tei.merge.changes import Numbers
from pressmark.tei.merge.entries import entry_of, nearest, standing_for
from pressmark.tei.merge.marks import POINTERS, match, removal
from pressmark.tei.merge.owners import freed, occurrences
from pressmark.tei.merge.pieces import Piece, Pieces, read_pieces
from pressmark.tei.names import XML_ID, tei
from pressmark.tei.parse import parse
from pressmark.tei.write import serialise

_MADE_ANEW: Final = "not found when the file was made anew"
# How many things that the ledger knows are tried for one whose words were corrected.
_NEAR: Final = 20


def again(data: bytes, ledger: Ledger) -> bytes:
    """A freshly encoded file with the anchors that its ledger knows, without marks that people took away."""
    pieces = read_pieces(parse(data, ""))
    data = _renamed(data, _anchors(pieces.blocks, pieces, ledger))
    pieces = read_pieces(parse(data, ""))
    barred = freed(pieces, ledger)
    bare = Pieces(pieces.text, pieces.blocks, ())
    allowed = {piece.anchor for piece in match(bare, pieces, frozenset(), barred).new}
    data = edit(data, [removal(piece) for piece in pieces.marks if piece.anchor not in allowed])
    pieces = read_pieces(parse(data, ""))
    return _renamed(data, _anchors(pieces.marks, pieces, ledger))


def not_made_again(ledger: Ledger, pieces: Pieces) -> Iterator[Entry]:
    """The lines on what an article published and, encoded again, does not have."""
    for entry in ledger.live():
        if entry.anchor in pieces.by_anchor:
            continue
        block = _block(entry)
        span = next(occurrences(entry, Span(0, len(pieces.text)), pieces.text), None)
        if span:
            successor = standing_for(entry.kind, span, pieces)
        else:
            successor = block if block in pieces.by_anchor else nearest(block or entry.anchor, pieces)
        yield replace(entry, state=State.RETIRED, successor=successor, reason=_MADE_ANEW, machine="", at="")


def _block(entry: Entry) -> str:
    """The anchor of the block that holds the words of an entry; empty for a block."""
    return entry.at.partition(" ")[0]


# By what a thing is known again, the surest first.
_SAME: Final[tuple[Callable[[Entry], tuple[str, ...]], ...]] = (
    lambda entry: (entry.kind, entry.words, entry.at),
    lambda entry: (entry.kind, entry.words, _block(entry)),
    lambda entry: (entry.kind, entry.words),
)


def _anchors(made: Iterable[Piece], pieces: Pieces, ledger: Ledger) -> dict[str, str]:
    """The anchors of a fresh file by what they become: those of the same words, in their order, first.

    Of what is left, those of words that were corrected since.
    """
    ordered = sorted(made, key=lambda piece: (piece.span.start, -piece.span.end))
    fresh = {
        piece.anchor: entry_of(piece, pieces, date.min, by_machine=False) for piece in ordered if piece.kind
    }
    known = {entry.anchor: entry for entry in ledger.live()}
    anchors: dict[str, str] = {}
    for same in _SAME:
        places: dict[tuple[str, ...], deque[str]] = defaultdict(deque)
        for anchor, entry in known.items():
            places[same(entry)].append(anchor)
        for anchor, entry in fresh.items():
            if anchor not in anchors and (alike := places[same(entry)]):
                anchors[anchor] = alike.popleft()
                del known[anchors[anchor]]
    known = {anchor: entry for anchor, entry in known.items() if not _stands(entry, pieces)}
    numbers = Numbers(ledger)
    for piece in ordered:
        if piece.kind and piece.anchor not in anchors:
            entry, words = fresh[piece.anchor], pieces.words(piece)
            near = islice(
                (each for each in known.values() if (each.kind, _block(each)) == (entry.kind, _block(entry))),
                _NEAR,
            )
            corrected = next((each.anchor for each in near if each.words and is_same(each, words)), None)
            anchors[piece.anchor] = corrected or numbers.next(piece)
            known.pop(anchors[piece.anchor], None)
    return anchors


def _stands(entry: Entry, pieces: Pieces) -> bool:
    """Whether the words of an entry are in the text as they were, so that no others are those, corrected."""
    return next(occurrences(entry, Span(0, len(pieces.text)), pieces.text), None) is not None


def _renamed(data: bytes, anchors: Mapping[str, str]) -> bytes:
    """The file with other anchors."""
    root = parse(data, "", whole=True)
    for text in root.iterfind(tei("text")):
        for element in text.iter(etree.Element):
            if anchor := anchors.get(element.get(XML_ID, "")):
                element.set(XML_ID, anchor)
            for name in POINTERS & {str(key) for key in element.attrib}:
                target = element.get(name, "").removeprefix("#")
                element.set(name, f"#{anchors.get(target, target)}")
    return serialise(root)
