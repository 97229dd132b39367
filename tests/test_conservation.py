"""The text of the TEI is that of the seed: cases in tests/cases/conservation, and what holds of all texts."""

import html
import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
import tei_strategies
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from pressmark.cli import run
from pressmark.config import Edition
from pressmark.model import Annotations, ArticleMeta, Fact, SourceDocument, Span
from pressmark.seeds import parse_seed
from pressmark.tei.build import build_article
from pressmark.tei.characters import locate_source
from pressmark.tei.merge_pieces import read_pieces
from pressmark.tei.names import tei
from pressmark.tei.parse import parse
from pressmark.tei.text import Action, source_text, walk
from pressmark.tei.validation.conservation import Treatment, compare, first_difference, treated
from pressmark.tei.write import serialise

CASES = Path(__file__).parent / "cases"
FOLDER = CASES / "conservation"
CORRECTED = CASES / "site" / "corrections" / "wend-bridge"
EDITION = Edition(root=Path("edition"), publisher="Quillhaven Library")
OPEN = '<?xml version="1.0" encoding="UTF-8"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader>&amp;</teiHeader>'
PARTS = re.compile(r"== seed\n(.*)\n== body\n(.*)\n== finding\n(.*)", re.DOTALL)
cases = pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)


def tei_file(body: str) -> bytes:
    """A TEI document with this body."""
    return f'{OPEN}\n<text xml:space="preserve">{body}</text></TEI>\n'.encode()


def document(text: str, *, name: str = "quay.txt", page: bool = False) -> SourceDocument:
    """A seed with this text."""
    meta = ArticleMeta(title=Fact(value="Quay"))
    return SourceDocument(
        siglum="quay", path=f"seeds/{name}", encoding="utf-8", meta=meta, text=text, blocks=(), page=page
    )


def findings(seed: SourceDocument, data: bytes) -> str:
    found = compare(seed, data, parse(data, "quay.xml"), "quay.xml")
    return "".join(f"{finding}\n" for finding in found)


@cases
def test_a_text_is_compared_with_its_seed(path: Path, request: pytest.FixtureRequest) -> None:
    parts = PARTS.fullmatch(path.read_text(encoding="utf-8"))
    assert parts
    seed = parts[1].replace("⏎", "\r").replace("␣", "\N{NO-BREAK SPACE}")
    found = findings(document(seed), tei_file(parts[2]))
    if request.config.getoption("--regenerate", default=False):
        text = f"== seed\n{parts[1]}\n== body\n{parts[2]}\n== finding\n{found}"
        path.write_text(text, encoding="utf-8", newline="")
    assert found == PARTS.fullmatch(path.read_text(encoding="utf-8"))[3]  # type: ignore[index]


def parts_of(name: str) -> tuple[str, str, str]:
    """Seed, body and finding of a case."""
    parts = PARTS.fullmatch((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))
    assert parts
    return parts[1], parts[2], parts[3]


@pytest.mark.parametrize("name", ["replaced", "part-of-a-word", "comments", "correction-without-the-source"])
def test_what_a_hint_says_to_write_mends_the_text(name: str) -> None:
    """The words that the hint gives, put in place of those in question, bring the source back."""
    seed, body, finding = parts_of(name)
    wrong = re.search(r": text-changed: (.*?): after .*: write “(.*?)”", finding)
    assert wrong
    assert findings(document(seed), tei_file(body.replace(wrong[1], wrong[2], 1))) == ""


@pytest.mark.parametrize(("name", "place"), [("lost-word", "again"), ("lost-end", "</p>")])
def test_missing_words_are_given_as_they_are_to_be_written(name: str, place: str) -> None:
    seed, body, finding = parts_of(name)
    missing = re.search(r": write “(.*?)”", finding)
    assert missing
    assert findings(document(seed), tei_file(body.replace(place, missing[1] + place, 1))) == ""


def test_words_that_an_editor_has_supplied_can_stay_as_the_hint_says() -> None:
    seed, body, finding = parts_of("added-word")
    offered = re.search(r"<supplied .*</supplied>", finding)
    assert offered
    assert findings(document(seed), tei_file(body.replace("all ", offered[0]))) == ""


def test_the_correction_that_a_hint_offers_keeps_the_source() -> None:
    seed, body, finding = parts_of("replaced")
    offered = re.search(r"<choice>.*</choice>", finding)
    assert offered
    assert findings(document(seed), tei_file(body.replace("teh", offered[0]))) == ""


