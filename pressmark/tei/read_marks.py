"""What an element of a text stands for: a name, speech, a date, words set apart, or a correction."""

import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from lxml import etree

from pressmark import ids
from pressmark.model import EntityKind, MentionForm
from pressmark.tei.names import XML_ID, local_name
from pressmark.tei.published import (
    CorrectionKind,
    Header,
    Makers,
    Mark,
    Speech,
    TextCorrection,
    TextDate,
    TextMention,
    TextSpeech,
    TextWords,
    WordsUse,
)
from pressmark.tei.read_header import pointed
from pressmark.tei.text import Action, source_words, walk

_NAMES: Final = {
    "persName": EntityKind.PERSON,
    "placeName": EntityKind.PLACE,
    "orgName": EntityKind.ORGANISATION,
}
SPEECH: Final = ("said", "q")
_WORDS: Final = {
    "mentioned": WordsUse.MENTIONED,
    "soCalled": WordsUse.SO_CALLED,
    "quote": WordsUse.QUOTED,
    "emph": WordsUse.EMPHASISED,
    "hi": WordsUse.EMPHASISED,
    "title": WordsUse.EMPHASISED,
}
CORRECTIONS: Final = {
    "choice": CorrectionKind.CORRECTED,
    "corr": CorrectionKind.CORRECTED,
    "supplied": CorrectionKind.SUPPLIED,
    "gap": CorrectionKind.GAP,
    "sic": CorrectionKind.NOTED,
}
_UNITS: Final = {"char": "character"}
LOST: Final = "[…]"

# Where characters stand: at the beginning of an element, or behind it.
Place = tuple[etree._Element, bool]
# How many square brackets open, and how many close, around characters that an editor has supplied.
Brackets = dict[Place, tuple[int, int]]


def read_mark(element: etree._Element, name: str, words: str, passage: int, start: int) -> Mark | None:
    """The mark an element stands for; None for one that only wraps its words."""
    # Articles have the same anchors and name the same people, so that memory holds these words once.
    anchor = sys.intern(str(element.get(XML_ID, "")))
    certainty = sys.intern(str(element.get("cert", "")))
    rule = _rule(element.get("ana"))
    end = start + len(words)
    if name in _NAMES or name == "rs":
        records = _records(element.get("ref"))
        kind = _NAMES.get(name) or _described_kind(element)
        return TextMention(
            anchor=anchor, kind=kind, records=records, words=sys.intern(words), passage=passage,
            start=start, end=end,
            form=MentionForm.DESCRIPTION if name == "rs" else MentionForm.NAME,
            certainty=certainty, rule=rule,
        )  # fmt: skip
    if name in SPEECH:
        return TextSpeech(
            anchor=anchor, words=words, passage=passage, start=start, end=end,
            mode=_speech_mode(element, name),
            speakers=_records(element.get("who")),
            addressees=_records(element.get("toWhom")),
            media=_records(element.get("source")),
            following=pointed_anchor(element.get("next")), preceding=pointed_anchor(element.get("prev")),
            certainty=certainty, rule=rule,
        )  # fmt: skip
    if name == "date":
        when = element.get("when", "")
        return TextDate(
            anchor=anchor, words=words, passage=passage, start=start, end=end,
            earliest=str(when or element.get("notBefore") or element.get("from") or ""),
            latest=str(when or element.get("notAfter") or element.get("to") or ""),
            certainty=certainty, rule=rule,
        )  # fmt: skip
    if name in _WORDS:
        return TextWords(use=_WORDS[name], anchor=anchor, certainty=certainty, rule=rule)
    return None


