"""Finding records by the names a person would type."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches

from pressmark.ids import fold
from pressmark.model import EntityKind, Record, Register

# Below this likeness (difflib's ratio, 0 to 1) a name is no match for a misspelling.
_LIKE = 0.7

_Score = Callable[[tuple[str, ...], tuple[str, ...]], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A record, the name under which it was found, and how well (1 is the name itself)."""

    record: Record
    name: str
    score: float


def find(register: Register, words: str, *, limit: int = 10) -> tuple[Match, ...]:
    """The records that `words` may mean, best first, each once, at most `limit`.

    Case, diacritics and punctuation do not matter. Whole names and ids come
    first, then names that contain all the words; only where there are none,
    names that are spelt much alike.
    """
    wanted = _words(words)
    if not wanted:
        return ()
    matches = _best(register, wanted, _score_words) or _best(register, wanted, _score_spelling)
    return tuple(sorted(matches, key=lambda match: (-match.score, fold(match.name), match.record.id))[:limit])


def listing(
    register: Register, *, kind: EntityKind | None = None, drafts_only: bool = False
) -> tuple[Record, ...]:
    """The records in the order of the alphabet, of one kind or all, drafts alone or all."""
    chosen = (
        record for record in register if kind in (None, record.kind) and (record.draft or not drafts_only)
    )
    return tuple(sorted(chosen, key=lambda record: (fold(record.sort_name), record.id)))


def nearest_ids(register: Register, record_id: str) -> tuple[str, ...]:
    """Up to three ids spelt like the one given, best first."""
    return tuple(get_close_matches(record_id, [record.id for record in register], n=3, cutoff=_LIKE))


def _words(text: str) -> tuple[str, ...]:
    """The folded words of a name. Full stops vanish, so that "U.N." and "UN" are one word."""
    kept = fold(text).replace(".", "").replace("’", "").replace("'", "")
    return tuple("".join(char if char.isalnum() else " " for char in kept).split())


def _best(register: Iterable[Record], wanted: tuple[str, ...], score: _Score) -> list[Match]:
    matches = []
    for record in register:
        names = [(score(wanted, _words(name)), name) for name in (*record.names(), record.id)]
        best, name = max(names, key=lambda pair: pair[0])
        if best:
            matches.append(Match(record=record, name=name, score=best))
    return matches


def _score_words(wanted: tuple[str, ...], name: tuple[str, ...]) -> float:
    if wanted == name:
        return 1.0
    return len(set(wanted)) / (len(name) + 1) if set(wanted) <= set(name) else 0.0


def _score_spelling(wanted: tuple[str, ...], name: tuple[str, ...]) -> float:
    matcher = SequenceMatcher(None, " ".join(wanted), " ".join(name), autojunk=False)
    if matcher.quick_ratio() < _LIKE:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= _LIKE else 0.0
