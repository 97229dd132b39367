"""The customization's constraints as ISO Schematron (ISO/IEC 19757-3), in XPath 1.0, which all tools run."""

from typing import Final

from lxml import etree
from lxml.builder import ElementMaker

from pressmark.tei.names import TEI_NS
from pressmark.tei.schema.customization import Odd
from pressmark.tei.schema.odd import SCHEMATRON_NS

E: Final = ElementMaker(namespace=SCHEMATRON_NS, nsmap={None: SCHEMATRON_NS})


def schematron(odd: Odd) -> etree._Element:
    """The `<schema>` of a customization: one pattern for each constraint, so that none hides another."""
    schema = E.schema(E.title("Pressmark"), E.ns(prefix="tei", uri=TEI_NS), queryBinding="xslt")
    for constraint in odd.constraints:
        assertion = E(
            "report" if constraint.is_report else "assert", constraint.message, test=constraint.test
        )
        schema.append(E.pattern(E.rule(assertion, context=constraint.context), id=constraint.name))
    return schema
