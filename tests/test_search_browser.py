"""Searching in a real browser, on a site served on this machine, and opened as a file."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from site_building import Build, build, copy_edition
from test_access import axe, found_by_axe  # noqa: F401 (a fixture)
from test_browser import WIDTHS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DOCKERS = "articles/dockers-lay-down-1"
Opener = Callable[..., Page]


@pytest.fixture
def show(browser: Browser, address: str) -> Iterator[Opener]:
    """Open a page; afterwards, that no script failed and no other host was asked is checked."""
    contexts: list[BrowserContext] = []
    requested: list[str] = []
    failed: list[str] = []

    def opened(
        path: str, *, width: str = "desktop", scripts: bool = True, dark: bool = False, site: str = ""
    ) -> Page:
        context = browser.new_context(
            viewport=WIDTHS[width],  # type: ignore[arg-type]
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: requested.append(request.url))
        page.on("pageerror", lambda error: failed.append(str(error)))
        page.goto((site or address) + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert failed == []
    ours = ("http://127.0.0.1:", "file:", "data:", "blob:")
    assert [url for url in requested if not url.startswith(ours)] == []


def says(page: Page, count: str) -> None:
    expect(page.locator(".pm-search-count")).to_have_text(count)


def titles(page: Page) -> list[str]:
    return page.locator(".pm-result-title").all_inner_texts()


def marks(page: Page) -> set[str]:
    return set(page.locator(".pm-hits mark").all_inner_texts())


def choose(page: Page, facet: str, value: str) -> None:
    box = page.locator(f".pm-facet[data-facet={facet}]")
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    box.get_by_role("checkbox", name=value).first.check()


# What is found


def test_a_word_is_found_in_its_paragraphs(show: Opener) -> None:
    page = show("search.html?q=patience")
    says(page, "10 articles")
    assert marks(page) == {"patience"}
    assert all("stone of this quay" in text for text in page.locator(".pm-hits li").all_inner_texts())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("osk", {"Øsk"}),  # a letter that Unicode does not take apart
        ("ØSK", {"Øsk"}),
        ("eclair", {"Éclair"}),
        ("éclair", {"Éclair"}),
        ("abbots quay", {"Abbot’s Quay", "Quay", "quay"}),
        ("promise", {"promised"}),  # another form
        ("patien", {"patience"}),  # not finished
    ],
)
def test_forms_diacritics_and_beginnings_make_no_difference(
    show: Opener, query: str, found: set[str]
) -> None:
    page = show(f"search.html?q={query}")
    expect(page.locator(".pm-result").first).to_be_visible()
    assert marks(page) & found
    assert marks(page) <= found


def test_words_must_all_be_there_and_one_that_is_nowhere_finds_nothing(show: Opener) -> None:
    page = show("search.html?q=patience+eclair")
    expect(page.locator(".pm-result").first).to_be_visible()
    for text in page.locator(".pm-result").all_inner_texts():
        assert "patience" in text
        assert "Éclair" in text
    page = show("search.html?q=patience+xylophone")
    says(page, "Nothing found.")


def test_a_phrase_is_found_as_it_stands(show: Opener) -> None:
    page = show("search.html?q=“but we keep it free”")
    expect(page.locator(".pm-result").first).to_be_visible()
    assert marks(page) == {"but we keep it free"}
    page = show('search.html?q="free it keep we but"')
    says(page, "Nothing found.")


def test_phrases_and_words_can_be_mixed(show: Opener) -> None:
    page = show('search.html?q=fenn "keep the ferry" "free"')
    says(page, "3 articles")
    assert marks(page) == {"Fenn", "keep the ferry", "free"}


def test_names_lead_to_their_pages(show: Opener) -> None:
    page = show("search.html?q=zoe")
    link = page.get_by_role("list", name="People, organisations, places").get_by_role("link")
    expect(link).to_have_text("Zoé Éclair")
    link.click()
    assert page.url.endswith("/people/eclair-zoe.html")


# Narrowing down


def test_facets_count_and_narrow_down(show: Opener) -> None:
    page = show("search.html?q=ferry")
    says(page, "30 articles")
    year = page.locator(".pm-facet[data-facet=year]")
    year.locator("summary").click()
    # The number stands beside each value.
    expect(year.locator("li")).to_have_text(["203216", "203114"])
    choose(page, "year", "2031")
    says(page, "14 articles")
    # Of years one is enough; the other still says how many it would add.
    expect(year.locator("li")).to_have_text(["203114", "203216"])
    choose(page, "year", "2032")
    says(page, "30 articles")
    page.get_by_role("button", name="Remove Year: 2032").click()
    choose(page, "outlet", "Tidewire")
    choose(page, "place", "Low Candle")
    expect(page.locator(".pm-chip")).to_have_text(["Low Candle", "Tidewire", "2031"])
    expect(page.locator(".pm-result")).not_to_have_count(10)
    number = page.locator(".pm-result").count()
    says(page, f"{number} article{'s' if number > 1 else ''}")
    assert all(
        "Tidewire · " in text and "2031" in text for text in page.locator(".pm-result").all_inner_texts()
    )


def test_several_people_must_all_occur(show: Opener) -> None:
    page = show("search.html?person=Ivar+Øsk")
    says(page, "9 articles")
    page = show("search.html?person=Ivar+Øsk&person=Ottoline+Fenn")
    expect(page.locator(".pm-result").first).to_be_visible()
    assert 0 < page.locator(".pm-result").count() < 9


def test_only_in_quotations(show: Opener) -> None:
    # Every article says that the Ferry Board said so; only some are quoted with a ferry.
    page = show("search.html?q=board")
    says(page, "30 articles")
    page.get_by_label("only in quotations").check()
    expect(page.locator(".pm-search-count")).not_to_have_text("30 articles")
    page = show("search.html?q=flour&in=quotations")
    expect(page.locator(".pm-result").first).to_be_visible()
    for text in page.locator(".pm-hits li").all_inner_texts():
        assert text.startswith("“Flour comes by ferry")


def test_what_one_speaker_said_in_one_year_without_any_word(show: Opener) -> None:
    page = show("search.html?in=quotations&speaker=Ivar+Øsk&year=2031")
    says(page, "4 results")
    facts = page.locator(".pm-result > .pm-quiet").all_inner_texts()
    assert all(text.startswith("Ivar Øsk · ") and text.endswith(" 2031") for text in facts)
    hrefs = [link.get_attribute("href") or "" for link in page.locator(".pm-hits a").all()]
    assert all("#q" in href for href in hrefs)


def test_the_list_of_a_facet_can_be_searched_without_diacritics(show: Opener) -> None:
    page = show("search.html?q=ferry")
    person = page.locator(".pm-facet[data-facet=person]")
    person.locator("summary").click()
    person.get_by_role("searchbox").fill("osk")
    expect(person.locator("li")).to_have_text(["Ivar Øsk9"])
    page.keyboard.press("Escape")
    expect(person).not_to_have_attribute("open", "")


def test_the_order(show: Opener) -> None:
    page = show("search.html?q=ferry&order=oldest")
    expect(page.locator(".pm-result").first).to_contain_text("3 March 2031")
    page.get_by_label("Order:").select_option("newest first")
    expect(page.locator(".pm-result").first).to_contain_text("29 December 2032")


def test_many_results_come_by_tens(show: Opener) -> None:
    page = show("search.html?q=ferry")
    expect(page.locator(".pm-result")).to_have_count(10)
    page.get_by_role("button", name="Show more").click()
    expect(page.locator(".pm-result")).to_have_count(20)
    assert page.evaluate("document.activeElement.closest('.pm-result') !== null")
    page.get_by_role("button", name="Show more").click()
    expect(page.locator(".pm-result")).to_have_count(30)
    expect(page.get_by_role("button", name="Show more")).to_have_count(0)
    assert len(set(titles(page))) == 30


def test_the_address_holds_the_search_and_going_back_brings_it_back(show: Opener) -> None:
    page = show("search.html")
    page.locator("#pm-query").fill("patience")
    says(page, "10 articles")
    choose(page, "year", "2031")
    expect(page.locator(".pm-search-count")).not_to_have_text("10 articles")
    assert page.url.endswith("/search.html?q=patience&year=2031")
    page.go_back()
    says(page, "10 articles")
    assert page.url.endswith("/search.html?q=patience")


# Where results lead


@pytest.mark.parametrize("width", ["phone", "desktop"])
def test_a_hit_lands_on_its_paragraph_and_marks_the_words(show: Opener, width: str) -> None:
    page = show('search.html?q="the gates of"', width=width)
    link = page.locator(".pm-hits a").first
    expect(link).to_contain_text("stopped work at the gates of the Harbour Trust")
    link.click()
    page.wait_for_url("**/articles/*.html#p1")
    assert page.locator(":target").inner_text().find("the gates of") > 0
    assert page.locator(":target").evaluate("e => e.getBoundingClientRect().top >= 0")
    painted = page.evaluate("[...CSS.highlights.get('pm-search')].map(String)")
    assert painted == ["the gates of"]
    assert page.locator("article mark").count() == 0


def test_a_name_that_an_article_does_not_use_finds_it_all_the_same(
    show: Opener, serve: Callable[[Path], str], quillhaven_site: Build
) -> None:
    site = serve(quillhaven_site.out)
    page = show('search/?q="tam brindle"', site=site)
    says(page, "3 articles")
    result = page.locator(".pm-result").filter(has_text="Harbour Council Votes")
    expect(result.locator(".pm-hits")).to_contain_text("Named here: Tam Brindle")
    result.locator(".pm-hits a").click()
    page.wait_for_url("**/articles/quillhaven-ferry/#p1")


@pytest.fixture(scope="module")
def quillhaven_site(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A site of page folders, with words that would be markup."""
    root = copy_edition(tmp_path_factory.mktemp("odd") / "edition")
    path = root / "tei" / "articles" / "quillhaven-bell.xml"
    odd = "&lt;img src=x onerror=&quot;document.title='taken'&quot;&gt; السلام عليكم"
    text = path.read_text(encoding="utf-8")
    assert "</title>" in text
    text = text.replace("</title>", f" {odd}</title>", 1)
    assert "A note on the door" in text
    path.write_text(text.replace("A note on the door", f"Fathom {odd}"), encoding="utf-8")
    return build(root, "dirhtml")


