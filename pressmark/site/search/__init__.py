"""Search in the reader's browser: what it needs is written once the pages are built, if it changed.

`search` in `edition.toml` says how: "pagefind", an index of all words that a browser loads in pieces;
"small", a list of titles, names and quotations; "none". Without Pagefind the small one serves.
Sphinx's own search, which loads the words of all pages at once, is off. While it indexes, Pagefind needs
about half a megabyte of memory for each article.
"""

from pathlib import Path
from typing import Any, Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.util import logging

import pressmark
from pressmark.config import SEARCHES, Edition, find_root, load_edition
from pressmark.errors import PressmarkError
from pressmark.site.domain import NAME, EditionDomain
from pressmark.site.environment import edition_of
from pressmark.site.output import BUILDERS, write_changed
from pressmark.site.page_frame import TEMPLATES
from pressmark.site.search.bundle import (
    BundleError,
    digest,
    find_pagefind,
    is_made_of,
    remove_bundle,
    write_bundle,
)
from pressmark.site.search.documents import Document, as_html, documents
from pressmark.site.search.small import FILE, small_search
from pressmark.site.words import _

PAGE: Final = "search"  # the page that searches: `source/search.md`
SCRIPT: Final = "search-page.js"
SETTING: Final = "pressmark_search"
PAGEFIND, SMALL, NONE = SEARCHES
_STATIC: Final = Path(__file__).parents[1] / "static"
# What the documents are made by: if it changed they are others, whatever the version says.
_MAKERS: Final = ("documents.py", "small.py")

logger = logging.getLogger(__name__)


def take_setting(app: Sphinx, config: Config) -> None:
    """Make the setting one of Sphinx's, so that its change writes every page anew. Adds the search field."""
    config.templates_path = [*config.templates_path, str(TEMPLATES)]
    root = find_root(Path(app.confdir))
    try:
        config[SETTING] = load_edition(root).search if root else PAGEFIND
    except PressmarkError:
        config[SETTING] = PAGEFIND  # `build.mount` reports the fault
    if config[SETTING] not in SEARCHES:
        known = ", ".join(f'"{name}"' for name in SEARCHES)
        raise ConfigError(f"{root}/edition.toml: search is {config[SETTING]!r}; use one of {known}")


def switch_off(app: Sphinx) -> None:
    """Let Sphinx make no index of its own; write the script of the page that searches."""
    if isinstance(app.builder, StandaloneHTMLBuilder):
        app.builder.search = False
        if app.builder.name in BUILDERS:
            folder = Path(app.outdir, "_static")
            folder.mkdir(parents=True, exist_ok=True)
            write_changed(folder / SCRIPT, (_STATIC / SCRIPT).read_bytes())


def add_field(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Say in the context of each page whether it has a search field; add the script where it searches."""
    context["search_field"] = app.config[SETTING] != NONE and PAGE in app.env.found_docs
    context["search_words"] = _("Search")
    if pagename == PAGE and app.builder.name in BUILDERS and app.config[SETTING] != NONE:
        app.add_js_file(SCRIPT, loading_method="defer")


def write_search(app: Sphinx, error: Exception | None) -> None:
    """Write what is searched beside the pages, unless it was made from the same articles and records."""
    if error or app.builder.name not in BUILDERS:
        return
    domain, project = edition_of(app.env)
    out, mode = Path(app.outdir), app.config[SETTING]
    wanted = mode != NONE and PAGE in app.env.found_docs and bool(domain.articles)
    program = find_pagefind() if wanted and mode == PAGEFIND else None
    if program is None:
        remove_bundle(out)
    if not wanted:
        (out / FILE).unlink(missing_ok=True)
        return
    key = _key(domain, project.edition, app.builder.name)
    if mode == PAGEFIND and program is None:
        logger.info("no Pagefind, only the smaller search; install pagefind-bin")
    small_is_made, bundle_is_made = _is_written(out / FILE, key), not program or is_made_of(out, key)
    if small_is_made and bundle_is_made:
        return
    found = list(documents(domain.articles.values(), domain.records))
    if not small_is_made:
        small = _mark(key) + small_search(found, app.builder.get_target_uri)
        write_changed(out / FILE, small.encode())
    if program and not bundle_is_made:
        _write_bundle(app, found, key, program)


def _write_bundle(app: Sphinx, found: list[Document], key: str, program: Path) -> None:
    language = app.config.language or "en"
    written = ((each.path, as_html(each, language)) for each in found)
    try:
        # Its languages have no regions.
        write_bundle(Path(app.outdir), written, language.replace("_", "-").partition("-")[0], key, program)
    except BundleError as error:
        remove_bundle(Path(app.outdir))
        logger.warning("no search index, only the smaller search: %s", error, type=NAME, subtype="search")


def _key(domain: EditionDomain, edition: Edition, builder: str) -> str:
    """A digest of all that the search is made from: the articles' files, the records, the package."""
    digests = domain.data["digests"]
    makers = [(Path(__file__).parent / name).read_text(encoding="utf-8") for name in _MAKERS]
    return digest(
        [
            f"{pressmark.__version__} {edition.language} {builder}",
            *makers,
            *(f"{page} {digests.get(page)}" for page in sorted(domain.articles)),
            *(repr(domain.records[record_id]) for record_id in sorted(domain.records)),
        ]
    )


def _mark(key: str) -> str:
    return f"// {key}\n"


def _is_written(path: Path, key: str) -> bool:
    """Whether the smaller search was made from what has this digest."""
    try:
        with path.open(encoding="utf-8") as file:
            return file.readline() == _mark(key)
    except (OSError, UnicodeDecodeError):
        return False
