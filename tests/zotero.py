"""What Zotero's translator "Embedded Metadata" makes of the head of a page.

Only what decides about pages of ours is here, by the translator's own rules: every `<meta>` whose name
begins with a prefix it knows is a statement about the page; a field takes the first of its properties that
is there; the names of Highwire Press count before them; `z:` counts before all but Highwire's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import html

_DC = "http://purl.org/dc/elements/1.1/"
_PRISM = "http://prismstandard.org/namespaces/1.2/basic/"
_Z = "http://www.zotero.org/namespaces/export#"
_OG = "http://ogp.me/ns#"
# Prefixes it knows without being told; a `<link rel="schema.…">` adds more.
_PREFIXES: Final = {"dc": _DC, "prism": _PRISM, "z": _Z, "og": _OG, "article": "http://ogp.me/ns/article#"}
_PROPERTIES: Final = {
    "title": (f"{_DC}title", f"{_OG}title"),
    "publicationTitle": (f"{_PRISM}publicationName", f"{_DC}source", f"{_OG}site_name"),
    "rights": (f"{_PRISM}copyright", f"{_DC}rights"),
    "date": (f"{_PRISM}publicationDate", f"{_DC}date"),
    "url": (f"{_OG}url",),
    "archiveLocation": (f"{_DC}coverage",),
    "abstractNote": (f"{_PRISM}teaser", f"{_OG}description", f"{_DC}description"),
    "language": (f"{_DC}language",),
}
_HIGHWIRE: Final = {
    "citation_title": "title",
    "citation_publication_date": "date",
    "citation_journal_title": "publicationTitle",
    "citation_publisher": "publisher",
    "citation_public_url": "url",
    "citation_language": "language",
}
_OG_TYPES: Final = {"website": "webpage", "book": "book"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item in Zotero. A creator is surname and forename."""

    kind: str
    creators: list[tuple[str, str]]
    fields: dict[str, str] = field(default_factory=dict)


def read_item(page: html.HtmlElement) -> Item:
    """The item that the head of a page gives."""
    named = list(_named(page))
    stated: dict[str, list[str]] = {}
    for name, content in named:
        prefix, mark, rest = re.match(r"([^.:_]*)([.:_]?)(.*)", name, re.DOTALL).groups()  # type: ignore[union-attr]
        if mark and prefix.lower() in (known := _prefixes(page)):
            stated.setdefault(known[prefix.lower()] + rest[:1].lower() + rest[1:], []).append(content)
    fields = {
        name: next(stated[each][0] for each in properties if each in stated)
        for name, properties in _PROPERTIES.items()
        if any(each in stated for each in properties)
    }
    own = {name.removeprefix(_Z): values[0] for name, values in stated.items() if name.startswith(_Z)}
    kind = own.pop("itemType", "") or _guessed(stated, named)
    fields |= own
    for name, content in named:
        if name in _HIGHWIRE:
            fields[_HIGHWIRE[name]] = " ".join(content.split())
    highwire = [content for name, content in named if name in ("citation_author", "citation_authors")]
    creators = [author for content in highwire for author in _split(content)]
    if not creators:
        creators = [_cleaned(content, comma=True) for content in stated.get(f"{_DC}creator", [])]
    return Item(kind=kind, creators=creators, fields=fields)


def _named(page: html.HtmlElement) -> Iterator[tuple[str, str]]:
    for element in page.xpath("/html/head/meta"):
        for name in (element.get("name") or element.get("property") or "").split():
            if element.get("content"):
                yield name, element.get("content")


def _prefixes(page: html.HtmlElement) -> dict[str, str]:
    links = page.xpath("/html/head/link[starts-with(@rel, 'schema.')]")
    return _PREFIXES | {link.get("rel")[len("schema.") :].lower(): link.get("href") for link in links}


def _guessed(stated: dict[str, list[str]], named: list[tuple[str, str]]) -> str:
    """What it takes a page for that does not say what it is."""
    declared = stated.get(f"{_OG}type", [""])[0]
    if declared in _OG_TYPES:
        return _OG_TYPES[declared]
    return "journalArticle" if any(name == "citation_title" for name, _ in named) else "webpage"


def _split(content: str) -> Iterator[tuple[str, str]]:
    """The authors in one of Highwire's fields: apart at semicolons, and where two names share a comma."""
    authors = re.split(r"\s*;\s*", content)
    if len(authors) == 1:
        parts = re.split(r"\s*,\s*", content)
        if len(parts) > 1 and " " in parts[0] and " " in parts[1]:
            authors = parts
    return (_cleaned(author, comma="," in author) for author in authors if author.strip())


def _cleaned(author: str, *, comma: bool) -> tuple[str, str]:
    """Surname and forename: apart at a comma, or before the last word."""
    if comma and "," in author:
        surname, forename, *_ = re.split(r", ?", author.strip())
        return surname, forename
    forename, _, surname = author.strip().rpartition(" ")
    return surname, forename
