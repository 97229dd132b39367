"""Bad input: one line that names file, place and cure; the others are encoded, and nothing is lost."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pressmark.cli import run
from pressmark.config import Edition

GOOD = "A Walk on the Quay\n\nNothing much happened in Quillhaven today, and nobody minded.\n"
BODY = "Headline of the Day\n\nThis is the first paragraph of the article, long enough to be one.\n\n"
STANDING = "A Former Article\n\nIt was encoded long ago, and its anchors are cited in footnotes.\n"

# One line: path, perhaps line and column, the rule, perhaps a severity; then what is wrong and what to do.
LINE = re.compile(
    r"(?P<path>[^:\n]+)(?::(?P<line>\d+))?(?::(?P<column>\d+))?: "
    r"(?P<rule>[a-z-]+)(?: \((?P<severity>warning|note)\))?: (?P<says>.+: .+)"
)
Snapshot = Callable[[Path], dict[str, tuple[bytes, int]]]


@dataclass(frozen=True)
class BadSeed:
    """A seed (and perhaps its sidecar), and what its one line must say."""

    seed: bytes
    place: str  # line:column, empty where there is none
    message: str  # a regular expression
    sidecar: str | None = None
    is_encoded: bool = False  # all the same


BAD_SEEDS = {
    "empty": BadSeed(b"", "", "empty"),
    "only white space": BadSeed(b" \n\n\t\n", "", "empty|no text|white space"),
    "binary": BadSeed(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", "", "NUL|binary|text"),
    "not decodable": BadSeed(b"Caf\x81 \xff\xfe\x8d " * 40 + b"\x9d\x90\n", "", "decode|encoding|text"),
    "20 MB long": BadSeed(b"a word or two " * 1_500_000, "", r"21,000,000|larger|long|big"),
    "one line of a million characters": BadSeed(
        b"a word or two " * 71_429, "", r"1,000,00\d characters", is_encoded=True
    ),
    "an unclosed quotation mark": BadSeed(
        (BODY + "She said: “We keep the ferry, and that is all.\n").encode(), "5:11", "“", is_encoded=True
    ),
    "a control character": BadSeed(BODY.encode() + b"A bell \x07 rang.\n", "5:8", "U\\+0007"),
    "script in the text": BadSeed(
        BODY.encode() + b"Then <script>alert(1)</script> was read.\n", "5:6", "script|tag", is_encoded=True
    ),
    "a sidecar with a syntax error": BadSeed(BODY.encode(), "1", "TOML|syntax", 'title = "Unfinished\n'),
    "a sidecar with an unknown key": BadSeed(BODY.encode(), "2", "headline", 'title = "A"\nheadline = "A"\n'),
    "a sidecar with an impossible date": BadSeed(
        BODY.encode(), "1", "date|2031-02-30|TOML", 'published = "2031-02-30"\n'
    ),
}


@pytest.fixture
def standing(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> Edition:
    """An edition in which the article "bad" has been encoded from a seed that was good."""
    monkeypatch.chdir(edition.root)
    (edition.seeds / "bad.txt").write_text(STANDING, encoding="utf-8")
    assert run(["encode"]) == 0
    (edition.seeds / "good.txt").write_text(GOOD, encoding="utf-8")
    return edition


def only_line(text: str) -> re.Match[str]:
    """The one finding in what a command printed to standard error."""
    (line,) = text.splitlines()
    match = LINE.fullmatch(line)
    assert match, line
    return match


@pytest.mark.parametrize("case", BAD_SEEDS.values(), ids=BAD_SEEDS.keys())
def test_a_bad_seed_is_named_on_one_line_and_harms_no_other(
    standing: Edition, case: BadSeed, capsys: pytest.CaptureFixture[str]
) -> None:
    before = standing.article_path("bad").read_bytes()
    (standing.seeds / "bad.txt").write_bytes(case.seed)
    if case.sidecar is not None:
        (standing.seeds / "bad.toml").write_text(case.sidecar, encoding="utf-8")
    capsys.readouterr()

    assert run(["encode"]) == 1

    line = only_line(capsys.readouterr().err)
    assert line["path"] == ("seeds/bad.txt" if case.sidecar is None else "seeds/bad.toml")
    assert ":".join(part for part in (line["line"], line["column"]) if part).startswith(case.place)
    assert re.search(case.message, line["says"], re.IGNORECASE), line["says"]
    assert line["severity"] == ("warning" if case.is_encoded else None)
    assert standing.article_path("good").is_file()
    assert (standing.article_path("bad").read_bytes() != before) == case.is_encoded
    assert not list(standing.root.rglob("*.tmp"))


def test_a_warning_is_given_again_at_the_next_run(
    standing: Edition, capsys: pytest.CaptureFixture[str]
) -> None:
    case = BAD_SEEDS["an unclosed quotation mark"]
    (standing.seeds / "bad.txt").write_bytes(case.seed)
    run(["encode"])
    first = capsys.readouterr().err
    assert run(["encode"]) == 1
    captured = capsys.readouterr()
    assert captured.err == first
    assert captured.out.startswith("encoded 0 of 2 articles")


def test_a_duplicate_id_in_a_register_is_named_and_articles_are_encoded(
    quillhaven: Edition, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(quillhaven.root)
    people = quillhaven.registers / "people.xml"
    people.write_text(people.read_text().replace('xml:id="fenn-ottoline"', 'xml:id="quillhaven"'))
    before = people.read_bytes()
    for command in ("encode", "validate"):
        assert run([command]) == 1
        lines = [line for line in capsys.readouterr().err.splitlines() if ": duplicate-id: " in line]
        assert len(lines) == 1
        match = LINE.fullmatch(lines[0])
        assert match
        assert match["path"] == "tei/registers/places.xml"
        assert re.search(r"people\.xml, line \d+", match["says"])
    assert quillhaven.article_path("quay-repairs").is_file()
    assert set(before.splitlines()) <= set(people.read_bytes().splitlines())


def test_while_a_register_is_cut_off_nothing_is_encoded_and_nothing_lost(
    quillhaven: Edition,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    snapshot: Snapshot,
) -> None:
    monkeypatch.chdir(quillhaven.root)
    assert run(["encode"]) == 0
    people = quillhaven.registers / "people.xml"
    people.write_bytes(people.read_bytes()[:-200])
    (quillhaven.seeds / "new.txt").write_text(GOOD)
    before = snapshot(quillhaven.root / "tei")
    capsys.readouterr()
    assert run(["encode"]) == 1
    line = only_line(capsys.readouterr().err)
    assert line["path"] == "tei/registers/people.xml"
    assert snapshot(quillhaven.root / "tei") == before
    assert run(["validate", "tei/articles"]) == 1  # and no line for every pointer to a record in it
    assert only_line(capsys.readouterr().err)["path"] == "tei/registers/people.xml"


def test_a_write_that_fails_leaves_the_file_as_it_was(
    standing: Edition, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = standing.article_path("bad").read_bytes()
    (standing.seeds / "bad.txt").write_text(GOOD)

    written = []

    def disk_full(descriptor: int) -> None:
        written.append(descriptor)
        if len(written) > 1:  # the first one says who holds the edition
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", disk_full)
    capsys.readouterr()
    assert run(["encode"]) == 1
    assert re.fullmatch(
        r"tei/\S+: not written, the disk is full: make room, and do it again\n", capsys.readouterr().err
    )
    assert standing.article_path("bad").read_bytes() == before
    assert [path.name for path in standing.articles.iterdir()] == ["bad.xml"]
