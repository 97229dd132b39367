"""The files of the registers: records added by a person, drafts confirmed."""

import pytest

from pressmark import stages
from pressmark.config import Edition
from pressmark.model import EntityKind, Organisation, Person, Place, Record, Register
from pressmark.stages.records import without_draft_note
from pressmark.tei.records import read_register

PEOPLE = b"""<listPerson>
      <!-- <person xml:id="fenn"><note type="draft">not this one</note></person> -->
      <person xml:id="fenn">
        <persName type='preferred'>Ottoline Fenn</persName>
        <note type="draft" n="ferry">Proposed.</note>
        <note type="description">A photographer.</note>
      </person>
      <person xml:id="marrow"><persName>Marrow</persName><note n="x" type='draft'/></person>
      <person xml:id="brindle"><persName>Brindle</persName></person>
      <person xml:id="twice"><note type="draft"/><note type="draft"/></person>
      <person xml:id="same"><note type="draft"/></person>
      <person xml:id="same"><note type="draft"/></person>
</listPerson>"""


@pytest.mark.parametrize(
    ("record_id", "cut"),
    [
        ("fenn", b'        <note type="draft" n="ferry">Proposed.</note>\n'),
        ("marrow", b"<note n=\"x\" type='draft'/>"),
    ],
)
def test_a_draft_note_is_cut_out_and_every_other_byte_stays(record_id: str, cut: bytes) -> None:
    assert without_draft_note(PEOPLE, record_id) == PEOPLE.replace(cut, b"", 1)


def test_line_ends_of_another_system_stay() -> None:
    data = PEOPLE.replace(b"\n", b"\r\n")
    cut = b'        <note type="draft" n="ferry">Proposed.</note>\r\n'
    assert without_draft_note(data, "fenn") == data.replace(cut, b"", 1)


@pytest.mark.parametrize("record_id", ["brindle", "twice", "same", "nobody"])
def test_what_is_not_clear_is_not_cut(record_id: str) -> None:
    assert without_draft_note(PEOPLE, record_id) is None


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
