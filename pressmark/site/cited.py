"""How a page is cited, as the pages are made from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pressmark.citing import Reference, StyledCitation


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """The reference to a page, and what each style makes of it, by the style's title."""

    reference: Reference
    styled: Mapping[str, StyledCitation] = field(default_factory=dict)
