"""The reading view of an article as it is built: what is marked, what is beside it, where it leads on to."""

import shutil
from pathlib import Path

import pytest
from lxml import html
from site_building import QUILLHAVEN, Build, build, copy_edition, words

from pressmark.tei.parse import parse
from pressmark.tei.text import source_text

CORRECTED = QUILLHAVEN.parent / "corrections" / "wend-bridge.xml"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    edition = copy_edition(tmp_path_factory.mktemp("reading") / "edition")
    shutil.copy(CORRECTED, edition / "tei" / "articles")
    return edition


@pytest.fixture(scope="module")
def site(root: Path) -> Build:
    return build(root)


def classed(page: html.HtmlElement, name: str) -> list[html.HtmlElement]:
    return list(page.find_class(name))


def received(page: html.HtmlElement) -> list[str]:
    return [words(each) for each in classed(page, "pm-received")]


# As received


def test_the_text_as_received_is_on_the_page_whole(site: Build, root: Path) -> None:
    for path in sorted((root / "tei" / "articles").glob("*.xml")):
        source = source_text(parse(path.read_bytes(), path.name))
        shown = received(site.page(f"articles/{path.stem}"))
        assert all(each in " ".join(source.split()) for each in shown)
        assert sum(len("".join(each.split())) for each in shown) == len("".join(source.split())), path.stem


def test_what_the_edition_corrects_is_marked_in_it(site: Build) -> None:
    page = site.page("articles/wend-bridge")
    marked = [words(each) for each in page.xpath("//p[@class='pm-received']/mark")]
    assert marked == ["Agian", "teh", "Brinlde", "oppen & free", "twice twice"]
    assert "corrected nothing" not in words(classed(page, "pm-legend")[-1])


def test_where_nothing_is_corrected_the_page_says_so(site: Build) -> None:
    page = site.page("articles/quillhaven-ferry")
    assert page.xpath("//p[@class='pm-received']/mark") == []
    assert "corrected nothing" in words(classed(page, "pm-legend")[-1])


def test_search_leaves_out_the_text_that_is_there_a_second_time(site: Build) -> None:
    for each in classed(site.page("articles/quillhaven-ferry"), "pm-received"):
        assert each.get("data-pagefind-ignore") == "all"


# What is marked


def test_the_boxes_are_for_what_the_article_has(site: Build) -> None:
    boxes = {
        name: [box.get("id") for box in site.page(f"articles/{name}").xpath("//input[@type='checkbox']")]
        for name in ("quillhaven-ferry", "la-mer")
    }
    kinds = ["pm-show-person", "pm-show-organisation", "pm-show-place"]
    assert [box for box in boxes["quillhaven-ferry"] if box in kinds] == kinds
    assert [box for box in boxes["la-mer"] if box in kinds] == ["pm-show-person"]
    assert "pm-show-received" in boxes["la-mer"]


def test_a_mark_says_how_certain_it_is(thirty: Build) -> None:
    page = thirty.page("articles/the-ferry-to-1")
    names = page.xpath("//a[contains(@class, 'pm-name')]")
    assert names
    assert all(0 < float(name.get("data-cert")) <= 1 for name in names)


# What is in the article


def test_a_name_is_listed_with_who_it_is_and_where_else(thirty: Build) -> None:
    contents = thirty.page("articles/dockers-lay-down-3").get_element_by_id("in-this-article")
    (entry,) = [li for li in contents.iter("li") if words(li).startswith("Tamsin Brindle 2")]
    assert [words(line) for line in entry.iter("p")] == [
        "Tamsin Brindle 2",
        "Mayor of Quillhaven.",
        "Earlier in A Bell Comes Home to Low Candle: Part 3 (19 January 2032)",
        "Later in Bread Is Dearer in Saltmere: Part 4 (28 June 2032)",
    ]


def test_the_quotations_stand_in_a_row_in_the_contents_of_the_page(thirty: Build) -> None:
    page = thirty.page("articles/dockers-lay-down-3")
    links = page.xpath("//*[@class='pm-running']//a")
    assert [words(link) for link in links] == [
        "The dockers of Quillhaven stopped work at the gates of the … Ferry Board",
        "“We ask for what was promised, and for nothing else, … It took …” a senior harbour official",
        "the Harbour Trust would pay the official",
        "“The bell was heard at sea, and it will be heard again,” Brindle",
    ]
    places = [page.xpath("//*[@id]").index(page.get_element_by_id(link.get("href")[1:])) for link in links]
    assert places == sorted(places)


# Where it leads on to


def test_the_articles_before_and_after_are_those_in_time(thirty: Build) -> None:
    page = thirty.page("articles/dockers-lay-down-3")
    assert (
        words(page.xpath("//nav//a[@rel='prev']")[0])
        == "The Light on Candle Rock Goes Out for a Night: Part 3"
    )
    assert page.xpath("//nav//a[@rel='next']")[0].get("href") == "the-ferry-to-4.html"
    first = thirty.page("articles/the-ferry-to-1")
    assert first.xpath("//nav//a[@rel='prev']") == []


