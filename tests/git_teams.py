"""What the tests of team work share: an edition in a repository of git, its editors, and their branches."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from reviewing import FERRY, new_edition

from pressmark import stages
from pressmark.cli import run
from pressmark.config import Edition, load_edition
from pressmark.model import Span
from pressmark.review.decisions import Accept, Add, Decision, Point, Reject
from pressmark.review.desk import Desk
from pressmark.review.forms import Form
from pressmark.tei.merge.pieces import Pieces, read_pieces
from pressmark.tei.parse import parse

PROJECT = Path(__file__).parent.parent
_IDENTITY = {
    "GIT_AUTHOR_NAME": "Edda Marrow", "GIT_AUTHOR_EMAIL": "edda@example.org",
    "GIT_COMMITTER_NAME": "Edda Marrow", "GIT_COMMITTER_EMAIL": "edda@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_EDITOR": "true", "PYTHONPATH": str(PROJECT),
}  # fmt: skip
DRIVER = f"{sys.executable} -m pressmark merge-file"


@dataclass
class Merged:
    """What git said of a merge: whether it was clean, its words, and the files that it left in conflict."""

    clean: bool
    says: str
    conflicts: list[str] = field(default_factory=list)


class Team:
    """The invented edition of Quillhaven in a repository of its own, on the branch `main`."""

    def __init__(self, folder: Path, *, driver: bool = True) -> None:
        self.edition = new_edition(folder)
        self.root = self.edition.root
        self.git("init", "--quiet", "--initial-branch=main")
        (self.root / ".gitignore").write_text("/build/\n/.pressmark.*\n")
        if driver:
            self.pressmark("merge-file", "--install")
        self.commit("the edition")

    def git(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run git in the repository."""
        return subprocess.run(
            ["git", *arguments], cwd=self.root, env={**os.environ, **_IDENTITY},
            capture_output=True, text=True, check=check,
        )  # fmt: skip

    def pressmark(self, *arguments: str) -> int:
        """Run a command of Pressmark in the edition; its exit code."""
        here = Path.cwd()
        os.chdir(self.root)
        try:
            return run([*arguments])
        finally:
            os.chdir(here)

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", message)

    def branch(self, name: str, start: str = "main") -> None:
        """Begin a branch and go to it."""
        self.git("switch", "--quiet", "--create", name, start)

    def switch(self, name: str) -> None:
        self.git("switch", "--quiet", name)

    def merge(self, *names: str) -> Merged:
        """Merge a branch into the one that is checked out."""
        return self._merged(self.git("merge", "--no-edit", *names, check=False))

    def rebase(self, onto: str) -> Merged:
        """Put the commits of the branch that is checked out behind those of another."""
        return self._merged(self.git("rebase", onto, check=False))

    def _merged(self, done: subprocess.CompletedProcess[str]) -> Merged:
        conflicts = self.git("diff", "--name-only", "--diff-filter=U").stdout.split()
        return Merged(clean=done.returncode == 0, says=done.stdout + done.stderr, conflicts=conflicts)

    # What editors do

    def decide(self, editor: str, *decisions: Decision, siglum: str = FERRY) -> None:
        """Carry out decisions as the review page does, each on its own."""
        edition = load_edition(self.root)
        person = next(each for each in edition.editors if each.id == editor)
        desk = Desk(edition, person)
        for decision in decisions:
            desk.decide(siglum, desk.sheet(siglum).version, [decision], "decided")

    def encode(self) -> stages.EncodeReport:
        return stages.encode_edition(load_edition(self.root))

    def new(self, siglum: str, text: str) -> int:
        """Add an article as an editor does."""
        path = self.root.parent / f"{siglum}.txt"
        path.write_text(text, encoding="utf-8")
        return self.pressmark("new", str(path), "--siglum", siglum)

    # What stands

    def pieces(self, siglum: str = FERRY) -> Pieces:
        return read_pieces(parse(self.article(siglum), siglum))

    def article(self, siglum: str = FERRY) -> bytes:
        return self.edition.article_path(siglum).read_bytes()

    def ledger(self, siglum: str = FERRY) -> str:
        return self.edition.article_ledger(siglum).read_text(encoding="utf-8")

    def faults(self) -> list[str]:
        """What `validate` and `anchors check` have against the edition, but for what it had before."""
        edition = load_edition(self.root)
        report = stages.validate(stages.edition_files(edition), edition, jobs=1, fresh=True)
        found = [*report.findings, *stages.check_anchors(edition).findings]
        return [str(finding) for finding in found if finding.severity == "error"]


def words(pieces: Pieces, quoted: str, occurrence: int = 0) -> Span:
    """Where words stand in an article."""
    at = -1
    for _ in range(occurrence + 1):
        at = pieces.text.index(quoted, at + 1)
    return Span(at, at + len(quoted))


__all__ = ["FERRY", "Accept", "Add", "Edition", "Form", "Merged", "Point", "Reject", "Team", "words"]
