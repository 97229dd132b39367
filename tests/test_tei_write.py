"""Writing files whole, and telling edits by hand."""

import os
from pathlib import Path

import pytest
from lxml import etree

from pressmark.tei.write import edited_by_hand, file_bytes, serialise, write_file

ARTICLE = '<TEI><ab type="digest"/><text>A ferry —\r\n<p/></text></TEI>'


def test_a_file_is_utf8_with_a_declaration_and_a_final_newline() -> None:
    data = file_bytes(etree.fromstring("<TEI>—</TEI>"))
    assert data.decode("utf-8") == '<?xml version="1.0" encoding="UTF-8"?>\n<TEI>—</TEI>\n'


def test_what_was_written_is_not_edited() -> None:
    data = serialise(etree.fromstring(ARTICLE))
    assert b'<ab type="digest">sha256:' in data
    assert not edited_by_hand(data)


def test_writing_a_file_that_was_read_gives_the_same_bytes() -> None:
    data = serialise(etree.fromstring(ARTICLE))
    assert serialise(etree.fromstring(data)) == data


@pytest.mark.parametrize(
    ("old", "new"), [(b"ferry", b"ferries"), (b"sha256:", b"sha256:0"), (b"\n", b"\n\n")]
)
def test_any_change_is_an_edit(old: bytes, new: bytes) -> None:
    data = serialise(etree.fromstring(ARTICLE))
    assert edited_by_hand(data.replace(old, new, 1))


def test_a_file_without_digest_is_someone_elses() -> None:
    assert edited_by_hand(b"<TEI/>")


def test_line_ends_changed_by_version_control_are_no_edit() -> None:
    data = serialise(etree.fromstring(ARTICLE))
    assert not edited_by_hand(data.replace(b"\n", b"\r\n"))


def test_the_same_bytes_are_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "tei" / "article.xml"
    assert write_file(path, b"one") is True
    os.utime(path, (1, 1))
    assert write_file(path, b"one") is False
    assert path.stat().st_mtime == 1
    assert write_file(path, b"two") is True
    assert path.read_bytes() == b"two"


def test_permissions_of_a_replaced_file_stay(tmp_path: Path) -> None:
    path = tmp_path / "article.xml"
    write_file(path, b"one")
    path.chmod(0o640)
    write_file(path, b"two")
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_failed_write_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "article.xml"
    write_file(path, b"one")

    def full(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space left"):
        write_file(path, b"two")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("article.xml", b"one")]
