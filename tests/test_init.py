"""A new edition: its files, that it can be built and tested at once, and that nothing is overwritten."""

import errno
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from conftest import PROJECT
from packaging.requirements import Requirement
from site_building import build, words

from pressmark import stages
from pressmark.cli import run
from pressmark.config import load_edition
from pressmark.tei.schema.files import schema_files

Captured = pytest.CaptureFixture[str]

ARCHIVE = PROJECT / "pressmark" / "data" / "archive"
# Files of this project that every new edition begins with, too. After a change of one, pytest's
# option --regenerate brings it over.
SHARED = (
    ".editorconfig",
    ".gitattributes",
    ".gitignore",
    "LICENSE",
    "conf.py",
    "pyproject.toml",
    "requirements.txt",
    *(
        f"source/{page}.md"
        for page in (
            "articles", "cite", "corrections", "data", "dates", "editors", "encoding", "glossary", "index",
            "organisations", "outlets", "people", "places", "principles", "publishing",
            "quotations", "quotations-by-article", "quotations-by-date", "search", "state", "todo",
            "validation",
        )
    ),
)  # fmt: skip
PICTURE = re.compile(rb"!\[[^]]*\]\(pictures/[^)]*\)\n\n")
# Those that a new edition has of its own.
OWN = (
    "Makefile",
    "README.md",
    "edition.toml",
    "requirements-dev.txt",
    "seeds/README.md",
    "source/about.md",
    "source/maintainers.md",
    "source/quality.md",
    "tests/test_edition.py",
)


def template(name: str) -> Path:
    return ARCHIVE / (f"dot{name}.in" if name.startswith(".") else f"{name}.in")


@pytest.mark.parametrize("name", SHARED)
def test_what_every_edition_begins_with_is_as_in_this_one(name: str, request: pytest.FixtureRequest) -> None:
    # The pictures show the articles of this edition, which another has no business to spread.
    here = PICTURE.sub(b"", (PROJECT / name).read_bytes())
    there = template(name)
    if request.config.getoption("--regenerate"):
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_bytes(here)
    assert there.read_bytes() == here, "run this test with --regenerate"


