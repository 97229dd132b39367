"""The anchors of an edition: checked against the ledgers, retired, accepted."""

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pressmark.config import REGISTER_FILES, Edition
from pressmark.errors import PressmarkError
from pressmark.files import read_if_there
from pressmark.ids import is_siglum
from pressmark.model import EntityKind, Finding
from pressmark.stages.clock import today
from pressmark.stages.ledgers import (
    NO_ANCHOR,
    Ledgers,
    absolute,
    record_entry,
    relative,
    sound_article_ledger,
    sound_record_ledger,
    write_article_ledger,
    write_record_ledger,
)
from pressmark.tei.anchor_check import check_article, check_records, note_all
from pressmark.tei.ledger import ARTICLE, Entry, State
from pressmark.tei.merge.by_hand import missing_file
from pressmark.tei.merge.entries import entry_of
from pressmark.tei.merge.pieces import Pieces, read_pieces
from pressmark.tei.parse import MAX_BYTES, parse, parse_file
from pressmark.tei.records import filed_records, register_files


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorReport:
    """How many anchors and records were looked at, and what is wrong with them."""

    anchors: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """An anchor or record that was published: its name, its line, and what stands for it, step by step."""

    name: str  # `siglum#anchor` or a record id
    entry: Entry
    path: Path  # of the ledger
    successors: tuple[str, ...] = ()


def check_anchors(edition: Edition, sigla: Collection[str] = ()) -> AnchorReport:
    """Check what the ledgers promise: of the articles named, or of all articles and records.

    Raises ValueError if an article is named that there never was.
    """
    ledgers = Ledgers(edition)
    known = {*ledgers.sigla(), *(path.stem for path in edition.articles.glob("*.xml"))}
    for siglum in sigla:
        if siglum not in known:
            raise ValueError(f"there is no article {siglum!r}")
    findings: list[Finding] = []
    anchors = 0
    for siglum in sorted(set(sigla) or known):
        if is_siglum(siglum):
            findings += _check_article(siglum, ledgers)
            anchors += sum(entry.kind not in NO_ANCHOR for entry in ledgers.article(siglum).values())
            findings += _check_successors(siglum, ledgers)
    if not sigla:
        findings += _check_registers(ledgers)
        anchors += sum(len(ledgers.records(kind)) for kind in EntityKind)
    return AnchorReport(anchors=anchors, findings=(*ledgers.findings, *findings))


def _check_article(siglum: str, ledgers: Ledgers) -> Iterator[Finding]:
    edition = ledgers.edition
    path, ledger_path = edition.article_path(siglum), edition.article_ledger(siglum)
    ledger = ledgers.article(siglum)
    try:
        data = read_if_there(path, MAX_BYTES)
    except PressmarkError as error:
        yield error.finding
        return
    if data is None:
        yield from missing_article(siglum, ledgers)
        return
    if not ledger:
        if not ledger_path.is_file():
            message = f"has no ledger: {ledger_path.name} is missing"
            yield Finding(path=str(path), rule="no-ledger", message=message, hint=note_all(siglum))
        return
    try:
        yield from check_article(parse(data, str(path)), ledger, str(path), siglum)
    except PressmarkError as error:
        yield error.finding


def missing_article(siglum: str, ledgers: Ledgers) -> Iterator[Finding]:
    """What is wrong if an article has a ledger, no file, and was not withdrawn."""
    edition, ledger = ledgers.edition, ledgers.article(siglum)
    path = edition.article_path(siglum)
    if ARTICLE in ledger or os.path.lexists(path):
        return
    if any(ledger.by_hand()):
        yield from missing_file(ledger, None, str(path), siglum)
        return
    yield Finding(
        path=str(edition.article_ledger(siglum)),
        rule="anchor-gone",
        message=f"{path.name} is gone, and was not withdrawn",
        hint=f'put it back, or run: pressmark withdraw {siglum} --why "…"',
    )


def _check_registers(ledgers: Ledgers) -> Iterator[Finding]:
    edition = ledgers.edition
    files, unreadable = register_files(edition)
    yield from unreadable
    entries = [entry for file in files for entry in file.entries]
    for kind, name in REGISTER_FILES.items():
        path, ledger = edition.registers / name, ledgers.records(kind)
        if str(path) not in {finding.path for finding in unreadable}:
            records = [(each.record, each.element.sourceline) for each in entries if each.record.kind is kind]
            yield from check_records(records, ledger, str(path))
        for record_id in ledger:
            yield from _check_successor(record_id, str(edition.record_ledger(kind)), ledgers)


def _check_successors(siglum: str, ledgers: Ledgers) -> Iterator[Finding]:
    path = str(ledgers.edition.article_ledger(siglum))
    for anchor, entry in ledgers.article(siglum).items():
        if not entry.is_live and entry.kind not in NO_ANCHOR:
            yield from _check_successor(f"{siglum}#{anchor}", path, ledgers)


def _check_successor(name: str, path: str, ledgers: Ledgers) -> Iterator[Finding]:
    """Whether what is said to stand for an anchor exists, and in the end anything does."""
    entry = ledgers.find(name)
    if entry is None or entry.is_live or not entry.successor:
        return
    hint = f'run: pressmark anchors retire {name} --for … --why "{entry.reason or "…"}"'
    if not ledgers.exists(absolute(entry.successor, name)):
        message = f"{entry.successor}, which stands for {entry.anchor}, does not exist"
        yield Finding(path=path, rule="successor", message=message, hint=hint)
        return
    try:
        ledgers.follow(name)
    except ValueError as error:
        yield Finding(path=path, rule="successor", message=f"{entry.anchor}: {error}", hint=hint)


