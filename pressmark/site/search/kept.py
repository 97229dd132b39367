"""The documents as files for Pagefind, kept beside the doctrees: a build makes only those that change.

For each article, and each record that is mentioned, it is kept what its documents were made of, what files
they are, and what the smaller search says of them.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from pressmark.errors import PressmarkError
from pressmark.files import Limit, parse_json, read_file
from pressmark.model import Record
from pressmark.site.addresses import record_page
from pressmark.site.output import write_changed
from pressmark.site.search.documents import (
    ARTICLES,
    NAMES,
    QUOTATIONS,
    Document,
    as_html,
    document_of_record,
    documents_of_article,
    labels,
)
from pressmark.site.search.small import rows_of
from pressmark.tei.published import Article

_LIST: Final = "documents.txt"  # two digests, of the sources and of the documents; then the entries, as JSON
_PAGES: Final = "pages"
_ORDER: Final = (NAMES, ARTICLES, QUOTATIONS)  # of what the smaller search says


class Entry(NamedTuple):
    """What there is of an article or a record."""

    source: str  # a digest of what it was made of
    digest: str  # of its documents
    files: list[str]  # in the folder of pages
    rows: dict[str, list[str]]  # of the smaller search, by what is searched


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What documents are made of: articles and the digests of their files by page, records by id.

    `maker` is a digest of all else that they depend on. Without `indexed` no files are needed.
    """

    articles: Mapping[str, Article]
    digests: Mapping[str, str]
    records: Mapping[str, Record]
    maker: str
    language: str
    address: Callable[[str], str]  # of a page
    indexed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The documents of an edition; `key` is a digest of them."""

    key: str
    pages: Path  # the folder of their files
    entries: Mapping[str, Entry]

    def rows(self) -> Iterator[str]:
        """What the smaller search says: of names, then of articles, then of quotations."""
        for searched in _ORDER:
            for entry in self.entries.values():
                yield from entry.rows.get(searched, ())


def source_digest(sources: Sources) -> str:
    """A digest of all that documents are made of."""
    files = (f"{page} {sources.digests.get(page)}" for page in sorted(sources.articles))
    records = (repr(sources.records[record_id]) for record_id in sorted(sources.records))
    return digest((sources.maker, *files, *records))


def kept_key(folder: Path, source: str) -> str:
    """The digest of the documents in a folder if they were made of what has this digest; else nothing."""
    try:
        key, made_of, _ = read_file(folder / _LIST, Limit.CACHE).split(b"\n", 2)
    except (PressmarkError, ValueError):
        return ""
    return key.decode("ascii", "replace") if made_of == source.encode() else ""


def keep(folder: Path, sources: Sources, source: str) -> Kept:
    """Bring the documents in a folder up to date; `source` is the digest of the sources.

    Raises OSError if they cannot be written.
    """
    path, pages = folder / _LIST, folder / _PAGES
    before = _load(path)
    path.unlink(missing_ok=True)  # whoever is interrupted leaves files of which nobody knows what they are
    if not before:
        shutil.rmtree(pages, ignore_errors=True)
    pages.mkdir(parents=True, exist_ok=True)
    entries: dict[str, Entry] = {}
    for page, made_of, documents in _groups(sources):
        entry = before.get(page)
        if entry is None or entry.source != made_of:
            entry = _made(pages, made_of, documents(), sources)
        entries[page] = entry
    for page, entry in before.items():
        for name in set(entry.files).difference(entries[page].files if page in entries else ()):
            (pages / name).unlink(missing_ok=True)
    key = digest(entry.digest for entry in entries.values())
    write_changed(path, f"{key}\n{source}\n{json.dumps(entries, ensure_ascii=False)}".encode())
    return Kept(key=key, pages=pages, entries=entries)


def remove_kept(folder: Path) -> None:
    """Delete what is kept."""
    shutil.rmtree(folder, ignore_errors=True)


def digest(parts: Iterable[str]) -> str:
    """A digest of parts in order."""
    sha = hashlib.sha256()
    for part in parts:
        sha.update(part.encode())
        sha.update(b"\0")
    return sha.hexdigest()


def _groups(sources: Sources) -> Iterator[tuple[str, str, Callable[[], list[Document]]]]:
    """Page, digest of the sources, and documents of each article and of each record that is mentioned."""
    records, named = sources.records, labels(sources.records.values())
    digests = {
        record_id: digest((sources.maker, repr(record), named[record_id]))
        for record_id, record in records.items()
    }
    mentioned: set[str] = set()
    for page, article in sorted(sources.articles.items()):
        own = sorted(records.keys() & article.records())
        mentioned.update(own)
        made_of = digest((sources.maker, sources.digests.get(page, ""), *map(digests.__getitem__, own)))
        yield page, made_of, partial(documents_of_article, article, records, named)
    for record_id in sorted(mentioned):
        record = records[record_id]
        page = record_page(record.kind, record_id)
        yield page, digests[record_id], partial(_of_record, record)


def _of_record(record: Record) -> list[Document]:
    return [document_of_record(record)]


def _made(pages: Path, source: str, documents: Iterable[Document], sources: Sources) -> Entry:
    """The documents of an article or a record, written."""
    files: list[str] = []
    rows: dict[str, list[str]] = {}
    parts: list[str] = []
    for document in documents:
        rows.setdefault(document.searched, []).extend(rows_of(document, sources.address))
        if sources.indexed:
            files.append(f"{document.path}.html")
            parts.append(as_html(document, sources.language))
            _write(pages / files[-1], parts[-1])
    for said in rows.values():
        parts += said
    return Entry(source, digest(parts), files, rows)


def _write(path: Path, html: str) -> None:
    data = html.encode()
    try:
        path.write_bytes(data)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _load(path: Path) -> dict[str, Entry]:
    """What an earlier build kept; nothing if there is no list, or none that can be read."""
    try:
        stored = read_file(path, Limit.CACHE).split(b"\n", 2)[2]
        return {page: _entry(*values) for page, values in parse_json(stored).items()}
    except (PressmarkError, ValueError, IndexError, TypeError, AttributeError):
        return {}


def _entry(source: str, made: str, files: list[str], rows: dict[str, list[str]]) -> Entry:
    """An entry as it was stored. Raises TypeError or AttributeError for one that is none."""
    return Entry(
        str(source), str(made), [*map(str, files)], {each: [*map(str, said)] for each, said in rows.items()}
    )
