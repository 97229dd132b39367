"""The one reader of all files of an edition, which may not be what their names promise."""

import errno
import json
import os
import re
import stat
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import Any, Final

from pressmark.errors import PressmarkError
from pressmark.model import Finding

FILE_NAME: Final = "edition.toml"  # the settings: what makes a folder an edition

# Opening a named pipe would wait for somebody to write into it. Windows has none of these.
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_CURES: Final = {
    errno.ENOENT: "put it back, or check where its symbolic link leads",
    errno.ELOOP: "let the symbolic link lead to a file",
    errno.EACCES: "make the file readable",
    errno.EPERM: "make the file readable",
}

# What git begins a line with where it could not unite two versions; the third stands between these.
_MARKERS: Final = re.compile(r"^(<{7}|={7}|>{7})(?=[ \r\n]|\Z)", re.MULTILINE)
_IN_ORDER: Final = ("<<<<<<<", "=======", ">>>>>>>")


def find_conflict(text: str, path: str) -> Finding | None:
    """A finding on the first conflict of git that nobody has resolved yet; None if there is none.

    A line of a text may look like one marker by right: only all three, in their order, are one.
    """
    if _IN_ORDER[0] not in text:
        return None
    step = start = 0
    for match in _MARKERS.finditer(text):
        if match[1] == _IN_ORDER[0]:
            step, start = 1, match.start()
        elif step and match[1] == _IN_ORDER[step]:
            step += 1
        if step == len(_IN_ORDER):
            name = Path(path).name
            return Finding(
                path=path,
                line=text.count("\n", 0, start) + 1,
                rule="conflict",
                message="holds an unresolved conflict of git",
                hint=(
                    f"merge it again with git checkout --merge {name}, keep one side with --ours or "
                    "--theirs in its place, or write what is right and delete the lines that git wrote"
                ),
            )
    return None


class Limit(IntEnum):
    """How many bytes are read at most of a file, by its kind. Of a seed, `seeds.max-bytes` says it."""

    SETTINGS = 1_000_000
    SIDECAR = 1_000_000
    PAGE = 10_000_000  # of the site, as a person writes it
    WORDS = 10_000_000  # a catalogue of the words of the interface
    TEI = 25_000_000  # an article of half a million words with all its mark-up; a register
    LEDGER = 25_000_000
    TABLE = 25_000_000  # of gold, of figures
    PICTURE = 25_000_000
    CACHE = 250_000_000  # what one run leaves for the next
    TEXTS = 1_000_000_000  # those of other people that the mark-up is measured on


def find_root(start: Path) -> Path | None:
    """The nearest folder at or above `start` that holds an edition, or None."""
    for folder in (start, *start.parents):
        if os.path.lexists(folder / FILE_NAME):  # whatever it is: reading it says what is wrong with it
            return folder
    return None


def read_file(path: Path, max_bytes: int) -> bytes:
    """The bytes of an ordinary file.

    What is no ordinary file, what is larger than `max_bytes`, and what symbolic links lead to
    out of an edition, is refused before a byte is read. Raises PressmarkError, with `path` as
    it was given in the finding.
    """
    check_place(path)
    try:
        _check(path, path.stat(), max_bytes)
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        raise PressmarkError(unreadable(path, error)) from error
    try:
        _check(path, os.fstat(descriptor), max_bytes)  # it may be another one by now
        with open(descriptor, "rb", closefd=False) as stream:
            data = stream.read(max_bytes + 1)
    except OSError as error:
        raise PressmarkError(unreadable(path, error)) from error
    finally:
        os.close(descriptor)
    if len(data) > max_bytes:  # it has grown since
        raise PressmarkError(_too_large(path, len(data), max_bytes))
    return data


def read_if_there(path: Path, max_bytes: int) -> bytes | None:
    """The same, or None if there is nothing of that name; a link that leads nowhere is something."""
    return read_file(path, max_bytes) if os.path.lexists(path) else None


