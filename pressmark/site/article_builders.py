"""The builders of HTML: Sphinx's own, which write the page of an article past docutils."""

from typing import Final

from docutils import nodes
from sphinx.builders.dirhtml import DirectoryHTMLBuilder

from pressmark.site.article_html import article_html
from pressmark.site.builders import EditionPages
from pressmark.site.links import PageLinks
from pressmark.site.nodes import tei_article
from pressmark.site.views.context import view_context

# What docutils puts into the head of every page.
_META: Final = '<meta name="viewport" content="width=device-width, initial-scale=1" />\n'


class ArticlePages(EditionPages):
    """Writes the leaf that an article is. All else on the page, and in a template, is as with any page."""

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write a page."""
        leaf = next(doctree.findall(tei_article), None)
        if leaf is None:
            super().write_doc(docname, doctree)
            return
        self.current_docname = docname
        context = view_context(self, docname)
        body = article_html(leaf.article, context, PageLinks(self, docname, context.domain.records))
        self.handle_page(docname, self.get_doc_context(docname, body, _META), event_arg=doctree)


class EditionHTMLBuilder(ArticlePages):
    """HTML, one file for each page."""


class EditionDirectoryHTMLBuilder(ArticlePages, DirectoryHTMLBuilder):
    """HTML, one folder for each page."""