def find_published(edition: Edition, name: str) -> Published:
    """What the ledgers say of `siglum#anchor` or of a record. Raises ValueError if they say nothing."""
    ledgers = Ledgers(edition)
    entry = ledgers.find(name)
    if entry is None:
        raise ValueError(f"no ledger knows {name!r}: write SIGLUM#ANCHOR, or the id of a record")
    return _published(name, entry, ledgers)


def list_published(edition: Edition, sigla: Collection[str] = ()) -> Iterator[Published]:
    """Every anchor of the articles named, or of all articles, and then every record, in the ledgers' order.

    Raises ValueError if an article is named that has no ledger.
    """
    ledgers = Ledgers(edition)
    for siglum in sigla or ledgers.sigla():
        if not is_siglum(siglum) or not edition.article_ledger(siglum).is_file():
            raise ValueError(f"{siglum!r} has no ledger")
        for anchor, entry in ledgers.article(siglum).items():
            if entry.kind not in NO_ANCHOR:
                yield _published(f"{siglum}#{anchor}", entry, ledgers)
    if not sigla:
        for kind in EntityKind:
            for record_id, entry in ledgers.records(kind).items():
                yield _published(record_id, entry, ledgers)


def _published(name: str, entry: Entry, ledgers: Ledgers) -> Published:
    siglum, hash_sign, _ = name.partition("#")
    kind = None if hash_sign else EntityKind(entry.kind)
    path = ledgers.edition.article_ledger(siglum) if kind is None else ledgers.edition.record_ledger(kind)
    try:
        successors = ledgers.follow(name)[1:]
    except ValueError:  # a circle, which the check reports
        successors = [entry.successor]
    return Published(name=name, entry=entry, path=path, successors=tuple(successors))


def retire_anchor(edition: Edition, name: str, successor: str, reason: str) -> Published:
    """Note what stands for an anchor or a record that is no more; `successor` is empty if nothing does.

    One that is retired already gets another successor. Raises ValueError if no ledger knows the
    name or the successor, if it is still there, if the successors would go in a circle, or if
    there is no reason; PressmarkError if a file is at fault.
    """
    published = find_published(edition, name)
    ledgers = Ledgers(edition)
    successor = absolute(successor, name) if successor else ""
    if not reason.strip():
        raise ValueError("say why, for those who cited it")
    if successor and not ledgers.exists(successor):
        raise ValueError(f"no ledger knows {successor!r}, which is to stand for {name}")
    steps = ledgers.follow(successor) if successor else []
    if name in steps:
        raise ValueError(f"the successors would go in a circle: {', '.join([name, *steps])}")
    if place := _still_there(edition, name):
        raise ValueError(f"{name} is still there, in {place}")
    siglum, hash_sign, anchor = name.partition("#")
    if hash_sign:
        ledger = sound_article_ledger(edition, siglum)
        ledger = ledger.retired(anchor, relative(successor, siglum), reason)
        write_article_ledger(edition, siglum, ledger)
    else:
        kind = EntityKind(published.entry.kind)
        write_record_ledger(
            edition, kind, sound_record_ledger(edition, kind).retired(name, successor, reason)
        )
    return find_published(edition, name)


def _still_there(edition: Edition, name: str) -> str:
    """Where the anchor or record is that is to be retired; empty if it is gone."""
    siglum, hash_sign, anchor = name.partition("#")
    if not hash_sign:
        filed = (entry for entry in filed_records(edition)[0] if entry.record.id == name)
        return next((f"line {entry.line} of {Path(entry.path).name}" for entry in filed), "")
    path = edition.article_path(siglum)
    if not path.is_file():
        return ""
    piece = _pieces(path).by_anchor.get(anchor)
    return f"line {piece.line} of {path.name}" if piece else ""


def accept(edition: Edition, name: str, *, day: date | None = None) -> list[Published]:
    """Note that what is now at an anchor, or under the id of a record, is what it stands for from now on.

    `name` may also be a siglum: then whatever the ledger of the article does not know yet is noted.
    What was noted. Raises ValueError if nothing is there, PressmarkError if a file is at fault.
    """
    day = day or today()
    record = next((each.record for each in filed_records(edition)[0] if each.record.id == name), None)
    if record is not None:
        records = sound_record_ledger(edition, record.kind)
        entry = _accepted(records.get(name), record_entry(record, day))
        write_record_ledger(edition, record.kind, records.with_entries([entry]))
        return [find_published(edition, name)]
    siglum, hash_sign, anchor = name.partition("#")
    path = edition.article_path(siglum)
    if not is_siglum(siglum) or not path.is_file():
        raise ValueError(f"there is no article or record {siglum!r}")
    pieces, ledger = _pieces(path), sound_article_ledger(edition, siglum)
    if hash_sign and anchor not in pieces.by_anchor:
        raise ValueError(f"nothing in {path.name} has the anchor {anchor!r}")
    anchors = [anchor] if hash_sign else [each for each in pieces.by_anchor if each not in ledger]
    entries = [
        _accepted(ledger.get(each), entry_of(pieces.by_anchor[each], pieces, day, by_machine=False))
        for each in anchors
    ]
    write_article_ledger(edition, siglum, ledger.with_entries(entries))
    return [find_published(edition, f"{siglum}#{each}") for each in anchors]


def _accepted(old: Entry | None, new: Entry) -> Entry:
    """The line on what is there now; it keeps the day of its first publication."""
    return replace(new, since=old.since, state=State.LIVE) if old else new


def _pieces(path: Path) -> Pieces:
    return read_pieces(parse_file(path))
