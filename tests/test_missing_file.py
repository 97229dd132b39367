"""A TEI file that people worked on is gone, damaged or laid out anew: what they decided is not lost."""

import re
from pathlib import Path

import pytest

from pressmark.cli import run
from pressmark.config import Edition
from pressmark.tei.ledger import read_article_ledger
from pressmark.tei.parse import parse
from pressmark.tei.text import source_text

Captured = pytest.CaptureFixture[str]
SIGLUM = "quillhaven-ferry"


@pytest.fixture
def article(quillhaven: Edition, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> Path:
    """An encoded article in which a person accepted a mark, pointed one elsewhere, and added one."""
    monkeypatch.chdir(quillhaven.root)
    assert run(["encode"]) == 0
    path = quillhaven.article_path(SIGLUM)
    text = path.read_text()
    accepted = re.findall(r'<persName [^>]*resp="#pressmark"[^>]*>', text)[0]
    said = re.findall(r'<said [^>]*who="person:[^>]*>', text)
    pointed = next(tag for tag in said if " next=" not in tag and " prev=" not in tag)
    text = text.replace(accepted, re.sub(r' (resp|cert|ana)="[^"]*"', "", accepted), 1)
    text = text.replace(pointed, re.sub(r'who="[^"]*"', 'who="person:senior-harbour-official"', pointed), 1)
    plain = re.search(r"(?<=/>)The \w+(?= )", text)
    assert plain
    text = text.replace(plain[0], f'<rs type="person" ref="person:brindle-tamsin">{plain[0]}</rs>', 1)
    path.write_text(text)
    assert run(["encode"]) == 0
    capsys.readouterr()
    return path


def decided(path: Path, edition: Edition) -> set[str]:
    """The tags of what people made or changed."""
    ledger = read_article_ledger(edition, SIGLUM)[0]
    tags = re.findall(r"<\w+ [^>]*>", path.read_text())
    anchors = {entry.anchor for entry in ledger.by_hand()}
    return {tag for tag in tags if any(f'xml:id="{anchor}"' in tag for anchor in anchors)}


def test_a_missing_file_is_refused_and_made_anew_only_on_demand(
    article: Path, quillhaven: Edition, capsys: Captured
) -> None:
    before, decisions = article.read_text(), decided(article, quillhaven)
    ledger = quillhaven.article_ledger(SIGLUM)
    lines = ledger.read_bytes()
    assert len(decisions) == 3
    article.unlink()
    for command in (["encode"], ["validate"], ["anchors", "check"], ["encode"]):
        assert run(command) == 1
        said = capsys.readouterr().err
        assert f"tei/articles/{SIGLUM}.xml: file-missing: is missing, and people had decided 3 things" in said
        assert f"git restore tei/articles/{SIGLUM}.xml" in said
        assert "delete the file" not in said
        assert not article.exists()
    assert ledger.read_bytes() == lines
    assert run(["encode", "--discard-decisions", SIGLUM]) == 0
    assert capsys.readouterr().err == ""
    assert decided(article, quillhaven) == decisions
    assert article.read_text() == before
    assert (run(["encode", "--check"]), run(["validate"]), run(["anchors", "check"])) == (0, 0, 0)


def test_what_the_ledger_cannot_restore_is_listed(
    article: Path, quillhaven: Edition, capsys: Captured
) -> None:
    head, opening, body = article.read_text().partition("<body>")
    word = re.search(r"\w{6,}(?=[ .][^<>]*</p>)", body)
    assert word
    correction = f"<choice><sic>{word[0]}</sic><corr>Word</corr></choice>"
    text = head + opening + body[: word.start()] + correction + body[word.end() :]
    text = text.replace('status="draft"', 'status="approved"')
    text = text.replace("<p>Spelling, punctuation", "<p>The spelling, punctuation")
    article.write_text(text)
    assert run(["encode"]) == 0
    capsys.readouterr()
    article.unlink()
    assert run(["encode"]) == 1
    said = capsys.readouterr().err
    assert "the ledger can restore" in said
    assert "decision-lost (note): the ledger cannot restore: 1 correction, approved" in said
    assert run(["encode", "--discard-decisions", f"seeds/{SIGLUM}.txt"]) == 0
    assert (
        "decision-lost (note): the ledger cannot restore: 1 correction, approved" in capsys.readouterr().err
    )


@pytest.mark.parametrize("damage", ["cut off", "conflict"])
def test_a_damaged_file_stays_until_it_is_restored(
    damage: str, article: Path, quillhaven: Edition, capsys: Captured
) -> None:
    before, decisions = article.read_bytes(), decided(article, quillhaven)
    bad = before[:3000] if damage == "cut off" else b"<<<<<<< ours\n" + before
    article.write_bytes(bad)
    assert run(["encode"]) == 1
    said = capsys.readouterr().err
    assert f"git restore tei/articles/{SIGLUM}.xml" in said
    assert "delete" not in said
    assert article.read_bytes() == bad
    assert run(["encode", "--discard-decisions", f"tei/articles/{SIGLUM}.xml"]) == 0
    assert decided(article, quillhaven) == decisions


def test_a_file_that_nobody_worked_on_is_encoded_anew(
    quillhaven: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(quillhaven.root)
    assert run(["encode"]) == 0
    path = quillhaven.article_path(SIGLUM)
    before = path.read_bytes()
    path.unlink()
    assert (run(["validate"]), run(["encode"])) == (1, 0)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--discard-decisions", SIGLUM], "is there and can be read; nothing is discarded"),
        (["--discard-decisions", "no-such-article"], "there is no article of that name"),
        (["--discard-decisions", "../../etc/passwd"], "there is no article of that name"),
        (["--discard-decisions", SIGLUM, "--output", "elsewhere"], "leave --output out"),
    ],
)
def test_wrong_use_is_told(arguments: list[str], says: str, article: Path, capsys: Captured) -> None:
    before = article.read_bytes()
    assert run(["encode", *arguments]) == 2
    assert says in capsys.readouterr().err
    assert article.read_bytes() == before


