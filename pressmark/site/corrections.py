"""What editors correct in an article or remark on it: the words for it, and where it is listed."""

from typing import Final

from pressmark.site.words import _
from pressmark.tei.published import CorrectionKind, TextCorrection, TextNote

SECTION: Final = "corrections"
NOTES: Final = "notes"


def explanation(correction: TextCorrection) -> str:
    """What the source has where an editor has corrected it, on one line."""
    source = " ".join(correction.source.split())
    if correction.kind is CorrectionKind.CORRECTED:
        return _("in the source: “{words}”").format(words=source) if source else _("not in the source")
    if correction.kind is CorrectionKind.NOTED:
        return _("so in the source")
    what = _("supplied") if correction.kind is CorrectionKind.SUPPLIED else _("gap in the source")
    details = ", ".join(filter(None, (correction.extent, correction.reason)))
    return f"{what}: {details}" if details else what


def entry_id(correction: TextCorrection) -> str:
    """The id of a correction's entry in the list."""
    return f"correction-{correction.number}"


def remark(note: TextNote) -> str:
    """What an editor remarks, and who does, on one line."""
    return f"{note.words} ({signed(note)})" if note.responsible else note.words


def signed(note: TextNote) -> str:
    """Who wrote a note."""
    return ", ".join(note.responsible)


def note_id(note: TextNote) -> str:
    """The id of a note in the list."""
    return f"note-{note.number}"


def note_mark_id(note: TextNote) -> str:
    """The id of the place in the text that a note is about."""
    return f"note-{note.number}-in-text"
