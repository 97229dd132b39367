"""The indices in a real browser: filtering, sorting, on a phone, without scripts."""

import pytest
from playwright.sync_api import Browser, Page, expect
from site_building import Build, build, copy_edition

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = (
    "index",
    "people",
    "places",
    "quotations",
    "quotations-by-date",
    "quotations-by-article",
    "dates",
    "outlets",
    "articles",
    "people/brindle-tamsin",
)
SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value; })
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 200);
})"""


def opened(browser: Browser, site: Build, name: str, *, width: int = 1280, scripts: bool = True) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
    page = context.new_page()
    page.goto((site.out / f"{name.partition('#')[0]}.html").as_uri() + name[name.find("#") :] * ("#" in name))
    return page


def names(page: Page) -> list[str]:
    """The names that are shown, in order."""
    return page.locator(".pm-names-table tr[data-key]:not(.pm-see):visible th a").all_inner_texts()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("osk", ["Øsk, Ivar"]),
        ("Øsk", ["Øsk, Ivar"]),
        ("ECLAIR", ["Éclair, Zoé"]),
        ("tamsin brindle", ["Brindle, Tamsin"]),
        ("lighthouse", ["Wick, Perpetua"]),  # what somebody is, too
        ("nobody of this name", []),
    ],
)
def test_the_index_shrinks_as_one_types(
    browser: Browser, thirty: Build, query: str, found: list[str]
) -> None:
    page = opened(browser, thirty, "people")
    everybody = names(page)
    page.get_by_label("Only names with").fill(query)
    assert names(page) == found
    expect(page.locator(".pm-tools [role=status]")).to_have_text(f"{len(found)} of {len(everybody)}")
    letters = page.locator(".pm-names-table .pm-letter:visible").all_inner_texts()
    assert len(letters) == len(found)
    page.get_by_label("Only names with").fill("")
    assert names(page) == everybody
    expect(page.locator(".pm-tools [role=status]")).to_have_text("")


def test_a_variant_is_found_with_its_article_or_without(browser: Browser, thirty: Build) -> None:
    page = opened(browser, thirty, "organisations")
    page.get_by_label("Only names with").fill("the courier")
    assert names(page) == ["Quillhaven Courier"]


def test_the_names_are_sorted_by_their_numbers_and_back(browser: Browser, thirty: Build) -> None:
    page = opened(browser, thirty, "people")
    alphabet = names(page)
    column = page.get_by_role("columnheader", name="Quotations")
    column.get_by_role("button").click()
    expect(column).to_have_attribute("aria-sort", "descending")
    numbers = [int(text) for text in page.locator("tr[data-key] td:nth-child(3)").all_inner_texts()]
    assert numbers == sorted(numbers, reverse=True)
    assert sorted(names(page)) == sorted(alphabet)
    assert page.locator(".pm-letter:visible").count() == 0
    column.get_by_role("button").click()
    expect(column).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("columnheader", name="Name").get_by_role("button").press("Enter")
    assert names(page) == alphabet
    assert page.locator(".pm-names-table .pm-letter:visible").count() > 0
    assert page.locator("th[aria-sort]").all_inner_texts() == ["Name"]


def test_what_is_filtered_can_be_sorted(browser: Browser, thirty: Build) -> None:
    page = opened(browser, thirty, "people")
    page.get_by_label("Only names with").fill("official")
    few = names(page)
    page.get_by_role("columnheader", name="Mentions").get_by_role("button").click()
    assert names(page)[0] == "a senior harbour official"
    assert sorted(names(page)) == sorted(few)


def test_without_scripts_the_index_is_whole_and_offers_nothing_that_does_not_work(
    browser: Browser, thirty: Build
) -> None:
    with_scripts = names(opened(browser, thirty, "people"))
    page = opened(browser, thirty, "people", scripts=False)
    assert names(page) == with_scripts
    assert page.locator("article button:visible").count() == 0
    assert page.locator(".pm-tools:visible").count() == 0


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_sticks_out_and_nothing_moves(browser: Browser, thirty: Build, name: str, width: int) -> None:
    page = opened(browser, thirty, name, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # The icon in the search field, when it is drawn, counts as a shift of a few millionths.
    assert page.evaluate(SHIFTS) < 0.0001


def test_an_address_from_before_the_index_was_cut_leads_to_the_place(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = copy_edition(tmp_path_factory.mktemp("cut") / "edition")
    settings = root / "edition.toml"
    settings.write_text(settings.read_text("utf-8") + "\n[site]\nentries-per-page = 3\n", "utf-8")
    page = opened(browser, build(root), "quotations#speaker-tidewire")
    page.wait_for_url("**/quotations.*.html#speaker-tidewire")
    expect(page.locator(":target")).to_contain_text("Tidewire")
