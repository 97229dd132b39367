"""Articles as plain text: the words to read, and nothing else."""

from typing import Final

from pressmark.model import BlockKind
from pressmark.tei.published import Article

# What belongs to the web page, and what repeats the text.
_LEFT_OUT: Final = frozenset({BlockKind.FURNITURE, BlockKind.PULL_QUOTE, BlockKind.ATTRIBUTION})


def plain_text(article: Article) -> str:
    """The reading text: the blocks in their order, with an empty line between them and a line end at the end.

    The words are those of the edition, its corrections included. Web furniture and pull quotes, with the
    lines under them, are left out; a dateline runs into its paragraph. Empty if there are no words.
    """
    parts: list[str] = []
    for passage in article.passages:
        if passage.kind not in _LEFT_OUT:
            parts.append(passage.text.strip("\n") if not passage.run_in else passage.text)
            parts.append("" if passage.run_in else "\n\n")
    text = "".join(parts).strip()
    return f"{text}\n" if text else ""