def holds(path: Path, data: bytes) -> bool:
    """Whether an ordinary file holds these bytes.

    Raises PressmarkError for a folder, and for what lies outside of the edition: it cannot come to hold them.
    """
    check_place(path)
    try:
        status = path.stat()
    except OSError:  # whoever writes it is told what is wrong
        return False
    if stat.S_ISDIR(status.st_mode):
        raise PressmarkError(_no_file(path, status.st_mode))
    try:
        return status.st_size == len(data) and read_file(path, len(data)) == data
    except PressmarkError:
        return False


def parse_toml(source: str) -> dict[str, Any]:
    """The table that TOML describes.

    Raises ValueError for what is none, and for what no message could show: numbers of thousands
    of digits, and brackets in brackets in brackets.
    """
    try:
        table = tomllib.loads(source)
        repr(table)
        return table
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def parse_json(data: bytes) -> Any:
    """What JSON describes. Raises ValueError for what is none, however deeply it is nested."""
    try:
        return json.loads(data)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def check_place(path: Path) -> None:
    """Raises PressmarkError if a name in an edition stands for what lies outside of it.

    That is what symbolic links do, at the end of a path or on the way. Nothing is read through
    one, lest it be published, and nothing is written.
    """
    link = link_out(path)
    if link is not None:
        where = "" if link == Path(os.path.abspath(path)) else f" ({link.name} on its way)"  # noqa: PTH100
        raise PressmarkError(
            Finding(
                path=str(path),
                rule="link",
                message=f"is a symbolic link that leads out of the edition{where}",
                hint="put what it leads to in its place",
            )
        )


def link_out(path: Path) -> Path | None:
    """The symbolic link by which a path that lies in an edition leads out of it; None if it does not."""
    whole = Path(os.path.abspath(path))  # noqa: PTH100 (Path.resolve would follow the links)
    root = find_root(whole.parent)
    if root is None:
        return None
    step = root
    for part in whole.relative_to(root).parts:
        step /= part
        if step.is_symlink() and not real_path(step).is_relative_to(real_path(root)):
            return step
    return None


def real_path(path: Path) -> Path:
    """Where symbolic links lead. Those that lead in a circle are left as they are."""
    return Path(os.path.realpath(path))  # Path.resolve would raise


def reason(error: OSError) -> str:
    """What kept a file from being read or written, and what to do about it where that is plain."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "not written, the disk is full: make room, and do it again"
    return error.strerror or str(error)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Let the OSError of what is done for a file name it, and not a stand-in or nothing."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error


def _check(path: Path, status: os.stat_result, max_bytes: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise PressmarkError(_no_file(path, status.st_mode))
    if status.st_size > max_bytes:
        raise PressmarkError(_too_large(path, status.st_size, max_bytes))


def unreadable(path: Path, error: OSError | ValueError) -> Finding:
    """The finding about a file that the system does not let us read."""
    number = getattr(error, "errno", None)
    reason = getattr(error, "strerror", None) or str(error)
    return Finding(
        path=str(path),
        rule="unreadable",
        message=f"cannot be read ({reason})",
        hint=_CURES.get(number or 0, "check the disk that the file is on"),
    )


def _no_file(path: Path, mode: int) -> Finding:
    if stat.S_ISDIR(mode):
        return Finding(
            path=str(path),
            rule="file",
            message="is a folder where a file is expected",
            hint="rename it, or put the file in its place",
        )
    return Finding(
        path=str(path),
        rule="file",
        message="is no ordinary file (but a pipe, a socket or a device)",
        hint="put an ordinary file in its place",
    )


def _too_large(path: Path, size: int, max_bytes: int) -> Finding:
    return Finding(
        path=str(path),
        rule="too-large",
        message=f"has {size:,} bytes",
        hint=f"split it; at most {max_bytes:,} bytes are read",
    )
