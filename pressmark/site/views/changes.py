"""What people have corrected in the edition, from the headers of its articles."""

from itertools import groupby
from typing import Final

from docutils import nodes

from pressmark.site import nodes as pm
from pressmark.site.dates import in_words
from pressmark.site.feeds import FEED, every_correction
from pressmark.site.views.context import Context, remark
from pressmark.site.words import _, numeral
from pressmark.tei.published import Article, Change

_MOST: Final = 500  # so that the page does not grow without bound


def corrections(context: Context) -> list[nodes.Node]:
    """Every correction by a person, the newest first, by year."""
    found = list(every_correction(context.index.articles))
    blocks: list[nodes.Node] = []
    if context.edition.base_url and context.builder.format == "html":
        # The feed lies at the root of the site, where the pages that people write lie, too.
        up = "../" * context.docname.count("/")
        link = nodes.reference(
            "", _("New and corrected articles as a feed (Atom)"), refuri=f"{up}{FEED}", internal=True
        )
        blocks.append(nodes.paragraph("", "", link))
    if not found:
        return blocks + remark(_("No correction is noted in any article yet."))
    for year, group in groupby(found[:_MOST], key=lambda pair: pair[1].when[:4]):
        blocks.append(
            nodes.rubric("", year or _("Without a date"), classes=["pm-letter"], **{"heading-level": 2})
        )
        items = [_item(context, article, change) for article, change in group]
        blocks.append(nodes.bullet_list("", *items, classes=["pm-changes"]))
    if len(found) > _MOST:
        older = _("{number} older corrections stand in the headers of the TEI files.")
        blocks += remark(older.format(number=numeral(len(found) - _MOST)))
    return blocks


def _item(context: Context, article: Article, change: Change) -> nodes.list_item:
    line = nodes.paragraph("")
    if change.when:
        line += [pm.time(change.when, in_words(change.when.partition("T")[0])), nodes.Text(" · ")]
    line += context.article_link(article)
    said = nodes.paragraph("", change.words)
    if change.who:
        said += nodes.inline("", f" ({', '.join(change.who)})", classes=["pm-quiet"])
    return nodes.list_item("", line, said)
