"""Anchors: what they are given to, and that they stay when an article's text or mark-up changes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import tei_strategies
from hypothesis import HealthCheck, given, settings
from lxml import etree

from pressmark.config import Edition
from pressmark.ids import AnchorKind, parse_anchor
from pressmark.model import (
    Annotations,
    ArticleMeta,
    Block,
    BlockKind,
    EntityKind,
    Fact,
    Mention,
    Quotation,
    Register,
    SourceDocument,
    Span,
    SpeechMode,
)
from pressmark.tei.alignment import align
from pressmark.tei.build import build_article
from pressmark.tei.ledger import Ledger
from pressmark.tei.merge import Merged, begin, merge
from pressmark.tei.names import XML_ID, local_name
from pressmark.tei.parse import parse
from pressmark.tei.text import plain_text, source_text

EDITION = Edition(root=Path("edition"), publisher="Quillhaven Library")
DAY = date(2031, 5, 6)
PARAGRAPHS = (
    "Edda Marrow met Tam Brindle. Edda Marrow smiled.",
    "“We sail at ten,” said Tam Brindle. “Not before.”",
    "Tam Brindle waved to Edda Marrow. The ferry left.",
)
NAMES = ("Edda Marrow", "Tam Brindle", "the ferry")


def article(*paragraphs: str, names: tuple[str, ...] = NAMES) -> tuple[SourceDocument, Annotations]:
    """An article in which names, sentences and words in quotation marks are marked wherever they stand."""
    text = "\n\n".join(paragraphs)
    blocks, sentences, mentions, quotations, start = [], [], [], [], 0
    for number, words in enumerate(paragraphs):
        blocks.append(Block(kind=BlockKind.PARAGRAPH, span=Span(start, start + len(words)), group=number))
        offset = start
        for sentence in words.split(". "):
            sentences.append(Span(offset, offset + len(sentence)))
            offset += len(sentence) + 2
        start += len(words) + 2
    for name in names:
        mentions += [Span(at, at + len(name)) for at in range(len(text)) if text.startswith(name, at)]
    opening = text.find("“")
    while opening >= 0:
        closing = text.index("”", opening) + 1
        quotations.append(Span(opening, closing))
        opening = text.find("“", closing)
    meta = ArticleMeta(title=Fact(value="Ferry"))
    document = SourceDocument(
        siglum="ferry", path="ferry.txt", encoding="utf-8", meta=meta, text=text, blocks=tuple(blocks)
    )
    annotations = Annotations(
        sentences=tuple(sentences),
        mentions=tuple(
            Mention(span=span, kind=EntityKind.PERSON, record=None, certainty=0.9, rule="register")
            for span in sorted(mentions)
        ),
        quotations=tuple(
            Quotation(parts=(span,), mode=SpeechMode.DIRECT, speakers=(), certainty=0.9, rule="cue")
            for span in quotations
        ),
    )
    return document, annotations


def encode(
    found: tuple[SourceDocument, Annotations],
    previous: Merged | None = None,
    register: Register | None = None,
) -> Merged:
    fresh = build_article(*found, register or Register(), EDITION)
    if previous is None:
        return begin(fresh, Ledger(), path="ferry.xml", today=DAY)
    return merge(previous.data, previous.ledger, fresh, path="ferry.xml", today=DAY)


def root_of(merged: Merged) -> etree._Element:
    return parse(merged.data, "ferry.xml")


def anchored(merged: Merged) -> dict[str, str]:
    """The anchors of an article in document order, with the words of what they are on or before."""
    return {
        element.get(XML_ID, ""): plain_text(element) or (element.tail or "").strip()
        for element in root_of(merged)[-1].iter(etree.Element)
        if element.get(XML_ID)
    }


def of_kind(anchors: Mapping[str, str], kind: AnchorKind) -> list[tuple[str, str]]:
    return [(anchor, words) for anchor, words in anchors.items() if anchor.startswith(kind)]


def test_anchors_are_numbered_in_document_order() -> None:
    anchors = anchored(encode(article(*PARAGRAPHS)))
    for kind in AnchorKind:
        numbers = [parse_anchor(anchor) for anchor, _ in of_kind(anchors, kind)]
        assert [number[1] for number in numbers if number] == list(range(1, len(numbers) + 1))
    assert [words for _, words in of_kind(anchors, AnchorKind.MENTION)][:2] == ["Edda Marrow", "Tam Brindle"]


def test_encoding_again_gives_the_same_bytes() -> None:
    first = encode(article(*PARAGRAPHS))
    second = encode(article(*PARAGRAPHS), first)
    assert (second.data, second.ledger) == (first.data, first.ledger)


@pytest.mark.parametrize("place", range(4))
def test_a_new_paragraph_leaves_all_other_anchors(place: int) -> None:
    new = "Edda Marrow and Tam Brindle spoke. “We sail at noon,” they said."
    first = encode(article(*PARAGRAPHS))
    second = anchored(encode(article(*PARAGRAPHS[:place], new, *PARAGRAPHS[place:]), first))
    before = anchored(first)
    assert {anchor: second[anchor] for anchor in before} == before
    assert dict(of_kind(second, AnchorKind.PARAGRAPH))["p4"] == new
    assert dict(of_kind(second, AnchorKind.QUOTATION))["q3"] == "“We sail at noon,”"


@pytest.mark.parametrize("place", range(3))
def test_a_removed_paragraph_leaves_all_other_anchors(place: int) -> None:
    first = encode(article(*PARAGRAPHS))
    second = encode(article(*PARAGRAPHS[:place], *PARAGRAPHS[place + 1 :]), first)
    before = anchored(first)
    assert anchored(second).items() <= before.items()
    gone = second.ledger[f"p{place + 1}"]
    assert (gone.state, gone.successor) == ("retired", "p2" if place == 0 else f"p{place}")


def test_a_paragraph_that_moved_takes_its_anchors_with_it() -> None:
    first = encode(article(*PARAGRAPHS))
    second = encode(article(PARAGRAPHS[1], PARAGRAPHS[0], PARAGRAPHS[2]), first)
    assert anchored(second) == anchored(first)
    assert next(iter(anchored(second))) == "p2"


@pytest.mark.parametrize(
    "changed",
    [
        "Yesterday Edda Marrow met Tam Brindle. Edda Marrow smiled.",
        "Edda Marrow met her friend Tam Brindle. Edda Marrow smiled.",
        "Edda Marrow met Tam Brindle. Edda Marrow smiled broadly",
    ],
    ids=["at the beginning", "in the middle", "at the end"],
)
def test_changed_words_leave_the_anchors_around_them(changed: str) -> None:
    first = encode(article(*PARAGRAPHS))
    second = anchored(encode(article(changed, *PARAGRAPHS[1:]), first))
    assert list(second) == list(anchored(first))
    assert second["p1"] == changed
    assert of_kind(second, AnchorKind.MENTION) == of_kind(anchored(first), AnchorKind.MENTION)


def test_the_number_of_a_removed_mention_is_not_given_to_another() -> None:
    first = encode(article(*PARAGRAPHS, names=("Edda Marrow", "Tam Brindle")))
    assert of_kind(anchored(first), AnchorKind.MENTION)[-1] == ("m6", "Edda Marrow")
    second = anchored(encode(article(*PARAGRAPHS, names=("Tam Brindle", "The ferry")), first))
    assert of_kind(second, AnchorKind.MENTION) == [
        ("m2", "Tam Brindle"),
        ("m4", "Tam Brindle"),
        ("m5", "Tam Brindle"),
        ("m7", "The ferry"),
    ]


def test_no_number_comes_back_two_encodings_after_its_paragraph_went() -> None:
    first = encode(article(*PARAGRAPHS))
    shorter = encode(article(*PARAGRAPHS[:2]), first)
    longer = anchored(encode(article(*PARAGRAPHS[:2], "A gull was not asked."), shorter))
    assert of_kind(longer, AnchorKind.PARAGRAPH)[-1] == ("p4", "A gull was not asked.")
    assert of_kind(longer, AnchorKind.SENTENCE)[-1][0] == "s7"


def test_blocks_that_the_machine_would_cut_otherwise_stay_as_they_are() -> None:
    first = encode(article(*PARAGRAPHS))
    document, annotations = article(*PARAGRAPHS)
    block = document.blocks[0]
    middle = document.text.index(" Edda Marrow smiled")
    halves = (
        replace(block, span=Span(block.span.start, middle)),
        replace(block, span=Span(middle + 1, block.span.end)),
    )
    headline = replace(document.blocks[1], kind=BlockKind.HEADLINE)
    other = replace(document, blocks=(*halves, headline, document.blocks[2]))
    assert anchored(encode((other, annotations), first)) == anchored(first)


def test_an_article_whose_file_is_gone_gets_its_anchors_again() -> None:
    longer = encode(article("A gull was not asked.", *PARAGRAPHS))
    first = encode(article(*PARAGRAPHS), longer)
    assert next(iter(anchored(first))) == "p2"
    fresh = build_article(*article(*PARAGRAPHS), Register(), EDITION)
    second = begin(fresh, first.ledger, path="ferry.xml", today=DAY)
    assert anchored(second) == anchored(first)
    assert list(second.ledger.live()) == list(first.ledger.live())


def test_a_heading_is_given_no_anchor_of_a_paragraph() -> None:
    document, annotations = article(*PARAGRAPHS)
    headline = replace(document.blocks[0], kind=BlockKind.HEADLINE)
    found = (replace(document, blocks=(headline, *document.blocks[1:])), annotations)
    tags = {element.get(XML_ID): local_name(element) for element in root_of(encode(found))[-1].iter()}
    assert (tags["h1"], tags["p1"]) == ("head", "p")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(found=tei_strategies.annotated())
def test_any_article_encoded_again_gives_the_same_bytes(found: tuple[SourceDocument, Annotations]) -> None:
    first = encode(found, register=tei_strategies.REGISTER)
    second = encode(found, first, register=tei_strategies.REGISTER)
    assert (second.data, second.ledger, second.findings) == (first.data, first.ledger, ())


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(old=tei_strategies.annotated(), new=tei_strategies.annotated())
def test_any_article_takes_any_text_and_gives_no_anchor_twice(
    old: tuple[SourceDocument, Annotations], new: tuple[SourceDocument, Annotations]
) -> None:
    first = encode(old, register=tei_strategies.REGISTER)
    second = encode(new, first, register=tei_strategies.REGISTER)
    assert source_text(root_of(second)) == new[0].text
    elements = root_of(second)[-1].iter(etree.Element)
    anchors = [element.get(XML_ID) for element in elements if element.get(XML_ID)]
    assert len(anchors) == len(set(anchors))
    assert {entry.anchor for entry in second.ledger.live()} == set(anchors)
    assert first.ledger.keys() <= second.ledger.keys()
    third = encode(new, second, register=tei_strategies.REGISTER)
    assert (third.data, third.ledger) == (second.data, second.ledger)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(old=tei_strategies.documents(), new=tei_strategies.documents())
def test_aligned_characters_are_equal(old: SourceDocument, new: SourceDocument) -> None:
    reached_old = reached_new = 0
    for run in align(old.text, new.text):
        assert run.old >= reached_old
        assert run.new >= reached_new
        assert old.text[run.old :][: run.length] == new.text[run.new :][: run.length]
        reached_old, reached_new = run.old + run.length, run.new + run.length
