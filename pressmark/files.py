"""Reading a file that may not be what its name promises."""

import errno
import os
import stat
from pathlib import Path
from typing import Final

from pressmark.errors import PressmarkError
from pressmark.model import Finding

# Opening a named pipe would wait for somebody to write into it. Windows has none of these.
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_CURES: Final = {
    errno.ENOENT: "put it back, or check where its symbolic link leads",
    errno.ELOOP: "let the symbolic link lead to a file",
    errno.EACCES: "make the file readable",
    errno.EPERM: "make the file readable",
}


def read_file(path: Path, max_bytes: int) -> bytes:
    """The bytes of an ordinary file.

    What is no ordinary file, and what is larger than `max_bytes`, is refused before a byte is
    read. Raises PressmarkError, with `path` as it was given in the finding.
    """
    try:
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        raise PressmarkError(unreadable(path, error)) from error
    try:
        _check(path, os.fstat(descriptor), max_bytes)
        with open(descriptor, "rb", closefd=False) as stream:
            data = stream.read(max_bytes + 1)
    except OSError as error:
        raise PressmarkError(unreadable(path, error)) from error
    finally:
        os.close(descriptor)
    if len(data) > max_bytes:  # it has grown since
        raise PressmarkError(_too_large(path, len(data), max_bytes))
    return data


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
