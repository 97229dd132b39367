"""What goes with reading an article: what is marked in it, where it leads on to, its quotations in a row."""

from collections.abc import Iterator
from functools import partial
from html import escape
from typing import Any, Final

from docutils import nodes
from sphinx.application import Sphinx

from pressmark.model import EntityKind, Person
from pressmark.site.domain import EditionDomain, quoted
from pressmark.site.environment import domain_of
from pressmark.site.output import BUILDERS
from pressmark.site.relations import Related
from pressmark.site.views import lines
from pressmark.site.views.context import Context, HtmlView
from pressmark.site.views.lines import Line, Run
from pressmark.site.words import N_, _
from pressmark.tei.published import Article, Utterance

_KINDS: Final = {
    EntityKind.PERSON: N_("people"),
    EntityKind.ORGANISATION: N_("organisations"),
    EntityKind.PLACE: N_("places"),
}
_RUNNING_LENGTH: Final = 64  # code points of a quotation in the running list


# What is marked and shown


def display(_context: Context) -> HtmlView:
    """Boxes to tick: which marks are to be seen, and what is to be shown beside the text."""
    return HtmlView(html=_display, plain=lambda _: [])


def _display(context: Context) -> str:
    article = context.domain.articles.get(context.docname)
    if article is None:
        return ""
    kinds = {mention.kind for mention in article.mentions}
    marked = [
        _box(kind.value, _(words), checked=True, classes=f"pm-name pm-{kind}")
        for kind, words in _KINDS.items()
        if kind in kinds
    ]
    if article.dates:
        marked.append(_box("dates", _("dates"), classes="pm-date"))
    shown = []
    notes = []
    if article.utterances:
        shown.append(_box("speakers", _("who speaks")))
    if article.makers.total:
        shown.append(_box("certainty", _("who marked it, and how sure that is")))
        notes.append(("certainty", _CERTAINTY))
    shown.append(_box("received", _("the text as received")))
    notes.append(("received", _RECEIVED if article.corrections else _RECEIVED_UNCHANGED))
    legend = "".join(
        f'<p class="pm-legend" data-for="{name}">{escape(_(words), quote=False)}</p>\n'
        for name, words in notes
    )
    machine = _("Marked by machine; certainty {certainty}")
    editor = _("Marked by an editor; certainty {certainty}")
    keys = _("Arrow down leads into this card, Escape closes it.")
    return (
        f'<details class="pm-display" data-machine="{escape(machine)}" data-editor="{escape(editor)}"'
        f' data-keys="{escape(keys)}">\n'
        f"<summary>{escape(_('Display'))}</summary>\n"
        # So a browser that comes back to the page ticks what the page says, not what was ticked.
        '<form autocomplete="off">\n'
        f"{_boxes(_('Marked in the text'), marked)}{_boxes(_('Also shown'), shown)}</form>\n"
        f"</details>\n{legend}"
    )


_CERTAINTY: Final = N_(
    "What stands in a dotted frame was marked by machine, and nobody has decided about it yet; the figure "
    "says how sure it is, 1 being certain. Under 0.8 the frame is shaded. Without a frame, a person has "
    "decided."
)
_RECEIVED: Final = N_(
    "The text as it was received stands beside each passage, or below it. What the edition has corrected is "
    "marked in it."
)
_RECEIVED_UNCHANGED: Final = N_(
    "The text as it was received stands beside each passage, or below it. The edition has corrected nothing "
    "in it."
)


def _boxes(legend: str, boxes: list[str]) -> str:
    if not boxes:
        return ""
    return f"<fieldset>\n<legend>{escape(legend, quote=False)}</legend>\n{''.join(boxes)}</fieldset>\n"


def _box(name: str, words: str, *, checked: bool = False, classes: str = "") -> str:
    ticked = ' checked="checked"' if checked else ""
    shown = escape(words, quote=False)
    label = f'<span class="{classes}">{shown}</span>' if classes else shown
    return f'<label><input type="checkbox" id="pm-show-{name}"{ticked} /> {label}</label>\n'


# Where it leads


def read_on(_context: Context) -> HtmlView:
    """Related articles, each with the reason, and the articles before and after this in time."""
    return HtmlView(html=_read_on, plain=_read_on_plain)


