"""The page that shows the state of every article."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from site_building import Build, build, copy_edition, words

CASES = Path(__file__).parent / "cases" / "site"
CUT_OFF = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>One'


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    root = copy_edition(tmp_path / "edition")
    shutil.copy(CASES / "corrections" / "wend-bridge.xml", root / "tei" / "articles")
    return root


def article(root: Path, siglum: str) -> Path:
    return root / "tei" / "articles" / f"{siglum}.xml"


def finding(line: int, rule: str = "pointer", severity: str = "error") -> dict[str, Any]:
    return {
        "path": "tei/articles/x.xml",
        "rule": rule,
        "severity": severity,
        "line": line,
        "column": 7,
        "words": "“Brindel” <b>",
        "message": "is no record",
        "hint": "did you mean person:brindle-tamsin?",
    }


def note_checks(root: Path, **findings: list[dict[str, Any]]) -> None:
    """Write down that the articles named were checked as they are, and what was found in them."""
    files = {
        f"articles/{name.replace('_', '-')}.xml": {
            "digest": hashlib.sha256(article(root, name.replace("_", "-")).read_bytes()).hexdigest(),
            "seed": f"{name}.txt",
            "findings": found,
        }
        for name, found in findings.items()
    }
    (root / "build").mkdir(exist_ok=True)
    path = root / "build" / "validation.json"
    path.write_text(json.dumps({"version": 1, "files": files}), encoding="utf-8")


def entry(result: Build, title: str) -> html.HtmlElement:
    """What the page says of the article with this title."""
    (found,) = (each for each in result.page("state").find_class("pm-state") if title in words(each[0]))
    return found


def test_an_article_without_a_finding_is_valid_and_keeps_its_text(edition: Path) -> None:
    note_checks(edition, quillhaven_ferry=[])
    said = words(entry(build(edition), "Harbour Council"))
    assert "valid · draft mark-up · 0 of 12 marks checked by a person (0 per cent)" in said
    assert "text of the seed kept" in said
    assert "2 lines of web furniture" in said


def test_findings_are_shown_one_line_each_and_many_only_after_a_click(edition: Path) -> None:
    note_checks(edition, quillhaven_ferry=[finding(n) for n in (9, 8, 7, 6)], la_mer=[finding(5)])
    result = build(edition)
    many, few = entry(result, "Harbour Council"), entry(result, "La mer")
    assert "4 errors" in words(many)
    assert words(many.find(".//details/summary")) == "4 findings"
    assert words(many.findall(".//li")[0]).startswith("6:7 pointer: “Brindel” <b>: is no record: did you")
    assert few.find(".//details") is None
    assert len(few.findall(".//li")) == 1


def test_notes_leave_an_article_valid(edition: Path) -> None:
    note_checks(edition, la_mer=[finding(3, "draft-mention", "note")])
    assert "valid, 1 note" in words(entry(build(edition), "La mer"))


def test_a_text_that_is_not_the_seeds_is_said(edition: Path) -> None:
    note_checks(edition, la_mer=[finding(3, "text-changed")])
    assert "text differs from the seed" in words(entry(build(edition), "La mer"))


def test_an_article_that_was_not_checked_as_it_is_now_says_so(edition: Path) -> None:
    note_checks(edition, la_mer=[], quillhaven_ferry=[])
    path = article(edition, "la-mer")
    path.write_text(path.read_text(encoding="utf-8") + "<!-- edited -->", encoding="utf-8")
    result = build(edition)
    assert "not checked in this build · run make validate" in words(entry(result, "La mer"))
    assert "valid" in words(entry(result, "Harbour Council"))


@pytest.mark.parametrize("content", ["", "[]", '{"version": 99}', '{"version": 1, "files": {"a": 1}}', "{"])
def test_a_record_of_checks_that_cannot_be_read_counts_as_none(edition: Path, content: str) -> None:
    (edition / "build").mkdir()
    (edition / "build" / "validation.json").write_text(content, encoding="utf-8")
    result = build(edition)
    assert (result.status, result.warnings) == (0, "")
    assert "not checked in this build" in words(entry(result, "La mer"))


def test_who_has_checked_an_article_and_when_is_said(edition: Path) -> None:
    said = words(entry(build(edition), "Wend Bridge"))
    assert "mark-up checked · 1 of 3 marks checked by a person (33 per cent)" in said
    assert "last change by Odile Wren, 9 May 2031" in said
    assert "7 corrections" in said


def test_totals_stand_above_and_articles_that_need_work_come_first(edition: Path) -> None:
    note_checks(
        edition, quillhaven_ferry=[], la_mer=[finding(2, "language", "warning")], wend_bridge=[finding(4)]
    )
    article(edition, "broken").write_text(CUT_OFF, encoding="utf-8")
    page = build(edition).page("state")
    totals = words(page.find_class("pm-facts")[0])
    assert "5 articles" in totals
    assert "1 cannot be read, 1 with errors, 1 with warnings, 1 not checked in this build, 1 valid" in totals
    titles = [words(each[0])[:8] for each in page.find_class("pm-state")]
    assert titles == ["broken", "Wend Bri", "La mer e", "Who Move", "Harbour "]


def test_many_articles_are_on_several_pages(edition: Path) -> None:
    with (edition / "edition.toml").open("a") as settings:
        settings.write("\n[site]\nentries-per-page = 3\n")
    note_checks(edition, la_mer=[finding(2)])
    result = build(edition)
    titles = [
        [words(each[0])[:8] for each in result.page(page).find_class("pm-state")]
        for page in ("state", "state.articles-2")
    ]
    assert titles == [["La mer e", "Harbour ", "Wend Bri"], ["Who Move"]]
    assert result.page("state").find_class("pm-facts")
    assert not result.page("state.articles-2").find_class("pm-facts")


def test_an_article_that_cannot_be_read_is_listed_and_fails_the_build(edition: Path) -> None:
    article(edition, "broken").write_text(CUT_OFF, encoding="utf-8")
    result = build(edition)
    assert result.status == 1
    said = entry(result, "broken")
    assert "cannot be read" in words(said)
    assert "broken.xml:1:" in words(said)
    assert str(edition) not in words(said)
    assert said.xpath(".//a/@href") == ["articles/broken.html"]
    assert "La mer" in words(result.page("articles/la-mer"))


def test_only_the_page_of_states_is_written_when_only_states_change(edition: Path) -> None:
    build(edition)
    note_checks(edition, la_mer=[])
    again = build(edition)
    assert again.read == set()
    assert again.written == {"state", "index"}  # Sphinx writes the page whose toctree names it as well
    assert "valid" in words(entry(again, "La mer"))
    assert build(edition).written == set()


def test_states_are_written_again_when_an_article_breaks_or_goes(edition: Path) -> None:
    build(edition)
    article(edition, "broken").write_text(CUT_OFF, encoding="utf-8")
    assert "cannot be read" in words(entry(build(edition), "broken"))
    article(edition, "broken").unlink()
    gone = build(edition)
    assert gone.status == 0
    assert len(gone.page("state").find_class("pm-state")) == len(list((edition / "tei/articles").iterdir()))


def test_an_edition_without_articles_says_so(edition: Path) -> None:
    for path in (edition / "tei" / "articles").iterdir():
        path.unlink()
    assert "There is no article in this edition yet." in words(build(edition).page("state"))


@pytest.mark.parametrize("builder", ["text", "latex", "epub"])
def test_other_builders_hold_the_states_too(edition: Path, builder: str) -> None:
    note_checks(edition, quillhaven_ferry=[finding(n) for n in range(5)])
    assert build(edition, builder).warnings == ""
