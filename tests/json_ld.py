"""Reading JSON-LD in the terms of schema.org without asking schema.org."""

import json
import warnings
from typing import Final

from rdflib import Graph

# What schema.org's context says of the terms that are used here.
_CONTEXT: Final = {
    "@vocab": "https://schema.org/",
    "isBasedOn": {"@type": "@id"},
    "sameAs": {"@type": "@id"},
}


def read_json_ld(text: str, base: str) -> Graph:
    """The statements of a document at the address `base`."""
    document = json.loads(text)
    assert document["@context"] == "https://schema.org"
    with warnings.catch_warnings():
        # The parser uses a class that rdflib itself has deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        return Graph().parse(
            data=json.dumps(document | {"@context": _CONTEXT}), format="json-ld", publicID=base
        )
