"""A run over many articles: what is new is encoded, until nothing is older than what it depends on."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from pressmark.annotate.recognisers import choose_recogniser
from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.files import Limit, holds, read_file, read_if_there, real_path
from pressmark.model import Finding, Record, Severity
from pressmark.registers import merge_drafts
from pressmark.stages.article import Outcome, Task, encode_article
from pressmark.stages.cache import Entry, digest, load_cache, save_cache, tool_digest
from pressmark.stages.clock import today
from pressmark.stages.collect import Seed, as_seeds, seed_files, split_clashes, stray_findings
from pressmark.stages.ledgers import note_records
from pressmark.stages.parallel import spread, workers_of
from pressmark.stages.record_life import follow_merges
from pressmark.stages.records import RegisterFiles, added_to, load_registers, write_registers
from pressmark.stages.report import EncodeReport, Note, Progress, silent
from pressmark.tei.ledger import ARTICLE, Ledger, read_article_ledger, render_ledger, sound
from pressmark.tei.parse import MAX_BYTES, parse_article
from pressmark.tei.schema.files import write_schema
from pressmark.tei.write import write_article, write_file

# New records can change what is found in other articles, and those can propose records in turn.
_MAX_ROUNDS = 3
# Of what is proposed for an approved article, how much is said in the note about it.
_SHOWN = 3


def encode_edition(
    edition: Edition,
    paths: Iterable[Path] | None = None,
    *,
    check: bool = False,
    discard: Collection[str] = (),
    progress: Progress = silent,
    day: date | None = None,
) -> EncodeReport:
    """Encode into the edition the files given, or all its seeds. With `check`, nothing is written.

    `discard` are the sigla of articles whose TEI is missing or damaged and that are encoded anew
    although people had worked on them; what their ledgers remember is done again. `day` dates what is
    published for the first time; by default, it is today.
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
    day = day or today()
    if not check:
        follow_merges(edition, (seed.siglum for seed in seeds), day)
    cache = load_cache(edition)
    tasks, broken = _sort_out(seeds, edition.articles, edition, day, discard)
    findings += broken
    known = _Known(tool=tool_digest(edition), edition=edition, entries=dict(cache))
    after, outcomes, drafts = _rounds(tasks, before, known, edition, progress)
    if not check:
        write_registers(before, after, edition)
        findings += write_schema(edition)
    noted, faults = note_records(edition, after.register, day, check=check)
    findings += faults
    written, ledgers = _write(outcomes.values(), edition, check=check)
    if not check:
        save_cache(edition, known.kept(seeds if paths is None else None))
    pending: dict[Path, tuple[Finding, ...]] = {}
    for task in tasks:
        outcome = outcomes.get(task.seed.path) or known.entries[task.seed.siglum]
        findings += outcome.findings
        if outcome.pending:
            pending[task.target] = outcome.pending
    done = [each for each in outcomes.values() if each.task.target not in pending and not each.stays]
    stay = [outcome.task.target for outcome in outcomes.values() if outcome.stays]
    failed = sum(outcome.data is None for outcome in done)
    return EncodeReport(
        total=len(seeds),
        encoded=len(done) - failed,
        unchanged=len(tasks) - len(done) - len(pending) - len(stay),
        left=(*(_approved(target, changes) for target, changes in pending.items()), *map(_typed, stay)),
        failed=failed + len(broken),
        written=tuple(written),
        noted=(*ledgers, *noted),
        drafts=drafts,
        notes=tuple(_outside(task) for task in tasks if task.same_text),
        pending=tuple(finding for changes in pending.values() for finding in changes),
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
    tasks, broken = _sort_out(seeds, output, None, today(), ())
    encode = partial(encode_article, register=registers.register, edition=edition, standalone=True)
    outcomes = list(spread(encode, tasks, workers_of(edition), progress=progress))
    written, _ = _write(outcomes, None, check=check)
    findings += broken
    findings += [finding for outcome in outcomes for finding in outcome.findings]
    failed = sum(outcome.data is None for outcome in outcomes)
    return EncodeReport(
        total=len(seeds),
        encoded=len(outcomes) - failed,
        left=tuple(_approved(each.task.target, each.pending) for each in outcomes if each.pending),
        failed=failed + len(broken),
        written=tuple(written),
        pending=tuple(finding for outcome in outcomes for finding in outcome.pending),
        findings=tuple(findings),
    )


@dataclass(slots=True, kw_only=True)
class _Known:
    """What is known of each article: the cache of the last run, brought up to date during this one."""

    tool: str
    edition: Edition
    entries: dict[str, Entry]

    def inputs(self, seed: Seed, registers: RegisterFiles) -> str:
        """A digest of all that the article depends on; empty if its seed cannot be read."""
        root = self.edition.root
        own = seed.path.relative_to(root) if seed.path.is_relative_to(root) else seed.path
        try:
            data = read_file(seed.path, self.edition.max_seed_bytes)
            sidecar = read_if_there(seed.sidecar, Limit.SIDECAR) or b""
        except PressmarkError:
            return ""
        return digest(self.tool.encode(), registers.digest.encode(), bytes(own), data, sidecar)

    def is_fresh(self, seed: Seed, inputs: str, standing: bytes | None, ledger: str) -> bool:
        entry = self.entries.get(seed.siglum)
        if not (entry and inputs and entry.inputs == inputs and standing is not None):
            return False
        return entry.output == digest(standing, ledger.encode("utf-8"))

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
                    inputs=inputs[seed.path],
                    output=digest(outcome.data, outcome.ledger.encode("utf-8")),
                    findings=outcome.findings,
                    pending=outcome.pending,
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
        return not known.is_fresh(task.seed, inputs, task.standing, render_ledger(task.ledger))
    # A seed that has failed in this run would fail again, whatever the registers say.
    return outcome.data is not None and not known.is_fresh(task.seed, inputs, outcome.data, outcome.ledger)


def _sort_out(
    seeds: Iterable[Seed], folder: Path, edition: Edition | None, day: date, discard: Collection[str]
) -> tuple[list[Task], list[Finding]]:
    """What to encode, and what is broken as it stands. `edition` is None where the TEI is not part of it."""
    tasks: list[Task] = []
    findings: list[Finding] = []
    for seed in seeds:
        target = folder / f"{seed.siglum}.xml"
        try:
            standing = read_if_there(target, MAX_BYTES) if seed.siglum else None
            ledger = sound(read_article_ledger(edition, seed.siglum)) if edition and seed.siglum else Ledger()
        except PressmarkError as error:
            findings.append(error.finding)
            continue
        if standing is None and ARTICLE in ledger:
            findings.append(_withdrawn(seed, ledger[ARTICLE].reason))
            continue
        if seed.siglum in discard and not can_be_read(target):
            standing = None
        outside = edition is not None and not seed.path.is_relative_to(edition.seeds)
        tasks.append(
            Task(
                seed=seed,
                target=target,
                standing=standing,
                ledger=ledger,
                today=day,
                same_text=outside,
                discard=seed.siglum in discard,
            )
        )
    return tasks, findings


def can_be_read(path: Path) -> bool:
    """Whether the TEI of an article is there and can be read."""
    try:
        parse_article(read_file(path, MAX_BYTES), str(path))
    except PressmarkError:
        return False
    return True


def _withdrawn(seed: Seed, reason: str) -> Finding:
    return Finding(
        path=str(seed.path),
        rule="withdrawn",
        message=f"the article {seed.siglum} was {reason}",
        hint=f"delete the file, or restore tei/anchors/{seed.siglum}.tsv as it was before",
    )


def _select(edition: Edition, paths: Iterable[Path] | None) -> tuple[list[Seed], list[Finding]]:
    """The seeds of a run, and the findings about files that are none."""
    own = as_seeds(seed_files(edition.seeds))
    if paths is not None:
        names = {real_path(seed.path): seed.path for seed in own}  # users may come by symbolic links
        return split_clashes(as_seeds(names.get(real_path(path), path) for path in paths), own)
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
                hint=(
                    f"put {path.stem}.txt or {path.stem}.html back into seeds/, "
                    f'or run: pressmark withdraw {path.stem} --why "…"'
                ),
                severity=Severity.WARNING,
            )


