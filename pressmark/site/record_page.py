"""The page of a person, a place or an organisation."""

from typing import Final
from urllib.parse import urlsplit

from docutils import nodes

from pressmark.model import EntityKind, NameUse, Person, PersonRole, Place, Record
from pressmark.site import addresses
from pressmark.site import nodes as pm
from pressmark.site.article_page import citing_section, external_link, field, internal_link
from pressmark.site.dates import in_words

_SCHEMES: Final = {
    "WIKIDATA": "Wikidata",
    "GEONAMES": "GeoNames",
    "VIAF": "VIAF",
    "GND": "GND",
    "ISNI": "ISNI",
    "ORCID": "ORCID",
}
_USES: Final = {
    NameUse.VARIANT: "Also",
    NameUse.ACRONYM: "Acronym",
    NameUse.METONYM: "By metonymy",
    NameUse.DESCRIPTION: "Described as",
}
_ROLES: Final = {
    PersonRole.UNNAMED: "A source whose name is withheld",
    PersonRole.COLLECTIVE: "Several people who speak as one",
}


def build_record_page(record: Record, docname: str) -> nodes.section:
    """The section that is the whole page."""
    page = nodes.section("", ids=[addresses.TOP], classes=["pm-record", f"pm-record-{record.kind}"])
    page += nodes.title("", record.name)
    page += nodes.paragraph("", _kind_line(record), classes=["pm-summary"])
    if record.draft:
        page += _draft_notice(record, docname)
    if record.description:
        page += nodes.paragraph("", record.description, classes=["pm-lead"])
    facts = nodes.field_list(classes=["pm-facts"])
    facts.extend(_facts(record))
    if facts.children:
        page += facts
    if record.kind is not EntityKind.PLACE:
        spoken = nodes.section("", ids=["quotations"])
        spoken += nodes.title("", "Quotations")
        spoken += pm.view("record-quotations", docname, record.id)
        page += spoken
    mentioned = nodes.section("", ids=["mentions"])
    mentioned += nodes.title("", "Mentioned in")
    mentioned += pm.view("record-mentions", docname, record.id)
    page += mentioned
    page += citing_section(pm.view("record-citation", docname))
    return page


def _kind_line(record: Record) -> str:
    if isinstance(record, Person):
        kind = _ROLES.get(record.role) or record.occupation
    else:
        kind = str(getattr(record, "type", "")).replace("-", " ")
    words = kind or record.kind.value
    return words[0].upper() + words[1:]


def _draft_notice(record: Record, docname: str) -> nodes.Element:
    text = nodes.paragraph("", "", nodes.strong("", "Draft."), classes=["pm-draft"])
    text += nodes.Text(" This record was proposed by machine and not yet confirmed by a person.")
    if record.source:
        text += nodes.Text(" It comes from ")
        text += internal_link("article", record.source, "", docname)
        text += nodes.Text(".")
    return text


def _facts(record: Record) -> list[nodes.field]:
    rows = []
    if isinstance(record, Person):
        rows += [
            field(name, pm.time(date, in_words(date)))
            for name, date in (("Born", record.born), ("Died", record.died))
            if date
        ]
    for use, label in _USES.items():
        names = [variant.name for variant in record.variants if variant.use is use]
        if names:
            rows.append(field(label, nodes.Text("; ".join(names))))
    if isinstance(record, Place) and record.latitude is not None and record.longitude is not None:
        rows.append(field("Coordinates", nodes.Text(_coordinates(record.latitude, record.longitude))))
    for identifier in record.identifiers:
        name = _SCHEMES.get(identifier.scheme, identifier.scheme)
        rows.append(field(name, external_link(identifier.url, _identifier_words(identifier.url))))
    rows.append(field("Record", nodes.literal("", record.id)))
    return rows


def _coordinates(latitude: float, longitude: float) -> str:
    """Decimal degrees as readers of maps write them: 51.5° N, 0.12° W."""
    north, east = "N" if latitude >= 0 else "S", "E" if longitude >= 0 else "W"
    return f"{abs(latitude):g}° {north}, {abs(longitude):g}° {east}"


def _identifier_words(url: str) -> str:
    """The last part of an identifier's address, which is the identifier itself."""
    return urlsplit(url).path.rstrip("/").rpartition("/")[2] or url
