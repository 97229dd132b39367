"""The other builders: each holds the text of the articles, and what is said of them."""

import re
import zipfile
from pathlib import Path

import pytest
from lxml import html
from site_building import Build, build, copy_edition, words

SENTENCE = "More will be known soon."
OTHERS = ("dummy", "dirhtml", "singlehtml", "man", "texinfo", "xml", "pseudoxml", "gettext")


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_edition(tmp_path_factory.mktemp("builders") / "edition")


@pytest.fixture(scope="module")
def text(edition: Path) -> Build:
    return build(edition, "text")


@pytest.fixture(scope="module")
def latex(edition: Path) -> Build:
    return build(edition, "latex")


@pytest.fixture(scope="module")
def epub(edition: Path) -> Build:
    return build(edition, "epub")


def test_plain_text_holds_the_article(text: Build) -> None:
    assert text.warnings == ""
    page = (text.out / "articles" / "quillhaven-ferry.txt").read_text(encoding="utf-8")
    one_line = " ".join(page.split())
    assert "QUILLHAVEN—“We keep the ferry,” the mayor, Tamsin Brindle, told the Courier" in one_line
    assert SENTENCE in one_line
    assert "What comes next\n====" in page


def test_plain_text_holds_the_concordance(text: Build) -> None:
    page = (text.out / "people" / "brindle-tamsin.txt").read_text(encoding="utf-8")
    assert "the mayor, Tamsin Brindle, told" in " ".join(page.split())


def test_links_to_where_articles_come_from_are_checked(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    with (root / "conf.py").open("a", encoding="utf-8") as settings:
        settings.write('linkcheck_ignore = [".*"]\n')
    build(root)
    found = (build(root, "linkcheck").out / "output.json").read_text(encoding="utf-8")
    assert "https://courier.example/ferry" in found


def test_latex_holds_every_article_and_record(latex: Build) -> None:
    assert latex.warnings == ""
    volume = (latex.out / "edition.tex").read_text(encoding="utf-8")
    assert SENTENCE in volume
    assert "La mer est à tous" in volume
    assert "Tamsin Brindle" in volume


def test_latex_links_names_and_labels_anchors(latex: Build) -> None:
    volume = (latex.out / "edition.tex").read_text(encoding="utf-8")
    assert r"\label{\detokenize{articles/quillhaven-ferry:m4}}" in volume
    assert r"{\hyperref[\detokenize{people/brindle-tamsin::doc}]{Tamsin Brindle}}" in volume


def test_every_reference_in_latex_has_its_label(latex: Build) -> None:
    volume = (latex.out / "edition.tex").read_text(encoding="utf-8")
    labels = set(re.findall(r"\\label\{\\detokenize\{([^}]*)\}\}", volume))
    references = set(re.findall(r"\\hyperref\[\\detokenize\{([^}]*)\}\]", volume))
    assert references - labels == set()


def test_no_label_in_latex_is_given_twice(latex: Build) -> None:
    volume = (latex.out / "edition.tex").read_text(encoding="utf-8")
    labels = re.findall(r"\\label\{\\detokenize\{([^}]*)\}\}", volume)
    assert len(labels) == len(set(labels))


def test_articles_are_no_lettered_appendix_of_which_there_could_be_26_only(latex: Build) -> None:
    assert r"\let\appendix\relax" in (latex.out / "edition.tex").read_text(encoding="utf-8")


def test_epub_holds_the_article_with_its_links(epub: Build) -> None:
    assert epub.warnings == ""
    (book,) = epub.out.glob("*.epub")
    with zipfile.ZipFile(book) as archive:
        page = html.fromstring(archive.read("articles/quillhaven-ferry.xhtml"))
        package = archive.read("content.opf").decode("utf-8")
    assert SENTENCE in words(page)
    assert page.get_element_by_id("m4").get("href") == "../people/brindle-tamsin.xhtml"
    assert '<itemref idref="epub-' in package


def test_epub_puts_the_articles_into_the_reading_order(epub: Build) -> None:
    (book,) = epub.out.glob("*.epub")
    with zipfile.ZipFile(book) as archive:
        package = archive.read("content.opf").decode("utf-8")
        contents = archive.read("nav.xhtml").decode("utf-8")
    assert 'linear="no"' not in package
    assert "articles/quillhaven-ferry.xhtml" in contents


def test_epub_offers_no_download_that_is_not_in_the_book(epub: Build) -> None:
    (book,) = epub.out.glob("*.epub")
    with zipfile.ZipFile(book) as archive:
        assert b"_sources" not in archive.read("articles/quillhaven-ferry.xhtml")


@pytest.mark.slow
@pytest.mark.parametrize("builder", OTHERS)
def test_any_other_builder_works_too(edition: Path, builder: str) -> None:
    result = build(edition, builder)
    problems = [line for line in result.warnings.splitlines() if "not in any toctree" not in line]
    assert problems == []
    assert result.status == 0
