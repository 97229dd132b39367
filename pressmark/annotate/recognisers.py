"""Which recogniser finds the names: that of the package, or another that is installed.

Recognisers are entry points of the group `pressmark.recognizers`. Each is a function from the
name of a model to an object with the two methods of `NameRecogniser`.
"""

from collections.abc import Sequence
from functools import cache
from importlib.metadata import entry_points
from typing import Protocol

from pressmark.annotate.recogniser import Reading, Recogniser, load_recogniser
from pressmark.errors import PressmarkError
from pressmark.model import Finding, Passage

GROUP = "pressmark.recognizers"
DEFAULT = "rules"


class NameRecogniser(Protocol):
    """What finds names in a text."""

    def read(self, passages: Sequence[Passage], code: str) -> list[Reading]:
        """The stretches of all passages that can hold names, in order. `code` is BCP 47."""

    def certainty(self, chance: float) -> float:
        """The share of names with this chance that are right (0 to 1)."""


def package_recogniser(model: str) -> Recogniser:
    """The recogniser that comes with the package; it has one model."""
    if model:
        raise _fault(f"the recogniser {DEFAULT!r} has no model {model!r}", "leave names.model empty")
    return load_recogniser()


def _fault(message: str, hint: str) -> PressmarkError:
    return PressmarkError(Finding(path="edition.toml", rule="recogniser", message=message, hint=hint))


@cache
def choose_recogniser(name: str = DEFAULT, model: str = "") -> NameRecogniser:
    """The recogniser of that name, with its model loaded; once for each process.

    Raises PressmarkError if there is none of that name, or if it cannot load the model.
    """
    if name == DEFAULT:
        return package_recogniser(model)
    installed = {entry.name: entry for entry in entry_points(group=GROUP)}
    if name not in installed:
        known = ", ".join(sorted({DEFAULT, *installed}))
        raise _fault(f"there is no recogniser {name!r}", f"set names.recognizer to one of: {known}")
    recogniser: NameRecogniser = installed[name].load()(model)
    return recogniser
