"""The header of an article as it stands, brought up to date where no person changed it."""

import hashlib
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from lxml import etree

from pressmark.tei.edit import edit
from pressmark.tei.edit.changes import Change, EditError, InsertAfter, Replace, Set
from pressmark.tei.header import (
    is_corrected,
    names_unknown_speaker,
    set_correction,
    unknown_speaker_element,
)
from pressmark.tei.ledger import Entry, Kind, Ledger
from pressmark.tei.names import XML_ID, XML_LANG, tei
from pressmark.tei.parse import parse
from pressmark.tei.text import squeezed_text

_PROFILE: Final = "teiHeader/profileDesc"
_PRINCIPLES: Final = "teiHeader/encodingDesc/editorialDecl"
# The parts of a file that the machine keeps up to date, as paths from the root.
SECTIONS: Final = (
    "teiHeader/fileDesc/titleStmt/title",
    "teiHeader/fileDesc/publicationStmt",
    "teiHeader/fileDesc/sourceDesc",
    _PRINCIPLES,
    "teiHeader/encodingDesc/refsDecl",
    "teiHeader/encodingDesc/listPrefixDef",
    "teiHeader/encodingDesc/appInfo",
    _PROFILE,
    "standOff",
)
# What a taxonomy may stand behind.
_BEFORE_CLASSES: Final = SECTIONS[3:5]
_CATEGORIES: Final = "teiHeader/encodingDesc/classDecl/taxonomy/category"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the header that the machine would write otherwise than it stands.

    `digest` is that of what the machine would write, `standing` that of what stands. `edited` says
    that a person changed the part, so that it stays; `news` that the machine would write something
    else than last time.
    """

    path: str
    digest: str
    standing: str
    edited: bool
    news: bool
    change: Change | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Headed:
    """A file whose header is up to date, and its parts as the machine would write them."""

    data: bytes
    sections: tuple[Section, ...]


def headed(data: bytes, fresh: etree._Element, ledger: Ledger) -> Headed:
    """Bring the header of a file up to date, but for the parts that a person changed. Raises EditError."""
    root = parse(data, "")
    parts = tuple(_sections(root, fresh, ledger))
    changes: list[Change] = [part.change for part in parts if part.change]
    changes += _categories(root, fresh)
    if any(part.path == _PROFILE and part.change for part in parts):
        changes += _language(root, fresh)
    data = edit(data, changes) if changes else data
    return Headed(data=data, sections=parts)


def _language(root: etree._Element, fresh: etree._Element) -> Iterator[Change]:
    """The language of the whole file, which follows that of the article if it was the same."""
    named = root.find("/".join(map(tei, f"{_PROFILE}/langUsage/language".split("/"))))
    if named is not None and root.get(XML_LANG) == named.get("ident"):
        yield Set(target="teiHeader/..", attributes={"xml:lang": fresh.get(XML_LANG)})


def header_entries(header: Headed, ledger: Ledger, today: date) -> Iterator[Entry]:
    """The lines of a ledger on what the machine would write into the header."""
    for part in header.sections:
        anchor = section_anchor(part.path)
        since = ledger[anchor].since if anchor in ledger else today
        words = part.standing if part.edited else ""
        yield Entry(anchor=anchor, kind=Kind.HEADER, since=since, machine=part.digest, words=words)


def header_edits(root: etree._Element, ledger: Ledger) -> Iterator[Entry]:
    """The lines on those parts of the header that a person changed, of a file that is left as it is."""
    for path in SECTIONS:
        known, stands = ledger.get(section_anchor(path)), _find(root, path)
        current = "" if stands is None else digest(stands)
        if known and known.machine != current:
            yield replace(known, words=current)


def section_anchor(path: str) -> str:
    """What the ledger calls a part of the header."""
    return f"header:{path.removeprefix('teiHeader/')}"


def _sections(root: etree._Element, fresh: etree._Element, ledger: Ledger) -> Iterator[Section]:
    """The parts of the header. One that the ledger does not know counts as the machine's."""
    for path in SECTIONS:
        new = _find(fresh, path)
        if new is None:
            continue
        new = deepcopy(new)
        if path == _PROFILE:
            _set_speakers(new, root)
        elif path == _PRINCIPLES:
            set_correction(new, corrected=is_corrected(root))
        old, wanted = _find(root, path), digest(new)
        known = ledger.get(section_anchor(path))
        before = known.machine if known else None
        current = "" if old is None else digest(old)
        edited = before is not None and current not in (before, wanted)
        change: Change | None = None
        if not edited and current != wanted:
            change = _put(root, path, old, new)
        news = wanted != before
        yield Section(path=path, digest=wanted, standing=current, edited=edited, news=news, change=change)


def _set_speakers(profile: etree._Element, root: etree._Element) -> None:
    """Give a profile the unknown speaker if, and only if, speech in the file as it stands is theirs."""
    for element in profile.findall(tei("particDesc")):
        profile.remove(element)
    if names_unknown_speaker(root):
        profile.append(unknown_speaker_element())


def _put(root: etree._Element, path: str, old: etree._Element | None, new: etree._Element) -> Change | None:
    if old is not None:
        return Replace(target=path if "/" in path else f"./{path}", element=new)
    if path == "standOff" and root.find(tei("teiHeader")) is not None:
        return InsertAfter(target="./teiHeader", element=new)
    return None


def digest(element: etree._Element) -> str:
    """A short digest of an element of the header; how it is laid out does not count."""
    return hashlib.sha256(repr(_canonical(element)).encode("utf-8", "surrogatepass")).hexdigest()[:10]


def _canonical(element: etree._Element) -> tuple[object, ...]:
    attributes = sorted((str(name), str(value)) for name, value in element.attrib.items())
    words = squeezed_text(element) if not len(element) else ""
    pieces = [words, *((element.text or "").split() if len(element) else ())]
    inner = [(_canonical(child), (child.tail or "").split()) for child in element]
    return str(element.tag), attributes, pieces, inner


def _categories(root: etree._Element, fresh: etree._Element) -> Iterator[Change]:
    """What adds the rules that marks point to and the taxonomy of the file does not have."""
    needed = {pointer for element in root.iter() for pointer in element.get("ana", "").split()}
    old = [element.get(XML_ID, "") for element in _all(root, _CATEGORIES)]
    missing = [
        element
        for element in _all(fresh, _CATEGORIES)
        if f"#{element.get(XML_ID)}" in needed and element.get(XML_ID) not in old
    ]
    if not missing:
        return
    if not old:
        path = "teiHeader/encodingDesc/classDecl"
        declaration = deepcopy(_find(fresh, path))
        after = next((each for each in reversed(_BEFORE_CLASSES) if _find(root, each) is not None), None)
        if declaration is None or after is None or _find(root, path) is not None:
            raise EditError(None, "the header has no <taxonomy> for the rules of new marks")
        for element in declaration.iter(tei("category")):
            if f"#{element.get(XML_ID)}" not in needed and (taxonomy := element.getparent()) is not None:
                taxonomy.remove(element)
        yield InsertAfter(target=after, element=declaration)
        return
    for element in missing:
        before = [index for index, other in enumerate(old, 1) if other < (element.get(XML_ID) or "")]
        yield InsertAfter(target=f"{_CATEGORIES}[{before[-1] if before else len(old)}]", element=element)


def _find(root: etree._Element, path: str) -> etree._Element | None:
    return root.find("/".join(map(tei, path.split("/"))))


def _all(root: etree._Element, path: str) -> list[etree._Element]:
    return root.findall("/".join(map(tei, path.split("/"))))
