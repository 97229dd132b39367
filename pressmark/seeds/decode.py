"""From bytes to text: which encoding a seed is in, and what no encoding can explain."""

import codecs
from contextlib import suppress
from dataclasses import dataclass

from pressmark.errors import PressmarkError
from pressmark.model import Finding

# The longer marks first: UTF-32 LE begins like UTF-16 LE.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Files that people save by mistake, by their first bytes.
_SIGNATURES = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"PK\x03\x04", "a ZIP archive or a word processor's document"),
    (b"\xd0\xcf\x11\xe0", "a word processor's document"),
    (b"{\\rtf", "a rich text document"),
    (b"\x1f\x8b", "a compressed file"),
)
# What web pages call by other names and browsers read as Windows-1252.
_READ_AS_CP1252 = {"ascii", "iso8859-1", "cp1252"}
# The other encodings that browsers know, as Python names them. Not those codecs of Python's that are no
# encodings of text, or of no page that a browser shows: base64, punycode, unicode_escape, UTF-7, …
_PAGE_ENCODINGS = {
    *("utf-8", "big5", "big5hkscs", "cp866", "cp874", "cp932", "cp949", "euc_jp", "euc_kr", "gb18030", "gbk"),
    *("gb2312", "iso2022_jp", "koi8-r", "koi8-u", "mac-cyrillic", "mac-roman", "shift_jis", "cp1252"),
    *("cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "iso8859-2"),
    *("iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-9"),
    *("iso8859-10", "iso8859-11", "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16"),
}
_NAMES = {"utf-16": "UTF-16", "utf-32": "UTF-32", "cp1252": "Windows-1252"}
_SAMPLE = 4096  # bytes that tell UTF-16 without a mark from a binary file
_SAVE_AS = "save it as plain text in UTF-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A seed's characters, without byte order mark, and the encoding they were in."""

    text: str
    encoding: str  # "utf-8", "utf-16", "utf-32", "cp1252", or what a web page declares
    marked: bool = False  # whether a byte order mark stood in front and was left out

    def normalised(self) -> tuple[str, ...]:
        """What decoding has changed, in words: nothing for plain UTF-8."""
        changes = []
        if self.encoding != "utf-8":
            changes.append(f"the file is read as {_NAMES.get(self.encoding, self.encoding)}")
        if self.marked:
            changes.append("the byte order mark at line 1, column 1 is left out")
        return tuple(changes)


def decode(data: bytes, path: str, *, declared: str | None = None) -> Decoded:
    """The text of `data`, character for character; only a byte order mark is left out.

    `declared` is the encoding that a web page names for itself. Raises
    PressmarkError for binary files and for bytes that no known encoding explains.
    """
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            raise _fault(
                path, "binary", f"is {name}, not text", f"copy the article's text out and {_SAVE_AS}"
            )
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _strictly(data, mark, encoding, path)
    if b"\0" in data:
        return _without_mark(data, path)
    if declared and (decoded := _as_declared(data, declared)):
        return decoded
    try:
        return Decoded(text=data.decode("utf-8"), encoding="utf-8")
    except UnicodeDecodeError as error:
        return _recognised(data, path, error)


def _strictly(data: bytes, mark: bytes, encoding: str, path: str) -> Decoded:
    # The codecs "utf-16" and "utf-32" take the mark as the sign of byte order and drop it.
    body = data.removeprefix(mark) if encoding == "utf-8" else data
    try:
        return Decoded(text=body.decode(encoding), encoding=encoding, marked=True)
    except UnicodeDecodeError as error:
        raise _broken(body, path, encoding.upper(), error) from error


def _without_mark(data: bytes, path: str) -> Decoded:
    """UTF-16 that lacks its byte order mark shows its zero bytes all on one side."""
    sample = data[:_SAMPLE]
    for offset, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
        ours, others = sample[offset::2].count(0), sample[1 - offset :: 2].count(0)
        if others or ours * 4 < len(sample):  # at least half of the characters are ASCII
            continue
        try:
            return Decoded(text=data.decode(codec), encoding="utf-16")
        except UnicodeDecodeError as error:
            raise _broken(data, path, "UTF-16", error) from error
    line = data.count(b"\n", 0, data.index(b"\0")) + 1
    raise _fault(
        path, "binary", "holds NUL bytes, as binary files do", f"if it is an article, {_SAVE_AS}", line
    )


def _as_declared(data: bytes, declared: str) -> Decoded | None:
    with suppress(LookupError, ValueError):  # pages often declare what they are not
        name = codecs.lookup(declared).name
        if name in _READ_AS_CP1252:
            name = "cp1252"
        if name in _PAGE_ENCODINGS:
            return Decoded(text=data.decode(name), encoding=name)
    return None


def _recognised(data: bytes, path: str, error: UnicodeDecodeError) -> Decoded:
    """What is not UTF-8 is Windows-1252 if it reads well as that, and otherwise refused."""
    sound = sum(character > "\x7f" for character in data.decode("utf-8", "ignore"))
    if sound and sound >= data.decode("utf-8", "replace").count("�"):
        # Read as Windows-1252, every sound character would turn into two or three wrong ones.
        raise _broken(data, path, "UTF-8", error) from error
    from charset_normalizer import from_bytes  # slow to import, and seldom needed

    try:
        if from_bytes(data, cp_isolation=["cp1252"]).best() is not None:
            return Decoded(text=data.decode("cp1252"), encoding="cp1252")
    except UnicodeDecodeError:
        pass  # the recogniser reads only samples of a large file
    raise _fault(
        path,
        "encoding",
        "is in no encoding that is recognised (UTF-8, UTF-16, Windows-1252)",
        "open it in an editor that shows it rightly and save it as UTF-8",
    ) from error


def _broken(data: bytes, path: str, name: str, error: UnicodeDecodeError) -> PressmarkError:
    before = data[: error.start].decode(error.encoding, "ignore")
    return _fault(
        path,
        "encoding",
        f"is {name} but damaged: byte 0x{data[error.start]:02X} makes no character",
        "correct the character in an editor, or fetch the file again",
        before.count("\n") + 1,
        len(before) - (before.rfind("\n") + 1) + 1,
    )


def _fault(
    path: str, rule: str, message: str, hint: str, line: int | None = None, column: int | None = None
) -> PressmarkError:
    return PressmarkError(Finding(path=path, line=line, column=column, rule=rule, message=message, hint=hint))
