"""Quotation marks: which stretches of a text stand between them."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pressmark.model import Passage, Token

# Opening mark -> the marks that close it. Some traditions close with what others open with.
_PAIRS = {"“": "”“", "„": "“”", "«": "»", "»": "«", "‹": "›", "「": "」", "『": "』", "‘": "’"}
_STRAIGHT = '"'
_SINGLE = "‘"
_PLAIN = "'"  # the typewriter's single mark, which is an apostrophe more often
_FEWEST_WORDS = 2  # between two of them
_FARTHEST = 150  # tokens from one to the other


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words between quotation marks, in one passage.

    The tokens `first` to `end` (half-open) include the marks. `closed` is False where the
    mark stays open to the end of the passage; `continues` where the stretch takes up one
    that the passage before left open.
    """

    passage: int
    first: int
    end: int
    closed: bool
    continues: bool


def _opens(tokens: Sequence[Token], index: int) -> bool:
    """Whether a straight mark stands where an opening one would: before a word, not behind one."""
    token = tokens[index]
    glued_before = (
        index > 0 and tokens[index - 1].end == token.start and tokens[index - 1].text not in "([—–-/"
    )
    glued_after = index + 1 < len(tokens) and tokens[index + 1].start == token.end
    return glued_after and not glued_before


def _close(tokens: Sequence[Token], first: int) -> int | None:
    """The index behind the mark that closes the one at `first`; None where nothing closes it.

    A mark of the same kind that opens again inside is passed over with its own closing mark,
    if there are enough of them; else the first closing mark counts.
    """
    mark = tokens[first].text
    if mark == _PLAIN:
        return _close_plain(tokens, first)
    closing = _PAIRS.get(mark, mark)
    depth, nearest = 0, None
    for index in range(first + 1, len(tokens)):
        text = tokens[index].text
        if mark == _STRAIGHT:
            if text == _STRAIGHT and not _opens(tokens, index):
                return index + 1
        elif text == mark and mark not in closing:
            depth += 1
        elif len(text) == 1 and text in closing and not (mark == _SINGLE and _is_apostrophe(tokens, index)):
            if depth == 0:
                return index + 1
            nearest = nearest or index + 1
            depth -= 1
    return nearest


def _begins_quotation(tokens: Sequence[Token], index: int) -> bool:
    """Whether a typewriter's single mark stands before a whole word, and not before what is left of one."""
    word = tokens[index + 1].text
    return not word.isdigit() and word.lower() not in ("n", "tis", "twas", "em", "til", "cause")


def _close_plain(tokens: Sequence[Token], first: int) -> int | None:
    """The same for the typewriter's single mark: one behind punctuation, else the first behind a word."""
    behind_word = None
    for index in range(first + 1 + _FEWEST_WORDS, min(len(tokens), first + _FARTHEST)):
        if tokens[index].text != _PLAIN or _opens(tokens, index) or _is_apostrophe(tokens, index):
            continue
        if tokens[index - 1].text in ",.!?":
            return index + 1
        behind_word = behind_word or index + 1
    return behind_word


def _is_apostrophe(tokens: Sequence[Token], index: int) -> bool:
    """Whether the mark at `index` joins or shortens words ("the boys’ boat", "rock ’n’ roll")."""
    token = tokens[index]
    glued_after = index + 1 < len(tokens) and tokens[index + 1].start == token.end
    glued_before = index > 0 and tokens[index - 1].end == token.start
    return (glued_after and tokens[index + 1].is_word) or not glued_before


def find_stretches(passages: Sequence[Passage]) -> tuple[Stretch, ...]:
    """The outermost stretches between quotation marks, in the order of the text.

    Speech of several paragraphs opens each of them with a mark and closes only the last:
    such a stretch runs to the end of its passage, and the next takes it up. So it does where
    the next passage has no mark but the closing one. A mark that nothing closes and no passage
    takes up runs to the end of its sentence.
    """
    stretches: list[Stretch] = []
    for number, passage in enumerate(passages):
        tokens, index = passage.tokens, 0
        sentence_ends = [end for _, end in passage.sentences]
        open_before = bool(stretches) and not stretches[-1].closed and stretches[-1].passage == number - 1
        unclosed: set[str] = set()  # marks that nothing closes from here on
        if open_before and (closing := _first_closing(passages, number, stretches[-1])):
            stretches.append(Stretch(number, 0, closing, True, True))
            index = closing
        while index < len(tokens):
            mark = tokens[index].text
            is_mark = mark in _PAIRS or (mark in (_STRAIGHT, _PLAIN) and _opens(tokens, index))
            # "'29", "'n'", "'tis": letters or figures are left out, and nothing is quoted.
            elides = mark == _PLAIN and is_mark and not _begins_quotation(tokens, index)
            is_mark = is_mark and not elides
            if not is_mark or (mark == _SINGLE and _follows_word(tokens, index)):
                index += 1
                continue
            end = None if mark in unclosed else _close(tokens, index)
            closed = end is not None
            if end is None:
                unclosed.add(mark)
                if _is_reopened(passages, number, mark) or _is_closed_later(passages, number, mark):
                    end = len(tokens)
                elif mark in (_SINGLE, _PLAIN):
                    index += 1
                    continue
                else:
                    end, closed = sentence_ends[bisect_right(sentence_ends, index)], True
            stretches.append(Stretch(number, index, end, closed, open_before and index == 0))
            index = end
    return tuple(stretches)


def _closing_index(tokens: Sequence[Token], mark: str) -> int | None:
    """The index behind the first quotation mark, if it closes what `mark` opened; else None."""
    for index, token in enumerate(tokens):
        if token.text in _PAIRS or token.text == _STRAIGHT or token.text in "”»":
            closes = not _opens(tokens, index) if mark == _STRAIGHT else token.text in _PAIRS[mark]
            return index + 1 if closes and index else None
    return None


def _is_closed_later(passages: Sequence[Passage], number: int, mark: str) -> bool:
    following = passages[number + 1] if number + 1 < len(passages) else None
    return (
        mark not in (_SINGLE, _PLAIN)
        and following is not None
        and _closing_index(following.tokens, mark) is not None
    )


def _first_closing(passages: Sequence[Passage], number: int, before: Stretch) -> int | None:
    mark = passages[before.passage].tokens[before.first].text
    return None if mark in (_SINGLE, _PLAIN) else _closing_index(passages[number].tokens, mark)


def _follows_word(tokens: Sequence[Token], first: int) -> bool:
    """Whether the mark is glued to the word before it, as an apostrophe is."""
    return first > 0 and tokens[first - 1].end == tokens[first].start and tokens[first - 1].is_word


def _is_reopened(passages: Sequence[Passage], number: int, mark: str) -> bool:
    """Whether the next passage begins with the same quotation mark."""
    following = passages[number + 1].tokens if number + 1 < len(passages) else ()
    return bool(following) and following[0].text == mark != _PLAIN
