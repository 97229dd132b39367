"""Whatever a person does to an article, and whatever the machine learns: nothing is lost."""

import re

from conftest import Count
from hypothesis import HealthCheck, given, settings
from merge_histories import OPENINGS, STEPS, VERBS, History, Ids, Machine

from pressmark.tei.ledger import ON_FILE, Kind
from pressmark.tei.merge.pieces import BLOCK_KINDS, MACHINE, Piece
from pressmark.tei.parse import parse
from pressmark.tei.text import source_text
from pressmark.tei.validation.conservation import compare

# 200 histories; with the profile "nightly" of conftest.py, 10,000.
HISTORIES = max(200, settings().max_examples)


def test_no_word_no_decision_and_no_anchor_is_ever_lost(
    record_property: Count,
) -> None:
    record_property("histories of an article", HISTORIES)
    follow_histories()


@settings(max_examples=HISTORIES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(opening=OPENINGS, rounds=STEPS)
def follow_histories(opening: list[list[str]], rounds: list[list[tuple[int, int, int, int]]]) -> None:
    history = History(opening, Machine())
    for steps in rounds:
        for verb, *numbers in steps:
            VERBS[verb](history, *numbers)
        edited, stood = history.data, places(history)
        same_text = history.file == history.seed
        history.encode()
        words_are_kept(history)
        decisions_are_kept(history)
        anchors_are_kept(history, stood)
        pointers_lead_somewhere(history)
        if same_text:
            assert skeleton(edited, history.data) == skeleton(history.data, edited)
        data, ledger = history.data, history.ledger
        history.encode()
        assert history.data == data
        assert history.ledger == ledger


def places(history: History) -> dict[str, Ids]:
    """The characters that every anchor of the file stands on."""
    return {anchor: history.characters(piece.span) for anchor, piece in history.pieces.by_anchor.items()}


def words_are_kept(history: History) -> None:
    """The text is the seed's, but for words that a person typed or deleted, which the findings name."""
    text = source_text(parse(history.data, ""))
    assert text == "".join(character for _, character in history.file)
    for word in history.typed:
        assert word in text
    for word in history.deleted:
        assert word not in text
    if text == history.seed_text:
        return
    assert history.typed or history.deleted or history.swapped or history.contradicts
    said = compare(history.document, history.data, parse(history.data, ""), "ferry.xml")
    assert said
    # Where whole paragraphs differ on both sides, nobody knows where the white space belongs.
    assert history.swapped or history.contradicts or {finding.rule for finding in said} == {"text-changed"}
    if len(said) < 20:
        every = " ".join(f"{finding.words} {finding.message} {finding.hint}" for finding in said)
        assert all(word in every or "…" in every for word in history.typed if word not in history.seed_text)


def decisions_are_kept(history: History) -> None:
    alive = {number for number, _ in history.file}
    for decision in history.decisions:
        piece = history.find(decision)
        if not decision.characters & alive:
            assert piece is None or not piece.span  # who corrects the file may leave empty tags
            continue
        assert piece is not None, decision
        assert piece.tag == decision.tag
        pointers = {"next", "prev", "corresp"}
        wanted = {name: value for name, value in decision.attributes.items() if name not in pointers}
        assert {name: piece.attributes.get(name) for name in wanted} == wanted
        # A correction may add characters to the words; those that were there and are left are in the mark.
        assert history.characters(piece.span) >= decision.characters & alive
    by_machine = [piece for piece in history.pieces.marks if is_machines(piece, history)]
    for freed in history.freed:
        for piece in by_machine:
            if piece.kind is freed.kind and piece.anchor not in freed.left:
                assert not history.characters(piece.span) & freed.characters, (freed, piece)


def is_machines(piece: Piece, history: History) -> bool:
    entry = history.ledger.get(piece.anchor)
    return piece.attributes.get("resp") == MACHINE and entry is not None and bool(entry.machine)


def anchors_are_kept(history: History, stood: dict[str, Ids]) -> None:
    if history.stays:
        return  # neither file nor ledger changes until what was typed is settled
    live = history.pieces.by_anchor
    alive = {number for number, _ in history.file}
    for anchor, entry in history.ledger.items():
        if entry.kind in ON_FILE:
            continue
        successor = history.ledger.resolve(anchor)
        if history.pieces.blocks:
            assert successor in live, (anchor, successor)
        assert entry.is_live == (anchor in live)
    for anchor, piece in live.items():
        assert history.ledger[anchor].kind is piece.kind
        if anchor in stood and stood[anchor] & alive and piece.kind not in BLOCK_KINDS | {Kind.SENTENCE}:
            assert stood[anchor] & alive <= history.characters(piece.span)
        elif anchor in stood and stood[anchor] & alive:
            assert stood[anchor] & history.characters(piece.span)


def pointers_lead_somewhere(history: History) -> None:
    if history.stays:
        return
    live = history.pieces.by_anchor
    for piece in live.values():
        for name, back in (("next", "prev"), ("prev", "next")):
            if name in piece.attributes:
                other = live[piece.attributes[name].removeprefix("#")]
                assert other.attributes.get(back) == f"#{piece.anchor}"


def skeleton(data: bytes, other: bytes) -> str:
    """The text of a file without the start tags that another version does not have, and without end tags."""
    known = set(re.findall(r"<[^/!][^>]*xml:id[^>]*>", other.decode()))
    body = data.decode().partition("<text ")[2]
    return re.sub(r"<[^!][^>]*>", lambda match: match[0] if match[0] in known else "", body)
