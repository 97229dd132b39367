"""Old addresses that lead on: the page of a merged record sends the reader to the record's new page."""

from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import NoUri

from pressmark.site.domain import NAME
from pressmark.site.output import BUILDERS


def redirect(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Send the reader of a former record's page on at once, without JavaScript, from any server or none."""
    if app.builder.name not in BUILDERS:
        return
    former = app.env.domains[NAME].data["former"].get(pagename)
    if former is None or not former.successor:
        return
    try:
        address = app.builder.get_relative_uri(pagename, former.successor)
    except NoUri:
        return
    context["metatags"] = (
        f'{context.get("metatags") or ""}<meta http-equiv="refresh" content="0; url={escape(address)}" />\n'
    )
    # What themes name as the canonical address of a page.
    base = app.config.html_baseurl
    context["pageurl"] = base + app.builder.get_target_uri(former.successor) if base else address
