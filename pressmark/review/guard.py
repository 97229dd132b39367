"""Who may ask for what: only pages of this server, on this machine, with its token in the address.

The token is the first part of every path. No page of another origin knows it, and a
browser that was led here by a name of somebody else's (DNS rebinding) says so in `Host`.
"""

import re
import secrets
from collections.abc import Callable
from typing import Final
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY: Final = 256 * 1024
MAX_FIELDS: Final = 10_000
_TOO_LONG: Final = f"the form is longer than {MAX_BODY:,} bytes"
_METHODS: Final = ("GET", "HEAD", "POST")
_FORM: Final = re.compile(r'application/x-www-form-urlencoded(?:\s*;\s*charset="?utf-8"?)?\s*', re.IGNORECASE)
HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "same-origin",  # with "no-referrer", forms would be sent without an origin
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}

Fields = dict[str, list[str]]


class Guard:
    """Lets through what may be asked, with the fields of its form, and says in one line what may not."""

    def __init__(self, app: ASGIApp, token: str, port: int, refused: Callable[[str], None]) -> None:
        self._app = app
        self._token = token
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}
        self._refused = refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                named = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message["headers"], *named]
            await send(message)

        status, reason = self._fault(scope)
        if not status and scope["method"] == "POST":
            status, reason = await self._read(scope, receive)
        if status:
            self._refused(f"{_plain(scope['method'])} refused: {_plain(reason)}")
            allowed = {"allow": ", ".join(_METHODS)} if status == 405 else {}
            await PlainTextResponse(f"{_plain(reason)}\n", status, allowed)(scope, receive, guarded)
            return
        await self._app(_without_token(scope), receive, guarded)

    def _fault(self, scope: Scope) -> tuple[int, str]:
        """The status and the reason for which a request is refused; 0 if it is not."""
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), ", ".join(headers.getlist("origin"))
        if scope["method"] not in _METHODS:
            return 405, f"the method {scope['method']} is not used here"
        if host not in self._hosts:
            return 421, f"this is not {host!r}; use the address that was printed at the start"
        token = scope["path"].removeprefix("/").partition("/")[0]
        if not secrets.compare_digest(token.encode(), self._token.encode()):
            return 403, "the address does not hold this run's token; use the one printed at the start"
        if not set(headers.getlist("sec-fetch-site")) <= {"none", "same-origin"}:
            return 403, "the request comes from another site"
        if scope["method"] == "POST" and origin != f"http://{host}":
            return 403, f"the request comes from {origin or 'a page that does not say where it is from'}"
        if scope["method"] == "POST" and not _FORM.fullmatch(", ".join(headers.getlist("content-type"))):
            return 415, "the request is no form in UTF-8"
        length = headers.get("content-length", "0")
        if scope["method"] == "POST" and int(length) > MAX_BODY:
            return 413, _TOO_LONG
        return 0, ""

    async def _read(self, scope: Scope, receive: Receive) -> tuple[int, str]:
        """Read the fields of a form into the scope; the status and the reason if they cannot be."""
        body = b""
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return 400, "the request was cut off"
            body += message.get("body", b"")
            if len(body) > MAX_BODY:
                return 413, _TOO_LONG
            if not message.get("more_body"):
                break
        try:
            pairs = parse_qsl(
                body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS
            )
        except ValueError:
            return 400, "the form cannot be read"
        fields: Fields = {}
        for name, value in pairs:
            fields.setdefault(name, []).append(value)
        scope["fields"] = fields
        return 0, ""


def _without_token(scope: Scope) -> Scope:
    """The request as the pages see it: what comes before their path is the root of all their links."""
    path: str = scope["path"]
    token = path.removeprefix("/").partition("/")[0]
    return {**scope, "root_path": f"/{token}"}


def _plain(text: str) -> str:
    """Words on one line, with nothing that a terminal would obey."""
    line = " ".join(text.split())[:300]
    return "".join(character if character.isprintable() else "\ufffd" for character in line)
