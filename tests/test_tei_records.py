"""Registers: read, written, added to, and their faults."""

import re
from operator import attrgetter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tei_schema import jing_faults

from pressmark.config import REGISTER_FILES, Edition
from pressmark.errors import PressmarkError
from pressmark.model import (
    EntityKind,
    Identifier,
    NameUse,
    Organisation,
    Person,
    PersonRole,
    Place,
    Record,
    Register,
    Variant,
)
from pressmark.registers import with_records
from pressmark.tei.names import TEI_NS
from pressmark.tei.parse import parse
from pressmark.tei.records import add_records, read_register, records_in, register_bytes, register_findings

FULL: dict[EntityKind, tuple[Record, ...]] = {
    EntityKind.PERSON: (
        Person(
            id="brindle-tamsin",
            name="Dame Tamsin Brindle",
            forename="Tamsin",
            surname="Brindle",
            occupation="mayor of Quillhaven",
            born="1988-03",
            died="2079-01-31",
            description="Mayor of Quillhaven & <defender> of the ferry.",
            variants=(Variant(name="Tam"), Variant(name="the mayor", use=NameUse.DESCRIPTION)),
            identifiers=(Identifier(scheme="WIKIDATA", url="https://www.wikidata.org/entity/Q0"),),
        ),
        Person(id="official", name="a senior official", role=PersonRole.UNNAMED, draft=True, source="ferry"),
        Person(id="crews", name="ferry crews", role=PersonRole.COLLECTIVE),
    ),
    EntityKind.PLACE: (
        Place(id="quillhaven", name="Quillhaven", type="city", latitude=51.5, longitude=-0.12,
              description="A town.", identifiers=(Identifier(scheme="GEONAMES", url="https://sws.geonames.org/0/"),)),
        Place(id="lightship", name="the lightship", draft=True),
    ),
    EntityKind.ORGANISATION: (
        Organisation(id="tidewire", name="Tidewire", type="news-agency", description="An invented agency.",
                     variants=(Variant(name="TW", use=NameUse.ACRONYM),), draft=True, source="ferry",
                     identifiers=(Identifier(scheme="VIAF", url="https://viaf.org/viaf/0"),)),
    ),
}  # fmt: skip
STRAY_PLACE = '<place xml:id="quay"><placeName type="preferred">The Quay</placeName></place>'
kinds = pytest.mark.parametrize("kind", EntityKind)


def read_back(data: bytes) -> list[Record]:
    entries, remarks = records_in(parse(data, "register.xml"))
    assert remarks == []
    return [entry.record for entry in entries]


@kinds
def test_records_come_back_as_they_were_written(kind: EntityKind, edition: Edition) -> None:
    assert read_back(register_bytes(kind, FULL[kind], edition)) == list(FULL[kind])


def test_a_register_is_read_from_its_files(edition: Edition) -> None:
    edition.registers.mkdir(parents=True)
    for kind, records in FULL.items():
        (edition.registers / REGISTER_FILES[kind]).write_bytes(register_bytes(kind, records, edition))
    assert list(read_register(edition)) == [record for kind in EntityKind for record in FULL[kind]]


def test_missing_files_hold_no_records(edition: Edition) -> None:
    assert read_register(edition) == Register()


def test_registers_are_valid_tei(edition: Edition, tmp_path: Path) -> None:
    files = []
    for kind, records in FULL.items():
        files.append(tmp_path / REGISTER_FILES[kind])
        files[-1].write_bytes(add_records(register_bytes(kind, records[:1], edition), kind, records[1:]))
    assert jing_faults(files) == []


@kinds
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_adding_records_changes_no_other_byte(kind: EntityKind, newline: str, edition: Edition) -> None:
    before = register_bytes(kind, FULL[kind][:1], edition).replace(b"\n", newline.encode())
    before = before.replace(b"<standOff>", b"<standOff>  <!-- our   own lay-out, </listPerson> --> ")
    new = [record for record in FULL[kind] if record != FULL[kind][0]] or [
        Organisation(id="courier", name="The Quillhaven Courier")
    ]
    after = add_records(before, kind, new)
    left = iter(after.splitlines())
    assert all(line in left for line in before.splitlines())  # in their order
    assert (b"\r\n" in after) is (newline == "\r\n")
    assert re.search(rb"(?<!\r)\n", after) is None or newline == "\n"
    assert read_back(after) == sorted([FULL[kind][0], *new], key=attrgetter("id"))


def test_a_record_is_added_where_its_id_belongs(edition: Edition) -> None:
    standing = [Place(id=each, name=each.title()) for each in ("elm", "oak", "birch")]
    data = register_bytes(EntityKind.PLACE, standing, edition)
    new = [Place(id=each, name=each.title()) for each in ("yew", "alder", "fir")]
    after = add_records(data, EntityKind.PLACE, new)
    ids = [record.id for record in read_back(after)]
    assert ids == ["alder", "elm", "fir", "oak", "birch", "yew"]  # what stands is not laid out anew
    assert [each.id for each in with_records(Register(places=tuple(standing)), new).places] == ids
    assert add_records(data, EntityKind.PLACE, reversed(new)) == after


def test_adding_nothing_changes_nothing(edition: Edition) -> None:
    data = register_bytes(EntityKind.PLACE, FULL[EntityKind.PLACE], edition)
    assert add_records(data, EntityKind.PLACE, []) == data


