"""What stands around the text and is the same on all pages of a folder: made once, not for every page."""

from collections.abc import Callable
from typing import Any, Final

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.jinja2glue import BuiltinTemplateLoader

from pressmark.site.environment import domain_of, project_of
from pressmark.site.frames import FOLDER, FrameTemplates
from pressmark.site.page_frame import is_furo

_HIDE: Final = "hide-toc"  # in the metadata of a page without contents beside the text
_META: Final = "pressmark_meta"  # in the context of a page: its metadata, while others stand there for it

Make = Callable[..., str]


class FrameParts:
    """The parts that one build has made: trees of navigation, links to style sheets and scripts.

    Themes ask for them on every page. Sphinx walks through all toctrees for the tree, and looks up each file
    again for the digest in its address: together that costs more than the article. Pages outside all toctrees
    are nowhere in the tree, and from one folder all addresses are alike, so that one of each serves, and the
    whole frame of a page made from TEI is that of its folder.
    """

    def __init__(self) -> None:
        self._listed: frozenset[str] | None = None  # the pages that stand in a toctree
        self._made: dict[tuple[object, ...], str] = {}
        self._titles: dict[str, nodes.bullet_list] = {}

    def begin(self, _app: Sphinx, builder: Builder) -> None:
        """Forget what was made in an earlier build; read each template once, not whenever it is used."""
        self._listed = None
        self._made.clear()
        self._titles.clear()
        templates = builder.templates if isinstance(builder, StandaloneHTMLBuilder) else None
        if isinstance(templates, BuiltinTemplateLoader):
            templates.environment.auto_reload = False
        if isinstance(templates, FrameTemplates):
            templates.forget()

    def share(
        self,
        app: Sphinx,
        pagename: str,
        _template: str,
        context: dict[str, Any],
        _doctree: nodes.document | None,
    ) -> None:
        """Let a page take what another of its folder has made. To be called before the theme asks."""
        if self._listed is None:
            includes = app.env.toctree_includes
            self._listed = frozenset(page for pages in includes.values() for page in pages)
        if "toctree" in context:
            context["toctree"] = self._titled(app.env, context["toctree"])
        folder, _, page = pagename.rpartition("/")
        if pagename in self._listed or not folder or page == "index":  # it may be published as the folder
            return
        for name in ("toctree", "css_tag", "js_tag"):
            if name in context:
                context[name] = self._shared(folder, name, context[name])
        if project_of(app.env).is_mounted(pagename):
            context[FOLDER] = folder
            if is_furo(app.builder) and not (context["meta"] and _HIDE in context["meta"]):
                # furo copies the contents of a page to see whether there are any, but asks for this first.
                context[_META] = context["meta"]
                context["meta"] = {**(context["meta"] or {}), _HIDE: ""}

    def show_contents(
        self,
        app: Sphinx,
        pagename: str,
        _template: str,
        context: dict[str, Any],
        _doctree: nodes.document | None,
    ) -> None:
        """Let the theme show the contents of a page if there are any. To be called after the theme's own.

        The theme looks for sections in the document, and that of an article has none.
        """
        spared = _META in context
        if spared:
            context["meta"] = context.pop(_META)
        if spared or pagename in domain_of(app.env).articles:
            context["furo_hide_toc"] = not (context["toc"] and context["display_toc"])

    def _titled(self, env: BuildEnvironment, make: Make) -> Make:
        """Make a tree that shows no sections from contents without any: Sphinx copies and drops them all."""

        def titled(*things: Any, **options: Any) -> str:
            if not options.get("titles_only"):
                return make(*things, **options)
            if not self._titles:
                listed = self._listed or ()
                self._titles = env.tocs | {
                    page: _titles(env.tocs[page]) for page in listed if page in env.tocs
                }
            whole, env.tocs = env.tocs, self._titles
            try:
                return make(*things, **options)
            finally:
                env.tocs = whole

        return titled

    def _shared(self, folder: str, name: str, make: Make) -> Make:
        def shared(*things: Any, **options: Any) -> str:
            # A style sheet or script is known by its name and its attributes, for it compares by less.
            known = [
                (str(getattr(thing, "filename", thing)), repr(getattr(thing, "attributes", "")))
                for thing in things
            ]
            key = (folder, name, *known, *sorted(options.items()))
            if key not in self._made:
                self._made[key] = make(*things, **options)
            return self._made[key]

        return shared


def _titles(contents: nodes.bullet_list) -> nodes.bullet_list:
    """A table of contents without the sections of the page, but with the toctrees in them."""
    if any(contents.findall(addnodes.only)):  # which nest in a way of their own
        return contents
    found = contents.deepcopy()
    for section in list(found.findall(nodes.list_item)):
        if section.parent is not found and not any(section.findall(addnodes.toctree)):
            section.parent.remove(section)
    return found
