"""Validation: every fault of a file, in plain words, with the line and what to do."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import Final

from lxml import etree

from pressmark.config import REGISTER_FILES, Edition
from pressmark.errors import PressmarkError
from pressmark.ids import make_pointer, parse_pointer
from pressmark.model import EntityKind, Finding, Record, Register
from pressmark.tei.checks import (
    check_chains,
    check_ids,
    check_local_pointers,
    check_structure,
    check_vocabulary,
)
from pressmark.tei.names import NAME_ELEMENTS, local_name
from pressmark.tei.parse import parse
from pressmark.tei.records import records_in, register_findings
from pressmark.tei.tree import Tree, nearest, read_tree

# The attributes that point to records.
_RECORD_POINTERS: Final = ("ref", "who", "toWhom", "source")
_KINDS: Final = {name: kind for kind, name in NAME_ELEMENTS.items()}


def validate_article(data: bytes, path: str, register: Register) -> list[Finding]:
    """Every fault of an article's file, in the order of the lines; empty if it is valid.

    Records are those of the register and those that the file holds itself. The name of
    the file, without its extension, must be the article's siglum.
    """
    try:
        root = parse(data, path)
    except PressmarkError as error:
        return [error.finding]
    tree = read_tree(root, path)
    own, faults = records_in(root, path)
    records = register.by_id() | _by_pointed_id(tree, (entry.record for entry in own))
    findings = [
        *faults,
        *check_structure(tree, PurePath(path).stem),
        *check_vocabulary(tree),
        *check_ids(tree),
        *check_local_pointers(tree),
        *check_chains(tree),
        *_record_pointers(tree, records),
    ]
    return sorted(findings, key=_line)


def validate_registers(edition: Edition) -> list[Finding]:
    """Every fault of the registers of an edition, file by file, in the order of the lines."""
    findings = register_findings(edition)
    for name in REGISTER_FILES.values():
        path = edition.registers / name
        try:
            tree = read_tree(parse(path.read_bytes(), str(path)), str(path))
        except (OSError, PressmarkError):
            continue  # missing, or reported already
        findings += check_vocabulary(tree)
    files = [str(edition.registers / name) for name in REGISTER_FILES.values()]
    return sorted(findings, key=lambda finding: (files.index(finding.path), _line(finding)))


def _by_pointed_id(tree: Tree, records: Iterable[Record]) -> dict[str, Record]:
    """The records that a file holds itself, by the ids that its pointers use for them."""
    prefixes: dict[str | None, str] = {}
    for element in tree.elements:
        pattern = element.get("replacementPattern", "")
        if local_name(element) == "prefixDef" and pattern.startswith("#"):
            prefixes[element.get("ident")] = pattern.removeprefix("#").removesuffix("$1")
    return {record.id.removeprefix(prefixes.get(record.kind, "")): record for record in records}


def _line(finding: Finding) -> int:
    return finding.line or 0


def _record_pointers(tree: Tree, records: Mapping[str, Record]) -> Iterator[Finding]:
    """Pointers to records lead to one, of the kind that they and their element say."""
    for element in tree.in_text:
        for attribute in _RECORD_POINTERS:
            for pointer in (element.get(attribute) or "").split():
                yield from _record_pointer(tree, element, attribute, pointer, records)


def _record_pointer(
    tree: Tree, element: etree._Element, attribute: str, pointer: str, records: Mapping[str, Record]
) -> Iterator[Finding]:
    tag = local_name(element)
    label = f"<{tag}>: @{attribute} {pointer}"
    parsed = parse_pointer(pointer)
    record_id = parsed[1] if parsed else pointer.rpartition(":")[2].removeprefix("#")
    record = records.get(record_id)
    if record is None:
        known = [make_pointer(other.kind, name) for name, other in records.items()]
        otherwise = "add the record to its register, or delete the pointer"
        what = "is no record" if parsed else "is no pointer to a record"
        yield tree.finding(element, "pointer", f"{label} {what}", nearest(pointer, known, otherwise))
        return
    right = make_pointer(record.kind, record_id)
    if pointer != right:
        message = f"{label} is not how to point to {record.name}, a record of kind {record.kind}"
        yield tree.finding(element, "pointer", message, f"write {right}")
    expected = _expected_kind(element, tag) if attribute == "ref" else None
    if expected and record.kind is not expected:
        message = f"<{tag}> marks {record.name}, a record of kind {record.kind}"
        hint = f"mark it as {_element_for(tag, record.kind)}, or point to another record"
        yield tree.finding(element, "pointer-kind", message, hint)


def _expected_kind(element: etree._Element, name: str) -> EntityKind | None:
    """What kind of record an element speaks of; None where any may be meant."""
    described = element.get("type")
    if name == "rs" and described in set(EntityKind):
        return EntityKind(described)
    return _KINDS.get(name)


def _element_for(name: str, kind: EntityKind) -> str:
    return f'<rs type="{kind}">' if name == "rs" else f"<{NAME_ELEMENTS[kind]}>"
