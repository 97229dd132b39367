"""Requests to the review, one by one as bytes: what is answered, and what that changes in the edition.

The cases are text files in `cases/review_requests`. A case begins with its name (`==`), perhaps
with what has happened meanwhile (`:`, one of STATES); then come the lines of the request (`>`)
and of the answer: its status and words that are in it (`<`; none of these, if there is no
answer), words that are not in it (`<!`); at last the files of the edition that have changed (`=`).
The headers that a browser would send are added; `-` stands for none. `{a * 9}` is nine times a.
"""

import contextlib
import html
import http.client
import os
import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from conftest import Count
from reviewing import FERRY, TOKEN, Server, contents, new_edition, running

from pressmark.review.desk import VERSIONS
from pressmark.review.guard import HEADERS
from pressmark.review.serve import HOST
from pressmark.stages import lock
from pressmark.stages.withdraw import withdraw_article

CASES = Path(__file__).parent / "cases" / "review_requests"
FORM = "application/x-www-form-urlencoded"
# A request with this header is all that its client sends.
CLOSED = b"\r\nConnection: close\r\n"
MARK = b'xml:id="m2" ref="person:'


@dataclass
class Case:
    """One request. `status` is 0 if there is no answer; `changed` are the names of files."""

    name: str
    state: str = ""
    request: list[str] = field(default_factory=list)
    status: int = 0
    words: list[str] = field(default_factory=list)
    no_words: list[str] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)

    def sent(self, values: dict[str, str]) -> bytes:
        """The bytes of the request. A form is one line."""
        lines = [_filled(line, values) for line in self.request]
        head, _, body = "\n".join(lines).partition("\n\n")
        first, *given = head.split("\n")
        method = first.partition(" ")[0]
        headers = [line.partition(":")[::2] for line in given]
        names = {name.lower() for name, _ in headers}
        data = _bytes(body)
        usual = {"Host": values["host"]}
        if method == "POST":
            usual |= {"Origin": f"http://{values['host']}", "Content-Type": FORM}
        if data and not names & {"content-length", "transfer-encoding"}:
            usual |= {"Content-Length": str(len(data))}
        lines = [f"{name}: {value}" for name, value in usual.items() if name.lower() not in names]
        lines += [f"{name}:{value}" for name, value in headers if value != " -"]
        return _bytes("\r\n".join([f"{first} HTTP/1.1", *lines, "", ""])) + data


def _filled(line: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        line = line.replace(f"{{{name}}}", value)
    while (match := re.search(r"\{([^{}]*) \* (\d+)\}", line)) is not None:
        line = line[: match.start()] + match[1] * int(match[2]) + line[match.end() :]
    return line


def _bytes(text: str) -> bytes:
    """A text as bytes; escapes stand for what they do in Python."""
    escaped = re.sub(r"[^\x00-\x7f]", lambda match: repr(match[0].encode())[2:-1], text)
    return escaped.encode("ascii").decode("unicode_escape").encode("latin-1")


def read_cases() -> Iterator[Case]:
    for path in sorted(CASES.glob("*.txt")):
        case = None
        for line in path.read_text(encoding="utf-8").splitlines():
            sign, _, rest = line.partition(" ")
            if sign == "==":
                case = Case(f"{path.stem}: {rest}")
                yield case
            elif case is None or not sign:
                continue
            elif sign == ":":
                case.state = rest
            elif sign == ">":
                case.request.append(rest)
            elif sign == "<" and rest.isdigit():
                case.status = int(rest)
            elif sign in ("<", "<!"):
                (case.words if sign == "<" else case.no_words).append(rest)
            elif sign == "=":
                case.changed = set(rest.split()[1:])
            else:
                raise ValueError(f"{path.name}: {line}")


# What happens between the page and the request


def replaced(server: Server, old: bytes, new: bytes) -> None:
    """Change the file of the article as another program would."""
    path = server.edition.article_path(FERRY)
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new, 1))


def forgotten(server: Server) -> None:
    for number in range(VERSIONS + 1):
        replaced(server, b"<title>", f"<title>{number} ".encode())
        assert server.get(f"/articles/{FERRY}").status == 200


def approved(server: Server) -> None:
    assert server.decide("status", status="approved").status == 200


def decided(server: Server, *anchors: str) -> None:
    for anchor in anchors:
        assert server.decide("accept", at=anchor).status == 200


def decided_and_changed(server: Server) -> None:
    decided(server, "m2")
    replaced(server, b"The vote", b"Their vote")


def instead(server: Server, make: Callable[[Path], None]) -> None:
    """Put something that is no file where the article was."""
    path = server.edition.article_path(FERRY)
    path.unlink()
    make(path)


