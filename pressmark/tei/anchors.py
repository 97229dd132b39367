"""Anchors: given once, and kept for the same thing when an article is encoded again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from lxml import etree

from pressmark.ids import AnchorKind, make_anchor, parse_anchor
from pressmark.model import Span
from pressmark.tei.alignment import Alignment, align
from pressmark.tei.names import XML_ID, tei
from pressmark.tei.text import Action, source_text, walk

# What an anchor is wanted for: a kind of thing and where it stands. A sentence stands from its
# start to that of the next one in the same block, or to the end of the block.
Place = tuple[AnchorKind, Span]

# Kinds whose things are always there, so that one that was changed at one end is still the same.
_STRUCTURE: Final = frozenset(
    {AnchorKind.HEADING, AnchorKind.PARAGRAPH, AnchorKind.LINE, AnchorKind.SENTENCE}
)
# The header's list of the last anchors that an article was given.
LAST_ANCHORS: Final = "last-anchors"
_BLOCKS: Final = _STRUCTURE - {AnchorKind.SENTENCE}


def assign_anchors(
    wanted: Iterable[Place], text: str, previous: etree._Element | None = None
) -> dict[Place, str]:
    """An anchor for every place that is wanted in `text`.

    An anchor of `previous`, the TEI as it stands, is kept for a thing of the same kind
    that begins and ends with the same characters of the text; a block or sentence also if
    only its beginning or only its end is the same. All others get new numbers in document
    order, above all numbers of their kind that `previous` has or ever had.
    """
    places = sorted(set(wanted), key=lambda place: (place[1].start, -place[1].end, place[0]))
    anchors: dict[Place, str] = {}
    highest: dict[AnchorKind, int] = defaultdict(int)
    if previous is not None:
        standing = list(standing_anchors(previous))
        highest |= highest_numbers(previous)
        anchors = _kept(places, standing, align(source_text(previous), text))
    for place in places:
        if place not in anchors:
            kind = place[0]
            highest[kind] += 1
            anchors[place] = make_anchor(kind, highest[kind])
    return anchors


def highest_numbers(previous: etree._Element) -> dict[AnchorKind, int]:
    """The highest number of each kind that an article has, or once had, as its header says."""
    highest: dict[AnchorKind, int] = {}
    given = [(kind, number) for (kind, _), number in standing_anchors(previous)]
    for element in previous.iter(tei("ab")):
        if element.get("type") == LAST_ANCHORS:
            given += [anchor for anchor in map(parse_anchor, (element.text or "").split()) if anchor]
    for kind, number in given:
        highest[kind] = max(highest.get(kind, 0), number)
    return highest


def last_anchors(anchors: Iterable[str], previous: etree._Element | None) -> str:
    """The last anchor ever given of each kind, as the header keeps it: no number is given twice."""
    highest = highest_numbers(previous) if previous is not None else {}
    for kind, number in filter(None, map(parse_anchor, anchors)):
        highest[kind] = max(highest.get(kind, 0), number)
    return " ".join(make_anchor(kind, highest[kind]) for kind in AnchorKind if kind in highest)


def _kept(
    places: Sequence[Place], standing: Sequence[tuple[Place, int]], alignment: Alignment
) -> dict[Place, str]:
    """The anchors that stay, matched by both ends first, then blocks and sentences by either."""
    moved = [
        (kind, alignment.start(span.start), alignment.end(span.end), number)
        for (kind, span), number in standing
    ]
    anchors: dict[Place, str] = {}
    used: set[tuple[AnchorKind, int]] = set()

    def match(kinds: Iterable[AnchorKind], use_start: bool, use_end: bool) -> None:
        free: dict[tuple[AnchorKind, int | None, int | None], int] = {}
        for kind, start, end, number in moved:
            lost = (use_start and start is None) or (use_end and end is None)
            if kind in kinds and not lost and (kind, number) not in used:
                free.setdefault((kind, start if use_start else None, end if use_end else None), number)
        for place in places:
            kind, span = place
            key = (kind, span.start if use_start else None, span.end if use_end else None)
            if place not in anchors and key in free:
                number = free.pop(key)
                used.add((kind, number))
                anchors[place] = make_anchor(kind, number)

    match(AnchorKind, use_start=True, use_end=True)
    match(_STRUCTURE, use_start=True, use_end=False)
    match(_STRUCTURE, use_start=False, use_end=True)
    return anchors


def standing_anchors(root: etree._Element) -> Iterator[tuple[Place, int]]:
    """Every anchor in the text of an article: its place and its number, in no particular order.

    Places are stretches of the source: that of an anchor inside a `<corr>` is empty.
    """
    text = root.find(tei("text"))
    if text is None:
        return
    starts: list[int] = []
    sentence: tuple[int, int] | None = None  # number and start of the one that has not ended
    position = 0
    for step in walk(text):
        position = step.offset
        if step.action is Action.CHARACTERS:
            position += len(step.words) if step.in_source else 0
            continue
        anchor = parse_anchor(step.element.get(XML_ID, ""))
        if step.action is Action.OPEN:
            starts.append(position)
            if anchor and anchor[0] is AnchorKind.SENTENCE:
                if sentence:
                    yield (AnchorKind.SENTENCE, Span(sentence[1], position)), sentence[0]
                sentence = anchor[1], position
            continue
        start = starts.pop()
        if anchor and anchor[0] is not AnchorKind.SENTENCE:
            yield (anchor[0], Span(start, position)), anchor[1]
        if anchor and anchor[0] in _BLOCKS and sentence:
            yield (AnchorKind.SENTENCE, Span(sentence[1], position)), sentence[0]
            sentence = None
    if sentence:
        yield (AnchorKind.SENTENCE, Span(sentence[1], position)), sentence[0]
