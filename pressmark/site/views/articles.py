"""What an article's page shows beside its text."""

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder

from pressmark.site import nodes as pm
from pressmark.site.sources import source_address
from pressmark.site.views.context import Context
from pressmark.site.words import _


def download(context: Context) -> list[nodes.Node]:
    """A link to the TEI file, where the builder serves it."""
    builder = context.builder
    if not isinstance(builder, StandaloneHTMLBuilder) or not source_address(builder, context.docname):
        return [nodes.Text("TEI")]
    siglum = context.docname.rpartition("/")[2]
    return [
        pm.edition_download(
            "", _("TEI file"), refuri=source_address(builder, context.docname), filename=f"{siglum}.xml"
        )
    ]