STATES: dict[str, Callable[[Server], object]] = {
    "": lambda server: None,
    "forgotten": forgotten,
    "changed": lambda server: replaced(server, MARK + b"brindle-tamsin", MARK + b"fenn-ottoline"),
    "changed words": lambda server: replaced(server, b"thirty years", b"forty years"),
    "approved": approved,
    "withdrawn": lambda server: withdraw_article(server.edition, FERRY, "Printed by mistake."),
    "gone": lambda server: server.edition.article_path(FERRY).unlink(),
    "broken": lambda server: replaced(server, b"</body>", b"</body"),
    "not UTF-8": lambda server: replaced(server, b"The vote", b"The v\xf6te"),
    "another encoding": lambda server: replaced(server, b'encoding="UTF-8"', b'encoding="latin-1"'),
    "document type": lambda server: replaced(
        server, b"<TEI", b'<!DOCTYPE TEI [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<TEI'
    ),
    "folder": lambda server: instead(server, Path.mkdir),
    "pipe": lambda server: instead(server, os.mkfifo),
    "ledger at fault": lambda server: server.edition.article_ledger(FERRY).write_bytes(b"\xff"),
    "register at fault": lambda server: (server.edition.registers / "people.xml").write_bytes(b"<TEI"),
    "register ledger at fault": lambda server: (
        server.edition.anchors / "registers" / "people.tsv"
    ).write_bytes(b"x"),
    "two decisions": lambda server: decided(server, "m2", "m3"),
    "decision, and changed": decided_and_changed,
    "being written": lambda server: None,
}  # fmt: skip


# The test


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(new_edition(tmp_path_factory.mktemp("requests") / "quillhaven")) as server:
        yield server


@pytest.fixture
def server(shared: Server) -> Iterator[Server]:
    """A session of its own; what it does to the edition is taken back."""
    before = contents(shared.edition)
    shared.begin()
    shared.refused.clear()
    yield shared
    article = shared.edition.article_path(FERRY)
    if article.is_dir():
        article.rmdir()
    elif not article.is_file():
        article.unlink(missing_ok=True)
    after = contents(shared.edition)
    for name in before.keys() | after.keys():
        if name not in before:
            (shared.edition.root / name).unlink()
        elif after.get(name) != before[name]:
            (shared.edition.root / name).write_bytes(before[name])


def asked(server: Server, sent: bytes) -> tuple[int, str, str]:
    """Status, headers and text of the answer to a request; 0 if there is none."""
    with socket.create_connection((HOST, server.port), timeout=60) as client:
        client.sendall(sent)
        if CLOSED in sent:
            client.shutdown(socket.SHUT_WR)
        method = sent.split(b" ")[0].decode("latin-1")
        with http.client.HTTPResponse(client, method=method) as response:
            try:
                response.begin()
            except http.client.RemoteDisconnected:
                return 0, "", ""
            head = "".join(f"{name.lower()}: {value}\n" for name, value in response.getheaders())
            return response.status, head, response.read().decode()


def check_answer(server: Server, method: str, status: int, head: str, text: str) -> None:
    """What holds of every answer."""
    assert "Traceback" not in text
    assert "<script>alert" not in text or "content-type: text/plain" in head
    assert str(server.edition.root) not in text
    if text == "Invalid HTTP request received.":  # it has not come as far as the review
        return
    for name, value in HEADERS.items():
        assert f"{name}: {value}\n" in head
    # Nothing is asked for from another host, and no form goes there.
    assert not re.search(
        r'<(?:script|link|img|form|iframe)\b[^>]* (?:src|href|action)="(?!/[^/]|data:)', text
    )
    assert all(line.isprintable() for line in server.refused)
    if status in (403, 413, 415, 421) and method != "HEAD":
        assert f"{method} refused: {text.strip()}" in server.refused


ALL = list(read_cases())


@pytest.mark.parametrize("case", ALL, ids=[case.name for case in ALL])
def test_a_request(
    case: Case, server: Server, monkeypatch: pytest.MonkeyPatch, record_property: Count
) -> None:
    record_property("requests to the review page", 1)
    values = {
        "root": f"/{TOKEN}", "other token": "9RwZ6K0rAm3cYQnVfT1uJXo7bE5LhDsi",
        "host": server.host, "port": str(server.port),
        "version": server.version(), "other version": server.version("quay-repairs"),
    }  # fmt: skip
    STATES[case.state](server)
    with contextlib.ExitStack() as stack:
        if "{version now}" in "".join(case.request):
            values["version now"] = server.version()
        if case.state == "being written":
            monkeypatch.setattr(lock, "PATIENCE", 0.05)
            stack.enter_context(lock.sole_writer(server.edition, "pressmark encode"))
        before = contents(server.edition)
        sent = case.sent(values)
        status, head, text = asked(server, sent)
        after = contents(server.edition)
    assert status == case.status, text
    for words in case.words:
        assert _filled(words, values) in head + text + html.unescape(text)
    for words in case.no_words:
        assert _bytes(words).decode() not in head + text
    if status:
        check_answer(server, sent.split(b" ")[0].decode("latin-1"), status, head, text)
    assert {
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    } == case.changed


def test_there_are_enough_cases_and_no_two_of_one_name() -> None:
    assert len({case.name for case in ALL}) == len(ALL) >= 90
    assert {case.state for case in ALL} == STATES.keys()