def test_no_other_file_is_in_the_archive() -> None:
    found = {path for path in ARCHIVE.rglob("*") if path.is_file()}
    assert found == {template(name) for name in (*SHARED, *OWN)}


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A new edition, with its own copy of the tool."""
    folder = tmp_path / "new" / "The Archive’s edition"
    stages.make_edition(folder, title='The “Courier”: $5 & "more" \\', publisher="Quillhaven Library")
    return folder


def test_a_new_edition_has_the_files_and_the_names_it_was_given(made: Path) -> None:
    files = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    own = {name for name in files if not name.startswith("pressmark/")}
    schema = {f"tei/schema/{name}" for name in schema_files()}
    assert own == {*SHARED, *OWN, *schema, "requirements-pressmark.txt"}
    edition = load_edition(made)
    assert (edition.title, edition.publisher) == ('The “Courier”: $5 & "more" \\', "Quillhaven Library")
    assert (made / "README.md").read_text().startswith('# The “Courier”: $5 & "more" \\\n')
    assert (made / "requirements-pressmark.txt").read_text().endswith("\n-e .\n")
    assert "pressmark/data/archive/Makefile.in" in files
    assert [path for path in made.parent.iterdir() if path != made] == []


def test_the_copy_of_the_tool_is_this_tool(made: Path) -> None:
    def sources(root: Path) -> dict[str, bytes]:
        files = (path for path in (root / "pressmark").rglob("*") if path.is_file())
        return {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in files
            if "__pycache__" not in path.parts
        }

    assert sources(made) == sources(PROJECT)
    settings = tomllib.loads((made / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (made / settings["readme"]).is_file()
    assert all(list(made.glob(pattern)) for pattern in settings["license-files"])


def test_an_empty_edition_is_whole_and_says_what_is_missing(
    made: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(made)
    for command in (["encode"], ["validate"], ["encode", "--check"], ["todo"]):
        assert run(command) == 0, command
    assert "nothing to do" in capsys.readouterr().out
    site = build(made)
    assert (site.status, site.warnings) == (0, "")
    missing = {
        "index": "There is no article in this edition yet.",
        "articles": "There is no article in this edition yet.",
        "people": "There is no record yet.",
        "places": "There is no record yet.",
        "organisations": "There is no record yet.",
        "quotations": "There is no quotation in this edition yet.",
        "cite": "As soon as an article with a quotation is in the edition, an example stands here.",
        "principles": "No article states its principles yet.",
        "quality": "Nothing has been measured yet.",
        "about": "To be written",
        "todo": "There is nothing to do",
    }
    for page, says in missing.items():
        assert says in words(site.page(page)), page


def test_the_first_article_of_a_new_edition(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    article = made.parent / "fire.txt"
    article.write_text(
        "Fire on the Ropewalk\n\nA fire broke out in Quillhaven. “Nobody was hurt,” said Ada Fenn.\n"
    )
    monkeypatch.chdir(made)
    assert run(["new", str(article)]) == 0
    assert run(["validate"]) == 0
    site = build(made)
    assert (site.status, site.warnings) == (0, "")
    assert "Fenn, Ada" in words(site.page("people"))


def test_a_tool_from_elsewhere_is_not_copied(tmp_path: Path) -> None:
    folder = tmp_path / "edition"
    stages.make_edition(folder, title="A", tool="git+https://example.org/pressmark.git@v1")
    assert not (folder / "pressmark").exists()
    assert not (folder / "pyproject.toml").exists()
    wanted = (folder / "requirements-pressmark.txt").read_text(encoding="utf-8").splitlines()[-1]
    assert wanted == "pressmark @ git+https://example.org/pressmark.git@v1"
    assert str(Requirement(wanted).url) == "git+https://example.org/pressmark.git@v1"
    other = tmp_path / "other"
    stages.make_edition(other, title="A", tool=str(PROJECT))
    assert (other / "requirements-pressmark.txt").read_text(encoding="utf-8").endswith(f"\n-e {PROJECT}\n")


def test_an_empty_folder_will_do_and_the_name_of_the_folder_is_the_title(
    tmp_path: Path, capsys: Captured
) -> None:
    folder = tmp_path / "courier"
    folder.mkdir()
    assert run(["init", str(folder)]) == 0
    assert load_edition(folder).title == "courier"
    out = capsys.readouterr().out
    assert f"{folder}/edition.toml\n" in out
    assert f"next: cd {folder}; make html" in out


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ([], "is there already and is not empty"),
        (["--title", "two\nlines"], "a title, on one line"),
        (["--tool", "no-such-folder"], "no folder with a pyproject.toml"),
        (["--tool", "two words"], "no address and no folder"),
    ],
    ids=["full", "title", "folder", "words"],
)
def test_wrong_use_ends_with_2_and_makes_nothing(
    tmp_path: Path, options: list[str], says: str, capsys: Captured
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("Dear editor,")
    folder = tmp_path / ("new" if options else "full")
    before = sorted(tmp_path.rglob("*"))
    assert run(["init", str(folder), *options]) == 2
    assert says in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


def test_a_failure_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Path, "rename", fail)
    assert run(["init", "edition"]) == 1
    assert list(tmp_path.iterdir()) == []
    said = "edition: not written, the disk is full: make room, and do it again\n"
    assert capsys.readouterr().err == said


@pytest.mark.slow
def test_make_html_and_make_test_pass_in_a_clone_of_a_new_edition(made: Path, tmp_path: Path) -> None:
    """As on another machine: cloned to another place, with no environment but what it makes itself."""
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "-m", "Begin"]):
        subprocess.run([*git, *command], cwd=made, check=True)
    clone = tmp_path / "clone"
    subprocess.run([*git, "clone", "--quiet", str(made), str(clone)], check=True)
    shutil.rmtree(made)
    for target in ("html", "test"):
        done = subprocess.run(["make", target], cwd=clone, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert (clone / "build" / "html" / "index.html").is_file()
    status = subprocess.run(
        [*git, "status", "--porcelain"], cwd=clone, capture_output=True, text=True, check=True
    )
    assert status.stdout == ""
