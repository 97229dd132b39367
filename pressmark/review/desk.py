"""An editor's desk: the articles as they are on disk, decisions carried out on them, and their undoing.

A decision is made on the bytes that a page was made from. If the file has changed since, the
decision is carried out on the newer bytes where what it is about is still the same, and
stopped where it is not.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import RLock
from typing import Final

from pressmark.config import REGISTER_FILES, Edition, Editor
from pressmark.errors import PressmarkError
from pressmark.files import read_if_there
from pressmark.ids import AnchorKind, is_siglum, make_pointer
from pressmark.model import EntityKind, Record
from pressmark.review.credit import counted, pointer, status_set, verb_of
from pressmark.review.decisions import Decision, DecisionError, Proof, changes_of
from pressmark.review.memory import remembered
from pressmark.review.search import Catalogue
from pressmark.review.sheet import ChangedError, NoArticleError, Sheet, carried, read_sheet
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
from pressmark.tei.ledger import ARTICLE, Ledger
from pressmark.tei.merge.by_hand import noted_besides
from pressmark.tei.parse import MAX_BYTES, parse
from pressmark.tei.revision import signed
from pressmark.tei.write import remove_file, write_file

_COMMAND: Final = "pressmark review"
# How many versions of files, as pages showed them, are kept for decisions that are still to come from there.
VERSIONS: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that was done and can be undone: each file's bytes before and after; None for no file.

    `siglum` and `anchor` say where in which article it was done; empty where that is in none.
    No two steps of a session have one number.
    """

    number: int
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
        self._shown: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._steps: list[Step] = []
        self._numbers = count(1)
        self._catalogue: tuple[str, RegisterFiles, Catalogue] | None = None

    # Reading

    def sigla(self) -> list[str]:
        """The articles of the edition, in the order of the alphabet."""
        return sorted(path.stem for path in self.edition.articles.glob("*.xml") if is_siglum(path.stem))

    def sheet(self, siglum: str) -> Sheet:
        """An article as it is on disk now. Raises NoArticleError, OSError, PressmarkError."""
        if not is_siglum(siglum):
            raise NoArticleError("There is no such article.")
        path = self.edition.article_path(siglum)
        data = read_if_there(path, MAX_BYTES)
        if data is None:
            gone = self.ledger(siglum).get(ARTICLE)
            raise NoArticleError(f"{siglum} was {gone.reason}" if gone else "There is no such article.")
        return read_sheet(siglum, data, str(path))

    def shown(self, siglum: str) -> Sheet:
        """An article for a page from which decisions will come. Raises as `sheet` does."""
        sheet = self.sheet(siglum)
        with self._mutex:
            self._shown[siglum, sheet.version] = sheet.data
            self._shown.move_to_end((siglum, sheet.version))
            while len(self._shown) > VERSIONS:
                self._shown.popitem(last=False)
        return sheet

    def seen(self, siglum: str, version: str, anchors: tuple[str, ...] = ()) -> Sheet:
        """An article as a page showed it; `anchors` are the marks that are decided about there.

        Raises ChangedError if the file is not in that version and nobody remembers what was in it;
        and as `sheet` does.
        """
        now = self.sheet(siglum)
        if now.version == version:
            return now
        with self._mutex:
            data = self._shown.get((siglum, version))
        if data is None:
            raise ChangedError(None, now, anchors)
        return read_sheet(siglum, data, str(self.edition.article_path(siglum)))

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

    def decide(
        self, siglum: str, version: str, decisions: Sequence[Decision], words: str, new: Record | None = None
    ) -> Sheet:
        """Carry out decisions on an article, all or none, and write it with its ledger.

        `version` is that of the sheet which the editor saw; `words` say what was done, for undoing.
        A `new` record, which decisions may point to, is added with them, or not at all.
        Raises ChangedError, DecisionError, NoArticleError, OSError, PressmarkError.
        """
        with self._writing():
            before = sheet = self.sheet(siglum)
            if sheet.approved:
                raise DecisionError("the article is approved: set it to draft or checked first")
            if sheet.version != version:
                seen = self.seen(siglum, version, tuple(at for each in decisions for at in each.anchors))
                decisions = [carried(decision, seen, sheet) for decision in decisions]
            ledger = self.ledger(siglum)
            day = today()
            records = self.registers().register.by_id()
            if new is not None:
                records = {**records, new.id: new}
            for decision in decisions:
                sheet = self._edited(sheet, self._changes(decision, sheet, ledger, records))
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
            self._write(before, sheet, ledger, words, anchor, new)
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

    def _changes(
        self, decision: Decision, sheet: Sheet, ledger: Ledger, records: Mapping[str, Record]
    ) -> list[Change]:
        def next_anchor(kind: AnchorKind) -> int:
            return max(sheet.pieces.highest(kind), ledger.highest(kind)) + 1

        proof = Proof(
            pieces=sheet.pieces,
            editor=pointer(self.editor),
            records=records,
            next_anchor=next_anchor,
        )
        return changes_of(decision, proof)

    def _edited(self, sheet: Sheet, changes: Sequence[Change]) -> Sheet:
        try:
            return read_sheet(
                sheet.siglum, edit(sheet.data, changes), str(self.edition.article_path(sheet.siglum))
            )
        except EditError as error:
            raise DecisionError(str(error)) from error

    def _write(
        self,
        before: Sheet,
        after: Sheet,
        ledger: Ledger,
        words: str,
        anchor: str = "",
        new: Record | None = None,
    ) -> None:
        """Write a new record, an article and then its ledger.

        If that is cut off, no pointer leads to nothing, and the next run tells what was done.
        """
        path = self.edition.article_path(after.siglum)
        paths = [path, self.edition.article_ledger(after.siglum), *(self._record_paths(new) if new else ())]
        with self._step(words, paths, after.siglum, anchor):
            if _bytes(path) != before.data:  # by an editor of text, who knows of no lock
                raise ChangedError(before, self.sheet(after.siglum), ())
            if new is not None:
                self._write_record(new)
            write_file(path, after.data)
            lines = remembered(ledger, before.pieces, after.pieces, today())
            lines = noted_besides(lines, parse(after.data, after.siglum))
            if lines != ledger:
                write_article_ledger(self.edition, after.siglum, lines)

    # Records

    def new_record(self, kind: EntityKind, name: str, description: str, record_id: str = "") -> Record:
        """A record that is still to be written. Raises ValueError as `stages.new_record`, PressmarkError."""
        register = self._sound_registers().register
        return new_record(register, kind, name, record_id=record_id, description=description)

    def add_record(self, kind: EntityKind, name: str, description: str, record_id: str = "") -> Record:
        """Add a record to its register. Raises as `new_record` does, OSError."""
        with self._writing():
            record = self.new_record(kind, name, description, record_id)
            with self._step(f"added the record {record.id}", self._record_paths(record)):
                self._write_record(record)
            return record

    def _write_record(self, record: Record) -> None:
        """Write a new record into its register, and then into the ledger of that. Raises DecisionError."""
        registers, ledger = self._sound_registers(), sound_record_ledger(self.edition, record.kind)
        if record.id in registers.register.by_id():
            raise DecisionError(f"the id {record.id!r} has been taken meanwhile")
        write_registers(registers, added_to(registers, [record], self.edition), self.edition)
        if ledger:
            entries = ledger.with_entries([record_entry(record, today())])
            write_record_ledger(self.edition, record.kind, entries)

    def _record_paths(self, record: Record) -> list[Path]:
        return [*self._register_paths(record.kind), self.edition.record_ledger(record.kind)]

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
            number = next(self._numbers)
            self._steps.append(Step(number=number, words=words, siglum=siglum, anchor=anchor, files=files))

    def undo(self, number: int) -> Step:
        """Undo the last thing done, byte for byte; `number` is that of the step which the editor means.

        Raises DecisionError if nothing was done, if that was not the last, or if a file has been
        changed since by somebody else; OSError.
        """
        with self._writing():
            if not self._steps:
                raise DecisionError("there is nothing to undo")
            step = self._steps[-1]
            if step.number != number:
                raise DecisionError(
                    f"that page would undo what was done before; the last thing done now is: {step.words}"
                )
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


def _bytes(path: Path) -> bytes | None:
    return read_if_there(path, MAX_BYTES)
