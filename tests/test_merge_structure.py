"""A block that comes into the seed or goes from it: the file is cut as a fresh encoding would cut it."""

from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from pressmark.config import Edition
from pressmark.model import Annotations, ArticleMeta, Block, BlockKind, Fact, Register, SourceDocument, Span
from pressmark.tei.build import build_article
from pressmark.tei.ledger import Ledger
from pressmark.tei.merge import begin, merge
from pressmark.tei.names import local_name
from pressmark.tei.parse import parse
from pressmark.tei.text import source_text

Blocks = list[tuple[BlockKind, str]]
EDITION = Edition(root=Path("edition"), publisher="Quillhaven Library")
DAY = date(2031, 5, 6)
ARTICLE: Blocks = [
    (BlockKind.HEADLINE, "Ferry late again"),
    (BlockKind.STANDFIRST, "The harbour waits for its boats"),
    (BlockKind.BYLINE, "By Edda Marrow"),
    (BlockKind.CREDIT, "Photograph: Quay Pictures"),
    (BlockKind.DATELINE, "QUILLHAVEN —"),
    (BlockKind.PARAGRAPH, "Nobody sailed on Monday morning."),
    (BlockKind.PULL_QUOTE, "“I have been here since dawn”"),
    (BlockKind.ATTRIBUTION, "Tam Brindle, baker"),
    (BlockKind.PARAGRAPH, "The crew had gone home by ten."),
    (BlockKind.SUBHEAD, "What the mayor says"),
    (BlockKind.PARAGRAPH, "She would not comment in public."),
    (BlockKind.FURNITURE, "Sign up to our letter"),
    (BlockKind.PARAGRAPH, "Her office kept its doors shut."),
    (BlockKind.SUBHEAD, "Next week"),
    (BlockKind.PARAGRAPH, "A new engine is on its way."),
    (BlockKind.CONTRIBUTOR, "Additional reporting by Cedar Fenn"),
]
NEW: Blocks = [
    (BlockKind.PARAGRAPH, "Gulls were all one saw of life."),
    (BlockKind.SUBHEAD, "Gulls and other birds"),
    (BlockKind.FURNITURE, "Advertisement"),
    (BlockKind.CREDIT, "Drawing: Otto Fenn"),
]


def fresh(blocks: Blocks, *, start: str = "") -> etree._Element:
    text, placed = start, []
    for number, (kind, words) in enumerate(blocks):
        group = number - 1 if kind is BlockKind.ATTRIBUTION else number
        placed.append(Block(kind=kind, span=Span(len(text), len(text) + len(words)), group=group))
        text += words + "\n\n"
    document = SourceDocument(
        siglum="ferry",
        path="ferry.txt",
        encoding="utf-8",
        meta=ArticleMeta(title=Fact(value="Ferry")),
        text=text,
        blocks=tuple(placed),
    )
    return build_article(document, Annotations(), Register(), EDITION)


def outline(element: etree._Element) -> str:
    """The elements of a text and how they nest, with the first word of each block; white space left out."""
    words = (element.text or "").split()
    return f"{local_name(element)}({' '.join([*words[:1], *map(outline, element)])})"


def body(root: etree._Element) -> etree._Element:
    found = root.find("{*}text/{*}body")
    assert found is not None
    return found


def updated(old: Blocks, new: Blocks, *, start: str = "") -> etree._Element:
    first = begin(fresh(old), Ledger(), path="ferry.xml", today=DAY)
    wanted = fresh(new, start=start)
    second = merge(first.data, first.ledger, wanted, path="ferry.xml", today=DAY)
    root = parse(second.data, "ferry.xml")
    assert source_text(root) == source_text(wanted)
    return root


@pytest.mark.parametrize("place", range(len(ARTICLE)), ids=lambda place: f"{place}-{ARTICLE[place][0]}")
def test_a_block_that_is_deleted_goes_and_no_other_is_cut_anew(place: int) -> None:
    kind = ARTICLE[place][0]
    if kind in (BlockKind.SUBHEAD, BlockKind.PULL_QUOTE):
        pytest.skip("a section stays without its heading, and an attribution without its quotation")
    shorter = ARTICLE[:place] + ARTICLE[place + 1 :]
    assert outline(body(updated(ARTICLE, shorter))) == outline(body(fresh(shorter)))


@pytest.mark.parametrize("new", NEW, ids=lambda new: str(new[0]))
@pytest.mark.parametrize(
    "place", range(5, len(ARTICLE)), ids=lambda place: f"before-{place}-{ARTICLE[place][0]}"
)
def test_a_block_that_is_added_stands_where_a_fresh_encoding_has_it(
    new: tuple[BlockKind, str], place: int
) -> None:
    if ARTICLE[place][0] is BlockKind.ATTRIBUTION:
        pytest.skip("nothing comes between a pull quote and its attribution")
    longer = [*ARTICLE[:place], new, *ARTICLE[place:]]
    assert outline(body(updated(ARTICLE, longer))) == outline(body(fresh(longer)))


@pytest.mark.parametrize("place", range(5), ids=lambda place: str(ARTICLE[place][0]))
def test_a_block_that_opens_an_article_comes_back(place: int) -> None:
    without = ARTICLE[:place] + ARTICLE[place + 1 :]
    assert outline(body(updated(without, ARTICLE))) == outline(body(fresh(ARTICLE)))


def test_empty_lines_before_a_headline_that_takes_the_place_of_a_crosshead() -> None:
    new = [ARTICLE[0], ARTICLE[10]]
    root = updated(ARTICLE[9:11], new, start="\n\n")
    assert source_text(root) == source_text(fresh(new, start="\n\n"))


def test_several_blocks_that_are_added_together_share_their_sections_and_containers() -> None:
    short = [*ARTICLE[:6], *ARTICLE[8:9], *ARTICLE[15:]]
    assert outline(body(updated(short, ARTICLE))) == outline(body(fresh(ARTICLE)))


def test_an_article_without_words_takes_any_and_gives_them_back() -> None:
    assert outline(body(updated([], ARTICLE))) == outline(body(fresh(ARTICLE)))
    assert outline(body(updated(ARTICLE, []))) == outline(body(fresh([])))