def _stopped(seeds: Sequence[Seed], edition: Edition, findings: Iterable[Finding]) -> EncodeReport:
    """The report of a run that the registers stopped before it began."""
    note = Note(path=edition.registers, message="names are missing; nothing is encoded until this is mended")
    return EncodeReport(total=len(seeds), failed=len(seeds), notes=(note,), findings=tuple(findings))


def _outside(task: Task) -> Note:
    return Note(path=task.seed.path, message="is not in seeds/: move it there to keep it with the edition")


def _approved(target: Path, pending: Sequence[Finding]) -> Note:
    """What to say of an approved article that the machine would change."""
    first = "; ".join(finding.message for finding in pending[:_SHOWN])
    more = "; …" if len(pending) > _SHOWN else ""
    changes = "1 change" if len(pending) == 1 else f"{len(pending):,} changes"
    return Note(path=target, message=f"approved, and left as it is; {changes} proposed: {first}{more}")


def _typed(target: Path) -> Note:
    return Note(path=target, message="left as it is, because its words are not those of the seed")


def _write(
    outcomes: Iterable[Outcome], edition: Edition | None, *, check: bool
) -> tuple[list[Path], list[Path]]:
    """Write what differs from what stands: articles, and with an edition their ledgers.

    The paths of both that were written, or in a check those that would be.
    """
    written: list[Path] = []
    noted: list[Path] = []
    for outcome in outcomes:
        target = outcome.task.target
        if outcome.data is None:
            continue
        if outcome.data != outcome.task.standing:
            written.append(target)
        if edition is None:
            if not check:
                write_file(target, outcome.data)
            continue
        if outcome.stays and not outcome.task.ledger:  # there is nothing to note beside a lost ledger
            if not check:
                write_file(target, outcome.data)
            continue
        ledger_path = edition.article_ledger(outcome.task.seed.siglum)
        if not holds(ledger_path, outcome.ledger.encode("utf-8")):
            noted.append(ledger_path)
        if not check:
            write_article(target, outcome.data, ledger_path, outcome.ledger)
    return written, noted
