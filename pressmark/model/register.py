"""The authority records: people, places and organisations."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar


class EntityKind(StrEnum):
    """What a name can name. The values are also the prefixes of pointers."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"


class NameUse(StrEnum):
    """How a variant relates to its record."""

    VARIANT = "variant"  # another spelling, a longer or a shorter form
    ACRONYM = "acronym"
    METONYM = "metonym"  # a place's name used of those who rule there
    DESCRIPTION = "description"  # "the minister"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A name under which a record is also known."""

    name: str
    use: NameUse = NameUse.VARIANT


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """A verified entry in an authority file."""

    scheme: str  # "WIKIDATA", "GEONAMES"
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every authority record holds. `id` is unique in all registers, for ever."""

    kind: ClassVar[EntityKind]

    id: str
    name: str  # preferred form, in reading order
    variants: tuple[Variant, ...] = ()
    description: str = ""  # one sentence
    identifiers: tuple[Identifier, ...] = ()
    draft: bool = False  # proposed by the tool, not yet confirmed by a person
    source: str = ""  # of a draft: the siglum it was proposed from

    @property
    def sort_name(self) -> str:
        """The form that alphabetical indices use."""
        return self.name

    def names(self) -> Iterator[str]:
        """The preferred name, then every variant."""
        yield self.name
        for variant in self.variants:
            yield variant.name


class PersonRole(StrEnum):
    """What a record in the register of people stands for."""

    NAMED = "named"
    UNNAMED = "unnamed"  # one person whose name the source withholds
    COLLECTIVE = "collective"  # several people speaking as one


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Record):
    """A person, or a source of speech without a name."""

    kind = EntityKind.PERSON

    forename: str = ""
    surname: str = ""
    occupation: str = ""  # role at the time of the articles
    born: str = ""  # ISO 8601, as exact as known
    died: str = ""
    role: PersonRole = PersonRole.NAMED

    @property
    def sort_name(self) -> str:
        return f"{self.surname}, {self.forename}" if self.surname and self.forename else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(Record):
    """A place. Coordinates in decimal degrees, WGS 84, or None."""

    kind = EntityKind.PLACE

    type: str = ""  # "country", "city", "region", "sea", "building"
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation(Record):
    """An organisation, an institution, a news outlet, an armed group."""

    kind = EntityKind.ORGANISATION

    type: str = ""  # "government", "news agency", "broadcaster", …


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Every authority record of the edition. Ids are unique across the three kinds.

    `retired` are the ids of records that are no more; no other record may have them.
    """

    people: tuple[Person, ...] = ()
    places: tuple[Place, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    retired: frozenset[str] = frozenset()

    def __iter__(self) -> Iterator[Record]:
        yield from self.people
        yield from self.places
        yield from self.organisations

    def by_id(self) -> dict[str, Record]:
        return {record.id: record for record in self}
