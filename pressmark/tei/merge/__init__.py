"""Encoding an article again: what the machine would write today goes into the TEI as it stands.

The file is the truth. Of what the machine made itself, only what it would make otherwise today
is changed; every other byte stays. What a person added, changed or took away stays so for ever.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from lxml import etree

from pressmark.errors import PressmarkError
from pressmark.model import Finding, Severity
from pressmark.tei.edit.changes import EditError
from pressmark.tei.ledger import TEXT, Entry, Ledger, exact_digest, text_entry
from pressmark.tei.merge import entries
from pressmark.tei.merge.again import again, not_made_again
from pressmark.tei.merge.by_hand import LostDecision, done_besides, restore
from pressmark.tei.merge.changes import Carried, Marked, carry, mark
from pressmark.tei.merge.entries import CORRECTED, NOT_FOUND, Lost
from pressmark.tei.merge.header import headed, header_entries
from pressmark.tei.merge.owners import Owners, freed, owners
from pressmark.tei.merge.pieces import BLOCK_KINDS, Piece, Pieces, read_pieces
from pressmark.tei.merge.report import Reporter
from pressmark.tei.names import tei
from pressmark.tei.parse import parse
from pressmark.tei.write import serialise


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The bytes of an article's file and its ledger after a run.

    `findings` say what could not be reconciled. `pending`, of an approved file only, is what
    the machine would change if it might; `lost`, of one that was gone, what people had done to it and
    cannot be done again.
    """

    data: bytes
    ledger: Ledger
    approved: bool = False
    findings: tuple[Finding, ...] = ()
    pending: tuple[Finding, ...] = ()
    lost: tuple[LostDecision, ...] = ()


def merge(data: bytes, ledger: Ledger, fresh: etree._Element, *, path: str, today: date) -> Merged:
    """Bring an article's file up to date with what the machine would write, the tree `fresh`.

    Its text becomes that of `fresh`. An approved file is not changed. `path` is for messages;
    `today` dates what is published for the first time. Raises PressmarkError if the file is not
    well-formed, if two of its elements have one anchor, or if it cannot be brought up to date
    without losing what a person did.
    """
    root = parse(data, path)
    before, wanted = read_pieces(root), read_pieces(fresh)
    if before.repeated:
        raise PressmarkError(_repeated(before.repeated[0], before, path))
    owned = owners(before, ledger)
    try:
        carried = carry(data, before, wanted, fresh, owned)
        marked = mark(carried, wanted, ledger)
        header = headed(marked.data, fresh, ledger)
    except EditError as error:
        raise PressmarkError(_stuck(path, str(error))) from error
    after = marked.pieces if header.data == marked.data else read_pieces(parse(header.data, path))
    if is_approved(root):
        report = Reporter(path, after if carried.corrected else before)
        pending = tuple(report.pending(carried, marked, header))
        noted = _ledger(ledger, before, before, owned, Carried.of(data, before, owned), None, today)
        if before.text == wanted.text or TEXT in ledger:
            noted = noted.with_entries([_text_line(root, before.text, ledger, today)])
        return Merged(data=data, ledger=noted, approved=True, pending=pending)
    report = Reporter(path, after)
    _check(before, after, wanted, owned, carried, path)
    noted = _ledger(ledger, before, after, owned, carried, marked, today)
    # As it is now: corrections may have gone with their words.
    now = root if header.data == data else parse(header.data, path)
    about = [*header_entries(header, ledger, today), _text_line(now, wanted.text, ledger, today)]
    return Merged(
        data=header.data,
        ledger=noted.with_entries(about),
        findings=tuple(report.findings(carried, marked, header)),
    )


def _text_line(root: etree._Element, text: str, ledger: Ledger, today: date) -> Entry:
    """The line on the text; of a file that does not hold it, as it was."""
    known = ledger.get(TEXT)
    if known and is_approved(root) and known.machine != exact_digest(text):
        return replace(known, text=done_besides(root))
    return text_entry(text, known.since if known else today, done_besides(root))


def is_approved(root: etree._Element) -> bool:
    """Whether a person has approved an article, so that no run changes its file."""
    revision = root.find(f"{tei('teiHeader')}/{tei('revisionDesc')}")
    return revision is not None and revision.get("status") == "approved"


