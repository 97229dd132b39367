"""What day it is, for what is dated: the ledgers and the revisions of the TEI."""

import os
from datetime import UTC, date, datetime


def today() -> date:
    """The day, in UTC; with SOURCE_DATE_EPOCH set (seconds since 1970), that one, so that runs can repeat.

    Raises ValueError if it is set and is no number of seconds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.now(UTC) if not epoch else datetime.fromtimestamp(int(epoch), UTC)
    return moment.date()
