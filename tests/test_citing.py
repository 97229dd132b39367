"""Citations in styles, compared with ones written by hand, and in the formats of reference managers."""

import html
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from conftest import CASES
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pressmark.citing import (
    FORMATS,
    Author,
    Piece,
    Processor,
    Reference,
    ReferenceKind,
    Style,
    article_reference,
    coins,
    load_style,
    read_author,
    record_reference,
    style_names,
)
from pressmark.config import Edition
from pressmark.model import Fact, Person
from pressmark.tei.published import Article, Change, Header

FILES = sorted((CASES / "citing").glob("*.txt"))
EDITION = Edition(root=Path(), title="The Quillhaven Press", publisher="Quillhaven Library")
# What would end a field, an entry, a record or a line, or begin a command.
HOSTILE = (
    "a { b", "}", "}, evil = {x", "{{", "\\", "x\\", "\\}", "%", "50 % of it", "#1", "~a~", "$x$ & $", "_^",
    "@article{y,", '"', "{\\LaTeX} \\input{/etc/passwd}", "$(id)", "``x''", "and", "a and b", "<script>",
    "ER  -", "TY  - JOUR", "one\nER  - \nTY  - JOUR\nTI  - two", "one\r\nER  - \r\n",
    "one\u2028two", "one\x85two",
)  # fmt: skip
Facts = list[tuple[str, str]]


def read_case(path: Path) -> tuple[Reference, dict[tuple[str, str], str]]:
    """The reference in a case, and what is expected by style and number of paragraph, "" for an entry."""
    facts, _, expected = path.read_text(encoding="utf-8").partition("\n\n")
    known: Facts = [(name, value) for name, _, value in (line.partition(": ") for line in facts.splitlines())]
    given = dict(known)
    if given["kind"] == "record":
        record = Person(id=path.stem, name=given["title"])
        reference = record_reference(record, EDITION, given["url"])
    else:
        header = Header(
            title=given["title"],
            language=given.get("language", "en"),
            authors=tuple(Fact(value=value) for name, value in known if name == "author"),
            outlet=Fact(value=given["outlet"]) if "outlet" in given else None,
            published=Fact(value=given["date"]) if "date" in given else None,
        )
        article = Article(siglum=path.stem, header=header, passages=())
        reference = article_reference(article, EDITION, given.get("url", ""), {})
    citations = {}
    for line in expected.splitlines():
        head, _, citation = line.partition(": ")
        style, _, number = head.partition(" ")
        citations[style, number] = citation
    return reference, citations


def marked(pieces: Iterable[Piece]) -> str:
    return "".join(f"_{piece.words}_" if piece.italic else piece.words for piece in pieces)


@pytest.fixture(scope="module")
def processor() -> Processor:
    found = Processor.find()
    assert found, "requirements.txt brings one"
    return found


def test_there_are_cases() -> None:
    assert len(FILES) > 5
    assert {style for path in FILES for style, _ in read_case(path)[1]} == set(style_names())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_style_cites_as_one_would_by_hand(path: Path, processor: Processor) -> None:
    reference, expected = read_case(path)
    made = {}
    for style, number in expected:
        (citation,) = processor.cite([reference.csl()], load_style(style), "en").values()
        words = (
            marked(citation.passage).replace(citation.locator, number) if number else marked(citation.entry)
        )
        made[style, number] = words
    assert made == expected


@pytest.mark.parametrize("name", style_names())
def test_a_citation_is_the_same_alone_and_among_others_of_the_same_author_and_year(
    name: str, processor: Processor
) -> None:
    first, _ = read_case(CASES / "citing" / "article.txt")
    items = [replace(first, key=key, title=f"The {key} ferry").csl() for key in ("first", "second", "third")]
    items += [{**item, "id": f"{item['id']}-nameless", "author": []} for item in items]
    together = processor.cite(items, load_style(name), "en")
    alone = {item["id"]: processor.cite([item], load_style(name), "en")[item["id"]] for item in items}
    assert {key: marked(each.entry) for key, each in together.items()} == {
        key: marked(each.entry) for key, each in alone.items()
    }
    assert {key: marked(each.passage).replace(each.locator, "1") for key, each in together.items()} == {
        key: marked(each.passage).replace(each.locator, "1") for key, each in alone.items()
    }


