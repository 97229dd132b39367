"""Articles, quotations and records in the terms of schema.org, as JSON-LD. What is not known is left out."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from pressmark.citing.authors import Author, read_author
from pressmark.model import EntityKind, Person, Place, Record
from pressmark.tei.published import Article, Utterance

Thing = dict[str, Any]

# One encoder for all: json.dumps would make one for each thing.
_encode: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

_TYPES: Final = {
    EntityKind.PERSON: "Person",
    EntityKind.PLACE: "Place",
    EntityKind.ORGANISATION: "Organization",
}


class Addresses(Protocol):
    """Where the pages are, which are also the names of the things."""

    def article_url(self, siglum: str, anchor: str = "") -> str:
        """The address of an article or of an anchor in it."""

    def record_url(self, record: Record) -> str:
        """The address of a record's page."""


def as_json_ld(things: Iterable[Thing]) -> str:
    """Things as one graph, one a line, without a "<" that could end a `<script>` element."""
    lines = ",\n".join(map(_encode, things))
    text = f'{{"@context":"https://schema.org","@graph":[\n{lines}\n]}}'
    return text.replace("<", "\\u003c")


def record_thing(record: Record, addresses: Addresses) -> Thing:
    """A person, place or organisation, with its names and its entries in authority files."""
    thing: Thing = {
        **record_name(record, addresses),
        "alternateName": [variant.name for variant in record.variants],
        "description": record.description,
        "sameAs": [identifier.url for identifier in record.identifiers],
    }
    if isinstance(record, Person):
        thing |= {
            "givenName": record.forename,
            "familyName": record.surname,
            "birthDate": record.born,
            "deathDate": record.died,
        }
    elif isinstance(record, Place) and record.latitude is not None and record.longitude is not None:
        coordinates = {"latitude": record.latitude, "longitude": record.longitude}
        thing["geo"] = {"@type": "GeoCoordinates", **coordinates}
    return _known(thing)


def record_name(record: Record, addresses: Addresses) -> Thing:
    """Just enough of a record to know what it is."""
    return {"@type": _TYPES[record.kind], "@id": addresses.record_url(record), "name": record.name}


def article_thing(article: Article, mentions: Sequence[Thing], addresses: Addresses) -> Thing:
    """An article and what it mentions."""
    header = article.header
    return _known(
        {
            "@type": "NewsArticle",
            "@id": addresses.article_url(article.siglum),
            "headline": header.title,
            "inLanguage": header.language,
            "datePublished": header.published.value if header.published else "",
            "dateModified": max((change.when for change in header.changes), default=""),
            "author": [_author(read_author(author.value, {})) for author in header.authors],
            "isPartOf": {"@type": "Newspaper", "name": header.outlet.value} if header.outlet else None,
            "isBasedOn": header.url,
            "copyrightNotice": header.rights,
            "mentions": mentions,
        }
    )


def quotation_thing(
    article: Article, utterance: Utterance, records: Mapping[str, Record], addresses: Addresses
) -> Thing:
    """A quotation, its speakers and its article by address alone."""
    speakers = (records[speaker] for speaker in utterance.speakers if speaker in records)
    return _known(
        {
            "@type": "Quotation",
            "@id": addresses.article_url(article.siglum, utterance.anchor),
            "text": utterance.words,
            "spokenByCharacter": [{"@id": addresses.record_url(speaker)} for speaker in speakers],
            "isPartOf": {"@id": addresses.article_url(article.siglum)},
        }
    )


def mentioned(article: Article, records: Mapping[str, Record]) -> Iterator[Record]:
    """The records that an article refers to, each once, in the order of the text."""
    return (records[record] for record in dict.fromkeys(article.records()) if record in records)


def _author(author: Author) -> Thing:
    """Who wrote something; a name that is none of a person is that of a body."""
    return {"@type": "Person" if author.given else "Organization", "name": author.name}


def _known(thing: Thing) -> Thing:
    return {name: value for name, value in thing.items() if value not in ("", None, [])}
