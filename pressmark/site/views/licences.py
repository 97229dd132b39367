"""What the site has from others: what it is for, who made it, under which licence."""

from docutils import nodes
from sphinx.util.osutil import relative_uri

from pressmark.site.licences import FILE, parts
from pressmark.site.output import BUILDERS
from pressmark.site.pieces import external_link
from pressmark.site.views.context import Context
from pressmark.site.words import _


def licences(context: Context) -> list[nodes.Node]:
    """A list, and the file with the texts of the licences where pages are published."""
    listed = nodes.bullet_list(bullet="-")
    for part, _version in parts():
        licence = _("public domain") if part.licence.startswith("LicenseRef-") else part.licence
        words = nodes.Text(f": {_(part.use)} ({licence})")
        listed += nodes.list_item("", nodes.paragraph("", "", external_link(part.address, part.name), words))
    shown: list[nodes.Node] = [listed]
    if context.builder.name in BUILDERS:
        address = relative_uri(context.builder.get_target_uri(context.docname), FILE)
        link = nodes.reference("", _("The licences in full"), refuri=address, internal=True)
        shown.append(nodes.paragraph("", "", link))
    return shown
