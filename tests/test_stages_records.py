"""The files of the registers: records added by a person, drafts confirmed."""

import pytest

from pressmark import stages
from pressmark.config import Edition
from pressmark.model import EntityKind, Organisation, Person, Place, Record, Register
from pressmark.tei.records import confirm_in, read_register

PEOPLE = b"""<TEI xmlns="http://www.tei-c.org/ns/1.0"><standOff><listPerson>
      <!-- <person xml:id="fenn"><note type="draft">not this one</note></person> -->
      <person xml:id="fenn">
        <persName type='preferred'>Ottoline Fenn</persName>
        <note type="draft" n="ferry">Proposed.</note>
        <note type="description">A photographer.</note>
      </person>
      <t:person xmlns:t="http://www.tei-c.org/ns/1.0" xml:id="marrow">
        <t:persName/><t:note n="x > y" type='draft'/></t:person>
      <person xml:id="brindle"><x:note xmlns:x="urn:x" type="draft"/></person>
</listPerson></standOff></TEI>"""


@pytest.mark.parametrize(
    ("record_id", "cut"),
    [
        ("fenn", b'\n        <note type="draft" n="ferry">Proposed.</note>'),
        ("marrow", b"<t:note n=\"x > y\" type='draft'/>"),
        ("brindle", b""),
    ],
)
@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_a_draft_note_is_cut_out_and_every_other_byte_stays(
    record_id: str, cut: bytes, newline: bytes
) -> None:
    data, wanted = (each.replace(b"\n", newline) for each in (PEOPLE, PEOPLE.replace(cut, b"", 1)))
    assert confirm_in(data, "people.xml", record_id) == wanted


def test_a_confirmed_record_is_no_draft_any_more(quillhaven: Edition) -> None:
    path = quillhaven.registers / "people.xml"
    lines = path.read_text().splitlines()
    stages.confirm_record(stages.load_registers(quillhaven), "fenn-ottoline", quillhaven)
    assert not read_register(quillhaven).by_id()["fenn-ottoline"].draft
    assert [line for line in lines if 'type="draft"' not in line] == path.read_text().splitlines()


@pytest.mark.parametrize(
    ("record_id", "message"),
    [("brindle-tamsin", "is no draft"), ("fen-ottoline", "did you mean fenn-ottoline")],
)
def test_what_cannot_be_confirmed_is_said(quillhaven: Edition, record_id: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        stages.confirm_record(stages.load_registers(quillhaven), record_id, quillhaven)


@pytest.mark.parametrize(
    ("kind", "name", "record"),
    [
        (
            EntityKind.PERSON,
            "Byron,  Ada",
            Person(id="byron-ada", name="Ada Byron", forename="Ada", surname="Byron"),
        ),
        (EntityKind.PERSON, "Ada", Person(id="ada", name="Ada")),
        (EntityKind.PLACE, "Washington, D.C.", Place(id="washington-d-c", name="Washington, D.C.")),
        (EntityKind.ORGANISATION, "Tidewire", Organisation(id="tidewire", name="Tidewire")),
    ],
)
def test_a_new_record_is_made_from_its_name(kind: EntityKind, name: str, record: Record) -> None:
    assert stages.new_record(Register(), kind, name) == record


@pytest.mark.parametrize(
    ("name", "record_id", "message"),
    [
        (" ", "", "needs a name"),
        ("Ada\x07", "", "control characters"),
        ("Ada", "Ada", "is no id"),
        ("Ada", "quillhaven", "is taken by 'Quillhaven'"),
    ],
)
def test_a_record_that_cannot_be_is_refused(
    quillhaven: Edition, name: str, record_id: str, message: str
) -> None:
    register = read_register(quillhaven)
    with pytest.raises(ValueError, match=message):
        stages.new_record(register, EntityKind.PERSON, name, record_id=record_id)


def test_an_added_record_is_read_back_as_it_was_written(quillhaven: Edition, edition: Edition) -> None:
    for place in (quillhaven, edition):  # with a register and without
        registers = stages.load_registers(place)
        record = stages.new_record(
            registers.register, EntityKind.PERSON, "Byron, Ada", description="Wrote <programs> & letters."
        )
        stages.add_record(registers, record, place)
        assert read_register(place).by_id()["byron-ada"] == record
