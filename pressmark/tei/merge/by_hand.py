"""What people did to an article's file, as its ledger remembers it once the file is gone.

The ledger has the tag of every mark that a person made or changed, the digest of its words and
the block that they are in. That is enough to make the marks again. Of parts of the header, of
corrections and of notes it knows only that there were some.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from pressmark.model import Finding, Severity
from pressmark.tei.edit import Change, EditError, Set, Unwrap, Wrap, edit
from pressmark.tei.edit.tokens import attributes, local, tag_name
from pressmark.tei.ledger import Entry, Kind, Ledger, fingerprint
from pressmark.tei.merge.marks import POINTERS, RIVALS, with_anchor
from pressmark.tei.merge.owners import locate
from pressmark.tei.merge.pieces import MACHINE, Piece, Pieces, kind_of_element, read_pieces
from pressmark.tei.names import tei
from pressmark.tei.parse import parse
from pressmark.tei.revision import credited

# What a file can hold besides marks that only people write, and how it is counted.
_BESIDES: Final = {
    "choice": ("correction", "corrections"),
    "supplied": ("addition", "additions"),
    "gap": ("gap", "gaps"),
    "note": ("note", "notes"),
}
_LISTED: Final = 20
_UNTOUCHED: Final = "draft"


def done_besides(root: etree._Element) -> str:
    """What people did to a file besides its marks: "2 corrections, 1 note, approved". Empty if nothing."""
    text = root.find(tei("text"))
    words = []
    for name, (one, several) in _BESIDES.items():
        number = 0 if text is None else sum(1 for _ in text.iter(tei(name)))
        if number:
            words.append(f"{number} {one if number == 1 else several}")
    revision = root.find(f"{tei('teiHeader')}/{tei('revisionDesc')}")
    status = _UNTOUCHED if revision is None else revision.get("status", _UNTOUCHED)
    return ", ".join(words + ([] if status == _UNTOUCHED else [status]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A file made anew with the marks that people made, and the lines on what could not be made again."""

    data: bytes
    anchors: frozenset[str]  # of the marks that are people's
    lost: tuple[Entry, ...]


def restore(data: bytes, ledger: Ledger, editors: Mapping[str, str]) -> Restored:
    """Make the marks again that people made or changed, in a file whose anchors are those of its ledger.

    `editors` are the names of those who may be named in `@resp`, by the xml:id that it points to.
    """
    made: set[str] = set()
    lost: list[Entry] = []
    for entry in ledger.by_hand():
        if entry.mark:
            try:
                data = _with_mark(data, entry, ledger, editors)
                made.add(entry.anchor)
                continue
            except EditError:
                pass
        elif _is_there(entry, read_pieces(parse(data, ""))):
            continue
        lost.append(entry)
    return Restored(data=data, anchors=frozenset(made), lost=tuple(lost))


def _is_there(entry: Entry, pieces: Pieces) -> bool:
    """Whether a block or sentence of a person is what the machine makes of the words, too."""
    piece = pieces.by_anchor.get(entry.anchor)
    if piece is None or (entry.kind in RIVALS and entry.kind is not Kind.SENTENCE):
        return False
    return fingerprint(pieces.words(piece)) == entry.words


def _with_mark(data: bytes, entry: Entry, ledger: Ledger, editors: Mapping[str, str]) -> bytes:
    """The file with one mark as it was. Raises EditError if there is no place for it."""
    root = parse(data, "")
    pieces = read_pieces(root)
    wanted = _attributes(entry, pieces, editors)
    tag = local(tag_name(entry.mark))
    if kind_of_element(tag) is not entry.kind:
        raise EditError(None, f"<{tag}> is no {entry.kind}")
    changes: list[Change] = []
    piece = pieces.by_anchor.get(entry.anchor)
    if piece is not None:  # the machine marks the same words
        taken_away = dict.fromkeys(name for name in piece.attributes if name not in wanted)
        changes.append(Set(target=entry.anchor, tag=tag, attributes={**taken_away, **wanted}))
    else:
        spans = locate(entry, pieces, ledger)
        if len(spans) != 1:
            raise EditError(None, "its words are in several places, or in none")
        changes += (
            Unwrap(target=rival.target)
            for rival in pieces.marks
            if _is_rival(rival, entry) and rival.span.overlaps(spans[0])
        )
        changes.append(Wrap(span=spans[0], tag=tag, attributes=with_anchor(wanted, entry.anchor)))
    data = edit(data, changes)
    credits = credited(parse(data, ""), editors)
    return edit(data, credits) if credits else data


def _is_rival(piece: Piece, entry: Entry) -> bool:
    return piece.kind in RIVALS[entry.kind] and piece.attributes.get("resp") == MACHINE


def _attributes(entry: Entry, pieces: Pieces, editors: Mapping[str, str]) -> dict[str, str]:
    """The attributes of a mark, without pointers to what the file does not have."""
    wanted = attributes(entry.mark)
    for name in (POINTERS | {"resp"}) & wanted.keys():
        target = wanted[name].removeprefix("#")
        known = target in pieces.ids or (name == "resp" and target in editors)
        if not known:
            del wanted[name]
    return wanted


def missing_file(ledger: Ledger, lost: Collection[Entry] | None, path: str, siglum: str) -> Iterator[Finding]:
    """The findings about a file that is gone although people worked on it.

    `lost` are the lines on what cannot be made again; None if that was not tried.
    """
    number = sum(1 for _ in ledger.by_hand())
    if lost is None:
        kept = "pressmark encode says what of it the ledger can restore"
    elif not lost:
        kept = "the ledger can restore all of them"
    elif len(lost) == number:
        kept = "the ledger can restore none of them"
    else:
        kept = f"the ledger can restore {number - len(lost)} of them"
    things = "1 thing" if number == 1 else f"{number:,} things"
    yield Finding(
        path=path,
        rule="file-missing",
        message=f"is missing, and people had decided {things} in it; {kept}",
        hint=f"get the file back: git restore tei/articles/{siglum}.xml; or, to encode the article anew with "
        f"what can be restored, run: pressmark encode --discard-decisions {siglum}; or, if it is to go: "
        f'pressmark withdraw {siglum} --why "…"',
    )
    yield from lost_decisions(lost or (), path, "would be lost")


def lost_decisions(lost: Collection[Entry], path: str, what: str) -> Iterator[Finding]:
    """Notes on what the ledger cannot restore."""
    for entry in [*lost][:_LISTED]:
        yield _note(path, f"{_described(entry)} {what}")
    if len(lost) > _LISTED:
        yield _note(path, f"{len(lost) - _LISTED:,} more {what}")


def _note(path: str, message: str) -> Finding:
    return Finding(
        path=path,
        rule="decision-lost",
        message=message,
        hint="get the file back, or do it again by hand",
        severity=Severity.NOTE,
    )


def _described(entry: Entry) -> str:
    """What a person did, in words."""
    if entry.kind is Kind.TEXT:
        return entry.text
    if entry.kind is Kind.HEADER:
        return f"what was changed in <{entry.anchor.rpartition('/')[2].rpartition(':')[2]}>"
    tag = f" {entry.mark}" if entry.mark else ""
    return f"{entry.anchor}, {entry.kind} “{entry.text}”{tag},"
