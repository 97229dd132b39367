"""The encoding guide: the page that is made from the ODD."""

from pathlib import Path

import pytest
from site_building import PROJECT, Build, build, copy_edition, words
from sphinx.util.inventory import InventoryFile

from pressmark.tei.schema.files import schema_files
from pressmark.tei.schema.odd import load_odd

ODD = load_odd()


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_edition(tmp_path_factory.mktemp("guide") / "edition", of=PROJECT)


@pytest.fixture(scope="module")
def site(edition: Path) -> Build:
    return build(edition)


def test_every_element_has_a_section_with_all_that_the_odd_says(site: Build) -> None:
    page = site.page("encoding")
    for element in ODD.elements.values():
        section = page.get_element_by_id(f"element-{element.name.lower()}")
        said = words(section)
        assert said.startswith(f"<{element.name}> {element.gloss}")
        assert element.description.replace("`", "") in said
        for attribute in element.attributes.values():
            if attribute.name not in ("xml:id", "xml:lang"):
                assert f"@{attribute.name}{' (required)' if attribute.required else ''}" in said
            for value in attribute.datatype.values:
                assert not value.description or f"{value.name}: {value.description}" in said
        for example in element.examples:
            assert " ".join(example.split()) in said


def test_elements_are_grouped_by_the_chapters_of_the_odd(site: Build) -> None:
    page = site.page("encoding")
    for chapter in ODD.chapters:
        section = page.get_element_by_id(f"encoding-{chapter.name}")
        assert words(section).startswith(chapter.title)
        inner = [each.get("id") for each in section.findall("section")]
        assert inner == [f"element-{element.name.lower()}" for element in chapter.elements]


def test_a_section_says_where_its_element_stands_and_what_it_holds(site: Build) -> None:
    page = site.page("encoding")
    assert "Stands in <fileDesc>. Holds <title>, <respStmt>." in words(
        page.get_element_by_id("element-titlestmt")
    )
    assert "Is the root. Holds <teiHeader>, <text>, <standOff>." in words(
        page.get_element_by_id("element-tei")
    )
    assert "Is empty." in words(page.get_element_by_id("element-milestone"))
    assert "Stands in <choice>. Holds words." in words(page.get_element_by_id("element-sic"))


def test_names_of_elements_lead_to_their_sections(site: Build) -> None:
    page = site.page("encoding")
    targets = {link.get("href") for link in page.cssselect("section section section a.internal")}
    ids = {f"#{each.get('id')}" for each in page.cssselect("[id]")}
    assert len(targets) > 80
    assert targets <= ids


def test_sections_can_be_cited_from_elsewhere(site: Build) -> None:
    with (site.out / "objects.inv").open("rb") as stream:
        loaded = InventoryFile.load(stream, "", lambda base, path: path)
    labels = getattr(loaded, "data", loaded)["std:label"]
    assert {f"element-{name.lower()}" for name in ODD.elements} <= labels.keys()


def test_the_files_of_the_schema_can_be_taken_away(site: Build) -> None:
    links = {link.text_content(): link.get("href") for link in site.page("encoding").cssselect("a.download")}
    assert {name: (site.out / links[name]).read_bytes() for name in links} == schema_files()


def test_an_edition_without_schema_says_so(tmp_path: Path) -> None:
    built = build(copy_edition(tmp_path / "edition"), "text")
    assert built.warnings == ""
    page = (built.out / "encoding.txt").read_text(encoding="utf-8")
    assert "The edition has no files of the schema yet." in page


def test_plain_text_and_latex_hold_the_guide(edition: Path) -> None:
    for builder, file in (("text", "encoding.txt"), ("latex", "edition.tex")):
        built = build(edition, builder)
        assert built.warnings == ""
        guide = (built.out / file).read_text(encoding="utf-8")
        assert guide.count("Words that somebody said, quoted or reported.") == 1
        assert "Tuesday afternoon" in guide
