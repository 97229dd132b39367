"""The ledger: lines that are read back as they were written, and what they resolve to."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressmark.ids import AnchorKind, make_anchor
from pressmark.tei.ledger import (
    COLUMNS,
    Entry,
    Kind,
    Ledger,
    State,
    fingerprint,
    glimpse,
    kind_of,
    parse_ledger,
    render_ledger,
    text_entry,
)

DAY = date(2031, 5, 6)
HEADER = "\t".join(COLUMNS)
LINE = "m1\tmention\t2031-05-06\tlive\t\t\t8a1f\tc09b\tp1 2/3\t\tAlder"

LAST = "text\ttext\t2031-05-06\tlive\t\t\t8a1f\tc09b\t\t\t"

_words = st.text(max_size=80).map(glimpse)
_anchors = st.builds(make_anchor, st.sampled_from(AnchorKind), st.integers(1, 999))


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    anchor = draw(_anchors)
    kind = kind_of(anchor)
    assert kind
    retired = draw(st.booleans())
    return Entry(
        anchor=anchor,
        kind=kind,
        since=draw(st.dates()),
        state=State.RETIRED if retired else State.LIVE,
        successor=draw(st.sampled_from(("", "ferry", "ferry#p1", "brindle-tam"))) if retired else "",
        reason=draw(_words) if retired else "",
        machine=draw(st.sampled_from(("", "0123456789"))),
        words=fingerprint(draw(_words)),
        at=draw(st.sampled_from(("", "p1", "p1 2/3", "p1 *", "*"))),
        mark=draw(st.sampled_from(("", '<persName ref="person:brindle-tam" resp="#ed-marrow">'))),
        text=draw(_words),
    )


@given(lines=st.lists(entries()))
def test_a_ledger_is_read_back_as_it_was_written(lines: list[Entry]) -> None:
    ledger = Ledger([*lines, text_entry("Alder waved.", DAY)])
    text = render_ledger(ledger)
    assert parse_ledger(text, "ferry.tsv") == (ledger, ())
    assert parse_ledger(text.replace("\n", "\r\n"), "ferry.tsv") == (ledger, ())
    assert render_ledger(parse_ledger(text, "ferry.tsv")[0]) == text


def test_lines_are_sorted_by_kind_and_number() -> None:
    anchors = ("m10", "m9", "d1", "h2", "p1", "header:sourceDesc")
    ledger = Ledger(
        Entry(anchor=anchor, kind=kind_of(anchor) or Kind.HEADER, since=DAY) for anchor in anchors
    )
    assert list(ledger) == ["h2", "p1", "m9", "m10", "d1", "header:sourceDesc"]
    assert [line.partition("\t")[0] for line in render_ledger(ledger).splitlines()] == ["anchor", *ledger]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("m1\tmention", "line 2: has 2 columns, not 11"),
        (LINE.replace("mention", "noun"), "line 2: 'noun' is no kind of anchor"),
        (LINE.replace("mention", "date"), "line 2: 'm1' is no anchor of kind date"),
        (LINE.replace("live", "<<<<<<<"), "line 2: the state is '<<<<<<<', not live or retired"),
        (LINE.replace("05-06", "05-40"), "line 2: the date is '2031-05-40', not one such as 2031-05-06"),
        (LINE.replace("live\t", "live\tp1"), "line 2: m1 is live and has a successor or a reason"),
        (
            LINE.replace("live\t", "retired\tthe ferry"),
            "line 2: the successor 'the ferry' is no anchor, siglum or record",
        ),
        (f"{LINE}\n{LINE}", "line 3: m1 is also in line 2"),
    ],
)
def test_a_faulty_line_is_named_and_the_others_are_read(line: str, message: str) -> None:
    other = LINE.replace("m1", "m7")
    ledger, findings = parse_ledger(f"{HEADER}\n{line}\n{other}\n{LAST}\n", "ferry.tsv")
    assert "m7" in ledger
    assert [f"line {finding.line}: {finding.message}" for finding in findings] == [message]


def test_a_ledger_from_before_it_noted_the_marks_of_people_is_read() -> None:
    former = HEADER.replace("\tmark", ""), LINE.replace("p1 2/3\t\t", "p1 2/3\t")
    ledger, findings = parse_ledger("".join(f"{line}\n" for line in former), "ferry.tsv")
    assert (list(ledger), findings) == (["m1"], ())
    assert render_ledger(ledger).splitlines() == [*former]


@pytest.mark.parametrize("length", [1, 40, 90, len(HEADER) + 1, len(HEADER) + len(LINE) + 1, -2, -1])
def test_a_ledger_that_is_cut_off_is_a_fault(length: int) -> None:
    _, findings = parse_ledger(f"{HEADER}\n{LINE}\n{LAST}\n"[:length], "ferry.tsv")
    assert findings


def test_a_file_that_is_no_ledger_is_named() -> None:
    ledger, findings = parse_ledger("anchor,kind\n", "ferry.tsv")
    assert not ledger
    assert [finding.line for finding in findings] == [1]


def retired(**successors: str) -> Ledger:
    live = [Entry(anchor=anchor, kind=Kind.MENTION, since=DAY) for anchor in ("m8", "m9")]
    gone = [
        Entry(anchor=anchor, kind=Kind.MENTION, since=DAY, state=State.RETIRED, successor=successor)
        for anchor, successor in successors.items()
    ]
    return Ledger([*live, *gone])


def test_successors_are_followed_to_what_stands_today() -> None:
    ledger = retired(m1="m2", m2="m9", m3="", m4="ferry#m1", m5="m4")
    assert {anchor: ledger.resolve(anchor) for anchor in ledger} == {
        "m1": "m9", "m2": "m9", "m3": None, "m4": "ferry#m1", "m5": "ferry#m1", "m8": "m8", "m9": "m9",
    }  # fmt: skip
    with pytest.raises(KeyError):
        ledger.resolve("m77")


def test_successors_that_go_in_a_circle_are_a_fault() -> None:
    ledger = retired(m1="m2", m2="m3", m3="m1")
    with pytest.raises(ValueError, match="the successors go in a circle: m1, m2, m3, m1"):
        ledger.resolve("m1")
    _, findings = parse_ledger(render_ledger(ledger), "ferry.tsv")
    assert [finding.line for finding in findings] == [2, 3, 4]


def test_retiring_an_anchor_says_what_stands_for_it_and_why() -> None:
    ledger = retired().retired("m8", "m9", "the same\tname")
    entry = ledger["m8"]
    assert (entry.state, entry.successor, entry.reason) == ("retired", "m9", "the same name")
    assert [entry.anchor for entry in ledger.live()] == ["m9"]
    with pytest.raises(KeyError):
        ledger.retired("m77", "m9", "why")


def test_white_space_does_not_count_in_the_fingerprint_of_words() -> None:
    assert fingerprint(" Edda\r\n  Marrow ") == fingerprint("Edda Marrow") != fingerprint("EddaMarrow")
    assert fingerprint(" \n") == ""
