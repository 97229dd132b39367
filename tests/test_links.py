"""Links that lead out of the edition, and what is no file: each is one line, and holds up nothing else."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from pressmark.cli import run
from pressmark.config import Edition, load_edition
from pressmark.errors import PressmarkError
from pressmark.files import check_place, read_file
from pressmark.stages import encode_edition
from pressmark.tei.write import write_file

HIDDEN = "The key is under the doormat, said nobody in Quillhaven.\n"
COMMANDS = (
    "encode", "encode --check", "validate", "validate --text", "anchors check", "anchors list", "todo",
    "export", "encode --output elsewhere",
)  # fmt: skip


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the edition, with files that are none of its business."""
    folder = tmp_path / "outside"
    folder.mkdir()
    for name in ("hidden.txt", "hidden.toml", "hidden.xml", "hidden.tsv"):
        (folder / name).write_text(HIDDEN, encoding="utf-8")
    return folder


@pytest.fixture
def encoded(quillhaven: Edition, monkeypatch: pytest.MonkeyPatch) -> Edition:
    """The invented edition, encoded, and the current folder."""
    monkeypatch.chdir(quillhaven.root)
    assert encode_edition(quillhaven).failed == 0
    return quillhaven


def said_of(capsys: pytest.CaptureFixture[str], command: str, code: int | None = 1) -> list[str]:
    """What a command says on standard error."""
    capsys.readouterr()
    assert run(command.split()) == code
    return capsys.readouterr().err.splitlines()


def everything(root: Path) -> bytes:
    return b"".join(path.read_bytes() for path in root.rglob("*") if path.is_file() and not path.is_symlink())


LINKED = {
    "seeds/hidden.txt": "hidden.txt",
    "seeds/quay-repairs.toml": "hidden.toml",
    "tei/articles/hidden.xml": "hidden.xml",
    "tei/anchors/quay-repairs.tsv": "hidden.tsv",
    "tei/registers/places.xml": "hidden.xml",
    "tei/schema/pressmark.rng": "hidden.xml",
}


@pytest.mark.parametrize("name", LINKED)
def test_nothing_is_read_or_written_through_a_link_out_of_the_edition(
    name: str, encoded: Edition, outside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = encoded.root / name
    path.unlink(missing_ok=True)
    path.symlink_to(outside / LINKED[name])
    (encoded.seeds / "new.txt").write_text("A Bell\n\nA bell rang in Quillhaven.\n", encoding="utf-8")
    lines = said_of(capsys, "encode")
    if name == "tei/articles/hidden.xml":  # which has no seed
        lines = said_of(capsys, "validate")
    (line,) = (line for line in lines if line.startswith(f"{name}: "))
    assert line.startswith(f"{name}: link: is a symbolic link that leads out of the edition: ")
    for command in COMMANDS:
        run(command.split())
    assert "doormat" not in "".join(capsys.readouterr())
    assert b"doormat" not in everything(encoded.root)
    assert all(file.read_text(encoding="utf-8") == HIDDEN for file in outside.iterdir())
    assert path.is_symlink()
    assert encoded.article_path("new").is_file() or name == "tei/registers/places.xml"


@pytest.mark.parametrize("folder", ["seeds", "tei", "tei/articles", "tei/anchors", "tei/registers", "build"])
def test_a_folder_that_leads_out_is_neither_read_nor_written(
    folder: str, encoded: Edition, outside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moved = outside / "moved"
    (encoded.root / folder).rename(moved)
    (encoded.root / folder).symlink_to(moved)
    before = {path: path.read_bytes() for path in moved.rglob("*") if path.is_file()}
    (encoded.root / "arrival.txt").write_text("A Bell\n\nA bell rang in Quillhaven.\n", encoding="utf-8")
    for command in (*COMMANDS, "new arrival.txt"):
        capsys.readouterr()
        code = run(command.split())
        said = capsys.readouterr().err
        assert code in (0, 1)
        assert code == 0 or "leads out of the edition" in said, command
    assert {path: path.read_bytes() for path in moved.rglob("*") if path.is_file()} == before


def test_links_within_the_edition_are_followed(encoded: Edition, capsys: pytest.CaptureFixture[str]) -> None:
    (encoded.root / "kept").mkdir()
    for path in (encoded.seeds / "quay-repairs.txt", encoded.article_path("quay-repairs")):
        path.rename(encoded.root / "kept" / path.name)
        path.symlink_to(encoded.root / "kept" / path.name)
    for command in ("encode", "validate", "anchors check", "export"):
        assert said_of(capsys, command, 0) == []


def test_an_edition_may_itself_be_reached_by_a_link(
    encoded: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "link").symlink_to(encoded.root)
    monkeypatch.chdir(tmp_path / "link")
    assert said_of(capsys, "encode", 0) == []
    assert encode_edition(load_edition(tmp_path / "link")).findings == ()


def as_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(path))


NO_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "folder": (Path.mkdir, "is a folder"),
    "pipe": (os.mkfifo, "no ordinary file"),
    "socket": (as_socket, "no ordinary file"),
    "link to nothing": (
        lambda path: path.symlink_to("nowhere"),
        "cannot be read (No such file",
    ),
    "link to itself": (lambda path: path.symlink_to(path.name), "cannot be read (Too many levels"),
    "link to a device": (lambda path: path.symlink_to("/dev/zero"), "leads out of the edition"),
}


