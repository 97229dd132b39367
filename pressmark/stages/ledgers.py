"""The ledgers of an edition together: what was published under a name, and what stands for it today."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pressmark.config import REGISTER_FILES, Edition
from pressmark.ids import is_record_id, is_siglum, parse_anchor
from pressmark.model import EntityKind, Finding, Record, Register
from pressmark.tei.anchor_check import check_records
from pressmark.tei.ledger import (
    ON_FILE,
    Entry,
    Kind,
    Ledger,
    fingerprint,
    glimpse,
    read_article_ledger,
    read_record_ledger,
    render_ledger,
    sound,
)
from pressmark.tei.merge.pieces import read_pieces
from pressmark.tei.parse import parse_file
from pressmark.tei.write import write_file

# The kinds of line that are about the article and no anchor to cite.
NO_ANCHOR = ON_FILE | {Kind.ARTICLE}


class Ledgers:
    """The ledgers of one edition, each read when it is first asked for. Lines at fault are left out."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._articles: dict[str, tuple[Ledger, tuple[Finding, ...]]] = {}
        self._records: dict[EntityKind, tuple[Ledger, tuple[Finding, ...]]] = {}

    def sigla(self) -> list[str]:
        """The articles that have a ledger."""
        return sorted(path.stem for path in self.edition.anchors.glob("*.tsv") if is_siglum(path.stem))

    def article(self, siglum: str) -> Ledger:
        """The ledger of an article; empty if there is none."""
        if siglum not in self._articles:
            self._articles[siglum] = read_article_ledger(self.edition, siglum)
        return self._articles[siglum][0]

    def records(self, kind: EntityKind) -> Ledger:
        """The ledger of a register; empty if there is none."""
        if kind not in self._records:
            self._records[kind] = read_record_ledger(self.edition, kind)
        return self._records[kind][0]

    @property
    def findings(self) -> Iterator[Finding]:
        """The faults of the ledgers that were read."""
        for _, findings in (*self._articles.values(), *self._records.values()):
            yield from findings

    def find(self, name: str) -> Entry | None:
        """The line on `siglum#anchor` or on a record; None if no ledger has it."""
        siglum, hash_sign, anchor = name.partition("#")
        if hash_sign:
            entry = self.article(siglum).get(anchor) if is_siglum(siglum) else None
            return None if entry is None or entry.kind in NO_ANCHOR else entry
        if not is_record_id(name):
            return None
        return next(filter(None, (self.records(kind).get(name) for kind in EntityKind)), None)

    def exists(self, name: str) -> bool:
        """Whether something is or was under `siglum#anchor`, a siglum or a record id."""
        if self.find(name) is not None:
            return True
        siglum, _, anchor = name.partition("#")
        if not is_siglum(siglum):
            return False
        path = self.edition.article_path(siglum)
        if not anchor:
            return path.is_file() or self.edition.article_ledger(siglum).is_file()
        return path.is_file() and anchor in read_pieces(parse_file(path)).by_anchor

    def follow(self, name: str) -> list[str]:
        """A name and what came to stand for it, step by step; the last one stands today, if it exists.

        Raises ValueError if the steps go in a circle.
        """
        names = [name]
        while (entry := self.find(names[-1])) is not None and not entry.is_live and entry.successor:
            step = absolute(entry.successor, names[-1])
            if step in names:
                raise ValueError(f"the successors go in a circle: {', '.join([*names, step])}")
            names.append(step)
        return names


def absolute(name: str, beside: str) -> str:
    """A successor as it is called from anywhere: `m5` beside `ferry#m4` is `ferry#m5`."""
    return f"{beside.partition('#')[0]}#{name}" if parse_anchor(name) else name


def relative(name: str, siglum: str) -> str:
    """A name as the ledger of an article writes it."""
    return name.removeprefix(f"{siglum}#")


def sound_article_ledger(edition: Edition, siglum: str) -> Ledger:
    """The ledger of an article, to be written again. Raises PressmarkError if a line of it is at fault."""
    return sound(read_article_ledger(edition, siglum))


def sound_record_ledger(edition: Edition, kind: EntityKind) -> Ledger:
    """The ledger of a register, to be written again. Raises PressmarkError if a line of it is at fault."""
    return sound(read_record_ledger(edition, kind))


def write_article_ledger(edition: Edition, siglum: str, ledger: Ledger) -> bool:
    """Write the ledger of an article; False if it holds these lines already."""
    return write_file(edition.article_ledger(siglum), render_ledger(ledger).encode("utf-8"))


def write_record_ledger(edition: Edition, kind: EntityKind, ledger: Ledger) -> bool:
    """Write the ledger of a register; False if it holds these lines already."""
    return write_file(edition.record_ledger(kind), render_ledger(ledger).encode("utf-8"))


def record_entry(record: Record, since: date) -> Entry:
    """The line on a record that is published for the first time."""
    return Entry(
        anchor=record.id,
        kind=Kind(record.kind),
        since=since,
        words=fingerprint(record.name),
        text=glimpse(record.name),
    )


def note_records(
    edition: Edition, register: Register, day: date, *, check: bool
) -> tuple[list[Path], list[Finding]]:
    """Note in the ledgers what records are published, and find those that are gone without a successor.

    The ledgers written, or in a check those that would be. One that is at fault is a finding and
    stays as it is. Raises OSError.
    """
    written: list[Path] = []
    findings: list[Finding] = []
    for kind in EntityKind:
        ledger, faults = read_record_ledger(edition, kind)
        findings += faults
        records = [record for record in register if record.kind is kind]
        if faults or not (records or ledger):
            continue
        path = str(edition.registers / REGISTER_FILES[kind])
        known = check_records(((record, None) for record in records), ledger, path)
        findings += [finding for finding in known if finding.rule == "anchor-gone"]
        new = [record_entry(record, day) for record in records if record.id not in ledger]
        if new and not check:
            write_record_ledger(edition, kind, ledger.with_entries(new))
        if new:
            written.append(edition.record_ledger(kind))
    return written, findings
