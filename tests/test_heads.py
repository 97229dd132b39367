"""The heads of pages, read as reference managers and search engines read them."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from json_ld import read_json_ld
from lxml import html
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from site_building import Build, build, copy_edition
from zotero import Item, read_item

BASE = "https://quillhaven.example/press/"
SCHEMA = Namespace("https://schema.org/")
# The terms of schema.org that its kinds of things have, as far as they are used here.
_THING = {"name", "alternateName", "description", "sameAs"}
TERMS = {
    "NewsArticle": {
        "author", "copyrightNotice", "dateModified", "datePublished", "headline", "inLanguage", "isBasedOn",
        "isPartOf", "mentions",
    },
    "Newspaper": _THING,
    "Quotation": {"isPartOf", "spokenByCharacter", "text"},
    "Person": _THING | {"birthDate", "deathDate", "familyName", "givenName"},
    "Organization": _THING,
    "Place": _THING | {"geo"},
    "GeoCoordinates": {"latitude", "longitude"},
}  # fmt: skip
FERRY = f"{BASE}articles/quillhaven-ferry.html"


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


def linked_data(page: html.HtmlElement) -> list[dict[str, Any]]:
    """The things of a page's JSON-LD; every pointer is to a thing of schema.org's kinds."""
    scripts = page.xpath("/html/head/script[@type='application/ld+json']")
    things: list[dict[str, Any]] = []
    for script in scripts:
        document = json.loads(script.text)
        assert document["@context"] == "https://schema.org"
        things += document["@graph"]
    return things


def graph_of(site: Build, name: str) -> Graph:
    """The JSON-LD of a page, as a program reads it that knows of RDF."""
    (script,) = site.page(name).xpath("/html/head/script[@type='application/ld+json']")
    return read_json_ld(script.text, f"{BASE}{name}.html")


def of_type(things: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [thing for thing in things if thing["@type"] == kind]


def test_zotero_takes_an_article_for_a_newspaper_article_of_its_outlet(site: Build) -> None:
    assert read_item(site.page("articles/quillhaven-ferry")) == Item(
        kind="newspaperArticle",
        creators=[("Marrow", "Edda")],
        fields={
            "title": "Harbour Council Votes to Keep the Night Ferry",
            "publicationTitle": "Quillhaven Courier",
            "date": "2031/05/07",
            "url": FERRY,
            "language": "en",
            "rights": "The article is the property of its publisher. "
            "It is shown here for study and quotation.",
            "abstractNote": "The vote was close.",
            "archive": "The Quillhaven Press",
            "archiveLocation": "quillhaven-ferry",
        },
    )


def test_what_is_not_known_is_not_in_the_head(site: Build) -> None:
    seen = read_item(site.page("articles/quillhaven-bell"))
    assert seen.kind == "newspaperArticle"
    assert seen.creators == []
    values = metadata(site.page("articles/quillhaven-bell")).values()
    assert not [value for each in values for value in each if not value]


def test_an_article_is_in_its_own_language(site: Build) -> None:
    assert read_item(site.page("articles/la-mer")).fields["language"] == "fr"


def test_markup_characters_stay_words(site: Build) -> None:
    title = "Who Moved the “Bell” & Why? Quillhaven Asks"
    assert read_item(site.page("articles/quillhaven-bell")).fields["title"] == title


def test_the_page_of_a_record_is_a_web_page(site: Build) -> None:
    seen = read_item(site.page("people/brindle-tamsin"))
    assert (seen.kind, seen.fields["title"]) == ("webpage", "Tamsin Brindle")
    assert seen.fields["publicationTitle"] == "The Quillhaven Press"


@pytest.fixture(scope="module")
def odd_site(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The ferry's article with authors whose names have several parts, the bell's without an outlet."""
    root = copy_edition(tmp_path_factory.mktemp("heads") / "edition")
    ferry, bell = (root / "tei" / "articles" / f"quillhaven-{name}.xml" for name in ("ferry", "bell"))
    text = ferry.read_text(encoding="utf-8")
    authors = "".join(f"<author>{name}</author>" for name in AUTHORS)
    ferry.write_text(re.sub(r"<author>.*?</author>", authors, text), encoding="utf-8")
    text, number = re.subn(r'<title level="j">[^<]*</title>', "", bell.read_text(encoding="utf-8"))
    assert number
    bell.write_text(text, encoding="utf-8")
    return build(root)


