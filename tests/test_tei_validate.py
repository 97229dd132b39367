"""Validation: places of findings, files without any, and what lies behind single rules."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_examples import ARTICLE
from tei_cases import CASES, case_folders, read_case
from tei_schema import jing_faults

from pressmark.config import Edition, load_edition
from pressmark.model import Finding, Person, Register, Severity
from pressmark.tei.build import build_article
from pressmark.tei.identifiers import AUTHORITIES, identifier_fault
from pressmark.tei.parse import parse
from pressmark.tei.positions import START_TAG, TAIL, TEXT, Positions
from pressmark.tei.records import read_register
from pressmark.tei.schema.rng import load_rng
from pressmark.tei.tree import read_tree
from pressmark.tei.validation import validate_article, validate_edition, validate_registers
from pressmark.tei.validation.checks import Scope, Subject, remarks_on
from pressmark.tei.validation.languages import tag_fault
from pressmark.tei.validation.nearest import Known
from pressmark.tei.validation.quotation_marks import conventions_of, unbalanced
from pressmark.tei.write import serialise

EDITION = load_edition(CASES.parent / "quillhaven")
REGISTER = read_register(EDITION)
PROJECT = Path(__file__).parent.parent
REGATTA = ARTICLE.read_text(encoding="utf-8")


def regatta(body: str) -> str:
    """The article of the rules' examples with another text."""
    return re.sub("(?<=<body>).*(?=</body>)", lambda _: body, REGATTA, flags=re.DOTALL)


def found(article: str) -> list[Finding]:
    return validate_article(article.encode(), ARTICLE.name, REGISTER)


def places(article: str) -> list[tuple[str, int | None, int | None]]:
    return [(finding.rule, finding.line, finding.column) for finding in found(article)]


# Files without a fault


@pytest.mark.parametrize("folder", case_folders(), ids=lambda folder: folder.name)
def test_what_is_built_has_no_fault(folder: Path) -> None:
    findings = validate_article((folder / "expected.xml").read_bytes(), f"{folder.name}.xml", REGISTER)
    assert {finding.rule for finding in findings} <= {"draft-mention"}


@pytest.mark.parametrize("folder", case_folders(), ids=lambda folder: folder.name)
def test_standalone_article_needs_no_register(folder: Path) -> None:
    root = build_article(*read_case(folder), REGISTER, EDITION, standalone=True)
    findings = validate_article(serialise(root), f"{folder.name}.xml", Register())
    assert {finding.rule for finding in findings} <= {"draft-mention"}


def test_registers_without_fault() -> None:
    assert validate_registers(EDITION) == []


@pytest.mark.slow
def test_every_file_of_this_edition_is_valid_by_jing() -> None:
    files = sorted((PROJECT / "tei").rglob("*.xml"))
    assert files
    assert jing_faults(files) == []


# Places


def test_all_faults_are_found_in_the_order_of_the_file() -> None:
    body = (
        '<p xml:id="p1">On <date xml:id="d1" when="2031-13">Monday</date>\n'
        'the 𝒷and of <placeName xml:id="m1" ref="place:quilhaven">Quillhaven</placeName> <b>played</b></p>\n'
        "<p>on.</p>"
    )
    start = REGATTA[: REGATTA.index("<body>")].count("\n") + 1
    line = REGATTA.split("\n")[start - 1]
    assert places(regatta(body)) == [
        ("date", start, line.index("<body>") + 1 + len('<body><p xml:id="p1">On <date xml:id="d1" ')),
        ("unknown-record", start + 1, 36),
        ("element", start + 1, 81),
        ("missing-anchor", start + 2, 1),
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["", "bom"])
def test_line_ends_and_a_byte_order_mark_move_nothing(newline: str, bom: bytes) -> None:
    article = regatta("\n" * 70_000 + '  <p xml:id="x">It rained.</p>').replace("\n", newline)
    (finding,) = validate_article(bom + article.encode(), ARTICLE.name, REGISTER)
    lines = article.split(newline)
    assert lines[(finding.line or 0) - 1][(finding.column or 0) - 1 :].startswith('xml:id="x"')


def test_words_behind_a_comment_are_seen() -> None:
    (finding,) = found(regatta('<p xml:id="p1">It rained.</p><!-- and then --> It stopped.'))
    assert (finding.rule, finding.words) == ("stray-text", "It stopped.")


def test_a_fault_that_is_made_often_is_one_finding() -> None:
    finding, *others = found(regatta("<p>It rained.</p>\n" * 5_000))
    assert not others
    assert (finding.rule, finding.line) == (
        "missing-anchor",
        REGATTA[: REGATTA.index("<p xml:id")].count("\n") + 1,
    )
    assert "4,999 more" in finding.message


class Writer:
    """Writes random XML and notes where each thing begins."""

    def __init__(self) -> None:
        self.text = ""
        self.offsets: dict[tuple[int, str], int] = {}  # by the number of the element

    def note(self, number: int, part: str) -> None:
        self.offsets[number, part] = len(self.text)


