"""The schemas and the checks agree with the ODD: what it has is accepted, and nothing else.

Documents are made from the ODD's own content models; what is not in it is taken from TEI All.
"""

import re
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path

import pytest
from lxml import etree, isoschematron
from odd_documents import ODD, VALUES, accepted, last, qualified, smallest, within
from tei_schema import schema_path

from pressmark.config import load_edition
from pressmark.model import Severity
from pressmark.tei.names import TEI_NS, local_name, tei
from pressmark.tei.parse import parse
from pressmark.tei.records import read_register
from pressmark.tei.schema.customization import Attribute
from pressmark.tei.schema.odd import load_odd
from pressmark.tei.schema.rng import RNG_NS, load_rng
from pressmark.tei.schema.schematron import schematron
from pressmark.tei.tree import Remark, read_tree
from pressmark.tei.validation import validate_article
from pressmark.tei.validation.checks import Subject
from pressmark.tei.validation.vocabulary import check_elements
from pressmark.tei.vocabulary import CHILDREN, ELEMENTS, REQUIRED, TEXT
from pressmark.tei.vocabulary import VALUES as CHECKED

CASES = Path(__file__).parent / "cases"
EVERY_CONSTRUCT = CASES / "schema" / "every-construct.xml"
CONSTRAINTS = tomllib.loads((CASES / "schema" / "constraints.toml").read_text(encoding="utf-8"))
PROJECT = Path(__file__).parent.parent
SVRL = "{http://purl.oclc.org/dsdl/svrl}"
elements = pytest.mark.parametrize("name", ODD.elements)


def is_valid(root: etree._Element) -> bool:
    return load_rng().validate(root)


def why(root: etree._Element) -> str:
    return f"{load_rng().error_log.last_error}\n{etree.tostring(root, encoding='unicode')}"


def rules_of(data: bytes) -> list[str]:
    """The rules that the named checks find broken in a version of the document; notes are left out."""
    register = read_register(load_edition(CASES / "quillhaven"))
    found = validate_article(data, EVERY_CONSTRUCT.name, register)
    return [finding.rule for finding in found if finding.severity is not Severity.NOTE]


def vocabulary_remarks(root: etree._Element) -> list[Remark]:
    """What the named check of elements and attributes has against a document, all of it."""
    return list(check_elements(Subject(tree=read_tree(root), siglum="quay", records={})))


@cache
def compiled_schematron() -> isoschematron.Schematron:
    return isoschematron.Schematron(schematron(load_odd()), store_report=True)


def broken_constraints(root: etree._Element) -> list[str]:
    """The names of the constraints that a document breaks, as lxml's Schematron finds them."""
    compiled_schematron().validate(root.getroottree())
    report = compiled_schematron().validation_report
    assert report is not None
    pattern, names = "", []
    for step in report.iter(etree.Element):
        if step.tag == f"{SVRL}active-pattern":
            pattern = step.get("id", "")
        elif step.tag in (f"{SVRL}failed-assert", f"{SVRL}successful-report"):
            names.append(pattern)
    return names


@cache
def tei_all_names(kind: str) -> frozenset[str]:
    """The names of all elements, or all attributes, of TEI All."""
    root = etree.parse(schema_path())
    return frozenset(name for each in root.iter(f"{{{RNG_NS}}}{kind}") if (name := each.get("name")))


def used_names(root: etree._Element) -> Iterator[str]:
    """The elements of a document ("said") and their attributes ("said@who")."""
    for element in root.iter(etree.Element):
        yield local_name(element)
        for key in element.attrib:
            prefix = "xml:" if str(key).startswith("{") else ""
            yield f"{local_name(element)}@{prefix}{str(key).rpartition('}')[2]}"


# What is in the ODD is accepted


def test_a_document_uses_every_construct_and_is_valid() -> None:
    data = EVERY_CONSTRUCT.read_bytes()
    root = parse(data, EVERY_CONSTRUCT.name)
    own = {
        f"{element.name}@{name}"
        for element in ODD.elements.values()
        for name in element.attributes
        if name not in ODD.attribute_classes["att.global"]
    }
    assert (set(ODD.elements) | own) - set(used_names(root)) == set()
    assert is_valid(root), why(root)
    assert broken_constraints(root) == []
    assert rules_of(data) == []


@pytest.mark.parametrize("path", sorted((PROJECT / "tei").rglob("*.xml")), ids=lambda path: path.stem)
def test_every_file_of_the_edition_is_valid(path: Path) -> None:
    root = parse(path.read_bytes(), path.name)
    assert is_valid(root), load_rng().error_log
    assert broken_constraints(root) == []


@elements
def test_an_element_is_accepted_where_it_may_stand(name: str) -> None:
    root = smallest(name)
    assert is_valid(root), why(root)
    for child in CHILDREN[name]:
        root = within(name, [child])
        assert is_valid(root), why(root)


@elements
def test_every_value_of_every_attribute_is_accepted(name: str) -> None:
    root = smallest(name)
    element = last(root, name)
    for attribute in ODD.elements[name].attributes.values():
        stood = element.get(qualified(attribute.name))
        for value in accepted(attribute.datatype):
            element.set(qualified(attribute.name), value.format(99))
            assert is_valid(root), why(root)
            assert checked_as_valid(name, attribute, value)
        _put_back(element, attribute, stood)


