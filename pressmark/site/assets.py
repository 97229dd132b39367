"""The style sheet and the script of the site: each one file, joined from a part for each subject.

A page so asks for two files, and each subject keeps its rules in a file of its own: `css/<part>.css`,
`js/<part>.js`. Sphinx adds a digest of the file to its address. Beside them lies the edition's picture.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sphinx.application import Sphinx
from sphinx.util import logging

from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.files import Limit, read_file, real_path
from pressmark.site.domain import NAME
from pressmark.site.environment import project_of
from pressmark.site.findings import log_finding
from pressmark.site.output import BUILDERS, write_changed

STYLESHEET: Final = "pressmark.css"
SCRIPT: Final = "pressmark.js"
_FOLDER: Final = Path(__file__).parent / "static"
_FIRST: Final = "base"  # what the other parts build upon

logger = logging.getLogger(__name__)


def stylesheet() -> str:
    """All parts of the style sheet, the base first, then by name."""
    return "\n".join(path.read_text(encoding="utf-8") for path in _parts("css"))


def script() -> str:
    """All parts of the script by name, each in a scope of its own, so that names cannot clash."""
    return "".join(
        f"(() => {{\n{path.read_text(encoding='utf-8').rstrip()}\n}})();\n" for path in _parts("js")
    )


def write_assets(app: Sphinx) -> None:
    """Write both beside the pages. A book has no use for the script."""
    if app.builder.format != "html":
        return
    folder = Path(app.outdir, "_static")
    folder.mkdir(parents=True, exist_ok=True)
    write_changed(folder / STYLESHEET, stylesheet().encode())
    if app.builder.name != "epub":
        write_changed(folder / SCRIPT, script().encode())


def image_file(edition: Edition) -> Path | None:
    """The picture shown where pages are shared; None if none is named, or there is no such file."""
    if not edition.image:
        return None
    path = real_path(edition.root / edition.image)
    return path if path.is_relative_to(real_path(edition.root)) and path.is_file() else None


def write_image(app: Sphinx) -> None:
    """Copy that picture beside the pages, or say that it cannot be."""
    edition = project_of(app.env).edition
    if not edition.image or app.builder.name not in BUILDERS:
        return
    path = image_file(edition)
    if path is None:
        logger.warning(
            "site.image: there is no file %r in the edition; name one by its path from edition.toml",
            edition.image,
            location=f"{edition.root / 'edition.toml'}:1",
            type=NAME,
            subtype="image",
        )
    else:
        try:
            write_changed(Path(app.outdir, "_static", path.name), read_file(path, Limit.PICTURE))
        except PressmarkError as error:
            log_finding(error.finding)


def _parts(kind: str) -> Iterator[Path]:
    found = (_FOLDER / kind).glob(f"*.{kind}")
    yield from sorted(found, key=lambda path: (path.stem != _FIRST, path.stem))
