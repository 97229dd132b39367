"""Decisions of an editor: what they change in the files, what they leave, and how they are undone."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reviewing import FERRY, body, contents, new_edition

from pressmark import stages
from pressmark.config import Edition
from pressmark.model import EntityKind, Span
from pressmark.review.decisions import (
    Accept,
    Add,
    Date,
    Decision,
    DecisionError,
    Move,
    Point,
    Recast,
    Reject,
)
from pressmark.review.desk import Desk
from pressmark.review.entries import by_certainty, read_entries
from pressmark.review.forms import SHAPES, Form
from pressmark.review.search import Catalogue
from pressmark.review.sheet import ChangedError
from pressmark.stages.anchors import check_anchors
from pressmark.stages.record_life import MergeConflictError
from pressmark.tei.ledger import Ledger, read_article_ledger

DAY = "2031-05-09"


@pytest.fixture(autouse=True)
def that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1936051200")  # 2031-05-09


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    edition = new_edition(tmp_path / "quillhaven")
    return Desk(edition, edition.editors[0])


def decide(desk: Desk, *decisions: Decision, siglum: str = FERRY) -> None:
    desk.decide(siglum, desk.sheet(siglum).version, decisions, "decided")


def at(desk: Desk, words: str) -> Span:
    start = desk.sheet(FERRY).pieces.text.index(words)
    return Span(start, start + len(words))


def element(desk: Desk, anchor: str) -> str:
    """The start tag that has an anchor; empty if there is none."""
    match = re.search(rf'<[^<>]*xml:id="{anchor}"[^<>]*>', body(desk.edition))
    return match[0] if match else ""


def ledger(edition: Edition) -> Ledger:
    found, findings = read_article_ledger(edition, FERRY)
    assert not findings
    return found


def noted(desk: Desk) -> list[str]:
    text = desk.edition.article_path(FERRY).read_text(encoding="utf-8")
    return re.findall(r"<change [^>]*>([^<]*)</change>", text)


# What each decision writes


def test_to_accept_says_who_and_drops_what_the_machine_said(desk: Desk) -> None:
    decide(desk, Accept(anchors=("m2",)))
    assert element(desk, "m2") == '<persName xml:id="m2" ref="person:brindle-tamsin" resp="#ed-ada">'


def test_the_parts_of_a_quotation_are_decided_together(desk: Desk) -> None:
    decide(desk, Accept(anchors=("q2",)))
    assert 'next="#q2" resp="#ed-ada">' in element(desk, "q1")
    assert 'prev="#q1" resp="#ed-ada">' in element(desk, "q2")
    decide(desk, Reject(anchors=("q1",)))
    assert not element(desk, "q1")
    assert not element(desk, "q2")


def test_what_is_rejected_keeps_its_words_and_its_anchor_a_successor(desk: Desk) -> None:
    text = desk.sheet(FERRY).pieces.text
    decide(desk, Reject(anchors=("m5",)))
    assert '"s4"/>Ottoline Fenn, who' in body(desk.edition)
    assert desk.sheet(FERRY).pieces.text == text
    assert ledger(desk.edition)["m5"].successor == "s4"


def test_nothing_points_to_a_quotation_that_was_rejected(desk: Desk) -> None:
    path = desk.edition.article_path(FERRY)
    data = path.read_text(encoding="utf-8")
    pulled = '<cit rend="pullquote"><quote xml:id="p9" corresp="#q3" resp="#pressmark">mended</quote></cit>'
    path.write_text(data.replace("</body>", f"{pulled}</body>"), encoding="utf-8")
    decide(desk, Reject(anchors=("q3",)))
    assert element(desk, "p9") == '<quote xml:id="p9">'


def test_another_record_of_the_same_kind_changes_the_pointer_only(desk: Desk) -> None:
    decide(desk, Point(anchors=("m2",), records=("fenn-ottoline",)))
    assert element(desk, "m2") == '<persName xml:id="m2" ref="person:fenn-ottoline" resp="#ed-ada">'
    assert "<forename>Tamsin</forename>" in body(desk.edition)


def test_a_record_of_another_kind_makes_the_name_one_of_that_kind(desk: Desk) -> None:
    decide(
        desk, Point(anchors=("m2",), records=("quillhaven",)), Point(anchors=("m4",), records=("tidewire",))
    )
    assert element(desk, "m2") == '<placeName xml:id="m2" ref="place:quillhaven" resp="#ed-ada">'
    assert ">Tamsin Brindle</placeName>" in body(desk.edition)
    expected = '<rs type="organisation" xml:id="m4" ref="organisation:tidewire" resp="#ed-ada">'
    assert element(desk, "m4") == expected


def test_the_speaker_is_that_of_all_parts_or_nobody(desk: Desk) -> None:
    decide(desk, Point(anchors=("q1",), records=("fenn-ottoline",)))
    assert all('who="person:fenn-ottoline"' in element(desk, anchor) for anchor in ("q1", "q2"))
    decide(desk, Point(anchors=("q1",), records=()))
    assert not any("who=" in element(desk, anchor) for anchor in ("q1", "q2"))


def test_speech_that_is_another_mode_of_speech_keeps_its_anchor(desk: Desk) -> None:
    decide(desk, Recast(anchors=("q3",), form=Form.PERHAPS))
    assert element(desk, "q3") == '<q xml:id="q3" who="person:brindle-tamsin" resp="#ed-ada">'
    decide(desk, Recast(anchors=("q3",), form=Form.DIRECT))
    assert (
        element(desk, "q3") == '<said xml:id="q3" who="person:brindle-tamsin" direct="true" resp="#ed-ada">'
    )


def test_speech_that_is_none_gets_another_anchor_and_its_own_leads_there(desk: Desk) -> None:
    decide(desk, Recast(anchors=("q1",), form=Form.SO_CALLED))
    assert element(desk, "w1") == '<soCalled xml:id="w1" resp="#ed-ada">'
    assert element(desk, "w2")
    assert (ledger(desk.edition)["q1"].successor, ledger(desk.edition)["q2"].successor) == ("w1", "w2")


def test_a_name_of_another_kind_loses_a_record_of_the_wrong_kind(desk: Desk) -> None:
    decide(desk, Recast(anchors=("m3",), form=Form.A_PERSON))
    assert element(desk, "m3") == '<rs type="person" xml:id="m3" resp="#ed-ada">'


def test_a_date_gets_other_days(desk: Desk) -> None:
    decide(desk, Date(anchors=("d1",), earliest="2031-05", latest="2031-06"))
    assert element(desk, "d1") == '<date xml:id="d1" notBefore="2031-05" notAfter="2031-06" resp="#ed-ada">'
    decide(desk, Date(anchors=("d1",), earliest="2031", latest="2031"))
    assert element(desk, "d1") == '<date xml:id="d1" when="2031" resp="#ed-ada">'


def test_a_mark_that_is_moved_keeps_its_anchor(desk: Desk) -> None:
    decide(desk, Move(anchors=("m2",), span=at(desk, "the mayor, Tamsin Brindle")))
    mark = '<persName xml:id="m2" ref="person:brindle-tamsin" resp="#ed-ada">the mayor, <forename>Tamsin'
    assert mark in body(desk.edition)
    assert ledger(desk.edition)["m2"].text == "the mayor, Tamsin Brindle"


def test_new_marks_get_the_next_anchors_and_the_parts_of_a_name(desk: Desk) -> None:
    decide(
        desk,
        Reject(anchors=("m5",)),
        Add(span=at(desk, "Ottoline Fenn "[:-1]), form=Form.PERSON, records=("fenn-ottoline",)),
    )
    assert (
        '<persName xml:id="m7" ref="person:fenn-ottoline" resp="#ed-ada">'
        "<forename>Ottoline</forename> <surname>Fenn</surname></persName>"
    ) in body(desk.edition)
    assert ledger(desk.edition)["m5"].successor == "m7"


def test_speech_is_marked_with_its_quotation_marks_and_without_white_space(desk: Desk) -> None:
    decide(desk, Reject(anchors=("q1",)))
    decide(desk, Add(span=at(desk, "and we keep it free."), form=Form.DIRECT, records=("brindle-tamsin",)))
    tag = '<said xml:id="q4" who="person:brindle-tamsin" direct="true" resp="#ed-ada">'
    assert f"{tag}“and we keep it free.”</said>" in body(desk.edition)
    decide(desk, Add(span=at(desk, " thirty years"), form=Form.DATE, earliest="2001", latest="2031"))
    assert 'for <date xml:id="d3" notBefore="2001" notAfter="2031" resp="#ed-ada">thirty' in body(
        desk.edition
    )


@pytest.mark.parametrize(
    ("decision", "reason"),
    [
        (Accept(anchors=("m99",)), "the text has no mark m99 any more"),
        (Point(anchors=("m2",), records=("nobody",)), "there is no record 'nobody'"),
        (Point(anchors=("m2",), records=()), "a name has one record"),
        (Point(anchors=("d1",), records=("quillhaven",)), "a date has no record"),
        (Date(anchors=("m2",), earliest="2031", latest="2031"), "m2 is no date"),
        (Add(span=Span(0, 0), form=Form.PLACE), "no words are selected"),
        (Add(span=Span(0, 7), form=Form.DATE), "a date needs a day, a month or a year"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(desk: Desk, decision: Decision, reason: str) -> None:
    before = contents(desk.edition)
    with pytest.raises(DecisionError, match=re.escape(reason)):
        decide(desk, decision)
    assert contents(desk.edition) == before
    assert not desk.steps


def test_marks_that_are_there_or_would_cross_others_are_refused(desk: Desk) -> None:
    with pytest.raises(DecisionError, match="marked already, as m2"):
        decide(desk, Add(span=at(desk, "Tamsin Brindle"), form=Form.PERSON))
    with pytest.raises(DecisionError, match=re.escape('cross the border of <said xml:id="q1">')):
        decide(desk, Add(span=at(desk, "ferry,” the mayor"), form=Form.PERSON))


# Who did what, and the status


def test_the_header_names_the_editor_once_and_counts_the_marks_of_a_day(desk: Desk) -> None:
    decide(desk, Accept(anchors=("m2",)))
    decide(desk, Accept(anchors=("m3", "m4")), Reject(anchors=("m5",)))
    decide(desk, Recast(anchors=("q3",), form=Form.PERHAPS))
    text = desk.edition.article_path(FERRY).read_text(encoding="utf-8")
    assert text.count('<respStmt xml:id="ed-ada">') == 1
    assert f'<change who="#ed-ada" when="{DAY}">' in text
    assert noted(desk)[1:] == ["Reviewed: marks 3 accepted, 1 rejected, 1 changed."]


def test_each_editor_and_what_editors_wrote_themselves_stay_apart(desk: Desk) -> None:
    decide(desk, Accept(anchors=("m2",)))
    path = desk.edition.article_path(FERRY)
    path.write_text(path.read_text(encoding="utf-8").replace("1 accepted.", "1 accepted. Seen the print."))
    decide(desk, Accept(anchors=("m3",)))
    other = Desk(desk.edition, desk.edition.editors[1])
    decide(other, Accept(anchors=("m4",)))
    assert noted(desk)[1:] == [
        "Reviewed: marks 2 accepted. Seen the print.",
        "Reviewed: marks 1 accepted.",
    ]
    assert "<name>Ida &amp; Sons</name>" in path.read_text(encoding="utf-8")


def test_an_approved_article_is_not_changed_until_it_is_opened_again(desk: Desk) -> None:
    desk.set_status(FERRY, desk.sheet(FERRY).version, "approved")
    assert noted(desk)[1:] == ["Approved."]
    with pytest.raises(DecisionError, match="the article is approved"):
        decide(desk, Accept(anchors=("m2",)))
    desk.set_status(FERRY, desk.sheet(FERRY).version, "draft")
    decide(desk, Accept(anchors=("m2",)))
    assert '<revisionDesc status="draft">' in desk.edition.article_path(FERRY).read_text(encoding="utf-8")


# The file changed meanwhile


def changed_by_somebody_else(desk: Desk, old: str, new: str) -> str:
    """The version before somebody else changes the file."""
    path = desk.edition.article_path(FERRY)
    version = desk.shown(FERRY).version
    data = path.read_text(encoding="utf-8")
    assert old in data
    path.write_text(data.replace(old, new), encoding="utf-8")
    return version


def test_a_decision_is_carried_out_on_a_file_that_changed_elsewhere(desk: Desk) -> None:
    version = changed_by_somebody_else(desk, 'cert="0.77"', 'cert="0.10"')
    desk.decide(FERRY, version, [Accept(anchors=("m2",))], "decided")
    assert 'cert="0.10"' in body(desk.edition)
    assert 'resp="#ed-ada"' in element(desk, "m2")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            '<persName xml:id="m2" ref="person:brindle-tamsin"',
            '<persName xml:id="m2" ref="person:fenn-ottoline"',
        ),
        ("<surname>Brindle</surname></persName>, told", "<surname>Crane</surname></persName>, told"),
        ('xml:id="m2"', 'xml:id="m22"'),
    ],
    ids=["other record", "other words", "gone"],
)
def test_a_decision_about_a_mark_that_changed_is_stopped(desk: Desk, old: str, new: str) -> None:
    version = changed_by_somebody_else(desk, old, new)
    before = contents(desk.edition)
    with pytest.raises(ChangedError) as raised:
        desk.decide(FERRY, version, [Accept(anchors=("m2",))], "decided")
    assert raised.value.anchors == ("m2",)
    assert contents(desk.edition) == before


def test_selected_words_are_found_again_where_words_before_them_changed(desk: Desk) -> None:
    span = at(desk, "harbour for thirty")
    version = changed_by_somebody_else(desk, "The vote was close.", "The vote was very close.")
    desk.decide(FERRY, version, [Add(span=span, form=Form.A_PLACE)], "decided")
    assert ">harbour for thirty</rs>" in body(desk.edition)


def test_selected_words_in_a_paragraph_that_changed_stop_the_decision(desk: Desk) -> None:
    span = at(desk, "harbour")
    version = changed_by_somebody_else(desk, "thirty years", "forty years")
    with pytest.raises(ChangedError):
        desk.decide(FERRY, version, [Add(span=span, form=Form.A_PLACE)], "decided")


def test_a_page_that_nobody_remembers_stops_the_decision(desk: Desk) -> None:
    with pytest.raises(ChangedError):
        desk.decide(FERRY, "0" * 64, [Accept(anchors=("m2",))], "decided")


# Undoing


def test_every_step_is_undone_byte_for_byte(desk: Desk) -> None:
    before = [contents(desk.edition)]
    actions: list[Callable[[], object]] = [
        lambda: decide(desk, Accept(anchors=("m2",))),
        lambda: desk.add_record(EntityKind.PLACE, "North Pier", "A pier."),
        lambda: decide(desk, Point(anchors=("m4",), records=("north-pier",))),
        lambda: desk.merge("quillhaven", "north-pier", force=True),
        lambda: desk.set_status(FERRY, desk.sheet(FERRY).version, "approved"),
    ]
    for action in actions:
        action()
        before.append(contents(desk.edition))
        assert before[-1] != before[-2]
    assert len(desk.steps) == len(actions)
    while desk.steps:
        assert contents(desk.edition) == before.pop()
        desk.undo(desk.steps[-1].number)
    assert contents(desk.edition) == before.pop()
    with pytest.raises(DecisionError, match="nothing to undo"):
        desk.undo(1)


def test_what_somebody_else_changed_since_is_not_undone(desk: Desk) -> None:
    decide(desk, Accept(anchors=("m2",)))
    changed_by_somebody_else(desk, "The vote", "Their vote")
    before = contents(desk.edition)
    with pytest.raises(DecisionError, match=r"tei/articles/quillhaven-ferry\.xml has been changed since"):
        desk.undo(desk.steps[-1].number)
    assert contents(desk.edition) == before


# Records


def test_a_new_record_is_found_at_once_and_in_the_ledger(desk: Desk) -> None:
    record = desk.add_record(EntityKind.PERSON, "Crane, Ida", "")
    assert [found.record.id for found in desk.catalogue().look_up("ida cr")] == [record.id]
    assert not check_anchors(desk.edition).findings


def test_records_that_contradict_each_other_are_merged_only_by_force(desk: Desk) -> None:
    people = desk.edition.registers / "people.xml"
    fenn = "<forename>Ottoline</forename> <surname>Fenn</surname></persName>"
    contradiction = f'{fenn}<birth when="1970"/>'
    people.write_text(people.read_text(encoding="utf-8").replace(fenn, contradiction), encoding="utf-8")
    before = contents(desk.edition)
    with pytest.raises(MergeConflictError):
        desk.merge("brindle-tamsin", "fenn-ottoline")
    assert contents(desk.edition) == before
    desk.merge("brindle-tamsin", "fenn-ottoline", force=True)
    assert "person:fenn-ottoline" not in body(desk.edition)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("tam", ["brindle-tamsin"]),
        ("Brin, T", ["brindle-tamsin"]),
        ("BRÍNDLE tamsin", ["brindle-tamsin"]),
        ("the may", ["brindle-tamsin"]),
        ("q0", ["brindle-tamsin"]),
        ("Brindel", ["brindle-tamsin"]),
        ("quill", ["quillhaven", "quillhaven-courier"]),
        ("", []),
        ("zzz", []),
    ],
)
def test_records_are_found_by_what_is_typed(desk: Desk, typed: str, expected: list[str]) -> None:
    assert [found.record.id for found in desk.catalogue().look_up(typed)] == expected


def test_records_are_found_by_kind(desk: Desk) -> None:
    catalogue = Catalogue(desk.registers().register)
    found = catalogue.look_up("quill", EntityKind.ORGANISATION)
    assert [each.record.id for each in found] == ["quillhaven-courier"]


# What waits


def test_what_waits_is_listed_by_certainty_and_leaves_when_it_is_decided(desk: Desk) -> None:
    def waiting() -> list[str]:
        sheet = desk.sheet(FERRY)
        entries = read_entries(sheet.pieces, desk.ledger(FERRY), desk.registers().register.by_id())
        return [entry.anchor for entry in by_certainty(entries)]

    assert waiting() == ["q3", "m5", "m4", "d1", "d2", "m6", "q1", "m1", "m2", "m3"]
    decide(desk, Accept(anchors=("q3",)), Reject(anchors=("m5",)))
    assert waiting() == ["m4", "d1", "d2", "m6", "q1", "m1", "m2", "m3"]


def test_a_mark_that_a_person_changed_in_a_text_editor_waits_no_more(desk: Desk) -> None:
    changed_by_somebody_else(desk, 'xml:id="m2" ref="person:brindle-tamsin"', 'xml:id="m2" ref="person:m1"')
    sheet = desk.sheet(FERRY)
    entries = read_entries(sheet.pieces, desk.ledger(FERRY), desk.registers().register.by_id())
    (entry,) = [entry for entry in entries if entry.anchor == "m2"]
    assert not entry.is_open
    assert entry.pointers == ("m1",)
    assert not entry.records


# Any decisions


@st.composite
def decisions(draw: st.DrawFn, desk: Desk) -> Decision:
    sheet = desk.sheet(FERRY)
    anchors = (draw(st.sampled_from([piece.anchor for piece in sheet.pieces.marks if piece.kind])),)
    records = st.sampled_from(sorted(desk.registers().register.by_id()))
    length = len(sheet.pieces.text)
    start = draw(st.integers(0, length - 1))
    span = Span(start, draw(st.integers(start, min(length, start + 40))))
    return draw(
        st.one_of(
            st.just(Accept(anchors=anchors)),
            st.just(Reject(anchors=anchors)),
            records.map(lambda record: Point(anchors=anchors, records=(record,))),
            st.sampled_from(Form).map(lambda form: Recast(anchors=anchors, form=form)),
            st.just(Move(anchors=anchors, span=span)),
            st.builds(
                Add,
                span=st.just(span),
                form=st.sampled_from(Form),
                records=records.map(lambda record: (record,)),
                earliest=st.just("2031-05-06"),
                latest=st.just("2031-05-07"),
            ),
        )
    )


def decided(desk: Desk) -> dict[str, tuple[object, ...]]:
    """What the editor answers for: element, attributes and words by anchor."""
    pieces = desk.sheet(FERRY).pieces
    return {
        piece.anchor: (piece.tag, dict(piece.attributes), pieces.words(piece))
        for piece in pieces.marks
        if piece.attributes.get("resp") == "#ed-ada"
    }


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_decision_is_lost_by_the_next_run_and_all_can_be_undone(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    edition = new_edition(tmp_path_factory.mktemp("review") / "quillhaven")
    desk = Desk(edition, edition.editors[0])
    before, text = contents(edition), desk.sheet(FERRY).pieces.text
    for _ in range(data.draw(st.integers(1, 4))):
        try:
            decide(desk, data.draw(decisions(desk)))
        except DecisionError:
            continue
    assert desk.sheet(FERRY).pieces.text == text
    assert not check_anchors(edition).findings
    if data.draw(st.booleans(), label="undo"):
        while desk.steps:
            desk.undo(desk.steps[-1].number)
        assert contents(edition) == before
        return
    wanted, retired = decided(desk), {name for name, entry in ledger(edition).items() if not entry.is_live}
    stages.encode_edition(edition)
    assert decided(desk) == wanted
    assert not retired & desk.sheet(FERRY).pieces.by_anchor.keys()
    assert desk.sheet(FERRY).pieces.text == text
    assert not check_anchors(edition).findings
    encoded = contents(edition)
    stages.encode_edition(edition)
    assert contents(edition) == encoded


def test_every_form_is_told_from_the_others() -> None:
    written = [(shape.tag, *shape.attributes.items()) for shape in SHAPES.values()]
    assert len(set(written)) == len(Form) == len(SHAPES)