def read_correction(element: etree._Element, names: Mapping[str, str]) -> TextCorrection | None:
    """What an element says of a correction; None for one that is none, or whose `<choice>` says it.

    Where it stands, which it is and what words are shown, only the reading of its content
    tells. `names` are those of everybody responsible, by xml:id.
    """
    kind, stated = CORRECTIONS.get(local_name(element)), element
    if local_name(element) == "choice":
        corrected = next((child for child in element if local_name(child) == "corr"), None)
        if corrected is None:
            return None
        stated = corrected
    elif local_name(element) == "corr" and _name_of_parent(element) == "choice":
        return None
    if kind is None:
        return None
    return TextCorrection(
        kind=kind, number=0, words="", passage=0, start=0, end=0, place="",
        source=source_words(element) if kind is CorrectionKind.CORRECTED else "",
        responsible=tuple(names.get(each, each) for each in pointed(stated.get("resp"))),
        certainty=str(stated.get("cert", "")),
        reason=str(stated.get("reason", "")),
        extent=_extent(stated),
    )  # fmt: skip


def add_brackets(supplied: etree._Element, brackets: Brackets) -> None:
    """Note where the brackets around supplied words are to stand; nowhere if there are no such words."""
    places: list[Place] = []
    opened = None  # the element that has opened just before
    for step in walk(supplied):
        if step.shown and step.words.strip():
            places.append((step.element, step.element is not opened))
        opened = step.element if step.action is Action.OPEN else None
    for place, opening, closing in ((places[0], 1, 0), (places[-1], 0, 1)) if places else ():
        already = brackets.get(place, (0, 0))
        brackets[place] = already[0] + opening, already[1] + closing


def bracketed(words: str, brackets: tuple[int, int]) -> Iterator[str]:
    """Characters with their brackets; the white space outside of these stands by itself."""
    opening, closing = brackets
    start = len(words) - len(words.lstrip()) if opening else 0
    end = len(words.rstrip()) if closing else len(words)
    yield from filter(None, (words[:start], "[" * opening + words[start:end] + "]" * closing, words[end:]))


def _name_of_parent(element: etree._Element) -> str:
    parent = element.getparent()
    return "" if parent is None else local_name(parent)


def read_makers(responsible: Mapping[str, int], header: Header) -> Makers:
    """Whose the marks are, from how many have which @resp. A person who checked a mark answers for it."""
    people = programs = unknown = 0
    for pointers, number in responsible.items():
        named = set(pointed(pointers))
        if named & header.people.keys():
            people += number
        elif named & header.programs.keys():
            programs += number
        else:
            unknown += number
    return Makers(people=people, programs=programs, unknown=unknown)


def _extent(element: etree._Element) -> str:
    """How much is lost, in words."""
    extent, quantity, unit = (str(element.get(name, "")) for name in ("extent", "quantity", "unit"))
    if extent or not (quantity and unit):
        return extent
    return f"{quantity} {_UNITS.get(unit, unit)}" + ("" if quantity == "1" else "s")


def _speech_mode(element: etree._Element, name: str) -> Speech:
    if name == "q":
        return Speech.UNDECIDED
    return Speech.INDIRECT if element.get("direct") == "false" else Speech.DIRECT


@lru_cache(maxsize=10_000)
def _records(pointers: str | None) -> tuple[str, ...]:
    """The ids of the records that an attribute points to; a pointer within the file is `#id`.

    An edition names the same records over and over: they are made, and kept in memory, once.
    """
    parsed = map(ids.parse_pointer, (pointers or "").split())
    return tuple(found[1] for found in parsed if found)


def _described_kind(element: etree._Element) -> EntityKind:
    named = str(element.get("type", ""))
    if named in set(EntityKind):
        return EntityKind(named)
    first = ids.parse_pointer((element.get("ref") or "").partition(" ")[0])
    return first[0] if first else EntityKind.PERSON


def pointed_anchor(pointer: str | None) -> str:
    """The anchor that a pointer leads to; empty if there is none."""
    return (pointer or "").removeprefix("#")


@lru_cache(maxsize=1_000)
def _rule(pointers: str | None) -> str:
    return next((p.removeprefix("#rule.") for p in (pointers or "").split() if p.startswith("#rule.")), "")
