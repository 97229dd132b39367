"""The edition as the exports see it: every article and every record, read from the TEI."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pressmark
from pressmark.config import REGISTER_FILES, Edition
from pressmark.errors import PressmarkError
from pressmark.files import read_file
from pressmark.model import EntityKind, Finding, Record, Register
from pressmark.tei.parse import MAX_BYTES, parse_article
from pressmark.tei.published import Article, Utterance
from pressmark.tei.read import read_article
from pressmark.tei.records import readable_register

PAGE_SUFFIX: Final = ".html"  # after the names of pages in their addresses; "/" where pages have folders
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
    """All that is published, articles in the order of their sigla. Paths are those of the articles.

    `source` is the SHA-256, in hexadecimal, of all that exports are made from; `digests` are those of the
    files that the articles were read from, by siglum.
    """

    settings: Edition
    articles: tuple[Article, ...]
    paths: tuple[Path, ...]
    register: Register
    counts: Mapping[str, Counts]  # by the id of each record of the register
    names: Mapping[str, str]  # of the records, by id
    digests: Mapping[str, str]
    source: str
    page_suffix: str = PAGE_SUFFIX

    def article_url(self, siglum: str, anchor: str = "") -> str:
        """The address of an article or of an anchor in it; relative while the edition has no base URL."""
        page = f"{self.settings.base_url}articles/{siglum}{self.page_suffix}"
        return page + (f"#{anchor}" if anchor else "")

    def record_url(self, record: Record) -> str:
        return f"{self.settings.base_url}{_FOLDERS[record.kind]}/{record.id}{self.page_suffix}"

    def utterances(self) -> Iterator[tuple[Article, Utterance]]:
        """Every quotation, with the article it stands in."""
        for article in self.articles:
            yield from ((article, utterance) for utterance in article.every_utterance())


def read_edition(settings: Edition) -> tuple[PublishedEdition, list[Finding]]:
    """Read an edition. An article, or a record, that cannot be read is left out, and a finding says so.

    Raises PressmarkError if a register cannot be read: every table needs its names.
    """
    register, findings = readable_register(settings)
    articles: list[Article] = []
    digests: dict[str, str] = {}
    for path in sorted(settings.articles.glob("*.xml")):
        try:
            data = read_file(path, MAX_BYTES)
            article = read_article(parse_article(data, str(path)), path.stem)
            check_anchors(article, path)
        except PressmarkError as error:
            hint = f"{error.finding.hint}; it is not exported until then"
            findings.append(replace(error.finding, hint=hint))
            continue
        articles.append(article.without_tokens())
        digests[path.stem] = hashlib.sha256(data).hexdigest()
    source = source_digest(settings, digests, register)
    return publish(settings, articles, register, digests, source), findings


def check_anchors(article: Article, path: Path) -> None:
    """Raises PressmarkError for an article in which two things have one anchor: no table could name them."""
    seen: set[str] = set()
    for anchor, words in article.anchors():
        if anchor in seen:
            raise PressmarkError(
                Finding(
                    path=str(path),
                    rule="duplicate-id",
                    words=anchor,
                    message=f"two things have this xml:id, the second one with the words “{words[:60]}”",
                    hint="give one of the two another xml:id",
                )
            )
        seen.add(anchor)


def publish(
    settings: Edition,
    articles: Iterable[Article],
    register: Register,
    digests: Mapping[str, str],
    source: str,
    *,
    page_suffix: str = PAGE_SUFFIX,
) -> PublishedEdition:
    """An edition of what was read already; `digests`: of the articles' files."""
    listed = sorted(articles, key=lambda article: article.siglum)
    return PublishedEdition(
        settings=settings,
        articles=tuple(listed),
        paths=tuple(settings.article_path(article.siglum) for article in listed),
        register=register,
        counts=_count(listed, register),
        names={record.id: record.name for record in register},
        digests=digests,
        source=source,
        page_suffix=page_suffix,
    )


def register_paths(settings: Edition) -> list[Path]:
    """The files of the registers that there are."""
    paths = (settings.registers / name for name in REGISTER_FILES.values())
    return [path for path in paths if path.is_file()]


def source_digest(
    settings: Edition, digests: Mapping[str, str], register: Register, *, page_suffix: str = PAGE_SUFFIX
) -> str:
    """The SHA-256, in hexadecimal, of all that exports are made from: articles, registers, settings.

    `digests` are those of the bytes that the articles were read from, by siglum. Two exports with the same
    digest are the same. Raises PressmarkError if a register cannot be read.
    """
    facts = (settings.title, settings.subtitle, settings.publisher, settings.base_url, settings.licence_url)
    # Both what was read of the registers and what is in their files now, which may have changed meanwhile.
    files = [read_file(path, MAX_BYTES) for path in register_paths(settings)]
    whole = (pressmark.__version__, facts, page_suffix, sorted(digests.items()), files, *register)
    return hashlib.sha256(repr(whole).encode()).hexdigest()


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
