"""Worklists: what an editor could look at next, found in the articles and records as they stand.

What a person has gone through is no longer work: marks are listed only of articles that are
neither checked nor approved.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from rapidfuzz.distance import OSA

from pressmark.ids import fold
from pressmark.model import Person, PersonRole, Record, Work, Worklist
from pressmark.tei.published import Article, TextDate, TextMention, TextSpeech

# Below this about three in ten of the machine's marks are wrong, above it one in ten.
_LOW: Final = 0.8
_GONE_THROUGH: Final = ("checked", "approved")
# In code points. Of shorter names, two that differ by a letter mostly are two.
_SHORTEST_NAME: Final = 5

_Mark = TextMention | TextSpeech | TextDate


def worklists(articles: Iterable[Article], records: Iterable[Record]) -> dict[Worklist, list[Work]]:
    """Every worklist, also those that are empty: the least certain first, then in a fixed order.

    What a run would change in approved articles only a run can tell: that list is empty here.
    """
    known = {record.id: record for record in records}
    found: dict[Worklist, list[Work]] = {each: [] for each in Worklist}
    uses: dict[str, _Uses] = defaultdict(_Uses)
    for article in articles:  # read one by one: an edition may be larger than the memory
        if article.header.status not in _GONE_THROUGH:
            for work in _in_article(article, known):
                found[work.kind].append(work)
        _count_uses(article, uses)
    for work in (*_of_records(known, uses), *_one_letter_apart(known.values(), uses)):
        found[work.kind].append(work)
    for listed in found.values():
        listed.sort(key=lambda work: (2.0 if work.certainty is None else work.certainty, work.siglum))
    return found


@dataclass(slots=True)
class _Uses:
    """How often a record is mentioned, and how sure the machine is of the surest mention.

    A record without mentions may still be used, as a speaker.
    """

    mentions: int = 0
    surest: float | None = None


def _count_uses(article: Article, uses: dict[str, _Uses]) -> None:
    for record_id in set(article.records()):
        uses[record_id]  # that it is there says that it is used
    for mention in article.mentions:
        certainty = machine_certainty(mention.certainty)
        for record_id in set(mention.records):
            use = uses[record_id]
            use.mentions += 1
            if certainty is not None:
                use.surest = max(certainty, use.surest or 0.0)


def machine_certainty(certainty: str) -> float | None:
    """The certainty of a mark that a machine made; None of one that a person made or has decided."""
    if not certainty:
        return None
    try:
        number = float(certainty)
    except ValueError:  # editors write a word
        return None
    return number if 0 <= number <= 1 else None


def _in_article(article: Article, known: dict[str, Record]) -> Iterator[Work]:
    """What to look at in one article, in the order of the text."""
    spoken = (part for utterance in article.utterances for part in utterance.parts)
    marks: list[_Mark] = [*article.mentions, *spoken, *article.dates]
    certainties = [machine_certainty(mark.certainty) for mark in marks]
    siglum = article.siglum
    yield Work(
        kind=Worklist.UNCHECKED,
        words=article.header.title or siglum,
        action=f"go through it: pressmark review {siglum}",
        siglum=siglum,
        certainty=min((each for each in certainties if each is not None), default=None),
    )
    for mention in article.mentions:
        if not any(record in known for record in mention.records):
            yield _mark(
                article, mention, Worklist.NO_RECORD, "say whom or what it names, or take the mark away"
            )
        elif _is_unsure(mention):
            names = " or ".join(known[record].name for record in mention.records if record in known)
            yield _mark(article, mention, Worklist.LOW_CERTAINTY, f"is it the {mention.kind} {names}?")
    for utterance in article.utterances:
        part = utterance.parts[0]
        if not any(speaker in known for speaker in part.speakers):
            yield _mark(article, part, Worklist.NO_SPEAKER, "say who speaks, if the text tells")
        elif _is_unsure(part):
            names = " and ".join(known[speaker].name for speaker in part.speakers if speaker in known)
            yield _mark(article, part, Worklist.LOW_CERTAINTY, f"is it speech, and of {names}?")
    for date in article.dates:
        if _is_unsure(date):
            days = date.earliest if date.earliest == date.latest else f"{date.earliest} to {date.latest}"
            yield _mark(article, date, Worklist.LOW_CERTAINTY, f"is it {days}?")


def _is_unsure(mark: _Mark) -> bool:
    certainty = machine_certainty(mark.certainty)
    return certainty is not None and certainty < _LOW


def _mark(article: Article, mark: _Mark, listed: Worklist, action: str) -> Work:
    return Work(
        kind=listed,
        words=" ".join(mark.words.split()),
        action=action,
        siglum=article.siglum,
        anchor=mark.anchor or article.paragraph_of(mark),
        records=mark.records if isinstance(mark, TextMention) else (),
        certainty=machine_certainty(mark.certainty),
    )


def _of_records(known: Mapping[str, Record], uses: Mapping[str, _Uses]) -> Iterator[Work]:
    """What to do about single records."""
    for record in known.values():
        use = uses.get(record.id)
        if record.draft:
            yield Work(
                kind=Worklist.DRAFT,
                words=record.name,
                action=f"complete and confirm it: pressmark register confirm {record.id}",
                records=(record.id,),
                certainty=use.surest if use else None,
            )
        elif lacks := _lacks(record):
            yield Work(
                kind=Worklist.BARE,
                words=record.name,
                action=f"add {' and '.join(lacks)}",
                records=(record.id,),
            )
        if use is None or use.mentions == 1:
            often = "mentioned once" if use else "mentioned nowhere"
            action = f"{often}: see whether it is known under another name"
            yield Work(kind=Worklist.SINGLETON, words=record.name, action=action, records=(record.id,))


def _lacks(record: Record) -> list[str]:
    """What a confirmed record could say and does not. A source without a name has no identifier."""
    named = not isinstance(record, Person) or record.role is PersonRole.NAMED
    lacks = [] if record.description else ["a description"]
    return [*lacks, "an identifier"] if named and not record.identifiers else lacks


def _one_letter_apart(records: Iterable[Record], uses: Mapping[str, _Uses]) -> Iterator[Work]:
    """Pairs of records of one kind that may be one, the better known of the two first."""
    unused = _Uses()
    listed: set[tuple[str, str]] = set()
    for one, other, spellings in _near_names(records):
        keep, gone = sorted(
            (one, other), key=lambda record: (record.draft, -uses.get(record.id, unused).mentions, record.id)
        )
        if (keep.id, gone.id) not in listed:
            listed.add((keep.id, gone.id))
            yield Work(
                kind=Worklist.ONE_LETTER,
                words=" / ".join(spellings),
                action=f"if they are one, merge them: pressmark register merge {keep.id} {gone.id}",
                records=(keep.id, gone.id),
            )


def _near_names(records: Iterable[Record]) -> Iterator[tuple[Record, Record, tuple[str, str]]]:
    """Pairs of records with a name each that differ in one letter, or in the order of two.

    Names that do share what is left of them without one of their letters, so that only those
    have to be compared: the work grows with the number of names, not with its square.
    """
    alike: dict[tuple[str, str], dict[tuple[str, str], Record]] = defaultdict(dict)
    for record in records:
        for name in record.names():
            folded = fold(name)
            if len(folded) >= _SHORTEST_NAME:
                for left in {folded, *(folded[:i] + folded[i + 1 :] for i in range(len(folded)))}:
                    alike[record.kind, left][record.id, name] = record
    for group in alike.values():
        for ((_, name), one), ((_, other_name), other) in combinations(group.items(), 2):
            near = one is not other and _differ_by_a_letter(fold(name), fold(other_name))
            if near and not _told_apart(one, other):
                yield one, other, (name, other_name)


def _differ_by_a_letter(name: str, other: str) -> bool:
    """Whether two folded names are a letter apart; of numbers, the next one is another."""
    digits: Sequence[str] = [character for character in name if character.isdigit()]
    same_numbers = digits == [character for character in other if character.isdigit()]
    return same_numbers and OSA.distance(name, other, score_cutoff=1) == 1


def _told_apart(one: Record, other: Record) -> bool:
    """Whether a person has identified both, and as different things."""
    schemes = {identifier.scheme: identifier.url for identifier in one.identifiers}
    return any(
        schemes.get(identifier.scheme, identifier.url) != identifier.url for identifier in other.identifiers
    )
