"""TEI trees to bytes, and bytes to files: the only code that writes into an edition."""

import contextlib
import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import Final

from lxml import etree

_DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8"?>\n'
# The digest of an article, in its header. Attribute values and text cannot hold a bare "<".
_DIGEST: Final = re.compile(rb'(<ab type="digest")(?:/>|>([^<]*)</ab>)')


def serialise(root: etree._Element) -> bytes:
    """An article as the bytes of its file: UTF-8, with the digest by which edits by hand are told."""
    data = file_bytes(root)
    return _DIGEST.sub(rb"\1>" + _digest(data) + b"</ab>", data, count=1)


def file_bytes(root: etree._Element) -> bytes:
    """A tree as the bytes of a file: XML declaration, UTF-8, every instruction before the root on a line."""
    nodes = [*reversed([*root.itersiblings(preceding=True)]), root]
    lines = (etree.tostring(node, encoding="UTF-8", xml_declaration=False, with_tail=False) for node in nodes)
    return _DECLARATION + b"".join(line + b"\n" for line in lines)


def edited_by_hand(data: bytes) -> bool:
    """Whether an article's file is other than Pressmark wrote it. True if it carries no digest.

    Line ends do not count: a version control system may have changed them, and those of
    the article itself are written as character references.
    """
    stored = _DIGEST.search(data)
    return stored is None or stored[2] != _digest(data)


def write_file(path: Path, data: bytes) -> bool:
    """Write a file whole or not at all; False, and no touch, if it holds these bytes already.

    The folder is made if need be. Raises OSError.
    """
    with contextlib.suppress(FileNotFoundError):
        if path.read_bytes() == data:
            return False
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


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, or those that a new file would get."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)  # the only way to ask
    os.umask(mask)
    return 0o666 & ~mask


def _digest(data: bytes) -> bytes:
    """The digest of a file with the text of its digest taken out."""
    blank = _DIGEST.sub(rb"\1></ab>", data.replace(b"\r\n", b"\n"), count=1)
    return b"sha256:" + hashlib.sha256(blank).hexdigest().encode()
