"""What people did to an article's file, as its ledger remembers it once the file is gone.

The ledger has the tag of every mark and block that a person made or changed, the digest of its
words and the block that they are in. That is enough to make marks again, and to change blocks that
are there. Of parts of the header, of corrections and of notes it knows only that there were some.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from pressmark.model import Finding, Severity, Span
from pressmark.tei.edit import Change, EditError, Empty, Set, Unwrap, Wrap, edit
from pressmark.tei.edit.places import NAMES
from pressmark.tei.edit.tokens import attributes, local, tag_name
from pressmark.tei.ledger import TEXT, Entry, Kind, Ledger
from pressmark.tei.merge.marks import POINTERS, RIVALS, with_anchor
from pressmark.tei.merge.owners import locate
from pressmark.tei.merge.pieces import (
    BLOCK_KINDS,
    MACHINE,
    MARK_KINDS,
    Piece,
    Pieces,
    kind_of_element,
    read_pieces,
)
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
_TYPED: Final = "typed words"
_UNTOUCHED: Final = "draft"


def done_besides(root: etree._Element) -> str:
    """What people did to a file besides its marks: "2 corrections, 1 note, approved". Empty if nothing."""
    text = root.find(tei("text"))
    words = []
    for name, (one, several) in _BESIDES.items():
        number = 0 if text is None else sum(1 for _ in text.iter(tei(name)))
        if number:
            words.append(_counted(number, one, several))
    revision = root.find(f"{tei('teiHeader')}/{tei('revisionDesc')}")
    entries = () if revision is None else revision.iter(tei("change"))
    signed = [entry for entry in entries if entry.get("who", MACHINE) != MACHINE]
    if signed:
        words.append(_counted(len(signed), "entry on what was done", "entries on what was done"))
    status = _UNTOUCHED if revision is None else revision.get("status", _UNTOUCHED)
    return ", ".join(words + ([] if status == _UNTOUCHED else [status]))


def with_typed(done: str) -> str:
    """What people did to a file besides its marks, typed words included."""
    return ", ".join(filter(None, (done, _TYPED)))


def noted_besides(ledger: Ledger, root: etree._Element) -> Ledger:
    """The ledger of a file whose words were not changed, with what people did to it besides its marks."""
    known = ledger.get(TEXT)
    if known is None:
        return ledger
    done = done_besides(root)
    return ledger.with_entries([replace(known, text=with_typed(done) if _TYPED in known.text else done)])


def _counted(number: int, one: str, several: str) -> str:
    return f"{number:,} {one if number == 1 else several}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LostDecision:
    """What a person did and cannot be done again: all that an entry stands for, or a `part` of it."""

    entry: Entry
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A file made anew with the marks that people made, and what could not be done again."""

    data: bytes
    anchors: frozenset[str]  # of the marks, sentences and blocks that are people's
    lost: tuple[LostDecision, ...]


def restore(data: bytes, ledger: Ledger, editors: Mapping[str, str]) -> Restored:
    """Make the marks again that people made or changed, in a file whose anchors are those of its ledger.

    `editors` are the names of those who may be named in `@resp`, by the xml:id that it points to.
    """
    pieces = read_pieces(parse(data, ""))
    places = {entry.anchor: (entry, _place(entry, pieces, ledger)) for entry in ledger.by_hand()}
    lost = [LostDecision(entry=entry) for entry, place in places.values() if place is None]
    doing = {anchor: (entry, place) for anchor, (entry, place) in places.items() if place is not None}
    while True:
        plan = _Plan(pieces, ledger, editors, doing.keys())
        for entry, place in doing.values():
            plan.add(entry, place)
        try:
            data = edit(data, [change for _, change in plan.changes])
            break
        except EditError as error:
            failed = next((each for each, change in plan.changes if change is error.change), None)
            if failed is None:
                raise
            lost.append(LostDecision(entry=doing.pop(failed)[0]))
    credits = credited(parse(data, ""), editors)
    data = edit(data, credits) if credits else data
    return Restored(data=data, anchors=frozenset(doing), lost=(*lost, *plan.parts))


def _place(entry: Entry, pieces: Pieces, ledger: Ledger) -> Piece | Span | None:
    """Where to make again what a person made: what the machine made of the words, or the words.

    None if there is no place for it, or if the ledger does not know what it was.
    """
    tag = local(tag_name(entry.mark))
    piece = pieces.by_anchor.get(entry.anchor)
    if not tag or not (kind_of_element(tag) is entry.kind or (piece and piece.tag == tag)):
        return None
    if piece is not None:
        return piece
    spans = () if entry.kind in BLOCK_KINDS else locate(entry, pieces, ledger)
    return spans[0] if len(spans) == 1 else None


