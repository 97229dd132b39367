"""Encoding one article: a pure function of its seed, its sidecar, the registers and its TEI as it stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePath

from lxml import etree

from pressmark.annotate import annotate
from pressmark.annotate.recognisers import choose_recogniser
from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.ids import make_pointer
from pressmark.model import Annotations, Finding, Record, Register, SourceDocument
from pressmark.seeds import read_seed
from pressmark.stages.clock import OutOfTimeError, out_of_time, within
from pressmark.stages.collect import Seed
from pressmark.stages.report import internal
from pressmark.tei.build import build_article
from pressmark.tei.edit import edit
from pressmark.tei.ledger import Ledger, render_ledger
from pressmark.tei.merge import Merged, begin, is_approved, merge
from pressmark.tei.merge.by_hand import lost_decisions, missing_file
from pressmark.tei.merge.typed import Reconciled, reconcile
from pressmark.tei.parse import parse, parse_article
from pressmark.tei.revision import credited
from pressmark.tei.text import source_text
from pressmark.tei.validation.conservation import compare, first_difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One article to encode: its seed, its TEI as it stands, if there is one, and its ledger.

    `today` dates what is published for the first time.
    """

    seed: Seed
    target: Path
    standing: bytes | None
    today: date
    ledger: Ledger = field(default_factory=Ledger)
    same_text: bool = False  # refuse to replace a TEI that holds another text
    discard: bool = False  # what people decided in a file that is gone may be lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a task: its TEI, or None where a finding says what stopped it, and its ledger.

    `proposals` are draft records that the TEI points to; `pending` is what would be changed in
    a file that a person approved. `stays` says that the file is left as it is, because its words were
    changed by hand.
    """

    task: Task
    data: bytes | None
    ledger: str = ""
    proposals: tuple[Record, ...] = ()
    findings: tuple[Finding, ...] = ()
    pending: tuple[Finding, ...] = ()
    stays: bool = False


def encode_article(task: Task, register: Register, edition: Edition, *, standalone: bool = False) -> Outcome:
    """Encode one article. Whatever is wrong with it is in the findings of the outcome; nothing is raised."""
    try:
        with within(edition.seconds):
            return _encode(task, register, edition, standalone)
    except PressmarkError as error:
        return Outcome(task=task, data=None, findings=(error.finding,))
    except OutOfTimeError:
        return Outcome(task=task, data=None, findings=(out_of_time(task.seed.path, edition.seconds),))
    except Exception as error:  # one article must not take the others of a long run down with it
        return Outcome(task=task, data=None, findings=(internal(task.seed.path, error, "encoded"),))


def _encode(task: Task, register: Register, edition: Edition, standalone: bool) -> Outcome:
    document = read_seed(task.seed.path, max_bytes=edition.max_seed_bytes)
    if task.standing is None:
        return _encode_anew(task, document, register, edition, standalone)
    path = str(task.target)
    previous = _standing(task.standing, path)
    if task.same_text and source_text(previous) != document.text:
        raise PressmarkError(_other_text(task))
    if standalone or is_approved(previous):
        reconciled = Reconciled(data=task.standing, document=document, seed=document)
    else:
        credits = credited(previous, _editors(edition))
        data = edit(task.standing, credits) if credits else task.standing
        reconciled = reconcile(data, task.ledger, document, path)
    notes = tuple(reconciled.findings(path))
    if reconciled.stays:
        typed = compare(document, reconciled.data, parse(reconciled.data, path), path)
        return Outcome(
            task=task,
            data=reconciled.data,
            ledger=render_ledger(reconciled.noted(task.ledger, task.today)),
            findings=(*document.findings, *notes, *typed),
            stays=True,
        )
    annotations, fresh = _machine(reconciled.document, register, edition, standalone)
    merged = reconciled.finish(merge(reconciled.data, task.ledger, fresh, path=path, today=task.today))
    if not merged.approved:
        _check_lossless(reconciled.document, merged.data, task.target)
    if reconciled.is_typed:
        notes += tuple(compare(document, merged.data, parse(merged.data, path), path))
    outcome = _outcome(task, document, annotations, merged, notes)
    # Words that nobody has accepted yet name nobody.
    known = [each for each in outcome.proposals if any(name in document.text for name in each.names())]
    return replace(outcome, proposals=tuple(known)) if reconciled.is_typed else outcome


def _encode_anew(
    task: Task, document: SourceDocument, register: Register, edition: Edition, standalone: bool
) -> Outcome:
    """Encode an article that has no file, or none that can be read."""
    annotations, fresh = _machine(document, register, edition, standalone)
    path = str(task.target)
    merged = begin(fresh, task.ledger, path=path, today=task.today, editors=_editors(edition))
    if not task.discard and any(task.ledger.by_hand()):
        gone = tuple(missing_file(task.ledger, merged.lost, path, task.seed.siglum))
        return Outcome(task=task, data=None, findings=gone)
    _check_lossless(document, merged.data, task.target)
    return _outcome(task, document, annotations, merged, tuple(lost_decisions(merged.lost, path)))


def _editors(edition: Edition) -> dict[str, str]:
    """The names of those who edit, by what `@resp` says of them."""
    return {f"ed-{editor.id}": editor.name for editor in edition.editors}


def _standing(data: bytes, path: str) -> etree._Element:
    """The TEI as it stands. Raises PressmarkError if it is none."""
    try:
        return parse_article(data, path)
    except PressmarkError as error:
        hint = f"{error.finding.hint}, or run: git restore tei/articles/{PurePath(path).name}"
        raise PressmarkError(replace(error.finding, hint=hint)) from error


def _machine(
    document: SourceDocument, register: Register, edition: Edition, standalone: bool
) -> tuple[Annotations, etree._Element]:
    """What the machine finds in an article, and the TEI that it would write."""
    annotations = annotate(document, register, choose_recogniser(edition.recogniser, edition.name_model))
    return annotations, build_article(document, annotations, register, edition, standalone=standalone)


def _outcome(
    task: Task, document: SourceDocument, annotations: Annotations, merged: Merged, notes: tuple[Finding, ...]
) -> Outcome:
    findings = (*document.findings, *annotations.findings, *notes, *merged.findings)
    return Outcome(
        task=task,
        data=merged.data,
        ledger=render_ledger(merged.ledger),
        proposals=tuple(_referred(annotations.proposals, merged)),
        findings=tuple(finding for finding in findings if finding.rule not in document.meta.accepted),
        pending=merged.pending,
    )


def _referred(proposals: Iterable[Record], merged: Merged) -> Iterator[Record]:
    """The draft records that the TEI points to: those whose marks a person took away are not made again."""
    if not proposals:
        return
    pointers = {
        pointer
        for element in parse(merged.data, "").iter()
        for name in ("ref", "who", "toWhom", "source")
        for pointer in element.get(name, "").split()
    }
    for record in proposals:
        if make_pointer(record.kind, record.id) in pointers:
            yield record


def _check_lossless(document: SourceDocument, data: bytes, target: Path) -> None:
    """Raises PressmarkError unless the text of the TEI is the seed's, character for character."""
    offset = first_difference(document.text, source_text(parse(data, str(target))))
    if offset is not None:
        line, column = document.position(offset)
        raise PressmarkError(
            Finding(
                path=document.path,
                line=line,
                column=column,
                rule="text-lost",
                message="the TEI would not hold the text of the seed from here on; it was not written",
                hint="report this as a fault of Pressmark, with the seed",
            )
        )


def _other_text(task: Task) -> Finding:
    return Finding(
        path=str(task.seed.path),
        rule="siglum-taken",
        message=f"{task.target} holds another text under the same siglum",
        hint="rename the file, or encode it elsewhere with --output FOLDER",
    )
