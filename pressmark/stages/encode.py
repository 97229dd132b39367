"""A run over many articles: what is new is encoded, until nothing is older than what it depends on."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pressmark.annotate.recognisers import choose_recogniser
from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.files import read_file
from pressmark.model import Finding, Record, Severity
from pressmark.registers import merge_drafts
from pressmark.stages.article import Outcome, Task, encode_article
from pressmark.stages.cache import Entry, digest, load_cache, save_cache, tool_digest
from pressmark.stages.collect import Seed, as_seeds, seed_files, split_clashes, stray_findings
from pressmark.stages.parallel import spread, workers_of
from pressmark.stages.records import RegisterFiles, added_to, load_registers, write_registers
from pressmark.stages.report import EncodeReport, Note, Progress, silent
from pressmark.tei.names import tei
from pressmark.tei.parse import MAX_BYTES, parse
from pressmark.tei.schema.files import write_schema
from pressmark.tei.write import edited_by_hand, write_file

# New records can change what is found in other articles, and those can propose records in turn.
_MAX_ROUNDS = 3


def encode_edition(
    edition: Edition,
    paths: Iterable[Path] | None = None,
    *,
    check: bool = False,
    progress: Progress = silent,
) -> EncodeReport:
    """Encode into the edition the files given, or all its seeds. With `check`, nothing is written.

    Articles whose inputs are those of the last run are not encoded again. While
    names are missing from the registers because of a fault, nothing is encoded.
    Raises OSError, and PressmarkError if the settings name no usable workers or recogniser.
    """
    choose_recogniser(edition.recogniser, edition.name_model)
    seeds, findings = _select(edition, paths)
    before = load_registers(edition)
    findings += before.findings
    if not before.usable:
        return _stopped(seeds, edition, findings)
    cache = load_cache(edition)
    sorted_out = _sort_out(seeds, edition.articles, cache, edition)
    findings += sorted_out.findings
    known = _Known(tool=tool_digest(edition), root=edition.root, entries=dict(cache))
    after, outcomes, drafts = _rounds(sorted_out.tasks, before, known, edition, progress)
    if not check:
        write_registers(before, after, edition)
        write_schema(edition)
    written = _write(outcomes.values(), check=check)
    if not check:
        save_cache(edition, known.kept(seeds if paths is None else None))
    for task in sorted_out.tasks:
        outcome = outcomes.get(task.seed.path) or known.entries[task.seed.siglum]
        findings += outcome.findings
    failed = sum(outcome.data is None for outcome in outcomes.values())
    return EncodeReport(
        total=len(seeds),
        encoded=len(outcomes) - failed,
        unchanged=len(sorted_out.tasks) - len(outcomes),
        left=sorted_out.left,
        failed=failed + len(sorted_out.findings),
        written=tuple(written),
        drafts=drafts,
        notes=tuple(_outside(task) for task in sorted_out.tasks if task.same_text),
        findings=tuple(findings),
    )


def encode_files(
    paths: Iterable[Path],
    output: Path,
    edition: Edition,
    *,
    check: bool = False,
    progress: Progress = silent,
) -> EncodeReport:
    """Encode files into a folder, each complete in itself, and leave the edition alone.

    The registers of the edition are read for what they know. Raises OSError, and
    PressmarkError if the settings name no usable workers or recogniser.
    """
    choose_recogniser(edition.recogniser, edition.name_model)
    seeds, findings = split_clashes(as_seeds(paths))
    registers = load_registers(edition)
    findings += registers.findings
    if not registers.usable:
        return _stopped(seeds, edition, findings)
    sorted_out = _sort_out(seeds, output, {}, None)
    encode = partial(encode_article, register=registers.register, edition=edition, standalone=True)
    outcomes = list(spread(encode, sorted_out.tasks, workers_of(edition), progress=progress))
    written = _write(outcomes, check=check)
    findings += sorted_out.findings
    findings += [finding for outcome in outcomes for finding in outcome.findings]
    failed = sum(outcome.data is None for outcome in outcomes)
    return EncodeReport(
        total=len(seeds),
        encoded=len(outcomes) - failed,
        left=sorted_out.left,
        failed=failed + len(sorted_out.findings),
        written=tuple(written),
        findings=tuple(findings),
    )


@dataclass(slots=True, kw_only=True)
class _Known:
    """What is known of each article: the cache of the last run, brought up to date during this one."""

    tool: str
    root: Path
    entries: dict[str, Entry]

    def inputs(self, seed: Seed, registers: RegisterFiles) -> str:
        """A digest of all that the article depends on; empty if its seed cannot be read."""
        own = seed.path.relative_to(self.root) if seed.path.is_relative_to(self.root) else seed.path
        try:
            sidecar = seed.sidecar.read_bytes() if seed.sidecar.is_file() else b""
            return digest(
                self.tool.encode(), registers.digest.encode(), bytes(own), seed.path.read_bytes(), sidecar
            )
        except OSError:
            return ""

    def is_fresh(self, seed: Seed, inputs: str, standing: bytes | None) -> bool:
        entry = self.entries.get(seed.siglum)
        if not (entry and inputs and entry.inputs == inputs and standing is not None):
            return False
        return entry.output == digest(standing)

    def kept(self, seeds: Sequence[Seed] | None) -> dict[str, Entry]:
        """The entries worth storing: those of `seeds`, or all."""
        if seeds is None:
            return self.entries
        current = {seed.siglum for seed in seeds}
        return {siglum: entry for siglum, entry in self.entries.items() if siglum in current}


def _rounds(
    tasks: Sequence[Task], registers: RegisterFiles, known: _Known, edition: Edition, progress: Progress
) -> tuple[RegisterFiles, dict[Path, Outcome], tuple[Record, ...]]:
    """Encode what is stale and add what it proposes to the registers, until nothing more is proposed."""
    outcomes: dict[Path, Outcome] = {}
    drafts: tuple[Record, ...] = ()
    for _ in range(_MAX_ROUNDS):
        inputs = {task.seed.path: known.inputs(task.seed, registers) for task in tasks}
        stale = [task for task in tasks if _is_stale(task, inputs[task.seed.path], known, outcomes)]
        encode = partial(encode_article, register=registers.register, edition=edition)
        for outcome in spread(encode, stale, workers_of(edition), progress=progress):
            seed = outcome.task.seed
            outcomes[seed.path] = outcome
            known.entries.pop(seed.siglum, None)
            if outcome.data is not None:
                known.entries[seed.siglum] = Entry(
                    inputs=inputs[seed.path], output=digest(outcome.data), findings=outcome.findings
                )
        # In the order of the tasks, so that the registers do not depend on who was ready first.
        done = [outcomes[task.seed.path] for task in tasks if task.seed.path in outcomes]
        proposals = [record for outcome in done for record in outcome.proposals]
        new = merge_drafts(registers.register, proposals)
        if not new:
            break
        registers = added_to(registers, new, edition)
        drafts += new
    return registers, outcomes, drafts


def _is_stale(task: Task, inputs: str, known: _Known, outcomes: dict[Path, Outcome]) -> bool:
    outcome = outcomes.get(task.seed.path)
    if outcome is None:
        return not known.is_fresh(task.seed, inputs, task.standing)
    # A seed that has failed in this run would fail again, whatever the registers say.
    return outcome.data is not None and not known.is_fresh(task.seed, inputs, outcome.data)


@dataclass(frozen=True, slots=True, kw_only=True)
class _SortedOut:
    """What a run may encode, what a person has taken over, and what is broken as it stands."""

    tasks: tuple[Task, ...]
    left: tuple[Note, ...]
    findings: tuple[Finding, ...]


def _sort_out(
    seeds: Iterable[Seed], folder: Path, cache: dict[str, Entry], edition: Edition | None
) -> _SortedOut:
    """Look at the TEI that stands for each seed. `edition` is None where the TEI is not part of it."""
    tasks: list[Task] = []
    left: list[Note] = []
    findings: list[Finding] = []
    for seed in seeds:
        target = folder / f"{seed.siglum}.xml"
        entry = cache.get(seed.siglum)
        try:
            stands = seed.siglum and os.path.lexists(target)
            standing = read_file(target, MAX_BYTES) if stands else None
            ours = standing is None or (entry is not None and entry.output == digest(standing))
            reason = "" if standing is None or ours else _reason_to_leave(standing, target)
        except PressmarkError as error:
            hint = f"{error.finding.hint}, or delete the file to have it encoded anew"
            findings.append(replace(error.finding, hint=hint))
            continue
        if reason:
            left.append(Note(path=target, message=f"{reason}: left as it is"))
            continue
        outside = edition is not None and not seed.path.is_relative_to(edition.seeds)
        tasks.append(Task(seed=seed, target=target, standing=standing, same_text=outside))
    return _SortedOut(tasks=tuple(tasks), left=tuple(left), findings=tuple(findings))


def _reason_to_leave(standing: bytes, target: Path) -> str:
    """Why a TEI file is a person's and not to be overwritten; empty if it is not. Raises PressmarkError."""
    root = parse(standing, str(target))
    revision = root.find(f"{tei('teiHeader')}/{tei('revisionDesc')}")
    if revision is not None and revision.get("status") == "approved":
        return "approved"
    return "edited by hand" if edited_by_hand(standing) else ""


