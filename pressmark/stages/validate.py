"""Checking TEI files: every fault of every file, each file once while nothing about it changes."""

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from lxml import etree

from pressmark.config import REGISTER_FILES, SECONDS, Edition, load_edition
from pressmark.errors import PressmarkError
from pressmark.files import Limit, find_root, read_file, read_if_there, unreadable
from pressmark.model import Finding, Register
from pressmark.seeds import read_seed
from pressmark.stages.anchors import missing_article
from pressmark.stages.cache import digest
from pressmark.stages.clock import OutOfTimeError, out_of_time, within
from pressmark.stages.collect import Seed, as_seeds, seed_files
from pressmark.stages.ledgers import Ledgers
from pressmark.stages.parallel import Workers, spread, workers_of
from pressmark.stages.records import RegisterFiles, load_registers
from pressmark.stages.report import Progress, ValidationReport, internal, silent
from pressmark.stages.results import Result, load_results, save_results, validating_digest
from pressmark.tei.parse import MAX_BYTES, parse
from pressmark.tei.validation import validate_article, validate_edition, validate_registers
from pressmark.tei.validation.conservation import Treatment, compare, treated
from pressmark.tei.validation.registers import mentioned_records

_SUFFIX = ".xml"


def validate(
    paths: Iterable[Path],
    edition: Edition | None,
    *,
    jobs: int | None = None,
    fresh: bool = False,
    progress: Progress = silent,
) -> ValidationReport:
    """Check the files given, and all TEI files in the folders given.

    A file is checked with the registers of the edition that it lies in, or else with those of
    `edition`, or else on its own. What the last run found in an article of an edition is believed,
    unless `fresh`, as long as the file and all that its findings depend on are the same. `jobs`
    are the workers, instead of those in the settings. Raises PressmarkError if the settings of an
    edition cannot be read, or name no usable workers.
    """
    findings: list[Finding] = []
    files = list(dict.fromkeys(file for path in paths for file in _tei_files(path, findings)))
    by_edition: dict[Path | None, list[Path]] = {}
    for file in files:
        by_edition.setdefault(find_root(file.parent), []).append(file)
    done = unchanged = 0
    for root, group in by_edition.items():
        own = edition if root is None or (edition and edition.root == root) else load_edition(root)
        workers = workers_of(own) if own else Workers()
        checked = _validate_group(
            group,
            own,
            workers if jobs is None else replace(workers, jobs=jobs),
            fresh=fresh,
            progress=partial(_progress, progress, done + len(group), len(files)),
        )
        findings += checked.findings
        unchanged += checked.unchanged
        done += len(group)
    return ValidationReport(files=len(files), unchanged=unchanged, findings=tuple(dict.fromkeys(findings)))


def edition_files(edition: Edition) -> list[Path]:
    """Every register and article of an edition; and what else stands where one is expected."""
    folders = [folder for folder in (edition.registers, edition.articles) if os.path.lexists(folder)]
    return [file for folder in folders for file in _tei_files(folder, [])]


def _tei_files(path: Path, findings: list[Finding]) -> Iterator[Path]:
    """The file itself, or all in a folder whose names say that they are TEI, whatever they are.

    Folders that cannot be looked into are added to the findings.
    """
    is_folder = os.path.isdir(path)  # noqa: PTH112 (Path.is_dir raises where nobody may look)
    if path.suffix == _SUFFIX or not is_folder:
        yield path
        return

    def note(error: OSError) -> None:
        findings.append(unreadable(Path(error.filename), error))

    for folder, folders, names in os.walk(path, onerror=note):
        misnamed = {name for name in folders if name.endswith(_SUFFIX)}
        folders[:] = sorted(set(folders) - misnamed)
        for name in sorted({*names, *misnamed}):
            if name.endswith(_SUFFIX):
                yield Path(folder, name)


def _progress(progress: Progress, end: int, total: int, number: int, of: int) -> None:
    """Report that all files up to `end` are done, but for those that a map has yet to do."""
    progress(end - (of - number), total)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """An article to check, and its seed if the edition has one."""

    file: Path
    seed: Seed | None = None
    inputs: str = ""  # digest of all that the findings depend on, but for the file; empty if unknown


def _validate_group(
    files: Sequence[Path], edition: Edition | None, workers: Workers, *, fresh: bool, progress: Progress
) -> ValidationReport:
    """What is wrong with files that are all of one edition, or of none."""
    if edition is None:
        check = partial(_check, register=Register(), complete=True, edition=None)
        alone = list(spread(check, [_Task(file=file) for file in files], workers, progress=progress))
        return ValidationReport(files=len(files), findings=_findings(alone))
    registers = load_registers(edition)
    register_paths = {str(edition.registers / name) for name in REGISTER_FILES.values()}
    named = register_paths & {str(file) for file in files}
    # While names are missing, nothing can be said about pointers to them: this must be said instead.
    faults = [each for each in validate_registers(edition) if each.path in named or not registers.usable]
    tasks = list(_tasks((file for file in files if str(file) not in register_paths), edition, registers))
    last = load_results(edition)
    results = {
        task.file: last[_name(task, edition)]
        for task in tasks
        if not fresh and _is_unchanged(task, last.get(_name(task, edition)))
    }
    unchanged = len(results)
    stale = [task for task in tasks if task.file not in results]
    check = partial(_check, register=registers.register, complete=registers.usable, edition=edition)
    for task, result in zip(stale, spread(check, stale, workers, progress=progress), strict=True):
        results[task.file] = result
    _remember(last, tasks, results, edition)
    if named:
        faults += _of_all_files(results, named, edition)
        faults += _gone(edition)
    return ValidationReport(
        files=len(files),
        unchanged=unchanged,
        findings=(*faults, *_findings(results[task.file] for task in tasks)),
    )


