"""Proposals: draft records for names that no register knows.

The recogniser says at each place what a name may name there; the article as a whole decides,
so that a name has one sense in it.
"""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pressmark import ids
from pressmark.annotate.gazetteer import Gazetteer, fold, fold_name
from pressmark.annotate.language import Language
from pressmark.annotate.lexicon import SELDOM_PERSONAL, word_classes
from pressmark.annotate.recogniser import Name, Reading
from pressmark.annotate.recognisers import NameRecogniser
from pressmark.model import (
    BlockKind,
    EntityKind,
    NameUse,
    Organisation,
    Passage,
    Person,
    Place,
    Record,
    Token,
    Variant,
)

# What stands in a dateline is where the article was written.
_DATELINE = {EntityKind.PERSON: 0.01, EntityKind.PLACE: 0.97, EntityKind.ORGANISATION: 0.01}
_ENOUGH = 0.4  # mean chance that makes a proposal
_LONGEST_NAME = 12  # tokens
_TELLING_ODDS = 3.0  # by which the odds of a kind grow where the words of the name speak for it
_NO_PERSON = frozenset({"organisation-head", "place-head", "thing-head"})
# The classes of words that are written with a capital and name nobody: "General", "Muslim", "Monday".
_NAMING_NOBODY = frozenset({"common", "demonym", "title", "calendar"})


