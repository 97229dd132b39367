"""Sections by letter, and those that stand after the last letter."""

from pressmark.model import Record
from pressmark.site import filing
from pressmark.site.words import _

NAMELESS: str = "without-a-name"


def section(heading: str, record: Record | None = None) -> str:
    """The id of the section that a heading is filed in; sources without a name have one of their own."""
    if record is not None and filing.nameless(record):
        return NAMELESS
    return f"letter-{filing.letter_key(filing.letter(heading))}"


def section_name(heading: str, record: Record | None = None) -> str:
    """What the heading of that section says."""
    if record is not None and filing.nameless(record):
        return _("Without a name")
    return filing.letter(heading)
