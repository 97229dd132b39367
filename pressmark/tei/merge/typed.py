"""Words that a person typed into a file, told from those that changed in its seed.

The ledger has digests of the text that the file was last written with: of the whole, and of
each block. What differs between file and seed was typed where the seed still has the old words,
was corrected in the seed where the file has them, and is both where neither has. Which
of several changes in one block are whose, the digest tells: with the right ones undone, the
old words are there again.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from pathlib import PurePath
from typing import Final

from pressmark.model import Block, BlockKind, Finding, Severity, SourceDocument, Span
from pressmark.tei.ledger import (
    TEXT,
    Entry,
    Ledger,
    exact_digest,
    fingerprint,
    text_entry,
    without_space,
)
from pressmark.tei.merge import Merged
from pressmark.tei.merge.by_hand import done_besides
from pressmark.tei.merge.entries import BY_HAND, is_mark, there
from pressmark.tei.merge.header import header_edits
from pressmark.tei.merge.layout import WHITE, Layout, lay
from pressmark.tei.merge.owners import owners
from pressmark.tei.merge.pieces import BLOCK_KINDS, Pieces, read_pieces
from pressmark.tei.merge.white_space import with_white_space
from pressmark.tei.parse import parse

# Of how many changes all choices are tried.
_MOST_TRIED: Final = 10
_LISTED: Final = 10
_SHOWN: Final = 30
_BROKEN: Final = re.compile(r"[ \t]*[\r\n][ \t\r\n]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A place where a file's words are others than those of its seed.

    `block` is the index of the seed's block that it is in, or, if it is a block that only the
    file has, of the one that follows it. `span` is in the seed's text, half-open, in code
    points; `words` are those of the file.
    """

    block: int
    span: Span
    words: str
    only_in_file: bool = False  # a whole block
    only_in_seed: bool = False  # a whole block
    space: str = ""  # before a block that only the file has


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """A file and the text that it is to have, before it is encoded again.

    `data` is the file, with the white space of its seed. `document` is the seed with the words
    that a person typed into the file. With `stays`, file and ledger are to be left as they are;
    with `contradicts`, because the same words were changed in file and seed.
    """

    data: bytes
    document: SourceDocument
    seed: SourceDocument
    is_typed: bool = False
    stays: bool = False
    contradicts: bool = False
    out_of_order: bool = False  # the paragraphs of file and seed cannot be told from each other
    unknown: bool = False  # there is no ledger
    laid_out_anew: bool = False
    respaced: tuple[str, ...] = ()  # words in which a person may have changed white space, put back

    def findings(self, path: str) -> Iterator[Finding]:
        """What is to be said of the file, but for each difference."""
        if self.laid_out_anew:
            yield Finding(
                path=path,
                rule="space-restored",
                message="had been laid out anew; the white space of the source is back around its marks",
                hint='set your editor to leave what has xml:space="preserve" alone',
                severity=Severity.NOTE,
            )
        for words in self.respaced[:_LISTED]:
            yield Finding(
                path=path,
                rule="space-restored",
                message=f"{words} as in the source again, which has other white space there",
                hint="to correct the source, write <choice><sic>…</sic><corr>…</corr></choice>",
                severity=Severity.NOTE,
            )
        if self.unknown:
            yield Finding(
                path=path,
                rule="no-ledger",
                message="its words are not those of the seed, and without its ledger nobody knows which were "
                "changed; the file is left as it is",
                hint=f"get the ledger back: git restore tei/anchors/{PurePath(path).stem}.tsv; or make the "
                "words the same, as the next lines say",
            )
        elif self.contradicts:
            both = "the same words were changed in this file and in its seed"
            order = (
                "its paragraphs are not those of the seed in the same order, and the seed was changed, too"
            )
            yield Finding(
                path=path,
                rule="not-merged",
                message=f"{order if self.out_of_order else both}; the file is left as it is",
                hint="write the same in both, or what the next lines say",
            )

    def finish(self, merged: Merged) -> Merged:
        """What was merged, with a ledger that knows the words of the seed in place of those typed."""
        if not self.is_typed:
            return merged
        pieces = read_pieces(parse(merged.data, ""))
        ledger = merged.ledger
        known = text_entry(self.seed.text, ledger[TEXT].since, _with_typed(ledger[TEXT].text))
        return replace(merged, ledger=ledger.with_entries([known, *_as_in_seed(pieces, ledger, self.seed)]))

    def noted(self, ledger: Ledger, today: date) -> Ledger:
        """The ledger of a file that stays: all that changes is that it knows what people did there."""
        known = ledger.get(TEXT)
        if known is None:
            return ledger
        root = parse(self.data, "")
        pieces = read_pieces(root)
        machine = owners(pieces, ledger).machine
        marks = [
            entry
            for entry in there(pieces, pieces, ledger, machine, today)
            if is_mark(pieces.by_anchor[entry.anchor]) and entry.anchor not in machine
        ]
        done = _with_typed(done_besides(root))
        return ledger.with_entries([*marks, *header_edits(root, ledger), replace(known, text=done)])


