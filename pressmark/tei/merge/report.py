"""What a run has to say about an article that it encoded again."""

from collections.abc import Iterator

from pressmark.model import Finding, Severity, Span
from pressmark.tei.ledger import Kind, glimpse
from pressmark.tei.merge.changes import Carried, Marked
from pressmark.tei.merge.corrections import Correction, Fate, Touched
from pressmark.tei.merge.header import Headed
from pressmark.tei.merge.pieces import Piece, Pieces

UNRECONCILED = "unreconciled"
PENDING = "pending"


class Reporter:
    """Words findings about one file. `pieces` are those of the file as it is after the run."""

    def __init__(self, path: str, pieces: Pieces) -> None:
        self._path = path
        self._pieces = pieces

    def findings(self, carried: Carried, marked: Marked, header: Headed) -> Iterator[Finding]:
        """What could not be reconciled with what a person did."""
        for piece, reason in marked.refused:
            message = f"the machine would mark {self._words(piece)} as {_tag(piece)} and cannot: {reason}"
            yield self._note(piece.span, UNRECONCILED, message, "mark it by hand, or leave it", piece)
        for piece, reason in marked.stuck:
            message = f"the machine would change {piece.anchor}, {_tag(piece)}, and cannot: {reason}"
            yield self._note(piece.span, UNRECONCILED, message, "change it by hand, or leave it", piece)
        for piece, place in carried.lost:
            if piece.anchor not in carried.by_machine and piece.kind is not Kind.SENTENCE:
                message = f"{piece.anchor}, {_tag(piece)}, is gone with its words"
                hint = f"look whether {place or 'the article'} should say what it said"
                yield self._note(None, UNRECONCILED, message, hint, piece)
        for touched, place in carried.touched:
            yield self._touched(touched, place)
        for section in header.sections:
            if section.edited and section.news:
                name = section.path.rpartition("/")[2]
                message = f"<{name}> was changed by hand, and what the machine knows has changed"
                yield self._note(None, UNRECONCILED, message, "compare it with the sidecar and the settings")

    def pending(self, carried: Carried, marked: Marked, header: Headed) -> Iterator[Finding]:
        """What the machine would change in a file that a person approved. The lines are those of `pieces`."""
        hint = "make the change by hand, or delete the status to have it made"
        if carried.corrected:
            for each in carried.corrected.changes():
                message = f"the seed has other words: {_quoted(each[1])} for {_quoted(each[0])}"
                yield self._note(None, PENDING, message, hint)
        for piece in marked.new:
            message = f"{self._words(piece)} would be marked as {_tag(piece)}"
            yield self._note(piece.span, PENDING, message, hint, piece)
        for piece in marked.gone:
            message = f"{piece.anchor} would no longer be marked as {_tag(piece)}"
            yield self._note(piece.span, PENDING, message, hint, piece)
        for change in marked.changed:
            values = ", ".join(f"@{name} {value or 'deleted'}" for name, value in change.attributes.items())
            message = f"{change.target} would have {values or 'other parts'}"
            changed = carried.pieces.by_anchor.get(change.target)
            yield self._note(changed.span if changed else None, PENDING, message, hint, changed)
        for section in header.sections:
            if section.change:
                message = f"<{section.path.rpartition('/')[2]}> would be brought up to date"
                yield self._note(None, PENDING, message, hint)

    def _touched(self, touched: Touched, place: str) -> Finding:
        """What became of a correction of a person; `place` is the block nearest to it."""
        about = _described(touched.correction)
        block = self._pieces.by_anchor.get(place)
        where = place or "the article"
        if touched.fate is Fate.GONE:
            message = f"{about} is gone with its words"
            hint = f"look whether {where} still needs it"
        elif touched.fate is Fate.SETTLED:
            message = f"{about} was taken out: the seed now says the same"
            hint = f"look whether {where} reads as it should"
        else:
            words = f" and now stands at {_quoted(touched.now)}" if touched.now else ""
            message = f"{about} is about words that the seed changed{words}"
            hint = f"look whether it is still right in {where}"
        return self._note(block.span if block else None, UNRECONCILED, message, hint)

    def _words(self, piece: Piece) -> str:
        return _quoted(self._pieces.words(piece))

    def _note(
        self, span: Span | None, rule: str, message: str, hint: str, piece: Piece | None = None
    ) -> Finding:
        return Finding(
            path=self._path,
            line=self._line(span) if span else None,
            rule=rule,
            message=message,
            hint=hint,
            words=glimpse(self._pieces.words(piece)) if piece and span else "",
            severity=Severity.NOTE,
        )

    def _line(self, span: Span) -> int | None:
        """The line of the block that holds words."""
        lines = [block.line for block in self._pieces.blocks if block.span.start <= span.start]
        return lines[-1] if lines else None


def _quoted(words: str) -> str:
    """How words begin, in quotation marks unless they have some."""
    shown = glimpse(words)
    return shown if shown[:1] in ("“", "‘", '"') else f"“{shown}”"


def _tag(piece: Piece) -> str:
    """A piece's element with what it points to."""
    shown = (
        f' {name}="{piece.attributes[name]}"' for name in ("ref", "who", "when") if name in piece.attributes
    )
    return f"<{piece.tag}{''.join(shown)}>"


def _described(correction: Correction) -> str:
    """A correction by its element and what it said."""
    tag = f"<{correction.tag}>"
    if correction.tag == "choice":
        return f"{tag} {_quoted(correction.words)} → {_quoted(correction.reading)}"
    said = correction.words or correction.reading
    return f"{tag} {_quoted(said)}" if said else tag