def test_words_are_never_markup(show: Opener, serve: Callable[[Path], str], quillhaven_site: Build) -> None:
    site = serve(quillhaven_site.out)
    for query in ("fathom", "whistle", "onerror", "السلام"):
        page = show(f"search/?q={query}", site=site)
        expect(page.locator(".pm-result").first).to_be_visible()
        assert page.locator(".pm-found img").count() == 0
        assert page.title() != "taken"
        assert "onerror" in page.locator(".pm-result").first.inner_text()


# The keyboard, and those who listen


def test_a_slash_goes_to_the_field_on_every_page(show: Opener) -> None:
    page = show(f"{DOCKERS}.html")
    page.keyboard.press("/")
    page.keyboard.type("osk")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=osk")
    says(page, "9 articles")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "pm-query"
    page.keyboard.type("a/b")
    assert page.locator("#pm-query").input_value() == "a/b"


def test_where_the_field_is_out_of_sight_a_slash_leads_to_the_page(show: Opener) -> None:
    page = show(f"{DOCKERS}.html", width="phone")
    page.keyboard.press("/")
    page.wait_for_url("**/search.html")


def test_results_are_reached_by_the_arrows(show: Opener) -> None:
    page = show("search.html?q=patience")
    expect(page.locator(".pm-result").first).to_be_visible()
    page.locator("#pm-query").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('.pm-result-title') !== null")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "pm-query"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/*.html#*")


