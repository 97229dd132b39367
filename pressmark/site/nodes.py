"""The nodes of our pages.

An article is one leaf. Where it becomes nodes, its text is one leaf for each passage: a paragraph that holds
its words as plain text, for every builder, and beside them the marked-up tokens, from which the builders that
know our nodes render links and anchors in one go. The nodes derive from those of docutils, so that any other
builder treats them as what they are.
"""

from collections.abc import Iterable
from typing import Self

from docutils import nodes

from pressmark.site.blocks import as_received
from pressmark.site.blocks import headline as headline_of
from pressmark.tei.published import Article, FormerAnchor, Passage, Received, Token


class _Marked(nodes.TextElement):
    """An element that carries tokens; they survive copying and pickling."""

    tokens: tuple[Token, ...] = ()

    def copy(self) -> Self:
        duplicate = super().copy()
        duplicate.tokens = self.tokens
        return duplicate


class tei_article(nodes.General, nodes.Element):  # noqa: N801 - docutils names visitors after node classes
    """All of an article's page but its headline, as one leaf. Attribute: `docname`, the page."""

    article: Article

    def copy(self) -> Self:
        duplicate = super().copy()
        duplicate.article = self.article
        return duplicate

    def astext(self) -> str:
        """The words of the article."""
        top = headline_of(self.article)
        return "\n\n".join(passage.text for passage in self.article.passages if passage is not top)


class tei_headline(_Marked, nodes.title):  # noqa: N801
    """The headline or a crosshead. `received` is what the source has in its place."""

    received: tuple[Received, ...] = ()

    def copy(self) -> Self:
        duplicate = super().copy()
        duplicate.received = self.received
        return duplicate


class tei_passage(_Marked, nodes.paragraph):  # noqa: N801
    """One block of an article. Attributes: `kind`, `anchor`.

    `dateline` are the tokens of a dateline that runs into it, `dateline_anchor` its anchor.
    `received` is what the source has in its place.
    """

    dateline: tuple[Token, ...] = ()
    dateline_anchor: str = ""
    received: tuple[Received, ...] = ()

    def copy(self) -> Self:
        duplicate = super().copy()
        duplicate.dateline = self.dateline
        duplicate.dateline_anchor = self.dateline_anchor
        duplicate.received = self.received
        return duplicate


class tei_text(nodes.container):  # noqa: N801
    """The text of an article."""


class edition_fold(nodes.container):  # noqa: N801
    """What is hidden at first where a click can show it: a label, then anything."""


class edition_fold_label(nodes.rubric):  # noqa: N801
    """What stands in for the content of a fold while it is hidden."""


class tei_pull_quote(nodes.block_quote):  # noqa: N801
    """A pull quote and its attribution. Attribute: `repeats`, an anchor or empty."""


class edition_time(nodes.inline):  # noqa: N801
    """A date. Attribute: `datetime`, ISO 8601."""


class edition_download(nodes.reference):  # noqa: N801
    """A link to a file of the edition. Attributes: `refuri`; `filename`, as it is saved."""


class edition_html(nodes.General, nodes.Element):  # noqa: N801
    """What a view shows in a browser, as one leaf. Attribute: `html`, ready and escaped.

    It has no text as children, which also keeps what stands on many pages out of search.
    """


class edition_former(nodes.General, nodes.Element):  # noqa: N801
    """Where the retired anchors of an article land that no part of it stands for."""

    anchors: tuple[FormerAnchor, ...] = ()

    def copy(self) -> Self:
        duplicate = super().copy()
        duplicate.anchors = self.anchors
        return duplicate


class edition_view(nodes.General, nodes.Element):  # noqa: N801
    """A place on a page that is filled from the whole edition once everything was read.

    Attributes: `view`, the name of the view; `docname`, the page; `argument`, what it is about.
    """


def article(article: Article, docname: str) -> tei_article:
    """All of an article's page but its headline."""
    node = tei_article("", docname=docname)
    node.article = article
    return node


def text(language: str) -> tei_text:
    """The text of an article, or of a section of it, in a language."""
    return tei_text("", classes=["pm-text", f"language-{language}"], language=language)


def headline(block: Passage, language: str) -> tei_headline:
    """A heading with the mark-up inside it. `language` is the article's."""
    node = tei_headline("", "", nodes.Text(block.text), support_smartquotes=False, anchor=block.anchor)
    node["language"] = language
    node.tokens, node.received = block.tokens, as_received(block)
    return node


def passage(block: Passage, dateline: Passage | None = None) -> tei_passage:
    """A passage of an article, with the dateline that runs into it."""
    text = (dateline.text if dateline else "") + block.text
    node = tei_passage("", "", nodes.Text(text), kind=block.kind.value, anchor=block.anchor)
    node["support_smartquotes"] = False
    node.tokens = block.tokens
    node.received = as_received(block, dateline)
    if dateline:
        node.dateline, node.dateline_anchor = dateline.tokens, dateline.anchor
    return node


def fold(label: str, *content: nodes.Node, classes: Iterable[str] = ()) -> edition_fold:
    """What is hidden at first, and the words that stand in for it."""
    return edition_fold("", edition_fold_label("", label), *content, classes=list(classes))


def former(anchors: Iterable[FormerAnchor]) -> edition_former:
    """A place for retired anchors to land."""
    node = edition_former("")
    node.anchors = tuple(anchors)
    return node


def time(iso: str, words: str) -> edition_time:
    """A date, for readers and for machines."""
    return edition_time("", words, datetime=iso)


def view(name: str, docname: str, argument: str = "") -> edition_view:
    """A place to be filled."""
    return edition_view("", view=name, docname=docname, argument=argument)
