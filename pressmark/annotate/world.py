"""Countries and large cities, from the Unicode CLDR as the package Babel carries it."""

from functools import cache

from babel import Locale, UnknownLocaleError

from pressmark.annotate.gazetteer import fold_name


@cache
def known_places(language: str) -> dict[tuple[str, ...], str]:
    """Folded names of countries and of the cities that time zones are named after: "country" or "city"."""
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    places = {
        fold_name(zone.rpartition("/")[2].replace("_", " ")): "city"
        for zone in map(str, locale.time_zones)
        if "/" in zone and not zone.startswith(("Etc", "SystemV"))
    }
    for code, name in locale.territories.items():
        if code.isalpha():
            places[fold_name(name)] = "country"
            places[fold_name(name.partition(" (")[0])] = "country"
    return places
