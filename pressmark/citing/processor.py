"""References in a citation style, by pandoc's CSL processor.

Pandoc gets one document on its standard input, with the style and the references inside it, and runs
in its sandbox: it reads no file and asks no host, whatever a headline says. Of the processors that pip
can install it is the one whose results were right: citeproc-py prints a title twice where there is no
author, abbreviates forenames, and sets no punctuation inside quotation marks.
"""

import base64
import json
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from shutil import which
from typing import Any, Final

from pressmark.citing.styles import Style

_API_VERSION: Final = [1, 23]  # of pandoc's documents; pandoc 3 reads it
_TIMEOUT: Final = 600  # seconds
_BATCH: Final = 1_000  # items at once: 250 MB of memory
# In CSL-JSON "<i>" in a title is mark-up; with this after the "<" it is three characters.
_LITERAL: Final = "\ue000"
_ITALIC: Final = "Emph"
_HOLDERS: Final = {"Emph": 0, "Strong": 0, "SmallCaps": 0, "Underline": 0, "Superscript": 0, "Subscript": 0,
                   "Span": 1, "Link": 1, "Quoted": 1}  # fmt: skip
_SPACES: Final = frozenset({"Space", "SoftBreak", "LineBreak"})

Json = Any  # a document of pandoc


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a citation, in italics or not."""

    words: str
    italic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StyledCitation:
    """A reference in one style: its entry in a bibliography, and how the text or a note cites a part of it.

    In `passage` stands `locator` where the number of the paragraph belongs; it is empty if the style
    has no way to cite a paragraph.
    """

    entry: tuple[Piece, ...]
    passage: tuple[Piece, ...]
    locator: str


class Processor:
    """Pandoc, as a program."""

    def __init__(self, program: str) -> None:
        self.program = program

    @classmethod
    def find(cls) -> "Processor | None":
        """The pandoc of the package pypandoc_binary, else the one on the path, else None."""
        package = find_spec("pypandoc")  # it need not be there: 34 MB to download
        own = Path(package.origin).parent / "files" if package and package.origin else None
        program = (which("pandoc", path=str(own)) if own else None) or which("pandoc")
        return cls(program) if program else None

    def cite(
        self, items: Sequence[Mapping[str, Any]], style: Style, language: str
    ) -> dict[str, StyledCitation]:
        """Items of CSL-JSON in a style, by their ids, which differ. `language` is that of the citations.

        Each item is cited as if it stood alone. Raises OSError if pandoc cannot be run, ValueError
        with its own words if it fails.
        """
        made: dict[str, StyledCitation] = {}
        for start in range(0, len(items), _BATCH):
            made |= self._cite(items[start : start + _BATCH], style, language)
        return made

    def _cite(
        self, items: Sequence[Mapping[str, Any]], style: Style, language: str
    ) -> dict[str, StyledCitation]:
        locator = _unused_number(items)
        try:
            done = subprocess.run(  # noqa: S603 - a program of a package, and no argument from outside
                [self.program, "--sandbox", "--citeproc", "--from=json", "--to=json"],
                input=json.dumps(_document(items, style, language, locator)).encode(),
                capture_output=True,
                timeout=_TIMEOUT,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise ValueError(f"no answer within {_TIMEOUT} seconds") from error
        if done.returncode:
            message = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise ValueError(message[0] if message else f"exit code {done.returncode}")
        return dict(_citations(json.loads(done.stdout), locator))


def _unused_number(items: Sequence[Mapping[str, Any]]) -> str:
    """A number that stands nowhere in the items."""
    text = json.dumps(items)
    return next(number for number in map(str, count(90001)) if number not in text)


def _document(
    items: Iterable[Mapping[str, Any]], style: Style, language: str, locator: str
) -> dict[str, Json]:
    """A document that cites every item once, in a paragraph of its own."""
    items = list(items)
    escaped = json.dumps(items, ensure_ascii=False).replace("<", f"<{_LITERAL}")
    return {
        "pandoc-api-version": _API_VERSION,
        "meta": {
            "csl": _text(_data_url("application/xml", style.definition)),
            "lang": _text("en-US" if language == "en" else language),
            "bibliography": _text(_data_url("application/vnd.citationstyles.csl+json", escaped.encode())),
        },
        "blocks": [_citing_paragraph(item["id"], locator) for item in items],
    }


def _text(words: str) -> Json:
    return {"t": "MetaString", "c": words}


def _data_url(media_type: str, data: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


def _citing_paragraph(key: str, locator: str) -> Json:
    # "¶" means a paragraph to the processor in every language.
    suffix = [{"t": "Str", "c": ","}, {"t": "Space"}, {"t": "Str", "c": "¶"}, {"t": "Space"},
              {"t": "Str", "c": locator}]  # fmt: skip
    citation = {
        "citationId": key,
        "citationPrefix": [],
        "citationSuffix": suffix,
        "citationMode": {"t": "NormalCitation"},
        "citationNoteNum": 0,
        "citationHash": 0,
    }
    return {"t": "Para", "c": [{"t": "Cite", "c": [[citation], []]}]}


def _citations(document: Json, locator: str) -> Iterator[tuple[str, StyledCitation]]:
    """What the processor made, by key."""
    *paragraphs, bibliography = document["blocks"]
    passages: dict[str, tuple[Piece, ...]] = {}
    for paragraph in paragraphs:
        (cited,), inlines = paragraph["c"][0]["c"]
        words = _pieces(inlines)
        located = any(locator in piece.words for piece in words)
        passages[cited["citationId"]] = words if located else ()
    for (identifier, _, _), blocks in (entry["c"] for entry in bibliography["c"][1]):
        key = identifier.removeprefix("ref-")
        yield key, StyledCitation(entry=_pieces(blocks), passage=passages.get(key, ()), locator=locator)


def _pieces(elements: Iterable[Json]) -> tuple[Piece, ...]:
    """The words of pandoc's elements; neighbours of one kind are one piece."""
    merged: list[Piece] = []
    for piece in _walk(elements, False):
        if merged and merged[-1].italic == piece.italic:
            merged[-1] = Piece(merged[-1].words + piece.words, piece.italic)
        else:
            merged.append(piece)
    return tuple(Piece(piece.words.replace(_LITERAL, ""), piece.italic) for piece in merged)


def _walk(elements: Iterable[Json], italic: bool) -> Iterator[Piece]:
    for element in elements:
        kind, content = element["t"], element.get("c")
        if kind == "Str":
            yield Piece(content, italic)
        elif kind in _SPACES:
            yield Piece(" ", italic)
        elif kind in _HOLDERS:
            inner = content[_HOLDERS[kind]] if _HOLDERS[kind] else content
            # Italics within italics are upright.
            yield from _walk(inner, italic != (kind == _ITALIC))
        elif kind in ("Para", "Plain", "Note"):
            yield from _walk(content, italic)
        elif kind == "Div":
            yield from _walk(content[1], italic)
        else:
            raise ValueError(f"pandoc's element {kind} is not known here")