def _select(edition: Edition, paths: Iterable[Path] | None) -> tuple[list[Seed], list[Finding]]:
    """The seeds of a run, and the findings about files that are none."""
    own = as_seeds(seed_files(edition.seeds))
    if paths is not None:
        names = {seed.path.resolve(): seed.path for seed in own}  # users may come by symbolic links
        return split_clashes(as_seeds(names.get(path.resolve(), path) for path in paths), own)
    seeds, findings = split_clashes(own)
    return seeds, [*findings, *stray_findings(edition.seeds), *_without_seed(own, edition)]


def _without_seed(seeds: Iterable[Seed], edition: Edition) -> Iterator[Finding]:
    known = {seed.siglum for seed in seeds}
    for path in sorted(edition.articles.glob("*.xml")):
        if path.stem not in known:
            yield Finding(
                path=str(path),
                rule="no-seed",
                message="has no seed any more and stays as it is",
                hint=f"put {path.stem}.txt or {path.stem}.html back into seeds/, or delete this file",
                severity=Severity.WARNING,
            )


def _stopped(seeds: Sequence[Seed], edition: Edition, findings: Iterable[Finding]) -> EncodeReport:
    """The report of a run that the registers stopped before it began."""
    note = Note(path=edition.registers, message="names are missing; nothing is encoded until this is mended")
    return EncodeReport(total=len(seeds), failed=len(seeds), notes=(note,), findings=tuple(findings))


def _outside(task: Task) -> Note:
    return Note(path=task.seed.path, message="is not in seeds/: move it there to keep it with the edition")


def _write(outcomes: Iterable[Outcome], *, check: bool) -> list[Path]:
    """Write the TEI that differs from what stands. The paths written, or in a check those that would be."""
    written = []
    for outcome in outcomes:
        target = outcome.task.target
        if outcome.data is None or outcome.data == outcome.task.standing:
            continue
        if not check:
            target.parent.mkdir(parents=True, exist_ok=True)
            write_file(target, outcome.data)
        written.append(target)
    return written
