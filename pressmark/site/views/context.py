"""What a view is made from, and the pieces that all views share."""

from collections.abc import Iterable
from dataclasses import dataclass

from docutils import nodes
from sphinx.builders import Builder
from sphinx.errors import NoUri

from pressmark.config import Edition
from pressmark.model import Record
from pressmark.site import addresses
from pressmark.site import nodes as pm
from pressmark.site.dates import in_words
from pressmark.site.domain import EditionDomain, quoted
from pressmark.site.index import EditionIndex
from pressmark.tei.published import Article, Speech, Utterance


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One place on one page."""

    domain: EditionDomain
    builder: Builder
    edition: Edition
    docname: str
    argument: str = ""

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
        built = self.builder.name in ("html", "dirhtml")
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

    def article_line(self, article: Article) -> nodes.paragraph:
        """The line an article is listed by: title, outlet, date."""
        line = nodes.paragraph("", "", self.article_link(article), classes=["pm-source-line"])
        header = article.header
        parts: list[list[nodes.Node]] = []
        if header.outlet:
            parts.append([nodes.Text(header.outlet.value)])
        if header.published:
            parts.append([pm.time(header.published.value, in_words(header.published.value))])
        if parts:
            line += nodes.inline("", " · ", classes=["pm-quiet", "pm-separator"])
            line += nodes.inline("", "", *joined(parts, " · "), classes=["pm-quiet"])
        return line

    def utterance_item(
        self, article: Article, utterance: Utterance, *, leave_out: str = ""
    ) -> nodes.list_item:
        """A quotation in a list: its words as a link to them, then who else was in it.

        `leave_out` is the id of the speaker the list belongs to.
        """
        words = quoted(utterance.words, utterance.mode)
        link = self.article_link(article, utterance.anchor or utterance.paragraph, words)
        language = article.header.language
        quotation = nodes.paragraph("", "", link, classes=["pm-words", f"language-{language}"])
        parts: list[list[nodes.Node]] = []
        if utterance.mode is Speech.INDIRECT:
            parts.append([nodes.Text("reported speech")])
        elif utterance.mode is Speech.UNDECIDED:
            parts.append([nodes.Text("perhaps not speech")])
        others = self.record_links(speaker for speaker in utterance.speakers if speaker != leave_out)
        if others:
            parts.append([nodes.Text("with " if leave_out else ""), *others])
        hearers = self.record_links(hearer for part in utterance.parts for hearer in part.addressees)
        if hearers:
            parts.append([nodes.Text("to "), *hearers])
        media = self.record_links(medium for part in utterance.parts for medium in part.media)
        if media:
            parts.append([nodes.Text("through "), *media])
        if utterance.verbatim:
            inner: list[list[nodes.Node]] = [
                [self.article_link(article, said.anchor, quoted(said.words, said.mode))]
                for said in utterance.verbatim
            ]
            parts.append([nodes.Text("verbatim "), *joined(inner, ", ")])
        if utterance.pull_quote:
            pulled = self.article_link(article, utterance.pull_quote, "pull quote")
            parts.append([nodes.Text("also a "), pulled])
        item = nodes.list_item("", quotation)
        if parts:
            item += nodes.paragraph("", "", *joined(parts, " · "), classes=["pm-quiet"])
        return item


def joined(parts: Iterable[list[nodes.Node]], separator: str) -> list[nodes.Node]:
    """Stretches of nodes in one, with a separator between them."""
    result: list[nodes.Node] = []
    for number, part in enumerate(parts):
        if number:
            result.append(nodes.Text(separator))
        result.extend(part)
    return result


def counted(number: int, noun: str) -> str:
    """A number and its noun: "1 mention", "2 mentions"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def remark(words: str) -> list[nodes.Node]:
    """What stands where there is nothing to list."""
    return [nodes.paragraph("", words, classes=["pm-quiet"])]
