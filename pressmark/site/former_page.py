"""The page of a record that was merged into another, and of an article that was withdrawn."""

import re
from typing import Final

from docutils import nodes

from pressmark.model import EntityKind
from pressmark.site import addresses
from pressmark.site.dates import in_words
from pressmark.site.former import FormerPage
from pressmark.site.pieces import internal_link
from pressmark.site.words import N_, _, phrase
from pressmark.tei.ledger import ARTICLE, Entry, Ledger

_DAY: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
# Whole sentences, because languages differ in gender.
_MERGED: Final = {
    EntityKind.PERSON: N_("This person has another record in this edition now: {record}."),
    EntityKind.PLACE: N_("This place has another record in this edition now: {record}."),
    EntityKind.ORGANISATION: N_("This organisation has another record in this edition now: {record}."),
}
_GONE: Final = {
    EntityKind.PERSON: N_("This person has no record in this edition any more."),
    EntityKind.PLACE: N_("This place has no record in this edition any more."),
    EntityKind.ORGANISATION: N_("This organisation has no record in this edition any more."),
}


def build_former_record(entry: Entry, page: FormerPage, successor: str, docname: str) -> nodes.section:
    """The page of a record that is no more; `successor` is the id of the record that stands for it."""
    kind = EntityKind(entry.kind)
    line = nodes.paragraph("", classes=["pm-lead"])
    if successor:
        line += phrase(_(_MERGED[kind]), record=[internal_link(kind.value, successor, "", docname)])
    else:
        line += nodes.Text(_(_GONE[kind]))
    published = _("The record {name} was published from {date}.").format(name=entry.anchor, date=entry.since)
    facts = _facts(entry.reason, published)
    return _page(page.title, line, facts)


def build_tombstone(page: FormerPage, ledger: Ledger) -> nodes.section:
    """The page of an article that was withdrawn: what it was, when and why it went, none of its text."""
    entry = ledger.get(ARTICLE)
    lead = [_("This article is not in this edition any more.")]
    if entry and entry.at:
        lead.append(_("It appeared in {source}.").format(source=_with_days(entry.at)))
    since = min((each.since for each in ledger.values()), default=None)
    if since:
        published = _("It was published here as {name} from {date}.").format(name=page.name, date=since)
    else:
        published = _("It was published here as {name}.").format(name=page.name)
    line = nodes.paragraph("", " ".join(lead), classes=["pm-lead"])
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
