"""What happens in the course of a build, event by event."""

import atexit
import gc
import logging
from collections.abc import Iterable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util import logging as sphinx_logging

from pressmark.files import find_conflict
from pressmark.site.addresses import article_page, record_page
from pressmark.site.domain import EditionDomain
from pressmark.site.environment import domain_of, edition_of
from pressmark.site.filing import filing_key
from pressmark.site.findings import log_finding
from pressmark.site.inclusions import is_refused
from pressmark.site.nodes import edition_view
from pressmark.site.project import TeiProject
from pressmark.site.settings import read_settings
from pressmark.site.states import load_checks
from pressmark.site.views import VIEWS
from pressmark.site.views.context import view_context
from pressmark.site.views.splitting import SplitView

SETTINGS: Final = "pressmark_settings"
_OBJECTS: Final = 50_000  # made between two looks for cycles among those that are new
_LOOKS: Final = (2, 2)  # until older objects are looked at as well, and until all are
_NO_APPENDIX: Final = "\n\\let\\appendix\\relax\n"


def mount(app: Sphinx) -> None:
    """Put the project in place that knows the TEI documents. Raises ConfigError without an edition."""
    project = TeiProject(app.srcdir, app.config.source_suffix, read_settings(Path(app.confdir)))
    project.restore(app.project)
    app.project = app.env.project = project


def tell_conflict(app: Sphinx, docname: str, source: list[str]) -> None:
    """Report a page that git has left half merged. Files in TEI are looked at where they are parsed."""
    path = str(app.env.doc2path(docname))
    if not path.endswith(".xml") and (conflict := find_conflict(source[0], path)):
        log_finding(conflict)


def take_settings(app: Sphinx, config: Config) -> None:
    """Make settings and theme one of Sphinx's settings, so that others of them write every page anew."""
    edition = replace(read_settings(Path(app.confdir)), root=Path(), jobs=0, backend="", editors=())
    config[SETTINGS] = repr((edition, version("furo")))


def collect_less(app: Sphinx) -> None:
    """Let Python look for cycles seldom while a site is built, which takes a fifth of the time.

    To be called before Sphinx loads what it saved of an edition, which else takes twice as long.

    Documents are cycles of a few hundred objects each; what is left lying about until the next look is some
    megabytes. An edition's index lives to the end, and to go through it over and over finds nothing: it is
    set aside once it is loaded and once more when all was read, and at last when Python ends.
    """
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS, *_LOOKS)

    def set_aside(*_event: object) -> None:
        gc.freeze()

    def set_back(*_event: object) -> None:
        gc.unfreeze()
        gc.set_threshold(*before)

    app.connect("builder-inited", set_aside)
    app.connect("write-started", set_aside)
    app.connect("build-finished", set_back)
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)


def log_less(app: Sphinx) -> None:
    """Let Sphinx make no record for its log that nobody takes: several for every page, and none is for free.

    Sphinx makes all and leaves it to those who write them out. A quiet build shows warnings alone.
    """
    log = logging.getLogger(sphinx_logging.NAMESPACE)
    wanted = min(handler.level for handler in log.handlers) or logging.DEBUG
    log.setLevel(logging.WARNING if app.quiet else wanted)


def take_over(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Once everything was read: the pages to write anew because of what others hold now."""
    domain, project = edition_of(env)
    return sorted(domain.take_over(project.records, load_checks(project.edition)) & env.found_docs)


def changed_sources(
    _app: Sphinx, env: BuildEnvironment, _added: set[str], _changed: set[str], _removed: set[str]
) -> list[str]:
    """Pages that came to stand for what is no more, or no longer do so: their source is another file.

    That file may be older than the page, so that its time does not tell.
    """
    domain, project = edition_of(env)
    former = set(filter(project.is_former, env.found_docs))
    return sorted((former ^ domain.former.keys()) & env.all_docs.keys() & env.found_docs)


def note_read(_app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Remember which pages this build reads."""
    edition_of(env)[0].reading = set(docnames)


def stale_outputs(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Pages whose output is older than what they show of other pages.

    That happens when another builder shares the doctrees, or a build was interrupted.
    """
    builder = app.builder
    stale = []
    for docname, touched in edition_of(env)[0].touched().items():
        output = _output_path(builder, docname)
        if output and docname in env.found_docs and _modified(output) < touched:
            stale.append(docname)
    return stale


def fill_views(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put into each place on a page what it is to show; note where that goes on."""
    # Sphinx keeps what it has loaded of every document to the end of the build.
    getattr(app.env, "_pickled_doctree_cache", {}).pop(docname, None)
    further = domain_of(app.env).further[docname] = []
    for place in list(doctree.findall(edition_view)):
        context = view_context(app.builder, place["docname"], place["argument"])
        shown = VIEWS[place["view"]](context)
        if isinstance(shown, SplitView):
            further += shown.further(context)
        place.replace_self(shown if isinstance(shown, list) else shown.nodes(context))


def order_volumes(app: Sphinx, builder: Builder) -> None:
    """Put articles and records, which no toctree names, into the volumes of EPUB and LaTeX."""
    if builder.name not in ("latex", "epub"):
        return
    domain = domain_of(builder.env)
    pages = [page for page in volume_order(domain) if page in builder.env.found_docs]
    if builder.name == "latex":
        app.config.latex_appendices = pages
        # The articles are no appendix: they go on from the last chapter, and may be more than 26.
        context: dict[str, str] = getattr(builder, "context", {})
        if _NO_APPENDIX not in context.get("preamble", ""):
            context["preamble"] = context.get("preamble", "") + _NO_APPENDIX
    else:
        # A book has no old addresses to lead on from.
        redirects = [page for page, former in domain.former.items() if former.successor]
        titles = builder.env.titles
        suffix = getattr(builder, "out_suffix", "")
        excluded = (*app.config.epub_exclude_files, *(f"{page}{suffix}" for page in redirects))
        app.config.epub_exclude_files = list(dict.fromkeys(excluded))
        app.config.epub_post_files = [(f"{page}{suffix}", titles[page].astext()) for page in pages]


def volume_order(domain: EditionDomain) -> Iterable[str]:
    """The pages that stand in no toctree: articles, newest first, what is no more, then the records."""
    yield from (article_page(article.siglum) for article in domain.index.articles)
    yield from domain.faulty
    yield from (page for page, former in sorted(domain.former.items()) if not former.successor)
    records = sorted(domain.records.values(), key=lambda record: (record.kind, filing_key(record.sort_name)))
    yield from (record_page(record.kind, record.id) for record in records)


def report_outcome(app: Sphinx, error: Exception | None) -> None:
    """Let a build in which an article or a register could not be read end with exit code 1."""
    if error is None:
        domain, project = edition_of(app.env)
        app.statuscode = app.statuscode or int(bool(domain.faulty) or project.faulty or is_refused(app.env))


def _output_path(builder: Builder, docname: str) -> Path | None:
    """The file a builder writes a page to, or None if it writes no file for each page."""
    suffix = getattr(builder, "out_suffix", "")
    if hasattr(builder, "get_output_path"):
        return Path(builder.get_output_path(docname))
    return Path(builder.outdir, docname + suffix) if suffix else None


def _modified(path: Path) -> int:
    """When a file was last written, in microseconds; 0 if there is none."""
    try:
        return path.stat().st_mtime_ns // 1000
    except OSError:
        return 0
