"""The tables as one workbook for spreadsheets (Office Open XML): words stay words, whatever they begin with.

A spreadsheet takes a cell of CSV that begins with "=", "+", "-" or "@" for a formula and works it out. Here
words are written as words. What an article adds is kept, like its part of other files, for which libraries
have no way; XlsxWriter takes seven times as long, openpyxl twelve. The same rows give the same bytes.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from operator import itemgetter
from typing import IO, Final

from pressmark.exports.tables import Cell, Row, Table

_MOST_ROWS: Final = 1_048_576  # of a sheet, its head among them
_MOST_UNITS: Final = 32_767  # of a cell, in UTF-16
_CUT: Final = " […]"  # where a cell ends before its words do
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)  # the earliest day that the format can hold
# What stands for a character by its number, so that the like of it among the words is written so, too.
_NUMBERED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET: Final = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    '<cols><col min="1" max="{columns}" width="22" customWidth="1"/></cols><sheetData>'
)
_SHEET_END: Final = b"</sheetData></worksheet>"


def as_sheet_rows(rows: Iterable[Row]) -> bytes:
    """Rows as a sheet has them, without their numbers, so that they can stand in any place."""
    return "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows).encode()


def write_workbook(out: IO[bytes], tables: Iterable[tuple[Table, Iterable[bytes]]]) -> None:
    """A workbook with the rows of tables, as `as_sheet_rows` made them, on a sheet for each.

    A table that is longer than a sheet can be goes on on another.
    """
    names: list[str] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for table, rows in tables:
            for number, pieces in groupby(_placed(rows), key=itemgetter(0)):
                names.append(table.name if number == 1 else f"{table.name} {number}")
                with archive.open(_entry(f"xl/worksheets/sheet{len(names)}.xml"), "w") as sheet:
                    sheet.write(_SHEET.format(columns=len(table.columns)).encode())
                    sheet.write(as_sheet_rows([tuple(column.name for column in table.columns)]))
                    sheet.writelines(piece for _sheet, piece in pieces)
                    sheet.write(_SHEET_END)
        for name, text in _frame(names):
            archive.writestr(_entry(name), _XML + text)


def _cell(value: Cell) -> str:
    if value is None:
        return "<c/>"
    if not isinstance(value, str):
        return f"<c><v>{value}</v></c>"
    words = escape(_NUMBERED.sub("_x005F_", _fitting(value)), quote=False).replace("\r", "_x000D_")
    return f'<c t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'


def _fitting(words: str) -> str:
    """Words that go into a cell: what is too long is cut, and says so."""
    if len(words) <= _MOST_UNITS // 2 or len(words.encode("utf-16-le")) <= _MOST_UNITS * 2:
        return words
    units = words.encode("utf-16-le")[: 2 * (_MOST_UNITS - len(_CUT))]
    return units.decode("utf-16-le", errors="ignore") + _CUT  # without half of a pair


def _placed(rows: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """The pieces of a table, each with the number of the sheet that has room for it, from 1 on."""
    sheet, number = 1, 1  # the head is a row
    yield sheet, b""  # there is a sheet where there are no rows
    for piece in rows:
        more = piece.count(b"<row>")
        if number + more > _MOST_ROWS:
            sheet, number = sheet + 1, 1
        number += more
        yield sheet, piece


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _NO_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _frame(names: list[str]) -> Iterator[tuple[str, str]]:
    """What makes sheets a workbook, by the names of its files."""
    numbered = list(enumerate(names, 1))
    sheets = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in numbered)
    yield (
        "xl/workbook.xml",
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{sheets}</sheets></workbook>",
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATION}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n, _name in numbered
    )
    yield "xl/_rels/workbook.xml.rels", _relations(relations)
    book = f'<Relationship Id="rId1" Type="{_RELATION}/officeDocument" Target="xl/workbook.xml"/>'
    yield "_rels/.rels", _relations(book)
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n, _name in numbered
    )
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{types}</Types>',
    )


def _relations(each: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'
