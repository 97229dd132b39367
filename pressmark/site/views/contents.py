"""What is in an article: people, organisations and places, each with who that is and where else; quotations.

The script shows the entry of a record as a card where its name stands in the text, so that nothing is
on the page twice.
"""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final, NamedTuple

from docutils import nodes

from pressmark.model import EntityKind, Person, Record
from pressmark.site.filing import filing_key
from pressmark.site.index import mentions_by_record
from pressmark.site.views import lines
from pressmark.site.views.context import Context, HtmlView, remark
from pressmark.site.views.lines import Line, Run
from pressmark.site.words import N_, _, counted
from pressmark.tei.published import Article, TextMention

_HEADINGS: Final = {
    EntityKind.PERSON: N_("People"),
    EntityKind.ORGANISATION: N_("Organisations"),
    EntityKind.PLACE: N_("Places"),
}


class Elsewhere(NamedTuple):
    """An article that mentions a record too, and the words that it is named with."""

    phrase: str
    article: Article


class Entry(NamedTuple):
    """A record as the page of an article tells of it."""

    name: Run
    draft: bool
    number: Run  # of mentions, as a link to the first of them
    number_in_words: str
    who: str
    elsewhere: tuple[Elsewhere, ...]


def contents(_context: Context) -> HtmlView:
    """People, organisations, places and quotations of the article."""
    return HtmlView(html=_html, plain=_plain)


def _html(context: Context) -> str:
    article = context.domain.articles.get(context.docname)
    if article is None:
        return ""
    parts = []
    written: dict[tuple[str, str], str] = {}  # most records lead to the same few articles
    for heading, entries in _groups(context, article):
        items = "".join(_entry_html(context, entry, written) for entry in entries)
        parts.append(f'{_heading(heading)}<ul class="pm-names">\n{items}</ul>\n')
    if article.utterances:
        items = "".join(
            f'<li><p class="pm-words">{lines.html([words])}</p>\n'
            f'<p class="pm-quiet">{lines.html(circumstances)}</p></li>\n'
            for words, circumstances in _quotations(context, article)
        )
        parts.append(f'{_heading(_("Quotations"))}<ul class="pm-quotations">\n{items}</ul>\n')
    nothing = escape(_("No name and no quotation is marked."))
    return "".join(parts) or f'<p class="pm-quiet">{nothing}</p>\n'


def _heading(words: str) -> str:
    return f'<h3 class="rubric">{escape(words)}</h3>\n'


def _entry_html(context: Context, entry: Entry, written: dict[tuple[str, str], str]) -> str:
    """The entry of a record. `written` are the lines on other articles, by phrase and siglum."""
    for phrase, other in entry.elsewhere:
        if (phrase, other.siglum) not in written:
            line = lines.html(lines.filled(phrase, article=lines.dated(context, other)))
            written[phrase, other.siglum] = f'\n<p class="pm-elsewhere">{line}</p>'
    elsewhere = "".join(written[phrase, other.siglum] for phrase, other in entry.elsewhere)
    draft = f' <span class="pm-badge">{escape(_("draft"))}</span>' if entry.draft else ""
    said = escape(entry.number_in_words)
    href = escape(entry.number.href)
    count = f'<a class="pm-count" href="{href}" title="{said}" aria-label="{said}">{entry.number.words}</a>'
    who = f'\n<p class="pm-who">{escape(entry.who, quote=False)}</p>' if entry.who else ""
    return f"<li><p>{lines.html([entry.name])} {count}{draft}</p>{who}{elsewhere}</li>\n"


def _plain(context: Context) -> list[nodes.Node]:
    article = context.domain.articles.get(context.docname)
    if article is None:
        return []
    blocks: list[nodes.Node] = []
    for heading, entries in _groups(context, article):
        items = [
            nodes.list_item("", nodes.paragraph("", "", *lines.plain([entry.name, Run(" "), entry.number])))
            for entry in entries
        ]
        blocks += [nodes.rubric("", heading), nodes.bullet_list("", *items, classes=["pm-names"])]
    if article.utterances:
        items = [
            nodes.list_item(
                "",
                nodes.paragraph("", "", *lines.plain([words])),
                nodes.paragraph("", "", *lines.plain(circumstances)),
            )
            for words, circumstances in _quotations(context, article)
        ]
        blocks += [
            nodes.rubric("", _("Quotations")),
            nodes.bullet_list("", *items, classes=["pm-quotations"]),
        ]
    return blocks or remark(_("No name and no quotation is marked."))


def _groups(context: Context, article: Article) -> Iterator[tuple[str, list[Entry]]]:
    """The records of an article by kind, from A to Z."""
    mentions = mentions_by_record(article)
    records = [context.index.records[each] for each in mentions if each in context.index.records]
    for kind, heading in _HEADINGS.items():
        named = sorted((r for r in records if r.kind is kind), key=lambda r: filing_key(r.sort_name))
        if named:
            yield _(heading), [_entry(context, article, each, mentions[each.id]) for each in named]


def _entry(context: Context, article: Article, record: Record, mentions: list[TextMention]) -> Entry:
    first = mentions[0]
    return Entry(
        name=lines.record(context, record),
        draft=record.draft,
        number=Run(str(len(mentions)), f"#{first.anchor or article.paragraph_of(first)}"),
        number_in_words=_("{mentions}; to the first").format(mentions=counted(len(mentions), "mention")),
        who=_who(record),
        elsewhere=tuple(_elsewhere(context, article, record)),
    )


def _who(record: Record) -> str:
    """Who or what a record is, in few words."""
    if record.description:
        return record.description
    if isinstance(record, Person):
        return record.occupation
    return str(getattr(record, "type", "")).replace("-", " ")


def _elsewhere(context: Context, article: Article, record: Record) -> Iterator[Elsewhere]:
    before, after = context.domain.relations.elsewhere(article, record.id)
    if before:
        yield Elsewhere(_("Earlier in {article}"), before)
    if after:
        yield Elsewhere(_("Later in {article}"), after)


def _quotations(context: Context, article: Article) -> Iterable[tuple[Run, Line]]:
    for said in article.utterances:
        words = lines.utterance(context, article, said)
        yield words._replace(language=article.header.language), lines.circumstances(context, article, said)
