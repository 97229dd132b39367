"""Frames: a passage with all that the search for speakers needs, each part found by its place."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pressmark.annotate.cues import Verb, find_cues
from pressmark.annotate.language import Language
from pressmark.annotate.marks import Stretch
from pressmark.annotate.phrases import Phrase
from pressmark.model import Passage, Span, Token

REACH = 80  # tokens that a cue may be away from its subject and from the words it introduces


@dataclass(frozen=True, slots=True)
class Frame:
    """A passage, the stretches between quotation marks in it, and the cues and phrases outside them."""

    number: int
    passage: Passage
    stretches: tuple[Stretch, ...]
    phrases: tuple[Phrase, ...]
    cues: tuple[Verb, ...]
    inside: frozenset[int]  # indices of the tokens between quotation marks, marks included
    language: Language

    @property
    def tokens(self) -> tuple[Token, ...]:
        return self.passage.tokens

    def sentence_of(self, index: int) -> tuple[int, int]:
        """The sentence that holds a token, as a half-open range of token indices."""
        at = bisect_right(self.passage.sentences, index, key=lambda sentence: sentence[0])
        return self.passage.sentences[at - 1]

    def cues_in(self, first: int, end: int) -> tuple[Verb, ...]:
        low = bisect_left(self.cues, first, key=lambda cue: cue.index)
        return self.cues[low : bisect_left(self.cues, end, key=lambda cue: cue.index)]

    def phrases_in(self, first: int, end: int) -> tuple[Phrase, ...]:
        low = bisect_left(self.phrases, first, key=lambda phrase: phrase.first)
        high = bisect_left(self.phrases, end, key=lambda phrase: phrase.first)
        return tuple(phrase for phrase in self.phrases[low:high] if phrase.end <= end)

    def span(self, first: int, end: int) -> Span:
        """The text that tokens[first:end] cover."""
        return Span(self.tokens[first].start, self.tokens[end - 1].end)


def make_frames(
    passages: Sequence[Passage],
    phrases: Sequence[tuple[Phrase, ...]],
    stretches: Sequence[Stretch],
    language: Language,
) -> tuple[Frame, ...]:
    """One frame for each passage."""
    frames = []
    for number, passage in enumerate(passages):
        low = bisect_left(stretches, number, key=lambda stretch: stretch.passage)
        high = bisect_right(stretches, number, key=lambda stretch: stretch.passage)
        own = tuple(stretches[low:high])
        inside = frozenset(index for stretch in own for index in range(stretch.first, stretch.end))
        outside = tuple(phrase for phrase in phrases[number] if phrase.first not in inside)
        cues = find_cues(passage, inside, outside, language)
        frames.append(Frame(number, passage, own, outside, cues, inside, language))
    return tuple(frames)
