"""The server of the review: on this machine only, until it is interrupted."""

import secrets
import socket
import webbrowser
from collections.abc import Callable
from importlib.resources import files
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from pressmark.config import Edition, Editor
from pressmark.review.article_pages import ArticlePages
from pressmark.review.connection import Connection
from pressmark.review.desk import Desk
from pressmark.review.guard import Guard
from pressmark.review.record_pages import RecordPages
from pressmark.review.rendering import Rendering

HOST: Final = "127.0.0.1"
_PACKAGE: Final = files("pressmark")
_SITE_STYLES: Final = _PACKAGE / "site" / "static" / "css"
_STATIC: Final = _PACKAGE / "review" / "static"
# The files that pages ask for, of what parts they are joined, and what they are; there are no others.
_FILES: Final = {
    "pressmark.css": ((_SITE_STYLES / "base.css", _SITE_STYLES / "reading.css"), "text/css"),
    "review.css": ((_STATIC / "review.css",), "text/css"),
    "review.js": ((_STATIC / "review.js",), "text/javascript"),
}


def application(desk: Desk, token: str, port: int, refused: Callable[[str], None]) -> ASGIApp:
    """The review as an application for a server. `refused` is told, in one line, of what was not answered."""
    rendering = Rendering(desk)
    articles = ArticlePages(desk, rendering)
    records = RecordPages(desk, rendering, articles)

    def route(path: str, answer: Callable[[Request], Response], method: str = "GET") -> Route:
        return Route(path, rendering.guarded(answer), methods=[method])

    routes = [
        route("/", articles.articles),
        route("/articles/{siglum}", articles.article),
        route("/articles/{siglum}", articles.decide, "POST"),
        route("/articles/{siglum}/together", articles.together),
        route("/undo", articles.undo, "POST"),
        route("/records", records.records),
        route("/records/new", records.new_record),
        route("/records/new", records.add_record, "POST"),
        route("/records/merge", records.merge_form),
        route("/records/merge", records.merge, "POST"),
        Route("/static/{name}", _static),
    ]
    return Guard(Starlette(routes=routes), token, port, refused)


def _static(request: Request) -> Response:
    found = _FILES.get(request.path_params["name"])
    if found is None:
        return PlainTextResponse("there is no such file\n", 404)
    parts, media_type = found
    return Response(b"\n".join(part.read_bytes() for part in parts), media_type=media_type)


def settings(app: ASGIApp) -> uvicorn.Config:
    """How the application is served."""
    return uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        lifespan="off",
        server_header=False,
        access_log=False,
        log_level="error",
    )


def serve(
    edition: Edition,
    editor: Editor,
    *,
    siglum: str = "",
    port: int = 0,
    browse: bool = True,
    say: Callable[[str], None],
) -> None:
    """Serve the review of an edition, or of one article, until interrupted.

    `say` is told the address and, in one line each, the requests that were refused. With port
    0 any free one is taken. Raises OSError if the port is taken.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen()
        port = listening.getsockname()[1]
        token = secrets.token_urlsafe(24)
        address = f"http://{HOST}:{port}/{token}/" + (f"articles/{siglum}" if siglum else "")
        app = application(Desk(edition, editor), token, port, say)

        def announce() -> None:
            say(f"review by {editor.name}: {address}")
            if browse:
                webbrowser.open(address)

        _Server(settings(app), announce).run(sockets=[listening])


class _Server(uvicorn.Server):
    """A server that says when it answers, and from when on it can be interrupted in good order."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._announce()
