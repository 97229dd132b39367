"""Lines of an index: words and links in a row, for a browser and for every other builder.

A line says what is shown; `html` and `plain` write it. Long lists are made of lines, because
a line costs a hundredth of the same as docutils nodes.
"""

from collections.abc import Iterable
from html import escape
from string import Formatter
from typing import NamedTuple

from docutils import nodes

from pressmark.model import Record
from pressmark.site import addresses
from pressmark.site import nodes as pm
from pressmark.site.dates import in_words
from pressmark.site.domain import quoted
from pressmark.site.pieces import leads_out
from pressmark.site.views.context import Context
from pressmark.site.words import _
from pressmark.tei.published import Article, Speech, Utterance


class Run(NamedTuple):
    """Words of one kind. `href` makes them a link, `iso` a date; `language` is that of an article."""

    words: str
    href: str = ""
    classes: str = ""
    iso: str = ""
    language: str = ""


Line = tuple[Run, ...]


def html(line: Iterable[Run]) -> str:
    """A line as HTML."""
    return "".join(map(_html, line))


def _html(run: Run) -> str:
    words = escape(run.words, quote=False)
    classes = run.classes or ("reference external" if leads_out(run.href) else "")
    attributes = f' class="{classes}"' if classes else ""
    if run.language:
        # Words of an article may run in the other direction than the page.
        attributes += f' lang="{escape(run.language)}" dir="auto"'
    if run.iso:
        return f'<time{attributes} datetime="{escape(run.iso)}">{words}</time>'
    if run.href:
        return f'<a{attributes} href="{escape(run.href)}">{words}</a>'
    return f"<span{attributes}>{words}</span>" if attributes else words


def plain(line: Iterable[Run]) -> list[nodes.Node]:
    """A line as nodes."""
    return [_plain(run) for run in line]


def _plain(run: Run) -> nodes.Node:
    classes = [*run.classes.split(), *([f"language-{run.language}"] if run.language else [])]
    if run.iso:
        return pm.time(run.iso, run.words)
    if run.href:
        internal = not leads_out(run.href)
        return nodes.reference("", run.words, refuri=run.href, internal=internal, classes=classes)
    return nodes.inline("", run.words, classes=classes) if classes else nodes.Text(run.words)


def joined(lines: Iterable[Iterable[Run]], separator: str = " · ") -> Line:
    """Lines in one, with a separator between them; empty ones are left out."""
    runs: list[Run] = []
    for line in filter(None, map(tuple, lines)):
        if runs:
            runs.append(Run(separator))
        runs.extend(line)
    return tuple(runs)


def record(context: Context, named: Record, words: str = "") -> Run:
    """A record's name, or other words for it, as a link to its page."""
    page = context.address(addresses.record_page(named.kind, named.id))
    return Run(words or named.name, page, f"pm-ref pm-{named.kind}")


def record_html(context: Context, named: Record) -> str:
    """The name as such a link, in HTML, on any page but the record's own."""
    return context.once(("record", named.id), lambda: html([record(context, named)]))


def records(context: Context, record_ids: Iterable[str]) -> Line:
    """Records, separated by commas; ids without a record are left out."""
    found = (context.index.records.get(record_id) for record_id in dict.fromkeys(record_ids))
    return joined(([record(context, each)] for each in found if each), ", ")


def title(listed: Article) -> str:
    """What an article is called."""
    return listed.header.title or listed.siglum


def address(context: Context, listed: Article, anchor: str = "") -> str:
    """Where an article or a part of it is, seen from the page; empty if the builder leaves it out."""
    return context.address(addresses.article_page(listed.siglum), anchor)


def article(context: Context, listed: Article, anchor: str = "", words: str = "") -> Run:
    """An article's title, or other words for a part of it, as a link."""
    return Run(words or title(listed), address(context, listed, anchor), language=foreign(context, listed))


def foreign(context: Context, listed: Article) -> str:
    """The language of an article, if it is not that of the edition."""
    language = listed.header.language
    return language if language != context.edition.language else ""


def published(listed: Article) -> Line:
    """Outlet and date of an article."""
    header = listed.header
    outlet = [Run(header.outlet.value)] if header.outlet else []
    date = header.published
    return joined([outlet, [Run(in_words(date.value), iso=date.value)] if date else []])


def source(context: Context, listed: Article) -> Line:
    """What an article is listed by: title, outlet, date."""
    return joined([[article(context, listed)], published(listed)])


def source_html(context: Context, listed: Article) -> str:
    """The same as HTML, on any page but the article's own."""
    return context.once(("source", listed.siglum), lambda: html(source(context, listed)))


def utterance(context: Context, listed: Article, said: Utterance) -> Run:
    """The words of a quotation as a link to them."""
    return article(context, listed, said.anchor or said.paragraph, quoted(said.words, said.mode))


def filled(template: str, **parts: Iterable[Run]) -> Line:
    """A phrase with lines in the places of its `{…}`: "with {names}"."""
    runs: list[Run] = []
    for before, name, _spec, _conversion in Formatter().parse(template):
        if before:
            runs.append(Run(before))
        if name:
            runs.extend(parts[name])
    return tuple(runs)


def circumstances(context: Context, listed: Article, said: Utterance, leave_out: str | None = None) -> Line:
    """Who said it, to whom, through whom, and how it is given.

    `leave_out` is the id of the speaker whose quotations are listed; then those who spoke with them.
    """
    parts: list[Iterable[Run]] = []
    speakers = records(context, (speaker for speaker in said.speakers if speaker != leave_out))
    if leave_out is None:
        parts.append(speakers or [Run(_("speaker unknown"))])
    elif speakers:
        parts.append(filled(_("with {names}"), names=speakers))
    if said.mode is Speech.INDIRECT:
        parts.append([Run(_("reported speech"))])
    elif said.mode is Speech.UNDECIDED:
        parts.append([Run(_("perhaps not speech"))])
    hearers = records(context, (hearer for part in said.parts for hearer in part.addressees))
    if hearers:
        parts.append(filled(_("to {names}"), names=hearers))
    media = records(context, (medium for part in said.parts for medium in part.media))
    if media:
        parts.append(filled(_("through {names}"), names=media))
    if said.verbatim:
        inner = joined(([utterance(context, listed, each)] for each in said.verbatim), ", ")
        parts.append(filled(_("verbatim {words}"), words=inner))
    if said.pull_quote:
        pulled = article(context, listed, said.pull_quote, _("also a pull quote"))
        parts.append([pulled._replace(language="")])
    return joined(parts)


def dated(context: Context, listed: Article) -> Line:
    """Title and date of an article."""
    date = listed.header.published
    when = [Run(" ("), Run(in_words(date.value), iso=date.value), Run(")")] if date else []
    return (article(context, listed), *when)
