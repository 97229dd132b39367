"""What an editor goes through: the marks of an article, those that wait for a decision first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pressmark.ids import parse_pointer
from pressmark.model import Record, Span
from pressmark.review.decisions import chains
from pressmark.review.forms import SHAPES, Form, form_of
from pressmark.rules import RULES
from pressmark.tei.ledger import Kind, Ledger
from pressmark.tei.merge_owners import owners
from pressmark.tei.merge_pieces import Piece, Pieces

_WIDTH: Final = 70  # code points of context on each side


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A mark, or all parts of a quotation; `anchor` is that of the first part.

    `is_open` if nobody has decided about it. `certainty` is in hundredths, None where none is
    said. `pointers` are the ids of the records it points to, of which `records` exist.
    """

    anchor: str
    anchors: tuple[str, ...]
    form: Form
    words: str
    before: str
    after: str
    is_open: bool
    certainty: int | None
    rule: str
    pointers: tuple[str, ...]
    records: tuple[Record, ...]
    earliest: str = ""
    latest: str = ""
    line: int | None = None

    @property
    def label(self) -> str:
        return SHAPES[self.form].label

    @property
    def rule_words(self) -> str:
        return RULES.get(self.rule, self.rule.replace("-", " "))

    @property
    def meaning(self) -> str:
        """What it says: the names of the records, or the days."""
        if self.form is Form.DATE:
            return self.earliest if self.earliest == self.latest else f"{self.earliest} to {self.latest}"
        return ", ".join(record.name for record in self.records)


def read_entries(pieces: Pieces, ledger: Ledger, records: Mapping[str, Record]) -> tuple[Entry, ...]:
    """The marks of an article that can be decided, in the order of the text."""
    machine, parts_of = owners(pieces, ledger).machine, chains(pieces)
    entries: list[Entry] = []
    seen: set[str] = set()
    for piece in pieces.marks:
        form = form_of(piece)
        if piece.anchor not in pieces.by_anchor or piece.kind is Kind.SENTENCE or form is None:
            continue
        anchors = parts_of.get(piece.anchor, (piece.anchor,))
        if anchors[0] in seen:
            continue
        seen.add(anchors[0])
        parts = [pieces.by_anchor[anchor] for anchor in anchors]
        entries.append(_entry(parts, form, pieces, machine, records))
    return tuple(entries)


def by_certainty(entries: Iterable[Entry]) -> list[Entry]:
    """Those that wait for a decision, the least certain first; equal ones in the order of the text."""
    waiting = [entry for entry in entries if entry.is_open]
    return sorted(waiting, key=lambda entry: 100 if entry.certainty is None else entry.certainty)


def _entry(
    parts: list[Piece],
    form: Form,
    pieces: Pieces,
    machine: frozenset[str],
    records: Mapping[str, Record],
) -> Entry:
    first = parts[0]
    ids = [each for name in ("ref", "who") for each in _ids(first.attributes.get(name, ""))]
    when = first.attributes.get("when", "")
    before, after = _context(Span(first.span.start, parts[-1].span.end), pieces, first)
    return Entry(
        anchor=first.anchor,
        anchors=tuple(part.anchor for part in parts),
        form=form,
        words=" … ".join(" ".join(pieces.words(part).split()) for part in parts),
        before=before,
        after=after,
        is_open=any(part.anchor in machine for part in parts),
        certainty=_hundredths(first.attributes.get("cert", "")),
        rule=first.attributes.get("ana", "").removeprefix("#rule."),
        pointers=tuple(ids),
        records=tuple(records[each] for each in ids if each in records),
        earliest=when or first.attributes.get("notBefore", ""),
        latest=when or first.attributes.get("notAfter", ""),
        line=first.line,
    )


def _ids(pointers: str) -> list[str]:
    parsed = map(parse_pointer, pointers.split())
    return [each[1] for each in parsed if each]


def _hundredths(certainty: str) -> int | None:
    try:
        return round(float(certainty) * 100)
    except ValueError:
        return None


def _context(span: Span, pieces: Pieces, piece: Piece) -> tuple[str, str]:
    """The words before and after, in the same block."""
    block = next((each.span for each in pieces.blocks if each.span.covers(piece.span)), span)
    left = pieces.text[max(block.start, span.start - _WIDTH) : span.start]
    right = pieces.text[span.end : min(max(block.end, span.end), span.end + _WIDTH)]
    if span.start - _WIDTH > block.start:
        left = "…" + left.partition(" ")[2]
    if span.end + _WIDTH < block.end:
        right = right.rpartition(" ")[0] + "…"
    return left, right
