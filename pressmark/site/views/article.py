"""What an article's page says of the article: in a line under the headline, and under the text.

The line, the source with its rights, the corrections, the notes.
"""

from collections.abc import Iterator
from html import escape
from typing import Final

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder

from pressmark.model import Confidence, Fact
from pressmark.site import addresses
from pressmark.site import nodes as pm
from pressmark.site.corrections import SECTION, entry_id, explanation, note_id, note_mark_id, signed
from pressmark.site.dates import in_words
from pressmark.site.pieces import leads_out
from pressmark.site.sources import source_address
from pressmark.site.views import facts, lines
from pressmark.site.views.context import Context, HtmlView
from pressmark.site.views.lines import Line, Run
from pressmark.site.words import N_, _, counted
from pressmark.tei.published import Article, Header, TextCorrection, TextNote

_STATUS: Final = {
    "draft": N_("draft: the mark-up was proposed by machine and not yet checked by a person"),
    "checked": N_("checked: a person has gone through the mark-up"),
    "approved": N_("approved: a person has checked the mark-up and the edition stands by it"),
}
_INFERRED: Final = {
    Confidence.HIGH: N_("inferred, high certainty"),
    Confidence.MEDIUM: N_("inferred, medium certainty"),
    Confidence.LOW: N_("inferred, low certainty"),
}
_DOT: Final = Run(" · ", classes="pm-separator")


# Under the headline


def summary(_context: Context) -> HtmlView:
    """Where and when the article appeared, what has become of it here, and its file."""
    return HtmlView(html=_summary_html, plain=_summary_plain)


def _summary_html(context: Context) -> str:
    article = context.domain.articles[context.docname]
    dot = lines.html([_DOT])
    parts = [*map(lines.html, _summary(article)), _download_html(context, article)]
    return f'<p class="pm-summary">{dot.join(parts)}</p>\n'


def _summary_plain(context: Context) -> list[nodes.Node]:
    article = context.domain.articles[context.docname]
    line = nodes.paragraph("", classes=["pm-summary"])
    for part in _summary(article):
        line += lines.plain((*part, _DOT))
    address = _download_address(context)
    name = f"{article.siglum}.xml"
    line += (
        pm.edition_download("", _("TEI file"), refuri=address, filename=name)
        if address
        else nodes.Text("TEI")
    )
    return [line]


def _summary(article: Article) -> Iterator[Line]:
    header = article.header
    if header.outlet:
        yield (Run(header.outlet.value, classes="pm-outlet"),)
    if header.published:
        date = Run(in_words(header.published.value), iso=header.published.value)
        inferred = (Run(f" ({_('inferred')})", classes="pm-quiet"),) if header.published.inferred else ()
        yield (date, *inferred)
    if header.authors:
        names = ", ".join(author.value for author in header.authors)
        yield (Run(_("by {names}").format(names=names)),)
    if header.status == "draft":
        yield (Run(_("draft mark-up"), classes="pm-badge"),)
    if number := len(article.corrections):
        yield (Run(counted(number, "correction"), href=f"#{SECTION}"),)


def _download_html(context: Context, article: Article) -> str:
    address = _download_address(context)
    if not address:
        return "TEI"
    name = escape(f"{article.siglum}.xml")
    words = escape(_("TEI file"), quote=False)
    return f'<a class="pm-download" href="{escape(address)}" download="{name}">{words}</a>'


def _download_address(context: Context) -> str:
    """Where the article's file is; empty where the builder does not serve it."""
    builder = context.builder
    return source_address(builder, context.docname) if isinstance(builder, StandaloneHTMLBuilder) else ""


# Where it comes from


def source(_context: Context) -> HtmlView:
    """Where the article was published, and whose it is."""
    return HtmlView(html=_source_html, plain=_source_plain)


def _source_html(context: Context) -> str:
    return facts.html(_facts(context.domain.articles[context.docname].header))


def _source_plain(context: Context) -> list[nodes.Node]:
    return source_nodes(context.domain.articles[context.docname])


def source_nodes(article: Article) -> list[nodes.Node]:
    """The same as nodes."""
    return [facts.plain(_facts(article.header))]


