"""The edition as JSON-LD, in the terms of schema.org."""

import json
from collections.abc import Iterator
from typing import Any, Final

from pressmark.exports.edition import PublishedEdition
from pressmark.model import EntityKind, Person, Place, Record
from pressmark.tei.published import Article, Speech, Utterance

Thing = dict[str, Any]

_TYPES: Final = {
    EntityKind.PERSON: "Person",
    EntityKind.PLACE: "Place",
    EntityKind.ORGANISATION: "Organization",
}


def as_json_ld(edition: PublishedEdition) -> bytes:
    """Articles, direct quotations and records as one graph. What is not known is left out."""
    graph = [
        *(_record(edition, record) for record in edition.register),
        *(_article(edition, article) for article in edition.articles),
        *(
            _quotation(edition, article, utterance)
            for article, utterance in edition.utterances()
            if utterance.mode is Speech.DIRECT
        ),
    ]
    # Words are kept from ending a <script> element, should somebody put the file into a page.
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, indent=1)
    return (text.replace("<", "\\u003c") + "\n").encode()


def _known(thing: Thing) -> Thing:
    return {name: value for name, value in thing.items() if value not in ("", None, [])}


def _record(edition: PublishedEdition, record: Record) -> Thing:
    thing: Thing = {
        "@type": _TYPES[record.kind],
        "@id": edition.record_url(record),
        "name": record.name,
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


def _article(edition: PublishedEdition, article: Article) -> Thing:
    header = article.header
    records = edition.register.by_id()
    return _known(
        {
            "@type": "NewsArticle",
            "@id": edition.article_url(article.siglum),
            "headline": header.title,
            "inLanguage": header.language,
            "datePublished": header.published.value if header.published else "",
            "author": [{"@type": "Person", "name": author.value} for author in header.authors],
            "isPartOf": {"@type": "Newspaper", "name": header.outlet.value} if header.outlet else None,
            "isBasedOn": header.url,
            "copyrightNotice": header.rights,
            "mentions": [
                {"@id": edition.record_url(records[record])}
                for record in dict.fromkeys(article.records())
                if record in records
            ],
        }
    )


def _quotation(edition: PublishedEdition, article: Article, utterance: Utterance) -> Thing:
    return _known(
        {
            "@type": "Quotation",
            "@id": edition.article_url(article.siglum, utterance.anchor),
            "text": utterance.words,
            "spokenByCharacter": list(_speakers(edition, utterance)),
            "isPartOf": {"@id": edition.article_url(article.siglum)},
        }
    )


def _speakers(edition: PublishedEdition, utterance: Utterance) -> Iterator[Thing]:
    records = edition.register.by_id()
    for speaker in utterance.speakers:
        if speaker in records:
            yield {"@id": edition.record_url(records[speaker])}
