"""Words as the measures compare them: names without what is put around them, texts without case."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from babel import Locale

from pressmark.model import EntityKind, Span

_BEFORE = "\"“”'‘’`([{,;:-–—•*"
_BEHIND = "\"“”'‘’`)]},;:-–—!?"
_POSSESSIVE = re.compile(r"['’][sS]$")
_FIRST_WORD = re.compile(r"(\S+)\s+(?=\S)")
_WORD = re.compile(r"\w+")
_INITIALS = re.compile(r"\b(?:[A-Z]\.)+$")
_GOVERNING = frozenset({EntityKind.PLACE, EntityKind.ORGANISATION})
_UNIONS = frozenset({"EU", "EZ", "UN"})  # territories of the CLDR that are no countries
_LONGEST_WITH_STOP = 2  # code points: "X." keeps its stop


@dataclass(frozen=True, slots=True, kw_only=True)
class _English:
    """The word lists of `data/en.toml`, and the names that may be a place or those who rule there."""

    titles: frozenset[str]
    suffixes: frozenset[str]
    articles: frozenset[str]
    abbreviations: re.Pattern[str]
    indistinct: frozenset[str]
    seats: frozenset[str]


@cache
def _english() -> _English:
    data = tomllib.loads((files("pressmark.evaluation") / "data" / "en.toml").read_text(encoding="utf-8"))
    abbreviations = "|".join(re.escape(each) for each in data["names"]["abbreviations"])
    seats = {name for group in data["seats"].values() for name in group}
    return _English(
        titles=frozenset(word for group in data["titles"].values() for word in group),
        suffixes=frozenset(data["names"]["suffixes"]),
        articles=frozenset(data["names"]["articles"]),
        abbreviations=re.compile(rf"\b(?:{abbreviations})\.$"),
        indistinct=frozenset(data["speakers"]["indistinct"]),
        seats=frozenset(name.lower() for name in (*seats, *_countries())),
    )


def _countries() -> Iterator[str]:
    """The names of all countries in the Unicode CLDR: "Myanmar (Burma)" is two of them."""
    for code, name in Locale("en").territories.items():
        if code.isalpha() and code not in _UNIONS:
            yield name
            yield from re.split(r" \(|\)$", name.replace("&", "and"))


def plain(text: str) -> str:
    """`text` without diacritics, its apostrophes straight."""
    decomposed = unicodedata.normalize("NFKD", text)
    kept = "".join(char for char in decomposed if not unicodedata.combining(char))
    return kept.replace("’", "'").replace("‘", "'")


def core(text: str, span: Span, kind: EntityKind) -> Span:
    """The name alone, without what may stand around it.

    Outer punctuation, articles, a possessive ending and, of persons, titles are cut off;
    the span stays as it is where nothing would be left.
    """
    start, end, before = span.start, span.end, None
    while (start, end) != before:
        before = (start, end)
        while start < end and (text[start].isspace() or text[start] in _BEFORE):
            start += 1
        while end > start and (text[end - 1].isspace() or text[end - 1] in _BEHIND):
            end -= 1
        if _ends_with_idle_stop(text[start:end]):
            end -= 1
        start += _leading(text[start:end], _english().articles)
        possessive = _POSSESSIVE.search(text[start:end])
        if possessive and possessive.start() > 0:
            end -= len(possessive[0])
        if kind is EntityKind.PERSON:
            start += _leading(text[start:end], _english().titles)
    return Span(start, end) if end > start else span


def _ends_with_idle_stop(words: str) -> bool:
    return (
        len(words) > _LONGEST_WITH_STOP
        and words.endswith(".")
        and not _INITIALS.search(words)
        and not _english().abbreviations.search(words)
    )


def _leading(words: str, idle: frozenset[str]) -> int:
    """How many code points the first word takes, with the space behind it, if it is one of the idle ones."""
    first = _FIRST_WORD.match(words)
    return first.end() if first and plain(first[1]).lower().strip(".,") in idle else 0


def readings(words: str, kinds: Iterable[EntityKind]) -> frozenset[EntityKind]:
    """The kinds that count as right for a name, if these do.

    A country or a capital may be the place or those who rule there.
    """
    given = frozenset(kinds)
    is_seat = words.lower().removeprefix("the ") in _english().seats
    return given | _GOVERNING if is_seat and given & _GOVERNING else given


def name_key(words: str) -> str:
    """A name as it counts as the same: without case, diacritics, punctuation."""
    return re.sub(r"\W+", " ", plain(words)).strip().lower()


def words_in(text: str, span: Span) -> frozenset[int]:
    """Where the words within a span begin."""
    return frozenset(match.start() for match in _WORD.finditer(text, span.start, span.end))


def trimmed(text: str, span: Span) -> Span:
    """The span from its first letter or digit to its last; empty if it has none."""
    start, end = span.start, span.end
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return Span(start, end)


def surname(name: str) -> str:
    """The last capitalised word of a name in lower case, titles and suffixes left out; empty if none."""
    words = [re.sub(r"[^\w'-]", "", word) for word in _name_words(name)]
    words = [word for word in words if word]
    while words and words[-1].lower() in _english().suffixes:
        words.pop()
    capitalised = [word for word in words if word[0].isupper() and word.lower() not in _english().titles]
    return capitalised[-1].lower() if capitalised else ""


def _name_words(name: str) -> list[str]:
    bare = re.sub(r"'s\b", "", plain(name))
    return [word for word in re.split(r"[\s,]+", bare) if _WORD.search(word)]


def initials(name: str) -> str:
    """The acronym of a name: the first letters of its capitalised words."""
    return "".join(word[0] for word in re.findall(r"\b[A-Z]\w*", plain(name)))


def telling_words(words: str) -> frozenset[str]:
    """The words that tell one speaker from another, in lower case."""
    return frozenset(_WORD.findall(plain(words).lower())) - _english().indistinct


def same_speaker(found: str, wanted: str) -> bool:
    """Whether two names are of one speaker: the same surname, all telling words, or the acronym."""
    if not found or not wanted:
        return False
    if surname(found) and surname(found) == surname(wanted):
        return True
    one, other = telling_words(found), telling_words(wanted)
    if one and other and (one <= other or other <= one):
        return True
    short, long = re.sub(r"\W", "", found), re.sub(r"\W", "", wanted)
    return (len(short) > 1 and short == initials(wanted)) or (len(long) > 1 and long == initials(found))


def similar_words(found: str, wanted: str) -> bool:
    """Whether one of two descriptions shares at least half of its telling words with the other."""
    one, other = telling_words(found) or _all_words(found), telling_words(wanted) or _all_words(wanted)
    return bool(one and other) and len(one & other) / min(len(one), len(other)) >= 0.5


def _all_words(words: str) -> frozenset[str]:
    return frozenset(_WORD.findall(plain(words).lower()))
