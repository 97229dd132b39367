"""Dates: possible, in order, and in agreement with each other."""

import re
from calendar import monthrange
from collections.abc import Iterator
from typing import Final

from lxml import etree

from pressmark.tei.names import tei
from pressmark.tei.tree import Remark, Tree, written
from pressmark.tei.validation.checks import Scope, Subject, check
from pressmark.tei.vocabulary import is_date

# The attributes that hold a date.
DATES: Final = ("when", "notBefore", "notAfter", "from", "to")
_DATED: Final = ("date", "change")  # those of records are read, and looked at, with their record
_PERIODS: Final = (("notBefore", "notAfter"), ("from", "to"))
_PARTS: Final = re.compile(r"(-?)(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")

Day = tuple[int, int, int]


@check("date", "date-range", scope=Scope.EVERY_FILE)
def check_dates(subject: Subject) -> Iterator[Remark]:
    """Every date is one, and those of one element do not contradict each other."""
    for tag in _DATED:
        for element in subject.tree.elements.get(tag, ()):
            known = {name: value for name in DATES if (value := element.get(name)) is not None}
            impossible = [name for name, value in known.items() if not is_date(value)]
            for name in impossible:
                yield _no_date(element, name, known[name])
            if not impossible:
                yield from _contradictions(element, known)


def _no_date(element: etree._Element, attribute: str, value: str) -> Remark:
    return Remark(
        rule="date", at=element, part=attribute, words=written(element, attribute),
        message=_reason(value), hint=f"write a year, a month or a day: {_example(attribute, value)}",
    )  # fmt: skip


def _reason(value: str) -> str:
    match = _PARTS.fullmatch(value)
    if not match:
        return "is no date as ISO 8601 writes it"
    year, month, day = int(match[2]), int(match[3] or 1), int(match[4] or 1)
    if not year:
        return "there is no year 0"
    if not 1 <= month <= 12:
        return f"there is no month {match[3]}"
    return f"this month has {monthrange(year, month)[1]} days, not {day}"


def _example(attribute: str, value: str) -> str:
    """The date that was probably meant, as exact as can be told, or any date."""
    match = re.fullmatch(r"(\d{4})[./-]?(\d{1,2})[./-]?(\d{1,2})", value)
    if match:
        meant = f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
        shortened = meant if is_date(meant) else meant[:7]
        if is_date(shortened):
            return f'{attribute}="{shortened}"'
    return f'{attribute}="2031-05-06"'


def _contradictions(element: etree._Element, known: dict[str, str]) -> Iterator[Remark]:
    for start, end in _PERIODS:
        if start in known and end in known and _first(known[start]) > _last(known[end]):
            yield Remark(
                rule="date-range", at=element, part=start,
                words=f"{written(element, start)} {written(element, end)}", message="begins after its end",
                hint=f'write {start}="{known[end]}" {end}="{known[start]}", if the two were mixed up',
            )  # fmt: skip
    if "when" not in known:
        return
    first, last = _first(known["when"]), _last(known["when"])
    outside = {
        "notBefore": last < _first(known.get("notBefore", known["when"])),
        "notAfter": first > _last(known.get("notAfter", known["when"])),
    }
    for bound, wrong in outside.items():
        if wrong:
            yield Remark(
                rule="date-range", at=element, part="when",
                words=f"{written(element, 'when')} {written(element, bound)}",
                message=f"@when is {'before' if bound == 'notBefore' else 'after'} @{bound}",
                hint=f"delete @when, or delete @{bound}",
            )  # fmt: skip


@check("lifespan", scope=Scope.EVERY_FILE)
def check_lifespans(subject: Subject) -> Iterator[Remark]:
    """Nobody dies before being born."""
    for person in _people(subject.tree):
        birth, death = person.find(tei("birth")), person.find(tei("death"))
        if birth is None or death is None:
            continue
        born, died = birth.get("when", ""), death.get("when", "")
        if is_date(born) and is_date(died) and _first(born) > _last(died):
            yield Remark(
                rule="lifespan", at=death, part="when", words=written(death, "when"),
                message=f"is before the birth ({born})", hint="correct the birth or the death",
            )  # fmt: skip


def _people(tree: Tree) -> Iterator[etree._Element]:
    return tree.root.iterfind(f"{tei('standOff')}//{tei('person')}")


def _first(value: str) -> Day:
    """The first day that a date can mean."""
    year, month, day = _numbers(value)
    return year, month or 1, day or 1


def _last(value: str) -> Day:
    """The last day that a date can mean."""
    year, month, day = _numbers(value)
    return year, month or 12, day or 31  # no month has a later day, so this compares rightly


def _numbers(value: str) -> Day:
    match = _PARTS.fullmatch(value)
    if not match:
        raise ValueError(f"{value!r} is no date")
    year = int(match[2])
    return (-year if match[1] else year), int(match[3] or 0), int(match[4] or 0)
