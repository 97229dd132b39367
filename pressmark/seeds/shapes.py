"""What short lines of a newspaper look like: names, dates, datelines.

Shapes go by capital letters, punctuation and the calendar's words; no shape
knows a person, a place or a paper.
"""

import re

MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
WEEKDAY = r"(?:Mon|Tue(?:s)?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\b\.?"
_DAY = (
    rf"(?:{MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?|\d{{1,2}}(?:st|nd|rd|th)? {MONTH}(?:,? \d{{4}})?)"
)
_DATE = rf"(?:(?:{WEEKDAY},? )?{_DAY}|{WEEKDAY})"

# A line that is only a date may hold these words and marks beside the date itself.
_DATE_TOKEN = re.compile(
    rf"{MONTH}|{WEEKDAY}|\d{{1,4}}(?:st|nd|rd|th)?|\d{{1,2}}[:.]\d\d(?:[:.]\d\d)?|[ap]\.?m\.?"
    r"|GMT|UTC|[A-Z]{1,3}[SD]?T|Z|published|posted|updated|modified|last|first|on|at|of|[-–—|·•,:()/]",
    re.IGNORECASE,
)
_FULL_DATE = re.compile(
    rf"{_DAY}|\b\d{{4}}-\d\d?-\d\d?\b|\b\d\d?[./]\d\d?[./](?:\d\d)?\d\d\b|{MONTH} \d{{4}}", re.IGNORECASE
)
_NUMERIC_DATE = re.compile(r"\b\d{1,4}[./-]\d\d?[./-]\d{1,4}\b")

_PARTICLE = re.compile(
    "and|&|of|the|de|la|le|da|di|del|der|den|van|von|bin|ibn|al|el|y|e|du|dos|das", re.IGNORECASE
)
# Words that papers set in capitals in front of a dash, and that are no places.
_LABEL = re.compile(
    r"(?:UPDATED?|EXCLUSIVE|BREAKING|ANALYSIS|OPINION|COMMENT|EDITORIAL|REVIEW|LIVE|VIDEO|WATCH|NEWS|CORRECTION"
    r"|NOTE|WARNING|FACTBOX|EXPLAINER|INTERVIEW|PROFILE|FEATURE|SPECIAL|REPORT|URGENT)(?: [A-Z]+)?"
)
_WORD = r"[^\W\d_](?:[^\W\d_]|[.'’]|-(?=[^\W\d_]))*"
_PLACE = rf"{_WORD}(?:(?:, ?|/| ){_WORD}){{0,6}}?"
_DATELINE = re.compile(
    rf"(?P<place>{_PLACE})(?P<date>,? {_DATE})?(?P<agency> ?(?:\([^()\n]{{1,40}}\)|\[[^\[\]\n]{{1,40}}\]))?"
    r"(?P<dash>\s?(?:—|--)|\s?–|\s-(?=\s|$))"
)
_PLACE_AND_DATE = re.compile(rf"(?P<place>{_PLACE}),? {_DATE}")
_MAX_DATELINE = 100
_OPENING_MARKS = "“‘\"'«„([… "


def is_capitalised(word: str) -> bool:
    """Whether the first letter of `word` is a capital; opening marks in front do not count."""
    letters = word.lstrip(_OPENING_MARKS)
    return letters[:1].isupper()


def is_name_like(words: str, *, least: int = 1, most: int = 8) -> bool:
    """Whether `words` read as one name or several: capitalised words, joined by particles or commas."""
    tokens = [token.strip(",;.()") for token in words.split()]
    names = [token for token in tokens if token and not _PARTICLE.fullmatch(token)]
    return (
        least <= len(names)
        and len(tokens) <= most
        and all(name[0].isupper() and not any(character.isdigit() for character in name) for name in names)
    )


def is_date_line(words: str) -> bool:
    """Whether `words` are a date and nothing else ("Tuesday, May 6, 2031", "Updated 10:15 GMT, 6 May")."""
    if not (_FULL_DATE.search(words) or _NUMERIC_DATE.search(words)):
        return False
    rest = _DATE_TOKEN.sub(" ", _NUMERIC_DATE.sub(" ", words))
    return not rest.strip(" .")


def dateline_length(text: str) -> int:
    """How many characters at the start of a paragraph are its dateline, the dash included; 0 if none."""
    match = _DATELINE.match(text[:_MAX_DATELINE])
    if not match or not _is_dateline_place(match):
        return 0
    rest = text[match.end() : match.end() + 20].lstrip(_OPENING_MARKS + "\u00a0\n\r\t")
    # "LISBON — which …" is a sentence with a parenthesis; a report begins with a capital.
    return 0 if rest[:1].islower() else match.end()


def is_place_and_date(words: str) -> bool:
    """Whether a whole line is a place and a date, as above letters and older reports."""
    match = _PLACE_AND_DATE.fullmatch(words.rstrip(".")) if len(words) <= _MAX_DATELINE else None
    return match is not None and is_name_like(match["place"])


def _is_dateline_place(match: re.Match[str]) -> bool:
    place, dash = match["place"], match["dash"]
    if dash == "–":  # unspaced, it joins two names
        return False
    city = re.split(r"[,/]", place)[0]
    if city.isupper():
        return len(city) > 1 and not _LABEL.fullmatch(city)
    certain = "," in place or match["date"] or match["agency"]
    return bool(certain) and is_name_like(place, most=5)
