"""The page that searches: a form, places for what is found, and the indices for those without JavaScript."""

import json
from html import escape
from typing import Final

from docutils import nodes

from pressmark.config import SEARCHES
from pressmark.model import EntityKind
from pressmark.site.addresses import FOLDERS
from pressmark.site.search.bundle import BUNDLE
from pressmark.site.search.documents import ONE, QUOTATIONS, SEVERAL
from pressmark.site.search.small import FILE
from pressmark.site.views.context import Context, HtmlView, joined, remark
from pressmark.site.words import N_, _, locale, ngettext, plural

PAGEFIND, SMALL, NONE = SEARCHES
_INDICES: Final = ("articles", "people", "organisations", "places", "quotations", "dates", "outlets")
_FACETS: Final = {
    "person": N_("Person"),
    "organisation": N_("Organisation"),
    "place": N_("Place"),
    "speaker": N_("Speaker"),
    "outlet": N_("Outlet"),
    "year": N_("Year"),
}
_ORDERS: Final = {
    "": N_("best matches first"),
    "newest": N_("newest first"),
    "oldest": N_("oldest first"),
}
_MANY: Final = 200  # numbers among which every plural form of every language occurs


def search(_context: Context) -> HtmlView:
    """The form for browsers; in a book, the names of the indices."""
    return HtmlView(html=_form, plain=_plain)


def _form(context: Context) -> str:
    if not context.index.articles:
        return f"<p>{_text(_('There is no article to search yet.'))}</p>\n"
    if context.edition.search == NONE:
        return (
            f"<p>{_text(_('This edition has no search. Its indices serve instead:'))} {_links(context)}</p>\n"
        )
    target = context.builder.get_target_uri
    settings = {
        "root": "../" * target(context.docname).count("/") or "./",
        "suffix": target("-").removeprefix("-"),
        "index": f"{BUNDLE}/{BUNDLE}.js" if context.edition.search == PAGEFIND else "",
        "small": FILE,
        "several": SEVERAL,
        "one": ONE,
        "facets": {name: _(words) for name, words in _FACETS.items()},
        "language": str(locale()).replace("_", "-"),
        "words": _words(),
    }
    orders = "".join(f'<option value="{name}">{_text(_(words))}</option>' for name, words in _ORDERS.items())
    facets = "".join(
        f'<details class="pm-facet" data-facet="{name}"><summary>{_text(_(words))}</summary></details>\n'
        for name, words in _FACETS.items()
    )
    without = _text(_("Search needs JavaScript. Without it the indices serve:"))
    label = escape(_("Words, names or a “phrase”"))
    return (
        f'<div class="pm-search" data-settings="{escape(json.dumps(settings))}">\n'
        '<form class="pm-search-form" role="search">\n'
        f'<p class="pm-search-line"><input id="pm-query" name="q" type="search" aria-label="{label}"'
        f' placeholder="{label}" autocomplete="off" spellcheck="false" enterkeyhint="search">'
        f"<button>{_text(_('Search'))}</button></p>\n"
        '<p class="pm-search-options">'
        f'<label><input type="checkbox" name="in" value="{QUOTATIONS}"> '
        f"{_text(_('only in quotations'))}</label>"
        f'<label class="pm-order">{_text(_("Order:"))} <select name="order">{orders}</select></label></p>\n'
        f'<div class="pm-facets" role="group" aria-label="{escape(_("Narrow down"))}">\n{facets}</div>\n'
        '<p class="pm-chosen" hidden></p>\n'
        "</form>\n"
        '<p class="pm-search-notice" hidden></p>\n'
        '<p class="pm-search-count" role="status"></p>\n'
        '<div class="pm-found"></div>\n'
        "</div>\n"
        f'<noscript><p class="pm-search-without">{without} {_links(context)}</p></noscript>\n'
    )


def _plain(context: Context) -> list[nodes.Node]:
    links: list[list[nodes.Node]] = [[context.link(title, page)] for page, title in _indices(context)]
    if not links:
        return remark(_("There is nothing to look up yet."))
    return [nodes.paragraph("", "", *joined(links, ", "))]


def _words() -> dict[str, object]:
    """What the script says."""
    return {
        "articles": _forms(plural("{n} article", "{n} articles")),
        "results": _forms(plural("{n} result", "{n} results")),
        "passages": _forms(
            plural("and {n} more place in this article", "and {n} more places in this article")
        ),
        "nothing": _("Nothing found."),
        "failed": _("The search has failed. Try to load the page again."),
        "more": _("Show more"),
        "names": _("People, organisations, places"),
        "kinds": {
            FOLDERS[EntityKind.PERSON]: _("person"),
            FOLDERS[EntityKind.ORGANISATION]: _("organisation"),
            FOLDERS[EntityKind.PLACE]: _("place"),
        },
        "filter": _("Find in this list"),
        "remove": _("Remove {what}"),
        "clear": _("Remove all"),
        "here": _("Named here: {names}"),
        "nobody": _("Nobody named"),
        "file": _("This page was opened as a file, so that the index of all words cannot be read."),
        "missing": _("The index of all words is missing."),
        "small": _(
            "Titles, names and quotations are searched, but not all words of the articles; "
            "there are no filters."
        ),
        "left": _forms(plural("{n} of them does not fit into it.", "{n} of them do not fit into it.")),
        "indices": _("The indices list everything."),
    }


def _forms(noun: tuple[str, str]) -> dict[str, str]:
    """The forms of a counted noun by the names that browsers have for them: "one", "few", "other"."""
    found: dict[str, str] = {}
    for number in range(_MANY):
        found.setdefault(locale().plural_form(number), ngettext(*noun, number))
    return found


def _indices(context: Context) -> list[tuple[str, str]]:
    """The indices the edition has, each page with its title."""
    env = context.builder.env
    return [(page, env.titles[page].astext()) for page in _INDICES if page in env.found_docs]


def _links(context: Context) -> str:
    return ", ".join(
        f'<a href="{escape(context.address(page))}">{_text(title)}</a>' for page, title in _indices(context)
    )


def _text(words: str) -> str:
    return escape(words, quote=False)
