"""A page that is no document: it goes on where a document was cut."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

MARK: Final = "."  # in the name of such a page, between the document and the part; no id holds one


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherPage:
    """`before` and `after` are names and pages: what is read before it, what after it, if there is any."""

    page: str
    name: str  # of what is on it: "B", "2030"
    html: Callable[[], str]
    before: tuple[str, str]
    after: tuple[str, str] | None = None
