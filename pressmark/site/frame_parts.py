"""What stands around the text and is the same on all pages of a folder: made once, not for every page."""

from collections.abc import Callable
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.jinja2glue import BuiltinTemplateLoader

Make = Callable[..., str]


class FrameParts:
    """The parts that one build has made: trees of navigation, links to style sheets and scripts.

    Themes ask for them on every page. Sphinx walks through all toctrees for the tree, and looks up each file
    again for the digest in its address: together that costs more than the article. Pages outside all toctrees
    are nowhere in the tree, and from one folder all addresses are alike, so that one of each serves.
    """

    def __init__(self) -> None:
        self._listed: frozenset[str] | None = None  # the pages that stand in a toctree
        self._made: dict[tuple[object, ...], str] = {}

    def begin(self, _app: Sphinx, builder: Builder) -> None:
        """Forget what was made in an earlier build; read each template once, not whenever it is used."""
        self._listed = None
        self._made.clear()
        templates = builder.templates if isinstance(builder, StandaloneHTMLBuilder) else None
        if isinstance(templates, BuiltinTemplateLoader):
            templates.environment.auto_reload = False

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
        folder, _, page = pagename.rpartition("/")
        if pagename in self._listed or not folder or page == "index":  # it may be published as the folder
            return
        for name in ("toctree", "css_tag", "js_tag"):
            if name in context:
                context[name] = self._shared(folder, name, context[name])

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
