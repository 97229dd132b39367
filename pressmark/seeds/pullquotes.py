"""Pull quotes: words of a quotation, set again on their own to draw the eye."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pressmark.model import Span
from pressmark.seeds.passages import Passage

_MIN_WORDS = 4
_MAX_WORDS = 60
_MAX_ATTRIBUTION_WORDS = 12
_SHARE = 0.85  # of a pull quote's words that its original must hold, in order
_PLACES = 4  # originals that are compared before giving up: texts that repeat themselves stay cheap

# What stands in double quotation marks; an unclosed mark quotes to the end of the passage.
_QUOTED = re.compile(r"“[^“”]*+(?:”|$)|„[^“”„]*+(?:[“”]|$)|«[^«»]*+(?:»|$)|\"[^\"]*+(?:\"|$)")
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_DASH = re.compile(r"[—–-]{1,2}\s*")
_INLINE = re.compile(
    r"(?P<quote>[“\"«„][^“”\"«»„]+[”\"»“])\s*(?P<attribution>[—–-]{1,2}\s*[^\W\d_].*)", re.DOTALL
)

_Words = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PullQuotePlace:
    """Where a pull quote stands. `attributed` is the index of the passage that holds only its attribution."""

    index: int
    quote: Span
    attribution: Span | None = None
    attributed: int | None = None


def find_pull_quotes(
    text: str, passages: Sequence[Passage], candidates: Sequence[int]
) -> tuple[PullQuotePlace, ...]:
    """The pull quotes among the passages at `candidates` (indices, in order).

    A pull quote stands on its own, is short, and repeats words that another, longer
    passage quotes; or says itself in the line below whose words it repeats.
    """
    likely = [index for index in candidates if _MIN_WORDS <= passages[index].count <= _MAX_WORDS]
    if not likely:
        return ()
    originals = _Originals(text, passages, candidates)
    found: list[PullQuotePlace] = []
    taken = -1
    follows = dict(pairwise(candidates))
    for index in likely:
        if index == taken:
            continue
        place = _place(text, passages, index, follows.get(index))
        attributed = place.attribution is not None
        if originals.holds(_normalised(place.quote.of(text)), index, attributed=attributed):
            found.append(place)
            taken = place.attributed if place.attributed is not None else taken
    return tuple(found)


def _place(text: str, passages: Sequence[Passage], index: int, following: int | None) -> PullQuotePlace:
    span = passages[index].span
    inline = _INLINE.fullmatch(span.of(text))
    if inline and len(inline["attribution"].split()) <= _MAX_ATTRIBUTION_WORDS:
        return PullQuotePlace(
            index=index,
            quote=Span(span.start, span.start + inline.end("quote")),
            attribution=Span(span.start + inline.start("attribution"), span.end),
        )
    if following is not None and _is_attribution(passages[following], passages[index]):
        return PullQuotePlace(
            index=index, quote=span, attribution=passages[following].span, attributed=following
        )
    return PullQuotePlace(index=index, quote=span)


def _is_attribution(line: Passage, quote: Passage) -> bool:
    """A few words with no full stop, on the next line or behind a dash."""
    dash = _DASH.match(line.words)
    begins = line.words[dash.end() if dash else 0 :][:1]
    return (
        line.count <= _MAX_ATTRIBUTION_WORDS
        and not line.heading
        and not line.is_closed
        and begins.isalpha()
        and (dash is not None or (line.run == quote.run and begins.isupper()))
    )


class _Originals:
    """The quoted words of every passage, and where each sequence of four of them occurs."""

    def __init__(self, text: str, passages: Sequence[Passage], candidates: Sequence[int]) -> None:
        self._quoted: dict[int, _Words] = {}
        self._counts: dict[int, int] = {}
        self._index: dict[_Words, list[tuple[int, int]]] = {}
        for index in candidates:
            whole = passages[index].span.of(text)
            quoted = tuple(word for match in _QUOTED.finditer(whole) for word in _normalised(match[0]))
            if len(quoted) < _MIN_WORDS:
                continue
            self._quoted[index] = quoted
            self._counts[index] = len(_normalised(whole))
            for position, key in _sequences(quoted):
                self._index.setdefault(key, []).append((index, position))

    def holds(self, words: _Words, own: int, *, attributed: bool) -> bool:
        """Whether a passage other than `own` quotes `words`, all of them or nearly so, in their order."""
        compared: set[int] = set()
        for offset, key in _sequences(words):
            for index, position in self._index.get(key, ())[:_PLACES]:
                longer = attributed or self._counts[index] > len(words)
                if index == own or not longer or index in compared:
                    continue
                compared.add(index)
                if self._repeats(words, index, max(0, position - 2 * offset)):
                    return True
        return False

    def _repeats(self, words: _Words, index: int, start: int) -> bool:
        original = self._quoted[index]
        position, held = start, 0
        for word in words:
            try:
                position = original.index(word, position, start + 3 * len(words)) + 1
            except ValueError:
                continue
            held += 1
        return held >= _SHARE * len(words)


def _sequences(words: _Words) -> Iterator[tuple[int, _Words]]:
    for offset in range(len(words) - _MIN_WORDS + 1):
        yield offset, words[offset : offset + _MIN_WORDS]


def _normalised(words: str) -> _Words:
    return tuple(word.casefold().replace("’", "'") for word in _WORD.findall(words))
