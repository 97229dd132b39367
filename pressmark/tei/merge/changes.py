"""The changes that bring an article's text and its marks up to date, made one after the other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from lxml import etree

from pressmark.ids import AnchorKind, make_anchor, parse_anchor
from pressmark.model import Span
from pressmark.tei.edit import edit
from pressmark.tei.edit.changes import Change, EditError, Set
from pressmark.tei.ledger import Kind, Ledger, letter_of
from pressmark.tei.merge.corrections import Touched
from pressmark.tei.merge.layout import Corrected
from pressmark.tei.merge.marks import addition, match, pointers, removal, updates
from pressmark.tei.merge.owners import Barred, Owners
from pressmark.tei.merge.pieces import BLOCK_KINDS, Piece, Pieces, read_pieces
from pressmark.tei.merge.text import correct
from pressmark.tei.names import tei
from pressmark.tei.parse import parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A file that has the text of the seed, its marks as they were.

    `taken` are all ids that it had, `by_machine` those that were the machine's, and `machine`
    those of these that are there; `added` where new blocks stand, which the
    machine made; `barred` the words that people freed from marks. `lost` are the pieces whose
    words are gone, each with the block that stands nearest to where it was; so are the corrections
    that were `touched`.
    """

    data: bytes
    pieces: Pieces
    taken: frozenset[str]
    by_machine: frozenset[str]
    machine: frozenset[str]
    barred: tuple[Barred, ...]
    added: frozenset[Span] = frozenset()
    lost: tuple[tuple[Piece, str], ...] = ()
    touched: tuple[tuple[Touched, str], ...] = ()
    corrected: Corrected | None = None

    @classmethod
    def of(cls, data: bytes, pieces: Pieces, owned: Owners) -> "Carried":
        """A file whose text is that of the seed already."""
        return cls(
            data=data,
            pieces=pieces,
            taken=pieces.ids,
            by_machine=owned.machine,
            machine=owned.machine,
            barred=owned.barred,
        )

    @property
    def freed(self) -> Mapping[str, tuple[Span, ...]]:
        """Where words may be that a person freed from marks, by the anchor of the mark."""
        found: dict[str, tuple[Span, ...]] = {}
        for each in self.barred:
            found[each.anchor] = (*found.get(each.anchor, ()), each.span)
        return found


def carry(data: bytes, before: Pieces, wanted: Pieces, fresh: etree._Element, owned: Owners) -> Carried:
    """Give a file the text that is wanted. Raises EditError."""
    text = fresh.find(tei("text"))
    if before.text == wanted.text or text is None:
        return Carried.of(data, before, owned)
    corrected, touched = correct(data, before, wanted, text)
    now = read_pieces(parse(corrected.data, ""))
    emptied = [
        piece
        for anchor, piece in now.by_anchor.items()
        if piece.kind not in BLOCK_KINDS and not piece.span and before.by_anchor[anchor].span
    ]
    data = edit(corrected.data, [removal(piece) for piece in emptied])
    after = read_pieces(parse(data, ""))
    barred = [(each, corrected.follow(each.span)) for each in owned.barred]
    blocks = [piece.anchor for piece in before.blocks if piece.anchor]
    return Carried(
        data=data,
        pieces=after,
        taken=before.ids,
        by_machine=owned.machine,
        machine=owned.machine & after.by_anchor.keys(),
        barred=tuple(replace(each, span=span) for each, span in barred if span),
        added=frozenset(corrected.new[j] for j in corrected.layout.added),
        lost=tuple(
            (piece, _neighbour(piece.place, blocks, after))
            for anchor, piece in before.by_anchor.items()
            if anchor not in after.by_anchor
        ),
        touched=tuple((each, _neighbour(each.correction.place, blocks, after)) for each in touched),
        corrected=corrected,
    )


