"""Reading an article's TEI for publishing: one pass over `<text>`, in document order.

The reader is lenient: what validation reports (a pointer to nothing, an unknown
element) is no reason to withhold a page. Words are never lost: text that stands
where no text is expected becomes a passage of its own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from lxml import etree

from pressmark import ids
from pressmark.model import BlockKind, EntityKind, MentionForm
from pressmark.tei.names import XML_ID, local_name, tei
from pressmark.tei.published import (
    Article,
    Mark,
    Passage,
    Speech,
    TextBreak,
    TextDate,
    TextMention,
    TextSentence,
    TextSpeech,
    TextWords,
    Token,
    Utterance,
    WordsUse,
)
from pressmark.tei.read_header import read_header

_NAMES: Final = {
    "persName": EntityKind.PERSON,
    "placeName": EntityKind.PLACE,
    "orgName": EntityKind.ORGANISATION,
}
_SPEECH: Final = ("said", "q")
_WORDS: Final = {
    "mentioned": WordsUse.MENTIONED,
    "soCalled": WordsUse.SO_CALLED,
    "quote": WordsUse.QUOTED,
    "emph": WordsUse.EMPHASISED,
    "hi": WordsUse.EMPHASISED,
    "title": WordsUse.EMPHASISED,
}
# Elements that hold blocks; every other element below <body> is a block itself.
_CONTAINERS: Final = frozenset(
    {"body", "div", "argument", "figure", "cit", "list", "lg", "floatingText", "table", "row"}
)
_BLOCKS: Final = {
    "dateline": BlockKind.DATELINE,
    "fw": BlockKind.FURNITURE,
    "bibl": BlockKind.ATTRIBUTION,
}
_QUOTATION_MARKS: Final = "\"'“”„‟‘’‚‛«»‹›"


def read_article(root: etree._Element, siglum: str) -> Article:
    """The article of a TEI document, as published. Never raises on a tree that `tei.parse` returns."""
    reader = _Reader()
    text = root.find(tei("text"))
    if text is not None:
        for part in text:
            if local_name(part):
                reader.read_blocks(part)
    reader.link_pull_quotes()
    return Article(
        siglum=siglum,
        header=read_header(root),
        passages=tuple(reader.passages),
        mentions=tuple(reader.mentions),
        utterances=tuple(reader.utterances()),
        dates=tuple(reader.dates),
        sentences=tuple(reader.sentences),
        words=tuple(reader.words),
    )


def plain_words(words: str) -> str:
    """Words on one line, without the quotation marks around them."""
    return _one_line(words).strip(_QUOTATION_MARKS).strip()


def _one_line(words: str) -> str:
    return " ".join(words.split())


class _Reader:
    """Gathers what one walk over the text finds."""

    def __init__(self) -> None:
        self.passages: list[Passage] = []
        self.mentions: list[TextMention] = []
        self.speech: list[TextSpeech] = []
        self.dates: list[TextDate] = []
        self.sentences: list[str] = []
        self.words: list[TextWords] = []
        self._divisions = 0
        self._open_speech: list[str] = [""]  # anchors of the speech that is being read, outermost first

    # Blocks

    def read_blocks(self, container: etree._Element, division: int = 0) -> None:
        """Read every block in a container, in order."""
        self._loose_text(container.text, division)
        for element in container:
            name = local_name(element)
            if name == "div":
                self._divisions += 1
                self.read_blocks(element, self._divisions)
            elif name in _CONTAINERS:
                self.read_blocks(element, division)
            elif name:
                self._read_block(element, _block_kind(element), division)
            self._loose_text(element.tail, division)

    def _read_block(self, element: etree._Element, kind: BlockKind, division: int) -> None:
        pieces, between = _Pieces(), element.tail or ""
        tokens = tuple(self._inline(element, pieces, len(self.passages)))
        run_in = kind is BlockKind.DATELINE and not between.strip() and "\n" not in between
        if run_in and between:
            tokens = (*tokens, pieces.add(between))
        self.passages.append(
            Passage(
                kind=kind,
                anchor=str(element.get(XML_ID, "")),
                text=pieces.text(),
                tokens=tokens,
                division=division,
                run_in=run_in,
                repeats=_anchor(element.get("corresp")) if kind is BlockKind.PULL_QUOTE else "",
            )
        )

    def _loose_text(self, text: str | None, division: int) -> None:
        if text and text.strip():
            self.passages.append(
                Passage(kind=BlockKind.PARAGRAPH, anchor="", text=text, tokens=(text,), division=division)
            )

    # Inside a block

    def _inline(self, element: etree._Element, pieces: "_Pieces", passage: int) -> Iterator[Token]:
        if element.text:
            yield pieces.add(element.text)
        for child in element:
            name = local_name(child)
            if name == "milestone":
                if anchor := child.get(XML_ID):
                    self.sentences.append(str(anchor))
                    yield TextSentence(anchor=str(anchor))
            elif name == "lb":
                yield TextBreak()
            elif name:
                yield from self._marked(child, name, pieces, passage)
            if child.tail:
                yield pieces.add(child.tail)

    def _marked(self, element: etree._Element, name: str, pieces: "_Pieces", passage: int) -> Iterator[Token]:
        """The tokens of an element and its content. A mark is complete only when its content was read."""
        mentions, speech, dates = len(self.mentions), len(self.speech), len(self.dates)
        start, inside = pieces.length, self._open_speech[-1]
        self._open_speech.append(str(element.get(XML_ID, inside)) if name in _SPEECH else inside)
        content = list(self._inline(element, pieces, passage))
        self._open_speech.pop()
        mark = _mark(element, name, pieces.since(start), passage, start)
        if isinstance(mark, TextMention):
            self.mentions.insert(mentions, mark)
        elif isinstance(mark, TextSpeech):
            mark = replace(mark, inside=inside)
            self.speech.insert(speech, mark)
        elif isinstance(mark, TextDate):
            self.dates.insert(dates, mark)
        elif isinstance(mark, TextWords) and mark.anchor:
            self.words.append(mark)
        if mark is None:
            yield from content
        else:
            yield mark
            yield from content
            yield None

    # What only the whole text tells

    def utterances(self) -> Iterator[Utterance]:
        """The quotations: parts linked by @next and @prev become one, verbatim words join their clause."""
        pull_quotes = {
            passage.repeats: passage.anchor
            for passage in self.passages
            if passage.kind is BlockKind.PULL_QUOTE and passage.repeats
        }
        whole_of: dict[str, int] = {}  # anchor of a part -> the place of its quotation in `found`
        found: list[Utterance] = []
        verbatim: dict[int, list[Utterance]] = {}
        for chain in self._chains():
            utterance = self._utterance(chain, pull_quotes)
            clause = whole_of.get(chain[0].inside)
            if clause is not None and found[clause].speakers == utterance.speakers:
                verbatim.setdefault(clause, []).append(utterance)
                continue
            whole_of |= {part.anchor: len(found) for part in chain if part.anchor}
            found.append(utterance)
        for place, utterance in enumerate(found):
            yield replace(utterance, verbatim=tuple(verbatim.get(place, ())))

    def _chains(self) -> Iterator[list[TextSpeech]]:
        """The stretches of speech, those that continue one another together."""
        by_anchor = {part.anchor: part for part in self.speech if part.anchor}
        seen: set[int] = set()
        for part in self.speech:
            if id(part) in seen or by_anchor.get(part.preceding, part) is not part:
                continue
            chain = [part]
            seen.add(id(part))
            while (following := by_anchor.get(chain[-1].following)) and id(following) not in seen:
                chain.append(following)
                seen.add(id(following))
            yield chain

    def _utterance(self, chain: list[TextSpeech], pull_quotes: dict[str, str]) -> Utterance:
        plain = _one_line if chain[0].mode is Speech.INDIRECT else plain_words
        return Utterance(
            parts=tuple(chain),
            words=" … ".join(plain(part.words) for part in chain),
            paragraph=self.passages[chain[0].passage].anchor,
            pull_quote=next((pull_quotes[part.anchor] for part in chain if part.anchor in pull_quotes), ""),
        )

    def link_pull_quotes(self) -> None:
        """Forget what a pull quote repeats if there is no such quotation."""
        known = {part.anchor for part in self.speech}
        self.passages = [
            passage if not passage.repeats or passage.repeats in known else replace(passage, repeats="")
            for passage in self.passages
        ]


class _Pieces:
    """The words of one passage, as they are met."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self.length = 0

    def add(self, text: str) -> str:
        self._pieces.append(text)
        self.length += len(text)
        return text

    def text(self) -> str:
        return "".join(self._pieces)

    def since(self, start: int) -> str:
        """The words from an offset on."""
        taken, length = [], self.length
        for piece in reversed(self._pieces):
            if length <= start:
                break
            taken.append(piece)
            length -= len(piece)
        return "".join(reversed(taken))[start - min(start, length) :]


