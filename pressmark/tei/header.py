"""The header of an article: what it is, where it is from, and how it was encoded."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import PurePath
from typing import Final

from lxml import etree
from lxml.builder import ElementMaker

from pressmark import __version__
from pressmark.config import REGISTER_FILES, Edition
from pressmark.model import ArticleMeta, EntityKind, Fact, Person, PersonRole, SourceDocument
from pressmark.rules import RULES
from pressmark.tei.names import TEI_NS, UNKNOWN_SPEAKER, XML_ID, tei
from pressmark.tei.record_elements import record_element
from pressmark.tei.text import storable, uri

E: Final = ElementMaker(namespace=TEI_NS, nsmap={None: TEI_NS})

_RIGHTS: Final = "The article is the property of its publisher. It is shown here for study and quotation."
_LICENCE: Final = "The mark-up is published under this licence."
# What the edition does with its sources: the element of `<editorialDecl>`, and what it says.
_UNCORRECTED: Final = "The text is given as received; nothing has been corrected."
_CORRECTED: Final = "The text is given as received; corrections stand beside the words of the source."
_PRINCIPLES: Final = (
    ("correction", _UNCORRECTED),
    ("normalization", "Spelling, punctuation and white space are those of the source."),
    ("quotation", "Quotation marks are kept as printed, inside the element that marks the quotation."),
    (
        "interpretation",
        "Names, speech and dates are marked; what a machine proposed carries its certainty and its rule.",
    ),
    ("segmentation", "A milestone stands before every sentence of running text."),
)
# What can be cited by its anchor, and the elements that it is.
_UNITS: Final = (
    ("heading", "//body//*[self::head or self::p[parent::argument]]"),
    ("paragraph", "//body//*[self::p[not(parent::argument)] or self::quote]"),
    ("line", "//body//*[self::byline or self::dateline or self::fw]"),
    ("sentence", "//body//milestone[@unit='sentence']"),
    ("quotation", "//body//*[self::said or self::q]"),
    ("mention", "//body//*[self::persName or self::placeName or self::orgName or self::rs]"),
    ("words", "//body//*[self::soCalled or self::mentioned]"),
    ("date", "//body//date"),
)
_REGISTERS: Final = {
    EntityKind.PERSON: "A record in the register of people.",
    EntityKind.PLACE: "A record in the register of places.",
    EntityKind.ORGANISATION: "A record in the register of organisations.",
}
_UNKNOWN: Final = Person(id=UNKNOWN_SPEAKER, name="unknown speaker", role=PersonRole.UNNAMED)
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# BCP 47, as far as XML Schema checks it.
_LANGUAGE: Final = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")
_UNDETERMINED: Final = "und"


def language_of(meta: ArticleMeta) -> str:
    """The language tag of an article; "und" where what is known is no tag."""
    return meta.language if _LANGUAGE.fullmatch(meta.language) else _UNDETERMINED


def header_element(
    document: SourceDocument,
    edition: Edition,
    rules: Iterable[str],
    *,
    unknown_speaker: bool = False,
    records: str | None = None,
) -> etree._Element:
    """`<teiHeader>`, not laid out. `rules` are those that the body points to.

    With `unknown_speaker` there is somebody to whom speech can be ascribed whose speaker
    nobody knows.

    Pointers to records lead to the registers, or, if `records` is given, to elements of
    the same file whose ids are that prefix and the record's id.
    """
    return E.teiHeader(
        E.fileDesc(
            _title_statement(document.meta),
            _publication(document, edition),
            E.sourceDesc(_source(document.meta)),
        ),
        E.encodingDesc(
            E.editorialDecl(*_principles()),
            E.refsDecl(*(E.citeStructure(match=path, use="@xml:id", unit=unit) for unit, path in _UNITS)),
            *_class_declaration(rules),
            E.listPrefixDef(*_prefixes(records)),
            E.appInfo(E.application(E.label("Pressmark"), ident="pressmark", version=__version__)),
        ),
        E.profileDesc(
            E.langUsage(E.language(ident=language_of(document.meta))),
            *([unknown_speaker_element()] if unknown_speaker else []),
        ),
        E.revisionDesc(
            E.change(f"Encoded from {_seed_name(document, edition)}.", who="#pressmark"), status="draft"
        ),
    )


def names_unknown_speaker(text: etree._Element) -> bool:
    """Whether any speech below an element is ascribed to somebody whom nobody knows."""
    return any(f"#{UNKNOWN_SPEAKER}" in said.get("who", "").split() for said in text.iter(tei("said")))


def is_corrected(text: etree._Element) -> bool:
    """Whether anything below an element says what the source has wrong or lacks."""
    return next(text.iter(tei("choice"), tei("supplied"), tei("gap")), None) is not None


def set_correction(declaration: etree._Element, *, corrected: bool) -> None:
    """Let an `<editorialDecl>` of the machine say whether the text has corrections."""
    words = declaration.find(f"{tei('correction')}/{tei('p')}")
    if words is not None:
        words.text = _CORRECTED if corrected else _UNCORRECTED


def unknown_speaker_element() -> etree._Element:
    """The part of `<profileDesc>` that such speech points to."""
    return E.particDesc(E.listPerson(record_element(_UNKNOWN)))


def _title_statement(meta: ArticleMeta) -> etree._Element:
    responsibility = E.respStmt(E.resp("mark-up proposed by machine"), E.name("Pressmark"))
    responsibility.set(XML_ID, "pressmark")
    return E.titleStmt(E.title(storable(meta.title.value)), responsibility)


def _publication(document: SourceDocument, edition: Edition) -> etree._Element:
    availability = E.availability(E.p(storable(document.meta.rights) or _RIGHTS), status="restricted")
    if licence := uri(edition.licence_url):
        availability.append(E.licence(_LICENCE, target=licence))
    return E.publicationStmt(
        E.publisher(storable(edition.publisher or edition.title)),
        E.idno(document.siglum, type="siglum"),
        availability,
    )


def _source(meta: ArticleMeta) -> etree._Element:
    """The article as printed. What is inferred says how certain it is; what is unknown is absent."""
    analytic = E.analytic(_stated("title", meta.title, level="a"))
    analytic.extend([_stated("author", author) for author in meta.authors])
    monogr = E.monogr()
    if meta.outlet:
        monogr.append(_stated("title", meta.outlet, level="j"))
    # TEI wants an imprint with something in it: an empty date is one that is not known.
    monogr.append(E.imprint(_published(meta.published) if meta.published else E.date()))
    source = E.biblStruct(analytic, monogr, *_evidence(meta))
    if meta.url and (address := uri(meta.url.value)):
        source.append(E.ptr(target=address))
    return source


def _stated(name: str, fact: Fact[str], **attributes: str) -> etree._Element:
    element = E(name, storable(fact.value), **attributes)
    if fact.inferred:
        element.set("cert", fact.confidence)
    return element


def _published(fact: Fact[date]) -> etree._Element:
    day = fact.value
    element = E.date(f"{day.day} {_MONTHS[day.month - 1]} {day.year}", when=day.isoformat())
    if fact.inferred:
        element.set("cert", fact.confidence)
        element.set("evidence", "internal")
    return element


def _evidence(meta: ArticleMeta) -> Iterator[etree._Element]:
    facts: list[tuple[str, Fact[str] | Fact[date] | None]] = [
        ("title", meta.title),
        ("outlet", meta.outlet),
        *(("authors", author) for author in meta.authors),
        ("published", meta.published),
        ("url", meta.url),
    ]
    for name, fact in facts:
        if fact and fact.inferred and fact.evidence:
            yield E.note(storable(fact.evidence), type="evidence", n=name)


def _principles() -> Iterator[etree._Element]:
    for name, words in _PRINCIPLES:
        element = E(name, E.p(words))
        if name == "quotation":
            element.set("marks", "all")
        yield element


def _class_declaration(rules: Iterable[str]) -> Iterator[etree._Element]:
    categories = []
    for rule in sorted(rules):
        category = E.category(E.catDesc(RULES.get(rule, rule.replace("-", " "))))
        category.set(XML_ID, f"rule.{rule}")
        categories.append(category)
    if categories:  # TEI has no empty taxonomy
        taxonomy = E.taxonomy(*categories)
        taxonomy.set(XML_ID, "rules")
        yield E.classDecl(taxonomy)


def _prefixes(records: str | None) -> Iterator[etree._Element]:
    for kind, description in _REGISTERS.items():
        place = f"../registers/{REGISTER_FILES[kind]}#" if records is None else f"#{records}"
        yield E.prefixDef(
            E.p(description), ident=kind, matchPattern="([a-z0-9-]+)", replacementPattern=f"{place}$1"
        )


def _seed_name(document: SourceDocument, edition: Edition) -> str:
    """The seed's path within the edition, or only its name: where else it lay is no one's business."""
    path = PurePath(document.path)
    inside = path.is_relative_to(edition.root)
    return storable(path.relative_to(edition.root).as_posix() if inside else path.name)
