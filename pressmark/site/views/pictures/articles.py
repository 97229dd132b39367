"""The timeline: articles by the day they were published, and the dates that their texts speak of."""

from functools import partial
from typing import Final

from docutils import nodes

from pressmark.site.dates import in_words, span_in_words
from pressmark.site.pictures import timeline
from pressmark.site.pictures.calendar import Stretch, stretch
from pressmark.site.pictures.svg import Wording
from pressmark.site.pictures.table import Cell, Table
from pressmark.site.pictures.timeline import Event, Row, Told
from pressmark.site.views.context import Context, remark
from pressmark.site.views.pictures.figure import (
    ROWS,
    Picture,
    article_address,
    number_of,
    page,
    part_in_words,
    shown,
    title_of,
)
from pressmark.site.words import N_, _, counted
from pressmark.tei.published import Article, TextDate

# What the timeline says.
_TIMELINE: Final = N_("Timeline of articles and dates")
_TIMELINE_DESCRIPTION: Final = N_("{articles} from {first} to {last}, and {dates} that their texts speak of.")
_TIMELINE_CAPTION: Final = N_(
    "Above the line the articles, by the day they were published; below it the dates their texts speak of."
)
_TIMELINE_STRETCHES: Final = N_("A long bar is a stretch of time.")
_TIMELINE_OUTSIDE: Final = N_("{dates} lie further off and only in the table.")
_TIMELINE_UNDATED: Final = N_("{articles} without a date.")
_TIMELINE_EMPTY: Final = N_("There is no article with a date in this edition yet.")
_TIMELINE_HEAD: Final = (N_("When"), N_("What"), N_("Article"))
_ARTICLES: Final = N_("Articles")
_DATES: Final = N_("Dates in the texts")
_PUBLISHED: Final = N_("published")
_SPOKEN_OF: Final = N_("spoken of")
_MENTIONED_IN: Final = N_("{when}, in “{title}”")


def timeline_of_articles(context: Context) -> list[nodes.Node]:
    """The articles by the day they were published, and the dates that their texts speak of."""
    articles = [event for article in context.index.articles for event in _publication(context, article)]
    dates = [event for article in context.index.articles for event in _dates(context, article)]
    made = timeline.span(articles, dates)
    if made is None or not articles:
        return remark(_(_TIMELINE_EMPTY))
    articles.sort(key=_days)
    dates.sort(key=_days)
    description = _(_TIMELINE_DESCRIPTION).format(
        articles=counted(len(articles), "article"),
        first=articles[0].tell().when,
        last=articles[-1].tell().when,
        dates=counted(len(dates), "date"),
    )
    caption = [_(_TIMELINE_CAPTION)]
    if any(made.index(event.days.first) != made.index(event.days.last) for event in dates):
        caption.append(_(_TIMELINE_STRETCHES))
    outside = timeline.outside(made, dates)
    if outside:
        caption.append(_(_TIMELINE_OUTSIDE).format(dates=counted(outside, "date")))
    undated = len(context.index.articles) - len(articles)
    if undated:
        caption.append(_(_TIMELINE_UNDATED).format(articles=counted(undated, "article")))
    kinds = [(_(_PUBLISHED), event) for event in articles] + [(_(_SPOKEN_OF), event) for event in dates]
    kinds.sort(key=lambda row: _days(row[1]), reverse=True)
    rows = [
        (Cell(told.when), Cell(kind), Cell(told.where, told.href))
        for kind, told in ((kind, event.tell()) for kind, event in kinds[:ROWS])
    ]
    svg = timeline.drawn(
        made,
        Row(
            name=_(_ARTICLES),
            events=articles,
            counted=number_of("article"),
            href=page(context, "articles"),
            kind="pm-bar",
        ),
        Row(
            name=_(_DATES),
            events=dates,
            counted=number_of("date"),
            href=page(context, "dates"),
            kind="pm-bar pm-date-bar",
        ),
        Wording(name="pm-timeline", title=_(_TIMELINE), description=description),
        part_in_words,
    )
    table = Table(head=tuple(map(_, _TIMELINE_HEAD)), rows=rows, of=len(kinds))
    return shown(context, Picture(kind="timeline", svg=svg, caption=caption, table=table))


def _days(event: Event) -> Stretch:
    return event.days


def _publication(context: Context, article: Article) -> list[Event]:
    published = article.header.published
    days = stretch(published.value, published.value) if published else None
    if published is None or days is None:
        return []
    return [Event(days, partial(_published, context, article, in_words(published.value)))]


def _published(context: Context, article: Article, when: str) -> Told:
    title = title_of(article)
    return Told(when=when, where=title, title=f"{title}, {when}", href=article_address(context, article))


def _dates(context: Context, article: Article) -> list[Event]:
    """The dates of which an article speaks, each once, where it does first."""
    found: dict[Stretch, Event] = {}
    for date in article.dates:
        days = stretch(date.earliest, date.latest)
        if days is not None and days not in found:
            found[days] = Event(days, partial(_spoken_of, context, article, date))
    return list(found.values())


def _spoken_of(context: Context, article: Article, date: TextDate) -> Told:
    when, title = span_in_words(date.earliest, date.latest), title_of(article)
    return Told(
        when=when,
        where=title,
        title=_(_MENTIONED_IN).format(when=when, title=title),
        href=article_address(context, article, date.anchor or article.paragraph_of(date)),
    )
