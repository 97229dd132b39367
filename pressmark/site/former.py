"""What was published once and is no more: retired anchors, records that were merged, articles withdrawn.

The ledger says what stands for each of them today. Their addresses stay: an anchor lands beside
its successor, a record's page leads to the page of its successor, a withdrawn article has a page
that says so.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from pressmark.ids import parse_anchor
from pressmark.site.words import _
from pressmark.tei.ledger import ARTICLE, Entry, Ledger
from pressmark.tei.published import Article, FormerAnchor, Token


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerPage:
    """A page that stands for what is no more.

    `kind` is "article" or the kind of a record. `successor` is the page that stands for it
    today; empty where none does. `anchors` are those that an article had.
    """

    name: str  # siglum or record id
    kind: str
    title: str
    successor: str = ""
    anchors: tuple[str, ...] = ()


def with_former_anchors(article: Article, ledger: Ledger) -> Article:
    """The article with its retired anchors: each before what stands for it, if that is in the article.

    All of them are in `Article.former`; those that are in no passage stand for nothing here.
    """
    former = tuple(_former_anchors(ledger))
    if not former:
        return article
    there = {anchor for anchor, _ in article.anchors()}
    by_successor: dict[str, list[FormerAnchor]] = defaultdict(list)
    for each in former:
        if each.successor in there and each.anchor not in there:
            by_successor[each.successor].append(each)
    # What stands for a whole passage begins with the dateline that runs into it.
    leads = {
        after.anchor: before.anchor
        for before, after in pairwise(article.passages)
        if before.run_in and before.anchor
    }
    for anchor in by_successor.keys() & leads.keys():
        by_successor[leads[anchor]] += by_successor.pop(anchor)
    passages = tuple(
        passage._replace(tokens=tuple(_placed(passage.anchor, passage.tokens, by_successor)))
        for passage in article.passages
    )
    return replace(
        article, passages=passages, former=tuple(each for each in former if each.anchor not in there)
    )


def placeless(article: Article) -> list[FormerAnchor]:
    """The retired anchors that no part of the article stands for."""
    there = {anchor for anchor, _ in article.anchors()}
    return [each for each in article.former if each.successor not in there]


def former_article(siglum: str, ledger: Ledger) -> FormerPage:
    """The page of an article that is no more."""
    entry = ledger.get(ARTICLE) or next(iter(ledger.values()), None)
    return FormerPage(
        name=siglum,
        kind="article",
        title=(entry.text if entry else "") or siglum,
        anchors=tuple(anchor for anchor in ledger if parse_anchor(anchor)),
    )


def successor_of(record_id: str, former: Mapping[str, Entry], known: Iterable[str]) -> str:
    """The id of the record that stands for one today; empty if none does, or they go in a circle."""
    seen: set[str] = set()
    while record_id not in known:
        if record_id in seen or record_id not in former:
            return ""
        seen.add(record_id)
        record_id = former[record_id].successor
    return record_id


def what_became(former: FormerAnchor) -> tuple[str, str, str]:
    """The words of a line on a former anchor: before the link to its successor, the link's, behind it."""
    reason = f": {former.reason}" if former.reason else ""
    if not reason.endswith((".", "!", "?", "…")):
        reason += "."
    if not former.successor:
        gone = _("What was cited here as {anchor} is no longer marked")
        return gone.format(anchor=former.anchor) + reason, "", ""
    moved = _("What was cited here as {anchor} is now {successor}")
    before, _link, after = moved.partition("{successor}")
    return before.format(anchor=former.anchor), former.successor, after + reason


def _former_anchors(ledger: Ledger) -> Iterator[FormerAnchor]:
    for anchor, entry in ledger.items():
        if not entry.is_live and parse_anchor(anchor):
            try:
                successor = ledger.resolve(anchor) or ""
            except ValueError:  # a circle, which the check of the anchors reports
                successor = ""
            yield FormerAnchor(anchor=anchor, successor=successor, reason=entry.reason)


def _placed(
    anchor: str, tokens: Iterable[Token], by_successor: Mapping[str, list[FormerAnchor]]
) -> Iterator[Token]:
    """The tokens of a passage, with former anchors before what stands for them."""
    yield from by_successor.get(anchor, ()) if anchor else ()
    for token in tokens:
        yield from by_successor.get(getattr(token, "anchor", ""), ())
        yield token
