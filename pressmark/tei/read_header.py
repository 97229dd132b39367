"""Reading a TEI header for publishing."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from lxml import etree

from pressmark.model import Confidence, Fact
from pressmark.tei.names import XML_ID, XML_LANG, in_tei, local_name, tei
from pressmark.tei.published import Change, Header, Principle
from pressmark.tei.text import squeezed_text

_RULE_PREFIX: Final = "rule."


def read_header(root: etree._Element) -> Header:
    """The header's statements. What it does not say is empty; nothing is made up for it."""
    header = root.find(tei("teiHeader"))
    if header is None:
        return Header(title="")
    source = _find(header, "fileDesc/sourceDesc/biblStruct")
    notes = _evidence(source)
    licence = _find(header, "fileDesc/publicationStmt/availability/licence")
    rights = _find_all(header, "fileDesc/publicationStmt/availability/p")
    pointer = _find(source, ".//ptr")
    revision = _find(header, "revisionDesc")
    names = dict(_responsible(header))
    programs = {application.get("ident", "") for application in header.iter(tei("application"))}
    people = {identifier: name for identifier, name in names.items() if identifier not in programs}
    return Header(
        title=_words(_find(header, "fileDesc/titleStmt/title")),
        language=root.get(XML_LANG, "")
        or _attribute(_find(header, ".//langUsage/language"), "ident")
        or "en",
        authors=tuple(_fact(author, notes, "authors") for author in _find_all(source, "analytic/author")),
        outlet=_optional_fact(_find(source, "monogr/title"), notes, "outlet"),
        published=_date_fact(_find(source, "monogr/imprint/date"), notes),
        url=_attribute(pointer, "target"),
        rights=" ".join(_words(paragraph) for paragraph in rights),
        licence=_words(licence),
        licence_url=_attribute(licence, "target"),
        status=_attribute(revision, "status"),
        people=people,
        programs={identifier: name for identifier, name in names.items() if identifier in programs},
        changes=tuple(_changes(revision, names, people)),
        principles=tuple(_principles(header)),
        rules=dict(_rules(header)),
    )


@cache  # of the few paths of this module
def _clark(path: str) -> str:
    """A path of plain names as ElementPath wants it, every name in the TEI namespace."""
    steps = (step if step in ("", ".") else tei(step) for step in path.split("/"))
    return "/".join(steps)


def _find(element: etree._Element | None, path: str) -> etree._Element | None:
    return None if element is None else element.find(_clark(path))


def _find_all(element: etree._Element | None, path: str) -> list[etree._Element]:
    return [] if element is None else element.findall(_clark(path))


def _words(element: etree._Element | None) -> str:
    return "" if element is None else squeezed_text(element)


def _attribute(element: etree._Element | None, name: str) -> str:
    return "" if element is None else str(element.get(name, ""))


def _evidence(source: etree._Element | None) -> dict[str, str]:
    """What the header says each inferred fact rests on, by the name of the fact."""
    return {
        str(note.get("n", "")): _words(note)
        for note in _find_all(source, "note")
        if note.get("type") == "evidence"
    }


def _fact(element: etree._Element, notes: dict[str, str], name: str, value: str | None = None) -> Fact[str]:
    """A statement; it counts as inferred where the element says how certain it is or on what evidence."""
    certainty = element.get("cert", "")
    confidence = Confidence(certainty) if certainty in set(Confidence) else Confidence.HIGH
    return Fact(
        value=_words(element) if value is None else value,
        inferred=bool(certainty or element.get("evidence")),
        confidence=confidence,
        evidence=notes.get(name, ""),
    )


def _optional_fact(element: etree._Element | None, notes: dict[str, str], name: str) -> Fact[str] | None:
    return None if element is None or not _words(element) else _fact(element, notes, name)


def _date_fact(element: etree._Element | None, notes: dict[str, str]) -> Fact[str] | None:
    if element is None:
        return None
    value = next((element.get(name) for name in ("when", "notBefore", "from") if element.get(name)), "")
    return _fact(element, notes, "published", value) if value else None


def pointed(pointers: str | None) -> Iterable[str]:
    """The ids that an attribute points to within its own file."""
    return (pointer.removeprefix("#") for pointer in (pointers or "").split())


def _responsible(header: etree._Element) -> Iterable[tuple[str, str]]:
    """The xml:id and the name of everybody who answers for something in the file."""
    for statement in header.iter(tei("respStmt")):
        identifier = statement.get(XML_ID, "")
        names = [_words(name) for name in statement if local_name(name) in ("name", "persName", "orgName")]
        if identifier:
            yield identifier, ", ".join(filter(None, names)) or identifier


def _changes(
    revision: etree._Element | None, names: Mapping[str, str], people: Mapping[str, str]
) -> Iterable[Change]:
    for change in _find_all(revision, "change"):
        who = [identifier for identifier in pointed(change.get("who")) if identifier in names]
        yield Change(
            words=_words(change),
            who=tuple(names[identifier] for identifier in who),
            by_person=any(identifier in people for identifier in who),
            when=str(change.get("when", "")),
        )


def _principles(header: etree._Element) -> Iterable[Principle]:
    declaration = _find(header, "encodingDesc/editorialDecl")
    for element in () if declaration is None else declaration:
        paragraphs = tuple(_words(paragraph) for paragraph in _find_all(element, "p")) or (_words(element),)
        if in_tei(element) and any(paragraphs):
            yield Principle(name=local_name(element), paragraphs=paragraphs)


def _rules(header: etree._Element) -> Iterable[tuple[str, str]]:
    for category in header.iter(tei("category")):
        identifier = category.get(XML_ID, "")
        if identifier.startswith(_RULE_PREFIX):
            yield identifier.removeprefix(_RULE_PREFIX), _words(_find(category, "catDesc"))
