"""Words in context: a name or a date with what stands around it, as in a concordance."""

from pressmark.site.html import ContextLine
from pressmark.tei.published import Article, TextDate, TextMention


def in_context(article: Article, mark: TextMention | TextDate, width: int, page: str) -> ContextLine:
    """Some words, the mark as a link to itself, some words: at most `width` code points on either side.

    `page` is the address of the article; empty if the builder leaves it out.
    """
    left, right = article.context(mark.start, mark.end, mark.passage, width)
    text, offset = article.line(mark.passage)
    cut_left = offset + mark.start > len(left)
    cut_right = offset + mark.end + len(right) < len(text)
    return ContextLine(
        before=("… " if cut_left else "") + _one_line(left.lstrip()),
        keyword=" ".join(mark.words.split()),
        after=_one_line(right.rstrip()) + (" …" if cut_right else ""),
        href=f"{page}#{mark.anchor or article.paragraph_of(mark)}" if page else "",
    )


def _one_line(text: str) -> str:
    return text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
