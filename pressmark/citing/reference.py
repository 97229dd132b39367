"""What a citation says, whatever the format: of an article of the edition, or of one of its records."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from pressmark.citing.authors import Author, read_author
from pressmark.config import Edition
from pressmark.model import Person, Record
from pressmark.tei.published import Article

_DAY: Final = re.compile(r"(\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?)(?:T|$)", re.ASCII)


class ReferenceKind(StrEnum):
    """What is cited. The values are types of CSL."""

    ARTICLE = "article-newspaper"
    RECORD = "webpage"  # a page about a person, a place or an organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What a citation says. What is not known is empty."""

    key: str  # siglum, or id of the record
    kind: ReferenceKind
    title: str
    container: str = ""  # of an article: its outlet; of a record: the edition
    archive: str = ""  # of an article: the edition
    publisher: str = ""
    authors: tuple[Author, ...] = ()
    issued: str = ""  # ISO 8601, as exact as known
    url: str = ""
    language: str = "en"  # BCP 47
    changed: str = ""  # ISO 8601: the last dated change of the article's file
    digest: str = ""  # SHA-256 of the article's file, in hexadecimal

    @property
    def state(self) -> str:
        """Which state of the article is cited, in one line."""
        parts = (
            self.changed and f"state of {self.changed}",
            self.digest and f"TEI file sha256:{self.digest}",
        )
        return "; ".join(part for part in parts if part)

    def csl(self) -> dict[str, Any]:
        """The reference as an item of CSL-JSON, without the state."""
        item: dict[str, Any] = {
            "id": self.key,
            "type": self.kind.value,
            "title": self.title,
            "author": [_csl_name(author) for author in self.authors],
            "container-title": self.container,
            "issued": {"date-parts": [[int(part) for part in self.issued.split("-")]]} if self.issued else {},
            "archive": self.archive,
            "publisher": self.publisher if self.kind is ReferenceKind.RECORD else "",
            "language": self.language,
            "URL": self.url,
        }
        return {name: value for name, value in item.items() if value}


def article_reference(
    article: Article, edition: Edition, url: str, people: Mapping[str, Person], digest: str = ""
) -> Reference:
    """The reference to an article. `url` is empty while the edition has no address; `people`: by name."""
    header = article.header
    return Reference(
        key=article.siglum,
        kind=ReferenceKind.ARTICLE,
        title=header.title or article.siglum,
        container=header.outlet.value if header.outlet else "",
        archive=edition.title,
        publisher=edition.publisher,
        authors=tuple(read_author(author.value, people) for author in header.authors),
        issued=_date(header.published.value) if header.published else "",
        url=url,
        language=header.language,
        changed=max((_date(change.when) for change in header.changes), default=""),
        digest=digest,
    )


def record_reference(record: Record, edition: Edition, url: str) -> Reference:
    """The reference to the page of a record."""
    return Reference(
        key=record.id,
        kind=ReferenceKind.RECORD,
        title=record.name,
        container=edition.title,
        publisher=edition.publisher,
        url=url,
        language=edition.language,
    )


def _csl_name(author: Author) -> dict[str, str]:
    if not author.given:
        return {"literal": author.family}
    name = {"family": author.family, "given": author.given, "suffix": author.suffix}
    return {part: value for part, value in name.items() if value}


def _date(value: str) -> str:
    """A date of at most a day's precision; empty if it is none."""
    found = _DAY.match(value)
    return found[1] if found else ""
