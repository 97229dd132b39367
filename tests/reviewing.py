"""What the tests of the review share: an edition with an editor, and the server with a plain client."""

import html
import http.client
import re
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

import uvicorn
from starlette.types import Receive, Scope, Send

from pressmark import stages
from pressmark.config import Edition, load_edition
from pressmark.review.desk import Desk
from pressmark.review.serve import HOST, application, settings
from pressmark.stages.lock import LOCK

SEEDED = Path(__file__).parent / "cases" / "quillhaven"
TOKEN = "test-token"  # noqa: S105 (of servers that end with their test)
FERRY = "quillhaven-ferry"


def new_edition(folder: Path) -> Edition:
    """The invented edition of Quillhaven with two editors, encoded."""
    shutil.copytree(_encoded().name, folder, dirs_exist_ok=True)
    return load_edition(folder)


@cache
def _encoded() -> tempfile.TemporaryDirectory[str]:
    """A folder with the edition, encoded once; it is there until the tests end."""
    holder = tempfile.TemporaryDirectory()
    folder = Path(holder.name)
    shutil.copytree(SEEDED, folder, dirs_exist_ok=True)
    with (folder / "edition.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[editors.ada]\nname = "Ada Byron"\n[editors.ida]\nname = "Ida & Sons"\n')
    stages.encode_edition(load_edition(folder))
    return holder


def contents(edition: Edition) -> dict[str, bytes]:
    """Every file of an edition but its lock, by its path."""
    return {
        path.relative_to(edition.root).as_posix(): path.read_bytes()
        for path in edition.root.rglob("*")
        if path.is_file() and path.name != LOCK
    }


def body(edition: Edition, siglum: str = FERRY) -> str:
    """The text of an article, as its file has it."""
    return edition.article_path(siglum).read_text(encoding="utf-8").partition("<body>")[2]


@dataclass
class Answer:
    """What the server said."""

    status: int
    text: str
    headers: dict[str, str]

    @property
    def notice(self) -> str:
        found = re.findall(r'class="notice(?:-inline)?">([^<]*)<', self.text)
        return html.unescape(next(filter(None, found), ""))


@dataclass
class Server:
    """A running review, and a client that is as polite as its caller wants."""

    edition: Edition
    port: int
    refused: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Begin a session of the first editor, in which nothing has been shown or done."""
        self.desk = Desk(self.edition, self.edition.editors[0])
        self.app = application(self.desk, TOKEN, self.port, self.refused.append)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)

    @property
    def host(self) -> str:
        return f"{HOST}:{self.port}"

    @property
    def root(self) -> str:
        return f"http://{HOST}:{self.port}/{TOKEN}"

    def ask(
        self, method: str, path: str, body: str | bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """One request. `path` is below the token unless it begins with "//"."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=30)
        sent = {"Host": f"{HOST}:{self.port}"} | (headers or {})
        try:
            connection.putrequest(
                method, path[1:] if path.startswith("//") else f"/{TOKEN}{path}", skip_host=True
            )
            data = body.encode() if isinstance(body, str) else body
            if data is not None:
                sent["Content-Length"] = str(len(data))
            for name, value in sent.items():
                connection.putheader(name, value)
            connection.endheaders(data)
            response = connection.getresponse()
            text = response.read().decode()
            return Answer(
                response.status, text, {name.lower(): value for name, value in response.getheaders()}
            )
        finally:
            connection.close()

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, fields: dict[str, str] | list[tuple[str, str]], **headers: str) -> Answer:
        """Send a form as a browser would, and follow where the answer leads."""
        sent = {
            "Origin": f"http://{HOST}:{self.port}",
            "Content-Type": "application/x-www-form-urlencoded",
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.ask("POST", path, urlencode(fields), sent)
        if answer.status != 303:
            return answer
        return self.get(answer.headers["location"].removeprefix(f"/{TOKEN}").partition("#")[0])

    def version(self, siglum: str = FERRY) -> str:
        """The version that the article's page shows now."""
        found = re.search(r'name="version" value="(\w+)"', self.get(f"/articles/{siglum}").text)
        assert found
        return found[1]

    def decide(self, do: str, siglum: str = FERRY, **fields: str) -> Answer:
        """Send a decision on the article as it is now."""
        return self.post(f"/articles/{siglum}", {"version": self.version(siglum), "do": do, **fields})


@contextmanager
def running(edition: Edition) -> Iterator[Server]:
    """The review of an edition by its first editor, until the end of the block."""
    with socket.create_server((HOST, 0)) as listening:
        server = Server(edition, listening.getsockname()[1])
        uvicorn_server = uvicorn.Server(settings(server))
        thread = threading.Thread(target=uvicorn_server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not uvicorn_server.started:
            time.sleep(0.01)
        yield server
        uvicorn_server.should_exit = True
        thread.join(30)
        assert not thread.is_alive()
