"""Whether quotation marks are balanced, in the conventions that newspapers follow."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_MARK: Final = re.compile('[“”„«»"‹›‘’‚]')
_CLOSING: Final = {
    "“": "”",
    "„": "“”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "‘": "’",
    "‚": "‘’",
    '"': '"',
    "”": "”",
}
# What follows a mark that is an apostrophe, set as an opening mark by the word processor.
_ELISION: Final = re.compile(r"\d|(?:tis|twas|em|n|til|till|cause|round|bout)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """How a text sets its quotation marks, where the marks themselves leave it open."""

    reversed_guillemets: bool  # »…« rather than «…»
    one_sided: bool  # ”…”, as in Swedish


@dataclass(frozen=True, slots=True, kw_only=True)
class Unbalanced:
    """A mark without its other half: which part of the quotation it is in, and what it would need."""

    part: int
    mark: str
    missing: str
    opens: bool


def has_marks(words: str) -> bool:
    return bool(_MARK.search(words))


def conventions_of(text: str) -> Conventions:
    """The conventions of a whole text."""
    return Conventions(
        reversed_guillemets="»" in text and text.index("»") < (text + "«").index("«"),
        one_sided="”" in text and "“" not in text and "„" not in text,
    )


def unbalanced(parts: Sequence[str], conventions: Conventions) -> Iterator[Unbalanced]:
    """The marks without their other half in a quotation, whose parts belong together.

    A quotation may go on in its next part with or without a new opening mark. Marks
    of different shape are counted by themselves; apostrophes are no marks.
    """
    opened: list[tuple[int, str]] = []
    for number, words in enumerate(parts):
        continued = bool(opened)
        for match in _MARK.finditer(words):
            mark = match[0]
            inner = next((place for place in reversed(opened) if mark in _CLOSING[place[1]]), None)
            closes_another = inner is not None and mark == "‘"  # ‚so‘
            if _is_apostrophe(words, match.start()) and not closes_another:
                continue
            if continued and not words[: match.start()].strip() and mark in {each for _, each in opened}:
                continue  # opens the paragraph, not another quotation
            if inner is not None:
                opened.remove(inner)
            elif _opens(mark, conventions):
                opened.append((number, mark))
            elif mark != "’":  # which may well be an apostrophe
                yield Unbalanced(part=number, mark=mark, missing=_opening(mark), opens=False)
    for number, mark in opened:
        yield Unbalanced(part=number, mark=mark, missing=_CLOSING[mark][-1], opens=True)


def _opens(mark: str, conventions: Conventions) -> bool:
    if mark in "«»":
        return (mark == "»") is conventions.reversed_guillemets
    if mark in "‹›":
        return (mark == "›") is conventions.reversed_guillemets
    return mark not in "”’" or (mark == "”" and conventions.one_sided)


def _opening(mark: str) -> str:
    return next(opening for opening, closing in _CLOSING.items() if mark in closing and opening != mark)


def _is_apostrophe(words: str, offset: int) -> bool:
    """Whether a mark stands inside a word, for left-out letters, or after a number (inches, minutes)."""
    mark, before, after = words[offset], words[:offset][-1:], words[offset + 1 : offset + 2]
    if mark == '"':
        return before.isdigit() and words.count('"') % 2 == 1
    if mark == "’":
        return before.isalnum() and after.isalnum()
    return mark == "‘" and (before.isalnum() or bool(_ELISION.match(words, offset + 1)))
