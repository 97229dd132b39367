"""Bad TEI: one clear finding, whatever stands where an article is expected, in bounded time and memory."""

import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from test_bad_input import LINE, Snapshot

from pressmark import stages
from pressmark.cli import run
from pressmark.config import Edition
from pressmark.tei.names import TEI_NS

Captured = pytest.CaptureFixture[str]
MEGABYTE = 1024 * 1024
OPEN = f'<TEI xmlns="{TEI_NS}">'
DECLARED = '<?xml version="1.0" encoding="{}"?>\n'
BOMB = (
    '<!DOCTYPE TEI [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + f"]>\n{OPEN}<text>&j;</text></TEI>\n"
)


@dataclass(frozen=True)
class BadFile:
    """What to make of the bytes of a good article, and what the one line about it must say."""

    damage: Callable[[bytes], bytes]
    says: str  # a regular expression
    place: str = ""  # line, or line:column


DAMAGED = {
    "cut off": BadFile(lambda data: data[: len(data) // 2], "^xml: is not well-formed: .*cut off"),
    "cut off in a character": BadFile(
        lambda data: data[: data.index("é".encode()) + 1], "^xml: is not UTF-8: save it as UTF-8"
    ),
    "another encoding declared": BadFile(
        lambda data: data.replace(b"UTF-8", b"ISO-8859-1", 1), "^xml: declares the encoding 'ISO-8859-1'", "1"
    ),
    "another encoding than declared": BadFile(
        lambda data: data.decode().encode("cp1252", "replace"), "^xml: is not UTF-8: save it as UTF-8"
    ),
    "UTF-16": BadFile(lambda data: data.decode().encode("utf-16"), "^xml: is not UTF-8"),
    "empty": BadFile(lambda data: b"", "^xml: is empty: restore the file"),
    "entity bomb": BadFile(lambda data: BOMB.encode(), "^xml: has a DOCTYPE: delete the DOCTYPE", "1:1"),
    "external entity": BadFile(
        lambda data: b'<!DOCTYPE TEI [<!ENTITY x SYSTEM "canary.txt">]>\n<TEI>&x;</TEI>',
        "has a DOCTYPE",
        "1:1",
    ),
    "external DTD": BadFile(
        lambda data: b'<!DOCTYPE TEI SYSTEM "canary.txt">\n<TEI/>', "has a DOCTYPE", "1:1"
    ),
    "DTD on the network": BadFile(
        lambda data: b'<!DOCTYPE TEI SYSTEM "http://127.0.0.1:9/tei.dtd">\n<TEI/>', "has a DOCTYPE", "1:1"
    ),
    "10,000 levels": BadFile(
        lambda data: f"{OPEN}{'<p>' * 10_000}{'</p>' * 10_000}</TEI>".encode(),
        "nest elements less deeply",
        "1",
    ),
    "a web page": BadFile(lambda data: b"<!DOCTYPE html><html><p>Quillhaven</html>", "has a DOCTYPE", "1:1"),
    "other XML": BadFile(lambda data: b"<rss><channel/></rss>", "the root must be <TEI", "1"),
    "a picture": BadFile(lambda data: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", "^xml: is not UTF-8"),
    "plain text": BadFile(
        lambda data: b"Nothing much happened in Quillhaven.\n", "^xml: is not well-formed", "1"
    ),
}


@pytest.fixture
def standing(quillhaven: Edition, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> Edition:
    """The invented edition with its two articles encoded, as the current folder."""
    monkeypatch.chdir(quillhaven.root)
    assert run(["encode"]) == 0
    capsys.readouterr()
    return quillhaven


def only_line(text: str) -> re.Match[str]:
    """The one finding in what a command printed to standard error."""
    (line,) = text.splitlines()
    match = LINE.fullmatch(line)
    assert match, line
    return match


@pytest.mark.parametrize("case", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_file_is_named_and_stays_as_it_is(
    standing: Edition, case: BadFile, capsys: Captured
) -> None:
    path = standing.article_path("quay-repairs")
    path.write_bytes(case.damage(path.read_bytes() + "<!-- é -->".encode()))
    damaged = path.read_bytes()
    (path.parent / "canary.txt").write_text("<!ENTITY x 'a canary'>")
    for command in ("encode", "validate"):
        assert run([command]) == 1
        captured = capsys.readouterr()
        line = only_line(captured.err)
        assert line["path"] == "tei/articles/quay-repairs.xml"
        assert f"{line['line']}:{line['column']}".startswith(case.place)
        assert re.search(case.says, f"{line['rule']}: {line['says']}"), line[0]
        assert "canary" not in captured.out + captured.err
        assert path.read_bytes() == damaged
    assert "checked 5 files: 1 error" in captured.out


def as_folder(path: Path) -> None:
    path.mkdir()


def as_pipe(path: Path) -> None:
    os.mkfifo(path)


def as_loop(path: Path) -> None:
    path.symlink_to(path.name)


def as_broken_link(path: Path) -> None:
    path.symlink_to("nowhere.xml")


def as_sparse_file(path: Path) -> None:
    """50 MB that take no room on the disk."""
    with path.open("wb") as stream:
        stream.truncate(50 * MEGABYTE)


def as_unreadable_file(path: Path) -> None:
    path.write_bytes(b"<TEI/>")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read every file")


NO_FILES = {
    "folder": (as_folder, "^file: is a folder where a file is expected"),
    "named pipe": (as_pipe, "^file: is no ordinary file"),
    "link to itself": (as_loop, "^unreadable: cannot be read .*symbolic link"),
    "broken link": (as_broken_link, "^unreadable: cannot be read .*symbolic link"),
    "50 MB": (as_sparse_file, r"^too-large: has 52,428,800 bytes: split it; at most [\d,]+ bytes are read"),
    "unreadable": (as_unreadable_file, "^unreadable: cannot be read .*make the file readable"),
}


@pytest.mark.parametrize(("make", "says"), NO_FILES.values(), ids=NO_FILES.keys())
@pytest.mark.parametrize("name", ["articles/quay-repairs.xml", "registers/places.xml"])
def test_what_is_no_file_to_read_is_named(
    standing: Edition, make: Callable[[Path], None], says: str, name: str, capsys: Captured
) -> None:
    path = standing.root / "tei" / name
    path.unlink()
    make(path)
    for command in (["validate"], ["encode"], ["validate", f"tei/{name}"]):
        assert run(command) == 1
        line = only_line(capsys.readouterr().err)
        assert line["path"] == f"tei/{name}"
        assert re.search(says, f"{line['rule']}: {line['says']}"), line[0]


def test_a_file_without_permission_is_named(
    standing: Edition, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    path = standing.article_path("quay-repairs")
    system_open = os.open

    def refuse(name: Path, flags: int, *mode: int) -> int:
        if name == path:
            raise PermissionError(13, "Permission denied", str(name))
        return system_open(name, flags, *mode)

    monkeypatch.setattr("pressmark.files.os.open", refuse)
    assert run(["validate", "--fresh"]) == 1
    line = only_line(capsys.readouterr().err)
    assert (line["rule"], line["says"]) == (
        "unreadable", "cannot be read (Permission denied): make the file readable",
    )  # fmt: skip


def test_a_file_that_vanishes_is_named_and_the_others_are_checked(
    standing: Edition, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    path = standing.article_path("quay-repairs")
    list_files = stages.edition_files

    def list_and_delete(edition: Edition) -> list[Path]:
        files = list_files(edition)
        path.unlink()
        return files

    monkeypatch.setattr("pressmark.stages.edition_files", list_and_delete)
    assert run(["validate"]) == 1
    captured = capsys.readouterr()
    rules = [match["rule"] for line in captured.err.splitlines() if (match := LINE.fullmatch(line))]
    assert sorted(rules) == ["anchor-gone", "unreadable"]
    assert captured.out.startswith("checked 5 files: 2 errors")


def test_a_folder_that_holds_a_loop_of_links_is_walked_once(standing: Edition, capsys: Captured) -> None:
    (standing.articles / "again").symlink_to("..")
    assert run(["validate", "tei"]) == 0
    assert capsys.readouterr().out.startswith("checked 5 files: ")


def validate_in_little_memory(path: Path, megabytes: int) -> subprocess.CompletedProcess[str]:
    """Validate one file in a process of its own that may not use more memory than that."""
    code = (
        "import resource, sys; "
        f"resource.setrlimit(resource.RLIMIT_AS, ({megabytes * MEGABYTE}, {megabytes * MEGABYTE})); "
        "from pressmark.cli import main; main()"
    )
    command = [sys.executable, "-c", code, "validate", path.name]
    return subprocess.run(command, cwd=path.parent, capture_output=True, text=True, check=False, timeout=120)


HUGE = {
    "entity bomb": (BOMB, "xml: has a DOCTYPE"),
    "a million ids": (
        OPEN + "".join(f'<p xml:id="p{number}"/>' for number in range(1, 1_000_001)) + "</TEI>",
        "too-large: has 1,000,002 tags: split it; at most 1,000,000 tags are read",
    ),
    "20 million characters in a tag": (f'{OPEN}<p n="{"x" * 20_000_000}"/></TEI>', "xml: is not well-formed"),
    "10,000 levels": (f"{OPEN}{'<p>' * 10_000}{'</p>' * 10_000}</TEI>", "xml: is not well-formed"),
}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="RLIMIT_AS is heeded on Linux")
@pytest.mark.parametrize(("text", "says"), HUGE.values(), ids=HUGE.keys())
def test_what_is_huge_needs_little_memory(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "huge.xml"
    path.write_text(text, encoding="utf-8")
    done = validate_in_little_memory(path, 400)
    assert done.returncode == 1
    assert says in only_line(done.stderr)[0]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="RLIMIT_AS is heeded on Linux")
def test_fifty_megabytes_are_not_read_into_memory(tmp_path: Path) -> None:
    """The process has room for itself, and not for the file."""
    small, large = tmp_path / "small.xml", tmp_path / "large.xml"
    small.write_text("<TEI/>")
    with large.open("wb") as stream:
        stream.truncate(2_000 * MEGABYTE)
    for path, says in ((small, "the root must be <TEI"), (large, "too-large: has 2,097,152,000 bytes")):
        done = validate_in_little_memory(path, 300)
        assert says in only_line(done.stderr)[0]


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="RLIMIT_AS is heeded on Linux")
def test_hundreds_of_thousands_of_faults_need_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "faults.xml"
    text = '<p xml:id="p1" part="x" wrong="y"><wrong/></p>' * 150_000
    path.write_text(f'{OPEN}<text xml:space="preserve"><body>{text}</body></text></TEI>', encoding="utf-8")
    done = validate_in_little_memory(path, 1_000)
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert all(LINE.fullmatch(line) for line in lines)
    assert any(": duplicate-id: " in line and "(and 149,998 more of this rule" in line for line in lines)
    assert len(lines) < 20


DRAMA = """<TEI xmlns="http://www.tei-c.org/ns/1.0">
<teiHeader><fileDesc><titleStmt><title>The Ferry</title><author>E. Vane</author></titleStmt>
<publicationStmt><p>Printed at Quillhaven</p></publicationStmt><sourceDesc><p>A playbill</p></sourceDesc>
</fileDesc>
</teiHeader>
<text><body>
{}
</body></text>
</TEI>
"""
SPEECH = '<sp who="#vane"><speaker>Vane</speaker><l n="{0}">We cross at {0}.</l><stage>Exit.</stage></sp>'


def test_tei_from_elsewhere_gets_one_line_for_each_rule_it_breaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ferry-play.xml").write_text(DRAMA.format("\n".join(map(SPEECH.format, range(500)))))
    assert run(["validate", "ferry-play.xml"]) == 1
    lines = capsys.readouterr().err.splitlines()
    elements = [line for line in lines if ": element: " in line]
    assert len(elements) == 1
    assert re.search(r"\(and 1,9\d\d more of this rule in this file", elements[0])
    assert len(lines) < 20


def test_the_last_results_are_believed_until_something_changes(
    standing: Edition, capsys: Captured, monkeypatch: pytest.MonkeyPatch, snapshot: Snapshot
) -> None:
    results = standing.root / "build" / "validation.json"
    article = standing.article_path("quay-repairs")
    article.write_text(article.read_text().replace("xml:space", "xml:spice"))
    checked: list[str] = []
    module = importlib.import_module("pressmark.stages.validate")  # `stages.validate` is its function
    check = module.validate_article

    def note(data: bytes, path: str, *others: object) -> object:
        checked.append(Path(path).stem)
        return check(data, path, *others)

    monkeypatch.setattr(module, "validate_article", note)
    assert run(["validate"]) == 1
    first = capsys.readouterr()
    assert sorted(checked) == ["quay-repairs", "quillhaven-ferry"]
    stored = results.read_bytes()

    def again(*options: str) -> list[str]:
        checked.clear()
        assert run(["validate", *options]) == 1
        assert capsys.readouterr() == first
        return sorted(checked)

    assert again() == []
    assert again("--fresh") == ["quay-repairs", "quillhaven-ferry"]
    assert results.read_bytes() == stored
    for damage in (
        "",
        "{",
        "[]",
        '{"version": 1}',
        '{"version": 2, "files": {}}',
        '{"version": 1, "files": {"a": 3}}',
    ):
        results.write_text(damage)
        assert again() == ["quay-repairs", "quillhaven-ferry"]
        assert results.read_bytes() == stored
    seed = standing.seeds / "quay-repairs.txt"
    os.utime(seed)
    assert again() == []
    (standing.seeds / "quay-repairs.toml").write_text('rights = "Nobody knows."\n')
    assert again() == ["quay-repairs"]
    people = standing.registers / "people.xml"
    people.write_text(people.read_text() + "<!-- changed -->\n")
    assert again() == ["quay-repairs", "quillhaven-ferry"]


def test_results_of_what_is_gone_are_forgotten_and_others_kept(standing: Edition, capsys: Captured) -> None:
    results = standing.root / "build" / "validation.json"
    assert run(["validate"]) == 0
    both = json.loads(results.read_bytes())["files"]
    assert sorted(both) == ["articles/quay-repairs.xml", "articles/quillhaven-ferry.xml"]
    assert run(["validate", "tei/articles/quay-repairs.xml"]) == 0
    assert json.loads(results.read_bytes())["files"] == both
    standing.article_path("quillhaven-ferry").unlink()
    assert run(["validate", "tei/articles/quay-repairs.xml"]) == 0
    assert list(json.loads(results.read_bytes())["files"]) == ["articles/quay-repairs.xml"]


def test_several_workers_find_what_one_finds(standing: Edition, capsys: Captured) -> None:
    article = standing.article_path("quay-repairs").read_text()
    shutil.rmtree(standing.root / "build")
    for number in range(40):
        text = article.replace("quay-repairs", f"quay-{number}", 1)
        (standing.articles / f"quay-{number}.xml").write_text(text.replace("<p ", '<p wrong="" ', number % 3))
    assert run(["validate", "-j", "1", "--notes"]) == 1
    one = capsys.readouterr()
    stored = (standing.root / "build" / "validation.json").read_bytes()
    assert run(["validate", "-j", "2", "--fresh", "--notes"]) == 1
    assert capsys.readouterr() == one
    assert (standing.root / "build" / "validation.json").read_bytes() == stored
