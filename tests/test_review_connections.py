"""Slow clients of the review: they lose their connection, and nobody else does."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from reviewing import FERRY, TOKEN, Server, contents, new_edition, running
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from pressmark.review import connection
from pressmark.review.serve import HOST

HEAD = f"GET /{TOKEN}/static/pressmark.css HTTP/1.1\r\nHost: {{host}}\r\n"
FORM = (
    f"POST /{TOKEN}/articles/{FERRY} HTTP/1.1\r\nHost: {{host}}\r\nOrigin: http://{{host}}\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n"
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with running(new_edition(tmp_path / "quillhaven")) as server:
        yield server


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "PATIENCE", 0.3)


def connected(server: Server) -> socket.socket:
    """A connection; the time-out is for a server that would never close it."""
    return socket.create_connection((HOST, server.port), timeout=60)


def send(client: socket.socket, server: Server, text: str) -> None:
    """Send a request, or how it begins, on a connection that the server may have closed already."""
    with contextlib.suppress(ConnectionError):
        client.sendall(text.format(host=server.host).encode())


def is_closed(client: socket.socket, send: bytes = b"") -> bool:
    """Wait until the server closes a connection, and perhaps go on sending byte after byte meanwhile."""
    client.settimeout(0.05 if send else 60)
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        with contextlib.suppress(TimeoutError):
            try:
                if send:
                    client.send(send)
                if not client.recv(1 << 16):
                    return True
            except ConnectionError:
                return True
    return False


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("", b""),
        (HEAD, b""),
        (HEAD, b"X"),
        (FORM, b""),
        (FORM, b"a"),
        # The answer to what is no form is there before the form is.
        (FORM.replace("Origin: http://{host}\r\n", ""), b"a"),
        (f"{HEAD}Content-Length: 1000000\r\n\r\n", b"a"),
        # A second request on a connection that has been answered.
        (f"{HEAD}\r\n{HEAD}", b"X"),
    ],
    ids=[
        "silent",
        "half a head",
        "drop by drop",
        "no body",
        "slow body",
        "refused",
        "GET with body",
        "second",
    ],
)
@pytest.mark.usefixtures("impatient")
def test_a_request_that_does_not_come_ends_the_connection(server: Server, first: str, then: bytes) -> None:
    before = contents(server.edition)
    with connected(server) as client:
        send(client, server, first)
        assert is_closed(client, then)
    assert contents(server.edition) == before


@pytest.mark.usefixtures("impatient")
def test_a_client_that_hangs_up_in_the_middle_is_forgotten(server: Server) -> None:
    with connected(server) as client:
        send(client, server, HEAD)
        with contextlib.suppress(OSError):  # it is closed already
            client.shutdown(socket.SHUT_WR)
        assert is_closed(client)


@pytest.mark.usefixtures("impatient")
def test_a_client_that_never_takes_its_answers_loses_its_connection(server: Server) -> None:
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(60)
        client.connect((HOST, server.port))
        request = f"{HEAD}\r\n".format(host=server.host).encode()
        with pytest.raises(ConnectionError):
            for _ in range(100_000):
                client.sendall(request)


def test_slow_clients_take_nobody_elses_place(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "MOST", 8)
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(connected(server)) for _ in range(30)]
        for client in slow:
            send(client, server, FORM)
        assert server.decide("accept", at="m2").status == 200
        assert all(is_closed(client) for client in slow[:20])


def test_while_all_are_being_answered_one_more_is_not(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "MOST", 1)
    begun, end = threading.Event(), threading.Event()

    async def thinking(scope: Scope, receive: Receive, send: Send) -> None:
        begun.set()
        await asyncio.to_thread(end.wait, 60)
        await PlainTextResponse("done")(scope, receive, send)

    server.app = thinking
    with connected(server) as first:
        send(first, server, f"{HEAD}Connection: close\r\n\r\n")
        assert begun.wait(60)
        with connected(server) as third:
            assert is_closed(third)
        end.set()
        assert first.makefile("rb").read().endswith(b"\r\n\r\ndone")


def test_no_slow_client_keeps_the_server_from_ending(tmp_path: Path) -> None:
    with contextlib.ExitStack() as stack:
        with running(new_edition(tmp_path / "quillhaven")) as server:
            for first in ("", HEAD, FORM):
                client = stack.enter_context(connected(server))
                send(client, server, first)
            assert server.get("/").status == 200
        # `running` has waited for the end of the server.
        with pytest.raises(ConnectionError):
            connected(server).close()
