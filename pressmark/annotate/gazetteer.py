"""The names of the registers, ready to be looked up in a text."""

import unicodedata
from collections import ChainMap
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from pressmark.annotate.passages import tokenise
from pressmark.model import EntityKind, NameUse, Person, PersonRole, Record, Span, Token


class Strength(IntEnum):
    """How firmly a form of a name stands for its record."""

    DESCRIPTION = 1  # "the minister"
    FORENAME = 2
    SURNAME = 3
    NAME = 4


NAMES = (Strength.NAME, Strength.SURNAME)


@dataclass(frozen=True, slots=True)
class Entry:
    """One form of a name. `initials` says for each token whether it must begin with a capital."""

    record: str
    kind: EntityKind
    strength: Strength
    initials: tuple[bool, ...]
    capitals: bool  # all of it in capitals: an acronym, which no other spelling matches
    draft: bool  # of a record that no person has confirmed

    def fits(self, tokens: Sequence[Token]) -> bool:
        """Whether the spelling of the tokens is one that the name can have in print."""
        if self.capitals:
            return all(token.text.isupper() or not token.is_word for token in tokens)
        return all(
            token.is_capitalised or not required
            for token, required in zip(tokens, self.initials, strict=True)
        )


def fold(token: str) -> str:
    """A token as the gazetteer compares it: without case, accents and the kind of apostrophe."""
    if token.isascii():
        return token.lower()
    decomposed = unicodedata.normalize("NFKD", token.casefold().replace("’", "'"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def fold_name(name: str) -> tuple[str, ...]:
    """A name as a sequence of folded tokens."""
    return tuple(fold(token.text) for token in tokenise(name, Span(0, len(name))))


class Gazetteer:
    """Looks up the longest name that begins at a token. Built once for a register, then read only.

    One with a `base` knows all that the base knows, and costs only what it adds.
    """

    def __init__(self, records: Iterable[Record], base: "Gazetteer | None" = None) -> None:
        self._base = base
        self._entries: dict[tuple[str, ...], list[Entry]] = {}
        self._longest: dict[str, int] = {}  # first token -> number of tokens of the longest name
        self._strongest: dict[tuple[tuple[str, ...], str, bool], Strength] = {}
        own: dict[str, Record] = {}
        for record in records:
            own[record.id] = record
            self._add_record(record)
        self.records: ChainMap[str, Record] = base.records.new_child(own) if base else ChainMap(own)

    def _add_record(self, record: Record) -> None:
        is_source = isinstance(record, Person) and record.role is not PersonRole.NAMED
        self._add(record, record.name, Strength.DESCRIPTION if is_source else Strength.NAME)
        for variant in record.variants:
            described = is_source or variant.use is NameUse.DESCRIPTION
            self._add(record, variant.name, Strength.DESCRIPTION if described else Strength.NAME)
        if isinstance(record, Person) and record.surname and not is_source:
            self._add(record, record.surname, Strength.SURNAME)
            self._add(record, record.forename, Strength.FORENAME)

    def _add(self, record: Record, name: str, strength: Strength) -> None:
        tokens = tokenise(name, Span(0, len(name)))
        # "The Courier" is also printed "the Courier", and without its article.
        if strength > Strength.DESCRIPTION and len(tokens) > 1 and tokens[0].text in ("The", "the"):
            self._add_tokens(record, tokens[1:], strength)
        self._add_tokens(record, tokens, strength)

    def _add_tokens(self, record: Record, tokens: Sequence[Token], strength: Strength) -> None:
        if not tokens:
            return
        key = tuple(fold(token.text) for token in tokens)
        described = strength is Strength.DESCRIPTION
        known = self._strongest.get((key, record.id, described))
        if known is not None and known >= strength:
            return
        self._strongest[key, record.id, described] = strength
        letters = "".join(token.text for token in tokens if token.is_word)
        entry = Entry(
            record=record.id,
            kind=record.kind,
            strength=strength,
            initials=tuple(token.is_capitalised and not described for token in tokens),
            capitals=letters.isupper() and len(letters) <= 3 and len(tokens) == 1,
            draft=record.draft,
        )
        self._entries.setdefault(key, []).append(entry)
        self._longest[key[0]] = max(self._longest.get(key[0], 0), len(key))

    def _at(self, key: tuple[str, ...]) -> list[Entry]:
        """What a form of a name can stand for, the base's records first."""
        own = self._entries.get(key, [])
        return [*self._base._at(key), *own] if self._base else own

    def _length(self, first: str) -> int:
        """The number of tokens of the longest name with this first token; 0 where there is none."""
        own = self._longest.get(first, 0)
        return max(own, self._base._length(first)) if self._base else own

    def longest(
        self,
        tokens: Sequence[Token],
        first: int,
        strengths: Container[Strength] = NAMES,
        *,
        drafts: bool = True,
    ) -> tuple[int, list[Entry]]:
        """The end of the longest name that begins at `tokens[first]`, and what it can stand for.

        Only forms of the given strengths count, and drafts only where they are wanted. Returns
        (first, []) where nothing begins.
        """
        key = [fold(tokens[first].text)]
        limit = min(self._length(key[0]), len(tokens) - first)
        key += [fold(token.text) for token in tokens[first + 1 : first + limit]]
        for length in range(limit, 0, -1):
            words = tokens[first : first + length]
            fitting = [
                entry
                for entry in self._at(tuple(key[:length]))
                if entry.strength in strengths and (drafts or not entry.draft) and entry.fits(words)
            ]
            if fitting:
                return first + length, fitting
        return first, []

    def named(self, name: Sequence[str]) -> list[Entry]:
        """What a name as folded tokens can stand for."""
        return [entry for entry in self._at(tuple(name)) if entry.strength in NAMES]

    def with_forename(self, key: tuple[str, ...]) -> list[Record]:
        """The people who have this forename, as folded tokens."""
        return [self.records[entry.record] for entry in self._at(key) if entry.strength is Strength.FORENAME]
