"""The elements that marks become, and their attributes, in the order in which they are written."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from pressmark.ids import AnchorKind
from pressmark.model import (
    DateExpression,
    Mention,
    MentionForm,
    PullQuote,
    Quotation,
    QuotedWords,
    Span,
    SpeechMode,
)
from pressmark.tei.anchors import Place
from pressmark.tei.marks import Layer, Mark
from pressmark.tei.names import NAME_ELEMENTS, UNKNOWN_SPEAKER, XML_ID

Attributes = dict[str, str]

# A quotation of lower certainty is more likely no speech than speech: `<q>`, TEI's undecided element.
UNDECIDED: Final = 0.5

_ANCHOR_KINDS: Final = {
    Layer.QUOTATION: AnchorKind.QUOTATION,
    Layer.WORDS: AnchorKind.WORDS,
    Layer.NAME: AnchorKind.MENTION,
    Layer.DATE: AnchorKind.DATE,
}


def place_of(mark: Mark) -> Place | None:
    """What a mark needs an anchor for; None for the part of a name."""
    kind = _ANCHOR_KINDS.get(mark.layer)
    return None if kind is None else (kind, mark.span)


class MarkUp:
    """Says which element and which attributes stand for a mark, once all anchors are given.

    `point` makes a pointer from a record's id.
    """

    def __init__(
        self, marks: Sequence[Mark], anchors: Mapping[Place, str], point: Callable[[str], str]
    ) -> None:
        self._anchors = anchors
        self._point = point
        self._parts: dict[int, list[Span]] = defaultdict(list)
        for mark in marks:
            if mark.layer is Layer.QUOTATION:
                self._parts[mark.number].append(mark.span)

    def of(self, mark: Mark) -> tuple[str, Attributes]:
        """Element name and attributes of a mark."""
        source = mark.source
        if mark.layer is Layer.NAME_PART:
            return mark.element, {}
        if isinstance(source, Quotation):
            return self._quotation(mark, source)
        if isinstance(source, Mention):
            return self._mention(mark, source)
        if isinstance(source, DateExpression):
            return "date", {XML_ID: self._anchor(mark), **_days(source), **_evidence(source)}
        return source.kind, {XML_ID: self._anchor(mark), **_evidence(source)}

    def pull_quote(self, quote: PullQuote | None) -> Attributes:
        """The attributes of a pull quote, which point to the first part of what it repeats."""
        parts = self._parts.get(quote.repeats, []) if quote and quote.repeats is not None else []
        if not parts:
            return {}
        return {"corresp": f"#{self._anchors[AnchorKind.QUOTATION, parts[0]]}", "resp": "#pressmark"}

    def _anchor(self, mark: Mark) -> str:
        return self._anchors[_ANCHOR_KINDS[mark.layer], mark.span]

    def _mention(self, mark: Mark, mention: Mention) -> tuple[str, Attributes]:
        attributes: Attributes = {}
        element = NAME_ELEMENTS[mention.kind]
        if mention.form is MentionForm.DESCRIPTION:
            element = "rs"
            attributes["type"] = mention.kind
        attributes[XML_ID] = self._anchor(mark)
        if mention.record is not None:
            attributes["ref"] = self._point(mention.record)
        return element, attributes | _evidence(mention)

    def _quotation(self, mark: Mark, quotation: Quotation) -> tuple[str, Attributes]:
        """Addressees and medium stand on the first part only: they are those of the whole."""
        parts = self._parts[mark.number]
        index = parts.index(mark.span)
        undecided = quotation.certainty < UNDECIDED
        attributes = {XML_ID: self._anchor(mark)}
        if quotation.speakers:
            attributes["who"] = " ".join(map(self._point, quotation.speakers))
        elif not undecided:
            attributes["who"] = f"#{UNKNOWN_SPEAKER}"
        if quotation.addressees and index == 0:
            attributes["toWhom"] = " ".join(map(self._point, quotation.addressees))
        if not undecided:
            attributes["direct"] = "true" if quotation.mode is SpeechMode.DIRECT else "false"
        if quotation.medium is not None and index == 0:
            attributes["source"] = self._point(quotation.medium)
        if index + 1 < len(parts):
            attributes["next"] = f"#{self._anchors[AnchorKind.QUOTATION, parts[index + 1]]}"
        if index > 0:
            attributes["prev"] = f"#{self._anchors[AnchorKind.QUOTATION, parts[index - 1]]}"
        return "q" if undecided else "said", attributes | _evidence(quotation)


def _days(expression: DateExpression) -> Attributes:
    if expression.earliest == expression.latest:
        return {"when": expression.earliest.isoformat()}
    return {"notBefore": expression.earliest.isoformat(), "notAfter": expression.latest.isoformat()}


def _evidence(source: Quotation | QuotedWords | Mention | DateExpression) -> Attributes:
    """Who marked it, how certain it is, and by which rule."""
    return {"resp": "#pressmark", "cert": f"{source.certainty:.2f}", "ana": f"#rule.{source.rule}"}
