"""Names: none inside itself, and which of them lead to records that nobody has confirmed."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from pressmark.ids import parse_pointer
from pressmark.tei.names import local_name, tei
from pressmark.tei.text import squeezed_text
from pressmark.tei.tree import Remark
from pressmark.tei.validation.checks import Subject, check
from pressmark.tei.validation.pointers import RECORD_POINTERS

_NAMES: Final = ("persName", "placeName", "orgName", "rs")
_TAGS: Final = tuple(map(tei, _NAMES))


@check("nested-name", "nested-record")
def check_nesting(subject: Subject) -> Iterator[Remark]:
    """No name stands inside a name of the same kind, or of the same record."""
    for tag in _NAMES:
        for element in subject.tree.named.get(tag, ()):
            outer = list(element.iterancestors(*_TAGS))
            if not outer:
                continue
            if any(_same_kind(element, each) for each in outer):
                yield _nested(element, "nested-name", f"this <{tag}> stands inside another")
            elif (ref := element.get("ref")) and any(each.get("ref") == ref for each in outer):
                yield _nested(element, "nested-record", f"stands inside a name that also leads to {ref}")


def _same_kind(element: etree._Element, other: etree._Element) -> bool:
    return local_name(element) == local_name(other) and element.get("type") == other.get("type")


def _nested(element: etree._Element, rule: str, message: str) -> Remark:
    return Remark(
        rule=rule, at=element, words=squeezed_text(element), message=message,
        hint="take away the tags of the one or of the other",
    )  # fmt: skip


@check("draft-mention")
def check_drafts(subject: Subject) -> Iterator[Remark]:
    """A note on the first mention of each record that is a draft."""
    drafts = {name: record for name, record in subject.records.items() if record.draft}
    if not drafts:
        return
    for attribute in RECORD_POINTERS:
        for element, value in subject.tree.having.get(attribute, ()):
            for parsed in map(parse_pointer, value.split()):
                record = drafts.pop(parsed[1], None) if parsed else None
                if record is not None:
                    yield Remark(
                        rule="draft-mention", at=element, part=attribute, words=record.name,
                        message=f"leads to the draft record {record.id}",
                        hint=f"check the record, then run: pressmark register confirm {record.id}",
                    )  # fmt: skip
