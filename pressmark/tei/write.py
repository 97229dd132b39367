"""TEI trees to bytes, and bytes to files: the only code that writes into an edition."""

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from lxml import etree

from pressmark.errors import PressmarkError
from pressmark.files import Limit, check_place, holds, naming, read_file, read_if_there

_DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8"?>\n'
# A ledger that waits for its article to be written.
_PENDING: Final = ".next"
# The name under which `write_file` makes a file, before it takes the place of the old one.
_UNFINISHED: Final = re.compile(r"\..+\.[a-z0-9_]{8}\.tmp", re.DOTALL)


def serialise(root: etree._Element) -> bytes:
    """A tree as the bytes of a file: XML declaration, UTF-8, every instruction before the root on a line."""
    nodes = [*reversed([*root.itersiblings(preceding=True)]), root]
    lines = (etree.tostring(node, encoding="UTF-8", xml_declaration=False, with_tail=False) for node in nodes)
    return _DECLARATION + b"".join(line + b"\n" for line in lines)


def write_file(path: Path, data: bytes) -> bool:
    """Write a file whole or not at all; False, and no touch, if it holds these bytes already.

    The folder is made if need be. Raises OSError that names the file, and PressmarkError for a
    folder in its place, and for one that links lead to out of the edition.
    """
    if holds(path, data):
        return False
    with naming(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            Path(temporary).chmod(_mode(path))
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    return True


def write_article(path: Path, data: bytes, ledger_path: Path, ledger: str) -> bool:
    """Write an article and its ledger; False, and no touch, if both files hold this already.

    The new ledger is first put beside the old one with the digest of the article it is about,
    then the article is written, then the ledger. So a process that is killed in between leaves
    an article whose ledger `settle_ledgers` can tell: a ledger that is older than its article
    would take the machine's newest marks for a person's. Raises as `write_file` does.
    """
    written = ledger.encode("utf-8")
    pending = ledger_path.with_name(f".{ledger_path.name}{_PENDING}")
    if not (holds(path, data) or holds(ledger_path, written)):
        write_file(pending, f"{_sha256(data)}\n".encode() + written)
    changed = write_file(path, data)
    changed |= write_file(ledger_path, written)
    remove_file(pending)
    return changed


def settle_ledgers(ledgers: Path, articles: Path) -> None:
    """Finish what `write_article` began in two folders before its process was killed.

    A ledger that was put aside takes its place if its article was written, and is dropped if not.
    Raises as `write_file` does.
    """
    for pending in sorted(ledgers.glob(f".*{_PENDING}")):
        ledger_path = pending.with_name(pending.name.removeprefix(".").removesuffix(_PENDING))
        with contextlib.suppress(PressmarkError):  # what cannot be read now stays for the next time
            digest, _, written = read_file(pending, Limit.LEDGER).partition(b"\n")
            article = read_if_there(articles / f"{ledger_path.stem}.xml", Limit.TEI)
            if article is not None and _sha256(article).encode() == digest:
                write_file(ledger_path, written)
            remove_file(pending)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def remove_file(path: Path) -> bool:
    """Delete a file, or a link; False if there is none. Raises as `write_file` does."""
    check_place(path.parent)
    try:
        with naming(path):
            path.unlink()
    except FileNotFoundError:
        return False
    return True


def remove_unfinished(paths: Iterable[Path]) -> None:
    """Delete those of the files that `write_file` was making when its process was killed.

    Only for whoever alone may write there: what another is writing looks the same.
    """
    for path in paths:
        if _UNFINISHED.fullmatch(path.name):
            remove_file(path)


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, or those that a new file would get."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)  # the only way to ask
    os.umask(mask)
    return 0o666 & ~mask
