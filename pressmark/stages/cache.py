"""What the last run saw and said, so that an unchanged article is not encoded again.

The cache is a convenience: a lost, damaged or outdated one costs time and nothing else.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pressmark
from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.files import Limit, parse_json, read_file
from pressmark.model import Finding, Severity
from pressmark.tei.write import write_file

_FORMAT = 2
# Rules whose findings are about what a run did, not about what is there: they are not said again.
_ONCE = frozenset({"decision-lost"})
_PACKAGE = Path(pressmark.__file__).parent
# What decides how an article is encoded: the ground floor, the workshops, and how one article passes through.
_WORKSHOPS = ("*.py", "model/*", "seeds/**/*", "annotate/**/*", "registers/**/*", "tei/**/*")
_ENCODING = (*_WORKSHOPS, "stages/article.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article as of the last run: digests of all it depends on and of its TEI and ledger, what was found.

    `pending` is what would be changed if the article were not approved.
    """

    inputs: str
    output: str
    findings: tuple[Finding, ...] = ()
    pending: tuple[Finding, ...] = ()


def digest(*parts: bytes) -> str:
    """One digest of several byte strings. Their borders count: ("ab", "c") is not ("a", "bc")."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big"))
        whole.update(part)
    return whole.hexdigest()


def tool_digest(edition: Edition, code: Iterable[str] = _ENCODING) -> str:
    """A digest of code (by default, that which encodes) and of the settings that it heeds.

    `code` are patterns of paths in the package.
    """
    files = sorted({path for pattern in code for path in _PACKAGE.glob(pattern) if path.is_file()})
    sources = (
        part
        for path in files
        if "__pycache__" not in path.parts
        for part in (path.relative_to(_PACKAGE).as_posix().encode(), path.read_bytes())
    )
    settings = replace(edition, root=Path(), backend="", jobs=1, seconds=0, editors=())
    return digest(pressmark.__version__.encode(), repr(settings).encode(), *sources)


def cache_path(edition: Edition) -> Path:
    """Where the cache of an edition is."""
    return edition.root / "build" / "encode.json"


def load_cache(edition: Edition) -> dict[str, Entry]:
    """The entries of the last run by siglum; empty if there is no readable cache."""
    try:
        stored = parse_json(read_file(cache_path(edition), Limit.CACHE))
        if stored["format"] != _FORMAT:
            return {}
        return {siglum: _entry(values, edition.root) for siglum, values in stored["articles"].items()}
    except (PressmarkError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def save_cache(edition: Edition, entries: Mapping[str, Entry]) -> None:
    """Write the cache, if it says anything new. Paths in it are relative to the edition. Raises OSError."""
    articles = {siglum: _values(entries[siglum], edition.root) for siglum in sorted(entries)}
    text = json.dumps({"format": _FORMAT, "articles": articles}, indent=1) + "\n"
    write_file(cache_path(edition), text.encode("utf-8"))


def _entry(values: dict[str, Any], root: Path) -> Entry:
    findings, pending = (findings_of(values[name], root) for name in ("findings", "pending"))
    return Entry(inputs=values["inputs"], output=values["output"], findings=findings, pending=pending)


def _values(entry: Entry, root: Path) -> dict[str, Any]:
    return {
        "inputs": entry.inputs,
        "output": entry.output,
        "findings": finding_rows((each for each in entry.findings if each.rule not in _ONCE), root),
        "pending": finding_rows(entry.pending, root),
    }


def findings_of(rows: Iterable[dict[str, Any]], root: Path) -> tuple[Finding, ...]:
    """The findings that `finding_rows` has made rows of. Raises TypeError, ValueError or KeyError."""
    return tuple(_finding(row, root) for row in rows)


def _finding(row: dict[str, Any], root: Path) -> Finding:
    finding = Finding(**{**row, "severity": Severity(row["severity"]), "path": str(root / row["path"])})
    words = (finding.rule, finding.message, finding.hint, finding.words)
    numbers = (finding.line, finding.column)
    if {*map(type, words)} != {str} or not {*map(type, numbers)} <= {int, type(None)}:
        raise TypeError("a finding has parts of other types")
    return finding


def finding_rows(findings: Iterable[Finding], root: Path) -> list[dict[str, Any]]:
    """Findings as JSON holds them, with paths relative to `root`."""
    rows = []
    for finding in findings:
        path = Path(finding.path)
        inside = path.is_relative_to(root)
        rows.append({**asdict(finding), "path": path.relative_to(root).as_posix() if inside else str(path)})
    return rows
