"""Building the invented edition of Quillhaven with the project's own pages, for the tests of the site."""

import io
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from edition_of_thirty import make_edition
from lxml import html
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

PROJECT = Path(__file__).parent.parent
QUILLHAVEN = Path(__file__).parent / "cases" / "site" / "quillhaven"

_ESCAPES = re.compile(r"\x1b\[[0-9;]*[mK]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What a build has left behind."""

    out: Path
    status: int
    warnings: str
    log: str

    @property
    def read(self) -> set[str]:
        """The names of the pages that were read from their sources."""
        return set(re.findall(r"^reading sources\.\.\. \[ *\d+%\] (\S+)", self.log, re.MULTILINE))

    @property
    def written(self) -> set[str]:
        """The names of the pages that were written."""
        return set(re.findall(r"^writing output\.\.\. \[ *\d+%\] (\S+)", self.log, re.MULTILINE))

    def page(self, name: str) -> html.HtmlElement:
        return html.fromstring((self.out / f"{name}.html").read_bytes().decode("utf-8"))


def copy_edition(target: Path, *, of: Path = QUILLHAVEN) -> Path:
    """An edition, the invented one by default, in a folder of its own, with the project's pages."""
    target.mkdir(parents=True)
    shutil.copyfile(of / "edition.toml", target / "edition.toml")
    shutil.copytree(of / "tei", target / "tei")
    shutil.copyfile(PROJECT / "conf.py", target / "conf.py")
    shutil.copytree(PROJECT / "source", target / "source")
    return target


def one_page(root: Path, text: str) -> Path:
    """An edition without articles and with one page, in a folder."""
    (root / "source").mkdir()
    (root / "source" / "index.md").write_text(text, encoding="utf-8")
    shutil.copyfile(PROJECT / "conf.py", root / "conf.py")
    (root / "edition.toml").write_text('title = "A"\npublisher = "B"\n', encoding="utf-8")
    return root


def make_thirty(root: Path) -> Path:
    """The invented edition of thirty articles with the project's pages, in a new folder."""
    make_edition(root)
    shutil.copyfile(PROJECT / "conf.py", root / "conf.py")
    shutil.copytree(PROJECT / "source", root / "source")
    return root


@contextmanager
def warnings_of_ours_only() -> Iterator[None]:
    """Let other Sphinx extensions use what is deprecated, but not ours."""
    with warnings.catch_warnings():
        for category in (DeprecationWarning, PendingDeprecationWarning):
            warnings.filterwarnings("ignore", category=category)
        warnings.filterwarnings("error", module=r"pressmark\.")
        yield


def build(root: Path, builder: str = "html", *, parallel: int = 1, source: str = "source") -> Build:
    """Build an edition in this process; the doctrees are shared by all builders that can share them."""
    out = root / "build" / builder
    doctrees = "doctrees-gettext" if builder == "gettext" else "doctrees"
    log, reported = io.StringIO(), io.StringIO()
    with warnings_of_ours_only(), patch_docutils(str(root)), docutils_namespace():
        app = Sphinx(
            root / source,
            root,
            out,
            root / "build" / doctrees,
            builder,
            status=log,
            warning=reported,
            parallel=parallel,
            verbosity=0,
        )
        app.build()
    return Build(
        out=out,
        status=app.statuscode,
        warnings=_ESCAPES.sub("", reported.getvalue()),
        log=_ESCAPES.sub("", log.getvalue()).replace("\r", "\n"),
    )


def run_sphinx(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Build the HTML of an edition as a user does, for the exit code."""
    command = [sys.executable, "-m", "sphinx", "-q", *options, "-c", str(root), str(root / "source")]
    return subprocess.run(
        [*command, str(root / "build" / "html")], capture_output=True, text=True, check=False
    )


def words(element: html.HtmlElement) -> str:
    """The words of an element on one line."""
    return " ".join(str(element.text_content()).split())