def test_a_formatted_file_gets_its_white_space_back(
    article: Path, quillhaven: Edition, capsys: Captured
) -> None:
    before = article.read_text()
    head, opening, body = before.partition("<body>")
    article.write_text(
        head + opening + re.sub(r">\s*<(?!/(?:text|TEI))", ">\n    <", body).replace(" the ", "\n  the ")
    )
    assert run(["validate"]) == 1
    assert "white-space" in capsys.readouterr().err
    assert run(["format", str(article)]) == 0
    assert capsys.readouterr().out.endswith("restored 1 of 1 article\n")
    assert article.read_text() == before
    assert run(["format"]) == 0
    assert capsys.readouterr().out == "restored 0 of 2 articles\n"
    assert run(["format", "no-such-article"]) == 2


def test_formatting_leaves_typed_words_alone(article: Path, quillhaven: Edition, capsys: Captured) -> None:
    head, opening, body = article.read_text().partition("<body>")
    typed = head + opening + body.replace("</p>", " It rained.</p>", 1)
    article.write_text(head + opening + typed.partition(opening)[2].replace("</p>", "\n  </p>"))
    assert run(["format", SIGLUM]) == 0
    assert article.read_text() == typed
    assert run(["encode"]) == 1
    said = capsys.readouterr()
    assert "left as it is, because its words are not those of the seed" in said.out
    assert "text-changed: It rained." in said.err
    assert article.read_text() == typed
    assert "It rained." in source_text(parse(article.read_bytes(), ""))


def test_a_ledger_brings_no_other_element_into_a_file(
    article: Path, quillhaven: Edition, capsys: Captured
) -> None:
    ledger = quillhaven.article_ledger(SIGLUM)
    ledger.write_text(ledger.read_text().replace('<rs type="person"', '<graphic url="x"'))
    article.unlink()
    assert run(["encode", "--discard-decisions", SIGLUM]) == 0
    assert "cannot restore: " in capsys.readouterr().err
    assert "<graphic" not in article.read_text()
    assert run(["validate"]) == 0
