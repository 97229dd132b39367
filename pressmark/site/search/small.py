"""The smaller search: titles, names and quotations in one script, for where Pagefind's index cannot be had.

A script and no JSON, because a page that was opened as a file may load nothing else.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any, Final

from pressmark.site.search.documents import ARTICLES, HIDDEN, NAMES, QUOTATIONS, Document

FILE: Final = "small-search.js"
MOST_BYTES: Final = 500_000
_ORDER: Final = (NAMES, ARTICLES, QUOTATIONS)


def small_search(documents: Iterable[Document], address: Callable[[str], str]) -> str:
    """A script that sets what is searched: names, then titles, then quotations, while they fit.

    `address` gives the address of a page. What does not fit is counted.
    """
    rows: list[str] = []
    size, left_out = 0, 0
    for document in sorted(documents, key=lambda document: _ORDER.index(document.searched)):
        for row in _rows(document, address(document.page)):
            written = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
            size += len(written.encode()) + 1
            if size > MOST_BYTES:
                left_out += 1
            else:
                rows.append(written)
    known = ",\n".join(rows)
    return f"window.pressmarkSmallSearch={{left_out:{left_out},rows:[\n{known}\n]}};\n"


def _rows(document: Document, address: str) -> Iterable[dict[str, Any]]:
    """What is known of a document, with an address for each place in it."""
    if document.searched == ARTICLES:
        about = {"outlet": document.outlet, "date": document.date}
        yield _row(ARTICLES, address, document.title, **about)
        return
    for anchor, words in document.passages:
        if anchor.endswith(HIDDEN):
            continue
        if document.searched == NAMES:
            about = {"about": document.about, "names": words}
            yield _row(NAMES, address, document.title, **about)
        else:
            about = {"by": document.said_by, "words": words, "date": document.date}
            place = "" if anchor.startswith(HIDDEN) else f"#{anchor}"
            yield _row(QUOTATIONS, f"{address}{place}", document.title, **about)


def _row(searched: str, address: str, title: str, **about: str) -> dict[str, Any]:
    known = {name: value for name, value in about.items() if value}
    return {"in": searched, "page": address, "title": title, **known}
