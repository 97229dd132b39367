"""Reference: whom a pronoun stands for.

A pronoun most often takes up the subject of its own sentence or of the one before, so
people who are only complements come second ("Ada Byron married William King. She …").
Titles and other pronouns tell women from men.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pressmark.annotate.frames import Frame
from pressmark.annotate.language import Language
from pressmark.annotate.lexicon import Lexicon
from pressmark.annotate.phrases import Phrase, PhraseKind
from pressmark.model import EntityKind, Mention, MentionForm, Passage

_SENTENCES_BACK = 3  # sentences in which a pronoun looks for whom it stands for
_PEOPLE_BACK = 40
_WORDS_BEFORE_NAME = 4


@dataclass(frozen=True, slots=True)
class Antecedent:
    """A person that a pronoun can take up: somebody named, or a noun such as "a reader"."""

    offset: int
    sentence: int  # counted through the article
    record: str | None  # None for a noun
    passage: int
    phrase: Phrase
    gender: str


class Reference:
    """Whom the pronouns of one article stand for."""

    def __init__(self, frames: Sequence[Frame], language: Language, lexicon: Lexicon) -> None:
        self._language = language
        self._lexicon = lexicon
        self._people: list[Antecedent] = []
        self._starts: list[int] = []  # offsets at which sentences begin
        self._genders: dict[str, Counter[str]] = defaultdict(Counter)
        self._forenames: dict[str, str] = {}  # record -> the gender that its forename says
        for frame in frames:
            firsts = [frame.tokens[first].start for first, _ in frame.passage.sentences]
            for phrase in frame.phrases:
                mention = phrase.mention
                is_named = mention is not None and _names_person(mention)
                if not is_named and not self._is_somebody(frame, phrase):
                    continue
                record = mention.record if mention and is_named else None
                if record:
                    self._note_gender(frame.passage, phrase, record)
                start = frame.tokens[phrase.first].start
                at = len(self._starts) + max(0, bisect_left(firsts, start + 1) - 1)
                gender = language.gendered.get(frame.tokens[phrase.end - 1].text.lower(), "")
                self._people.append(Antecedent(start, at, record, frame.number, phrase, gender))
            self._starts.extend(firsts)
        self._offsets = [person.offset for person in self._people]

    def _is_somebody(self, frame: Frame, phrase: Phrase) -> bool:
        """Whether a noun at the head of a sentence stands for one woman or man ("A woman … said")."""
        noun = frame.tokens[phrase.end - 1].text.lower()
        return (
            phrase.kind is PhraseKind.NOUN
            and phrase.mention is None
            and noun in self._language.gendered
            and frame.sentence_of(phrase.first)[0] == phrase.first
        )

    def _note_gender(self, passage: Passage, phrase: Phrase, record: str) -> None:
        mention = phrase.mention
        if mention is not None and mention.forename is not None:
            names = [token.text for token in passage.tokens[phrase.first : phrase.end]]
            known = [gender for name in names if (gender := self._lexicon.forenames.get(name))]
            if known and known[0]:
                self._forenames.setdefault(record, known[0])
        words = passage.tokens[max(0, phrase.first - _WORDS_BEFORE_NAME) : phrase.end]
        for token in words:
            if gender := self._language.gendered.get(token.text.lower()):
                self._genders[record][gender] += 1

    def gender(self, record: str) -> str:
        """The letter "f" or "m"; empty where neither the article nor a forename says."""
        counts = self._genders.get(record)
        return counts.most_common(1)[0][0] if counts else self._forenames.get(record, "")

    def of_pronoun(self, word: str, offset: int) -> Antecedent | None:
        """Whom a pronoun at an offset stands for, or None."""
        gender = self._language.gendered.get(word, "")
        sentence = bisect_left(self._starts, offset + 1) - 1
        at = bisect_left(self._offsets, offset)
        if word == "who":  # a relative pronoun takes up the name that it follows
            return self._people[at - 1] if at and self._people[at - 1].sentence == sentence else None
        near: dict[int, list[Antecedent]] = defaultdict(list)
        for person in reversed(self._people[max(0, at - _PEOPLE_BACK) : at]):
            if sentence - person.sentence > _SENTENCES_BACK:
                break
            if not gender or self._gender_of(person) in ("", gender):
                near[person.sentence].insert(0, person)
        for oblique in (False, True):
            for number in sorted(near, reverse=True):
                fitting = [person for person in near[number] if person.phrase.oblique is oblique]
                if fitting:
                    known = [person for person in fitting if gender and self._gender_of(person)]
                    return (known or fitting)[0]
        return None

    def _gender_of(self, person: Antecedent) -> str:
        return person.gender or (self.gender(person.record) if person.record else "")


def _names_person(mention: Mention) -> bool:
    named = mention.form is MentionForm.NAME and mention.record is not None
    return named and mention.kind is EntityKind.PERSON
