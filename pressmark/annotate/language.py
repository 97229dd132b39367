"""What the annotators know of a language, read from `data/<language>.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


def _past_and_gerund(verb: str) -> tuple[str, str]:
    """The regular past form and the -ing form of an English verb."""
    vowels = "aeiou"
    if verb.endswith("e"):
        return verb + "d", verb[:-1] + "ing"
    if verb.endswith("y") and verb[-2] not in vowels:
        return verb[:-1] + "ied", verb + "ing"
    one_syllable = sum(letter in vowels for letter in verb) == 1
    if len(verb) > 2 and verb[-1] not in "aeiouwxy" and verb[-2] in vowels and verb[-3] not in vowels:
        stressed_last = one_syllable or verb in {"admit", "concur", "refer", "rebut", "regret"}
        if stressed_last:
            return verb + verb[-1] + "ed", verb + verb[-1] + "ing"
    return verb + "ed", verb + "ing"


def _third_person(verb: str) -> str:
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + "s"


def inflect(entry: str) -> dict[str, str]:
    """Every form of a verb, each with its lemma. `entry` is the lemma and its irregular past forms."""
    lemma, *irregular = entry.split()
    past, gerund = _past_and_gerund(lemma)
    forms = [lemma, _third_person(lemma), gerund, *(irregular or [past])]
    return dict.fromkeys(forms, lemma)


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """Word lists in lower case, and the forms of the verbs of saying."""

    abbreviations: frozenset[str]
    prepositions: frozenset[str]
    be: frozenset[str]
    modals: frozenset[str]
    clause_openers: frozenset[str]
    pronouns: frozenset[str]
    indefinite: frozenset[str]
    definite: frozenset[str]
    gendered: Mapping[str, str]  # word -> "f" or "m"
    openers: frozenset[str]
    common: frozenset[str]
    caption_words: frozenset[str]
    demonyms: frozenset[str]
    particles: frozenset[str]
    suffixes: frozenset[str]
    titles: frozenset[str]
    role_modifiers: frozenset[str]
    organisation_heads: frozenset[str]
    place_heads: frozenset[str]
    thing_heads: frozenset[str]
    place_prepositions: frozenset[str]
    place_openers: frozenset[str]
    cues: Mapping[str, str]  # form -> lemma
    clause_cues: frozenset[str]  # lemmas
    bare_cues: frozenset[str]  # lemmas
    receptive: frozenset[str]  # lemmas
    labelling: frozenset[str]  # lemmas
    addressing: frozenset[str]  # lemmas
    texts: frozenset[str]
    sources: frozenset[str]  # singular and plural
    plural_sources: frozenset[str]
    organisation_nouns: frozenset[str]
    place_nouns: frozenset[str]
    weekdays: tuple[str, ...]
    months: Mapping[str, int]
    calendar: frozenset[str]  # the names of days and months
    parts_of_day: frozenset[str]
    future: frozenset[str]
    past: frozenset[str]
    recurring: frozenset[str]
    seasons: Mapping[str, int]  # -> the month in which they begin, north of the equator
    numbers: Mapping[str, int]


def _plural(noun: str) -> str:
    if noun.endswith("man"):
        return noun[:-3] + "men"
    return {"wife": "wives"}.get(noun) or _third_person(noun)


@cache
def load_language(code: str) -> Language:
    """The word lists for a BCP 47 code; those for English where there are none for the language."""
    folder = files("pressmark.annotate") / "data"
    data = folder / f"{code.partition('-')[0].lower()}.toml"
    if not data.is_file():
        data = folder / "en.toml"
    table = tomllib.loads(data.read_text(encoding="utf-8"))
    if "grammar" not in table:  # some other data of the package, whose name looks like a language
        table = tomllib.loads((folder / "en.toml").read_text(encoding="utf-8"))
    grammar, names = table["grammar"], table["names"]
    quotations, dates = table["quotations"], table["dates"]

    def words(text: str) -> frozenset[str]:
        return frozenset(text.split())

    cues: dict[str, str] = {}
    for entry in quotations["cues"].split(";"):
        cues |= inflect(entry)
    months = {name: number for number, name in enumerate(dates["months"].split(), start=1)}
    months |= {name[:3]: number for name, number in months.items()} | {"sept": 9}
    singular, irregular = words(quotations["sources"]), words(quotations["irregular-plurals"])
    plural = frozenset(_plural(noun) for noun in singular) | irregular
    numbers = {word: max(1, index - 2) for index, word in enumerate(dates["numbers"].split(), start=1)}
    return Language(
        abbreviations=words(table["sentences"]["abbreviations"]),
        prepositions=words(grammar["prepositions"]),
        be=words(grammar["be"]),
        modals=words(grammar["modals"]),
        clause_openers=words(grammar["clause-openers"]),
        pronouns=words(grammar["pronouns"]),
        indefinite=words(grammar["indefinite"]),
        definite=words(grammar["definite"]),
        gendered={word: gender for gender, text in table["gendered"].items() for word in text.split()},
        openers=words(names["openers"]),
        common=words(names["common"]),
        caption_words=words(names["caption-words"]),
        demonyms=frozenset(form for word in names["demonyms"].split() for form in (word, word + "s")),
        particles=words(names["particles"]),
        suffixes=words(names["suffixes"]),
        titles=words(names["titles"]),
        role_modifiers=words(names["role-modifiers"]),
        organisation_heads=words(names["organisation-heads"]),
        place_heads=words(names["place-heads"]),
        thing_heads=words(names["thing-heads"]),
        place_prepositions=words(names["place-prepositions"]),
        place_openers=words(names["place-openers"]),
        cues=cues,
        clause_cues=words(quotations["clause-cues"]),
        bare_cues=words(quotations["bare-cues"]),
        receptive=words(quotations["receptive"]),
        labelling=words(quotations["labelling"]),
        addressing=words(quotations["addressing"]),
        texts=words(quotations["texts"]),
        sources=singular | plural,
        plural_sources=plural,
        organisation_nouns=words(quotations["organisation-nouns"]),
        place_nouns=words(quotations["place-nouns"]),
        weekdays=tuple(dates["weekdays"].split()),
        months=months,
        calendar=frozenset((*dates["weekdays"].split(), *months)),
        parts_of_day=words(dates["parts-of-day"]),
        future=words(dates["future"]),
        past=words(dates["past"]),
        recurring=words(dates["recurring"]),
        seasons=dict(zip(dates["seasons"].split(), (3, 6, 9, 9, 12), strict=False)),
        numbers=numbers,
    )
