"""Mentions: where the names of the gazetteer stand in the text, and what each of them names."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from pressmark.annotate.gazetteer import NAMES, Entry, Gazetteer, Strength, fold, fold_name
from pressmark.annotate.language import Language
from pressmark.annotate.lexicon import Lexicon
from pressmark.model import EntityKind, Mention, MentionForm, Passage, Person, PersonRole, Record, Span, Token

# How often a mark of each kind is right.
CERTAIN, SURE, LIKELY, UNSURE = 0.98, 0.95, 0.8, 0.6


@dataclass(frozen=True, slots=True)
class _Match:
    """A name at tokens[first:end] of a passage, and what it can stand for."""

    passage: int
    first: int
    end: int
    entries: tuple[Entry, ...]


def _is_part_of_longer_name(tokens: Sequence[Token], first: int, end: int, language: Language) -> bool:
    """Whether a surname at tokens[first:end] belongs to the name of a thing ("Byron Street")."""
    if end == len(tokens) or tokens[end].start != tokens[end - 1].end + 1:
        return False
    following = tokens[end]
    heads = language.organisation_heads | language.place_heads
    return following.is_capitalised and following.text.lower() in heads


def _matches(
    passages: Sequence[Passage],
    gazetteer: Gazetteer,
    language: Language,
    strengths: Container[Strength],
) -> list[_Match]:
    """The longest names that do not overlap, or the longest descriptions, from left to right."""
    matches = []
    for number, passage in enumerate(passages):
        tokens, index = passage.tokens, 0
        while index < len(tokens):
            end, entries = gazetteer.longest(tokens, index, strengths)
            if entries and all(entry.strength < Strength.NAME for entry in entries):
                entries = [] if _is_part_of_longer_name(tokens, index, end, language) else entries
            if entries:
                matches.append(_Match(number, index, end, tuple(entries)))
            index = end if entries else index + 1
    return matches


def _without_crossing(names: Sequence[_Match], descriptions: Sequence[_Match]) -> list[_Match]:
    """Names and descriptions in order. A name may stand inside a description, but not cross it."""
    ends: dict[tuple[int, int], tuple[int, int]] = {}
    for name in names:
        for index in range(name.first, name.end):
            ends[name.passage, index] = (name.first, name.end)
    kept = []
    for each in descriptions:
        inner = [ends.get((each.passage, index)) for index in range(each.first, each.end)]
        if all(name is None or (each.first <= name[0] and name[1] <= each.end) for name in inner):
            whole = inner.count((each.first, each.end)) == each.end - each.first
            if not whole:
                kept.append(each)
    return sorted([*names, *kept], key=lambda match: (match.passage, match.first, -match.end))


class _Chooser:
    """Decides what names stand for, in the order of the text, and remembers whom it has met.

    A surname, a forename or a description belongs to somebody whom the article names in full.
    Where two people share it, a title before it tells a woman from a man; else it is the one
    whom the article mentioned in a later paragraph than the other. Between a place and an
    organisation of one name the word before it decides.
    """

    def __init__(
        self,
        passages: Sequence[Passage],
        matches: Sequence[_Match],
        gazetteer: Gazetteer,
        language: Language,
        lexicon: Lexicon,
    ) -> None:
        self._passages = passages
        self._language = language
        self._lexicon = lexicon
        self._records = gazetteer.records
        self._named: dict[str, int] = {}  # record -> where the article first names it in full
        self._met: dict[str, int] = {}  # record -> the passage of its last mention
        self._genders: dict[str, str] = {}
        for match in matches:
            if len(match.entries) == 1 and match.entries[0].strength is Strength.NAME:
                record = match.entries[0].record
                self._named.setdefault(record, self._tokens(match)[match.first].start)

    def _tokens(self, match: _Match) -> Sequence[Token]:
        return self._passages[match.passage].tokens

    def choose(self, match: _Match) -> tuple[Entry | None, float]:
        """What a name stands for, with a certainty; None where it stays ambiguous."""
        strength = max(entry.strength for entry in match.entries)
        entries = [entry for entry in match.entries if entry.strength == strength]
        entry, certainty = self._among(match, entries, strength)
        if entry is not None:
            self._met[entry.record] = match.passage
            self._genders.setdefault(entry.record, self._title_gender(match))
        return entry, certainty

    def _among(
        self, match: _Match, entries: Sequence[Entry], strength: Strength
    ) -> tuple[Entry | None, float]:
        if strength is Strength.NAME:
            if len(entries) == 1:
                return entries[0], CERTAIN
            return self._by_context(match, entries)
        offset = self._tokens(match)[match.first].start
        if strength is not Strength.SURNAME:
            earlier = [entry for entry in entries if self._named.get(entry.record, offset) < offset]
            if not self._is_unnamed(entries) and len(earlier) != 1:
                return None, 0.0
            return (earlier or entries)[0], LIKELY
        present = [entry for entry in entries if entry.record in self._named] or list(entries)
        if len(present) == 1:
            return present[0], SURE if present[0].record in self._named else LIKELY
        if gender := self._title_gender(match):
            fitting = [entry for entry in present if self._gender(entry.record) == gender]
            present = fitting or [entry for entry in present if not self._gender(entry.record)] or present
        if len(present) == 1:
            return present[0], LIKELY
        latest = sorted(present, key=lambda entry: self._met.get(entry.record, -1))[-2:]
        before, last = (self._met.get(entry.record, -1) for entry in latest)
        return (latest[-1], UNSURE) if before < last else (None, UNSURE)

    def _is_unnamed(self, entries: Sequence[Entry]) -> bool:
        """Whether a description is of something without a name, or of no person at all."""
        records = [self._records[entry.record] for entry in entries]
        return entries[0].strength is Strength.DESCRIPTION and not any(
            isinstance(record, Person) and record.role is PersonRole.NAMED for record in records
        )

    def _by_context(self, match: _Match, entries: Sequence[Entry]) -> tuple[Entry | None, float]:
        before = self._tokens(match)[match.first - 1].text.lower() if match.first else ""
        is_place = before in self._language.place_prepositions
        fitting = [entry for entry in entries if (entry.kind is EntityKind.PLACE) == is_place]
        if len(fitting) == 1:
            return fitting[0], LIKELY
        met = [entry for entry in entries if entry.record in self._met]
        return (met[0], UNSURE) if len(met) == 1 else (None, UNSURE)

    def _gender(self, record_id: str) -> str:
        """The gender of a person, as a title in the article or the forename says: "f", "m" or nothing."""
        record = self._records[record_id]
        forename = record.forename.partition(" ")[0] if isinstance(record, Person) else ""
        return self._genders.get(record_id) or self._lexicon.forenames.get(forename, "")

    def _title_gender(self, match: _Match) -> str:
        """The gender that the title before a name says: "f", "m" or nothing."""
        tokens = self._tokens(match)
        at = match.first - 1
        if at > 0 and tokens[at].text == ".":
            at -= 1
        word = tokens[at].text.lower() if at >= 0 and tokens[at].is_capitalised else ""
        return self._language.gendered.get(word, "")


def _role_start(tokens: Sequence[Token], first: int, language: Language) -> int:
    """The index where the capitalised title before tokens[first] begins; `first` where there is none.

    A title is one or more words such as "Minister", which words such as "Foreign" may precede.
    """
    start, index = first, first - 1
    while index >= 0 and tokens[index + 1].start - tokens[index].end <= 1:
        if tokens[index].text == "." and index and tokens[index - 1].end == tokens[index].start:
            index -= 1  # the stop of "Dr."
        word = tokens[index].text.lower()
        is_title = word in language.titles or (start < first and word in language.role_modifiers)
        if not tokens[index].is_capitalised or not is_title:
            break
        start = index
        index -= 1
    return start


def _surname_start(tokens: Sequence[Token], surname: str) -> int | None:
    """The index of the token with which the surname begins that ends a name; None if it does not."""
    words = fold_name(surname)
    if not words or tuple(fold(token.text) for token in tokens[-len(words) :]) != words:
        return None
    return len(tokens) - len(words)


def _mention(
    match: _Match,
    passage: Passage,
    entry: Entry | None,
    certainty: float,
    record: Record | None,
    language: Language,
    likely: Mapping[str, float],
) -> Mention:
    tokens = passage.tokens[match.first : match.end]
    span = Span(tokens[0].start, tokens[-1].end)
    kind = entry.kind if entry else match.entries[0].kind
    if entry and entry.strength is Strength.DESCRIPTION:
        return Mention(
            span=span, kind=kind, record=entry.record, certainty=certainty, rule="description",
            form=MentionForm.DESCRIPTION,
        )  # fmt: skip
    role = forename = surname = None
    if isinstance(record, Person):
        at = _surname_start(tokens, record.surname)
        if at is not None:
            surname = Span(tokens[at].start, tokens[-1].end)
            forename = Span(tokens[0].start, tokens[at - 1].end) if at else None
        start = _role_start(passage.tokens, match.first, language)
        if start < match.first:
            role = Span(passage.tokens[start].start, passage.tokens[match.first - 1].end)
            span = Span(role.start, span.end)
    if entry is None or record is None:
        rule = "ambiguous"
    elif record.draft:
        rule = "proposed"
        certainty = min(certainty, likely.get(record.id, UNSURE))
    else:
        rule = {Strength.SURNAME: "surname", Strength.FORENAME: "forename"}.get(entry.strength, "register")
    return Mention(
        span=span,
        kind=kind,
        record=entry.record if entry else None,
        certainty=certainty,
        rule=rule,
        role=role,
        forename=forename,
        surname=surname,
    )


def find_mentions(
    passages: Sequence[Passage],
    gazetteer: Gazetteer,
    language: Language,
    lexicon: Lexicon,
    likely: Mapping[str, float],
) -> tuple[Mention, ...]:
    """Every mention of a record of the gazetteer, in the order of the text.

    `likely` has, by the id of a draft, how certain it is that its name is one.
    """
    matches = _without_crossing(
        _matches(passages, gazetteer, language, (*NAMES, Strength.FORENAME)),
        _matches(passages, gazetteer, language, (Strength.DESCRIPTION,)),
    )
    chooser = _Chooser(passages, matches, gazetteer, language, lexicon)
    mentions = []
    for match in matches:
        passage = passages[match.passage]
        entry, certainty = chooser.choose(match)
        if certainty == 0:
            continue  # "the minister", or a forename, of nobody whom the article has named
        record = gazetteer.records[entry.record] if entry else None
        mentions.append(_mention(match, passage, entry, certainty, record, language, likely))
    return tuple(mentions)
