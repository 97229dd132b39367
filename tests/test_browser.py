"""The site in a real browser: with and without JavaScript, wide and narrow, light and dark."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from site_building import PROJECT, QUILLHAVEN, build, copy_edition
from site_ledgers import with_ledgers

pytestmark = pytest.mark.browser

CORRECTED = QUILLHAVEN.parent / "corrections" / "wend-bridge.xml"
WIDTHS = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}
PAGES = (
    "index",
    "articles/quillhaven-ferry",
    "articles/quillhaven-bell",
    "people/brindle-tamsin",
    "people/fenn-ottoline",
    "people",
    "quotations",
    "articles",
    "cite",
    "encoding",
    "editors",
    "state",
    "articles/wend-bridge",
)
# The article that the project itself was begun with.
OWN_ARTICLE, OWN_SPEAKER = "pro-assad-alliance", "Arkady Dubnov"

Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_edition(tmp_path_factory.mktemp("browser") / "edition")
    shutil.copy(CORRECTED, root / "tei" / "articles")
    return build(root).out


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(copy_edition(tmp_path_factory.mktemp("own") / "edition", of=PROJECT)).out


@pytest.fixture(scope="module")
def site_with_ledgers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(with_ledgers(copy_edition(tmp_path_factory.mktemp("ledgers") / "edition"))).out


@pytest.fixture
def show(browser: Browser) -> Iterator[Opener]:
    """Open a page of a site; afterwards, that it asked no other host for anything is checked."""
    requested: list[str] = []
    contexts = []

    def open_page(
        site: Path,
        name: str,
        *,
        fragment: str = "",
        width: str = "desktop",
        scripts: bool = True,
        dark: bool = False,
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
        page.goto((site / f"{name}.html").as_uri() + fragment)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [url for url in requested if not url.startswith(("file:", "data:"))] == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_a_name_to_the_person_and_back_to_their_words(show: Opener, site: Path, scripts: bool) -> None:
    page = show(site, "articles/quillhaven-ferry", scripts=scripts)
    page.get_by_role("link", name="Tamsin Brindle", exact=True).first.click()
    assert page.url.endswith("people/brindle-tamsin.html")
    assert page.locator("h1").inner_text().startswith("Tamsin Brindle")
    page.get_by_role("link", name="“We keep the ferry, … and we keep it free.”").click()
    assert page.url.endswith("articles/quillhaven-ferry.html#q1")
    assert page.locator(":target").inner_text() == "“We keep the ferry,”"


def test_in_our_own_edition_too(show: Opener, own_site: Path) -> None:
    page = show(own_site, f"articles/{OWN_ARTICLE}")
    article = page.locator("article")
    assert article.locator("a.pm-name").count() > 100
    article.get_by_role("link", name=OWN_SPEAKER, exact=True).first.click()
    assert page.locator("h1").inner_text().startswith(OWN_SPEAKER)
    page.locator("#quotations .pm-words a").first.click()
    assert f"articles/{OWN_ARTICLE}.html#q" in page.url
    assert "superpower" in page.locator(":target").inner_text()


def test_the_mark_after_a_quotation_leads_to_its_speaker(show: Opener, site: Path) -> None:
    page = show(site, "articles/quillhaven-ferry")
    page.get_by_role("link", name="said by Tamsin Brindle").first.click()
    assert page.url.endswith("people/brindle-tamsin.html")


def test_a_paragraphs_number_is_a_link_to_the_paragraph(show: Opener, site: Path) -> None:
    page = show(site, "articles/quillhaven-ferry", scripts=False)
    page.get_by_role("link", name="Paragraph 3").click()
    assert page.url.endswith("#p3")


def test_sentence_numbers_show_when_their_paragraph_is_chosen_and_not_before(
    show: Opener, site: Path
) -> None:
    page = show(site, "articles/quillhaven-ferry")
    sentence = page.locator("#s3")
    assert sentence.evaluate("e => getComputedStyle(e).visibility") == "hidden"
    page.locator("#p1").hover()
    assert sentence.evaluate("e => getComputedStyle(e).visibility") == "visible"
    page = show(site, "articles/quillhaven-ferry", fragment="#p1")
    assert page.locator("#s3").evaluate("e => getComputedStyle(e).visibility") == "visible"


def test_one_click_shows_the_web_furniture_without_javascript(show: Opener, site: Path) -> None:
    page = show(site, "articles/quillhaven-ferry", scripts=False)
    line = page.locator("details").get_by_text("Get the Courier!")
    assert not line.is_visible()
    page.locator("details.pm-furniture summary").click()
    assert line.is_visible()


def test_copied_text_holds_no_paragraph_numbers(show: Opener, site: Path) -> None:
    page = show(site, "articles/quillhaven-ferry")
    copied = page.evaluate(
        """() => {
          const range = document.createRange();
          range.selectNodeContents(document.getElementById("p1"));
          getSelection().removeAllRanges();
          getSelection().addRange(range);
          return getSelection().toString();
        }"""
    )
    assert copied.startswith("QUILLHAVEN—“We keep the ferry,” the mayor")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_the_window(show: Opener, site: Path, name: str, width: str) -> None:
    page = show(site, name, width=width)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.querySelector('article').scrollWidth <= innerWidth")


CONTRAST = """
() => {
  const light = rgb => {
    const [r, g, b] = rgb.match(/[0-9.]+/g).slice(0, 3).map(v => {
      v /= 255;
      return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = light(getComputedStyle(document.body).backgroundColor);
  const faint = [];
  const shown = "article p, article a, article h1, article span.pm-quiet, .pm-badge";
  for (const e of document.querySelectorAll(shown)) {
    const own = light(getComputedStyle(e).color);
    const ratio = (Math.max(paper, own) + 0.05) / (Math.min(paper, own) + 0.05);
    const decoration = e.matches(".pm-number, .pm-sentence, .pm-speaker, .headerlink");
    if (ratio < (decoration ? 3 : 4.5)) faint.push(`${e.className}: ${ratio.toFixed(2)}`);
  }
  return [...new Set(faint)];
}
"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    "name", ["articles/quillhaven-ferry", "people/brindle-tamsin", "people", "index", "state"]
)
def test_words_stand_out_from_the_paper(show: Opener, site: Path, name: str, dark: bool) -> None:
    page = show(site, name, dark=dark)
    assert page.evaluate(CONTRAST) == []


def test_kinds_of_names_differ_in_more_than_colour(show: Opener, site: Path) -> None:
    page = show(site, "articles/quillhaven-ferry")
    styles = {
        kind: page.locator(f"a.pm-name.pm-{kind}").first.evaluate(
            "e => getComputedStyle(e).textDecorationStyle"
        )
        for kind in ("person", "place", "organisation")
    }
    assert styles == {"person": "solid", "place": "dotted", "organisation": "dashed"}


def test_the_focus_is_seen(show: Opener, site: Path) -> None:
    page = show(site, "articles/quillhaven-ferry")
    page.locator("body").press("Tab")
    page.locator("a.pm-name").first.focus()
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


SAID = "e => getComputedStyle(e, '::after').content"


@pytest.mark.parametrize("width", WIDTHS)
def test_what_the_source_has_shows_where_a_correction_is_pointed_at(
    show: Opener, site: Path, width: str
) -> None:
    page = show(site, "articles/wend-bridge", width=width, scripts=False)
    mark = page.get_by_role("link", name="in the source: “teh”")
    assert mark.evaluate(SAID) == "none"
    page.locator("#p1 .pm-corrected").first.hover()
    assert mark.evaluate(SAID) == '"in the source: “teh”"'
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_the_source_has_shows_to_the_keyboard_and_in_print(show: Opener, site: Path) -> None:
    page = show(site, "articles/wend-bridge")
    mark = page.get_by_role("link", name="in the source: “teh”")
    page.locator(".pm-number").first.focus()
    for _ in range(10):
        if mark.evaluate("e => e === document.activeElement"):
            break
        page.keyboard.press("Tab")
    assert mark.evaluate(SAID) == '"in the source: “teh”"'
    page.keyboard.press("Enter")
    assert page.locator(":target").inner_text().startswith("“the”, in the source: “teh”")
    page.emulate_media(media="print")
    in_print = page.locator("#p1 .pm-correction").last.evaluate(SAID)
    assert in_print == '" [in the source: “oppen & free”]"'


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_old_page_of_a_merged_record_lands_on_the_new_one(
    show: Opener, site_with_ledgers: Path, scripts: bool
) -> None:
    page = show(site_with_ledgers, "people/brindle-t", scripts=scripts)
    page.wait_for_url("**/people/brindle-tamsin.html")
    assert page.locator("h1").inner_text().startswith("Tamsin Brindle")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("anchor", "line"),
    [
        ("m9", "What was cited here as m9 is now m4: the name was marked twice."),
        ("p9", "What was cited here as p9 is now p1: two paragraphs became one."),
        ("w1", "What was cited here as w1 is no longer marked: it was a title."),
    ],
)
def test_a_retired_anchor_lands_beside_its_successor_with_a_line_that_says_so(
    show: Opener, site_with_ledgers: Path, anchor: str, line: str, width: str, scripts: bool
) -> None:
    page = show(
        site_with_ledgers, "articles/quillhaven-ferry", fragment=f"#{anchor}", width=width, scripts=scripts
    )
    shown = page.locator(".pm-former-line:visible")
    assert shown.all_inner_texts() == [line]
    box = shown.bounding_box()
    assert box
    assert 0 <= box["y"] < page.viewport_size["height"]  # type: ignore[index]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate("document.activeElement.id") == anchor  # so that a screen reader goes on from here


def test_former_anchors_are_not_seen_by_those_who_were_not_sent_to_them(
    show: Opener, site_with_ledgers: Path
) -> None:
    page = show(site_with_ledgers, "articles/quillhaven-ferry")
    assert page.locator(".pm-former-line").count() == 6
    assert page.locator(".pm-former-line:visible").count() == 0
    page.locator("body").press("Tab")
    assert not page.evaluate("document.activeElement.matches('.pm-former')")


def test_the_line_leads_on_to_the_successor(show: Opener, site_with_ledgers: Path) -> None:
    page = show(site_with_ledgers, "articles/quillhaven-ferry", fragment="#d9")
    page.locator(".pm-former-line:visible a").click()
    page.wait_for_url("**/articles/quillhaven-bell.html#p1")


def test_an_old_address_of_a_withdrawn_article_lands_on_a_page_that_says_so(
    show: Opener, site_with_ledgers: Path
) -> None:
    page = show(site_with_ledgers, "articles/quillhaven-fair", fragment="#p1", width="phone")
    assert page.get_by_text("Withdrawn on 9 May 2031: it named a child.").is_visible()
