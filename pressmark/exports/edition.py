"""The edition as the exports see it: every article and every record, read from the TEI."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.model import EntityKind, Finding, Record, Register
from pressmark.tei.parse import parse
from pressmark.tei.published import Article, Utterance
from pressmark.tei.read import read_article
from pressmark.tei.records import read_register

# Where the pages of each kind of record are on the site.
_FOLDERS = {
    EntityKind.PERSON: "people",
    EntityKind.PLACE: "places",
    EntityKind.ORGANISATION: "organisations",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How often a record is mentioned, in how many articles, and how many quotations are its own."""

    mentions: int = 0
    articles: int = 0
    quotations: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedEdition:
    """All that is published, articles in the order of their sigla. Paths are those of the articles."""

    settings: Edition
    articles: tuple[Article, ...]
    paths: tuple[Path, ...]
    register: Register
    counts: Mapping[str, Counts]  # by the id of each record of the register

    def article_url(self, siglum: str, anchor: str = "") -> str:
        """The address of an article or of an anchor in it; relative while the edition has no base URL."""
        return f"{self.settings.base_url}articles/{siglum}.html" + (f"#{anchor}" if anchor else "")

    def record_url(self, record: Record) -> str:
        return f"{self.settings.base_url}{_FOLDERS[record.kind]}/{record.id}.html"

    def utterances(self) -> Iterator[tuple[Article, Utterance]]:
        """Every quotation, with the article it stands in."""
        for article in self.articles:
            yield from ((article, utterance) for utterance in article.every_utterance())


def read_edition(settings: Edition) -> tuple[PublishedEdition, list[Finding]]:
    """Read an edition. An article that cannot be read is left out, and a finding says so.

    Raises PressmarkError if a register cannot be read: every table needs its names.
    """
    register = read_register(settings)
    articles: list[Article] = []
    paths: list[Path] = []
    findings: list[Finding] = []
    for path in sorted(settings.articles.glob("*.xml")):
        try:
            article = read_article(parse(path.read_bytes(), str(path)), path.stem)
        except PressmarkError as error:
            hint = f"{error.finding.hint}; it is not exported until then"
            findings.append(replace(error.finding, hint=hint))
            continue
        articles.append(article.without_tokens())
        paths.append(path)
    published = PublishedEdition(
        settings=settings,
        articles=tuple(articles),
        paths=tuple(paths),
        register=register,
        counts=_count(articles, register),
    )
    return published, findings


def _count(articles: Iterable[Article], register: Register) -> dict[str, Counts]:
    mentions: Counter[str] = Counter()
    holding: Counter[str] = Counter()
    quotations: Counter[str] = Counter()
    for article in articles:
        mentioned = [record for mention in article.mentions for record in set(mention.records)]
        mentions.update(mentioned)
        holding.update(set(mentioned))
        quotations.update(speaker for utterance in article.utterances for speaker in set(utterance.speakers))
    return {
        record.id: Counts(
            mentions=mentions[record.id], articles=holding[record.id], quotations=quotations[record.id]
        )
        for record in register
    }
