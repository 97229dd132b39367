"""Encoding again what a person has edited: the cases in tests/cases/merge, and what holds of all of them."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from merge_cases import (
    DAY,
    RESULTS,
    body,
    case_files,
    edited,
    encoded_again,
    fresh,
    read_case,
    retired,
    run_case,
    write_case,
)

from pressmark.errors import PressmarkError
from pressmark.tei.ledger import Ledger, parse_ledger, render_ledger
from pressmark.tei.merge import Merged, begin, merge
from pressmark.tei.names import XML_LANG, tei
from pressmark.tei.parse import parse
from pressmark.tei.text import source_text

cases = pytest.mark.parametrize("path", case_files(), ids=lambda path: path.stem)


@cases
def test_what_comes_of_a_case(path: Path, request: pytest.FixtureRequest) -> None:
    case = read_case(path)
    _, merged = run_case(case)
    results = {
        "text": body(merged.data),
        "retired": retired(merged.ledger),
        "findings": "\n".join(str(finding).partition(": ")[2] for finding in merged.findings),
    }
    if request.config.getoption("--regenerate", default=False):
        write_case(path, case, results)
        case = read_case(path)
    assert results == {name: case.get(name, "") for name in RESULTS}


@cases
def test_a_case_encoded_once_more_changes_nothing(path: Path) -> None:
    case = read_case(path)
    _, merged = run_case(case)
    seed, machine = case.get("seed after", case["seed"]), case.get("machine after", case["machine"])
    again = encoded_again(merged.data, merged.ledger, seed, machine)
    assert (again.data, again.ledger) == (merged.data, merged.ledger)
    is_typed = any(finding.rule == "text-changed" for finding in merged.findings)
    assert (source_text(parse(again.data, "")) == seed) != is_typed


@cases
def test_a_case_whose_file_is_lost_is_encoded_as_another_run_would_leave_it(path: Path) -> None:
    case = read_case(path)
    _, merged = run_case(case)
    new = fresh(case.get("seed after", case["seed"]), case.get("machine after", case["machine"]))
    anew = begin(new, merged.ledger, path="ferry.xml", today=DAY)
    again = merge(anew.data, anew.ledger, new, path="ferry.xml", today=DAY)
    assert (again.data, again.ledger) == (anew.data, anew.ledger)
    # Comments, other quotes and elements without an anchor are nothing that a ledger has.
    beyond = re.search(r"<!--|<hi>|xml:id='", body(merged.data))
    if not anew.lost and not beyond:
        assert body(anew.data) == body(merged.data)


@cases
def test_the_ledger_of_a_case_is_read_back_as_it_was_written(path: Path) -> None:
    _, merged = run_case(read_case(path))
    assert parse_ledger(render_ledger(merged.ledger), "ferry.tsv") == (merged.ledger, ())


SEED = "Alder met Birch.\n\nCedar slept."
MACHINE = "name person:alder Alder\nname person:birch Birch"


def first(title: str = "Ferry") -> Merged:
    return begin(fresh(SEED, MACHINE, title), Ledger(), path="ferry.xml", today=DAY)


def again(data: bytes, ledger: Ledger, title: str = "Ferry", machine: str = MACHINE) -> Merged:
    return merge(data, ledger, fresh(SEED, machine, title), path="ferry.xml", today=DAY)


def test_a_part_of_the_header_changes_when_the_sidecar_does() -> None:
    merged = first()
    changed = again(merged.data, merged.ledger, "The ferry")
    assert changed.data == merged.data.replace(b">Ferry<", b">The ferry<")
    assert changed.findings == ()


def test_the_language_of_the_file_follows_that_of_the_article() -> None:
    german = fresh(SEED, MACHINE)
    german.set(XML_LANG, "de")
    for language in german.iter(tei("language")):
        language.set("ident", "de")
    merged = first()
    changed = merge(merged.data, merged.ledger, german, path="ferry.xml", today=DAY)
    assert changed.data == merged.data.replace(b'xml:lang="en"', b'xml:lang="de"').replace(
        b'ident="en"', b'ident="de"'
    )


def test_line_ends_that_version_control_changed_are_no_edit() -> None:
    merged = first()
    data = merged.data.replace(b"\n", b"\r\n")
    unchanged = again(data, merged.ledger)
    assert (unchanged.data, unchanged.ledger) == (data, merged.ledger)
    changed = again(data, merged.ledger, machine="name person:elm Alder")
    assert changed.data.count(b"\r\n") == data.count(b"\r\n")
    assert changed.data.count(b"\n") == data.count(b"\n")


def test_a_part_of_the_header_that_a_person_changed_stays_and_is_listed_once() -> None:
    merged = first()
    data = edited(merged.data, "<title>Ferry</title> => <title>A ferry</title>")
    unchanged = again(data, merged.ledger)
    assert (unchanged.data, unchanged.findings) == (data, ())
    changed = again(data, unchanged.ledger, "The ferry")
    assert b"<title>A ferry</title>" in changed.data
    assert [finding.message for finding in changed.findings] == [
        "<title> was changed by hand, and what the machine knows has changed"
    ]
    assert again(changed.data, changed.ledger, "The ferry").findings == ()


def test_a_speaker_whom_nobody_knows_is_in_the_header_as_long_as_speech_is_theirs() -> None:
    seed, machine = "“We sail,” Alder said.", "speech person:alder “We sail,”"
    encoded = begin(fresh(seed, machine), Ledger(), path="ferry.xml", today=DAY)

    def after(data: bytes, ledger: Ledger) -> Merged:
        return merge(data, ledger, fresh(seed, machine), path="ferry.xml", today=DAY)

    unknown = after(edited(encoded.data, 'who="person:alder" => who="#unknown"'), encoded.ledger)
    assert unknown.data.count(b'<person xml:id="unknown"') == 1
    assert after(unknown.data, unknown.ledger).data == unknown.data
    told = after(edited(unknown.data, 'who="#unknown" => who="person:birch"'), unknown.ledger)
    assert b"particDesc" not in told.data
    assert b'who="person:birch"' in told.data


def test_the_header_says_whether_there_are_corrections() -> None:
    merged = first()
    corrected = again(
        edited(merged.data, "slept => <choice><sic>slept</sic><corr>sleeps</corr></choice>"), merged.ledger
    )
    assert b"corrections stand beside the words of the source" in corrected.data
    assert again(corrected.data, corrected.ledger).data == corrected.data
    back = corrected.data.replace(b"<choice><sic>slept</sic><corr>sleeps</corr></choice>", b"slept")
    assert again(back, corrected.ledger).data == merged.data


def test_rules_that_new_marks_point_to_come_into_the_taxonomy() -> None:
    without = begin(fresh(SEED, ""), Ledger(), path="ferry.xml", today=DAY)
    assert b"<taxonomy" not in without.data
    merged = again(without.data, without.ledger)
    assert merged.data.count(b'<category xml:id="rule.register">') == 1
    assert again(merged.data, merged.ledger).data == merged.data


def test_without_a_ledger_marks_with_the_resp_of_the_tool_are_the_machines() -> None:
    data = edited(
        first().data, '<p xml:id="p2">Cedar => <p xml:id="p2"><persName xml:id="m3">Cedar</persName>'
    )
    merged = again(data, Ledger(), machine="name person:elm Alder")
    assert 'ref="person:elm"' in body(merged.data)
    assert "Birch</persName>" not in body(merged.data)
    assert '<persName xml:id="m3">Cedar</persName>' in body(merged.data)


def test_an_approved_file_stays_as_it_is_and_what_would_change_is_told() -> None:
    merged = first()
    data = merged.data.replace(b'status="draft"', b'status="approved"')
    left = again(data, merged.ledger, "The ferry", "name person:elm Alder\nname person:cedar Cedar")
    assert left.data == data
    approved = replace(merged.ledger["text"], text="approved")
    assert left.ledger == merged.ledger.with_entries([approved])
    assert [finding.message for finding in left.pending] == [
        '“Cedar” would be marked as <persName ref="person:cedar">',
        'm2 would no longer be marked as <persName ref="person:birch">',
        "m1 would have @ref person:elm",
        "<title> would be brought up to date",
        "<sourceDesc> would be brought up to date",
    ]


def test_an_anchor_that_stands_twice_stops_the_file() -> None:
    merged = first()
    data = edited(merged.data, '<p xml:id="p2"> => <p xml:id="p1">')
    with pytest.raises(
        PressmarkError, match=r"the xml:id 'p1' is also at line 75; the file is left as it is"
    ):
        again(data, merged.ledger)


def test_an_anchor_that_a_person_brings_back_is_live_again() -> None:
    merged = first()
    removed = again(
        edited(merged.data, '<persName xml:id="m2" ref="person:birch" …>Birch</persName> => Birch'),
        merged.ledger,
    )
    assert not removed.ledger["m2"].is_live
    back = again(merged.data, removed.ledger)
    assert back.ledger["m2"].is_live
    assert back.data == merged.data


def test_an_anchor_that_a_person_put_on_other_words_keeps_its_line() -> None:
    merged = first()
    data = edited(
        merged.data,
        '<persName xml:id="m2" ref="person:birch" …>Birch</persName> => Birch\n'
        '<p xml:id="p2">Cedar => <p xml:id="p2"><persName xml:id="m2" ref="person:birch">Cedar</persName>',
    )
    moved = again(data, merged.ledger)
    assert (moved.data, moved.ledger["m2"].text) == (data, "Birch")


def test_a_letter_corrected_in_the_seed_changes_only_the_lines_of_its_words() -> None:
    merged = first()
    corrected = fresh(SEED.replace("slept", "sleept"), MACHINE)
    after = merge(merged.data, merged.ledger, corrected, path="ferry.xml", today=DAY)
    changed = {anchor for anchor in merged.ledger if merged.ledger[anchor] != after.ledger[anchor]}
    assert changed == {"p2", "text"}
    assert re.sub(rb"sleept", b"slept", after.data) == merged.data
