"""Dates in words. The months are English, like the rest of the site's own words."""

import re
from typing import Final

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ISO: Final = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")


def is_iso(text: str) -> bool:
    """Whether `text` is a year, a month or a day in ISO 8601."""
    return bool(_ISO.fullmatch(text))


def in_words(iso: str) -> str:
    """`2031-05-07` is "7 May 2031"; a month or a year stays as exact as it is; anything else as it stands."""
    match = _ISO.fullmatch(iso)
    if not match:
        return iso
    year, month, day = match.groups()
    return " ".join(part for part in (day and str(int(day)), month and _MONTHS[int(month) - 1], year) if part)


def span_in_words(earliest: str, latest: str) -> str:
    """A stretch of days in words; a single day is just that day."""
    if not earliest or not latest or earliest == latest:
        return in_words(earliest or latest)
    return f"{in_words(earliest)} to {in_words(latest)}"
