"""Where the characters of an older text are in a newer one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

# A paragraph with the line ends after it: blank lines on their own would all be alike.
_PARAGRAPH: Final = re.compile(r"[^\r\n]*[\r\n]+|[^\r\n]+")
_WORD: Final = re.compile(r"\w+|\s+|[^\w\s]")
# difflib may take this many steps; what is larger counts as rewritten.
_MAX_STEPS: Final = 4_000_000


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
    for a, b, size in _shared(old_words, new_words):
        if size:
            yield Run(old_at[a], new_at[b], old_at[a + size] - old_at[a])


def _offsets(parts: Sequence[str], start: int) -> list[int]:
    """Where each part starts, and where the last one ends."""
    offsets = [start]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return offsets


def _shared(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int]]:
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
        matcher = SequenceMatcher(None, middle_old, middle_new, autojunk=False)
        for a, b, size in matcher.get_matching_blocks():
            if size:
                yield head + a, head + b, size
    yield len(old) - tail, len(new) - tail, tail
