"""Where in a row of tags and characters a new tag goes, and where it may not."""

from bisect import bisect_left
from collections.abc import Mapping
from operator import attrgetter
from typing import Final

from pressmark.model import Span
from pressmark.tei.edit_changes import Side
from pressmark.tei.edit_tokens import Item, Kind, attribute, split_characters
from pressmark.tei.marks import Layer
from pressmark.tei.names import NAME_ELEMENTS

_CONTAINER: Final = -2  # elements that hold blocks
_BLOCK: Final = -1
_OTHER: Final = max(Layer) + 1

_SPEECH: Final = ("said", "q")
NAMES: Final = (*NAME_ELEMENTS.values(), "rs")
NAME_PARTS: Final = ("roleName", "forename", "surname", "addName", "nameLink", "genName")
_WITHOUT_SPEECH: Final = frozenset(
    (*NAMES, *NAME_PARTS, "date", "soCalled", "mentioned", "byline", "dateline", "bibl", "fw")
)

# Of elements around the same words, the one with the lower number stands outside: first of all
# the document, which has no name.
_LAYERS: Final[Mapping[str, int]] = {
    **dict.fromkeys(("", "TEI", "text", "body", "div", "argument", "figure", "cit"), _CONTAINER),
    **dict.fromkeys(("head", "p", "quote", "byline", "dateline", "bibl", "fw"), _BLOCK),
    **dict.fromkeys(_SPEECH, Layer.QUOTATION),
    **dict.fromkeys(("soCalled", "mentioned"), Layer.WORDS),
    **dict.fromkeys(NAMES, Layer.NAME),
    "date": Layer.DATE,
    **dict.fromkeys(NAME_PARTS, Layer.NAME_PART),
}


by_offset: Final = attrgetter("offset")


class PlaceError(ValueError):
    """There is no place for a change; the message says why."""


def layer_of(tag: str) -> int:
    """Where an element stands among those around the same words: blocks are negative."""
    return _LAYERS.get(tag, _OTHER)


def split_at(items: list[Item], offset: int) -> None:
    """Make an item end at an offset, in place."""
    index = bisect_left(items, offset, key=by_offset) - 1
    if index < 0 or items[index].offset + items[index].length <= offset:
        return
    item = items[index]
    count = offset - item.offset
    before, after = split_characters(item.raw, item.kind, count)
    items[index : index + 1] = [
        Item(item.kind, before, item.element, item.offset, count),
        Item(item.kind, after, item.element, offset, item.length - count),
    ]


def index_of(items: list[Item], item: Item) -> int:
    """Where an item stands in the row."""
    index = bisect_left(items, item.offset, key=by_offset)
    while items[index] is not item:
        index += 1
    return index


def gaps(items: list[Item], offset: int) -> range:
    """The indices of the items that begin at an offset: something new can stand before each."""
    first = bisect_left(items, offset, key=by_offset)
    last = first
    while last < len(items) and items[last].offset == offset:
        last += 1
    return range(first, last)


def place_of_wrap(items: list[Item], span: Span, tag: str) -> tuple[int, int]:
    """Where the tags of a new element go: before the items of two indices.

    Raises PlaceError if its words cross the border of another element, or one of the two
    may not hold the other.
    """
    starts = {items[index].before: index for index in gaps(items, span.start)}
    ends = {items[index].before: index for index in reversed(gaps(items, span.end))}
    shared = sorted(starts.keys() & ends.keys(), key=lambda element: element.depth)
    if not shared:
        raise PlaceError(f"the words cross the border of {_crossed(items, span)}")
    layer = layer_of(tag)
    # Inside all elements around the same words that stand further out, outside the others.
    outer = [element for element in shared if layer_of(element.name) < layer]
    holder = outer[-1] if outer else shared[0]
    start, end = starts[holder], ends[holder]
    if layer > _BLOCK and not any(layer_of(element.name) == _BLOCK for element in holder.holders()):
        raise PlaceError("the words stand in no paragraph, or in several")
    for element in holder.holders():
        check_holds(element.name, tag)
    for item in items[start:end]:
        if item.kind in (Kind.START, Kind.EMPTY):
            check_holds(tag, item.element.name, _label(item))
    return start, end


def place_of_empty(items: list[Item], offset: int) -> int:
    """Where an empty element goes: before the item of this index. Raises PlaceError if there are no words."""
    places = gaps(items, offset)
    if not places or not items[places[-1]].length:
        raise PlaceError("no words follow there")
    holders = list(items[places[-1]].element.holders())
    block = next((index for index, each in enumerate(holders) if layer_of(each.name) == _BLOCK), None)
    if block is None:
        raise PlaceError("the words that follow stand in no paragraph")
    by_holder = {items[index].before: index for index in places}
    return next(by_holder[holder] for holder in reversed(holders[: block + 1]) if holder in by_holder)


def place_of_words(items: list[Item], offset: int, side: Side) -> int:
    """Where inserted words go: before the item of this index. Raises PlaceError if there is no such side."""
    places = gaps(items, offset)
    if side is Side.BEFORE:
        if not places or not places[0] or not items[places[0] - 1].length:
            raise PlaceError("no words stand before that place")
        return places[0]
    if side is Side.AFTER:
        if not places or not items[places[-1]].length:
            raise PlaceError("no words follow there")
        return places[-1]
    inside = [index for index in places if any(each.name == "body" for each in items[index].before.holders())]
    if not inside:
        raise PlaceError("that place is not in the body of the text")
    return min(inside, key=lambda index: items[index].before.depth)


def check_holds(outer: str, inner: str, label: str = "") -> None:
    """Raises PlaceError if one element may not hold another, as far as marks are concerned."""
    refused = False
    if outer in _WITHOUT_SPEECH:
        refused = inner in _SPEECH
    if layer_of(outer) > _BLOCK and layer_of(inner) < Layer.QUOTATION:
        # A written source that is quoted may stand in speech.
        refused = inner not in ("cit", "quote", "bibl") or outer not in _SPEECH
    if refused:
        raise PlaceError(f"<{outer}> cannot hold {label or f'<{inner}>'}")


def _crossed(items: list[Item], span: Span) -> str:
    """The first element that holds one end of the words and not the other, as a tag."""
    first = items[gaps(items, span.start)[-1]].element
    last = items[gaps(items, span.end)[0] - 1].element
    around = set(first.holders()) ^ set(last.holders())
    for item in items:
        if item.kind is Kind.START and item.element in around and _is_crossed(items, item, span):
            return _label(item)
    return "another element"


def _is_crossed(items: list[Item], start: Item, span: Span) -> bool:
    end = next(item for item in items if item.kind is Kind.END and item.element is start.element)
    begins, ends = start.offset, end.offset
    return begins < span.start < ends < span.end or span.start < begins < span.end < ends


def _label(item: Item) -> str:
    name = attribute(item.raw, "xml:id")
    return f'<{item.element.name} xml:id="{name}">' if name else f"<{item.element.name}>"
