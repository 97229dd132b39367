"""The edition as JSON-LD, in the terms of schema.org."""

from pressmark.citing.linked_data import article_thing, as_json_ld, quotation_thing, record_thing
from pressmark.exports.edition import PublishedEdition
from pressmark.tei.published import Speech


def linked_data(edition: PublishedEdition) -> bytes:
    """Articles, direct quotations and records as one graph. What is not known is left out."""
    records = edition.register.by_id()
    graph = [
        *(record_thing(record, edition) for record in edition.register),
        *(article_thing(article, records, edition) for article in edition.articles),
        *(
            quotation_thing(article, utterance, records, edition)
            for article, utterance in edition.utterances()
            if utterance.mode is Speech.DIRECT
        ),
    ]
    return (as_json_ld(graph, indent=1) + "\n").encode()