AUTHORS = ("van der Øsk, Ivar Jan", "Rosa Vela", "Martin Fenn Jr.")


def test_names_of_several_words_are_neither_torn_nor_turned_round(odd_site: Build) -> None:
    assert read_item(odd_site.page("articles/quillhaven-ferry")).creators == [
        ("van der Øsk", "Ivar Jan"),
        ("Vela", "Rosa"),
        ("Fenn", "Martin Jr."),
    ]


def test_the_site_is_no_newspaper(odd_site: Build) -> None:
    seen = read_item(odd_site.page("articles/quillhaven-bell"))
    assert seen.kind == "newspaperArticle"
    assert "publicationTitle" not in seen.fields
    assert seen.fields["archive"] == "The Quillhaven Press"


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


def test_a_preview_shows_the_picture_of_the_edition(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    build(root)
    (root / "lighthouse.png").write_bytes(b"\x89PNG")
    with (root / "edition.toml").open("a") as settings:
        settings.write('\n[site]\nimage = "lighthouse.png"\n')
    built = build(root)
    for name in ("index", "articles/quillhaven-ferry"):
        assert metadata(built.page(name))["og:image"] == [f"{BASE}_static/lighthouse.png"]
    assert (built.out / "_static" / "lighthouse.png").read_bytes() == b"\x89PNG"


@pytest.mark.parametrize("name", ["no-such.png", "../outside.png"])
def test_a_picture_that_is_not_in_the_edition_is_one_line(tmp_path: Path, name: str) -> None:
    root = copy_edition(tmp_path / "edition")
    (tmp_path / "outside.png").write_bytes(b"\x89PNG")
    with (root / "edition.toml").open("a") as settings:
        settings.write(f'\n[site]\nimage = "{name}"\n')
    built = build(root)
    assert "edition.toml:1: WARNING: site.image: there is no file" in built.warnings
    assert "og:image" not in metadata(built.page("index"))


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


def test_the_statements_of_an_article(site: Build) -> None:
    graph, ferry = graph_of(site, "articles/quillhaven-ferry"), URIRef(FERRY)
    assert (ferry, RDF.type, SCHEMA.NewsArticle) in graph
    assert graph.value(ferry, SCHEMA.datePublished) == Literal("2031-05-07")
    (author,) = graph.objects(ferry, SCHEMA.author)
    assert graph.value(author, RDF.type) == SCHEMA.Person
    mentioned = set(graph.objects(ferry, SCHEMA.mentions))
    assert {graph.value(each, RDF.type) for each in mentioned} == {
        SCHEMA.Person, SCHEMA.Place, SCHEMA.Organization
    }  # fmt: skip
    (said,) = graph.subjects(RDF.type, SCHEMA.Quotation)
    assert said == URIRef(f"{FERRY}#q1")
    assert graph.value(said, SCHEMA.isPartOf) == ferry
    speaker = graph.value(said, SCHEMA.spokenByCharacter)
    assert speaker in mentioned
    assert list(graph.objects(speaker, SCHEMA.sameAs)) == [URIRef("https://www.wikidata.org/entity/Q0")]


def test_every_term_is_one_of_its_kind_of_thing(site: Build) -> None:
    for path in sorted(site.out.rglob("*.html")):
        name = path.relative_to(site.out).as_posix().removesuffix(".html")
        if site.page(name).xpath("/html/head/script[@type='application/ld+json']"):
            graph = graph_of(site, name)
            for thing, kind in graph.subject_objects(RDF.type):
                used = set(graph.predicates(thing)) - {RDF.type}
                assert used <= {SCHEMA[term] for term in TERMS[str(kind).removeprefix(SCHEMA)]}, (name, kind)


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
    seen = read_item(page)
    assert seen.kind == "newspaperArticle"
    assert "url" not in seen.fields
    assert not page.xpath("/html/head/link[@rel='canonical' or @type='application/atom+xml']")
    (article,) = of_type(linked_data(page), "NewsArticle")
    here = (site_without_address.out / "articles" / "quillhaven-ferry.html").as_uri()
    for each in (article, *article["mentions"]):
        assert Path(urlsplit(urljoin(here, each["@id"])).path).is_file()


def test_index_pages_list_articles_for_reference_managers(site: Build) -> None:
    spans = site.page("articles").xpath("//span[@class='Z3988']/@title")
    assert len(spans) == 3
    assert all("rft.type=newspaperArticle" in title for title in spans)
