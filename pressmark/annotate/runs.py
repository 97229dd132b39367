"""Runs: the stretches of a text where names can stand, from one capitalised word to the last near it."""

from collections.abc import Sequence

from pressmark.annotate.language import Language
from pressmark.model import Passage, Token

# What can stand between the words of one name, or between two names that explain each other.
_JOINTS = frozenset({"of", "for", "the", "and", "on", "in", "to", "at", "’s", "'s", *"’'&-–/.,()“”\""})
_WIDEST_GAP = 3  # tokens


def is_name_word(token: Token) -> bool:
    """Whether a token can be part of a name by its letters: "Byron", "NATO", "iPhone"."""
    text = token.text
    is_pronoun = text.replace("’", "'").partition("'")[0] == "I"  # "I’d" as well
    return not is_pronoun and text[0].isalpha() and text != text.lower()


def find_runs(passage: Passage, language: Language) -> list[tuple[int, int]]:
    """Ranges of token indices, half-open, that begin and end with a word that can be part of a name.

    A run does not pass the end of a sentence.
    """
    tokens = passage.tokens
    openings = {first for first, _ in passage.sentences}
    runs: list[tuple[int, int]] = []
    first = last = -1
    for index, token in enumerate(tokens):
        if last >= 0 and index in openings:
            runs.append((first, last + 1))
            last = -1
        if not is_name_word(token) or _is_caption(tokens, index, language):
            continue
        if last < 0 or not _joins(tokens[last + 1 : index], language):
            if last >= 0:
                runs.append((first, last + 1))
            first = index
        last = index
    if last >= 0:
        runs.append((first, last + 1))
    return runs


def _is_caption(tokens: Sequence[Token], index: int, language: Language) -> bool:
    """Whether a word such as "Photo" with a colon behind it stands at `index`."""
    return (
        tokens[index].text.lower() in language.caption_words
        and index + 1 < len(tokens)
        and tokens[index + 1].text == ":"
    )


def _joins(gap: Sequence[Token], language: Language) -> bool:
    return len(gap) <= _WIDEST_GAP and all(
        token.text in _JOINTS or token.text in language.particles or token.text.isdigit() for token in gap
    )
