"""Making a new edition: the files that every edition begins with, and the tool that it needs.

The files are in `data/archive`, under the names they will have and `.in`; a leading dot is
written `dot.`. Unless it is told where else to find Pressmark, the edition gets a copy of it, so
that a clone of the edition works on any machine, with nothing but the package index at hand: no
path of the machine it was made on and no address that may be gone one day stands in it.
"""

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from string import Template

import tomlkit

import pressmark
from pressmark.files import naming
from pressmark.tei.schema.files import schema_files

_PACKAGE = Path(pressmark.__file__).parent
_ARCHIVE = _PACKAGE / "data" / "archive"
_OWN_COPY = "-e ."
_COPIED = (
    "The folder `pressmark/` is a copy of Pressmark, version $version, so that this edition needs nothing\n"
    "from elsewhere: `make html` installs it from there. *For maintainers* says how to renew it."
)
_INSTALLED = (
    "`make html` installs Pressmark as `requirements-pressmark.txt` says; whoever works on this edition\n"
    "needs to be able to reach that."
)


def make_edition(folder: Path, *, title: str, publisher: str = "", tool: str = "") -> list[Path]:
    """Make an empty edition in a folder that is empty or does not exist; the files made, sorted.

    `tool` is what pip installs Pressmark from: the address of a repository, or a folder;
    empty for a copy in the edition. Raises ValueError for a folder that is not empty, for words
    that are none and for a `tool` that is neither, OSError. A failure leaves nothing behind.
    """
    if not title.strip() or not (title + publisher).isprintable():
        raise ValueError("an edition needs a title, on one line and without control characters")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ValueError(f"{folder} is there already and is not empty")
    source = _requirement(tool)
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    try:
        with naming(folder):
            unfinished.mkdir()
            for name, words in _files(title.strip(), publisher.strip(), source):
                path = unfinished / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(words)
            if folder.exists():
                folder.rmdir()
            unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _requirement(tool: str) -> str:
    """How pip's list of requirements names the tool. Raises ValueError for what it cannot be."""
    if not tool:
        return _OWN_COPY
    if not tool.isprintable() or " " in tool:
        raise ValueError(f"{tool!r} is no address and no folder")
    if "://" in tool:
        return f"pressmark @ {tool}"
    path = Path(tool).resolve()
    if not (path / "pyproject.toml").is_file():
        raise ValueError(f"{tool!r} is no folder with a pyproject.toml, and no address such as git+https://…")
    return f"-e {path}"


def _files(title: str, publisher: str, source: str) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file, but for those of the tool."""
    tool = Template(_COPIED if source == _OWN_COPY else _INSTALLED).substitute(version=pressmark.__version__)
    for path in sorted(_ARCHIVE.rglob("*.in")):
        name = path.relative_to(_ARCHIVE).as_posix().removesuffix(".in")
        if name.startswith("dot."):
            name = name.removeprefix("dot")
        data = path.read_bytes()
        if name == "README.md":
            data = Template(data.decode("utf-8")).substitute(title=title, tool=tool).encode("utf-8")
        elif name == "edition.toml":
            settings = tomlkit.parse(data.decode("utf-8"))
            settings["title"], settings["publisher"] = title, publisher
            data = tomlkit.dumps(settings).encode("utf-8")
        if name != "pyproject.toml" or source == _OWN_COPY:
            yield name, data
    for name, data in schema_files().items():
        yield f"tei/schema/{name}", data
    if source == _OWN_COPY:
        for path in sorted(_PACKAGE.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield f"pressmark/{path.relative_to(_PACKAGE).as_posix()}", path.read_bytes()
    yield "requirements-pressmark.txt", f"# Where Pressmark itself is installed from.\n{source}\n".encode()
