"""The index that Pagefind makes of the documents, beside the built pages."""

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

BUNDLE: Final = "pagefind"  # the folder of the index within the built site
_KEY: Final = "made-of"  # within it: a digest of what it was made from
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
        return (folder / BUNDLE / _KEY).read_text(encoding="ascii") == key
    except (OSError, UnicodeDecodeError):
        return False


def write_bundle(
    folder: Path, documents: Iterable[tuple[str, str]], language: str, key: str, program: Path
) -> None:
    """Index the documents, each a name and HTML, and put the index in the place of the last one.

    The documents are written into a folder of their own, which goes again: Pagefind reads files, and its
    Python interface waits a tenth of a second for each. Raises BundleError if Pagefind fails.
    """
    with tempfile.TemporaryDirectory(prefix=".pagefind-", dir=folder) as name:
        pages, made = Path(name, "pages"), Path(name, "made")
        pages.mkdir()
        for document, html in documents:
            path = pages / f"{document}.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(html, encoding="utf-8")
        _run(program, pages, made, language)
        for pattern in _UNUSED:
            for path in made.glob(pattern):
                path.unlink()
        (made / _KEY).write_text(key, encoding="ascii")
        remove_bundle(folder)
        made.rename(folder / BUNDLE)


def remove_bundle(folder: Path) -> None:
    """Delete the index. One of another state of the edition would lead astray."""
    shutil.rmtree(folder / BUNDLE, ignore_errors=True)


def digest(parts: Iterable[str]) -> str:
    """A digest of parts in order."""
    sha = hashlib.sha256()
    for part in parts:
        sha.update(part.encode())
        sha.update(b"\0")
    return sha.hexdigest()


def _run(program: Path, pages: Path, made: Path, language: str) -> None:
    # One language for all: Pagefind would keep articles in another apart, and find them on no page of ours.
    command: list[str | Path] = [program, "--site", pages, "--output-path", made]
    command += ["--force-language", language, "--quiet"]
    try:
        done = subprocess.run(  # noqa: S603 (the program of a package, and paths of our own)
            command, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise BundleError(f"{program} cannot be run: {error.strerror}") from error
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())[:_MOST_WORDS]
        raise BundleError(f"Pagefind ended with code {done.returncode}: {said}".rstrip(": "))
