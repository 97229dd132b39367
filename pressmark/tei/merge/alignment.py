"""Where the characters of an older text are in a newer one.

Paragraphs that stayed are found first; within what is left, words that either text has only
once fix the order (as in Bram Cohen's patience diff), and the words between them are paired so
that as many as possible, and those most alike, belong together.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from rapidfuzz import fuzz

# A paragraph with the line ends after it: blank lines on their own would all be alike.
_PARAGRAPH: Final = re.compile(r"[^\r\n]*[\r\n]+|[^\r\n]+")
_WORD: Final = re.compile(r"\w+|[^\w\s]")
# difflib may take this many steps; what is larger counts as rewritten.
MAX_STEPS: Final = 4_000_000
# How many pairs of words are compared letter by letter; of longer stretches only equal words are paired.
_MAX_PAIRS: Final = 2_500
# How much alike two words must be, letter by letter, to be one word corrected.
_ALIKE: Final = 0.6

Pair = tuple[int, int]  # indices of an old and a new word


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that both texts share: `length` code points from each offset on."""

    old: int
    new: int
    length: int


def align(old: str, new: str) -> tuple[Run, ...]:
    """What two texts share, in order and as long as possible each."""
    if old == new:
        return (Run(0, 0, len(old)),)
    return tuple(_joined(_by_paragraphs(old, new)))


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """The runs with those that follow one another in both texts made one."""
    last = Run(0, 0, 0)
    for run in runs:
        if (run.old, run.new) == (last.old + last.length, last.new + last.length):
            last = Run(last.old, last.new, last.length + run.length)
            continue
        if last.length:
            yield last
        last = run
    if last.length:
        yield last


def _by_paragraphs(old: str, new: str) -> Iterator[Run]:
    old_parts, new_parts = _PARAGRAPH.findall(old), _PARAGRAPH.findall(new)
    old_at = new_at = 0  # offsets into the texts
    i = j = 0  # indices into the parts
    for a, b, size in _runs(old_parts, new_parts):
        old_gap, new_gap = "".join(old_parts[i:a]), "".join(new_parts[j:b])
        yield from _by_words(old_gap, new_gap, old_at, new_at)
        old_at, new_at = old_at + len(old_gap), new_at + len(new_gap)
        length = sum(map(len, old_parts[a : a + size]))
        yield Run(old_at, new_at, length)
        old_at, new_at, i, j = old_at + length, new_at + length, a + size, b + size


def _by_words(old: str, new: str, old_start: int, new_start: int) -> Iterator[Run]:
    """What two stretches share whose paragraphs all differ. White space counts only between shared words."""
    old_words, new_words = list(_WORD.finditer(old)), list(_WORD.finditer(new))
    before: Pair | None = None
    for i, j in _pairs([word[0] for word in old_words], [word[0] for word in new_words]):
        one, other = old_words[i], new_words[j]
        if before == (i - 1, j - 1):
            old_end, new_end = old_words[i - 1].end(), new_words[j - 1].end()
            if old[old_end : one.start()] == new[new_end : other.start()]:
                yield Run(old_start + old_end, new_start + new_end, one.start() - old_end)
        yield from _by_letters(one[0], other[0], old_start + one.start(), new_start + other.start())
        before = i, j


def _by_letters(old: str, new: str, old_at: int, new_at: int) -> Iterator[Run]:
    """What a word has in common with what it became: its beginning and its end."""
    head = common(old, new)
    tail = common(old[head:][::-1], new[head:][::-1])
    yield Run(old_at, new_at, head)
    yield Run(old_at + len(old) - tail, new_at + len(new) - tail, tail)


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    """The words of two texts that are the same or one corrected, in the order of both."""
    i = j = 0
    for a, b in [*_fixed(old, new), (len(old), len(new))]:
        for c, d in _between(old[i:a], new[j:b]):
            yield i + c, j + d
        if a < len(old):
            yield a, b
        i, j = a + 1, b + 1


def _fixed(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """The longest row of words that stand in each text once, and in the same order."""
    old_counts, new_counts = Counter(old), Counter(new)
    places = {word: j for j, word in enumerate(new) if new_counts[word] == 1}
    once = [
        (i, places[word])
        for i, word in enumerate(old)
        if old_counts[word] == 1 and word in places and word[0].isalnum()
    ]
    # Each row's last word, the least possible for its length, and which word came before it.
    lasts: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for index, (_, j) in enumerate(once):
        at = bisect_left(lasts, j)
        before.append(ends[at - 1] if at else None)
        lasts[at : at + 1] = [j]
        ends[at : at + 1] = [index]
    row: list[Pair] = []
    last = ends[-1] if ends else None
    while last is not None:
        row.append(once[last])
        last = before[last]
    return row[::-1]


def _between(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    """The pairs in stretches without fixed words; of long ones, equal rows of words come first."""
    if len(old) * len(new) <= _MAX_PAIRS:
        yield from _kindred(old, new)
        return
    i = j = 0
    for a, b, size in _runs(old, new):
        if (a - i) * (b - j) <= _MAX_PAIRS:
            for c, d in _kindred(old[i:a], new[j:b]):
                yield i + c, j + d
        yield from ((a + k, b + k) for k in range(size))
        i, j = a + size, b + size


def _kindred(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    """The words that are most like each other."""
    likeness = [[fuzz.ratio(one, other) / 100 for other in new] for one in old]
    # The best sum of likenesses for the words from each pair of indices on.
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            paired = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] >= _ALIKE else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    i = j = 0
    while i < len(old) and j < len(new):
        if likeness[i][j] >= _ALIKE and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def common(one: str, other: str) -> int:
    """With how many equal characters two strings begin."""
    pairs = zip(one, other, strict=False)
    return next((index for index, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Runs of equal items: (index in old, index in new, number), in order; the last one is at both ends."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    yield 0, 0, head
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(middle_old) * len(middle_new) <= MAX_STEPS:
        matcher = SequenceMatcher(None, middle_old, middle_new, autojunk=False)
        for a, b, size in matcher.get_matching_blocks():
            if size:
                yield head + a, head + b, size
    yield len(old) - tail, len(new) - tail, tail
