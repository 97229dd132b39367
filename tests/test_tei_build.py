"""Building the TEI of articles: the cases in tests/cases/tei, and what holds of all of them."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import tei_strategies
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from tei_cases import CASES, case_folders, read_case
from tei_schema import schema_faults, tei_all_faults

from pressmark.config import load_edition
from pressmark.model import Annotations, Person, Register, SourceDocument
from pressmark.tei import header
from pressmark.tei.build import build_article
from pressmark.tei.names import TEI_NS, XML_ID, tei
from pressmark.tei.parse import parse
from pressmark.tei.records import read_register
from pressmark.tei.schema.rng import load_rng
from pressmark.tei.text import source_text
from pressmark.tei.validation import validate_article
from pressmark.tei.write import serialise

EDITION = load_edition(Path(__file__).parent / "cases" / "quillhaven")
REGISTER = read_register(EDITION)
RULES = {"register": "a name that the registers know"}
cases = pytest.mark.parametrize("folder", case_folders(), ids=lambda folder: folder.name)


def encode(folder: Path, *, standalone: bool = False) -> bytes:
    document, annotations = read_case(folder)
    return serialise(build_article(document, annotations, REGISTER, EDITION, standalone=standalone))


@pytest.fixture(autouse=True)
def fixed_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the expected files free of what changes with every release."""
    monkeypatch.setattr(header, "RULES", RULES)
    monkeypatch.setattr(header, "__version__", "0.0.0")


@pytest.fixture(scope="session")
def tei_all(request: pytest.FixtureRequest) -> Iterator[Callable[[bytes], list[str]]]:
    assert request.config.cache is not None
    with tei_all_faults(request.config.cache.mkdir("tei-schema")) as faults:
        yield faults


@cases
def test_case_is_encoded_as_expected(folder: Path, request: pytest.FixtureRequest) -> None:
    expected = folder / "expected.xml"
    if request.config.getoption("--regenerate", default=False):
        expected.write_bytes(encode(folder))
    assert encode(folder).decode() == expected.read_bytes().decode()


@cases
def test_text_of_a_case_is_read_back_character_for_character(folder: Path) -> None:
    text = (folder / "article.txt").read_bytes().decode()
    assert source_text(parse(encode(folder), folder.name)) == text


@cases
@pytest.mark.parametrize("standalone", [False, True], ids=["in-edition", "standalone"])
def test_case_is_valid_tei(folder: Path, standalone: bool, tei_all: Callable[[bytes], list[str]]) -> None:
    data = encode(folder, standalone=standalone)
    assert tei_all(data) == []
    assert schema_faults(load_rng(), data) == []


def xpath_in_tei(path: str) -> str:
    """An XPath with every name of an element in the namespace of TEI."""
    return re.sub(r"(?<=//)(?=\w)|(?<=::)(?=\w)", "t:", path)


def test_every_anchor_is_cited_by_exactly_one_citation_structure() -> None:
    root = parse((CASES / "quillhaven-ferry" / "expected.xml").read_bytes(), "ferry")
    cited = [
        (element.get(XML_ID), structure.get("unit"))
        for structure in root.iter(tei("citeStructure"))
        for element in root.xpath(xpath_in_tei(structure.get("match", "")), namespaces={"t": TEI_NS})
    ]
    text = root.find(tei("text"))
    assert text is not None
    anchors = [element.get(XML_ID) for element in text.iter(etree.Element) if element.get(XML_ID)]
    assert sorted(anchor for anchor, _ in cited) == sorted(anchors)
    assert dict(cited) | {"h1": "heading", "h2": "heading", "p2": "paragraph", "l4": "line"} == dict(cited)


@pytest.mark.parametrize("standalone", [False, True], ids=["in-edition", "standalone"])
def test_pointers_to_records_resolve_by_their_prefixes(standalone: bool) -> None:
    """A pointer, expanded by its prefix, leads to a record: in a register, or in the file itself."""
    root = parse(encode(CASES / "quillhaven-ferry", standalone=standalone), "ferry")
    definitions = list(root.iter(tei("prefixDef")))
    patterns = {element.get("ident"): element.get("replacementPattern", "") for element in definitions}
    pointers = {element.get("ref", "") for element in root.iter(tei("persName"), tei("orgName"))} - {""}
    assert len(pointers) == 3
    for pointer in pointers:
        prefix, _, record_id = pointer.partition(":")
        file, _, target = patterns[prefix].replace("$1", record_id).partition("#")
        path = os.path.normpath(EDITION.articles / file)
        tree = parse(Path(path).read_bytes(), path) if file else root
        ids = {element.get(XML_ID) for element in tree.iter(etree.Element)}
        assert target in ids


def test_a_standalone_article_holds_the_records_it_refers_to_and_no_others() -> None:
    root = parse(encode(CASES / "quillhaven-ferry", standalone=True), "ferry")
    stand_off = root.find(tei("standOff"))
    assert stand_off is not None
    held = [element.get(XML_ID) for element in stand_off.iter(etree.Element) if element.get(XML_ID)]
    assert held == ["brindle-tamsin", "fenn-ottoline", "quillhaven", "tidewire", "quillhaven-courier"]


def test_a_record_whose_id_is_an_anchor_is_told_from_it() -> None:
    document, annotations = read_case(CASES / "quillhaven-ferry")
    record = Person(id="m1", name="M1")
    mention = replace(annotations.mentions[0], record="m1", forename=None, surname=None)
    annotations = replace(
        annotations, mentions=(mention,), quotations=(), pull_quotes=(), proposals=(record,)
    )
    data = serialise(build_article(document, annotations, Register(), EDITION, standalone=True))
    root = parse(data, "ferry")
    assert [element.get(XML_ID) for element in root.iter(tei("person"))] == ["record-m1"]
    assert validate_article(data, "quillhaven-ferry.xml", Register()) == []


def test_a_record_that_nobody_knows_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no record of the register"):
        build_article(*read_case(CASES / "quillhaven-ferry"), Register(), EDITION)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(article=tei_strategies.annotated(), standalone=st.booleans())
def test_any_article_is_valid_tei_and_keeps_its_text(
    article: tuple[SourceDocument, Annotations], standalone: bool, tei_all: Callable[[bytes], list[str]]
) -> None:
    document, annotations = article
    register = tei_strategies.REGISTER
    data = serialise(build_article(document, annotations, register, EDITION, standalone=standalone))
    root = parse(data, "article")
    assert source_text(root) == document.text
    assert tei_all(data) == []
    assert schema_faults(load_rng(), data) == []
    ids = [element.get(XML_ID) for element in root.iter("*") if element.get(XML_ID)]
    assert len(ids) == len(set(ids))
