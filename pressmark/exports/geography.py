"""The places as GeoJSON (RFC 7946)."""

import json

from pressmark.exports.edition import PublishedEdition


def as_geojson(edition: PublishedEdition) -> bytes:
    """A feature for each place with coordinates, in the order of the ids."""
    features = [
        {
            "type": "Feature",
            "id": place.id,
            "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]},
            "properties": {
                "name": place.name,
                "type": place.type,
                "description": place.description,
                "mentions": edition.counts[place.id].mentions,
                "url": edition.record_url(place),
                "sameAs": [identifier.url for identifier in place.identifiers],
            },
        }
        for place in sorted(edition.register.places, key=lambda each: each.id)
        if place.latitude is not None and place.longitude is not None
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return (json.dumps(collection, ensure_ascii=False, indent=1) + "\n").encode()
