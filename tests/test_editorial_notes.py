"""What editors remark on the text of an article: not of the source, shown beside it, touched by no run."""

import random
import re
import shutil
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from reviewing import FERRY, new_edition
from site_building import PROJECT, Build, build

from pressmark import stages
from pressmark.config import Edition, load_edition
from pressmark.exports.text import plain_text
from pressmark.review.desk import Desk
from pressmark.review.text import article_html
from pressmark.tei.edit.tokens import Item, read_items
from pressmark.tei.merge.pieces import Pieces, read_pieces
from pressmark.tei.parse import parse
from pressmark.tei.published import Article
from pressmark.tei.read import read_article
from pressmark.tei.text import source_text

EDITOR = '<respStmt xml:id="ed-ada"><resp>notes</resp><name>Ada Byron</name></respStmt>\n      </titleStmt>'
NAMED = '<persName xml:id="m901" ref="person:brindle-tamsin" resp="#ed-ada">mayor</persName>'
NOTES = (
    "Nobody else says so.",
    f"The {NAMED} &amp; co.",
    "« Who? » “Not” 'he'.",
    'See <date xml:id="d901" when="2031" resp="#ed-ada">2031</date>.',
)


def note(words: str) -> str:
    return f'<note type="editorial" resp="#ed-ada">{words}</note>'


def with_notes(data: bytes, seed: int) -> tuple[bytes, list[str]]:
    """The file with notes here and there in its text, and the notes."""
    chosen = random.Random(seed)  # noqa: S311 (test data, no secrets)
    before, body, after = re.split("(?s)(<body>.*</body>)", data.decode().replace("</titleStmt>", EDITOR, 1))
    # Where characters stand, or between tags of which neither is that of a container.
    places = [
        match.start()
        for match in re.finditer(r"(?<=[^<>])(?=[^<>])|(?<=</p>)|(?<=\w)(?=</)", body)
        if not re.search(r"<[^>]*$", body[: match.start()]) and _is_allowed(body[: match.start()])
    ]
    notes = [note(words) for words in NOTES]
    for place, written in zip(sorted(chosen.sample(places, len(notes)), reverse=True), notes, strict=True):
        body = body[:place] + written + body[place:]
    return (before + body + after).encode(), notes


def _is_allowed(before: str) -> bool:
    """Whether the place behind some text is in a paragraph or behind one."""
    return before.endswith("</p>") or before.rfind("<p ") > max(before.rfind("</p>"), 0)


def spans(pieces: Pieces) -> list[tuple[str, object]]:
    """What has an anchor and words of the source."""
    return [
        (each.anchor, each.span) for each in pieces if each.anchor and each.anchor not in ("m901", "d901")
    ]


def offsets(items: list[Item]) -> str:
    """The characters of the source, each at its offset."""
    found: dict[int, str] = {}
    for item in items:
        for number in range(item.length):
            found[item.offset + number] = "x"
    assert sorted(found) == list(range(len(found)))
    return "".join(found.values())


def texts(article: Article) -> list[str]:
    return [passage.text for passage in article.passages if passage.text]


def new_noted(folder: Path) -> Edition:
    """The edition of Quillhaven with a note in a paragraph and one, that holds a name, between two blocks."""
    edition = new_edition(folder)
    path = edition.article_path(FERRY)
    text = path.read_text(encoding="utf-8").replace("</titleStmt>", EDITOR, 1)
    text = text.replace("The vote was close.", f"The vote was{note(NOTES[0])} close.", 1)
    first = text.index("</p>", text.index("We keep the ferry")) + len("</p>")
    path.write_text(text[:first] + note(NOTES[1]) + text[first:], encoding="utf-8")
    return load_edition(edition.root)


@pytest.fixture
def noted(tmp_path: Path) -> Edition:
    return new_noted(tmp_path / "noted")


@settings(max_examples=12)
@given(st.integers(0, 10**6))
def test_nobody_counts_the_words_of_notes_and_no_run_touches_them(seed: int) -> None:
    with TemporaryDirectory() as folder:
        edition = new_edition(Path(folder, "edition"))
        path = edition.article_path(FERRY)
        plain = path.read_bytes()
        data, notes = with_notes(plain, seed)
        assert source_text(parse(data, "")) == source_text(parse(plain, ""))
        assert spans(read_pieces(parse(data, ""))) == spans(read_pieces(parse(plain, "")))
        assert offsets(read_items(data.decode())) == offsets(read_items(plain.decode()))
        assert texts(read_article(parse(data, ""), FERRY)) == texts(read_article(parse(plain, ""), FERRY))
        path.write_bytes(data)
        report = stages.encode_edition(edition)
        assert (report.failed, path.read_bytes()) == (0, data)
        seed_file = edition.seeds / f"{FERRY}.txt"
        blocks = seed_file.read_text(encoding="utf-8").split("\n\n")
        words = blocks[2].replace("the quay would be mended", "an old quay might be repaired")
        seed_file.write_text("\n\n".join([blocks[0], "It rained.", blocks[3], words]), encoding="utf-8")
        report = stages.encode_edition(edition)
        assert not report.failed, report.findings
        after = path.read_text(encoding="utf-8")
        assert [each for each in notes if each not in after] == []
        assert source_text(parse(after.encode(), "")) == seed_file.read_text(encoding="utf-8")
        assert not stages.encode_edition(edition).written


