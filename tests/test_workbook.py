"""The tables as one workbook: what a program that reads workbooks finds in it."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook
from site_building import QUILLHAVEN

from pressmark.config import load_edition
from pressmark.exports import TABLES, PublishedEdition, read_edition, workbook, write_exports
from pressmark.exports.tables import Cell, Row, Table

NAMES = TABLES[[table.name for table in TABLES].index("names")]
FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://x.example")',
)
WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]) | st.sampled_from("\t\n\r"))


@pytest.fixture(scope="module")
def edition() -> PublishedEdition:
    return read_edition(load_edition(QUILLHAVEN))[0]


@pytest.fixture(scope="module")
def folder(edition: PublishedEdition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All exports of the invented edition."""
    folder = tmp_path_factory.mktemp("workbook") / "exports"
    write_exports(folder, edition)
    return folder


def made(*rows: Row, table: Table = NAMES) -> bytes:
    """A workbook of one table."""
    out = io.BytesIO()
    workbook.write_workbook(out, [(table, [workbook.as_sheet_rows([row]) for row in rows])])
    return out.getvalue()


def read(data: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each sheet after its head."""
    book = load_workbook(io.BytesIO(data))
    return {sheet.title: list(sheet.iter_rows(min_row=2, values_only=True)) for sheet in book.worksheets}


def cells(data: bytes) -> Iterator[Any]:
    for sheet in load_workbook(io.BytesIO(data)).worksheets:
        yield from (cell for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_sheet_says_the_same_as_the_table_as_csv(table: Table, folder: Path) -> None:
    book = load_workbook(folder / "tables.xlsx")
    assert book.sheetnames == [each.name for each in TABLES]
    found = [["" if cell is None else str(cell) for cell in row] for row in book[table.name].values]
    with (folder / f"{table.name}.csv").open(encoding="utf-8", newline="") as lines:
        assert found == list(csv.reader(lines))


def test_numbers_are_numbers_and_words_are_words(folder: Path) -> None:
    data = (folder / "tables.xlsx").read_bytes()
    (place,) = (row for row in read(data)["places"] if row[0] == "quillhaven")
    assert [value for value in place if isinstance(value, int | float)][-2:] == [51.5, -0.12]
    assert {cell.data_type for cell in cells(data)} <= {"s", "inlineStr", "n"}


@pytest.mark.parametrize("words", FORMULAS)
def test_what_looks_like_a_formula_is_words(words: str) -> None:
    (cell,) = (cell for cell in cells(made(("id", words, None))) if cell.coordinate == "B2")
    assert cell.data_type in ("s", "inlineStr")
    assert cell.value.replace("_x000D_", "\r") == words


@given(words=WORDS, number=st.integers(-(2**31), 2**31) | st.floats(-90, 90) | st.none())
@example(words="_x0041_ <b>&amp;</b> ]]>", number=None)
@example(words="  two  spaces\nand lines ", number=-0.5)
def test_whatever_stands_in_a_cell_is_read_back(words: str, number: Cell) -> None:
    ((key, found, value),) = read(made(("id", words, number)))[NAMES.name]
    # openpyxl leaves characters by their number as they are; spreadsheets do not.
    found = (found or "").replace("_x000D_", "\r").replace("_x005F_", "_")
    assert (key, found, value) == ("id", words.replace("_x005F_", "_").replace("_x000D_", "\r"), number)


@pytest.mark.parametrize("character", ["a", "𝔞"])
def test_a_cell_that_is_too_long_is_cut_and_says_so(character: str) -> None:
    ((_key, found, _value),) = read(made(("id", character * 40_000, None)))[NAMES.name]
    assert len(found.encode("utf-16-le")) // 2 in (32_766, 32_767)
    assert found == character * (len(found) - 4) + " […]"


def test_a_table_that_is_too_long_goes_on_on_another_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_MOST_ROWS", 4)
    rows = [(f"id{number}", "x", None) for number in range(7)]
    sheets = read(made(*rows))
    assert {name: len(found) for name, found in sheets.items()} == {"names": 3, "names 2": 3, "names 3": 1}
    assert [row for found in sheets.values() for row in found] == rows


def test_a_table_without_rows_has_a_sheet() -> None:
    assert read(made()) == {"names": []}


def test_the_same_edition_gives_the_same_bytes(
    edition: PublishedEdition, folder: Path, tmp_path: Path
) -> None:
    for number in range(2):  # the second time from what was kept
        write_exports(tmp_path / "exports", replace(edition, source=str(number)), tmp_path / "kept")
        assert (tmp_path / "exports/tables.xlsx").read_bytes() == (folder / "tables.xlsx").read_bytes()


def test_the_list_of_files_warns_of_formulas_in_csv_and_names_the_workbook(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_bytes())
    resources = {each["path"]: each for each in package["resources"]}
    assert "tables.xlsx" in resources["articles.csv"]["description"]
    assert resources["tables.xlsx"]["hasText"] is True
