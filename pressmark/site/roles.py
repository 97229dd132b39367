"""The roles `person`, `place`, `organisation`, `article` and `quotation`, and what an unknown target says."""

import difflib
from typing import Final

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.domains import Domain
from sphinx.roles import XRefRole
from sphinx.util import logging

from pressmark.model import EntityKind
from pressmark.site.domain import NAME, EditionDomain

ROLES: Final = (*(kind.value for kind in EntityKind), "article", "quotation")
_SUGGESTIONS: Final = 2

logger = logging.getLogger(__name__)


class EditionRole(XRefRole):
    """A reference into the edition. The role needs no domain in front of it."""

    def __init__(self, kind: str) -> None:
        super().__init__(lowercase=True, warn_dangling=True, innernodeclass=nodes.inline)
        self._kind = kind

    def create_xref_node(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        self.refdomain, self.reftype = NAME, self._kind
        self.classes = ["xref", NAME, f"{NAME}-{self._kind}"]
        return super().create_xref_node()


def warn_unknown(_app: Sphinx, domain: Domain | None, node: pending_xref) -> bool | None:
    """Report a reference to nothing, with what may have been meant."""
    if not isinstance(domain, EditionDomain):
        return None
    role, target = node["reftype"], node["reftarget"]
    near = difflib.get_close_matches(target, domain.candidates(role, target), n=_SUGGESTIONS, cutoff=0.5)
    suggestion = f"; did you mean {' or '.join(near)}?" if near else ""
    logger.warning(
        "there is no %s %r%s", role, target, suggestion, location=node, type=NAME, subtype="reference"
    )
    return True
