"""The heads of pages, read as reference managers and search engines read them."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html
from site_building import Build, build, copy_edition

BASE = "https://quillhaven.example/press/"
FERRY = f"{BASE}articles/quillhaven-ferry.html"

# By which names Zotero fills a field from a head; the first that is there counts.
ZOTERO = {
    "itemType": ("z:itemType",),
    "title": ("citation_title", "DC.title", "og:title"),
    "creators": ("citation_author", "DC.creator"),
    "publicationTitle": ("prism.publicationName", "DC.source", "og:site_name"),
    "date": ("citation_publication_date", "prism.publicationDate", "DC.date"),
    "url": ("citation_public_url", "og:url"),
    "language": ("citation_language", "DC.language"),
    "rights": ("prism.copyright", "DC.rights"),
    "abstractNote": ("og:description", "description"),
    "archive": ("z:archive",),
    "archiveLocation": ("z:archiveLocation", "DC.coverage"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Build:
    built = build(copy_edition(tmp_path_factory.mktemp("heads") / "edition"))
    assert built.warnings == ""
    return built


@pytest.fixture(scope="module")
def site_without_address(tmp_path_factory: pytest.TempPathFactory) -> Build:
    root = copy_edition(tmp_path_factory.mktemp("heads") / "edition")
    settings = root / "edition.toml"
    settings.write_text(re.sub(r'base-url = "[^"]*"', 'base-url = ""', settings.read_text()))
    return build(root)


def metadata(page: html.HtmlElement) -> dict[str, list[str]]:
    """The named contents of a page's head, in its order."""
    found: dict[str, list[str]] = {}
    for element in page.xpath("/html/head/meta[@content]"):
        name = element.get("name") or element.get("property")
        if name:
            found.setdefault(name, []).append(element.get("content"))
    return found


def as_zotero_sees(page: html.HtmlElement) -> dict[str, list[str]]:
    known = metadata(page)
    fields = {}
    for field, names in ZOTERO.items():
        values = next((known[name] for name in names if name in known), [])
        if values:
            fields[field] = values
    return fields


def linked_data(page: html.HtmlElement) -> list[dict[str, Any]]:
    """The things of a page's JSON-LD; every pointer is to a thing of schema.org's kinds."""
    scripts = page.xpath("/html/head/script[@type='application/ld+json']")
    things: list[dict[str, Any]] = []
    for script in scripts:
        document = json.loads(script.text)
        assert document["@context"] == "https://schema.org"
        things += document["@graph"]
    return things


