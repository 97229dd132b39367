"""The files of the edition as the site serves them: byte for byte, beside the pages.

Sphinx copies the source of every page into `_sources`. For articles that is the
download. A record's source is the whole register, so the registers are copied once
instead; from an article's file they are where its prefix definitions point to.
"""

from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.osutil import relative_uri

from pressmark.config import REGISTER_FILES
from pressmark.errors import PressmarkError
from pressmark.files import read_if_there
from pressmark.model import EntityKind
from pressmark.site.addresses import ARTICLES, FOLDERS
from pressmark.site.environment import edition_of, project_of
from pressmark.site.nodes import edition_download
from pressmark.site.parser import SUFFIX
from pressmark.tei.parse import MAX_BYTES

_FOLDER: Final = "_sources"
_REGISTERS: Final = f"{_FOLDER}/registers"


def source_address(builder: StandaloneHTMLBuilder, docname: str) -> str:
    """Where an article's file is, seen from its page; empty if the builder does not serve it."""
    if not _serves(builder):
        return ""
    return relative_uri(builder.get_target_uri(docname), f"{_FOLDER}/{docname}{SUFFIX}")


def register_address(builder: Builder, docname: str, kind: EntityKind) -> nodes.Node | None:
    """A link to a register's file, seen from a page; None if the builder does not serve it."""
    name = REGISTER_FILES[kind]
    if not isinstance(builder, StandaloneHTMLBuilder) or not _serves(builder):
        return None
    if not (project_of(builder.env).edition.registers / name).is_file():
        return None
    address = relative_uri(builder.get_target_uri(docname), f"{_REGISTERS}/{name}")
    return edition_download("", name, refuri=address, filename=name)


def name_source(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Name the copy of an article's file, and keep Sphinx from copying a register for each of its records.

    Nor does the site serve a ledger as if it were what is no more, or what could not be read.
    """
    domain, project = edition_of(app.env)
    if context.get("sourcename") and project.is_mounted(pagename):
        withheld = project.record_of(pagename) or project.is_former(pagename) or pagename in domain.faulty
        context["sourcename"] = "" if withheld else f"{pagename}{SUFFIX}"


def copy_registers(app: Sphinx, error: Exception | None) -> None:
    """Copy the registers beside the articles' files."""
    project = project_of(app.env)
    if error or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    if not _serves(app.builder):
        return
    target = Path(app.outdir, _REGISTERS)
    for name in REGISTER_FILES.values():
        with suppress(PressmarkError):  # reported with its records
            data = read_if_there(project.edition.registers / name, MAX_BYTES)
            if data is not None:
                target.mkdir(parents=True, exist_ok=True)
                (target / name).write_bytes(data)


def _serves(builder: StandaloneHTMLBuilder) -> bool:
    return bool(builder.copysource and builder.config.html_copy_source)


def remove_stale_pages(app: Sphinx, error: Exception | None) -> None:
    """Delete the pages and files of what is no more: Sphinx leaves them where they are."""
    project = project_of(app.env)
    if error or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    for folder in (ARTICLES, *FOLDERS.values()):
        for page in sorted(Path(app.outdir, folder).glob(f"*{app.builder.out_suffix}")):
            # What follows a dot names a part of the page.
            if f"{folder}/{page.stem.partition('.')[0]}" not in app.env.found_docs:
                page.unlink()
    for source in sorted(Path(app.outdir, _FOLDER, ARTICLES).glob(f"*{SUFFIX}")):
        docname = f"{ARTICLES}/{source.stem}"
        if docname not in app.env.found_docs or project.is_former(docname):
            source.unlink()
