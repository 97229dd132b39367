"""What search is made from: documents for Pagefind, the smaller list, and when both are written."""

import json
import os
import re
import shutil
import sys
import time
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from site_building import QUILLHAVEN, Build, build, copy_edition, words
from sphinx.errors import ConfigError, ExtensionError

import pressmark.site.search as site_search
from pressmark.config import load_edition
from pressmark.model import Organisation, Person
from pressmark.site import downloads
from pressmark.site.search import kept, small
from pressmark.site.search.bundle import BUNDLE
from pressmark.site.search.documents import (
    ARTICLES,
    FACETS,
    HIDDEN,
    NAMES,
    QUOTATIONS,
    Document,
    as_html,
    document_of_record,
    documents_of_article,
    labels,
)
from pressmark.site.search.small import FILE, rows_of, small_search
from pressmark.tei.parse import parse
from pressmark.tei.published import Article
from pressmark.tei.read import read_article
from pressmark.tei.records import read_register

CASES = Path(__file__).parent / "cases" / "search"
FERRY = "articles/quillhaven-ferry"
BELL = "articles/quillhaven-bell"


def article(siglum: str) -> Article:
    path = QUILLHAVEN / "tei" / "articles" / f"{siglum}.xml"
    return read_article(parse(path.read_bytes(), str(path)), siglum)


def of_quillhaven(*sigla: str) -> list[Document]:
    """The documents of articles, and of the records they mention."""
    records = read_register(load_edition(QUILLHAVEN)).by_id()
    articles = list(map(article, sigla))
    mentioned = {record for each in articles for record in each.records()} & records.keys()
    named = labels(records.values())
    found = [document for each in articles for document in documents_of_article(each, records, named)]
    return [*found, *(document_of_record(records[record]) for record in sorted(mentioned))]


def as_text(document: Document) -> str:
    """A document for people to read."""
    lines = [document.path, f"  title: {document.title}"]
    lines += [f"  {name}: {' | '.join(values)}" for name, values in document.facets.items() if values]
    known = {"said by": document.said_by, "outlet": document.outlet, "about": document.about}
    lines += [f"  {name}: {value}" for name, value in known.items() if value]
    lines += [f"  #{anchor} {text}" for anchor, text in document.passages]
    return "\n".join(lines) + "\n"


# Documents


