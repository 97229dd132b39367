"""The known word that somebody may have meant."""

from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

_ALIKE: Final = 0.8  # of two words' letters, so many must be shared and in order
_MOST_COMPARED: Final = 5000  # known words that are compared letter by letter
_MOST_ASKED: Final = 200  # different words that are looked up; a file with more has another fault


class Known:
    """Words that exist: ids of records, names of elements."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = dict.fromkeys(words)
        self._by_parts: dict[frozenset[str], list[str]] = defaultdict(list)
        for word in self._words:
            self._by_parts[_parts(word)].append(word)
        self._asked: dict[str, str | None] = {}

    @property
    def only(self) -> str | None:
        """The one known word, if there is no other."""
        return next(iter(self._words)) if len(self._words) == 1 else None

    def nearest(self, word: str) -> str | None:
        """The one known word that is most like `word`, or None if none is much like it.

        Case does not matter. A word of several parts joined by hyphens is also found by its
        parts in another order, or by some of them if no other word has them.
        """
        if word not in self._asked and len(self._asked) < _MOST_ASKED:
            self._asked[word] = self._look_up(word)
        return self._asked.get(word)

    def _look_up(self, word: str) -> str | None:
        folded = word.casefold()
        same = [known for known in self._words if known.casefold() == folded]
        return same[0] if same else self._by_some_parts(folded) or self._by_letters(folded)

    def _by_some_parts(self, word: str) -> str | None:
        parts = _parts(word)
        reordered = self._by_parts.get(parts, [])
        if len(parts) > 1 and len(reordered) == 1:
            return reordered[0]
        if max(map(len, parts), default=0) < 4:
            return None
        holding = [
            known for known_parts, group in self._by_parts.items() if parts < known_parts for known in group
        ]
        return holding[0] if len(holding) == 1 else None

    def _by_letters(self, word: str) -> str | None:
        best, found = _ALIKE, None
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(word)
        compared = 0
        for known in self._words:
            if abs(len(known) - len(word)) > max(2, len(word) // 4):
                continue
            compared += 1
            if compared > _MOST_COMPARED:
                return None
            matcher.set_seq1(known.casefold())
            if matcher.real_quick_ratio() < best or matcher.quick_ratio() < best:
                continue
            likeness = matcher.ratio()
            if likeness > best or (likeness == best and found is None):
                best, found = likeness, known
        return found


def _parts(word: str) -> frozenset[str]:
    return frozenset(part for part in word.casefold().split("-") if part)
