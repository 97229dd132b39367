"""Old addresses: merged records lead on, retired anchors land, what was withdrawn has a page."""

import zipfile
from pathlib import Path

import pytest
from lxml import html
from site_building import Build, build, copy_edition, words
from site_ledgers import FAIR, FERRY, MERGED, retired, with_ledgers, write
from sphinx.util.inventory import InventoryFile

from pressmark.config import REGISTER_FILES, load_edition
from pressmark.model import EntityKind
from pressmark.tei.ledger import Kind

PRESS = "https://quillhaven.example/press"
OTHER_CONF = """\
extensions = ["sphinx.ext.intersphinx"]
intersphinx_mapping = {"press": ("https://quillhaven.example/press/", "INVENTORY")}
nitpicky = True
"""
OTHER_PAGE = """\
Another project
===============

:ref:`the mayor <people/brindle-t>`, :ref:`people/brindle-tam`, :ref:`a name <articles/quillhaven-ferry#m9>`,
:ref:`articles/quillhaven-fair`, :ref:`what was said <articles/quillhaven-fair#q1>`
"""
PAGE = """\
---
orphan: true
---
# References

{person}`brindle-t`, {person}`the mayor <brindle-tam>`, {article}`quillhaven-fair`,
{quotation}`quillhaven-ferry#q9`
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Build:
    root = with_ledgers(copy_edition(tmp_path_factory.mktemp("successors") / "edition"))
    (root / "source" / "references.md").write_text(PAGE, encoding="utf-8")
    return build(root)


# Records


@pytest.mark.parametrize("record", ["brindle-t", "brindle-tam"])
def test_the_page_of_a_merged_record_leads_to_the_record_that_stands_for_it_today(
    site: Build, record: str
) -> None:
    page = site.page(f"people/{record}")
    (refresh,) = page.xpath("//meta[@http-equiv='refresh']/@content")
    assert refresh == "0; url=brindle-tamsin.html"
    assert page.xpath("//link[@rel='canonical']/@href") == [f"{PRESS}/people/brindle-tamsin.html"]
    article = page.find(".//article")
    assert [(words(a), a.get("href")) for a in article.xpath(".//p//a")] == [
        ("Tamsin Brindle", "brindle-tamsin.html")
    ]
    assert " May 2031: the same person." in words(article)


def test_without_an_address_of_the_edition_the_canonical_address_is_relative(tmp_path: Path) -> None:
    root = with_ledgers(copy_edition(tmp_path / "edition"))
    settings = root / "edition.toml"
    lines = [line for line in settings.read_text().splitlines() if not line.startswith("base-url")]
    settings.write_text("\n".join(lines))
    page = build(root).page("people/brindle-t")
    assert page.xpath("//link[@rel='canonical']/@href") == ["brindle-tamsin.html"]


def test_a_record_that_nothing_stands_for_keeps_a_page_that_says_so(site: Build) -> None:
    page = site.page("people/nobody")
    assert page.xpath("//meta[@http-equiv='refresh']") == []
    assert "There never was such a person." in words(page.find(".//article"))


def test_former_records_are_in_no_index_and_in_no_search(site: Build) -> None:
    listed = {a.get("href") for a in site.page("people").xpath("//article//a")}
    assert "people/brindle-tamsin.html" in listed
    assert not {"people/brindle-t.html", "people/brindle-tam.html", "people/nobody.html"} & listed
    index = (site.out / "small-search.js").read_text(encoding="utf-8")
    assert "Tamsin Brindle" in index
    assert "Tam B." not in index


def test_roles_lead_to_what_stands_for_it_today(site: Build) -> None:
    assert site.warnings == ""
    article = site.page("references").find(".//article")
    assert [(words(a), a.get("href")) for a in article.xpath(".//p//a")] == [
        ("Tamsin Brindle", "people/brindle-tamsin.html"),
        ("the mayor", "people/brindle-tamsin.html"),
        ("The Fair Comes to Quillhaven", "articles/quillhaven-fair.html"),
        (
            "Harbour Council Votes to Keep the Night Ferry, quotation 9",
            "articles/quillhaven-ferry.html#q9",
        ),
    ]


def test_the_roles_of_another_kind_do_not_find_a_former_record(tmp_path: Path) -> None:
    root = with_ledgers(copy_edition(tmp_path / "edition"))
    (root / "source" / "wrong.md").write_text("---\norphan: true\n---\n# Wrong\n\n{place}`brindle-t`\n")
    (line,) = build(root).warnings.splitlines()
    assert "wrong.md:6: WARNING: there is no place 'brindle-t'" in line


# Anchors


@pytest.mark.parametrize(
    ("anchor", "inside", "line"),
    [
        ("m9", "p1", "What was cited here as m9 is now m4: the name was marked twice."),
        ("m8", "p1", "What was cited here as m8 is now m4: the name was marked three times."),
        ("p9", "l3", "What was cited here as p9 is now p1: two paragraphs became one."),
        ("q9", "p1", "What was cited here as q9 is now q2: a part of the quotation."),
        ("w1", "", "What was cited here as w1 is no longer marked: it was a title."),
        ("d9", "", "What was cited here as d9 is now quillhaven-bell#p1: the paragraph was moved."),
    ],
)
def test_a_retired_anchor_stays_on_the_page(site: Build, anchor: str, inside: str, line: str) -> None:
    page = site.page("articles/quillhaven-ferry")
    target = page.get_element_by_id(anchor)
    assert words(target) == line
    assert target.find("span").get("hidden")
    assert len(page.xpath(f"//*[@id='{anchor}']")) == 1
    holders = [element.get("id") for element in target.iterancestors() if element.get("id")]
    assert holders[0] == (inside or "top-of-page")


def test_a_retired_anchor_stands_right_before_its_successor(site: Build) -> None:
    page = site.page("articles/quillhaven-ferry")
    before = page.get_element_by_id("m4").xpath("preceding-sibling::*[1]")[0]
    assert before.get("id") in ("m8", "m9")
    # The paragraph begins with its dateline.
    assert page.get_element_by_id("p9").getparent().get("class") == "pm-dateline"


def test_the_line_leads_to_the_successor_on_another_page(site: Build) -> None:
    target = site.page("articles/quillhaven-ferry").get_element_by_id("d9")
    assert target.xpath(".//a/@href") == ["quillhaven-bell.html#p1"]


def test_what_stands_on_the_page_is_no_former_anchor(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    write(load_edition(root).article_ledger("quillhaven-ferry"), (retired("m4", "m5", "a mistake"),))
    page = build(root).page("articles/quillhaven-ferry")
    assert len(page.xpath("//*[@id='m4']")) == 1
    assert words(page.get_element_by_id("m4")) == "Tamsin Brindle"


# The withdrawn


def test_a_withdrawn_article_has_a_page_without_its_text(site: Build) -> None:
    page = site.page("articles/quillhaven-fair")
    assert words(page.find(".//h1")).startswith("The Fair Comes to Quillhaven")
    told = words(page.find(".//article"))
    assert "It appeared in Quillhaven Courier, 6 May 2031." in told
    assert "Withdrawn on 9 May 2031: it named a child." in told
    assert "from 7 May 2031" in told
    assert not (site.out / "_sources" / "articles" / "quillhaven-fair.xml").exists()
    assert "quillhaven-fair.html" not in words(site.page("articles"))


# Citations from elsewhere


def inventory(site: Build) -> dict[str, set[str]]:
    with (site.out / "objects.inv").open("rb") as stream:
        loaded = InventoryFile.load(stream, "", lambda base, path: path)
    return {kind: set(entries) for kind, entries in getattr(loaded, "data", loaded).items()}


def test_another_project_that_cites_what_is_no_more_lands_where_it_is_told_of(
    site: Build, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    (other / "source").mkdir(parents=True)
    conf = OTHER_CONF.replace("INVENTORY", str(site.out / "objects.inv"))
    (other / "conf.py").write_text(conf, encoding="utf-8")
    (other / "source" / "index.rst").write_text(OTHER_PAGE, encoding="utf-8")
    result = build(other)
    assert result.warnings == ""
    links = [
        (words(a), a.get("href")) for a in result.page("index").xpath("//a[contains(@class, 'external')]")
    ]
    assert links[:5] == [
        ("the mayor", f"{PRESS}/people/brindle-tamsin.html"),
        ("Tamsin Brindle", f"{PRESS}/people/brindle-tamsin.html"),
        ("a name", f"{PRESS}/articles/quillhaven-ferry.html#m9"),
        ("The Fair Comes to Quillhaven", f"{PRESS}/articles/quillhaven-fair.html"),
        ("what was said", f"{PRESS}/articles/quillhaven-fair.html"),
    ]


def test_every_anchor_of_a_ledger_is_a_label(site: Build) -> None:
    labels = inventory(site)["std:label"]
    assert {f"articles/quillhaven-ferry#{entry.anchor}" for entry in FERRY} <= labels
    assert {f"people/{entry.anchor}" for entry in MERGED} <= labels
    assert {"articles/quillhaven-fair", "articles/quillhaven-fair#p1"} <= labels


# Second builds


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    """The edition with its ledgers, built once already."""
    root = with_ledgers(copy_edition(tmp_path / "edition"))
    assert build(root).warnings == ""
    return root


def test_a_second_build_without_a_change_reads_nothing(edition: Path) -> None:
    again = build(edition)
    assert (again.read, again.written) == (set(), set())


def test_a_new_line_in_a_ledger_is_on_the_page_of_its_article_and_no_other_is_read(edition: Path) -> None:
    write(load_edition(edition).article_ledger("quillhaven-ferry"), (*FERRY, retired("d7", "d1", "twice")))
    again = build(edition)
    assert again.read == {"articles/quillhaven-ferry"}
    assert again.page("articles/quillhaven-ferry").get_element_by_id("d7") is not None


def test_a_new_name_of_the_successor_is_on_the_page_that_leads_to_it(edition: Path) -> None:
    register = edition / "tei" / "registers" / REGISTER_FILES[EntityKind.PERSON]
    register.write_bytes(register.read_bytes().replace(b"<surname>Brindle<", b"<surname>Brindle-Marrow<"))
    again = build(edition)
    assert "Tamsin Brindle-Marrow" in words(again.page("people/brindle-t"))


def test_pages_follow_a_record_and_an_article_that_go_and_come_back(edition: Path) -> None:
    settings = load_edition(edition)
    register, article = settings.registers / "people.xml", settings.article_path("la-mer")
    whole, text = register.read_bytes(), article.read_bytes()
    # The ledgers are older than the pages: only that the files are gone tells.
    write(settings.article_ledger("la-mer"), FAIR)
    write(settings.record_ledger(EntityKind.PERSON), (*MERGED, retired("ferry-crews", "", kind=Kind.PERSON)))
    first = build(edition)
    assert "has no record in this edition any more" not in words(first.page("people/ferry-crews"))
    start, end = whole.index(b"<personGrp "), whole.index(b"</personGrp>") + len(b"</personGrp>")
    register.write_bytes(whole[:start] + whole[end:])
    article.unlink()
    gone = build(edition)
    assert "has no record in this edition any more" in words(gone.page("people/ferry-crews"))
    assert "is not in this edition any more" in words(gone.page("articles/la-mer"))
    assert "La mer est à tous" not in words(gone.page("articles"))
    register.write_bytes(whole)
    article.write_bytes(text)
    back = build(edition)
    assert "Those who run the night ferry" in words(back.page("people/ferry-crews"))
    assert "La mer est à tous" in words(back.page("articles/la-mer"))


def test_a_ledger_with_faults_is_reported_at_its_line_and_the_rest_of_it_counts(edition: Path) -> None:
    path = load_edition(edition).article_ledger("quillhaven-ferry")
    path.write_bytes(path.read_bytes() + b"m5\tmention\n")
    again = build(edition)
    (line,) = again.warnings.splitlines()
    assert line.startswith(f"{path}:")
    assert again.page("articles/quillhaven-ferry").get_element_by_id("m9") is not None


def test_parallel_builds_make_the_same_pages(edition: Path, tmp_path: Path) -> None:
    other = with_ledgers(copy_edition(tmp_path / "parallel"))
    assert build(other, parallel=2).warnings == ""
    for folder in ("people", "articles"):
        for path in (edition / "build" / "html" / folder).glob("*.html"):
            relative = path.relative_to(edition)
            assert path.read_bytes() == (other / relative).read_bytes(), relative
    for name in ("people/brindle-t.html", "articles/quillhaven-fair.html"):
        assert (other / "build" / "html" / name).is_file()


# Other builders


def test_plain_text_tells_of_what_is_no_more_and_shows_no_former_anchors(edition: Path) -> None:
    result = build(edition, "text")
    assert result.warnings == ""
    merged = (result.out / "people" / "brindle-t.txt").read_text(encoding="utf-8")
    assert "has another record in this edition now: Tamsin Brindle" in " ".join(merged.split())
    assert "What was cited" not in (result.out / "articles" / "quillhaven-ferry.txt").read_text(
        encoding="utf-8"
    )


def test_a_book_holds_the_withdrawn_and_no_redirects(edition: Path) -> None:
    result = build(edition, "epub")
    assert result.warnings == ""
    (book,) = result.out.glob("*.epub")
    with zipfile.ZipFile(book) as archive:
        names = set(archive.namelist())
        package = archive.read("content.opf").decode("utf-8")
    assert "articles/quillhaven-fair.xhtml" in names
    assert "people/brindle-t.xhtml" not in package
    assert 'linear="no"' not in package


def test_every_former_anchor_is_a_label_in_latex(edition: Path) -> None:
    result = build(edition, "latex")
    assert result.warnings == ""
    volume = (result.out / "edition.tex").read_text(encoding="utf-8")
    for entry in FERRY:
        assert rf"\label{{\detokenize{{articles/quillhaven-ferry:{entry.anchor}}}}}" in volume


@pytest.mark.slow
@pytest.mark.parametrize(
    "builder", ["dirhtml", "singlehtml", "man", "texinfo", "xml", "pseudoxml", "gettext"]
)
def test_any_other_builder_works_too(edition: Path, builder: str) -> None:
    result = build(edition, builder)
    problems = [line for line in result.warnings.splitlines() if "not in any toctree" not in line]
    assert problems == []


@pytest.mark.slow
def test_where_pages_are_folders_old_addresses_lead_on(edition: Path) -> None:
    page = html.fromstring((build(edition, "dirhtml").out / "people/brindle-t/index.html").read_bytes())
    assert page.xpath("//meta[@http-equiv='refresh']/@content") == ["0; url=../brindle-tamsin/"]
