"""Findings as people read them: one line each, in order, many of a kind as one, harmless to a terminal."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressmark.cli import run
from pressmark.cli.output import presented, printable, show_findings
from pressmark.config import Edition
from pressmark.findings import MANY, folded
from pressmark.model import Finding, Severity

Captured = pytest.CaptureFixture[str]
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def finding(**fields: object) -> Finding:
    values: dict[str, object] = {
        "path": "tei/articles/ferry.xml",
        "rule": "pointer",
        "message": "leads nowhere",
        "hint": "delete it",
    }
    return Finding(**{**values, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({}, "tei/articles/ferry.xml: pointer: leads nowhere: delete it"),
        ({"line": 3}, "tei/articles/ferry.xml:3: pointer: leads nowhere: delete it"),
        ({"line": 3, "column": 7}, "tei/articles/ferry.xml:3:7: pointer: leads nowhere: delete it"),
        ({"words": "#q9"}, "tei/articles/ferry.xml: pointer: #q9: leads nowhere: delete it"),
        (
            {"severity": Severity.WARNING},
            "tei/articles/ferry.xml: pointer (warning): leads nowhere: delete it",
        ),
        ({"severity": Severity.NOTE}, "tei/articles/ferry.xml: pointer (note): leads nowhere: delete it"),
    ],
)
def test_a_finding_is_one_line(fields: dict[str, object], line: str) -> None:
    assert str(finding(**fields)) == line


def test_findings_are_shown_file_by_file_in_the_order_of_lines_and_columns(capsys: Captured) -> None:
    places = [("b.xml", 2, 1), ("a.xml", 10, 2), ("b.xml", None, None), ("a.xml", 9, 40), ("a.xml", 10, 1)]
    show_findings(finding(path=path, line=line, column=column) for path, line, column in places)
    shown = [line.partition(": ")[0] for line in capsys.readouterr().err.splitlines()]
    assert shown == ["a.xml:9:40", "a.xml:10:1", "a.xml:10:2", "b.xml", "b.xml:2:1"]


def several(count: int, **fields: object) -> Iterator[Finding]:
    return (finding(line=number, **fields) for number in range(count, 0, -1))


def test_a_few_findings_of_a_kind_are_listed() -> None:
    assert len(folded(several(MANY - 1))) == MANY - 1


def test_many_findings_of_a_kind_are_one_at_the_first_place_with_their_count() -> None:
    (only,) = folded(several(MANY))
    assert (only.line, only.message) == (1, f"leads nowhere (and {MANY - 1} more of this rule in this file)")
    assert only.hint == "delete it"


def test_kinds_are_told_apart_by_file_rule_and_severity() -> None:
    kinds = [{}, {"path": "b.xml"}, {"rule": "chain"}, {"severity": Severity.NOTE}]
    assert len(folded(each for kind in kinds for each in several(MANY, **kind))) == len(kinds)


def test_many_findings_name_the_words_most_often_in_question() -> None:
    words = ["<sp>"] * 150 + ["<l>"] * 90 + [f"<x{number}>" for number in range(9)]
    (only,) = folded(finding(line=number, words=word) for number, word in enumerate(words, start=1))
    assert (only.line, only.words) == (1, "<sp>")
    assert only.message.startswith(
        "leads nowhere (and 248 more of this rule in this file: <sp> 150 times, <l> 90"
    )
    assert only.message.endswith(", …)")


def test_the_same_finding_counts_once() -> None:
    assert folded([finding()] * 50) == [finding()]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 300)), max_size=400))
def test_folding_loses_no_kind_and_can_be_repeated(places: list[tuple[str, int]]) -> None:
    findings = [finding(path=path, line=line) for path, line in places]
    once = folded(findings)
    assert {each.path for each in once} == {each.path for each in findings}
    assert folded(once) == once
    for path in {each.path for each in once}:
        different = {each for each in findings if each.path == path}
        kept = [each for each in once if each.path == path]
        assert len(kept) == (len(different) if len(different) < MANY else 1)
        assert min(each.line or 0 for each in different) == min(each.line or 0 for each in kept)


def test_folding_a_million_findings_keeps_a_hundred_at_a_time() -> None:
    alive: set[int] = set()
    most = 0

    class Watched(str):
        """A message that says when nobody has it any more."""

        def __del__(self) -> None:
            alive.discard(id(self))

    def findings() -> Iterator[Finding]:
        nonlocal most
        for number in range(5_000):
            message = Watched(f"leads nowhere {number}")
            alive.add(id(message))
            most = max(most, len(alive))
            yield finding(line=number + 1, message=message)
            del message

    assert len(folded(findings())) == 1
    assert most <= 2 * MANY


@given(st.text())
def test_what_is_printed_is_one_line_without_control_characters(text: str) -> None:
    shown = printable(text)
    assert len(shown.splitlines()) <= 1
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in shown)
    shown.encode("utf-8")


def test_words_in_any_script_are_printed_as_they_are() -> None:
    words = "“Москва” — Ḥalab — حلب — می‌خواهم — 北京"
    assert printable(words) == words


def test_nothing_in_a_file_takes_hold_of_the_terminal(capsys: Captured) -> None:
    show_findings([finding(words="a\x9b31mred\x1b[2Jb\u202ereversed\nsecond: line")])
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(r": a\x9b31mred\x1b[2Jb\u202ereversed second: line: leads nowhere: delete it")


@pytest.mark.parametrize(
    ("settings", "coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": ""}, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
    ids=str,
)
def test_colours_are_for_terminals_and_for_whoever_asks(
    settings: dict[str, str], coloured: bool, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    each = [finding(line=1, severity=severity, words=severity) for severity in Severity]
    show_findings(each)
    shown = capsys.readouterr().err
    assert bool(COLOUR.search(shown)) is coloured
    assert COLOUR.sub("", shown).splitlines() == [str(one) for one in presented(each)]


def test_a_path_with_a_colon_or_an_escape_stays_on_its_line(tmp_path: Path, capsys: Captured) -> None:
    show_findings([finding(path=str(tmp_path / "a:b\x1b\n.xml"))])
    (line,) = capsys.readouterr().err.splitlines()
    assert "a:b\\x1b .xml: pointer: " in line


@pytest.mark.parametrize("columns", ["20", "80", "400"])
def test_a_line_is_not_broken_at_any_width(columns: str, quillhaven: Edition) -> None:
    (quillhaven.registers / "people.xml").write_text("<TEI>")
    done = subprocess.run(
        [sys.executable, "-m", "pressmark", "validate"],
        cwd=quillhaven.root,
        env={"COLUMNS": columns, "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    (line,) = done.stderr.splitlines()
    assert line.startswith("tei/registers/people.xml:1:6: xml: ")
    assert line.endswith(" up to </TEI>")


def test_notes_are_counted_and_shown_when_asked_for(
    quillhaven: Edition, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(quillhaven.root)
    assert run(["validate"]) == 0
    quiet = capsys.readouterr()
    assert quiet.err == ""
    counted = re.fullmatch(r"checked 3 files: no findings, (\d+) notes \(--notes shows them\)\n", quiet.out)
    assert counted
    assert run(["validate", "--notes"]) == 0
    full = capsys.readouterr()
    assert len(full.err.splitlines()) == int(counted[1])
    assert all(" (note): " in line for line in full.err.splitlines())
    assert full.out == f"checked 3 files: no findings, {counted[1]} notes\n"
