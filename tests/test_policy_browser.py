"""The policy of the pages in a browser that enforces it: everything works, and nothing planted runs."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hostile_edition import make_hostile
from playwright.sync_api import Browser, BrowserContext, Page, expect
from site_building import build, copy_edition
from site_ledgers import with_ledgers

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ARTICLE = "articles/dockers-lay-down-1.html"
FERRY = "articles/quillhaven-ferry.html"
MERGED = "people/brindle-t.html"
PLANTED = """
<script>window.planted = "a script"</script>
<script src="data:text/javascript,window.planted='a script with an address'"></script>
<script src="https://elsewhere.example/planted.js"></script>
<img src="absent.png" onerror="window.planted = 'an attribute'" alt="">
<iframe srcdoc="<script>parent.planted = 'a frame'</script>" title="planted"></iframe>
<a id="address" href="javascript:window.planted='an address'">here</a>
<style>article { display: none }</style>
"""
RUNS = (
    '<TEI xmlns="http://www.tei-c.org/ns/1.0"><script xmlns="http://www.w3.org/1999/xhtml">{}</script></TEI>'
)
# What a page of the browser's own can say of what was refused on the page.
_LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation",
  event => window.refused.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
"""


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with pages of all kinds, among them those that lead on and that say what was withdrawn."""
    root = with_ledgers(copy_edition(tmp_path_factory.mktemp("kinds") / "edition"))
    settings = (root / "edition.toml").read_text(encoding="utf-8")
    (root / "edition.toml").write_text(f"{settings}[site]\nentries-per-page = 2\n", encoding="utf-8")
    return build(root).out


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.add_init_script(_LISTEN)
    yield context
    context.close()


@pytest.fixture
def said(context: BrowserContext) -> list[str]:
    """What the browser complained of on any page."""
    said: list[str] = []
    # All browsers ask for the icon of a site, and this one has none.
    context.on(
        "console",
        lambda line: (
            said.append(line.text) if line.type == "error" and "favicon" not in line.location["url"] else None
        ),
    )
    context.on("weberror", lambda failure: said.append(str(failure.error)))
    return said


def refused(page: Page) -> list[str]:
    found: list[str] = page.evaluate("window.refused")
    return found


@pytest.mark.parametrize("by_http", [True, False], ids=["http", "file"])
def test_pages_of_every_kind_are_shown_whole(
    by_http: bool, kinds: Path, serve: Callable[[Path], str], context: BrowserContext, said: list[str]
) -> None:
    start = serve(kinds) if by_http else f"{kinds.as_uri()}/"
    names = [path.relative_to(kinds).as_posix() for path in sorted(kinds.rglob("*.html"))]
    pages = [name for name in names if not name.startswith(("_static/", "pagefind/"))]
    assert {"index.html", FERRY, "search.html", MERGED, "articles/quillhaven-fair.html"} <= set(pages)
    page = context.new_page()
    for name in pages:
        page.goto(start + name)
        if 'http-equiv="refresh"' in (kinds / name).read_text(encoding="utf-8"):
            page.wait_for_url(lambda url, name=name: not url.endswith(name))
        assert refused(page) == [], name
        assert page.evaluate("document.body.dataset.theme") == "auto", name  # furo's script has run
        # The rules of furo's frame and of our own style sheet hold.
        assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--color-code-background')")
        assert page.locator("article").evaluate("e => getComputedStyle(e).fontFamily").count("serif"), name
    # What search needs and `file:` has not is said by the page itself.
    assert [line for line in said if "Content Security Policy" in line or by_http] == []


def test_searching_works(address: str, context: BrowserContext, said: list[str]) -> None:
    page = context.new_page()
    page.goto(address + ARTICLE)
    page.get_by_role("searchbox").first.fill("patience")
    page.keyboard.press("Enter")
    expect(page.locator(".pm-search-count")).to_have_text("10 articles")
    page.locator(".pm-facet[data-facet=outlet] summary").click()
    page.locator(".pm-facet[data-facet=outlet]").get_by_role("checkbox").first.check()
    expect(page.locator(".pm-search-count")).not_to_have_text("10 articles")
    assert refused(page) == []
    assert said == []


def test_cards_settings_and_colours_work(address: str, context: BrowserContext, said: list[str]) -> None:
    page = context.new_page()
    page.goto(address + ARTICLE)
    page.locator("article a.pm-person").first.hover()
    expect(page.locator(".pm-card")).to_be_visible()
    place = page.locator(".pm-card").bounding_box()
    assert place is not None
    assert place["x"] > 100  # where the name is, and not at the edge of the page
    page.mouse.move(0, 0)
    page.locator(".pm-display summary").click()
    page.locator("#pm-show-place").uncheck()
    page.locator(".theme-toggle").last.click()
    chosen = page.evaluate("document.body.dataset.theme")
    assert chosen in ("light", "dark")
    page.reload()
    assert page.evaluate("document.body.dataset.theme") == chosen
    expect(page.locator("#pm-show-place")).not_to_be_checked()
    assert refused(page) == []
    assert said == []


@pytest.fixture
def planted(kinds: Path, tmp_path: Path) -> Path:
    """The site with an article into which somebody has brought scripts, and a TEI file with one."""
    shutil.copytree(kinds, tmp_path / "site")
    path = tmp_path / "site" / FERRY
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("<article role", f"{PLANTED}<article role"), encoding="utf-8")
    (tmp_path / "site" / "planted.xml").write_text(RUNS.format("document.documentElement.id = 'ran'"))
    return tmp_path / "site"


def without_header(site: Path) -> None:
    (site / "_headers").unlink()


def without_statement(site: Path) -> None:
    text = (site / FERRY).read_text(encoding="utf-8")
    (site / FERRY).write_text(text.replace('http-equiv="Content-Security-Policy"', "id=x"), encoding="utf-8")


def with_neither(site: Path) -> None:
    without_header(site)
    without_statement(site)


@pytest.mark.parametrize(
    ("change", "by_http"),
    [(without_header, True), (without_header, False), (without_statement, True)],
    ids=["stated by the page", "stated by a page that is a file", "sent by the server"],
)
def test_nothing_that_was_planted_runs(
    change: Callable[[Path], None],
    by_http: bool,
    planted: Path,
    serve: Callable[[Path], str],
    context: BrowserContext,
) -> None:
    change(planted)
    page = context.new_page()
    page.goto((serve(planted) if by_http else f"{planted.as_uri()}/") + FERRY)
    page.locator("#address").click()
    assert page.evaluate("window.planted") is None
    assert page.locator("article").is_visible()
    directives = {line.split()[0] for line in refused(page)}
    assert {"script-src-elem", "script-src-attr", "style-src-elem"} <= directives


def test_without_a_policy_all_of_it_runs(
    planted: Path, serve: Callable[[Path], str], context: BrowserContext
) -> None:
    with_neither(planted)
    page = context.new_page()
    page.goto(serve(planted) + FERRY)
    assert page.evaluate("window.planted") is not None
    assert not page.locator("article").is_visible()
    page.goto(serve(planted) + "planted.xml")
    assert page.evaluate("document.documentElement.id") == "ran"


def test_a_script_in_a_tei_file_does_not_run_where_the_server_sends_the_policy(
    planted: Path, serve: Callable[[Path], str], context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(serve(planted) + "planted.xml")
    assert page.evaluate("document.documentElement.id") == ""


def test_words_that_look_like_scripts_are_shown(
    tmp_path: Path, serve: Callable[[Path], str], context: BrowserContext, said: list[str]
) -> None:
    site = build(make_hostile(tmp_path / "edition")).out
    start = serve(site)
    page = context.new_page()
    for name in ("index", "articles/quillhaven-ferry", "people/ferry-crews", "people", "outlets", "search"):
        page.goto(f"{start}{name}.html" + ("?q=evil" if name == "search" else ""))
        assert page.locator("evil-word, .evil").count() == 0, name
        assert refused(page) == [], name
    expect(page.locator(".pm-result").first).to_be_visible()
    assert page.locator("evil-word, .evil").count() == 0
    assert "<evil-word" in page.locator(".pm-result").first.inner_text()
    assert refused(page) == []
    assert said == []
