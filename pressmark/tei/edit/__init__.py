"""Changing a TEI file in place: every byte that is not part of a change stays as it is.

A program that edits leaves the traces that a person would: a tag more, an attribute less,
nothing moved and nothing laid out anew.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from lxml import etree

from pressmark.errors import PressmarkError
from pressmark.tei.edit.changes import (
    Change,
    EditError,
    ElementChange,
    Empty,
    InsertAfter,
    InsertBefore,
    NamePart,
    Remove,
    Replace,
    Reword,
    Set,
    Side,
    Unwrap,
    Wrap,
)
from pressmark.tei.edit.places import PlaceError, layer_of
from pressmark.tei.edit.row import Row
from pressmark.tei.edit.tokens import Element
from pressmark.tei.names import XML_ID, tei
from pressmark.tei.parse import parse
from pressmark.tei.text import source_text

__all__ = [
    "Change",
    "EditError",
    "Empty",
    "InsertAfter",
    "InsertBefore",
    "NamePart",
    "Remove",
    "Replace",
    "Reword",
    "Set",
    "Side",
    "Unwrap",
    "Wrap",
    "edit",
]

# The order in which changes are made.
_KINDS: Final = (Unwrap, Set, Remove, InsertAfter, InsertBefore, Replace, Empty, Wrap, Reword)
# Where the local name of a TEI element begins in a path; other elements are named with their namespace.
_NAME_STEP: Final = re.compile(r"\{[^}]*\}[^/]*|(?:^|(?<=/))(?=\w)")


def edit(data: bytes, changes: Sequence[Change]) -> bytes:
    """The bytes of a file with changes made; their order matters only for equal places.

    All spans and targets are those of `data`. Raises EditError, and changes nothing, if one
    of them cannot be made, or if the file is not well-formed before or after.
    """
    before = _parsed(data, None)
    if not changes:
        return data
    edited = _Edit(data.decode("utf-8"), before).apply(changes)
    only = changes[0] if len(changes) == 1 else None
    try:
        result = edited.encode("utf-8")
    except UnicodeEncodeError as error:
        raise EditError(
            only, f"{error.object[error.start]!r} is no character that a file can hold"
        ) from error
    had = Counter(_ids(before))
    for name, count in Counter(_ids(_parsed(result, only, source_text(before)))).items():
        if count > max(1, had[name]):
            reason = f"another element has the xml:id {name!r}"
            raise EditError(_giving(changes, name) or only, reason, source_text(before))
    return result


def _parsed(data: bytes, change: Change | None, text: str = "") -> etree._Element:
    try:
        return parse(data, "")
    except PressmarkError as error:
        raise EditError(change, f"the file {error.finding.message}", text) from error


def _check_rewords(changes: Iterable[Change], text: str) -> None:
    """Raises EditError if two changes give new words for the same ones, or for the same place."""
    rewords = sorted(
        (change for change in changes if isinstance(change, Reword)), key=lambda change: change.span
    )
    for left, right in pairwise(rewords):
        same_place = left.span == right.span and left.side is right.side
        if right.span.start < left.span.end or same_place:
            raise EditError(right, "another change gives new words for these, or at this place", text)


def _rank(index: int, change: Change) -> tuple[int, ...]:
    """Sorts what is done first: what goes, then what comes, the longer before the shorter, then words."""
    kind = _KINDS.index(type(change))
    if isinstance(change, Wrap):
        return kind, -len(change.span), change.span.start, layer_of(change.tag), index
    # Each new element goes right after its target: the last one first.
    return kind, -index if isinstance(change, InsertAfter) else index


def _ids(root: etree._Element) -> Iterator[str]:
    return filter(None, (element.get(XML_ID) for element in root.iter()))


def _giving(changes: Iterable[Change], name: str) -> Change | None:
    """The change that gives an element this `xml:id`."""
    for change in changes:
        if isinstance(change, Wrap | Set | Empty) and change.attributes.get("xml:id") == name:
            return change
    return None


class _Edit:
    """One file that is being edited: the elements that changes are about, and what is done first."""

    def __init__(self, text: str, root: etree._Element) -> None:
        self._root = root
        self._row = Row(text)

    def apply(self, changes: Sequence[Change]) -> str:
        """Make the changes and give the file's text. Raises EditError."""
        _check_rewords(changes, source_text(self._root))
        targets = self._targets(changes)
        for index in sorted(range(len(changes)), key=lambda index: _rank(index, changes[index])):
            try:
                self._make(changes[index], targets.get(index))
            except PlaceError as error:
                raise EditError(changes[index], str(error), source_text(self._root)) from error
        return str(self._row)

    def _targets(self, changes: Sequence[Change]) -> dict[int, Element]:
        """The elements that changes are about, by the changes' indices.

        Raises EditError for an element that is not there once, or that another change takes away.
        """
        by_node = dict(zip(self._root.iter(), self._row.elements, strict=True))
        by_id: dict[str, list[Element]] = defaultdict(list)
        for node, element in by_node.items():
            by_id[node.get(XML_ID, "")].append(element)
        targets: dict[int, Element] = {}
        for index, change in enumerate(changes):
            if not isinstance(change, Wrap | Empty | Reword):
                path = "/" in change.target
                found = self._by_path(change, by_node) if path else by_id[change.target]
                if len(found) != 1:
                    raise EditError(
                        change, f"{'several elements have' if found else 'no element has'} that xml:id"
                    )
                targets[index] = found[0]
        self._check_gone(changes, targets)
        return targets

    def _by_path(self, change: ElementChange, by_node: Mapping[etree._Element, Element]) -> list[Element]:
        try:
            node = self._root.find(_NAME_STEP.sub(lambda step: step[0] or tei(""), change.target))
        except SyntaxError as error:
            raise EditError(change, f"the path cannot be read: {error}") from error
        if node is None:
            raise EditError(change, "nothing is found at that path")
        return [by_node[node]]

    def _check_gone(self, changes: Sequence[Change], targets: Mapping[int, Element]) -> None:
        """Raises EditError for a change to an element that another one takes away."""
        whole, tags = (
            {element: index for index, element in targets.items() if isinstance(changes[index], kinds)}
            for kinds in (Remove | Replace, Remove | Replace | Unwrap)
        )
        for index, element in targets.items():
            rivals = {tags.get(element, index), *(whole.get(holder, index) for holder in element.holders())}
            if rivals != {index}:
                raise EditError(changes[index], "another change takes that element away")

    def _make(self, change: Change, target: Element | None) -> None:
        if target and not self._row.has(target):
            if isinstance(change, Unwrap):
                return  # the part of a name: it went with the name
            raise PlaceError("another change takes that element away")
        match change:
            case Wrap():
                self._row.wrap(change)
            case Empty():
                self._row.empty(change)
            case Reword():
                self._row.reword(change)
            case Unwrap() if target:
                self._row.unwrap(target)
            case Set() if target:
                self._row.set(target, change)
            case Remove() if target:
                self._row.remove(target)
            case Replace() if target:
                self._row.replace(target, change.element)
            case InsertAfter() if target:
                self._row.insert_after(target, change.element)
            case InsertBefore() if target:
                self._row.insert_before(target, change.element)
