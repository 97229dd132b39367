"""Whether an article keeps its promises: every anchor ever published is there, on the words it stood on."""

from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree

from pressmark.model import Finding, Record
from pressmark.tei.ledger import ARTICLE, ON_FILE, Entry, Ledger, glimpse
from pressmark.tei.likeness import is_same
from pressmark.tei.merge.entries import standing_for
from pressmark.tei.merge.owners import locate
from pressmark.tei.merge.pieces import Pieces, read_pieces
from pressmark.tei.names import XML_ID, shown_name

_SHOWN: Final = 5
_NOTE: Final = "run: pressmark encode"


def check_article(root: etree._Element, ledger: Ledger, path: str, siglum: str) -> Iterator[Finding]:
    """What is wrong with the anchors of an article's file, in the order of the ledger."""
    pieces = read_pieces(root)
    elements = {element.get(XML_ID, ""): element for element in root.iter()}

    def fault(rule: str, message: str, hint: str, line: int | None = None) -> Finding:
        return Finding(path=path, line=line, rule=rule, message=message, hint=hint)

    if ARTICLE in ledger:
        message = "was withdrawn, and is there"
        yield fault("withdrawn", message, f'run: pressmark withdraw {siglum} --why "…", or delete its ledger')
        return
    for anchor, entry in ledger.items():
        if entry.kind in ON_FILE:
            continue
        name = f"{siglum}#{anchor}"
        piece = pieces.by_anchor.get(anchor)
        if piece is None and entry.is_live:
            if anchor in elements:
                element = elements[anchor]
                message = f"{anchor}, published as {_noun(entry)}, is now that of a <{shown_name(element)}>"
                hint = f"give the <{shown_name(element)}> another xml:id; then run: {_retire(name, '')}"
                yield fault("anchor-kind", message, hint, element.sourceline)
            else:
                message = f"{anchor}, published as {_noun(entry)}, is gone"
                yield fault("anchor-gone", message, f"run: {_retire(name, heir(entry, pieces, ledger))}")
        elif piece is not None and not entry.is_live:
            message = f"{anchor} was retired, and is there again"
            hint = f"give the <{piece.tag}> another xml:id, or run: pressmark anchors accept {name}"
            yield fault("anchor-retired", message, hint, piece.line)
        elif piece is not None and not is_same(entry, pieces.words(piece)):
            message = f"{anchor}, published as {_noun(entry)}, is now on “{glimpse(pieces.words(piece))}”"
            hint = (
                f"put it back, or, if the words were changed on purpose, run: pressmark anchors accept {name}"
            )
            yield fault("anchor-words", message, hint, piece.line)
    yield from _unknown(
        (anchor for anchor in pieces.by_anchor if anchor not in ledger), path, note_all(siglum)
    )


def check_records(
    records: Iterable[tuple[Record, int | None]], ledger: Ledger, path: str
) -> Iterator[Finding]:
    """What is wrong with the records of a register, each given with its line."""

    def fault(rule: str, message: str, hint: str, line: int | None = None) -> Finding:
        return Finding(path=path, line=line, rule=rule, message=message, hint=hint)

    there = {record.id: (record, line) for record, line in records}
    for record_id, entry in ledger.items():
        record, line = there.get(record_id, (None, None))
        if record is None and entry.is_live:
            message = f"{record_id}, published as {_noun(entry)}, is gone"
            merge = f"pressmark register merge KEPT-ID {record_id}"
            yield fault("anchor-gone", message, f"run: {merge}, or: {_retire(record_id, '')}")
        elif record is not None and not entry.is_live:
            message = f"{record_id} was retired, and is there"
            again = (
                f"pressmark register merge {entry.successor} {record_id}" if entry.successor else "delete it"
            )
            hint = f"run: {again}" if entry.successor else again
            yield fault(
                "anchor-retired", message, f"{hint}, or run: pressmark anchors accept {record_id}", line
            )
        elif record is not None and not any(is_same(entry, name) for name in record.names()):
            message = f"{record_id}, published as {_noun(entry)}, is now “{glimpse(record.name)}”"
            hint = (
                f"put it back, or, if it is the same {entry.kind}, run: pressmark anchors accept {record_id}"
            )
            yield fault("anchor-words", message, hint, line)
    yield from _unknown((record_id for record_id in there if record_id not in ledger), path, _NOTE)


def heir(entry: Entry, pieces: Pieces, ledger: Ledger) -> str:
    """What could stand for an anchor that is gone; empty if its words are not found."""
    spans = locate(entry, pieces, ledger)
    return standing_for(entry.kind, spans[0], pieces) if spans else ""


def _noun(entry: Entry) -> str:
    return f"{entry.kind} “{entry.text}”" if entry.text else f"{entry.kind}"


def _retire(name: str, successor: str) -> str:
    return f'pressmark anchors retire {name} --for {successor or "…"} --why "…"'


def note_all(siglum: str) -> str:
    """What to do about anchors of an article that no ledger knows."""
    return f"{_NOTE}, or, if it has no seed: pressmark anchors accept {siglum}"


def _unknown(anchors: Iterable[str], path: str, hint: str) -> Iterator[Finding]:
    found = list(anchors)
    if not found:
        return
    shown = ", ".join(found[:_SHOWN]) + (f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else "")
    yield Finding(
        path=path,
        rule="anchor-unknown",
        message=f"its ledger does not know {shown}",
        hint=hint,
    )
