"""The schema behind the checks: what RELAX NG has against a file, whether or not a check explains it."""

import re
from functools import cache
from typing import Final

from lxml import etree

from pressmark.tei.schema.odd import load_odd
from pressmark.tei.schema.rng import RNG_NS, relax_ng
from pressmark.tei.tree import Remark, start_tag

_NAMESPACE: Final = re.compile(r"\{[^}]*\}")
# Data types whose expressions are left to the rules of anchors, pointers and certainties.
_LOOKED_AT: Final = ("data.anchor.", "data.pointer.", "data.certainty")


def schema_remark(root: etree._Element) -> Remark | None:
    """The first thing that the edition's schema refuses, or None if the file is valid by it.

    What libxml2 says after the first thing is mostly its consequence.
    """
    schema = _schema()
    if schema.validate(root):
        return None
    entry = schema.error_log[0]
    element = _element(root, entry.path)
    return Remark(
        rule="schema", at=element, words=start_tag(element),
        message=f"the schema refuses it: {_NAMESPACE.sub('', entry.message)}",
        hint="compare it with the example of the element in the encoding guide",
    )  # fmt: skip


@cache
def _schema() -> etree.RelaxNG:
    """The schema without the expressions for anchors, pointers and certainties.

    libxml2 compiles an expression anew for every value that it looks at, which takes three
    quarters of the time of a validation; and most values are of these types.
    """
    grammar = relax_ng(load_odd())
    for define in grammar.iter(f"{{{RNG_NS}}}define"):
        if define.get("name", "").startswith(_LOOKED_AT):
            for data in define.iter(f"{{{RNG_NS}}}data"):
                del data[:]
    return etree.RelaxNG(grammar)


def _element(root: etree._Element, path: str | None) -> etree._Element:
    """The element at a path of libxml2, or the nearest one around it that is found.

    A step is `*[4]`, the fourth child, or `x:p[2]`, the second with that name as the file writes
    it; no XPath can be told which namespace `x` is, because that is another in another place.
    """
    element = root
    for step in (path or "").split("/")[2:]:
        name, _, number = step.removesuffix("]").partition("[")
        found = [child for child in element if name in ("*", _written_name(child))]
        if not found or int(number or 1) > len(found):
            break
        element = found[int(number or 1) - 1]
    return element


def _written_name(element: etree._Element) -> str:
    name = etree.QName(element).localname
    return f"{element.prefix}:{name}" if element.prefix else name
