"""What the front page shows: the newest articles, the people most quoted."""

from html import escape
from typing import Final

from docutils import nodes

from pressmark.model import BlockKind, EntityKind, Record
from pressmark.site.filing import filing_key, nameless
from pressmark.site.views import lines
from pressmark.site.views.citing import coins_of
from pressmark.site.views.context import Context, HtmlView, remark
from pressmark.site.views.indices.arrangement import entry_html
from pressmark.site.views.indices.articles import teaser
from pressmark.site.views.indices.names import what_it_is
from pressmark.site.views.lines import Line, Run
from pressmark.site.words import _, counted, numeral
from pressmark.tei.published import Article

_LATEST: Final = 5
_QUOTED: Final = 8


def latest(context: Context) -> HtmlView | list[nodes.Node]:
    """The newest articles."""
    if not context.index.articles:
        return remark(_("There is no article in this edition yet."))
    return HtmlView(html=_latest_html, plain=_latest_plain)


def _announced(context: Context, article: Article) -> tuple[Line, Line, Line]:
    """Title, how it begins, where and when it appeared."""
    return (
        (lines.article(context, article),),
        teaser(context, article, BlockKind.STANDFIRST, BlockKind.PARAGRAPH),
        lines.published(article),
    )


def _latest_html(context: Context) -> str:
    items = []
    for article in context.index.articles[:_LATEST]:
        entry = entry_html(_announced(context, article), coins_of(context, article))
        items.append(f"<li>{entry}</li>\n")
    return f'<ol class="pm-latest">\n{"".join(items)}</ol>\n'


def _latest_plain(context: Context) -> list[nodes.Node]:
    items = [
        nodes.list_item("", *(nodes.paragraph("", "", *lines.plain(line)) for line in found if line))
        for found in (_announced(context, article) for article in context.index.articles[:_LATEST])
    ]
    return [nodes.bullet_list("", *items)]


def most_quoted(context: Context) -> HtmlView | list[nodes.Node]:
    """The people with the most quotations; sources without a name are no people one could look up."""
    if not _ranked(context):
        return remark(_("There is no quotation in this edition yet."))
    return HtmlView(html=_quoted_html, plain=_quoted_plain)


def _ranked(context: Context) -> list[tuple[Record, int]]:
    index = context.index
    found = (index.records.get(record_id) for record_id in index.spoken)
    people = [
        (record, index.utterance_count(record.id))
        for record in found
        if record and record.kind is EntityKind.PERSON and not nameless(record)
    ]
    people.sort(key=lambda each: (-each[1], filing_key(each[0].sort_name), each[0].id))
    return people[:_QUOTED]


def _who(context: Context, record: Record) -> Line:
    what = what_it_is(record)
    return (lines.record(context, record), *((Run(" "), Run(what, classes="pm-what")) if what else ()))


def _quoted_html(context: Context) -> str:
    items = "".join(
        f'<li><span>{lines.html(_who(context, record))}</span> <span class="pm-quiet" '
        f'aria-label="{escape(_quotations(number))}" role="img">{numeral(number)}</span></li>\n'
        for record, number in _ranked(context)
    )
    return f'<ol class="pm-ranking">\n{items}</ol>\n'


def _quoted_plain(context: Context) -> list[nodes.Node]:
    items = [
        nodes.list_item(
            "",
            nodes.paragraph("", "", *lines.plain((*_who(context, record), Run(f", {_quotations(number)}")))),
        )
        for record, number in _ranked(context)
    ]
    return [nodes.bullet_list("", *items)]


def _quotations(number: int) -> str:
    return counted(number, "quotation")
