"""An editor's desk: the articles as they are on disk, decisions carried out on them, and their undoing.

A decision is made on the bytes that a page was made from. If the file has changed since, the
decision is carried out on the newer bytes where what it is about is still the same, and
stopped where it is not.
"""

import hashlib
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import RLock
from typing import Final

from pressmark.config import REGISTER_FILES, Edition, Editor
from pressmark.errors import PressmarkError
from pressmark.files import read_file, read_if_there
from pressmark.ids import AnchorKind, is_siglum, make_pointer
from pressmark.model import EntityKind, Record, Span
from pressmark.review.credit import counted, pointer, status_set, verb_of
from pressmark.review.decisions import Add, Decision, DecisionError, Move, Proof, chained, changes_of
from pressmark.review.memory import remembered
from pressmark.review.search import Catalogue
from pressmark.stages import RegisterFiles, load_registers, new_record
from pressmark.stages.clock import today
from pressmark.stages.ledgers import (
    record_entry,
    sound_article_ledger,
    sound_record_ledger,
    write_article_ledger,
    write_record_ledger,
)
from pressmark.stages.lock import sole_writer
from pressmark.stages.record_life import MergeReport, merge_records
from pressmark.stages.records import added_to, write_registers
from pressmark.stages.repointing import pointing_files
from pressmark.tei.edit import Change, EditError, edit
from pressmark.tei.ledger import Ledger
from pressmark.tei.merge.pieces import Piece, Pieces, read_pieces
from pressmark.tei.parse import MAX_BYTES, parse
from pressmark.tei.read_header import read_header
from pressmark.tei.revision import signed
from pressmark.tei.write import remove_file, write_file

_COMMAND: Final = "pressmark review"
# How many versions of files are kept for decisions that are still to come from older pages.
_VERSIONS: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """An article as it was read: its bytes, their digest, its pieces, title and status."""

    siglum: str
    data: bytes
    version: str
    pieces: Pieces
    title: str
    status: str

    @property
    def approved(self) -> bool:
        return self.status == "approved"