def _facts(header: Header) -> Iterator[facts.Row]:
    for author in header.authors:
        yield _("Author"), _fact(author)
    if not header.authors:
        yield _("Author"), (Run(_("not named in the source")),)
    if header.outlet:
        yield _("Published in"), _fact(header.outlet)
    if header.published:
        iso = header.published.value
        yield _("Date"), _fact(header.published, Run(in_words(iso), iso=iso))
    if header.url:
        yield _("Found at"), (_external(header.url),)
    if header.rights:
        yield _("Rights"), (Run(header.rights),)
    if header.licence:
        yield _("Mark-up"), (_external(header.licence_url, header.licence),)
    if header.status:
        yield _("Status"), (Run(_(_STATUS.get(header.status, header.status))),)


def _fact(fact: Fact[str], shown: Run | None = None) -> Line:
    """A fact; if it is inferred, how sure that is and what it rests on."""
    run = shown or Run(fact.value)
    if not fact.inferred:
        return (run,)
    reason = f" ({_(_INFERRED[fact.confidence])}) {fact.evidence}".rstrip()
    return run, Run(reason, classes="pm-quiet")


def _external(url: str, words: str = "") -> Run:
    """A link out of the site, if the address is one that browsers may safely follow."""
    return Run(words or url, href=url if leads_out(url) else "")


# What was corrected


def corrections(_context: Context) -> HtmlView:
    """The list of an article's corrections, each with its place."""
    return HtmlView(html=_corrections_html, plain=_corrections_plain)


def _corrections_html(context: Context) -> str:
    article = context.domain.articles[context.docname]
    language = escape(article.header.language)
    items = "".join(
        f'<li id="{entry_id(each)}"><p><span lang="{language}">{escape(_corrected(each), quote=False)}</span>'
        f"{lines.html(_correction(each))}</p></li>\n"
        for each in article.corrections
    )
    return f'<ol class="arabic simple pm-corrections">\n{items}</ol>\n'


def _corrections_plain(context: Context) -> list[nodes.Node]:
    article = context.domain.articles[context.docname]
    classes = [f"language-{article.header.language}"]
    items = [
        nodes.list_item(
            "",
            nodes.paragraph(
                "", "", nodes.inline("", _corrected(each), classes=classes), *lines.plain(_correction(each))
            ),
            ids=[entry_id(each)],
        )
        for each in article.corrections
    ]
    return [
        nodes.enumerated_list(
            "", *items, enumtype="arabic", prefix="", suffix=".", classes=["pm-corrections"]
        )
    ]


def _corrected(correction: TextCorrection) -> str:
    """The corrected words."""
    shown = " ".join(correction.words.split())
    return _("“{words}”").format(words=shown) if shown else _("(nothing)")


def _correction(correction: TextCorrection) -> Line:
    """What the source has instead, where that is, and who has corrected it."""
    runs = [Run(f", {explanation(correction)}")]
    if correction.place:
        name = addresses.anchor_name(correction.place)
        runs += [Run("; "), Run(name, href=f"#{correction.place}")]
    known = []
    if correction.responsible:
        known.append(_("by {names}").format(names=", ".join(correction.responsible)))
    if correction.certainty:
        known.append(_("certainty {value}").format(value=correction.certainty))
    if known:
        runs.append(Run(f" ({', '.join(known)})", classes="pm-quiet"))
    return tuple(runs)


# What editors remark


def notes(_context: Context) -> HtmlView:
    """The notes of editors on an article, each with who wrote it and a link to its place."""
    return HtmlView(html=_notes_html, plain=_notes_plain)


def _notes_html(context: Context) -> str:
    items = "".join(
        f'<li id="{note_id(each)}"><p>{lines.html(_note(each))}</p></li>\n'
        for each in context.domain.articles[context.docname].notes
    )
    return f'<ol class="arabic simple pm-notes">\n{items}</ol>\n'


def _notes_plain(context: Context) -> list[nodes.Node]:
    items = [
        nodes.list_item("", nodes.paragraph("", "", *lines.plain(_note(each))), ids=[note_id(each)])
        for each in context.domain.articles[context.docname].notes
    ]
    return [nodes.enumerated_list("", *items, enumtype="arabic", prefix="", suffix=".", classes=["pm-notes"])]


def _note(note: TextNote) -> Line:
    """What an editor remarks, who does, and a way back to the place in the text."""
    author = (Run(f" ({signed(note)})", classes="pm-quiet"),) if note.responsible else ()
    back = addresses.anchor_name(note.place) if note.place else _("back to the text")
    return Run(note.words), *author, Run(" "), Run(f"↩ {back}", href=f"#{note_mark_id(note)}")
