"""Checking TEI files: every fault of every file."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pressmark.config import REGISTER_FILES, Edition, find_root, load_edition
from pressmark.errors import PressmarkError
from pressmark.model import Finding, Register
from pressmark.seeds import read_seed
from pressmark.stages.article import first_difference
from pressmark.stages.collect import Seed, as_seeds, seed_files
from pressmark.stages.records import RegisterFiles, load_registers
from pressmark.stages.report import Progress, ValidationReport, silent, unreadable
from pressmark.tei.parse import parse
from pressmark.tei.text import source_text
from pressmark.tei.validate import validate_article, validate_registers


def validate(
    paths: Iterable[Path], edition: Edition | None, *, progress: Progress = silent
) -> ValidationReport:
    """Check the files given, and all TEI files in the folders given.

    A file is checked with the registers of the edition that it lies in, or else
    with those of `edition`, or else on its own. Raises PressmarkError if the
    settings of an edition cannot be read.
    """
    files = list(dict.fromkeys(file for path in paths for file in _tei_files(path)))
    by_edition: dict[Path | None, list[Path]] = {}
    for file in files:
        by_edition.setdefault(find_root(file.parent), []).append(file)
    findings: list[Finding] = []
    done = 0
    for root, group in by_edition.items():
        own = edition if root is None or (edition and edition.root == root) else load_edition(root)
        for found in _validate_group(group, own):
            findings += found
            done += 1
            progress(done, len(files))
    return ValidationReport(files=len(files), findings=tuple(dict.fromkeys(findings)))


def edition_files(edition: Edition) -> list[Path]:
    """Every register and article of an edition."""
    return [*_tei_files(edition.registers), *_tei_files(edition.articles)]


def _tei_files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(file for file in path.rglob("*.xml") if file.is_file())
    elif path.is_file():
        yield path


def _validate_group(files: Sequence[Path], edition: Edition | None) -> Iterator[list[Finding]]:
    """The findings of each file, all of one edition."""
    registers = load_registers(edition) if edition else RegisterFiles(register=Register(), files={})
    faults = validate_registers(edition) if edition else []
    register_paths = {edition.registers / name for name in REGISTER_FILES.values()} if edition else set()
    seeds = {seed.siglum: seed for seed in as_seeds(seed_files(edition.seeds))} if edition else {}
    for file in files:
        if file in register_paths:
            yield [finding for finding in faults if finding.path == str(file)]
            continue
        try:
            data = file.read_bytes()
        except OSError as error:
            yield [unreadable(file, error)]
            continue
        findings = validate_article(data, str(file), registers.register)
        if not registers.usable:
            # Pointers to records that could not be read are no fault of the article.
            findings = [finding for finding in findings if finding.rule != "pointer"] + faults
        if edition and file.parent == edition.articles and file.stem in seeds:
            findings += _compare(data, file, seeds[file.stem], edition)
        yield findings


def _compare(data: bytes, file: Path, seed: Seed, edition: Edition) -> list[Finding]:
    """What is wrong with the seed and its sidecar, and an error if the TEI does not hold its text."""
    try:
        document = read_seed(seed.path, max_bytes=edition.max_seed_bytes)
    except PressmarkError as error:
        return [error.finding]
    try:
        text = source_text(parse(data, str(file)))
    except PressmarkError:  # said already by the validation of the TEI
        return []
    offset = first_difference(document.text, text)
    if offset is None:
        return []
    line, column = document.position(offset)
    return [
        Finding(
            path=str(file),
            rule="text-changed",
            message=(
                f"its text is not that of {seed.path.name} from line {line}, column {column} of the seed on: "
                f"{_glimpse(text, offset)} stands for {_glimpse(document.text, offset)}"
            ),
            hint=f"give the text back as it was, or, if {seed.path.name} was corrected, correct it here too",
        )
    ]


def _glimpse(text: str, offset: int) -> str:
    return repr(text[offset : offset + 20]) if offset < len(text) else "nothing"
