"""Encoding an article whose file is gone: what it published keeps its anchors."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from pressmark.model import Span
from pressmark.tei.edit import edit
from pressmark.tei.ledger import Entry, Kind, Ledger, State, fingerprint
from pressmark.tei.merge.changes import Numbers
from pressmark.tei.merge.entries import nearest, standing_for
from pressmark.tei.merge.marks import POINTERS, match, removal
from pressmark.tei.merge.owners import Barred, locate, occurrences
from pressmark.tei.merge.pieces import Pieces, read_pieces
from pressmark.tei.names import XML_ID, tei
from pressmark.tei.parse import parse
from pressmark.tei.write import serialise

_MADE_ANEW = "not found when the file was made anew"


def again(data: bytes, ledger: Ledger) -> bytes:
    """A freshly encoded file with the anchors that its ledger knows, without marks that people took away."""
    pieces = read_pieces(parse(data, ""))
    named = serialise(_renamed(parse(data, "", whole=True), _anchors(pieces, ledger)))
    pieces = read_pieces(parse(named, ""))
    freed = [entry for entry in ledger.values() if not entry.is_live and entry.at]
    barred = [
        Barred(anchor=entry.anchor, kind=entry.kind, span=span)
        for entry in freed
        for span in locate(entry, pieces, ledger)
    ]
    bare = Pieces(pieces.text, pieces.blocks, ())
    allowed = {piece.anchor for piece in match(bare, pieces, frozenset(), barred).new}
    return edit(named, [removal(piece) for piece in pieces.marks if piece.anchor not in allowed])


def not_made_again(ledger: Ledger, pieces: Pieces) -> Iterator[Entry]:
    """The lines on what an article published and, encoded again, does not have."""
    for entry in ledger.live():
        if entry.anchor in pieces.by_anchor:
            continue
        span = next(occurrences(entry, Span(0, len(pieces.text)), pieces.text), None)
        successor = standing_for(entry.kind, span, pieces) if span else nearest(entry.anchor, pieces)
        yield replace(entry, state=State.RETIRED, successor=successor, reason=_MADE_ANEW, machine="", at="")


def _anchors(pieces: Pieces, ledger: Ledger) -> dict[str, str]:
    """The anchors of a fresh file by what they become: those of the same words, in their order, first."""
    known: dict[tuple[Kind, str], list[str]] = defaultdict(list)
    for entry in ledger.live():
        known[entry.kind, entry.words].append(entry.anchor)
    numbers = Numbers(ledger)
    anchors: dict[str, str] = {}
    for piece in sorted(pieces, key=lambda piece: (piece.span.start, -piece.span.end)):
        if not piece.kind:
            continue
        same = known[piece.kind, fingerprint(pieces.words(piece))]
        anchors[piece.anchor] = same.pop(0) if same else numbers.next(piece)
    return anchors


def _renamed(root: etree._Element, anchors: dict[str, str]) -> etree._Element:
    """The tree with other anchors, in place."""
    for text in root.iterfind(tei("text")):
        for element in text.iter(etree.Element):
            if anchor := anchors.get(element.get(XML_ID, "")):
                element.set(XML_ID, anchor)
            for name in POINTERS & {str(key) for key in element.attrib}:
                target = element.get(name, "").removeprefix("#")
                element.set(name, f"#{anchors.get(target, target)}")
    return root
