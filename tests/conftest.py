"""What all tests share: the option that rewrites expected files, a browser, invented editions to work on."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright
from serving import serving
from site_building import Build, build, make_thirty

from pressmark.config import Edition, load_edition
from pressmark.site import words

# The same examples each time, and no verdict by the clock: a test that passed yesterday passes on a
# busy machine. `pytest --hypothesis-profile=random` looks for examples that nobody has thought of.
# `make test-nightly` tries 10,000 of them.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("repeatable", _PATIENT, derandomize=True)
settings.register_profile("random", _PATIENT)
settings.register_profile("nightly", _PATIENT, max_examples=10_000)
settings.load_profile("repeatable")

Count = Callable[[str, object], None]  # pytest's record_property, with what was tried and how often
CASES = Path(__file__).parent / "cases"
PROJECT = Path(__file__).parent.parent
CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerate",
        action="store_true",
        help="rewrite the expected files in tests/cases from what the code does now; read the difference",
    )
    parser.addoption(
        "--inputs",
        default="0-200",
        metavar="FIRST-END",
        help="which damaged files test_fuzz.py makes; each is a number, and the end is left out",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if shutil.which("chromium"):
        return
    absent = pytest.mark.skip(reason="needs a browser: install Debian's package chromium")
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(absent)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how much was tried of what tests count with `record_property`, and how often it failed."""
    tried: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, ()):
            for name, number in report.user_properties:
                tried[name] += number
                failed[name] += outcome == "failed"
    for name, number in sorted(tried.items()):
        terminalreporter.write_line(f"tried {number:,} {name}: {failed[name]} failed")


@pytest.fixture(autouse=True)
def _plain_output(monkeypatch: pytest.MonkeyPatch) -> None:
    """What commands print is compared without colours, whatever the terminal of the tests is told."""
    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _english() -> None:
    """What is said is English, whichever language the last build in this process spoke."""
    words.translators.pop(("general", words.CATALOGUE), None)


@pytest.fixture
def project() -> Path:
    """The folder of this project, with its own edition."""
    return PROJECT


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    """A new edition: settings, no seeds, no registers."""
    root = tmp_path / "edition"
    (root / "seeds").mkdir(parents=True)
    (root / "edition.toml").write_text('title = "Test edition"\npublisher = "Quillhaven Library"\n')
    return load_edition(root)


@pytest.fixture
def quillhaven(tmp_path: Path) -> Edition:
    """A copy of the invented edition of Quillhaven: two seeds and registers, nothing encoded yet."""
    root = tmp_path / "quillhaven"
    shutil.copytree(CASES / "quillhaven", root)
    return load_edition(root)


@pytest.fixture(scope="session")
def thirty(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The site of the invented edition of thirty articles, for the tests that only look at it."""
    return build(make_thirty(tmp_path_factory.mktemp("thirty") / "edition"), parallel=2)


@pytest.fixture(scope="module")  # not longer: beside an open one, no other test could run an event loop
def browser() -> Iterator[Browser]:
    """Debian's chromium, for all tests in a browser."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=[*CHROMIUM])
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve a site on a free port of this machine; the address."""
    with serving() as serve:
        yield serve


@pytest.fixture(scope="module")
def address(thirty: Build, serve: Callable[[Path], str]) -> str:
    """The address of the site of thirty articles."""
    return serve(thirty.out)


@pytest.fixture
def snapshot() -> Callable[[Path], dict[str, tuple[bytes, int]]]:
    """A function that gives bytes and time of change of every file under a folder, by relative path.

    The lock of the edition is left out: it is empty, stays where it was made, and is no part of it.
    """

    def take(folder: Path) -> dict[str, tuple[bytes, int]]:
        found = (path for path in folder.rglob("*") if path.is_file())
        files = sorted(path for path in found if path.name != ".pressmark.lock")
        return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}

    return take
