"""What each article adds to the files, kept from one time to the next: only that of new ones is made.

They are by far the most of the files: tables, the corpus, the archives.
"""

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import pressmark
from pressmark.exports.archive import packed
from pressmark.exports.corpus import in_corpus
from pressmark.exports.edition import PublishedEdition
from pressmark.exports.rows import as_csv, as_json
from pressmark.exports.tables import TABLES
from pressmark.exports.text import plain_text
from pressmark.exports.workbook import as_sheet_rows
from pressmark.files import read_file
from pressmark.tei.parse import MAX_BYTES
from pressmark.tei.published import Article

CORPUS: Final = "corpus.xml"
TEI_FILES: Final = "tei.zip"
TEXTS: Final = "texts.zip"

# What the parts are made by: if it changed they are others, whatever the version says.
_MAKERS: Final = ("archive.py", "corpus.py", "parts.py", "rows.py", "tables.py", "text.py", "workbook.py")
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS articles (siglum TEXT PRIMARY KEY, source BLOB);
CREATE TABLE IF NOT EXISTS parts (file TEXT, siglum TEXT, part BLOB, PRIMARY KEY (file, siglum));
"""


class Parts:
    """The parts of all articles of an edition, by the file they belong to."""

    def __init__(self, store: sqlite3.Connection) -> None:
        self._store = store

    def of(self, file: str) -> Iterator[bytes]:
        """The parts of a file, in the order of the articles' sigla."""
        found = self._store.execute("SELECT part FROM parts WHERE file = ? ORDER BY siglum", (file,))
        return (part for (part,) in found)


@contextmanager
def parts_of(edition: PublishedEdition, path: Path) -> Iterator[Parts]:
    """The parts of an edition; `path` is the file that keeps them, which is brought up to date.

    Raises PressmarkError or OSError if an article cannot be read any more, sqlite3.Error if parts cannot
    be kept.
    """
    with closing(_up_to_date(path, edition)) as store:
        yield Parts(store)


def _up_to_date(path: Path, edition: PublishedEdition) -> sqlite3.Connection:
    try:
        return _opened(path, edition)
    except sqlite3.DatabaseError:  # damaged, or of another version: all of it can be made again
        for each in (path, path.with_name(f"{path.name}-journal")):
            each.unlink(missing_ok=True)
        return _opened(path, edition)


def _opened(path: Path, edition: PublishedEdition) -> sqlite3.Connection:
    store = sqlite3.connect(path)
    try:
        # Nothing is lost with it, so that no disk need be waited for.
        store.execute("PRAGMA synchronous = OFF")
        store.executescript(_TABLES)
        _bring_up_to_date(store, edition)
    except BaseException:
        store.close()
        raise
    return store


def _bring_up_to_date(store: sqlite3.Connection, edition: PublishedEdition) -> None:
    known: dict[str, bytes] = dict(store.execute("SELECT siglum, source FROM articles"))
    shared = _shared(edition)
    with store:
        for siglum in known.keys() - {article.siglum for article in edition.articles}:
            store.execute("DELETE FROM articles WHERE siglum = ?", (siglum,))
            store.execute("DELETE FROM parts WHERE siglum = ?", (siglum,))
        for article, path in zip(edition.articles, edition.paths, strict=True):
            siglum, digest = article.siglum, edition.digests[article.siglum]
            source = _source(shared, edition, article, digest)
            if known.get(siglum) == source:
                continue
            data = read_file(path, MAX_BYTES)
            if hashlib.sha256(data).hexdigest() != digest:
                source = b""  # the file has changed since it was read: made again the next time
            store.execute("REPLACE INTO articles VALUES (?, ?)", (siglum, source))
            store.executemany(
                "REPLACE INTO parts VALUES (?, ?, ?)",
                ((file, siglum, part) for file, part in _made(edition, article, data, path).items()),
            )


def _made(edition: PublishedEdition, article: Article, data: bytes, path: Path) -> Mapping[str, bytes]:
    """What an article adds to each file; `data` is its TEI."""
    parts: dict[str, bytes] = {}
    for table in TABLES:
        if table.of_article:
            rows = list(table.of_article(edition, article))
            parts[f"{table.name}.csv"] = as_csv(rows)
            parts[f"{table.name}.json"] = as_json(table, rows)
            parts[f"{table.name}.xlsx"] = as_sheet_rows(rows)
    parts[CORPUS] = in_corpus(data, path)
    parts[TEI_FILES] = packed(data)
    parts[TEXTS] = packed(plain_text(article).encode())
    return parts


def _shared(edition: PublishedEdition) -> bytes:
    """What the parts of all articles depend on."""
    makers = [(Path(__file__).parent / name).read_bytes() for name in _MAKERS]
    facts = (pressmark.__version__, edition.settings.base_url, edition.page_suffix, makers)
    return hashlib.sha256(repr(facts).encode()).digest()


def _source(shared: bytes, edition: PublishedEdition, article: Article, digest: str) -> bytes:
    """A digest of what the parts of an article are made of; `digest` is that of its file."""
    speakers = {speaker for utterance in article.every_utterance() for speaker in utterance.speakers}
    names = [edition.names.get(speaker, speaker) for speaker in sorted(speakers)]
    return hashlib.sha256(repr((shared, digest, names)).encode()).digest()
