"""What the builders of HTML have in common: they take a shorter way with the pages of articles and records.

What they make is the same. Sphinx makes each address anew for each link, renders title and contents of each
page as documents of their own, with all transforms, and looks through each page for pictures, tabs, lines of
code and the like; of the pages made from TEI we know what they hold.
"""

from collections import defaultdict
from collections.abc import Hashable, Set
from html import escape
from pathlib import Path
from typing import Any, Final

from docutils import nodes
from docutils.transforms import Transform
from sphinx.application import Sphinx
from sphinx.builders.html import INVENTORY_FILENAME, StandaloneHTMLBuilder
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.transforms.post_transforms import ReferencesResolver

from pressmark.site.article_page import contents
from pressmark.site.environment import domain_of, project_of
from pressmark.site.frames import FrameTemplates
from pressmark.site.inventory import write_inventory
from pressmark.tei.published import Article

# Whose transforms look for what no page made from TEI holds: pictures, tabs, code, marks of Markdown.
_STRANGERS: Final = frozenset({"furo", "myst_parser", "sphinx", "sphinx_design"})


def spare_transforms(app: Sphinx) -> None:
    """Let transforms that cannot find anything on pages made from TEI leave these alone."""
    if isinstance(app.builder, EditionPages):
        transforms = app.registry.post_transforms
        transforms[:] = [_sparing(each) if _is_stranger(each) else each for each in transforms]


def _is_stranger(transform: type[Transform]) -> bool:
    # Records refer to articles, as any page does.
    return transform.__module__.partition(".")[0] in _STRANGERS and transform is not ReferencesResolver


def _sparing(transform: Any) -> type[Transform]:
    """The same transform, which does nothing to pages made from TEI."""

    def apply(self: Any, **options: Any) -> None:
        if not project_of(self.env).is_mounted(self.env.docname):
            transform.apply(self, **options)

    return type(transform.__name__, (transform,), {"apply": apply, "__module__": transform.__module__})


class PageContext(dict[str, Any]):
    """What templates know of a page. Sphinx writes all of it out for its log, whether that is kept or not."""

    def copy(self) -> "PageContext":
        return PageContext(self)

    def __repr__(self) -> str:
        return f"<what templates know of {self.get('pagename', 'every page')}>"


class EditionPages(StandaloneHTMLBuilder):
    """The shorter way."""

    def init(self) -> None:
        """Begin without addresses."""
        super().init()
        self._targets: dict[str, str] = {}
        self._addresses: dict[tuple[str, str], str] = {}
        self._shared: defaultdict[str, dict[Hashable, str]] = defaultdict(dict)

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Forget what an earlier build in this process has shown."""
        super().prepare_writing(docnames)
        self.globalcontext = PageContext(self.globalcontext)
        self._shared.clear()

    def create_template_bridge(self) -> None:
        """Set pages by templates that keep the frame which many have in common."""
        super().create_template_bridge()
        if type(self.templates) is BuiltinTemplateLoader:  # and not one that the project has chosen
            self.templates = FrameTemplates()

    def shared(self, docname: str) -> dict[Hashable, str]:
        """What views have made that serves all pages of a page's folder, which has the same addresses.

        An index may be published as the folder itself, so it has its own.
        """
        folder, _, name = docname.rpartition("/")
        return self._shared[docname if name == "index" else f"{folder}/"]

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """The address of a page from the root of the site, made once."""
        found = self._targets.get(docname)
        if found is None:
            found = self._targets[docname] = super().get_target_uri(docname, typ)
        return found

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """The address of one page from another: from a folder to a page it is made once."""
        folder, _, name = from_.rpartition("/")
        if from_ == to or not folder or name == "index":  # an index may be published as the folder itself
            return super().get_relative_uri(from_, to, typ)
        key = (folder, to)
        found = self._addresses.get(key)
        if found is None:
            found = self._addresses[key] = super().get_relative_uri(from_, to, typ)
        return found

    def dump_inventory(self) -> None:
        """Write what other projects can refer to, unless it was written since any of that changed."""
        written = Path(self.outdir, INVENTORY_FILENAME)
        if written.is_file() and written.stat().st_mtime_ns // 1000 > domain_of(self.env).named:
            return
        write_inventory(written, self.env, self.get_target_uri)

    def write_doc_serialized(self, docname: str, doctree: nodes.document) -> None:
        """Do what is to be done page by page in one process: nothing where there is no picture, no index."""
        if self.indexer is not None or not self._is_apart(docname):
            super().write_doc_serialized(docname, doctree)

    def get_doc_context(self, docname: str, body: str, metatags: str) -> dict[str, Any]:
        """What a template knows of a page."""
        toc = self.env.tocs.get(docname)
        article = domain_of(self.env).articles.get(docname)
        if toc is None or not self._is_apart(docname):
            context = super().get_doc_context(docname, body, metatags)
        else:
            project = self.env.project
            suffix = str(project.doc2path(docname, False))[len(docname) :]
            copied = self.config.html_copy_source
            extra = self.config.html_sourcelink_suffix
            context = {
                "parents": [],
                "prev": None,
                "next": None,
                "title": escape(self.env.longtitles[docname].astext(), quote=False),
                "meta": self.env.metadata.get(docname),
                "body": body,
                "metatags": metatags,
                "rellinks": self.globalcontext["rellinks"][:],
                "sourcename": docname + suffix + ("" if suffix == extra else extra) if copied else "",
                "toc": "" if article else _contents(toc),
                "display_toc": self.env.toc_num_entries[docname] > 1,
                "page_source_suffix": suffix,
            }
        if article:  # Sphinx sees no sections in it
            context["toc"] = _article_contents(article, self.env.titles[docname].astext())
            context["display_toc"] = True
        return context

    def _is_apart(self, docname: str) -> bool:
        """Whether a page takes the shorter way: it is made from TEI, and stands in no toctree."""
        return project_of(self.env).is_mounted(docname) and not self.relations.get(docname)


def _contents(node: nodes.Node) -> str:
    """A table of contents as HTML."""
    if isinstance(node, nodes.reference):
        return _link(node["anchorname"] or "#", node.astext())
    inner = "".join(map(_contents, node.children))
    if isinstance(node, nodes.bullet_list):
        return f"<ul>\n{inner}</ul>\n"
    return f"<li>{inner}</li>\n" if isinstance(node, nodes.list_item) else inner


def _article_contents(article: Article, title: str) -> str:
    """The table of contents of an article's page as HTML."""
    items = "".join(f"<li>{_link(f'#{anchor}', words)}</li>\n" for anchor, words in contents(article))
    return f"<ul>\n<li>{_link('#', title)}<ul>\n{items}</ul>\n</li>\n</ul>\n"


def _link(address: str, words: str) -> str:
    return f'<a class="reference internal" href="{escape(address)}">{escape(words, quote=False)}</a>'
