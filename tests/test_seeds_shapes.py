"""What short lines look like. Cases, one a line: tests/cases/seeds/shapes/."""

from pathlib import Path

import pytest

from pressmark.model import BlockKind
from pressmark.seeds.front import line_kind
from pressmark.seeds.passages import cut_passages
from pressmark.seeds.shapes import dateline_length, is_date_line

SHAPES = Path(__file__).parent / "cases" / "seeds" / "shapes"
KINDS = {"date": BlockKind.BYLINE, "byline": BlockKind.BYLINE, "credit": BlockKind.CREDIT, "other": None}


def cases(name: str) -> list[str]:
    return (SHAPES / name).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("case", cases("datelines.txt"))
def test_dateline(case: str) -> None:
    dateline, rest = case.split("|")
    assert (dateline + rest)[: dateline_length(dateline + rest)] == dateline


@pytest.mark.parametrize("case", cases("lines.txt"))
def test_line_in_front_of_an_article(case: str) -> None:
    kind, words = case.split(": ", 1)
    (passage,) = cut_passages(words)
    assert line_kind(passage) is KINDS[kind]
    assert is_date_line(words) is (kind == "date")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\u2028", "\r"])
def test_blank_lines_part_runs_whatever_the_line_end(end: str) -> None:
    passages = cut_passages(f"One.{end}Two.{end}{end}Three.{end} {end}Four.")
    assert [passage.words for passage in passages] == ["One.", "Two.", "Three.", "Four."]
    assert [passage.run for passage in passages] == [0, 0, 1, 2]
