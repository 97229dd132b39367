"""Names found by a spaCy pipeline that the user has installed (https://spacy.io).

The extra `pressmark[spacy]` brings spaCy; pipelines are installed by themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pressmark.annotate.recogniser import Name, Reading
from pressmark.errors import PressmarkError
from pressmark.model import EntityKind, Finding, Passage

# The labels of the usual pipelines: OntoNotes (English, Chinese), CoNLL and WikiNER (most others).
_KINDS = {
    "PERSON": EntityKind.PERSON,
    "PER": EntityKind.PERSON,
    "GPE": EntityKind.PLACE,
    "LOC": EntityKind.PLACE,
    "FAC": EntityKind.PLACE,
    "ORG": EntityKind.ORGANISATION,
}
# A pipeline does not say how sure it is of an entity. Usual ones have about this F1 on news.
_CHANCE = 0.85


@dataclass(frozen=True, slots=True)
class SpacyRecogniser:
    """A spaCy pipeline as a recogniser of names."""

    pipeline: Any

    def read(self, passages: Sequence[Passage], code: str) -> list[Reading]:
        """One reading for each passage with words: the whole of it. The language is the pipeline's."""
        texts = [_text(passage) for passage in passages]
        readings = []
        for number, (passage, analysed) in enumerate(zip(passages, self.pipeline.pipe(texts), strict=True)):
            if not passage.tokens:
                continue
            names = _names(passage, analysed)
            chances = [dict.fromkeys(EntityKind, 0.0) for _ in passage.tokens]
            for first, end, kind in names:
                for index in range(first, end):
                    chances[index][kind] = _CHANCE
            readings.append(Reading(number, 0, len(passage.tokens), tuple(names), tuple(chances)))
        return readings

    def certainty(self, chance: float) -> float:
        """The chance itself."""
        return chance


def _text(passage: Passage) -> str:
    """The text of a passage, each token at its own offset from the start of the passage."""
    pieces, position = [], passage.span.start
    for token in passage.tokens:
        pieces.append(" " * (token.start - position))
        pieces.append(token.text)
        position = token.end
    return "".join(pieces)


def _names(passage: Passage, analysed: Any) -> list[Name]:
    """The entities as ranges of our tokens; what ends inside one of them takes in the whole token."""
    names: list[Name] = []
    end = 0
    for entity in analysed.ents:
        kind = _KINDS.get(entity.label_)
        start, stop = passage.span.start + entity.start_char, passage.span.start + entity.end_char
        inside = [
            index for index, token in enumerate(passage.tokens) if token.start < stop and start < token.end
        ]
        if kind is not None and inside and inside[0] >= end:
            end = inside[-1] + 1
            names.append((inside[0], end, kind))
    return names


def load_pipeline(model: str) -> SpacyRecogniser:
    """The spaCy pipeline of this name (or in this folder). Raises PressmarkError if there is none."""

    def fault(message: str, hint: str) -> PressmarkError:
        return PressmarkError(Finding(path="edition.toml", rule="recogniser", message=message, hint=hint))

    try:
        import spacy
    except ImportError as error:
        raise fault("spaCy is not installed", "run: pip install 'pressmark[spacy]'") from error
    if not model:
        raise fault("names.model is empty", "name an installed spaCy pipeline, such as en_core_web_sm")
    try:
        return SpacyRecogniser(spacy.load(model))
    except OSError as error:
        hint = f"install it (python -m spacy download {model}), or correct names.model"
        raise fault(f"spaCy has no pipeline {model!r}", hint) from error
