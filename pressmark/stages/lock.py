"""One writer at a time: the lock that every command holds while it writes into an edition.

The operating system holds it for the process, so that it is gone with the process, however
that ends. Who holds it is written beside it, for the message to whoever has to wait.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.files import Limit, parse_json, read_file
from pressmark.model import Finding
from pressmark.tei.write import remove_file, remove_unfinished, settle_ledgers, write_file

# In the root, not in build/: deleting what was built must not set a second writer free.
LOCK = ".pressmark.lock"
HOLDER = ".pressmark.holder"
PATIENCE = 5.0  # seconds
# The folders into which commands write.
_WRITTEN = ("seeds", "tei", "source", "tests/gold")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who writes into the edition: a process, the command it runs, and since when (ISO 8601)."""

    pid: int
    command: str
    since: str

    def __str__(self) -> str:
        return f"{self.command} (process {self.pid}, since {self.since})"


def _ignore(_holder: str) -> None:
    """Waiting that nobody watches."""


@contextmanager
def sole_writer(
    edition: Edition,
    command: str,
    *,
    patience: float | None = None,
    waiting: Callable[[str], None] = _ignore,
) -> Iterator[None]:
    """Hold the edition for one writer. What writers that were killed left behind is cleared away first.

    While another process holds it, `waiting` is called once, with who that is; after
    `patience` seconds (5 by default) PressmarkError is raised. Not to be nested. Raises OSError.
    """
    lock = FileLock(edition.root / LOCK)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        waiting(_holder(edition))
        try:
            lock.acquire(timeout=PATIENCE if patience is None else patience)
        except Timeout as error:
            raise PressmarkError(_locked(edition)) from error
    note = edition.root / HOLDER
    try:
        since = datetime.now().astimezone().isoformat(timespec="seconds")
        write_file(note, json.dumps({"pid": os.getpid(), "command": command, "since": since}).encode())
        remove_unfinished(_hidden(edition))
        settle_ledgers(edition.anchors, edition.articles)
        yield
    finally:
        with suppress(OSError):
            remove_file(note)
        lock.release()


def _hidden(edition: Edition) -> Iterator[Path]:
    """The hidden files where commands write."""
    yield from edition.root.glob(".*")
    yield from (edition.root / "build").glob(".*")  # but not the pages that are built there, which are many
    for folder in _WRITTEN:
        yield from (edition.root / folder).rglob(".*")


def _holder(edition: Edition) -> str:
    """Who holds the edition, as far as that can be told."""
    try:
        holder = Holder(**parse_json(read_file(edition.root / HOLDER, Limit.SETTINGS)))
    except (PressmarkError, ValueError, TypeError):
        return "another process"
    return str(holder)


def _locked(edition: Edition) -> Finding:
    return Finding(
        path=str(edition.root),
        rule="locked",
        message=f"is being written by {_holder(edition)}",
        hint="run the command again when that has ended",
    )
