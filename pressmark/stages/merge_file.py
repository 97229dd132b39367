"""Merging one file of an edition: what git asks a merge driver to do."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pressmark.config import REGISTER_FILES
from pressmark.errors import PressmarkError
from pressmark.files import Limit, read_if_there
from pressmark.ids import is_siglum
from pressmark.model import EntityKind, Finding
from pressmark.stages.repository import Revisions, git, merge_as_text, set_up_driver, with_attributes
from pressmark.tei.ledger import Ledger, parse_ledger, render_ledger, sound
from pressmark.tei.parse import MAX_BYTES
from pressmark.tei.threeway.article import Article, Side, join_articles
from pressmark.tei.threeway.register import RegisterVersion, join_registers
from pressmark.tei.threeway.versions import Contradiction, Three
from pressmark.tei.write import write_file

_SIDES = {"ours": Side.OURS, "theirs": Side.THEIRS}


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeFileReport:
    """What became of a file: what the two versions say differently, and what was said of it besides.

    `conflicts` tells git that somebody has to look at it.
    """

    conflicts: bool
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """What a file of an edition is, from its path in the repository, and the file that goes with it."""

    kind: EntityKind | None  # None: an article
    is_ledger: bool
    sibling: str


def merge_file(
    base: Path, ours: Path, theirs: Path, path: str = "", *, folder: Path | None = None
) -> MergeFileReport:
    """Unite three versions of an article, a register or a ledger into the file `ours`.

    `path` is where the file is in the repository, by default where `ours` is; `folder` is in the
    repository, by default the current one. A file that cannot be read as what it is is merged by
    git as text. Raises OSError.
    """
    folder = folder or Path.cwd()
    path = path or ours.as_posix()
    try:
        place = _placed(path)
        versions = Three(*(_data(each) for each in (base, ours, theirs)))
        joined = _joined(versions, place, path, folder)
    except PressmarkError as error:
        return _as_text(f"it {error.finding.message}", path, folder, Three(base, ours, theirs))
    except Exception as error:  # whatever happens here, git must not take ours for the result
        reason = f"of a fault of Pressmark ({type(error).__name__}: {error}), which please report"
        return _as_text(reason, path, folder, Three(base, ours, theirs))
    write_file(ours, joined[0])
    findings = tuple(_finding(each, path) for each in joined[1])
    return MergeFileReport(conflicts=bool(findings), findings=findings, notes=joined[2])


def install_driver(root: Path) -> tuple[bool, tuple[Path, ...]]:
    """Let the repository that an edition lies in use the merge driver.

    Whether it lies in one, and the files that were written: `.gitattributes`, if it says nothing
    of the driver yet. Raises OSError.
    """
    if git(root, "rev-parse", "--git-dir") is None:
        return False, ()
    path = root / ".gitattributes"
    before = (read_if_there(path, Limit.SETTINGS) or b"").decode("utf-8")
    written = write_file(path, with_attributes(before).encode("utf-8"))
    return set_up_driver(root), (path,) if written else ()


def _data(path: Path) -> bytes:
    """The bytes of a version; none for one that is not there."""
    return read_if_there(path, MAX_BYTES) or b""


def _placed(path: str) -> _Place:
    """Raises PressmarkError for a path at which no edition keeps an article, a register or a ledger."""
    whole = PurePosixPath(path)
    stem, folder = whole.stem, whole.parent
    kinds = {PurePosixPath(name).stem: kind for kind, name in REGISTER_FILES.items()}
    if whole.suffix == ".xml" and folder.name == "articles" and is_siglum(stem):
        return _Place(kind=None, is_ledger=False, sibling=str(folder.parent / "anchors" / f"{stem}.tsv"))
    if whole.suffix == ".tsv" and folder.name == "anchors" and is_siglum(stem):
        return _Place(kind=None, is_ledger=True, sibling=str(folder.parent / "articles" / f"{stem}.xml"))
    if whole.suffix == ".xml" and folder.name == "registers" and stem in kinds:
        sibling = folder.parent / "anchors" / "registers" / f"{stem}.tsv"
        return _Place(kind=kinds[stem], is_ledger=False, sibling=str(sibling))
    if whole.suffix == ".tsv" and folder.name == "registers" and stem in kinds:
        sibling = folder.parent.parent / "registers" / f"{stem}.xml"
        return _Place(kind=kinds[stem], is_ledger=True, sibling=str(sibling))
    raise PressmarkError(
        Finding(
            path=path,
            rule="not-united",
            message="is no article, no register and no ledger of an edition",
            hint="name the path that it has in the edition, such as tei/articles/harbour-fire.xml",
        )
    )


_Result = tuple[bytes, tuple[Contradiction, ...], tuple[str, ...]]


def _joined(versions: Three[bytes], place: _Place, path: str, folder: Path) -> _Result:
    """The one version, what contradicts, and what is to be said. Raises PressmarkError."""
    revisions = Revisions(folder, path, versions)
    siblings = revisions.show(place.sibling)
    try:
        return _united(versions, siblings, place, path, _SIDES.get(revisions.published()))
    except PressmarkError:
        if siblings is None:
            raise
        return _united(versions, None, place, path, None)  # it may be the other file that is broken


def _united(
    versions: Three[bytes],
    siblings: Three[bytes | None] | None,
    place: _Place,
    path: str,
    published: Side | None,
) -> _Result:
    """Raises PressmarkError for a file that cannot be read."""
    if (
        not place.is_ledger
        and place.kind is None
        and not (versions.base and versions.ours and versions.theirs)
    ):
        raise PressmarkError(_made_twice(path))
    others: Three[bytes | None] = siblings or Three(None, None, None)
    known = siblings is not None
    if place.kind is not None:
        pairs = [
            RegisterVersion(data=own, ledger=_ledger(other or b"", path) if known else None)
            if not place.is_ledger
            else RegisterVersion(data=(other or b"") if known else None, ledger=_ledger(own, path))
            for own, other in zip(versions, others, strict=True)
        ]
        register = join_registers(Three(*pairs), place.kind, path)
        found = register.in_ledger if place.is_ledger else register.contradictions
        return _chosen(register.data, register.ledger, place), found, ()
    whole = known and None not in (*others,) if place.is_ledger else known
    articles = [
        Article(data=own, ledger=_ledger(other or b"", path) if known else None)
        if not place.is_ledger
        else Article(data=other if whole else None, ledger=_ledger(own, path))
        for own, other in zip(versions, others, strict=True)
    ]
    article = join_articles(Three(*articles), path, published)
    notes = []
    if article.renumbered and not place.is_ledger:
        told = ", ".join(f"{old} is {new}" for old, new in article.renumbered.items())
        whose = "ours" if article.moved is Side.OURS else "theirs"
        notes.append(f"{path}: new anchors of {whose} got other numbers: {told}")
    found = article.in_ledger if place.is_ledger else article.contradictions
    return _chosen(article.data, article.ledger, place), found, tuple(notes)


def _chosen(data: bytes | None, ledger: Ledger | None, place: _Place) -> bytes:
    if place.is_ledger:
        return render_ledger(ledger or Ledger()).encode("utf-8")
    return data or b""


def _ledger(data: bytes, path: str) -> Ledger:
    """The ledger that a file holds. Raises PressmarkError if a line of it is at fault."""
    if not data:
        return Ledger()
    try:
        return sound(parse_ledger(data.decode("utf-8"), path))
    except UnicodeDecodeError as error:
        hint = "restore the file from version control"
        raise PressmarkError(Finding(path=path, rule="ledger", message="is not UTF-8", hint=hint)) from error


def _as_text(reason: str, path: str, folder: Path, files: Three[Path]) -> MergeFileReport:
    """Leave a file to git's own merge, and say why."""
    conflicts = merge_as_text(folder, files.base, files.ours, files.theirs)
    return MergeFileReport(
        conflicts=conflicts != 0, notes=(f"{path}: merged as text by git, because {reason}",)
    )


def _finding(contradiction: Contradiction, path: str) -> Finding:
    return Finding(
        path=path,
        rule="contradiction",
        message=str(contradiction),
        hint=f"ours stands; theirs: git show :3:{path}",
    )


def _made_twice(path: str) -> Finding:
    return Finding(
        path=path,
        rule="not-united",
        message="was made on both branches",
        hint="keep the one version, and add the other as an article of its own",
    )
