"""A process that runs commands in children of its own and kills them at a chosen point.

Reads one JSON object a line: the folder and the arguments of a command, and perhaps `step`, the
number of the change to the file system before which it is killed, or `seconds`, after which
it is. Writes one: the exit code (negative: the signal that ended it) and the steps that were taken.
It is a program of its own because forking is cheap only where everything is imported already,
and safe only where no other thread runs.
"""

import io
import json
import os
import select
import signal
import sys
import time

from pressmark import stages  # noqa: F401 - imported here, once, for all children
from pressmark.cli import run

_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate"}


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _run(order["folder"], order["arguments"], order.get("step"), writing)
        os.close(writing)
        if seconds := order.get("seconds"):
            ended = os.pidfd_open(child)
            if not select.select([ended], [], [], seconds)[0]:
                os.kill(child, signal.SIGKILL)
            os.close(ended)
        began = time.monotonic()
        _, status = os.waitpid(child, 0)
        steps = len(os.read(reading, 1 << 16))
        os.close(reading)
        code = os.waitstatus_to_exitcode(status)
        answer = {"code": code, "steps": steps, "seconds": time.monotonic() - began}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _run(folder: str, arguments: list[str], last: int | None, report: int) -> None:
    """Run a command in this process and end it; before step `last`, the process kills itself."""
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1
        os.write(report, b".")
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)

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

    os.chdir(folder)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    sys.addaudithook(changes)
    sys.setprofile(writes)
    os._exit(run(arguments))


main()
