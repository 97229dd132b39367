"""An article whose pointers to a record are led to another one, and its ledger with it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.files import read_file
from pressmark.ids import is_siglum
from pressmark.model import EntityKind
from pressmark.stages.ledgers import sound_article_ledger
from pressmark.tei.edit import Change, edit
from pressmark.tei.ledger import Entry, Ledger, render_ledger
from pressmark.tei.merge.owners import signature
from pressmark.tei.merge.pieces import Pieces, read_pieces
from pressmark.tei.parse import MAX_BYTES, parse
from pressmark.tei.pointers import anchor_of, pointing, repointed
from pressmark.tei.revision import noted
from pressmark.tei.write import write_article, write_file

_POINTER: Final = re.compile(rf"\b(?:{'|'.join(EntityKind)}):[a-z0-9-]+".encode())


def pointers_in(path: Path) -> set[bytes]:
    """The pointers to records in an article; none in one that is not there or cannot be read."""
    try:
        return {*_POINTER.findall(read_file(path, MAX_BYTES))}
    except PressmarkError:
        return set()


def pointing_files(edition: Edition, pointer: str) -> Iterator[Path]:
    """The articles that hold the words of a pointer. Most are told from their bytes, without parsing.

    Raises PressmarkError for one that cannot be read.
    """
    for path in sorted(edition.articles.glob("*.xml")):
        if is_siglum(path.stem) and pointer.encode() in read_file(path, MAX_BYTES):
            yield path


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleChange:
    """An article with its ledger, as they are and as they are to be written.

    `pointers` is how many elements point elsewhere.
    """

    path: Path
    before: bytes
    data: bytes
    ledger_before: Ledger
    ledger: Ledger
    pointers: int

    def write(self, edition: Edition) -> list[Path]:
        """Write what changed; the paths of what was written."""
        ledger_path = edition.article_ledger(self.path.stem)
        if self.ledger_before:
            write_article(self.path, self.data, ledger_path, render_ledger(self.ledger))
        else:
            write_file(self.path, self.data)
        changed = {self.path: self.data != self.before, ledger_path: self.ledger != self.ledger_before}
        return [path for path, is_new in changed.items() if is_new]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repointing:
    """What is to be done to articles: pointers to one record lead to another, and each article says so.

    Marks of the machine stay the machine's, unless a person `decided` what all of them mean.
    """

    old: str  # a pointer
    new: str
    note: str
    day: date
    editor: str = ""  # a pointer to whoever did it, or empty
    decided: bool = False

    def applied(self, path: Path, edition: Edition, only: frozenset[str] | None = None) -> ArticleChange:
        """What becomes of an article: all its pointers change, or, as a person chose, those of some anchors.

        Raises PressmarkError if a file is at fault, EditError if it cannot be changed.
        """
        before, ledger = read_file(path, MAX_BYTES), sound_article_ledger(edition, path.stem)
        root = parse(before, str(path))
        concerned = {anchor_of(element) for element in pointing(root, self.old)}
        changes: Sequence[Change] = (
            repointed(root, self.old, self.new)
            if only is None
            else repointed(root, self.old, self.new, lambda each: anchor_of(each) in only, checked=True)
        )
        notes = noted(root, self.note, self.day, self.editor) if changes else []
        data = edit(before, [*changes, *notes])
        marks = _marks(
            ledger, concerned, read_pieces(root), read_pieces(parse(data, str(path))), self.decided
        )
        return ArticleChange(
            path=path,
            before=before,
            data=data,
            ledger_before=ledger,
            ledger=ledger.with_entries(marks),
            pointers=len(changes),
        )


def _marks(
    ledger: Ledger, anchors: Iterable[str], before: Pieces, after: Pieces, decided: bool
) -> Iterator[Entry]:
    """What the ledger says from now on of marks whose pointers changed."""
    for anchor in anchors:
        entry, old, new = ledger.get(anchor), before.by_anchor.get(anchor), after.by_anchor.get(anchor)
        if entry is None or not entry.machine or old is None or new is None:
            continue
        if decided:
            yield replace(entry, machine="")
        elif entry.machine == signature(old, before.text):
            yield replace(entry, machine=signature(new, after.text))
