"""Withdrawing an article: its text leaves the edition, and its addresses say so for ever."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.ids import is_siglum, make_siglum, parse_pointer
from pressmark.model import Record
from pressmark.stages.clock import today
from pressmark.stages.collect import SEED_SUFFIXES, SIDECAR_SUFFIX
from pressmark.stages.ledgers import sound_article_ledger, write_article_ledger
from pressmark.stages.records import load_registers
from pressmark.stages.repointing import pointers_in
from pressmark.tei.ledger import ARTICLE, ON_FILE, Entry, Kind, Ledger, State, squeezed
from pressmark.tei.merge.entries import entry_of
from pressmark.tei.merge.pieces import read_pieces
from pressmark.tei.parse import parse_file
from pressmark.tei.read_header import read_header
from pressmark.tei.write import remove_file


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawReport:
    """What is left of a withdrawn article: its ledger, and the records that no other article mentions."""

    siglum: str
    title: str
    ledger: Path
    removed: tuple[Path, ...]
    orphans: tuple[Record, ...] = ()


def withdraw_article(
    edition: Edition, siglum: str, reason: str, *, day: date | None = None
) -> WithdrawReport:
    """Delete an article's seed, sidecar and TEI, and retire all its anchors.

    Its ledger stays, with a line on what it was and why it went, from which the site makes a
    page at the old address, and without the words that it quoted of the text. The ledger is
    written first, and the seed goes before the TEI: a run that was cut off can be completed by
    the same command, and no run in between encodes the article again. Raises ValueError if there
    is no such article, it was withdrawn already, or there is no reason; PressmarkError if the
    ledger is at fault.
    """
    if not reason.strip():
        raise ValueError("say why, for those who cited it")
    path, ledger_path = edition.article_path(siglum), edition.article_ledger(siglum)
    if not is_siglum(siglum) or not (path.is_file() or ledger_path.is_file()):
        raise ValueError(f"there is no article {siglum!r}")
    files = [*_seed_files(edition, siglum), path]
    ledger = sound_article_ledger(edition, siglum)
    if ARTICLE in ledger and not any(file.is_file() for file in files):
        raise ValueError(f"{siglum} was {ledger[ARTICLE].reason}")
    orphans = _only_mentioned_in(edition, path)
    told = f"withdrawn on {(day or today()).isoformat()}: {squeezed(reason)}"
    ledger = _withdrawn(ledger, path, siglum, told, day or today())
    write_article_ledger(edition, siglum, ledger)
    removed = [file for file in files if remove_file(file)]
    return WithdrawReport(
        siglum=siglum,
        title=ledger[ARTICLE].text,
        ledger=ledger_path,
        removed=tuple(removed),
        orphans=tuple(orphans),
    )


def _seed_files(edition: Edition, siglum: str) -> Iterator[Path]:
    """The files from which the article would be encoded again: seeds first, then sidecars."""
    for suffixes in (SEED_SUFFIXES, {SIDECAR_SUFFIX}):
        for path in sorted(edition.seeds.glob("[!.]*")):
            if path.suffix.lower() in suffixes and make_siglum(path.stem) == siglum:
                yield path


def _withdrawn(ledger: Ledger, path: Path, siglum: str, reason: str, day: date) -> Ledger:
    """The ledger with all anchors retired, even those that it did not know, and the line on the article."""
    headline = next((entry.text for entry in ledger.values() if entry.kind is Kind.HEADING), "")
    article = Entry(
        anchor=ARTICLE,
        kind=Kind.ARTICLE,
        since=min((entry.since for entry in ledger.values()), default=day),
        state=State.RETIRED,
        reason=reason,
        text=headline or siglum,
    )
    known = ledger.with_entries([])
    with suppress(PressmarkError):  # what cannot be read is withdrawn all the same
        root = parse_file(path)
        pieces = read_pieces(root)
        new = (piece for anchor, piece in pieces.by_anchor.items() if anchor not in ledger)
        known = ledger.with_entries([entry_of(piece, pieces, day, by_machine=False) for piece in new])
        header = read_header(root)
        facts = (header.outlet, header.published)
        article = replace(
            article,
            text=squeezed(header.title) or article.text,
            at=squeezed(", ".join(fact.value for fact in facts if fact)),
        )
    anchors = [entry for entry in known.values() if entry.kind not in ON_FILE | {Kind.ARTICLE}]
    retired = (
        replace(entry, state=State.RETIRED, reason=reason) if entry.is_live else entry for entry in anchors
    )
    return Ledger([article, *(replace(entry, mark="", text="", at="") for entry in retired)])


def _only_mentioned_in(edition: Edition, path: Path) -> list[Record]:
    """The records that an article points to and no other does."""
    pointers = pointers_in(path)
    for other in edition.articles.glob("*.xml"):
        if other != path and pointers:
            pointers -= pointers_in(other)
    found = {parsed[1] for pointer in pointers if (parsed := parse_pointer(pointer.decode()))}
    return [record for record in load_registers(edition).register if record.id in found]
