"""What an article's page shows beside its text."""

from typing import Final

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder

from pressmark.model import EntityKind
from pressmark.site import addresses
from pressmark.site import nodes as pm
from pressmark.site.dates import in_words
from pressmark.site.filing import filing_key
from pressmark.site.index import mentions_by_record
from pressmark.site.sources import source_address
from pressmark.site.views.context import Context, counted, joined, remark

_HEADINGS: Final = {
    EntityKind.PERSON: "People",
    EntityKind.ORGANISATION: "Organisations",
    EntityKind.PLACE: "Places",
}


def download(context: Context) -> list[nodes.Node]:
    """A link to the TEI file, where the builder serves it."""
    builder = context.builder
    if not isinstance(builder, StandaloneHTMLBuilder) or not source_address(builder, context.docname):
        return [nodes.Text("TEI")]
    siglum = context.docname.rpartition("/")[2]
    return [
        pm.edition_download(
            "", "TEI file", refuri=source_address(builder, context.docname), filename=f"{siglum}.xml"
        )
    ]


def contents(context: Context) -> list[nodes.Node]:
    """People, organisations, places and quotations of the article."""
    article = context.domain.articles.get(context.docname)
    if article is None:
        return []
    counts = mentions_by_record(article)
    blocks: list[nodes.Node] = []
    for kind, heading in _HEADINGS.items():
        records = [context.index.records[i] for i in counts if i in context.index.records]
        named = sorted((r for r in records if r.kind is kind), key=lambda r: filing_key(r.sort_name))
        if not named:
            continue
        items = []
        for record in named:
            first = counts[record.id][0]
            line = nodes.paragraph("", "", context.record_link(record))
            number = len(counts[record.id])
            times = context.article_link(article, first.anchor, str(number))
            times["reftitle"] = f"{counted(number, 'mention')}; the first"
            line += [nodes.Text(" "), times]
            times["classes"].append("pm-count")
            items.append(nodes.list_item("", line))
        blocks.append(nodes.rubric("", heading))
        blocks.append(nodes.bullet_list("", *items, classes=["pm-names"]))
    if article.utterances:
        said = [context.utterance_item(article, utterance) for utterance in article.utterances]
        blocks.append(nodes.rubric("", "Quotations"))
        blocks.append(nodes.bullet_list("", *said, classes=["pm-quotations"]))
    return blocks or remark("No name and no quotation is marked.")


def citation(context: Context) -> list[nodes.Node]:
    """How to cite the article in this edition."""
    article = context.domain.articles.get(context.docname)
    if article is None:
        return []
    header, edition = article.header, context.edition
    parts: list[list[nodes.Node]] = []
    if header.authors:
        parts.append([nodes.Text(", ".join(author.value for author in header.authors))])
    parts.append([nodes.Text(f"“{header.title or article.siglum}”")])
    if header.outlet:
        parts.append([nodes.emphasis("", header.outlet.value)])
    if header.published:
        parts.append([nodes.Text(in_words(header.published.value))])
    parts.append([nodes.Text("in "), nodes.emphasis("", edition.title)])
    page = addresses.article_page(article.siglum)
    if edition.base_url:
        parts.append([nodes.Text(context.public_address(page))])
    else:
        parts.append([nodes.literal("", page)])
    sentence = nodes.paragraph("", "", nodes.strong("", "Cite as: "), *joined(parts, ", "), nodes.Text("."))
    sentence += nodes.Text(" Add #p3 for paragraph 3")
    if "cite" in context.domain.env.all_docs:
        sentence += [nodes.Text("; "), context.link("more on citing", "cite")]
    sentence += nodes.Text(".")
    sentence["classes"].append("pm-cite")
    return [sentence]
