"""Anchors that both sides gave to something new: those of one side are counted on from those of the other.

An anchor is a letter and the next free number, so two people who add marks on two branches
give the same ones. Every new anchor of the side that gives way is raised by as much as the
other side's highest number grew since the base. So no two can meet, their order stays, and
whoever knows base and the side that stands (file and ledger alike) comes to the same numbers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from pressmark.ids import AnchorKind, make_anchor, parse_anchor
from pressmark.tei.edit.tokens import with_attribute
from pressmark.tei.ledger import Entry, Ledger
from pressmark.tei.names import XML_ID
from pressmark.tei.threeway.source import Source, Splice

Renumbering = Mapping[str, str]  # new anchors by old ones


def renumbering(base: Iterable[str], standing: Iterable[str], moving: Iterable[str]) -> Renumbering:
    """The new anchors of one side (`moving`), by those that change. All are anchors that a side ever had."""
    before, there, new = frozenset(base), frozenset(standing), sorted(set(moving) - set(base), key=_order)
    old, highest = _highest(before), _highest(there)
    changed: dict[str, str] = {}
    for kind, number in filter(None, map(parse_anchor, new)):
        rise = max(0, highest[kind] - old[kind])
        if rise and number > old[kind]:
            changed[make_anchor(kind, number)] = make_anchor(kind, number + rise)
    top = _highest({*before, *there, *new, *changed.values()})
    for anchor in new:
        parsed = parse_anchor(anchor)
        if parsed and anchor in there and anchor not in changed:  # a number below, given twice by hand
            top[parsed[0]] += 1
            changed[anchor] = make_anchor(parsed[0], top[parsed[0]])
    return changed


def renumbered_ledger(ledger: Ledger, anchors: Renumbering) -> Ledger:
    """A ledger whose new anchors have other numbers, with all that points to them."""
    return Ledger(_renumbered(entry, anchors) for entry in ledger.values())


def _renumbered(entry: Entry, anchors: Renumbering) -> Entry:
    block, space, which = entry.at.partition(" ")
    return replace(
        entry,
        anchor=anchors.get(entry.anchor, entry.anchor),
        successor=anchors.get(entry.successor, entry.successor),
        at=anchors.get(block, block) + space + which,
    )


def renumbered_file(source: Source, anchors: Renumbering) -> bytes:
    """A file whose new anchors have other numbers, with all that points to them."""
    if not anchors:
        return source.data
    splices = []
    for element in source.root.iter("*"):
        tag = source.start_tag(element)
        changed = tag
        for name, value in element.attrib.items():
            if name == XML_ID:
                wanted = anchors.get(str(value), str(value))
            elif "#" in str(value):
                wanted = " ".join(_pointer(each, anchors) for each in str(value).split(" "))
            else:
                continue
            if wanted != value:
                changed = with_attribute(changed, str(name), wanted)
        if changed != tag:
            extent = source.extents[element]
            splices.append(Splice(extent.start, extent.inner_start, changed))
    return source.spliced(splices)


def _pointer(words: str, anchors: Renumbering) -> str:
    return f"#{anchors.get(words[1:], words[1:])}" if words.startswith("#") else words


def _highest(anchors: Iterable[str]) -> dict[AnchorKind, int]:
    found = dict.fromkeys(AnchorKind, 0)
    for kind, number in filter(None, map(parse_anchor, anchors)):
        found[kind] = max(found[kind], number)
    return found


def _order(anchor: str) -> tuple[str, int]:
    kind, number = parse_anchor(anchor) or ("", 0)
    return str(kind), number
