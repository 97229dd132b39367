"""The elements and attributes of this edition's TEI, and the values that an attribute may have."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from pressmark.ids import AnchorKind
from pressmark.model import EntityKind

_MARK: Final = "resp cert ana"
_SPEECH: Final = f"who toWhom source next prev {_MARK}"
_NAME: Final = f"type ref {_MARK}"

# Every element with the attributes it may have besides xml:id and xml:lang.
_TABLE: Final = {
    # header
    "TEI": "", "teiHeader": "", "fileDesc": "", "titleStmt": "", "title": "level cert ref", "respStmt": "",
    "resp": "", "name": "", "publicationStmt": "", "publisher": "", "idno": "type", "availability": "status",
    "licence": "target", "sourceDesc": "", "biblStruct": "", "analytic": "", "author": "cert ref",
    "monogr": "", "imprint": "", "note": "type n resp", "ptr": "target", "encodingDesc": "",
    "editorialDecl": "", "correction": "", "normalization": "", "quotation": "marks", "interpretation": "",
    "segmentation": "", "refsDecl": "", "citeStructure": "match use unit", "classDecl": "", "taxonomy": "",
    "category": "", "catDesc": "", "listPrefixDef": "", "prefixDef": "ident matchPattern replacementPattern",
    "appInfo": "", "application": "ident version", "label": "", "ab": "type", "profileDesc": "",
    "langUsage": "", "language": "ident", "revisionDesc": "status", "change": "who when",
    # blocks
    "text": "xml:space", "body": "", "div": "type", "head": "type", "argument": "", "p": "", "byline": "rend",
    "dateline": "", "figure": "type", "fw": "type", "cit": "rend", "quote": f"type corresp source {_MARK}",
    "bibl": "", "milestone": "unit",
    # within blocks
    "said": f"direct {_SPEECH}", "q": _SPEECH, "soCalled": _MARK, "mentioned": _MARK,
    "persName": _NAME, "placeName": _NAME, "orgName": _NAME, "rs": _NAME,
    "roleName": "", "forename": "", "surname": "", "addName": "", "nameLink": "", "genName": "",
    "date": f"when notBefore notAfter evidence {_MARK}",
    # registers
    "standOff": "", "listPerson": "", "listPlace": "", "listOrg": "", "person": "role", "personGrp": "role",
    "place": "type", "org": "type", "birth": "when", "death": "when", "occupation": "", "location": "",
    "geo": "",
}  # fmt: skip

_EVERYWHERE: Final = frozenset({"xml:id", "xml:lang"})

ELEMENTS: Final[Mapping[str, frozenset[str]]] = {
    name: _EVERYWHERE.union(attributes.split()) for name, attributes in _TABLE.items()
}

# Other elements' dates, and the types of names, are read and checked with their records.
_DATED: Final = ("date@when", "date@notBefore", "date@notAfter", "change@when")
_DATE: Final = re.compile(r"-?(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def is_date(text: str) -> bool:
    """Whether `text` is a year, a month or a day as ISO 8601 writes them."""
    match = _DATE.fullmatch(text)
    if not match:
        return False
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Values:
    """What an attribute may hold: a test, and a description for those who fail it."""

    accept: Callable[[str], bool]
    description: str


def _one_of(*values: str) -> Values:
    return Values(frozenset(values).__contains__, " or ".join(values))


def _is_certainty(text: str) -> bool:
    return bool(re.fullmatch(r"0(\.\d+)?|1(\.0+)?|high|medium|low|unknown", text))


# For one attribute of one element ("said@direct"), or of all elements ("@cert").
VALUES: Final[Mapping[str, Values]] = {
    "@cert": Values(_is_certainty, "a number from 0 to 1, high, medium or low"),
    "said@direct": _one_of("true", "false"),
    "milestone@unit": _one_of("sentence"),
    "text@xml:space": _one_of("preserve"),
    "rs@type": _one_of(*EntityKind),
    "head@type": _one_of("headline", "subhead"),
    "fw@type": _one_of("furniture"),
    "byline@rend": _one_of("contributor"),
    "cit@rend": _one_of("pullquote"),
    **dict.fromkeys(_DATED, Values(is_date, "a date such as 2031-05-06")),
}

# The attribute that an element inside `<text>` cannot do without.
REQUIRED: Final[Mapping[str, str]] = {"said": "direct", "milestone": "unit", "rs": "type"}

# The kind of anchor that an element inside `<text>` has; all of these need one.
ANCHORED: Final[Mapping[str, AnchorKind]] = {
    "head": AnchorKind.HEADING,
    "p": AnchorKind.PARAGRAPH,  # but a heading's as a standfirst
    "quote": AnchorKind.PARAGRAPH,
    "byline": AnchorKind.LINE,
    "dateline": AnchorKind.LINE,
    "fw": AnchorKind.LINE,
    "milestone": AnchorKind.SENTENCE,
    "said": AnchorKind.QUOTATION,
    "q": AnchorKind.QUOTATION,
    "persName": AnchorKind.MENTION,
    "placeName": AnchorKind.MENTION,
    "orgName": AnchorKind.MENTION,
    "rs": AnchorKind.MENTION,
    "soCalled": AnchorKind.WORDS,
    "mentioned": AnchorKind.WORDS,
    "date": AnchorKind.DATE,
}
