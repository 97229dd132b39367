"""Files of the built site that are no pages: beside the pages, or for all of them."""

import os
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Final

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from pressmark.errors import PressmarkError
from pressmark.files import check_place, holds, naming, real_path

BUILDERS: Final = ("html", "dirhtml")  # whose pages are published, each on its own


def refuse_links(app: Sphinx, _config: Config) -> None:
    """Write nothing through a link that leads out of the edition. Raises ConfigError if there is one."""
    for place in (Path(app.outdir), Path(app.doctreedir)):
        for path in (*_ways_to(place, Path(app.confdir, "build")), *_links_in(place)):
            try:
                check_place(path)
            except PressmarkError as error:
                raise ConfigError(str(error)) from error


def _ways_to(place: Path, folder: Path) -> Iterator[Path]:
    """The folder for what is built, and links in it, by which a place may be meant: Sphinx follows them."""
    for path in (folder, *(folder.iterdir() if folder.is_dir() else ())):
        if place.is_relative_to(real_path(path)):
            yield path


def _links_in(place: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(place):
        yield from filter(Path.is_symlink, (Path(folder, name) for name in (*folders, *names)))


def write_beside(app: Sphinx, name: str, text: str) -> None:
    """Write a file beside the page it belongs to. Most folders are there, so that none is looked for."""
    path = f"{app.outdir}/{name}"
    try:
        _write(path, text)
    except FileNotFoundError:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        _write(path, text)


def _write(path: str, text: str) -> None:
    with open(path, "wb") as file:  # noqa: PTH123 (a `Path` costs as much as the writing)
        file.write(text.encode())


def remove_beside(app: Sphinx, folder: str, suffix: str, pages: Container[str]) -> None:
    """Delete the files beside pages of a folder that are not among `pages` any more."""
    for path in sorted(Path(app.outdir, folder).glob(f"*{suffix}")):
        if f"{folder}/{path.name.removesuffix(suffix)}" not in pages:
            path.unlink()


def write_changed(path: Path, data: bytes) -> None:
    """Write a file unless it holds the same already: servers and browsers go by when it was written."""
    if not holds(path, data):
        write_whole(path, data)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: the next build goes by how it begins, or when it was written."""
    unfinished = path.with_name(f".{path.name}.tmp")
    with naming(path):
        try:
            unfinished.write_bytes(data)
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
