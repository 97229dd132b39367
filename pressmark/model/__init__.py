"""The records that pass between the stages of a run.

All of them are frozen and hold no behaviour beyond questions about themselves.
Positions are offsets into `SourceDocument.text` in code points; every span is
half-open: it includes `start` and excludes `end`.
"""

from pressmark.model.annotations import (
    Annotations,
    Cue,
    DateExpression,
    Mention,
    MentionForm,
    Passage,
    PullQuote,
    Quotation,
    QuotedWords,
    SpeechMode,
    Token,
    WordsKind,
)
from pressmark.model.document import (
    ArticleMeta,
    Block,
    BlockKind,
    Confidence,
    Fact,
    SourceDocument,
    Span,
)
from pressmark.model.finding import (
    Finding,
    Severity,
)
from pressmark.model.register import (
    EntityKind,
    Identifier,
    NameUse,
    Organisation,
    Person,
    PersonRole,
    Place,
    Record,
    Register,
    Variant,
)

__all__ = [
    "Annotations",
    "ArticleMeta",
    "Block",
    "BlockKind",
    "Confidence",
    "Cue",
    "DateExpression",
    "EntityKind",
    "Fact",
    "Finding",
    "Identifier",
    "Mention",
    "MentionForm",
    "NameUse",
    "Organisation",
    "Passage",
    "Person",
    "PersonRole",
    "Place",
    "PullQuote",
    "Quotation",
    "QuotedWords",
    "Record",
    "Register",
    "Severity",
    "SourceDocument",
    "Span",
    "SpeechMode",
    "Token",
    "Variant",
    "WordsKind",
]
