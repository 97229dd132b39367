"""What the name recogniser goes by: the features of the words of a run.

A feature is a short string with a value. Some features depend on the word alone, some on its
neighbours, on the capitalised words around it, or on what the article shows of the word
elsewhere. The spelling of a word has the smaller value, so that the model learns what holds
for words it has not seen.
"""

from collections.abc import Collection, Sequence
from functools import lru_cache

from pressmark.annotate.evidence import Evidence
from pressmark.annotate.gazetteer import fold
from pressmark.annotate.lexicon import CACHED_WORDS, SELDOM_PERSONAL, load_lexicon, word_classes
from pressmark.model import BlockKind, Passage

Features = dict[str, float]

_SPELLING = 0.6  # value of the features that spell a word; that of all others is 1
_EDGE = "¶"  # stands for the words before and behind a passage
_REACH = 2  # words looked at on either side
# The class that says most of a word comes first.
_TELLING = ("title", "forename", "organisation-head", "place-head", "place", "surname", "word")
_HEADS = frozenset({"organisation-head", "place-head", "title"})
_LONGEST_PATTERN = 4  # words


def _shape(word: str) -> str:
    """The word with X for capitals, x for small letters, 9 for digits; repetitions shortened to two."""
    shape = ""
    for letter in word:
        sign = "X" if letter.isupper() else "x" if letter.isalpha() else "9" if letter.isdigit() else letter
        if not shape.endswith(sign * 2):
            shape += sign
    return shape


@lru_cache(maxsize=CACHED_WORDS)
def _brief(word: str, code: str) -> str:
    """The most telling class of a capitalised word, or its shape; a short small word itself."""
    if not word[0].isupper():
        return word.lower() if len(word) < 4 else "x"
    classes = word_classes(word, code)
    return next((name for name in _TELLING if name in classes), "") or _shape(word)


@lru_cache(maxsize=CACHED_WORDS)
def _own_features(word: str, code: str) -> Features:
    lower, classes = word.lower(), word_classes(word, code)
    features = {f"word={lower}": _SPELLING, f"shape={_shape(word)}": 1.0, f"classes={'+'.join(classes)}": 1.0}
    features |= {f"is={name}": 1.0 for name in classes}
    features |= {f"end={lower[-size:]}": _SPELLING for size in (1, 2, 3, 4) if len(lower) > size}
    features |= {f"begin={lower[:size]}": _SPELLING for size in (2, 3) if len(lower) > size}
    if word.isupper():
        features[f"capitals={min(len(word), 6)}"] = 1.0
    if not classes and word[0].isupper():
        features["unlisted"] = 1.0
    return features


@lru_cache(maxsize=CACHED_WORDS)
def _classed_features(word: str, code: str, place: str) -> Features:
    """A word other than the one in question, and its classes; `place` says where it stands to that."""
    features = {f"{place}={word.lower()}": _SPELLING}
    features |= {f"{place}:is={name}": 1.0 for name in word_classes(word, code)}
    if place in ("-1", "+1"):
        features[f"{place}:shape={_shape(word)}"] = 1.0
    return features


@lru_cache(maxsize=CACHED_WORDS)
def _opening_features(word: str, code: str) -> Features:
    return {"opens": 1.0} | {f"opens:is={name}": 1.0 for name in word_classes(word, code)}


def _place_marks(folded: Sequence[str], capitalised: Sequence[bool], code: str) -> list[str]:
    """For each word, the type of the place whose name it begins ("B-city") or continues ("I-city")."""
    lexicon = load_lexicon(code)
    marks = [""] * len(folded)
    index = 0
    while index < len(folded):
        end, kind = lexicon.place_at(folded, index) if capitalised[index] else (index, "")
        if kind:
            marks[index:end] = [f"B-{kind}", *[f"I-{kind}"] * (end - index - 1)]
        index = max(end, index + 1)
    return marks


def _groups(capitalised: Sequence[bool]) -> list[tuple[int, int]]:
    """For each word, the first and the last of the unbroken capitalised words around it."""
    groups: list[tuple[int, int]] = []
    first = 0
    for index, capital in enumerate(capitalised):
        if not capital:
            groups.append((index, index))
        elif index == 0 or not capitalised[index - 1]:
            first = index
        is_last = index + 1 == len(capitalised) or not capitalised[index + 1]
        if capital and is_last:
            groups += [(first, index)] * (index - first + 1)
    return groups


def _group_features(words: Sequence[str], at: int, first: int, last: int, code: str) -> Features:
    """What the capitalised words around `words[at]` say: words[first] to words[last], both included."""
    size = last - first + 1
    head = words[last]
    features = {f"size={min(size, 5)}@{min(at - first, 3)}": 1.0}
    features |= _classed_features(head, code, "head")
    features |= _classed_features(words[first - 1], code, "before")
    features |= _classed_features(words[last + 1], code, "behind")
    if at < last:
        features |= _classed_features(words[at + 1], code, "then")
    if at > first:
        features |= _classed_features(words[at - 1], code, "after")
        features |= {f"lead:is={name}": 1.0 for name in word_classes(words[first], code)}
    if size <= _LONGEST_PATTERN:
        briefs = [_brief(word, code) for word in words[first : last + 1]]
        features[f"pattern={' '.join(briefs)}@{at - first}"] = 1.0
        group = (word_classes(word, code) for word in words[first : last + 1])
        if size > 1 and all(SELDOM_PERSONAL.isdisjoint(classes) for classes in group):
            features[f"unlisted={size}"] = 1.0
            features[f"unlisted={size}:behind-the={words[first - 1].lower() == 'the'}"] = 1.0
        if briefs[0] == "forename" and _HEADS.isdisjoint(briefs):
            features[f"person-like={size}@{at - first}"] = 1.0
    return features


def run_features(
    passage: Passage, run: tuple[int, int], openings: Collection[int], evidence: Evidence, code: str
) -> list[Features]:
    """The features of each token of a run of the passage.

    `openings` are the indices of the tokens with which sentences begin, `evidence` is that
    of the whole article. Time is linear in the length of the run.
    """
    first, end = run
    tokens = passage.tokens
    words = [
        tokens[index].text if 0 <= index < len(tokens) else _EDGE
        for index in range(first - _REACH, end + _REACH)
    ]
    inner = words[_REACH:-_REACH]
    capitalised = [word[0].isupper() for word in inner]
    marks = ["", *_place_marks([fold(word) for word in inner], capitalised, code), ""]
    groups = _groups(capitalised)
    sequence = []
    for offset, word in enumerate(inner):
        at = offset + _REACH
        features = {"bias": 1.0}
        features |= _own_features(word, code)
        features |= evidence.features(word)
        for distance, place in ((-2, "-2"), (-1, "-1"), (1, "+1"), (2, "+2")):
            features |= _classed_features(words[at + distance], code, place)
        own = _brief(word, code)
        features[f"-1,0={_brief(words[at - 1], code)} {own}"] = 1.0
        features[f"0,+1={own} {_brief(words[at + 1], code)}"] = 1.0
        for place, mark in (("-1", marks[offset]), ("0", marks[offset + 1]), ("+1", marks[offset + 2])):
            if mark:
                features[f"{place}:place={mark}"] = 1.0
        left, right = groups[offset]
        features |= _group_features(words, at, left + _REACH, right + _REACH, code)
        if first + offset in openings:
            features |= _opening_features(word, code)
        if passage.kind is not BlockKind.PARAGRAPH:
            features[f"block={passage.kind}"] = 1.0
        sequence.append(features)
    return sequence
