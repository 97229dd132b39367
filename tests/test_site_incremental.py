"""What a second build reads and writes again: what changed, what shows it, and nothing else."""

from pathlib import Path

import pytest
from site_building import build, copy_edition, words

INDICES = {"index", "articles", "people", "places", "organisations", "quotations", "about", "cite"}
INDICES |= {
    "corrections",
    "principles",
    "editors",
    "state",
    "todo",
    "data",
    "dates",
    "outlets",
    "quotations-by-article",
    "quotations-by-date",
    "search",
}  # all pages that show the whole edition
FERRY_RECORDS = {
    "people/brindle-tamsin",
    "people/fenn-ottoline",
    "places/quillhaven",
}

RELATED_TO_LA_MER = {"articles/quillhaven-ferry", "articles/quillhaven-bell"}  # they name the same person


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    """The invented edition, built once already."""
    root = copy_edition(tmp_path / "edition")
    assert build(root).warnings == ""
    return root


def article(root: Path, siglum: str) -> Path:
    return root / "tei" / "articles" / f"{siglum}.xml"


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode("utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new).encode("utf-8"))


def test_the_page_of_a_removed_article_goes(edition: Path) -> None:
    page = edition / "build" / "html" / "articles" / "quillhaven-ferry.html"
    assert page.is_file()
    article(edition, "quillhaven-ferry").unlink()
    build(edition)
    assert not page.exists()
    assert (page.parent.parent / "articles.html").is_file()


def test_a_build_without_a_change_reads_and_writes_no_page(edition: Path) -> None:
    again = build(edition)
    assert again.read == set()
    assert again.written == set()


def test_a_changed_article_is_read_again_alone_and_its_records_are_written(edition: Path) -> None:
    replace_in(article(edition, "quillhaven-ferry"), "“We keep the ferry,”", "“We keep the boat,”")
    again = build(edition)
    assert again.read == {"articles/quillhaven-ferry"}
    # Other records are named in other paragraphs, which are as they were.
    assert again.written == {"articles/quillhaven-ferry"} | FERRY_RECORDS | INDICES
    assert "We keep the boat" in words(again.page("people/brindle-tamsin"))
    assert "We keep the boat" in words(again.page("quotations"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("“We keep the ferry,”", "“We keep the boat,”"),  # words of somebody
        ('ref="person:brindle-tamsin"', 'ref="person:fenn-ottoline"'),  # who is named
        ("Harbour Council Votes", "Council Votes"),  # the title
    ],
)
def test_after_a_change_every_page_is_as_in_a_whole_build(
    edition: Path, tmp_path: Path, old: str, new: str
) -> None:
    replace_in(article(edition, "quillhaven-ferry"), old, new)
    again = build(edition)
    whole = build(copy_edition(tmp_path / "whole", of=edition))
    for path in sorted(whole.out.rglob("*.html")):
        relative = path.relative_to(whole.out)
        assert (again.out / relative).read_bytes() == path.read_bytes(), relative


def test_an_article_that_was_only_touched_changes_no_other_page(edition: Path) -> None:
    path = article(edition, "quillhaven-ferry")
    path.write_bytes(path.read_bytes())
    again = build(edition)
    assert again.read == again.written == {"articles/quillhaven-ferry"}


def test_a_mention_that_was_taken_away_leaves_the_records_page(edition: Path) -> None:
    replace_in(article(edition, "la-mer"), "person:brindle-tamsin", "person:ferry-crews")
    again = build(edition)
    assert {"people/brindle-tamsin", "people/ferry-crews"} <= again.written
    assert "La mer" not in words(again.page("people/brindle-tamsin"))
    assert "La mer" in words(again.page("people/ferry-crews"))


def test_a_removed_article_leaves_every_page(edition: Path) -> None:
    article(edition, "la-mer").unlink()
    again = build(edition)
    assert again.read == set()
    assert again.written == {"people/brindle-tamsin"} | RELATED_TO_LA_MER | INDICES
    assert "La mer" not in words(again.page("people/brindle-tamsin"))
    assert "La mer" not in words(again.page("articles"))


def test_a_new_article_comes_onto_every_page(edition: Path) -> None:
    text = article(edition, "la-mer").read_text(encoding="utf-8").replace("La mer", "Le port")
    article(edition, "le-port").write_text(text, encoding="utf-8")
    again = build(edition)
    assert again.read == {"articles/le-port"}
    assert again.written == {"articles/le-port", "articles/la-mer", "people/brindle-tamsin"} | (
        RELATED_TO_LA_MER | INDICES
    )
    assert "Le port" in words(again.page("people/brindle-tamsin"))


def test_a_new_name_in_the_register_comes_onto_the_articles_that_mention_the_record(edition: Path) -> None:
    replace_in(edition / "tei" / "registers" / "places.xml", ">Quillhaven<", ">Port Quillhaven<")
    again = build(edition)
    assert again.read == {"places/quillhaven"}
    assert {"articles/quillhaven-ferry", "articles/quillhaven-bell", "places", "index"} <= again.written
    assert "articles/la-mer" not in again.written
    assert "Port Quillhaven" in words(
        again.page("articles/quillhaven-ferry").get_element_by_id("in-this-article")
    )


def test_a_record_that_was_taken_away_is_no_link_any_more(edition: Path) -> None:
    register = edition / "tei" / "registers" / "places.xml"
    text = register.read_text(encoding="utf-8")
    start, end = text.index("<place "), text.index("</listPlace>")
    register.write_text(text[:start] + text[end:], encoding="utf-8")
    again = build(edition)
    assert again.page("articles/quillhaven-ferry").get_element_by_id("m3").tag == "span"
    assert "There is no record yet." in words(again.page("places"))


def test_pages_changed_through_others_are_written_by_a_builder_that_comes_later(edition: Path) -> None:
    replace_in(article(edition, "quillhaven-ferry"), "“We keep the ferry,”", "“We keep the boat,”")
    build(edition, "text")
    again = build(edition)
    assert "people/brindle-tamsin" in again.written
    assert "We keep the boat" in words(again.page("people/brindle-tamsin"))


def test_parallel_builds_make_the_same_pages(edition: Path, tmp_path: Path) -> None:
    other = copy_edition(tmp_path / "parallel")
    result = build(other, parallel=2)
    assert result.warnings == ""
    for path in (edition / "build" / "html").rglob("*.html"):
        relative = path.relative_to(edition / "build" / "html")
        assert path.read_bytes() == (other / "build" / "html" / relative).read_bytes(), relative
    replace_in(article(other, "quillhaven-ferry"), "“We keep the ferry,”", "“We keep the boat,”")
    again = build(other, parallel=2)
    assert "We keep the boat" in words(again.page("people/brindle-tamsin"))
