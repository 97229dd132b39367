"""Telling the parts of an article apart.

Each rule goes by shape, place and the general vocabulary of newspapers, and
looks only at short passages. Whatever no rule is sure of is a paragraph.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from pressmark.model import Block, BlockKind, Span
from pressmark.seeds.front import find_front, find_headline, is_credit
from pressmark.seeds.furniture import find_furniture
from pressmark.seeds.order import settle_order
from pressmark.seeds.passages import Passage
from pressmark.seeds.pullquotes import PullQuotePlace, find_pull_quotes
from pressmark.seeds.shapes import dateline_length, is_date_line

_MAX_CONTRIBUTOR_WORDS = 40
_MAX_SUBHEAD_WORDS = 10
_MAX_SUBHEAD_LENGTH = 80
_MIN_PROSE_WORDS = 12
_MAX_LABELS = 3
_MAX_LABEL_WORDS = 6

_CONTRIBUTOR = re.compile(
    r"""[(\[]?(?:with[ ])?(?:additional|further|extra|original|more)?[ ]?
            (?:reporting|writing|editing|research|production|compiled|contributions?|translation|translated)
            (?:[ ](?:and|&)[ ](?:additional[ ])?(?:reporting|writing|editing|research))?[ ]by\b .*
      | .* \bcontributed[ ](?:reporting|research|to[ ]this|to[ ]the[ ]report(?:ing)?\b) .*
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NO_SUBHEAD_END = (".", "…", ":", ";", ",", "—", "–", "-")


def find_blocks(text: str, passages: Sequence[Passage], *, title: str | None = None) -> tuple[Block, ...]:
    """The blocks of `text`, in order; together they cover every passage.

    `title` is the headline as the editor gives it, if known.
    """
    furniture = find_furniture(passages)
    furniture |= _labels_over_headline(passages)
    order = [index for index in range(len(passages)) if index not in furniture]
    kinds = dict.fromkeys(furniture, BlockKind.FURNITURE)
    headline = find_headline(passages, order, title)
    if headline is not None:
        kinds[headline] = BlockKind.HEADLINE
    rest = [index for index in order if index != headline]
    kinds |= _contributors(passages, rest)
    rest = [index for index in rest if index not in kinds]
    kinds |= find_front(passages, rest, headed=headline is not None)
    body = [index for index in rest if index not in kinds]
    pull_quotes = {place.index: place for place in find_pull_quotes(text, passages, body)}
    used = pull_quotes.keys() | {place.attributed for place in pull_quotes.values()}
    kinds |= _subheads(passages, [index for index in body if index not in kinds and index not in used])
    first = next((index for index in body if index not in kinds), None)
    return settle_order(_assemble(text, passages, kinds, pull_quotes, first))


def _labels_over_headline(passages: Sequence[Passage]) -> frozenset[int]:
    """What a web page sets over its headline: the section's name, the way back to it."""
    over: list[int] = []
    for index, passage in enumerate(passages[: _MAX_LABELS + 1]):
        if passage.heading == 1:
            return frozenset(over)
        if passage.is_closed or passage.count > _MAX_LABEL_WORDS:
            break
        over.append(index)
    return frozenset()


def _contributors(passages: Sequence[Passage], order: Sequence[int]) -> dict[int, BlockKind]:
    """The lines at the very end that name those who helped."""
    kinds: dict[int, BlockKind] = {}
    for index in reversed(order[1:]):
        passage = passages[index]
        if passage.count > _MAX_CONTRIBUTOR_WORDS or not _CONTRIBUTOR.fullmatch(passage.words):
            break
        kinds[index] = BlockKind.CONTRIBUTOR
    return kinds


def _subheads(passages: Sequence[Passage], body: Sequence[int]) -> dict[int, BlockKind]:
    """The headings of a web page, and the short titles between two paragraphs of a plain text."""
    subheads = [index for index in body if passages[index].heading]
    for before, index, after in zip(body, body[1:], body[2:], strict=False):
        if (
            passages[index].heading is None
            and _reads_as_title(passages[index])
            and _reads_as_prose(passages[before])
            and _reads_as_prose(passages[after])
            and _stands_apart(passages, index)
        ):
            subheads.append(index)
    return dict.fromkeys(subheads, BlockKind.SUBHEAD)


def _reads_as_title(passage: Passage) -> bool:
    words = passage.words
    return (
        passage.count <= _MAX_SUBHEAD_WORDS
        and len(words) <= _MAX_SUBHEAD_LENGTH
        and (words[0].isalnum() or words[0] in "“‘\"'«")
        and not words[0].islower()
        and any(character.isalpha() for character in words)
        and not words.rstrip("”’\"'»)").endswith(_NO_SUBHEAD_END)
        and not is_credit(words)
        and not is_date_line(words)
    )


def _reads_as_prose(passage: Passage) -> bool:
    return passage.is_closed or passage.count >= _MIN_PROSE_WORDS


def _stands_apart(passages: Sequence[Passage], index: int) -> bool:
    """Whether a blank line, or in a text without any the mere line end, parts it from what is above."""
    return passages[index].run != passages[index - 1].run or passages[-1].run == passages[0].run


def _assemble(
    text: str,
    passages: Sequence[Passage],
    kinds: Mapping[int, BlockKind],
    pull_quotes: Mapping[int, PullQuotePlace],
    first: int | None,
) -> Iterator[Block]:
    """The blocks in order. `first` is the passage that opens the running text, where a dateline may stand."""
    group, in_box = -1, False
    attributed: int | None = None
    for index, passage in enumerate(passages):
        kind = kinds.get(index, BlockKind.PARAGRAPH)
        furniture = kind is BlockKind.FURNITURE
        if index == attributed:
            yield Block(kind=BlockKind.ATTRIBUTION, span=passage.span, group=group)
            continue
        if not (furniture and in_box):
            group += 1
        in_box = furniture
        if index in pull_quotes:
            place = pull_quotes[index]
            attributed = place.attributed
            yield Block(kind=BlockKind.PULL_QUOTE, span=place.quote, group=group)
            if place.attribution is not None and attributed is None:
                yield Block(kind=BlockKind.ATTRIBUTION, span=place.attribution, group=group)
        elif index == first and (length := dateline_length(passage.span.of(text))):
            dateline, paragraph = _divide(text, passage.span, length)
            yield Block(kind=BlockKind.DATELINE, span=dateline, group=group)
            group += 1
            yield Block(kind=BlockKind.PARAGRAPH, span=paragraph, group=group)
        else:
            yield Block(kind=kind, span=passage.span, group=group)


def _divide(text: str, span: Span, length: int) -> tuple[Span, Span]:
    """A dateline of `length` characters, and the paragraph behind it, which does not begin with a space."""
    start = span.start + length
    while text[start].isspace():
        start += 1
    return Span(span.start, span.start + length), Span(start, span.end)
