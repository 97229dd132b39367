"""Texts and registers that are hard on a page: it stays whole, runs nothing, says what is missing."""

import json
import shutil
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Browser, Page
from site_building import Build, build, copy_edition, words

HOSTILE = '</script><script>window.taken = 1</script><img src="x" onerror="window.taken = 1"> & "so" <b>'
LONG = "Tamsin " + "Quillhavenstrandlighthousekeeper" * 6  # one word of 192 letters
HEBREW = "המעבורת לא תפליג היום"
ARTICLE = f"""<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en"><teiHeader><fileDesc><titleStmt>
<title>{escape(HOSTILE)}</title></titleStmt><publicationStmt><publisher>Quillhaven Library</publisher>
<idno type="siglum">hostile</idno></publicationStmt><sourceDesc><biblStruct><analytic>
<title level="a">{escape(HOSTILE)}</title><author>{escape(HOSTILE)}</author></analytic><monogr>
<title level="j">{escape(HOSTILE)}</title><imprint><date when="2031-05-06">6 May 2031</date></imprint>
</monogr></biblStruct></sourceDesc></fileDesc></teiHeader><text xml:space="preserve"><body>
<head xml:id="h1">{escape(HOSTILE)}</head>
<p xml:id="p1"><said xml:id="q1" who="person:brindle-tamsin" direct="true">“{escape(HOSTILE)}”</said> said
<persName xml:id="m1" ref="person:brindle-tamsin">{escape(HOSTILE)}</persName>, and nobody knew why.</p>
<p xml:id="p2"><foreign xml:lang="he">{HEBREW}</foreign>, said
<persName xml:id="m2" ref="person:brindle-tamsin">{LONG}</persName>.</p>
</body></text></TEI>
"""
RUNS_NOTHING = ("application/ld+json", "application/json")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The invented edition with an article of hostile words and a person with a name of 200 letters."""
    root = copy_edition(tmp_path_factory.mktemp("hostile") / "edition")
    (root / "tei" / "articles" / "hostile.xml").write_text(ARTICLE, encoding="utf-8")
    people = root / "tei" / "registers" / "people.xml"
    text = people.read_text(encoding="utf-8")
    name = "<forename>Tamsin</forename> <surname>Brindle</surname>"
    assert name in text
    text = text.replace(name, LONG).replace("Mayor of Quillhaven since 2029.", escape(HOSTILE))
    people.write_text(text, encoding="utf-8")
    return build(root)


def test_hostile_words_build_without_a_warning(site: Build) -> None:
    assert (site.status, site.warnings) == (0, "")


def test_no_word_of_a_text_becomes_markup_on_any_page(site: Build) -> None:
    for path in sorted(site.out.rglob("*.html")):
        page = html.fromstring(path.read_bytes().decode("utf-8"))
        for script in page.iter("script"):
            if script.get("type") in RUNS_NOTHING:
                json.loads(str(script.text))
            else:
                assert "taken" not in str(script.text or ""), path
        handlers = [name for element in page.iter() for name in element.attrib if str(name).startswith("on")]
        assert handlers == [], path
        assert not page.xpath("//img[@src='x']"), path


def test_the_words_stand_on_the_page_as_they_are(site: Build) -> None:
    page = site.page("articles/hostile")
    assert HOSTILE in words(page.get_element_by_id("p1"))
    assert words(page.xpath("//title")[0]).startswith(HOSTILE)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """An edition without an article, a record or a quotation."""
    root = copy_edition(tmp_path_factory.mktemp("bare") / "edition")
    shutil.rmtree(root / "tei")
    return build(root)


@pytest.mark.parametrize("name", ["articles", "people", "places", "organisations", "quotations"])
def test_an_index_with_nothing_in_it_says_so(bare: Build, name: str) -> None:
    assert (bare.status, bare.warnings) == (0, "")
    (main,) = bare.page(name).xpath("//article")
    assert "There is no" in words(main)


def test_an_article_without_place_and_quotation_is_whole(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    shutil.rmtree(root / "tei")
    articles = root / "tei" / "articles"
    articles.mkdir(parents=True)
    plain = '<p xml:id="p1">Nothing happened in town.</p>'
    start, end = ARTICLE.index('<p xml:id="p1">'), ARTICLE.index("</body>")
    (articles / "hostile.xml").write_text(ARTICLE[:start] + plain + ARTICLE[end:], encoding="utf-8")
    result = build(root)
    assert (result.status, result.warnings) == (0, "")
    page = result.page("articles/hostile")
    assert "Nothing happened in town." in words(page.get_element_by_id("p1"))
    assert "No name and no quotation is marked." in words(page.get_element_by_id("in-this-article"))


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    yield page
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    "name",
    ["index", "articles", "people", "quotations", "articles/hostile", "people/brindle-tamsin", "corrections"],
)
def test_on_a_phone_nothing_of_theirs_runs_and_nothing_is_wider_than_the_screen(
    site: Build, phone: Page, name: str
) -> None:
    phone.goto((site.out / f"{name}.html").as_uri())
    assert phone.evaluate("window.taken") is None
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.browser
def test_words_from_right_to_left_run_so_and_say_their_language(site: Build, phone: Page) -> None:
    phone.goto((site.out / "articles" / "hostile.html").as_uri())
    foreign = phone.locator("#p2 [lang=he]")
    assert foreign.inner_text() == HEBREW
    assert foreign.evaluate("element => getComputedStyle(element).direction") == "rtl"
    assert phone.locator("#p2").evaluate("element => getComputedStyle(element).direction") == "ltr"
