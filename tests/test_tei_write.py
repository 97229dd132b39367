"""Writing files whole, and an article together with its ledger."""

import os
from pathlib import Path

import pytest
from lxml import etree

from pressmark.tei import write
from pressmark.tei.write import serialise, settle_ledgers, write_article, write_file


def test_a_file_is_utf8_with_a_declaration_and_a_final_newline() -> None:
    data = serialise(etree.fromstring("<TEI>—</TEI>"))
    assert data.decode("utf-8") == '<?xml version="1.0" encoding="UTF-8"?>\n<TEI>—</TEI>\n'


def test_writing_a_file_that_was_read_gives_the_same_bytes() -> None:
    data = serialise(etree.fromstring("<TEI><text>A ferry —&#13;\n<p/></text></TEI>"))
    assert serialise(etree.fromstring(data)) == data


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


def test_an_article_is_written_with_its_ledger_and_nothing_else(tmp_path: Path) -> None:
    article, ledger = tmp_path / "articles" / "ferry.xml", tmp_path / "anchors" / "ferry.tsv"
    assert write_article(article, b"<one/>", ledger, "m1\n") is True
    assert write_article(article, b"<one/>", ledger, "m1\n") is False
    assert write_article(article, b"<one/>", ledger, "m1\nm2\n") is True
    files = {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert files == {"ferry.xml": b"<one/>", "ferry.tsv": b"m1\nm2\n"}


class Killed(BaseException):
    """The end of a process, as far as a test can play it."""


@pytest.mark.parametrize("writes", range(4))
def test_a_writer_that_is_killed_leaves_an_article_and_the_ledger_that_belongs_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    article, ledger = tmp_path / "articles" / "ferry.xml", tmp_path / "anchors" / "ferry.tsv"
    write_article(article, b"<old/>", ledger, "old\n")
    done = 0

    def write_or_die(path: Path, data: bytes) -> bool:
        nonlocal done
        if done == writes:
            raise Killed
        done += 1
        return write_file(path, data)

    monkeypatch.setattr(write, "write_file", write_or_die)
    if writes < 3:
        with pytest.raises(Killed):
            write_article(article, b"<new/>", ledger, "new\n")
    else:
        write_article(article, b"<new/>", ledger, "new\n")
    monkeypatch.undo()
    settle_ledgers(ledger.parent, article.parent)
    assert (article.read_bytes(), ledger.read_text()) in ((b"<old/>", "old\n"), (b"<new/>", "new\n"))
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["ferry.tsv", "ferry.xml"]
