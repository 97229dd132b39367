"""The frame around the text of each page: furo's, with its words in the language of the edition.

The theme has its words in English only, and leaves its landmarks without names.
"""

from collections.abc import Collection, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder

from pressmark.site.environment import project_of
from pressmark.site.words import _

TEMPLATES: Final = Path(__file__).parent / "templates"
_THEME: Final = "furo"
_THEIRS: Final = "page.html"
_OURS: Final = "pressmark/page.html"
INLINE: Final = "inline"  # in the context of a page
# furo's own, with what its template needs.
_RULES: Final = "partials/_head_css_variables.html"
_RULES_NEED: Final = ("furo_pygments", "theme_light_css_variables", "theme_dark_css_variables")
_SCRIPT: Final = 'document.body.dataset.theme = localStorage.getItem("theme") || "auto";'
# What a page without elements of these classes has no use for.
_PARTS: Final = {
    ('"highlight"', '"highlight ', ' highlight"'): ("pygments.css",),
    ('"sd-', " sd-"): ("sphinx-design.min.css", "design-tabs.js"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inline:
    """What the frame of a page holds inline."""

    script: str  # that chooses light or dark before anything is seen
    rules: str  # of style


_MADE: Final[MutableMapping[StandaloneHTMLBuilder, Inline]] = WeakKeyDictionary()


def set_frame(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], _doctree: nodes.document | None
) -> str | None:
    """The template that a page is set with; None for the theme's own."""
    if template != _THEIRS or not isinstance(app.builder, StandaloneHTMLBuilder) or not is_furo(app.builder):
        return None
    context["frame"] = _words()
    context[INLINE] = _inline(app.builder, context)
    if _is_plain(app, pagename):
        _leave_out(context, frozenset().union(*_PARTS.values()))
        return _OURS
    body = context.get("body") or ""
    for marks, names in _PARTS.items():
        if not any(mark in body for mark in marks):
            _leave_out(context, names)
    # What is wider than a phone scrolls, and must do so from the keyboard, too.
    context["body"] = body.replace("<pre>", '<pre tabindex="0">')
    return _OURS


def is_furo(builder: Builder) -> bool:
    """Whether pages are set in the theme that the frame is made for."""
    return isinstance(builder, StandaloneHTMLBuilder) and builder.theme.name == _THEME


def _is_plain(app: Sphinx, pagename: str) -> bool:
    """Whether a page is made from TEI: these hold none of what is looked for, and are many and long."""
    return project_of(app.env).is_mounted(pagename)


def _inline(builder: StandaloneHTMLBuilder, context: dict[str, Any]) -> Inline:
    """What furo has inline, the same on all pages, from what its template knows of the first."""
    found = _MADE.get(builder)
    if found is None:
        known = {name: context[name] for name in _RULES_NEED if name in context}
        rules = builder.templates.render(_RULES, known).partition("<style>")[2].partition("</style>")[0]
        found = _MADE[builder] = Inline(script=_SCRIPT, rules=rules)
    return found


def _leave_out(context: dict[str, Any], names: Collection[str]) -> None:
    """Take style sheets and scripts off a page, by their names."""
    for kind in ("css_files", "script_files"):
        context[kind] = [each for each in context[kind] if _file_name(each) not in names]


def _file_name(asset: object) -> str:
    """The name of a style sheet or script, without folders."""
    return str(getattr(asset, "filename", asset)).rpartition("/")[2]


def _words() -> dict[str, str]:
    return {
        "skip": _("Skip to content"),
        "navigation": _("Pages of the edition"),
        "navigation_switch": _("Show or hide the pages of the edition"),
        "under": _("Show or hide the pages under"),
        "contents": _("On this page"),
        "contents_switch": _("Show or hide what is on this page"),
        "colours": _("Switch between light, dark and automatic colours"),
        "announcement": _("Announcement"),
        "top": _("Back to top"),
        "next": _("Next"),
        "previous": _("Previous"),
        "made_with": _("Made with Pressmark,"),
        "updated": _("Last updated on"),
    }
