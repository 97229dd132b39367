"""The text of an article as HTML to decide on: its blocks, each mark with its look, every character once.

A block says where it begins in the source text (`data-start`), so that a selection can be
told in code points. What is not of the source is inside an element with `data-skip`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

from markupsafe import Markup

from pressmark.tei.edit.tokens import (
    Element,
    Item,
    Kind,
    attribute,
    read_items,
    words_of,
)
from pressmark.tei.merge.pieces import CONTAINERS

_EMPHASIS: Final = frozenset({"hi", "emph", "title"})
# The class of a block, by its element and the one that holds it.
_CLASSES: Final = {
    "head": "headline", "byline": "byline", "dateline": "dateline", "fw": "furniture", "bibl": "attribution",
    "quote": "pull-quote",
}  # fmt: skip
_INSIDE: Final = {"argument": "standfirst", "figure": "credit"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a mark is shown: its classes, what it is said to be, where a click leads."""

    classes: str
    label: str
    href: str
    current: bool = False


def article_html(data: bytes, looks: Mapping[str, Look]) -> Markup:
    """The HTML of an article's text. `looks` are those of the marks that are shown, by anchor."""
    return Markup("".join(_Writer(read_items(data.decode("utf-8")), looks).write()))  # noqa: S704 (escaped)


class _Writer:
    """One walk over the items of a file."""

    def __init__(self, items: list[Item], looks: Mapping[str, Look]) -> None:
        self._items = items
        self._looks = looks
        self._out: list[str] = []
        self._block: Element | None = None
        self._closing: dict[Element, str] = {}
        self._holding = {
            holder
            for item in items
            if item.kind is Kind.START and attribute(item.raw, "xml:id") in looks
            for holder in list(item.element.holders())[1:]
        }

    def write(self) -> list[str]:
        text = next((item.element for item in self._items if self._is_text(item)), None)
        for item in self._items:
            if text is None or text not in item.element.holders():
                continue
            if item.kind is Kind.START:
                self._start(item)
            elif item.kind is Kind.END:
                self._out.append(self._closing.pop(item.element, ""))
                if item.element is self._block:
                    self._block = None
            elif item.kind is Kind.EMPTY and item.element.name == "lb":
                self._out.append("<br>")
            elif item.kind in (Kind.TEXT, Kind.CDATA):
                self._words(item)
        return self._out

    def _is_text(self, item: Item) -> bool:
        return item.kind is Kind.START and item.element.name == "text" and item.element.depth == 2

    def _words(self, item: Item) -> None:
        words = words_of(item.raw, item.kind)
        # A browser would read a carriage return as a line feed.
        written = escape(words, quote=False).replace("\r", "&#13;")
        if self._block is not None:
            self._out.append(written)
        elif words.strip():  # words that stand in no block
            self._out.append(f'<p class="pm-paragraph" data-start="{item.offset}">{written}</p>')

    def _start(self, item: Item) -> None:
        element, anchor = item.element, attribute(item.raw, "xml:id") or ""
        start = end = ""
        if self._block is None:
            if element.name not in CONTAINERS:
                self._block = element
                start, end = self._open_block(item, anchor)
        elif anchor in self._looks:
            start, end = self._open_mark(element, anchor, self._looks[anchor])
        elif element.added and element.name == "note":
            start, end = '<small class="note" data-skip="" role="note">', "</small>"
        elif element.added:
            start, end = '<ins data-skip="">', "</ins>"
        elif element.name in _EMPHASIS:
            start, end = "<em>", "</em>"
        self._out.append(start)
        self._closing[element] = end

    def _open_block(self, item: Item, anchor: str) -> tuple[str, str]:
        element = item.element
        if element.added:  # an editor's words between two blocks
            return '<p class="note" data-skip="" role="note">', "</p>\n"
        holder = element.parent.name if element.parent else ""
        kind = _INSIDE.get(holder) or _CLASSES.get(element.name, "paragraph")
        tag = "p"
        if element.name == "head":
            subhead = attribute(item.raw, "type") == "subhead" or holder == "div"
            tag, kind = ("h3", "subhead") if subhead else ("h2", "headline")
        identity = f' id="{escape(anchor)}"' if anchor else ""
        return f'<{tag} class="pm-{kind}"{identity} data-start="{item.offset}">', f"</{tag}>\n"

    def _open_mark(self, element: Element, anchor: str, look: Look) -> tuple[str, str]:
        """A link, or, as links may not hold links, words with a small link before them."""
        current = ' aria-current="true"' if look.current else ""
        identity = f'id="{escape(anchor)}" class="mark {escape(look.classes)}"'
        link = f'href="{escape(look.href)}" title="{escape(look.label)}"{current}'
        if element not in self._holding:
            return f"<a {identity} {link}>", "</a>"
        handle = f'<a class="handle" {link} aria-label="{escape(look.label)}"></a>'
        return f"<span {identity}>{handle}", "</span>"