class _Plan:
    """The changes that make again what people made, each with the anchor that it is for.

    `parts` is what of it cannot be made again. `doing` are the anchors of all that is made again.
    """

    def __init__(
        self, pieces: Pieces, ledger: Ledger, editors: Mapping[str, str], doing: Collection[str]
    ) -> None:
        self.changes: list[tuple[str, Change]] = []
        self.parts: list[LostDecision] = []
        self._pieces, self._ledger, self._editors = pieces, ledger, editors
        self._known = pieces.ids | frozenset(doing)
        self._unwrapped: set[str] = set()

    def add(self, entry: Entry, place: Piece | Span) -> None:
        """Plan one thing, where it is to stand or in place of what stands there."""
        tag, wanted = local(tag_name(entry.mark)), self._attributes(entry)
        if isinstance(place, Piece):
            taken_away = dict.fromkeys(name for name in place.attributes if name not in wanted)
            change: Change = Set(target=place.target, tag=tag, attributes={**taken_away, **wanted})
        elif entry.kind is Kind.SENTENCE:
            change = Empty(offset=place.start, tag=tag, attributes=with_anchor(wanted, entry.anchor))
        else:
            rivals = list(self._rivals(entry, place))
            inner = next((rival.parts for rival in rivals if rival.span == place), ())
            if tag in NAMES and tag != "rs" and not inner:
                self.parts.append(
                    LostDecision(entry=entry, part="the inner parts of the name, if it had any")
                )
            for rival in rivals:
                if rival.target not in self._unwrapped:
                    self._unwrapped.add(rival.target)
                    self.changes.append((entry.anchor, Unwrap(target=rival.target)))
            change = Wrap(span=place, tag=tag, attributes=with_anchor(wanted, entry.anchor), parts=inner)
        self.changes.append((entry.anchor, change))

    def _rivals(self, entry: Entry, span: Span) -> Iterator[Piece]:
        """The machine's marks that cannot stand beside a person's; those that the ledger knows did."""
        for kind in MARK_KINDS:
            for rival in self._pieces.over(kind, span):
                known = self._ledger.get(rival.anchor)
                stood = known is not None and known.is_live and rival.span != span
                if stood or rival.attributes.get("resp") != MACHINE:
                    continue
                crosses = not (span.covers(rival.span) or rival.span.covers(span))
                if kind in RIVALS[entry.kind] or crosses:
                    yield rival

    def _attributes(self, entry: Entry) -> dict[str, str]:
        """The attributes of a mark, without pointers to what the file does not have."""
        wanted = attributes(entry.mark)
        for name in sorted((POINTERS | {"resp"}) & wanted.keys()):
            target = wanted[name].removeprefix("#")
            if target in self._known or (name == "resp" and target in self._editors):
                continue
            del wanted[name]
            part = f"who made it (#{target})" if name == "resp" else f"that it points to #{target} ({name})"
            self.parts.append(LostDecision(entry=entry, part=part))
        return wanted


def missing_file(
    ledger: Ledger, lost: Collection[LostDecision] | None, path: str, siglum: str
) -> Iterator[Finding]:
    """The findings about a file that is gone although people worked on it.

    `lost` is what cannot be done again; None if that was not tried.
    """
    number = sum(1 for _ in ledger.by_hand())
    yield Finding(
        path=path,
        rule="file-missing",
        message=f"is missing, and people had decided {_counted(number, 'thing', 'things')} in it; "
        + _restorable(number, lost),
        hint=f"get the file back: git restore tei/articles/{siglum}.xml; or, to encode the article anew with "
        f"what can be restored, run: pressmark encode --discard-decisions {siglum}; or, if it is to go: "
        f'pressmark withdraw {siglum} --why "…"',
    )
    yield from lost_decisions(lost or (), path)


def _restorable(number: int, lost: Collection[LostDecision] | None) -> str:
    """How much of so many decisions the ledger can restore."""
    if lost is None:
        return "pressmark encode says what of it the ledger can restore"
    gone = sum(1 for each in lost if not each.part)
    partly = len({each.entry.anchor for each in lost if each.part})
    if number == 1:
        said = "the ledger cannot restore it" if gone else "the ledger can restore it"
        return f"{said}, but perhaps not all of it" if partly else said
    if gone == number:
        return "the ledger can restore none of them"
    said = f"the ledger can restore {f'{number - gone:,}' if gone else 'all'} of them"
    return f"{said}, {partly:,} of these perhaps only in part" if partly else said


def lost_decisions(lost: Collection[LostDecision], path: str) -> Iterator[Finding]:
    """Notes on what the ledger cannot restore."""
    for each in [*lost][:_LISTED]:
        yield _note(path, _described(each))
    if len(lost) > _LISTED:
        yield _note(path, f"{len(lost) - _LISTED:,} more")


def _note(path: str, what: str) -> Finding:
    return Finding(
        path=path,
        rule="decision-lost",
        message=f"the ledger cannot restore: {what}",
        hint="get the file back, or do it again by hand",
        severity=Severity.NOTE,
    )


def _described(lost: LostDecision) -> str:
    """What a person did, in words."""
    entry = lost.entry
    if entry.kind is Kind.TEXT:
        return entry.text
    if entry.kind is Kind.HEADER:
        return f"what was changed in <{entry.anchor.rpartition('/')[2].rpartition(':')[2]}>"
    words = f"{entry.anchor}, {entry.kind} “{entry.text}”"
    if lost.part:
        return f"of {words}: {lost.part}"
    return f"{words} {entry.mark}" if entry.mark else f"what was changed in {words}"
