"""The article of this repository, corrected by hand as an editor would: the next run changes nothing else."""

import difflib
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from pressmark.config import Edition, load_edition
from pressmark.stages import encode_edition
from pressmark.tei.ledger import read_article_ledger

SIGLUM = "pro-assad-alliance"
LATER = date(2031, 5, 6)


@pytest.fixture
def archive(tmp_path: Path, project: Path) -> Edition:
    """A copy of the edition, as it is in the repository."""
    for name in ("seeds", "tei"):
        shutil.copytree(project / name, tmp_path / name)
    shutil.copy(project / "edition.toml", tmp_path)
    return load_edition(tmp_path)


def difference(before: str, after: str) -> list[str]:
    """The words that a diff by words shows, those that went with "-", those that came with "+"."""
    old, new = (re.findall(r"<[^>]*>|[^<\s]+|\s+", text) for text in (before, after))
    return [
        f"{line[0]}{line[2:]}" for line in difflib.ndiff(old, new) if line[0] in "+-" and line[2:].strip()
    ]


def test_the_edition_is_what_a_run_would_write(archive: Edition) -> None:
    report = encode_edition(archive, check=True)
    assert (report.written, report.noted, report.drafts, report.findings) == ((), (), (), ())


def test_corrections_by_hand_are_all_that_the_next_run_leaves_changed(archive: Edition) -> None:
    path, seed = archive.article_path(SIGLUM), archive.seeds / f"{SIGLUM}.txt"
    before, ledger_before = path.read_text(), read_article_ledger(archive, SIGLUM)[0]
    edits = (
        # a wrong record
        ('xml:id="m83" ref="place:washington-dc"', 'xml:id="m83" ref="place:united-states"'),
        # a tag that should not be there
        (re.search(r"<orgName xml:id=\"m71\"[^>]*>Kremlin</orgName>", before)[0], "Kremlin"),  # type: ignore[index]
        # a description that the machine did not see
        (
            "his terrorist enemies list",
            'his <rs type="person" ref="person:trump-donald">terrorist enemies</rs> list',
        ),
    )
    edited = before
    for old, new in edits:
        assert edited.count(old) == 1
        edited = edited.replace(old, new)
    path.write_text(edited)
    words = seed.read_bytes()
    assert words.count(b"fundamental disconnect") == 1
    seed.write_bytes(words.replace(b"fundamental disconnect", b"fundamental disconect"))

    report = encode_edition(archive, day=LATER)
    after, ledger = path.read_text(), read_article_ledger(archive, SIGLUM)[0]
    assert report.findings == ()
    tag = re.search(
        r'<rs type="person" xml:id="(m\d+)" ref="person:trump-donald">terrorist enemies</rs>', after
    )
    assert tag
    assert difference(edited, after) == [
        "-disconnect,", "+disconect,",
        '-<rs type="person" ref="person:trump-donald">',
        f'+<rs type="person" xml:id="{tag[1]}" ref="person:trump-donald">',
    ]  # fmt: skip
    changed = {anchor for anchor in ledger if ledger[anchor] != ledger_before.get(anchor)}
    assert changed == {"m83", "m71", tag[1], "p11", "s17", "text"}
    assert ledger["m71"].successor == "s19"

    stood = {file: file.stat().st_mtime_ns for file in archive.root.rglob("*") if file.is_file()}
    again = encode_edition(archive, day=LATER)
    assert (again.written, again.noted, again.findings) == ((), (), ())
    assert {file: file.stat().st_mtime_ns for file in archive.root.rglob("*") if file.is_file()} == stood


def test_a_corrected_error_and_back_again_leaves_the_file_as_it_was(archive: Edition) -> None:
    path, seed = archive.article_path(SIGLUM), archive.seeds / f"{SIGLUM}.txt"
    before, words = path.read_bytes(), seed.read_bytes()
    seed.write_bytes(words.replace(b"pushed millions out", b"pushed milions out"))
    encode_edition(archive)
    assert path.read_bytes() == before.replace(b"pushed millions out", b"pushed milions out")
    seed.write_bytes(words)
    encode_edition(archive)
    assert path.read_bytes() == before
