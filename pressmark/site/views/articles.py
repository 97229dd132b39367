"""What an article's page shows beside its text."""

from typing import Final

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder

from pressmark.model import EntityKind
from pressmark.site import nodes as pm
from pressmark.site.filing import filing_key
from pressmark.site.index import mentions_by_record
from pressmark.site.sources import source_address
from pressmark.site.views.context import Context, counted, remark

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
