"""Where the blocks of an article stand in a corrected text, and which of its characters are the same."""

from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import Final

from pressmark.model import Span
from pressmark.tei.merge.alignment import MAX_STEPS, Run, align, common

WHITE: Final = " \t\r\n"  # what XML lets stand between blocks
# What share of the longer of two blocks they must have in common to be one, changed; or what share
# of the shorter, which is then part of the other.
_ONE: Final = 0.5
_PART: Final = 0.8
# How much alike two blocks in one place must be, letter by letter, to be one block corrected.
_ALIKE: Final = 0.75


@dataclass(frozen=True, slots=True)
class Replacement:
    """Other words for a stretch of a block: spans of the old text and of the new one, either may be empty.

    `glued` says which neighbours in the old text an insertion belongs to, because it changes a
    word of theirs: -1 the character before it, 1 the one after it, 0 neither.
    """

    old: Span
    new: Span
    glued: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """How old blocks, by their indices, fit into a new text.

    `kept` is where each block that stays will stand, `added` the indices of new blocks with
    no words of an old one, `moved` the old blocks that stand elsewhere unchanged, by the indices
    of the new ones. All other old blocks go. `replacements` are those inside kept blocks.
    """

    kept: Mapping[int, Span]
    added: tuple[int, ...]
    moved: Mapping[int, int]
    replacements: Mapping[int, tuple[Replacement, ...]]


@dataclass(frozen=True, slots=True)
class Corrected:
    """A file with the new text, and where the words of the old one went."""

    data: bytes
    layout: Layout
    old: tuple[Span, ...]  # the blocks that the layout is about
    new: tuple[Span, ...]
    old_text: str
    new_text: str

    def changes(self) -> Iterator[tuple[str, str]]:
        """What the text says otherwise now: the words of before and those of today, either may be empty."""
        for replacements in self.layout.replacements.values():
            for each in replacements:
                yield self._words(each)
        for i, span in enumerate(self.old):
            if i not in self.layout.kept and i not in self.layout.moved.values():
                yield span.of(self.old_text), ""
        for j in self.layout.added:
            yield "", self.new[j].of(self.new_text)

    def _words(self, change: Replacement) -> tuple[str, str]:
        """A replacement in whole words: with the letters on either side, which are those of both texts."""
        old, new = change.old, change.new
        around = [_letters(self.old_text, old), _letters(self.new_text, new)]
        before, after = min(each[0] for each in around), min(each[1] for each in around)
        return (
            self.old_text[old.start - before : old.end + after],
            self.new_text[new.start - before : new.end + after],
        )

    def follow(self, span: Span) -> Span | None:
        """Where words of the old text stand in the new one, changed as they were; None if they are gone."""
        index = next((i for i, block in enumerate(self.old) if block.covers(span)), None)
        if index is None:
            return None
        for j, i in self.layout.moved.items():
            if i == index:
                shift = self.new[j].start - self.old[i].start
                return Span(span.start + shift, span.end + shift)
        if index not in self.layout.kept:
            return None
        start, end = self._start(index, span.start), self._end(index, span.end)
        return Span(start, end) if start < end else None

    def _start(self, index: int, offset: int) -> int:
        """The new offset of words that start at an old one."""
        shift = self.layout.kept[index].start - self.old[index].start
        for each in self.layout.replacements[index]:
            glued = each.old.start == offset and each.glued > 0
            if each.old.start > offset or (each.old.start == offset and (glued or each.old)):
                return each.new.start - (each.old.start - offset)
            if each.old.end > offset:
                return each.new.start
            shift = each.new.end - each.old.end
        return offset + shift

    def _end(self, index: int, offset: int) -> int:
        """The new offset of words that end at an old one."""
        shift = self.layout.kept[index].start - self.old[index].start
        for each in self.layout.replacements[index]:
            glued = each.old.start == offset and each.glued < 0
            if each.old.start > offset or (each.old.start == offset and not glued):
                return each.new.start - (each.old.start - offset)
            if each.old.end >= offset:
                return each.new.end
            shift = each.new.end - each.old.end
        return offset + shift


def _letters(text: str, span: Span) -> tuple[int, int]:
    """How many letters and digits of a text stand directly before a span of it, and how many behind it."""
    before = next((n for n in range(span.start) if not text[span.start - 1 - n].isalnum()), span.start)
    rest = len(text) - span.end
    after = next((n for n in range(rest) if not text[span.end + n].isalnum()), rest)
    return before, after


