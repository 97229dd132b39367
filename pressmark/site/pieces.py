"""Pieces that pages are put together from, as docutils nodes."""

from docutils import nodes
from sphinx.addnodes import pending_xref

from pressmark.site.domain import NAME
from pressmark.site.words import _


def section(anchor: str, title: str, *content: nodes.Node) -> nodes.section:
    """A section under the text of a page."""
    return nodes.section("", nodes.title("", title), *content, ids=[anchor], classes=["pm-apparatus"])


def citing_section(view: nodes.Element) -> nodes.section:
    """The section that says how to cite the page."""
    return section("cite-this", _("Cite this"), view)


def field(name: str, *content: nodes.Node) -> nodes.field:
    """One row of a list of facts."""
    return nodes.field(
        "", nodes.field_name("", name), nodes.field_body("", nodes.paragraph("", "", *content))
    )


def external_link(url: str, words: str = "") -> nodes.Node:
    """A link out of the site, if the address is one that browsers may safely follow."""
    if not leads_out(url):
        return nodes.Text(words or url)
    return nodes.reference("", words or url, refuri=url, internal=False)


def leads_out(address: str) -> bool:
    """Whether an address leads out of the site, by a way that browsers may safely follow."""
    return address.startswith(("https://", "http://"))


def internal_link(role: str, target: str, words: str, docname: str) -> pending_xref:
    """A link to an article or record that Sphinx resolves once everything was read."""
    return pending_xref(
        "", nodes.inline("", words), refdomain=NAME, reftype=role, reftarget=target,
        refexplicit=bool(words), refwarn=False, refdoc=docname,
    )  # fmt: skip
