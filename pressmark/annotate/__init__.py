"""Finding: names, speech and dates in the text of an article, as stand-off annotations.

Every annotator is a pure function over the document's passages. The registers are their
knowledge: no rule here names a person, a place or a paper.
"""

from bisect import bisect_left
from functools import lru_cache

from pressmark.annotate.dates import find_dates
from pressmark.annotate.frames import make_frames
from pressmark.annotate.gazetteer import Gazetteer
from pressmark.annotate.indirect import find_indirect
from pressmark.annotate.language import load_language
from pressmark.annotate.lexicon import load_lexicon
from pressmark.annotate.marks import find_stretches
from pressmark.annotate.names import find_mentions
from pressmark.annotate.passages import make_passages, sentence_spans
from pressmark.annotate.phrases import find_phrases
from pressmark.annotate.proposals import propose_records
from pressmark.annotate.pull_quotes import find_pull_quotes
from pressmark.annotate.quotations import find_quotations
from pressmark.annotate.recognisers import NameRecogniser, choose_recogniser
from pressmark.annotate.reference import Reference
from pressmark.annotate.speakers import Speakers, is_unnamed_draft
from pressmark.model import Annotations, Mention, Passage, Record, Register, SourceDocument


def _mentions_by_passage(
    passages: tuple[Passage, ...], mentions: tuple[Mention, ...]
) -> list[tuple[Mention, ...]]:
    starts = [mention.span.start for mention in mentions]
    return [
        mentions[bisect_left(starts, passage.span.start) : bisect_left(starts, passage.span.end)]
        for passage in passages
    ]


class _Same:
    """A register as a key: the same object, whatever it holds."""

    __slots__ = ("register",)

    def __init__(self, register: Register) -> None:
        self.register = register

    def __hash__(self) -> int:
        return id(self.register)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.register is other.register


@lru_cache(maxsize=1)
def _knowledge(same: _Same) -> tuple[Gazetteer, tuple[Record, ...]]:
    """The names of a register, built once for many articles, and its drafts without a name.

    These are kept apart: "officials" of one article are not those of another, until a person
    says so.
    """
    unnamed = tuple(record for record in same.register if is_unnamed_draft(record))
    return Gazetteer(record for record in same.register if not is_unnamed_draft(record)), unnamed


def annotate(
    document: SourceDocument, register: Register, recogniser: NameRecogniser | None = None
) -> Annotations:
    """Everything found in a document, with draft records for the names that the registers lack.

    Names are recognised by `recogniser`; without one, by that of the package.
    """
    language = load_language(document.meta.language)
    lexicon = load_lexicon(document.meta.language)
    passages = make_passages(document, language)
    known, unnamed = _knowledge(_Same(register))
    recogniser = recogniser or choose_recogniser()
    proposals = propose_records(
        passages, known, recogniser, language, document.meta.language, document.siglum, register.retired
    )
    gazetteer = Gazetteer(proposals.records, known) if proposals.records else known
    mentions = find_mentions(passages, gazetteer, language, lexicon, proposals.likely)
    own = _mentions_by_passage(passages, mentions)
    phrases = [find_phrases(passage, mine, language) for passage, mine in zip(passages, own, strict=True)]
    frames = make_frames(passages, phrases, find_stretches(passages), language)
    reference = Reference(frames, language, lexicon)
    speakers = Speakers(
        passages, mentions, reference, gazetteer.records, unnamed, language, document.siglum, register.retired
    )
    direct, quoted_words = find_quotations(frames, speakers)
    indirect = find_indirect(frames, speakers)
    published = document.meta.published
    return Annotations(
        sentences=sentence_spans(passages),
        mentions=tuple(sorted({*mentions, *speakers.described.values()}, key=lambda each: each.span)),
        quotations=tuple(
            sorted((*direct, *indirect), key=lambda each: (each.parts[0].start, -each.parts[0].end))
        ),
        pull_quotes=find_pull_quotes(document.blocks, passages, direct),
        quoted_words=quoted_words,
        dates=find_dates(passages, published.value if published else None, language),
        proposals=(*proposals.records, *speakers.proposals.values()),
    )
