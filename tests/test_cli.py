"""The command line: what it takes, what it prints where, and with which exit code it ends."""

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import pressmark
from pressmark.cli import run
from pressmark.config import Edition
from pressmark.model import Person
from pressmark.tei.records import read_register

Snapshot = Callable[[Path], dict[str, tuple[bytes, int]]]
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def inside(quillhaven: Edition, monkeypatch: pytest.MonkeyPatch) -> Edition:
    """The invented edition, as the current folder."""
    monkeypatch.chdir(quillhaven.root)
    return quillhaven


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["-h"],
        ["encode", "--help"],
        ["new", "--help"],
        ["init", "--help"],
        ["todo", "--help"],
        ["validate", "--help"],
        ["explain", "--help"],
        ["register", "--help"],
        *(["register", name, "--help"] for name in ("list", "show", "find", "add", "confirm")),
    ],
    ids=" ".join,
)
def test_help_shows_examples(arguments: list[str], capsys: Captured) -> None:
    assert run(arguments) == 0
    help_text = capsys.readouterr().out
    assert "Example" in help_text
    assert "  pressmark " in help_text or "Example: pressmark " in help_text


def test_the_version_is_that_of_the_package(capsys: Captured) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"pressmark {pressmark.__version__}\n"


@pytest.mark.parametrize("command", [["-m", "pressmark"], ["-c", "from pressmark.cli import main; main()"]])
def test_the_program_runs_as_a_module_and_as_a_script(command: list[str]) -> None:
    done = subprocess.run([sys.executable, *command, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"pressmark {pressmark.__version__}\n"


def test_help_loads_nothing_that_is_slow() -> None:
    code = (
        "import sys; from pressmark.cli import run; run(['--help']); "
        "print([name for name in ('lxml', 'joblib', 'sphinx', 'trafilatura', 'charset_normalizer') "
        "if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    "arguments",
    [
        ["unknown"],
        ["encode", "no-such-file.txt"],
        ["encode", "--output", "edition.toml"],
        ["encode", "--output", "tei/articles"],
        ["encode", "tei/registers"],  # a folder without articles
        ["validate", "no-such-file.xml"],
        ["validate", "edition.toml/below-a-file.xml"],
        ["validate", "-j", "0"],
        ["validate", "--format", "html"],
        ["explain", "no-such-rule"],
        ["register", "list", "--kind", "ship"],
        ["register", "show", "nobody"],
        ["register", "confirm", "brindle-tamsin"],
        ["register", "add", "person", "Brindle, Tamsin", "--id", "brindle-tamsin"],
    ],
    ids=" ".join,
)
def test_wrong_use_ends_with_2_and_says_what_is_wrong(
    inside: Edition, arguments: list[str], capsys: Captured, snapshot: Snapshot
) -> None:
    before = snapshot(inside.root)
    assert run(arguments) == 2
    assert "Error: " in capsys.readouterr().err
    assert snapshot(inside.root) == before


@pytest.mark.parametrize("arguments", [["encode"], ["validate"], ["register", "list"]], ids=" ".join)
def test_outside_an_edition_the_way_to_one_is_shown(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(arguments) == 2
    assert "no edition.toml in this folder or above it" in capsys.readouterr().err


def test_faulty_settings_are_one_line(inside: Edition, capsys: Captured) -> None:
    (inside.root / "edition.toml").write_text('titel = "A"\n')
    assert run(["encode"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("edition.toml: settings: has an unknown key 'titel': ")


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ("[run]\njobs = 1" + "0" * 30, "run.jobs is 1000"),
        ("[seeds]\nmax-bytes = -1", "write a number from 1 to 100,000,000"),
        ("[seeds]\nmax-bytes = inf", "seeds.max-bytes is inf: write a value of type int"),
        ("[site]\nentries-per-page = nan", "site.entries-per-page is nan"),
        ("[site]\nentries-per-page = 0", "write a number from 1 to 1,000,000"),
        ("title = " + "9" * 5_000, "is no TOML: Exceeds the limit"),
        ("title = 0x" + "f" * 5_000, "is no TOML: Exceeds the limit"),
        ("title = " + "[" * 3_000 + "]" * 3_000, "is no TOML: it is nested too deeply"),
        ("a." * 3_000 + "b = 1", "is no TOML: it is nested too deeply"),
        ('title = "A\\u0000B"', "write it on one line, without control characters"),
    ],
)
def test_settings_that_nothing_can_be_done_with_are_one_line(
    settings: str, says: str, inside: Edition, capsys: Captured
) -> None:
    (inside.root / "edition.toml").write_text(settings)
    for command in ("encode", "validate", "export"):
        assert run([command]) == 1
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith("edition.toml: settings: ")
        assert says in line
        assert len(line) < 600


def test_an_edition_is_encoded_from_any_folder_in_it(
    inside: Edition, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(inside.seeds)
    assert run(["encode"]) == 0
    assert capsys.readouterr().out.startswith("encoded 2 of 2 articles\n")
    assert inside.article_path("quay-repairs").is_file()
    assert run(["encode"]) == 0
    assert capsys.readouterr().out == "encoded 0 of 2 articles (2 unchanged)\n"


def test_what_is_encoded_is_valid(inside: Edition, capsys: Captured) -> None:
    run(["encode"])
    capsys.readouterr()
    assert run(["validate"]) == 0
    captured = capsys.readouterr()
    assert captured.out == "checked 5 files: no findings, 4 notes (--notes shows them)\n"
    assert captured.err == ""


def test_one_seed_can_be_named(inside: Edition, capsys: Captured) -> None:
    assert run(["encode", "seeds/quay-repairs.txt"]) == 0
    assert capsys.readouterr().out.startswith("encoded 1 of 1 article\n")
    assert [path.name for path in inside.articles.iterdir()] == ["quay-repairs.xml"]


def test_a_check_ends_with_1_if_something_would_change(
    inside: Edition, capsys: Captured, snapshot: Snapshot
) -> None:
    before = snapshot(inside.root)
    assert run(["encode", "--check"]) == 1
    assert "tei/articles/quay-repairs.xml: would change\n" in capsys.readouterr().out
    assert snapshot(inside.root) == before
    run(["encode"])
    assert run(["encode", "--check"]) == 0


def test_files_from_anywhere_are_encoded_without_any_edition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    folder = tmp_path / "some articles"
    folder.mkdir()
    (folder / "Quay Repairs (final).txt").write_text("Quay Repairs\n\nThey began on Monday in Quillhaven.\n")
    (folder / "notes.md").write_text("no article")
    (folder / ".draft.txt").write_text("hidden")
    monkeypatch.chdir(tmp_path)
    assert run(["encode", "some articles", "--output", "out"]) == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["quay-repairs-final.xml"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "some articles"]
    capsys.readouterr()
    assert run(["validate", "out"]) == 0
    assert capsys.readouterr().out.startswith("checked 1 file: no findings")


def test_encoding_elsewhere_uses_the_registers_of_the_edition(
    inside: Edition, tmp_path: Path, snapshot: Snapshot
) -> None:
    before = snapshot(inside.root)
    assert run(["encode", "--output", str(tmp_path / "out")]) == 0
    data = (tmp_path / "out" / "quillhaven-ferry.xml").read_text()
    assert 'ref="person:brindle-tamsin"' in data
    assert "Mayor of Quillhaven since 2029." in data
    assert snapshot(inside.root) == before
    assert run(["validate", str(tmp_path / "out")]) == 0


def test_tei_edited_by_hand_stays_and_approved_tei_is_mentioned(inside: Edition, capsys: Captured) -> None:
    run(["encode"])
    path = inside.article_path("quay-repairs")
    edited = path.read_text().replace("<body>", "<body><!-- checked -->").replace('"draft"', '"approved"')
    path.write_text(edited)
    seed = inside.seeds / "quay-repairs.txt"
    seed.write_text(seed.read_text().replace("quay", "pier", 1))
    capsys.readouterr()
    assert run(["encode"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("tei/articles/quay-repairs.xml: approved, and left as it is; ")
    assert second == "encoded 0 of 2 articles (1 unchanged, 1 left as it is)"
    assert path.read_text() == edited


def test_findings_go_to_standard_error_in_the_order_of_the_files(inside: Edition, capsys: Captured) -> None:
    for name in ("b.txt", "a.txt", "c.txt"):
        (inside.seeds / name).write_text("")
    assert run(["encode"]) == 1
    captured = capsys.readouterr()
    assert [line.split(":")[0] for line in captured.err.splitlines()] == [
        "seeds/a.txt",
        "seeds/b.txt",
        "seeds/c.txt",
    ]
    assert "encoded 2 of 5 articles (3 failed)\n" in captured.out


def test_a_person_can_be_found_shown_and_listed(inside: Edition, capsys: Captured) -> None:
    assert run(["register", "find", "tam brindle"]) == 0
    assert capsys.readouterr().out.split() == [
        "person", "brindle-tamsin", "Brindle,", "Tamsin", "(as", "Tam", "Brindle)",
    ]  # fmt: skip
    assert run(["register", "show", "brindle-tamsin"]) == 0
    shown = capsys.readouterr().out
    for words in ("Tamsin Brindle", "Tam Brindle", "1988-03", "mayor of Quillhaven", "entity/Q0"):
        assert words in shown
    assert run(["register", "list", "--kind", "person", "--draft"]) == 0
    assert capsys.readouterr().out.split() == ["person", "fenn-ottoline", "Fenn,", "Ottoline", "[draft]"]


def test_a_name_that_nobody_bears_ends_with_1(inside: Edition, capsys: Captured) -> None:
    assert run(["register", "find", "Zebedee"]) == 1
    assert capsys.readouterr().err == "no record is known by 'Zebedee'\n"


def test_a_record_can_be_added_and_a_draft_confirmed(inside: Edition, capsys: Captured) -> None:
    assert run(["register", "add", "person", "Byron, Ada", "--description", "Mathematician."]) == 0
    assert run(["register", "confirm", "fenn-ottoline"]) == 0
    assert capsys.readouterr().out == (
        "tei/registers/people.xml: added byron-ada\ntei/registers/people.xml: confirmed fenn-ottoline\n"
    )
    people = read_register(inside).by_id()
    assert people["byron-ada"] == Person(
        id="byron-ada", name="Ada Byron", forename="Ada", surname="Byron", description="Mathematician."
    )
    assert not people["fenn-ottoline"].draft


def test_a_faulty_register_is_not_written_to(inside: Edition, capsys: Captured) -> None:
    people = inside.registers / "people.xml"
    people.write_text(people.read_text().replace('xml:id="fenn-ottoline"', 'xml:id="brindle-tamsin"'))
    before = people.read_bytes()
    assert run(["register", "add", "person", "Byron, Ada"]) == 1
    assert ": duplicate-id: " in capsys.readouterr().err
    assert people.read_bytes() == before


def test_a_name_that_cannot_be_printed_does_no_harm(inside: Edition, capsys: Captured) -> None:
    (inside.seeds / os.fsdecode(b"caf\xe9\n.txt")).write_text("")
    assert run(["encode"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "empty" in line


def test_an_interrupt_ends_with_130_and_no_traceback(
    inside: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "import os, signal, sys, pressmark.stages.article as article\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell's background jobs ignore it
        "def interrupt(*_): os.kill(os.getpid(), signal.SIGINT)\n"
        "article.annotate = interrupt\n"
        "from pressmark.cli import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code, "encode"], capture_output=True, text=True, check=False)
    assert done.returncode == 130
    assert "Traceback" not in done.stderr
    assert "interrupted" in done.stderr
    assert not inside.articles.exists()


def seen_on_a_terminal(command: list[str], folder: Path) -> str:
    """What a program shows when its standard error is a terminal."""
    ours, theirs = pty.openpty()
    try:
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=theirs)
        assert process.wait(timeout=60) in (0, 1)
    finally:
        os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 4096):
            shown += chunk
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    return shown.decode()


def test_progress_is_shown_on_a_terminal_only(inside: Edition) -> None:
    for number in range(30):
        (inside.seeds / f"a{number}.txt").write_text(f"Quay Repairs {number}\n\nThey began in Quillhaven.\n")
    encode = [sys.executable, "-m", "pressmark", "encode"]
    assert "\rencoding 1 of " in seen_on_a_terminal(encode, inside.root)
    quiet = subprocess.run([*encode, "--check"], cwd=inside.root, capture_output=True, text=True, check=False)
    assert quiet.stderr == ""


def test_findings_are_coloured_on_a_terminal_and_progress_is_wiped_out(inside: Edition) -> None:
    run(["encode"])
    article = inside.article_path("quay-repairs").read_text().replace("xml:space", "xml:spice")
    for number in range(30):
        inside.article_path(f"quay-{number}").write_text(article.replace("quay-repairs", f"quay-{number}", 1))
    for options in ([], ["-j", "2", "--fresh"], []):
        shown = seen_on_a_terminal([sys.executable, "-m", "pressmark", "validate", *options], inside.root)
        assert "\x1b[1mtei/articles/quay-7.xml:" in shown
        assert "\x1b[31m" in shown
        before, wiped, after = shown.rpartition("\r\x1b[K")
        assert "checking" not in after
        assert bool(wiped) is ("checking" in before)
