"""A block that both sides changed: its marks, one by one, and what stands in it besides.

Everything is compared in the text of one of the two (the carrier), in offsets from the start
of the block. A mark is known again by its anchor; one without, and one that both added, by its
words and its kind.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from pressmark.model import Span
from pressmark.tei.edit.changes import NamePart
from pressmark.tei.ledger import Kind
from pressmark.tei.merge.marks import POINTERS, RIVALS
from pressmark.tei.merge.pieces import MACHINE, Piece
from pressmark.tei.threeway.versions import Contradiction, Three

# What says who made a mark and how sure that is; not what it means.
_SIGNING: Final = ("resp", "cert", "ana")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A mark, or the milestone of a sentence, and the words it covers, in the text of the carrier.

    `anchor` is empty if it has none. `values` are its attributes, and its element under "", in
    their order. `span` and `parts` are None if the carrier has not the words.
    """

    anchor: str
    kind: Kind
    values: Mapping[str, str]
    span: Span | None
    parts: tuple[NamePart, ...] | None = field(default=())

    @property
    def tag(self) -> str:
        return self.values[""]

    @property
    def by_person(self) -> bool:
        return self.values.get("resp") != MACHINE and self.kind is not Kind.SENTENCE

    @property
    def meaning(self) -> dict[str, str]:
        """What a mark says but who says so."""
        return {name: value for name, value in self.values.items() if name not in _SIGNING}

    def moved(self, follow: Callable[[Span], Span | None]) -> "Mark":
        """The same mark in another text."""
        span = follow(self.span) if self.span is not None else None
        parts = None if self.parts is None else tuple((follow(part), tag) for part, tag in self.parts)
        whole = parts is not None and all(part is not None for part, _ in parts)
        kept = tuple((part, tag) for part, tag in parts or () if part is not None) if whole else None
        return replace(self, span=span, parts=kept)


