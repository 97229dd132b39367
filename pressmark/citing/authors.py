"""The names of authors, in the parts that bibliographies want."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pressmark.model import Person

_SUFFIX: Final = re.compile(r",?\s+(Jr\.?|Sr\.?|I{2,3}|IV)$")
_MOST_WORDS: Final = 5  # a longer name is more likely that of a body
# Words that end or begin the name of no person.
_BODIES: Final = frozenset(
    {"agency", "agencies", "associates", "association", "board", "bureau", "college", "committee",
     "correspondent", "correspondents", "desk", "editor", "editors", "news", "newsroom", "office", "press",
     "reporter", "reporters", "reuters", "service", "staff", "team", "university", "wire", "writers"}
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """An author. Of a body, or a person with one name, only `family` is filled, and it is printed whole."""

    family: str
    given: str = ""
    suffix: str = ""  # "Jr."

    @property
    def reversed(self) -> str:
        """As bibliographies file it: "Marrow, Edda"."""
        return ", ".join(part for part in (self.family, self.given, self.suffix) if part)

    @property
    def name(self) -> str:
        """In reading order: "Edda Marrow"."""
        return " ".join(part for part in (self.given, self.family, self.suffix) if part)


def read_author(words: str, people: Mapping[str, Person]) -> Author:
    """An author from the words of a byline. `people` are the people of the register, by name.

    The register knows best; else "Marrow, Edda" says it itself; else the last word is the surname,
    with the particles before it ("van der Berg"). What looks like no person is kept whole.
    """
    person = people.get(words)
    if person is not None and person.surname:
        return Author(family=person.surname, given=person.forename)
    found = _SUFFIX.search(words)
    suffix = found[1] if found else ""
    plain = words[: found.start()] if found else words
    family, comma, given = (part.strip() for part in plain.partition(","))
    if comma and family and given:
        return Author(family=family, given=given, suffix=suffix)
    parts = plain.split()
    if not 1 < len(parts) <= _MOST_WORDS or not _is_personal(parts):
        return Author(family=words)
    first = next((index for index, part in enumerate(parts[1:-1], 1) if part[0].islower()), len(parts) - 1)
    return Author(family=" ".join(parts[first:]), given=" ".join(parts[:first]), suffix=suffix)


def _is_personal(parts: list[str]) -> bool:
    ends = parts[0][0].isupper() and parts[-1][0].isupper()
    return ends and parts[0].lower() != "the" and not {part.lower() for part in parts} & _BODIES
