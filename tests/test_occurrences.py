"""Where the words of a ledger's entries stand: found as if every place were looked at."""

import importlib
from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher

from hypothesis import given, settings
from hypothesis import strategies as st

from pressmark.model import Span
from pressmark.tei.ledger import Entry, Kind, fingerprint, glimpse, squeezed
from pressmark.tei.merge.pieces import Overlaps

owners = importlib.import_module("pressmark.tei.merge.owners")  # a function has the same name

WORDS = ["Brindle", "the", "ferry of", "a", "Quay,", "told\n the", "aa", "a a", "\u2028", "é"]
LETTERS = st.text(st.sampled_from("ab c\n \tde\u2028é."), max_size=300)
TEXTS = LETTERS | st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)


@st.composite
def searches(draw: st.DrawFn) -> tuple[str, Span, str]:
    """A text, a stretch of it, and words that may stand there, once or often, or not quite."""
    text = draw(TEXTS)
    start, end, first, last = (draw(st.integers(0, len(text))) for _ in range(4))
    words = text[min(first, last) : max(first, last)]
    if draw(st.booleans()):
        words = draw(st.sampled_from([words.replace("a", "x", 1), words[:9], f"{words} x", "Brindel"]))
    return text, Span(min(start, end), max(start, end)), words


def entry(words: str) -> Entry:
    return Entry(
        anchor="m1",
        kind=Kind.MENTION,
        since=date(2031, 5, 6),
        words=fingerprint(words),
        text=glimpse(words),
    )


def every_place(words: str, region: Span, text: str) -> Iterator[Span]:
    """Each stretch that says the words, from where it starts to where it first does."""
    for start in range(region.start, region.end):
        for end in range(start + 1, region.end + 1):
            stretch = text[start:end]
            if stretch.strip() == stretch and squeezed(stretch) == squeezed(words):
                yield Span(start, end)
                break


@settings(max_examples=200)
@given(searches())
def test_words_are_found_wherever_they_stand(search: tuple[str, Span, str]) -> None:
    text, region, words = search
    found = list(owners.occurrences(entry(words), region, text))
    assert found == list(every_place(words, region, text))


@settings(max_examples=200)
@given(searches())
def test_the_most_similar_words_are_found(search: tuple[str, Span, str]) -> None:
    text, region, words = search
    tokens = [match.span() for match in owners._WORD.finditer(text, region.start, region.end)]
    count = len(owners._WORD.findall(entry(words).text))
    best, wanted = owners._ALIKE, None
    for size in (count, count + 1, count - 1):
        for (start, _), (_, end) in zip(tokens, tokens[size - 1 :], strict=False) if size > 0 else ():
            likeness = SequenceMatcher(
                None, squeezed(text[start:end]), entry(words).text, autojunk=False
            ).ratio()
            if likeness > best or (wanted is None and likeness == best):
                best, wanted = likeness, Span(start, end)
    assert list(owners._similar(entry(words), region, text)) == ([wanted] if wanted else [])


SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9)), max_size=12).map(
    lambda pairs: [Span(start, start + length) for start, length in pairs]
)


@given(SPANS, st.tuples(st.integers(0, 30), st.integers(0, 9)))
def test_what_overlaps_is_found(spans: list[Span], asked: tuple[int, int]) -> None:
    span = Span(asked[0], sum(asked))
    wanted = [each for each in sorted(spans, key=lambda each: each.start) if each.overlaps(span)]
    assert list(Overlaps(spans, lambda each: each).over(span)) == wanted