class ChangedError(Exception):
    """What a decision is about is not in the file any more as the editor saw it."""

    def __init__(self, seen: Sheet | None, now: Sheet, anchors: tuple[str, ...]) -> None:
        super().__init__("the file has changed since the page was made")
        self.seen = seen
        self.now = now
        self.anchors = anchors


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that was done and can be undone: each file's bytes before and after; None for no file.

    `siglum` and `anchor` say where in which article it was done; empty where that is in none.
    """

    words: str
    siglum: str
    anchor: str
    files: tuple[tuple[Path, bytes | None, bytes | None], ...]


class Desk:
    """One editor's session on an edition. Its methods may be called from several threads."""

    def __init__(self, edition: Edition, editor: Editor) -> None:
        self.edition = edition
        self.editor = editor
        self._mutex = RLock()
        self._versions: OrderedDict[str, bytes] = OrderedDict()
        self._steps: list[Step] = []
        self._catalogue: tuple[str, RegisterFiles, Catalogue] | None = None

    # Reading

    def sigla(self) -> list[str]:
        """The articles of the edition, in the order of the alphabet."""
        return sorted(path.stem for path in self.edition.articles.glob("*.xml") if is_siglum(path.stem))

    def sheet(self, siglum: str) -> Sheet:
        """An article as it is on disk now. Raises OSError, KeyError for no siglum, PressmarkError."""
        if not is_siglum(siglum):
            raise KeyError(siglum)
        sheet = self._sheet(siglum, read_file(self.edition.article_path(siglum), MAX_BYTES))
        with self._mutex:
            self._versions[sheet.version] = sheet.data
            self._versions.move_to_end(sheet.version)
            while len(self._versions) > _VERSIONS:
                self._versions.popitem(last=False)
        return sheet

    def _sheet(self, siglum: str, data: bytes) -> Sheet:
        root = parse(data, str(self.edition.article_path(siglum)))
        header = read_header(root)
        return Sheet(
            siglum=siglum,
            data=data,
            version=hashlib.sha256(data).hexdigest(),
            pieces=read_pieces(root),
            title=header.title or siglum,
            status=header.status or "draft",
        )

    def ledger(self, siglum: str) -> Ledger:
        """The ledger of an article. Raises OSError, PressmarkError if a line of it is at fault."""
        return sound_article_ledger(self.edition, siglum)

    def registers(self) -> RegisterFiles:
        """The registers as they are on disk now."""
        return self._registers()[0]

    def catalogue(self) -> Catalogue:
        """The records, ready to be searched."""
        return self._registers()[1]

    def _registers(self) -> tuple[RegisterFiles, Catalogue]:
        files = load_registers(self.edition)
        with self._mutex:
            if self._catalogue is None or self._catalogue[0] != files.digest:
                self._catalogue = files.digest, files, Catalogue(files.register)
            return self._catalogue[1:]

    @property
    def steps(self) -> Sequence[Step]:
        """What can be undone, the first thing first."""
        return tuple(self._steps)

    # Deciding

    def decide(self, siglum: str, version: str, decisions: Sequence[Decision], words: str) -> Sheet:
        """Carry out decisions on an article, all or none, and write it with its ledger.

        `version` is that of the sheet which the editor saw; `words` say what was done, for undoing.
        Raises ChangedError, DecisionError, OSError, PressmarkError.
        """
        with self._writing():
            before = sheet = self.sheet(siglum)
            if sheet.approved:
                raise DecisionError("the article is approved: set it to draft or checked first")
            if sheet.version != version:
                decisions = [self._carried(decision, version, sheet) for decision in decisions]
            ledger = self.ledger(siglum)
            day = today()
            for decision in decisions:
                sheet = self._edited(sheet, self._changes(decision, sheet, ledger))
            done = Counter(verb_of(decision) for decision in decisions for _ in decision.anchors or (None,))
            root = parse(sheet.data, siglum)
            sheet = self._edited(
                sheet,
                [
                    *signed(root, pointer(self.editor)[1:], self.editor.name),
                    *counted(root, done, self.editor, day),
                ],
            )
            anchor = next((anchor for decision in decisions for anchor in decision.anchors), "")
            self._write(before, sheet, ledger, words, anchor)
            return sheet

    def set_status(self, siglum: str, version: str, status: str) -> Sheet:
        """Give an article another status. Raises ChangedError if the file changed, and as `decide` does."""
        with self._writing():
            before = self.sheet(siglum)
            if before.version != version:
                raise ChangedError(self.seen(siglum, version), before, ())
            root = parse(before.data, siglum)
            changes = [
                *signed(root, pointer(self.editor)[1:], self.editor.name),
                *status_set(root, status, self.editor, today()),
            ]
            sheet = self._edited(before, changes)
            self._write(before, sheet, self.ledger(siglum), f"set the status to {status}")
            return sheet

    def _changes(self, decision: Decision, sheet: Sheet, ledger: Ledger) -> list[Change]:
        def next_anchor(kind: AnchorKind) -> int:
            return max(sheet.pieces.highest(kind), ledger.highest(kind)) + 1

        proof = Proof(
            pieces=sheet.pieces,
            editor=pointer(self.editor),
            records=self.registers().register.by_id(),
            next_anchor=next_anchor,
        )
        return changes_of(decision, proof)

    def _edited(self, sheet: Sheet, changes: Sequence[Change]) -> Sheet:
        try:
            return self._sheet(sheet.siglum, edit(sheet.data, changes))
        except EditError as error:
            raise DecisionError(str(error)) from error

    def _write(self, before: Sheet, after: Sheet, ledger: Ledger, words: str, anchor: str = "") -> None:
        """Write an article and then its ledger: the next run tells what was done if this one is cut off."""
        path = self.edition.article_path(after.siglum)
        paths = [path, self.edition.article_ledger(after.siglum)]
        with self._step(words, paths, after.siglum, anchor):
            if read_file(path, MAX_BYTES) != before.data:  # by an editor of text, who knows of no lock
                raise ChangedError(before, self.sheet(after.siglum), ())
            write_file(path, after.data)
            lines = remembered(ledger, before.pieces, after.pieces, today())
            if lines != ledger:
                write_article_ledger(self.edition, after.siglum, lines)

    # A file that changed meanwhile

    def seen(self, siglum: str, version: str) -> Sheet | None:
        """The article as it was on a page; None if that is not known any more."""
        with self._mutex:
            data = self._versions.get(version)
        return None if data is None else self._sheet(siglum, data)

    def _carried(self, decision: Decision, version: str, now: Sheet) -> Decision:
        """The decision for the newer file. Raises ChangedError if what it is about is not the same there."""
        seen = self.seen(now.siglum, version)
        if seen is None or not set(decision.anchors) <= seen.pieces.by_anchor.keys():
            raise ChangedError(seen, now, decision.anchors)
        for anchor in chained(seen.pieces, decision.anchors):
            if anchor not in now.pieces.by_anchor or not same(anchor, seen.pieces, now.pieces):
                raise ChangedError(seen, now, decision.anchors)
        if isinstance(decision, Add | Move):
            span = _carried_span(decision.span, seen.pieces, now.pieces)
            if span is None:
                raise ChangedError(seen, now, decision.anchors)
            return replace(decision, span=span)
        return decision

    # Records

    def add_record(self, kind: EntityKind, name: str, description: str, record_id: str = "") -> Record:
        """Add a record to its register. Raises ValueError as `new_record` does, OSError, PressmarkError."""
        with self._writing():
            registers = self._sound_registers()
            record = new_record(registers.register, kind, name, record_id=record_id, description=description)
            ledger = sound_record_ledger(self.edition, kind)
            paths = [*self._register_paths(kind), self.edition.record_ledger(kind)]
            with self._step(f"added the record {record.id}", paths):
                write_registers(registers, added_to(registers, [record], self.edition), self.edition)
                if ledger:
                    entries = ledger.with_entries([record_entry(record, today())])
                    write_record_ledger(self.edition, kind, entries)
            return record

    def merge(self, keep_id: str, gone_id: str, *, force: bool = False) -> MergeReport:
        """Make two records one. Raises as `merge_records` does."""
        with self._writing():
            gone = self.registers().register.by_id().get(gone_id)
            kinds = [gone.kind] if gone else list(EntityKind)
            articles = [
                path for kind in kinds for path in pointing_files(self.edition, make_pointer(kind, gone_id))
            ]
            ledgers = [self.edition.article_ledger(path.stem) for path in articles]
            records = [self.edition.record_ledger(kind) for kind in kinds]
            paths = [*articles, *ledgers, *records, *self._register_paths(*kinds)]
            with self._step(f"merged {gone_id} into {keep_id}", paths):
                return merge_records(self.edition, keep_id, gone_id, force=force, editor=pointer(self.editor))

    def _register_paths(self, *kinds: EntityKind) -> list[Path]:
        return [self.edition.registers / REGISTER_FILES[kind] for kind in kinds]

    def _sound_registers(self) -> RegisterFiles:
        registers = self.registers()
        if registers.findings:
            raise PressmarkError(registers.findings[0])
        return registers

    # Writing and undoing

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._mutex, sole_writer(self.edition, _COMMAND):
            yield

    @contextmanager
    def _step(self, words: str, paths: Iterable[Path], siglum: str = "", anchor: str = "") -> Iterator[None]:
        """Remember what files hold before and after something is done. If it fails, nothing is remembered."""
        before = {path: _bytes(path) for path in paths}
        yield
        files = tuple((path, old, new) for path, old in before.items() if (new := _bytes(path)) != old)
        if files:
            self._steps.append(Step(words=words, siglum=siglum, anchor=anchor, files=files))

    def undo(self) -> Step:
        """Undo the last thing done, byte for byte.

        Raises DecisionError if nothing was done, or if a file has been changed since by somebody
        else; OSError.
        """
        with self._writing():
            if not self._steps:
                raise DecisionError("there is nothing to undo")
            step = self._steps[-1]
            for path, _, after in step.files:
                if _bytes(path) != after:
                    name = path.relative_to(self.edition.root).as_posix()
                    raise DecisionError(f"{name} has been changed since: undo that by hand")
            for path, before, _ in reversed(step.files):
                if before is None:
                    remove_file(path)
                else:
                    write_file(path, before)
            self._steps.pop()
            return step


def same(anchor: str, one: Pieces, other: Pieces) -> bool:
    """Whether a mark has the same element, attributes and words in two versions of an article."""
    left, right = one.by_anchor[anchor], other.by_anchor[anchor]
    return _essence(left, one) == _essence(right, other)


def _essence(piece: Piece, pieces: Pieces) -> tuple[object, ...]:
    start = piece.span.start
    parts = [(part.start - start, part.end - start, tag) for part, tag in piece.parts]
    return piece.tag, dict(piece.attributes), parts, pieces.words(piece)


def _carried_span(span: Span, seen: Pieces, now: Pieces) -> Span | None:
    """Where the words are in the newer version; None if the block that holds them is not the same there."""
    if seen.text == now.text:
        return span
    for old in seen.blocks:
        new = now.by_anchor.get(old.anchor)
        if old.span.covers(span) and new and now.words(new) == seen.words(old):
            shift = new.span.start - old.span.start
            return Span(span.start + shift, span.end + shift)
    return None


def _bytes(path: Path) -> bytes | None:
    return read_if_there(path, MAX_BYTES)
