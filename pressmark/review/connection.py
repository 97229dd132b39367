"""Connections to the review: nobody who is slow, or silent, keeps one, or keeps others from getting one.

The server by itself waits for ever for the rest of a request, and for a client that does not
take its answer.
"""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

# How long a client may take to send all of a request, and to take all of an answer. On one
# machine both take milliseconds.
PATIENCE = 10.0  # seconds
# How many connections there are at most. A browser has six.
MOST = 64


class Connection(H11Protocol):
    """One connection. It is the client's turn until its request is there, and while bytes wait for it.

    A turn that takes too long ends the connection. One connection too many ends the one whose
    client has taken longest, or itself if all the others are being answered.
    """

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)  # so that a single byte that waits is told
        others = [
            each
            for each in self.connections
            if isinstance(each, Connection) and each is not self and not each.transport.is_closing()
        ]
        if len(others) >= MOST:
            turns = {each._deadline.when(): each for each in others if each._deadline}
            (turns[min(turns)] if turns else self).transport.abort()
        self._begin_turn()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._end_turn()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._is_answering():
            self._end_turn()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._begin_turn()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._begin_turn()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._is_answering():
            self._end_turn()

    def shutdown(self) -> None:
        """End this connection because the server ends: once it is answered, at once if it is idle."""
        if self._is_answering():
            super().shutdown()
        else:
            self.transport.abort()

    def _is_answering(self) -> bool:
        """Whether it is the server's turn: the request is whole, and more of the answer is to come."""
        cycle = self.cycle
        whole = cycle is not None and not cycle.more_body
        return whole and not cycle.response_complete and not self.flow.write_paused

    def _begin_turn(self) -> None:
        self._end_turn()
        self._deadline = self.loop.call_later(PATIENCE, self.transport.abort)

    def _end_turn(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
