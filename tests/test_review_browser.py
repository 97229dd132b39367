"""The review in a real browser: with the mouse, with the keyboard alone, without scripts, on a phone."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from reviewing import FERRY, Server, body, contents, new_edition, running

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

# What the browser says of a page by which the review refuses something.
REFUSAL = "the server responded with a status of 4"

Opener = Callable[..., Page]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with running(new_edition(tmp_path / "quillhaven")) as server:
        yield server


@pytest.fixture
def show(browser: Browser, server: Server) -> Iterator[Opener]:
    """Open a page; afterwards, that nothing else was asked for and no script failed is checked."""
    faults: list[str] = []
    contexts = []

    def open_page(path: str = f"/articles/{FERRY}", *, phone: bool = False, scripts: bool = True) -> Page:
        context = browser.new_context(
            viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "request", lambda each: each.url.startswith((server.root, "data:")) or faults.append(each.url)
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda each: each.type == "error" and REFUSAL not in each.text and faults.append(each.text),
        )
        page.goto(f"{server.root}{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def chosen(page: Page) -> Locator:
    """The words of the mark that is to be decided."""
    return page.locator("#detail-title")


def press(page: Page, key: str) -> None:
    """Press a key once the page listens to it."""
    page.wait_for_load_state()
    page.keyboard.press(key)


SELECT = """words => {
    const walker = document.createTreeWalker(document.querySelector(".pm-text"), NodeFilter.SHOW_TEXT);
    const nodes = [];
    let text = "";
    while (walker.nextNode()) {
        nodes.push([walker.currentNode, text.length]);
        text += walker.currentNode.data;
    }
    const start = text.indexOf(words), end = start + words.length;
    const at = place => nodes.findLast(([, from]) => from <= place);
    const [first, from] = at(start), [last, to] = at(end - 1);
    document.getSelection().setBaseAndExtent(first, start - from, last, end - to);
}"""


def select(page: Page, words: str) -> None:
    """Select words of the text as a reader would, from their first to their last character."""
    page.wait_for_load_state()
    page.evaluate(SELECT, words)
    page.locator(".selection:visible").wait_for()


def test_accept_and_reject_with_the_mouse(show: Opener, server: Server) -> None:
    page = show()
    expect(chosen(page)).to_have_text("“the quay would be mended earlier this month”")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("status")).to_have_text("Accepted “the quay would be mended earlier this month”.")
    expect(chosen(page)).to_have_text("“Ottoline Fenn”")
    page.get_by_role("button", name="Reject").click()
    expect(chosen(page)).to_have_text("“The mayor”")
    after = body(server.desk.edition)
    assert 'xml:id="q3" who="person:brindle-tamsin" direct="false" resp="#ed-ada">' in after
    assert "Ottoline Fenn, who" in after


def test_a_mark_is_chosen_in_the_text(show: Opener) -> None:
    page = show()
    page.locator("#m3").click()
    expect(chosen(page)).to_have_text("“the Courier”")
    expect(page.locator("#m3")).to_be_in_viewport()
    page.locator("#q3 > .handle").click()
    expect(chosen(page)).to_have_text("“the quay would be mended earlier this month”")


def test_all_of_it_with_the_keyboard_alone(show: Opener, server: Server) -> None:
    before = contents(server.desk.edition)
    page = show()
    press(page, "j")
    expect(chosen(page)).to_have_text("“Ottoline Fenn”")
    press(page, "j")
    expect(chosen(page)).to_have_text("“The mayor”")
    press(page, "k")
    expect(chosen(page)).to_have_text("“Ottoline Fenn”")
    press(page, "c")  # change the record
    page.keyboard.type("tamsín bri")
    found = page.get_by_role("listbox", name="Records").get_by_role("option")
    expect(found).to_have_text([re.compile("^Tamsin Brindle")])
    expect(page.get_by_role("combobox", name="Record", exact=True)).to_have_attribute("aria-expanded", "true")
    press(page, "Enter")  # takes the record
    press(page, "Enter")  # sets it
    expect(page.get_by_role("status")).to_have_text("Changed the record of “Ottoline Fenn”.")
    assert 'xml:id="m5" ref="person:brindle-tamsin" resp="#ed-ada"' in body(server.desk.edition)
    expect(chosen(page)).to_have_text("“The mayor”")
    press(page, "a")
    expect(chosen(page)).to_have_text("“Tuesday”")
    press(page, "r")
    expect(chosen(page)).to_have_text("“earlier this month”")
    press(page, "t")  # what it is
    press(page, "ArrowUp")
    press(page, "Enter")
    expect(page.get_by_role("status")).to_contain_text("Changed the kind of “earlier this month”.")
    assert '<mentioned xml:id="w1" resp="#ed-ada">earlier this month</mentioned>' in body(server.desk.edition)
    for what in ("changed the kind", "took the mark", "accepted", "changed the record"):
        press(page, "u")
        expect(page.get_by_role("status")).to_contain_text(f"Undone: {what}")
    assert contents(server.desk.edition) == before
    assert page.get_by_role("button", name="Undo").is_disabled()


def test_keys_are_shown_and_do_nothing_while_typing(show: Opener, server: Server) -> None:
    before = contents(server.desk.edition)
    page = show()
    press(page, "?")
    expect(page.get_by_text("show all that are the same")).to_be_visible()
    press(page, "Escape")
    expect(page.get_by_text("show all that are the same")).to_be_hidden()
    press(page, "n")
    page.keyboard.type("jar")
    expect(page.get_by_role("textbox", name="Words")).to_have_value("jar")
    assert contents(server.desk.edition) == before


def test_the_focus_is_seen_wherever_it_goes(show: Opener) -> None:
    page = show()
    seen = 0
    for _ in range(40):
        press(page, "Tab")
        if page.evaluate("document.activeElement === document.body"):
            continue  # from the last element the focus goes to the browser, and then to the first
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline not in ("none", ""), page.evaluate("document.activeElement.outerHTML")
        seen += 1
    assert seen >= 38


def test_a_new_name_by_selecting_its_words(show: Opener, server: Server) -> None:
    page = show()
    select(page, "the harbour for thirty years")
    select(page, "harbour")
    press(page, "n")
    page.get_by_role("combobox", name="are a").select_option("place")
    page.get_by_role("combobox", name="Record or speaker").fill("quillh")
    page.get_by_role("listbox").get_by_role("option").first.click()
    page.get_by_role("button", name="Mark", exact=True).last.click()
    expect(page.get_by_role("status")).to_have_text("Marked “harbour”.")
    mark = '<placeName xml:id="m7" ref="place:quillhaven" resp="#ed-ada">harbour</placeName> for thirty'
    assert mark in body(server.desk.edition)


def test_a_quotation_by_selecting_over_other_marks(show: Opener, server: Server) -> None:
    page = show(f"/articles/{FERRY}?at=q1#q1")
    press(page, "r")
    expect(page.get_by_role("status")).to_contain_text("Took the mark away")
    select(page, "We keep the ferry,” the mayor, Tamsin")
    select(page, "We keep the ferry,")
    page.get_by_role("button", name="Mark n").click()
    page.get_by_role("combobox", name="are a").select_option("direct")
    page.get_by_role("button", name="Mark", exact=True).last.click()
    mark = '<said xml:id="q4" direct="true" resp="#ed-ada">“We keep the ferry,”</said>'
    assert mark in body(server.desk.edition)


def test_the_border_of_a_mark_is_corrected(show: Opener, server: Server) -> None:
    page = show(f"/articles/{FERRY}?at=m2#m2")
    select(page, "the mayor, Tamsin Brindle")
    press(page, "b")
    expect(page.get_by_role("status")).to_contain_text("Moved the mark of “Tamsin Brindle”.")
    mark = '<persName xml:id="m2" ref="person:brindle-tamsin" resp="#ed-ada">the mayor, <forename>'
    assert mark in body(server.desk.edition)


def test_a_selection_that_crosses_a_border_is_refused_with_the_reason(show: Opener, server: Server) -> None:
    before = contents(server.desk.edition)
    page = show()
    select(page, "the ferry,” the mayor")
    press(page, "n")
    page.get_by_role("button", name="Mark", exact=True).last.click()
    expect(page.locator(".notice-inline")).to_contain_text("cross the border of <said")
    assert contents(server.desk.edition) == before
    page.get_by_role("link", name="Back").click()
    expect(chosen(page)).to_be_visible()


def test_a_new_record_is_used_at_once(show: Opener, server: Server) -> None:
    page = show(f"/articles/{FERRY}?at=m3#m3")
    press(page, "w")
    expect(page.get_by_role("textbox", name="Name", exact=True)).to_be_focused()
    press(page, "Control+A")
    page.keyboard.type("Courier & Post")
    press(page, "Enter")
    expect(page.get_by_role("status")).to_have_text("Changed the record of “the Courier”.")
    assert 'xml:id="m3" ref="organisation:courier-post" resp="#ed-ada"' in body(server.desk.edition)
    press(page, "c")
    page.keyboard.type("post")
    expect(page.get_by_role("option", name="Courier & Post")).to_be_visible()


def test_the_speaker_is_corrected(show: Opener, server: Server) -> None:
    page = show(f"/articles/{FERRY}?at=q1#q1")
    page.get_by_role("combobox", name="Speaker", exact=True).fill("fenn")
    page.get_by_role("option", name="Ottoline Fenn").click()
    page.get_by_role("button", name="Set c").click()
    assert body(server.desk.edition).count('who="person:fenn-ottoline"') == 2


def test_those_that_are_the_same_are_shown_before_they_are_accepted(show: Opener, server: Server) -> None:
    page = show("/articles/quay-repairs?at=m2#m2")
    press(page, "s")
    places = page.get_by_role("checkbox")
    expect(places).to_have_count(3)
    expect(page.locator("main")).to_contain_text("Work on the quay at Quillhaven began on Monday")
    places.first.uncheck()
    press(page, "a")
    expect(page.get_by_role("status")).to_contain_text("and 1 more.")
    assert body(server.desk.edition, "quay-repairs").count('resp="#ed-ada"') == 2


def test_those_that_are_the_same_get_another_record_together(show: Opener, server: Server) -> None:
    page = show("/articles/quay-repairs?at=m2#m2")
    press(page, "s")
    expect(page.get_by_role("checkbox")).to_have_count(3)
    press(page, "c")
    page.keyboard.type("courier")
    page.get_by_role("listbox").get_by_role("option").first.wait_for()
    press(page, "Enter")
    press(page, "Enter")
    expect(page.get_by_role("status")).to_contain_text("Changed the record of “Quillhaven” and 2 more.")
    assert body(server.desk.edition, "quay-repairs").count('ref="organisation:quillhaven-courier"') == 3


def test_only_the_fields_that_a_mark_has_are_shown(show: Opener) -> None:
    page = show()
    press(page, "n")
    expect(page.get_by_role("combobox", name="Record or speaker")).to_be_visible()
    expect(page.locator("#add").get_by_label("from")).to_be_hidden()
    page.get_by_role("combobox", name="are a").select_option("date")
    expect(page.get_by_role("combobox", name="Record or speaker")).to_be_hidden()
    expect(page.locator("#add").get_by_label("from")).to_be_visible()


def test_a_conflict_stops_and_shows_both(show: Opener, server: Server) -> None:
    page = show(f"/articles/{FERRY}?at=m2#m2")
    path = server.desk.edition.article_path(FERRY)
    mark = 'xml:id="m2" ref="person:'
    path.write_text(path.read_text(encoding="utf-8").replace(f"{mark}brindle-tamsin", f"{mark}fenn-ottoline"))
    before = contents(server.desk.edition)
    press(page, "a")
    expect(page.get_by_role("heading", level=1)).to_have_text("The file has changed meanwhile")
    expect(page.locator("tr").nth(0)).to_contain_text("Tamsin Brindle")
    expect(page.locator("tr").nth(1)).to_contain_text("Ottoline Fenn")
    assert contents(server.desk.edition) == before
    press(page, "j")
    expect(page.locator(".what")).to_have_text("name of a person: Ottoline Fenn 0.98")
    expect(page.locator(".steps")).to_contain_text("decided")  # by whoever changed it


def test_accept_reject_and_change_without_scripts(show: Opener, server: Server) -> None:
    page = show(scripts=False)
    page.get_by_role("button", name="Accept").click()
    page.get_by_role("button", name="Reject").click()
    page.get_by_role("textbox", name="Record", exact=True).fill("quill")
    page.get_by_role("textbox", name="Record", exact=True).press("Enter")
    assert page.locator("h1").inner_text() == "Which record is meant?"
    page.get_by_role("radio").nth(1).check()
    page.get_by_role("button", name="This one").click()
    after = body(server.desk.edition)
    assert 'xml:id="q3" who="person:brindle-tamsin" direct="false" resp="#ed-ada"' in after
    assert 'xml:id="m5"' not in after
    assert 'xml:id="m4" ref="organisation:quillhaven-courier" resp="#ed-ada"' in after


def test_on_a_phone_nothing_is_cut_off_and_the_mark_is_seen(show: Opener) -> None:
    for path in ("/", f"/articles/{FERRY}?at=m5#m5", "/records/new", "/records/merge"):
        page = show(path, phone=True)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page = show(f"/articles/{FERRY}?at=m5#m5", phone=True)
    expect(page.get_by_role("button", name="Accept")).to_be_in_viewport()
    mark, panel = page.locator("#m5").bounding_box(), page.locator("aside").bounding_box()
    assert mark and panel
    assert 0 <= mark["y"] < mark["y"] + mark["height"] <= panel["y"]
