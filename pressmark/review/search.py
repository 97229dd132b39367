"""Finding records while an editor types: by the beginnings of words of names, variants and identifiers."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from rapidfuzz.fuzz import ratio

from pressmark.ids import fold
from pressmark.model import EntityKind, Record, Register

_LIMIT = 12
# Words below this likeness (of 100) are not misspellings of each other.
_LIKE = 75


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A record, and the name, variant or identifier by which it was found."""

    record: Record
    label: str


class Catalogue:
    """The records of a register, by the folded words of all they are known by."""

    def __init__(self, register: Register) -> None:
        self._entries = [
            (_words(label), rank, label, record)
            for record in register
            for rank, label in enumerate(_labels(record))
        ]

    def look_up(self, typed: str, kind: EntityKind | None = None) -> tuple[Found, ...]:
        """The records that what was typed may mean, best first, each once, at most twelve.

        Every word typed is the beginning of a word of the name, or the end of an identifier.
        Where there is none such, names with words that are spelt much alike.
        """
        wanted = _words(typed)
        if not wanted:
            return ()
        best: dict[str, tuple[tuple[int, ...], Found]] = {}
        for words, rank, label, record in self._entries:
            if kind not in (None, record.kind) or not _match(wanted, words):
                continue
            score = (words != wanted, words[: len(wanted)] != wanted, rank > 0, len(words), rank)
            if record.id not in best or score < best[record.id][0]:
                best[record.id] = (score, Found(record=record, label=label))
        ranked = sorted(best.values(), key=lambda each: (each[0], fold(each[1].record.name)))
        if ranked:
            return tuple(found for _, found in ranked[:_LIMIT])
        return self._look_up_alike(wanted, kind)

    def means(self, typed: str, record_id: str) -> bool:
        """Whether what was typed may mean a record: by its words, or by words that are spelt much alike."""
        wanted = _words(typed)
        labels = [words for words, _, _, record in self._entries if record.id == record_id]
        return any(_match(wanted, words) or _likeness(wanted, words) >= _LIKE for words in labels)

    def _look_up_alike(self, wanted: tuple[str, ...], kind: EntityKind | None) -> tuple[Found, ...]:
        best: dict[str, tuple[float, Found]] = {}
        for words, _, label, record in self._entries:
            if kind not in (None, record.kind):
                continue
            likeness = _likeness(wanted, words)
            if likeness >= _LIKE and likeness > best.get(record.id, (0,))[0]:
                best[record.id] = (likeness, Found(record=record, label=label))
        ranked = sorted(best.values(), key=lambda each: (-each[0], fold(each[1].record.name)))
        return tuple(found for _, found in ranked[:_LIMIT])


def _labels(record: Record) -> Iterable[str]:
    yield from record.names()
    yield record.sort_name
    yield record.id
    yield from (known.url for known in record.identifiers)


def _words(label: str) -> tuple[str, ...]:
    """The folded words of a label; of a web address its last part too, which is the identifier."""
    if "://" in label:
        parts = urlsplit(label)
        return tuple(fold(each) for each in (parts.path.rstrip("/").rpartition("/")[2], label))
    kept = fold(label).replace(".", "").replace("’", "").replace("'", "")
    return tuple("".join(char if char.isalnum() else " " for char in kept).split())


def _likeness(wanted: tuple[str, ...], words: tuple[str, ...]) -> float:
    """How much alike the words are spelt, of 100: those that are least so."""
    return min((max((ratio(want, word) for word in words), default=0) for want in wanted), default=0)


def _match(wanted: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether each word that is wanted begins another word."""
    left = list(words)
    for want in wanted:
        hit = next((word for word in left if word.startswith(want)), None)
        if hit is None:
            return False
        left.remove(hit)
    return True
