"""The edition as JSON-LD, in the terms of schema.org."""

from collections.abc import Iterator, Mapping
from itertools import chain

from pressmark.citing.linked_data import (
    Thing,
    article_thing,
    as_json_ld,
    mentioned,
    quotation_thing,
    record_thing,
)
from pressmark.exports.edition import PublishedEdition
from pressmark.model import Record
from pressmark.tei.published import Article, Speech


def linked_data(edition: PublishedEdition) -> bytes:
    """Articles, direct quotations and records as one graph. What is not known is left out."""
    records = edition.register.by_id()
    graph: Iterator[Thing] = chain(
        (record_thing(record, edition) for record in edition.register),
        (_article(article, records, edition) for article in edition.articles),
        (
            quotation_thing(article, utterance, records, edition)
            for article, utterance in edition.utterances()
            if utterance.mode is Speech.DIRECT
        ),
    )
    return (as_json_ld(graph) + "\n").encode()


def _article(article: Article, records: Mapping[str, Record], edition: PublishedEdition) -> Thing:
    """An article, and by address alone the records that it mentions."""
    mentions = [{"@id": edition.record_url(record)} for record in mentioned(article, records)]
    return article_thing(article, mentions, edition)
