"""Builds that end while they write, by a full disk or a kill: the next one makes the whole site."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from site_building import build, copy_edition
from sphinx.errors import ExtensionError

PAGE = "articles/quillhaven-ferry.html"
# What a full disk does to a build that writes this page.
FULL = """

def _fill(app, pagename, *_):
    if pagename == "articles/quillhaven-ferry" and Path(app.confdir, "full").exists():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def setup(app):
    app.connect("html-page-context", _fill)
"""


def site(root: Path) -> dict[str, bytes]:
    """What was built. The names of an index of Pagefind's depend on when it was made."""
    out = root / "build" / "html"
    paths = (path for path in out.rglob("*") if path.is_file() and path.name != ".buildinfo")
    names = {path.relative_to(out).as_posix(): path for path in paths}
    return {name: path.read_bytes() for name, path in names.items() if not name.startswith("pagefind/")}


@pytest.fixture
def edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1936000000")
    root = copy_edition(tmp_path / "edition")
    with (root / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(f"\nimport errno, os\nfrom pathlib import Path\n{FULL}")
    return root


def test_what_a_full_disk_left_half_is_written_again(edition: Path) -> None:
    assert build(edition).status == 0
    whole = site(edition)
    (edition / "full").touch()
    article = edition / "tei" / "articles" / "quillhaven-ferry.xml"
    os.utime(article)
    with pytest.raises(ExtensionError, match="No space left"):
        build(edition)
    out = edition / "build" / "html"
    for name in (PAGE, "index.html", "people/brindle-tamsin.html"):
        (out / name).write_bytes(whole[name][: len(whole[name]) // 2])
    (out / ".buildinfo").write_bytes(b"")
    (edition / "full").unlink()
    assert build(edition).status == 0
    assert site(edition) == whole
    assert not build(edition).written


SPHINX = (sys.executable, "-m", "sphinx", "-q", "-c", ".", "-d", "build/doctrees", "source", "build/html")


@pytest.mark.slow
@pytest.mark.parametrize("page", ["about.html", PAGE, "people/brindle-tamsin.html", "objects.inv"])
def test_a_build_that_is_killed_is_completed_by_the_next(edition: Path, page: str) -> None:
    """Killed as soon as a page is there, whole or not."""
    assert build(edition).status == 0
    whole = site(edition)
    shutil.rmtree(edition / "build")
    with subprocess.Popen(SPHINX, cwd=edition, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and not (edition / "build" / "html" / page).exists():
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
    assert build(edition).status == 0
    assert site(edition) == whole
