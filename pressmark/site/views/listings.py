"""Indices: people, places and organisations from A to Z, quotations by speaker, articles by date."""

from collections.abc import Iterable
from itertools import groupby
from typing import Final

from docutils import nodes

from pressmark.model import EntityKind, Person, PersonRole, Record
from pressmark.site import filing
from pressmark.site.filing import Entry, filing_key
from pressmark.site.index import published
from pressmark.site.sources import register_address
from pressmark.site.views.citing import coins_of
from pressmark.site.views.context import Context, counted, remark
from pressmark.tei.published import Article, Utterance

_LATEST: Final = 5
_UNDATED: Final = "Without a date"


def people(context: Context) -> list[nodes.Node]:
    """People from A to Z; sources without a name apart."""
    records = _of_kind(context, EntityKind.PERSON)
    named = [record for record in records if not _nameless(record)]
    nameless = [record for record in records if _nameless(record)]
    blocks = _alphabet(context, named)
    if nameless:
        blocks.append(_letter_heading("Without a name", "without-a-name"))
        blocks.append(_entry_list(context, filing.entries(nameless)))
    return blocks + _register(context, EntityKind.PERSON)


def places(context: Context) -> list[nodes.Node]:
    """Places from A to Z."""
    records = _of_kind(context, EntityKind.PLACE)
    return _alphabet(context, records) + _register(context, EntityKind.PLACE)


def organisations(context: Context) -> list[nodes.Node]:
    """Organisations from A to Z."""
    records = _of_kind(context, EntityKind.ORGANISATION)
    return _alphabet(context, records) + _register(context, EntityKind.ORGANISATION)


def quotations(context: Context) -> list[nodes.Node]:
    """Quotations by speaker: those with a name from A to Z, those without, those unknown."""
    index = context.index
    speakers = [index.records[record_id] for record_id in index.spoken if record_id in index.records]
    speakers.sort(key=lambda record: (_nameless(record), filing_key(record.sort_name)))
    blocks: list[nodes.Node] = []
    for nameless, group in groupby(speakers, key=_nameless):
        if nameless:
            blocks.append(_letter_heading("Speakers without a name", "without-a-name"))
        for record in group:
            heading = nodes.paragraph("", "", context.record_link(record, record.sort_name))
            heading["classes"].append("pm-speaker-line")
            if isinstance(record, Person) and record.occupation:
                heading += nodes.inline("", f" {record.occupation}", classes=["pm-quiet"])
            blocks.append(_said(context, heading, index.spoken[record.id], record.id))
    if index.unattributed:
        blocks.append(_letter_heading("Speaker unknown", "speaker-unknown"))
        heading = nodes.paragraph("", "The text does not say who spoke, or no record was found.")
        heading["classes"].append("pm-quiet")
        blocks.append(_said(context, heading, index.unattributed, ""))
    return blocks or remark("There is no quotation in this edition yet.")


def articles(context: Context) -> list[nodes.Node]:
    """All articles, newest first, by year."""
    blocks: list[nodes.Node] = []
    by_year = groupby(
        context.index.articles, key=lambda a: published(a)[:4] if a.header.published else _UNDATED
    )
    for year, group in by_year:
        blocks.append(_letter_heading(year, f"year-{year}" if year != _UNDATED else "undated"))
        blocks.append(_article_list(context, group))
    return blocks or remark("There is no article in this edition yet.")


def latest(context: Context) -> list[nodes.Node]:
    """The newest articles."""
    newest = context.index.articles[:_LATEST]
    return [_article_list(context, newest)] if newest else remark("There is no article in this edition yet.")


