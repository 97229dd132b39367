"""What a page's head says to machines: reference managers, search engines, programs that show a preview.

Zotero takes an article for a `newspaperArticle` of its outlet by `z:itemType` and the names of PRISM, Dublin
Core and Highwire Press. Addresses are whole, so they are left out while the edition has none.
"""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any, Final
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder

from pressmark.citing import FORMATS, Author, Reference
from pressmark.citing.formats import ZOTERO_TYPES
from pressmark.citing.linked_data import (
    Thing,
    article_thing,
    as_json_ld,
    mentioned,
    quotation_thing,
    record_name,
    record_thing,
)
from pressmark.config import Edition
from pressmark.model import Record
from pressmark.site.addresses import article_page, record_page
from pressmark.site.assets import image_file
from pressmark.site.citations import public_url
from pressmark.site.domain import EditionDomain
from pressmark.site.environment import edition_of
from pressmark.site.feeds import FEED, summary
from pressmark.site.output import BUILDERS
from pressmark.site.parser import SUFFIX
from pressmark.tei.published import Article, Speech

# Whose terms the names of an article's facts are.
_SCHEMAS: Final = (
    '<link rel="schema.DC" href="http://purl.org/dc/elements/1.1/">',
    '<link rel="schema.prism" href="http://prismstandard.org/namespaces/1.2/basic/">',
)

Meta = tuple[str, str, str]  # "name" or "property", its value, the content


def add_head(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Add to the head of a page what machines read there."""
    if app.builder.name not in BUILDERS or pagename not in app.env.found_docs:
        return
    domain, project = edition_of(app.env)
    article, found = domain.articles.get(pagename), project.record_of(pagename)
    addresses = PageAddresses(app.builder, project.edition, pagename)
    things: list[Thing] = []
    schemas: tuple[str, ...] = ()
    title = app.env.titles[pagename].astext()
    if article is not None:
        meta = _article_meta(article, domain.cited[pagename].reference)
        things = list(_article_things(article, domain, addresses))
        schemas = _SCHEMAS
    elif found is not None:
        meta = _page_meta(project.edition, title, found[0].description, addresses.page(pagename))
        things = [record_thing(found[0], addresses)]
    else:
        meta = _page_meta(project.edition, title, "", addresses.page(pagename))
    meta.append(("property", "og:image", _image(project.edition)))
    tags = [
        *schemas,
        *(
            f'<meta {kind}="{escape(name)}" content="{escape(content)}">'
            for kind, name, content in meta
            if content
        ),
        *_links(
            context, pagename, project.edition, is_article=article is not None, is_record=found is not None
        ),
    ]
    if things:
        tags.append(f'<script type="application/ld+json">{as_json_ld(things)}</script>')
    context["metatags"] = context.get("metatags", "") + "\n" + "\n".join(tags)


class PageAddresses:
    """The addresses of pages: whole if the edition has an address, else as seen from one page."""

    def __init__(self, builder: Builder, edition: Edition, docname: str) -> None:
        self._builder, self._edition = builder, edition
        # From a page up to the folder of the site: it costs less than the shortest way for each address.
        self._base = edition.base_url or "../" * builder.get_target_uri(docname).count("/")

    def page(self, page: str) -> str:
        """The whole address of a page; empty if the edition has none."""
        return public_url(self._builder, self._edition, page)

    def article_url(self, siglum: str, anchor: str = "") -> str:
        return self._address(article_page(siglum)) + (f"#{anchor}" if anchor else "")

    def record_url(self, record: Record) -> str:
        return self._address(record_page(record.kind, record.id))

    def _address(self, page: str) -> str:
        return self._base + self._builder.get_target_uri(page)


def _article_meta(article: Article, reference: Reference) -> list[Meta]:
    authors = [_filed(author) for author in reference.authors]
    # Where both parts of a name are several words, Zotero takes them for two authors of Highwire's kind, and
    # what Highwire's names say counts before Dublin Core's, which it reads rightly.
    torn = any(" " in author.family and " " in author.given for author in reference.authors)
    about = summary(article)
    return [
        ("name", "z:itemType", ZOTERO_TYPES[reference.kind]),
        ("name", "z:archive", reference.archive),
        ("name", "z:archiveLocation", reference.key),
        ("name", "citation_title", reference.title),
        *(("name", "citation_author", name) for name in authors if not torn),
        ("name", "citation_publication_date", reference.issued.replace("-", "/")),
        ("name", "citation_language", reference.language),
        ("name", "citation_public_url", reference.url),
        ("name", "prism.publicationName", reference.container),
        ("name", "prism.publicationDate", reference.issued),
        ("name", "DC.title", reference.title),
        *(("name", "DC.creator", name) for name in authors),
        ("name", "DC.date", reference.issued),
        ("name", "DC.language", reference.language),
        ("name", "DC.identifier", reference.url),
        ("name", "DC.rights", " ".join(article.header.rights.split())),
        ("name", "description", about),
        ("property", "og:type", "article"),
        ("property", "og:title", reference.title),
        ("property", "og:description", about),
        # Without an outlet, Zotero would take the site for the newspaper.
        ("property", "og:site_name", reference.archive if reference.container else ""),
        ("property", "og:url", reference.url),
        ("property", "article:published_time", reference.issued),
        ("property", "article:modified_time", reference.changed),
    ]


def _image(edition: Edition) -> str:
    """The whole address of the picture that stands for the edition; empty if it has none."""
    path = image_file(edition) if edition.base_url else None
    return f"{edition.base_url}_static/{quote(path.name)}" if path else ""


def _filed(author: Author) -> str:
    """The name with the surname first, from which reference managers tell its parts."""
    return f"{author.family}, {author.given} {author.suffix}".rstrip() if author.given else author.family


def _page_meta(edition: Edition, title: str, about: str, url: str) -> list[Meta]:
    return [
        ("name", "description", about),
        ("property", "og:type", "website"),
        ("property", "og:title", title),
        ("property", "og:description", about),
        ("property", "og:site_name", edition.title),
        ("property", "og:url", url),
    ]


def _article_things(article: Article, domain: EditionDomain, addresses: PageAddresses) -> Iterator[Thing]:
    """The article with the names of all that it mentions, and its direct quotations."""
    records = domain.records
    yield article_thing(article, [_named(each, addresses) for each in mentioned(article, records)], addresses)
    for utterance in article.every_utterance():
        if utterance.mode is Speech.DIRECT:
            yield quotation_thing(article, utterance, records, addresses)


def _named(record: Record, addresses: PageAddresses) -> Thing:
    """A record by its name, and by what it is in authority files."""
    elsewhere = [identifier.url for identifier in record.identifiers]
    return record_name(record, addresses) | ({"sameAs": elsewhere} if elsewhere else {})


def _links(
    context: dict[str, Any], page: str, edition: Edition, *, is_article: bool, is_record: bool
) -> Iterable[str]:
    """Links to other forms of the page, and to the feed."""

    def link(media_type: str, title: str, address: str) -> str:
        href = escape(context["pathto"](address, 1))
        return f'<link rel="alternate" type="{media_type}" title="{escape(title)}" href="{href}">'

    if is_article and context.get("sourcename"):
        yield link("application/tei+xml", "TEI", f"_sources/{page}{SUFFIX}")
    if is_article or is_record:
        yield from (link(each.media_type, each.name, f"{page}{each.suffix}") for each in FORMATS)
    if edition.base_url:
        yield link("application/atom+xml", edition.title, FEED)
