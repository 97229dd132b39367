"""What two people did to one article on two branches: nothing of either is lost without a word."""

import re

from conftest import Count
from hypothesis import HealthCheck, event, given, settings
from team_histories import OPENINGS, VERBS, WORK, Branch, begun

from pressmark.tei.anchor_check import check_article
from pressmark.tei.ledger import Kind
from pressmark.tei.merge.pieces import MACHINE, Pieces, read_pieces
from pressmark.tei.parse import parse
from pressmark.tei.text import source_text
from pressmark.tei.threeway.article import Article, JoinedArticle, Side, join_articles
from pressmark.tei.threeway.versions import Three

# 100 pairs of branches; with the profile "nightly" of conftest.py, 10,000.
PAIRS = max(100, settings().max_examples)
Steps = list[tuple[int, int, int]]


def version(branch: Branch) -> Article:
    return Article(data=branch.data, ledger=branch.ledger)


def test_no_decision_of_either_is_lost(record_property: Count) -> None:
    record_property("pairs of branches", PAIRS)
    unite()


@settings(max_examples=PAIRS, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(opening=OPENINGS, ours=WORK, theirs=WORK)
def unite(opening: list[list[str]], ours: Steps, theirs: Steps) -> None:
    base = begun(opening)
    ada, ida = base.copy("#ed-ada"), base.copy("#ed-ida")
    for branch, steps in ((ada, ours), (ida, theirs)):
        for verb, *numbers in steps:
            VERBS[verb](branch, *numbers)
    joined = join_articles(Three(version(base), version(ada), version(ida)), "ferry.xml")
    assert joined.data is not None
    assert joined.ledger is not None
    event("contradictions" if joined.contradictions else "clean")
    root = parse(joined.data, "ferry.xml")
    assert source_text(root) == base.text
    assert [str(each) for each in check_article(root, joined.ledger, "ferry.xml", "ferry")] == []
    kept(base, ada, joined, {} if joined.moved is Side.THEIRS else dict(joined.renumbered))
    kept(base, ida, joined, {} if joined.moved is Side.OURS else dict(joined.renumbered))
    # Encoded again, it holds the same decisions, and then it stays as it is.
    after = base.copy("#ed-ada")
    after.data, after.ledger, after.machine = joined.data, joined.ledger, ada.machine
    decided = peoples(read_pieces(root))
    after.run()
    assert decided <= peoples(after.pieces)
    data, ledger = after.data, after.ledger
    after.run()
    assert (after.data, after.ledger) == (data, ledger)


@settings(max_examples=PAIRS // 4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(opening=OPENINGS, ours=WORK, theirs=WORK)
def test_a_file_or_a_ledger_alone_is_united_as_far_as_it_goes(
    opening: list[list[str]], ours: Steps, theirs: Steps
) -> None:
    """Where git does not tell the other file, each comes to the same numbers unless the other knows more."""
    base = begun(opening)
    ada, ida = base.copy("#ed-ada"), base.copy("#ed-ida")
    for branch, steps in ((ada, ours), (ida, theirs)):
        for verb, *numbers in steps:
            VERBS[verb](branch, *numbers)
    whole = Three(version(base), version(ada), version(ida))
    together = join_articles(whole, "ferry.xml", Side.OURS)
    alone = join_articles(whole.map(lambda each: Article(data=each.data)), "ferry.xml", Side.OURS)
    lines = join_articles(whole.map(lambda each: Article(ledger=each.ledger)), "ferry.xml", Side.OURS)
    assert alone.ledger is lines.data is None
    assert alone.data is not None
    assert lines.ledger is not None
    assert source_text(parse(alone.data, "ferry.xml")) == base.text
    retired = {anchor for branch in (ada, ida) for anchor, each in branch.ledger.items() if not each.is_live}
    if not retired - set(base.ledger):
        assert alone.data == together.data
        assert lines.renumbered.keys() <= alone.renumbered.keys()
        assert all(alone.renumbered[old] == new for old, new in lines.renumbered.items())


def peoples(pieces: Pieces) -> set[tuple[object, ...]]:
    """The marks of people, as far as the machine may not touch them."""
    return {
        (each.anchor, each.tag, each.span, each.attributes.get("ref"), each.attributes.get("who"))
        for each in pieces.marks
        if each.anchor and each.kind is not Kind.SENTENCE and each.attributes.get("resp") != MACHINE
    }


def kept(base: Branch, branch: Branch, joined: JoinedArticle, numbers: dict[str, str]) -> None:
    """Whether all that one editor decided is in the result, or named."""
    assert joined.data is not None
    before, own, result = base.pieces, branch.pieces, read_pieces(parse(joined.data, "ferry.xml"))
    named = {word for each in joined.contradictions for word in re.findall(r"\b[a-z]\d+\b", str(each))}
    for piece in branch.marks():
        old = before.by_anchor.get(piece.anchor)
        anchor = numbers.get(piece.anchor, piece.anchor)
        is_decided = piece.attributes.get("resp") == branch.editor
        if not is_decided or anchor in named or own.words(piece) == "":
            continue
        there = result.by_anchor.get(anchor)
        if there is None:  # both made the same mark
            there = next(each for each in result.marks if each.kind is piece.kind and each.span == piece.span)
        was = {} if old is None else {"": old.tag, **old.attributes}
        now, stands = {"": piece.tag, **piece.attributes}, {"": there.tag, **there.attributes}
        for name in {*was, *now} - {"resp", "next", "prev", "corresp"}:
            if was.get(name) != now.get(name):
                assert stands.get(name) == now.get(name), (anchor, name, joined.contradictions)
        assert stands.get("resp") != MACHINE
        if old is None or old.span != piece.span:
            assert there.span == piece.span
    for anchor in branch.rejected - named:
        assert numbers.get(anchor, anchor) not in result.by_anchor
    places = " ".join(map(str, joined.contradictions))
    for written in branch.written:
        found = [without_comments(data) if "!--" not in written else data.decode() for data in
                 (branch.data, joined.data)]  # fmt: skip
        if written in found[0]:
            assert written in found[1] or "stands beside" in places, written


def without_comments(data: bytes) -> str:
    return re.sub("<!--.*?-->", "", data.decode())
