"""The edition as tables: what each is about, its columns, and its rows.

Anchors are those of the TEI and of the pages. Several values in one cell are
separated by a space if they are ids and by `; ` if they are names.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pressmark.exports.edition import PublishedEdition
from pressmark.model import Organisation, Person, Place, Record
from pressmark.tei.published import Article, Utterance

Cell = str | int | float | None
Row = tuple[Cell, ...]


class CellType(StrEnum):
    """The types of a Frictionless table schema that occur here."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; None stands for what is not known."""

    name: str
    description: str
    type: CellType = CellType.STRING
    refers_to: str = ""  # the table whose `id` (or `siglum`) the values are


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table, of the register or of the articles. The first column is its key where `keyed`."""

    name: str
    description: str
    columns: tuple[Column, ...]
    of_register: Callable[[PublishedEdition], Iterator[Row]] | None = None
    of_article: Callable[[PublishedEdition, Article], Iterator[Row]] | None = None
    keyed: bool = True

    def rows(self, edition: PublishedEdition) -> Iterator[Row]:
        """All rows of an edition, those of articles in the order of their sigla."""
        if self.of_register:
            yield from self.of_register(edition)
        if self.of_article:
            for article in edition.articles:
                yield from self.of_article(edition, article)


_RECORD_COLUMNS: Final = (
    Column("id", "permanent id of the record"),
    Column("name", "preferred name, in reading order"),
    Column("sort_name", "name in filing order"),
    Column("description", "one sentence"),
    Column("mentions", "how often it is mentioned", CellType.INTEGER),
    Column("articles", "in how many articles", CellType.INTEGER),
    Column("quotations", "how many quotations are its own", CellType.INTEGER),
    Column("draft", "1 if proposed by machine and not yet confirmed", CellType.INTEGER),
    Column("url", "its page"),
)
_PLACE: Final = (
    Column("anchor", "anchor in the article"),
    Column("article", "siglum of the article", refers_to="articles"),
    Column("url", "address of the anchor"),
)
_MARK: Final = (
    Column("certainty", "0 to 1, or high, medium, low; empty if a person made the mark without one"),
    Column("rule", "rule by which a machine found it"),
)


def _record_rows(edition: PublishedEdition, records: tuple[Record, ...]) -> Iterator[Row]:
    for record in sorted(records, key=lambda each: each.id):
        found = edition.counts[record.id]
        yield (
            record.id, record.name, record.sort_name, record.description or None,
            found.mentions, found.articles, found.quotations, int(record.draft), edition.record_url(record),
            *_own_cells(record),
        )  # fmt: skip


def _own_cells(record: Record) -> Row:
    match record:
        case Person():
            cells = (record.forename, record.surname, record.occupation, record.born, record.died)
            return (*(cell or None for cell in cells), record.role.value)
        case Place():
            return record.type or None, record.latitude, record.longitude
        case Organisation():
            return (record.type or None,)
    return ()


def _article_rows(edition: PublishedEdition, article: Article) -> Iterator[Row]:
    header = article.header
    yield (
        article.siglum, header.title, header.outlet.value if header.outlet else None,
        "; ".join(author.value for author in header.authors) or None,
        header.published.value if header.published else None,
        int(header.published.inferred) if header.published else None,
        header.language, header.url or None, header.status or None, header.rights or None,
        len(article.mentions), sum(1 for _ in article.every_utterance()),
        edition.article_url(article.siglum),
    )  # fmt: skip


def _paragraph_rows(edition: PublishedEdition, article: Article) -> Iterator[Row]:
    for passage in article.passages:
        if passage.anchor:
            yield (
                f"{article.siglum}#{passage.anchor}", passage.anchor, article.siglum,
                edition.article_url(article.siglum, passage.anchor), passage.kind.value, passage.text,
            )  # fmt: skip


def _name_rows(edition: PublishedEdition) -> Iterator[Row]:
    for record in edition.register:
        yield record.id, record.name, "preferred"
        yield from ((record.id, variant.name, variant.use.value) for variant in record.variants)


def _identifier_rows(edition: PublishedEdition) -> Iterator[Row]:
    for record in edition.register:
        yield from ((record.id, identifier.scheme, identifier.url) for identifier in record.identifiers)


def _mention_rows(edition: PublishedEdition, article: Article) -> Iterator[Row]:
    for mention in article.mentions:
        yield (
            mention.anchor, article.siglum, edition.article_url(article.siglum, mention.anchor),
            mention.kind.value, " ".join(mention.records) or None, mention.words, mention.form.value,
            article.paragraph_of(mention) or None, mention.certainty or None, mention.rule or None,
        )  # fmt: skip


def _quotation_rows(edition: PublishedEdition, article: Article) -> Iterator[Row]:
    names, date = edition.names, article.header.published
    for utterance in article.every_utterance():
        yield (
            utterance.anchor, article.siglum, edition.article_url(article.siglum, utterance.anchor),
            utterance.mode.value, " ".join(utterance.speakers) or None,
            "; ".join(names.get(speaker, speaker) for speaker in utterance.speakers) or None,
            utterance.words, date.value if date else None, utterance.paragraph or None,
            _each(utterance, "addressees"), _each(utterance, "media"),
            " ".join(part.anchor for part in utterance.parts), utterance.pull_quote or None,
            utterance.parts[0].certainty or None, utterance.parts[0].rule or None,
        )  # fmt: skip


def _each(utterance: Utterance, field: str) -> str | None:
    ids = dict.fromkeys(record for part in utterance.parts for record in getattr(part, field))
    return " ".join(ids) or None


def _date_rows(edition: PublishedEdition, article: Article) -> Iterator[Row]:
    for date in article.dates:
        yield (
            date.anchor, article.siglum, edition.article_url(article.siglum, date.anchor),
            date.words, date.earliest or None, date.latest or None, _paragraph(article, date.passage),
            date.certainty or None, date.rule or None,
        )  # fmt: skip


def _paragraph(article: Article, passage: int) -> str | None:
    return article.passages[passage].anchor or None


TABLES: Final = (
    Table(
        name="articles",
        description="The articles, one a row.",
        columns=(
            Column("siglum", "permanent id of the article"),
            Column("title", "headline"),
            Column("outlet", "newspaper or site"),
            Column("authors", "as the source names them"),
            Column("published", "ISO 8601, as exact as known"),
            Column("date_inferred", "1 if the source does not state the date", CellType.INTEGER),
            Column("language", "BCP 47"),
            Column("source_url", "where it was published"),
            Column("status", "state of the mark-up, as the TEI says"),
            Column("rights", "whose the text is"),
            Column("mentions", "names and descriptions marked in it", CellType.INTEGER),
            Column("quotations", "quotations marked in it", CellType.INTEGER),
            Column("url", "its page"),
        ),
        of_article=_article_rows,
    ),
    Table(
        name="paragraphs",
        description="The words of the articles, block by block, as received.",
        columns=(
            Column("id", "siglum and anchor"),
            *_PLACE,
            Column("kind", "headline, paragraph, pull quote, furniture, …"),
            Column("text", "the words, character for character"),
        ),
        of_article=_paragraph_rows,
    ),
    Table(
        name="people",
        description="The register of people, sources without a name and collective ones included.",
        columns=(
            *_RECORD_COLUMNS,
            Column("forename", "forename"),
            Column("surname", "surname"),
            Column("occupation", "role at the time of the articles"),
            Column("born", "ISO 8601, as exact as known"),
            Column("died", "ISO 8601, as exact as known"),
            Column("role", "named, unnamed or collective"),
        ),
        of_register=lambda edition: _record_rows(edition, edition.register.people),
    ),
    Table(
        name="places",
        description="The register of places.",
        columns=(
            *_RECORD_COLUMNS,
            Column("type", "country, city, region, …"),
            Column("latitude", "decimal degrees, WGS 84", CellType.NUMBER),
            Column("longitude", "decimal degrees, WGS 84", CellType.NUMBER),
        ),
        of_register=lambda edition: _record_rows(edition, edition.register.places),
    ),
    Table(
        name="organisations",
        description="The register of organisations.",
        columns=(*_RECORD_COLUMNS, Column("type", "government, news agency, …")),
        of_register=lambda edition: _record_rows(edition, edition.register.organisations),
    ),
    Table(
        name="names",
        description="Every name under which a record is known.",
        columns=(
            Column("record", "id of the record"),
            Column("name", "the name"),
            Column("use", "preferred, variant, acronym, metonym or description"),
        ),
        of_register=_name_rows,
        keyed=False,
    ),
    Table(
        name="identifiers",
        description="Entries of the records in authority files.",
        columns=(
            Column("record", "id of the record"),
            Column("scheme", "authority file"),
            Column("url", "address of the entry"),
        ),
        of_register=_identifier_rows,
        keyed=False,
    ),
    Table(
        name="mentions",
        description="Every name and description in the articles, with the record it stands for.",
        columns=(
            *_PLACE,
            Column("kind", "person, place or organisation"),
            Column("record", "ids of the records; empty where it is ambiguous or unknown"),
            Column("words", "as printed"),
            Column("form", "name or description"),
            Column("paragraph", "anchor of the block it stands in"),
            *_MARK,
        ),
        of_article=_mention_rows,
        keyed=False,
    ),
    Table(
        name="quotations",
        description="Everything that is given as somebody's words, an interrupted quotation once.",
        columns=(
            *_PLACE,
            Column("mode", "direct, indirect or undecided"),
            Column("speakers", "ids of the speakers' records"),
            Column("speaker_names", "their names"),
            Column("words", "of all parts; of direct speech without the outer quotation marks"),
            Column("published", "date of the article"),
            Column("paragraph", "anchor of the block it begins in"),
            Column("addressees", "ids of those it was said to"),
            Column("media", "ids of those through whom it is known"),
            Column("parts", "anchors of its parts"),
            Column("pull_quote", "anchor of the pull quote that repeats it"),
            *_MARK,
        ),
        of_article=_quotation_rows,
        keyed=False,
    ),
    Table(
        name="dates",
        description="Expressions of time, with the days they can mean.",
        columns=(
            *_PLACE,
            Column("words", "as printed"),
            Column("earliest", "ISO 8601, as exact as known"),
            Column("latest", "the same as `earliest` for a single day"),
            Column("paragraph", "anchor of the block it stands in"),
            *_MARK,
        ),
        of_article=_date_rows,
        keyed=False,
    ),
)  # fmt: skip
