"""Words and sentences: a document's blocks made ready for the annotators."""

import re

from pressmark.annotate.language import Language
from pressmark.model import BlockKind, Passage, SourceDocument, Span, Token

# "U.S.", "p.m." with their stops; words with inner apostrophes ("O’Neill", "don’t") but without
# the possessive, which is a token of its own; any other character that is not white space.
_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}|['’]s\b|\d+(?:[.,]\d+)*|[^\W_]+(?:['’](?!s\b)[^\W_]+)*|[^\s\w]|_", re.UNICODE
)
_STOPS = frozenset(".!?…。！？")
_CLOSERS = frozenset("”’»›\"')]}")
_OPENERS = frozenset("“‘«‹„\"'([{")


def tokenise(text: str, span: Span) -> tuple[Token, ...]:
    """The tokens of a stretch of text, with offsets into the whole text. Linear in its length."""
    return tuple(
        Token(match.group(), match.start(), match.end())
        for match in _TOKEN.finditer(text, span.start, span.end)
    )


def _is_abbreviation(tokens: tuple[Token, ...], stop: int, language: Language) -> bool:
    """Whether the full stop at index `stop` belongs to the word before it."""
    if stop == 0 or tokens[stop - 1].end != tokens[stop].start:
        return False
    word = tokens[stop - 1].text
    is_initial = len(word) == 1 and word.isupper() and word != "I"
    return is_initial or word.lower() in language.abbreviations


def split_sentences(tokens: tuple[Token, ...], language: Language) -> tuple[tuple[int, int], ...]:
    """Ranges of token indices, half-open, one for each sentence; together they cover all tokens.

    A sentence ends after a stop and the closing marks behind it, when what follows begins with
    a capital, a number or an opening mark. The stop of an abbreviation ends a sentence only
    before a word with which sentences begin ("the U.S. But").
    """
    sentences, start, index = [], 0, 0
    while index < len(tokens):
        token = tokens[index]
        is_stop = token.text in _STOPS
        is_dotted = len(token.text) > 1 and token.text.endswith(".")
        index += 1
        if not (is_stop or is_dotted):
            continue
        end = index
        while end < len(tokens) and (
            tokens[end].text in _STOPS
            or (tokens[end].text in _CLOSERS and tokens[end].start == tokens[end - 1].end)
        ):
            end += 1
        if end == len(tokens):
            break
        following = tokens[end]
        if following.start == tokens[end - 1].end:
            continue
        first = end
        while first < len(tokens) - 1 and tokens[first].text in _OPENERS:
            first += 1
        begins = not tokens[first].text[0].islower() and tokens[first].text not in ",;:)-–—"
        if is_dotted or (token.text == "." and _is_abbreviation(tokens, index - 1, language)):
            quoted = end > index
            begins = begins and (quoted or tokens[first].text.lower() in language.openers)
        if begins:
            sentences.append((start, end))
            start = index = end
    if start < len(tokens):
        sentences.append((start, len(tokens)))
    return tuple(sentences)


def make_passages(document: SourceDocument, language: Language) -> tuple[Passage, ...]:
    """One passage for each block of the document, in order."""
    passages = []
    for block in document.blocks:
        tokens = tokenise(document.text, block.span)
        sentences = split_sentences(tokens, language)
        passages.append(Passage(kind=block.kind, span=block.span, tokens=tokens, sentences=sentences))
    return tuple(passages)


# The parts of an article whose sentences are counted: a citation needs them in running text.
RUNNING_TEXT = frozenset({BlockKind.PARAGRAPH, BlockKind.STANDFIRST})


def sentence_spans(passages: tuple[Passage, ...]) -> tuple[Span, ...]:
    """The sentences of running text, from their first to their last character."""
    return tuple(
        Span(passage.tokens[first].start, passage.tokens[end - 1].end)
        for passage in passages
        if passage.kind in RUNNING_TEXT
        for first, end in passage.sentences
    )
