"""What is shown on pages that are made from other pages.

A view is a function from a `Context` to docutils nodes, or to an `HtmlView` or a `SplitView` that makes
ready HTML where that can stand. It is called once everything was read, for every place on a page that asks
for it.
"""

from collections.abc import Callable, Mapping
from typing import Final

from docutils import nodes

from pressmark.site.views import (
    article,
    changes,
    citing,
    contents,
    downloads,
    indices,
    licences,
    notes,
    pictures,
    reading,
    records,
    search,
    states,
    worklists,
)
from pressmark.site.views.context import Context, HtmlView
from pressmark.site.views.splitting import SplitView

View = Callable[[Context], list[nodes.Node] | HtmlView | SplitView]

# Views that a page asks for with the directive `edition`.
PUBLIC: Final[Mapping[str, View]] = {
    "people": indices.people,
    "places": indices.places,
    "organisations": indices.organisations,
    "quotations": indices.quotations,
    "quotations-by-date": indices.quotations_by_date,
    "quotations-by-article": indices.quotations_by_article,
    "articles": indices.by_date,
    "outlets": indices.by_outlet,
    "authors": indices.by_author,
    "dates": indices.dates,
    "latest": indices.latest,
    "most-quoted": indices.most_quoted,
    "map": pictures.map_of_places,
    "timeline": pictures.timeline_of_articles,
    "network": pictures.network_of_names,
    "speakers-over-time": pictures.speakers_over_time,
    "corrections": changes.corrections,
    "downloads": downloads.downloads,
    "licences": licences.licences,
    "principles": notes.principles,
    "rules": notes.rules,
    "settings": notes.settings,
    "example": notes.example,
    "search": search.search,
    "states": states.states,
    "worklists": worklists.worklists,
}
# What stands on the page of an article around its text.
ARTICLE_VIEWS: Final[Mapping[str, Callable[[Context], HtmlView]]] = {
    "article-summary": article.summary,
    "article-display": reading.display,
    "read-on": reading.read_on,
    "article-contents": contents.contents,
    "article-corrections": article.corrections,
    "article-notes": article.notes,
    "article-source": article.source,
    "article-files": downloads.article_files,
    "article-citation": citing.article,
}
VIEWS: Final[Mapping[str, View]] = {
    **PUBLIC,
    **ARTICLE_VIEWS,
    "count": notes.count,
    "record-citation": citing.record,
    "record-summary": records.summary,
    "record-companions": records.companions,
    "record-quotations": records.quotations,
    "record-mentions": records.mentions,
}
