"""Entries in authority files: the URL that each authority gives, and its check digits."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """An authority file: the form of its URLs, whose first group is the number, and an example."""

    pattern: re.Pattern[str]
    example: str
    accept: Callable[[str], bool] = bool  # whether a number can be one


def _check_digit(digits: str) -> str:
    """The last character of an ORCID or ISNI, by ISO 7064 MOD 11-2."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    result = (12 - total % 11) % 11
    return "X" if result == 10 else str(result)


def _has_check_digit(number: str) -> bool:
    digits = number.replace("-", "")
    return _check_digit(digits[:-1]) == digits[-1]


AUTHORITIES: Final[Mapping[str, Authority]] = {
    "WIKIDATA": Authority(
        pattern=re.compile(r"https?://www\.wikidata\.org/(?:entity|wiki)/(Q\d+)"),
        example="https://www.wikidata.org/entity/Q7259",
    ),
    "GEONAMES": Authority(
        pattern=re.compile(r"https?://(?:sws|www)\.geonames\.org/(\d+)(?:/.*)?"),
        example="https://sws.geonames.org/2643743/",
    ),
    "VIAF": Authority(
        pattern=re.compile(r"https?://(?:www\.)?viaf\.org/viaf/(\d+)/?"),
        example="https://viaf.org/viaf/59263727",
    ),
    "GND": Authority(
        pattern=re.compile(r"https?://d-nb\.info/gnd/(\d[\d-]{5,9}[\dX])"),
        example="https://d-nb.info/gnd/119232022",
    ),
    "ISNI": Authority(
        pattern=re.compile(r"https?://(?:www\.)?isni\.org/(?:isni/)?(\d{15}[\dX])/?"),
        example="https://isni.org/isni/0000000121032683",
        accept=_has_check_digit,
    ),
    "ORCID": Authority(
        pattern=re.compile(r"https?://orcid\.org/((?:\d{4}-){3}\d{3}[\dX])"),
        example="https://orcid.org/0000-0002-1825-0097",
        accept=_has_check_digit,
    ),
}


def identifier_fault(scheme: str, url: str) -> str:
    """What is wrong with an identifier of an authority in `AUTHORITIES`; empty if nothing is."""
    authority = AUTHORITIES[scheme]
    match = authority.pattern.fullmatch(url)
    if not match:
        return f"is no URL of {scheme}"
    return "" if authority.accept(match[1]) else "has a wrong digit: its check digit does not agree"


def number_of(scheme: str, url: str) -> str:
    """The number in a URL, by which two ways to write the same identifier are equal; or the URL itself."""
    match = AUTHORITIES[scheme].pattern.fullmatch(url) if scheme in AUTHORITIES else None
    return match[1] if match else url
