"""Quotations per speaker over time."""

from functools import partial
from typing import Final

from docutils import nodes

from pressmark.model import Record
from pressmark.site.dates import in_words
from pressmark.site.domain import quoted
from pressmark.site.pictures import strips
from pressmark.site.pictures.calendar import calendar, stretch
from pressmark.site.pictures.strips import Strip
from pressmark.site.pictures.svg import Wording
from pressmark.site.pictures.table import Cell, Table
from pressmark.site.pictures.timeline import Event, Told
from pressmark.site.views.context import Context, remark
from pressmark.site.views.pictures.figure import (
    COUNTED,
    NAMED,
    ROWS,
    Picture,
    article_address,
    part_in_words,
    record_address,
    shown,
    title_of,
)
from pressmark.site.words import N_, _, counted, numeral
from pressmark.tei.published import Article, Utterance

_TITLE: Final = 60  # code points of a quotation

# What the strips say.
_STRIPS: Final = N_("Quotations per speaker over time")
_STRIPS_DESCRIPTION: Final = N_("{quotations} of {speakers}. Most quoted: {named}.")
_STRIPS_CAPTION: Final = N_("The higher a bar, the more quotations; it leads to the first of them.")
_STRIPS_CAPTION_ALONE: Final = N_("The longer a bar, the more quotations; it leads to the first of them.")
_STRIPS_PART: Final = N_("Shown are the {shown} most quoted of {all} speakers.")
_STRIPS_EMPTY: Final = N_("There is no quotation with a speaker and a date in this edition yet.")
_STRIPS_HEAD: Final = (N_("Speaker"), N_("When"), N_("Quotations"))
_STRIP: Final = N_("{name} · {number}")
_SPEAKER_COUNTED: Final = N_("{name}, {when}: {number}")


def speakers_over_time(context: Context) -> list[nodes.Node]:
    """The most quoted speakers, each with a strip of bars, all on one calendar."""
    strips_of_all = [
        _strip(context, context.index.records[record_id], events)
        for record_id in context.index.spoken
        if record_id in context.index.records and (events := _said(context, record_id))
    ]
    if not strips_of_all:
        return remark(_(_STRIPS_EMPTY))
    strips_of_all.sort(key=lambda strip: (-len(strip.events), strip.title, strip.href))
    most = strips_of_all[: strips.MOST]
    made = calendar([event.days.first for strip in strips_of_all for event in strip.events])
    description = _(_STRIPS_DESCRIPTION).format(
        quotations=counted(sum(len(strip.events) for strip in most), "quotation"),
        speakers=counted(len(most), "speaker"),
        named=", ".join(strip.title for strip in most[:NAMED]),
    )
    caption = [_(_STRIPS_CAPTION if len(made) > 1 else _STRIPS_CAPTION_ALONE)]
    if len(most) < len(strips_of_all):
        caption.append(_(_STRIPS_PART).format(shown=numeral(len(most)), all=numeral(len(strips_of_all))))
    parts = [
        (strip, part, said) for strip in strips_of_all for part, said in strips.by_part(made, strip).items()
    ]
    rows = [
        (
            Cell(strip.title, strip.href),
            Cell(part_in_words(made.iso(part))),
            Cell(numeral(len(said)), said[0].tell().href),
        )
        for strip, part, said in parts[:ROWS]
    ]
    svg = strips.drawn(
        made, most, Wording(name="pm-strips", title=_(_STRIPS), description=description), part_in_words
    )
    table = Table(head=tuple(map(_, _STRIPS_HEAD)), rows=rows, of=len(parts), numbers=frozenset({2}))
    return shown(context, Picture(kind="strips", svg=svg, caption=caption, table=table))


def _strip(context: Context, record: Record, events: list[Event]) -> Strip:
    def number_of(when: str, number: int) -> str:
        return _(_SPEAKER_COUNTED).format(name=record.name, when=when, number=counted(number, "quotation"))

    return Strip(
        title=_(_STRIP).format(name=record.name, number=numeral(len(events))),
        href=record_address(context, record),
        events=events,
        counted=number_of,
    )


def _said(context: Context, record_id: str) -> list[Event]:
    """What a record is quoted with in articles that have a date, the oldest first."""
    events: list[Event] = []
    for article, utterances in context.index.spoken[record_id]:
        published = article.header.published
        days = stretch(published.value, published.value) if published else None
        if published is None or days is None:
            continue
        events += [Event(days, partial(_quoted, context, article, said)) for said in utterances]
    return sorted(events, key=lambda event: event.days)


def _quoted(context: Context, article: Article, said: Utterance) -> Told:
    published = article.header.published
    when = in_words(published.value) if published else ""
    return Told(
        when=when,
        where=title_of(article),
        title=_(COUNTED).format(when=when, number=quoted(said.words, said.mode, _TITLE)),
        href=article_address(context, article, said.anchor or said.paragraph),
    )
