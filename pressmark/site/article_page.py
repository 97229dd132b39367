"""The page of an article: its text, what is in it, where it comes from.

The document that Sphinx keeps of it is the headline and one leaf, which holds the article: a document of
nodes for every passage takes longer to make and to keep than the TEI to read. Browsers get the leaf as HTML
in one go (`article_html`); for all other builders it becomes nodes (`article_nodes`).
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from docutils import nodes

from pressmark.model import BlockKind
from pressmark.site import addresses
from pressmark.site import nodes as pm
from pressmark.site.blocks import crosshead_anchor, headline
from pressmark.site.corrections import NOTES, SECTION
from pressmark.site.words import _
from pressmark.tei.published import Article

SOURCE: Final = "article-source"  # the view of where the article comes from


class Apparatus(NamedTuple):
    """A section under the text, and the name of the view that fills it."""

    anchor: str
    title: str
    view: str


def build_article_page(article: Article, docname: str) -> nodes.section:
    """The section that is the whole page."""
    page = nodes.section("", ids=[addresses.TOP], classes=["pm-article"])
    page += pm.headline(headline(article), article.header.language)
    page += pm.article(article, docname)
    return page


def build_stub(title: str, fault: str) -> nodes.section:
    """The page of an article whose file cannot be read."""
    page = nodes.section("", ids=[addresses.TOP])
    page += nodes.title("", title)
    page += nodes.warning(
        "", nodes.paragraph("", _("This article cannot be shown, because its TEI file has a fault.")),
        nodes.paragraph("", "", nodes.literal("", fault)),
    )  # fmt: skip
    return page


def apparatus(article: Article) -> Iterator[Apparatus]:
    """What stands under the text."""
    yield Apparatus("in-this-article", _("In this article"), "article-contents")
    if article.corrections:
        yield Apparatus(SECTION, _("Corrections"), "article-corrections")
    if article.notes:
        yield Apparatus(NOTES, _("Notes"), "article-notes")
    yield Apparatus("source-and-rights", _("Source and rights"), SOURCE)
    yield Apparatus("take-it-along", _("Take it along"), "article-files")
    yield Apparatus("cite-this", _("Cite this"), "article-citation")


def contents(article: Article) -> Iterator[tuple[str, str]]:
    """The sections of the page, each as its anchor and its title."""
    for passage in article.passages:
        if passage.kind is BlockKind.SUBHEAD:
            yield crosshead_anchor(passage), passage.text
    for section in apparatus(article):
        yield section.anchor, section.title
