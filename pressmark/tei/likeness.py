"""How much the words under an anchor may change before it stands on other words.

What may change is how the words are written, not which they are. Of the words noted in the
ledger, those that still stand there, in their order, must have more than half of the letters (so
that "the" and "of" count for little); or else the words are so alike, letter by letter, that four
fifths are the same. A corrected error passes, an anchor that was moved does not. Where the
ledger notes only how the words begin, they are looked for near the beginning.
"""

from difflib import SequenceMatcher
from typing import Final

from pressmark.tei.ledger import Entry, fingerprint, glimpse, squeezed

_MOST: Final = 0.5
_ALIKE: Final = 0.8


def is_same(entry: Entry, words: str) -> bool:
    """Whether words are those that an anchor was published with, if need be with corrections."""
    if not entry.words or entry.words == fingerprint(words):
        return True
    before, now = entry.text.casefold(), squeezed(words).casefold()
    old, new = before.split(), now.split()
    if glimpse(now) != now:  # the ledger may have only their beginning
        new = new[: 2 * len(old)]
        now = now[: len(before)]
    if not old or not new:
        return False
    blocks = SequenceMatcher(None, old, new, False).get_matching_blocks()
    shared = sum(len(word) for block in blocks for word in old[block.a : block.a + block.size])
    if shared / sum(map(len, old)) > _MOST:
        return True
    return SequenceMatcher(None, before, now, False).ratio() >= _ALIKE