def mark_of(piece: Piece, start: int) -> Mark:
    """The mark that a piece is; `start` is where its block begins. A sentence is where it begins."""
    at = piece.span.start - start
    span = Span(at, at) if piece.kind is Kind.SENTENCE else Span(at, piece.span.end - start)
    return Mark(
        anchor=piece.anchor,
        kind=piece.kind or Kind.MENTION,
        values={"": piece.tag, **piece.attributes},
        span=span,
        parts=tuple(
            (Span(part.start - start, part.end - start), tag)
            for part, tag in sorted(piece.parts, key=lambda each: (each[0].start, -each[0].end, each[1]))
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledMarks:
    """The marks that a block is to have, by the anchors they have, or by what they are if they have none.

    `same` gives for a mark of theirs that is not taken over because ours has it already the anchor of ours.
    """

    marks: Mapping[str, Mark]
    same: Mapping[str, str]
    found: tuple[Contradiction, ...]


def settle(marks: Three[Iterable[Mark]], words: Callable[[Span], str]) -> SettledMarks:
    """The marks of a block from those of three versions. `words` gives those of a span, for messages."""
    return _Settling(marks.map(by_name), words).settled()


def by_name(marks: Iterable[Mark]) -> dict[str, Mark]:
    named: dict[str, Mark] = {}
    for mark in marks:
        named.setdefault(mark.anchor or f"<{mark.tag}> {mark.span} {sorted(mark.meaning.items())}", mark)
    return named


class _Settling:
    def __init__(self, marks: Three[dict[str, Mark]], words: Callable[[Span], str]) -> None:
        self._all = marks
        self._words = words
        self._found: list[Contradiction] = []
        self._same: dict[str, str] = {}

    def settled(self) -> SettledMarks:
        kept: dict[str, Mark] = {}
        added: list[tuple[str, Mark]] = []
        for name in dict.fromkeys((*self._all.ours, *self._all.theirs, *self._all.base)):
            mark = self._all.map(lambda each, name=name: each.get(name))  # type: ignore[misc]
            if mark.base is None and mark.ours is None and mark.theirs is not None:
                added.append((name, mark.theirs))
                continue
            result = mark.result if mark.settled else self._united(mark)
            if result is not None:
                kept[name] = result
        for name, theirs in added:
            self._add(name, theirs, kept)
        return SettledMarks(marks=kept, same=self._same, found=tuple(self._found))

    def _add(self, name: str, theirs: Mark, kept: dict[str, Mark]) -> None:
        """Take over what only theirs marks, unless ours has a mark of that kind on those words."""
        rivals = RIVALS.get(theirs.kind, frozenset({theirs.kind}))
        rival = next(
            (each for each, mark in kept.items() if mark.kind in rivals and mark.span == theirs.span), None
        )
        if rival is None or self._nested(theirs, kept[rival]):
            kept[name] = theirs
            return
        ours = kept[rival]
        if theirs.anchor and ours.anchor:
            self._same[theirs.anchor] = ours.anchor
        if ours.kind is Kind.SENTENCE:
            return
        if theirs.by_person and not ours.by_person:
            if ours.kind is theirs.kind:
                kept[rival] = replace(theirs, anchor=ours.anchor)
            else:
                self._same.pop(theirs.anchor, None)
                del kept[rival]
                kept[name] = theirs
        elif theirs.by_person and self._meaning(ours) != self._meaning(theirs):
            self._found.append(Contradiction(self._called(ours), _told(ours), _told(theirs)))

    def _nested(self, theirs: Mark, ours: Mark) -> bool:
        """Whether theirs had both marks on these words when it added its own."""
        return ours.anchor in self._all.theirs

    def _meaning(self, mark: Mark) -> dict[str, str]:
        return {name: value for name, value in mark.meaning.items() if name not in POINTERS}

    def _united(self, mark: Three[Mark | None]) -> Mark | None:
        base, ours, theirs = mark
        if ours is None or theirs is None:
            return self._one_left(mark)
        values = self._values(mark)
        span = self._span(mark)
        parts = Three(base.parts if base else None, ours.parts, theirs.parts).result
        if span != ours.span:
            parts = theirs.parts
        return replace(ours, values=values, span=span, parts=parts)

    def _one_left(self, mark: Three[Mark | None]) -> Mark | None:
        """What one side took away and the other changed."""
        changed = mark.ours or mark.theirs
        if changed is None or not changed.by_person:
            return None
        said = [_told(each) if each else "not marked" for each in (mark.ours, mark.theirs)]
        self._found.append(Contradiction(self._called(changed), *said))
        return mark.ours

    def _values(self, mark: Three[Mark | None]) -> dict[str, str]:
        """Element and attributes: what one side changed; of both, what a person did."""
        base, ours, theirs = mark
        if ours is None or theirs is None:
            return {}
        old = base.values if base else {}
        sides = Three(old, ours.values, theirs.values)
        decided = [side.by_person and (base is None or side.values != old) for side in (ours, theirs)]
        names = [*dict.fromkeys((*ours.values, *theirs.values, *old))]
        result: dict[str, str | None] = {}
        for name in names:
            value = sides.map(lambda each, name=name: each.get(name))  # type: ignore[misc]
            accepted = all(decided) and value.ours != value.theirs and name not in _SIGNING
            if value.settled and not (accepted and self._is_accepted(mark, name)):
                result[name] = value.result
            elif decided == [False, True]:
                result[name] = value.theirs
            else:
                result[name] = value.ours
                if all(decided) and name not in _SIGNING:
                    label = f"{self._called(ours)} @{name}" if name else self._called(ours)
                    self._found.append(Contradiction(label, value.ours or "", value.theirs or ""))
        # Who decided: whoever changed what it says now, ours if both did.
        if all(decided) and _differ(result, ours.values) and not _differ(result, theirs.values):
            result |= {name: theirs.values.get(name) for name in _SIGNING}
        elif all(decided):
            result |= {name: ours.values.get(name) for name in _SIGNING}
        return {name: value for name, value in result.items() if value is not None}

    def _is_accepted(self, mark: Three[Mark | None], name: str) -> bool:
        """Whether the side that left a value as it was stood by it when it decided about the mark.

        It did if it decided on nothing else: whoever accepts a mark accepts all that it says.
        """
        base, ours, theirs = mark
        if base is None or ours is None or theirs is None:
            return False
        kept = ours if ours.values.get(name) == base.values.get(name) else theirs
        return kept.meaning == base.meaning and not base.by_person

    def _span(self, mark: Three[Mark | None]) -> Span | None:
        base, ours, theirs = mark
        if ours is None or theirs is None:
            return None
        span = Three(base.span if base else None, ours.span, theirs.span)
        if span.settled:
            return span.result
        if ours.by_person and theirs.by_person:
            said = [self._words(each) if each else "" for each in (span.ours, span.theirs)]
            self._found.append(Contradiction(f"{self._called(ours)}, the words it is on", *said))
        return span.ours if ours.by_person or not theirs.by_person else span.theirs

    def _called(self, mark: Mark) -> str:
        words = self._words(mark.span) if mark.span else ""
        return f"{mark.anchor or mark.tag} “{words}”" if words else mark.anchor or mark.tag


def _differ(result: Mapping[str, str | None], values: Mapping[str, str]) -> bool:
    names = {*result, *values} - {*_SIGNING}
    return any(result.get(name) != values.get(name) for name in names)


def _told(mark: Mark) -> str:
    """What a mark says, in a few words."""
    said = [value for name, value in mark.meaning.items() if name not in ("", *POINTERS)]
    name = f' xml:id="{mark.anchor}"' if mark.anchor else ""
    return " ".join([f"<{mark.tag}{name}>", *said])
