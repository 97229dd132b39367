"""The sidecar: what an editor knows about an article."""

from datetime import date
from pathlib import Path

import pytest

from pressmark.errors import PressmarkError
from pressmark.model import Confidence, Fact
from pressmark.seeds.sidecar import Sidecar, parse_sidecar, read_sidecar

PATH = Path("seeds/ferry.toml")


def test_every_key() -> None:
    sidecar = parse_sidecar(
        """
        title = "Night Ferry Saved"
        outlet = { value = "Quillhaven Courier", inferred = true, confidence = "medium", evidence = "A box." }
        authors = ["Edda Marrow", { value = "Bo Lint", inferred = true, evidence = "The last line." }]
        published = 2031-05-07
        url = "https://courier.example/ferry"
        rights = "© Quillhaven Courier"
        language = "en-GB"
        accept = ["unclosed-quotation"]
        """,
        PATH,
    )
    assert sidecar == Sidecar(
        title=Fact(value="Night Ferry Saved"),
        outlet=Fact(
            value="Quillhaven Courier", inferred=True, confidence=Confidence.MEDIUM, evidence="A box."
        ),
        authors=(Fact(value="Edda Marrow"), Fact(value="Bo Lint", inferred=True, evidence="The last line.")),
        published=Fact(value=date(2031, 5, 7)),
        url=Fact(value="https://courier.example/ferry"),
        rights="© Quillhaven Courier",
        language="en-GB",
        accept=frozenset({"unclosed-quotation"}),
    )


@pytest.mark.parametrize(
    "given", ["2031-05-07", '"2031-05-07"', "2031-05-07T10:15:00Z", "{ value = 2031-05-07 }"]
)
def test_date_in_any_of_its_forms(given: str) -> None:
    assert parse_sidecar(f"published = {given}", PATH).published == Fact(value=date(2031, 5, 7))


def test_fact_as_a_table_of_its_own() -> None:
    source = '[published]\nvalue = 2031-05-07\ninferred = true\nevidence = "The text says Tuesday."\n'
    published = parse_sidecar(source, PATH).published
    assert published == Fact(value=date(2031, 5, 7), inferred=True, evidence="The text says Tuesday.")


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ('# known\ntitel = "Ferry"', 2, "titel"),
        ('title = "Ferry"\n\n[outlett]\nvalue = "C"', 3, "outlett"),
        ('title = "Ferry', 1, "not valid TOML"),
        ("a = 1\na = 2", 2, "not valid TOML"),
        ("title = 7", 1, "title is 7"),
        ('title = "  "', 1, "title is"),
        ("published = 2031-02-30", 1, "not valid TOML"),
        ('url = "https://x.example"\npublished = "2031-02-30"', 2, "no date"),
        ("published = true", 1, "no date"),
        ("published = 20310507", 1, "no date"),
        ('authors = "Edda Marrow"', 1, "authors is"),
        ("authors = [3]", 1, "authors is 3"),
        ('url = "courier.example"', 1, "no web address"),
        ('url = "http://[courier.example"', 1, "no web address"),
        ('url = "javascript:alert(1)"', 1, "no web address"),
        ('language = "English, please"', 1, "no language tag"),
        ('accept = "long-line"', 1, "accept is"),
        ("rights = { value = 'x' }", 1, "rights is"),
        ('title = { value = "F", inferred = "yes" }', 1, "inferred is 'yes'"),
        ('title = { value = "F", inferred = true }', 1, "names no evidence"),
        ('title = { value = "F", confidence = "sure" }', 1, "confidence is 'sure'"),
        ('title = { value = "F", confidence = ["high"] }', 1, "confidence is"),
        ('title = { value = "F", evidence = 3 }', 1, "evidence is 3"),
        ('title = { words = "F" }', 1, "unknown part"),
        ("title = {}", 1, "has no value"),
    ],
)
def test_fault_is_named_with_its_line(source: str, line: int, message: str) -> None:
    with pytest.raises(PressmarkError) as caught:
        parse_sidecar(source, PATH)
    finding = caught.value.finding
    assert (finding.path, finding.rule, finding.line) == (str(PATH), "sidecar", line)
    assert message in finding.message
    assert finding.hint
    assert "\n" not in str(finding)


def test_no_sidecar_says_nothing(tmp_path: Path) -> None:
    assert read_sidecar(tmp_path / "ferry.toml") == Sidecar()


def test_sidecar_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ferry.toml"
    path.write_bytes('title = "Fähre"'.encode("cp1252"))
    with pytest.raises(PressmarkError, match="UTF-8"):
        read_sidecar(path)


def test_byte_order_mark_in_a_sidecar_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "ferry.toml"
    path.write_bytes(b'\xef\xbb\xbftitle = "Ferry"')
    assert read_sidecar(path).title == Fact(value="Ferry")


def test_folder_in_the_place_of_a_sidecar_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ferry.toml").mkdir()
    with pytest.raises(PressmarkError, match="is a folder"):
        read_sidecar(tmp_path / "ferry.toml")


@pytest.mark.parametrize("value", ["9" * 5_000, "0x" + "f" * 5_000, "[" * 3_000 + "]" * 3_000, "nan"])
def test_values_beyond_all_bounds_are_one_line(tmp_path: Path, value: str) -> None:
    (tmp_path / "ferry.toml").write_text(f"title = {value}\n", encoding="utf-8")
    with pytest.raises(PressmarkError) as caught:
        read_sidecar(tmp_path / "ferry.toml")
    assert caught.value.finding.rule == "sidecar"
    assert len(str(caught.value.finding)) < 400 + len(str(tmp_path))
