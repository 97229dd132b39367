"""What a record's page shows of the articles."""

from collections.abc import Sequence
from heapq import nlargest
from html import escape
from typing import ClassVar, Final, NamedTuple, Protocol, TypeVar

from docutils import nodes

from pressmark.model import Record
from pressmark.site.dates import span_in_words
from pressmark.site.filing import filing_key
from pressmark.site.html import render_concordance
from pressmark.site.views import lines
from pressmark.site.views.concordance import in_context
from pressmark.site.views.context import Context, HtmlView, remark
from pressmark.site.views.indices import years
from pressmark.site.views.indices.arrangement import Arrangement
from pressmark.site.views.lines import Line, Run
from pressmark.site.views.splitting import SplitView
from pressmark.site.words import _, counted, numeral
from pressmark.tei.published import Article, TextMention, Utterance

_WIDTH: Final = 64  # code points of context on either side of a mention
_MOST: Final = 30  # others that are named beside it


class _InArticle(Protocol):
    """What stands in an article."""

    @property
    def article(self) -> Article: ...


Found = TypeVar("Found", bound=_InArticle)


class Said(NamedTuple):
    """A quotation of the record."""

    article: Article
    utterance: Utterance


class Named(NamedTuple):
    """A mention of the record."""

    article: Article
    mention: TextMention


class _ByArticle(Arrangement[Found]):
    """By article, newest first. Long lists are cut by year."""

    style = "pm-said"
    headed = False
    kind: ClassVar[str]  # the ids of the groups begin with it

    def section(self, entry: Found) -> str:
        return years.section(entry.article)

    def section_name(self, entry: Found) -> str:
        return years.section_name(entry.article)

    def group(self, entry: Found) -> str:
        return f"{self.kind}-in-{entry.article.siglum}"

    def group_line(self, context: Context, entry: Found) -> Line:
        published = [run._replace(classes="pm-quiet") for run in lines.published(entry.article)]
        return lines.joined([[lines.article(context, entry.article)], published], " ")

    def group_html(self, context: Context, entry: Found) -> str:
        # An article stands on the pages of all whom it names.
        return context.once(
            ("in", entry.article.siglum), lambda: super(_ByArticle, self).group_html(context, entry)
        )


class _Quotations(_ByArticle[Said]):
    kind = "said"

    def __init__(self, label: str, speaker: str) -> None:
        super().__init__(label)
        self._speaker = speaker

    def entry_lines(self, context: Context, entry: Said) -> Sequence[Line]:
        words = lines.utterance(context, entry.article, entry.utterance)
        return (words,), lines.circumstances(context, entry.article, entry.utterance, self._speaker)


class _Mentions(_ByArticle[Named]):
    """Each with the words around it, as in a concordance."""

    kind = "named"

    def list_html(self, context: Context, entries: Sequence[Named]) -> str:
        article = entries[0].article
        page = lines.address(context, article)
        found = (in_context(article, entry.mention, _WIDTH, page) for entry in entries)
        return render_concordance(found, article.header.language)

    def entry_lines(self, context: Context, entry: Named) -> Sequence[Line]:
        found = in_context(entry.article, entry.mention, _WIDTH, lines.address(context, entry.article))
        return ((Run(found.before), Run(found.keyword, found.href), Run(found.after)),)


def summary(context: Context) -> list[nodes.Node]:
    """How often, in how many articles, and when the record is mentioned."""
    found = context.index.mentions.get(context.argument, [])
    said = context.index.utterance_count(context.argument)
    if not found:
        return []
    mentions = _("{mentions} in {articles}").format(
        mentions=counted(context.index.mention_count(context.argument), "mention"),
        articles=counted(len(found), "article"),
    )
    dates = [date.value for article, _mentions in found if (date := article.header.published)]
    parts = [
        mentions,
        counted(said, "quotation") if said else "",
        span_in_words(dates[-1], dates[0]) if dates else "",
    ]
    return [nodes.Text(" · " + part) for part in parts if part]


def quotations(context: Context) -> SplitView | list[nodes.Node]:
    """Everything the record is reported to have said, by article, newest first."""
    found = context.index.spoken.get(context.argument)
    if not found:
        return remark(_("No quotation in this edition."))
    entries = [Said(article, utterance) for article, utterances in found for utterance in utterances]
    arrangement = _Quotations(_("Quotations by year"), context.argument)
    return arrangement.view(context, entries, name="quotations")


def mentions(context: Context) -> SplitView | list[nodes.Node]:
    """Every mention of the record with the words around it, by article, newest first."""
    found = context.index.mentions.get(context.argument)
    if not found:
        return remark(_("No article of this edition mentions this record."))
    entries = [Named(article, mention) for article, places in found for mention in places]
    return _Mentions(_("Mentions by year")).view(context, entries, name="mentions")


def companions(context: Context) -> HtmlView | list[nodes.Node]:
    """Who and what is named in the same paragraphs, the most frequent first."""
    if not context.index.together(context.argument):
        return remark(_("Nobody and nothing else is named in the same paragraphs."))
    return HtmlView(html=_companions_html, plain=_companions_plain)


def _companions(context: Context) -> tuple[list[tuple[Record, int]], int]:
    """The most frequent, with the number of paragraphs; and how many there are in all."""
    together = context.index.together(context.argument)
    known = ((context.index.records.get(record_id), number) for record_id, number in together.items())
    found = [(record, number) for record, number in known if record]
    # Only those that can be among the first are put in order.
    least = min(nlargest(_MOST, (number for _record, number in found)), default=0)
    first = [each for each in found if each[1] >= least]
    first.sort(key=lambda each: (-each[1], filing_key(each[0].sort_name), each[0].id))
    return first[:_MOST], len(found)


def _companions_html(context: Context) -> str:
    found, number = _companions(context)
    items = "".join(
        f'<li>{lines.record_html(context, record)} <span class="pm-count" role="img" '
        f'aria-label="{escape(_paragraphs(shared))}">{numeral(shared)}</span></li>\n'
        for record, shared in found
    )
    more = f'<p class="pm-quiet">{escape(_more(number), quote=False)}</p>\n' if number > _MOST else ""
    return f'<ul class="pm-names">\n{items}</ul>\n{more}'


def _companions_plain(context: Context) -> list[nodes.Node]:
    found, number = _companions(context)
    line = lines.joined(
        ((lines.record(context, record), Run(f" ({numeral(shared)})")) for record, shared in found), ", "
    )
    blocks: list[nodes.Node] = [nodes.paragraph("", "", *lines.plain(line))]
    return blocks + remark(_more(number)) if number > _MOST else blocks


def _paragraphs(number: int) -> str:
    return _("in {paragraphs}").format(paragraphs=counted(number, "paragraph"))


def _more(number: int) -> str:
    return _("The {shown} most frequent of {all}.").format(shown=numeral(_MOST), all=numeral(number))
