"""Dates in the words of a text, as the days they can mean.

Days of the week and "this month" are reckoned from the day the article was published,
with the tense of the sentence: of a thing done, "on Monday" is the last Monday up to that
day; of a thing to come, the next one after it.
"""

import calendar
from collections.abc import Sequence
from datetime import date, timedelta

from pressmark.annotate.language import Language
from pressmark.model import BlockKind, DateExpression, Passage, Span, Token

_SKIPPED = frozenset({BlockKind.FURNITURE, BlockKind.CREDIT, BlockKind.ATTRIBUTION, BlockKind.PULL_QUOTE})
_YEARS = range(1000, 2200)
_RELATIVE_DAYS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_UNITS = frozenset({"day", "week", "month", "year", "decade"})
_ROUGHLY = frozenset({"almost", "nearly", "about", "around", "over"})
_BEFORE_YEAR = frozenset(
    ["in", "since", "by", "until", "before", "after", "during", "from", "of", "to", "late", "early", "mid"]
)
# Words with which an expression can begin, besides numbers and the names of days and months.
_OPENERS = frozenset({*_RELATIVE_DAYS, "earlier", "later", "this", "last", "next", "past"}) | _ROUGHLY
_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_WINDOW = 8  # tokens of the longest date expression
_FRAGMENT = 4  # words without any verb
_NEAR = 40  # tokens in which the tense of a verb bears on a date

Found = tuple[int, date, date, float, str]  # end index, earliest, latest, certainty, rule


def _shift(day: date, *, months: int) -> date:
    """The same day of another month, or the month's last day where there is no such day."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    if not 1 <= year <= 9999:
        raise ValueError(f"no year {year}")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _texts(tokens: Sequence[Token], first: int, count: int) -> list[str]:
    return [token.text.lower() for token in tokens[first : first + count]]


def _text(tokens: Sequence[Token], index: int) -> str:
    """The token at an index in small letters; empty behind the last one."""
    return tokens[index].text.lower() if index < len(tokens) else ""


def _day(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """The number of a day ("3", "3rd") at an index, and the index behind it; None if there is none."""
    text = _text(tokens, at)
    if not (text.isdecimal() and len(text) <= 2 and 1 <= int(text) <= 31):
        return None
    is_ordinal = _text(tokens, at + 1) in _ORDINALS and tokens[at].end == tokens[at + 1].start
    return int(text), at + (2 if is_ordinal else 1)


def _month_number(tokens: Sequence[Token], at: int, language: Language) -> int | None:
    is_name = at < len(tokens) and tokens[at].is_capitalised
    return language.months.get(_text(tokens, at)) if is_name else None


def _year_number(text: str) -> int | None:
    return int(text) if len(text) == 4 and text.isdecimal() and int(text) in _YEARS else None


def _absolute(
    tokens: Sequence[Token], at: int, today: date | None, future: bool, language: Language
) -> Found | None:
    """Dates of the calendar: "3 May 2031", "May 3, 2031", "May 2031", "May 3"."""
    month = _month_number(tokens, at, language)
    if month is not None:
        behind = _day(tokens, at + 2 if _text(tokens, at + 1) == "." else at + 1)
        day = behind[0] if behind and _text(tokens, behind[1]) != ":" else None
        end = behind[1] if behind and day else at + 1
    else:
        first = _day(tokens, at)
        if first is None:
            return None
        day, end = first
        end += _text(tokens, end) == "of"
        month = _month_number(tokens, end, language)
        if month is None:
            return None
        end += 1
    comma = 1 if _text(tokens, end) == "," and day is not None else 0
    year = _year_number(_text(tokens, end + comma))
    if year is not None:
        end += comma + 1
    elif today is None or (day is None and not _follows_preposition(tokens, at)):
        return None
    elif day is None and at and tokens[at - 1].text.lower() in ("last", "next"):
        return None  # a period, reckoned elsewhere
    else:
        ahead = future and (at == 0 or tokens[at - 1].text.lower() != "since")
        year = _year_of_day(today, month) if day else _year_of_month(today, month, ahead)
    if day is None:
        earliest, latest = _month(year, month)
        return end, earliest, latest, 0.9, "month"
    try:
        exact = date(year, month, day)
    except ValueError:
        return None
    return end, exact, exact, 0.95, "calendar-date"


def _follows_preposition(tokens: Sequence[Token], at: int) -> bool:
    """Whether a month stands where only a month can ("since May"), and no verb or surname."""
    return at > 0 and tokens[at - 1].text.lower() in _BEFORE_YEAR


def _year_of_month(today: date, month: int, future: bool) -> int:
    """The year of a month without one: the last such month of a thing done, else the next one."""
    if future:
        return today.year if month >= today.month else today.year + 1
    return today.year if month <= today.month else today.year - 1


def _year_of_day(today: date, month: int) -> int:
    """The year of a day without one: the one that brings it nearest to the article's day."""
    return min(
        (today.year - 1, today.year, today.year + 1),
        key=lambda year: abs((date(year, month, 15) - today).days),
    )


