"""Adding records to a register."""

from collections.abc import Iterable
from dataclasses import replace

from pressmark.model import Organisation, Person, Place, Record, Register


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
    """The register with records added at the end, each to its kind."""
    added = tuple(records)
    return replace(
        register,
        people=register.people + tuple(record for record in added if isinstance(record, Person)),
        places=register.places + tuple(record for record in added if isinstance(record, Place)),
        organisations=register.organisations
        + tuple(record for record in added if isinstance(record, Organisation)),
    )


def confirmed(record: Record) -> Record:
    """The record as it is once a person has confirmed it."""
    return replace(record, draft=False, source="")
