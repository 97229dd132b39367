"""Three versions of a row of things made one, as diff3 does it."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Generic, TypeVar

from pressmark.tei.threeway.versions import Three

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedRow(Generic[T]):
    """The one row; `clashes` are the stretches that both changed, of which it has ours."""

    row: tuple[T, ...]
    clashes: tuple[Three[tuple[T, ...]], ...] = ()


def join_rows(rows: Three[Sequence[T]]) -> JoinedRow[T]:
    """One row from three. What both put in at the same place stands there one after the other."""
    base, ours, theirs = rows
    in_ours, in_theirs = _pairs(base, ours), _pairs(base, theirs)
    fixed = [i for i in range(len(base)) if i in in_ours and i in in_theirs]
    row: list[T] = []
    clashes: list[Three[tuple[T, ...]]] = []
    at = (0, 0, 0)
    for i in [*fixed, len(base)]:
        ends = (i, in_ours[i], in_theirs[i]) if i < len(base) else (len(base), len(ours), len(theirs))
        stretch = Three(*(tuple(each[start:end]) for each, start, end in zip(rows, at, ends, strict=True)))
        if stretch.settled:
            row += stretch.result
        elif not stretch.base:
            row += (*stretch.ours, *(each for each in stretch.theirs if each not in stretch.ours))
        else:
            row += stretch.ours
            clashes.append(stretch)
        if i < len(base):
            row.append(base[i])
            at = (ends[0] + 1, ends[1] + 1, ends[2] + 1)
    return JoinedRow(row=tuple(row), clashes=tuple(clashes))


def _pairs(old: Sequence[T], new: Sequence[T]) -> dict[int, int]:
    """Where the things of one row that another has, too, are in that."""
    blocks = SequenceMatcher(None, old, new, False).get_matching_blocks()
    return {block.a + k: block.b + k for block in blocks for k in range(block.size)}
