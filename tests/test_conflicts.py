"""Conflicts that git left in a file are named as such, with the line and what to do, by every command."""

import re
import shutil
from pathlib import Path

import pytest
from conftest import PROJECT
from hypothesis import given
from hypothesis import strategies as st
from reviewing import FERRY, new_edition
from site_building import build

from pressmark.cli import run
from pressmark.config import Edition
from pressmark.files import find_conflict

Captured = pytest.CaptureFixture[str]

ALL = ("encode", "validate", "anchors check", "todo", "export", "register list")
# The commands that look at a file.
LOOKING: dict[str, tuple[str, ...]] = {
    f"tei/articles/{FERRY}.xml": ALL[:-1],
    "tei/registers/people.xml": ALL,
    f"tei/anchors/{FERRY}.tsv": ("encode", "anchors check"),
    "tei/anchors/registers/people.tsv": ("encode", "anchors check"),
    f"seeds/{FERRY}.txt": ("encode",),
    f"seeds/{FERRY}.toml": ("encode",),
    "edition.toml": ALL,
}


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    return new_edition(tmp_path / "edition")


def put_conflict(path: Path, newline: str = "\n") -> int:
    """Leave a conflict about the second line of a file, as git does; the number of its first line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1:2] = ["<<<<<<< HEAD", lines[1], "=======", lines[1] + " ", ">>>>>>> summer"]
    path.write_text("".join(line + newline for line in lines), encoding="utf-8", newline="")
    return 2


@pytest.mark.parametrize(
    ("name", "command"), [(name, command) for name, commands in LOOKING.items() for command in commands]
)
def test_a_conflict_is_named_with_its_line(
    name: str, command: str, edition: Edition, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = put_conflict(edition.root / name)
    monkeypatch.chdir(edition.root)
    before = (edition.root / name).read_bytes()
    assert run(command.split()) == 1
    told = [each for each in capsys.readouterr().err.splitlines() if "unresolved conflict of git" in each]
    assert len(told) == 1, told
    assert re.match(rf"\S*{re.escape(Path(name).name)}:{line}: conflict: ", told[0]), told
    assert f"git checkout --merge {Path(name).name}" in told[0]
    assert (edition.root / name).read_bytes() == before


def test_a_conflict_in_a_page_is_named(edition: Edition) -> None:
    shutil.copyfile(PROJECT / "conf.py", edition.root / "conf.py")
    source = edition.root / "source"
    source.mkdir()
    (source / "index.md").write_text("# Edition\n\n<<<<<<< HEAD\none\n=======\ntwo\n>>>>>>> summer\n")
    built = build(edition.root)
    assert "index.md:3" in built.warnings
    assert "unresolved conflict of git" in built.warnings


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("base", ["", "||||||| 1a2b3c\nwas\n"])
def test_what_is_a_conflict(newline: str, base: str) -> None:
    text = f"one\n<<<<<<< HEAD\ntwo\n{base}=======\nthree\n>>>>>>> summer\n".replace("\n", newline)
    finding = find_conflict(text, "page.md")
    assert finding is not None
    assert finding.line == 2


@pytest.mark.parametrize(
    "text",
    [
        "=======\n",
        "Title\n=======\n\n>>>>>>> quoted\n",
        "<<<<<<< HEAD\ntwo\n=======\n",
        " <<<<<<< HEAD\ntwo\n=======\nthree\n>>>>>>> summer\n",
        "<<<<<<<< HEAD\ntwo\n=======\nthree\n>>>>>>> summer\n",
    ],
)
def test_what_is_no_conflict(text: str) -> None:
    assert find_conflict(text, "page.md") is None


def test_a_seed_that_prints_markers_is_accepted_if_its_sidecar_says_so(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    (edition.seeds / "markers.txt").write_text(
        "How Git Works\n\nThis is what it writes:\n\n<<<<<<< HEAD\n\n=======\n\n>>>>>>> summer\n"
    )
    monkeypatch.chdir(edition.root)
    assert run(["encode"]) == 1
    (edition.seeds / "markers.toml").write_text('accept = ["conflict"]\n')
    assert run(["encode"]) == 0


@given(st.lists(st.sampled_from(("<<<<<<<\n", "=======\n", ">>>>>>>\n", "a\n")), max_size=60))
def test_markers_in_any_order(lines: list[str]) -> None:
    found = find_conflict("".join(lines), "page.md")
    marks = "".join(line[0] for line in lines if line != "a\n")
    assert (found is not None) == bool(re.search("<[^<]*?=[^<]*?>", marks)), marks
