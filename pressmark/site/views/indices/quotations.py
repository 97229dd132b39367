"""The quotations of the edition: by speaker, by date, by article."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from docutils import nodes

from pressmark.model import Record
from pressmark.site.dates import in_words
from pressmark.site.filing import filing_key, letter, letter_order, nameless
from pressmark.site.views import lines
from pressmark.site.views.context import Context, remark
from pressmark.site.views.indices import letters, years
from pressmark.site.views.indices.arrangement import Arrangement
from pressmark.site.views.indices.names import what_it_is
from pressmark.site.views.lines import Line, Run
from pressmark.site.views.splitting import SplitView
from pressmark.site.words import _, counted
from pressmark.tei.published import Article, Utterance

UNKNOWN: Final = "speaker-unknown"


class Said(NamedTuple):
    """A quotation in an index. `speaker` is the one it is listed under; None if the text names nobody."""

    article: Article
    utterance: Utterance
    speaker: Record | None = None
    number: int = 0  # of the quotations of that speaker


class BySpeaker(Arrangement[Said]):
    """Those with a name from A to Z, those without, those unknown; each speaker's by article."""

    style = "pm-said"

    def section(self, entry: Said) -> str:
        return letters.section(entry.speaker.sort_name, entry.speaker) if entry.speaker else UNKNOWN

    def section_name(self, entry: Said) -> str:
        if entry.speaker is None:
            return _("Speaker unknown")
        if nameless(entry.speaker):
            return _("Speakers without a name")
        return letters.section_name(entry.speaker.sort_name)

    def group(self, entry: Said) -> str:
        return f"speaker-{entry.speaker.id}" if entry.speaker else ""

    def group_line(self, context: Context, entry: Said) -> Line:
        if entry.speaker is None:
            return ()
        what = what_it_is(entry.speaker)
        return (
            lines.record(context, entry.speaker, entry.speaker.sort_name),
            *([Run(" "), Run(_("draft"), classes="pm-badge")] if entry.speaker.draft else []),
            *([Run(" "), Run(what, classes="pm-what")] if what else []),
            Run(" "),
            Run(counted(entry.number, "quotation"), classes="pm-quiet"),
        )

    def entry_lines(self, context: Context, entry: Said) -> Sequence[Line]:
        # Nobody is left out where nobody is known.
        speaker = entry.speaker.id if entry.speaker else ""
        return (
            (lines.utterance(context, entry.article, entry.utterance),),
            lines.circumstances(context, entry.article, entry.utterance, speaker),
        )

    def source_line(self, context: Context, entry: Said) -> Line:
        return lines.source(context, entry.article)


class ByDate(Arrangement[Said]):
    """By the date of the article, the newest first."""

    style = "pm-said"

    def section(self, entry: Said) -> str:
        return years.section(entry.article)

    def section_name(self, entry: Said) -> str:
        return years.section_name(entry.article)

    def group(self, entry: Said) -> str:
        return f"in-{entry.article.siglum}"

    def group_line(self, context: Context, entry: Said) -> Line:
        date = entry.article.header.published
        day = [Run(in_words(date.value), classes="pm-quiet", iso=date.value)] if date else []
        return lines.joined([day, [lines.article(context, entry.article)]], " ")

    def entry_lines(self, context: Context, entry: Said) -> Sequence[Line]:
        return (
            (lines.utterance(context, entry.article, entry.utterance),),
            lines.circumstances(context, entry.article, entry.utterance),
        )


class ByArticle(ByDate):
    """By the title of the article, from A to Z."""

    def section(self, entry: Said) -> str:
        return letters.section(lines.title(entry.article))

    def section_name(self, entry: Said) -> str:
        return letters.section_name(lines.title(entry.article))

    def group_line(self, context: Context, entry: Said) -> Line:
        published = "".join(run.words for run in lines.published(entry.article))
        line = (lines.article(context, entry.article),)
        return (*line, Run(" "), Run(published, classes="pm-quiet")) if published else line


def by_speaker(context: Context) -> SplitView | list[nodes.Node]:
    """Quotations by speaker: those with a name from A to Z, those without, those unknown."""
    index = context.index
    speakers = [index.records[record_id] for record_id in index.spoken if record_id in index.records]
    speakers.sort(key=_speaker_order)
    entries = [
        Said(article, utterance, record, number)
        for record, number in ((record, index.utterance_count(record.id)) for record in speakers)
        for article, utterances in index.spoken[record.id]
        for utterance in utterances
    ]
    entries += [Said(article, each) for article, utterances in index.unattributed for each in utterances]
    return _shown(context, BySpeaker(_("Speakers by letter")), entries)


def by_date(context: Context) -> SplitView | list[nodes.Node]:
    """Quotations by the date of the article, the newest first."""
    if not context.in_browser:
        return _once()
    entries = [Said(article, each) for article in context.index.articles for each in article.utterances]
    return _shown(context, ByDate(_("Quotations by year")), entries)


def by_article(context: Context) -> SplitView | list[nodes.Node]:
    """Quotations by the title of the article."""
    if not context.in_browser:
        return _once()
    articles = sorted(context.index.articles, key=_title_order)
    entries = [Said(article, each) for article in articles for each in article.utterances]
    return _shown(context, ByArticle(_("Articles by letter")), entries)


def _once() -> list[nodes.Node]:
    """What stands here in a book, which need not hold everything three times."""
    return remark(_("In this form of the edition the quotations stand by speaker only."))


def _shown(
    context: Context, arrangement: Arrangement[Said], entries: Sequence[Said]
) -> SplitView | list[nodes.Node]:
    if not entries:
        return remark(_("There is no quotation in this edition yet."))
    return arrangement.view(context, entries)


def _speaker_order(record: Record) -> tuple[bool, tuple[bool, str], str, str]:
    name = record.sort_name
    return nameless(record), letter_order(letter(name)), filing_key(name), record.id


def _title_order(article: Article) -> tuple[tuple[bool, str], str, str]:
    title = lines.title(article)
    return letter_order(letter(title)), filing_key(title), article.siglum
