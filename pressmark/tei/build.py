"""The TEI of an article, built from its text and what was found in it: valid by construction."""

from collections.abc import Iterable, Iterator, Sequence

from lxml import etree

from pressmark.config import Edition
from pressmark.ids import make_pointer
from pressmark.model import Annotations, EntityKind, Mention, Quotation, Record, Register, SourceDocument
from pressmark.tei.anchors import number_anchors
from pressmark.tei.association import associate
from pressmark.tei.attributes import MarkUp
from pressmark.tei.body import body_element
from pressmark.tei.header import header_element, language_of
from pressmark.tei.layout import STEP, lay_out
from pressmark.tei.names import TEI_NS, UNKNOWN_SPEAKER, XML_LANG, XML_SPACE, tei
from pressmark.tei.plan import Plan, plan_article
from pressmark.tei.record_elements import list_element


def build_article(
    document: SourceDocument,
    annotations: Annotations,
    register: Register,
    edition: Edition,
    *,
    standalone: bool = False,
) -> etree._Element:
    """The `<TEI>` of one article as it is written for the first time.

    Every character of `document.text` is inside `<text>`, in order, and no other. Anchors are
    numbered from 1. A standalone article holds the records it refers to itself and names no
    schema, because there is none beside it. Raises ValueError
    if annotations name a record that is neither in the register nor among their own proposals.
    """
    plan = plan_article(document, annotations)
    records = {record.id: record for record in (*annotations.proposals, *register)}
    anchors = number_anchors(plan.places())

    def point(record_id: str) -> str:
        if record_id not in records:
            raise ValueError(f"{record_id!r} is no record of the register and none that was proposed")
        return make_pointer(records[record_id].kind, record_id)

    root = etree.Element(tei("TEI"), nsmap={None: TEI_NS})
    root.set(XML_LANG, language_of(document.meta))
    text = etree.Element(tei("text"), {XML_SPACE: "preserve"}, nsmap={None: TEI_NS})
    text.append(body_element(plan, anchors, MarkUp(plan.marks, anchors, point)))
    prefix: str | None = None
    stand_off: list[etree._Element] = []
    if standalone:
        referred = _referred(plan)
        used = [record for record in records.values() if record.id in referred]
        prefix = _free_prefix(used, anchors.values())
        stand_off = [*_stand_off(used, prefix)]
    unknown = text.find(f".//{tei('said')}[@who='#{UNKNOWN_SPEAKER}']") is not None
    root.append(header_element(document, edition, plan.rules(), unknown_speaker=unknown, records=prefix))
    root.extend([*stand_off, text])
    _lay_out(root)
    if not standalone:
        associate(root)
    return root


def _referred(plan: Plan) -> set[str]:
    """The ids of all records that the marks of an article point to."""
    referred: set[str] = set()
    for mark in plan.marks:
        if isinstance(mark.source, Mention) and mark.source.record is not None:
            referred.add(mark.source.record)
        elif isinstance(mark.source, Quotation):
            referred.update(mark.source.speakers, mark.source.addressees)
            if mark.source.medium is not None:
                referred.add(mark.source.medium)
    return referred


def _free_prefix(records: Iterable[Record], anchors: Iterable[str]) -> str:
    """What to put before the ids of records so that none is also an anchor: most often nothing."""
    taken = {*anchors, "pressmark", "rules", UNKNOWN_SPEAKER}
    return "record-" if any(record.id in taken for record in records) else ""


def _stand_off(records: Sequence[Record], prefix: str) -> Iterator[etree._Element]:
    by_kind = {kind: [record for record in records if record.kind is kind] for kind in EntityKind}
    lists = [list_element(kind, of_kind, prefix) for kind, of_kind in by_kind.items() if of_kind]
    if lists:  # TEI has no empty `<standOff>`
        element = etree.Element(tei("standOff"), nsmap={None: TEI_NS})
        element.extend(lists)
        yield element


def _lay_out(root: etree._Element) -> None:
    """Put the parts of a TEI document on lines, except `<text>`, whose white space is the source's."""
    root.text = "\n" + STEP
    for part in root:
        if part.tag != tei("text"):
            lay_out(part, level=1)
        part.tail = "\n" + STEP
    root[-1].tail = "\n"
