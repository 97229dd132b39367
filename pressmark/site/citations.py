"""The citations of articles and records: made once for each content, and their files.

Styles are costly, so what they make of a reference is kept beside the doctrees, by a
digest of the style and of the reference. A build sets only what is new.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from pressmark.citing import (
    FORMATS,
    Piece,
    Processor,
    Reference,
    Style,
    StyledCitation,
    article_reference,
    load_style,
    record_reference,
)
from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.files import Limit, parse_json, read_file
from pressmark.model import Person
from pressmark.site.addresses import ARTICLES, FOLDERS, record_page
from pressmark.site.cited import Cited
from pressmark.site.domain import NAME, EditionDomain
from pressmark.site.environment import domain_of, edition_of
from pressmark.site.output import BUILDERS, remove_beside, write_beside, write_changed

_FILE: Final = "citations.json"
_VERSION: Final = 1

Store = dict[str, dict[str, Any]]  # digest of a style -> digest of a reference -> what it makes of it

logger = logging.getLogger(__name__)


def prepare(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Once everything was read: how each page is cited; the pages whose citation is another than before."""
    domain, project = edition_of(env)
    references = dict(_references(domain, app.builder, project.edition))
    styled: dict[str, dict[str, StyledCitation]] = {page: {} for page in references}
    changed: set[str] = set()
    if app.builder.name in BUILDERS:
        path = Path(app.doctreedir, _FILE)
        known = _load(path)
        digests = {page: _reference_digest(reference) for page, reference in references.items()}
        store: Store = {}
        for style in _styles(project.edition):
            key = _digest(style.definition + project.edition.language.encode())
            store[key], made = _in_style(
                style, project.edition.language, references, digests, known.get(key, {})
            )
            changed |= made
            for page, digest in digests.items():
                if digest in store[key]:
                    styled[page][style.title] = _unpacked(store[key][digest])
        if list(store) != list(known):  # other styles, or in another order
            changed = set(references)
        if store != known:
            write_changed(path, json.dumps({"version": _VERSION, "styles": store}).encode())
    domain.cited = {
        page: Cited(reference=reference, styled=styled[page]) for page, reference in references.items()
    }
    return sorted(changed & env.found_docs)


def _in_style(
    style: Style,
    language: str,
    references: Mapping[str, Reference],
    digests: Mapping[str, str],
    known: Mapping[str, Any],
) -> tuple[dict[str, Any], set[str]]:
    """What the style makes of each reference, by its digest, and the pages whose citation is new."""
    new = {page: reference for page, reference in references.items() if digests[page] not in known}
    made = _set(new, style, language)
    current = {digest: known[digest] for digest in digests.values() if digest in known}
    return current | {digests[page]: _packed(each) for page, each in made.items()}, set(made)


def public_url(builder: Builder, edition: Edition, page: str) -> str:
    """The address under which a page is published, whatever is being built now; empty if unknown."""
    if not edition.base_url:
        return ""
    return edition.base_url + (builder.get_target_uri(page) if builder.name in BUILDERS else f"{page}.html")


def write_files(
    app: Sphinx, pagename: str, _template: str, _context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Write the reference of a page in every format, beside the page."""
    if app.builder.name not in BUILDERS:
        return
    cited = domain_of(app.env).cited.get(pagename)
    if cited is not None:
        for each in FORMATS:
            write_beside(app, f"{pagename}{each.suffix}", each.write(cited.reference))


def remove_stale_files(app: Sphinx, error: Exception | None) -> None:
    """Delete the files of articles and records that are no more."""
    if error or app.builder.name not in BUILDERS:
        return
    for folder in (ARTICLES, *FOLDERS.values()):
        for each in FORMATS:
            remove_beside(app, folder, each.suffix, app.env.found_docs)


def _references(domain: EditionDomain, builder: Builder, edition: Edition) -> Iterator[tuple[str, Reference]]:
    people = {record.name: record for record in domain.records.values() if isinstance(record, Person)}
    for page, article in domain.articles.items():
        url, digest = public_url(builder, edition, page), domain.digest(page)
        yield page, article_reference(article, edition, url, people, digest)
    for record in domain.records.values():
        page = record_page(record.kind, record.id)
        yield page, record_reference(record, edition, public_url(builder, edition, page))


def _styles(edition: Edition) -> Iterator[Style]:
    for name in edition.citation_styles.split():
        try:
            yield load_style(name)
        except ValueError as error:
            logger.warning(
                "%s", error, location=f"{edition.root / 'edition.toml'}:1", type=NAME, subtype="style"
            )


def _set(references: Mapping[str, Reference], style: Style, language: str) -> dict[str, StyledCitation]:
    """References in a style, by page; nothing, and a line in the log, if there is no processor."""
    if not references:
        return {}
    processor = Processor.find()
    if processor is None:
        logger.info("no pandoc, no citations in styles; install pypandoc-binary")
        return {}
    # Records and articles may share an id, pages do not.
    items = [{**reference.csl(), "id": page} for page, reference in references.items()]
    try:
        return processor.cite(items, style, language)
    except (OSError, ValueError) as error:
        logger.warning(
            "pandoc cannot set citations in the style %r: %s", style.name, error, type=NAME, subtype="style"
        )
        return {}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _reference_digest(reference: Reference) -> str:
    return _digest(json.dumps(reference.csl(), sort_keys=True).encode())


def _load(path: Path) -> Store:
    """What earlier builds made; nothing if there is no such file, or none that can be read."""
    try:
        stored = parse_json(read_file(path, Limit.CACHE))
        return dict(stored["styles"]) if stored["version"] == _VERSION else {}
    except (PressmarkError, ValueError, KeyError, TypeError):
        return {}


def _packed(citation: StyledCitation) -> list[Any]:
    return [
        [[piece.words, piece.italic] for piece in citation.entry],
        [[piece.words, piece.italic] for piece in citation.passage],
        citation.locator,
    ]


def _unpacked(stored: list[Any]) -> StyledCitation:
    entry, passage, locator = stored
    return StyledCitation(
        entry=tuple(Piece(words, italic) for words, italic in entry),
        passage=tuple(Piece(words, italic) for words, italic in passage),
        locator=locator,
    )