@pytest.mark.parametrize("kind", NO_FILES)
@pytest.mark.parametrize(
    ("name", "commands"),
    [
        ("seeds/harbour.txt", ["encode"]),
        ("seeds/quay-repairs.toml", ["encode", "validate"]),
        ("tei/articles/harbour.xml", ["validate", "export", "todo"]),
        ("tei/anchors/quay-repairs.tsv", ["encode", "anchors check"]),
        ("tei/registers/people.xml", ["encode", "validate", "export", "todo"]),
        ("edition.toml", ["encode", "validate", "export"]),
    ],
)
def test_what_is_no_file_is_said(
    kind: str, name: str, commands: list[str], encoded: Edition, capsys: pytest.CaptureFixture[str]
) -> None:
    make, says = NO_FILES[kind]
    path = encoded.root / name
    path.unlink(missing_ok=True)
    make(path)
    for command in commands:
        lines = said_of(capsys, command)
        named = [line for line in lines if line.startswith(f"{name}: ")]
        assert len(named) == 1, lines
        assert says in named[0]


def test_an_article_without_a_text_is_said_by_every_command(
    encoded: Edition, capsys: pytest.CaptureFixture[str]
) -> None:
    path = encoded.article_path("quay-repairs")
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("<text")] + "</TEI>", encoding="utf-8")
    for command in ("encode", "encode --check", "validate", "export", "todo", "format quay-repairs"):
        lines = said_of(capsys, command)
        assert any("has no <text>" in line for line in lines), (command, lines)
    assert path.read_bytes().endswith(b"</TEI>")
    assert said_of(capsys, "anchors check")
    assert said_of(capsys, "withdraw quay-repairs --why Wrong", 0) == []


def test_a_link_out_of_no_edition_is_anybodys(tmp_path: Path) -> None:
    (tmp_path / "file.txt").write_text("words")
    (tmp_path / "folder").mkdir()
    link = tmp_path / "folder" / "link.txt"
    link.symlink_to(tmp_path / "file.txt")
    assert read_file(link, 100) == b"words"
    check_place(link)
    (tmp_path / "folder" / "edition.toml").touch()
    with pytest.raises(PressmarkError, match="leads out"):
        check_place(link)
    with pytest.raises(PressmarkError, match="leads out"):
        write_file(link, b"other words")
    assert (tmp_path / "file.txt").read_text() == "words"