def test_the_documents_of_an_article(request: pytest.FixtureRequest) -> None:
    text = "\n".join(map(as_text, of_quillhaven("quillhaven-ferry")))
    path = CASES / "quillhaven-ferry.txt"
    if request.config.getoption("regenerate"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_every_document_has_a_path_of_its_own_and_only_known_facets() -> None:
    found = of_quillhaven("quillhaven-ferry", "quillhaven-bell", "la-mer")
    assert len({each.path for each in found}) == len(found)
    assert {each.searched for each in found} == {ARTICLES, QUOTATIONS, NAMES}
    assert {name for each in found for name in each.facets} <= set(FACETS)


def test_what_belongs_to_the_web_page_is_not_searched() -> None:
    text = " ".join(words for each in of_quillhaven("quillhaven-ferry") for _, words in each.passages)
    assert "Get the Courier" in " ".join(each.text for each in article("quillhaven-ferry").passages)
    assert "Get the Courier" not in text


def test_records_of_one_name_are_told_apart_and_others_are_not_burdened() -> None:
    records = [
        Person(id="wend-ada", name="Ada Wend"),
        Person(id="wend-ada-2", name="Ada Wend"),
        Person(id="courier-jo", name="Courier"),
        Organisation(id="courier", name="Courier"),
    ]
    assert labels(records) == {
        "wend-ada": "Ada Wend (wend-ada)",
        "wend-ada-2": "Ada Wend (wend-ada-2)",
        "courier-jo": "Courier",
        "courier": "Courier",
    }


@given(st.text(), st.text(), st.text(max_size=20))
def test_a_document_holds_its_words_and_nothing_of_them_is_markup(text: str, title: str, value: str) -> None:
    found = Document(
        searched=ARTICLES,
        page="articles/fog",
        title=title,
        passages=(("p1", text), (f"p1{HIDDEN}", text)),
        facets={"person": (value,)},
    )
    # What no HTML can hold is told apart by the parser, not by us.
    tree = html.fromstring(as_html(found, "en").replace("\0", " "))
    assert {element.tag for element in tree.iter()} == {"html", "head", "title", "body", "i", "div", "p"}
    assert [element.get("id") for element in tree.iter("p")] == ["p1", "p1_"]
    if text.isascii() and text.isprintable():
        assert [element.text_content() for element in tree.iter("p")] == [text, text]


# The smaller search


def rows_in(script: str) -> tuple[int, list[dict[str, Any]]]:
    """What the script sets: how many rows were left out, and the rows."""
    data = script.partition("window.pressmarkSmallSearch=")[2].rstrip().removesuffix(";")
    loaded = json.loads(data.replace("{left_out:", '{"left_out":', 1).replace(",rows:[", ',"rows":[', 1))
    return loaded["left_out"], loaded["rows"]


def test_the_smaller_search_knows_titles_quotations_and_names() -> None:
    rows = [
        json.loads(row)
        for document in of_quillhaven("quillhaven-ferry")
        for row in rows_of(document, lambda page: f"{page}.html")
    ]
    (title,) = (row for row in rows if row["in"] == ARTICLES)
    assert title["title"] == "Harbour Council Votes to Keep the Night Ferry"
    assert title["page"] == f"{FERRY}.html"
    said = [row for row in rows if row["page"] == f"{FERRY}.html#q1"]
    assert [(row["by"], row["words"]) for row in said] == [
        ("Tamsin Brindle", "“We keep the ferry, … and we keep it free.”")
    ]
    assert "Tamsin Brindle" in [row["title"] for row in rows if row["in"] == NAMES]


def test_the_smaller_search_stays_small_and_says_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [row for document in of_quillhaven("quillhaven-ferry", "la-mer") for row in rows_of(document, str)]
    assert rows_in(small_search(rows)) == (0, list(map(json.loads, rows)))
    monkeypatch.setattr(small, "MOST_BYTES", 1_000)
    script = small_search(rows)
    left_out, fitting = rows_in(script)
    assert len(script.encode()) < 1_200
    assert 0 < len(fitting) < len(rows)
    assert left_out == len(rows) - len(fitting)


# Builds


def setting(root: Path, value: str) -> None:
    path = root / "edition.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("search =")]
    path.write_text("\n".join([f'search = "{value}"', *kept]) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build(copy_edition(tmp_path_factory.mktemp("search") / "edition"))


def written(out: Path) -> dict[str, int]:
    """When each file of the search was written."""
    paths = [out / FILE, *(path for path in (out / BUNDLE).rglob("*") if path.is_file())]
    return {str(path.relative_to(out)): path.stat().st_mtime_ns for path in paths if path.exists()}


def test_the_index_stands_beside_the_pages_without_what_nobody_loads(site: Build) -> None:
    assert (site.status, site.warnings) == (0, "")
    names = {path.name for path in (site.out / BUNDLE).iterdir()}
    assert {
        "pagefind.js",
        "pagefind-worker.js",
        "pagefind-entry.json",
        "index",
        "fragment",
        "filter",
    } <= names
    assert not {name for name in names if "ui" in name}
    entry = json.loads((site.out / BUNDLE / "pagefind-entry.json").read_bytes())
    found = of_quillhaven("quillhaven-ferry", "quillhaven-bell", "la-mer")
    assert {code: index["page_count"] for code, index in entry["languages"].items()} == {"en": len(found)}
    assert not [path for path in site.out.iterdir() if path.name.startswith(".pagefind")]


def test_the_smaller_search_of_a_site_has_names_first_and_quotations_last(site: Build) -> None:
    _, rows = rows_in((site.out / FILE).read_text(encoding="utf-8"))
    assert [searched for searched, _ in groupby(row["in"] for row in rows)] == [NAMES, ARTICLES, QUOTATIONS]
    pages = [row["page"].rpartition("/")[2] for row in rows if row["in"] == NAMES]
    ids = [page.removesuffix(".html") for page in pages]
    assert ids == sorted(ids)


def test_sphinx_makes_no_index_of_its_own(site: Build) -> None:
    assert not (site.out / "searchindex.js").exists()


@pytest.mark.parametrize("name", ["index", FERRY, "people/brindle-tamsin", "search"])
def test_the_field_on_every_page_leads_to_the_page_that_searches(site: Build, name: str) -> None:
    (form,) = site.page(name).xpath("//form[contains(@class, 'sidebar-search-container')]")
    target = form.get("action").partition("#")[0]
    folder = (site.out / f"{name}.html").parent
    assert (folder / target).resolve() == site.out / "search.html" if target else name == "search"
    assert [field.get("name") for field in form.xpath(".//input")] == ["q"]


def test_only_the_page_that_searches_loads_its_script(site: Build) -> None:
    scripts = {name: site.page(name).xpath("//script/@src") for name in ("search", FERRY)}
    loads = {name: [src for src in found if "search-page.js" in src] for name, found in scripts.items()}
    assert (len(loads["search"]), loads[FERRY]) == (1, [])


def test_without_javascript_the_indices_are_named(site: Build) -> None:
    (instead,) = site.page("search").xpath("//noscript")
    links = set(instead.xpath(".//a/@href"))
    assert {"articles.html", "people.html", "quotations.html"} <= links
    assert all((site.out / link).is_file() for link in links)


def test_the_index_is_made_again_only_when_an_article_or_a_record_changed(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    out = build(root).out
    before = written(out)
    (root / "source" / "about.md").write_text("# About\n\nWords.\n", encoding="utf-8")
    assert "about" in build(root).written
    assert written(out) == before
    path = root / "tei" / f"{FERRY}.xml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("keep it free", "keep it dear"), encoding="utf-8"
    )
    build(root)
    after = written(out)
    assert "“We keep the ferry, … and we keep it dear.”" in (out / FILE).read_text(encoding="utf-8")
    assert after[FILE] != before[FILE]
    assert after[f"{BUNDLE}/made-of"] != before[f"{BUNDLE}/made-of"]
    people = root / "tei" / "registers" / "people.xml"
    people.write_text(people.read_text(encoding="utf-8").replace("Ottoline", "Odile"), encoding="utf-8")
    build(root)
    assert written(out)[f"{BUNDLE}/made-of"] != after[f"{BUNDLE}/made-of"]


def documents_of(root: Path) -> dict[str, tuple[bytes, int]]:
    """The documents kept beside the doctrees: what each is, and when it was written."""
    folder = root / "build" / "doctrees" / "search-documents"
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in paths
    }


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.search(old, text)
    path.write_text(re.sub(old, new, text, count=1), encoding="utf-8")


# What is changed, the pages whose documents are made again, and whether the index is another then.
CHANGES: dict[str, tuple[str, str, str, set[str], bool]] = {
    "words": (f"{FERRY}.xml", "keep it free", "keep it dear", {FERRY}, True),
    "the date": (f"{FERRY}.xml", 'when="2031-05-07"', 'when="2031-05-06"', {FERRY}, True),
    "a name": ("registers/people.xml", "Ottoline", "Odile", {FERRY, BELL, "people/fenn-ottoline"}, True),
    "mark-up that is not searched": (f"{FERRY}.xml", "<head", "<!-- seen --><head", {FERRY}, False),
}


@pytest.mark.parametrize(("name", "old", "new", "remade", "other_index"), CHANGES.values(), ids=CHANGES)
def test_only_documents_of_what_changed_are_made_and_all_are_as_if_made_anew(
    tmp_path: Path, name: str, old: str, new: str, remade: set[str], other_index: bool
) -> None:
    root = copy_edition(tmp_path / "edition")
    out = build(root).out
    before, index = documents_of(root), written(out)
    path = root / "tei" / name
    assert old in path.read_text(encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    build(root)
    after, small_after = documents_of(root), (out / FILE).read_bytes()
    files = {path for path, document in after.items() if before.get(path) != document} - {"documents.txt"}
    assert {re.sub(r"^pages/\w+/(.+)/\d+/[^/]+$", r"\1", path) for path in files} == remade
    assert (written(out)[f"{BUNDLE}/made-of"] != index[f"{BUNDLE}/made-of"]) is other_index
    shutil.rmtree(root / "build" / "doctrees" / "search-documents")
    (out / FILE).unlink()
    build(root)
    anew = documents_of(root)
    assert {path: words for path, (words, _) in anew.items()} == {
        path: words for path, (words, _) in after.items()
    }
    assert (out / FILE).read_bytes() == small_after


def test_documents_of_an_interrupted_build_are_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy_edition(tmp_path / "edition")
    build(root)
    before = documents_of(root)
    path = root / "tei" / f"{FERRY}.xml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("keep it free", "keep it dear"), encoding="utf-8")
    with monkeypatch.context() as patched:
        # The build is interrupted when the documents are written, but not what they are.
        patched.setattr(kept.json, "dumps", interrupt)
        with pytest.raises(KeyboardInterrupt):
            build(root)
    path.write_text(text, encoding="utf-8")
    build(root)
    assert {path: words for path, (words, _) in documents_of(root).items()} == {
        path: words for path, (words, _) in before.items()
    }


def interrupt(*_arguments: object, **_options: object) -> None:
    raise KeyboardInterrupt


def test_a_build_that_fails_ends_pagefind_and_leaves_the_index_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy_edition(tmp_path / "edition")
    out = build(root).out
    before = written(out)
    path = root / "tei" / f"{FERRY}.xml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("keep it free", "keep it dear"), encoding="utf-8"
    )
    started = tmp_path / "started"
    program = tmp_path / "pagefind"
    program.write_text(f"#!/bin/sh\necho $$ > {started}\nexec sleep 600\n", encoding="utf-8")
    program.chmod(0o755)

    def fail(*_arguments: object) -> None:
        while not (started.exists() and started.read_text().endswith("\n")):
            time.sleep(0.01)
        raise ValueError("no room")

    monkeypatch.setattr(site_search, "find_pagefind", lambda: program)
    with monkeypatch.context() as patched, pytest.raises(ExtensionError, match="no room"):
        patched.setattr(downloads, "write_text", fail)
        build(root)
    with pytest.raises(ProcessLookupError):
        os.kill(int(started.read_text()), 0)
    assert written(out) == before
    assert not list(out.glob(".pagefind*"))
    monkeypatch.undo()
    build(root)
    assert written(out)[f"{BUNDLE}/made-of"] != before[f"{BUNDLE}/made-of"]


def test_what_a_killed_build_has_left_is_deleted(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    left = root / "build" / "html" / ".pagefind-x" / "made" / "half"
    left.mkdir(parents=True)
    assert not list(build(root).out.glob(".pagefind*"))


def test_the_setting_reaches_every_page_and_takes_away_what_is_not_wanted(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    out = build(root).out
    setting(root, "small")
    built = build(root)
    assert FERRY in built.written
    assert set(written(out)) == {FILE}
    assert '"index": ""' in built.page("search").xpath("//div[@class='pm-search']/@data-settings")[0]
    setting(root, "none")
    built = build(root)
    assert set(written(out)) == set()
    assert built.page(FERRY).xpath("//form[contains(@class, 'sidebar-search-container')]") == []
    assert "This edition has no search." in words(built.page("search"))
    setting(root, "pagefind")
    assert f"{BUNDLE}/pagefind.js" in written(build(root).out)


def test_another_setting_is_an_error_that_names_those_there_are(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    setting(root, "google")
    with pytest.raises(ConfigError, match=r"search is 'google'; use one of .pagefind., .small., .none.$"):
        build(root)


def test_without_pagefind_the_smaller_search_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = copy_edition(tmp_path / "edition")
    build(root)
    monkeypatch.setattr(site_search, "find_pagefind", lambda: None)
    built = build(root)
    assert (built.status, built.warnings) == (0, "")
    assert "install pagefind-bin" in built.log
    assert set(written(built.out)) == {FILE}


def test_a_pagefind_that_fails_is_one_warning_and_leaves_no_index_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy_edition(tmp_path / "edition")
    build(root)
    (root / "build" / "html" / BUNDLE / "made-of").unlink()
    program = tmp_path / "pagefind"
    program.write_text("#!/bin/sh\necho 'out of memory' >&2\nexit 3\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(site_search, "find_pagefind", lambda: program)
    built = build(root)
    assert built.warnings.strip() == (
        "WARNING: no search index, only the smaller search: Pagefind ended with code 3: out of memory "
        "[pressmark.search]"
    )
    assert set(written(built.out)) == {FILE}
    monkeypatch.setattr(site_search, "find_pagefind", lambda: tmp_path / "nowhere")
    assert "cannot be run: No such file or directory" in build(root).warnings


def test_an_edition_without_articles_has_nothing_to_search_and_says_so(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    for path in (root / "tei" / "articles").glob("*.xml"):
        path.unlink()
    built = build(root)
    assert "There is no article to search yet." in words(built.page("search"))
    assert set(written(built.out)) == set()


def test_a_program_on_the_path_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "pagefind"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("pagefind_bin", "pagefind_bin_extended"):
        monkeypatch.setitem(sys.modules, name, None)
    assert site_search.find_pagefind() == program
    monkeypatch.setitem(sys.modules, "pagefind_bin", SimpleNamespace(get_executable=lambda: "/elsewhere"))
    assert site_search.find_pagefind() == Path("/elsewhere")


@pytest.mark.parametrize("builder", ["text", "latex", "epub"])
def test_other_builders_name_the_indices(tmp_path: Path, builder: str) -> None:
    built = build(copy_edition(tmp_path / "edition"), builder)
    assert built.warnings == ""
    assert not (built.out / FILE).exists()
    files = [path for path in built.out.rglob("*") if path.suffix in (".txt", ".tex", ".xhtml")]
    text = "".join(path.read_text(encoding="utf-8") for path in files if path.stem in ("search", "edition"))
    assert "Search" in text
    assert "Organisations" in text.partition("Search")[2]
