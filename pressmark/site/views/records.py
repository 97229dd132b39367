"""What a record's page shows of the articles."""

from typing import Final

from docutils import nodes

from pressmark.site import addresses
from pressmark.site import nodes as pm
from pressmark.site.html import ContextLine
from pressmark.site.views.context import Context, remark
from pressmark.tei.published import Article, TextMention

_WIDTH: Final = 64  # code points of context on either side of a mention


def quotations(context: Context) -> list[nodes.Node]:
    """Everything the record is reported to have said, by article, newest first."""
    found = context.index.spoken.get(context.argument)
    if not found:
        return remark("No quotation in this edition.")
    groups: list[nodes.Node] = []
    for article, utterances in found:
        items = [context.utterance_item(article, said, leave_out=context.argument) for said in utterances]
        groups.append(_group(context, article, nodes.bullet_list("", *items, classes=["pm-quotations"])))
    return groups


def mentions(context: Context) -> list[nodes.Node]:
    """Every mention of the record with the words around it, by article, newest first."""
    found = context.index.mentions.get(context.argument)
    if not found:
        return remark("No article of this edition mentions this record.")
    return [_group(context, article, _concordance(context, article, places)) for article, places in found]


def _group(context: Context, article: Article, items: nodes.Element) -> nodes.Element:
    return nodes.container("", context.article_line(article), items, classes=["pm-group"])


def _concordance(context: Context, article: Article, places: list[TextMention]) -> nodes.Element:
    """The mentions in one article. For HTML they are one leaf: a record may have thousands of them."""
    lines = tuple(_in_context(context, article, mention) for mention in places)
    if context.builder.format == "html":
        return pm.concordance(lines, article.header.language)
    items = []
    for line in lines:
        words = nodes.reference("", line.keyword, refuri=line.href, internal=True) if line.href else None
        around = (nodes.Text(line.before), words or nodes.Text(line.keyword), nodes.Text(line.after))
        items.append(nodes.list_item("", nodes.paragraph("", "", *around)))
    return nodes.bullet_list("", *items)


def _in_context(context: Context, article: Article, mention: TextMention) -> ContextLine:
    """A mention as in a concordance: some words, the mention as a link to itself, some words."""
    left, right = article.context(mention.start, mention.end, mention.passage, _WIDTH)
    text, offset = article.line(mention.passage)
    cut_left = offset + mention.start > len(left)
    cut_right = offset + mention.end + len(right) < len(text)
    return ContextLine(
        before=("… " if cut_left else "") + _one_line(left.lstrip()),
        keyword=" ".join(mention.words.split()),
        after=_one_line(right.rstrip()) + (" …" if cut_right else ""),
        href=context.address(
            addresses.article_page(article.siglum), mention.anchor or article.paragraph_of(mention)
        ),
    )


def _one_line(text: str) -> str:
    return text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
