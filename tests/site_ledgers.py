"""Ledgers for the invented edition of Quillhaven: merged records, retired anchors, a withdrawn article."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from pressmark.config import load_edition
from pressmark.model import EntityKind
from pressmark.tei.ledger import ARTICLE, Entry, Kind, Ledger, State, kind_of, render_ledger

SINCE = date(2031, 5, 7)


def retired(anchor: str, successor: str = "", reason: str = "", *, kind: Kind | None = None) -> Entry:
    kind = kind or kind_of(anchor)
    assert kind
    return Entry(
        anchor=anchor, kind=kind, since=SINCE, state=State.RETIRED, successor=successor, reason=reason,
        text="Tam B." if kind is Kind.PERSON else "",
    )  # fmt: skip


FERRY = (
    retired("m9", "m4", "the name was marked twice"),
    retired("m8", "m9", "the name was marked three times"),
    retired("p9", "p1", "two paragraphs became one"),
    retired("q9", "q2", "a part of the quotation"),
    retired("w1", "", "it was a title"),
    retired("d9", "quillhaven-bell#p1", "the paragraph was moved"),
)
MERGED = (
    retired("brindle-t", "brindle-tam", "merged on 2031-05-08: the same person", kind=Kind.PERSON),
    retired("brindle-tam", "brindle-tamsin", "merged on 2031-05-09: the same person", kind=Kind.PERSON),
    retired("nobody", "", "there never was such a person", kind=Kind.PERSON),
)
FAIR = (
    Entry(
        anchor=ARTICLE, kind=Kind.ARTICLE, since=SINCE, state=State.RETIRED,
        text="The Fair Comes to Quillhaven", at="Quillhaven Courier, 2031-05-06",
        reason="withdrawn on 2031-05-09: it named a child",
    ),
    retired("p1", "", "withdrawn on 2031-05-09: it named a child"),
    retired("q1", "", "withdrawn on 2031-05-09: it named a child"),
)  # fmt: skip


def write(path: Path, entries: Iterable[Entry]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(render_ledger(Ledger(entries)).encode("utf-8"))


def with_ledgers(root: Path) -> Path:
    edition = load_edition(root)
    write(edition.article_ledger("quillhaven-ferry"), FERRY)
    write(edition.article_ledger("quillhaven-fair"), FAIR)
    write(edition.record_ledger(EntityKind.PERSON), MERGED)
    return root
