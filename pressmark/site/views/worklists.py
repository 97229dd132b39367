"""The worklists, for editors who look at the site."""

from typing import Final

from docutils import nodes

from pressmark.model import WORKLISTS, Work, Worklist
from pressmark.site import addresses
from pressmark.site.views.context import Context, remark
from pressmark.tei.worklists import worklists as find_worklists

# Entries of each list; whoever has worked through them finds others in the next build.
_SHOWN: Final = 100
_WORDS_LENGTH: Final = 90  # code points


def worklists(context: Context) -> list[nodes.Node]:
    """What there is to look at, list by list, the least certain first."""
    found = find_worklists(context.index.articles, context.index.records.values())
    blocks: list[nodes.Node] = []
    for kind, listed in found.items():
        if listed:
            blocks += _list(context, kind, listed)
    return blocks or remark("There is nothing to do: every article was gone through, every record is whole.")


def _list(context: Context, kind: Worklist, listed: list[Work]) -> list[nodes.Node]:
    title = WORKLISTS[kind]
    heading = nodes.rubric("", f"{title[0].upper()}{title[1:]} ({len(listed):,})", ids=[kind.value])
    heading["heading-level"] = 2
    items = [_item(context, work) for work in listed[:_SHOWN]]
    blocks: list[nodes.Node] = [heading, nodes.bullet_list("", *items, classes=["pm-worklist"])]
    if len(listed) > _SHOWN:
        command = nodes.literal("", f"pressmark todo --kind {kind}")
        rest = nodes.paragraph("", f"and {len(listed) - _SHOWN:,} more, listed by ", command)
        rest["classes"].append("pm-quiet")
        blocks.append(rest)
    return blocks


def _item(context: Context, work: Work) -> nodes.list_item:
    words = work.words if len(work.words) <= _WORDS_LENGTH else f"{work.words[: _WORDS_LENGTH - 2]} …"
    record = context.index.records.get(work.records[0]) if work.records else None
    if work.siglum:
        link = context.link(words, addresses.article_page(work.siglum), work.anchor)
    elif record:
        link = context.record_link(record, words)
    else:
        link = nodes.inline("", words)
    line = nodes.paragraph("", "", link)
    about = [work.action]
    if work.certainty is not None:
        about.insert(0, f"certainty {work.certainty:.2f}")
    if work.siglum and work.anchor:
        about.append(f"{work.siglum}#{work.anchor}")
    line += nodes.inline("", " " + " · ".join(about), classes=["pm-quiet"])
    return nodes.list_item("", line)