def _of_all_files(results: dict[Path, Result], registers: set[str], edition: Edition) -> Iterator[Finding]:
    """What only all files together tell about the registers that are looked at."""
    mentioned = None
    if set(edition.articles.glob("*.xml")) <= set(results):
        mentioned = {record for result in results.values() for record in result.mentioned}
    for finding in validate_edition(edition, mentioned):
        if finding.path in registers:
            yield finding


def _gone(edition: Edition) -> Iterator[Finding]:
    """What ledgers say of articles whose files are gone."""
    ledgers = Ledgers(edition)
    for siglum in ledgers.sigla():
        yield from missing_article(siglum, ledgers)


def _tasks(files: Iterable[Path], edition: Edition, registers: RegisterFiles) -> Iterator[_Task]:
    seeds = {seed.siglum: seed for seed in as_seeds(seed_files(edition.seeds))}
    tool = validating_digest(edition)
    for file in files:
        if file.parent != edition.articles:
            yield _Task(file=file)
            continue
        seed = seeds.get(file.stem)
        yield _Task(file=file, seed=seed, inputs=_inputs(tool, registers, seed, edition))


def _inputs(tool: str, registers: RegisterFiles, seed: Seed | None, edition: Edition) -> str:
    if seed is None:
        return digest(tool.encode(), registers.digest.encode())
    try:
        data = read_file(seed.path, edition.max_seed_bytes)
        sidecar = read_if_there(seed.sidecar, Limit.SIDECAR) or b""
    except PressmarkError:
        return ""
    return digest(tool.encode(), registers.digest.encode(), data, sidecar)


def _is_unchanged(task: _Task, result: Result | None) -> bool:
    if result is None or not task.inputs or result.inputs != task.inputs:
        return False
    try:
        return _sha256(read_file(task.file, MAX_BYTES)) == result.digest
    except PressmarkError:
        return False


def _name(task: _Task, edition: Edition) -> str:
    """What an article is called in the results: its path from `tei/`."""
    return task.file.relative_to(edition.articles.parent).as_posix() if task.inputs else ""


def _remember(
    last: dict[str, Result], tasks: Sequence[_Task], results: dict[Path, Result], edition: Edition
) -> None:
    """Store what was found, and what was found before in articles that were not looked at now."""
    new = {_name(task, edition): results[task.file] for task in tasks if results[task.file].inputs}
    looked_at = {_name(task, edition) for task in tasks}
    kept = {
        name: result
        for name, result in last.items()
        if name not in looked_at and (edition.articles.parent / name).is_file()
    }
    save_results(edition, {**kept, **new})


def _findings(results: Iterable[Result]) -> tuple[Finding, ...]:
    return tuple(finding for result in results for finding in result.findings)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _check(task: _Task, *, register: Register, complete: bool, edition: Edition | None) -> Result:
    """All that is wrong with one file. `complete` is whether the register has every name.

    Nothing is raised: one file must not take the others down with it.
    """
    try:
        data = read_file(task.file, MAX_BYTES)
    except PressmarkError as error:
        return Result(digest="", inputs="", findings=(error.finding,))
    seconds = edition.seconds if edition else SECONDS
    try:
        with within(seconds):
            return _check_data(data, task, register, complete, edition)
    except OutOfTimeError:
        return Result(digest="", inputs="", findings=(out_of_time(task.file, seconds),))
    except Exception as error:
        return Result(digest="", inputs="", findings=(internal(task.file, error, "checked"),))


def _check_data(
    data: bytes, task: _Task, register: Register, complete: bool, edition: Edition | None
) -> Result:
    findings = validate_article(data, str(task.file), register)
    if not complete:  # that a record which could not be read is missing is no fault of the article
        findings = [finding for finding in findings if finding.rule != "unknown-record"]
    result = Result(digest=_sha256(data), inputs=task.inputs, findings=tuple(findings))
    try:
        root = parse(data, str(task.file))
    except PressmarkError:  # one of the findings
        return result
    if edition and task.seed:
        findings += _compare(data, root, task.file, task.seed, edition)
    treatments = Counter(each.treatment for each in treated(root))
    return replace(
        result,
        findings=tuple(findings),
        seed=task.seed.path.name if task.seed else "",
        mentioned=tuple(sorted(mentioned_records(root))),
        furniture=treatments.pop(Treatment.FURNITURE, 0),
        corrections=treatments.total(),
    )


def _compare(data: bytes, root: etree._Element, file: Path, seed: Seed, edition: Edition) -> list[Finding]:
    """What is wrong with the seed and its sidecar, or where the TEI does not hold its text."""
    try:
        document = read_seed(seed.path, max_bytes=edition.max_seed_bytes)
    except PressmarkError as error:
        return [error.finding]
    return compare(document, data, root, str(file))