def _with_typed(done: str) -> str:
    """What people did to a file besides its marks, typed words included."""
    return ", ".join(filter(None, (done, "typed words")))


def reconcile(data: bytes, ledger: Ledger, document: SourceDocument, path: str) -> Reconciled:
    """Tell words typed into a file from corrections of its seed. Raises PressmarkError."""
    standing = read_pieces(parse(data, path))
    same = Reconciled(data=data, document=document, seed=document)
    known = ledger.get(TEXT)
    if standing.text == document.text or (known and known.machine == exact_digest(standing.text)):
        return same
    found = _differences(standing, document)
    laid_out = _with_space(data, found, document)
    if laid_out != data:
        now = read_pieces(parse(laid_out, path))
        found_now = _differences(now, document)
        if laid_out == _with_space(laid_out, found_now, document):
            respaced = tuple(_respaced(standing.text, now.text))
            standing, found = now, found_now
            same = replace(same, data=laid_out, laid_out_anew=True, respaced=respaced)
    stands, wanted = (fingerprint(without_space(text)) for text in (standing.text, document.text))
    if stands == wanted or (known and known.words == stands):
        return same
    if known and known.words == wanted:
        return replace(same, is_typed=True, stays=True)
    typed = None if found is None else _typed(found, standing, ledger, document)
    if typed is None:
        return replace(
            same,
            is_typed=True,
            stays=True,
            contradicts=bool(ledger),
            out_of_order=found is None,
            unknown=not ledger,
        )
    if not typed:
        return same
    stays = len(typed) == len(found or ())
    return replace(same, document=_applied(document, typed), is_typed=True, stays=stays)


def with_space_of_seed(data: bytes, document: SourceDocument, path: str) -> bytes:
    """The file with the white space of its seed, wherever the words of the two are the same.

    Raises PressmarkError if the file is not well-formed, ValueError if it cannot be said where they are.
    """
    found = _differences(read_pieces(parse(data, path)), document)
    if found is None or _in_other_order(found):
        raise ValueError("the paragraphs stand in another order than those of the seed")
    return _with_space(data, found, document)


def _with_space(data: bytes, found: Sequence[Difference] | None, document: SourceDocument) -> bytes:
    """The file with the white space of its seed; as it is where words in another order leave that open."""
    if found is None or _in_other_order(found):
        return data
    return with_white_space(data, _applied(document, found).text)


def _in_other_order(found: Sequence[Difference]) -> bool:
    """Whether blocks may have changed places: each side has one that the other does not."""
    return any(each.only_in_file for each in found) and any(each.only_in_seed for each in found)


def _respaced(before: str, after: str) -> Iterator[str]:
    """What stood and what stands where other white space than a program's makes other words.

    The two texts differ in white space only. A program breaks lines and takes blanks away between tags;
    it splits no words, joins none and writes no other blanks.
    """
    gaps, others = re.split(r"\S", before), re.split(r"\S", after)
    at = other = 0  # offsets
    for number, (gap, right) in enumerate(zip(gaps, others, strict=True)):
        typed = {*gap, *right} - {*WHITE} or (bool(gap) != bool(right) and not {*gap} & {*"\r\n"})
        if gap != right and typed and 0 < number < len(gaps) - 1:
            yield f"“{_around(before, at, at + len(gap))}” is “{_around(after, other, other + len(right))}”"
        at, other = at + len(gap) + 1, other + len(right) + 1