def begin(
    fresh: etree._Element, ledger: Ledger, *, path: str, today: date, editors: Mapping[str, str] | None = None
) -> Merged:
    """Encode an article that has no file. `ledger` is not empty if it had one.

    Anchors that the ledger knows are given to what has their words again; all others get new
    numbers. What a person freed from marks stays so, and the marks that people made are made
    again; `editors` are the names of those that may be said to have made them, by their xml:id.
    Raises PressmarkError if the machine's own marks cannot be brought up to date beside them.
    """
    data = serialise(fresh)
    lost: tuple[LostDecision, ...] = ()
    peoples: frozenset[str] = frozenset()
    if ledger:
        restored = restore(again(data, ledger), ledger, editors or {})
        data, lost, peoples = restored.data, restored.lost, restored.anchors
    before = read_pieces(parse(data, path))
    owned = owners(before, Ledger())
    owned = replace(owned, machine=owned.machine - peoples, barred=freed(before, ledger))
    carried = Carried.of(data, before, owned)
    marked = None
    if ledger:  # the machine's marks, and its pointers, beside what people made
        try:
            marked = mark(carried, read_pieces(fresh), ledger)
        except EditError as error:
            raise PressmarkError(_stuck(path, str(error))) from error
    data, pieces = (marked.data, marked.pieces) if marked else (data, before)
    noted = _ledger(ledger, before, pieces, owned, carried, marked, today)
    noted = noted.with_entries(not_made_again(ledger, pieces))
    noted = noted.with_entries(header_entries(headed(data, fresh, Ledger()), ledger, today))
    noted = noted.with_entries([_text_line(fresh, pieces.text, ledger, today)])
    return Merged(data=data, ledger=noted, lost=lost)


def _ledger(
    ledger: Ledger,
    before: Pieces,
    after: Pieces,
    owned: Owners,
    carried: Carried,
    marked: Marked | None,
    today: date,
) -> Ledger:
    """The ledger after a run; `marked` is None if the run changed no mark."""
    machine = marked.machine if marked else owned.machine
    spans = carried.freed
    losses = [Lost(piece=piece, reason=CORRECTED, span=None, place=place) for piece, place in carried.lost]
    if marked:
        losses += [Lost(piece=p, reason=NOT_FOUND, span=p.span) for p in marked.gone]
    lines = [
        *entries.freed(ledger, spans, after),
        *entries.removed(owned.gone, spans, ledger, after),
        *entries.lost(losses, before, ledger, after, today),
        *entries.there(after, before, ledger, machine, today),
    ]
    return ledger.with_entries(lines)


def _check(before: Pieces, after: Pieces, wanted: Pieces, owned: Owners, carried: Carried, path: str) -> None:
    """Raises PressmarkError unless the text is the seed's and every mark of a person is there or listed."""
    if after.text != wanted.text:
        raise PressmarkError(_stuck(path, "its text would not be that of the seed"))
    lost = {piece.anchor for piece, _ in carried.lost}
    for anchor in _peoples(before, owned):
        if anchor not in after.by_anchor and anchor not in lost:
            raise PressmarkError(_stuck(path, f"{anchor}, which a person made, would be lost"))


def _peoples(before: Pieces, owned: Owners) -> Iterator[str]:
    return (anchor for anchor in before.by_anchor if anchor not in owned.machine)


def _repeated(piece: Piece, pieces: Pieces, path: str) -> Finding:
    first = next(each for each in pieces if each.anchor == piece.anchor)
    kept = "block" if piece.kind in BLOCK_KINDS else "mark"
    return Finding(
        path=path,
        line=piece.line,
        rule="duplicate-id",
        message=f"the xml:id {piece.anchor!r} is also at line {first.line}; the file is left as it is",
        hint=f"delete the xml:id of the {kept} that is new: it gets one of its own",
    )


def _stuck(path: str, reason: str) -> Finding:
    return Finding(
        path=path,
        rule="not-merged",
        message=f"cannot be brought up to date and is left as it is: {reason}",
        hint="bring it up to date by hand, or report this as a fault of Pressmark",
        severity=Severity.ERROR,
    )
