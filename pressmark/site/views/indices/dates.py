"""The dates that the texts speak of, in the order of time, as exactly as the texts give them."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from docutils import nodes

from pressmark.site.dates import is_iso, span_in_words, whole
from pressmark.site.views import lines
from pressmark.site.views.concordance import in_context
from pressmark.site.views.context import Context, remark
from pressmark.site.views.indices.arrangement import Arrangement
from pressmark.site.views.lines import Line, Run
from pressmark.site.views.splitting import SplitView
from pressmark.site.words import _
from pressmark.tei.published import Article, TextDate

_WIDTH: Final = 90  # code points of context on either side of a date
_UNKNOWN: Final = "year-unknown"


class Told(NamedTuple):
    """A date where a text speaks of it."""

    article: Article
    date: TextDate


class Chronicle(Arrangement[Told]):
    """By year, the first first; what is known to the year only before its months, those before their days."""

    style = "pm-told"

    def section(self, entry: Told) -> str:
        year = _span(entry.date)[0][:4]
        return f"year-{year}" if year else _UNKNOWN

    def section_name(self, entry: Told) -> str:
        return _span(entry.date)[0][:4] or _("Without a year")

    def group(self, entry: Told) -> str:
        begin, end = _span(entry.date)
        if not begin:
            return "date-unknown"
        return f"date-{begin}" if begin == end else f"date-{begin}-to-{end}"

    def group_line(self, context: Context, entry: Told) -> Line:
        begin, end = _span(entry.date)
        words = span_in_words(entry.date.earliest, entry.date.latest)
        return (Run(words or _("Unknown"), iso=begin if begin == end else ""),)

    def entry_lines(self, context: Context, entry: Told) -> Sequence[Line]:
        found = in_context(entry.article, entry.date, _WIDTH, lines.address(context, entry.article))
        language = lines.foreign(context, entry.article)
        return (
            (
                Run(found.before, language=language),
                Run(found.keyword, found.href, "pm-keyword", language=language),
                Run(found.after, language=language),
            ),
        )

    def source_line(self, context: Context, entry: Told) -> Line:
        return lines.source(context, entry.article)


def dates(context: Context) -> SplitView | list[nodes.Node]:
    """The dates that the texts speak of, in the order of time."""
    entries = [Told(article, date) for article in context.index.articles for date in article.dates]
    if not entries:
        return remark(_("No date is marked in this edition yet."))
    return Chronicle(_("Dates by year")).view(context, sorted(entries, key=_order))


def _span(date: TextDate) -> tuple[str, str]:
    """The first and the last day it can mean, or the month or year that this is.

    Empty if that is no date.
    """
    begin, end = whole(date.earliest or date.latest, date.latest or date.earliest)
    return (begin, end) if is_iso(begin) else ("", "")


def _order(told: Told) -> tuple[bool, str, bool, str]:
    """A year comes before its months, a month before its days, a single day before what begins with it."""
    begin, end = _span(told.date)
    return not begin, begin, end != begin, end
