"""Adding an article: what is asked, what is written, what is found to be there already, all or nothing."""

import io
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import CASES
from hypothesis import given
from hypothesis import strategies as st

from pressmark import ids
from pressmark.cli import run
from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.model import Confidence, Fact
from pressmark.seeds.facts import with_facts
from pressmark.seeds.nearness import SAME_ARTICLE, Wording
from pressmark.seeds.sidecar import parse_sidecar
from pressmark.tei.parse import parse
from pressmark.tei.read import read_article
from pressmark.tei.text import source_text

Snapshot = Callable[[Path], dict[str, tuple[bytes, int]]]
Captured = pytest.CaptureFixture[str]

FIRE = """Fire on the Ropewalk

By Bo Lint

A fire broke out on the Ropewalk on Tuesday night. Nobody was hurt, said Tamsin Brindle, the mayor.

“The wind was with us,” Brindle told reporters. “Next time it may not be.”

The fire brigade of Quillhaven needed three hours to put it out.
"""
PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Fire on the Ropewalk</title>
<meta property="og:site_name" content="Quillhaven Courier">
<meta property="article:published_time" content="2031-05-07T08:00:00+00:00"></head>
<body><nav>Home</nav><article><h1>Fire on the Ropewalk</h1>
<p>A fire broke out on the Ropewalk on Tuesday night. Nobody was hurt, said Tamsin Brindle, the mayor.</p>
<p>“The wind was with us,” Brindle told reporters. “Next time it may not be.”</p>
<p>The fire brigade of Quillhaven needed three hours to put it out.</p></article></body></html>
"""


@pytest.fixture
def inside(quillhaven: Edition, monkeypatch: pytest.MonkeyPatch) -> Edition:
    """The invented edition, encoded, as the current folder; standard input is no terminal."""
    monkeypatch.chdir(quillhaven.root)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
    assert run(["encode"]) == 0
    return quillhaven


@pytest.fixture
def fire(tmp_path: Path) -> Path:
    """A text that is to be added."""
    path = tmp_path / "downloaded" / "Fire (final).txt"
    path.parent.mkdir()
    path.write_text(FIRE, encoding="utf-8")
    return path


def sidecar(edition: Edition, siglum: str) -> str:
    return (edition.seeds / f"{siglum}.toml").read_text(encoding="utf-8")


# What is there already


@pytest.mark.parametrize("path", sorted((CASES / "versions").glob("*.txt")), ids=lambda path: path.stem)
def test_versions_of_an_article_are_told_from_other_articles(path: Path) -> None:
    about, one, other = path.read_text(encoding="utf-8").split("=====\n")
    expected = "expected: a version\n" in about
    assert expected or "expected: another article\n" in about
    for first, second in ((one, other), (other, one)):
        assert (Wording(first).shared_with(second) >= SAME_ARTICLE) is expected


WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f"]), max_size=30).map(" ".join)


@given(WORDS, WORDS)
def test_how_much_is_shared_is_a_share_and_does_not_depend_on_the_order(one: str, other: str) -> None:
    shared = Wording(one).shared_with(other)
    assert 0 <= shared <= 1
    assert shared == Wording(other).shared_with(one)
    assert Wording(one).shared_with(f"“{one.upper()}!”") == (1 if one else 0)


# What it is called


@pytest.mark.parametrize(
    ("title", "siglum"),
    [
        ("Fire on the Ropewalk", "fire-on-the-ropewalk"),
        ("Putin’s Pulling Together a Pro-Assad Alliance. Where Now?", "putins-pulling-together-a-pro-assad"),
        ("Été à Quillhaven", "ete-a-quillhaven"),
        ("x" * 100, "x" * 40),
        ("Index", "index-1"),
        ("火事", "article-80edc56087"),
        ("", "article-e3b0c44298"),
    ],
)
def test_a_siglum_is_proposed_from_the_title(title: str, siglum: str) -> None:
    assert ids.propose_siglum(title) == siglum
    assert ids.propose_siglum(title, {siglum, f"{siglum}-2"}) == f"{siglum}-3"


@given(st.text(max_size=200))
def test_every_title_makes_a_siglum(title: str) -> None:
    assert ids.is_siglum(ids.propose_siglum(title))
    assert ids.is_siglum(ids.propose_siglum(title, {ids.propose_siglum(title)}))


# What is known about it


def test_facts_are_added_to_a_sidecar_and_all_else_in_it_stays() -> None:
    before = '# the editor’s notes\ntitle = "Fire"  # as printed\n\n[outlet]\nvalue = "Courier"\n'
    facts = {
        "title": "Fire!",
        "url": "https://example.org/",
        "published": "2031-05-07",
        "authors": ["A", "B"],
    }
    after = with_facts(before, Path("fire.toml"), facts, {"published": "“on Tuesday”"})
    assert after == (
        '# the editor’s notes\ntitle = "Fire!"  # as printed\nurl = "https://example.org/"\n'
        'authors = ["A", "B"]\n\n[outlet]\nvalue = "Courier"\n\n[published]\nvalue = 2031-05-07\n'
        'inferred = true\nconfidence = "medium"\nevidence = "“on Tuesday”"\n'
    )


@given(st.text(min_size=1).filter(str.strip), st.text(min_size=1).filter(str.strip))
def test_a_sidecar_says_what_was_put_into_it(words: str, evidence: str) -> None:
    if any("\ud800" <= character <= "\udfff" for character in words + evidence):
        return  # no file can hold them
    facts = {"title": words, "outlet": words, "authors": [words, words], "published": "2031-05-07"}
    reasons = {"outlet": evidence, "authors": evidence}
    source = with_facts("", Path("x.toml"), facts, reasons)
    inferred = Fact(
        value=words.strip(), inferred=True, confidence=Confidence.MEDIUM, evidence=evidence.strip()
    )
    said = parse_sidecar(source, Path("x.toml"))
    assert said.title == Fact(value=words.strip())
    assert said.outlet == inferred
    assert said.authors == (inferred, inferred)
    assert said.published == Fact(value=date(2031, 5, 7))


@pytest.mark.parametrize(
    "facts",
    [{"published": "31 May"}, {"url": "example.org"}, {"language": "English, mostly"}, {"title": " "}],
)
def test_a_fact_that_no_sidecar_may_state_is_refused(facts: dict[str, str]) -> None:
    with pytest.raises(PressmarkError):
        with_facts("", Path("x.toml"), facts, {})


# Adding


def test_an_article_is_added_with_what_is_known_about_it(
    inside: Edition, fire: Path, capsys: Captured
) -> None:
    code = run(
        [
            "new", str(fire), "--outlet", "Quillhaven Courier", "--published", "2031-05-07",
            "--evidence", "published=It burnt on Tuesday 6 May 2031.", "--author", "Bo Lint",
        ]
    )  # fmt: skip
    assert code == 0
    assert (inside.seeds / "fire-on-the-ropewalk.txt").read_bytes() == fire.read_bytes()
    assert sidecar(inside, "fire-on-the-ropewalk") == (
        'outlet = "Quillhaven Courier"\nauthors = ["Bo Lint"]\n\n[published]\nvalue = 2031-05-07\n'
        'inferred = true\nconfidence = "medium"\nevidence = "It burnt on Tuesday 6 May 2031."\n'
    )
    article = read_article(parse(inside.article_path("fire-on-the-ropewalk").read_bytes(), ""), "fire")
    assert article.header.title == "Fire on the Ropewalk"
    assert article.header.published == Fact(
        value="2031-05-07",
        inferred=True,
        confidence=Confidence.MEDIUM,
        evidence="It burnt on Tuesday 6 May 2031.",
    )
    said = capsys.readouterr().out
    assert "added fire-on-the-ropewalk: tei/articles/fire-on-the-ropewalk.xml\n" in said
    assert "next: pressmark review fire-on-the-ropewalk, or make html" in said
    assert run(["validate"]) == 0


def test_what_is_to_be_looked_at_is_said(inside: Edition, tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Quay Repairs Are Over\n\n“It was time.”\n\nThe quay opened almost a year ago.\n")
    run(["new", str(path)])
    assert " to look at:\n  tei/articles/quay-repairs-are-over.xml:" in capsys.readouterr().out


def test_a_page_says_itself_what_it_says_and_standard_input_will_do(
    inside: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(PAGE.encode())))
    assert run(["new", "-", "--siglum", "fire"]) == 0
    assert (inside.seeds / "fire.html").read_bytes() == PAGE.encode()
    assert not (inside.seeds / "fire.toml").exists()
    article = read_article(parse(inside.article_path("fire").read_bytes(), ""), "fire")
    assert article.header.outlet is not None
    assert article.header.outlet.value == "Quillhaven Courier"


def test_a_sidecar_beside_the_file_comes_along(inside: Edition, fire: Path) -> None:
    fire.with_suffix(".toml").write_text('# kept\nrights = "Free."\n')
    assert run(["new", str(fire), "--title", "Fire", "--language", "en-GB"]) == 0
    assert sidecar(inside, "fire") == '# kept\nrights = "Free."\ntitle = "Fire"\nlanguage = "en-GB"\n'


def test_a_siglum_that_was_withdrawn_is_never_given_again(inside: Edition, fire: Path) -> None:
    inside.anchors.mkdir(exist_ok=True)
    (inside.anchors / "fire-on-the-ropewalk.tsv").write_text("")
    assert run(["new", str(fire), "--siglum", "fire-on-the-ropewalk"]) == 2
    assert run(["new", str(fire)]) == 0
    assert (inside.seeds / "fire-on-the-ropewalk-2.txt").is_file()


@pytest.mark.parametrize(
    "arguments",
    [
        ["new", "no-such-file.txt"],
        ["new", "https://example.org/fire.html"],
        ["new", "seeds/quay-repairs.txt"],
        ["new", "FIRE", "--published", "31 May"],
        ["new", "FIRE", "--url", "example.org"],
        ["new", "FIRE", "--siglum", "quay-repairs"],
        ["new", "FIRE", "--siglum", "../fire"],
        ["new", "FIRE", "--siglum", "con"],
        ["new", "FIRE", "--update", "no-such-article"],
        ["new", "FIRE", "--update", "quay-repairs"],  # that is another article
        ["new", "FIRE", "--update", "fire", "--separate"],
        ["new", "FIRE", "--evidence", "published"],
        ["new", "FIRE", "--evidence", "rights=Because."],
        ["new", "FIRE", "--evidence", "published=Because."],  # no date is given
    ],
    ids=" ".join,
)
def test_wrong_use_ends_with_2_and_writes_nothing(
    inside: Edition, fire: Path, arguments: list[str], capsys: Captured, snapshot: Snapshot
) -> None:
    before = snapshot(inside.root)
    assert run([str(fire) if argument == "FIRE" else argument for argument in arguments]) == 2
    assert "Error: " in capsys.readouterr().err
    assert snapshot(inside.root) == before


@pytest.mark.parametrize(
    ("name", "data"), [("a.txt", b""), ("a.txt", b"\xff\xfe\x00"), ("a.html", b"<html></html>")]
)
def test_what_is_no_article_is_one_line_and_writes_nothing(
    inside: Edition, tmp_path: Path, name: str, data: bytes, capsys: Captured, snapshot: Snapshot
) -> None:
    (tmp_path / name).write_bytes(data)
    before = snapshot(inside.root)
    assert run(["new", str(tmp_path / name)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert snapshot(inside.root) == before


def test_a_sidecar_that_was_left_there_is_not_overwritten(
    inside: Edition, fire: Path, capsys: Captured
) -> None:
    left = inside.seeds / "fire.toml"
    left.write_text('title = "Another fire"\n')
    assert run(["new", str(fire), "--siglum", "fire", "--title", "Fire"]) == 1
    assert "siglum-taken" in capsys.readouterr().err
    assert left.read_text() == 'title = "Another fire"\n'
    assert run(["new", str(fire), "--siglum", "fire", "--title", "Another fire"]) == 0


# An earlier version is there


def test_a_version_of_an_article_is_not_added_unawares(
    inside: Edition, fire: Path, capsys: Captured, snapshot: Snapshot
) -> None:
    assert run(["new", str(fire)]) == 0
    before = snapshot(inside.root)
    fire.write_text(FIRE.replace("broke out", "started"), encoding="utf-8")
    assert run(["new", str(fire)]) == 2
    assert "say --update fire-on-the-ropewalk, or --separate" in capsys.readouterr().err
    assert snapshot(inside.root) == before
    assert run(["new", str(fire), "--separate"]) == 0
    assert inside.article_path("fire-on-the-ropewalk-2").is_file()


def test_a_version_is_also_found_while_it_is_not_encoded(inside: Edition, fire: Path) -> None:
    (inside.seeds / "burning.txt").write_text(FIRE, encoding="utf-8")
    assert run(["new", str(fire)]) == 2


def test_the_same_dispatch_in_another_paper_is_another_article(
    inside: Edition, fire: Path, capsys: Captured
) -> None:
    assert run(["new", str(fire), "--outlet", "Quillhaven Courier"]) == 0
    assert run(["new", str(fire), "--outlet", "Quillhaven Courier"]) == 2
    assert run(["new", str(fire), "--outlet", "Port Amory Post"]) == 0
    assert "added all the same, because another outlet published it" in capsys.readouterr().out


def test_an_update_replaces_the_seed_and_anchors_follow_their_words(inside: Edition, fire: Path) -> None:
    assert run(["new", str(fire), "--siglum", "fire", "--outlet", "Courier", "--rights", "Free."]) == 0
    (inside.seeds / "fire.toml").write_text("# looked up\n" + sidecar(inside, "fire"))
    before = read_article(parse(inside.article_path("fire").read_bytes(), ""), "fire")
    corrected = FIRE.replace("Nobody was hurt", "A cat was hurt")
    fire.write_text(corrected, encoding="utf-8")
    assert run(["new", str(fire), "--update", "fire", "--outlet", "Quillhaven Courier"]) == 0
    assert (inside.seeds / "fire.txt").read_text(encoding="utf-8") == corrected
    assert sidecar(inside, "fire") == '# looked up\noutlet = "Quillhaven Courier"\nrights = "Free."\n'
    root = parse(inside.article_path("fire").read_bytes(), "")
    assert source_text(root) == corrected
    after = read_article(root, "fire")
    assert [(each.anchor, each.words) for each in after.mentions] == [
        (each.anchor, each.words) for each in before.mentions
    ]
    assert [passage.anchor for passage in after.passages] == [passage.anchor for passage in before.passages]


def test_an_approved_article_is_not_updated(inside: Edition, fire: Path, capsys: Captured) -> None:
    assert run(["new", str(fire), "--siglum", "fire"]) == 0
    path = inside.article_path("fire")
    path.write_text(path.read_text(encoding="utf-8").replace('status="draft"', 'status="approved"'), "utf-8")
    fire.write_text(FIRE.replace("Nobody", "No cat"), encoding="utf-8")
    assert run(["new", str(fire), "--update", "fire"]) == 2
    assert "'fire' is approved" in capsys.readouterr().err
    assert (inside.seeds / "fire.txt").read_text(encoding="utf-8") == FIRE


def test_an_update_may_come_as_a_page(inside: Edition, fire: Path, tmp_path: Path) -> None:
    assert run(["new", str(fire), "--siglum", "fire"]) == 0
    page = tmp_path / "fire.html"
    page.write_text(PAGE, encoding="utf-8")
    assert run(["new", str(page), "--update", "fire"]) == 0
    assert [path.name for path in inside.seeds.glob("fire.*")] == ["fire.html"]
    assert run(["encode"]) == 0


# All or nothing


def _raise(error: BaseException) -> Callable[..., None]:
    def fail(*_arguments: object, **_options: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize("update", [False, True], ids=["new", "update"])
@pytest.mark.parametrize(
    ("where", "error", "code"),
    [
        ("pressmark.stages.article.annotate", RuntimeError("no words"), 1),
        ("pressmark.stages.encode.save_cache", OSError(28, "No space left on device"), 1),
        ("pressmark.stages.article.annotate", KeyboardInterrupt(), 130),
    ],
    ids=["annotating", "writing", "interrupted"],
)
def test_a_failure_leaves_everything_as_it_was(
    inside: Edition,
    fire: Path,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    error: BaseException,
    code: int,
    update: bool,
) -> None:
    if update:
        assert run(["new", str(fire), "--siglum", "fire", "--title", "Fire"]) == 0
        fire.write_text(FIRE.replace("Nobody", "No cat"), encoding="utf-8")
    before = {path: path.read_bytes() for path in files(inside)}
    with monkeypatch.context() as patched:
        patched.setattr(where, _raise(error))
        how = ["--update", "fire"] if update else ["--siglum", "fire"]
        assert run(["new", str(fire), "--title", "Fire!", *how]) == code
    assert {path: path.read_bytes() for path in files(inside)} == before
    assert run(["encode"]) == 0


def files(edition: Edition) -> list[Path]:
    """The files of the edition, without what was built."""
    return sorted(
        path for folder in ("seeds", "tei") for path in (edition.root / folder).rglob("*") if path.is_file()
    )


# On a terminal


def dialogue(arguments: list[str], folder: Path, answers: list[str]) -> tuple[str, int]:
    """What is shown when the program runs on a terminal and a person types the answers; its exit code."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "pressmark", *arguments]
    with subprocess.Popen(command, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        os.write(ours, "".join(f"{answer}\n" for answer in answers).encode())
        shown = b""
        try:
            while chunk := os.read(ours, 4096):
                shown += chunk
        except OSError:  # the other end is closed
            pass
        code = process.wait(timeout=60)
    os.close(ours)
    return shown.decode("utf-8", "replace"), code


def test_on_a_terminal_what_no_option_says_is_asked(inside: Edition, fire: Path) -> None:
    answers = ["", "31 May", "2031-05-07", "It burnt on Tuesday.", "Bo Lint; Jory Pell", "", "", "", "", ""]
    shown, code = dialogue(["new", str(fire), "--outlet", "Courier"], inside.root, answers)
    assert code == 0, shown
    for question in ("Title [Fire on the Ropewalk]", "Date", "Authors", "Web address", "Rights", "Siglum"):
        assert question in shown
    assert "write year-month-day" in shown
    assert "Published in" not in shown
    assert sidecar(inside, "fire-on-the-ropewalk") == (
        'outlet = "Courier"\ntitle = "Fire on the Ropewalk"\nauthors = ["Bo Lint", "Jory Pell"]\n'
        'language = "en"\n\n[published]\nvalue = 2031-05-07\ninferred = true\nconfidence = "medium"\n'
        'evidence = "It burnt on Tuesday."\n'
    )


def test_on_a_terminal_an_update_is_offered(inside: Edition, fire: Path) -> None:
    assert run(["new", str(fire), "--siglum", "fire"]) == 0
    fire.write_text(FIRE.replace("broke out", "started"), encoding="utf-8")
    shown, code = dialogue(["new", str(fire)], inside.root, ["y"])
    assert code == 0, shown
    assert "Update fire?" in shown
    assert "updated fire: " in shown
    assert "started" in (inside.seeds / "fire.txt").read_text(encoding="utf-8")