def of_type(things: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [thing for thing in things if thing["@type"] == kind]


def test_zotero_takes_an_article_for_a_newspaper_article_of_its_outlet(site: Build) -> None:
    assert as_zotero_sees(site.page("articles/quillhaven-ferry")) == {
        "itemType": ["newspaperArticle"],
        "title": ["Harbour Council Votes to Keep the Night Ferry"],
        "creators": ["Edda Marrow"],
        "publicationTitle": ["Quillhaven Courier"],
        "date": ["2031/05/07"],
        "url": [FERRY],
        "language": ["en"],
        "rights": ["The article is the property of its publisher. It is shown here for study and quotation."],
        "abstractNote": ["The vote was close."],
        "archive": ["The Quillhaven Press"],
        "archiveLocation": ["quillhaven-ferry"],
    }


def test_what_is_not_known_is_not_in_the_head(site: Build) -> None:
    seen = as_zotero_sees(site.page("articles/quillhaven-bell"))
    assert seen["itemType"] == ["newspaperArticle"]
    assert "creators" not in seen
    values = metadata(site.page("articles/quillhaven-bell")).values()
    assert not [value for each in values for value in each if not value]


def test_an_article_is_in_its_own_language(site: Build) -> None:
    assert as_zotero_sees(site.page("articles/la-mer"))["language"] == ["fr"]


def test_markup_characters_stay_words(site: Build) -> None:
    title = "Who Moved the “Bell” & Why? Quillhaven Asks"
    assert as_zotero_sees(site.page("articles/quillhaven-bell"))["title"] == [title]


@pytest.mark.parametrize(
    ("name", "kind", "title"),
    [
        ("articles/quillhaven-ferry", "article", "Harbour Council Votes to Keep the Night Ferry"),
        ("people/brindle-tamsin", "website", "Tamsin Brindle"),
        ("articles", "website", "Articles"),
    ],
)
def test_previews(site: Build, name: str, kind: str, title: str) -> None:
    known = metadata(site.page(name))
    assert known["og:type"] == [kind]
    assert known["og:title"] == [title]
    assert known["og:site_name"] == ["The Quillhaven Press"]
    assert known["og:url"] == [f"{BASE}{name}.html"]
    canonical = site.page(name).xpath("/html/head/link[@rel='canonical']/@href")
    assert canonical == known["og:url"]


def test_linked_data_of_an_article(site: Build) -> None:
    things = linked_data(site.page("articles/quillhaven-ferry"))
    (article,) = of_type(things, "NewsArticle")
    assert article["@id"] == FERRY
    assert article["datePublished"] == "2031-05-07"
    assert article["isPartOf"] == {"@type": "Newspaper", "name": "Quillhaven Courier"}
    by_name = {each["name"]: each for each in article["mentions"]}
    assert {each["@type"] for each in article["mentions"]} == {"Person", "Place", "Organization"}
    assert by_name["Tamsin Brindle"]["sameAs"] == ["https://www.wikidata.org/entity/Q0"]
    (said,) = of_type(things, "Quotation")
    assert said["text"] == "We keep the ferry, … and we keep it free."
    assert said["spokenByCharacter"] == [{"@id": by_name["Tamsin Brindle"]["@id"]}]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("people/brindle-tamsin", "Person"),
        ("places/quillhaven", "Place"),
        ("organisations/tidewire", "Organization"),
    ],
)
def test_linked_data_of_a_record(site: Build, name: str, kind: str) -> None:
    (thing,) = linked_data(site.page(name))
    assert (thing["@type"], thing["@id"]) == (kind, f"{BASE}{name}.html")


def test_every_address_in_linked_data_is_there(site: Build) -> None:
    for path in sorted(site.out.rglob("*.html")):
        name = path.relative_to(site.out).as_posix().removesuffix(".html")
        for address in addresses_in(linked_data(site.page(name))):
            page, _, fragment = address.removeprefix(BASE).partition("#")
            target = html.fromstring((site.out / page).read_bytes().decode())
            assert not fragment or target.xpath("//*[@id=$id]", id=fragment), address


def addresses_in(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["@id"]] if "@id" in value else []
        return own + [address for each in value.values() for address in addresses_in(each)]
    return [address for each in value for address in addresses_in(each)] if isinstance(value, list) else []


@pytest.mark.parametrize("name", ["articles/quillhaven-ferry", "people/brindle-tamsin", "articles"])
def test_the_other_forms_of_a_page_are_where_its_head_says(site: Build, name: str) -> None:
    links = site.page(name).xpath("/html/head/link[@rel='alternate']")
    kinds = {link.get("type") for link in links}
    assert "application/atom+xml" in kinds
    assert ("application/x-bibtex" in kinds) is ("/" in name)
    assert ("application/tei+xml" in kinds) is name.startswith("articles/")
    for link in links:
        assert (site.out / name).parent.joinpath(link.get("href")).resolve().is_file()


def test_without_an_address_nothing_whole_is_made_up(site_without_address: Build) -> None:
    page = site_without_address.page("articles/quillhaven-ferry")
    seen = as_zotero_sees(page)
    assert seen["itemType"] == ["newspaperArticle"]
    assert "url" not in seen
    assert not page.xpath("/html/head/link[@rel='canonical' or @type='application/atom+xml']")
    (article,) = of_type(linked_data(page), "NewsArticle")
    here = (site_without_address.out / "articles" / "quillhaven-ferry.html").as_uri()
    for each in (article, *article["mentions"]):
        assert Path(urlsplit(urljoin(here, each["@id"])).path).is_file()


def test_index_pages_list_articles_for_reference_managers(site: Build) -> None:
    spans = site.page("articles").xpath("//span[@class='Z3988']/@title")
    assert len(spans) == 3
    assert all("rft.type=newspaperArticle" in title for title in spans)
