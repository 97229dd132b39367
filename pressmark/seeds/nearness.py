"""How much of one article stands in another: whether it is there already, in this or an earlier version."""

import re

from rapidfuzz.distance import LCSseq

_WORD = re.compile(r"\w+")
_RUN = 4  # words in a row; texts that share none of these cannot be versions of one another
# Share of the shorter text's runs below which its words need not be compared one by one.
_FEW = 0.1
# From this share on, two texts are versions of one article. Reports of one event by two papers,
# long quotations included, stay well below; half an article, or one with corrections and other
# furniture, is well above.
SAME_ARTICLE = 0.6


class Wording:
    """The words of one article, to be compared with many others."""

    def __init__(self, text: str) -> None:
        self._words = _words(text)
        self._runs = frozenset(_runs(self._words))

    def shared_with(self, text: str) -> float:
        """The share, 0 to 1, of the shorter text's words that stand in the longer one in the same order.

        Case, punctuation and white space do not count. 0 where hardly any run of words is shared.
        """
        words = _words(text)
        shortest = min(len(words), len(self._words))
        if not shortest:
            return 0.0
        if words != self._words:
            shared = len(self._runs.intersection(_runs(words)))
            if shared <= _FEW * (shortest - _RUN + 1):
                return 0.0
        return LCSseq.similarity(self._words, words) / shortest


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _runs(words: list[str]) -> "zip[tuple[str, ...]]":
    return zip(*(words[start:] for start in range(_RUN)), strict=False)
