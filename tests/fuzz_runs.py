"""A process that runs commands in children of its own, each within bounds of time and memory.

Reads one JSON object a line: the folder and the arguments of a command. Writes one: the exit code
(negative: the signal that ended it), what was printed, the seconds of CPU and the most memory in bytes
that it took, and whether it was ended because it waited for ever. It is a program of its own because
forking is cheap only where everything is imported already, and safe only where no other thread runs.
"""

import asyncio
import gc
import json
import os
import resource
import select
import signal
import sys
import tempfile
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import site_building
import sphinx.builders.html  # noqa: F401 - imported here, once, for all children
import trafilatura  # noqa: F401
import uvicorn  # noqa: F401

from pressmark import exports, review, site, stages  # noqa: F401
from pressmark.cli import run
from pressmark.config import load_edition
from pressmark.errors import PressmarkError
from pressmark.review.desk import Desk
from pressmark.review.serve import application
from pressmark.seeds import web  # noqa: F401
from pressmark.seeds.read import parse_seed
from pressmark.tei.schema.odd import load_odd

Application = Callable[..., Awaitable[None]]

CPU_SECONDS = 60
MEMORY = 4_000_000_000  # bytes of addresses: a child that wants more is stopped before the machine is
_QUIET = 10  # seconds without any work after which it is looked at again
_TIMES = 6  # that it may be found waiting


def main() -> None:
    load_odd()
    parse_seed(b"A Title\n\nThe quay is closed, said Ada Fenn.\n", Path("warm.txt"))
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_answer(json.loads(line))) + "\n")
        sys.stdout.flush()


def _answer(order: dict[str, str]) -> dict[str, object]:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            code = 99
            try:
                code = _run(Path(order["folder"]), order["command"], out.fileno(), err.fileno())
            except BaseException:
                traceback.print_exc()
            finally:
                for stream in (sys.stdout, sys.stderr):
                    stream.flush()
                os._exit(code)
        waits = _wait(child)
        _, status, used = os.wait4(child, 0)
        out.seek(0)
        err.seek(0)
        return {
            "code": os.waitstatus_to_exitcode(status),
            "out": out.read().decode("utf-8", "replace"),
            "err": err.read().decode("utf-8", "replace"),
            "seconds": used.ru_utime + used.ru_stime,
            "memory": used.ru_maxrss * 1024,
            "waits": waits,
        }


def _wait(child: int) -> bool:
    """Wait for the end of a process; one that only ever waits itself is ended. Whether it was."""
    ended = os.pidfd_open(child)
    try:
        work, times = -1, 0
        while not select.select([ended], [], [], _QUIET)[0]:
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            now = int(fields[11]) + int(fields[12])
            times = times + 1 if now == work and fields[0] in "SD" else 0
            work = now
            if times >= _TIMES:
                os.kill(child, signal.SIGKILL)
                return True
        return False
    finally:
        os.close(ended)


def _run(folder: Path, command: str, out: int, err: int) -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.chdir(folder)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number, stream in enumerate((nothing, out, err)):
        os.dup2(stream, number)
    if command == "sphinx":
        return _build(folder)
    if command == "review":
        return _review(folder)
    arguments = [str(folder / "arrival.txt") if word == "ARRIVAL" else word for word in command.split()]
    return run(arguments)


def _build(folder: Path) -> int:
    """Build the site as `sphinx-build` does, in this process."""
    from sphinx.cmd.build import main as sphinx_build

    with site_building.warnings_of_ours_only():
        return sphinx_build(["-c", str(folder), str(folder / "source"), str(folder / "build" / "html")])


def _review(folder: Path) -> int:
    """What the review shows of two articles and of the records."""
    try:
        edition = load_edition(folder)
    except PressmarkError as error:
        sys.stderr.write(f"{error.finding}\n")
        return 1
    for editor in edition.editors[:1]:
        said: list[str] = []
        app = application(Desk(edition, editor), "token", 8000, said.append)
        for page in ("", "articles/quillhaven-ferry", "articles/quay-repairs", "records", "records/merge"):
            asyncio.run(_ask(app, f"/token/{page}"))
    return 0


async def _ask(app: Application, path: str) -> None:
    """Ask for a page. Raises what no page was made of."""

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_message: MutableMapping[str, Any]) -> None:
        """Nobody reads the page."""

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "headers": [(b"host", b"127.0.0.1:8000")], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000),
    }  # fmt: skip
    await app(scope, receive, send)


main()
