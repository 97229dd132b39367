"""The worklists of an edition, each entry with its file and line."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.files import read_file
from pressmark.ids import is_siglum
from pressmark.model import Finding, Work, Worklist
from pressmark.stages.cache import load_cache
from pressmark.tei.parse import MAX_BYTES, parse_article
from pressmark.tei.published import Article
from pressmark.tei.read import read_article
from pressmark.tei.records import FiledRecord, filed_records
from pressmark.tei.worklists import worklists


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledWork:
    """One thing to look at, and where it stands; the line is None where the file does not show it."""

    work: Work
    path: str
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkReport:
    """The worklists of an edition, and the faults that kept files out of them."""

    lists: dict[Worklist, list[FiledWork]]
    approved: frozenset[str]  # sigla
    findings: tuple[Finding, ...]


def edition_worklists(edition: Edition) -> WorkReport:
    """Everything there is to look at in an edition. A file that cannot be read is a finding.

    What would be changed in approved articles is as of the last run of `encode`.
    """
    report = _report(edition, sorted(edition.articles.glob("*.xml")))
    proposals = [
        FiledWork(
            work=Work(kind=Worklist.PROPOSAL, words=each.message, action=each.hint, siglum=siglum),
            path=each.path,
            line=each.line,
        )
        for siglum, entry in sorted(load_cache(edition).items())
        if siglum in report.approved
        for each in entry.pending
    ]
    return replace(report, lists={**report.lists, Worklist.PROPOSAL: proposals})


def article_work(edition: Edition, siglum: str) -> list[FiledWork]:
    """What there is to look at in one article."""
    report = _report(edition, [edition.article_path(siglum)])
    return [filed for listed in report.lists.values() for filed in listed if filed.work.siglum == siglum]


def _report(edition: Edition, paths: Iterable[Path]) -> WorkReport:
    findings: list[Finding] = []
    approved: set[str] = set()
    filed, faults = filed_records(edition)
    by_id: dict[str, FiledRecord] = {}
    for entry in filed:
        by_id.setdefault(entry.record.id, entry)

    def articles() -> Iterator[Article]:
        for path in paths:
            try:
                if is_siglum(path.stem):  # validation names those that are none
                    article = read_article(parse_article(read_file(path, MAX_BYTES), str(path)), path.stem)
                    if article.header.status == "approved":
                        approved.add(article.siglum)
                    yield article
            except PressmarkError as error:
                findings.append(error.finding)

    found = worklists(articles(), (entry.record for entry in by_id.values()))
    file_of = lru_cache(maxsize=1)(_file)
    places: dict[Work, FiledWork] = {}
    for work in sorted((work for listed in found.values() for work in listed), key=lambda work: work.siglum):
        if work.siglum:
            path = edition.article_path(work.siglum)
            places[work] = FiledWork(work=work, path=str(path), line=_line(file_of(path), work.anchor))
        else:
            entry = by_id[work.records[0]]
            places[work] = FiledWork(work=work, path=entry.path, line=entry.line)
    return WorkReport(
        lists={kind: [places[work] for work in listed] for kind, listed in found.items()},
        approved=frozenset(approved),
        findings=(*findings, *faults),
    )


def _file(path: Path) -> bytes:
    """The bytes of a file; none if it has gone meanwhile."""
    try:
        return read_file(path, MAX_BYTES)
    except PressmarkError:
        return b""


def _line(data: bytes, anchor: str) -> int | None:
    """The line of the element with that anchor; None if there is no such element."""
    found = (
        re.search(rb"""\sxml:id\s*=\s*["']%s["']""" % re.escape(anchor.encode()), data) if anchor else None
    )
    return data.count(b"\n", 0, found.start() + 1) + 1 if found else None