def test_lines_of_a_web_page_are_those_of_its_text() -> None:
    found = findings(
        document("One.\n\nTwo.", name="quay.html", page=True), tei_file("<p>One.</p>\n\n<p>To.</p>")
    )
    assert "the text of quay.html, line 3, column 1," in found


def test_the_text_of_a_web_page_is_compared(project: Path) -> None:
    page = project / "tests" / "cases" / "seeds" / "pages" / "quay.html"
    seed = parse_seed(page.read_bytes(), page)
    data = serialise(build_article(seed, Annotations(), tei_strategies.REGISTER, EDITION))
    assert findings(seed, data) == ""
    assert b"overlooks the whole" in data
    assert ": sees all: " in findings(seed, data.replace(b"overlooks the whole", b"sees all"))


def test_one_long_line_is_compared_as_fast_as_many() -> None:
    line = "The council met and voted & voted. " * 20_000
    data = tei_file(f"<p>{html.escape(line)}x</p>")
    assert f":3:{len(html.escape(line)) + 31}: text-changed: x: " in findings(document(line), data)


@pytest.mark.parametrize(
    ("text", "body", "offset", "line", "column"),
    [
        ("ab", "<p>ab</p>", 1, 3, 32),
        ("a&b", "<p>a&amp;b</p>", 2, 3, 37),
        ("a\r\nb", "<p>a&#13;\nb</p>", 3, 4, 1),
        ("ab", "<p>a<!-- > --><hi>b</hi></p>", 1, 3, 46),
        ("a&b", "<p><![CDATA[a&b]]></p>", 2, 3, 42),
        ("ab", '<p n="a>b"><supplied>x</supplied>a<hi>b</hi></p>', 1, 3, 66),
        ("🛳b", "<p>🛳b</p>", 1, 3, 32),
        ("a", "<p>a</p>", 1, 3, 32),  # the end
        ("", "<p/>", 0, 3, 1),  # the end of nothing
    ],
)
def test_a_character_is_located(text: str, body: str, offset: int, line: int, column: int) -> None:
    data = tei_file(body)
    root = parse(data, "quay.xml")
    assert source_text(root) == text
    assert locate_source(data, root, offset) == (line, column)


def test_a_byte_order_mark_and_carriage_returns_of_the_file_shift_nothing() -> None:
    data = b"\xef\xbb\xbf" + tei_file("<p>one\ntwo</p>").replace(b"\n", b"\r\n")
    assert locate_source(data, parse(data, "quay.xml"), 4) == (4, 1)


# Corrections


def test_the_source_of_a_corrected_article_is_the_seeds() -> None:
    data, seed = CORRECTED.with_suffix(".xml").read_bytes(), CORRECTED.with_suffix(".txt")
    assert findings(document(seed.read_text(encoding="utf-8"), name=seed.name), data) == ""


def test_what_was_set_aside_and_corrected_is_listed_with_its_place() -> None:
    path = CORRECTED.with_suffix(".xml")
    seed = CORRECTED.with_suffix(".txt").read_text(encoding="utf-8")
    found = list(treated(parse(path.read_bytes(), path.name)))
    assert [(each.treatment, each.span.of(seed), each.shown, each.anchor) for each in found] == [
        (Treatment.CORRECTED, "Agian", "Again", "h1"),
        (Treatment.CORRECTED, "teh", "the", "s1"),
        (Treatment.SUPPLIED, "", "was ", "s1"),
        (Treatment.CORRECTED, "Brinlde", "Brindle", "m1"),
        (Treatment.CORRECTED, "oppen & free", "open & free", "q1"),
        (Treatment.GAP, "", "", "s3"),
        (Treatment.CORRECTED, "twice twice", "twice", "m2"),
        (Treatment.FURNITURE, "Get the Courier!", "Get the Courier!", "l1"),
    ]


def shown_text(root: etree._Element) -> str:
    return "".join(step.words for step in walk(root) if step.shown)


def test_of_two_corrections_of_the_same_words_the_first_is_shown() -> None:
    root = parse(tei_file("<p><choice><sic>a</sic><corr>b</corr><corr>c</corr></choice></p>"), "quay.xml")
    text = root[-1]
    assert (shown_text(text), source_text(root)) == ("b", "a")


def test_a_mistake_without_a_correction_is_shown_as_it_is() -> None:
    root = parse(tei_file("<p><sic>a</sic><choice><sic>b</sic></choice></p>"), "quay.xml")
    assert (shown_text(root[-1]), source_text(root)) == ("ab", "ab")


