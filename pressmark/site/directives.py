"""What prose pages use to show the edition: the directive `edition` and the role `count`."""

from typing import ClassVar, Final

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from pressmark.site import nodes as pm
from pressmark.site.domain import NAME
from pressmark.site.environment import domain_of
from pressmark.site.views import PUBLIC

COUNTED: Final = ("articles", "people", "places", "organisations", "quotations", "mentions", "dates")

logger = logging.getLogger(__name__)


class EditionDirective(SphinxDirective):
    """A part of a page that is made from the whole edition. The argument names the view."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, object]] = {}  # type: ignore[assignment]

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        if name not in PUBLIC:
            raise self.error(f"there is no view {name!r}; use one of {', '.join(PUBLIC)}")
        domain_of(self.env).note_view(self.env.docname, name)
        return [pm.view(name, self.env.docname)]


class CountRole(SphinxRole):
    """How many articles, people, … the edition holds."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        if self.text not in COUNTED:
            logger.warning(
                "cannot count %r; use one of %s",
                self.text,
                ", ".join(COUNTED),
                location=self.get_location(),
                type=NAME,
                subtype="reference",
            )
            return [nodes.Text(self.text)], []
        domain_of(self.env).note_view(self.env.docname, "count")
        return [pm.view("count", self.env.docname, self.text)], []
