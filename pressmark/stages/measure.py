"""Measuring: texts are annotated as `encode` would, and compared with their gold."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from pressmark.annotate import annotate
from pressmark.evaluation import measure
from pressmark.model import Annotations, DataSet, Quality, Register, SourceDocument, summed
from pressmark.stages.gold import Text, TextSet
from pressmark.stages.report import Progress, silent

# Into so many parts the texts are cut that the tool has learnt from; each is measured with a
# tool that has learnt from the others.
FOLDS = 5
HELD_OUT = "no registers; each text held out from what the tool had learnt"

Annotator = Callable[[SourceDocument, Register], Annotations]


class Learner(Protocol):
    """A tool that learns: what the one in use has learnt from, and how to make another like it."""

    @property
    def learnt_from(self) -> Collection[str]:
        """Digests (SHA-256) of the files that the one in use has learnt from."""

    def learn(self, sets: Sequence[TextSet]) -> Annotator:
        """An annotator that has learnt from these texts and no others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What came out on a set of texts: by text, in their order."""

    about: DataSet
    by_text: tuple[tuple[str, Quality], ...]

    @property
    def overall(self) -> Quality:
        return summed(quality for _, quality in self.by_text)


def measure_sets(
    sets: Sequence[TextSet],
    annotator: Annotator = annotate,
    *,
    learner: Learner | None = None,
    progress: Progress = silent,
) -> list[Measured]:
    """How good the annotator is on each set.

    Sets that the learner has learnt from are measured by cross-validation instead.
    """
    learnt = [each for each in sets if learner and each.about.digest in learner.learnt_from]
    parts = held_out(learnt, learner) if learner and learnt else {}
    total = sum(len(each.texts) for each in sets)
    measured, done = [], 0
    for each in sets:
        by_text = []
        for number, text in enumerate(each.texts):
            own = parts[number % FOLDS] if each in learnt else annotator
            by_text.append((text.gold.id, quality_of(text, own)))
            done += 1
            progress(done, total)
        about = replace(each.about, condition=HELD_OUT) if each in learnt else each.about
        measured.append(Measured(about=about, by_text=tuple(by_text)))
    return measured


def quality_of(text: Text, annotator: Annotator) -> Quality:
    """How good the annotator is on one text."""
    return measure(text.gold, annotator(text.document, text.register), text.register)


def held_out(sets: Sequence[TextSet], learner: Learner) -> dict[int, Annotator]:
    """For each part of the texts an annotator that has not seen it: the n-th text is in part n % FOLDS."""
    return {part: learner.learn(list(_without(sets, part))) for part in range(FOLDS)}


def _without(sets: Sequence[TextSet], part: int) -> Iterator[TextSet]:
    for each in sets:
        seen = tuple(text for number, text in enumerate(each.texts) if number % FOLDS != part)
        yield replace(each, texts=seen)
