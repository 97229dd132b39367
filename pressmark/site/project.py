"""The documents of the site: the pages in `source/`, and one for every TEI document and record.

Only a Project can add documents to Sphinx: events cannot. Ours mounts `tei/` beside
the source folder, so that Sphinx reads TEI files themselves: its warnings name
them, its incremental builds watch them, and no stub files are needed.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from sphinx.project import Project
from sphinx.util import logging

from pressmark import ids
from pressmark.config import REGISTER_FILES, Edition
from pressmark.model import EntityKind, Finding, Record, Severity
from pressmark.site import addresses
from pressmark.site.findings import log_finding
from pressmark.site.former import successor_of
from pressmark.site.pages import DamagedPath, as_pattern, faulty_links, page_fault
from pressmark.tei.ledger import Entry, read_record_ledger
from pressmark.tei.records import filed_records

if sys.platform == "win32":
    from pathlib import WindowsPath as _SystemPath
else:
    from pathlib import PosixPath as _SystemPath

LEDGER_SUFFIX: Final = ".tsv"

logger = logging.getLogger(__name__)


class TeiPath(_SystemPath):
    """The path of a TEI file. Sphinx's reading it as text is skipped: our parser reads its bytes.

    That is how a file that is not UTF-8 becomes one finding rather than the end of
    the build, and how a register of thousands of records is not read once per record.
    """

    def read_text(self, *arguments: Any, **options: Any) -> str:
        return ""


class TeiProject(Project):
    """A Sphinx project whose documents are also the TEI files of an edition.

    What was published and is no more has a document too, read from the ledger that remembers it.
    """

    def __init__(
        self, srcdir: str | os.PathLike[str], source_suffix: Iterable[str], edition: Edition
    ) -> None:
        # In the source folder a table is no page, only among the ledgers.
        super().__init__(srcdir, (suffix for suffix in source_suffix if suffix != LEDGER_SUFFIX))
        self.edition = edition
        self.records: dict[str, Record] = {}
        self.former_records: dict[str, Entry] = {}
        self._lines: dict[str, int | None] = {}
        self._mounted: dict[str, Path] = {}
        self._former: frozenset[str] = frozenset()
        self._findings: list[Finding] = []
        self._damaged: frozenset[str] = frozenset()
        self._registers_seen: object = None
        self.mount()

    def __getstate__(self) -> dict[str, Any]:
        # The registers are read at every start; the pickled environment needs no second copy.
        fresh: dict[str, Any] = {"records": {}, "_lines": {}, "_findings": [], "_registers_seen": None}
        return self.__dict__ | fresh | {"former_records": {}}

    def mount(self) -> None:
        """Look up which TEI documents and records there are. Faults are kept for `discover` to report."""
        self._findings = []
        self._read_registers()
        self._mounted = {
            addresses.record_page(record.kind, record.id): self._register_path(record)
            for record in self.records.values()
        }
        former = self._former_pages()
        for path in sorted(self.edition.articles.glob("*.xml")):
            if ids.is_siglum(path.stem):
                self._mounted[addresses.article_page(path.stem)] = path
            elif not path.name.startswith("."):
                self._findings.append(
                    Finding(
                        path=str(path),
                        rule="siglum",
                        message=f"{path.stem!r} cannot name an article",
                        hint="rename the file: lower-case letters, digits, hyphens and underscores",
                    )
                )
        self._former = frozenset(former.keys() - self._mounted.keys())
        self._mounted = former | self._mounted

    def discover(self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
        """The names of all documents. What is wrong with a register is logged here, at every build."""
        source = Path(self.srcdir)
        links = list(faulty_links(source, self.source_suffix))
        outside = [as_pattern(Path(finding.path), source) for finding in links]
        docnames = super().discover([*exclude_paths, *outside], include_paths)
        self.mount()
        self._findings += links
        self._check_pages(docnames)
        for finding in self._findings:
            log_finding(finding)
        for docname in sorted(docnames & self._mounted.keys()):
            logger.warning(
                "%s is also the page of a TEI document; rename this file",
                docname,
                location=f"{super().doc2path(docname, absolute=True)}:1",
                type="pressmark",
                subtype="page",
            )
        docnames.update(self._mounted)
        return docnames

    def _check_pages(self, docnames: set[str]) -> None:
        """Leave out the pages in the source folder that cannot be read."""
        damaged = set()
        for docname in sorted(docnames):
            finding, can_be_shown = page_fault(Path(super().doc2path(docname, absolute=True)))
            if finding is not None:
                self._findings.append(finding)
                damaged.add(docname)
            if not can_be_shown:
                docnames.remove(docname)
        self._damaged = frozenset(damaged)

    @property
    def faulty(self) -> bool:
        """Whether a register, a page, or the name of an article has a fault that is an error."""
        return any(finding.severity is Severity.ERROR for finding in self._findings)

    def path2doc(self, filename: str | os.PathLike[str]) -> str | None:
        """The document a file holds; None for a register, which holds many."""
        path = Path(os.path.normpath(self.srcdir / filename))
        if path.parent == self.edition.articles:
            docname = addresses.article_page(path.stem)
            return docname if docname in self._mounted else None
        return None if path.parent == self.edition.registers else super().path2doc(filename)

    def doc2path(self, docname: str, absolute: bool) -> Any:
        """The file a document is read from."""
        mounted = self._mounted.get(docname)
        if mounted is None:
            path = super().doc2path(docname, absolute)
            return DamagedPath(path) if absolute and docname in self._damaged else path
        return TeiPath(mounted if absolute else os.path.relpath(mounted, self.srcdir))

    def record_of(self, docname: str) -> tuple[Record, int | None] | None:
        """The record whose page a document is and its line in the register, or None."""
        folder, _, record_id = docname.partition("/")
        record = self.records.get(record_id)
        if record is None or addresses.FOLDERS[record.kind] != folder:
            return None
        return record, self._lines.get(record_id)

    def former_of(self, docname: str) -> Entry | None:
        """The line of the ledger on the record that had the page, or None."""
        entry = self.former_records.get(docname.partition("/")[2])
        return entry if entry and docname in self._former and not self.is_former_article(docname) else None

    def successor_of(self, record_id: str) -> str:
        """The id of the record that stands for one today; empty if none does."""
        return successor_of(record_id, self.former_records, self.records)

    def is_former(self, docname: str) -> bool:
        """Whether a page stands for what is no more."""
        return docname in self._former

    def is_former_article(self, docname: str) -> bool:
        return docname in self._former and docname.startswith(f"{addresses.ARTICLES}/")

    def is_mounted(self, docname: str) -> bool:
        return docname in self._mounted

    def _former_pages(self) -> dict[str, Path]:
        """The pages of all that a ledger knows, each with its ledger; what still is there among them."""
        pages = {
            addresses.article_page(path.stem): path
            for path in sorted(self.edition.anchors.glob(f"*{LEDGER_SUFFIX}"))
            if ids.is_siglum(path.stem)
        }
        for record_id, entry in self.former_records.items():
            kind = EntityKind(entry.kind)
            pages[addresses.record_page(kind, record_id)] = self.edition.record_ledger(kind)
        return pages

    def _register_path(self, record: Record) -> Path:
        return self.edition.registers / REGISTER_FILES[record.kind]

    def _read_registers(self) -> None:
        """Read the registers and their ledgers if one changed. Of records with one id the first counts."""
        paths = [self.edition.registers / name for name in REGISTER_FILES.values()]
        paths += [self.edition.record_ledger(kind) for kind in REGISTER_FILES]
        seen = [(path.stat().st_mtime_ns, path.stat().st_size) if path.exists() else None for path in paths]
        if seen != self._registers_seen:
            self._registers_seen = seen
            filed, self._register_findings = filed_records(self.edition)
            self.records, self._lines = {}, {}
            for entry in filed:
                if self.records.setdefault(entry.record.id, entry.record) is entry.record:
                    self._lines[entry.record.id] = entry.line
            ledgers = [read_record_ledger(self.edition, kind) for kind in REGISTER_FILES]
            self.former_records = {
                record_id: entry
                for ledger, _ in ledgers
                for record_id, entry in ledger.items()
                if record_id not in self.records
            }
            self._register_findings += [finding for _, findings in ledgers for finding in findings]
        self._findings += self._register_findings
