"""The map of the places."""

from typing import Final

from docutils import nodes

from pressmark.model import Place
from pressmark.site.pictures import map as maps
from pressmark.site.pictures.map import Spot
from pressmark.site.pictures.svg import Wording
from pressmark.site.pictures.table import Cell, Table
from pressmark.site.views.context import Context, remark
from pressmark.site.views.pictures.figure import COUNTED, ROWS, Picture, listed, record_address, shown
from pressmark.site.words import N_, _, counted, numeral

# What the map says.
_MAP: Final = N_("Map of the places")
_MAP_DESCRIPTION: Final = N_("{places} on a map of the world or a part of it. Most mentioned: {named}.")
_MAP_CAPTION: Final = N_("The larger a dot, the more mentions; the largest stands for {most}.")
_MAP_OUTSIDE: Final = N_("{places} elsewhere: see the small map of the world.")
_MAP_UNMENTIONED: Final = N_("A hollow dot is a place that no text mentions.")
_MAP_MOST: Final = N_("Only the {most} most mentioned are drawn.")
_MAP_COASTS: Final = N_("Coasts: Natural Earth.")
_MAP_WITHOUT: Final = N_("Without coordinates: ")
_MAP_EMPTY: Final = N_("No place of this edition has coordinates yet.")
_MAP_HEAD: Final = (N_("Place"), N_("Mentions"), N_("Latitude"), N_("Longitude"))


def map_of_places(context: Context) -> list[nodes.Node]:
    """A map of the places with coordinates; those without are listed below it."""
    places = [record for record in context.index.records.values() if isinstance(record, Place)]
    without = sorted((p for p in places if p.latitude is None or p.longitude is None), key=lambda p: p.name)
    spots = maps.ranked(
        _spot(context, p, p.longitude, p.latitude)
        for p in places
        if p.longitude is not None and p.latitude is not None
    )
    if not spots:
        return remark(_(_MAP_EMPTY))
    plan = maps.planned(spots[: maps.MOST])
    named = listed([(spot.name, spot.mentions) for spot in spots])
    description = _(_MAP_DESCRIPTION).format(places=counted(len(spots), "place"), named=named)
    caption = []
    if spots[0].mentions:
        caption.append(_(_MAP_CAPTION).format(most=counted(spots[0].mentions, "mention")))
    if plan.outside:
        caption.append(_(_MAP_OUTSIDE).format(places=counted(len(plan.outside), "place")))
    if not all(spot.mentions for spot in plan.inside):
        caption.append(_(_MAP_UNMENTIONED))
    if len(spots) > maps.MOST:
        caption.append(_(_MAP_MOST).format(most=numeral(maps.MOST)))
    caption.append(_(_MAP_COASTS))
    rows = [
        (Cell(s.name, s.href), Cell(numeral(s.mentions)), Cell(f"{s.latitude:g}"), Cell(f"{s.longitude:g}"))
        for s in spots[:ROWS]
    ]
    return shown(
        context,
        Picture(
            kind="map",
            svg=maps.drawn(plan, Wording(name="pm-map", title=_(_MAP), description=description)),
            caption=caption,
            table=Table(
                head=tuple(map(_, _MAP_HEAD)), rows=rows, of=len(spots), numbers=frozenset({1, 2, 3})
            ),
            below=(
                _(_MAP_WITHOUT),
                [Cell(place.name, record_address(context, place)) for place in without[:ROWS]],
            ),
        ),
    )


def _spot(context: Context, place: Place, longitude: float, latitude: float) -> Spot:
    mentions = context.index.mention_count(place.id)
    return Spot(
        name=place.name,
        longitude=longitude,
        latitude=latitude,
        mentions=mentions,
        title=_(COUNTED).format(when=place.name, number=counted(mentions, "mention")),
        href=record_address(context, place),
    )
