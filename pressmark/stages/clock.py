"""Days and times: what day it is, for what is dated, and how long one article may take."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from types import FrameType

from pressmark.model import Finding

_AGAIN = 1.0  # seconds until it is said again: Python loses what is raised while it cleans up
_MOST = 10.0**6


class OutOfTimeError(Exception):
    """An article took more time than one may."""


def today() -> date:
    """The day, in UTC; with SOURCE_DATE_EPOCH set (seconds since 1970), that one, so that runs can repeat.

    Raises ValueError if it is set and is no number of seconds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.now(UTC) if not epoch else datetime.fromtimestamp(int(epoch), UTC)
    return moment.date()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raises OutOfTimeError inside the block once this process has computed for so many seconds in it.

    What counts is the processor's time, not the clock's, so that a busy machine changes nothing.
    Nothing is counted for 0 seconds, on Windows, which cannot, and outside of the main thread of a
    process, where no signal arrives: loky's workers have one each, those of other backends may not.
    """
    can = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if seconds <= 0 or not can:
        yield
        return
    is_over = False

    def give_up(_number: int, _frame: FrameType | None) -> None:
        if not is_over:
            raise OutOfTimeError

    before = signal.signal(signal.SIGVTALRM, give_up)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, min(seconds, _MOST), _AGAIN)
        yield
    finally:
        is_over = True
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def out_of_time(path: Path, seconds: int) -> Finding:
    """The finding about an article that took too long."""
    return Finding(
        path=str(path),
        rule="out-of-time",
        message=f"was given up after {seconds} seconds of computing, and left as it is",
        hint="divide the article, or raise run.seconds in edition.toml",
    )
