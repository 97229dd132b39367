"""What readers can take along: the whole edition as data, and each article as plain text.

The exports are made of what the pages are made of, once everything was read, and lie beside the pages.
They are made anew only if something that they hold has changed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.exports import (
    Catalogue,
    check_anchors,
    plain_text,
    publish,
    read_catalogue,
    remove_exports,
    source_digest,
    write_exports,
)
from pressmark.model import Organisation, Person, Place, Record, Register
from pressmark.site.addresses import ARTICLES, article_page
from pressmark.site.domain import NAME, EditionDomain
from pressmark.site.environment import domain_of, edition_of
from pressmark.site.findings import log_finding
from pressmark.site.output import BUILDERS, remove_beside, write_beside
from pressmark.tei.published import Article

FOLDER: Final = "data/files"  # not "data": where pages have folders, that is the page's
VIEW: Final = "downloads"  # the view that lists the files
TEXT_SUFFIX: Final = ".txt"
_KEPT: Final = "exports.sqlite"  # beside the doctrees: what articles add to the files

logger = logging.getLogger(__name__)


def prepare(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Once everything was read: write the edition as data; the pages that list another than before."""
    domain, project = edition_of(env)
    domain.downloads = None
    if app.builder.name not in BUILDERS:
        return []
    folder, kept = Path(app.outdir, FOLDER), Path(app.doctreedir, _KEPT)
    before = read_catalogue(folder)
    if project.edition.publish_data:
        domain.downloads = _written(folder, kept, before, domain, project.edition, app.builder)
    else:
        remove_exports(folder, kept)
    if domain.downloads == before:
        return []
    views: dict[str, set[str]] = domain.data["views"]
    return sorted({page for page, names in views.items() if VIEW in names} & env.found_docs)


def _written(
    folder: Path,
    kept: Path,
    before: Catalogue | None,
    domain: EditionDomain,
    edition: Edition,
    builder: Builder,
) -> Catalogue | None:
    """The list of the files, which are written if they are not those of this edition; None if that fails."""
    articles = list(_sound(domain, edition))
    suffix = builder.get_target_uri("x").removeprefix("x")
    try:
        register = _register(domain.records.values())
        digests = {each.siglum: domain.digest(article_page(each.siglum)) for each in articles}
        source = source_digest(edition, digests, register, page_suffix=suffix)
        if before is not None and before.source == source:
            return before
        published = publish(edition, articles, register, digests, source, page_suffix=suffix)
        return write_exports(folder, published, kept)
    except PressmarkError:  # a file that cannot be read, which has been reported
        return None
    except (OSError, ValueError) as error:
        logger.warning("the edition cannot be written as data: %s", error, type=NAME, subtype="data")
        return None


def _sound(domain: EditionDomain, edition: Edition) -> Iterator[Article]:
    """The articles that tables can hold; the others are logged."""
    for article in domain.articles.values():
        try:
            check_anchors(article, edition.article_path(article.siglum))
        except PressmarkError as error:
            log_finding(replace(error.finding, hint=f"{error.finding.hint}; it is not among the data"))
        else:
            yield article


def _register(records: Iterable[Record]) -> Register:
    records = list(records)
    return Register(
        people=tuple(record for record in records if isinstance(record, Person)),
        places=tuple(record for record in records if isinstance(record, Place)),
        organisations=tuple(record for record in records if isinstance(record, Organisation)),
    )


def write_text(
    app: Sphinx, pagename: str, _template: str, _context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Write an article as plain text, beside its page."""
    if app.builder.name not in BUILDERS:
        return
    article = domain_of(app.env).articles.get(pagename)
    if article is not None:
        write_beside(app, f"{pagename}{TEXT_SUFFIX}", plain_text(article))


def remove_stale_texts(app: Sphinx, error: Exception | None) -> None:
    """Delete the texts of articles that are no more."""
    if not error and app.builder.name in BUILDERS:
        remove_beside(app, ARTICLES, TEXT_SUFFIX, domain_of(app.env).articles)
