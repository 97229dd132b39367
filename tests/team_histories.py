"""Random work of two editors on one article, each on a branch of their own.

What they do is what the review page lets them do, and what they write into the file by hand;
now and then one of them has another machine encode the article again.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from hypothesis import strategies as st
from merge_histories import DAY, EDITION, OPENINGS, REGISTER, Machine

from pressmark.ids import AnchorKind
from pressmark.model import Span
from pressmark.review.decisions import (
    Accept,
    Add,
    Decision,
    DecisionError,
    Move,
    Point,
    Proof,
    Recast,
    Reject,
    changes_of,
)
from pressmark.review.forms import Form
from pressmark.review.memory import remembered
from pressmark.tei.build import build_article
from pressmark.tei.edit import EditError, Set, edit
from pressmark.tei.ledger import Kind, Ledger
from pressmark.tei.merge import begin, merge
from pressmark.tei.merge.pieces import Piece, Pieces, read_pieces
from pressmark.tei.parse import parse

RECORDS: Final = {record.id: record for record in REGISTER}
IDS: Final = tuple(RECORDS)
# Plain words of the text: those of nobody's name, which stand once each.
_PLAIN: Final = re.compile(r"(?<=[ >])[a-z]{7}(?=[ <])")
FORMS: Final = (Form.PERSON, Form.A_PERSON, Form.DATE, Form.MENTIONED, Form.SO_CALLED, Form.INDIRECT)


@dataclass
class Branch:
    """An article and its ledger, as one editor works on them."""

    editor: str
    data: bytes
    ledger: Ledger
    machine: Machine
    text: str
    rejected: set[str] = field(default_factory=set)
    written: list[str] = field(default_factory=list)  # corrections and comments, as they stand in the file

    @property
    def pieces(self) -> Pieces:
        return read_pieces(parse(self.data, "ferry.xml"))

    def copy(self, editor: str) -> "Branch":
        return replace(self, editor=editor, rejected=set(), written=[])

    # The review page

    def _decide(self, decision: Decision) -> bool:
        pieces = self.pieces

        def next_anchor(kind: AnchorKind) -> int:
            return max(pieces.highest(kind), self.ledger.highest(kind)) + 1

        proof = Proof(pieces=pieces, editor=self.editor, records=RECORDS, next_anchor=next_anchor)
        try:
            data = edit(self.data, changes_of(decision, proof))
        except (DecisionError, EditError):
            return False
        self.data = data
        self.ledger = remembered(self.ledger, pieces, self.pieces, DAY)
        return True

    def marks(self) -> list[Piece]:
        return [each for each in self.pieces.marks if each.anchor and each.kind is not Kind.SENTENCE]

    def _mark(self, a: int) -> str:
        marks = self.marks()
        return marks[a % len(marks)].anchor if marks else "m0"

    def accept(self, a: int, b: int) -> None:
        self._decide(Accept(anchors=(self._mark(a),)))

    def reject(self, a: int, b: int) -> None:
        before = {each.anchor for each in self.marks()}
        self._decide(Reject(anchors=(self._mark(a),)))
        self.rejected |= before - {each.anchor for each in self.marks()}

    def point(self, a: int, b: int) -> None:
        self._decide(Point(anchors=(self._mark(a),), records=(IDS[b % len(IDS)],)))

    def recast(self, a: int, b: int) -> None:
        self._decide(Recast(anchors=(self._mark(a),), form=FORMS[b % len(FORMS)]))

    def move(self, a: int, b: int) -> None:
        self._decide(Move(anchors=(self._mark(a),), span=self._words(b)))

    def add(self, a: int, b: int) -> None:
        form = FORMS[b % len(FORMS)]
        records = (IDS[b % len(IDS)],) if form in (Form.PERSON, Form.A_PERSON, Form.INDIRECT) else ()
        day = "2031-05-06" if form is Form.DATE else ""
        self._decide(Add(span=self._words(a), form=form, records=records, earliest=day, latest=day))

    def _words(self, a: int) -> Span:
        words = [Span(*match.span()) for match in re.finditer(r"\w+", self.pieces.text)]
        return words[a % len(words)]

    # By hand

    def by_hand(self, a: int, b: int) -> None:
        """Point a mark elsewhere in an editor of text, without a word to the ledger."""
        marks = [each for each in self.marks() if "ref" in each.attributes]
        if marks:
            target = marks[a % len(marks)].anchor
            self.data = edit(self.data, [Set(target=target, attributes={"ref": f"person:{IDS[b % 6]}"})])

    def _plain(self, a: int) -> re.Match[str] | None:
        places = [*_PLAIN.finditer(self.data.decode().partition("<text ")[2])]
        return places[a % len(places)] if places else None

    def _put(self, match: re.Match[str], words: str, written: str) -> None:
        head, tag, body = self.data.decode().partition("<text ")
        self.data = (head + tag + body[: match.start()] + words + body[match.end() :]).encode()
        self.written.append(written)

    def correct(self, a: int, b: int) -> None:
        """Correct what the paper printed."""
        match = self._plain(a)
        if match and "choice" not in match.string[match.start() - 13 : match.start()]:
            corrected = f"<choice><sic>{match[0]}</sic><corr>{self.editor[4:]}{b}</corr></choice>"
            self._put(match, corrected, corrected)

    def supply(self, a: int, b: int) -> None:
        """Supply words that the paper left out."""
        if match := self._plain(a):
            supplied = f'<supplied reason="omitted">{self.editor[4:]}{b} </supplied>'
            self._put(match, supplied + match[0], supplied)

    def comment(self, a: int, b: int) -> None:
        if match := self._plain(a):
            comment = f"<!-- {self.editor[4:]} {b} -->"
            self._put(match, match[0] + comment, comment)

    def note(self, a: int, b: int) -> None:
        """Remark on a word."""
        if match := self._plain(a):
            note = f'<note type="editorial" resp="{self.editor}">{self.editor[4:]} {b}</note>'
            self._put(match, match[0] + note, note)

    # The machine

    def encode(self, a: int, b: int) -> None:
        """Another machine encodes the article again."""
        names = tuple(name for index, name in enumerate(("Alder", "Birch", "Cedar")) if (a >> index) & 1)
        self.machine = Machine(names=names, record=("alder", "elm")[b % 2], speech=b % 3 != 0)
        self.run()

    def run(self, day: date = DAY) -> None:
        fresh = build_article(*self.machine.read(self.text), REGISTER, EDITION)
        merged = merge(self.data, self.ledger, fresh, path="ferry.xml", today=day)
        self.data, self.ledger = merged.data, merged.ledger


def begun(opening: list[list[str]]) -> Branch:
    """An article of some paragraphs, encoded once. Between the names stand words that are there once."""
    count = 0
    blocks = []
    for words in opening:
        parts = []
        for word in words:
            count += 1
            plain = "".join(chr(97 + (count * 7919 // 26**k) % 26) for k in range(7))
            parts += [word, plain]
        blocks.append(" ".join(parts))
    text = "\n\n".join(blocks)
    machine = Machine()
    fresh = build_article(*machine.read(text), REGISTER, EDITION)
    made = begin(fresh, Ledger(), path="ferry.xml", today=DAY)
    return Branch(editor="", data=made.data, ledger=made.ledger, machine=machine, text=text)


VERBS = (
    Branch.accept,
    Branch.reject,
    Branch.point,
    Branch.recast,
    Branch.move,
    Branch.add,
    Branch.by_hand,
    Branch.correct,
    Branch.supply,
    Branch.comment,
    Branch.note,
    Branch.encode,
)
_NUMBERS = st.integers(0, 60)
WORK = st.lists(st.tuples(st.integers(0, len(VERBS) - 1), _NUMBERS, _NUMBERS), max_size=8)

__all__ = ["OPENINGS", "VERBS", "WORK", "Branch", "begun"]
