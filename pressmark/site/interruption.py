"""A build that ends while it writes: the next one writes every page again.

Sphinx writes pages in place and goes by when they were written, so that half a page would stay half
for ever; and an empty list of its settings, as a full disk leaves it, would end every later build.
"""

from collections.abc import Iterable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment

_SETTINGS = ".buildinfo"  # of Sphinx, in the built site


def _mark(app: Sphinx) -> Path:
    """The file that is there from the first page that is written to the end of the build."""
    return Path(app.doctreedir, f"writing-{app.builder.name}")


def forget_settings(app: Sphinx) -> None:
    """Delete what Sphinx wrote last, which may be half a file."""
    if _mark(app).exists():
        Path(app.outdir, _SETTINGS).unlink(missing_ok=True)


def pages_again(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """All pages, if the last build ended while it wrote."""
    return sorted(env.found_docs) if _mark(app).exists() else ()


def begin(app: Sphinx, _builder: Builder) -> None:
    """Note that pages are being written."""
    _mark(app).touch()


def end(app: Sphinx, error: Exception | None) -> None:
    """Note that all pages are written."""
    if not error:
        _mark(app).unlink(missing_ok=True)