def test_a_related_article_is_shown_with_the_reason(thirty: Build) -> None:
    section = thirty.page("articles/dockers-lay-down-3").get_element_by_id("read-on")
    first = next(section.iter("li"))
    assert [words(line) for line in first.iter("p")] == [
        "A Bell Comes Home to Low Candle: Part 3 · Tidewire · 19 January 2032",
        "quotes nearly the same: “We ask for what was promised, and for nothing else,”",
        "quotes nearly the same: “The bell was heard at sea, and it will be heard again, … "
        "It took us 4 years.”",
        "names Tamsin Brindle too",
    ]
    quoted = first.xpath(".//a[contains(@href, '#q')]")[0].get("href")
    page, _, anchor = quoted.partition("#")
    there = thirty.page(f"articles/{page.removesuffix('.html')}").get_element_by_id(anchor)
    assert "We ask for what was promised" in words(there)


def test_an_article_alone_in_its_edition_leads_nowhere(tmp_path: Path) -> None:
    edition = copy_edition(tmp_path / "edition")
    for path in (edition / "tei" / "articles").glob("*.xml"):
        if path.stem != "quillhaven-ferry":
            path.unlink()
    assert build(edition).page("articles/quillhaven-ferry").xpath("//*[@id='read-on']") == []


# Other builders


@pytest.mark.parametrize("builder", ["epub", "text", "latex"])
def test_a_book_has_the_text_once_and_leads_on(root: Path, builder: str) -> None:
    out = build(root, builder).out
    suffix = {"epub": "articles/quillhaven-ferry.xhtml", "text": "articles/quillhaven-ferry.txt"}
    text = (out / suffix.get(builder, "edition.tex")).read_text(encoding="utf-8")
    assert "pm-received" not in text
    assert "pm-display" not in text
    assert "Read on" in text
    if builder != "latex":
        assert text.count("and we keep it free") <= 3  # in the text, a pull quote and the list of quotations


# Builds that follow


@pytest.fixture
def few(tmp_path: Path, thirty: Build) -> Path:
    """Eight articles of the thirty, and no page but the first."""
    edition = tmp_path / "edition"
    shutil.copytree(thirty.out.parents[1] / "tei", edition / "tei")
    for name in ("edition.toml", "conf.py"):
        shutil.copy(thirty.out.parents[1] / name, edition)
    (edition / "source").mkdir()
    (edition / "source" / "index.md").write_text("# The edition\n")
    for path in sorted((edition / "tei" / "articles").glob("*.xml"))[8:]:
        path.unlink()
    return edition


def renamed(edition: Path) -> None:
    path = edition / "tei" / "articles" / "a-bell-comes-3.xml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("A Bell Comes Home to Low Candle: Part 3", "A Bell Is Home"), encoding="utf-8"
    )


def removed(edition: Path) -> None:
    (edition / "tei" / "articles" / "a-bell-comes-3.xml").unlink()


def requoted(edition: Path) -> None:
    path = edition / "tei" / "articles" / "a-bell-comes-2.xml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("heard at sea", "lost at sea"), encoding="utf-8")


def added(edition: Path) -> None:
    path = edition / "tei" / "articles" / "a-bell-comes-3.xml"
    text = path.read_text(encoding="utf-8").replace(">a-bell-comes-3<", ">a-bell-again<")
    (path.parent / "a-bell-again.xml").write_text(text, encoding="utf-8")


def record_renamed(edition: Path) -> None:
    path = edition / "tei" / "registers" / "people.xml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Captain of the ferry Petrel.", "A captain."), encoding="utf-8")


@pytest.mark.parametrize("change", [renamed, removed, requoted, added, record_renamed])
def test_after_a_change_the_pages_are_those_of_a_new_build(few: Path, tmp_path: Path, change: object) -> None:
    build(few)
    change(few)  # type: ignore[operator]
    again = build(few)
    fresh = tmp_path / "fresh"
    shutil.copytree(few, fresh, ignore=shutil.ignore_patterns("build"))
    anew = build(fresh)
    pages = sorted((anew.out / "articles").glob("*.html"))
    assert pages
    for page in pages:
        assert (again.out / "articles" / page.name).read_bytes() == page.read_bytes(), page.name


def test_a_new_title_is_written_only_where_it_is_shown(few: Path) -> None:
    before = build(few)
    shown_on = {
        f"articles/{path.stem}"
        for path in (before.out / "articles").glob("*.html")
        if "a-bell-comes-3" in path.read_text(encoding="utf-8")
    }
    renamed(few)
    again = build(few)
    articles = {page for page in again.written if page.startswith("articles/")}
    assert "articles/a-bell-comes-3" in articles
    assert articles == shown_on != {f"articles/{path.stem}" for path in (few / "tei" / "articles").iterdir()}
    assert build(few).written == set()
