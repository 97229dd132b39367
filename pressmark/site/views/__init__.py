"""What is shown on pages that are made from other pages.

A view is a function from a `Context` to docutils nodes. It is called once
everything was read, for every place on a page that asks for it.
"""

from collections.abc import Callable, Mapping
from typing import Final

from docutils import nodes

from pressmark.site.views import (
    articles,
    changes,
    citing,
    listings,
    notes,
    pictures,
    records,
    states,
    worklists,
)
from pressmark.site.views.context import Context

View = Callable[[Context], list[nodes.Node]]

# Views that a page asks for with the directive `edition`.
PUBLIC: Final[Mapping[str, View]] = {
    "people": listings.people,
    "places": listings.places,
    "organisations": listings.organisations,
    "quotations": listings.quotations,
    "articles": listings.articles,
    "latest": listings.latest,
    "map": pictures.map_of_places,
    "timeline": pictures.timeline_of_articles,
    "network": pictures.network_of_names,
    "speakers-over-time": pictures.speakers_over_time,
    "corrections": changes.corrections,
    "principles": notes.principles,
    "rules": notes.rules,
    "settings": notes.settings,
    "example": notes.example,
    "states": states.states,
    "worklists": worklists.worklists,
}
VIEWS: Final[Mapping[str, View]] = {
    **PUBLIC,
    "count": notes.count,
    "download": articles.download,
    "article-contents": articles.contents,
    "article-citation": citing.article,
    "record-citation": citing.record,
    "record-quotations": records.quotations,
    "record-mentions": records.mentions,
}
