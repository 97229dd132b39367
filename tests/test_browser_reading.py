"""Reading an article in a real browser: cards, boxes to tick, the text as received; without script too."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect
from site_building import QUILLHAVEN, Build, build, copy_edition
from test_browser import WIDTHS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DOCKERS = "articles/dockers-lay-down-3"
SIZES = {**WIDTHS, "wide": {"width": 1600, "height": 900}}
Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A site with an article in which much was corrected."""
    root = copy_edition(tmp_path_factory.mktemp("corrected") / "edition")
    shutil.copy(QUILLHAVEN.parent / "corrections" / "wend-bridge.xml", root / "tei" / "articles")
    return build(root)


@pytest.fixture
def errors() -> list[str]:
    """What scripts have failed of."""
    return []


@pytest.fixture
def show(browser: Browser, thirty: Build, errors: list[str]) -> Iterator[Opener]:
    """Open an article; afterwards, that no script has failed is checked."""
    contexts = []

    def open_page(
        name: str = DOCKERS,
        *,
        out: Path = thirty.out,
        width: str = "desktop",
        scripts: bool = True,
        touch: bool = False,
    ) -> Page:
        context = browser.new_context(
            viewport=SIZES[width],  # type: ignore[arg-type]
            java_script_enabled=scripts,
            has_touch=touch,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto((out / f"{name}.html").as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def tick(page: Page, *names: str) -> None:
    page.locator(".pm-display summary").click()
    for name in names:
        page.locator(f"#pm-show-{name}").check()


def box(locator: Locator) -> FloatRect:
    found = locator.bounding_box()
    assert found
    return found


# Cards


def test_pointing_at_a_name_shows_who_it_is_and_where_else(show: Opener) -> None:
    page = show()
    card = page.locator(".pm-card")
    name = page.locator("#p4 a.pm-name", has_text="Tamsin Brindle").first
    expect(card).to_have_count(0)
    name.hover()
    expect(card).to_be_visible()
    expect(card).to_contain_text("Mayor of Quillhaven.")
    expect(card).to_contain_text("Later in Bread Is Dearer in Saltmere: Part 4 (28 June 2032)")
    expect(card).to_contain_text("Marked by machine; certainty 0.98")
    # The pointer may move into it, to follow its links.
    card.get_by_role("link", name="Bread Is Dearer").hover()
    page.wait_for_timeout(500)
    expect(card).to_be_visible()
    page.locator("h1").hover()
    expect(card).to_have_count(0)


def test_the_card_of_a_mark_after_a_quotation_is_that_of_the_speaker(show: Opener) -> None:
    page = show()
    page.locator("#p4 a.pm-speaker").hover()
    expect(page.locator(".pm-card")).to_contain_text("Tamsin Brindle")


def test_the_keyboard_reaches_a_card_and_escape_closes_it(show: Opener) -> None:
    page = show()
    focused = "document.activeElement.textContent"
    page.locator("#p1 .pm-number").focus()
    while not page.evaluate("document.activeElement.matches('.pm-name')"):
        page.keyboard.press("Tab")
    card = page.locator(".pm-card")
    expect(card).to_contain_text("The dockers of Quillhaven")
    expect(card).to_contain_text("Arrow down leads into this card")
    described = page.evaluate("document.activeElement.getAttribute('aria-describedby')")
    assert described == card.get_attribute("id")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('.pm-card') !== null")
    assert page.evaluate(focused) == "Dockers Lay Down Their Hooks: Part 2"
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    assert page.evaluate(focused) == "The dockers"


def test_the_tabulator_goes_from_name_to_name(show: Opener) -> None:
    page = show()
    page.locator("#p1 a.pm-name").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".pm-card")).to_contain_text("The dockers of Quillhaven")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Quillhaven"
    expect(page.locator(".pm-card")).to_contain_text("A port.")


def test_the_first_tap_shows_the_card_and_its_name_is_the_link(show: Opener) -> None:
    page = show(width="phone", touch=True)
    page.locator("#p4 a.pm-name", has_text="Tamsin Brindle").first.tap()
    card = page.locator(".pm-card")
    expect(card).to_be_visible()
    assert page.url.endswith(f"{DOCKERS}.html")
    place = box(card)
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= WIDTHS["phone"]["width"]
    page.locator("#p5").tap(position={"x": 5, "y": 5})
    expect(card).to_have_count(0)
    page.locator("#p4 a.pm-name", has_text="Tamsin Brindle").first.tap()
    card.get_by_role("link", name="Tamsin Brindle").tap()
    page.wait_for_url("**/people/brindle-tamsin.html")


def test_copied_text_holds_nothing_of_a_card_that_is_gone(show: Opener) -> None:
    page = show()
    before = page.locator("#p4").text_content()
    page.locator("#p4 a.pm-name").first.hover()
    expect(page.locator(".pm-card")).to_be_visible()
    page.keyboard.press("Escape")
    assert page.locator("#p4").text_content() == before


# Boxes to tick


