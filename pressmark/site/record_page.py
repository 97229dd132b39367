"""The page of a person, a place or an organisation."""

from typing import Final
from urllib.parse import urlsplit

from docutils import nodes

from pressmark.model import EntityKind, NameUse, Person, PersonRole, Place, Record
from pressmark.site import addresses
from pressmark.site import nodes as pm
from pressmark.site.dates import in_words
from pressmark.site.pieces import citing_section, external_link, field, internal_link
from pressmark.site.words import N_, _, pgettext, phrase

_SCHEMES: Final = {
    "WIKIDATA": "Wikidata",
    "GEONAMES": "GeoNames",
    "VIAF": "VIAF",
    "GND": "GND",
    "ISNI": "ISNI",
    "ORCID": "ORCID",
}
_USES: Final = {
    NameUse.VARIANT: N_("Also"),
    NameUse.ACRONYM: N_("Acronym"),
    NameUse.METONYM: N_("By metonymy"),
    NameUse.DESCRIPTION: N_("Described as"),
}
_ROLES: Final = {
    PersonRole.UNNAMED: N_("A source whose name is withheld"),
    PersonRole.COLLECTIVE: N_("Several people who speak as one"),
}
_KINDS: Final = {
    EntityKind.PERSON: N_("Person"),
    EntityKind.PLACE: N_("Place"),
    EntityKind.ORGANISATION: N_("Organisation"),
}


def build_record_page(record: Record, docname: str) -> nodes.section:
    """The section that is the whole page."""
    page = nodes.section("", ids=[addresses.TOP], classes=["pm-record", f"pm-record-{record.kind}"])
    page += nodes.title("", record.name)
    summary = nodes.paragraph("", _kind_line(record), classes=["pm-summary"])
    summary += pm.view("record-summary", docname, record.id)
    page += summary
    if record.draft:
        page += _draft_notice(record, docname)
    if record.description:
        page += nodes.paragraph("", record.description, classes=["pm-lead"])
    facts = nodes.field_list(classes=["pm-facts"])
    facts.extend(_facts(record))
    if facts.children:
        page += facts
    if record.kind is not EntityKind.PLACE:
        page += _shown("quotations", _("Quotations"), "record-quotations", record, docname)
    page += _shown("mentions", _("Mentioned in"), "record-mentions", record, docname)
    page += _shown("mentioned-with", _("Mentioned with"), "record-companions", record, docname)
    page += citing_section(pm.view("record-citation", docname))
    return page


def _shown(anchor: str, title: str, view: str, record: Record, docname: str) -> nodes.section:
    """A section that is filled from the articles."""
    section = nodes.section("", ids=[anchor])
    section += nodes.title("", title)
    section += pm.view(view, docname, record.id)
    return section


def _kind_line(record: Record) -> str:
    if isinstance(record, Person):
        kind = _(_ROLES.get(record.role, "")) or record.occupation
    else:
        kind = str(getattr(record, "type", "")).replace("-", " ")
    words = kind or _(_KINDS[record.kind])
    return words[0].upper() + words[1:]


def _draft_notice(record: Record, docname: str) -> nodes.Element:
    text = nodes.paragraph("", "", nodes.strong("", _("Draft.")), classes=["pm-draft"])
    text += nodes.Text(" " + _("This record was proposed by machine and not yet confirmed by a person."))
    if record.source:
        article = internal_link("article", record.source, "", docname)
        text += [nodes.Text(" "), *phrase(_("It comes from {article}."), article=[article])]
    return text


def _facts(record: Record) -> list[nodes.field]:
    rows = []
    if isinstance(record, Person):
        rows += [
            field(name, pm.time(date, in_words(date)))
            for name, date in ((_("Born"), record.born), (_("Died"), record.died))
            if date
        ]
    for use, label in _USES.items():
        names = [variant.name for variant in record.variants if variant.use is use]
        if names:
            rows.append(field(_(label), nodes.Text("; ".join(names))))
    if isinstance(record, Place) and record.latitude is not None and record.longitude is not None:
        rows.append(field(_("Coordinates"), nodes.Text(_coordinates(record.latitude, record.longitude))))
    for identifier in record.identifiers:
        name = _SCHEMES.get(identifier.scheme, identifier.scheme)
        rows.append(field(name, external_link(identifier.url, _identifier_words(identifier.url))))
    rows.append(field(_("Record"), nodes.literal("", record.id)))
    return rows


def _coordinates(latitude: float, longitude: float) -> str:
    """Decimal degrees as readers of maps write them: 51.5° N, 0.12° W."""
    north = pgettext("latitude", "N") if latitude >= 0 else pgettext("latitude", "S")
    east = pgettext("longitude", "E") if longitude >= 0 else pgettext("longitude", "W")
    return f"{abs(latitude):g}° {north}, {abs(longitude):g}° {east}"


def _identifier_words(url: str) -> str:
    """The last part of an identifier's address, which is the identifier itself."""
    return urlsplit(url).path.rstrip("/").rpartition("/")[2] or url