def lay(old: Sequence[Span], old_text: str, new: Sequence[Span], new_text: str) -> Layout:
    """Fit old blocks into a new text. Blocks are in the order of the text and hold more than white space."""
    shared = _shared(old, old_text, new, new_text)
    shared |= _alike(shared, old, old_text, new, new_text)
    kept = _extents(shared, old, old_text, new, new_text)
    held = sorted(kept.values())
    free = [j for j, span in enumerate(new) if not any(_meeting(held, span))]
    gone: dict[str, deque[int]] = defaultdict(deque)
    for i, span in enumerate(old):
        if i not in kept:
            gone[span.of(old_text)].append(i)
    moved = {j: same.popleft() for j in free if (same := gone.get(new[j].of(new_text)))}
    return Layout(
        kept=kept,
        added=tuple(j for j in free if j not in moved),
        moved=moved,
        replacements={
            i: tuple(_replacements(old[i], old_text, extent, new_text)) for i, extent in kept.items()
        },
    )


Shared = dict[tuple[int, int], list[Run]]  # by the indices of an old and a new block


def _shared(old: Sequence[Span], old_text: str, new: Sequence[Span], new_text: str) -> Shared:
    """The characters that old and new blocks share, for those that share enough to be related."""
    found: Shared = defaultdict(list)
    for run in align(old_text, new_text):
        for i, block in _meeting(old, Span(run.old, run.old + run.length)):
            start, end = max(run.old, block.start), min(run.old + run.length, block.end)
            shift = run.new - run.old
            for j, other in _meeting(new, Span(start + shift, end + shift)):
                first, last = max(start + shift, other.start), min(end + shift, other.end)
                found[i, j].append(Run(first - shift, first, last - first))
    relation = _Relation(found, old, old_text, new, new_text)
    certain = {pair: runs for pair, runs in found.items() if relation.is_certain(*pair)}
    of_old: dict[int, list[Span]] = defaultdict(list)  # what certain relations have of each block
    of_new: dict[int, list[Span]] = defaultdict(list)
    for (i, j), runs in certain.items():
        of_old[i].append(Span(min(run.old for run in runs), max(run.old + run.length for run in runs)))
        of_new[j].append(Span(min(run.new for run in runs), max(run.new + run.length for run in runs)))
    return certain | {
        (i, j): runs for (i, j), runs in found.items() if relation.is_rest(i, j, of_old[i], of_new[j])
    }


class _Relation:
    """Tells which old and new blocks are the same, changed, from the characters that they share."""

    def __init__(
        self, found: Shared, old: Sequence[Span], old_text: str, new: Sequence[Span], new_text: str
    ) -> None:
        self._ink = {
            pair: sum(_ink(old_text[run.old : run.old + run.length]) for run in runs)
            for pair, runs in found.items()
        }
        self._old, self._old_text = old, old_text
        self._new, self._new_text = new, new_text

    def is_certain(self, i: int, j: int) -> bool:
        """Whether two blocks share most of their characters, or one holds almost all of the other."""
        lengths = _ink(self._old[i].of(self._old_text)), _ink(self._new[j].of(self._new_text))
        return self._ink[i, j] >= _ONE * max(lengths) or self._ink[i, j] >= _PART * min(lengths)

    def is_rest(self, i: int, j: int, of_old: Sequence[Span], of_new: Sequence[Span]) -> bool:
        """Whether they share most of what other blocks leave of them, because one was joined or split."""
        rest = _ink(_without(self._old[i], of_old, self._old_text))
        return self._ink[i, j] >= _ONE * max(rest, _ink(_without(self._new[j], of_new, self._new_text)))


def _without(block: Span, parts: Sequence[Span], text: str) -> str:
    """The words of a block that are in none of its parts."""
    inside = range(block.start, block.end)
    return "".join(text[at] for at in inside if not any(part.start <= at < part.end for part in parts))


def _meeting(blocks: Sequence[Span], span: Span) -> Iterator[tuple[int, Span]]:
    """The blocks, which stand in order, that overlap with a span, with their indices."""
    first = bisect_right(blocks, span.start, key=attrgetter("end"))
    behind = bisect_left(blocks, span.end, key=attrgetter("start"))
    return ((index, blocks[index]) for index in range(first, behind) if blocks[index].overlaps(span))


def _ink(words: str) -> int:
    """The number of characters that are no white space."""
    return sum(not character.isspace() for character in words)


