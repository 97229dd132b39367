"""Where things are on the site: page names, cross-reference names, and what pages are called in prose.

A page name is the page's address without the suffix: `articles/quillhaven-ferry`.
A label is a page name, with `#` and an anchor where a part of the page is meant; it
is what other Sphinx projects cite.
"""

from typing import Final

from pressmark.ids import AnchorKind, parse_anchor
from pressmark.model import EntityKind

ARTICLES: Final = "articles"
FOLDERS: Final = {
    EntityKind.PERSON: "people",
    EntityKind.PLACE: "places",
    EntityKind.ORGANISATION: "organisations",
}
# The id of the section that holds a whole page; no anchor has this form.
TOP: Final = "top-of-page"

ANCHOR_NAMES: Final = {
    AnchorKind.HEADING: "heading",
    AnchorKind.PARAGRAPH: "paragraph",
    AnchorKind.LINE: "line",
    AnchorKind.SENTENCE: "sentence",
    AnchorKind.QUOTATION: "quotation",
    AnchorKind.MENTION: "mention",
    AnchorKind.WORDS: "words",
    AnchorKind.DATE: "date",
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


def anchor_type(anchor: str) -> str:
    """What an anchor stands for, in one word; empty if it is no anchor of ours."""
    parsed = parse_anchor(anchor)
    return ANCHOR_NAMES[parsed[0]] if parsed else ""


def anchor_name(anchor: str) -> str:
    """How an anchor is spoken of: `p3` is "paragraph 3"."""
    parsed = parse_anchor(anchor)
    return f"{ANCHOR_NAMES[parsed[0]]} {parsed[1]}" if parsed else anchor


def split_target(target: str) -> tuple[str, str]:
    """Siglum and anchor of a role's target such as `quillhaven-ferry#q1`; the anchor may be empty."""
    siglum, _, anchor = target.partition("#")
    return siglum, anchor
