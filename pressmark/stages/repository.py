"""What git knows of a merge that is under way, and how a repository learns of the merge driver."""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pressmark.errors import PressmarkError
from pressmark.files import Limit, read_if_there
from pressmark.tei.threeway.versions import Three

DRIVER: Final = "pressmark"
# What `.gitattributes` says of the files of an edition.
ATTRIBUTES: Final = tuple(
    f"{pattern} merge={DRIVER}"
    for pattern in ("tei/articles/*.xml", "tei/registers/*.xml", "tei/anchors/**/*.tsv")
)
_GIT_HEAD: Final = "GITHEAD_"  # how git tells a merge driver which commits are merged
# Where the commit stands that a rebase or a cherry-pick has come to: the last line, or the first word.
_PICKED: Final = ("rebase-merge/done", "rebase-apply/original-commit", "CHERRY_PICK_HEAD")
_MOST: Final = 20  # commits that are looked at for one that has a certain file


def git(folder: Path, *arguments: str, given: bytes = b"") -> bytes | None:
    """What git says, to the bytes `given` if it wants some; None if it fails or is not there."""
    done = _run(folder, arguments, given)
    return done.stdout if done is not None and done.returncode == 0 else None


def _run(
    folder: Path, arguments: Iterable[str], given: bytes = b""
) -> subprocess.CompletedProcess[bytes] | None:
    try:
        return subprocess.run(  # noqa: S603 (there is no shell)
            ["git", *arguments],  # noqa: S607 (git is what the user calls so)
            cwd=folder, input=given, capture_output=True, check=False,
        )  # fmt: skip
    except FileNotFoundError:
        return None


class Revisions:
    """The commits that a merge of one file is about, as far as they can be told."""

    def __init__(self, folder: Path, path: str, versions: Three[bytes]) -> None:
        self._folder = folder
        self._path = path
        self._versions = versions
        self.commits = self._find()

    def show(self, path: str) -> Three[bytes | None] | None:
        """Another file in the three commits, None where it is not there; None if they are not known."""
        if self.commits is None:
            return None
        return self.commits.map(lambda commit: git(self._folder, "cat-file", "blob", f"{commit}:{path}"))

    def published(self) -> str:
        """Which side the published branch has: "ours" or "theirs"; empty for both, none, and if not known."""
        if self.commits is None:
            return ""
        has = [self._is_published(commit) for commit in (self.commits.ours, self.commits.theirs)]
        return {(True, False): "ours", (False, True): "theirs"}.get((has[0], has[1]), "")

    def _is_published(self, commit: str) -> bool:
        """Whether a commit is on the branch that clones begin with, or on the one that this one follows."""
        return any(
            git(self._folder, "merge-base", "--is-ancestor", commit, branch) is not None
            for branch in ("refs/remotes/origin/HEAD", "@{upstream}")
        )

    def _find(self) -> Three[str] | None:
        ours = self._commit("HEAD")
        if ours is None or not self._has(ours, self._versions.ours):
            return None
        for theirs in self._candidates():
            if not self._has(theirs, self._versions.theirs):
                continue
            bases = [
                git(self._folder, "merge-base", ours, theirs),
                git(self._folder, "rev-parse", f"{theirs}^"),
            ]
            for base in bases:
                commit = (base or b"").decode().strip()
                if commit and self._has(commit, self._versions.base):
                    return Three(commit, ours, theirs)
        return None

    def _candidates(self) -> Iterator[str]:
        """The commits that could be theirs: those that git names, then those that have such a file."""
        for name in sorted(os.environ):
            if name.startswith(_GIT_HEAD):
                yield name.removeprefix(_GIT_HEAD)
        for name in _PICKED:
            place = git(self._folder, "rev-parse", "--git-path", name)
            if place is None:
                continue
            lines = _lines(self._folder / os.fsdecode(place.rstrip(b"\n")))
            words = next((line.split() for line in reversed(lines) if line.strip()), [])
            if words and (commit := self._commit(words[1] if len(words) > 1 else words[0])):
                yield commit
        yield from self._having_such_a_file()

    def _having_such_a_file(self) -> Iterator[str]:
        theirs = git(self._folder, "hash-object", "--stdin", given=self._versions.theirs) or b""
        found = git(
            self._folder, "log", "--all", "--reflog", "--format=%H", f"--max-count={_MOST}",
            f"--find-object={theirs.decode().strip()}", "--", self._path,
        )  # fmt: skip
        yield from (found or b"").decode().split()

    def _commit(self, name: str) -> str | None:
        found = git(self._folder, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        return found.decode().strip() if found else None

    def _has(self, commit: str, data: bytes) -> bool:
        return (git(self._folder, "cat-file", "blob", f"{commit}:{self._path}") or b"") == data


def _lines(file: Path) -> list[str]:
    """The lines of a file of git's own; none if there is none that can be read."""
    try:
        return (read_if_there(file, Limit.SETTINGS) or b"").decode("utf-8", "replace").split("\n")
    except PressmarkError:
        return []


def merge_as_text(folder: Path, base: Path, ours: Path, theirs: Path) -> int:
    """Let git merge three files line by line into `ours`; how many conflicts it marked there, or 255."""
    labels = ("-L", "ours", "-L", "base", "-L", "theirs")
    done = _run(folder, ("merge-file", "--quiet", *labels, str(ours), str(base), str(theirs)))
    return 255 if done is None else done.returncode


def set_up_driver(root: Path) -> bool:
    """Tell the repository that an edition lies in about the merge driver; False if it lies in none.

    Git clones no settings, so each copy has to be told once.
    """
    if git(root, "rev-parse", "--git-dir") is None:
        return False
    command = f'"{sys.executable}" -m pressmark merge-file %O %A %B %P'
    settings = {"name": "articles, registers and ledgers of an edition", "driver": command}
    told = [git(root, "config", f"merge.{DRIVER}.{name}", value) for name, value in settings.items()]
    return None not in told


def with_attributes(text: str) -> str:
    """What `.gitattributes` holds, with the lines about the files of an edition that it lacks."""
    lines = text.splitlines()
    missing = [line for line in ATTRIBUTES if line not in lines]
    if not missing:
        return text
    comment = "# How two people's changes to one file are united: see For editors, Working together."
    return "\n".join([*lines, comment, *missing, ""])
