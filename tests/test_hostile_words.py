"""Words are words in every output: an edition whose every name is an attack comes out as it was written."""

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile_edition import EVALUATED, MARKUP, hostile, make_hostile
from lxml import etree, html
from reviewing import running
from site_building import Build, build, words
from sphinx.util.texescape import escape

from pressmark.config import load_edition

DC = "{http://purl.org/dc/elements/1.1/}"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_hostile(tmp_path_factory.mktemp("hostile") / "edition")


@pytest.fixture(scope="module")
def site(root: Path) -> Build:
    return build(root)


def pages(build: Build) -> Iterator[tuple[str, html.HtmlElement]]:
    """The pages of a build by their file names."""
    for path in sorted(build.out.rglob("*.*html")):
        yield path.relative_to(build.out).as_posix(), html.fromstring(path.read_bytes())


def first(page: html.HtmlElement, path: str) -> str:
    """The words of the first element of a page on a path."""
    found = page.find(f".//{path}")
    assert found is not None
    return words(found)


def made_of_words(page: html.HtmlElement) -> list[str]:
    """What a page holds of the attack that is no words: elements, attributes, scripts, addresses."""
    scripts = page.xpath("//script[not(@type='application/ld+json')]//text()")
    return [
        *(etree.tostring(each, encoding="unicode") for each in page.iter("evil-word")),
        *(each for each in page.xpath("//@class | //@href") if each.startswith("evil")),
        *(each for each in scripts if "evil" in each),
    ]


@pytest.mark.parametrize(
    "builder",
    [
        "html",
        "epub",
        pytest.param("dirhtml", marks=pytest.mark.slow),
        pytest.param("singlehtml", marks=pytest.mark.slow),
    ],
)
def test_no_words_become_elements_of_a_page_or_are_evaluated(builder: str, root: Path) -> None:
    built = build(root, builder)
    assert (built.status, built.warnings) == (0, "")
    for name, page in pages(built):
        assert made_of_words(page) == [], name
        assert EVALUATED not in page.text_content(), name


def test_the_names_of_the_edition_stand_on_its_pages_as_they_are_written(site: Build) -> None:
    front, article = site.page("index"), site.page("articles/quillhaven-ferry")
    assert first(front, "title") == hostile("title")
    assert first(front, "h1").startswith(hostile("title"))
    assert first(front, "div[@class='pm-subtitle docutils']") == hostile("subtitle")
    assert first(article, "title").startswith(hostile("head"))
    assert first(article, "title").endswith(f" - {hostile('title')}")
    for page in (front, article):
        assert [words(each) for each in page.find_class("brand")] == [hostile("title")]
        assert [words(each) for each in page.find_class("sidebar-brand-text")] == [hostile("title")]
        assert [words(each) for each in page.find_class("copyright")] == [f"© {hostile('publisher')}"]
        (name,) = page.xpath("//meta[@property='og:site_name']/@content")
        assert name == hostile("title")


def test_the_names_of_articles_and_records_stand_on_their_pages_as_they_are_written(site: Build) -> None:
    article, person = site.page("articles/quillhaven-ferry"), site.page("people/ferry-crews")
    assert article.xpath("//meta[@name='citation_title']/@content") == [hostile("title")]
    assert article.xpath("//meta[@name='DC.creator']/@content") == [hostile("author")]
    assert first(person, "h1").startswith(hostile("persname"))
    assert hostile("note") in first(person, "article")


def test_linked_data_is_closed_by_nothing_in_it(site: Build) -> None:
    for name, page in pages(site):
        for block in page.xpath("//script[@type='application/ld+json']"):
            things = json.loads(block.text)["@graph"]
            assert any(MARKUP in str(value) for thing in things for value in thing.values()), name


def test_the_feed_says_the_names_as_they_are_written(site: Build) -> None:
    feed = etree.parse(site.out / "atom.xml")
    assert (feed.findtext(f"{ATOM}title") or "").startswith(hostile("title"))
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == hostile("publisher")


def test_the_data_say_the_names_as_they_are_written(site: Build) -> None:
    folder = site.out / "data" / "files"
    assert json.loads((folder / "datapackage.json").read_bytes())["title"] == hostile("title")
    assert {each["title"] for each in json.loads((folder / "articles.json").read_bytes())} == {
        hostile("title")
    }
    network = etree.parse(folder / "network.gexf")
    assert hostile("persname") in network.xpath("//@label")


def test_a_book_says_the_names_as_they_are_written(root: Path) -> None:
    (book,) = build(root, "epub").out.glob("*.epub")
    assert book.name == "edition.epub"  # a title may be longer than the name of a file
    with zipfile.ZipFile(book) as archive:
        package = etree.fromstring(archive.read("content.opf"))
        parsed = [etree.fromstring(archive.read(name)) for name in archive.namelist() if "html" in name]
    assert package.findtext(f".//{DC}title") == hostile("title")
    for element in ("creator", "publisher", "rights"):
        assert package.findtext(f".//{DC}{element}") == hostile("publisher")
    assert parsed


def test_latex_says_the_names_as_they_are_written(root: Path) -> None:
    volume = (build(root, "latex").out / "edition.tex").read_text(encoding="utf-8")
    assert rf"\title{{{escape(hostile('title'), 'xelatex')}}}" in volume
    assert rf"\author{{{escape(hostile('publisher'), 'xelatex')}}}" in volume
    assert not re.search(r"\\evil|(?<!\\)\{\{ 7919|(?<!\\)[$#%]1? ?E?=?~", volume)
    assert EVALUATED not in volume


@pytest.mark.slow
def test_plain_text_says_the_names_as_they_are_written(root: Path) -> None:
    pages = build(root, "text").out
    assert hostile("title") in " ".join((pages / "index.txt").read_text(encoding="utf-8").split())
    assert EVALUATED not in "".join(path.read_text(encoding="utf-8") for path in pages.rglob("*.txt"))


def test_the_review_shows_the_names_as_they_are_written(root: Path) -> None:
    with running(load_edition(root)) as server:
        for path in ("/", "/articles/quillhaven-ferry", "/records/merge?gone=ferry-crews", "/records/new"):
            answer = server.get(path)
            page = html.fromstring(answer.text)
            assert answer.status == 200
            assert made_of_words(page) == []
            assert first(page, "title").endswith(hostile("title"))
            assert [words(each) for each in page.find_class("editor")] == [hostile("editor")]
