"""The ledgers of two branches as one, line by line."""

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Final

from pressmark.tei.ledger import ARTICLE, ON_FILE, Entry, Kind, Ledger, State
from pressmark.tei.merge.entries import BY_HAND
from pressmark.tei.threeway.versions import Contradiction, Joined, Three

_RECORDS: Final = frozenset({Kind.PERSON, Kind.PLACE, Kind.ORGANISATION})
_FIELDS: Final = tuple(field.name for field in fields(Entry))


def join_ledgers(ledgers: Three[Ledger]) -> Joined[Ledger]:
    """One ledger from three. What either side retired is retired; an article that one withdrew is withdrawn.

    New anchors must be different ones: see `numbers`.
    """
    entries: list[Entry] = []
    found: list[Contradiction] = []
    for anchor in dict.fromkeys(anchor for ledger in ledgers for anchor in ledger):
        line = ledgers.map(lambda ledger, anchor=anchor: ledger.get(anchor))  # type: ignore[misc]
        entry = line.result if line.settled else _united(line)
        if entry is not None:
            entries.append(entry)
            found += _contradictions(line)
    joined = Ledger(entries)
    if ARTICLE in joined:
        joined = Ledger(_withdrawn(joined))
    return Joined(result=joined, contradictions=tuple(found))


def _united(line: Three[Entry | None]) -> Entry | None:
    base, ours, theirs = line
    if ours is None or theirs is None:
        return ours or theirs
    since = min(ours.since, theirs.since)
    if ours.is_live is not theirs.is_live:
        return replace(theirs if ours.is_live else ours, since=since)
    if not ours.is_live:
        # Words from which a person took a mark are not marked again, whoever did it first.
        return replace(
            ours, since=since, successor=ours.successor or theirs.successor, at=ours.at or theirs.at
        )
    if base is None or not base.is_live:
        return replace(ours, since=since, machine=ours.machine and theirs.machine)
    values = {
        name: Three(*(getattr(entry, name) for entry in (base, ours, theirs))).result
        for name in _FIELDS
        if name not in ("since", "machine")
    }
    # A mark that a person has decided on, on either side, is a person's.
    machine = (
        Three(base.machine, ours.machine, theirs.machine).result if ours.machine and theirs.machine else ""
    )
    return Entry(**values, since=since, machine=machine)


def _contradictions(line: Three[Entry | None]) -> Iterator[Contradiction]:
    """What stands for something that both retired, if they say so themselves and differently."""
    base, ours, theirs = line
    if ours is None or theirs is None or ours.is_live or theirs.is_live or line.settled:
        return
    if base is not None and not base.is_live and base.successor in (ours.successor, theirs.successor):
        return
    said = {ours.reason, theirs.reason} - {BY_HAND}
    if ours.successor != theirs.successor and (ours.kind in _RECORDS or len(said) == 2):
        yield Contradiction(f"{ours.anchor}, what stands for it", ours.successor, theirs.successor)


def _withdrawn(ledger: Ledger) -> Iterator[Entry]:
    """The lines of an article that one side withdrew: nothing of it is live, and no word is quoted."""
    reason = ledger[ARTICLE].reason
    for entry in ledger.values():
        if entry.kind is Kind.ARTICLE:
            yield entry
        elif entry.kind not in ON_FILE:
            gone = replace(entry, mark="", text="", at="")
            yield replace(gone, state=State.RETIRED, reason=reason) if entry.is_live else gone
