"""The only place that makes or parses a siglum, an anchor, a record id or a pointer.

- A siglum names an article: it is the stem of its files and part of its URL.
- An anchor names something inside an article: a letter for the kind and a number
  that is given once. It is the `xml:id` in TEI and, verbatim, the `id` in HTML.
- A record id names a person, place or organisation in all registers together.
- A pointer is how TEI refers to a record: `person:byron-ada`.

All are lower case, because docutils lower-cases the targets of cross-references.
"""

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Container, Iterable
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate

from pressmark.model import EntityKind

_SIGLUM = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,78}[a-z0-9])?")
_RECORD_ID = re.compile(r"[a-z](?:[a-z0-9-]{0,78}[a-z0-9])?")
# Windows reserves these names, with or without an extension.
_RESERVED = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]|index")
_MAX_LENGTH = 80
_PROPOSED_LENGTH = 40  # of a siglum that nobody chose: it stands in every address

_LETTERS_WITHOUT_DECOMPOSITION = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
)


class AnchorKind(StrEnum):
    """The letter that an anchor begins with."""

    HEADING = "h"  # headline, standfirst, crosshead
    PARAGRAPH = "p"  # paragraph, pull quote
    LINE = "l"  # byline, credit, dateline, contributor line, web furniture
    SENTENCE = "s"
    QUOTATION = "q"
    MENTION = "m"
    WORDS = "w"  # words in quotation marks that are no speech
    DATE = "d"


_ANCHOR = re.compile(rf"([{''.join(AnchorKind)}])([1-9][0-9]{{0,6}})")


def is_siglum(text: str) -> bool:
    """Whether `text` can name an article, and so a file and a page."""
    return bool(_SIGLUM.fullmatch(text)) and not _RESERVED.fullmatch(text)


def is_record_id(text: str) -> bool:
    """Whether `text` can name a record, and so a page."""
    return bool(_RECORD_ID.fullmatch(text)) and not _RESERVED.fullmatch(text)


def fold(text: str) -> str:
    """`text` without case and diacritics, for comparing and sorting names."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS_WITHOUT_DECOMPOSITION))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def slug(text: str) -> str:
    """`text` folded to lower-case ASCII words joined by hyphens; empty if nothing is left."""
    plain = fold(text).replace("’", "").replace("'", "")
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode())
    return "-".join(words)[:_MAX_LENGTH].strip("-")


def make_siglum(stem: str) -> str:
    """A siglum from a file's stem: underscores and hyphens stay, all else is folded. May be empty."""
    parts = [slug(part) for part in stem.split("_")]
    siglum = "_".join(part for part in parts if part)[:_MAX_LENGTH].strip("_-")
    return f"{siglum}-1" if _RESERVED.fullmatch(siglum) else siglum


def propose_siglum(title: str, taken: Container[str] = ()) -> str:
    """A siglum from an article's title, cut to whole words, distinct from those taken.

    A title with no Latin letter or digit in it gives one made of a digest.
    """
    base = slug(title) or f"article-{hashlib.sha256(title.encode()).hexdigest()[:10]}"
    if len(base) > _PROPOSED_LENGTH:
        border = base.rfind("-", 1, _PROPOSED_LENGTH + 1)
        base = base[: border if border > 0 else _PROPOSED_LENGTH]
    base = candidate = make_siglum(base)
    number = 1
    while candidate in taken:
        number += 1
        candidate = f"{base}-{number}"
    return candidate


def make_anchor(kind: AnchorKind, number: int) -> str:
    """The anchor of the given kind and number (1 or more)."""
    if number < 1:
        raise ValueError(f"anchors are numbered from 1, not {number}")
    return f"{kind}{number}"


@lru_cache(maxsize=16_384)  # the same few anchors stand in every article
def parse_anchor(text: str) -> tuple[AnchorKind, int] | None:
    """Kind and number of an anchor, or None if `text` is none."""
    match = _ANCHOR.fullmatch(text)
    return (AnchorKind(match[1]), int(match[2])) if match else None


def make_record_id(words: str, taken: Container[str] = (), retired: Container[str] = ()) -> str:
    """An id from a name in filing order ("Byron, Ada"), distinct from those taken, now or once.

    A name with no Latin letter or digit in it gets an id made of a digest.
    """
    base = slug(words) or f"x-{hashlib.sha256(words.encode()).hexdigest()[:10]}"
    if not base[0].isalpha():
        base = f"x-{base}"
    base = base[: _MAX_LENGTH - 4].strip("-")
    candidate, number = base, 1
    while candidate in taken or candidate in retired or not is_record_id(candidate):
        number += 1
        candidate = f"{base}-{number}"
    return candidate


def places_of(new: Iterable[str], standing: Iterable[str]) -> list[int]:
    """For each new record id, how many of those that stand come before it: all up to the first later one.

    Registers are kept in the order of their ids, so that two people who add records seldom
    write between the same lines. One that stands in another order is not laid out anew.
    """
    latest = [*accumulate(standing, max)]
    return [bisect_right(latest, record_id) for record_id in new]


def make_pointer(kind: EntityKind, record_id: str) -> str:
    """The pointer to a record, as TEI's @ref and @who hold it."""
    return f"{kind}:{record_id}"


def parse_pointer(text: str) -> tuple[EntityKind, str] | None:
    """Kind and record id of a pointer, or None if `text` is none."""
    prefix, _, record_id = text.partition(":")
    if prefix in set(EntityKind) and is_record_id(record_id):
        return EntityKind(prefix), record_id
    return None
