"""An article and its ledger, three times: one of each.

Both are united together, so that they agree: a mark that is there is live in the ledger, new
anchors have the same numbers in both. Where the other file of a version is not known, what is
known is united alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from lxml import etree

from pressmark.errors import PressmarkError
from pressmark.model import Finding, Span
from pressmark.tei.ledger import (
    ARTICLE,
    TEXT,
    Entry,
    Ledger,
    State,
    exact_digest,
    fingerprint,
    glimpse,
    text_entry,
)
from pressmark.tei.merge.by_hand import done_besides
from pressmark.tei.merge.entries import entry_of, nearest, standing_for
from pressmark.tei.merge.owners import signature
from pressmark.tei.merge.pieces import Piece, Pieces
from pressmark.tei.names import tei
from pressmark.tei.threeway.blocks import join_blocks
from pressmark.tei.threeway.body import join_bodies
from pressmark.tei.threeway.elements import ElementMerger
from pressmark.tei.threeway.ledger import join_ledgers
from pressmark.tei.threeway.numbers import Renumbering, renumbered_file, renumbered_ledger, renumbering
from pressmark.tei.threeway.source import Source
from pressmark.tei.threeway.versions import Contradiction, Joined, Three, each_once

MADE_TWICE = "marked on another branch, too"


class Side(Enum):
    """Whose new anchors keep their numbers."""

    OURS = auto()
    THEIRS = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One version of an article. Either part may be unknown; without a ledger yet, it is an empty one."""

    data: bytes | None = None
    ledger: Ledger | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedArticle:
    """One article made of two versions. A part that was unknown is None.

    `contradictions` are those of the file, `in_ledger` those of the ledger.
    `renumbered` are the anchors that the side whose were not published (`moved`) had given, by
    which they are now.
    """

    data: bytes | None
    ledger: Ledger | None
    moved: Side = Side.THEIRS
    renumbered: Renumbering = field(default_factory=dict)
    contradictions: tuple[Contradiction, ...] = ()
    in_ledger: tuple[Contradiction, ...] = ()


def join_articles(versions: Three[Article], path: str, published: Side | None = None) -> JoinedArticle:
    """Unite what was done to an article on two branches.

    `published` says whose new anchors the world may have cited already; None if nobody knows:
    then it is the side whose ledger has its new anchors, if the other's has none of its own, and
    else ours. Raises PressmarkError for a file that cannot be read, or in which two elements
    have one anchor.
    """
    moved = Side.OURS if (published or _noted(versions)) is Side.THEIRS else Side.THEIRS
    renumbered = _renumbering(versions, moved, path)
    versions = _numbered(versions, moved, renumbered, path)
    found: tuple[Contradiction, ...] = ()
    data: bytes | None = None
    if all(version.data is not None for version in versions):
        files = versions.map(lambda version: Source(version.data or b"", path))
        joined = _join_files(files, path)
        data, found = joined.result, joined.contradictions
    ledger: Ledger | None = None
    in_ledger: tuple[Contradiction, ...] = ()
    ledgers = [version.ledger for version in versions]
    if all(each is not None for each in ledgers):
        lines = join_ledgers(versions.map(lambda version: version.ledger or Ledger()))
        ledger, in_ledger = lines.result, lines.contradictions
        if data is not None and ledger:
            ledger = _agreed(ledger, versions, Source(data, path), path)
    return JoinedArticle(
        data=data,
        ledger=ledger,
        moved=moved,
        renumbered=renumbered,
        contradictions=each_once(found),
        in_ledger=in_ledger,
    )


def _renumbering(versions: Three[Article], moved: Side, path: str) -> Renumbering:
    """Other numbers for the new anchors of one side, but for those that are the same thing on both."""
    anchors = versions.map(lambda version: _anchors(version, path))
    standing, moving = anchors.ours, anchors.theirs
    if moved is Side.OURS:
        standing, moving = moving, standing
    changed = renumbering(anchors.base, standing, moving)
    if not changed:
        return changed
    ours, theirs = _told(versions.ours, path), _told(versions.theirs, path)
    return {old: new for old, new in changed.items() if old not in ours or ours[old] != theirs.get(old)}


def _numbered(versions: Three[Article], moved: Side, anchors: Renumbering, path: str) -> Three[Article]:
    base, ours, theirs = versions
    if moved is Side.OURS:
        return Three(base, _renumbered(ours, anchors, path), theirs)
    return Three(base, ours, _renumbered(theirs, anchors, path))


def _noted(versions: Three[Article]) -> Side:
    """Whose ledger has new anchors, if only one of the two has; else ours."""
    known = versions.map(lambda version: frozenset(version.ledger or ()))
    return Side.THEIRS if known.theirs - known.base and not known.ours - known.base else Side.OURS


def _anchors(version: Article, path: str) -> frozenset[str]:
    """Every anchor that a version has or ever had, as far as it is known."""
    ids = frozenset[str]() if version.data is None else Source(version.data, path).pieces.ids
    return ids | frozenset(version.ledger or ())


def _told(version: Article, path: str) -> dict[str, tuple[object, ...]]:
    """What anchors stand for, by kind, words and place."""
    if version.data is not None:
        pieces = Source(version.data, path).pieces
        return {
            anchor: (piece.kind, pieces.words(piece), piece.place, piece.span)
            for anchor, piece in pieces.by_anchor.items()
        }
    entries = (version.ledger or Ledger()).values()
    return {entry.anchor: (entry.kind, entry.words, entry.at) for entry in entries}


