"""Measuring names: span and kind, different names in an article, the records they lead to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pressmark.evaluation.found import FoundName
from pressmark.evaluation.words import core, name_key
from pressmark.model import EntityKind, GoldName, Measure, Span, Tallies, Tally

OF_KIND: Mapping[EntityKind, Measure] = {
    EntityKind.PERSON: Measure.PERSONS,
    EntityKind.PLACE: Measure.PLACES,
    EntityKind.ORGANISATION: Measure.ORGANISATIONS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A name that was found, and the gold's name that it is. Idle ones count neither way."""

    found: FoundName
    wanted: GoldName | None
    idle: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMatching:
    """The verdicts on all names found, and what was not found."""

    verdicts: tuple[Verdict, ...]
    missed: tuple[GoldName, ...]


def match_names(text: str, wanted: Sequence[GoldName], found: Sequence[FoundName]) -> NameMatching:
    """Pair what was found with the gold, one to one: the same span, and a kind that counts as right."""
    spans = [_spans(text, name) for name in wanted]
    at: dict[Span, list[int]] = defaultdict(list)
    for number, own in enumerate(spans):
        for span in own:
            at[span].append(number)
    candidates = sorted(
        (-_shared(wanted[number].spans[0], name.span), wanted[number].optional, number, index)
        for index, name in enumerate(found)
        for number in at.get(name.span, ())
        if name.kind in wanted[number].kinds
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, number, index in candidates:
        if index not in partner and number not in taken:
            partner[index] = number
            taken.add(number)
    optional = [name.spans[0] for name in wanted if name.optional]
    verdicts = []
    for index, name in enumerate(found):
        own_gold = wanted[partner[index]] if index in partner else None
        idle = (
            own_gold.optional
            if own_gold
            else any(2 * _shared(o, name.span) >= len(name.span) for o in optional)
        )
        verdicts.append(Verdict(found=name, wanted=own_gold, idle=idle))
    missed = (name for number, name in enumerate(wanted) if number not in taken and not name.optional)
    return NameMatching(verdicts=tuple(verdicts), missed=tuple(missed))


def _spans(text: str, name: GoldName) -> set[Span]:
    return {core(text, span, name.kind) for span in name.spans}


def _shared(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def tally_names(matching: NameMatching) -> Tallies:
    """Names by kind, and all together: span and kind have to be right."""
    tallies = dict.fromkeys(OF_KIND.values(), Tally())
    for verdict in matching.verdicts:
        if verdict.idle:
            continue
        if verdict.wanted:
            tallies[OF_KIND[verdict.wanted.kind]] += Tally(right=1)
        else:
            tallies[OF_KIND[verdict.found.kind]] += Tally(spurious=1)
    for name in matching.missed:
        tallies[OF_KIND[name.kind]] += Tally(missed=1)
    return {**tallies, Measure.NAMES: sum(tallies.values(), Tally())}


def tally_different_names(text: str, wanted: Sequence[GoldName], found: Sequence[FoundName]) -> Tally:
    """Each name of an article once, wherever it stands: what an index needs."""
    kinds: dict[str, set[EntityKind]] = defaultdict(set)
    for name in wanted:
        for span in _spans(text, name):
            kinds[name_key(span.of(text))] |= name.kinds
    asked = {
        (name_key(core(text, name.spans[0], name.kind).of(text)), name.kind)
        for name in wanted
        if not name.optional
    }
    optional = {name_key(name.spans[0].of(text)) for name in wanted if name.optional}
    given = {(name_key(name.span.of(text)), name.kind) for name in found}
    right = sum(any((key, kind) in given for kind in kinds[key]) for key, _ in asked)
    spurious = sum(kind not in kinds.get(key, ()) and key not in optional for key, kind in given)
    return Tally(right=right, spurious=spurious, missed=len(asked) - right)


def tally_links(matching: NameMatching, known: frozenset[str]) -> Tally:
    """Whether the names that were found lead to the right one of the `known` records.

    A name that leads nowhere, because it is left ambiguous, is missed and nothing worse.
    """
    tally = Tally()
    for verdict in matching.verdicts:
        if verdict.idle or verdict.wanted is None or verdict.wanted.record not in known:
            continue
        if verdict.found.record == verdict.wanted.record:
            tally += Tally(right=1)
        else:
            tally += Tally(spurious=int(verdict.found.record is not None), missed=1)
    return tally
