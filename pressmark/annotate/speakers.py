"""Speakers: which records the subject of a verb of saying stands for."""

from bisect import bisect_left, bisect_right
from collections import ChainMap, defaultdict
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace

from pressmark import ids
from pressmark.annotate.language import Language
from pressmark.annotate.phrases import Phrase, PhraseKind
from pressmark.annotate.reference import Reference
from pressmark.model import (
    EntityKind,
    Mention,
    MentionForm,
    Passage,
    Person,
    PersonRole,
    Record,
    Span,
    Variant,
)

_WORDS_BEFORE_NAME = 6
_WORDS_BEHIND_NAME = 9
_REACH = 20  # names of things between a noun and the one that it stands for


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: record ids (none where unknown), and how sure that is."""

    records: tuple[str, ...]
    certainty: float
    rule: str


UNKNOWN = Speaker((), 0.5, "no-speaker")


def is_unnamed_draft(record: Record) -> bool:
    """Whether the tool proposed a record for a source without a name: known to its article only."""
    return record.draft and isinstance(record, Person) and record.role is not PersonRole.NAMED


class Speakers:
    """Resolves the subjects of one document, in the order of the text.

    Sources without a name that no register knows become draft records, in `proposals`;
    the descriptions that stand for a record become mentions, in `described`.
    """

    def __init__(
        self,
        passages: Sequence[Passage],
        mentions: Sequence[Mention],
        reference: Reference,
        records: MutableMapping[str, Record],
        unnamed: Iterable[Record],
        language: Language,
        siglum: str,
        retired: Iterable[str] = (),
    ) -> None:
        self.proposals: dict[str, Record] = {}
        self.described: dict[Span, Mention] = {}
        self._passages = passages
        self._reference = reference
        self._language = language
        self._siglum = siglum
        own = {record.id: record for record in unnamed}
        self._records = records
        self._taken: Mapping[str, Record] = ChainMap(self.proposals, own, records)
        self._retired = frozenset(retired)
        self._people = [
            mention
            for mention in mentions
            if mention.kind is EntityKind.PERSON and mention.record and mention.form is MentionForm.NAME
        ]
        self._things = [
            mention
            for mention in mentions
            if mention.kind is not EntityKind.PERSON and mention.record and mention.form is MentionForm.NAME
        ]
        self._sources = {record.name: record.id for record in own.values() if record.source == siglum}
        self._descriptions = self._describe()
        self._last: str | None = None  # who spoke last

    def resolve(self, passage: int, subject: Sequence[Phrase]) -> Speaker:
        """The speakers that a subject names; unknown for an empty one."""
        found = [self._resolve_phrase(passage, phrase) for phrase in subject]
        records = tuple(dict.fromkeys(record for speaker in found for record in speaker.records))
        if not records:
            return UNKNOWN
        self._last = records[0]
        return Speaker(records, min(speaker.certainty for speaker in found), found[0].rule)

    def _resolve_phrase(self, passage: int, phrase: Phrase) -> Speaker:
        if phrase.mention is not None:
            record = phrase.mention.record
            return Speaker((record,), phrase.mention.certainty, "named-speaker") if record else UNKNOWN
        if phrase.kind is PhraseKind.PRONOUN:
            return self._pronoun(passage, phrase)
        return self._noun(passage, phrase)

    def _pronoun(self, passage: int, phrase: Phrase) -> Speaker:
        tokens = self._passages[passage].tokens
        word, offset = tokens[phrase.first].text.lower(), tokens[phrase.first].start
        if word in ("it", "they"):
            return self._thing(word)
        if word not in ("he", "she", "who"):
            return UNKNOWN
        found = self._reference.of_pronoun(word, offset)
        if found is not None and found.record is not None:
            return Speaker((found.record,), 0.85, "pronoun")
        if found is not None:
            return replace(self._noun(found.passage, found.phrase), rule="pronoun")
        return Speaker((self._last,), 0.5, "pronoun") if self._last else UNKNOWN

    def _thing(self, word: str) -> Speaker:
        """The pronouns "it" and "they" take up an organisation, a place or several people who spoke last."""
        last = self._taken.get(self._last or "")
        if last is None:
            return UNKNOWN
        several = isinstance(last, Person) and last.role is PersonRole.COLLECTIVE
        fits = several if isinstance(last, Person) else True
        return Speaker((last.id,), 0.5, "pronoun") if fits and (word == "they" or not several) else UNKNOWN

    def _noun(self, passage: int, phrase: Phrase) -> Speaker:
        tokens = self._passages[passage].tokens
        head = tokens[phrase.end - 1].text.lower()
        if head in self._language.texts:
            return UNKNOWN
        span = Span(tokens[phrase.first].start, tokens[phrase.end - 1].end)
        plural = head in self._language.plural_sources
        is_definite = tokens[phrase.first].text.lower() in self._language.definite
        record = self._described_as(head, span.start) if is_definite and not plural else None
        if record is not None:
            speaker = Speaker((record,), 0.7, "described-speaker")
        else:
            words = " ".join(token.text for token in tokens[phrase.first : phrase.end])
            words = words.replace(" ’s", "’s").replace(" 's", "'s").replace(" - ", "-")
            speaker = Speaker((self._propose(words, plural),), 0.7, "unnamed-speaker")
        self.described[span] = Mention(
            span=span,
            kind=self._records[record].kind if record is not None else EntityKind.PERSON,
            record=speaker.records[0],
            certainty=speaker.certainty,
            rule="description",
            form=MentionForm.DESCRIPTION,
        )
        return speaker

    def _described_as(self, noun: str, offset: int) -> str | None:
        """Who has the role that a definite noun names, or which thing of its kind was named last."""
        described = self._descriptions.get(noun, [])
        at = bisect_left(described, (offset, "")) - 1
        if described:
            # Named before; else later, as leads do: "the harbour master said", and then his name.
            return described[max(0, at)][1]
        kind = None
        if noun in self._language.place_nouns:
            kind = EntityKind.PLACE
        elif noun in self._language.organisation_nouns:
            kind = EntityKind.ORGANISATION
        low = bisect_left(self._things, offset, key=lambda mention: mention.span.start)
        for mention in reversed(self._things[max(0, low - _REACH) : low]):
            if mention.kind is kind:
                return mention.record
        return None

    def _propose(self, words: str, plural: bool) -> str:
        """The draft record of a source without a name. One source an article for the same words."""
        lowered = words if words[1:2].isupper() else words[0].lower() + words[1:]
        article, _, rest = lowered.partition(" ")
        noun = rest if article in self._language.indefinite and rest else lowered
        known = self._sources.get(lowered)
        record_id = known or ids.make_record_id(f"{noun} {self._siglum}", self._taken, self._retired)
        self._sources[lowered] = record_id
        self.proposals[record_id] = Person(
            id=record_id,
            name=lowered,
            variants=(Variant(name=words),) if words != lowered else (),
            role=PersonRole.COLLECTIVE if plural else PersonRole.UNNAMED,
            draft=True,
            source=self._siglum,
        )
        return record_id

    def _describe(self) -> dict[str, list[tuple[int, str]]]:
        """What the article calls the people it names: noun -> (offset, record), in order.

        The nouns are any words of titles before a name ("Foreign Minister Ada Byron") and of
        appositions behind it ("Ada Byron, the harbour master"): one asks for the head of a phrase.
        """
        described: dict[str, list[tuple[int, str]]] = defaultdict(list)
        closed = (
            self._language.openers
            | self._language.prepositions
            | self._language.be
            | self._language.cues.keys()
        )
        people = iter(self._people)
        person = next(people, None)
        for passage in self._passages:
            tokens = passage.tokens
            while person is not None and person.span.start < passage.span.end:
                first = bisect_left(tokens, person.span.start, key=lambda token: token.start)
                behind = bisect_left(tokens, person.span.end, key=lambda token: token.start)
                at = bisect_right(passage.sentences, first, key=lambda sentence: sentence[0]) - 1
                opening = passage.sentences[at][0]
                near = tokens[max(opening, first - _WORDS_BEFORE_NAME) : behind]
                if behind < len(tokens) and tokens[behind].text == ",":
                    near += tokens[behind : behind + _WORDS_BEHIND_NAME]
                for token in near:
                    if len(token.text) > 2 and token.text.isalpha() and token.text.lower() not in closed:
                        described[token.text.lower()].append((person.span.start, person.record or ""))
                person = next(people, None)
        return described
