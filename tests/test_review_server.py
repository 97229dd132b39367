"""The review over HTTP: what its forms do without a script, and what it refuses."""

import errno
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path

import pytest
from reviewing import FERRY, SEEDED, Server, body, contents, new_edition, running

from pressmark.cli import run
from pressmark.review.text import Look, article_html
from pressmark.stages import lock

ARTICLE = f"/articles/{FERRY}"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with running(new_edition(tmp_path / "quillhaven")) as server:
        yield server


# What the pages show


def test_the_list_names_articles_with_what_is_to_decide(server: Server) -> None:
    text = server.get("/").text
    assert "Harbour Council Votes to Keep the Night Ferry" in text
    assert "<b>10</b> to decide, the least certain 0.75" in text


def test_an_article_shows_the_least_certain_mark_first(server: Server) -> None:
    text = server.get(ARTICLE).text
    assert "1 of 10 to decide" in text
    assert "“the quay would be mended earlier this month”" in text
    assert "indirect speech</b>: Tamsin Brindle" in text


class _Words(HTMLParser):
    """The characters of each block of a page, by where the block begins."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: dict[int, str] = {}
        self._block: int | None = None
        self._skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = dict(attrs).get("data-start")
        if start is not None:
            self._block = int(start)
            self.blocks[self._block] = ""
        self._skipping += "data-skip" in dict(attrs)

    def handle_endtag(self, tag: str) -> None:
        self._skipping -= tag == "ins"
        if tag in ("p", "h2", "h3"):
            self._block = None

    def handle_data(self, data: str) -> None:
        if self._block is not None and not self._skipping:
            self.blocks[self._block] += data


def test_every_character_of_the_text_is_where_the_page_says(server: Server) -> None:
    path = server.edition.article_path(FERRY)
    odd = "was &amp; &lt;&#13;<![CDATA[<close> ]]><!-- x --><hi>🛳 by</hi> one"
    path.write_text(path.read_text(encoding="utf-8").replace("was close", odd), encoding="utf-8")
    sheet = server.desk.sheet(FERRY)
    words = _Words()
    looks = {anchor: Look(classes="", label="<&\"'>", href="?<&\"'>") for anchor in sheet.pieces.by_anchor}
    words.feed(str(article_html(sheet.data, looks)))
    assert len(words.blocks) == 6
    for start, shown in words.blocks.items():
        assert shown == sheet.pieces.text[start : start + len(shown)]
    assert sum(map(len, words.blocks.values())) == sum(len(piece.span) for piece in sheet.pieces.blocks)


# Decisions by forms alone


def test_after_a_decision_comes_the_next_mark(server: Server) -> None:
    answer = server.decide("accept", at="q3")
    assert answer.notice == "Accepted “the quay would be mended earlier this month”."
    assert "“Ottoline Fenn”" in answer.text
    assert "1 of 9 to decide" in answer.text
    answer = server.decide("reject", at="m5")
    assert answer.notice == "Took the mark away from “Ottoline Fenn”."
    assert "“The mayor”" in answer.text


def test_the_last_decision_leaves_nothing(server: Server) -> None:
    every = [("at", anchor) for anchor in ("q3", "m5", "m4", "d1", "d2", "m6", "q1", "m1", "m2", "m3")]
    answer = server.post(ARTICLE, [("version", server.version()), ("do", "accept"), *every])
    assert "Nothing is left to decide" in answer.text
    assert "Decided (10)" in answer.text


def test_a_record_is_taken_by_its_id_or_by_all_of_its_name(server: Server) -> None:
    server.decide("point", at="m2", record="fenn-ottoline")
    assert 'xml:id="m2" ref="person:fenn-ottoline"' in body(server.edition)
    server.decide("point", at="m2", query="Tidewire")
    assert '<orgName xml:id="m2" ref="organisation:tidewire"' in body(server.edition)


def test_a_name_that_can_mean_several_records_is_asked_about(server: Server) -> None:
    version = server.version()
    answer = server.post(ARTICLE, {"version": version, "do": "point", "at": "m3", "query": "Quill"})
    assert "Which record is meant?" in answer.text
    assert 'value="quillhaven"' in answer.text
    assert 'name="query" value="Quill"' in answer.text
    fields = dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', answer.text))
    server.post(ARTICLE, {**fields, "record": "quillhaven"})
    assert '<placeName xml:id="m3" ref="place:quillhaven"' in body(server.edition)


def test_words_that_stand_in_several_places_are_asked_about(server: Server) -> None:
    fields = {"version": server.version(), "do": "add", "form": "a-place", "words": "the"}
    answer = server.post(ARTICLE, fields)
    assert "Which of the places?" in answer.text
    places = re.findall(r'name="place" value="(\d+)"', answer.text)
    assert len(places) > 2
    server.post(ARTICLE, {**fields, "place": places[-1]})
    assert '<rs type="place" xml:id="m7" resp="#ed-ada">the</rs> harbour for thirty' in body(server.edition)


def test_a_new_record_is_made_and_used(server: Server) -> None:
    form = server.get(f"/records/new?siglum={FERRY}&at=m5").text
    assert 'value="Fenn, Ottoline"' in form
    answer = server.post(
        "/records/new",
        {
            "kind": "person", "name": "Fenn, Otto", "description": "A <painter>.", "siglum": FERRY,
            "at": "m5", "version": server.version(),
        },
    )  # fmt: skip
    assert answer.notice == "Changed the record of “Ottoline Fenn”."
    assert 'xml:id="m5" ref="person:fenn-otto"' in body(server.edition)
    found = server.get("/records?q=otto&kind=person")
    assert '"description":"A <painter>."' in found.text
    assert found.headers["content-type"] == "application/json"


def test_records_are_merged(server: Server) -> None:
    answer = server.post("/records/merge", {"keep-record": "brindle-tamsin", "gone-query": "Ottoline Fenn"})
    assert answer.notice == "Merged: 1 mark points to Tamsin Brindle now."
    assert "person:fenn-ottoline" not in body(server.edition)
    assert server.post("/records/merge", {"keep-query": "quill", "gone-query": "tide"}).status == 422


def test_what_is_decided_together_is_what_was_shown(server: Server) -> None:
    path = server.edition.article_path("quay-repairs")
    text = path.read_text(encoding="utf-8")
    rule = 'cert="0.80" ana="#rule.register"'
    path.write_text(text.replace('cert="0.98" ana="#rule.register"', rule), encoding="utf-8")
    (server.edition.anchors / "quay-repairs.tsv").unlink()
    page = server.get("/articles/quay-repairs/together?at=m1&by=rule").text
    assert re.findall(r'name="at" value="(\w+)" checked', page) == ["m1", "m2", "m3"]
    assert "Work on the quay at <b>Quillhaven</b> began" in page
    version = server.version("quay-repairs")
    shown = [("version", version), ("do", "accept"), ("at", "m1"), ("at", "m3")]
    answer = server.post("/articles/quay-repairs", shown)
    assert answer.notice == "Accepted “Quillhaven” and 1 more."
    after = body(server.edition, "quay-repairs")
    assert re.findall(r'xml:id="(m\d)"[^>]*resp="#ed-ada"', after) == ["m1", "m3"]


def test_the_status_is_set_and_an_approved_article_left_alone(server: Server) -> None:
    assert server.decide("status", status="approved").notice == "The article is now: approved."
    before = contents(server.edition)
    answer = server.decide("accept", at="m2")
    assert (answer.status, answer.notice) == (
        422,
        "the article is approved: set it to draft or checked first",
    )
    assert contents(server.edition) == before


def test_undo_is_offered_and_done(server: Server) -> None:
    before = contents(server.edition)
    assert 'title="Undo: accepted “Tamsin Brindle”"' in server.decide("accept", at="m2").text
    assert server.post("/undo", {"step": "1"}).notice == "Undone: accepted “Tamsin Brindle”."
    assert contents(server.edition) == before


def test_a_conflict_shows_what_was_seen_and_what_is_there(server: Server) -> None:
    version = server.version()
    path = server.edition.article_path(FERRY)
    mark = 'xml:id="m2" ref="person:'
    changed = path.read_text(encoding="utf-8").replace(f"{mark}brindle-tamsin", f"{mark}fenn-ottoline")
    path.write_text(changed, encoding="utf-8")
    answer = server.post(ARTICLE, {"version": version, "do": "accept", "at": "m2"})
    assert answer.status == 409
    rows = re.findall(r"<td>(.*?)<br>", answer.text)
    assert rows == ["name of a person: Tamsin Brindle", "name of a person: Ottoline Fenn"]
    assert path.read_text(encoding="utf-8") == changed


def test_while_another_writes_nothing_is_written_and_it_is_said_who(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.05)
    version, before = server.version(), contents(server.edition)
    with lock.sole_writer(server.edition, "pressmark encode"):
        answer = server.post(ARTICLE, {"version": version, "do": "accept", "at": "m2"})
    assert answer.status == 409
    assert "is being written by pressmark encode (process " in answer.notice
    assert contents(server.edition) == before
    assert server.post(ARTICLE, {"version": version, "do": "accept", "at": "m2"}).status == 200


def test_a_full_disk_is_told_and_nothing_is_left_half_done(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    version, before = server.version(), contents(server.edition)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        answer = server.post(ARTICLE, {"version": version, "do": "accept", "at": "m2"})
        assert answer.status == 500
        assert "not written, the disk is full: make room, and do it again" in answer.notice
    assert contents(server.edition) == before
    assert server.post(ARTICLE, {"version": version, "do": "accept", "at": "m2"}).status == 200


def test_a_file_at_fault_is_told_in_one_line_and_others_can_be_reviewed(server: Server) -> None:
    path = server.edition.article_path("quay-repairs")
    path.write_text("<TEI", encoding="utf-8")
    assert "is not well-formed" in server.get("/").text
    answer = server.get("/articles/quay-repairs")
    assert answer.status == 409
    assert "quay-repairs.xml:1" in answer.notice
    assert server.decide("accept", at="m2").status == 200


# Two at once


def at_once(server: Server, forms: list[dict[str, str]]) -> list[int]:
    """The statuses of the answers to forms that are sent at the same time."""
    version, start = server.version(), threading.Barrier(len(forms))

    def send(fields: dict[str, str]) -> int:
        start.wait()
        return server.post(ARTICLE, {"version": version, **fields}).status

    with ThreadPoolExecutor(len(forms)) as pool:
        return sorted(pool.map(send, forms))


def test_of_two_decisions_about_one_mark_at_once_one_is_written(server: Server) -> None:
    forms = [{"do": "reject", "at": "m2"}, {"do": "point", "at": "m2", "record": "fenn-ottoline"}]
    assert at_once(server, forms) == [200, 409]
    assert len(server.desk.steps) == 1


def test_decisions_about_several_marks_at_once_are_all_written(server: Server) -> None:
    marks = ("m1", "m2", "m3", "m4", "m5", "d1")
    assert at_once(server, [{"do": "accept", "at": mark} for mark in marks]) == [200] * len(marks)
    text = body(server.edition)
    assert all(re.search(rf'xml:id="{mark}"[^>]*resp="#ed-ada"', text) for mark in marks)


# What the pages hold


def test_pages_hold_no_script_or_style_of_their_own(server: Server) -> None:
    for path in ("/", ARTICLE, "/records/new", "/records/merge"):
        text = server.get(path).text
        assert not re.search(r"<script(?![^>]* src=)|<style| style=| on\w+=", text)
        assert not re.search(r'(?:src|href)="(?:https?:)?//', text.replace("https://www.wikidata.org", ""))


def test_what_articles_and_records_hold_is_escaped(server: Server) -> None:
    server.desk.add_record(server.desk.registers().register.places[0].kind, "<b>&\"'", "<script>")
    path = server.edition.article_path(FERRY)
    text = path.read_text(encoding="utf-8").replace("The vote", "&lt;script&gt;alert(1)&lt;/script&gt;")
    path.write_text(text.replace("<title>Harbour", "<title>&lt;i&gt;Harbour"), encoding="utf-8")
    server.decide("point", at="m1", record="b")
    pages = [server.get(path).text for path in ("/", ARTICLE, f"{ARTICLE}?at=m1", "/records/merge?keep=b")]
    assert not any("<script>" in page or "<b>&" in page or "<i>" in page for page in pages)


# The command


def test_the_command_serves_until_it_is_interrupted(tmp_path: Path) -> None:
    edition = new_edition(tmp_path / "quillhaven")
    # A shell's background jobs, and what they start, ignore the signal unless they say otherwise.
    start = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from pressmark.cli import main; main()"
    )
    command = [sys.executable, "-c", start, "review", "--no-browser", "--editor", "ada", FERRY]
    process = subprocess.Popen(
        command, cwd=edition.root, stderr=subprocess.PIPE, text=True, env={**os.environ, "NO_COLOR": "1"}
    )
    assert process.stderr
    line = process.stderr.readline()
    match = re.fullmatch(
        r"review by Ada Byron: http://127\.0\.0\.1:(\d+)/[\w-]{32}/articles/quillhaven-ferry\n", line
    )
    assert match
    process.send_signal(signal.SIGINT)
    _, rest = process.communicate(timeout=60)
    assert (process.returncode, rest) == (0, "review ended\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "say who reviews: --editor with one of ada, ida"),
        (["--editor", "eda"], "edition.toml names no editor 'eda'; it names ada, ida"),
        (["--editor", "ada", "nothing"], "there is no article 'nothing'"),
        (["--editor", "ada", "../edition"], "there is no article '../edition'"),
    ],
)
def test_wrong_use_is_told(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(new_edition(tmp_path / "quillhaven").root)
    assert run(["review", "--no-browser", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_an_edition_without_editors_is_told_how_to_name_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(SEEDED)
    assert run(["review"]) == 2
    assert "add the lines [editors.ada]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ('[editors."Ada B"]\nname = "Ada"', "'Ada B' is no id of an editor"),
        ("[editors.ada]\nname = 7", "editors.ada.name is 7"),
        ('[editors.ada]\nmail = "x"', "has an unknown key 'editors.ada.mail'"),
    ],
)
def test_faulty_editors_are_told(
    lines: str,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "edition.toml").write_text(lines, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(["review"]) == 1
    assert message in capsys.readouterr().err
