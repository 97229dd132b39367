"""Reading the ODD: the one source of the schemas, the vocabulary of the checks and the encoding guide.

It is pure ODD, and is read as far as the customization uses it: classes of attributes,
which elements may change, classes of the model, data types made of patterns and closed lists.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Final

from lxml import etree

from pressmark.tei.names import XML_ID, local_name, tei
from pressmark.tei.parse import parse
from pressmark.tei.schema.customization import (
    Attribute,
    Chapter,
    Characters,
    Constraint,
    Content,
    Datatype,
    Element,
    Group,
    Odd,
    Pattern,
    Reference,
    Value,
)
from pressmark.tei.text import squeezed_text

ODD_FILE: Final = Path(__file__).parent / "pressmark.odd"
SCHEMATRON_NS: Final = "http://purl.oclc.org/dsdl/schematron"
_EXAMPLES_NS: Final = "http://www.tei-c.org/ns/Examples"
_NAMESPACES: Final = re.compile(r' xmlns(:\w+)?="[^"]*"')
# How names in descriptions are shown.
_NAMES: Final = {"gi": "`<{}>`", "att": "`@{}`", "val": "`{}`"}


@cache
def load_odd() -> Odd:
    """The customization of the package, read once."""
    return read_odd(parse(ODD_FILE.read_bytes(), str(ODD_FILE)))


def read_odd(root: etree._Element) -> Odd:
    """The customization that a TEI document holds. Raises KeyError for a reference to nothing."""
    datatypes = {spec.get("ident", ""): _datatype(spec) for spec in root.iter(tei("dataSpec"))}
    specs = {spec.get("ident", ""): spec for spec in root.iter(tei("classSpec"))}
    own = {
        name: {each.name: each for each in _attributes(spec, datatypes)}
        for name, spec in specs.items()
        if spec.get("type") == "atts"
    }
    above = {name: _closure(name, specs) for name in specs}
    inherited = {
        name: {attribute: each for ancestor in above[name] for attribute, each in own[ancestor].items()}
        for name in own
    }
    chapters = tuple(
        Chapter(
            name=group.get(XML_ID, ""),
            title=_words(division, "head"),
            prose=tuple(map(_prose, division.iterfind(tei("p")))),
            elements=tuple(
                _element(spec, inherited, datatypes) for spec in group.iterfind(tei("elementSpec"))
            ),
        )
        for division in root.iter(tei("div"))
        for group in division.iterfind(tei("specGrp"))
    )
    elements = {element.name: element for chapter in chapters for element in chapter.elements}
    members = {
        name: tuple(
            element.name
            for element in elements.values()
            if any(name in above[direct] for direct in element.classes)
        )
        for name, spec in specs.items()
        if spec.get("type") == "model"
    }
    schema = next(root.iter(tei("schemaSpec")))
    return Odd(
        start=schema.get("start", ""),
        chapters=tuple(chapter for chapter in chapters if chapter.elements),
        elements=elements,
        members=members,
        attribute_classes=inherited,
        datatypes=datatypes,
        constraints=tuple(map(_constraint, root.iter(tei("constraintSpec")))),
    )


def _closure(name: str, specs: Mapping[str, etree._Element]) -> tuple[str, ...]:
    """A class and all classes that it belongs to, the most general first."""
    above = [each for direct in _classes(specs[name]) for each in _closure(direct, specs)]
    return (*dict.fromkeys(above), name)


def _classes(spec: etree._Element) -> Iterator[str]:
    for member in spec.iterfind(f"{tei('classes')}/{tei('memberOf')}"):
        yield member.get("key", "")


def _element(
    spec: etree._Element,
    inherited: Mapping[str, Mapping[str, Attribute]],
    datatypes: Mapping[str, Datatype],
) -> Element:
    attributes: dict[str, Attribute] = {}
    for name in _classes(spec):
        attributes |= inherited.get(name, {})
    attributes |= {each.name: each for each in _attributes(spec, datatypes)}
    return Element(
        name=spec.get("ident", ""),
        gloss=_words(spec, "gloss"),
        description=_words(spec, "desc"),
        classes=tuple(_classes(spec)),
        content=Group(parts=tuple(map(_content, spec.iterfind(f"{tei('content')}/*"))), is_choice=False),
        attributes=attributes,
        examples=tuple(map(_example, spec.iterfind(f"{tei('exemplum')}/{{{_EXAMPLES_NS}}}egXML"))),
    )


def _content(element: etree._Element) -> Content:
    name = local_name(element)
    if name == "empty":
        return Group(parts=(), is_choice=False)
    if name in ("textNode", "dataRef"):
        return Characters(datatype=element.get("key", ""))
    least = int(element.get("minOccurs", "1"))
    limit = element.get("maxOccurs", "1")
    most = None if limit == "unbounded" else int(limit)
    if name in ("sequence", "alternate"):
        parts = tuple(map(_content, element))
        return Group(parts=parts, is_choice=name == "alternate", least=least, most=most)
    if name in ("elementRef", "classRef"):
        return Reference(name=element.get("key", ""), is_class=name == "classRef", least=least, most=most)
    raise KeyError(f"<{name}> in <content> is not understood")


def _attributes(spec: etree._Element, datatypes: Mapping[str, Datatype]) -> Iterator[Attribute]:
    for definition in spec.iterfind(f"{tei('attList')}/{tei('attDef')}"):
        typed = definition.find(tei("datatype"))
        if typed is None:
            values = _values(definition)
            datatype = Datatype(values=values, phrase=" or ".join(value.name for value in values))
        else:
            datatype = datatypes[typed[0].get("key", "")]
        yield Attribute(
            name=definition.get("ident", ""),
            description=_words(definition, "desc"),
            datatype=datatype,
            required=definition.get("usage") == "req",
            many=typed is not None and typed.get("maxOccurs") == "unbounded",
        )


def _datatype(spec: etree._Element) -> Datatype:
    return Datatype(
        name=spec.get("ident", ""),
        phrase=_words(spec, "gloss"),
        patterns=tuple(
            Pattern(type=reference.get("name", ""), expression=reference.get("restriction", ""))
            for reference in spec.iter(tei("dataRef"))
        ),
        values=_values(spec),
    )


def _values(spec: etree._Element) -> tuple[Value, ...]:
    return tuple(
        Value(name=item.get("ident", ""), description=_words(item, "desc"))
        for item in spec.iter(tei("valItem"))
    )


def _constraint(spec: etree._Element) -> Constraint:
    """The one rule, with one assertion, that a constraint holds."""
    rule = next(spec.iter(f"{{{SCHEMATRON_NS}}}rule"))
    assertion = rule[0]
    return Constraint(
        name=spec.get("ident", ""),
        context=rule.get("context", ""),
        test=assertion.get("test", ""),
        message=squeezed_text(assertion),
        is_report=assertion.tag == f"{{{SCHEMATRON_NS}}}report",
    )


def _example(example: etree._Element) -> str:
    """The source of an example, without its indentation and without namespaces."""
    pieces = [example.text or "", *(etree.tostring(child, encoding="unicode") for child in example)]
    return dedent(_NAMESPACES.sub("", "".join(pieces))).strip()


def _words(parent: etree._Element, name: str) -> str:
    """The words of the first child of that name; empty if there is none."""
    child = parent.find(tei(name))
    return "" if child is None else _prose(child)


def _prose(element: etree._Element) -> str:
    """The words of an element, white space squeezed, names of elements and attributes between backticks."""
    pieces = [element.text or ""]
    for child in element:
        pieces += [_NAMES[local_name(child)].format(squeezed_text(child)), child.tail or ""]
    return " ".join("".join(pieces).split())