def test_notes_are_valid_and_read(noted: Edition) -> None:
    found = stages.validate([noted.articles], noted, fresh=True).findings
    assert [each for each in found if each.severity == "error"] == []
    article = read_article(parse(noted.article_path(FERRY).read_bytes(), ""), FERRY)
    assert [each.words for each in article.notes] == ["Nobody else says so.", "The mayor & co."]
    assert {each.responsible for each in article.notes} == {("Ada Byron",)}
    assert article.notes[0].place.startswith("s")
    assert "Nobody else" not in plain_text(article)


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("<note>Why?</note>", 'write type="editorial" resp="#ed-ada"'),
        ('<note type="evidence" resp="#ed-ada">Why?</note>', 'write type="editorial"'),
        ('<note type="editorial">Why?</note>', 'write resp="#ed-ada"'),
        ('<note type="editorial" resp="#pressmark">Why?</note>', 'write resp="#ed-ada"'),
        ('<note type="editorial" resp="#nobody">Why?</note>', "point to the right one"),
        ('<note type="editorial" resp="#ed-ada"> </note>', "write what you remark"),
        ('<note type="remark" resp="#ed-ada">Why?</note>', 'write type="editorial"'),
    ],
)
def test_other_notes_are_faults_with_a_cure(noted: Edition, written: str, hint: str) -> None:
    path = noted.article_path(FERRY)
    path.write_text(path.read_text(encoding="utf-8").replace(note(NOTES[0]), written), encoding="utf-8")
    found = stages.validate([path], noted, fresh=True).findings
    assert any(each.severity == "error" and hint in each.hint for each in found), found


def test_the_review_page_shows_notes_apart_and_decisions_leave_them(noted: Edition) -> None:
    desk = Desk(noted, noted.editors[0])
    shown = article_html(desk.sheet(FERRY).data, {})
    assert '<small class="note" data-skip="" role="note">Nobody else says so.</small>' in shown
    assert '<p class="note" data-skip="" role="note">The mayor' in shown
    desk.set_status(FERRY, desk.sheet(FERRY).version, "checked")
    after = noted.article_path(FERRY).read_text(encoding="utf-8")
    assert note(NOTES[0]) in after
    assert note(NOTES[1]) in after


# Pages


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    edition = new_noted(tmp_path_factory.mktemp("notes") / "edition")
    shutil.copyfile(PROJECT / "conf.py", edition.root / "conf.py")
    shutil.copytree(PROJECT / "source", edition.root / "source")
    return edition.root


@pytest.fixture(scope="module")
def site(root: Path) -> Build:
    return build(root)


def test_a_page_shows_notes_with_links_both_ways(site: Build) -> None:
    assert site.status == 0, site.warnings
    page = site.page(f"articles/{FERRY}")
    marks = page.xpath('//a[@role="doc-noteref"]')
    assert [mark.get("href") for mark in marks] == ["#note-1", "#note-2"]
    entry = page.get_element_by_id("note-1")
    assert "Nobody else says so. (Ada Byron)" in " ".join(entry.text_content().split())
    (back,) = entry.xpath(".//a")
    assert page.get_element_by_id(back.get("href")[1:]) is marks[0]
    assert page.get_element_by_id("m901") is not None
    paragraph = page.xpath('//p[contains(., "The vote was")]')[0]
    assert "The vote was close." in paragraph.text_content()


def test_the_page_in_german(root: Path, tmp_path: Path) -> None:
    german = tmp_path / "german"
    shutil.copytree(root, german, ignore=shutil.ignore_patterns("build"))
    settings_path = german / "edition.toml"
    others = settings_path.read_text(encoding="utf-8")
    settings_path.write_text(f'language = "de"\n{others}', encoding="utf-8")
    text = build(german).page(f"articles/{FERRY}").text_content()
    assert "Anmerkungen" in text


@pytest.mark.slow
@pytest.mark.parametrize("builder", ["text", "latex", "epub"])
def test_every_builder_has_the_notes(root: Path, builder: str) -> None:
    out = build(root, builder).out
    if builder == "epub":
        with zipfile.ZipFile(next(out.glob("*.epub"))) as book:
            written = lxml_html.fromstring(book.read(f"articles/{FERRY}.xhtml")).text_content()
    elif builder == "text":
        written = (out / "articles" / f"{FERRY}.txt").read_text(encoding="utf-8")
    else:
        written = next(out.glob("*.tex")).read_text(encoding="utf-8")
    plain = " ".join(written.split())
    assert "Nobody else says so." in plain
    assert "Ada Byron" in plain
