"""The name recogniser: which stretches of a text name a person, a place or an organisation.

A linear-chain conditional random field reads the runs of capitalised words of an article.
Its weights are `data/names.crfsuite`; `tools/train_names.py` made them, and `data/names.toml`
says from what, and how far to trust it.
"""

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pycrfsuite

from pressmark.annotate.evidence import Evidence
from pressmark.annotate.features import run_features
from pressmark.model import EntityKind, Passage, Token

OUTSIDE = "O"
_LONGEST_COMPOUND = 3  # hyphens
_SMALLEST_CHANCE = 1e-6  # and the largest is as near to 1

Name = tuple[int, int, EntityKind]  # range of token indices, half-open, and what it names


@dataclass(frozen=True, slots=True)
class Reading:
    """A run of a passage, tokens[first:end], as the model reads it.

    `names` do not overlap; `chances[n]` is how likely the n-th token of the run is part of a
    name of each kind (0 to 1; what is missing to 1 is the chance that it is part of none).
    """

    passage: int
    first: int
    end: int
    names: tuple[Name, ...]
    chances: tuple[dict[EntityKind, float], ...]

    def chance(self, first: int, end: int) -> dict[EntityKind, float]:
        """How likely tokens[first:end] of the passage name each kind. They lie in the run."""
        part = self.chances[first - self.first : end - self.first]
        return {kind: sum(each[kind] for each in part) / len(part) for kind in EntityKind}


def label(position: str, kind: EntityKind) -> str:
    """The model's label for a token: `position` is "B" for the first of a name, "I" for a further one."""
    return f"{position}-{kind}"


def _names(labels: Sequence[str], first: int) -> list[Name]:
    """The names that labels spell; the first label is that of the token with index `first`."""
    names: list[Name] = []
    start, kind = first, ""
    for index, each in enumerate([*labels, OUTSIDE], start=first):
        position, _, own = each.partition("-")
        if kind and (position != "I" or own != kind):
            names.append((start, index, EntityKind(kind)))
            kind = ""
        if own and not kind:
            start, kind = index, own
    return names


def _is_inner_hyphen(tokens: Sequence[Token], index: int) -> bool:
    """Whether the token at `index` is a hyphen between two halves of a word."""
    return (
        0 < index < len(tokens) - 1
        and tokens[index].text == "-"
        and tokens[index - 1].end == tokens[index].start
        and tokens[index].end == tokens[index + 1].start
    )


def _complete(tokens: Sequence[Token], name: Name) -> Name:
    """The name with the rest of a hyphenated word and an initial: "L. Marrow-Fenn", "Sail-a-Boat Trust"."""
    first, end, kind = name
    if kind is EntityKind.PERSON:
        for _ in range(_LONGEST_COMPOUND):
            if _is_inner_hyphen(tokens, end) and tokens[end + 1].is_word:
                end += 2
        if first > 1 and tokens[first - 1].text == "." and len(tokens[first - 2].text) == 1:
            first -= 2 if tokens[first - 2].is_capitalised else 0
    if kind is not EntityKind.PLACE:
        for _ in range(_LONGEST_COMPOUND):
            if _is_inner_hyphen(tokens, first - 1) and tokens[first - 2].is_capitalised:
                first -= 2
    return first, end, kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Recogniser:
    """A trained model, and how its chances become certainties.

    The model holds the state of the run that it reads, so threads must not share it.
    """

    model: pycrfsuite.Tagger
    weights: bytes = b""  # what the model was opened from in memory: it reads them there
    slope: float = 1.0
    intercept: float = 0.0

    def read(self, passages: Sequence[Passage], code: str) -> list[Reading]:
        """The runs of all passages, in order. `code` is the language (BCP 47). Linear in the text."""
        evidence = Evidence(passages, code)
        model, known = self.model, set(self.model.labels())
        of_kind = {
            kind: [each for each in (label("B", kind), label("I", kind)) if each in known]
            for kind in EntityKind
        }
        readings = []
        for number, (passage, runs) in enumerate(zip(passages, evidence.runs, strict=True)):
            openings = {first for first, _ in passage.sentences}
            for first, end in runs:
                model.set(run_features(passage, (first, end), openings, evidence, code))
                names = tuple(_complete(passage.tokens, name) for name in _names(model.tag(), first))
                chances = tuple(
                    {kind: sum(model.marginal(each, at) for each in own) for kind, own in of_kind.items()}
                    for at in range(end - first)
                )
                readings.append(Reading(number, first, end, names, chances))
        return readings

    def certainty(self, chance: float) -> float:
        """The share of names with this chance that turned out right in cross-validation (0 to 1)."""
        bounded = min(max(chance, _SMALLEST_CHANCE), 1 - _SMALLEST_CHANCE)
        odds = self.slope * math.log(bounded / (1 - bounded)) + self.intercept
        return 1 / (1 + math.exp(-odds))


@cache
def load_recogniser() -> Recogniser:
    """The recogniser that comes with the package, read once for each process."""
    folder = files("pressmark.annotate") / "data"
    table = tomllib.loads((folder / "names.toml").read_text(encoding="utf-8"))
    weights = (folder / "names.crfsuite").read_bytes()
    model = pycrfsuite.Tagger()
    model.open_inmemory(weights)
    return Recogniser(model=model, weights=weights, **table["calibration"])
