"""What the ledger of an article says once an editor has decided."""

from datetime import date

from pressmark.tei.ledger import Ledger
from pressmark.tei.merge_ledger import removed, there
from pressmark.tei.merge_owners import owners
from pressmark.tei.merge_pieces import Pieces


def remembered(ledger: Ledger, before: Pieces, after: Pieces, day: date) -> Ledger:
    """The ledger after a decision, as the next run would write it; the text itself has not changed.

    What was decided is a person's, what is gone is retired, what is new is added. An article
    without a ledger gets none here: the next run makes it.
    """
    if not ledger:
        return ledger
    gone = [entry for entry in ledger.live() if entry.anchor not in after.by_anchor]
    spans = {anchor: (piece.span,) for anchor, piece in before.by_anchor.items()}
    ledger = ledger.with_entries(there(after, before, ledger, owners(after, ledger).machine, day))
    return ledger.with_entries(removed(gone, spans, ledger, after))
