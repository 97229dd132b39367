"""What a ledger says after a run: the anchors that are there, and what stands for those that went."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pressmark.ids import parse_anchor
from pressmark.model import Span
from pressmark.tei.edit.tokens import in_order, make_tag
from pressmark.tei.ledger import Entry, Kind, Ledger, State, fingerprint, glimpse
from pressmark.tei.likeness import is_same
from pressmark.tei.merge.marks import RIVALS
from pressmark.tei.merge.owners import holding, occurrences, signature, whereabouts
from pressmark.tei.merge.pieces import BLOCK_KINDS, MARK_KINDS, Piece, Pieces

BY_HAND = "removed by hand"
NOT_FOUND = "no longer found"
CORRECTED = "its words were corrected away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """An anchor that was in the file before the run and is not after it, and where its words were.

    `span` is where they are in the new text, None if they went; `place` is then the anchor of
    the block that stands nearest to where they were.
    """

    piece: Piece
    reason: str
    span: Span | None
    place: str = ""


def there(
    pieces: Pieces, before: Pieces, ledger: Ledger, machine: Collection[str], today: date
) -> Iterator[Entry]:
    """The lines on the anchors of a file. `before` is what stood at the beginning of the run.

    An anchor that a person put on other words keeps the line that says what it was on.
    """
    for anchor, piece in pieces.by_anchor.items():
        old = ledger.get(anchor)
        stood = before.by_anchor.get(anchor)
        if old is not None and stood is not None and not is_same(old, before.words(stood)):
            yield replace(old, machine="", mark="") if old.is_live else old
            continue
        yield entry_of(piece, pieces, old.since if old else today, by_machine=anchor in machine)


def is_mark(piece: Piece) -> bool:
    """Whether a piece is a mark that says something of words, not a block or a sentence."""
    return piece.kind in MARK_KINDS and piece.kind is not Kind.SENTENCE


def entry_of(piece: Piece, pieces: Pieces, since: date, *, by_machine: bool) -> Entry:
    """The line on a thing in the text of an article, which is the machine's or a person's."""
    kind, words = piece.kind or Kind.PARAGRAPH, pieces.words(piece)
    # Attributes of other namespaces are nothing that a mark could be made again with.
    own = {name: value for name, value in piece.attributes.items() if not name.startswith("{")}
    return Entry(
        anchor=piece.anchor,
        kind=kind,
        since=since,
        machine=signature(piece, pieces.text) if by_machine else "",
        words=fingerprint(words),
        at=whereabouts(kind, piece.span, piece.place, pieces),
        mark=make_tag(piece.tag, in_order(own)) if not by_machine else "",
        text=glimpse(words),
    )


def lost(
    losses: Collection[Lost], before: Pieces, ledger: Ledger, pieces: Pieces, today: date
) -> Iterator[Entry]:
    """The lines on anchors that the run itself took away. Their words may be marked again."""
    for loss in losses:
        piece = loss.piece
        words = before.words(piece)
        kind = piece.kind or Kind.PARAGRAPH
        old = ledger.get(piece.anchor) or Entry(
            anchor=piece.anchor, kind=kind, since=today, words=fingerprint(words), text=glimpse(words)
        )
        first = next((each.anchor for each in pieces.blocks if each.anchor), "")
        successor = "" if loss.span is None else standing_for(kind, loss.span, pieces)
        yield replace(
            old,
            state=State.RETIRED,
            successor=successor or loss.place or first,
            reason=loss.reason,
            machine="",
            mark="",
            at="",
        )


def removed(
    gone: Collection[Entry], spans: Mapping[str, Sequence[Span]], ledger: Ledger, pieces: Pieces
) -> Iterator[Entry]:
    """The lines on anchors that a person took out of the file.

    `spans` is where the words of marks may be now, by anchors: they are not marked in that way again.
    """
    for entry in gone:
        places = spans.get(entry.anchor, ())
        if entry.kind in BLOCK_KINDS:
            span = next(occurrences(entry, Span(0, len(pieces.text)), pieces.text), None)
            successor = (holding(span, pieces) if span else None) or nearest(entry.anchor, pieces)
            reason = f"its words are in {successor} now" if span and successor else BY_HAND
            yield replace(entry, state=State.RETIRED, successor=successor, reason=reason, machine="")
            continue
        entry = replace(entry, mark="")
        if not places:
            block = entry.at.partition(" ")[0]
            successor = block if block in ledger else nearest(entry.anchor, pieces)
            yield replace(entry, state=State.RETIRED, successor=successor, reason=BY_HAND, machine="", at="")
            continue
        yield replace(
            _noted(entry, places, pieces),
            state=State.RETIRED,
            successor=standing_for(entry.kind, places[0], pieces),
            reason=BY_HAND,
            machine="",
        )


def freed(ledger: Ledger, spans: Mapping[str, Sequence[Span]], pieces: Pieces) -> Iterator[Entry]:
    """The lines on words that a person freed from marks earlier, where these words are now, if anywhere."""
    for entry in ledger.values():
        if not entry.is_live and entry.at:
            yield _noted(entry, spans.get(entry.anchor, ()), pieces)


def _noted(entry: Entry, spans: Sequence[Span], pieces: Pieces) -> Entry:
    """The line on words that may be in several places, or in none."""
    if not spans:
        return replace(entry, at="")
    place = holding(spans[0], pieces) or ""
    if len(spans) > 1:
        same = all(holding(span, pieces) == place for span in spans)
        return replace(entry, at=f"{place} *" if same and place else "*")
    words = spans[0].of(pieces.text)
    at = whereabouts(entry.kind, spans[0], place, pieces)
    return replace(entry, words=fingerprint(words), text=glimpse(words), at=at or "*")


def standing_for(kind: Kind, span: Span, pieces: Pieces) -> str:
    """What can be cited for words whose mark went: one of that kind on them, their sentence, their block."""
    alike = RIVALS.get(kind, frozenset({kind})) - {Kind.SENTENCE}
    over = [piece for each in MARK_KINDS if each in alike for piece in pieces.over(each, span)]
    if over:
        return min(over, key=lambda piece: (abs(len(piece.span) - len(span)), piece.span)).anchor
    sentence = next(pieces.over(Kind.SENTENCE, Span(span.start, span.start + 1)), None)
    if sentence is not None:
        return sentence.anchor
    return holding(span, pieces) or next((piece.anchor for piece in pieces.blocks if piece.anchor), "")


def nearest(anchor: str, pieces: Pieces) -> str:
    """The block that most likely stands nearest to where an anchor was; empty if there are no blocks."""
    blocks = [piece.anchor for piece in pieces.blocks if piece.anchor in pieces.by_anchor]
    wanted = parse_anchor(anchor)
    best = ""
    for block in blocks:
        known = parse_anchor(block)
        if wanted and known and known[0] is wanted[0] and known[1] < wanted[1]:
            best = block
    return best or (blocks[0] if blocks else "")
