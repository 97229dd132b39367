"""Make a release: sdist, wheel, bill of materials and checksums, in build/release.

    python tools/release.py [--output FOLDER] [--as-is]

Made from the last commit, and dated by it (or by SOURCE_DATE_EPOCH), so that the same commit gives the
same bytes; `--as-is` takes the files as they stand. The wheel is built from the sdist.
"""

import argparse
import gzip
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bill_of_materials import bill_of_materials
from pyproject_hooks import quiet_subprocess_runner

from build import ProjectBuilder

PROJECT = Path(__file__).parents[1]


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=PROJECT, check=True, capture_output=True, text=True).stdout  # noqa: S603, S607


def copy_sources(target: Path) -> None:
    """Copy the files that git keeps or would keep, as they stand."""
    for name in filter(None, git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")):
        source, copy = PROJECT / name, target / name
        if source.is_file():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy)


def date_sdist(path: Path, epoch: int) -> None:
    """Give all in an sdist one date, one owner and plain permissions, in the order of names.

    The wheel has that by itself; setuptools dates an sdist by the clock.
    """
    packed = io.BytesIO()
    with (
        tarfile.open(path) as old,
        gzip.GzipFile(fileobj=packed, mode="wb", filename="", mtime=epoch) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as new,
    ):
        for member in sorted(old.getmembers(), key=lambda each: each.name):
            member.mtime, member.mode = epoch, 0o755 if member.isdir() else 0o644
            member.uid = member.gid = 0
            member.uname = member.gname = ""
            member.pax_headers = {}
            new.addfile(member, old.extractfile(member) if member.isfile() else None)
    path.write_bytes(packed.getvalue())


def make_release(output: Path, epoch: int) -> list[Path]:
    """Write all files of a release into a folder, and leave what else is there; the files."""
    os.environ["SOURCE_DATE_EPOCH"] = str(epoch)
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        sources = Path(folder, "sources")
        copy_sources(sources)
        sdist = Path(_builder(sources).build("sdist", output))
        date_sdist(sdist, epoch)
        shutil.unpack_archive(sdist, folder)
        unpacked = Path(folder, sdist.name.removesuffix(".tar.gz"))
        wheel = Path(_builder(unpacked).build("wheel", output))
    version = sdist.name.removesuffix(".tar.gz").rpartition("-")[2]
    bill = output / f"pressmark-{version}.cdx.json"
    bill.write_text(bill_of_materials(PROJECT, version, datetime.fromtimestamp(epoch, UTC)), encoding="utf-8")
    made = sorted([sdist, wheel, bill])
    sums = output / "SHA256SUMS"
    sums.write_text(
        "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in made),
        encoding="utf-8",
    )
    return [*made, sums]


def _builder(sources: Path) -> ProjectBuilder:
    return ProjectBuilder(sources, runner=quiet_subprocess_runner)


def main() -> int:
    """Make the release, unless there is work that is not committed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--output", type=Path, default=PROJECT / "build" / "release")
    parser.add_argument("--as-is", action="store_true", help="also of what is not committed")
    options = parser.parse_args()
    if not options.as_is and (changed := git("status", "--porcelain")):
        print(
            f"not committed yet, so that nobody could make this release again:\n{changed}",
            end="",
            file=sys.stderr,
        )
        return 1
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH") or git("log", "-1", "--format=%ct"))
    for path in make_release(options.output.resolve(), epoch):
        print(f"{path}: {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