@elements
def test_every_example_is_valid_in_its_context(name: str) -> None:
    for example in ODD.elements[name].examples:
        root = in_context(example)
        assert root.find(f".//{tei(name)}") is not None or root.tag == tei(name)
        assert is_valid(root), why(root)


def in_context(example: str) -> etree._Element:
    """The smallest document in which an example can stand, with the example in it."""
    shown = etree.fromstring(
        example.replace(">", f' xmlns="{TEI_NS}">', 1).replace(f'/ xmlns="{TEI_NS}"', f' xmlns="{TEI_NS}"/')
    )
    root = smallest(local_name(shown))
    replaced = last(root, local_name(shown))
    parent = replaced.getparent()
    if parent is None:
        return shown
    parent.replace(replaced, shown)
    return root


def checked_as_valid(name: str, attribute: Attribute, value: str) -> bool:
    """Whether the vocabulary of the checks accepts a value; names and pointers have rules of their own."""
    values = CHECKED.get(f"{name}@{attribute.name}")
    return values is None or values.accept(value)


def _put_back(element: etree._Element, attribute: Attribute, value: str | None) -> None:
    if value is None:
        element.attrib.pop(qualified(attribute.name), None)
    else:
        element.set(qualified(attribute.name), value)


# What is not in the ODD is refused


@elements
def test_values_that_are_not_allowed_are_refused(name: str) -> None:
    root = smallest(name)
    element = last(root, name)
    for attribute in ODD.elements[name].attributes.values():
        datatype = attribute.datatype
        stood = element.get(qualified(attribute.name))
        others = ["", " ", "x", *(f"{value.name} " for value in datatype.values)]
        refused = VALUES[datatype.name]["refuses"] if datatype.name else others
        for value in refused:
            element.set(qualified(attribute.name), value)
            assert not is_valid(root), why(root)
            if f"{name}@{attribute.name}" in CHECKED:
                assert not checked_as_valid(name, attribute, value), f"{attribute.name}={value!r}"
        _put_back(element, attribute, stood)


@elements
def test_a_required_attribute_is_missed(name: str) -> None:
    root = smallest(name)
    element = last(root, name)
    for attribute in ODD.elements[name].attributes.values():
        if attribute.required:
            stood = element.attrib.pop(qualified(attribute.name))
            assert not is_valid(root), why(root)
            element.set(qualified(attribute.name), stood)
            assert attribute.name == "xml:id" or attribute.name in REQUIRED[name]


@elements
def test_an_element_that_may_not_stand_there_is_refused(name: str) -> None:
    root = smallest(name)
    element = last(root, name)
    children = {child: last(smallest(child), child) for child in ODD.elements if child not in CHILDREN[name]}
    foreign = {other: etree.Element(tei(other)) for other in tei_all_names("element") - ODD.elements.keys()}
    for child in (children | foreign | {"": etree.Element("unknown")}).values():
        element.append(deepcopy(child))
        assert not is_valid(root), why(root)
        element.remove(element[-1])


@elements
def test_words_are_refused_where_none_may_stand(name: str) -> None:
    root = smallest(name)
    element = last(root, name)
    if len(element):
        element[-1].tail = "words"
    else:
        element.text = "words"
    allowed = name in TEXT and name != "geo"  # which holds coordinates only
    assert is_valid(root) is allowed, why(root)


@elements
def test_other_attributes_of_tei_are_refused_by_the_schema_and_by_the_checks(name: str) -> None:
    root = smallest(name)
    element = last(root, name)
    foreign = tei_all_names("attribute") - ELEMENTS[name]
    assert len(foreign) > 200
    for attribute in foreign:
        element.set(qualified(attribute), "preserve")
        assert not is_valid(root), why(root)
        del element.attrib[qualified(attribute)]
    for attribute in foreign:
        element.set(qualified(attribute), "preserve")
    found = {remark.part for remark in vocabulary_remarks(root) if remark.rule == "attribute"}
    assert found == foreign


def test_other_elements_of_tei_are_refused_by_the_checks() -> None:
    root = smallest("p")
    foreign = tei_all_names("element") - ODD.elements.keys()
    assert len(foreign) > 400
    last(root, "p").extend([etree.Element(tei(name)) for name in sorted(foreign)])
    found = {remark.words for remark in vocabulary_remarks(root) if remark.rule == "element"}
    assert found == {f"<{name}>" for name in foreign}


# Constraints


def test_every_constraint_has_a_case_that_breaks_it() -> None:
    assert {constraint.name for constraint in ODD.constraints} == set(CONSTRAINTS)


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_a_constraint_is_broken_by_its_case_alone(name: str) -> None:
    case = CONSTRAINTS[name]
    text = EVERY_CONSTRUCT.read_text(encoding="utf-8")
    assert re.subn(case["replace"], "", text)[1] == 1, f"{case['replace']} must be there once"
    changed = re.sub(case["replace"], case["by"], text)
    root = parse(changed.encode(), EVERY_CONSTRUCT.name)
    assert sorted(broken_constraints(root)) == sorted([name, *case.get("also", [])])
    assert rules_of(changed.encode()) or case.get("unnamed"), "the named checks do not see it"
