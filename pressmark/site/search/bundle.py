"""The index that Pagefind makes of the documents, beside the built pages."""

import shutil
import subprocess
import tempfile
import weakref
from pathlib import Path
from typing import Any, Final

from pressmark.errors import PressmarkError
from pressmark.files import Limit, read_file

BUNDLE: Final = "pagefind"  # the folder of the index within the built site
_KEY: Final = "made-of"  # within it: a digest of what it was made from
_PLACE: Final = ".pagefind-"  # a folder beside it begins so while an index is made
# What Pagefind adds for those who use its own fields and lists.
_UNUSED: Final = (
    "pagefind-component-ui.*",
    "pagefind-highlight.js",
    "pagefind-modular-ui.*",
    "pagefind-ui.*",
)
_MOST_WORDS: Final = 300  # of what Pagefind says when it fails, in code points


class BundleError(Exception):
    """Pagefind has failed; the message is one line."""


def find_pagefind() -> Path | None:
    """The program: of the packages `pagefind-bin-extended` or `pagefind-bin`, else on the path; or None."""
    try:
        from pagefind_bin_extended import get_executable
    except ImportError:
        try:
            from pagefind_bin import get_executable
        except ImportError:
            found = shutil.which("pagefind")
            return Path(found) if found else None
    return Path(get_executable())


def is_made_of(folder: Path, key: str) -> bool:
    """Whether there is an index in `folder`, the built site, made from what has this digest."""
    try:
        return read_file(folder / BUNDLE / _KEY, Limit.CACHE) == key.encode()
    except PressmarkError:
        return False


def remove_bundle(folder: Path) -> None:
    """Delete the index. One of another state of the edition would lead astray."""
    shutil.rmtree(folder / BUNDLE, ignore_errors=True)


class Indexing:
    """Pagefind at work, as a process of its own; what it makes stands apart until `finish`."""

    def __init__(self, program: Path, pages: Path, folder: Path, language: str) -> None:
        """Begin to index the files in `pages` for `folder`, the built site.

        Pagefind reads files, because its Python interface waits a tenth of a second for each document.
        Raises BundleError if it cannot be run.
        """
        for path in folder.glob(f"{_PLACE}*"):  # of a build that was killed
            shutil.rmtree(path, ignore_errors=True)
        place = tempfile.TemporaryDirectory(prefix=_PLACE, dir=folder)
        self._folder = folder
        self._made, self._said = Path(place.name, "made"), Path(place.name, "said")
        # One language for all: Pagefind would keep articles in another apart, and find them nowhere.
        command: list[str | Path] = [program, "--site", pages, "--output-path", self._made]
        command += ["--force-language", language, "--quiet"]
        try:
            with self._said.open("wb") as said:
                self._process = subprocess.Popen(  # noqa: S603 (the program of a package, and paths of our own)
                    command, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT
                )
        except OSError as error:
            place.cleanup()
            raise BundleError(f"{program} cannot be run: {error.strerror}") from error
        # Called when Python ends, too, so that an interrupted build leaves neither process nor folder.
        self.stop = weakref.finalize(self, _stop, self._process, place)

    def finish(self, key: str) -> None:
        """Wait for the index and put it in the place of the last one. `key`: a digest of what it holds.

        Raises BundleError if Pagefind fails.
        """
        try:
            if code := self._process.wait():
                said = self._said.read_text(encoding="utf-8", errors="replace")
                words = " ".join(said.split())[:_MOST_WORDS]
                raise BundleError(f"Pagefind ended with code {code}: {words}".rstrip(": "))
            for pattern in _UNUSED:
                for path in self._made.glob(pattern):
                    path.unlink()
            (self._made / _KEY).write_text(key, encoding="ascii")
            remove_bundle(self._folder)
            self._made.rename(self._folder / BUNDLE)
        finally:
            self.stop()


def _stop(process: subprocess.Popen[Any], place: tempfile.TemporaryDirectory[str]) -> None:
    process.kill()
    process.wait()
    place.cleanup()