@pytest.mark.parametrize(
    "list_", ["<listPlace/>", "<listPlace></listPlace>", "<listPlace>\n    </listPlace>"]
)
def test_records_are_added_to_an_empty_list(list_: str) -> None:
    data = f'<TEI xmlns="{TEI_NS}">\n  <standOff>\n    {list_}\n  </standOff>\n</TEI>\n'.encode()
    after = add_records(data, EntityKind.PLACE, FULL[EntityKind.PLACE])
    assert read_back(after) == sorted(FULL[EntityKind.PLACE], key=attrgetter("id"))
    assert b"    <listPlace>\n      <place " in after
    assert b"      </place>\n    </listPlace>\n" in after


def test_records_are_not_added_to_a_file_without_list() -> None:
    with pytest.raises(PressmarkError, match="has no <listOrg>"):
        add_records(
            f'<TEI xmlns="{TEI_NS}"/>'.encode(), EntityKind.ORGANISATION, FULL[EntityKind.ORGANISATION]
        )


def test_a_register_without_records_is_not_written(edition: Edition) -> None:
    with pytest.raises(ValueError, match="at least one record"):
        register_bytes(EntityKind.PLACE, [], edition)


NAME_PARTS = st.text("aAb. ’-", max_size=4).map(lambda words: " ".join(words.split()))


@given(forename=NAME_PARTS, surname=NAME_PARTS)
def test_parts_of_a_name_are_found_wherever_they_stand(forename: str, surname: str) -> None:
    for name in (f"Dr {forename} {surname}", f"{surname}, {forename}", f"Dame {forename} ab {surname}"):
        person = Person(id="x", name=" ".join(name.split()), forename=forename, surname=surname)
        data = register_bytes(EntityKind.PERSON, [person], Edition(root=Path()))
        assert read_back(data) == [person]


def test_parts_of_a_name_that_are_not_in_it_are_a_mistake_of_the_caller(edition: Edition) -> None:
    person = Person(id="x", name="Tam", forename="Tamsin", surname="Brindle")
    with pytest.raises(ValueError, match="must be parts of the name"):
        register_bytes(EntityKind.PERSON, [person], edition)


@pytest.mark.parametrize(
    ("file", "old", "new", "rule", "words"),
    [
        ("people.xml", 'xml:id="fenn-ottoline"', 'xml:id="brindle-tamsin"', "duplicate-id", "people.xml"),
        ("places.xml", 'xml:id="quillhaven"', 'xml:id="tidewire"', "duplicate-id", "in places.xml, line 21"),
        ("people.xml", 'xml:id="fenn-ottoline"', 'xml:id="Fenn"', "bad-id", 'xml:id="ottoline-fenn"'),
        ("people.xml", ' xml:id="fenn-ottoline"', "", "bad-id", "<person>: has no xml:id"),
        ("places.xml", "51.5 -0.12", "51,5 W", "coordinates", "51,5 W: is no latitude"),
        ("places.xml", "51.5 -0.12", "151.5 -0.12", "coordinates", "decimal degrees"),
        ("places.xml", 'type="preferred"', 'type="variant"', "nameless", ">: has no preferred name"),
        ("people.xml", ">Tam Brindle<", "><", "nameless", "<persName>: is empty"),
        ("people.xml", 'type="variant"', 'type="preferred"', "preferred-name", "make it a variant"),
        ("people.xml", 'type="variant"', 'type="alias"', "name-type", "variant, acronym"),
        ("places.xml", "GEONAMES", "GEONAME", "idno-type", "WIKIDATA, GEONAMES, VIAF, GND, ISNI, ORCID"),
        ("places.xml", "https://sws", "sws", "idno-url", "write the full URL"),
        ("people.xml", "1988-03", "1988-13", "date", 'when="1988-13": is no date'),
        ("people.xml", 'role="unnamed"', 'role="secret"', "role", 'write role="named" or role="unnamed"'),
        ("people.xml", 'role="collective"', 'role="named"', "role", 'write role="collective"'),
        ("places.xml", "<listPlace>", "<listOrg>", "xml", "close every element"),
        ("organisations.xml", "</listOrg>", f"{STRAY_PLACE}</listOrg>", "misfiled", "move it to places.xml"),
        ("organisations.xml", "</standOff>", "", "xml", "close every element"),
    ],
)  # fmt: skip
def test_fault_of_a_register_is_located(
    file: str, old: str, new: str, rule: str, words: str, quillhaven: Edition
) -> None:
    path = quillhaven.registers / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    findings = register_findings(quillhaven)
    assert [finding.rule for finding in findings] == [rule]
    (finding,) = findings
    assert words in f"{finding.words}: {finding.message}: {finding.hint}"
    assert Path(finding.path).parent == path.parent
    assert finding.line
    assert finding.column
    with pytest.raises(PressmarkError) as caught:
        read_register(quillhaven)
    assert caught.value.finding == finding


def test_a_register_that_is_cut_off_is_said_to_be(quillhaven: Edition) -> None:
    path = quillhaven.registers / "people.xml"
    path.write_bytes(path.read_bytes()[:900])
    (finding,) = register_findings(quillhaven)
    assert (finding.path, finding.line is not None) == (str(path), True)
    assert "the file is cut off" in finding.hint


def test_all_faults_of_all_registers_are_reported_in_order(quillhaven: Edition) -> None:
    for name, old, new in (
        ("people.xml", "1988-03", "March"),
        ("people.xml", 'xml:id="ferry-crews"', 'xml:id="Crews"'),
        ("places.xml", "51.5 -0.12", "north"),
    ):
        path = quillhaven.registers / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    found = [(Path(finding.path).name, finding.rule) for finding in register_findings(quillhaven)]
    assert found == [("people.xml", "date"), ("people.xml", "bad-id"), ("places.xml", "coordinates")]
