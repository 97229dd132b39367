"""Reading an article's TEI for publishing: one pass over `<text>`, in document order.

The reader is lenient: what validation reports (a pointer to nothing, an unknown
element) is no reason to withhold a page. Words are never lost: text that stands
where no text is expected becomes a passage of its own.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from lxml import etree

from pressmark.model import BlockKind
from pressmark.tei.names import XML_ID, XML_LANG, local_name, tei
from pressmark.tei.published import (
    Article,
    CorrectionKind,
    Mark,
    Passage,
    Received,
    Speech,
    TextBreak,
    TextCorrection,
    TextDate,
    TextMention,
    TextNote,
    TextSentence,
    TextSpeech,
    TextTarget,
    TextWords,
    Token,
    Utterance,
    WordsUse,
)
from pressmark.tei.read_header import pointed, read_header
from pressmark.tei.read_marks import (
    CORRECTIONS,
    LOST,
    SPEECH,
    Brackets,
    Place,
    add_brackets,
    bracketed,
    pointed_anchor,
    read_correction,
    read_makers,
    read_mark,
)
from pressmark.tei.text import is_editorial_note, is_replaced, shown_reading, squeezed_text, walk

# Elements that have no words of their own, but are part of the text.
_WITHOUT_WORDS: Final = frozenset({"milestone", "lb"})
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
    header = read_header(root)
    reader = _Reader({**header.programs, **header.people})
    text = root.find(tei("text"))
    if text is not None:
        for part in text:
            reader.read_blocks(part)
    reader.link_pull_quotes()
    return Article(
        siglum=siglum,
        header=header,
        passages=tuple(reader.passages),
        mentions=tuple(reader.mentions),
        utterances=tuple(reader.utterances()),
        dates=tuple(reader.dates),
        sentences=tuple(reader.sentences),
        words=tuple(reader.words),
        corrections=tuple(reader.corrections),
        notes=tuple(reader.notes),
        makers=read_makers(reader.responsible, header),
    )


def plain_words(words: str) -> str:
    """Words on one line, without the quotation marks around them."""
    return _one_line(words).strip(_QUOTATION_MARKS).strip()


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _words(tokens: Iterable[Token]) -> str:
    return "".join([token for token in tokens if isinstance(token, str)])


def _spaces_apart(tokens: list[Token]) -> tuple[list[Token], list[Token], list[Token]]:
    """The white space that a correction begins with, its words, and the white space that it ends with."""
    spaces = [isinstance(token, str) and not token.strip() for token in tokens]
    if all(spaces):
        return [], tokens, []
    first, behind = spaces.index(False), len(tokens) - spaces[::-1].index(False)
    return tokens[:first], tokens[first:behind], tokens[behind:]


def _received(block: etree._Element) -> tuple[Received, ...]:
    """What the source has in place of a block, stretch by stretch."""
    found = tuple(Received(step.words, step.shown) for step in walk(block) if step.words and step.in_source)
    return found or (Received("", shown=True),)


class _Reader:
    """Gathers what one walk over the text finds."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.passages: list[Passage] = []
        self.mentions: list[TextMention] = []
        self.speech: list[TextSpeech] = []
        self.dates: list[TextDate] = []
        self.sentences: list[str] = []
        self.words: list[TextWords] = []
        self.corrections: list[TextCorrection] = []
        self.notes: list[TextNote] = []
        self.responsible: Counter[str] = Counter()  # how many marks have which @resp
        self._names = names  # of those who are responsible for something, by xml:id
        self._numbered = 0  # corrections so far
        self._place = ""  # the nearest anchor before what is being read, in its passage
        self._length = 0  # of the words of the passage so far, in code points
        self._brackets: Brackets = {}
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
            else:
                self._read_block(element, _block_kind(element), division)
            self._loose_text(element.tail, division)

    def _read_block(self, element: etree._Element, kind: BlockKind, division: int) -> None:
        between, anchor = element.tail or "", element.get(XML_ID) or ""
        self._place, self._length = anchor, 0
        tokens: list[Token] = []
        corrected = len(self.corrections)
        if is_editorial_note(element):  # between two blocks
            self._note(element, tokens)
        elif (name := local_name(element)) in CORRECTIONS:  # an editor's words, or a gap, between two blocks
            self._marked(element, name, tokens)
        else:
            self._content(element, tokens)
        run_in = kind is BlockKind.DATELINE and not between.strip() and "\n" not in between
        if run_in and between:
            tokens.append(between)
        self.passages.append(
            Passage(
                kind=kind,
                anchor=anchor,
                text=_words(tokens),
                tokens=tuple(tokens),
                division=division,
                run_in=run_in,
                repeats=pointed_anchor(element.get("corresp")) if kind is BlockKind.PULL_QUOTE else "",
                received=_received(element) if len(self.corrections) > corrected else (),
            )
        )

    def _loose_text(self, text: str | None, division: int) -> None:
        if text and text.strip():
            self.passages.append(
                Passage(kind=BlockKind.PARAGRAPH, anchor="", text=text, tokens=(text,), division=division)
            )

    # Inside a block: what is read is added to `tokens`

    def _content(self, element: etree._Element, tokens: list[Token], *, shown: bool = True) -> None:
        """Read what is inside an element."""
        reading = shown_reading(element)
        if shown and (words := element.text):
            self._characters(words, (element, False), tokens)
        for child in element:
            name = local_name(child)
            visible = shown and (reading is None or not is_replaced(child, reading))
            if is_editorial_note(child):
                self._note(child, tokens)
            elif visible and name not in _WITHOUT_WORDS:
                self._marked(child, name, tokens)
            else:
                self._wordless(child, name, tokens, shown=visible)
            if shown and (words := child.tail):
                self._characters(words, (child, True), tokens)

    def _characters(self, words: str, place: Place, tokens: list[Token]) -> None:
        brackets = self._brackets.get(place)
        for piece in bracketed(words, brackets) if brackets else (words,):
            tokens.append(piece)
            self._length += len(piece)

    def _wordless(self, element: etree._Element, name: str, tokens: list[Token], *, shown: bool) -> None:
        """Read an element that has no words, or none that are shown."""
        anchor = element.get(XML_ID) or ""
        if name == "milestone":
            if anchor:
                self.sentences.append(anchor)
                self._place = anchor
                tokens.append(TextSentence(anchor=anchor))
        elif shown:
            tokens.append(TextBreak())
        elif anchor:
            # The words are not there, but whoever has cited them still lands here.
            tokens.append(TextTarget(anchor=anchor))
        self._content(element, tokens, shown=shown)

    def _marked(self, element: etree._Element, name: str, tokens: list[Token]) -> None:
        """Read an element and its content. A mark is complete only when its content was read."""
        passage, start, inside = len(self.passages), self._length, self._open_speech[-1]
        mentions, speech, dates = len(self.mentions), len(self.speech), len(self.dates)
        corrections = len(self.corrections)
        before: list[Token] = []
        content: list[Token] = []
        after: list[Token] = []
        mark: Mark | None
        correction = self._correction(element, content) if name in CORRECTIONS else None
        self._open_speech.append(element.get(XML_ID, inside) if name in SPEECH else inside)
        self._content(element, content)
        self._open_speech.pop()
        if correction:
            before, content, after = _spaces_apart(content)
            words = _words(content)
            start += len(_words(before))
            corrected = correction._replace(words=words, start=start, end=start + len(words))
            self.corrections.insert(corrections, corrected)
            mark = corrected
        else:
            mark = read_mark(element, name, _words(content), passage, start)
            if mark is not None:
                self.responsible[element.get("resp") or ""] += 1
        if isinstance(mark, TextMention):
            self.mentions.insert(mentions, mark)
        elif isinstance(mark, TextSpeech):
            mark = mark._replace(inside=inside)
            self.speech.insert(speech, mark)
        elif isinstance(mark, TextDate):
            self.dates.insert(dates, mark)
        if language := element.get(XML_LANG):
            # Whatever an element says of its words, it may say besides that they are foreign.
            own = (element.get(XML_ID) or "") if mark is None else ""
            foreign = TextWords(use=WordsUse.FOREIGN, language=language, anchor=own)
            content = content if mark is None else [foreign, *content, None]
            mark = mark or foreign
        if isinstance(mark, TextWords) and mark.anchor:
            self.words.append(mark)
        tokens += content if mark is None else [*before, mark, *content, None, *after]

    def _note(self, element: etree._Element, tokens: list[Token]) -> None:
        """Read what an editor remarks: its words are shown elsewhere, the anchors in it stand here."""
        note = TextNote(
            number=len(self.notes) + 1,
            words=squeezed_text(element),
            passage=len(self.passages),
            start=self._length,
            place=self._place,
            responsible=tuple(self._names.get(each, each) for each in pointed(element.get("resp"))),
        )
        self.notes.append(note)
        tokens.append(note)
        tokens += (TextTarget(anchor=anchor) for each in element.iter() if (anchor := each.get(XML_ID)))

    def _correction(self, element: etree._Element, content: list[Token]) -> TextCorrection | None:
        """The correction that begins with an element, without its words, which are still to be read.

        The brackets it is shown in are noted; those of a gap are all of its content.
        """
        begun = read_correction(element, self._names)
        if begun is None:
            return None
        self._numbered += 1
        if begun.kind is CorrectionKind.GAP:
            content.append(LOST)
            self._length += len(LOST)
        elif begun.kind is CorrectionKind.SUPPLIED:
            add_brackets(element, self._brackets)
        return begun._replace(number=self._numbered, passage=len(self.passages), place=self._place)

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
            yield utterance._replace(verbatim=tuple(verbatim.get(place, ())))

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
            passage if not passage.repeats or passage.repeats in known else passage._replace(repeats="")
            for passage in self.passages
        ]


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