def test_citations_are_in_the_language_of_the_edition(processor: Processor) -> None:
    reference, _ = read_case(CASES / "citing" / "article.txt")
    (citation,) = processor.cite([reference.csl()], load_style("chicago"), "de").values()
    assert "7. Mai 2031" in marked(citation.entry)
    assert citation.locator in marked(citation.passage)


def test_a_headline_can_make_the_processor_read_no_file(processor: Processor, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the words of the file")
    reference, _ = read_case(CASES / "citing" / "article.txt")
    item = replace(reference, title=f"![]({secret.as_uri()}) {{{{include {secret}}}}}").csl()
    for name in style_names():
        (citation,) = processor.cite([item], load_style(name), "en").values()
        assert "the words of the file" not in marked(citation.entry)
        assert secret.name in marked(citation.entry).lower()


def test_a_processor_that_fails_says_so_in_one_line(processor: Processor) -> None:
    reference, _ = read_case(CASES / "citing" / "article.txt")
    broken = Style(name="broken", title="Broken", definition=b"<style")
    with pytest.raises(ValueError, match=r"^[^\n]+$"):
        processor.cite([reference.csl()], broken, "en")
    with pytest.raises(OSError, match="absent"):
        Processor("/absent/pandoc").cite([reference.csl()], load_style("mla"), "en")


def test_a_style_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(ValueError, match=r"'harvard'.*apa, chicago, mla"):
        load_style("harvard")


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("Edda Marrow", Author(family="Marrow", given="Edda")),
        ("Marrow, Edda", Author(family="Marrow", given="Edda")),
        ("Ivar van der Øsk", Author(family="van der Øsk", given="Ivar")),
        ("Martin Fenn Jr.", Author(family="Fenn", given="Martin", suffix="Jr.")),
        ("Tidewire", Author(family="Tidewire")),
        ("The Editorial Board", Author(family="The Editorial Board")),
        ("Courier Staff", Author(family="Courier Staff")),
        ("Rosa Luz Vela", Author(family="Luz Vela", given="Rosa")),  # the register knows
    ],
)
def test_authors_are_taken_apart(byline: str, author: Author) -> None:
    vela = Person(id="vela-rosa", name="Rosa Luz Vela", forename="Rosa", surname="Luz Vela")
    assert read_author(byline, {vela.name: vela}) == author


def whole_reference() -> Reference:
    reference, _ = read_case(CASES / "citing" / "two-authors-no-date.txt")
    return replace(reference, issued="2031-06-12", changed="2031-07-01", digest="0123abcd", key="bell_1")


def test_bibtex() -> None:
    assert written("BibTeX", whole_reference()) == (
        "@article{bell_1,\n"
        "  author = {Marrow, Edda and van der Øsk, Ivar},\n"
        "  title = {{Who Moved the “Bell” \\& Why? Quillhaven Asks}},\n"
        "  journal = {Quillhaven Courier},\n"
        "  year = {2031},\n"
        "  day = {12},\n"
        "  url = {https://quillhaven.example/press/articles/quillhaven-bell.html},\n"
        "  entrysubtype = {newspaper},\n"
        "  langid = {en},\n"
        "  library = {The Quillhaven Press},\n"
        "  note = {state of 2031-07-01; TEI file sha256:0123abcd},\n"
        "  month = jun,\n"
        "}\n"
    )


def test_ris() -> None:
    assert written("RIS", whole_reference()).splitlines() == [
        "TY  - NEWS",
        "AU  - Marrow, Edda",
        "AU  - van der Øsk, Ivar",
        "TI  - Who Moved the “Bell” & Why? Quillhaven Asks",
        "T2  - Quillhaven Courier",
        "PY  - 2031",
        "DA  - 2031/06/12/",
        "DB  - The Quillhaven Press",
        "UR  - https://quillhaven.example/press/articles/quillhaven-bell.html",
        "LA  - en",
        "ID  - bell_1",
        "N1  - state of 2031-07-01; TEI file sha256:0123abcd",
        "ER  - ",
    ]


