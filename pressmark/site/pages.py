"""The pages in `source/`: those that can be read, and what is wrong with the others."""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from sphinx.errors import SphinxError

from pressmark.errors import PressmarkError
from pressmark.files import Limit, check_place, read_file, unreadable
from pressmark.model import Finding

if sys.platform == "win32":
    from pathlib import WindowsPath as _SystemPath
else:
    from pathlib import PosixPath as _SystemPath

_SPECIAL: Final = re.compile(r"[*?\[\]]")  # in the patterns of Sphinx


class DamagedPath(_SystemPath):
    """The path of a page with bytes that are no UTF-8: they are read as U+FFFD, and the page is shown."""

    def read_text(self, *_arguments: Any, **_options: Any) -> str:
        text = read_file(Path(self), Limit.PAGE).decode("utf-8-sig", "replace")
        return text.replace("\r\n", "\n").replace("\r", "\n")


def page_fault(path: Path) -> tuple[Finding | None, bool]:
    """What is wrong with the file of a page, or None, and whether it can be shown all the same."""
    try:
        data = read_file(path, Limit.PAGE)
    except PressmarkError as error:
        return error.finding, False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        finding = Finding(
            path=str(path),
            line=before.count("\n") + 1,
            column=len(before) - (before.rfind("\n") + 1) + 1,
            rule="encoding",
            message=f"is not UTF-8: byte 0x{data[error.start]:02X} makes no character, and is shown as �",
            hint="correct the character in an editor, and save the page as UTF-8",
        )
        return finding, True
    return None, True


def faulty_links(source: Path, suffixes: Iterable[str]) -> Iterator[Finding]:
    """Every symbolic link below the source folder that leads out of the edition, or nowhere.

    Raises SphinxError for a pipe or a device that is no page, as its suffix tells: a page may bring it
    in, and Sphinx would read it for ever.
    """
    for folder, folders, names in os.walk(source):
        for path in (Path(folder, name) for name in sorted({*folders, *names})):
            if path.name.startswith("."):  # editors keep notes in hidden links
                continue
            if _is_endless(path) and path.suffix not in suffixes:
                raise SphinxError(str(page_fault(path)[0]))
            if path.is_symlink():
                try:
                    check_place(path)
                    path.stat()
                except PressmarkError as error:
                    yield error.finding
                except OSError as error:
                    yield unreadable(path, error)


def _is_endless(path: Path) -> bool:
    return path.is_fifo() or path.is_char_device() or path.is_block_device()


def as_pattern(path: Path, source: Path) -> str:
    """The pattern by which Sphinx leaves out this one path."""
    return _SPECIAL.sub(lambda match: f"[{match[0]}]", path.relative_to(source).as_posix())
