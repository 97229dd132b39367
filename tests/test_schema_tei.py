"""What is valid by our schema is valid by TEI All: proved by jing, which shares no code with lxml.

One run of jing reads TEI All and then any number of files, so files are gathered first.
"""

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree
from odd_documents import ODD, last, qualified, random_document, smallest
from tei_schema import jing_faults
from test_schema import EVERY_CONSTRUCT, in_context

from pressmark.tei.schema.files import RNG_FILE
from pressmark.tei.schema.odd import ODD_FILE
from pressmark.tei.schema.rng import load_rng

SEEDS = st.integers(0, 2**64)
batches = settings(
    deadline=None,
    phases=(
        Phase.explicit,
        Phase.generate,
    ),  # a fault names its file; making the batch smaller would not help
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)


def written(documents: Iterable[tuple[str, etree._Element]], folder: Path) -> list[Path]:
    """The documents as files, which are named so that a fault says which one it is in."""
    paths = []
    for name, root in documents:
        paths.append(folder / f"{name}.xml")
        paths[-1].write_bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))
    return paths


def test_the_odd_and_a_document_with_every_construct_are_valid_tei() -> None:
    assert jing_faults([ODD_FILE, EVERY_CONSTRUCT]) == []


def test_the_smallest_documents_and_the_examples_are_valid_by_both(tmp_path: Path) -> None:
    elements = [(name, smallest(name)) for name in ODD.elements]
    examples = [
        (f"example-{name}-{number}", in_context(example))
        for name, element in ODD.elements.items()
        for number, example in enumerate(element.examples)
    ]
    files = written([*elements, *examples], tmp_path)
    assert jing_faults(files) == []
    assert jing_faults([*files, EVERY_CONSTRUCT], RNG_FILE) == []


def check_batch(seeds: list[int], folder: Path) -> None:
    documents = [(str(seed), random_document(seed)) for seed in seeds]
    for seed, root in documents:
        assert load_rng().validate(root), f"{seed}: {load_rng().error_log.last_error}"
    assert jing_faults(written(documents, folder)) == []


@settings(batches, max_examples=2)
@given(seeds=st.lists(SEEDS, min_size=50, max_size=60, unique=True))
def test_random_documents_are_valid_by_both(seeds: list[int], tmp_path: Path) -> None:
    check_batch(seeds, tmp_path)


CHARACTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
PATTERNS = {
    name: st.one_of(
        [
            st.from_regex(p.expression, fullmatch=True, alphabet=CHARACTERS)
            for p in datatype.patterns
            if p.expression
        ]
    )
    for name, datatype in ODD.datatypes.items()
    if any(pattern.expression for pattern in datatype.patterns) and not name.startswith("data.coordinates")
}


def holders(datatype: str) -> list[tuple[str, str]]:
    """The elements that have an attribute of a data type, with the attribute."""
    return [
        (element.name, attribute.name)
        for element in ODD.elements.values()
        for attribute in element.attributes.values()
        if attribute.datatype.name == datatype
    ]


@settings(batches, max_examples=1)
@given(data=st.data())
def test_any_value_that_matches_a_pattern_is_valid_by_both(data: st.DataObject, tmp_path: Path) -> None:
    documents = []
    for datatype, values in PATTERNS.items():
        for number, value in enumerate(data.draw(st.lists(values, min_size=5, max_size=20, unique=True))):
            name, attribute = data.draw(st.sampled_from(holders(datatype)))
            root = smallest(name)
            last(root, name).set(qualified(attribute), value)
            if load_rng().validate(root):  # a day of the calendar must exist, too
                documents.append((f"{datatype}-{number}", root))
    # Ten days at random may all be none of the calendar.
    assert {name.rpartition("-")[0] for name, _ in documents} | {"data.date"} == PATTERNS.keys()
    assert jing_faults(written(documents, tmp_path)) == []


@pytest.mark.slow
@settings(batches, max_examples=8)
@given(seeds=st.lists(SEEDS, min_size=200, max_size=300, unique=True))
def test_many_random_documents_are_valid_by_both(seeds: list[int], tmp_path: Path) -> None:
    check_batch(seeds, tmp_path)
