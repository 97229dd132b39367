"""BEACON files: which entries of an authority file this edition has something on, and where."""

from collections import defaultdict
from collections.abc import Iterator

from pressmark.exports.edition import PublishedEdition


def beacon_files(edition: PublishedEdition) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of a file for each authority file that records point to.

    The links are whole addresses, so there is none while the edition has no base URL.
    """
    if not edition.settings.base_url:
        return
    links: dict[str, list[str]] = defaultdict(list)
    for record in sorted(edition.register, key=lambda each: each.id):
        for identifier in record.identifiers:
            number = edition.counts[record.id].mentions
            links[identifier.scheme].append(f"{identifier.url}|{number}|{edition.record_url(record)}")
    for scheme, lines in sorted(links.items()):
        head = (
            "#FORMAT: BEACON",
            f"#NAME: {_line(edition.settings.title)}",
            f"#DESCRIPTION: {_line(edition.settings.title)}: records and the number of their mentions",
            f"#INSTITUTION: {_line(edition.settings.publisher)}",
            "#RELATION: http://xmlns.com/foaf/0.1/isPrimaryTopicOf",
        )
        yield f"beacon-{scheme.lower()}.txt", "\n".join((*head, "", *lines, "")).encode()


def _line(words: str) -> str:
    """Words on one line, without the sign that separates fields."""
    return " ".join(words.replace("|", " ").split())
