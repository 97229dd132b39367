"""Random histories of an article: what a person does to its file and its seed, and a machine that changes.

Every character of the text has an identity of its own, so that a test can say of words where
they are now, whatever was corrected around them. A step of a history is a verb and three
numbers; the numbers choose among what there is to choose from.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path

from hypothesis import strategies as st

from pressmark.config import Edition
from pressmark.model import (
    Annotations,
    ArticleMeta,
    Block,
    BlockKind,
    DateExpression,
    EntityKind,
    Fact,
    Finding,
    Mention,
    MentionForm,
    Person,
    Quotation,
    QuotedWords,
    Register,
    SourceDocument,
    Span,
    SpeechMode,
    WordsKind,
)
from pressmark.tei.build import build_article
from pressmark.tei.edit import Change, EditError, Reword, Set, Side, Unwrap, Wrap, edit
from pressmark.tei.ledger import Kind, Ledger
from pressmark.tei.merge import begin, merge
from pressmark.tei.merge.pieces import Piece, Pieces, read_pieces
from pressmark.tei.merge.typed import reconcile
from pressmark.tei.parse import parse

_TOKEN = re.compile(r"\w+|\s+|.")
EDITION = Edition(root=Path("edition"), publisher="Quillhaven Library")
DAY = date(2031, 5, 6)
NAMES = ("Alder", "Birch", "Cedar", "Alder Birch")
REGISTER = Register(
    people=tuple(
        Person(id=record, name=record) for record in ("alder", "birch", "cedar", "oak", "elm", "alder-birch")
    )
)
OPENINGS = st.lists(
    st.lists(st.sampled_from((*NAMES, "Monday", "“", "”", ".", "’")), min_size=1, max_size=12),
    min_size=1,
    max_size=5,
)


@dataclass(frozen=True)
class Machine:
    """What the machine knows and how it cuts; another one is an improved recogniser, or a grown register."""

    names: tuple[str, ...] = ("Alder", "Birch")
    record: str = "alder"
    speaker: str = "oak"
    speech: bool = True
    linked: bool = True
    dates: bool = True
    sentences: bool = True
    title: str = "Ferry"

    def read(self, text: str) -> tuple[SourceDocument, Annotations]:
        """The article and what the machine finds in it."""
        blocks = []
        for number, match in enumerate(re.finditer(r"\S[^\n]*", text)):
            kind = BlockKind.HEADLINE if number == 0 else BlockKind.PARAGRAPH
            blocks.append(Block(kind=kind, span=Span(match.start(), match.end()), group=number))
        document = SourceDocument(
            siglum="ferry",
            path="ferry.txt",
            encoding="utf-8",
            meta=ArticleMeta(title=Fact(value=self.title)),
            text=text,
            blocks=tuple(blocks),
        )
        return document, Annotations(
            sentences=tuple(self._sentences(text)) if self.sentences else (),
            mentions=tuple(self._mentions(text)),
            quotations=tuple(self._quotations(text)) if self.speech else (),
            quoted_words=() if self.speech else tuple(self._quoted(text)),
            dates=tuple(self._dates(text)) if self.dates else (),
        )

    def _sentences(self, text: str) -> Iterator[Span]:
        for match in re.finditer(r"[^.\n]*[^.\s][^.\n]*\.?", text):
            start = match.end() - len(match[0].lstrip())
            yield Span(start, match.end())

    def _mentions(self, text: str) -> Iterator[Mention]:
        if not self.names:
            return
        for match in re.finditer("|".join(sorted(self.names, key=len, reverse=True)), text):
            record = "alder-birch" if " " in match[0] else self.record if match[0] == "Alder" else "birch"
            yield Mention(
                span=Span(*match.span()),
                kind=EntityKind.PERSON,
                record=record,
                certainty=0.9,
                rule="register",
                form=MentionForm.NAME,
                forename=Span(match.start(), match.start() + 5) if " " in match[0] else None,
            )

    def _spans(self, text: str) -> list[Span]:
        return [Span(*match.span()) for match in re.finditer("“[^“”\n]*”", text)]

    def _quotations(self, text: str) -> Iterator[Quotation]:
        spans = self._spans(text)
        step = 2 if self.linked else 1
        for index in range(0, len(spans), step):
            yield Quotation(
                parts=tuple(spans[index : index + step]),
                mode=SpeechMode.DIRECT,
                speakers=(self.speaker,),
                certainty=0.9,
                rule="named-speaker",
            )

    def _quoted(self, text: str) -> Iterator[QuotedWords]:
        for span in self._spans(text):
            yield QuotedWords(span=span, kind=WordsKind.SO_CALLED, certainty=0.9, rule="scare-quotes")

    def _dates(self, text: str) -> Iterator[DateExpression]:
        for match in re.finditer("Monday", text):
            yield DateExpression(
                span=Span(*match.span()), earliest=DAY, latest=DAY, certainty=0.9, rule="weekday"
            )


Ids = frozenset[int]  # the identities of characters


@dataclass
class Decision:
    """What a person decided: a mark that is to stay, by its anchor, or words that are to stay without one."""

    kind: Kind
    characters: Ids
    anchor: str
    tag: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass
class Freed:
    """Words from which a person took a mark; `left` are the anchors of the marks that stayed on them."""

    kind: Kind
    characters: Ids
    left: frozenset[str]


class History:
    """An article, its seed and its ledger, as a person and the machine work on them."""

    def __init__(self, opening: list[list[str]], machine: Machine) -> None:
        self._count = 0
        self._ids: list[int] = []
        self.text = ""
        self.machine = machine
        # Between any two words stands one of a kind: nobody knows which of two equal ones was deleted.
        blocks = [" ".join(f"{word} {self._word('')}" for word in words) for words in opening]
        self.seed = [*self._characters("\n\n".join(blocks))]
        self.ledger = Ledger()
        self.findings: tuple[Finding, ...] = ()
        self.decisions: list[Decision] = []
        self.freed: list[Freed] = []
        self.data = b""
        self.touched = 0  # unique values that a person writes
        self.typed: set[str] = set()  # words that a person typed into the file alone
        self.deleted: set[str] = set()  # words that a person deleted from the file alone
        self.swapped = False  # whether a person put paragraphs of the file in another order
        self.stays = False  # whether the last run left the file as it was
        self.contradicts = False  # whether it said that the same words were changed in file and seed
        fresh = build_article(*machine.read(self.seed_text), REGISTER, EDITION)
        begun = begin(fresh, self.ledger, path="ferry.xml", today=DAY)
        self.data, self.ledger = begun.data, begun.ledger
        self.file = list(self.seed)  # the characters of the file
        self.published = self._standing()  # the characters that each anchor stood on after the last run

    # Text

    def _word(self, word: str) -> str:
        """Words are all different, and not by a letter only, so that they can be told apart; not so names."""
        self._count += 1
        digits = hashlib.sha256(str(self._count).encode()).digest()
        return word or "".join(chr(ord("a") + digit % 26) for digit in digits[:7])

    def _characters(self, words: str) -> Iterator[tuple[int, str]]:
        for character in words:
            self._count += 1
            yield self._count, character

    @property
    def seed_text(self) -> str:
        return "".join(character for _, character in self.seed)

    @property
    def pieces(self) -> Pieces:
        return read_pieces(parse(self.data, "ferry.xml"))

    def characters(self, span: Span) -> Ids:
        """The characters of the file that a span covers, white space left out."""
        return frozenset(number for number, each in self.file[span.start : span.end] if not each.isspace())

    # The machine

    @property
    def document(self) -> SourceDocument:
        return self.machine.read(self.seed_text)[0]

    def encode(self) -> None:
        """Run the machine over the article as it stands."""
        before = "".join(character for _, character in self.file)
        reconciled = reconcile(self.data, self.ledger, self.document, "ferry.xml")
        self.stays, self.contradicts = reconciled.stays, reconciled.contradicts
        if self.stays:
            self.data, self.ledger = reconciled.data, reconciled.noted(self.ledger, DAY)
        else:
            found = self.machine.read(reconciled.document.text)[1]
            fresh = build_article(reconciled.document, found, REGISTER, EDITION)
            merged = merge(reconciled.data, self.ledger, fresh, path="ferry.xml", today=DAY)
            merged = reconciled.finish(merged)
            self.data, self.ledger, self.findings = merged.data, merged.ledger, merged.findings
        text = self.pieces.text
        if text == self.seed_text:
            self.file = list(self.seed)
        elif text.split() == before.split() or self.stays:
            self.file = self._laid_out(text)
        else:
            self.file = self._identified(text, before)
        if text == self.seed_text:
            self.typed, self.deleted, self.swapped = set(), set(), False
        self.published = self._standing()

    def _laid_out(self, text: str) -> list[tuple[int, str]]:
        """The characters of a text which is that of the file but for white space."""
        numbers = (number for number, each in self.file if not each.isspace())
        return [
            (new if character.isspace() else next(numbers), character)
            for new, character in self._characters(text)
        ]

    def _identified(self, text: str, before: str) -> list[tuple[int, str]]:
        """The characters of a text, which are those of the seed or of the file as it was before."""
        numbers: list[int | None] = [None] * len(text)
        words = [*_TOKEN.finditer(text)]
        for known, other in ((self.seed, self.seed_text), (self.file, before)):
            others = [*_TOKEN.finditer(other)]
            matcher = SequenceMatcher(None, [w[0] for w in words], [w[0] for w in others], autojunk=False)
            for a, b, size in matcher.get_matching_blocks():
                for one, two in zip(words[a : a + size], others[b : b + size], strict=True):
                    for i, j in zip(range(*one.span()), range(*two.span()), strict=True):
                        numbers[i] = known[j][0] if numbers[i] is None else numbers[i]
        return [
            (new if number is None else number, character)
            for number, (new, character) in zip(numbers, self._characters(text), strict=True)
        ]

    def _standing(self) -> dict[str, Ids]:
        return {anchor: self.characters(piece.span) for anchor, piece in self.pieces.by_anchor.items()}

    def improve(self, a: int, b: int, c: int) -> None:
        """Another recogniser, or a register that has grown."""
        names = tuple(name for index, name in enumerate(NAMES) if (a >> index) & 1)
        self.machine = Machine(
            names=names,
            record=("alder", "elm")[b % 2],
            speaker=("oak", "elm")[c % 2],
            speech=b % 3 != 0,
            linked=c % 3 != 0,
            dates=b % 5 != 0,
            sentences=c % 5 != 0,
            title=("Ferry", "The ferry")[a % 2],
        )

    # What a person does

    def _edit(self, *changes: Change) -> bool:
        try:
            self.data = edit(self.data, changes)
        except EditError:
            return False
        return True

    def _marks(self) -> list[Piece]:
        return [piece for piece in self.pieces.marks if piece.anchor and piece.kind is not Kind.SENTENCE]

    def _touch(self, piece: Piece) -> None:
        """What was decided on a mark earlier counts no more."""
        names = (piece.anchor, piece.attributes.get("ref"))
        self.decisions = [each for each in self.decisions if each.anchor not in names]

    def delete(self, a: int, b: int, c: int) -> None:
        """Take a mark away."""
        marks = self._marks()
        if not marks:
            return
        piece = marks[a % len(marks)]
        if self._edit(Unwrap(target=piece.anchor)):
            self._touch(piece)
            left = frozenset(other.anchor for other in marks if other.span.overlaps(piece.span))
            # What came and went between two runs leaves no trace.
            characters = self.published.get(piece.anchor, frozenset())
            self.freed.append(Freed(kind=piece.kind, characters=characters, left=left - {piece.anchor}))

    def add(self, a: int, b: int, c: int) -> None:
        """Mark words, with an anchor or without one, sometimes with the tool's @resp left in."""
        words = [Span(*match.span()) for match in re.finditer(r"\w+(?: \w+)?", self.pieces.text)]
        if not words:
            return
        span = words[a % len(words)]
        self.touched += 1
        attributes = {"type": "person", "ref": f"person:by-hand-{self.touched}"}
        if b % 3 == 0:
            attributes["resp"] = "#pressmark"
        if b % 2:
            attributes["xml:id"] = f"m{1000 * self.touched}"  # the machine never gets so far in between
        if self._edit(Wrap(span=span, tag="rs", attributes=attributes)):
            self._decide(attributes["ref"])

    def _decide(self, ref: str) -> None:
        piece = next(each for each in self.pieces.marks if ref in each.attributes.values())
        characters = self.characters(piece.span)
        self.decisions.append(
            Decision(
                kind=piece.kind or Kind.MENTION,
                characters=characters,
                anchor=piece.anchor or ref,
                tag=piece.tag,
                attributes=dict(piece.attributes),
            )
        )
        self.freed = [
            each for each in self.freed if each.kind is not piece.kind or not each.characters & characters
        ]

    def point(self, a: int, b: int, c: int) -> None:
        """Point a mark to something else."""
        marks = [piece for piece in self._marks() if piece.kind in (Kind.MENTION, Kind.QUOTATION)]
        if not marks:
            return
        piece = marks[a % len(marks)]
        self.touched += 1
        name = "ref" if piece.kind is Kind.MENTION else "who"
        value = f"person:by-hand-{self.touched}"
        if self._edit(Set(target=piece.anchor, attributes={name: value})):
            self._touch(piece)
            self._decide(value)

    def stretch(self, a: int, b: int, c: int) -> None:
        """Move the end of a mark to the next word, its anchor with it."""
        marks = [piece for piece in self._marks() if piece.kind is Kind.MENTION and not piece.parts]
        if not marks:
            return
        piece = marks[a % len(marks)]
        match = re.compile(r"\W*\w+").match(self.pieces.text, piece.span.end)
        if not match or "\n" in match[0]:
            return
        self.touched += 1
        before = self.data
        wrap = Wrap(
            span=Span(piece.span.start, match.end()),
            tag=piece.tag,
            attributes={"xml:id": piece.anchor, **piece.attributes},
        )
        if not self._edit(Unwrap(target=piece.anchor)) or not self._edit(wrap):
            self.data = before
            return
        self._touch(piece)
        now = self.pieces.by_anchor[piece.anchor]
        self.decisions.append(
            Decision(
                kind=Kind.MENTION,
                characters=self.characters(now.span),
                anchor=piece.anchor,
                tag=now.tag,
                attributes=dict(now.attributes),
            )
        )

    def correct(self, a: int, b: int, c: int) -> None:
        """Change, add or delete a word in the seed; every other time in the file as well."""
        text = "".join(each for _, each in self.file) if b % 2 else self.seed_text
        if b % 2 and self.file != self.seed:
            return  # a person who corrects both makes them equal first
        words = [Span(*match.span()) for match in re.finditer(r"\w+ ?", text)]
        if not words:
            return
        span = words[a % len(words)]
        verb = c % 3
        old = span.of(text)
        new = {0: old[:1] + "x" + old[1:], 1: f"{self._word('')} {old}", 2: ""}[verb]
        if verb == 2 and (old[0].islower() or not _survives(text, span)):
            return
        common = 1 if verb == 0 else 0
        at = span.start + common
        start, end, words_ = (
            (at, at, "x")
            if verb == 0
            else (span.start, span.start, new[: -len(old)])
            if verb == 1
            else (span.start, span.end, "")
        )
        fresh = [*self._characters(words_)]
        if b % 2:
            side = Side.BEFORE if verb == 0 else Side.AFTER
            if not self._edit(Reword(span=Span(start, end), words=words_, side=side)):
                return
            self.file[start:end] = fresh
            for decision in self.decisions:
                piece = self.find(decision)
                if piece is not None:
                    decision.characters = self.characters(piece.span)
        self.seed[start:end] = fresh

    def paragraph(self, a: int, b: int, c: int) -> None:
        """Add a paragraph to the seed, or delete one from it."""
        text = self.seed_text
        blocks = [Span(*match.span()) for match in re.finditer(r"\S[^\n]*", text)]
        if c % 3 == 0 and len(blocks) > 1:
            index = a % len(blocks)
            start = blocks[index].start
            end = blocks[index + 1].start if index + 1 < len(blocks) else len(text)
            self.seed[start:end] = []
            return
        at = blocks[a % len(blocks)].start if blocks else 0
        new = [self._word("") for _ in range(8)]
        words = f"{' '.join(new[:4])} Alder {new[4]} “{new[5]} {new[6]}” Birch {new[7]}."
        self.seed[at:at] = [*self._characters(f"{words}\n\n")]

    def split(self, a: int, b: int, c: int) -> None:
        """Split a paragraph of the file between two words that stand in no mark."""
        text = self.data.decode()
        places = [
            match.start() + 1
            for block in re.finditer(r"<p[ >].*?</p>", text, re.DOTALL)
            for match in re.finditer(r"\w \w", text[: block.end()])
            if match.start() > block.start() and _is_bare(text[block.start() : match.start() + 1])
        ]
        if places:
            place = places[a % len(places)]
            self.data = f"{text[:place]}</p><p>{text[place:]}".encode()

    def join(self, a: int, b: int, c: int) -> None:
        """Join two paragraphs of the file; what was between them stays."""
        text = self.data.decode()
        places = [*re.finditer(r"</p>(\s*)<p(?: [^>]*)?>", text)]
        if places:
            match = places[a % len(places)]
            self.data = f"{text[: match.start()]}{match[1]}{text[match.end() :]}".encode()

    def retype(self, a: int, b: int, c: int) -> None:
        """Make a paragraph without speech a piece of web furniture."""
        text = self.data.decode()
        places = [
            match
            for match in re.finditer(r"<p(?: xml:id=\"\w+\")?>((?:(?!</?p[ >]).)*?)</p>", text, re.DOTALL)
            if "<said" not in match[1] and "<q " not in match[1]
        ]
        if places:
            match = places[a % len(places)]
            block = f'<fw type="furniture">{match[1]}</fw>'
            self.data = f"{text[: match.start()]}{block}{text[match.end() :]}".encode()

    def comment(self, a: int, b: int, c: int) -> None:
        """Leave a comment in the file, and write an attribute the other way."""
        text = self.data.decode()
        body = text.index("<body>")
        places = [match.end() for match in re.finditer(r"<(?:persName|said|date|rs)[^>]*>", text[body:])]
        if places:
            place = body + places[a % len(places)]
            text = f"{text[:place]}<!-- look at this -->{text[place:]}"
            text = re.sub(r' cert="([\d.]+)"', r" cert = '\1'", text, count=1)
            self.data = text.encode()

    # What a person types into the file alone

    def type_words(self, a: int, b: int, c: int) -> None:
        """Put a word before another, or delete a word that stands once."""
        text = self.pieces.text
        words = [Span(*match.span()) for match in re.finditer(r"\b[a-z]{7} ?", text)]
        if not words:
            return
        span = words[a % len(words)]
        word = span.of(text).strip()
        if b % 2:
            if not _survives(text, span) or not self._edit(Reword(span=span, words="")):
                return
            self.file[span.start : span.end] = []
            self.deleted |= {word} - self.typed
            self.typed -= {word}
        else:
            new = self._word("")
            start = Span(span.start, span.start)
            if self._edit(Reword(span=start, words=f"{new} ", side=Side.AFTER)):
                self.file[span.start : span.start] = self._characters(f"{new} ")
                self.typed.add(new)
        for decision in self.decisions:
            piece = self.find(decision)
            if piece is not None:
                decision.characters = self.characters(piece.span)

    def paste(self, a: int, b: int, c: int) -> None:
        """Put a paragraph into the file, behind another."""
        blocks = [piece for piece in self.pieces.blocks if piece.tag == "p"]
        head, opening, body = self.data.decode().partition("<body>")
        places = [match.end() for match in re.finditer("</p>", body)]
        if not blocks or len(blocks) != len(places):
            return
        index = a % len(blocks)
        new = [self._word("") for _ in range(6)]
        words, at = f"{' '.join(new)}.", places[index]
        self.data = f"{head}{opening}{body[:at]}\n\n<p>{words}</p>{body[at:]}".encode()
        end = blocks[index].span.end
        self.file[end:end] = self._characters(f"\n\n{words}")
        self.typed |= {*new}

    def swap(self, a: int, b: int, c: int) -> None:
        """Put two paragraphs of the file in the other order."""
        head, opening, body = self.data.decode().partition("<body>")
        paragraph = r"(<p(?: [^>]*)?>(?:(?!</p>).)*</p>)"
        pairs = [*re.finditer(rf"{paragraph}(\s*)(?={paragraph})", body, re.DOTALL)]
        if not pairs:
            return
        match = pairs[a % len(pairs)]
        first = len(re.findall(r"<p[ >]", body[: match.start()]))
        one, other = [piece.span for piece in self.pieces.blocks if piece.tag == "p"][first : first + 2]
        rest = body[match.end() + len(match[3]) :]
        body = f"{body[: match.start()]}{match[3]}{match[2]}{match[1]}{rest}"
        self.data = f"{head}{opening}{body}".encode()
        between = self.file[one.end : other.start]
        self.file[one.start : other.end] = [
            *self.file[other.start : other.end],
            *between,
            *self.file[one.start : one.end],
        ]
        self.swapped = True

    def pretty(self, a: int, b: int, c: int) -> None:
        """Let a program lay out the text anew: tags on lines of their own, broken lines, no blanks."""
        head, opening, body = self.data.decode().partition("<body>")
        if a % 3 == 0:
            body = re.sub(r">\s*<(?!/text)", ">\n  <", body)
        elif a % 3 == 1:
            body = re.sub(r"(>[^<]*?) ", r"\1\n      ", body)
        else:
            body = re.sub(r">\s+<", "><", body)
        self.data = f"{head}{opening}{body}".encode()
        self.file = self._laid_out(self.pieces.text)

    def find(self, decision: Decision) -> Piece | None:
        """The mark that a decision is about, as it is now."""
        for piece in self.pieces.marks:
            if decision.anchor in (piece.anchor, piece.attributes.get("ref")):
                return piece
        return None


def _survives(text: str, span: Span) -> bool:
    """Whether a block has other words than these."""
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    block = text[start : end if end >= 0 else len(text)]
    return bool(re.search(r"\w", block.replace(span.of(text), "", 1)))


def _is_bare(opened: str) -> bool:
    """Whether no element but the block is open, and no tag."""
    if opened.rfind("<") > opened.rfind(">"):
        return False
    depth = 0
    for match in re.finditer(r"<!--.*?-->|<(/?)[\w]+[^>]*?(/?)>", opened):
        if match[0].startswith("<!--"):
            continue
        depth += -1 if match[1] else 0 if match[2] else 1
    return depth == 1


VERBS: tuple[Callable[[History, int, int, int], None], ...] = (
    History.improve,
    History.delete,
    History.add,
    History.point,
    History.stretch,
    History.correct,
    History.paragraph,
    History.split,
    History.join,
    History.retype,
    History.comment,
    History.type_words,
    History.paste,
    History.swap,
    History.pretty,
)
_NUMBERS = st.integers(0, 60)
STEPS = st.lists(
    st.lists(st.tuples(st.integers(0, len(VERBS) - 1), _NUMBERS, _NUMBERS, _NUMBERS), max_size=4),
    min_size=1,
    max_size=4,
)
