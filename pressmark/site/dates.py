"""Dates in words, in the language of the edition."""

import re
from calendar import monthrange
from functools import lru_cache
from gettext import NullTranslations
from typing import Final

from pressmark.site.words import _, locale, translator

_ISO: Final = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")


def is_iso(text: str) -> bool:
    """Whether `text` is a year, a month or a day in ISO 8601."""
    return bool(_ISO.fullmatch(text))


def in_words(iso: str) -> str:
    """`2031-05-07` is "7 May 2031"; a month or a year stays as exact as it is; anything else as it stands."""
    return _in_words(iso, translator())


@lru_cache(maxsize=16_384)  # the date of an article stands on the page of everybody it names
def _in_words(iso: str, _language: NullTranslations) -> str:
    match = _ISO.fullmatch(iso)
    if not match:
        return iso
    year, month, day = match.groups()
    if not month:
        return year
    names = locale().months["format" if day else "stand-alone"]["wide"]
    if not day:
        return _("{month} {year}").format(month=names[int(month)], year=year)
    return _("{day} {month} {year}").format(day=int(day), month=names[int(month)], year=year)


def whole(earliest: str, latest: str) -> tuple[str, str]:
    """A stretch of days that is just one month or one year, as that month or year; any other as it is."""
    year, _hyphen, rest = earliest.partition("-")
    if (rest, latest) == ("01-01", f"{year}-12-31") or (rest, latest) == ("01", f"{year}-12"):
        return year, year
    month = earliest[: -len("-01")]
    if rest.endswith("-01") and is_iso(earliest) and latest[: -len("-01")] == month:
        days = monthrange(int(year), int(month[-2:]))[1] if year != "0000" else 0
        if latest == f"{month}-{days}":
            return month, month
    return earliest, latest


def span_in_words(earliest: str, latest: str) -> str:
    """A stretch of days in words; a single day is just that day, a whole month just that month."""
    earliest, latest = whole(earliest, latest)
    if not earliest or not latest or earliest == latest:
        return in_words(earliest or latest)
    return _("{earliest} to {latest}").format(earliest=in_words(earliest), latest=in_words(latest))
