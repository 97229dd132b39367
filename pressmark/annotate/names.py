"""Mentions: where the names of the gazetteer stand in the text, and what each of them names."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from pressmark.annotate.gazetteer import Entry, Gazetteer, Strength, fold, fold_name
from pressmark.annotate.language import Language
from pressmark.model import EntityKind, Mention, MentionForm, Passage, Person, PersonRole, Record, Span, Token

# How often a mark-up of each kind is right; only their order matters here.
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
    passages: Sequence[Passage], gazetteer: Gazetteer, language: Language, *, descriptions: bool
) -> list[_Match]:
    """The longest names that do not overlap, or the longest descriptions, from left to right."""
    matches = []
    for number, passage in enumerate(passages):
        tokens, index = passage.tokens, 0
        while index < len(tokens):
            end, entries = gazetteer.longest(tokens, index, descriptions=descriptions)
            if entries and all(entry.strength is Strength.SURNAME for entry in entries):
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


def _choose(
    match: _Match, passage: Passage, named: Container[str], language: Language
) -> tuple[Entry | None, float]:
    """What a name stands for here, with a certainty; None where it stays ambiguous.

    A surname belongs to the person whom the article names in full; a description to
    somebody whom it has named; between a place and an organisation of one name the word
    before it decides.
    """
    strength = max(entry.strength for entry in match.entries)
    entries = [entry for entry in match.entries if entry.strength == strength]
    if strength is not Strength.NAME:
        present = [entry for entry in entries if entry.record in named]
        if len(present) == 1:
            return present[0], SURE
        if len(entries) == 1:
            return entries[0], LIKELY
        return None, UNSURE
    if len(entries) == 1:
        return entries[0], CERTAIN
    before = passage.tokens[match.first - 1].text.lower() if match.first else ""
    is_place = before in language.place_prepositions
    preferred = [entry for entry in entries if (entry.kind is EntityKind.PLACE) == is_place]
    return (preferred[0], LIKELY) if len(preferred) == 1 else (None, UNSURE)


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
    drafted = record is not None and record.draft
    if entry is None:
        rule = "ambiguous"
    elif drafted:
        rule = "proposed"
    else:
        rule = "surname" if entry.strength is Strength.SURNAME else "register"
    return Mention(
        span=span,
        kind=kind,
        record=entry.record if entry else None,
        certainty=min(certainty, UNSURE) if drafted else certainty,
        rule=rule,
        role=role,
        forename=forename,
        surname=surname,
    )


def find_mentions(
    passages: Sequence[Passage], gazetteer: Gazetteer, language: Language
) -> tuple[Mention, ...]:
    """Every mention of a record of the gazetteer, in the order of the text."""
    matches = _without_crossing(
        _matches(passages, gazetteer, language, descriptions=False),
        _matches(passages, gazetteer, language, descriptions=True),
    )
    named: dict[str, int] = {}  # record -> where the article first names it in full
    for match in matches:
        if len(match.entries) == 1 and match.entries[0].strength is Strength.NAME:
            named.setdefault(match.entries[0].record, passages[match.passage].tokens[match.first].start)
    mentions = []
    for match in matches:
        passage = passages[match.passage]
        entry, certainty = _choose(match, passage, named.keys(), language)
        record = gazetteer.records[entry.record] if entry else None
        if entry and entry.strength is Strength.DESCRIPTION and isinstance(record, Person):
            # "The minister" is nobody in particular before the article has named one.
            offset = passage.tokens[match.first].start
            if record.role is PersonRole.NAMED and named.get(record.id, offset) >= offset:
                continue
        mentions.append(_mention(match, passage, entry, certainty, record, language))
    return tuple(mentions)
