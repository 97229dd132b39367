"""Validation: every fault of a TEI file, by the rule that it breaks, with its place and its cure.

The rules are those of `pressmark.faults`. Named checks explain what is wrong; the edition's
RELAX NG schema stands behind them, and speaks only where none of them did.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path, PurePath
from typing import Final

from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.files import read_file
from pressmark.findings import folded
from pressmark.model import Finding, Record, Register, Severity
from pressmark.tei.parse import MAX_BYTES, parse
from pressmark.tei.records import Entry, in_order, records_in, register_files
from pressmark.tei.tree import Remark, Tree, as_findings, read_tree
from pressmark.tei.validation import (  # noqa: F401 (each puts its checks on the list)
    anchors,
    dates,
    header,
    languages,
    names,
    pointers,
    quotations,
    vocabulary,
)
from pressmark.tei.validation.checks import Scope, Subject, remarks_on
from pressmark.tei.validation.registers import mentioned_records, repeated_records, unmentioned_records
from pressmark.tei.validation.schema import schema_remark

# Tags in a file whose faults are explained before the schema is asked: for each thing that it
# refuses, libxml2 counts the elements in front of it, which takes hours where there are millions.
_LARGE: Final = 20_000

__all__ = ["validate_article", "validate_edition", "validate_registers"]


def validate_article(data: bytes, path: str, register: Register) -> list[Finding]:
    """Every fault of an article's file, in the order of the file; empty if it has none.

    Records are those of the register and those that the file holds itself. The name of
    the file, without its extension, must be the article's siglum. Of a rule that is broken a
    hundred times there is one finding, which says so. Raises nothing.
    """
    try:
        root = parse(data, path)
    except PressmarkError as error:
        return [error.finding]
    tree = read_tree(root)
    entries, faults = records_in(root)
    records = register.by_id() | _by_pointed_id(tree, entries)
    subject = Subject(tree=tree, siglum=PurePath(path).stem, records=records)
    return _judged(subject, Scope.ARTICLE, faults, data, path)


def validate_registers(edition: Edition) -> list[Finding]:
    """Every fault of the registers of an edition, file by file, in the order of the lines. Raises nothing."""
    files, findings = register_files(edition)
    repeated: dict[Path, list[Remark]] = defaultdict(list)
    for file, remark in repeated_records(files):
        repeated[file.path].append(remark)
    for file in files:
        subject = Subject(tree=read_tree(file.root), siglum=file.path.stem, records={})
        known = (*file.remarks, *repeated[file.path])
        findings += _judged(subject, Scope.REGISTER, known, file.data, str(file.path))
    return findings


def validate_edition(edition: Edition, mentioned: set[str] | None = None) -> list[Finding]:
    """What only all files together tell: notes on the records that no article mentions. Raises nothing.

    `mentioned` are the ids of those that articles mention, where that is known already.
    """
    if mentioned is None:
        mentioned = set()
        for path in sorted(edition.articles.glob("*.xml")):
            with suppress(PressmarkError):  # reported with the article
                mentioned |= mentioned_records(parse(read_file(path, MAX_BYTES), str(path)))
    findings: list[Finding] = []
    for file in register_files(edition)[0]:
        remarks = unmentioned_records(file, mentioned)
        findings += sorted(folded(as_findings(remarks, file.root, file.data, str(file.path))), key=in_order)
    return findings


def _judged(subject: Subject, scope: Scope, known: Iterable[Remark], data: bytes, path: str) -> list[Finding]:
    """All findings in a file: what is known already, what the checks find, and what only the schema sees."""
    root = subject.tree.root
    is_large = data.count(b"<") > _LARGE
    refused = None if is_large else schema_remark(root)
    scopes = (scope, Scope.EVERY_FILE, *([Scope.REFUSED] if refused or is_large else []))
    findings = folded(as_findings(chain(known, remarks_on(subject, *scopes)), root, data, path))
    if all(finding.severity is not Severity.ERROR for finding in findings):
        refused = schema_remark(root) if is_large else refused
        findings += as_findings([refused] if refused else [], root, data, path)
    return sorted(findings, key=in_order)


def _by_pointed_id(tree: Tree, entries: Sequence[Entry]) -> dict[str, Record]:
    """The records that a file holds itself, by the ids that its pointers use for them."""
    prefixes: dict[str | None, str] = {}
    if not entries:
        return {}
    for element in tree.elements.get("prefixDef", ()):
        pattern = element.get("replacementPattern", "")
        if pattern.startswith("#"):
            prefixes[element.get("ident")] = pattern.removeprefix("#").removesuffix("$1")
    records = (entry.record for entry in entries)
    return {record.id.removeprefix(prefixes.get(record.kind, "")): record for record in records}