def _neighbour(block: str, blocks: list[str], after: Pieces) -> str:
    """What stands nearest to where a block was: itself, the last before it, the first after it."""
    place = blocks.index(block) if block in blocks else 0
    candidates = chain(reversed(blocks[: place + 1]), blocks[place + 1 :])
    first = next((each.anchor for each in after.blocks if each.anchor), "")
    return next((anchor for anchor in candidates if anchor in after.by_anchor), first)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A file whose marks are up to date.

    `gone` are the marks that the machine took away, `new` those that it added; `refused` those
    that it could not add and `stuck` those that it could not change, each with the reason.
    """

    data: bytes
    pieces: Pieces
    machine: frozenset[str]
    gone: tuple[Piece, ...]
    new: tuple[Piece, ...]
    changed: tuple[Set, ...]
    refused: tuple[tuple[Piece, str], ...]
    stuck: tuple[tuple[Piece, str], ...]


def mark(carried: Carried, wanted: Pieces, ledger: Ledger) -> Marked:
    """Make the machine's own marks those that it would make today. Raises EditError."""
    matching = match(carried.pieces, wanted, carried.machine, carried.barred)
    changed = tuple(updates(matching.same))
    data, named, stuck = _settle(carried, matching.gone, changed, ledger)
    machine = (carried.machine | named) - {piece.anchor for piece in matching.gone}
    now = carried.pieces if data == carried.data else read_pieces(parse(data, ""))
    given: dict[str, str] = {}
    new, refused = list(matching.new), []
    while new:
        numbers = Numbers({*now.ids, *carried.taken, *ledger})
        given = {piece.anchor: numbers.next(piece) for piece in new}
        additions = [addition(piece, given[piece.anchor]) for piece in new]
        try:
            data = edit(data, additions)
            break
        except EditError as error:
            index = next((i for i, each in enumerate(additions) if each is error.change), None)
            if index is None:
                raise
            refused.append((new.pop(index), error.reason))
            given = {}
    machine |= {*given.values()}
    known = {*ledger, *carried.taken}
    finals = {**matching.standing, **given}
    if new:
        now = read_pieces(parse(data, ""))
    changes = [*pointers(now, wanted, machine, finals, known)]
    data = edit(data, changes) if changes else data
    return Marked(
        data=data,
        pieces=read_pieces(parse(data, "")) if changes else now,
        machine=frozenset(machine),
        gone=matching.gone,
        new=tuple(new),
        changed=changed,
        refused=tuple(refused),
        stuck=tuple(stuck),
    )


def _settle(
    carried: Carried, gone: tuple[Piece, ...], changed: tuple[Set, ...], ledger: Ledger
) -> tuple[bytes, frozenset[str], list[tuple[Piece, str]]]:
    """Take marks away, change others, and give anchors to what has none.

    The bytes, the anchors given to what the machine made, and what could not be changed.
    """
    numbers = Numbers({*carried.pieces.ids, *carried.taken, *ledger})
    named = frozenset[str]()
    changes: list[Change] = [removal(piece) for piece in gone]
    for piece in carried.pieces:
        if piece.kind and not piece.anchor:
            anchor = numbers.next(piece)
            changes.append(Set(target=piece.target, attributes={"xml:id": anchor}))
            is_block = piece.kind in BLOCK_KINDS
            if (is_block and piece.span in carried.added) or (not ledger and piece.by_machine):
                named |= {anchor}
    updated: list[Set] = list(changed)
    stuck: list[tuple[Piece, str]] = []
    while True:
        try:
            every = [*changes, *updated]
            return edit(carried.data, every) if every else carried.data, named, stuck
        except EditError as error:
            index = next((i for i, each in enumerate(updated) if each is error.change), None)
            if index is None:
                raise
            fault = updated.pop(index)
            piece = carried.pieces.by_anchor[fault.target]
            stuck.append((piece, error.reason))


class Numbers:
    """The next free anchors, above all that are taken or ever were."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._highest = dict.fromkeys(AnchorKind, 0)
        for kind, number in filter(None, map(parse_anchor, taken)):
            self._highest[kind] = max(self._highest[kind], number)

    def next(self, piece: Piece) -> str:
        letter = letter_of(piece.kind or Kind.PARAGRAPH)
        self._highest[letter] += 1
        return make_anchor(letter, self._highest[letter])
