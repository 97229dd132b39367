"""The blocks that an article is set in: passages that are shown together, with crossheads between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pressmark.model import BlockKind
from pressmark.site.words import _, counted
from pressmark.tei.published import Article, Passage, Received


@dataclass(frozen=True, slots=True)
class Text:
    """A passage, with the dateline that runs into it."""

    passage: Passage
    dateline: Passage | None = None


@dataclass(frozen=True, slots=True)
class PullQuote:
    """Words of the article set apart, with who is said to have said them."""

    passage: Passage
    attribution: Passage | None = None


@dataclass(frozen=True, slots=True)
class Furniture:
    """Passages in a row that belong to the web page and not to the article."""

    passages: Sequence[Passage]

    @property
    def label(self) -> str:
        """What stands in its place while it is hidden."""
        number = counted(len(self.passages), "line")
        return _("From the web page, not the article: {lines}").format(lines=number)


Block = Text | PullQuote | Furniture


class Division(NamedTuple):
    """A crosshead, if there is one, and what stands under it."""

    crosshead: Passage | None
    blocks: Sequence[Block]


def crosshead_anchor(crosshead: Passage) -> str:
    """Where a link to the section under a crosshead leads."""
    return crosshead.anchor or f"section-{crosshead.division}"


def headline(article: Article) -> Passage:
    """The headline; one made from the header, with no anchor and nothing received, if the text has none."""
    for passage in article.passages:
        if passage.kind is BlockKind.HEADLINE:
            return passage
    title = article.header.title or article.siglum
    return Passage(
        kind=BlockKind.HEADLINE,
        anchor="",
        text=title,
        tokens=(title,),
        received=(Received("", shown=True),),
    )


def divisions(article: Article) -> Iterator[Division]:
    """The article without its headline, cut before every crosshead; the first division has none."""
    top = headline(article)
    crosshead: Passage | None = None
    passages: list[Passage] = []
    for passage in article.passages:
        if passage is top:
            continue
        if passage.kind is BlockKind.SUBHEAD:
            yield Division(crosshead, list(_blocks(passages)))
            crosshead, passages = passage, []
        else:
            passages.append(passage)
    yield Division(crosshead, list(_blocks(passages)))


def as_received(passage: Passage, dateline: Passage | None = None) -> tuple[Received, ...]:
    """What the source has in place of a passage and of the dateline that runs into it."""
    before = as_received(dateline) if dateline else ()
    return before + (passage.received or (Received(passage.text, shown=True),))


def _blocks(passages: Sequence[Passage]) -> Iterator[Block]:
    """Runs of furniture become one, a pull quote takes its attribution, a paragraph its dateline."""
    position = 0
    while position < len(passages):
        passage = passages[position]
        following = passages[position + 1] if position + 1 < len(passages) else None
        position += 1
        if passage.kind is BlockKind.FURNITURE:
            start = position - 1
            while position < len(passages) and passages[position].kind is BlockKind.FURNITURE:
                position += 1
            yield Furniture(passages[start:position])
        elif passage.kind is BlockKind.PULL_QUOTE:
            attributed = following is not None and following.kind is BlockKind.ATTRIBUTION
            yield PullQuote(passage, following if attributed else None)
            position += attributed
        elif passage.run_in and following and following.kind is BlockKind.PARAGRAPH:
            yield Text(following, dateline=passage)
            position += 1
        else:
            yield Text(passage)