def _decade(tokens: Sequence[Token], at: int) -> Found | None:
    """Decades: "the 1990s"."""
    year = _year_number(tokens[at].text)
    is_decade = at + 1 < len(tokens) and tokens[at + 1].text == "s" and tokens[at].end == tokens[at + 1].start
    if year is None or year % 10 or not is_decade:
        return None
    return at + 2, date(year, 1, 1), date(year + 9, 12, 31), 0.85, "period"


def _season(tokens: Sequence[Token], at: int, today: date | None, language: Language) -> Found | None:
    """Seasons with a year ("the spring of 2033"), or seen from the article's day ("last winter")."""
    word = tokens[at].text.lower()
    words = _texts(tokens, at, 4)
    step = 0
    if word in ("last", "next", "this") and words[1:2] and words[1] in language.seasons:
        if today is None:
            return None
        season, step, end = words[1], {"last": -1, "this": 0, "next": 1}[word], at + 2
        month = language.seasons[season]
        # A winter that began last year is still "this winter" in January.
        year = today.year - (month + 2 > 12 and today.month <= (month + 2) % 12)
        begun = date(year, month, 1) <= today
        if step < 0 and not (begun and _shift(date(year, month, 1), months=3) <= today):
            year -= 1
        if step > 0 and begun:
            year += 1
    elif word in language.seasons and words[1:2] == ["of"] and len(words) > 2 and _year_number(words[2]):
        month, year, end = language.seasons[word], int(words[2]), at + 3
    elif word in language.seasons and len(words) > 1 and _year_number(words[1]):
        month, year, end = language.seasons[word], int(words[1]), at + 2
    else:
        return None
    earliest = date(year, month, 1)
    return end, earliest, _shift(earliest, months=3) - timedelta(1), 0.7, "period"


def _year(tokens: Sequence[Token], at: int) -> Found | None:
    year = _year_number(tokens[at].text)
    before = tokens[at - 1].text.lower() if at else ""
    if year is None or before not in _BEFORE_YEAR:
        return None
    return at + 1, date(year, 1, 1), date(year, 12, 31), 0.9, "year"


def _weekday(tokens: Sequence[Token], at: int, today: date, future: bool, language: Language) -> Found | None:
    """A day of the week, with "last" or "next" before it and a part of the day behind it."""
    shift = tokens[at].text.lower() if tokens[at].text.lower() in ("last", "next") else ""
    day_at = at + 1 if shift else at
    if day_at >= len(tokens) or not tokens[day_at].is_capitalised:
        return None
    name = tokens[day_at].text.lower()
    before = tokens[at - 1].text.lower() if at else ""
    if name not in language.weekdays or before in language.recurring or before in ("a", "an"):
        return None
    number = language.weekdays.index(name)
    if shift == "last":
        day = today - timedelta((today.weekday() - number) % 7 or 7)
    elif shift == "next" or future:
        day = today + timedelta((number - today.weekday()) % 7 or 7)
    else:
        day = today - timedelta((today.weekday() - number) % 7)
    end = day_at + 1
    behind = end + (_text(tokens, end) == ",")
    if behind < len(tokens) and (exact := _absolute(tokens, behind, today, future, language)):
        return exact  # "Monday 3 February": the day of the calendar counts
    if end < len(tokens) and tokens[end].text.lower() in language.parts_of_day:
        end += 1
    return end, day, day, 0.9, "weekday"


def _period(unit: str, today: date, before: int) -> tuple[date, date]:
    """The whole week, month or year that lies `before` such units before the day."""
    if unit == "week":
        monday = today - timedelta(today.weekday() + 7 * before)
        return monday, monday + timedelta(6)
    if unit == "month":
        shifted = _shift(today.replace(day=1), months=-before)
        return _month(shifted.year, shifted.month)
    return date(today.year - before, 1, 1), date(today.year - before, 12, 31)


def _relative(tokens: Sequence[Token], at: int, today: date, language: Language) -> Found | None:
    """Days and periods seen from the article's day: "yesterday", "earlier this month", "next week"."""
    words = _texts(tokens, at, 6)
    if words[0] in _RELATIVE_DAYS:
        day = today + timedelta(_RELATIVE_DAYS[words[0]])
        return at + 1, day, day, 0.9, "relative-day"
    if words[0] == "this" and words[1:2] and words[1] in language.parts_of_day:
        return at + 2, today, today, 0.9, "relative-day"
    if words[:2] == ["last", "night"]:
        return at + 2, today - timedelta(1), today - timedelta(1), 0.9, "relative-day"
    if words[0] in ("last", "next") and words[1:2] and words[1] in language.months:
        ahead = words[0] == "next"
        number = language.months[words[1]]
        year = _year_of_month(_shift(today, months=1 if ahead else -1), number, ahead)
        return at + 2, *_month(year, number), 0.85, "month"
    if (
        words[0] in ("earlier", "later")
        and words[1:2] == ["this"]
        and words[2:3]
        and words[2] in ("week", "month", "year")
    ):
        first, last = _period(words[2], today, 0)
        span = (first, today) if words[0] == "earlier" else (today, last)
        return at + 3, *span, 0.9, "within-period"
    if words[0] in ("this", "last", "next") and words[1:2] and words[1] in ("week", "month", "year"):
        first, last = _period(words[1], today, {"this": 0, "last": 1, "next": -1}[words[0]])
        return at + 2, first, last, 0.85, "period"
    return _span_of_time(words, at, today, language)