NOISE = st.sampled_from(
    ["", " ", "\n", "word", "wörd 𝒷", "<!-- <e a='x'> -->", "<![CDATA[<e a='>'>]]>", "<?pi <e>?>", "\r\n\t"]
)
VALUES = st.sampled_from(['"x"', "'x'", '">"', "'<!-- \"'".replace("<", "&lt;"), "\"a='y'\"", '"\n𝒷"'])


@st.composite
def documents(draw: st.DrawFn) -> Writer:
    writer, count = Writer(), 0

    def element(depth: int) -> None:
        nonlocal count
        number = count
        count += 1
        writer.note(number, START_TAG)
        writer.text += "<e"
        for name in draw(st.lists(st.sampled_from(["a", "xml:id", "ref"]), unique=True, max_size=3)):
            writer.text += draw(st.sampled_from([" ", "\n  ", "\t"]))
            writer.note(number, name)
            writer.text += name + draw(st.sampled_from(["=", " = "])) + draw(VALUES)
        children = draw(st.integers(0, 3 if depth < 3 else 0))
        if not children and draw(st.booleans()):
            writer.text += draw(st.sampled_from(["/>", " />"]))
        else:
            writer.text += ">"
            writer.text += draw(NOISE)
            for _ in range(children):
                element(depth + 1)
                writer.text += draw(NOISE)
            writer.text += draw(st.sampled_from(["</e>", "</e >"]))
        space = draw(st.sampled_from(["", " ", "\n "]))
        writer.text += space
        writer.note(number, TAIL)

    writer.text = draw(st.sampled_from(["", "<?xml version='1.0'?>\n", "<!-- <e> -->"]))
    writer.text += '<TEI xmlns="http://www.tei-c.org/ns/1.0">'
    for _ in range(draw(st.integers(1, 3))):
        element(0)
        writer.text += "."
    writer.text += "</TEI>"
    return writer


@settings(deadline=None)
@given(documents())
def test_positions_are_where_things_were_written(writer: Writer) -> None:
    data = writer.text.encode()
    root = parse(data, "x.xml")
    elements = list(root.iter("{*}e"))
    wanted = {(elements[number], part): offset for (number, part), offset in writer.offsets.items()}
    positions = Positions(data, root).of(wanted)
    for place, offset in wanted.items():
        before = writer.text[:offset]
        expected = before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
        behind = writer.text[offset:]
        if place[1] != TAIL or (behind.lstrip() == behind and not behind.startswith(("<!--", "<?"))):
            assert positions[place] == expected, place[1]


def test_the_words_of_an_element_are_behind_its_start_tag() -> None:
    data = b'<TEI xmlns="http://www.tei-c.org/ns/1.0">\n<!-- x\n-->  words</TEI>'
    root = parse(data, "x.xml")
    assert Positions(data, root).of([(root, TEXT)]) == {(root, TEXT): (3, 6)}


# The schema behind the checks


VALID = regatta(
    """<head type="headline" xml:id="h1">Fine</head><p xml:id="p1"><milestone unit="sentence" xml:id="s1"/>
<said xml:id="q1" who="person:brindle-tamsin" toWhom="organisation:tidewire" direct="true" next="#q2"
resp="#pressmark" cert="0.90" ana="#rule.register">“It’s <date xml:id="d1" when="2031-05">May</date>,”</said>
said <persName xml:id="m1" ref="person:brindle-tamsin" cert="high">Brindle</persName>,
<said xml:id="q2" who="person:brindle-tamsin" direct="true" prev="#q1">“in
<placeName xml:id="m2" ref="place:quillhaven">Quillhaven</placeName>.”</said></p>
<cit rend="pullquote"><quote xml:id="p2" corresp="#q1">It’s May</quote></cit>"""
)
ATTRIBUTES = [
    match.span(1) for match in re.finditer(r'="([^"]*)"', VALID) if match.start() > VALID.index("<titleStmt")
]
PUNCTUATED = st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"], exclude_characters='<&"')
ODD_VALUES = st.one_of(
    st.sampled_from(
        ["", " ", "0", "x", "#", "#q1", "#x", "q1", "m0", "m01", "person:", "person:Brindle", "p1 p2",
         "en-UK", "person:brindle-tamsin", "place:quillhaven person:x", "http://x", "2031-02-30", "0.5"]
    ),
    st.text(PUNCTUATED, max_size=6),
)  # fmt: skip


def test_the_document_behind_the_next_test_is_valid() -> None:
    assert found(VALID) == []


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.sampled_from(ATTRIBUTES), ODD_VALUES)
def test_what_the_whole_schema_refuses_is_found(span: tuple[int, int], value: str) -> None:
    """The checks look at the schema without some of its expressions: nothing of these may slip through."""
    article = VALID[: span[0]] + value + VALID[span[1] :]
    root = parse(article.encode(), ARTICLE.name)
    errors = [finding for finding in found(article) if finding.severity is Severity.ERROR]
    if not load_rng().validate(root):
        assert errors
    elif not any(finding.rule == "schema" for finding in errors):
        # What explains a refusal must find nothing where there is none.
        subject = Subject(tree=read_tree(root), siglum=ARTICLE.stem, records=REGISTER.by_id())
        assert list(remarks_on(subject, Scope.REFUSED)) == []


