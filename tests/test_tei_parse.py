"""Reading XML safely, and the text that comes back."""

import pytest

from pressmark.errors import PressmarkError
from pressmark.model import Finding
from pressmark.tei import parse as parse_module
from pressmark.tei.names import TEI_NS, XML_ID
from pressmark.tei.parse import parse
from pressmark.tei.text import source_text, uri

OPEN = f'<TEI xmlns="{TEI_NS}">'
BOMB = "<!DOCTYPE TEI [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]>\n"
EXTERNAL = "<!DOCTYPE TEI [<!ENTITY secret SYSTEM 'file:///etc/passwd'>]>\n"


def fault(data: bytes) -> Finding:
    with pytest.raises(PressmarkError) as caught:
        parse(data, "article.xml")
    assert caught.value.finding.path == "article.xml"
    return caught.value.finding


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", None, None, "is empty"),
        (" \n\n ", None, None, "is empty"),
        ("no mark-up", 1, 1, "is not well-formed"),
        (f"{OPEN}\n<text>", 2, 7, "the file is cut off"),
        (f"{OPEN}\n<te", 2, None, "the file is cut off"),
        (f"{OPEN}\n<p></TEI>", 2, None, "close every element in the order it was opened"),
        (f"{OPEN}\n<p n='1' n='2'/></TEI>", 2, None, "delete one of the two attributes"),
        (f"{OPEN}\n<p>A & B</p></TEI>", 2, None, "write &amp; for an ampersand"),
        (f"{OPEN}\n<p>&nbsp;</p></TEI>", 2, None, "write the character itself"),
        (f"{OPEN}\n<p>\x07</p></TEI>", 2, None, "delete the control character"),
        (f"{OPEN}</TEI>\n<TEI/>", 2, 1, "the file must end after </TEI>"),
        (f"{BOMB}{OPEN}&b;</TEI>", 1, 1, "has a DOCTYPE; delete the DOCTYPE"),
        (f"<?xml version='1.0'?>\n<!-- x -->\n{BOMB}{OPEN}&b;</TEI>", 3, 1, "has a DOCTYPE"),
        (f"<?xml version='1.0'?>\n  {EXTERNAL}{OPEN}&secret;</TEI>", 2, 3, "has a DOCTYPE"),
        (
            f"<?xml version='1.0' encoding='latin-1'?>\n{OPEN}</TEI>",
            1,
            None,
            "declares the encoding 'latin-1'",
        ),
        ("<html><body/></html>", 1, None, "has the root 'html'"),
        ("<TEI/>", 1, None, "the root must be <TEI"),
        (OPEN + "<p>" * 300 + "</p>" * 300 + "</TEI>", 1, None, "nest elements less deeply"),
    ],
)
def test_what_is_no_tei_is_refused(text: str, line: int | None, column: int | None, words: str) -> None:
    finding = fault(text.encode())
    assert words in f"{finding.message}; {finding.hint}"
    assert finding.line == line
    assert column is None or finding.column == column


def test_other_encodings_are_refused_and_located() -> None:
    latin = fault(f"{OPEN}\n<p>caf\xe9</p></TEI>".encode("latin-1"))
    assert (latin.message, latin.line, latin.column) == ("is not UTF-8", 2, 7)
    assert "UTF-16" in fault(f"{OPEN}</TEI>".encode("utf-16-le")).hint
    assert fault(f"{BOMB}{OPEN}&b;</TEI>".encode("utf-16")).message == "is not UTF-8"


def test_a_column_counts_characters_not_bytes() -> None:
    assert fault(b"<!-- \xe2\x98\x83 --><!DOCTYPE TEI>" + OPEN.encode() + b"</TEI>").column == 11


def test_a_huge_file_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse_module, "MAX_BYTES", 100)
    assert fault(b"<" * 101).message == "has 101 bytes"


def test_a_byte_order_mark_and_a_repeated_id_are_read() -> None:
    root = parse(f"\ufeff{OPEN}<p xml:id='p1'/><p xml:id='p1'/></TEI>".encode(), "article.xml")
    assert [element.get(XML_ID) for element in root] == ["p1", "p1"]


def test_comments_and_processing_instructions_are_no_text() -> None:
    data = f"{OPEN}<text><p>one<!-- no --> two<?pi no?>&#13;\n three</p></text></TEI>"
    assert source_text(parse(data.encode(), "article.xml")) == "one two\r\n three"


def test_a_file_without_text_has_none() -> None:
    assert source_text(parse(f"{OPEN}</TEI>".encode(), "article.xml")) == ""


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://courier.example/ferry", "https://courier.example/ferry"),
        (
            " https://courier.example:8080/a b?q=ü&r=%20#top ",
            "https://courier.example:8080/a%20b?q=%C3%BC&r=%20#top",
        ),
        ("https://edda:secret@courier.example/100%", "https://courier.example/100%25"),
        ("courier.example/ferry", ""),
        ("javascript:alert(1)", ""),
        ("https://[broken/ferry", ""),
        ("https://courier.example:port/", ""),
    ],
)
def test_web_addresses_are_made_safe_to_point_to(address: str, expected: str) -> None:
    assert uri(address) == expected
