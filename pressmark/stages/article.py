"""Encoding one article: a pure function of its seed, its sidecar, the registers and its TEI as it stands."""

from dataclasses import dataclass
from pathlib import Path

from pressmark.annotate import annotate
from pressmark.annotate.recognisers import choose_recogniser
from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.model import Finding, Record, Register, SourceDocument
from pressmark.seeds import read_seed
from pressmark.stages.collect import Seed
from pressmark.stages.report import internal
from pressmark.tei.build import build_article
from pressmark.tei.parse import parse
from pressmark.tei.text import source_text
from pressmark.tei.validation.conservation import first_difference
from pressmark.tei.write import serialise


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One article to encode: its seed, and its TEI as it stands, if there is one."""

    seed: Seed
    target: Path
    standing: bytes | None
    same_text: bool = False  # refuse to replace a TEI that holds another text


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a task: its TEI, or None where a finding says what stopped it."""

    task: Task
    data: bytes | None
    proposals: tuple[Record, ...] = ()
    findings: tuple[Finding, ...] = ()


def encode_article(task: Task, register: Register, edition: Edition, *, standalone: bool = False) -> Outcome:
    """Encode one article. Whatever is wrong with it is in the findings of the outcome; nothing is raised."""
    try:
        return _encode(task, register, edition, standalone)
    except PressmarkError as error:
        return Outcome(task=task, data=None, findings=(error.finding,))
    except Exception as error:  # one article must not take the others of a long run down with it
        return Outcome(task=task, data=None, findings=(internal(task.seed.path, error, "encoded"),))


def _encode(task: Task, register: Register, edition: Edition, standalone: bool) -> Outcome:
    document = read_seed(task.seed.path, max_bytes=edition.max_seed_bytes)
    previous = None if task.standing is None else parse(task.standing, str(task.target))
    if previous is not None and task.same_text and source_text(previous) != document.text:
        raise PressmarkError(_other_text(task))
    annotations = annotate(document, register, choose_recogniser(edition.recogniser, edition.name_model))
    root = build_article(document, annotations, register, edition, previous=previous, standalone=standalone)
    data = serialise(root)
    _check_lossless(document, data, task.target)
    findings = (*document.findings, *annotations.findings)
    return Outcome(
        task=task,
        data=data,
        proposals=annotations.proposals,
        findings=tuple(finding for finding in findings if finding.rule not in document.meta.accepted),
    )


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
