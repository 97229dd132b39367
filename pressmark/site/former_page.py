"""The page of a record that was merged into another, and of an article that was withdrawn."""

import re
from typing import Final

from docutils import nodes

from pressmark.model import EntityKind
from pressmark.site import addresses
from pressmark.site.article_page import internal_link
from pressmark.site.dates import in_words
from pressmark.site.former import FormerPage
from pressmark.tei.ledger import ARTICLE, Entry, Ledger

_DAY: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_NAMES: Final = {
    EntityKind.PERSON: "person",
    EntityKind.PLACE: "place",
    EntityKind.ORGANISATION: "organisation",
}


def build_former_record(entry: Entry, page: FormerPage, successor: str, docname: str) -> nodes.section:
    """The page of a record that is no more; `successor` is the id of the record that stands for it."""
    kind = EntityKind(entry.kind)
    line = nodes.paragraph("", classes=["pm-lead"])
    if successor:
        line += nodes.Text(f"This {_NAMES[kind]} has another record in this edition now: ")
        line += internal_link(kind.value, successor, "", docname)
        line += nodes.Text(".")
    else:
        line += nodes.Text(f"This {_NAMES[kind]} has no record in this edition any more.")
    facts = _facts(entry.reason, f"The record {entry.anchor} was published from {entry.since}.")
    return _page(page.title, line, facts)


def build_tombstone(page: FormerPage, ledger: Ledger) -> nodes.section:
    """The page of an article that was withdrawn: what it was, when and why it went, none of its text."""
    entry = ledger.get(ARTICLE)
    source = f" It appeared in {_with_days(entry.at)}." if entry and entry.at else ""
    since = min((each.since for each in ledger.values()), default=None)
    published = f"It was published here as {page.name}" + (f" from {since}." if since else ".")
    line = nodes.paragraph("", f"This article is not in this edition any more.{source}", classes=["pm-lead"])
    return _page(page.title, line, _facts(entry.reason if entry else "", published))


def _page(title: str, line: nodes.paragraph, facts: list[nodes.Node]) -> nodes.section:
    page = nodes.section("", ids=[addresses.TOP], classes=["pm-gone"])
    page += nodes.title("", title)
    page += line
    page += facts
    return page


def _facts(reason: str, published: str) -> list[nodes.Node]:
    sentence = reason[:1].upper() + reason[1:]
    if sentence and not sentence.endswith((".", "!", "?", "…")):
        sentence += "."
    lines = [sentence] if sentence else []
    return [nodes.paragraph("", _with_days(line), classes=["pm-quiet"]) for line in (*lines, published)]


def _with_days(text: str) -> str:
    """Words with the days in them as people write them."""
    return _DAY.sub(lambda match: in_words(match[0]), text)
