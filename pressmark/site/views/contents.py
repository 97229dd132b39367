"""What is in an article: people, organisations and places, each with who that is and where else; quotations.

The script shows the entry of a record as a card where its name stands in the text, so that nothing is
on the page twice.
"""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

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


Mentioned = tuple[Record, list[TextMention]]  # a record and its mentions in the article


def contents(_context: Context) -> HtmlView:
    """People, organisations, places and quotations of the article."""
    return HtmlView(html=_html, plain=_plain)


def _html(context: Context) -> str:
    article = context.domain.articles.get(context.docname)
    if article is None:
        return ""
    parts = []
    for heading, found in _groups(context, article):
        items = "".join(_entry_html(context, article, record, mentions) for record, mentions in found)
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


def _entry_html(context: Context, article: Article, record: Record, mentions: list[TextMention]) -> str:
    """The entry of a record. Each of its parts stands on the pages of many articles."""
    number, identifier = len(mentions), record.id
    name = lines.record_html(context, record)
    said = context.once(("number", number), lambda: _number_html(number))
    about = context.once(("about", identifier), lambda: _about_html(record))
    before, after = context.domain.relations.elsewhere(article, identifier)
    earlier = context.once(("before", before.siglum), lambda: _before_html(context, before)) if before else ""
    later = context.once(("after", after.siglum), lambda: _after_html(context, after)) if after else ""
    href = escape(_first(article, mentions))
    return f'<li><p>{name} <a class="pm-count" href="{href}"{said}{about}{earlier}{later}</li>\n'


def _number_html(number: int) -> str:
    """How often a record is mentioned: the words of a link, and the attributes before them."""
    said = escape(_("{mentions}; to the first").format(mentions=counted(number, "mention")))
    return f' title="{said}" aria-label="{said}">{number}</a>'


def _about_html(record: Record) -> str:
    draft = f' <span class="pm-badge">{escape(_("draft"))}</span>' if record.draft else ""
    who = _who(record)
    return f"{draft}</p>" + (f'\n<p class="pm-who">{escape(who, quote=False)}</p>' if who else "")


def _before_html(context: Context, other: Article) -> str:
    return _elsewhere_html(context, _("Earlier in {article}"), other)


def _after_html(context: Context, other: Article) -> str:
    return _elsewhere_html(context, _("Later in {article}"), other)


def _elsewhere_html(context: Context, phrase: str, other: Article) -> str:
    line = lines.html(lines.filled(phrase, article=lines.dated(context, other)))
    return f'\n<p class="pm-elsewhere">{line}</p>'


def _plain(context: Context) -> list[nodes.Node]:
    article = context.domain.articles.get(context.docname)
    if article is None:
        return []
    blocks: list[nodes.Node] = []
    for heading, found in _groups(context, article):
        items = [
            nodes.list_item("", nodes.paragraph("", "", *lines.plain(_entry(context, article, *each))))
            for each in found
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


def _entry(context: Context, article: Article, record: Record, mentions: list[TextMention]) -> Line:
    number = Run(str(len(mentions)), _first(article, mentions))
    return lines.record(context, record), Run(" "), number


def _first(article: Article, mentions: list[TextMention]) -> str:
    """The address of the first mention, from the page of the article."""
    return f"#{mentions[0].anchor or article.paragraph_of(mentions[0])}"


def _groups(context: Context, article: Article) -> Iterator[tuple[str, list[Mentioned]]]:
    """The records of an article by kind, from A to Z."""
    mentions = mentions_by_record(article)
    records = [context.index.records[each] for each in mentions if each in context.index.records]
    for kind, heading in _HEADINGS.items():
        named = sorted((r for r in records if r.kind is kind), key=lambda r: filing_key(r.sort_name))
        if named:
            yield _(heading), [(each, mentions[each.id]) for each in named]


def _who(record: Record) -> str:
    """Who or what a record is, in few words."""
    if record.description:
        return record.description
    if isinstance(record, Person):
        return record.occupation
    return str(getattr(record, "type", "")).replace("-", " ")


def _quotations(context: Context, article: Article) -> Iterable[tuple[Run, Line]]:
    for said in article.utterances:
        words = lines.utterance(context, article, said)
        yield words._replace(language=article.header.language), lines.circumstances(context, article, said)
