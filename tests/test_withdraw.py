"""Withdrawing an article: its text goes, its addresses stay."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from site_building import build, copy_edition, words
from test_register_merge import bytes_of, publish

from pressmark import stages
from pressmark.cli import run
from pressmark.config import Edition, load_edition
from pressmark.stages import withdraw
from pressmark.tei import write as tei_write
from pressmark.tei.ledger import ARTICLE, Kind, read_article_ledger

DAY = date(2031, 5, 9)
SIGLUM = "quillhaven-ferry"
REASON = "withdrawn on 2031-05-09: It named a child."

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def ferry(tmp_path: Path) -> Edition:
    """The invented edition with ledgers, and with the seed of the article that is to go."""
    edition = load_edition(copy_edition(tmp_path / "edition"))
    (edition.root / "seeds").mkdir()
    (edition.seeds / f"{SIGLUM}.txt").write_text("Harbour Council Votes to Keep the Night Ferry\n")
    (edition.seeds / f"{SIGLUM}.toml").write_text('outlet = "Quillhaven Courier"\n')
    (edition.seeds / "other.txt").write_text("Another article\n")
    return publish(edition)


def test_seed_sidecar_and_tei_are_deleted_and_nothing_else(ferry: Edition) -> None:
    report = stages.withdraw_article(ferry, SIGLUM, "It named a child.", day=DAY)
    assert [path.name for path in report.removed] == [f"{SIGLUM}.txt", f"{SIGLUM}.toml", f"{SIGLUM}.xml"]
    assert [path.name for path in ferry.seeds.iterdir()] == ["other.txt"]
    assert sorted(path.stem for path in ferry.articles.iterdir()) == ["la-mer", "quillhaven-bell"]


def test_the_ledger_keeps_every_anchor_and_no_words_of_the_text(ferry: Edition) -> None:
    before, _ = read_article_ledger(ferry, SIGLUM)
    stages.withdraw_article(ferry, SIGLUM, "It named a child.", day=DAY)
    after, findings = read_article_ledger(ferry, SIGLUM)
    assert findings == ()
    assert before.keys() == after.keys() - {ARTICLE}
    assert {entry.reason for entry in after.values()} == {REASON}
    assert not any(entry.is_live for entry in after.values())
    assert {entry.text for entry in after.values() if entry.kind is not Kind.ARTICLE} == {""}
    article = after[ARTICLE]
    assert (article.text, article.at, article.since) == (
        "Harbour Council Votes to Keep the Night Ferry",
        "Quillhaven Courier, 2031-05-07",
        date(2031, 5, 7),
    )


def test_records_that_only_it_mentioned_are_named(ferry: Edition) -> None:
    bell = ferry.article_path("quillhaven-bell")
    bell.write_bytes(bell.read_bytes().replace(b"person:fenn-ottoline", b"person:brindle-tamsin"))
    report = stages.withdraw_article(ferry, SIGLUM, "It named a child.", day=DAY)
    assert [record.id for record in report.orphans] == ["fenn-ottoline"]


def test_a_withdrawn_edition_passes_the_check_of_its_anchors(ferry: Edition) -> None:
    stages.withdraw_article(ferry, SIGLUM, "It named a child.", day=DAY)
    assert stages.check_anchors(ferry).findings == ()


@pytest.mark.parametrize(
    ("siglum", "reason", "message"),
    [
        ("no-article", "a", "there is no article 'no-article'"),
        ("../la-mer", "a", "no article"),
        (SIGLUM, " ", "why"),
    ],
)
def test_what_cannot_be_withdrawn_is_said(ferry: Edition, siglum: str, reason: str, message: str) -> None:
    before = bytes_of(ferry)
    with pytest.raises(ValueError, match=message):
        stages.withdraw_article(ferry, siglum, reason, day=DAY)
    assert bytes_of(ferry) == before


def test_what_was_withdrawn_is_not_withdrawn_again(ferry: Edition) -> None:
    stages.withdraw_article(ferry, SIGLUM, "It named a child.", day=DAY)
    with pytest.raises(ValueError, match="quillhaven-ferry was withdrawn on 2031-05-09: It named a child"):
        stages.withdraw_article(ferry, SIGLUM, "It is old.", day=DAY)


def test_an_article_that_was_deleted_by_hand_or_broken_can_be_withdrawn(ferry: Edition) -> None:
    ferry.article_path(SIGLUM).unlink()
    ferry.article_path("la-mer").write_bytes(b"<TEI")
    (finding,) = stages.check_anchors(ferry, [SIGLUM]).findings
    assert finding.hint.endswith(f'pressmark withdraw {SIGLUM} --why "…"')
    for siglum, title in ((SIGLUM, "Harbour Council"), ("la-mer", "la-mer")):
        assert stages.withdraw_article(ferry, siglum, "Gone.", day=DAY).title.startswith(title)
    assert stages.check_anchors(ferry).findings == ()


@pytest.mark.parametrize("steps", range(5))
def test_a_run_that_was_cut_off_is_completed_by_the_next(
    ferry: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    shutil.copytree(ferry.root, tmp_path / "whole")
    stages.withdraw_article(load_edition(tmp_path / "whole"), SIGLUM, "It named a child.", day=DAY)
    left = iter(range(steps))

    def or_die(left: Iterator[int]) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt

    def remove_or_die(path: Path) -> bool:
        or_die(left)
        return tei_write.remove_file(path)

    with monkeypatch.context() as patch:
        patch.setattr(withdraw, "remove_file", remove_or_die)
        try:
            stages.withdraw_article(ferry, SIGLUM, "It named a child.", day=DAY)
        except KeyboardInterrupt:
            # The seed goes first, so that no run in between encodes the article again.
            assert steps == 0 or not (ferry.seeds / f"{SIGLUM}.txt").exists()
            (finding,) = stages.check_anchors(ferry).findings
            assert f"pressmark withdraw {SIGLUM}" in finding.hint
            cut_off = True
        else:
            assert steps >= 3
            cut_off = False
    if cut_off:
        stages.withdraw_article(ferry, SIGLUM, "It named a child.", day=DAY)
    assert bytes_of(ferry) == bytes_of(load_edition(tmp_path / "whole"))
    assert not (ferry.seeds / f"{SIGLUM}.toml").exists()


def test_the_site_has_a_page_that_says_so(ferry: Edition) -> None:
    before = build(ferry.root)
    assert "We keep the ferry" in words(before.page("articles/quillhaven-ferry"))
    stages.withdraw_article(ferry, SIGLUM, "It named a child.", day=DAY)
    after = build(ferry.root)
    page = words(after.page("articles/quillhaven-ferry").find(".//article"))
    assert "It appeared in Quillhaven Courier, 7 May 2031." in page
    assert "Withdrawn on 9 May 2031: It named a child." in page
    for path in after.out.rglob("*"):
        if path.is_file() and path.suffix in (".html", ".xml", ".js", ".txt"):
            assert b"We keep the ferry" not in path.read_bytes(), path


def test_an_article_is_withdrawn_on_the_command_line(
    ferry: Edition, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(ferry.root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1936051200")
    assert run(["withdraw", SIGLUM]) == 2
    capsys.readouterr()
    assert run(["withdraw", SIGLUM, "--why", "It named a child."]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"seeds/{SIGLUM}.txt: deleted",
        f"seeds/{SIGLUM}.toml: deleted",
        f"tei/articles/{SIGLUM}.xml: deleted",
        f"tei/anchors/{SIGLUM}.tsv: withdrew “Harbour Council Votes to Keep the Night Ferry”",
    ]
    assert run(["withdraw", SIGLUM, "--why", "Again."]) == 2