def test_csl_json() -> None:
    (item,) = json.loads(written("CSL-JSON", whole_reference()))
    assert item == {
        "id": "bell_1",
        "type": "article-newspaper",
        "title": "Who Moved the “Bell” & Why? Quillhaven Asks",
        "author": [{"family": "Marrow", "given": "Edda"}, {"family": "van der Øsk", "given": "Ivar"}],
        "container-title": "Quillhaven Courier",
        "issued": {"date-parts": [[2031, 6, 12]]},
        "archive": "The Quillhaven Press",
        "language": "en",
        "URL": "https://quillhaven.example/press/articles/quillhaven-bell.html",
        "note": "state of 2031-07-01; TEI file sha256:0123abcd",
    }


def test_coins_name_a_newspaper_article_of_its_outlet() -> None:
    pairs = parse_qsl(coins(whole_reference()))
    assert dict(pairs) == {
        "ctx_ver": "Z39.88-2004",
        "rft_val_fmt": "info:ofi/fmt:kev:mtx:dc",
        "rfr_id": "info:sid/zotero.org:2",
        "rft.type": "newspaperArticle",
        "rft.title": "Who Moved the “Bell” & Why? Quillhaven Asks",
        "rft.source": "Quillhaven Courier",
        "rft.publisher": "Quillhaven Library",
        "rft.aulast": "Marrow",
        "rft.aufirst": "Edda",
        "rft.au": "Ivar van der Øsk",  # the last of two
        "rft.date": "2031-06-12",
        "rft.identifier": "https://quillhaven.example/press/articles/quillhaven-bell.html",
        "rft.language": "en",
    }


@pytest.mark.parametrize(
    ("name", "reader"), [("BibTeX", "biblatex"), ("RIS", "ris"), ("CSL-JSON", "csljson")]
)
def test_every_format_says_the_same_to_a_program_that_reads_it(
    name: str, reader: str, processor: Processor
) -> None:
    reference = whole_reference()
    (item,) = json.loads(run_pandoc(processor, reader, written(name, reference)))
    assert item["type"] == "article-newspaper"
    assert re.sub("<[^>]*>|[“”‘’\"']", "", item["title"]) == "Who Moved the Bell & Why? Quillhaven Asks"
    assert [
        " ".join(
            (each.get("non-dropping-particle", ""), each.get("dropping-particle", ""), each["family"])
        ).split()
        for each in item["author"]
    ] == [["Marrow"], ["van", "der", "Øsk"]]
    assert [each["given"] for each in item["author"]] == ["Edda", "Ivar"]
    assert item["container-title"] == reference.container
    (day,) = item["issued"]["date-parts"]
    assert day == [2031, 6, 12][: len(day)]  # pandoc takes the year alone from RIS
    assert item["URL"] == reference.url


TEXTS = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1).map(
    lambda text: " ".join(text.split()) or "x"
)


@given(title=TEXTS, outlet=TEXTS, author=TEXTS)
def test_whatever_a_headline_holds_the_formats_stay_whole(title: str, outlet: str, author: str) -> None:
    reference = Reference(
        key="x", kind=ReferenceKind.ARTICLE, title=title, container=outlet, authors=(read_author(author, {}),)
    )
    tex = written("BibTeX", reference)  # whose braces count, whatever stands before them
    depths = [tex[:place].count("{") - tex[:place].count("}") for place in range(len(tex) + 1)]
    assert min(depths) == 0 == depths[-1]
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in written("RIS", reference).split("\r\n")[:-1])
    assert json.loads(written("CSL-JSON", reference))[0]["title"] == title
    assert dict(parse_qsl(coins(reference)))["rft.title"] == title


