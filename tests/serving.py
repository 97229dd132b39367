"""Built sites served on this machine, as a host serves them."""

import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Sender(SimpleHTTPRequestHandler):
    """Serves a site with the headers that it names in `_headers`, as hosts do that read the file."""

    def end_headers(self) -> None:
        named = Path(self.directory, "_headers")
        for line in named.read_text(encoding="utf-8").splitlines()[1:] if named.is_file() else ():
            self.send_header(*line.strip().split(": ", 1))
        super().end_headers()

    def log_message(self, *_arguments: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[Callable[[Path], str]]:
    """A function that serves a folder on a free port of this machine and gives the address."""
    servers: list[ThreadingHTTPServer] = []

    def serve(folder: Path) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Sender, directory=str(folder)))
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()