@dataclass(frozen=True, slots=True)
class Proposals:
    """Draft records in the order of the text, and how likely it is that they name what they say.

    `likely` has that (0 to 1) by the id of the record, also for drafts that the register has already.
    """

    records: tuple[Record, ...] = ()
    likely: Mapping[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class _Name:
    """A name as first printed, and how likely it is of each kind wherever the article has it."""

    words: tuple[str, ...]
    surface: str
    acronym: str = ""
    chances: list[dict[EntityKind, float]] = field(default_factory=list)


_Key = tuple[str, ...]  # folded tokens


def _is_titled(tokens: Sequence[Token]) -> bool:
    """Whether nearly all longer words begin with a capital, as in many headlines."""
    words = [token for token in tokens if token.is_word and len(token.text) > 3]
    return sum(token.is_capitalised for token in words) > 0.75 * len(words)


def _shows_names(passage: Passage) -> bool:
    """Whether the capitals of a passage tell names: not in every headline. Furniture is nobody's prose."""
    if passage.kind in (BlockKind.HEADLINE, BlockKind.SUBHEAD, BlockKind.PULL_QUOTE):
        return not _is_titled(passage.tokens)
    return passage.kind is not BlockKind.FURNITURE


def _acronym_behind(tokens: Sequence[Token], end: int, words: Sequence[str]) -> str:
    """The acronym in brackets behind a name, if it is made of its initials."""
    if end + 2 >= len(tokens) or tokens[end].text != "(" or tokens[end + 2].text != ")":
        return ""
    acronym = tokens[end + 1].text
    initials = "".join(word[0] for word in words if word[0].isupper())
    is_acronym = acronym.isupper() and len(acronym) > 1 and acronym in (initials, initials[: len(acronym)])
    return acronym if is_acronym else ""


def _surface(tokens: Sequence[Token]) -> str:
    """The name as printed, with single spaces."""
    text = tokens[0].text
    for one, other in pairwise(tokens):
        text += ("" if one.end == other.start else " ") + other.text
    return text


def _trim(tokens: Sequence[Token], first: int, end: int) -> tuple[int, int]:
    """The range without the punctuation at its ends; the stop of "Jr." belongs to the name."""
    while first < end and not tokens[first].is_word:
        first += 1
    while end > first and not (tokens[end - 1].is_word or tokens[end - 1].text == "."):
        end -= 1
    return first, end


def _begins_with_place(tokens: Sequence[Token], first: int, end: int, gazetteer: Gazetteer) -> bool:
    """Whether a known place is the first word of a longer name ("Quillhaven Echo")."""
    stop, entries = gazetteer.longest(tokens, first, drafts=False)
    return (
        bool(entries)
        and stop < end
        and all(entry.kind is EntityKind.PLACE for entry in entries)
        and all(token.is_capitalised and token.is_word for token in tokens[stop:end])
    )


def _unknown_parts(
    tokens: Sequence[Token], name: Name, gazetteer: Gazetteer, language: Language
) -> Iterator[tuple[int, int]]:
    """The parts of a name that no person has confirmed; all of it if it is like the name of a thing."""
    first, end, kind = name
    whole = any(token.text.lower() in language.organisation_heads for token in tokens[first:end])
    whole = whole or (end - first > 1 and tokens[end - 1].text.lower() in language.place_heads)
    is_organisation = kind is EntityKind.ORGANISATION
    whole = whole or (is_organisation and _begins_with_place(tokens, first, end, gazetteer))
    start = index = first
    while index < end:
        stop, entries = gazetteer.longest(tokens, index, drafts=False)
        if entries and (not whole or (index == first and stop >= end)):
            if index > start:
                yield _trim(tokens, start, index)
            start = index = max(stop, index + 1)
        else:
            index += 1
    if start < end:
        yield _trim(tokens, start, end)


def _behind_title(tokens: Sequence[Token], first: int, end: int, language: Language) -> int:
    """Where the name begins that stands behind a title in tokens[first:end]; `first` without a title."""
    heads = language.organisation_heads | language.place_heads
    for index in reversed(range(first, end - 1)):
        if tokens[index].text.lower() not in language.titles:
            continue
        start = index + 1
        while start < end and not tokens[start].is_word:
            start += 1
        rest = [token for token in tokens[start:end] if token.is_word]
        is_name = rest and all(token.is_capitalised and token.text.lower() not in heads for token in rest)
        return start if is_name else first
    return first


def _names_read(passage: Passage, reading: Reading) -> tuple[Name, ...]:
    """The names of a reading; in a dateline the first words are a place, whatever their capitals."""
    if passage.kind is not BlockKind.DATELINE or reading.first > 0 or reading.names:
        return reading.names
    end = reading.first
    while end < reading.end and passage.tokens[end].is_word:
        end += 1
    return ((reading.first, end, EntityKind.PLACE),)


def _find_names(
    passages: Sequence[Passage],
    readings: Iterable[Reading],
    gazetteer: Gazetteer,
    language: Language,
    code: str,
) -> dict[_Key, _Name]:
    """The names that the recogniser finds anywhere and the gazetteer does not know."""
    names: dict[_Key, _Name] = {}
    for reading in readings:
        passage = passages[reading.passage]
        if not _shows_names(passage):
            continue
        for found in _names_read(passage, reading):
            for part_first, stop in _unknown_parts(passage.tokens, found, gazetteer, language):
                while part_first < stop and passage.tokens[part_first].text.lower() in language.weekdays:
                    part_first += 1  # "On Monday Ada Byron"
                start = _behind_title(passage.tokens, part_first, stop, language)
                tokens = passage.tokens[start:stop]
                words = tuple(token.text for token in tokens if token.is_word)
                empty = all(not _NAMING_NOBODY.isdisjoint(word_classes(word, code)) for word in words)
                if empty or len(tokens) > _LONGEST_NAME:
                    continue
                key = tuple(fold(token.text) for token in tokens)
                name = names.setdefault(key, _Name(words=words, surface=_surface(tokens)))
                if name.surface.isupper() and not _surface(tokens).isupper():
                    name.words, name.surface = words, _surface(tokens)  # "QUILLHAVEN" of a dateline
                name.acronym = name.acronym or _acronym_behind(passage.tokens, stop, words)
    return names


def _weigh(passages: Sequence[Passage], readings: Iterable[Reading], names: Mapping[_Key, _Name]) -> None:
    """Note for each name how likely it is of each kind wherever the article has it."""
    longest: dict[str, int] = {}
    for key in names:
        longest[key[0]] = max(longest.get(key[0], 0), len(key))
    for reading in readings:
        tokens = passages[reading.passage].tokens[reading.first : reading.end]
        folded = [fold(token.text) for token in tokens]
        index = 0
        while index < len(folded):
            length = min(longest.get(folded[index], 0), len(folded) - index)
            while length and (found := names.get(tuple(folded[index : index + length]))) is None:
                length -= 1
            if length and found is not None:
                start = reading.first + index
                in_dateline = passages[reading.passage].kind is BlockKind.DATELINE
                found.chances.append(_DATELINE if in_dateline else reading.chance(start, start + length))
            index += max(length, 1)


def _telling_kind(classes: Sequence[Collection[str]]) -> EntityKind | None:
    """The kind that the first or the last word of a name speaks for, by the classes of its words."""
    if len(classes) == 1:
        return None
    last = classes[-1]
    if "organisation-head" in last and "place-head" not in last:
        return EntityKind.ORGANISATION
    if "place-head" in last and "organisation-head" not in last:
        return EntityKind.PLACE
    led = "forename" in classes[0] and all(_NO_PERSON.isdisjoint(each) for each in classes)
    unlisted = all(SELDOM_PERSONAL.isdisjoint(each) for each in classes)
    return EntityKind.PERSON if len(classes) <= 3 and (led or unlisted) else None


def _decide(name: _Name, code: str) -> tuple[EntityKind, float]:
    """What a name most likely names, and how likely that is."""
    count = max(1, len(name.chances))
    chances = {kind: sum(each[kind] for each in name.chances) / count for kind in EntityKind}
    if likelier := _telling_kind([word_classes(word, code) for word in name.words]):
        total = 1 + (_TELLING_ODDS - 1) * chances[likelier]
        chances[likelier] *= _TELLING_ODDS
        chances = {kind: chance / total for kind, chance in chances.items()}
    return max(chances.items(), key=lambda item: item[1])


def propose_records(
    passages: Sequence[Passage],
    gazetteer: Gazetteer,
    recogniser: NameRecogniser,
    language: Language,
    code: str,
    siglum: str,
    retired: Iterable[str] = (),
) -> Proposals:
    """Draft records for the names of an article that the gazetteer lacks.

    Drafts in the gazetteer have no say in what is a name, so that a second run finds the same.
    `code` is the article's language (BCP 47), for the names of countries and cities. `retired`
    are the ids of records that are no more: no draft gets one.
    """
    readings = recogniser.read(passages, code)
    names = _find_names(passages, readings, gazetteer, language, code)
    _weigh(passages, readings, names)
    likely: dict[str, float] = {}
    records: list[Record] = []
    taken = gazetteer.records.new_child()
    gone = frozenset(retired)
    known = _forenames_of_named(passages, names, gazetteer)
    for key, name, kind, chance in _resolve(names, known, code):
        certainty = round(recogniser.certainty(chance), 2)
        entries = gazetteer.named(key)
        for entry in entries:
            likely[entry.record] = certainty
        if not entries:
            record = _draft(name, kind, taken, gone, language, siglum)
            taken[record.id] = record
            likely[record.id] = certainty
            records.append(record)
    return Proposals(tuple(records), likely)


def _forenames_of_named(passages: Sequence[Passage], names: Iterable[_Key], gazetteer: Gazetteer) -> set[str]:
    """The names of one word that are forenames of people whom the article names in full."""
    words = {fold(token.text) for passage in passages for token in passage.tokens}
    return {
        key[0]
        for key in names
        if len(key) == 1
        for record in gazetteer.with_forename(key)
        if not record.draft and words.issuperset(fold_name(record.name))
    }


def _resolve(
    names: Mapping[_Key, _Name], known: set[str], code: str
) -> list[tuple[_Key, _Name, EntityKind, float]]:
    """The names that stand for records of their own, each with what it names and how likely that is.

    The surname or forename of somebody named in full belongs to that person's record, an
    acronym to the record of what it stands for.
    """
    decided = [(key, name, *_decide(name, code)) for key, name in names.items()]
    decided = [each for each in decided if each[-1] >= _ENOUGH]
    people = [key for key, _, kind, _ in decided if kind is EntityKind.PERSON and len(key) > 1]
    surnames, forenames = {key[-1] for key in people}, {key[0] for key in people} | known
    acronyms = {name.acronym for _, name, _, _ in decided}

    def belongs(key: _Key, name: _Name, kind: EntityKind) -> bool:
        may_be = kind is EntityKind.PERSON or "place" not in word_classes(name.words[0], code)
        is_forename = may_be and key[0] in forenames
        return len(key) == 1 and (key[0] in surnames or is_forename or name.surface in acronyms)

    return [each for each in decided if not belongs(*each[:3])]


def _draft(
    name: _Name,
    kind: EntityKind,
    taken: Container[str],
    retired: Container[str],
    language: Language,
    siglum: str,
) -> Record:
    text = name.surface
    if kind is EntityKind.PLACE:
        return Place(id=ids.make_record_id(text, taken, retired), name=text, draft=True, source=siglum)
    if kind is EntityKind.ORGANISATION:
        variants = (Variant(name=name.acronym, use=NameUse.ACRONYM),) if name.acronym else ()
        record_id = ids.make_record_id(text, taken, retired)
        return Organisation(id=record_id, name=text, variants=variants, draft=True, source=siglum)
    words = text.split(" ")
    at = len(words) - 1
    if at > 1 and words[at].lower().strip(".") in language.suffixes:
        at -= 1
    while at > 1 and words[at - 1].lower() in language.particles:
        at -= 1
    forename, surname = " ".join(words[:at]), " ".join(words[at:])
    return Person(
        id=ids.make_record_id(f"{surname} {forename}", taken, retired),
        name=text,
        forename=forename,
        surname=surname,
        draft=True,
        source=siglum,
    )
