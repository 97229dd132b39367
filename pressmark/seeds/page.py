"""What reading a file gives, before its parts are told apart."""

from dataclasses import dataclass, field
from datetime import date

from pressmark.model import Fact
from pressmark.seeds.passages import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMetadata:
    """What a web page says about itself; None or empty where it says nothing."""

    title: Fact[str] | None = None
    outlet: Fact[str] | None = None
    authors: tuple[Fact[str], ...] = ()
    published: Fact[date] | None = None
    url: Fact[str] | None = None
    rights: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The text of an article as it will stay, and the passages it consists of."""

    text: str
    encoding: str
    passages: tuple[Passage, ...]
    normalised: tuple[str, ...]  # what reading the file has changed or left out, in words
    metadata: PageMetadata = field(default=PageMetadata())