def _around(text: str, start: int, end: int) -> str:
    """The words on both sides of a stretch of white space, with it."""
    before, after = text[:start][-_SHOWN:].split(), text[end:][:_SHOWN].split()
    return f"{before[-1] if before else ''}{text[start:end]}{after[0] if after else ''}"


def _blocks(pieces: Pieces) -> list[int]:
    """The indices of the blocks that hold words."""
    return [i for i, each in enumerate(pieces.blocks) if pieces.words(each).strip(WHITE)]


def _layout(pieces: Pieces, document: SourceDocument) -> Layout:
    old = tuple(pieces.blocks[i].span for i in _blocks(pieces))
    return lay(old, pieces.text, tuple(block.span for block in document.blocks), document.text)


def _differences(standing: Pieces, document: SourceDocument) -> list[Difference] | None:
    """Where the words of file and seed differ; None where that cannot be said block by block."""
    if without_space(standing.text) == without_space(document.text):
        return []
    layout = _layout(standing, document)
    if layout.moved:
        return None
    found: list[Difference] = []
    ends = [block.span.end for block in document.blocks]
    reached = 0  # the first block of the seed that is not passed
    behind = 0  # offset in the file: where the last block ends
    for i, index in enumerate(_blocks(standing)):
        span = standing.blocks[index].span
        if i not in layout.kept:
            space = standing.text[behind : span.start] or ("\n\n" if behind else "")
            words = _BROKEN.sub(" ", span.of(standing.text).strip(WHITE))
            place = Span(ends[reached - 1], ends[reached - 1]) if reached else Span(0, 0)
            found.append(Difference(block=reached, span=place, words=words, only_in_file=True, space=space))
        else:
            for each in layout.replacements[i]:
                words = each.old.of(standing.text)
                if without_space(words) == without_space(each.new.of(document.text)):
                    continue
                block = _block_of(each.new, layout.kept[i], document)
                if block is None:
                    return None
                found.append(_inside(block, each.new, words, document))
            while reached < len(ends) and ends[reached] <= layout.kept[i].end:
                reached += 1
        behind = span.end
    found += (
        Difference(block=j, span=document.blocks[j].span, words="", only_in_seed=True) for j in layout.added
    )
    whole = without_space(_applied(document, found).text)
    return found if whole == without_space(standing.text) else None


def _block_of(span: Span, extent: Span, document: SourceDocument) -> int | None:
    """The block of the seed that holds all words of a change; None if none does."""
    for j, block in enumerate(document.blocks):
        start, end = max(span.start, block.span.start), min(span.end, block.span.end)
        if start <= end and block.span.overlaps(extent):
            outside = document.text[span.start : start] + document.text[end : span.end]
            if not outside.strip(WHITE):
                return j
    return None


def _inside(block: int, span: Span, words: str, document: SourceDocument) -> Difference:
    """A change in a block, without white space at the block's ends; where it was broken, it is a blank."""
    whole, text = document.blocks[block].span, document.text
    start, end = max(span.start, whole.start), min(span.end, whole.end)
    words = _BROKEN.sub(" ", words)
    if start == whole.start:
        words = words.lstrip(WHITE)
        while not words and end < whole.end and text[end] in WHITE:
            end += 1
    if end == whole.end:
        words = words.rstrip(WHITE)
        while not words and start > whole.start and text[start - 1] in WHITE:
            start -= 1
    return Difference(block=block, span=Span(start, end), words=words)


def _applied(document: SourceDocument, differences: Collection[Difference]) -> SourceDocument:
    """The seed with the words of the file at some of the places where the two differ."""
    inside: dict[int, list[Difference]] = defaultdict(list)
    before: dict[int, list[Difference]] = defaultdict(list)
    gone = {each.block for each in differences if each.only_in_seed}
    for each in differences:
        if not each.only_in_seed:
            (before if each.only_in_file else inside)[each.block].append(each)
    group = max((block.group for block in document.blocks), default=0)
    text, at = "", 0
    blocks: list[Block] = []
    for j in range(len(document.blocks) + 1):
        for each in before[j]:
            group += 1
            space = each.space if blocks else ""
            start = len(text) + len(space)
            text += space + each.words
            blocks.append(
                Block(kind=BlockKind.PARAGRAPH, span=Span(start, start + len(each.words)), group=group)
            )
        if j == len(document.blocks):
            break
        block = document.blocks[j]
        if j in gone:
            # With the white space before it, or, of the first one, with that behind it.
            text += "" if blocks else document.text[at : block.span.start]
            at = block.span.end
            if not blocks and j + 1 < len(document.blocks):
                at = document.blocks[j + 1].span.start
            continue
        gap = document.text[at : block.span.start]
        text += gap or ("\n\n" if before[j] else "")
        start, at = len(text), block.span.start
        for each in sorted(inside[j], key=lambda each: each.span):
            text += document.text[at : each.span.start] + each.words
            at = each.span.end
        text += document.text[at : block.span.end]
        at = block.span.end
        blocks.append(replace(block, span=Span(start, len(text))))
    return replace(document, text=text + document.text[at:], blocks=tuple(blocks))


