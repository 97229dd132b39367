"""One writer at a time: who comes second waits, then says who is in the way, and nobody dead is."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pressmark.cli import run
from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.stages import lock
from pressmark.stages.lock import HOLDER, sole_writer

Snapshot = Callable[[Path], dict[str, tuple[bytes, int]]]
Captured = pytest.CaptureFixture[str]

# Holds the edition in the current folder, says so, and ends when its input ends.
HOLD = """
import sys
from pathlib import Path
from pressmark.config import load_edition
from pressmark.stages.lock import sole_writer

with sole_writer(load_edition(Path.cwd()), "pressmark encode"):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held_by_another(edition: Edition) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the edition."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD],
        cwd=edition.root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process


@pytest.fixture
def inside(quillhaven: Edition, monkeypatch: pytest.MonkeyPatch) -> Edition:
    monkeypatch.chdir(quillhaven.root)
    return quillhaven


@pytest.mark.parametrize(
    "arguments",
    [["encode"], ["register", "add", "person", "Byron, Ada"], ["register", "confirm", "fenn-ottoline"]],
    ids=" ".join,
)
def test_who_comes_second_is_told_who_is_in_the_way(
    inside: Edition,
    arguments: list[str],
    capsys: Captured,
    snapshot: Snapshot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.2)
    with held_by_another(inside) as other:
        before = snapshot(inside.root)
        assert run(arguments) == 1
        assert snapshot(inside.root) == before
    waiting, stopped = capsys.readouterr().err.splitlines()
    holder = f"pressmark encode (process {other.pid}, since 20"
    assert waiting.startswith(f"waiting for {holder}")
    assert stopped.startswith(f".: locked: is being written by {holder}")
    assert stopped.endswith(": run the command again when that has ended")
    assert run(arguments) == 0


def test_who_comes_second_waits_for_the_first_to_end(inside: Edition, capsys: Captured) -> None:
    with held_by_another(inside) as other:
        # The second run ends the first one as soon as it has to wait for it.
        with sole_writer(inside, "pressmark encode", patience=60, waiting=lambda _: other.stdin.close()):
            pass
        assert other.wait() == 0


def test_a_check_and_a_look_wait_for_nobody(inside: Edition, capsys: Captured) -> None:
    assert run(["encode"]) == 0
    with held_by_another(inside):
        assert run(["encode", "--check"]) == 0
        assert run(["register", "list"]) == 0
        assert run(["validate"]) == 0
    assert "waiting" not in capsys.readouterr().err


def test_a_killed_writer_is_in_nobody_s_way(inside: Edition) -> None:
    with held_by_another(inside) as other:
        other.send_signal(signal.SIGKILL)
        other.wait()
    assert json.loads((inside.root / HOLDER).read_bytes())["pid"] == other.pid
    with sole_writer(inside, "pressmark encode", patience=0):
        assert json.loads((inside.root / HOLDER).read_bytes())["pid"] == os.getpid()
    assert not (inside.root / HOLDER).exists()


@pytest.mark.parametrize("note", [None, b"", b"{", b'{"pid": 1}', b"[]"])
def test_a_lost_note_of_the_holder_costs_only_its_name(edition: Edition, note: bytes | None) -> None:
    with held_by_another(edition):
        path = edition.root / HOLDER
        path.unlink() if note is None else path.write_bytes(note)
        with (
            pytest.raises(PressmarkError, match="is being written by another process:"),
            sole_writer(edition, "pressmark encode", patience=0),
        ):
            pass


def test_the_edition_is_free_again_after_a_failure(edition: Edition) -> None:
    with pytest.raises(ZeroDivisionError), sole_writer(edition, "pressmark encode"):
        raise ZeroDivisionError
    with sole_writer(edition, "pressmark encode", patience=0):
        pass


def test_what_a_killed_write_left_is_deleted_and_nothing_else(edition: Edition) -> None:
    left = (
        ".edition.toml.ab_9x0zz.tmp",
        "seeds/.one.txt.abcdefgh.tmp",
        "tei/anchors/registers/.people.tsv.12345678.tmp",
    )
    kept = ("seeds/one.txt", "seeds/.notes.tmp", "seeds/a.abcdefgh.tmp", "tei/.keep", ".tool.abcdefgh.tmp.d")
    for name in (*left, *kept):
        path = edition.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    with sole_writer(edition, "pressmark encode"):
        pass
    assert [name for name in left if (edition.root / name).exists()] == []
    assert [name for name in kept if not (edition.root / name).exists()] == []
