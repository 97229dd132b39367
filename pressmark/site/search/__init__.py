"""Search in the reader's browser: what it needs is made anew if it changed.

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
from sphinx.environment import BuildEnvironment
from sphinx.errors import ConfigError
from sphinx.util import logging

import pressmark
from pressmark.config import SEARCHES
from pressmark.errors import PressmarkError
from pressmark.files import Limit, read_file
from pressmark.site.domain import NAME
from pressmark.site.environment import domain_of, edition_of
from pressmark.site.output import BUILDERS, write_changed
from pressmark.site.page_frame import TEMPLATES
from pressmark.site.search.bundle import BundleError, Indexing, find_pagefind, is_made_of, remove_bundle
from pressmark.site.search.kept import Sources, digest, keep, kept_key, remove_kept, source_digest
from pressmark.site.search.small import FILE, small_search
from pressmark.site.settings import read_settings
from pressmark.site.words import _

PAGE: Final = "search"  # the page that searches: `source/search.md`
SCRIPT: Final = "search-page.js"
SETTING: Final = "pressmark_search"
PAGEFIND, SMALL, NONE = SEARCHES
_STATIC: Final = Path(__file__).parents[1] / "static"
# What the documents are made by: if it changed they are others, whatever the version says.
_MAKERS: Final = ("documents.py", "kept.py", "small.py")
_FOLDER: Final = "search-documents"  # beside the doctrees

logger = logging.getLogger(__name__)


def take_setting(app: Sphinx, config: Config) -> None:
    """Make the setting one of Sphinx's, so that its change writes every page anew. Adds the search field."""
    config.templates_path = [*config.templates_path, str(TEMPLATES)]
    edition = read_settings(Path(app.confdir))
    config[SETTING] = edition.search
    if edition.search not in SEARCHES:
        known = ", ".join(f'"{name}"' for name in SEARCHES)
        raise ConfigError(f"{edition.root}/edition.toml: search is {config[SETTING]!r}; use one of {known}")


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


class Search:
    """What a build does for search: begun once everything was read, put in place when all pages are written.

    In between Pagefind works, beside Sphinx.
    """

    def __init__(self) -> None:
        self._small: bytes | None = None  # the smaller search, if it is another than before
        self._indexing: Indexing | None = None
        self._key = ""

    def begin(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Bring the documents up to date, and let Pagefind begin if it made its index of others."""
        self._stop()
        if not _is_wanted(app):
            return []
        program = _program(app)
        if app.config[SETTING] == PAGEFIND and program is None:
            logger.info("no Pagefind, only the smaller search; install pagefind-bin")
        folder, out = Path(app.doctreedir, _FOLDER), Path(app.outdir)
        sources = _sources(app, indexed=program is not None)
        source = source_digest(sources)
        key = kept_key(folder, source)
        if _is_written(out / FILE, key) and (not program or is_made_of(out, key)):
            return []
        kept = keep(folder, sources, source)
        self._key = kept.key
        if not _is_written(out / FILE, kept.key):
            self._small = (_mark(kept.key) + small_search(kept.rows())).encode()
        if program and not is_made_of(out, kept.key):
            # Its languages have no regions.
            language = sources.language.replace("_", "-").partition("-")[0]
            try:
                self._indexing = Indexing(program, kept.pages, out, language)
            except BundleError as error:
                _warn(app, error)
        return []

    def finish(self, app: Sphinx, error: Exception | None) -> None:
        """Put in place what is searched, and delete what is not wanted."""
        if not error and app.builder.name in BUILDERS:
            out, wanted = Path(app.outdir), _is_wanted(app)
            if not _program(app):
                remove_bundle(out)
            if not wanted:
                (out / FILE).unlink(missing_ok=True)
                remove_kept(Path(app.doctreedir, _FOLDER))
            if self._small is not None:
                write_changed(out / FILE, self._small)
            if self._indexing:
                try:
                    self._indexing.finish(self._key)
                except BundleError as fault:
                    _warn(app, fault)
        self._stop()

    def _stop(self) -> None:
        """Forget what was begun."""
        if self._indexing:
            self._indexing.stop()
        self._small = self._indexing = None


def _is_wanted(app: Sphinx) -> bool:
    return (
        app.builder.name in BUILDERS
        and app.config[SETTING] != NONE
        and PAGE in app.env.found_docs
        and bool(domain_of(app.env).articles)
    )


def _program(app: Sphinx) -> Path | None:
    """Pagefind, if it is to be run and is there."""
    return find_pagefind() if _is_wanted(app) and app.config[SETTING] == PAGEFIND else None


def _sources(app: Sphinx, *, indexed: bool) -> Sources:
    domain, project = edition_of(app.env)
    makers = [(Path(__file__).parent / name).read_text(encoding="utf-8") for name in _MAKERS]
    language = app.config.language or "en"
    facts = (pressmark.__version__, project.edition.language, language, app.builder.name, str(indexed))
    return Sources(
        articles=domain.articles,
        digests=domain.data["digests"],
        records=domain.records,
        maker=digest((*facts, *makers)),
        language=language,
        address=app.builder.get_target_uri,
        indexed=indexed,
    )


def _warn(app: Sphinx, error: BundleError) -> None:
    """Say that there is no index, and delete that of another state of the edition."""
    remove_bundle(Path(app.outdir))
    logger.warning("no search index, only the smaller search: %s", error, type=NAME, subtype="search")


def _mark(key: str) -> str:
    return f"// {key}\n"


def _is_written(path: Path, key: str) -> bool:
    """Whether the smaller search was made from what has this digest."""
    try:
        return read_file(path, Limit.CACHE).startswith(_mark(key).encode())
    except PressmarkError:
        return False