@pytest.mark.parametrize(("name", "reader"), [("BibTeX", "biblatex"), ("RIS", "ris")])
@settings(max_examples=5)
@given(more=st.lists(TEXTS, min_size=30, max_size=30))
@example(more=list(HOSTILE))
def test_a_program_reads_from_a_file_what_stood_in_the_headlines(
    name: str, reader: str, processor: Processor, more: list[str]
) -> None:
    references = [
        Reference(key=f"x{number}", kind=ReferenceKind.ARTICLE, title=words, container=words, issued="2031")
        for number, words in enumerate(more)
    ]
    whole = "\n".join(written(name, each) for each in references)
    items = json.loads(run_pandoc(processor, reader, whole))
    assert [item["id"] for item in items] == [each.key for each in references]
    for item, words in zip(items, more, strict=True):
        assert as_set(item["title"]) == as_set(item["container-title"]) == as_set(" ".join(words.split()))


@pytest.mark.parametrize(
    "author",
    [
        Author(family="Quay, Fenn and Sons"),
        Author(family="others"),
        Author(family="Fenn and Øsk", given="Ivar"),
        Author(family="Marrow", given="Edda and Ida"),
        Author(family="Fenn", given="Martin, of the {Quay", suffix="Jr."),
    ],
    ids=lambda author: author.name,
)
def test_the_name_of_an_author_is_cut_where_we_cut_it(author: Author, processor: Processor) -> None:
    reference = replace(whole_reference(), authors=(author, Author(family="Marrow", given="Edda")))
    (item,) = json.loads(run_pandoc(processor, "biblatex", written("BibTeX", reference)))
    first, second = item["author"]
    named = (
        {"literal": author.family} if not author.given else {"family": author.family, "given": author.given}
    )
    assert first == named | ({"suffix": author.suffix} if author.suffix else {})
    assert second == {"family": "Marrow", "given": "Edda"}


def run_pandoc(processor: Processor, reader: str, text: str) -> bytes:
    """What pandoc reads from a file of references, as CSL-JSON."""
    command = [processor.program, f"--from={reader}", "--to=csljson"]
    return subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout


def as_set(words: str) -> str:
    """Words without what is a matter of setting: the shape of quotation marks and dashes, rich text."""
    plain = html.unescape(re.sub(r"</?(?:span|i|b|su[bp])[^>]*>", "", words))
    return re.sub("[“”‘’\"'`–—-]+", "'", plain)


@pytest.mark.parametrize(
    ("value", "issued"),
    [
        ("2031-05-07", "2031-05-07"),
        ("2031-05-07T09:30:00Z", "2031-05-07"),
        ("2031-05", "2031-05"),
        ("2031-13-05", ""),
        ("2031-00-01", ""),
        ("2031-05-32", ""),
        ("12031-05", ""),
        ("٢٠٣١", ""),
        ("2031-05-07}, evil = {", ""),
        ("-0043-03-15", ""),
    ],
)
def test_only_a_date_is_a_date(value: str, issued: str) -> None:
    article = Article(siglum="x", header=Header(title="X", published=Fact(value=value)), passages=())
    reference = article_reference(article, EDITION, "", {})
    assert reference.issued == issued
    assert all(each.write(reference) for each in FORMATS)


def written(name: str, reference: Reference) -> str:
    return next(each.write(reference) for each in FORMATS if each.name == name)


def test_the_last_dated_change_is_the_state_cited() -> None:
    changes = (
        Change(words="Encoded."),
        Change(words="a", when="2031-06-01"),
        Change(words="b", when="2031-06"),
    )
    article = Article(siglum="x", header=Header(title="X", changes=changes), passages=())
    reference = article_reference(article, EDITION, "", {}, "abc")
    assert reference.state == "state of 2031-06-01; TEI file sha256:abc"


def test_the_program_on_the_path_serves_where_the_package_is_absent(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("pressmark.citing.processor.find_spec", lambda _name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert Processor.find() is None
    shutil.copyfile(sys.executable, tmp_path / "pandoc")
    (tmp_path / "pandoc").chmod(0o755)
    assert Processor.find() is not None
