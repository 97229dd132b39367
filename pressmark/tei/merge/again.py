"""Encoding an article whose file is gone: what it published keeps its anchors."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from lxml import etree

from pressmark.model import Span
from pressmark.tei.edit import edit
from pressmark.tei.ledger import Entry, Kind, Ledger, State, squeezed
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
        place = _block(entry)
        block = place if place in pieces.by_anchor else ""
        region = pieces.stretch(block) if block else Span(0, len(pieces.text))
        span = next(occurrences(entry, region, pieces.text), None)
        successor = standing_for(entry.kind, span, pieces) if span else block
        successor = successor or nearest(place or entry.anchor, pieces)
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
    left: dict[tuple[Kind, str], list[Entry]] = defaultdict(list)
    for entry in known.values():
        left[entry.kind, _block(entry)].append(entry)
    numbers = Numbers(ledger)
    for piece in ordered:
        if piece.kind and piece.anchor not in anchors:
            near = left[piece.kind, _block(fresh[piece.anchor])]
            words = pieces.words(piece)
            corrected = next((each for each in near[:_NEAR] if _is_corrected(each, words, pieces)), None)
            if corrected:
                near.remove(corrected)
            anchors[piece.anchor] = corrected.anchor if corrected else numbers.next(piece)
    return anchors


def _is_corrected(entry: Entry, words: str, pieces: Pieces) -> bool:
    """Whether words are those of an entry with corrections, and not beside those.

    A sentence that a person divided begins as it did.
    """
    if next(occurrences(entry, Span(0, len(pieces.text)), pieces.text), None) is not None:
        return entry.kind is Kind.SENTENCE and squeezed(words).startswith(entry.text)
    return bool(entry.words) and is_same(entry, words)


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
