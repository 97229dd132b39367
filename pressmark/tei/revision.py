"""Who worked on a file, what was done to it and when: its respStmt and the entries of its revisionDesc."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Final

from lxml import etree
from lxml.builder import ElementMaker

from pressmark.tei.edit.changes import Change, InsertAfter, Replace, element_path
from pressmark.tei.names import TEI_NS, XML_ID, tei
from pressmark.tei.text import squeezed_text, storable

E: Final = ElementMaker(namespace=TEI_NS, nsmap={None: TEI_NS})

VERBS: Final = ("accepted", "rejected", "changed", "added")
# What `reviewed` makes, and nothing that a person would write there.
_REVIEWED: Final = re.compile(r"Reviewed: marks (\d+ [a-z]+(?:, \d+ [a-z]+)*)\.")
_COUNT: Final = re.compile(r"(\d+) ([a-z]+)")
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+")


def reviewed(done: Mapping[str, int]) -> str:
    """How many marks were decided, in words; `done` says how many of each of `VERBS`."""
    return "Reviewed: marks " + ", ".join(f"{done[verb]} {verb}" for verb in VERBS if done.get(verb)) + "."


def tally(words: str) -> tuple[Counter[str], str] | None:
    """How many marks an entry says were decided, and the words that say so; None if it says nothing of it."""
    match = _REVIEWED.search(words)
    if match is None:
        return None
    return Counter({verb: int(number) for number, verb in _COUNT.findall(match[1])}), match[0]


def united(base: str, ours: str, theirs: str) -> str:
    """What an entry says in whose place there are two that were `base` before; nothing is said twice.

    Numbers of marks are added up.
    """
    told = [tally(words) for words in (base, ours, theirs)]
    if told[1] and told[2]:
        both = told[1][0] + told[2][0]
        if told[0]:
            both.subtract(told[0][0])
        ours = ours.replace(told[1][1], reviewed(both))
        theirs = theirs.replace(told[2][1], "")
    said = {*_SENTENCE.split(base), *_SENTENCE.split(ours)}
    return " ".join(
        filter(None, [ours, *(each for each in _SENTENCE.split(theirs.strip()) if each not in said)])
    )


def signed(root: etree._Element, person: str, name: str) -> list[Change]:
    """The change that names who reviews in the header, if the file does not yet; `person` is the xml:id."""
    statements = root.findall(f"{tei('teiHeader')}/{tei('fileDesc')}/{tei('titleStmt')}/*")
    if not statements or any(each.get(XML_ID) == person for each in root.iter()):
        return []
    statement = E.respStmt(E.resp("mark-up reviewed"), E.name(storable(name)))
    statement.set(XML_ID, person)
    return [InsertAfter(target=element_path(statements[-1]), element=statement)]


def credited(root: etree._Element, editors: Mapping[str, str]) -> list[Change]:
    """The changes that name in the header whoever `@resp` points to; `editors` are names by xml:id."""
    pointers = {element.get("resp", "").removeprefix("#") for element in root.iter()}
    return [
        change
        for person in sorted(pointers & editors.keys())
        for change in signed(root, person, editors[person])
    ]


def noted(root: etree._Element, words: str, day: date, who: str = "") -> list[Change]:
    """The changes that note a revision of a file: one entry for each day and whoever did it.

    `who` is a pointer to whoever did it ("#ed-marrow"), empty if that is not known. What the
    entry says already is not said again. A file without a header gets none.
    """
    words = storable(words)
    header = root.find(tei("teiHeader"))
    if header is None:
        return []
    revision = header.find(tei("revisionDesc"))
    if revision is None:
        element = E.revisionDesc(_entry(words, day, who))
        return [InsertAfter(target=element_path(header[-1]), element=element)] if len(header) else []
    entries = revision.findall(tei("change"))
    for entry in entries:
        if entry.get("when") == day.isoformat() and entry.get("who", "") == who:
            said = squeezed_text(entry)
            if words in said:
                return []
            changed = _entry(f"{said} {words}", day, who)
            for name, value in entry.attrib.items():
                changed.set(name, value)
            return [Replace(target=element_path(entry), element=changed)]
    if not entries:
        return []
    return [InsertAfter(target=element_path(entries[-1]), element=_entry(words, day, who))]


def _entry(words: str, day: date, who: str) -> etree._Element:
    attributes = {"who": who} if who else {}
    return E.change(words, attributes | {"when": day.isoformat()})
