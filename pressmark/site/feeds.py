"""What the site offers to programs as a whole: a sitemap, robots.txt, a feed of new and corrected articles.

All of them are made of whole addresses; an edition without an address has none.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from lxml import etree
from sphinx.application import Sphinx
from sphinx.builders import Builder

from pressmark.config import Edition
from pressmark.model import BlockKind
from pressmark.site.addresses import article_page
from pressmark.site.citations import public_url
from pressmark.site.dates import is_iso
from pressmark.site.environment import edition_of
from pressmark.site.further_pages import written_pages
from pressmark.site.index import published
from pressmark.site.output import BUILDERS, write_changed
from pressmark.site.words import _
from pressmark.tei.published import Article, Change

FEED: Final = "atom.xml"
SITEMAP: Final = "sitemap.xml"
ROBOTS: Final = "robots.txt"

_ATOM: Final = "http://www.w3.org/2005/Atom"
_SITEMAPS: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MOST_ADDRESSES: Final = 50_000  # in one sitemap, by its protocol
_MOST_ENTRIES: Final = 50
_SUMMARY: Final = 200  # code points of a summary, at most
_LEADS: Final = (BlockKind.STANDFIRST, BlockKind.PARAGRAPH)


def write_feeds(app: Sphinx, error: Exception | None) -> None:
    """Write sitemap, robots.txt and feed beside the pages; take them away if there is no address any more."""
    domain, project = edition_of(app.env)
    if error or app.builder.name not in BUILDERS:
        return
    files: dict[str, bytes] = {}
    if project.edition.base_url:
        edition, articles = project.edition, domain.articles
        pages = [
            (public_url(app.builder, edition, page), last_change(articles[page]) if page in articles else "")
            for page in sorted({*app.env.found_docs, *written_pages(app.builder, app.env.found_docs)})
        ]
        files = {
            **sitemaps(pages, edition.base_url),
            ROBOTS: f"User-agent: *\nAllow: /\nSitemap: {edition.base_url}{SITEMAP}\n".encode(),
            FEED: as_atom(edition, domain.articles.values(), app.builder),
        }
    old = {FEED, ROBOTS, *(path.name for path in Path(app.outdir).glob("sitemap*.xml"))}
    for name in sorted(old - files.keys()):
        Path(app.outdir, name).unlink(missing_ok=True)
    for name, data in files.items():
        write_changed(Path(app.outdir, name), data)


def summary(article: Article) -> str:
    """What an article is about, in its own words: the standfirst, else the beginning of the text."""
    passages = {passage.kind: passage.text for passage in reversed(article.passages)}
    lead = " ".join(next((passages[kind] for kind in _LEADS if kind in passages), "").split())
    return lead if len(lead) <= _SUMMARY else f"{lead[: max(lead.rfind(' ', 0, _SUMMARY), 1)]} …"


def last_change(article: Article) -> str:
    """The day of the last dated change of an article, ISO 8601; empty if none is dated."""
    return max((_day(change.when) for change in article.header.changes), default="")


def corrections(article: Article) -> list[Change]:
    """What people have changed in an article, in the order of its header."""
    return [change for change in article.header.changes if change.by_person]


def sitemaps(pages: Sequence[tuple[str, str]], base_url: str) -> dict[str, bytes]:
    """The sitemap of addresses, each with its day of change or nothing; if they are many, in parts."""
    parts = [pages[start : start + _MOST_ADDRESSES] for start in range(0, len(pages), _MOST_ADDRESSES)]
    if len(parts) <= 1:
        return {SITEMAP: _sitemap("urlset", "url", pages)}
    names = {f"sitemap-{number}.xml": part for number, part in enumerate(parts, 1)}
    return {
        SITEMAP: _sitemap("sitemapindex", "sitemap", [(f"{base_url}{name}", "") for name in names]),
        **{name: _sitemap("urlset", "url", part) for name, part in names.items()},
    }


def _sitemap(root_name: str, name: str, rows: Iterable[tuple[str, str]]) -> bytes:
    root = etree.Element(f"{{{_SITEMAPS}}}{root_name}", nsmap={None: _SITEMAPS})
    for address, day in rows:
        entry = etree.SubElement(root, f"{{{_SITEMAPS}}}{name}")
        etree.SubElement(entry, f"{{{_SITEMAPS}}}loc").text = address
        if day:
            etree.SubElement(entry, f"{{{_SITEMAPS}}}lastmod").text = day
    return _bytes(root)


def as_atom(edition: Edition, articles: Iterable[Article], builder: Builder) -> bytes:
    """The articles that were last added or corrected, the newest first; those without any date are left out.

    An article counts as of its last dated change; without one, as of the day it was published.
    """
    dated = [(last_change(article) or _day(published(article)), article) for article in articles]
    dated = [pair for pair in dated if pair[0] and pair[0] != "0000"]
    dated.sort(key=lambda pair: pair[1].siglum)
    dated.sort(key=lambda pair: pair[0], reverse=True)
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    _add(feed, "title", f"{edition.title}: {_('New and corrected articles')}")
    _add(feed, "id", edition.base_url)
    _link(feed, "self", f"{edition.base_url}{FEED}", "application/atom+xml")
    _link(feed, "alternate", edition.base_url, "text/html")
    _add(feed, "updated", _instant(dated[0][0] if dated else "1970-01-01"))
    _add(_add(feed, "author"), "name", edition.publisher or edition.title)
    for day, article in dated[:_MOST_ENTRIES]:
        _entry(feed, article, day, public_url(builder, edition, article_page(article.siglum)))
    return _bytes(feed)


def _entry(feed: etree._Element, article: Article, day: str, address: str) -> None:
    entry, header = _add(feed, "entry"), article.header
    changed = corrections(article)
    _add(entry, "title", header.title or article.siglum)
    _add(entry, "id", address)
    _link(entry, "alternate", address, "text/html")
    _add(entry, "updated", _instant(day))
    if header.published and _day(header.published.value):
        _add(entry, "published", _instant(_day(header.published.value)))
    for author in header.authors:
        _add(_add(entry, "author"), "name", author.value)
    etree.SubElement(entry, f"{{{_ATOM}}}category", term="corrected" if changed else "new")
    said = [f"{_day(change.when)} {change.words}".strip() for change in reversed(changed)]
    _add(entry, "summary", "\n".join([*said, summary(article)]))


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    element.text = text
    return element


def _link(parent: etree._Element, relation: str, address: str, media_type: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}link", rel=relation, href=address, type=media_type)


def _day(when: str) -> str:
    """The day of a date or of a point in time, as exact as it is; empty if it is neither."""
    day = when.partition("T")[0]
    return day if is_iso(day) else ""


def _instant(day: str) -> str:
    """A day, a month or a year as the beginning of it, as Atom wants it."""
    return f"{day}{'-01' * (2 - day.count('-'))}T00:00:00Z"


def _bytes(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))


def every_correction(articles: Iterable[Article]) -> Iterator[tuple[Article, Change]]:
    """What people have changed, in all articles: the newest first, what is not dated at the end."""
    found = [(article, change) for article in articles for change in reversed(corrections(article))]
    found.sort(key=lambda pair: _day(pair[1].when), reverse=True)
    yield from found