LINE = "e => getComputedStyle(e).textDecorationLine"
AFTER = "e => getComputedStyle(e, '::after').content"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("kind", ["person", "organisation", "place"])
def test_the_marks_of_one_kind_of_name_can_be_put_out(show: Opener, kind: str, scripts: bool) -> None:
    page = show(scripts=scripts)
    page.locator(".pm-display summary").click()
    page.locator(f"#pm-show-{kind}").uncheck()
    for each in ("person", "organisation", "place"):
        name = page.locator(f".pm-text a.pm-name.pm-{each}").first
        assert name.evaluate(LINE) == ("none" if each == kind else "underline")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_who_speaks_how_certain_a_mark_is_and_dates_are_shown_on_request(show: Opener, scripts: bool) -> None:
    page = show(scripts=scripts)
    speaker, name = page.locator("#p4 .pm-speaker"), page.locator("#p4 .pm-name").first
    date, legend = page.locator("#p5 .pm-date"), page.locator(".pm-legend[data-for=certainty]")
    assert "said by" not in speaker.evaluate(AFTER)
    assert name.evaluate(AFTER) == "none"
    assert date.evaluate(LINE) == "none"
    assert not legend.is_visible()
    tick(page, "speakers", "certainty", "dates")
    assert speaker.evaluate(AFTER) == '"[said by Tamsin Brindle]"' or "said by Tamsin" in speaker.evaluate(
        AFTER
    )
    assert name.evaluate(AFTER) == '"0.98"'
    assert date.evaluate(LINE) == "underline"
    assert legend.is_visible()


def test_what_was_ticked_is_remembered_on_the_next_page(show: Opener) -> None:
    page = show()
    tick(page, "speakers", "received")
    page.locator("#pm-show-place").uncheck()
    page.locator(".pm-in-time a[rel=next]").click()
    page.wait_for_url("**/the-ferry-to-4.html")
    assert page.locator("#pm-show-speakers").is_checked()
    assert not page.locator("#pm-show-place").is_checked()
    assert page.locator("#pm-show-person").is_checked()
    assert not page.locator("#pm-show-received").is_checked()  # asked for anew each time
    assert page.locator(".pm-text a.pm-place").first.evaluate(LINE) == "none"


def test_the_page_stays_whole_where_the_browser_keeps_nothing(show: Opener, errors: list[str]) -> None:
    page = show()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', "
        "{get() { throw new DOMException('no storage', 'SecurityError') }})"
    )
    page.reload()
    tick(page, "speakers")
    page.locator("#p4 a.pm-name").first.hover()
    expect(page.locator(".pm-card")).to_be_visible()
    errors[:] = [error for error in errors if error != "no storage"]  # of the theme's script


# As received


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("width", SIZES)
def test_the_text_as_received_stands_beside_each_passage_or_below_it(
    show: Opener, corrected: Build, width: str, scripts: bool
) -> None:
    page = show("articles/wend-bridge", out=corrected.out, width=width, scripts=scripts)
    source = page.locator("#p1 + .pm-received")
    assert not source.is_visible()
    tick(page, "received")
    passage, beside = box(page.locator("#p1")), box(source)
    if width == "phone":
        assert beside["y"] >= passage["y"] + passage["height"]
    else:
        assert abs(beside["y"] - passage["y"]) < 8
        assert beside["x"] >= passage["x"] + passage["width"]
    assert "opened by Tamsin Brinlde" in source.inner_text()
    assert page.locator("h1 + .pm-received").inner_text() == "Wend Bridge Opens Agian"


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("name", [DOCKERS, "articles/the-ferry-to-1"])
def test_nothing_makes_the_page_wider_than_the_window(show: Opener, name: str, width: str) -> None:
    page = show(name, width=width)
    tick(page, "speakers", "certainty", "dates", "received")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.querySelector('article').scrollWidth <= innerWidth")


# In a row, and in print


def test_the_quotations_stand_beside_the_text_where_there_is_room(show: Opener) -> None:
    page = show(width="wide")
    link = page.locator(".pm-running a").last
    assert link.is_visible()
    link.click()
    assert re.search(r"#q\d+$", page.url)
    assert page.locator(":target").inner_text().startswith("“The bell was heard at sea")


def test_the_quotations_are_in_the_contents_of_the_page_where_there_is_none(show: Opener) -> None:
    page = show(width="phone", scripts=False)
    link = page.locator(".pm-running a").first
    expect(link).not_to_be_in_viewport()
    page.locator("label.toc-header-icon").click()
    expect(link).to_be_in_viewport()


def test_print_leaves_out_what_is_for_the_screen(show: Opener) -> None:
    page = show()
    page.emulate_media(media="print")
    for name in (".pm-display", ".pm-number >> nth=0", ".pm-speaker >> nth=0", ".pm-in-time"):
        assert not page.locator(name).is_visible(), name
    assert page.locator("#p1").is_visible()


@pytest.mark.parametrize("width", ["desktop", "wide"])
def test_a_line_is_not_too_long_to_be_read_at_length(show: Opener, width: str) -> None:
    """Between 45 and 80 characters, whatever serif the machine has."""
    page = show(width=width)
    per_line = page.locator("#p2").evaluate(
        """e => {
          const probe = document.createElement("span");
          probe.textContent = "the ferry sailed to the quay of stone and nobody in town said that it would ";
          probe.style.whiteSpace = "nowrap";
          e.append(probe);
          const each = probe.getBoundingClientRect().width / probe.textContent.length;
          probe.remove();
          return e.getBoundingClientRect().width / each;
        }"""
    )
    assert 45 <= per_line <= 80
