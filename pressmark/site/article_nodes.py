"""The page of an article as docutils nodes, for every builder but those of the site's pages."""

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.transforms.post_transforms import SphinxPostTransform

from pressmark.site import nodes as pm
from pressmark.site.article_page import SOURCE, apparatus
from pressmark.site.blocks import Block, Furniture, PullQuote, crosshead_anchor, divisions
from pressmark.site.builders import EditionPages
from pressmark.site.former import placeless
from pressmark.site.pieces import section
from pressmark.site.views.article import source_nodes
from pressmark.tei.published import Article


def resolve_articles(app: Sphinx) -> None:
    """Let builders have nodes that cannot show the leaf an article is."""
    if not _shows_leaves(app.builder):
        app.add_post_transform(ArticleNodes)


def _shows_leaves(builder: Builder) -> bool:
    return isinstance(builder, EditionPages)


class ArticleNodes(SphinxPostTransform):
    """Puts nodes in the place of each article."""

    default_priority = 1  # before all that look for something in them

    def run(self, **_options: Any) -> None:
        """Replace the leaves."""
        for leaf in list(self.document.findall(pm.tei_article)):
            leaf.replace_self(list(article_nodes(leaf.article, leaf["docname"])))


def article_nodes(article: Article, docname: str) -> Iterator[nodes.Element]:
    """What follows the headline."""
    language = article.header.language
    yield pm.view("article-summary", docname)
    yield pm.view("article-display", docname)
    if landing := placeless(article):
        yield pm.former(landing)
    # Sections are Sphinx's own, so that crossheads come into the table of contents.
    # What follows the last of them stays in it: nothing may stand between sections.
    for division in divisions(article):
        text = pm.text(language)
        text.extend(map(_block, division.blocks))
        if division.crosshead is None:
            yield text
        else:
            crosshead = pm.headline(division.crosshead._replace(anchor=""), language)
            yield nodes.section("", crosshead, text, ids=[crosshead_anchor(division.crosshead)])
    yield pm.view("read-on", docname)
    for part in apparatus(article):
        # The links to the source are to be there for whoever looks for such (`linkcheck`).
        content = source_nodes(article) if part.view == SOURCE else [pm.view(part.view, docname)]
        yield section(part.anchor, part.title, *content)


def _block(block: Block) -> nodes.Element:
    if isinstance(block, Furniture):
        return pm.fold(block.label, *map(pm.passage, block.passages), classes=["pm-furniture"])
    if isinstance(block, PullQuote):
        quote = pm.tei_pull_quote("", pm.passage(block.passage), repeats=block.passage.repeats)
        if block.attribution:
            quote += pm.passage(block.attribution)
        return quote
    return pm.passage(block.passage, block.dateline)
