"""The indices of the edition, and what its front page shows of them, as views."""

from pressmark.site.views.indices.articles import by_author, by_date, by_outlet
from pressmark.site.views.indices.dates import dates
from pressmark.site.views.indices.front import latest, most_quoted
from pressmark.site.views.indices.names import organisations, people, places
from pressmark.site.views.indices.quotations import by_article as quotations_by_article
from pressmark.site.views.indices.quotations import by_date as quotations_by_date
from pressmark.site.views.indices.quotations import by_speaker as quotations

__all__ = [
    "by_author",
    "by_date",
    "by_outlet",
    "dates",
    "latest",
    "most_quoted",
    "organisations",
    "people",
    "places",
    "quotations",
    "quotations_by_article",
    "quotations_by_date",
]
