"""The smaller search: titles, names and quotations in one script, for where Pagefind's index cannot be had.

A script and no JSON, because a page that was opened as a file may load nothing else.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from pressmark.site.search.documents import ARTICLES, HIDDEN, NAMES, Document

FILE: Final = "small-search.js"
MOST_BYTES: Final = 500_000


def small_search(rows: Iterable[str]) -> str:
    """A script that sets what is searched: rows in their order, while they fit. What does not is counted."""
    kept: list[str] = []
    size, left_out = 0, 0
    for row in rows:
        size += len(row.encode()) + 1
        if size > MOST_BYTES:
            left_out += 1
        else:
            kept.append(row)
    known = ",\n".join(kept)
    return f"window.pressmarkSmallSearch={{left_out:{left_out},rows:[\n{known}\n]}};\n"


def rows_of(document: Document, address: Callable[[str], str]) -> Iterator[str]:
    """What is known of a document, as JSON, with an address for each place in it.

    `address` gives the address of a page.
    """
    page = address(document.page)
    if document.searched == ARTICLES:
        yield _row(document, page, outlet=document.outlet, date=document.date)
        return
    for anchor, words in document.passages:
        if anchor.endswith(HIDDEN):
            continue
        if document.searched == NAMES:
            yield _row(document, page, about=document.about, names=words)
        else:
            place = "" if anchor.startswith(HIDDEN) else f"#{anchor}"
            yield _row(document, page + place, by=document.said_by, words=words, date=document.date)


def _row(document: Document, address: str, **about: str) -> str:
    known = {name: value for name, value in about.items() if value}
    row = {"in": document.searched, "page": address, "title": document.title, **known}
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))