def _read_on(context: Context) -> str:
    article = context.domain.articles.get(context.docname)
    if article is None:
        return ""
    relations = context.domain.relations
    related = "".join(
        f'<li><p class="pm-source-line">{lines.source_html(context, each.article)}</p>'
        + "".join(f'\n<p class="pm-quiet">{lines.html(reason)}</p>' for reason in _reasons(context, each))
        + "</li>\n"
        for each in relations.related(article)
    )
    steps = "".join(
        context.once((way, found.siglum), partial(_step, context, way, label, found))
        for way, label, found in (
            ("prev", _("Before this"), relations.before(article)),
            ("next", _("After this"), relations.after(article)),
        )
        if found
    )
    if not related and not steps:
        return ""
    words = escape(_("Read on"))
    return (
        f'<section id="read-on" class="pm-apparatus pm-read-on">\n<h2>{words}</h2>\n'
        + (f'<ul class="pm-related">\n{related}</ul>\n' if related else "")
        + (
            f'<nav class="pm-in-time" aria-label="{escape(_("Articles in time"))}">\n{steps}</nav>\n'
            if steps
            else ""
        )
        + "</section>\n"
    )


def _step(context: Context, way: str, label: str, found: Article) -> str:
    """The article before or after this in time."""
    return (
        f'<p class="pm-{way}"><span class="pm-quiet">{escape(label)}</span> '
        f'<a rel="{way}" href="{escape(lines.article(context, found).href)}"{_language(context, found)}>'
        f"{escape(found.header.title or found.siglum, quote=False)}</a> "
        f'<span class="pm-quiet">{lines.html(lines.published(found))}</span></p>\n'
    )


def _language(context: Context, article: Article) -> str:
    language = lines.foreign(context, article)
    return f' lang="{escape(language)}" dir="auto"' if language else ""


def _read_on_plain(context: Context) -> list[nodes.Node]:
    article = context.domain.articles.get(context.docname)
    if article is None:
        return []
    relations = context.domain.relations
    rows: list[list[Line]] = [
        [lines.source(context, each.article), *_reasons(context, each)] for each in relations.related(article)
    ]
    rows += [
        [(Run(f"{label}: "), *lines.source(context, found))]
        for label, found in (
            (_("Before this"), relations.before(article)),
            (_("After this"), relations.after(article)),
        )
        if found
    ]
    if not rows:
        return []
    items = [
        nodes.list_item("", *(nodes.paragraph("", "", *lines.plain(line)) for line in row)) for row in rows
    ]
    return [nodes.rubric("", _("Read on")), nodes.bullet_list("", *items)]


def _reasons(context: Context, related: Related) -> Iterator[Line]:
    for shared in related.words:
        link = lines.article(context, related.article, shared.anchor, f"“{shared.words}”")
        phrase = _("quotes the same words: {words}") if shared.exact else _("quotes nearly the same: {words}")
        yield lines.filled(phrase, words=[link])
    people = lines.records(context, related.people)
    if people:
        yield lines.filled(_("names {people} too"), people=people)


# Its quotations in a row


def add_running_list(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Add the quotations of an article to its contents, which stand beside the text where there is room."""
    if app.builder.name not in BUILDERS:
        return
    domain = domain_of(app.env)
    article = domain.articles.get(pagename)
    if article is None or not article.utterances or not context.get("toc"):
        return
    language = escape(article.header.language)
    items = "".join(
        f'<li><a href="#{escape(said.anchor or said.paragraph)}">'
        f'<span lang="{language}" dir="auto">{escape(_shortened(said), quote=False)}</span>'
        f"{_speaker(domain, said)}</a></li>\n"
        for said in article.utterances
    )
    words = escape(_("Quotations"))
    context["toc"] += f'<div class="pm-running">\n<p>{words}</p>\n<ul>\n{items}</ul>\n</div>\n'


def _shortened(said: Utterance) -> str:
    return quoted(said.words, said.mode, _RUNNING_LENGTH)


def _speaker(domain: EditionDomain, said: Utterance) -> str:
    found = [domain.records[each] for each in dict.fromkeys(said.speakers) if each in domain.records]
    names = ", ".join(
        (record.surname if isinstance(record, Person) else "") or record.name for record in found
    )
    return f' <span class="pm-who">{escape(names, quote=False)}</span>' if names else ""
