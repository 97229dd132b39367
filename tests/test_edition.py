"""The edition in this repository: its TEI holds what a careful reader finds, and its seeds' text.

The TEI is read here by a walk of its own, so that no fault of the package's reader can hide
one of its writer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from gold_files import FOLDER
from lxml import etree

from pressmark.config import load_edition
from pressmark.evaluation import load_gold
from pressmark.model import Gold, GoldMode
from pressmark.seeds import read_seed
from pressmark.tei.parse import parse
from pressmark.tei.text import source_text

ROOT = Path(__file__).parent.parent
EDITION = load_edition(ROOT)
TEI = "{http://www.tei-c.org/ns/1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
ARTICLES = sorted(EDITION.articles.glob("*.xml"))
NAMES = ("persName", "placeName", "orgName")
# The articles of the edition that have a careful reading beside them.
READ = [path for path in ARTICLES if (FOLDER / f"{path.stem}.mentions.tsv").exists()]


@dataclass(frozen=True)
class Marked:
    """An element inside <text>, with the code points it covers."""

    element: etree._Element
    name: str
    start: int
    end: int

    def get(self, attribute: str) -> str:
        return str(self.element.get(attribute, ""))

    def ids(self, attribute: str) -> tuple[str, ...]:
        pointers = self.get(attribute).split()
        return tuple(pointer.partition(":")[2] for pointer in pointers if pointer != "#unknown")


def _source(element: etree._Element) -> str:
    """The characters of the source inside an element: without those of editors."""
    if element.tag in (f"{TEI}corr", f"{TEI}supplied"):
        return ""
    inner = "".join(_source(child) + (child.tail or "") for child in element)
    return (element.text or "") + inner if isinstance(element.tag, str) else ""


def _walk(element: etree._Element, start: int) -> Iterator[Marked]:
    if not _source(element):
        yield Marked(element, str(element.tag).removeprefix(TEI), start, start)
        return
    position = start + len(element.text or "")
    for child in element:
        inner = list(_walk(child, position))
        yield from inner
        position = inner[-1].end + len(child.tail or "")
    yield Marked(element, str(element.tag).removeprefix(TEI), start, position)


@dataclass(frozen=True)
class Read:
    text: str
    marked: list[Marked]
    gold: Gold


@pytest.fixture(scope="module", params=READ, ids=lambda path: path.stem)
def article(request: pytest.FixtureRequest) -> Read:
    path: Path = request.param
    root = parse(path.read_bytes(), str(path))
    body = root.find(f"{TEI}text")
    assert body is not None
    text = _source(body)
    return Read(text, list(_walk(body, 0)), load_gold(path.stem, text, FOLDER))


def test_there_is_an_article_to_read() -> None:
    assert READ


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_the_seed_comes_back_character_for_character(path: Path) -> None:
    seeds = [each for each in EDITION.seeds.glob(f"{path.stem}.*") if each.suffix != ".toml"]
    document = read_seed(seeds[0], max_bytes=EDITION.max_seed_bytes)
    assert source_text(parse(path.read_bytes(), str(path))) == document.text
    if seeds[0].suffix == ".txt":
        assert document.text.encode(document.encoding) == seeds[0].read_bytes()


def test_every_name_is_marked_with_its_record(article: Read) -> None:
    found = set()
    for mark in article.marked:
        if mark.name not in (*NAMES, "rs"):
            continue
        role = mark.element.find(f"{TEI}roleName")
        # The reading counts a name without the title that the mark-up may hold as well.
        skipped = len(_source(role)) + len(role.tail or "") if role is not None else 0
        found.add((mark.start + skipped, mark.end, *mark.get("ref").split(":")))
    assert found == {
        (each.span.start, each.span.end, each.kind, each.record) for each in article.gold.mentions
    }


def test_every_quotation_is_marked_with_its_speaker(article: Read) -> None:
    modes = {"true": GoldMode.DIRECT, "false": GoldMode.INDIRECT}
    found = {
        (mark.start, mark.end, modes[mark.get("direct")], mark.ids("who"))
        for mark in article.marked
        if mark.name == "said"
    }
    expected = {
        (each.span.start, each.span.end, each.mode, each.speakers)
        for each in article.gold.quotations
        if each.mode in modes.values()
    }
    assert found == expected


def test_addressees_and_media_are_those_of_the_reading(article: Read) -> None:
    said = {(mark.start, mark.end): mark for mark in article.marked if mark.name == "said"}
    for quotation in article.gold.quotations:
        # The first part of an interrupted quotation says these for the whole.
        if quotation.mode is GoldMode.DIRECT and not quotation.part_of:
            mark = said[quotation.span.start, quotation.span.end]
            assert mark.ids("toWhom") == quotation.addressees, quotation.id
            assert mark.ids("source") == ((quotation.medium,) if quotation.medium else ()), quotation.id


def test_interrupted_quotations_are_linked(article: Read) -> None:
    by_id = {each.id: each for each in article.gold.quotations}
    spans = {mark.get(XML_ID): (mark.start, mark.end) for mark in article.marked if mark.name == "said"}
    found = {
        (spans[mark.get("prev").removeprefix("#")], (mark.start, mark.end))
        for mark in article.marked
        if mark.name == "said" and mark.get("prev")
    }
    expected = {
        ((first.span.start, first.span.end), (each.span.start, each.span.end))
        for each in article.gold.quotations
        if each.part_of and (first := by_id[each.part_of])
    }
    assert found == expected


def test_pull_quotes_repeat_their_originals(article: Read) -> None:
    by_id = {each.id: each for each in article.gold.quotations}
    spans = {mark.get(XML_ID): (mark.start, mark.end) for mark in article.marked}
    found = {
        (mark.start, mark.end, spans.get(mark.get("corresp").removeprefix("#")))
        for mark in article.marked
        if mark.name == "quote"
    }
    expected = set()
    for each in article.gold.quotations:
        if each.mode is GoldMode.PULL_QUOTE:
            original = by_id[each.repeats].span if each.repeats else None
            expected.add((each.span.start, each.span.end, original and (original.start, original.end)))
    assert found == expected


def test_quoted_words_that_nobody_says_are_no_speech(article: Read) -> None:
    found = {(mark.start, mark.end) for mark in article.marked if mark.name in ("mentioned", "soCalled")}
    assert found == {
        (each.span.start, each.span.end)
        for each in article.gold.quotations
        if each.mode is GoldMode.MENTIONED
    }


def test_dates_are_resolved(article: Read) -> None:
    found = set()
    for mark in article.marked:
        if mark.name == "date":
            first = mark.get("when") or mark.get("notBefore")
            last = mark.get("when") or mark.get("notAfter")
            found.add((mark.start, mark.end, first, last))
    assert found == {
        (each.span.start, each.span.end, str(each.earliest), str(each.latest)) for each in article.gold.dates
    }
