"""The parts of an article, told apart. Cases are text files: see tests/cases/seeds/README.md."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressmark.model import Block, BlockKind, Span
from pressmark.seeds.blocks import find_blocks
from pressmark.seeds.order import settle_order
from pressmark.seeds.passages import cut_passages

CASES = Path(__file__).parent / "cases" / "seeds"
FRONT = {BlockKind.STANDFIRST, BlockKind.BYLINE, BlockKind.CREDIT, BlockKind.DATELINE}
BODY = {BlockKind.PARAGRAPH, BlockKind.PULL_QUOTE, BlockKind.SUBHEAD}

# Lines that rules look at, so that random articles reach every rule.
LINES = [
    "Night Ferry Saved",
    "Ottoline Fenn/Tidewire",
    "By Edda Marrow",
    "QUILLHAVEN—",
    "QUILLHAVEN, May 3, 2031",
    "QUILLHAVEN — The council met.",
    "What comes next",
    "The council voted to keep the ferry, which nobody had thought likely in the spring.",
    "“We keep the ferry, and we keep it free,” the mayor said.",
    "We keep the ferry, and we keep it free.",
    "“We keep the ferry, and we keep it free.” — Tamsin Brindle",
    "Tamsin Brindle",
    "Advertisement",
    "Most read",
    "Get the Courier in your inbox!",
    "By clicking, you agree to our terms.",
    "With additional reporting by Bo Lint",
    "Tuesday, May 6, 2031",
    "\u200b",
    "\ufeff“",
    "*",
]
line_ends = st.sampled_from(["\n", "\r\n", "\n\n", "\r\n\r\n", "\n \n", "\r", "\u2028", "\n\n   ", "\x85"])
any_text = st.text(st.characters(blacklist_categories=["Cs"]), max_size=200)
articles = st.lists(st.tuples(st.sampled_from(LINES) | any_text, line_ends), max_size=14).map(
    lambda lines: "".join(line + end for line, end in lines)
)


def blocks_of(text: str) -> tuple[Block, ...]:
    return find_blocks(text, cut_passages(text))


def shown(text: str, block: Block) -> str:
    return " ".join(block.span.of(text).split())


def says_the_same(words: str, pattern: str) -> bool:
    """Whether `pattern` is `words`, perhaps shortened in the middle by " … "."""
    first, ellipsis, last = pattern.partition(" … ")
    return words == pattern or (bool(ellipsis) and words.startswith(first) and words.endswith(last))


@pytest.mark.parametrize("path", sorted(CASES.glob("*.txt")), ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    text, expected = path.read_text(encoding="utf-8").split("\n=====\n")
    blocks = blocks_of(text)
    lines = []
    for before, block in zip((None, *blocks), blocks, strict=False):
        joined = "+ " if before is not None and before.group == block.group else ""
        lines.append((f"{joined}{block.kind}", shown(text, block)))
    wanted = [tuple(line.split(": ", 1)) for line in expected.splitlines()]
    assert [kind for kind, _ in lines] == [kind for kind, _ in wanted]
    assert all(says_the_same(words, pattern) for (_, words), (_, pattern) in zip(lines, wanted, strict=True))


@given(articles)
def test_blocks_cover_every_character_that_is_no_white_space_once_and_in_order(text: str) -> None:
    end = 0
    for block in blocks_of(text):
        assert block.span.start >= end
        assert not text[end : block.span.start].strip()
        assert block.span.of(text).strip() == block.span.of(text) != ""
        end = block.span.end
    assert not text[end:].strip()


def assert_order(blocks: tuple[Block, ...]) -> None:
    kinds = [block.kind for block in blocks]
    running = [kind for kind in kinds if kind is not BlockKind.FURNITURE]
    assert BlockKind.HEADLINE not in running[1:]
    assert kinds.count(BlockKind.DATELINE) <= 1
    body = [index for index, kind in enumerate(kinds) if kind in BODY]
    front = [index for index, kind in enumerate(kinds) if kind in FRONT]
    helpers = [index for index, kind in enumerate(kinds) if kind is BlockKind.CONTRIBUTOR]
    assert not body or all(index < body[0] for index in front)
    assert all(set(kinds[index:]) <= {BlockKind.CONTRIBUTOR, BlockKind.FURNITURE} for index in helpers[:1])
    for index, kind in enumerate(kinds):
        if kind is BlockKind.SUBHEAD:
            assert kinds[index + 1] in (BlockKind.PARAGRAPH, BlockKind.FURNITURE)
        if kind is BlockKind.ATTRIBUTION:
            assert kinds[index - 1] is BlockKind.PULL_QUOTE
            assert blocks[index - 1].group == blocks[index].group


@given(articles)
def test_blocks_stand_in_an_order_that_later_stages_rely_on(text: str) -> None:
    assert_order(blocks_of(text))


@given(st.lists(st.tuples(st.sampled_from(BlockKind), st.integers(0, 2)), max_size=12))
def test_any_kinds_are_settled_into_that_order(kinds: list[tuple[BlockKind, int]]) -> None:
    blocks = [
        Block(kind=kind, span=Span(2 * index, 2 * index + 1), group=group)
        for index, (kind, group) in enumerate(kinds)
    ]
    settled = settle_order(blocks)
    assert_order(settled)
    assert [block.span for block in settled] == [block.span for block in blocks]
    assert settle_order(settled) == settled


@given(articles)
def test_groups_are_shared_only_inside_boxes_and_by_pull_quotes(text: str) -> None:
    blocks = blocks_of(text)
    for before, block in pairwise(blocks):
        assert block.group >= before.group
        if block.group == before.group and BlockKind.PARAGRAPH not in (before.kind, block.kind):
            kinds = (before.kind, block.kind)
            boxes = (BlockKind.FURNITURE, BlockKind.FURNITURE)
            assert kinds in (boxes, (BlockKind.PULL_QUOTE, BlockKind.ATTRIBUTION))


def test_a_title_that_the_editor_gives_is_the_headline_even_with_a_full_stop() -> None:
    text = "The ferry stays.\n\nThe council voted on Tuesday."
    assert blocks_of(text)[0].kind is BlockKind.PARAGRAPH
    assert find_blocks(text, cut_passages(text), title="The ferry stays.")[0].kind is BlockKind.HEADLINE


def test_paragraph_behind_a_dateline_begins_with_its_first_word() -> None:
    text = "GULLMERE — The bar is closed."
    dateline, paragraph = blocks_of(text)
    assert dateline.span.of(text) == "GULLMERE —"
    assert paragraph.span.of(text) == "The bar is closed."
