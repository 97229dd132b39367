"""Alphabetical order: under which letter, and in which place, a name is filed."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pressmark.model import NameUse, Person, Record

_LEADING_ARTICLE: Final = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)
_NO_LETTER: Final = "#"
# Descriptions ("the mayor") may fit many; they are no names to look up.
_LOOKED_UP: Final = frozenset({NameUse.VARIANT, NameUse.ACRONYM, NameUse.METONYM})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of an alphabetical index: a record under its name, or a variant that sends to it."""

    heading: str
    record: Record
    see: bool = False


def filing_key(heading: str) -> str:
    """Case, accents, punctuation and a leading article do not count."""
    without_article = (
        _LEADING_ARTICLE.sub("", heading, count=1) if _LEADING_ARTICLE.match(heading) else heading
    )
    decomposed = unicodedata.normalize("NFKD", without_article.casefold())
    return "".join(c for c in decomposed if c.isalnum() or c == " ").strip()


def letter(heading: str) -> str:
    """The capital under which a name is filed, or "#"."""
    first = filing_key(heading)[:1].upper()
    return first if first.isalpha() else _NO_LETTER


def entries(records: Iterable[Record]) -> list[Entry]:
    """Every record under its own name, and its variants where they would be looked for elsewhere."""
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
    return sorted(lines, key=lambda entry: (filing_key(entry.heading), entry.see, entry.record.id))


def _filed(name: str, record: Record) -> str:
    """A variant as it is filed. Of a person with a surname, the last word goes to the front."""
    if isinstance(record, Person) and record.surname and record.forename and name.count(" "):
        rest, _, surname = name.rpartition(" ")
        return f"{surname}, {rest}"
    return name


def by_letter(lines: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Entries under their letters, in order; names that begin with no letter come last."""
    groups: dict[str, list[Entry]] = {}
    for line in lines:
        groups.setdefault(letter(line.heading), []).append(line)
    return dict(sorted(groups.items(), key=lambda group: (group[0] == _NO_LETTER, group[0])))