def test_the_number_of_results_is_said(show: Opener) -> None:
    page = show("search.html")
    status = page.get_by_role("status").filter(has_text="article")
    expect(status).to_have_count(0)
    page.locator("#pm-query").fill("patience")
    expect(status).to_have_text("10 articles")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", ["phone", "desktop"])
def test_everybody_can_use_it(show: Opener, axe: str, width: str, dark: bool) -> None:  # noqa: F811
    page = show("search.html?q=ferry&year=2031", width=width, dark=dark)
    says(page, "14 articles")
    page.locator(".pm-facet[data-facet=person] summary").click()
    assert found_by_axe(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# Without


def test_opened_as_a_file_the_smaller_search_serves_and_says_so(show: Opener, thirty: Build) -> None:
    page = show("search.html?q=osk+stone", site=f"{thirty.out.as_uri()}/")
    expect(page.locator(".pm-search-notice")).to_contain_text("opened as a file")
    expect(page.locator(".pm-result").first).to_be_visible()
    assert marks(page) == {"stone"}
    expect(page.locator(".pm-facets")).to_be_hidden()
    page.locator("#pm-query").fill("eclair")
    link = page.get_by_role("list", name="People, organisations, places").get_by_role("link")
    expect(link).to_have_text("Zoé Éclair")
    page.locator("#pm-query").fill('"older than my patience"')
    expect(page.locator(".pm-hits a").first).to_contain_text(
        "No stone of this quay is older than my patience"
    )
    page.locator(".pm-hits a").first.click()
    page.wait_for_url("**/articles/*.html*#q*")
    assert page.locator(":target").inner_text().startswith("“No stone")


def test_without_the_index_the_smaller_search_serves_and_says_so(
    show: Opener, serve: Callable[[Path], str], thirty: Build, tmp_path: Path
) -> None:
    shutil.copytree(thirty.out, tmp_path / "site", ignore=shutil.ignore_patterns("pagefind"))
    page = show("search.html?q=patience&in=quotations", site=serve(tmp_path / "site"))
    expect(page.locator(".pm-search-notice")).to_contain_text("The index of all words is missing.")
    expect(page.locator(".pm-result").first).to_be_visible()
    (tmp_path / "site" / "small-search.js").unlink()
    page = show("search.html?q=patience", site=serve(tmp_path / "site"))
    expect(page.locator(".pm-search-notice")).to_contain_text("The indices list everything.")
    says(page, "Nothing found.")


def test_without_javascript_the_indices_serve(show: Opener) -> None:
    page = show(f"{DOCKERS}.html", scripts=False)
    page.get_by_role("searchbox", name="Search").fill("osk")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=osk")
    assert not page.locator(".pm-search-form").is_visible()
    page.locator(".pm-search-without").get_by_role("link", name="People").click()
    assert page.url.endswith("/people.html")
