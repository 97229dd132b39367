"""What editors have corrected in an article: the words that say it, and where their list is."""

from typing import Final

from pressmark.site.words import _
from pressmark.tei.published import CorrectionKind, TextCorrection

SECTION: Final = "corrections"


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
