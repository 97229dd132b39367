"""Proposals: draft records for names that no register knows, found by the shape of news.

A name is a run of capitalised words. What it names is voted on by what surrounds it at each
place: titles, ages and appositions speak for a person, prepositions of place and the names
of countries for a place, words such as "Council" and initials for an organisation. The
article as a whole decides, so that a name has one sense in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pressmark import ids
from pressmark.annotate.gazetteer import Gazetteer, fold, fold_name
from pressmark.annotate.language import Language
from pressmark.annotate.world import known_places
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

# Headlines capitalise words that are no names; furniture is nobody's prose.
_SKIPPED = frozenset({BlockKind.HEADLINE, BlockKind.SUBHEAD, BlockKind.FURNITURE, BlockKind.PULL_QUOTE})
_NAMED_LINES = frozenset({BlockKind.CREDIT, BlockKind.CONTRIBUTOR, BlockKind.ATTRIBUTION})
_JOINING = frozenset({"of", "for"})
_ENOUGH = 1.0  # votes that make a proposal
_LONGEST_NAME = 8  # words


@dataclass(slots=True)
class _Candidate:
    """A name and the votes for what it names; `acronym` as the article explains it."""

    words: tuple[str, ...]
    votes: dict[EntityKind, float] = field(default_factory=lambda: defaultdict(float))
    acronym: str = ""


def _is_name_word(token: Token) -> bool:
    return token.is_capitalised and token.text != "I"


def _glued(one: Token, other: Token) -> bool:
    return other.start - one.end <= 1


def _runs(passage: Passage, language: Language) -> Iterator[tuple[int, int]]:
    """The runs of capitalised words, as ranges of token indices.

    Hyphens, initials with their stops, particles ("van der") and, behind a word such as
    "Ministry", "of" and "for" join words to one run.
    """
    tokens = passage.tokens
    index = 0
    heads = language.organisation_heads | language.place_openers
    while index < len(tokens):
        if not _is_name_word(tokens[index]):
            index += 1
            continue
        first, end = index, index + 1
        while end < len(tokens) and _glued(tokens[end - 1], tokens[end]):
            ahead = _next_name_word(tokens, end, language)
            if ahead is None:
                break
            joint = [token.text.lower() for token in tokens[end:ahead]]
            if joint and joint[0] in _JOINING and tokens[end - 1].text.lower() not in heads:
                break
            end = ahead + 1
        yield first, end
        index = end


def _next_name_word(tokens: Sequence[Token], at: int, language: Language) -> int | None:
    """The index of the capitalised word that continues a run at `at`; None where it ends."""
    joints = language.particles | _JOINING | {"-", "&", ".", "the", "and"}
    index = at
    while index < len(tokens) and index - at <= 3:
        token = tokens[index]
        if not _glued(tokens[index - 1], token):
            return None
        if _is_name_word(token):
            return index
        text = token.text.lower()
        is_initial = text == "." and len(tokens[index - 1].text) == 1 and index == at
        if text not in joints or (text == "." and not is_initial) or (text in ("and", "the") and index == at):
            return None
        index += 1
    return None


def _strip(tokens: Sequence[Token], first: int, end: int, is_opening: bool, language: Language) -> int:
    """Where the name begins, once the word that opens the sentence is off."""
    while first < end:
        word = tokens[first].text.lower()
        opens = is_opening and word in language.openers
        if not (opens or word in language.weekdays or word in language.months or word in ("the", "a")):
            break
        is_opening = False
        first += 1
    return first


def _split_title(tokens: Sequence[Token], first: int, end: int, language: Language) -> tuple[int, bool]:
    """The start of the name behind a title and what stands before it, and whether there is a title."""
    titles = [index for index in range(first, end) if tokens[index].text.lower() in language.titles]
    for index in reversed(titles):
        rest = tokens[index + 1 : end]
        if not rest:
            return first, False
        if not any(token.text.lower() in language.organisation_heads for token in rest):
            start = index + 1
            while start < end and not tokens[start].is_word:
                start += 1
            return start, start < end
    return first, False


def _votes(
    passage: Passage,
    first: int,
    end: int,
    has_title: bool,
    language: Language,
    places: Mapping[tuple[str, ...], str],
) -> dict[EntityKind, float]:
    """What one occurrence of a name speaks for."""
    tokens = passage.tokens
    words = [token.text for token in tokens[first:end] if token.is_word]
    lower = [word.lower() for word in words]
    before = tokens[first - 1].text.lower() if first else ""
    behind = tokens[end].text.lower() if end < len(tokens) else ""
    second = tokens[end + 1].text.lower() if end + 1 < len(tokens) else ""
    votes: dict[EntityKind, float] = defaultdict(float)
    person, place, organisation = EntityKind.PERSON, EntityKind.PLACE, EntityKind.ORGANISATION
    several = 2 <= len(words) <= 4
    if lower[-1] in language.thing_heads:
        return votes
    if has_title:
        votes[person] += 4
    if lower[-1] in language.organisation_heads or any(
        word in language.organisation_heads for word in lower[:1]
    ):
        votes[organisation] += 3
    elif any(word in language.organisation_heads for word in lower):
        votes[organisation] += 2
    if len(words) > 1 and (lower[-1] in language.place_heads or lower[0] in language.place_openers):
        votes[place] += 2.5
    if tuple(fold(word) for word in words) in places:
        votes[place] += 4
    if len(words) == 1 and words[0].isupper() and 2 <= len(words[0]) <= 6:
        votes[organisation] += 1.5
    if several and before in language.sources and not votes:
        votes[person] += 2.5
    if behind == "," and second.isdigit() and len(second) <= 2:
        votes[person] += 3
    elif behind == "," and second in language.indefinite | {"who", "whose"}:
        votes[person] += 1.5 if several else 0.7
    if behind in ("who", "whose", "himself", "herself"):
        votes[person] += 2
    if behind in language.cues or (before in language.cues and not votes[organisation]):
        votes[person] += 1 if several else 0.6
    if before in ("in", "near", "outside", "across") and len(words) <= 3:
        votes[place] += 1.3
    elif before in language.place_prepositions and len(words) == 1:
        votes[place] += 0.4
    if before == "the" and not votes[place]:
        votes[organisation] += 0.8
    if several and not votes[organisation] and not votes[place] and before != "the":
        votes[person] += 1.2
    if passage.kind in _NAMED_LINES and several and not votes[organisation]:
        votes[person] += 2
    return votes


def _acronym_behind(tokens: Sequence[Token], end: int, words: Sequence[str]) -> str:
    """The acronym in brackets behind a name, if it is made of its initials."""
    if end + 2 >= len(tokens) or tokens[end].text != "(" or tokens[end + 2].text != ")":
        return ""
    acronym = tokens[end + 1].text
    initials = "".join(word[0] for word in words if word[0].isupper())
    return (
        acronym
        if acronym.isupper() and len(acronym) > 1 and acronym in (initials, initials[: len(acronym)])
        else ""
    )


def _candidates(
    passages: Sequence[Passage], gazetteer: Gazetteer, language: Language, code: str
) -> list[_Candidate]:
    found: dict[tuple[str, ...], _Candidate] = {}
    places = known_places(code)
    for passage in passages:
        if passage.kind in _SKIPPED:
            continue
        openings = {first for first, _ in passage.sentences}
        for run_first, end in _runs(passage, language):
            first = _strip(passage.tokens, run_first, end, run_first in openings, language)
            first, has_title = _split_title(passage.tokens, first, end, language)
            for start, stop in _unknown_parts(passage.tokens, first, end, gazetteer, language):
                words = tuple(token.text for token in passage.tokens[start:stop] if token.is_word)
                lower = [word.lower() for word in words]
                empty = (
                    not words
                    or len(words) > _LONGEST_NAME
                    or all(
                        word in language.demonyms or word in language.common or word in language.titles
                        for word in lower
                    )
                )
                if empty or (
                    len(words) == 1 and (len(words[0]) < 2 or (start in openings and start == run_first))
                ):
                    continue
                surface = _surface(passage.tokens[start:stop])
                candidate = found.setdefault(fold_name(surface), _Candidate(words=(surface,)))
                titled = has_title and start == first
                for kind, vote in _votes(passage, start, stop, titled, language, places).items():
                    candidate.votes[kind] += vote
                candidate.acronym = candidate.acronym or _acronym_behind(passage.tokens, stop, words)
    return list(found.values())


def _surface(tokens: Sequence[Token]) -> str:
    """The name as printed, with single spaces."""
    text = tokens[0].text
    for one, other in pairwise(tokens):
        text += ("" if one.end == other.start else " ") + other.text
    return text


def _unknown_parts(
    tokens: Sequence[Token], first: int, end: int, gazetteer: Gazetteer, language: Language
) -> Iterator[tuple[int, int]]:
    """The parts of a run that the gazetteer does not know; all of it if it ends like the name of a thing."""
    whole = any(token.text.lower() in language.organisation_heads for token in tokens[first:end])
    whole = whole or (end - first > 1 and tokens[end - 1].text.lower() in language.place_heads)
    start = index = first
    while index < end:
        stop, entries = gazetteer.longest(tokens, index, descriptions=False)
        if entries and (not whole or (index == first and stop >= end)):
            if index > start:
                yield _trim(tokens, start, index)
            start = index = max(stop, index + 1)
        else:
            index += 1
    if start < end:
        yield _trim(tokens, start, end)


def _trim(tokens: Sequence[Token], first: int, end: int) -> tuple[int, int]:
    while first < end and not _is_name_word(tokens[first]):
        first += 1
    while end > first and not _is_name_word(tokens[end - 1]):
        end -= 1
    return first, end


def propose_records(
    passages: Sequence[Passage], gazetteer: Gazetteer, language: Language, code: str, siglum: str
) -> tuple[Record, ...]:
    """Draft records for the names of an article that the gazetteer lacks, in the order of the text.

    `code` is the article's language (BCP 47), for the names of countries and cities.
    """
    candidates = _candidates(passages, gazetteer, language, code)
    decided: list[tuple[_Candidate, EntityKind]] = []
    surnames: dict[str, list[str]] = defaultdict(list)
    for candidate in candidates:
        if candidate.votes:
            kind, votes = max(candidate.votes.items(), key=lambda item: item[1])
            if votes >= _ENOUGH:
                decided.append((candidate, kind))
                name = candidate.words[0]
                if kind is EntityKind.PERSON and " " in name:
                    surnames[fold(name.rpartition(" ")[2])].append(name)
    acronyms = {candidate.acronym for candidate, _ in decided if candidate.acronym}
    taken = set(gazetteer.records)
    records = []
    for candidate, kind in decided:
        name = candidate.words[0]
        if " " not in name and (fold(name) in surnames or name in acronyms):
            continue  # the surname of somebody named in full, or the acronym of something
        record = _draft(name, kind, candidate.acronym, taken, language, siglum)
        taken.add(record.id)
        records.append(record)
    return tuple(records)


def _draft(
    name: str, kind: EntityKind, acronym: str, taken: Iterable[str], language: Language, siglum: str
) -> Record:
    variants = (Variant(name=acronym, use=NameUse.ACRONYM),) if acronym else ()
    if kind is EntityKind.PLACE:
        return Place(id=ids.make_record_id(name, taken), name=name, draft=True, source=siglum)
    if kind is EntityKind.ORGANISATION:
        record_id = ids.make_record_id(name, taken)
        return Organisation(id=record_id, name=name, variants=variants, draft=True, source=siglum)
    words = name.split(" ")
    at = len(words) - 1
    if at > 1 and words[at].lower().strip(".") in language.suffixes:
        at -= 1
    while at > 1 and words[at - 1].lower() in language.particles:
        at -= 1
    forename, surname = " ".join(words[:at]), " ".join(words[at:])
    return Person(
        id=ids.make_record_id(f"{surname} {forename}", taken),
        name=name,
        forename=forename,
        surname=surname,
        draft=True,
        source=siglum,
    )
