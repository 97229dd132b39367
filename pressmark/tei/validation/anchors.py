"""Anchors: every xml:id once, and one of the right form on everything that can be cited."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from lxml import etree

from pressmark.ids import AnchorKind, make_anchor, parse_anchor
from pressmark.tei.names import RECORD_ELEMENTS, XML_ID, local_name
from pressmark.tei.tree import Remark, start_tag, written
from pressmark.tei.validation.checks import Scope, Subject, check
from pressmark.tei.vocabulary import ANCHORED

_THINGS: Final = {
    AnchorKind.HEADING: "a heading", AnchorKind.PARAGRAPH: "a paragraph", AnchorKind.LINE: "a line",
    AnchorKind.SENTENCE: "a sentence", AnchorKind.QUOTATION: "a quotation", AnchorKind.MENTION: "a name",
    AnchorKind.WORDS: "words in quotation marks", AnchorKind.DATE: "a date",
}  # fmt: skip
_RECORDS: Final = frozenset(name for names in RECORD_ELEMENTS.values() for name in names)


@check("duplicate-id", "missing-anchor", "anchor")
def check_anchors(subject: Subject) -> Iterator[Remark]:
    """Every xml:id stands once, and everything that can be cited has an anchor of its kind."""
    free = _FreeAnchors(subject.tree.ids)
    yield from _repeated(subject.tree.repeated_ids, subject.tree.ids, free)
    for tag, usual in ANCHORED.items():
        for element in subject.tree.named.get(tag, ()):
            kind = AnchorKind.HEADING if tag == "p" and _is_in_standfirst(element) else usual
            name = element.get(XML_ID)
            if name is None:
                yield Remark(
                    rule="missing-anchor", at=element, words=start_tag(element),
                    message="has no xml:id to cite it by", hint=f'write xml:id="{free.next(kind)}"',
                )  # fmt: skip
                continue
            anchor = parse_anchor(name)
            if anchor is None or anchor[0] is not kind:
                yield Remark(
                    rule="anchor", at=element, part="xml:id", words=written(element, "xml:id"),
                    message=f"is no anchor of {_THINGS[kind]}: that is {kind} and a number",
                    hint=f'write xml:id="{free.next(kind)}"',
                )  # fmt: skip


@check("duplicate-id", scope=Scope.REGISTER)
def check_ids(subject: Subject) -> Iterator[Remark]:
    """Every xml:id of a register stands once; those of records are looked at with the records."""
    others = (element for element in subject.tree.repeated_ids if local_name(element) not in _RECORDS)
    yield from _repeated(others, subject.tree.ids, _FreeAnchors(subject.tree.ids))


def _repeated(
    elements: Iterable[etree._Element], ids: Mapping[str, etree._Element], free: "_FreeAnchors"
) -> Iterator[Remark]:
    for element in elements:
        name = element.get(XML_ID, "")
        anchor, first = parse_anchor(name), ids[name]
        yield Remark(
            rule="duplicate-id", at=element, part="xml:id", words=written(element, "xml:id"),
            message=f"is also the id of the <{local_name(first)}> in line {first.sourceline}",
            hint=f'write xml:id="{free.next(anchor[0])}"' if anchor else "give one of the two another",
        )  # fmt: skip


def _is_in_standfirst(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and local_name(parent) == "argument"


class _FreeAnchors:
    """The anchors that a file does not have yet. Each is given once, so that all cures work together."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._ids = ids
        self._highest: dict[AnchorKind, int] | None = None

    def next(self, kind: AnchorKind) -> str:
        if self._highest is None:
            self._highest = defaultdict(int)
            for known, number in filter(None, map(parse_anchor, self._ids)):
                self._highest[known] = max(self._highest[known], number)
        self._highest[kind] += 1
        return make_anchor(kind, self._highest[kind])
