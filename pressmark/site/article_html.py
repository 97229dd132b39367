"""The page of an article as HTML, in one go.

It is what docutils makes of the page's nodes (`article_nodes`), in a tenth of the time.
"""

from collections.abc import Iterator
from html import escape

from pressmark.site import html
from pressmark.site.addresses import TOP
from pressmark.site.article_page import apparatus
from pressmark.site.blocks import (
    Block,
    Furniture,
    PullQuote,
    as_received,
    crosshead_anchor,
    divisions,
    headline,
)
from pressmark.site.former import placeless
from pressmark.site.links import Links, render_permalink
from pressmark.site.views import ARTICLE_VIEWS
from pressmark.site.views.context import Context
from pressmark.site.words import runs_from_right
from pressmark.tei.published import Article, Passage


def article_html(article: Article, context: Context, links: Links) -> str:
    """The section that is the whole page."""
    return "".join(_parts(article, context, links))


def _parts(article: Article, context: Context, links: Links) -> Iterator[str]:
    def view(name: str) -> str:
        return ARTICLE_VIEWS[name](context).html(context)

    def heading(level: int, passage: Passage, anchor: str, target: str) -> str:
        behind = render_permalink(context.builder, target)
        words = html.render_heading(
            level, passage.tokens, links, anchor=anchor, foreign=foreign, behind=behind
        )
        return words + _received(passage)

    language = article.header.language
    foreign = language if language != context.builder.config.language else ""
    top = headline(article)
    yield f'<section class="pm-article" id="{TOP}">\n'
    yield heading(1, top, top.anchor, top.anchor or TOP)
    yield view("article-summary")
    yield view("article-display")
    if landing := placeless(article):
        yield html.render_landing(landing, links)
    direction = ' dir="rtl"' if runs_from_right(language) else ""
    start = f'<div class="pm-text"{direction} lang="{escape(language)}">\n'
    for division in divisions(article):
        if division.crosshead:
            anchor = crosshead_anchor(division.crosshead)
            yield f'<section id="{escape(anchor)}">\n'
            yield heading(2, division.crosshead, "", anchor)
        yield start
        for block in division.blocks:
            yield _block(block, links)
        yield "</div>\n"
        if division.crosshead:
            yield "</section>\n"
    yield view("read-on")
    for part in apparatus(article):
        title, behind = escape(part.title, quote=False), render_permalink(context.builder, part.anchor)
        yield f'<section class="pm-apparatus" id="{part.anchor}">\n<h2>{title}{behind}</h2>\n'
        yield view(part.view)
        yield "</section>\n"
    yield "</section>\n"


def _block(block: Block, links: Links) -> str:
    """A block and, under it, what the source has in its place."""
    if isinstance(block, Furniture):
        shown = "".join(_passage(each, links) for each in block.passages)
        label = escape(block.label, quote=False)
        whole = f'<details class="pm-furniture">\n<summary>{label}</summary>\n{shown}</details>\n'
        return whole + "".join(map(_received, block.passages))
    if isinstance(block, PullQuote):
        parts = [block.passage, *filter(None, (block.attribution,))]
        shown = "".join(_passage(each, links) for each in parts)
        return html.render_pull_quote(shown, block.passage.repeats) + "".join(map(_received, parts))
    return _passage(block.passage, links, block.dateline) + _received(block.passage, block.dateline)


def _passage(passage: Passage, links: Links, dateline: Passage | None = None) -> str:
    lead = html.render_dateline(dateline.anchor, dateline.tokens, links) if dateline else ""
    return html.render_passage(passage.kind, passage.anchor, passage.tokens, links, lead)


def _received(passage: Passage, dateline: Passage | None = None) -> str:
    return html.render_received(as_received(passage, dateline))
