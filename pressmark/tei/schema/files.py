"""The files of the schema: the ODD, and what is made from it. An edition has them in `tei/schema/`."""

from collections.abc import Mapping
from typing import Final

from lxml import etree

from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.model import Finding
from pressmark.tei.schema.customization import Odd
from pressmark.tei.schema.odd import ODD_FILE
from pressmark.tei.schema.rng import relax_ng
from pressmark.tei.schema.schematron import schematron
from pressmark.tei.write import serialise, write_file

RNG_FILE: Final = ODD_FILE.with_suffix(".rng")
SCHEMATRON_FILE: Final = ODD_FILE.with_suffix(".sch")


def schema_files() -> Mapping[str, bytes]:
    """The three files as the package holds them, by name."""
    return {path.name: path.read_bytes() for path in (ODD_FILE, RNG_FILE, SCHEMATRON_FILE)}


def derived_files(odd: Odd) -> Mapping[str, bytes]:
    """RELAX NG and Schematron made anew from the ODD, by name. The same ODD gives the same bytes."""
    return {RNG_FILE.name: _bytes(relax_ng(odd)), SCHEMATRON_FILE.name: _bytes(schematron(odd))}


def write_schema(edition: Edition) -> list[Finding]:
    """Put the three files of the package into an edition, in place of older ones.

    A finding for each that cannot be put there, for it is a folder or outside of the edition. Raises OSError.
    """
    findings = []
    for name, data in schema_files().items():
        try:
            write_file(edition.schema / name, data)
        except PressmarkError as error:
            findings.append(error.finding)
    return findings


def _bytes(root: etree._Element) -> bytes:
    etree.indent(root)
    return serialise(root)