def _article_list(context: Context, listed: Iterable[Article]) -> nodes.bullet_list:
    items = []
    for article in listed:
        item = nodes.list_item("", context.article_line(article), *coins_of(context, article))
        lead = next((p.text for p in article.passages if p.kind == "standfirst"), "")
        if lead:
            item += nodes.paragraph("", " ".join(lead.split()), classes=["pm-teaser"])
        numbers = f"{counted(len(article.mentions), 'name')}, {counted(len(article.utterances), 'quotation')}"
        item += nodes.paragraph("", numbers, classes=["pm-quiet"])
        items.append(item)
    return nodes.bullet_list("", *items, classes=["pm-articles"])


def _of_kind(context: Context, kind: EntityKind) -> list[Record]:
    return [record for record in context.index.records.values() if record.kind is kind]


def _nameless(record: Record) -> bool:
    return isinstance(record, Person) and record.role is not PersonRole.NAMED


def _alphabet(context: Context, records: list[Record]) -> list[nodes.Node]:
    """An index from A to Z, with a line of letters to jump to."""
    if not records:
        return remark("There is no record yet.")
    groups = filing.by_letter(filing.entries(records))
    blocks: list[nodes.Node] = []
    if context.builder.format == "html":
        jumps = nodes.paragraph("", classes=["pm-letters"])
        for letter in groups:
            uri = f"#{_letter_id(letter)}"
            jumps += [nodes.reference("", letter, refuri=uri, internal=True), nodes.Text(" ")]
        blocks.append(jumps)
    for letter, lines in groups.items():
        blocks.append(_letter_heading(letter, _letter_id(letter)))
        blocks.append(_entry_list(context, lines))
    return blocks


def _letter_id(letter: str) -> str:
    return f"letter-{letter.lower()}" if letter.isascii() and letter.isalpha() else f"letter-{ord(letter)}"


def _letter_heading(words: str, identifier: str) -> nodes.rubric:
    rubric = nodes.rubric("", words, ids=[identifier], classes=["pm-letter"])
    rubric["heading-level"] = 2
    return rubric


def _entry_list(context: Context, lines: Iterable[Entry]) -> nodes.bullet_list:
    items = []
    for entry in lines:
        record = entry.record
        line = nodes.paragraph("")
        if entry.see:
            line += [nodes.Text(f"{entry.heading}, "), nodes.emphasis("", "see"), nodes.Text(" ")]
            line += context.record_link(record, record.sort_name)
            items.append(nodes.list_item("", line, classes=["pm-see"]))
            continue
        line += context.record_link(record, record.sort_name)
        if record.draft:
            line += [nodes.Text(" "), nodes.inline("", "draft", classes=["pm-badge"])]
        numbers = [
            counted(number, noun)
            for number, noun in (
                (context.index.mention_count(record.id), "mention"),
                (context.index.utterance_count(record.id), "quotation"),
            )
            if number
        ]
        what = _what(record)
        if what:
            line += nodes.inline("", f" {what}", classes=["pm-what"])
        line += nodes.inline("", f" {', '.join(numbers) or 'no mention'}", classes=["pm-quiet"])
        items.append(nodes.list_item("", line))
    return nodes.bullet_list("", *items, classes=["pm-index"])


def _what(record: Record) -> str:
    return (
        record.occupation
        if isinstance(record, Person)
        else str(getattr(record, "type", "")).replace("-", " ")
    )


def _said(
    context: Context, heading: nodes.paragraph, found: list[tuple[Article, list[Utterance]]], speaker: str
) -> nodes.Element:
    """One speaker's quotations."""
    group = nodes.container("", heading, classes=["pm-group"])
    for article, utterances in found:
        items = [context.utterance_item(article, said, leave_out=speaker) for said in utterances]
        source = context.article_line(article)
        source["classes"].append("pm-quiet")
        group += [source, nodes.bullet_list("", *items, classes=["pm-quotations"])]
    return group


def _register(context: Context, kind: EntityKind) -> list[nodes.Node]:
    """A link to the register's file, where the builder serves it."""
    found = register_address(context.builder, context.docname, kind)
    if not found:
        return []
    return [nodes.paragraph("", "The register as data: ", found, classes=["pm-quiet", "pm-data"])]