def _span_of_time(words: Sequence[str], at: int, today: date, language: Language) -> Found | None:
    """Stretches of time that end with the article: "almost five years ago", "last five years"."""
    start = 1 if words[0] in _ROUGHLY else 0
    past = words[0] in ("last", "past")
    number_at = 1 if past else start
    if len(words) < number_at + 2:
        return None
    number = language.numbers.get(words[number_at])
    if number is None and words[number_at].isdecimal() and len(words[number_at]) <= 4:
        number = int(words[number_at])
    unit = words[number_at + 1].removesuffix("s")
    if number is None or unit not in _UNITS:
        return None
    days = {"day": 1, "week": 7}.get(unit)
    months = {"month": 1, "year": 12, "decade": 120}.get(unit, 0)
    then = today - timedelta(number * days) if days else _shift(today, months=-number * months)
    if past and number > 1:
        return at + number_at + 2, then, today, 0.8, "span-of-time"
    if words[number_at + 2 : number_at + 3] != ["ago"]:
        return None
    end = at + number_at + 3
    if unit == "day":
        return end, then, then, 0.9, "time-ago"
    # Figures are round: a quarter of the unit on either side, on one side after "almost" or "over".
    slack = {"week": timedelta(2), "month": timedelta(8)}.get(unit)
    quarter = {"year": 3, "decade": 30}.get(unit, 0)
    before = then - slack if slack else _shift(then, months=-quarter)
    after = then + slack if slack else _shift(then, months=quarter)
    earliest = then if words[0] in ("almost", "nearly") else before
    latest = then if words[0] == "over" else min(after, today)
    return end, earliest, latest, 0.7, "time-ago"


def _is_future(tokens: Sequence[Token], first: int, end: int, at: int, language: Language) -> bool:
    """Whether the sentence speaks of what is to come, as the verb nearest to the date says.

    A sentence with a verb in the present alone ("She flies to Oslo on Monday") looks ahead.
    """
    nearby = range(max(first, at - _NEAR), min(end, at + _NEAR))
    words = [(abs(index - at), tokens[index].text.lower()) for index in nearby if index != at]
    has_words = False
    for _, word in sorted(words):
        if word in language.future:
            return True
        if word in language.past or (word.endswith("ed") and len(word) > 3):
            return False
        has_words = has_words or word.isalpha()
    return has_words and len(words) > _FRAGMENT


def find_dates(
    passages: Sequence[Passage], published: date | None, language: Language
) -> tuple[DateExpression, ...]:
    """Every date expression, in order. Without `published` only dates that need no other day."""
    found = []
    openers = _OPENERS | language.calendar | {*language.seasons, *language.numbers}
    for passage in passages:
        if passage.kind in _SKIPPED:
            continue
        tokens = passage.tokens
        for first, end in passage.sentences:
            at = first
            while at < end:
                text = tokens[at].text
                can_open = text[0].isdigit() or text.lower() in openers
                date_found = _find_at(tokens, at, (first, end), published, language) if can_open else None
                if date_found is None:
                    at += 1
                    continue
                stop, earliest, latest, certainty, rule = date_found
                found.append(
                    DateExpression(
                        span=Span(tokens[at].start, tokens[stop - 1].end),
                        earliest=earliest,
                        latest=latest,
                        certainty=certainty,
                        rule=rule,
                    )
                )
                at = stop
    return tuple(found)


def _speaks_of_time(tokens: Sequence[Token], at: int, language: Language) -> bool:
    """Whether the token can be a day or a month, so that the tense of its sentence matters."""
    word = tokens[at].text.lower()
    following = tokens[at + 1].text.lower() if at + 1 < len(tokens) else ""
    return word in language.calendar or following in language.months


def _find_at(
    tokens: Sequence[Token], at: int, sentence: tuple[int, int], published: date | None, language: Language
) -> Found | None:
    if not tokens[at].is_word:
        return None
    # One token before, for the words that decide what follows, and no token of the next sentence.
    low = max(sentence[0], at - 1)
    window = tokens[low : min(sentence[1], at + _WINDOW)]
    here = at - low
    future = (
        published is not None
        and _speaks_of_time(window, here, language)
        and _is_future(tokens, *sentence, at, language)
    )
    try:
        result = (
            _absolute(window, here, published, future, language)
            or _season(window, here, published, language)
            or _decade(window, here)
            or _year(window, here)
        )
        if result is None and published is not None:
            result = _weekday(window, here, published, future, language)
            result = result or _relative(window, here, published, language)
    except (ValueError, OverflowError):
        return None  # a date that no calendar holds
    return (result[0] + low, *result[1:]) if result else None
