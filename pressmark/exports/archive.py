"""ZIP files of many small files, which can be packed one by one, at any time before.

The same files give the same bytes.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterable
from typing import IO, Final

# The earliest day that the format can hold.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_FACTS: Final = struct.Struct("<IQ")  # checksum and size of a file that was packed


def packed(data: bytes) -> bytes:
    """A file as an archive holds it, after its checksum and size."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return _FACTS.pack(zlib.crc32(data), len(data)) + packer.compress(data) + packer.flush()


def write_archive(out: IO[bytes], files: Iterable[tuple[str, bytes]]) -> None:
    """An archive of files by name, each as `packed` made it."""
    with zipfile.ZipFile(out, "w") as archive:
        for name, file in files:
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.CRC, entry.file_size = _FACTS.unpack_from(file)
            entry.compress_size = len(file) - _FACTS.size
            entry.header_offset = out.tell()
            out.write(entry.FileHeader())
            out.write(memoryview(file)[_FACTS.size :])
            # `ZipFile` can only pack by itself; what it needs for the list at the end is this.
            archive.infolist().append(entry)
            archive.start_dir = out.tell()
