"""Pull quotes: words of the article printed a second time, large, to catch the eye."""

from bisect import bisect_left
from collections.abc import Sequence

from pressmark.annotate.gazetteer import fold
from pressmark.model import Block, BlockKind, Passage, PullQuote, Quotation, Token

_SHARED = 0.8  # of the words of a pull quote that the quotation it repeats must have


def _words(tokens: Sequence[Token]) -> list[str]:
    return [fold(token.text) for token in tokens if token.is_word]


def _repeats(words: Sequence[str], quoted: Sequence[str]) -> float:
    """The share of the words that the quotation holds, in the same order."""
    if not words:
        return 0.0
    position, shared = 0, 0
    for word in words:
        try:
            position = quoted.index(word, position) + 1
        except ValueError:
            continue
        shared += 1
    return shared / len(words)


def find_pull_quotes(
    blocks: Sequence[Block], passages: Sequence[Passage], quotations: Sequence[Quotation]
) -> tuple[PullQuote, ...]:
    """The pull quotes of an article, each with the quotation it repeats. One passage a block."""
    if all(block.kind is not BlockKind.PULL_QUOTE for block in blocks):
        return ()
    tokens = [token for passage in passages for token in passage.tokens]
    starts = [token.start for token in tokens]
    spoken = [
        [
            word
            for part in sorted(quotation.parts)
            for word in _words(tokens[bisect_left(starts, part.start) : bisect_left(starts, part.end)])
        ]
        for quotation in quotations
    ]
    found = []
    for number, (block, passage) in enumerate(zip(blocks, passages, strict=True)):
        if block.kind is not BlockKind.PULL_QUOTE:
            continue
        words = _words(passage.tokens)
        shares = [_repeats(words, quoted) for quoted in spoken]
        best = max(range(len(shares)), key=shares.__getitem__, default=None)
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        is_attributed = following is not None and following.kind is BlockKind.ATTRIBUTION
        found.append(
            PullQuote(
                span=block.span,
                repeats=best if best is not None and shares[best] >= _SHARED else None,
                attribution=following.span if following and is_attributed else None,
            )
        )
    return tuple(found)
