"""The parser of TEI documents: bytes of a file in `tei/` to a doctree."""

import copy
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, Final

from docutils import nodes
from sphinx.environment import BuildEnvironment
from sphinx.parsers import Parser
from sphinx.transforms import DoctreeReadEvent
from sphinx.transforms.references import SphinxDomains
from sphinx.util import docutils as sphinx_docutils

from pressmark.config import REGISTER_FILES
from pressmark.errors import PressmarkError
from pressmark.files import read_file
from pressmark.model import EntityKind
from pressmark.site import addresses
from pressmark.site.article_page import build_article_page, build_stub
from pressmark.site.domain import EditionDomain
from pressmark.site.environment import edition_of
from pressmark.site.findings import log_finding
from pressmark.site.former import FormerPage, former_article, with_former_anchors
from pressmark.site.former_page import build_former_record, build_tombstone
from pressmark.site.project import LEDGER_SUFFIX, TeiProject
from pressmark.site.record_page import build_record_page
from pressmark.tei.ledger import Entry, Ledger, read_article_ledger
from pressmark.tei.parse import MAX_BYTES, parse_article
from pressmark.tei.read import read_article

SUFFIX = ".xml"
SUFFIXES = (SUFFIX, LEDGER_SUFFIX)

# Documents that stay in memory until they are written, some 70 MB; further ones are loaded again.
_KEPT: Final = 1_000

# What of the transforms of docutils and Sphinx a page of ours needs. All others look for what only prose
# brings along (substitutions, footnotes, quotation marks, tabs), and take longer than reading the TEI.
_NEEDED = (DoctreeReadEvent, SphinxDomains)
_FOR_PROSE = (
    "docutils.",
    "sphinx.builders.",
    "sphinx.domains.",
    "sphinx.transforms",
    "sphinx.versioning",
    "sphinx_design.",
)


class TeiParser(Parser):
    """Reads an article's file, one record of a register, or what a ledger says of what is no more."""

    supported: ClassVar[tuple[str, ...]] = ("tei",)

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Fill the document. `inputstring` is not used: XML is read from the file's bytes."""
        self.setup_parse(inputstring, document)
        _forget_doctrees(document.settings.env)
        env: BuildEnvironment = document.settings.env
        domain, project = edition_of(env)
        # None of these pages is in a toctree: a sidebar that lists them all would make
        # the build quadratic. They are listed on pages of our own.
        env.metadata[env.docname]["orphan"] = True
        found = project.record_of(env.docname)
        if found:
            record, document.current_line = found
            page = build_record_page(record, env.docname)
        elif project.is_former_article(env.docname):
            page = _tombstone(project, domain, env)
        elif former := project.former_of(env.docname):
            page = _former_record(former, project, domain, env)
        else:
            page = _article_page(project, domain, env)
        document += page
        _leave_out_transforms(document)
        self.finish_parse()


class _SharedSettings:
    """Docutils' settings, made once for all documents that `TeiParser` reads.

    Sphinx 9 makes a parser of command lines for each document, only to ask it for its defaults, which takes
    half as long as reading the TEI.
    """

    def __init__(self, make: Callable[..., Any]) -> None:
        self._make = make
        self._made: tuple[Mapping[str, Any], Any] | None = None

    def __call__(self, *components: Any, defaults: Mapping[str, Any], **options: Any) -> Any:
        """The settings of a document, its own to change."""
        if not any(isinstance(component, TeiParser) for component in components):
            return self._make(*components, defaults=defaults, **options)
        if self._made is None or self._made[0] != defaults:
            self._made = dict(defaults), self._make(*components, defaults=defaults, **options)
        return copy.copy(self._made[1])


def share_settings() -> None:
    """Let Sphinx ask for the settings of our documents once."""
    make = getattr(sphinx_docutils, "_get_settings", None)
    if make is not None and not isinstance(make, _SharedSettings):
        setattr(sphinx_docutils, "_get_settings", _SharedSettings(make))  # noqa: B010 (a name that Sphinx 8 lacks)


def _forget_doctrees(env: BuildEnvironment) -> None:
    """Bound the memory of a build: Sphinx keeps all documents it has read until it writes them.

    It reads those that are not kept from where it has stored them.
    """
    kept: dict[str, nodes.document] = getattr(env, "_write_doc_doctree_cache", {})
    while len(kept) > _KEPT:
        kept.pop(next(iter(kept)))


def _leave_out_transforms(document: nodes.document) -> None:
    """Keep what is to be done with the document to what it needs, and to what extensions have added.

    Sphinx 8 adds its transforms only after this and applies them all, which takes time and changes nothing.
    """
    document.transformer.transforms = [
        entry
        for entry in document.transformer.transforms
        if entry[1] in _NEEDED or not entry[1].__module__.startswith(_FOR_PROSE)
    ]


def _article_page(project: TeiProject, domain: EditionDomain, env: BuildEnvironment) -> nodes.section:
    """The page of an article; a file that cannot be read becomes one finding and a stub."""
    path, docname = Path(env.doc2path(env.docname)), env.docname
    try:
        data = read_file(path, MAX_BYTES)
        domain.note_digest(docname, hashlib.sha256(data).hexdigest())
        article = read_article(parse_article(data, str(path)), path.stem)
    except PressmarkError as error:
        log_finding(error.finding)
        domain.note_faulty(docname, str(replace(error.finding, path=path.name)))
        env.note_reread()  # so that the next build reports it again until it is mended
        return build_stub(path.stem, str(replace(error.finding, path=path.name)))
    article = with_former_anchors(article, _ledger(path.stem, project, env))
    domain.note_article(docname, article.without_tokens())
    return build_article_page(article, docname)


def _tombstone(project: TeiProject, domain: EditionDomain, env: BuildEnvironment) -> nodes.section:
    siglum = env.docname.rpartition("/")[2]
    ledger = _ledger(siglum, project, env)
    page = former_article(siglum, ledger)
    domain.note_former(env.docname, page)
    return build_tombstone(page, ledger)


def _former_record(
    entry: Entry, project: TeiProject, domain: EditionDomain, env: BuildEnvironment
) -> nodes.section:
    """The page of a record that is no more. Search finds its successor, not this."""
    successor = project.successor_of(entry.anchor)
    kind = EntityKind(entry.kind)
    if successor:
        kind = project.records[successor].kind
        # The name of the record that stands for it is on the page.
        env.note_dependency(project.edition.registers / REGISTER_FILES[kind])
    page = FormerPage(
        name=entry.anchor,
        kind=entry.kind.value,
        title=entry.text or entry.anchor,
        successor=addresses.record_page(kind, successor) if successor else "",
    )
    domain.note_former(env.docname, page)
    return build_former_record(entry, page, successor, env.docname)


def _ledger(siglum: str, project: TeiProject, env: BuildEnvironment) -> Ledger:
    """The ledger of an article, upon which its page depends; its faults are logged."""
    path = project.edition.article_ledger(siglum)
    if not path.is_file():
        return Ledger()
    env.note_dependency(path)
    ledger, findings = read_article_ledger(project.edition, siglum)
    for finding in findings:
        log_finding(finding)
    return ledger