def _alike(shared: Shared, old: Sequence[Span], old_text: str, new: Sequence[Span], new_text: str) -> Shared:
    """Old and new blocks between the same neighbours that share no word and are still one block corrected."""
    found: Shared = {}
    old_known, new_known = {i for i, _ in shared}, {j for _, j in shared}
    pairs = sorted(shared)
    # How far the new blocks of the first so many pairs reach, and where those of all others begin.
    befores = [-1, *accumulate((j for _, j in pairs), max)]
    afters = [*accumulate((j for _, j in reversed(pairs)), min, initial=len(new))][::-1]
    reached = -1  # the last new block that was taken
    steps = MAX_STEPS
    for i, block in enumerate(old):
        if i in old_known:
            continue
        before, after = befores[bisect_left(pairs, (i,))], afters[bisect_left(pairs, (i + 1,))]
        for j in range(max(before, reached) + 1, after):
            if j in new_known or len(block) * len(new[j]) > steps:
                continue
            steps -= len(block) + len(new[j])
            matcher = SequenceMatcher(None, block.of(old_text), new[j].of(new_text), autojunk=False)
            if matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE:
                found[i, j] = [
                    Run(block.start + a, new[j].start + b, size)
                    for a, b, size in matcher.get_matching_blocks()
                    if size
                ]
                reached = j
                break
    return found


def _extents(
    shared: Shared, old: Sequence[Span], old_text: str, new: Sequence[Span], new_text: str
) -> dict[int, Span]:
    """Where old blocks stand in the new text: apart, in order, with all words of the blocks they are in."""
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    for (i, _), runs in shared.items():
        starts[i] = min(starts.get(i, len(new_text)), min(run.new for run in runs))
        ends[i] = max(ends.get(i, 0), max(run.new + run.length for run in runs))
    members_of: dict[int, list[int]] = defaultdict(list)
    for i, j in sorted(shared):
        members_of[j].append(i)
    for j, members in sorted(members_of.items()):
        block = new[j]
        starts[members[0]] = min(starts[members[0]], block.start)
        ends[members[-1]] = max(ends[members[-1]], block.end)
        for left, right in pairwise(members):
            between = new_text[ends[left] : starts[right]]
            ends[left] += len(between.rstrip(WHITE))
    # A block that begins or ends with white space keeps it.
    order = sorted(starts)
    if not order:
        return {}
    limits = [0, *(ends[i] for i in order[:-1])]
    for limit, i in zip(limits, order, strict=True):
        words = old[i].of(old_text)
        starts[i] -= _edge(new_text[limit : starts[i]][::-1], len(words) - len(words.lstrip(WHITE)))
    for i, limit in zip(order, [*(starts[i] for i in order[1:]), len(new_text)], strict=True):
        words = old[i].of(old_text)
        ends[i] += _edge(new_text[ends[i] : limit], len(words) - len(words.rstrip(WHITE)))
    return {i: Span(starts[i], ends[i]) for i in order}


def _edge(around: str, most: int) -> int:
    """How much white space a stretch of text begins with, up to a number of characters."""
    return min(most, len(around) - len(around.lstrip(WHITE)))


def _replacements(old: Span, old_text: str, new: Span, new_text: str) -> Iterator[Replacement]:
    """What differs in a block, trimmed of the letters that the old and the new words begin and end with."""
    old_at, new_at = old.start, new.start
    # Compared on their own: in the whole text, the same words may stand in a new block nearby.
    runs = align(old.of(old_text), new.of(new_text))
    shifted = [Run(run.old + old.start, run.new + new.start, run.length) for run in runs]
    for run in [*shifted, Run(old.end, new.end, 0)]:
        before, after = old_text[old_at : run.old], new_text[new_at : run.new]
        if before or after:
            head = common(before, after)
            tail = common(before[head:][::-1], after[head:][::-1])
            changed = Span(new_at + head, run.new - tail)
            yield Replacement(Span(old_at + head, run.old - tail), changed, _glue(changed, new, new_text))
        old_at, new_at = run.old + run.length, run.new + run.length


def _glue(changed: Span, block: Span, text: str) -> int:
    """Which neighbour new words make one word with: -1 the left one, 1 the right one, 0 neither."""
    for side, border in ((-1, changed.start), (1, changed.end)):
        within = block.start < border < block.end
        if changed and within and text[border - 1].isalnum() and text[border].isalnum():
            return side
    return 0
