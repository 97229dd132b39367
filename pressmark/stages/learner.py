"""The name recogniser as something that learns: for measuring it on texts that it has not seen."""

from collections.abc import Sequence
from functools import partial

from pressmark.annotate import annotate
from pressmark.annotate.recogniser import Recogniser
from pressmark.annotate.recognisers import choose_recogniser
from pressmark.annotate.training import Lesson, learnt_from, lessons, recogniser_of, train
from pressmark.config import Edition
from pressmark.stages.gold import Text, TextSet
from pressmark.stages.measure import Annotator

# How often a lesson from a set counts: news is what the recogniser is for.
WEIGHTS = {"gum_news_dev": 2}


class NameLearner:
    """Trains the name recogniser. What each text teaches is worked out once."""

    def __init__(self) -> None:
        self._lessons: dict[tuple[str, str], tuple[Lesson, ...]] = {}

    @property
    def learnt_from(self) -> frozenset[str]:
        return learnt_from()

    def weights(self, sets: Sequence[TextSet]) -> bytes:
        """The model that has learnt from these texts, in their order."""
        return train(
            (lesson, WEIGHTS.get(each.about.name, 1))
            for each in sets
            for text in each.texts
            for lesson in self._of(each, text)
        )

    def learn(self, sets: Sequence[TextSet]) -> Annotator:
        """An annotator whose recogniser has learnt from these texts and no others."""
        return partial(annotate, recogniser=recogniser_of(self.weights(sets)))

    def _of(self, own: TextSet, text: Text) -> tuple[Lesson, ...]:
        key = (own.about.name, text.gold.id)
        if key not in self._lessons:
            self._lessons[key] = tuple(lessons(text.document, text.gold.names))
        return self._lessons[key]


def annotator_of(edition: Edition) -> tuple[Annotator, NameLearner | None]:
    """What annotates with the recogniser that an edition has chosen, and how to train another like it.

    Only the package's own can be trained. Raises PressmarkError if the settings name none.
    """
    recogniser = choose_recogniser(edition.recogniser, edition.name_model)
    learner = NameLearner() if isinstance(recogniser, Recogniser) else None
    return partial(annotate, recogniser=recogniser), learner
