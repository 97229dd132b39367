"""Whose an article's marks are, the machine's or a person's, and which marks a person took away.

The ledger says what the machine wrote last. A mark that is still like that is the machine's;
one that is not, or that the ledger does not know, is a person's. What the ledger says is
there and is not was taken away by a person.
"""

import hashlib
import re
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from typing import Final

from rapidfuzz.distance import Indel

from pressmark.model import Span
from pressmark.tei.ledger import GLIMPSE, Entry, Kind, Ledger, fingerprint, squeezed
from pressmark.tei.likeness import is_same
from pressmark.tei.merge.pieces import BLOCK_KINDS, Piece, Pieces

# What a machine may change of its own marks without a line of the ledger to change.
_UNSIGNED: Final = frozenset({"cert", "ana"})
_DIGITS: Final = 10
# How much alike words must be, letter by letter, to be those of a mark, corrected.
_ALIKE: Final = 0.7
_WORD: Final = re.compile(r"\w+")
# How many ends of the words of one entry are tried: those of the longest paragraph that is no accident.
_MAX_STEPS: Final = 250_000
# How long the pieces are by which words are found in a stretch of text, in code points.
_PIECE: Final = 12


def signature(piece: Piece, text: str) -> str:
    """A short digest of a mark: element, attributes but certainty and rule, inner parts of a name."""
    attributes = sorted(item for item in piece.attributes.items() if item[0] not in _UNSIGNED)
    parts = [(tag, squeezed(span.of(text))) for span, tag in piece.parts]
    return hashlib.sha256(repr((piece.tag, attributes, parts)).encode()).hexdigest()[:_DIGITS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Barred:
    """Words from which a person took a mark: no mark of that kind is proposed for them again."""

    anchor: str
    kind: Kind
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """Who made what in an article as it stands.

    `machine` are the anchors of the marks, sentences and blocks that are the machine's;
    `gone` are the entries of anchors that somebody took out of the file; `barred` are the
    words that a person freed from marks, now or earlier, as far as they are found.
    """

    machine: frozenset[str]
    gone: tuple[Entry, ...]
    barred: tuple[Barred, ...]


def owners(pieces: Pieces, ledger: Ledger) -> Owners:
    """Tell the machine's marks from those of people.

    Without a ledger, the marks that say so are the machine's, and nothing was taken away.
    """
    if not ledger:
        ours = frozenset(anchor for anchor, piece in pieces.by_anchor.items() if _says_machine(piece))
        return Owners(machine=ours, gone=(), barred=())
    gone = tuple(entry for entry in ledger.live() if entry.anchor not in pieces.by_anchor)
    moved = [entry for entry in ledger.live() if _has_moved(entry, pieces)]
    taken_away = [entry for entry in (*gone, *moved) if entry.kind not in BLOCK_KINDS]
    return Owners(
        machine=frozenset(_machines(pieces, ledger)),
        gone=gone,
        barred=(*freed(pieces, ledger), *_barred(taken_away, pieces, ledger)),
    )


def freed(pieces: Pieces, ledger: Ledger) -> tuple[Barred, ...]:
    """The words that people freed from marks in earlier runs, as far as they are found."""
    earlier = (entry for entry in ledger.values() if not entry.is_live and entry.at)
    return tuple(_barred(earlier, pieces, ledger))


def _barred(entries: Iterable[Entry], pieces: Pieces, ledger: Ledger) -> Iterator[Barred]:
    for entry in entries:
        for span in locate(entry, pieces, ledger):
            yield Barred(anchor=entry.anchor, kind=entry.kind, span=span)


def _has_moved(entry: Entry, pieces: Pieces) -> bool:
    """Whether a person put an anchor on other words, and so took the mark from those it was on."""
    piece = pieces.by_anchor.get(entry.anchor)
    return piece is not None and not is_same(entry, pieces.words(piece))


def _says_machine(piece: Piece) -> bool:
    """Whether nothing that a piece says of itself speaks against the machine. Blocks say nothing."""
    return piece.kind in BLOCK_KINDS or piece.by_machine


def _machines(pieces: Pieces, ledger: Ledger) -> Iterator[str]:
    for anchor, piece in pieces.by_anchor.items():
        entry = ledger.get(anchor)
        if entry is None or not entry.is_live or not entry.machine or not _says_machine(piece):
            continue
        same_words = entry.words == fingerprint(pieces.words(piece))
        if same_words and entry.machine == signature(piece, pieces.text):
            yield anchor


def locate(entry: Entry, pieces: Pieces, ledger: Mapping[str, Entry]) -> tuple[Span, ...]:
    """Where the words of an entry stand: once, or, where that cannot be told, wherever they do.

    They are looked for in the block that held them; if that is gone, in the one that holds its
    words now; if there is none, in the whole text. Words that a person corrected in the file
    are found by what is most like them.
    """
    block, _, which = entry.at.partition(" ")
    place = block if block in pieces.by_anchor else _heir(ledger.get(block), pieces)
    region = pieces.stretch(place) if place is not None else Span(0, len(pieces.text))
    found = tuple(occurrences(entry, region, pieces.text)) or tuple(_similar(entry, region, pieces.text))
    number, _, total = (which or "1/1").partition("/")
    if place == block and number.isdigit() and total == str(len(found)) and int(number) <= len(found):
        return (found[int(number) - 1],)
    return found


def _heir(block: Entry | None, pieces: Pieces) -> str | None:
    """The anchor of the block that holds the words of one that is gone."""
    if block is None:
        return None
    span = next(occurrences(block, Span(0, len(pieces.text)), pieces.text), None)
    if span is None:
        return None
    return holding(span, pieces)


def holding(span: Span, pieces: Pieces) -> str | None:
    """The anchor of the last block with an anchor that begins at or before some words."""
    starts, anchors = pieces.block_starts
    number = bisect_right(starts, span.start)
    return anchors[number - 1] if number else None


def whereabouts(piece_kind: Kind, span: Span, place: str, pieces: Pieces) -> str:
    """What a ledger says of where words are: the block, and, if it has them more than once, which they are.

    Empty for blocks, which are their own place.
    """
    if piece_kind in BLOCK_KINDS:
        return ""
    stretch = _stretch(pieces.text, pieces.stretch(place))
    starts = stretch.find_all(squeezed(span.of(pieces.text)))
    at = stretch.index(span.start)
    number = bisect_left(starts, at)
    if len(starts) < 2 or starts[number : number + 1] != [at] or stretch.offsets[at] != span.start:
        return place
    return f"{place} {number + 1}/{len(starts)}"


def occurrences(entry: Entry, region: Span, text: str) -> Iterator[Span]:
    """Where in a stretch of text the words of an entry stand."""
    if not entry.words or not entry.text:
        return
    stretch = _stretch(text, region)
    for start, end in _ends(entry, stretch.plain, stretch.find_all(entry.text)):
        yield Span(stretch.offsets[start], stretch.offsets[end - 1] + 1)


def _similar(entry: Entry, region: Span, text: str) -> Iterator[Span]:
    """The words in a stretch of text that are most like those of an entry, if they are like enough."""
    stretch = _stretch(text, region)
    tokens = [match.span() for match in _WORD.finditer(stretch.plain)]
    count = len(_WORD.findall(entry.text))
    best, found = _ALIKE, None
    matcher = SequenceMatcher(None, b=entry.text, autojunk=False)
    for size in (count, count + 1, count - 1):
        windows = zip(tokens, tokens[size - 1 :], strict=False) if size > 0 else ()
        for (start, _), (_, end) in windows:
            words = stretch.plain[start:end]
            # What difflib finds in common is never more than the longest subsequence, and takes far longer.
            if Indel.normalized_similarity(words, entry.text, score_cutoff=best) >= best:
                matcher.set_seq1(words)
                likeness = matcher.ratio()
                if likeness > best or (found is None and likeness == best):
                    best, found = likeness, (start, end)
    if found:
        yield Span(stretch.offsets[found[0]], stretch.offsets[found[1] - 1] + 1)


def _ends(entry: Entry, plain: str, starts: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The words of an entry, from those places at which they begin as the entry does."""
    shortest = len(entry.text)
    whole = shortest < GLIMPSE - 1  # the entry has all of its words, not only how they begin
    steps = _MAX_STEPS
    for start in starts:
        if fingerprint(plain[start : start + shortest]) == entry.words:
            yield start, start + shortest
        elif not whole and steps > 0:
            end = _end_of(entry.words, plain, start, start + shortest, steps)
            steps -= (end or len(plain)) - start
            if end is not None:
                yield start, end


def _end_of(words: str, plain: str, start: int, shortest: int, most: int) -> int | None:
    """Where words of a known digest end that start at an offset; no more than `most` ends are tried."""
    digest = hashlib.sha256(plain[start:shortest].encode("utf-8", "surrogatepass"))
    for end in range(shortest, min(len(plain), shortest + most)):
        digest.update(plain[end].encode("utf-8", "surrogatepass"))
        if digest.hexdigest()[:_DIGITS] == words:
            return end + 1
    return None


_RUN: Final = re.compile(r"\s+|\S")


class _Stretch:
    """A stretch of text, white space squeezed: `offsets` is where each of its characters stands in the text.

    Its words are looked for in time that does not grow with it, however many are looked for:
    those that are long by a piece of them that is among the pieces at every so many characters,
    those that are short once.
    """

    def __init__(self, text: str, region: Span) -> None:
        characters: list[str] = []
        self.offsets = array("Q")
        for match in _RUN.finditer(text, region.start, region.end):
            characters.append(" " if match[0].isspace() else match[0])
            self.offsets.append(match.start())
        self.plain = "".join(characters)
        self._found: dict[str, list[int]] = {}

    def index(self, offset: int) -> int:
        """The first character that stands at an offset of the text or behind it."""
        return bisect_left(self.offsets, offset)

    def find_all(self, words: str) -> list[int]:
        """Where words begin, in order; they may overlap."""
        if words not in self._found:
            find = self._find_long if len(words) >= 2 * _PIECE - 1 else self._find_short
            self._found[words] = list(find(words))
        return self._found[words]

    def _find_short(self, words: str) -> Iterator[int]:
        at = self.plain.find(words) if words else -1
        while at >= 0:
            yield at
            at = self.plain.find(words, at + 1)

    def _find_long(self, words: str) -> list[int]:
        starts = (
            place - shift
            for shift in range(_PIECE)
            for place in self._pieces.get(words[shift : shift + _PIECE], ())
        )
        return sorted(start for start in starts if start >= 0 and self.plain.startswith(words, start))

    @cached_property
    def _pieces(self) -> Mapping[str, list[int]]:
        pieces: dict[str, list[int]] = defaultdict(list)
        for place in range(0, len(self.plain) - _PIECE + 1, _PIECE):
            pieces[self.plain[place : place + _PIECE]].append(place)
        return pieces


@lru_cache(maxsize=16)  # the marks of one block come one after the other
def _stretch(text: str, region: Span) -> _Stretch:
    return _Stretch(text, region)