# Records


def test_registers_are_checked_for_unknown_elements(quillhaven: Edition) -> None:
    path = quillhaven.registers / "people.xml"
    path.write_text(path.read_text().replace("occupation>", "ocupation>"))
    (finding,) = validate_registers(quillhaven)
    assert (finding.path, finding.rule, finding.words) == (str(path), "element", "<ocupation>")
    assert finding.hint == "did you mean <occupation>?"


def test_records_that_no_article_mentions_are_noted(quillhaven: Edition) -> None:
    quillhaven.articles.mkdir()
    (quillhaven.articles / "broken.xml").write_bytes(b"<TEI")
    (quillhaven.articles / "quillhaven-regatta.xml").write_text(VALID, encoding="utf-8")
    notes = validate_edition(quillhaven)
    assert {(note.rule, note.severity) for note in notes} == {("unmentioned", Severity.NOTE)}
    assert [(Path(note.path).name, note.words) for note in notes] == [
        ("people.xml", "Ottoline Fenn"),
        ("people.xml", "a senior harbour official"),
        ("people.xml", "ferry crews"),
        ("organisations.xml", "Quillhaven Courier"),
    ]


def test_one_note_for_each_article_and_draft() -> None:
    name = '<persName xml:id="m{}" ref="person:fenn-ottoline">Fenn</persName>'
    body = f'<p xml:id="p1">{name.format(1)} and {name.format(2)} and {name.format(3)}</p>'
    (note,) = found(regatta(body))
    assert (note.rule, note.severity, note.words) == ("draft-mention", Severity.NOTE, "Ottoline Fenn")


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_the_example_of_an_authority_is_right(authority: str) -> None:
    assert identifier_fault(authority, AUTHORITIES[authority].example) == ""


@pytest.mark.parametrize(
    ("scheme", "url", "words"),
    [
        ("ORCID", "https://orcid.org/0000-0002-1825-0098", "check digit"),
        ("ISNI", "https://isni.org/isni/0000000121032684", "check digit"),
        ("ORCID", "0000-0002-1825-0097", "no URL"),
        ("WIKIDATA", "https://www.wikidata.org/entity/P31", "no URL"),
        ("VIAF", "https://www.wikidata.org/entity/Q1", "no URL"),
        ("GEONAMES", "https://www.geonames.org/london", "no URL"),
    ],
)
def test_an_identifier_of_another_form_is_none(scheme: str, url: str, words: str) -> None:
    assert words in identifier_fault(scheme, url)


# Words


IDS = [
    *(
        f"{word}-{name}"
        for word in ("marrow", "brindle", "quayle", "holloway")
        for name in ("edda", "tamsin")
    ),
    "tidewire",
]


@settings(deadline=None)
@given(st.sampled_from(IDS), st.data())
def test_two_letters_changed_over_are_recognised(name: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(name) - 2))
    typed = name[:place] + name[place + 1] + name[place] + name[place + 2 :]
    assert Known(IDS).nearest(typed) == name


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("edda-marrow", "marrow-edda"),
        ("Tidewire", "tidewire"),
        ("tidewire-agency", None),
        ("marrow", "marrow-edda"),
        ("edda", None),  # of several
        ("zzz", None),
        ("", None),
        ("gull-rock", None),
    ],
)
def test_only_a_word_that_is_near_is_suggested(typed: str, meant: str | None) -> None:
    assert Known(["marrow-edda", "brindle-edda", "tidewire"]).nearest(typed) == meant


@pytest.mark.parametrize(
    "tag", ["en", "en-GB", "zh-Hant-TW", "de-1996", "es-419", "und", "x-quill", "sl-rozaj", "gsw", "en-x-a"]
)
def test_a_language_tag(tag: str) -> None:
    assert tag_fault(tag) is None


@pytest.mark.parametrize(
    ("tag", "meant"),
    [
        ("en-UK", '"en-GB"'), ("en_GB", '"en-GB"'), ("eg", ""), ("en-Latinn-XX", ""), ("en-ZQ", ""), ("", ""),
        ("e", ""), ("en-Abcd", ""),
    ],
)  # fmt: skip
def test_no_language_tag(tag: str, meant: str) -> None:
    fault = tag_fault(tag)
    assert fault is not None
    assert fault[1] == meant


LINES = (CASES.parent / "rules" / "quotation-marks.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith(("right: ", "wrong: "))])
def test_quotation_marks(line: str) -> None:
    verdict, _, rest = line.partition(": ")
    words, expected = (rest, "") if verdict == "right" else (rest[:-3], rest[-2:])
    parts = words.split(" / ")
    wrong = [("(" if fault.opens else ")") + fault.mark for fault in unbalanced(parts, conventions_of(words))]
    assert wrong == ([expected] if expected else [])


def test_a_record_may_be_called_like_the_unknown_speaker() -> None:
    register = Register(people=(Person(id="unknown", name="The Unknown"),))
    article = regatta('<p xml:id="p1"><persName xml:id="m1" ref="person:unknown">The Unknown</persName></p>')
    assert validate_article(article.encode(), ARTICLE.name, register) == []
