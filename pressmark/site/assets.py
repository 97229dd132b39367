"""The style sheet and the script of the site: each one file, joined from a part for each subject.

A page so asks for two files, and each subject keeps its rules in a file of its own: `css/<part>.css`,
`js/<part>.js`. Sphinx adds a digest of the file to its address.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sphinx.application import Sphinx

from pressmark.site.output import write_changed

STYLESHEET: Final = "pressmark.css"
SCRIPT: Final = "pressmark.js"
_FOLDER: Final = Path(__file__).parent / "static"
_FIRST: Final = "base"  # what the other parts build upon


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


def _parts(kind: str) -> Iterator[Path]:
    found = (_FOLDER / kind).glob(f"*.{kind}")
    yield from sorted(found, key=lambda path: (path.stem != _FIRST, path.stem))
