"""Sections by year, and the one of what has no date."""

from typing import Final

from pressmark.site.words import _
from pressmark.tei.published import Article

UNDATED: Final = "undated"


def year(article: Article) -> str:
    """The year an article was published in; empty if nobody knows."""
    date = article.header.published
    return date.value[:4] if date else ""


def section(article: Article) -> str:
    """The id of the section of that year."""
    found = year(article)
    return f"year-{found}" if found else UNDATED


def section_name(article: Article) -> str:
    """What the heading of that section says."""
    return year(article) or _("Without a date")
