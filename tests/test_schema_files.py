"""The files of the schema, in the package and in an edition, and the instructions that lead to them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from pressmark.config import REGISTER_FILES, Edition
from pressmark.model import EntityKind, Place
from pressmark.stages.encode import encode_edition, encode_files
from pressmark.tei.parse import parse
from pressmark.tei.records import register_bytes
from pressmark.tei.schema.files import derived_files, schema_files
from pressmark.tei.schema.odd import ODD_FILE, load_odd

PROJECT = Path(__file__).parent.parent


def instructions(path: Path) -> list[dict[str, str]]:
    """The pseudo-attributes of the xml-model instructions before the root of a file."""
    root = parse(path.read_bytes(), str(path), whole=True)
    nodes = [
        node for node in root.itersiblings(preceding=True) if isinstance(node, etree._ProcessingInstruction)
    ]
    return [dict(re.findall(r'(\w+)="([^"]*)"', node.text or "")) for node in reversed(nodes)]


def leads_to_the_schema(path: Path) -> bool:
    """Whether the instructions of a file lead to the edition's RELAX NG and Schematron, as what they are."""
    kinds = {}
    for each in instructions(path):
        target = path.parent / each["href"]
        kinds[target.name] = etree.QName(parse_any(target)).namespace == each["schematypens"]
    return kinds == {"pressmark.rng": True, "pressmark.sch": True}


def parse_any(path: Path) -> etree._Element:
    return etree.parse(path).getroot()


def test_what_is_committed_is_what_the_odd_gives() -> None:
    for name, data in derived_files(load_odd()).items():
        assert (ODD_FILE.parent / name).read_bytes() == data, f"run make schema: {name} is another"


def test_the_edition_has_the_files_of_the_package() -> None:
    folder = PROJECT / "tei" / "schema"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == schema_files(), "run make schema"


def test_the_module_puts_the_files_into_the_edition_around_it(edition: Edition) -> None:
    (edition.root / "source").mkdir()
    command = [sys.executable, "-m", "pressmark.tei.schema"]
    subprocess.run(command, cwd=edition.root / "source", check=True)
    assert {path.name: path.read_bytes() for path in edition.schema.iterdir()} == schema_files()


def test_encoding_puts_the_schema_into_an_edition_and_renews_an_old_one(quillhaven: Edition) -> None:
    encode_edition(quillhaven, check=True)
    assert not quillhaven.schema.exists()
    encode_edition(quillhaven)
    assert {path.name: path.read_bytes() for path in quillhaven.schema.iterdir()} == schema_files()
    (quillhaven.schema / "pressmark.rng").write_bytes(b"<old/>")
    encode_edition(quillhaven)
    assert (quillhaven.schema / "pressmark.rng").read_bytes() == schema_files()["pressmark.rng"]


def test_every_article_leads_to_the_schema(quillhaven: Edition) -> None:
    encode_edition(quillhaven)
    articles = sorted(quillhaven.articles.iterdir())
    assert len(articles) == 2
    for path in articles:
        assert leads_to_the_schema(path)


def test_a_new_register_leads_to_the_schema(quillhaven: Edition) -> None:
    path = quillhaven.registers / REGISTER_FILES[EntityKind.PLACE]
    path.write_bytes(register_bytes(EntityKind.PLACE, [Place(id="quay", name="Quay")], quillhaven))
    encode_edition(quillhaven)
    assert leads_to_the_schema(path)


def test_a_standalone_article_names_no_schema(quillhaven: Edition, tmp_path: Path) -> None:
    output = tmp_path / "elsewhere"
    encode_files([quillhaven.seeds / "quillhaven-ferry.txt"], output, quillhaven)
    (path,) = output.iterdir()
    assert instructions(path) == []


@pytest.mark.parametrize("path", sorted((PROJECT / "tei").glob("[ar]*/*.xml")), ids=lambda path: path.stem)
def test_every_file_of_this_edition_leads_to_the_schema(path: Path) -> None:
    assert leads_to_the_schema(path)
