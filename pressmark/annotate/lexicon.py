"""Word lists that tell names from ordinary words: forenames, surnames, places, brands, small words.

They are read once, from `data/lexicon/`; `tools/make_lexicon.py` made them, and `SOURCES.txt`
beside them says from what.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from pressmark.annotate.gazetteer import fold, fold_name
from pressmark.annotate.language import load_language
from pressmark.annotate.world import known_places

_LONGEST_PLACE = 4  # tokens
CACHED_WORDS = 1 << 15  # so that memory stays flat over many articles

# The classes of words that seldom stand in the name of a person.
SELDOM_PERSONAL = frozenset(
    {
        "word",
        "brand",
        "place",
        "organisation-head",
        "place-head",
        "thing-head",
        "demonym",
        "calendar",
        "common",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Names as they are spelt, ordinary words in lower case, places as folded tokens with their type."""

    forenames: Mapping[str, str]  # -> "f" or "m", where only women or only men have it
    surnames: frozenset[str]
    brands: frozenset[str]
    words: frozenset[str]
    places: Mapping[tuple[str, ...], str]
    place_openings: frozenset[str]  # first tokens of the places of several tokens

    def place_at(self, folded: Sequence[str], first: int) -> tuple[int, str]:
        """The end of the longest place name at `folded[first]`, and its type; (first, "") if none is."""
        if folded[first] in self.place_openings:
            for end in range(min(len(folded), first + _LONGEST_PLACE), first + 1, -1):
                if kind := self.places.get(tuple(folded[first:end])):
                    return end, kind
        kind = self.places.get((folded[first],), "")
        return (first + 1, kind) if kind else (first, "")


def _lines(name: str) -> list[str]:
    folder = files("pressmark.annotate") / "data" / "lexicon"
    return (folder / name).read_text(encoding="utf-8").splitlines()


@cache
def load_lexicon(code: str) -> Lexicon:
    """The lists, with countries and cities as the language (BCP 47) writes them."""
    forenames = (line.partition("\t") for line in _lines("forenames.txt"))
    listed = (line.partition("\t") for line in _lines("places.txt"))
    places = {fold_name(name): kind for name, _, kind in listed} | known_places(code)
    return Lexicon(
        forenames={name: gender for name, _, gender in forenames},
        surnames=frozenset(_lines("surnames.txt")),
        brands=frozenset(_lines("brands.txt")),
        words=frozenset(_lines("words.txt")),
        places=places,
        place_openings=frozenset(name[0] for name in places if len(name) > 1),
    )


@lru_cache(maxsize=CACHED_WORDS)
def word_classes(word: str, code: str) -> tuple[str, ...]:
    """The names of the lists in which a word stands, those of its language (BCP 47) among them."""
    language, lexicon = load_language(code), load_lexicon(code)
    lower = word.lower()
    listed = {
        "forename": word in lexicon.forenames,
        "surname": word in lexicon.surnames,
        "brand": word in lexicon.brands,
        "word": lower in lexicon.words,
        "place": (fold(word),) in lexicon.places,
        "title": lower in language.titles,
        "role": lower in language.role_modifiers,
        "organisation-head": lower in language.organisation_heads,
        "place-head": lower in language.place_heads,
        "thing-head": lower in language.thing_heads,
        "place-opener": lower in language.place_openers,
        "demonym": lower in language.demonyms,
        "calendar": lower in language.calendar,
        "particle": lower in language.particles,
        "suffix": lower in language.suffixes,
        "opener": lower in language.openers,
        "common": lower in language.common,
        "place-preposition": lower in language.place_prepositions,
        "cue": lower in language.cues,
        "source": lower in language.sources,
        "pronoun": lower in language.pronouns,
    }
    return tuple(name for name, holds in listed.items() if holds)
