"""Where things are on the site: page names, cross-reference names, and what pages are called in prose.

A page name is the page's address without the suffix: `articles/quillhaven-ferry`.
A label is a page name, with `#` and an anchor where a part of the page is meant; it
is what other Sphinx projects cite.
"""

from functools import lru_cache
from gettext import NullTranslations
from typing import Final

from pressmark.ids import AnchorKind, parse_anchor
from pressmark.model import EntityKind
from pressmark.site.words import N_, _, translator

ARTICLES: Final = "articles"
FOLDERS: Final = {
    EntityKind.PERSON: "people",
    EntityKind.PLACE: "places",
    EntityKind.ORGANISATION: "organisations",
}
# The id of the section that holds a whole page; no anchor has this form.
TOP: Final = "top-of-page"

# English: so other projects know the types of objects; readers see them in the language of the edition.
ANCHOR_NAMES: Final = {
    AnchorKind.HEADING: N_("heading"),
    AnchorKind.PARAGRAPH: N_("paragraph"),
    AnchorKind.LINE: N_("line"),
    AnchorKind.SENTENCE: N_("sentence"),
    AnchorKind.QUOTATION: N_("quotation"),
    AnchorKind.MENTION: N_("mention"),
    AnchorKind.WORDS: N_("words"),
    AnchorKind.DATE: N_("date"),
}


def article_page(siglum: str) -> str:
    """The page name of an article."""
    return f"{ARTICLES}/{siglum}"


def record_page(kind: EntityKind, record_id: str) -> str:
    """The page name of a record."""
    return f"{FOLDERS[kind]}/{record_id}"


def label(page: str, anchor: str = "") -> str:
    """The name under which any Sphinx project cites a page or a part of it."""
    return f"{page}#{anchor}" if anchor else page


@lru_cache(maxsize=16_384)  # the same few anchors stand in every article
def anchor_type(anchor: str) -> str:
    """What an anchor stands for, in one English word; empty if it is no anchor of ours."""
    parsed = parse_anchor(anchor)
    return ANCHOR_NAMES[parsed[0]] if parsed else ""


def anchor_name(anchor: str) -> str:
    """How an anchor is spoken of in the language of the edition: `p3` is "paragraph 3"."""
    return _anchor_name(anchor, translator())


@lru_cache(maxsize=16_384)
def _anchor_name(anchor: str, _language: NullTranslations) -> str:
    parsed = parse_anchor(anchor)
    return f"{_(ANCHOR_NAMES[parsed[0]])} {parsed[1]}" if parsed else anchor


def split_target(target: str) -> tuple[str, str]:
    """Siglum and anchor of a role's target such as `quillhaven-ferry#q1`; the anchor may be empty."""
    siglum, _hash, anchor = target.partition("#")
    return siglum, anchor
