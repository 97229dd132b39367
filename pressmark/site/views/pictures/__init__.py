"""The pictures of the edition as views."""

from pressmark.site.views.pictures.articles import timeline_of_articles
from pressmark.site.views.pictures.names import network_of_names
from pressmark.site.views.pictures.places import map_of_places
from pressmark.site.views.pictures.speakers import speakers_over_time

__all__ = ["map_of_places", "network_of_names", "speakers_over_time", "timeline_of_articles"]