def _block_kind(element: etree._Element) -> BlockKind:
    name, parent = local_name(element), element.getparent()
    parent_name = "" if parent is None else local_name(parent)
    if name == "head":
        subhead = element.get("type") == "subhead" or parent_name in ("div", "list", "table")
        return BlockKind.SUBHEAD if subhead else BlockKind.HEADLINE
    if parent_name == "figure":
        return BlockKind.CREDIT
    if parent_name == "argument":
        return BlockKind.STANDFIRST
    if name == "byline":
        return BlockKind.CONTRIBUTOR if element.get("rend") == "contributor" else BlockKind.BYLINE
    if name == "quote":
        pulled = element.get("type") == "pullquote" or (
            parent is not None and parent_name == "cit" and parent.get("rend") == "pullquote"
        )
        return BlockKind.PULL_QUOTE if pulled else BlockKind.PARAGRAPH
    return _BLOCKS.get(name, BlockKind.PARAGRAPH)


def _mark(element: etree._Element, name: str, words: str, passage: int, start: int) -> Mark | None:
    """The mark an element stands for; None for one that only wraps its words."""
    anchor = str(element.get(XML_ID, ""))
    certainty = str(element.get("cert", ""))
    rule = _rule(element.get("ana"))
    end = start + len(words)
    if name in _NAMES or name == "rs":
        records = tuple(_records(element.get("ref")))
        kind = _NAMES.get(name) or _described_kind(element)
        return TextMention(
            anchor=anchor, kind=kind, records=records, words=words, passage=passage, start=start, end=end,
            form=MentionForm.DESCRIPTION if name == "rs" else MentionForm.NAME,
            certainty=certainty, rule=rule,
        )  # fmt: skip
    if name in _SPEECH:
        return TextSpeech(
            anchor=anchor, words=words, passage=passage, start=start, end=end,
            mode=_speech_mode(element, name),
            speakers=tuple(_records(element.get("who"))),
            addressees=tuple(_records(element.get("toWhom"))),
            media=tuple(_records(element.get("source"))),
            following=_anchor(element.get("next")), preceding=_anchor(element.get("prev")),
            certainty=certainty, rule=rule,
        )  # fmt: skip
    if name == "date":
        when = element.get("when", "")
        return TextDate(
            anchor=anchor, words=words, passage=passage, start=start, end=end,
            earliest=str(when or element.get("notBefore") or element.get("from") or ""),
            latest=str(when or element.get("notAfter") or element.get("to") or ""),
            certainty=certainty, rule=rule,
        )  # fmt: skip
    if name in _WORDS:
        return TextWords(use=_WORDS[name], anchor=anchor, certainty=certainty, rule=rule)
    return None


def _speech_mode(element: etree._Element, name: str) -> Speech:
    if name == "q":
        return Speech.UNDECIDED
    return Speech.INDIRECT if element.get("direct") == "false" else Speech.DIRECT


def _records(pointers: str | None) -> Iterable[str]:
    """The ids of the records that an attribute points to; a pointer within the file is `#id`."""
    for pointer in (pointers or "").split():
        parsed = ids.parse_pointer(pointer)
        if parsed:
            yield parsed[1]


def _described_kind(element: etree._Element) -> EntityKind:
    named = str(element.get("type", ""))
    if named in set(EntityKind):
        return EntityKind(named)
    first = ids.parse_pointer((element.get("ref") or "").partition(" ")[0])
    return first[0] if first else EntityKind.PERSON


def _anchor(pointer: str | None) -> str:
    return (pointer or "").removeprefix("#")


def _rule(pointers: str | None) -> str:
    return next((p.removeprefix("#rule.") for p in (pointers or "").split() if p.startswith("#rule.")), "")
