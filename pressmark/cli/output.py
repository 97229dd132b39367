"""What commands print, and where they look for the edition."""

import os
import re
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final, TextIO

import click

from pressmark.config import Edition, load_edition
from pressmark.files import FILE_NAME, find_root
from pressmark.findings import folded
from pressmark.model import Finding, Severity

INTERRUPTED = 130
_COLOURS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
# Control characters, lone surrogates, and those that override or isolate the direction of text.
_UNPRINTABLE: Final = re.compile("[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# Shorter runs end before anyone would look at a counter.
_LONG_RUN = 20
_SECONDS_BETWEEN_UPDATES = 0.1


def current_edition() -> Edition | None:
    """The edition that the current folder lies in. Raises PressmarkError if its settings are faulty."""
    root = find_root(Path.cwd())
    return load_edition(root) if root else None


def require_edition(otherwise: str = "") -> Edition:
    """The edition that the current folder lies in; a usage error if there is none, with another way out."""
    edition = current_edition()
    if edition is None:
        cure = f"go to an edition, or {otherwise}" if otherwise else "go to an edition"
        raise click.UsageError(f"no {FILE_NAME} in this folder or above it: {cure}")
    return edition


def absolute(path: Path) -> Path:
    """The path from the root of the file system. Symbolic links stay: users know files by these names."""
    return Path(os.path.abspath(path))  # noqa: PTH100 (Path.resolve would follow the links)


def shown(path: Path | str) -> str:
    """A path as users know it: relative to the current folder if it lies in it."""
    whole, here = Path(path), Path.cwd()
    name = str(whole.relative_to(here)) if whole.is_relative_to(here) else str(path)
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def presented(findings: Iterable[Finding]) -> list[Finding]:
    """Findings as users see them: file by file in the order of the lines, many of one kind as one."""
    each_once = folded(replace(finding, path=shown(finding.path)) for finding in findings)
    return sorted(each_once, key=lambda finding: finding.order)


def show_finding(finding: Finding) -> None:
    """Print a finding to standard error, on one line."""
    show_findings((finding,))


def show_findings(findings: Iterable[Finding]) -> None:
    """Print findings to standard error, one line each; in colour on a terminal."""
    for finding in presented(findings):
        place, label = printable(finding.place), printable(finding.label)
        if in_colour(sys.stderr):
            place, label = click.style(place, bold=True), click.style(label, fg=_COLOURS[finding.severity])
        click.echo(f"{place}: {label}: {printable(finding.says)}", err=True, color=in_colour(sys.stderr))


def show_fault(text: str) -> None:
    """Print one line to standard error."""
    click.echo(printable(text), err=True)


def printable(text: str) -> str:
    """A text on one line, without the characters by which it could take hold of a terminal.

    Line ends become spaces. Control characters, and those that turn the direction of what
    follows, are written as escapes.
    """
    return _UNPRINTABLE.sub(lambda match: _escaped(match[0]), " ".join(text.splitlines()))


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def in_colour(stream: TextIO) -> bool:
    """Whether to write in colour: as NO_COLOR or FORCE_COLOR say, or else on a terminal that has it."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def count(number: int, noun: str) -> str:
    """A number and its noun: "1 article", "2,000 articles"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


class Counter:
    """A line on the terminal that counts up during a long run, and is gone after it."""

    def __init__(self, verb: str) -> None:
        self._verb = verb
        self._terminal = sys.stderr.isatty()
        self._next = 0.0

    def __call__(self, done: int, total: int) -> None:
        """Show that `done` of `total` are done."""
        if not self._terminal or total < _LONG_RUN:
            return
        if done == total:
            click.echo("\r\x1b[K", nl=False, err=True)
        elif time.monotonic() >= self._next:
            self._next = time.monotonic() + _SECONDS_BETWEEN_UPDATES
            click.echo(f"\r{self._verb} {done:,} of {total:,}", nl=False, err=True)
