"""A process that runs commands in children of its own and interrupts them at a chosen point.

Reads one JSON object a line: the folder and the arguments of a command, and perhaps `step`, the
number of the change to the file system before which it is killed; `seconds`, after which it is;
or `full`, the number of the change from which on the disk of the folder has no space left. Writes
one: the exit code (negative: the signal that ended it), the steps that were taken, what it said.
It is a program of its own because forking is cheap only where everything is imported already,
and safe only where no other thread runs.
"""

import builtins
import errno
import io
import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pressmark import stages  # noqa: F401 - imported here, once, for all children
from pressmark.cli import run
from pressmark.config import Editor, load_edition
from pressmark.files import reason
from pressmark.model import EntityKind
from pressmark.review.decisions import Point
from pressmark.review.desk import Desk

_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate"}
_NEEDS_SPACE = {"os.rename", "os.mkdir"}


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        reading, writing = os.pipe()
        said = os.memfd_create("said")
        child = os.fork()
        if child == 0:
            os.close(reading)
            _run(order, writing, said)
        os.close(writing)
        if seconds := order.get("seconds"):
            ended = os.pidfd_open(child)
            if not select.select([ended], [], [], seconds)[0]:
                os.kill(child, signal.SIGKILL)
            os.close(ended)
        began = time.monotonic()
        _, status = os.waitpid(child, 0)
        answer = {
            "code": os.waitstatus_to_exitcode(status),
            "steps": len(os.read(reading, 1 << 16)),
            "seconds": time.monotonic() - began,
            "said": os.pread(said, 1 << 16, 0).decode("utf-8", "replace"),
        }
        os.close(reading)
        os.close(said)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _run(order: dict[str, Any], report: int, said: int) -> None:
    """Run a command in this process and end it."""
    os.chdir(order["folder"])
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.dup2(said, 2)
    if "full" in order:
        _fill(order["folder"], order["full"], report)
    else:
        _kill(order["folder"], order.get("step"), report)
    arguments = order["arguments"]
    os._exit(_decide(*arguments[1:]) if arguments[0] == "DECIDE" else run(arguments))


def _decide(siglum: str, anchor: str, record_id: str) -> int:
    """Point a mark to a new record, as the review does; to be said again if it was interrupted."""
    desk = Desk(load_edition(Path.cwd()), Editor(id="ada", name="Ada Byron"))
    sheet = desk.sheet(siglum)
    if f'xml:id="{anchor}" ref="person:{record_id}"'.encode() in sheet.data:
        return 0
    known = record_id in desk.registers().register.by_id()
    new = None if known else desk.new_record(EntityKind.PERSON, "Byron, Ada", "", record_id)
    try:
        desk.decide(siglum, sheet.version, [Point(anchors=(anchor,), records=(record_id,))], "changed", new)
    except OSError as error:
        sys.stderr.write(f"{Path(str(error.filename)).relative_to(Path.cwd())}: {reason(error)}\n")
        return 1
    return 0


def _kill(folder: str, last: int | None, report: int) -> None:
    """Let the process kill itself before step `last`: a change to the file system, or a write."""
    step = _counter(report, lambda number: os.kill(os.getpid(), signal.SIGKILL) if number == last else None)

    def changes(event: str, details: tuple[object, ...]) -> None:
        opens_to_write = (
            event == "open" and isinstance(details[2], int) and details[2] & (os.O_WRONLY | os.O_RDWR)
        )
        if (opens_to_write or event in _CHANGES) and str(details[0]).startswith(folder):
            step()

    def writes(_frame: object, event: str, function: object) -> None:
        to_file = isinstance(getattr(function, "__self__", None), io.BufferedWriter)
        if event == "c_call" and to_file and getattr(function, "__name__", "") == "write":
            step()

    sys.addaudithook(changes)
    sys.setprofile(writes)


def _fill(folder: str, last: int, report: int) -> None:
    """Let whatever needs space fail from step `last` on: new files, folders and names, writing, fsync."""

    def fail(number: int) -> None:
        if number >= last:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    step = _counter(report, fail)

    def changes(event: str, details: tuple[object, ...]) -> None:
        path = str(details[0])
        creates = (
            event == "open" and isinstance(details[2], int) and details[2] & os.O_CREAT and path[:1] == "/"
        )
        is_new = creates and not os.path.exists(path)  # noqa: PTH110 (a hook that makes no Path)
        if (is_new or event in _NEEDS_SPACE) and path.startswith(folder):
            step()

    class File(io.FileIO):
        def write(self, data: Any) -> int:
            step()
            return super().write(data)

    opened, synced = io.open, os.fsync

    def open_file(
        file: Any, mode: str = "r", buffering: int = -1, encoding: Any = None, errors: Any = None,
        newline: Any = None, closefd: bool = True, opener: Any = None,
    ) -> Any:  # fmt: skip
        if not set(mode) & set("wax+"):
            return opened(file, mode, buffering, encoding, errors, newline, closefd, opener)
        raw = File(file, mode.replace("b", "").replace("t", ""), closefd, opener)
        buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding, errors, newline)

    def sync(descriptor: Any) -> None:
        step()
        synced(descriptor)

    sys.addaudithook(changes)
    io.open = builtins.open = open_file
    os.fsync = sync


def _counter(report: int, reached: Callable[[int], None]) -> Callable[[], None]:
    """A function that counts its calls and reports them."""
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1
        os.write(report, b".")
        reached(steps)

    return step


main()
