"""Where the characters of an older text are in a newer one."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

# A paragraph with the line ends after it: blank lines on their own would all be alike.
_PARAGRAPH: Final = re.compile(r"[^\r\n]*[\r\n]+|[^\r\n]+")
_WORD: Final = re.compile(r"\w+|\s+|[^\w\s]")
# difflib may take this many steps; what is larger counts as rewritten.
_MAX_STEPS: Final = 4_000_000
# How many pairs of words are compared letter by letter; more changed words in a row count as rewritten.
_MAX_PAIRS: Final = 2_500
# How much alike two words must be, letter by letter, to be one word corrected.
_ALIKE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that both texts share: `length` code points from each offset on."""

    old: int
    new: int
    length: int


def align(old: str, new: str) -> tuple[Run, ...]:
    """What two texts share, in order: compared by paragraphs, then by words within what is left of them."""
    if old == new:
        return (Run(0, 0, len(old)),)
    return tuple(_by_paragraphs(old, new))


def _by_paragraphs(old: str, new: str) -> Iterator[Run]:
    old_parts, new_parts = _PARAGRAPH.findall(old), _PARAGRAPH.findall(new)
    old_at = new_at = 0  # offsets into the texts
    i = j = 0  # indices into the parts
    for a, b, size in _shared(old_parts, new_parts):
        old_gap, new_gap = "".join(old_parts[i:a]), "".join(new_parts[j:b])
        yield from _by_words(old_gap, new_gap, old_at, new_at)
        old_at, new_at = old_at + len(old_gap), new_at + len(new_gap)
        length = sum(map(len, old_parts[a : a + size]))
        if length:
            yield Run(old_at, new_at, length)
        old_at, new_at, i, j = old_at + length, new_at + length, a + size, b + size


def _by_words(old: str, new: str, old_start: int, new_start: int) -> Iterator[Run]:
    if not old or not new:
        return
    old_words, new_words = _WORD.findall(old), _WORD.findall(new)
    old_at, new_at = _offsets(old_words, old_start), _offsets(new_words, new_start)
    i = j = 0
    # White space is much alike everywhere: it is matched only beside words that are.
    for a, b, size in _shared(old_words, new_words, str.isspace):
        yield from _by_letters(old_words[i:a], new_words[j:b], old_at[i], new_at[j])
        if size:
            yield Run(old_at[a], new_at[b], old_at[a + size] - old_at[a])
        i, j = a + size, b + size


def _by_letters(old: Sequence[str], new: Sequence[str], old_start: int, new_start: int) -> Iterator[Run]:
    """What words that were changed have in common with those that they became: beginnings and ends."""
    old_at, new_at = _offsets(old, old_start), _offsets(new, new_start)
    before: tuple[int, int] | None = None
    for i, j in _kindred(old, new):
        if before == (i - 2, j - 2) and old[i - 1] == new[j - 1]:  # white space between two of them
            yield Run(old_at[i - 1], new_at[j - 1], len(old[i - 1]))
        head = common(old[i], new[j])
        tail = common(old[i][head:][::-1], new[j][head:][::-1])
        if head:
            yield Run(old_at[i], new_at[j], head)
        if tail:
            yield Run(old_at[i + 1] - tail, new_at[j + 1] - tail, tail)
        before = i, j


def _kindred(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The words that are most like each other, by their indices, in the order of both texts."""
    if not 0 < len(old) * len(new) <= _MAX_PAIRS:
        return []
    likeness = [[_likeness(one, other) for other in new] for one in old]
    # The best sum of likenesses for the words from each pair of indices on.
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            paired = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    pairs = []
    i = j = 0
    while i < len(old) and j < len(new):
        if likeness[i][j] and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _likeness(one: str, other: str) -> float:
    """How much alike two words are, letter by letter: 0 if they are not enough to be one word corrected."""
    if one.isspace() or other.isspace():
        return 0.0
    likeness = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return likeness if likeness >= _ALIKE else 0.0


def common(one: str, other: str) -> int:
    """With how many equal characters two strings begin."""
    pairs = zip(one, other, strict=False)
    return next((index for index, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _offsets(parts: Sequence[str], start: int) -> list[int]:
    """Where each part starts, and where the last one ends."""
    offsets = [start]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return offsets


def _shared(
    old: Sequence[str], new: Sequence[str], is_junk: Callable[[str], bool] | None = None
) -> Iterator[tuple[int, int, int]]:
    """Runs of equal items: (index in old, index in new, number), in order; the last one is at both ends."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    yield 0, 0, head
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(middle_old) * len(middle_new) <= _MAX_STEPS:
        matcher = SequenceMatcher(is_junk, middle_old, middle_new, autojunk=False)
        for a, b, size in matcher.get_matching_blocks():
            if size:
                yield head + a, head + b, size
    yield len(old) - tail, len(new) - tail, tail