def _renumbered(version: Article, anchors: Renumbering, path: str) -> Article:
    if not anchors:
        return version
    return Article(
        data=None if version.data is None else renumbered_file(Source(version.data, path), anchors),
        ledger=None if version.ledger is None else renumbered_ledger(version.ledger, anchors),
    )


def _join_files(files: Three[Source], path: str) -> Joined[bytes]:
    for source in files:
        if source.pieces.repeated:
            raise PressmarkError(_repeated(source.pieces.repeated[0], path))
    if files.ours.data == files.theirs.data or files.theirs.data == files.base.data:
        return Joined(result=files.ours.data)
    if files.ours.data == files.base.data:
        return Joined(result=files.theirs.data)
    texts = files.map(lambda source: source.root.find(tei("text")))
    body = join_bodies(files)
    around = _Around(files, texts)
    around.merge(files.map(lambda source: source.root))
    data = around.with_text(body.result)
    blocks = join_blocks(data, files, path)
    return Joined(
        result=blocks.result,
        contradictions=(*around.found, *body.contradictions, *blocks.contradictions),
    )


class _Around(ElementMerger):
    """Unites all of an article but its text."""

    def __init__(self, files: Three[Source], texts: Three[etree._Element | None]) -> None:
        super().__init__(files)
        self._texts = texts

    def merge(self, nodes: Three[etree._Element | None], where: str = "") -> None:
        if nodes.ours is None or nodes.ours is not self._texts.ours:
            super().merge(nodes, where)

    def with_text(self, text: str) -> bytes:
        """Our file with what was united, and with another `<text>`. Raises ValueError."""
        source, own = self._files.ours, self._texts.ours
        data = source.spliced(self.splices)
        if own is None:
            return data
        before = source.raw(own)
        whole = data.decode("utf-8")
        at = whole.rindex(before)
        return (whole[:at] + text + whole[at + len(before) :]).encode("utf-8")


def _agreed(ledger: Ledger, versions: Three[Article], source: Source, path: str) -> Ledger:
    """The ledger of an article that has this file."""
    if ARTICLE in ledger:
        return ledger
    return ledger.with_entries(_agreeing(ledger, versions, source, path))


def _agreeing(ledger: Ledger, versions: Three[Article], source: Source, path: str) -> Iterator[Entry]:
    """The lines that are to say what the file has: marks that are there, and those made twice."""
    root, pieces = source.root, source.pieces
    sides = [_Side(version, path) for version in (versions.ours, versions.theirs)]
    for anchor, piece in pieces.by_anchor.items():
        entry = ledger.get(anchor)
        live = [line for side in sides if (line := side.ledger.get(anchor)) is not None and line.is_live]
        if entry is None or not live:
            continue
        if not entry.is_live:
            entry = replace(live[0], machine="", since=entry.since)
        digest = fingerprint(pieces.words(piece))
        # Of words that a person moved an anchor to, the ledger knows nothing until the next run.
        if all(line.words != digest for line in (entry, *live)):
            yield entry
        elif not entry.machine or all(side.by_machine(anchor) for side in sides):
            yield entry_of(piece, pieces, entry.since, by_machine=bool(entry.machine))
        else:
            yield replace(entry, words=digest, text=glimpse(pieces.words(piece)))
    if TEXT in ledger and all(side.text_is_noted for side in sides):
        yield text_entry(pieces.text, ledger[TEXT].since, done_besides(root))
    base = _anchors(versions.base, path)
    for entry in ledger.live():
        anchor = entry.anchor
        having = [each for each in sides if anchor in each.pieces.by_anchor]
        if anchor in pieces.by_anchor or (anchor in base and len(having) < len(sides)):
            continue  # one that a person took out by hand is for the next run to note
        side = next(iter(having), None)
        if side is not None:
            span = side.in_words_of(anchor, pieces)
            heir = nearest(anchor, pieces) if span is None else standing_for(entry.kind, span, pieces)
            yield replace(
                entry, state=State.RETIRED, successor=heir, reason=MADE_TWICE, machine="", mark="", at=""
            )


class _Side:
    """One side's file and ledger."""

    def __init__(self, version: Article, path: str) -> None:
        self.pieces = Source(version.data or b"", path).pieces
        self.ledger = version.ledger or Ledger()

    @property
    def text_is_noted(self) -> bool:
        """Whether the file has the text that its ledger says, so that nobody typed words into it."""
        entry = self.ledger.get(TEXT)
        return entry is not None and entry.machine == exact_digest(self.pieces.text)

    def by_machine(self, anchor: str) -> bool:
        """Whether a mark is as the machine wrote it last, or is not there."""
        piece, entry = self.pieces.by_anchor.get(anchor), self.ledger.get(anchor)
        if piece is None:
            return True
        return entry is not None and entry.machine == signature(piece, self.pieces.text)

    def in_words_of(self, anchor: str, pieces: Pieces) -> Span | None:
        """Where the words of one of its marks are in another text; None if other words stand there."""
        piece = self.pieces.by_anchor[anchor]
        old, new = self.pieces.by_anchor.get(piece.place), pieces.by_anchor.get(piece.place)
        if old is None or new is None:
            return None
        start = piece.span.start - old.span.start + new.span.start
        span = Span(start, start + len(piece.span))
        return span if span.of(pieces.text) == self.pieces.words(piece) else None


def _repeated(piece: Piece, path: str) -> Finding:
    return Finding(
        path=path,
        line=piece.line,
        rule="duplicate-id",
        message=f"the xml:id {piece.anchor!r} stands twice in one of the two versions",
        hint="give the mark that is new an anchor of its own there, then merge again",
    )
