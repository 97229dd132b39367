"""Sitemap, robots.txt, the feed of new and corrected articles, and the page of corrections."""

import re
from pathlib import Path

import pytest
from lxml import etree
from site_building import Build, build, copy_edition, words

from pressmark.site.feeds import sitemaps
from pressmark.tei.parse import parse
from pressmark.tei.read import read_article

BASE = "https://quillhaven.example/press/"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
EDITOR = '<respStmt xml:id="fenn"><resp>checked by</resp><name>Ottoline Fenn</name></respStmt>'
CHANGES = (
    '<change who="#fenn" when="2032-03-04">A misspelt name was put right.</change>'
    '<change who="#fenn" when="2032-02">The dateline was marked.</change>'
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """An edition in which a person has corrected one article twice."""
    root = copy_edition(tmp_path_factory.mktemp("feeds") / "edition")
    correct(root / "tei" / "articles" / "quillhaven-ferry.xml")
    return build(root)


def correct(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "</titleStmt>" in text
    text = text.replace("</titleStmt>", f"{EDITOR}</titleStmt>", 1)
    path.write_text(re.sub(r"(<revisionDesc[^>]*>)", rf"\1{CHANGES}", text), encoding="utf-8")


def test_the_sitemap_names_every_page_and_no_other(site: Build) -> None:
    root = etree.fromstring((site.out / "sitemap.xml").read_bytes())
    named = {address.removeprefix(BASE) for address in root.xpath("//s:loc/text()", namespaces=SITEMAP)}
    own = {"genindex.html"}  # Sphinx's own page, which holds nothing to be found
    pages = {path.relative_to(site.out).as_posix() for path in site.out.rglob("*.html")}
    assert named - own == {page for page in pages - own if not page.startswith("_")}
    changed = root.xpath("//s:url[s:loc[contains(., 'ferry')]]/s:lastmod/text()", namespaces=SITEMAP)
    assert changed == ["2032-03-04"]


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_the_sitemap_names_where_long_pages_go_on_whenever_these_were_written(
    tmp_path: Path, builder: str
) -> None:
    root = copy_edition(tmp_path / "edition")
    with (root / "edition.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[site]\nentries-per-page = 2\n")
    build(root, builder)
    # Most of the further pages are not written in this build.
    (root / "source" / "about.md").write_text("# About\n\nWords.\n", encoding="utf-8")
    out = build(root, builder).out
    folder = "/index" if builder == "dirhtml" else ""
    parts = {path.relative_to(out).as_posix() for path in out.rglob(f"*.*{folder}.html")}
    assert {"people", "people/brindle-tamsin"} <= {part.partition(".")[0] for part in parts}
    root_element = etree.fromstring((out / "sitemap.xml").read_bytes())
    named = [str(address) for address in root_element.xpath("//s:loc/text()", namespaces=SITEMAP)]
    addresses = {f"{BASE}{part.removesuffix('index.html')}" for part in parts}
    assert {name for name in named if "." in name.removeprefix(BASE).removesuffix(".html")} == addresses
    assert len(named) == len(set(named))


def test_a_sitemap_of_many_pages_comes_in_parts() -> None:
    pages = [(f"{BASE}{number}.html", "") for number in range(50_001)]
    files = sitemaps(pages, BASE)
    index = etree.fromstring(files["sitemap.xml"])
    parts = index.xpath("//s:sitemap/s:loc/text()", namespaces=SITEMAP)
    assert [part.removeprefix(BASE) for part in parts] == ["sitemap-1.xml", "sitemap-2.xml"]
    sizes = [len(etree.fromstring(files[part.removeprefix(BASE)])) for part in parts]
    assert sizes == [50_000, 1]


def test_robots_are_led_to_the_sitemap(site: Build) -> None:
    assert f"Sitemap: {BASE}sitemap.xml" in (site.out / "robots.txt").read_text().splitlines()


def test_the_feed_has_what_was_last_corrected_or_added_first(site: Build) -> None:
    feed = etree.fromstring((site.out / "atom.xml").read_bytes())
    entries = [
        tuple(
            entry.xpath(f"string({path})", namespaces=ATOM)
            for path in ("a:id", "a:updated", "a:category/@term")
        )
        for entry in feed.xpath("a:entry", namespaces=ATOM)
    ]
    assert entries == [
        (f"{BASE}articles/quillhaven-ferry.html", "2032-03-04T00:00:00Z", "corrected"),
        (f"{BASE}articles/quillhaven-bell.html", "2031-06-12T00:00:00Z", "new"),
    ]
    assert feed.xpath("string(a:updated)", namespaces=ATOM) == "2032-03-04T00:00:00Z"
    summary = feed.xpath("string(a:entry[1]/a:summary)", namespaces=ATOM)
    assert summary.splitlines() == [
        "2032-02 The dateline was marked.",
        "2032-03-04 A misspelt name was put right.",
        "The vote was close.",
    ]


def test_the_page_of_corrections_says_who_changed_what_when(site: Build) -> None:
    items = [
        words(item) for item in site.page("corrections").xpath("//ul[contains(@class, 'pm-changes')]/li")
    ]
    ferry = "Harbour Council Votes to Keep the Night Ferry"
    assert items == [
        f"4 March 2032 · {ferry} A misspelt name was put right. (Ottoline Fenn)",
        f"February 2032 · {ferry} The dateline was marked. (Ottoline Fenn)",
    ]
    (feed,) = site.page("corrections").xpath("//article//a[contains(@href, 'atom.xml')]/@href")
    assert (site.out / feed).is_file()


def test_the_state_of_a_corrected_article_is_dated(site: Build) -> None:
    page = site.page("articles/quillhaven-ferry")
    (day,) = page.xpath("//div[@class='pm-citing']//time/@datetime")
    assert day == "2032-03-04"
    assert page.xpath("//meta[@property='article:modified_time']/@content") == ["2032-03-04"]


def test_what_a_machine_did_is_no_correction(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    built = build(root)
    assert "No correction is noted" in words(built.page("corrections"))
    path = root / "tei" / "articles" / "quillhaven-ferry.xml"
    assert not any(c.by_person for c in read_article(parse(path.read_bytes(), str(path)), "x").header.changes)


def test_an_edition_without_an_address_has_no_feed_and_loses_the_one_it_had(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    out = build(root).out
    assert (out / "atom.xml").is_file()
    settings = root / "edition.toml"
    settings.write_text(re.sub(r'base-url = "[^"]*"', 'base-url = ""', settings.read_text()))
    built = build(root)
    assert not [name for name in ("atom.xml", "sitemap.xml", "robots.txt") if (out / name).exists()]
    assert not built.page("corrections").xpath("//a[contains(@href, 'atom.xml')]")
