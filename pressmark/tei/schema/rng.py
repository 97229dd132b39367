"""The customization as RELAX NG (ISO/IEC 19757-2), which editors of XML validate with while one types."""

from functools import cache
from typing import Final

from lxml import etree
from lxml.builder import ElementMaker

from pressmark.tei.names import TEI_NS
from pressmark.tei.schema.customization import (
    Attribute,
    Characters,
    Content,
    Datatype,
    Element,
    Odd,
    Pattern,
    Reference,
)
from pressmark.tei.schema.odd import load_odd

RNG_NS: Final = "http://relaxng.org/ns/structure/1.0"
_DOCUMENTATION_NS: Final = "http://relaxng.org/ns/compatibility/annotations/1.0"
_XSD: Final = "http://www.w3.org/2001/XMLSchema-datatypes"
_MAPS: Final = {None: RNG_NS, "a": _DOCUMENTATION_NS}
E: Final = ElementMaker(namespace=RNG_NS, nsmap=_MAPS)
A: Final = ElementMaker(namespace=_DOCUMENTATION_NS, nsmap=_MAPS)

# How often something may stand: the wrapper that says so.
_WRAPPERS: Final = {(0, 1): "optional", (0, None): "zeroOrMore", (1, None): "oneOrMore"}


@cache
def load_rng() -> etree.RelaxNG:
    """The compiled schema, once for each process."""
    return etree.RelaxNG(relax_ng(load_odd()))


def relax_ng(odd: Odd) -> etree._Element:
    """The `<grammar>` of a customization. Raises ValueError for an occurrence that it has no element for.

    An element of TEI has one content wherever it stands, so each becomes one definition.
    """
    grammar = E.grammar(E.start(E.ref(name=odd.start)), ns=TEI_NS, datatypeLibrary=_XSD)
    grammar.extend(_element(element) for element in odd.elements.values())
    grammar.extend(
        E.define(_one_of([E.ref(name=member) for member in members]), name=name)
        for name, members in odd.members.items()
        if members
    )
    grammar.extend(E.define(_value(datatype), name=name) for name, datatype in odd.datatypes.items())
    return grammar


def _element(element: Element) -> etree._Element:
    return E.define(
        E.element(
            _documentation(f"{element.gloss}: {element.description}"),
            _content(element.content),
            *map(_attribute, element.attributes.values()),
            name=element.name,
        ),
        name=element.name,
    )


def _documentation(words: str) -> etree._Element:
    """What editors of XML show beside a name: plain text, so without backticks."""
    return A.documentation(words.replace("`", ""))


def _content(content: Content) -> etree._Element:
    if isinstance(content, Characters):
        return E.ref(name=content.datatype) if content.datatype else E.text()
    if isinstance(content, Reference):
        return _repeated(E.ref(name=content.name), content.least, content.most)
    parts = [_content(part) for part in content.parts]
    if not parts:
        return E.empty()
    if len(parts) == 1:
        return _repeated(parts[0], content.least, content.most)
    return _repeated(E.choice(*parts) if content.is_choice else E.group(*parts), content.least, content.most)


def _repeated(pattern: etree._Element, least: int, most: int | None) -> etree._Element:
    if (least, most) == (1, 1):
        return pattern
    if (least, most) not in _WRAPPERS:
        raise ValueError(f"minOccurs={least} and maxOccurs={most} are not understood")
    return E(_WRAPPERS[least, most], pattern)


def _attribute(attribute: Attribute) -> etree._Element:
    datatype = attribute.datatype
    value = E.ref(name=datatype.name) if datatype.name else _value(datatype)
    if attribute.many:
        value = E.list(E.oneOrMore(value))
    pattern = E.attribute(_documentation(attribute.description), value, name=attribute.name)
    return pattern if attribute.required else E.optional(pattern)


def _value(datatype: Datatype) -> etree._Element:
    patterns = [_pattern(pattern) for pattern in datatype.patterns]
    for value in datatype.values:
        # As a string: a token would allow white space around it.
        patterns.append(E.value(value.name, type="string"))
        if value.description:
            patterns.append(_documentation(value.description))
    return _one_of(patterns)


def _pattern(pattern: Pattern) -> etree._Element:
    data = E.data(type=pattern.type)
    if pattern.expression:
        data.append(E.param(pattern.expression, name="pattern"))
    return data


def _one_of(patterns: list[etree._Element]) -> etree._Element:
    return patterns[0] if len(patterns) == 1 else E.choice(*patterns)
