"""What an article shows of a word at all the places where it stands.

"Brindle" at the beginning of a sentence may be anything; that the article has "Tamsin
Brindle" and "Brindle said" elsewhere, and never "brindle", says more.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from pressmark.annotate.language import load_language
from pressmark.annotate.lexicon import word_classes
from pressmark.annotate.runs import find_runs
from pressmark.model import Passage, Token

_EDGE = Token("¶", 0, 0)  # stands before the first and behind the last token of a passage


def _signs(before: Token, behind: Token, second: Token, code: str) -> list[str]:
    """What the neighbours of one occurrence of a word show: the token before it and the two behind."""
    signs = []
    if before.is_capitalised:
        classes = word_classes(before.text, code)
        signs.append("second")
        signs += [f"behind-{name}" for name in ("forename", "title") if name in classes]
    else:
        if before.text == "the":
            signs.append("behind-the")
        elif before.text in ("in", "near"):
            signs.append("behind-in")
        elif "cue" in word_classes(before.text, code):
            signs.append("behind-cue")
        if not behind.is_capitalised:
            signs.append("alone")
    if behind.is_capitalised:
        classes = word_classes(behind.text, code)
        signs.append("first")
        signs += [f"before-{name}" for name in ("organisation-head", "surname") if name in classes]
    elif "cue" in word_classes(behind.text, code):
        signs.append("before-cue")
    elif behind.text in ("who", "whose", "himself", "herself"):
        signs.append("before-who")
    elif behind.text == "," and second.text.isdigit():
        signs.append("before-age")
    return signs


class Evidence:
    """The runs of each passage of an article, and the signs that it gives of each capitalised word."""

    def __init__(self, passages: Iterable[Passage], code: str) -> None:
        language = load_language(code)
        self.runs: list[list[tuple[int, int]]] = []
        small: set[str] = set()
        shown: defaultdict[str, set[str]] = defaultdict(set)
        for passage in passages:
            tokens = passage.tokens
            runs = find_runs(passage, language)
            self.runs.append(runs)
            small.update(token.text for token in tokens if token.text.islower())
            openings = {first for first, _ in passage.sentences}
            for first, end in runs:
                self._note(tokens, range(first, end), openings, shown, code)
        self._features = {
            word: {f"article={sign}": 1.0 for sign in sorted(signs)}
            | ({"article=small": 1.0} if word.lower() in small else {})
            for word, signs in shown.items()
        }

    @staticmethod
    def _note(
        tokens: Sequence[Token],
        indices: Iterable[int],
        openings: Collection[int],
        shown: defaultdict[str, set[str]],
        code: str,
    ) -> None:
        for index in indices:
            token = tokens[index]
            if not token.is_capitalised:
                continue
            before = tokens[index - 1] if index else _EDGE
            behind = tokens[index + 1] if index + 1 < len(tokens) else _EDGE
            second = tokens[index + 2] if index + 2 < len(tokens) else _EDGE
            signs = shown[token.text]
            signs.update(_signs(before, behind, second, code))
            if index not in openings:
                signs.add("inside")

    def features(self, word: str) -> dict[str, float]:
        """What the article shows of a word, as features; none of a word that it does not capitalise."""
        return self._features.get(word, {})
