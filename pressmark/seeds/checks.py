"""What is doubtful about a seed's text: findings for an editor, and characters that stop a file."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from pressmark.model import BlockKind, Finding, Severity, SourceDocument

# Everything that the production Char of XML 1.0 leaves out.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TAG = re.compile(
    r"</?(?:script|style|html|head|body|div|span|p|br|hr|a|b|i|em|strong|u|img|iframe|ul|ol|li|h[1-6]"
    r"|table|tr|td|th|blockquote|figure|figcaption|section|article|nav|form|input|button|font|center|noscript)"
    r"(?:\s[^<>]{0,300})?/?>",
    re.IGNORECASE,
)
_LONG_LINE = 20_000  # characters; longer than most articles
_MARK = re.compile(r"[“”„«»\"]")
# An opening quotation mark, whichever way round the guillemets are used.
_OPENING = '“„«»"”'
# Their quotation marks are beside the running text.
_ASIDE = {BlockKind.FURNITURE, BlockKind.PULL_QUOTE, BlockKind.ATTRIBUTION}


def find_forbidden(text: str, path: str) -> Finding | None:
    """An error about the first character that XML cannot hold, or None."""
    match = _FORBIDDEN.search(text)
    if not match:
        return None
    number = sum(1 for _ in _FORBIDDEN.finditer(text))
    others = "" if number == 1 else f" (and {number - 1:,} more such characters)"
    line, column = _Lines(text).position(match.start())
    return Finding(
        path=path,
        line=line,
        column=column,
        rule="control-character",
        message=f"holds the character U+{ord(match[0]):04X}, which XML forbids{others}",
        hint="delete it in an editor that shows control characters",
    )


def find_doubts(document: SourceDocument, *, plain: bool) -> tuple[Finding, ...]:
    """Warnings about the text, in its order. `plain` says that it was not taken from a web page."""
    lines = _Lines(document.text)
    doubts = [*_unclosed_quotations(document), *_long_lines(document.text, lines)]
    if plain:
        doubts += _markup(document.text)
    return tuple(
        _warning(document.path, lines, doubt) for doubt in sorted(doubts, key=lambda doubt: doubt.offset)
    )


@dataclass(frozen=True, slots=True)
class _Doubt:
    offset: int
    rule: str
    message: str
    hint: str


class _Lines:
    """Where the lines of a text begin: positions of many offsets in one pass over the text."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1, as `SourceDocument.position` gives them."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1


def _warning(path: str, lines: _Lines, doubt: _Doubt) -> Finding:
    line, column = lines.position(doubt.offset)
    return Finding(
        path=path,
        line=line,
        column=column,
        rule=doubt.rule,
        message=doubt.message,
        hint=doubt.hint,
        severity=Severity.WARNING,
    )


def _long_lines(text: str, lines: _Lines) -> Iterator[_Doubt]:
    for start, following in pairwise((*lines.starts, len(text) + 1)):
        length = len(text[start : following - 1].rstrip("\r"))
        if length > _LONG_LINE:
            yield _Doubt(
                start,
                "long-line",
                f"line of {length:,} characters",
                "check that paragraph breaks were not lost",
            )


def _markup(text: str) -> Iterator[_Doubt]:
    """One doubt about the first of the tags, however many there are."""
    if match := _TAG.search(text):
        yield _Doubt(
            match.start(),
            "markup-in-text",
            f"{match[0].split()[0].rstrip('/>')}> in the text is kept as words",
            "if this is a saved web page, name it .html",
        )


def _unclosed_quotations(document: SourceDocument) -> Iterator[_Doubt]:
    """The first quotation mark of each block that nothing closes.

    A quotation may go on into the next paragraph if that opens with a mark again.
    """
    text = document.text
    reversed_guillemets = "»" in text and text.index("»") < (text + "«").index("«")
    one_sided = "”" in text and "“" not in text and "„" not in text
    running = [block for block in document.blocks if block.kind not in _ASIDE]
    following = {block.span: after for block, after in pairwise(running)}
    open_before = False  # a straight mark of the block above is still open
    for block in document.blocks:
        if block.kind is BlockKind.FURNITURE:
            continue
        words = block.span.of(text)
        unclosed = _first_unclosed(words, reversed_guillemets=reversed_guillemets, one_sided=one_sided)
        after = following.get(block.span)
        if unclosed is None or (after is not None and text[after.span.start] in _OPENING):
            open_before = False
            continue
        straight = words[unclosed] == '"'
        if straight and open_before:
            open_before = False  # this mark closes the one above, which has been reported
            continue
        open_before = straight
        yield _Doubt(
            block.span.start + unclosed,
            "unclosed-quotation",
            f"the quotation mark {words[unclosed]} is not closed in its paragraph",
            "compare with the source; if it is printed so, accept the rule in the sidecar",
        )


def _first_unclosed(words: str, *, reversed_guillemets: bool, one_sided: bool) -> int | None:
    """The offset of the first opening mark without its closing one, or None.

    Each family of marks is counted by itself. `one_sided`: the closing mark opens, too.
    """
    curly: list[int] = []
    guillemets: list[int] = []
    straight: list[int] = []
    opening_guillemet = "»" if reversed_guillemets else "«"
    for match in _MARK.finditer(words):
        mark, offset = match[0], match.start()
        if mark == '"':
            if straight:
                straight.pop()
            elif not words[max(0, offset - 1) : offset].isdigit():  # not the sign for inches
                straight.append(offset)
        elif mark in "«»":
            if mark == opening_guillemet:
                guillemets.append(offset)
            elif guillemets:
                guillemets.pop()
        elif curly and (mark == "”" or (mark == "“" and words[curly[-1]] == "„")):
            curly.pop()
        elif mark != "”" or one_sided:
            curly.append(offset)
    return min((marks[0] for marks in (curly, guillemets, straight) if marks), default=None)
