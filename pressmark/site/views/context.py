"""What a view is made from, and the pieces that all views share."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

from docutils import nodes
from sphinx.builders import Builder
from sphinx.errors import NoUri

from pressmark.config import Edition
from pressmark.model import Record
from pressmark.site import addresses
from pressmark.site import nodes as pm
from pressmark.site.builders import EditionPages
from pressmark.site.domain import EditionDomain
from pressmark.site.environment import edition_of
from pressmark.site.index import EditionIndex
from pressmark.site.output import BUILDERS
from pressmark.tei.published import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One place on one page."""

    domain: EditionDomain
    builder: Builder
    edition: Edition
    docname: str
    argument: str = ""
    shared: dict[Hashable, str] = field(default_factory=dict)  # HTML that serves all pages of the folder

    def once(self, key: Hashable, make: Callable[[], str]) -> str:
        """HTML that is the same on all pages of the folder, made for the first of them.

        It must hold no address of a page that stands where it links to.
        """
        found = self.shared.get(key)
        if found is None:
            found = self.shared[key] = make()
        return found

    @property
    def in_browser(self) -> bool:
        """Whether the page is for a browser, so that ready HTML may stand on it. A book is not."""
        return self.builder.format == "html" and self.builder.name != "epub"

    @property
    def index(self) -> EditionIndex:
        return self.domain.index

    def address(self, page: str, anchor: str = "") -> str:
        """Where a page or a part of it is, seen from here; empty if the builder leaves that page out."""
        try:
            return self.builder.get_relative_uri(self.docname, page) + (f"#{anchor}" if anchor else "")
        except NoUri:
            return ""

    def link(self, words: str, page: str, anchor: str = "", classes: Iterable[str] = ()) -> nodes.TextElement:
        """A link to a page or a part of it; just the words if the builder leaves that page out."""
        # The link to the page itself is empty, too.
        uri = self.address(page, anchor)
        if not uri and page != self.docname:
            return nodes.inline("", words, classes=list(classes))
        return nodes.reference("", words, refuri=uri, internal=True, classes=list(classes))

    def public_address(self, page: str) -> str:
        """The address under which a page is published, whatever is being built now; relative if unknown."""
        built = self.builder.name in BUILDERS
        return self.edition.base_url + (self.builder.get_target_uri(page) if built else f"{page}.html")

    def record_link(self, record: Record, words: str = "") -> nodes.TextElement:
        page = addresses.record_page(record.kind, record.id)
        return self.link(words or record.name, page, classes=["pm-ref", f"pm-{record.kind}"])

    def article_link(self, article: Article, anchor: str = "", words: str = "") -> nodes.TextElement:
        title = words or article.header.title or article.siglum
        return self.link(title, addresses.article_page(article.siglum), anchor)

    def record_links(self, record_ids: Iterable[str]) -> list[nodes.Node]:
        """Links to records, separated by commas; ids without a record are left out."""
        records = (self.index.records.get(record_id) for record_id in dict.fromkeys(record_ids))
        return joined([[self.record_link(record)] for record in records if record], ", ")


def view_context(builder: Builder, docname: str, argument: str = "") -> Context:
    """A place on a page that a builder writes."""
    domain, project = edition_of(builder.env)
    return Context(
        domain=domain,
        builder=builder,
        edition=project.edition,
        docname=docname,
        argument=argument,
        shared=builder.shared(docname) if isinstance(builder, EditionPages) else {},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlView:
    """What a view shows: HTML for browsers, docutils nodes for all other builders, EPUB among them.

    Only the one that is asked for is made. The HTML is escaped where it is written (`html.escape`), and its
    addresses are those of `Context.address`. As one leaf it costs a hundredth of the same as nodes.
    """

    html: Callable[[Context], str]
    plain: Callable[[Context], list[nodes.Node]]

    def nodes(self, context: Context) -> list[nodes.Node]:
        return [pm.edition_html("", html=self.html(context))] if context.in_browser else self.plain(context)


def joined(parts: Iterable[list[nodes.Node]], separator: str) -> list[nodes.Node]:
    """Stretches of nodes in one, with a separator between them."""
    result: list[nodes.Node] = []
    for number, part in enumerate(parts):
        if number:
            result.append(nodes.Text(separator))
        result.extend(part)
    return result


def remark(words: str) -> list[nodes.Node]:
    """What stands where there is nothing to list."""
    return [nodes.paragraph("", words, classes=["pm-quiet"])]
