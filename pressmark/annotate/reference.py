"""Reference: whom a pronoun or a bare surname stands for.

A pronoun most often takes up the subject of its own sentence or of the one before, so
people who are only complements come second ("Ada Byron married William King. She …").
Titles and other pronouns tell women from men.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pressmark.annotate.language import Language
from pressmark.annotate.phrases import Phrase
from pressmark.model import EntityKind, Mention, MentionForm, Passage

_SENTENCES_BACK = 3  # sentences in which a pronoun looks for whom it stands for
_WORDS_BEFORE_NAME = 4


@dataclass(frozen=True, slots=True)
class _Person:
    """A mention of a person by name: its place, its record, and whether it is a complement."""

    offset: int
    sentence: int  # counted through the article
    record: str
    oblique: bool


class Reference:
    """Whom the pronouns of one article stand for."""

    def __init__(
        self, passages: Sequence[Passage], phrases: Sequence[Sequence[Phrase]], language: Language
    ) -> None:
        self._language = language
        self._people: list[_Person] = []
        self._starts: list[int] = []  # offsets at which sentences begin
        self._genders: dict[str, Counter[str]] = defaultdict(Counter)
        for passage, own in zip(passages, phrases, strict=True):
            firsts = [passage.tokens[first].start for first, _ in passage.sentences]
            for phrase in own:
                mention = phrase.mention
                if mention is None or not _names_person(mention):
                    continue
                at = len(self._starts) + max(0, bisect_left(firsts, mention.span.start + 1) - 1)
                record = mention.record or ""
                self._people.append(_Person(mention.span.start, at, record, phrase.oblique))
                self._note_gender(passage, phrase, record)
            self._starts.extend(firsts)
        self._offsets = [person.offset for person in self._people]

    def _note_gender(self, passage: Passage, phrase: Phrase, record: str) -> None:
        words = passage.tokens[max(0, phrase.first - _WORDS_BEFORE_NAME) : phrase.end]
        for token in words:
            if gender := self._language.gendered.get(token.text.lower()):
                self._genders[record][gender] += 1

    def gender(self, record: str) -> str:
        """The letter "f" or "m"; empty where the article does not say."""
        counts = self._genders.get(record)
        return counts.most_common(1)[0][0] if counts else ""

    def of_pronoun(self, word: str, offset: int) -> str | None:
        """The record that a pronoun at an offset stands for, or None."""
        gender = self._language.gendered.get(word, "")
        sentence = bisect_left(self._starts, offset + 1) - 1
        at = bisect_left(self._offsets, offset)
        near: dict[int, list[_Person]] = defaultdict(list)
        for person in reversed(self._people[max(0, at - 40) : at]):
            if sentence - person.sentence > _SENTENCES_BACK:
                break
            if not gender or self.gender(person.record) in ("", gender):
                near[person.sentence].insert(0, person)
        for oblique in (False, True):
            for number in sorted(near, reverse=True):
                fitting = [person for person in near[number] if person.oblique is oblique]
                if fitting:
                    known = [person for person in fitting if gender and self.gender(person.record)]
                    return (known or fitting)[0].record
        return None


def _names_person(mention: Mention) -> bool:
    named = mention.form is MentionForm.NAME and mention.record is not None
    return named and mention.kind is EntityKind.PERSON