@st.composite
def corrected(draw: st.DrawFn) -> tuple[SourceDocument, etree._Element, etree._Element, str]:
    """An article as built, the same with corrections made by hand anywhere, and the text then shown."""
    found = draw(tei_strategies.annotated())
    built = build_article(*found, tei_strategies.REGISTER, EDITION)
    edited = deepcopy(built)
    text = edited[-1]
    for _ in range(draw(st.integers(0, 4))):
        holders = [
            element for element in text.iter(etree.Element) if element.text and _may_be_corrected(element)
        ]
        if holders:
            _correct(draw, draw(st.sampled_from(holders)))
    return found[0], built, edited, shown_text(text)


def _may_be_corrected(element: etree._Element) -> bool:
    return element.tag not in (tei("sic"), tei("corr"), tei("supplied"))


def _correct(draw: st.DrawFn, element: etree._Element) -> None:
    """Correct a stretch of an element's first words, or supply words or a gap there."""
    words = element.text or ""
    ends = sorted((draw(st.integers(0, len(words))), draw(st.integers(0, len(words)))))
    new = draw(st.sampled_from(("", "the", "Smith & <Co>", " ")))
    kind = draw(st.sampled_from(("choice", "supplied", "gap")))
    correction = etree.Element(tei(kind))
    if kind == "choice":
        etree.SubElement(correction, tei("sic")).text = words[ends[0] : ends[1]]
        etree.SubElement(correction, tei("corr")).text = new
        correction.tail = words[ends[1] :]
    else:
        correction.text = new if kind == "supplied" else None
        correction.tail = words[ends[0] :]
    element.text = words[: ends[0]]
    element.insert(0, correction)


few_examples = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@few_examples
@given(article=corrected())
def test_whatever_is_corrected_the_source_stays_and_so_do_the_places_of_anchors(
    article: tuple[SourceDocument, etree._Element, etree._Element, str],
) -> None:
    seed, built, edited, shown = article
    data = serialise(edited)
    root = parse(data, "quillhaven.xml")
    assert source_text(root) == seed.text
    assert compare(seed, data, root, "quillhaven.xml") == []
    assert shown_text(root[-1]) == shown
    places = {anchor: piece.span for anchor, piece in read_pieces(root).by_anchor.items()}
    assert places == {anchor: piece.span for anchor, piece in read_pieces(built).by_anchor.items()}


@few_examples
@given(article=corrected())
def test_every_step_of_a_walk_stands_where_it_says(
    article: tuple[SourceDocument, etree._Element, etree._Element, str],
) -> None:
    seed, _, edited, _ = article
    opened = 0
    for step in walk(edited[-1]):
        opened += {Action.OPEN: 1, Action.CLOSE: -1, Action.CHARACTERS: 0}[step.action]
        if step.action is Action.CHARACTERS and step.in_source:
            assert Span(step.offset, step.offset + len(step.words)).of(seed.text) == step.words
    assert opened == 0


def _replaced(words: str, at: int) -> str:
    return words[:at] + ("ß" if words[at] != "ß" else "x") + words[at + 1 :]


def _deleted(words: str, at: int) -> str:
    return words[:at] + words[at + 1 :]


def _inserted(words: str, at: int) -> str:
    return f"{words[:at]}\N{NO-BREAK SPACE}{words[at:]}"


def characters_before(data: bytes, line: int, column: int) -> int:
    """How many characters of the source stand before a place in a file, counted without its mark-up."""
    lines = data.decode("utf-8").split("\n")
    before = "\n".join([*lines[: line - 1], lines[line - 1][: column - 1]])
    inside = before[before.find("<text ") :] if "<text " in before else ""
    source = re.sub(r"<(corr|supplied)>.*?</\1>|<(corr|supplied)>.*\Z", "", inside, flags=re.DOTALL)
    return len(html.unescape(re.sub(r"<[^>]*>", "", source).replace("&#13;", "\r")))


@few_examples
@given(
    article=corrected(),
    damage=st.sampled_from((_replaced, _deleted, _inserted)),
    where=st.integers(min_value=0),
)
def test_damage_to_one_character_is_found_at_its_place(
    article: tuple[SourceDocument, etree._Element, etree._Element, str],
    damage: Callable[[str, int], str],
    where: int,
) -> None:
    seed, _, edited, _ = article
    steps = [step for step in walk(edited[-1]) if step.action is Action.CHARACTERS and step.in_source]
    if not steps:
        return
    step = steps[where % len(steps)]
    at = where % len(step.words)
    damaged = damage(step.words, at)
    if step.element.text == step.words and step.element.tail != step.words:
        step.element.text = damaged
    elif step.element.tail == step.words and step.element.text != step.words:
        step.element.tail = damaged
    else:
        return  # it cannot be told which of the two the step was
    data = serialise(edited)
    root = parse(data, "quillhaven.xml")
    expected = first_difference(source_text(root), seed.text)
    found = compare(seed, data, root, "quillhaven.xml")
    if expected is None:
        assert found == []
        return
    (finding,) = found
    assert finding.line
    assert finding.column
    assert characters_before(data, finding.line, finding.column) == expected
    assert finding.rule == ("white-space" if _only_space(seed.text, source_text(root)) else "text-changed")


