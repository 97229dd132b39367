"""Adding records to a register."""

from collections.abc import Iterable
from dataclasses import replace
from operator import attrgetter
from typing import TypeVar

from pressmark.ids import places_of
from pressmark.model import Organisation, Person, Place, Record, Register

R = TypeVar("R", bound=Record)


def merge_drafts(register: Register, proposals: Iterable[Record]) -> tuple[Record, ...]:
    """The records that the register lacks, one for each id, in the order in which they were first proposed.

    Several articles may propose one record: the first proposal stands, and takes
    up the variants of those of its kind that follow. A later proposal of another
    kind under the same id is left out: its article is encoded again with the
    first one in the register, and then proposes another id. An id that the
    register holds already is never touched.
    """
    known = register.by_id()
    drafts: dict[str, Record] = {}
    for proposal in proposals:
        if proposal.id in known:
            continue
        first = drafts.setdefault(proposal.id, proposal)
        if first.kind is proposal.kind:
            drafts[proposal.id] = _with_variants_of(first, proposal)
    return tuple(drafts.values())


def _with_variants_of(record: Record, other: Record) -> Record:
    names = set(record.names())
    new = tuple(variant for variant in other.variants if variant.name not in names)
    return replace(record, variants=record.variants + new) if new else record


def with_records(register: Register, records: Iterable[Record]) -> Register:
    """The register with records added, each to its kind and where its id belongs."""
    added = tuple(records)
    return replace(
        register,
        people=_with(register.people, (each for each in added if isinstance(each, Person))),
        places=_with(register.places, (each for each in added if isinstance(each, Place))),
        organisations=_with(
            register.organisations, (each for each in added if isinstance(each, Organisation))
        ),
    )


def _with(standing: tuple[R, ...], records: Iterable[R]) -> tuple[R, ...]:
    new = sorted(records, key=attrgetter("id"))
    places = places_of((record.id for record in new), (record.id for record in standing))
    every = [*standing]
    for place, record in reversed([*zip(places, new, strict=True)]):
        every.insert(place, record)
    return tuple(every)


def confirmed(record: Record) -> Record:
    """The record as it is once a person has confirmed it."""
    return replace(record, draft=False, source="")
