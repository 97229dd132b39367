"""Whose an article's marks are, the machine's or a person's, and which marks a person took away.

The ledger says what the machine wrote last. A mark that is still like that is the machine's;
one that is not, or that the ledger does not know, is a person's. What the ledger says is
there and is not was taken away by a person.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from pressmark.model import Span
from pressmark.tei.ledger import Entry, Kind, Ledger, fingerprint, squeezed
from pressmark.tei.likeness import is_same
from pressmark.tei.merge_pieces import BLOCK_KINDS, Piece, Pieces

# What a machine may change of its own marks without a line of the ledger to change.
_UNSIGNED: Final = frozenset({"cert", "ana"})
_DIGITS: Final = 10
# How much alike words must be, letter by letter, to be those of a mark, corrected.
_ALIKE: Final = 0.7
_WORD: Final = re.compile(r"\w+")


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
    freed = [entry for entry in ledger.values() if not entry.is_live and entry.at]
    moved = [entry for entry in ledger.live() if _has_moved(entry, pieces)]
    freed += [entry for entry in (*gone, *moved) if entry.kind not in BLOCK_KINDS]
    return Owners(
        machine=frozenset(_machines(pieces, ledger)),
        gone=gone,
        barred=tuple(
            Barred(anchor=entry.anchor, kind=entry.kind, span=span)
            for entry in freed
            for span in locate(entry, pieces, ledger)
        ),
    )


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
    before = [each.anchor for each in pieces.blocks if each.anchor and each.span.start <= span.start]
    return before[-1] if before else None


def whereabouts(piece_kind: Kind, span: Span, place: str, pieces: Pieces) -> str:
    """What a ledger says of where words are: the block, and, if it has them more than once, which they are.

    Empty for blocks, which are their own place.
    """
    if piece_kind in BLOCK_KINDS:
        return ""
    words = squeezed(span.of(pieces.text))
    plain, offsets = _squeezed_with_offsets(pieces.text, pieces.stretch(place))
    starts = [offsets[at] for at in _find_all(plain, words)]
    if len(starts) < 2 or span.start not in starts:
        return place
    return f"{place} {starts.index(span.start) + 1}/{len(starts)}"


def occurrences(entry: Entry, region: Span, text: str) -> Iterator[Span]:
    """Where in a stretch of text the words of an entry stand."""
    if not entry.words or not entry.text:
        return
    plain, offsets = _squeezed_with_offsets(text, region)
    for at in _find_all(plain, entry.text):
        end = _end_of(entry.words, plain, at, at + len(entry.text))
        if end is not None:
            yield Span(offsets[at], offsets[end - 1] + 1)


def _similar(entry: Entry, region: Span, text: str) -> Iterator[Span]:
    """The words in a stretch of text that are most like those of an entry, if they are like enough."""
    tokens = [Span(*match.span()) for match in _WORD.finditer(text, region.start, region.end)]
    count = len(_WORD.findall(entry.text))
    best, found = _ALIKE, None
    matcher = SequenceMatcher(None, b=entry.text, autojunk=False)
    for size in (count, count + 1, count - 1):
        for first, last in zip(tokens, tokens[size - 1 :], strict=False) if size > 0 else ():
            matcher.set_seq1(squeezed(text[first.start : last.end]))
            if matcher.real_quick_ratio() >= best and matcher.quick_ratio() >= best:
                likeness = matcher.ratio()
                if likeness > best or (found is None and likeness == best):
                    best, found = likeness, Span(first.start, last.end)
    if found:
        yield found


def _end_of(words: str, plain: str, start: int, shortest: int) -> int | None:
    """Where words of a known digest end that start at an offset."""
    if fingerprint(plain[start:shortest]) == words:
        return shortest
    digest = hashlib.sha256(plain[start:shortest].encode("utf-8", "surrogatepass"))
    for end in range(shortest, len(plain)):
        digest.update(plain[end].encode("utf-8", "surrogatepass"))
        if digest.hexdigest()[:_DIGITS] == words:
            return end + 1
    return None


def _find_all(plain: str, words: str) -> Iterator[int]:
    at = plain.find(words) if words else -1
    while at >= 0:
        yield at
        at = plain.find(words, at + 1)


_RUN: Final = re.compile(r"\s+|\S")


@lru_cache(maxsize=16)  # the marks of one block come one after the other
def _squeezed_with_offsets(text: str, region: Span) -> tuple[str, tuple[int, ...]]:
    """A stretch of text, white space squeezed, and where each of its characters stands in the text."""
    characters: list[str] = []
    offsets: list[int] = []
    for match in _RUN.finditer(text, region.start, region.end):
        characters.append(" " if match[0].isspace() else match[0])
        offsets.append(match.start())
    return "".join(characters), tuple(offsets)