def _only_space(one: str, other: str) -> bool:
    return "".join(one.split()) == "".join(other.split())


# What `pressmark validate --text` says


@pytest.fixture
def encoded(
    quillhaven: Edition, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Edition:
    """The invented edition, as the current folder: one article is read from Windows-1252, and corrected."""
    monkeypatch.chdir(quillhaven.root)
    seed = quillhaven.seeds / "quillhaven-ferry.txt"
    text = seed.read_bytes().decode("utf-8")
    seed.write_bytes(f"{text}\n\nAdvertisement\n".encode("cp1252"))
    run(["encode"])
    path = quillhaven.article_path("quillhaven-ferry")
    data = path.read_bytes().decode("utf-8")
    assert "Night Ferry" in data
    head, _, body = data.partition("<body>")
    correction = "<choice><sic>Night</sic><corr>Late</corr></choice> Ferry"
    path.write_bytes(f"{head}<body>{body.replace('Night Ferry', correction, 1)}".encode())
    capsys.readouterr()
    return quillhaven


def test_what_became_of_each_text_is_listed(encoded: Edition, capsys: pytest.CaptureFixture[str]) -> None:
    run(["validate", "--text"])
    lines = capsys.readouterr().out.splitlines()
    start = next(number for number, line in enumerate(lines) if "quillhaven-ferry.xml" in line)
    assert re.fullmatch(
        r"tei/articles/quillhaven-ferry\.xml: \d+ characters, as in seeds/quillhaven-ferry\.txt", lines[start]
    )
    assert lines[start + 1] == "  normalised: the file is read as Windows-1252"
    assert lines[start + 2].startswith("  corrected, line 1, column ")
    assert lines[start + 2].endswith("(h1): “Night” to “Late”")
    seed = (encoded.seeds / "quillhaven-ferry.txt").read_bytes().decode("cp1252").splitlines()
    line = seed.index("Advertisement") + 1
    assert re.fullmatch(rf"  web furniture, line {line}, column 1 \(l\d+\): Advertisement", lines[start + 3])


def test_only_the_texts_asked_for_are_listed(encoded: Edition, capsys: pytest.CaptureFixture[str]) -> None:
    run(["validate", "--text", "tei/articles/quay-repairs.xml"])
    printed = capsys.readouterr().out
    assert "quay-repairs.xml: " in printed
    assert "quillhaven-ferry" not in printed


def test_a_text_that_is_another_is_said_to_be(encoded: Edition, capsys: pytest.CaptureFixture[str]) -> None:
    path = encoded.article_path("quillhaven-ferry")
    path.write_bytes(path.read_bytes().replace(b"<sic>Night</sic>", b"<sic>Nights</sic>"))
    assert run(["validate", "--text", str(path)]) == 1
    printed = capsys.readouterr()
    assert "not as in seeds/quillhaven-ferry.txt: a finding says where" in printed.out
    assert ": text-changed: Nights: after " in printed.err


def test_texts_are_listed_for_people_only(encoded: Edition, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", "--text", "--format", "json"]) == 2
    assert "--text cannot be written as json" in capsys.readouterr().err


def test_what_reading_a_seed_changes_is_said() -> None:
    plain = b"The council met and voted."
    assert parse_seed(plain, Path("a.txt")).normalised == ()
    assert parse_seed(b"\xef\xbb\xbf" + plain, Path("a.txt")).normalised == (
        "the byte order mark at line 1, column 1 is left out",
    )
    wide = parse_seed("The council met.".encode("utf-16"), Path("a.txt")).normalised
    assert wide[0] == "the file is read as UTF-16"
    assert len(wide) == 2


def test_what_reading_a_web_page_leaves_out_is_said(project: Path) -> None:
    page = project / "tests" / "cases" / "seeds" / "pages" / "quay.html"
    seed = parse_seed(page.read_bytes(), page)
    assert seed.page
    assert any("menus, captions, comments and scripts stay in the file" in each for each in seed.normalised)
