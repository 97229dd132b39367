"""Alphabetical order: under which letter, and in which place, a name is filed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pressmark.ids import fold
from pressmark.model import NameUse, Person, PersonRole, Record

_LEADING_ARTICLE: Final = re.compile(r"(?:the|an?)\s+|[ae]l-(?=\w)", re.IGNORECASE)
_NO_LETTER: Final = "#"
# Descriptions ("the mayor") may fit many; they are no names to look up.
_LOOKED_UP: Final = frozenset({NameUse.VARIANT, NameUse.ACRONYM, NameUse.METONYM})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of an alphabetical index: a record under its name, or a variant that sends to it."""

    heading: str
    record: Record
    see: bool = False


@lru_cache(maxsize=65_536)  # a name is filed on many pages
def filing_key(heading: str) -> str:
    """Case, diacritics, punctuation and a leading article do not count; "ø" is filed as "o".

    "The Courier" is filed under C, "al-Assad" under A for Assad.
    """
    without_article = (
        _LEADING_ARTICLE.sub("", heading, count=1) if _LEADING_ARTICLE.match(heading) else heading
    )
    return plain_letters(without_article)


def plain_letters(words: str) -> str:
    """`words` without case, diacritics and punctuation: what a name is found by."""
    return "".join(c for c in fold(words) if c.isalnum() or c == " ").strip()


def letter(heading: str) -> str:
    """The capital under which a name is filed, or "#"."""
    first = filing_key(heading)[:1].upper()[:1]
    return first if first.isalpha() else _NO_LETTER


def letter_key(capital: str) -> str:
    """The letter in lower case, or its number where an address cannot hold it: as a key, and in an id."""
    return capital.lower() if capital.isascii() and capital.isalpha() else str(ord(capital))


def letter_order(capital: str) -> tuple[bool, str]:
    """The letters in order; what begins with none comes last."""
    return capital == _NO_LETTER, capital


def nameless(record: Record) -> bool:
    """Whether it is a source of speech without a name."""
    return isinstance(record, Person) and record.role is not PersonRole.NAMED


def entries(records: Iterable[Record]) -> list[Entry]:
    """Every record under its own name, and its variants where they would be looked for elsewhere.

    In order; what begins with no letter comes last.
    """
    lines = []
    for record in records:
        own = filing_key(record.sort_name)
        lines.append(Entry(heading=record.sort_name, record=record))
        seen = {own, filing_key(record.name)}
        for variant in record.variants:
            heading = _filed(variant.name, record)
            key = filing_key(heading)
            # "Byron" and "Byron, Augusta Ada" stand beside "Byron, Ada" anyway.
            beside = isinstance(record, Person) and key.split()[:1] == own.split()[:1]
            if variant.use in _LOOKED_UP and key not in seen and not beside:
                seen.add(key)
                lines.append(Entry(heading=heading, record=record, see=True))
    return sorted(lines, key=_place)


def _place(entry: Entry) -> tuple[tuple[bool, str], str, bool, str]:
    return letter_order(letter(entry.heading)), filing_key(entry.heading), entry.see, entry.record.id


def _filed(name: str, record: Record) -> str:
    """A variant as it is filed. Of a person with a surname, the last word goes to the front."""
    if isinstance(record, Person) and record.surname and record.forename and name.count(" "):
        rest, _, surname = name.rpartition(" ")
        return f"{surname}, {rest}"
    return name