def _typed(
    found: Sequence[Difference], standing: Pieces, ledger: Ledger, document: SourceDocument
) -> list[Difference] | None:
    """The differences that a person typed; None if that cannot be told, or file and seed contradict."""
    known = ledger.get(TEXT)
    owner = dict(_known(found, standing, ledger, document))
    # Blocks with the same words can lead astray: then nothing counts as known.
    for certain in (owner, {}) if known else ():
        unknown = [each for each in found if each not in certain]
        if len(unknown) > _MOST_TRIED:
            continue
        for number in range(len(unknown) + 1):
            for tried in combinations(unknown, number):
                typed = [each for each in found if certain.get(each, each in tried)]
                corrected = [each for each in found if each not in typed]
                # With what was corrected in the seed undone, it is what it was.
                if known and fingerprint(without_space(_applied(document, corrected).text)) == known.words:
                    return typed
    # What a person corrected in both alike is no difference, and still the old text is nowhere any more.
    if len(owner) == len(found) and not _in_other_order(found):
        return [each for each in found if owner[each]]
    return None


def _known(
    found: Sequence[Difference], standing: Pieces, ledger: Ledger, document: SourceDocument
) -> Iterator[tuple[Difference, bool]]:
    """Of differences in blocks that only one side changed, whether a person typed them."""
    blocks = [entry for entry in ledger.values() if entry.kind in BLOCK_KINDS]
    once = {entry.words for entry in blocks if entry.is_live or entry.reason == BY_HAND}
    wanted = {fingerprint(block.span.of(document.text)) for block in document.blocks}
    words = {each.anchor: fingerprint(standing.words(each)) for each in standing.blocks}
    stand = {*words.values()}
    # Of a block that neither has as it was, one may have changed it, and the other deleted it.
    doubtful = any(
        entry.is_live and entry.words not in stand | wanted and words.get(entry.anchor) not in wanted
        for entry in blocks
    )
    by_block: dict[int, list[Difference]] = defaultdict(list)
    for each in found:
        if each.only_in_file or each.only_in_seed:
            stood = fingerprint(each.words or each.span.of(document.text)) in once
            if stood or not doubtful:
                yield each, stood == each.only_in_seed
        else:
            by_block[each.block].append(each)
    for j, inside in by_block.items():
        block = document.blocks[j]
        in_seed = fingerprint(block.span.of(document.text)) in once
        reworded = _reworded(block.span.of(document.text), block.span.start, inside)
        in_file = fingerprint(reworded) in once
        if in_seed != in_file:
            yield from ((each, in_seed) for each in inside)


def _reworded(text: str, start: int, inside: Sequence[Difference]) -> str:
    """A block of the seed, which starts at an offset, with the words of the file."""
    at, parts = 0, []
    for each in sorted(inside, key=lambda each: each.span):
        parts += [text[at : each.span.start - start], each.words]
        at = each.span.end - start
    return "".join([*parts, text[at:]])


def _as_in_seed(pieces: Pieces, ledger: Ledger, seed: SourceDocument) -> Iterator[Entry]:
    """The lines on blocks with typed words, as if they had the words of the seed."""
    layout = _layout(pieces, seed)
    for i, index in enumerate(_blocks(pieces)):
        entry = ledger.get(pieces.blocks[index].anchor)
        if entry is None or entry.kind not in BLOCK_KINDS:
            continue
        extent = layout.kept.get(i)
        if extent is None or layout.replacements[i]:
            yield replace(entry, words=fingerprint(extent.of(seed.text)) if extent else "")
