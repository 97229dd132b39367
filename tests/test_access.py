"""Pages that everybody can use: axe-core, the Nu HTML checker, no shift, no script needed, few bytes.

The edition of thirty articles has every kind of page; each kind is looked at on a phone and on a desk,
light and dark.
"""

import gzip
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from html_checker import html_errors
from lxml import html
from playwright.sync_api import Browser, Page
from site_building import Build
from test_browser import WIDTHS
from test_site_pages import dead_links, foreign_loads

pytestmark = pytest.mark.slow

# One page of each kind: those that people write, and the first of each folder.
WRITTEN = (
    "index",
    "articles",
    "people",
    "places",
    "organisations",
    "quotations",
    "quotations-by-article",
    "quotations-by-date",
    "dates",
    "outlets",
    "search",
    "data",
    "corrections",
    "cite",
    "about",
    "principles",
    "publishing",
    "glossary",
    "editors",
    "encoding",
    "validation",
    "maintainers",
    "quality",
    "state",
    "todo",
)
FOLDERS = ("articles", "people", "places", "organisations")
KINDS = (*WRITTEN, *(f"{folder}/" for folder in FOLDERS))

Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def served(address: str) -> str:
    """The address of the site of thirty articles, without the slash at its end."""
    return address.removesuffix("/")


def name_of(site: Build, kind: str) -> str:
    """The name of a page of this kind."""
    if not kind.endswith("/"):
        return kind
    return str(min((site.out / kind).glob("*.html")).relative_to(site.out).with_suffix(""))


@pytest.fixture(scope="module")
def axe() -> str:
    """The script of axe-core, as the package axe-playwright-python carries it."""
    spec = find_spec("axe_playwright_python")
    if spec is None or spec.origin is None:
        pytest.skip("needs axe-core: the package axe-playwright-python")
    return Path(spec.origin).with_name("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def window(browser: Browser) -> Iterator[Opener]:
    """A window, in which all requests are noted as `window.requested`, and faults as `window.faults`."""
    contexts = []

    def opened(*, width: str = "desktop", dark: bool = False, scripts: bool = True) -> Page:
        context = browser.new_context(
            viewport=WIDTHS[width],  # type: ignore[arg-type]
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def show(page: Page, site: Build, name: str) -> None:
    page.goto((site.out / f"{name}.html").as_uri())


def found_by_axe(page: Page, axe: str) -> list[str]:
    """What axe-core finds on the page that is open: rule, element and why."""
    page.evaluate(f"{axe}; 0")
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert found["passes"], "axe-core looked at nothing"
    return [
        f"{page.url.rpartition('/html/')[2]}: {violation['id']}: {node['html']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def test_every_page_is_of_a_kind_that_is_looked_at(thirty: Build) -> None:
    at_the_top = {path.stem for path in thirty.out.glob("*.html")}
    folders = {path.parent.name for path in thirty.out.glob("*/*.html")}
    # Parts of long indices ("people.b") are looked at where they are tested.
    assert {name for name in at_the_top if "." not in name} == set(WRITTEN)
    assert folders == set(FOLDERS)


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["index", "articles/", "people", "people/"])
def test_axe_finds_nothing(window: Opener, thirty: Build, axe: str, kind: str) -> None:
    page = window()
    show(page, thirty, name_of(thirty, kind))
    assert found_by_axe(page, axe) == []


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_any_kind_of_page(
    window: Opener, thirty: Build, axe: str, width: str, dark: bool
) -> None:
    page, found = window(width=width, dark=dark), []
    for kind in KINDS:
        show(page, thirty, name_of(thirty, kind))
        found += found_by_axe(page, axe)
    assert found == []


@pytest.mark.browser
def test_axe_finds_what_is_wrong(window: Opener, thirty: Build, axe: str) -> None:
    page = window()
    show(page, thirty, "index")
    page.evaluate("document.querySelector('article').insertAdjacentHTML('beforeend', '<img src=\"x.png\">')")
    assert any("image-alt" in found for found in found_by_axe(page, axe))


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
def test_with_all_that_can_be_shown_axe_still_finds_nothing(
    window: Opener, thirty: Build, axe: str, width: str
) -> None:
    page = window(width=width)
    show(page, thirty, name_of(thirty, "articles/"))
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    for box in page.locator("article input[type=checkbox]").all():
        box.check()
    assert found_by_axe(page, axe) == []


def test_every_page_is_valid_html(thirty: Build) -> None:
    assert html_errors(thirty.out) == []


def test_the_checker_finds_what_is_wrong(tmp_path: Path) -> None:
    page = tmp_path / "html" / "page.html"
    page.parent.mkdir()
    page.write_text("<!doctype html><title>A</title><p><ul><li>one</ul></p>", encoding="utf-8")
    assert any("page.html:1: No “p” element" in error for error in html_errors(tmp_path / "html"))


def test_every_link_fragment_and_download_leads_somewhere(thirty: Build) -> None:
    assert dead_links(thirty.out) == []
    assert foreign_loads(thirty.out) == []


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_moves_fails_or_comes_from_elsewhere(
    window: Opener, thirty: Build, served: str, width: str
) -> None:
    page = window(width=width)
    requested: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.add_init_script(
        "window.shifts = []; new PerformanceObserver(list => { for (const each of list.getEntries())"
        " window.shifts.push(each.value) }).observe({type: 'layout-shift', buffered: true});"
    )
    moved = []
    for kind in KINDS:
        page.goto(f"{served}/{name_of(thirty, kind)}.html")
        page.mouse.wheel(0, 3000)
        # Two frames later every shift has been reported.
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        # The browser reports the icon in a field as a shift of a few millionths when it is drawn.
        if shifts := [shift for shift in page.evaluate("window.shifts") if shift > 0.0001]:
            moved.append((kind, shifts))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            moved.append((kind, ["wider than the window"]))
    assert moved == []
    assert faults == []
    assert [url for url in requested if not url.startswith((served, "data:", "blob:"))] == []


@pytest.mark.browser
def test_without_javascript_every_page_shows_its_text(window: Opener, thirty: Build) -> None:
    page = window(scripts=False)
    for kind in KINDS:
        name = name_of(thirty, kind)
        show(page, thirty, name)
        assert page.locator("h1").count() == 1, name
        assert page.locator("h1").is_visible(), name
        # Nothing that does nothing without a script.
        for button in page.locator("button:visible").all():
            pytest.fail(f"{name} shows a button that needs a script: {button.inner_text()!r}")


def sent(site: Build, name: str) -> dict[str, int]:
    """The files that a page makes a browser fetch before fonts and search, in bytes as servers send them."""
    path = site.out / f"{name}.html"
    page = html.fromstring(path.read_bytes().decode("utf-8"))
    links = page.xpath("//link[@rel='stylesheet']/@href | //script/@src")
    files = [path, *((path.parent / link.partition("?")[0]).resolve() for link in links)]
    return {file.name: len(gzip.compress(file.read_bytes(), mtime=0)) for file in files}


def test_an_article_page_weighs_less_than_100_kilobytes(thirty: Build) -> None:
    for path in (thirty.out / "articles").glob("*.html"):
        files = sent(thirty, f"articles/{path.stem}")
        assert "pressmark.css" in files
        assert sum(files.values()) < 100_000, files


def test_a_page_asks_only_for_what_it_uses(thirty: Build) -> None:
    article, code, cards = (sent(thirty, name) for name in (name_of(thirty, "articles/"), "cite", "index"))
    assert "pygments.css" in code
    assert "sphinx-design.min.css" in cards
    assert not {"pygments.css", "sphinx-design.min.css", "design-tabs.js"} & article.keys()
