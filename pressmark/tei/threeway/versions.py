"""The three versions of something, and what cannot be united."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)
S = TypeVar("S")

_LONGEST: Final = 60  # code points of a value in a message


@dataclass(frozen=True, slots=True)
class Three(Generic[T_co]):
    """Something as it was, as we have it and as they have it. None where it is not there."""

    base: T_co
    ours: T_co
    theirs: T_co

    def __iter__(self) -> Iterator[T_co]:
        yield from (self.base, self.ours, self.theirs)

    def map(self, change: Callable[[T_co], S]) -> "Three[S]":
        return Three(change(self.base), change(self.ours), change(self.theirs))

    @property
    def settled(self) -> bool:
        """Whether at most one of the two changed it, or both in the same way."""
        return self.ours == self.theirs or self.base in (self.ours, self.theirs)

    @property
    def result(self) -> T_co:
        """What becomes of it: theirs if only they changed it, else ours."""
        return self.theirs if self.ours == self.base else self.ours


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What the two say differently of one thing; ours stands. Empty where one of them has nothing.

    `where` names the thing: "m5 @ref", "brindle-tamsin, birth".
    """

    where: str
    ours: str
    theirs: str

    def __str__(self) -> str:
        return f"{self.where}: {_shown(self.ours)} here, {_shown(self.theirs)} there"


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined(Generic[T_co]):
    """The one version made of two, and in what they contradict each other."""

    result: T_co
    contradictions: tuple[Contradiction, ...] = ()


def each_once(contradictions: Iterable[Contradiction]) -> tuple[Contradiction, ...]:
    """Contradictions without repetitions."""
    return tuple(dict.fromkeys(contradictions))


def _shown(value: str) -> str:
    words = " ".join(value.split())
    if not words:
        return "nothing"
    return f"“{words[: _LONGEST - 1]}…”" if len(words) > _LONGEST else f"“{words}”"
