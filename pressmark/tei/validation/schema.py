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
    """The element at a path of libxml2, or the root where there is none."""
    found = root.xpath(path) if path else []
    first = found[0] if isinstance(found, list) and found else root
    return first if isinstance(first, etree._Element) else root
