"""Words that a person typed into a file, told from those that changed in its seed.

The ledger has digests of the text that the file was last written with: of the whole, and of
each block. What differs between file and seed was typed where the seed still has the old words,
was corrected in the seed where the file has them, and is both where neither has. Which
of several changes in one block are whose, the digest tells: with the right ones undone, the
old words are there again.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from pathlib import PurePath
from typing import Final

from pressmark.model import Finding, Severity, SourceDocument
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
from pressmark.tei.merge.by_hand import done_besides, with_typed
from pressmark.tei.merge.differences import (
    Difference,
    applied,
    differences,
    in_other_order,
    layout_of,
    worded_blocks,
)
from pressmark.tei.merge.entries import BY_HAND, is_mark, there
from pressmark.tei.merge.header import header_edits
from pressmark.tei.merge.layout import WHITE
from pressmark.tei.merge.owners import owners
from pressmark.tei.merge.pieces import BLOCK_KINDS, Pieces, read_pieces
from pressmark.tei.merge.white_space import with_white_space
from pressmark.tei.parse import parse

# Of how many changes all choices are tried.
_MOST_TRIED: Final = 10
_LISTED: Final = 10
_SHOWN: Final = 30


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
        known = text_entry(self.seed.text, ledger[TEXT].since, with_typed(ledger[TEXT].text))
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
        done = with_typed(done_besides(root))
        return ledger.with_entries([*marks, *header_edits(root, ledger), replace(known, text=done)])


def reconcile(data: bytes, ledger: Ledger, document: SourceDocument, path: str) -> Reconciled:
    """Tell words typed into a file from corrections of its seed. Raises PressmarkError."""
    standing = read_pieces(parse(data, path))
    same = Reconciled(data=data, document=document, seed=document)
    known = ledger.get(TEXT)
    if standing.text == document.text or (known and known.machine == exact_digest(standing.text)):
        return same
    found = differences(standing, document)
    laid_out = _with_space(data, found, document)
    if laid_out != data:
        now = read_pieces(parse(laid_out, path))
        found_now = differences(now, document)
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
    return replace(same, document=applied(document, typed), is_typed=True, stays=stays)


def with_space_of_seed(data: bytes, document: SourceDocument, path: str) -> bytes:
    """The file with the white space of its seed, wherever the words of the two are the same.

    Raises PressmarkError if the file is not well-formed, ValueError if it cannot be said where they are.
    """
    found = differences(read_pieces(parse(data, path)), document)
    if found is None or in_other_order(found):
        raise ValueError("the paragraphs stand in another order than those of the seed")
    return _with_space(data, found, document)


def _with_space(data: bytes, found: Sequence[Difference] | None, document: SourceDocument) -> bytes:
    """The file with the white space of its seed; as it is where words in another order leave that open."""
    if found is None or in_other_order(found):
        return data
    return with_white_space(data, applied(document, found).text)


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
                if known and fingerprint(without_space(applied(document, corrected).text)) == known.words:
                    return typed
    # What a person corrected in both alike is no difference, and still the old text is nowhere any more.
    if len(owner) == len(found) and not in_other_order(found):
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
    layout = layout_of(pieces, seed)
    for i, index in enumerate(worded_blocks(pieces)):
        entry = ledger.get(pieces.blocks[index].anchor)
        if entry is None or entry.kind not in BLOCK_KINDS:
            continue
        extent = layout.kept.get(i)
        if extent is None or layout.replacements[i]:
            yield replace(entry, words=fingerprint(extent.of(seed.text)) if extent else "")
