"""The sidecar of a seed: what an editor knows about the article, and on what evidence."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from pressmark.config import LANGUAGE_TAG
from pressmark.errors import PressmarkError
from pressmark.files import Limit, find_conflict, parse_toml, read_if_there
from pressmark.model import Confidence, Fact, Finding

T = TypeVar("T")

SUFFIX = ".toml"
_FACT_KEYS = ("value", "inferred", "confidence", "evidence")
_POSITION = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
_LANGUAGE = re.compile(LANGUAGE_TAG)
_RULE = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sidecar:
    """What a sidecar says; None or empty where it says nothing."""

    title: Fact[str] | None = None
    outlet: Fact[str] | None = None
    authors: tuple[Fact[str], ...] = ()
    published: Fact[date] | None = None
    url: Fact[str] | None = None
    rights: str = ""
    language: str = ""
    accept: frozenset[str] = frozenset()


def read_sidecar(path: Path) -> Sidecar:
    """Read the sidecar at `path`; an empty one if there is nothing of that name.

    Raises PressmarkError on a file that cannot be read, a syntax error, an
    unknown key, a value of the wrong type or an impossible date.
    """
    return parse_sidecar(sidecar_source(path), path)


def sidecar_source(path: Path) -> str:
    """The words of the sidecar at `path`; none if there is nothing of that name. Raises PressmarkError."""
    try:
        return (read_if_there(path, Limit.SIDECAR) or b"").decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _fault(path, None, "is not in UTF-8", "save it as UTF-8") from error


def parse_sidecar(source: str, path: Path) -> Sidecar:
    """The sidecar with the given TOML source. `path` is for messages. Raises like `read_sidecar`."""
    if conflict := find_conflict(source, str(path)):
        raise PressmarkError(conflict)
    try:
        table = parse_toml(source)
    except ValueError as error:
        raise _syntax_fault(path, source, str(error)) from error
    return _Reader(path, source, table).read()


def _syntax_fault(path: Path, source: str, message: str) -> PressmarkError:
    position = _POSITION.search(message)
    line = column = None
    if position:
        message = message[: position.start()]
        line = int(position["line"]) if position["line"] else len(source.splitlines())
        column = int(position["column"]) if position["column"] else None
    return _fault(
        path,
        line,
        f"is not valid TOML: {message}",
        'write one "key = value" a line, with words in quotation marks and dates as 2031-05-07',
        column,
    )


def _fault(
    path: Path, line: int | None, message: str, hint: str, column: int | None = None
) -> PressmarkError:
    return PressmarkError(
        Finding(path=str(path), line=line, column=column, rule="sidecar", message=message, hint=hint)
    )


class _Reader:
    """Turns the parsed table of one sidecar into facts, and knows where its keys stand."""

    def __init__(self, path: Path, source: str, table: dict[str, Any]) -> None:
        self._path = path
        self._lines = source.splitlines()
        self._table = table

    def read(self) -> Sidecar:
        known = tuple(Sidecar.__dataclass_fields__)
        for key in self._table:
            if key not in known:
                raise self._fault(key, f"has an unknown key “{key}”", f"use one of: {', '.join(known)}")
        return Sidecar(
            title=self._fact("title", self._words),
            outlet=self._fact("outlet", self._words),
            authors=self._authors(),
            published=self._fact("published", self._date),
            url=self._fact("url", self._url),
            rights=self._plain("rights", self._words),
            language=self._plain("language", self._language),
            accept=frozenset(self._rules()),
        )

    def _fault(self, key: str, message: str, hint: str) -> PressmarkError:
        pattern = re.compile(rf"""[\[{{\s,]*["']?{re.escape(key)}["']?\s*[.=\]]""")
        at = (number for number, line in enumerate(self._lines, 1) if pattern.match(line))
        return _fault(self._path, next(at, None), message, hint)

    def _fact(self, key: str, read: Callable[[str, Any], T]) -> Fact[T] | None:
        return self._stated(key, self._table[key], read) if key in self._table else None

    def _stated(self, key: str, given: Any, read: Callable[[str, Any], T]) -> Fact[T]:
        """A fact from a plain value, or from a table that says how it is known."""
        if not isinstance(given, dict):
            return Fact(value=read(key, given))
        for part in given:
            if part not in _FACT_KEYS:
                raise self._fault(key, f"{key} has an unknown part “{part}”", f"use {', '.join(_FACT_KEYS)}")
        if "value" not in given:
            raise self._fault(key, f"{key} has no value", f'write {key} = {{ value = "…", … }}')
        inferred = given.get("inferred", False)
        evidence = given.get("evidence", "")
        if not isinstance(inferred, bool):
            raise self._fault(key, f"inferred is {inferred!r} in {key}", "write true or false")
        if not isinstance(evidence, str):
            raise self._fault(
                key, f"evidence is {evidence!r} in {key}", "write a sentence in quotation marks"
            )
        if inferred and not evidence.strip():
            raise self._fault(key, f"{key} is inferred but names no evidence", 'add evidence = "…"')
        return Fact(
            value=read(key, given["value"]),
            inferred=inferred,
            confidence=self._confidence(key, given.get("confidence", Confidence.HIGH.value)),
            evidence=evidence.strip(),
        )

    def _confidence(self, key: str, given: Any) -> Confidence:
        if given not in list(Confidence):
            raise self._fault(key, f"confidence is {given!r} in {key}", 'write "high", "medium" or "low"')
        return Confidence(given)

    def _authors(self) -> tuple[Fact[str], ...]:
        given = self._table.get("authors", [])
        if not isinstance(given, list):
            raise self._fault("authors", f"authors is {given!r}", 'write a list: authors = ["…"]')
        return tuple(self._stated("authors", author, self._words) for author in given)

    def _plain(self, key: str, read: Callable[[str, Any], str]) -> str:
        return read(key, self._table[key]) if key in self._table else ""

    def _rules(self) -> list[str]:
        given = self._table.get("accept", [])
        if not isinstance(given, list) or not all(
            isinstance(rule, str) and _RULE.fullmatch(rule) for rule in given
        ):
            raise self._fault(
                "accept", f"accept is {given!r}", 'write a list of rules: accept = ["long-line"]'
            )
        return given

    def _words(self, key: str, given: Any) -> str:
        if not isinstance(given, str) or not given.strip():
            raise self._fault(
                key, f"{key} is {given!r}", "write words in quotation marks, or leave the key out"
            )
        return given.strip()

    def _date(self, key: str, given: Any) -> date:
        if isinstance(given, datetime):
            return given.date()
        if isinstance(given, date):
            return given
        try:
            return date.fromisoformat(given)
        except (TypeError, ValueError) as error:
            raise self._fault(
                key, f"{key} is {given!r}, which is no date", "write year-month-day: 2031-05-07"
            ) from error

    def _url(self, key: str, given: Any) -> str:
        words = self._words(key, given)
        try:
            parts = urlsplit(words)
        except ValueError:
            parts = None
        if not parts or parts.scheme not in ("http", "https") or not parts.netloc or len(words.split()) > 1:
            raise self._fault(key, f"{key} is {given!r}, which is no web address", "write it with https://")
        return words

    def _language(self, key: str, given: Any) -> str:
        words = self._words(key, given)
        if not _LANGUAGE.fullmatch(words):
            raise self._fault(key, f"{key} is {given!r}, which is no language tag", 'write "en" or "en-GB"')
        return words
