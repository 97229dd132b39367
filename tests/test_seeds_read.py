"""Reading seeds from files: encodings, bad input, doubts, web pages."""

import errno
import os
import socket
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressmark.errors import PressmarkError
from pressmark.model import BlockKind, Finding, Severity, SourceDocument
from pressmark.seeds import read_seed
from pressmark.seeds.decode import decode

PAGES = Path(__file__).parent / "cases" / "seeds" / "pages"
LIMIT = 5_000_000
ARTICLE = "Night ferry saved\r\n\r\n“We keep it,” said the\u00a0mayor – naïve as ever.\r\n"


def read(folder: Path, data: bytes, name: str = "ferry.txt", *, sidecar: str = "") -> SourceDocument:
    path = folder / name
    path.write_bytes(data)
    if sidecar:
        path.with_suffix(".toml").write_text(sidecar, encoding="utf-8")
    return read_seed(path, max_bytes=LIMIT)


def fault(folder: Path, data: bytes, name: str = "ferry.txt") -> Finding:
    with pytest.raises(PressmarkError) as caught:
        read(folder, data, name)
    finding = caught.value.finding
    assert finding.severity is Severity.ERROR
    assert finding.path == str(folder / name)
    assert finding.hint
    assert "\n" not in str(finding)
    return finding


def doubts(folder: Path, text: str, *, sidecar: str = "") -> list[tuple[str, int | None, int | None]]:
    findings = read(folder, text.encode(), sidecar=sidecar).findings
    assert all(finding.severity is Severity.WARNING for finding in findings)
    return [(finding.rule, finding.line, finding.column) for finding in findings]


# Encodings


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (ARTICLE.encode(), "utf-8"),
        (ARTICLE.encode("utf-8-sig"), "utf-8"),
        (ARTICLE.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + ARTICLE.encode("utf-16-be"), "utf-16"),
        (ARTICLE.encode("utf-16-le"), "utf-16"),
        (ARTICLE.encode("utf-16-be"), "utf-16"),
        (ARTICLE.encode("utf-32"), "utf-32"),
        (ARTICLE.encode("cp1252"), "cp1252"),
    ],
    ids=[
        "utf-8",
        "utf-8-bom",
        "utf-16-le",
        "utf-16-be",
        "utf-16-le-bare",
        "utf-16-be-bare",
        "utf-32",
        "cp1252",
    ],
)
def test_text_survives_every_encoding_character_for_character(
    tmp_path: Path, data: bytes, encoding: str
) -> None:
    document = read(tmp_path, data)
    assert document.text == ARTICLE
    assert document.encoding == encoding


@given(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\ufeff"), min_size=1))
def test_utf_8_is_taken_as_it_stands(text: str) -> None:
    data = text.encode()
    if not data.startswith((b"GIF8", b"PK", b"%PDF", b"{\\rtf")):
        assert decode(data, "ferry.txt").text == text
        assert decode(b"\xef\xbb\xbf" + data, "ferry.txt").text == text


def test_damaged_utf_8_is_not_mistaken_for_windows_1252(tmp_path: Path) -> None:
    finding = fault(tmp_path, "Café – naïve.\nIt’s ".encode() + b"\x92 late.")
    assert (finding.rule, finding.line, finding.column) == ("encoding", 2, 6)
    assert "0x92" in finding.message


def test_half_a_utf_16_character_is_located(tmp_path: Path) -> None:
    finding = fault(tmp_path, "One\nTwo".encode("utf-16") + b"\x41")
    assert (finding.rule, finding.line, finding.column) == ("encoding", 2, 4)


# Bad input


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "empty"),
        (b" \r\n\t \xc2\xa0\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "binary"),
        (b"Night ferry\0 saved", "binary"),
        (b"\x81\x8d\x8f\x90\x9d" * 40, "encoding"),
        ("Ночной паром спасён, сказал мэр города.".encode("cp1251"), "encoding"),
        (b"Night ferry saved.\n\nThe \x0cbar is closed.", "control-character"),
        (b"a" * (LIMIT + 1), "too-large"),
    ],
    ids=[
        "empty",
        "white-space",
        "only-a-byte-order-mark",
        "png",
        "pdf",
        "nul",
        "undecodable",
        "cyrillic",
        "form-feed",
        "too-large",
    ],
)
def test_bad_file_is_refused_with_one_line(tmp_path: Path, data: bytes, rule: str) -> None:
    assert fault(tmp_path, data).rule == rule


def test_first_forbidden_character_is_named(tmp_path: Path) -> None:
    finding = fault(tmp_path, b"Night ferry saved.\nThe \x08bar\x1f is closed.")
    assert (finding.line, finding.column) == (2, 5)
    assert "U+0008" in finding.message
    assert "1 more" in finding.message


def test_size_is_checked_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "sparse.txt"
    with path.open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(PressmarkError, match="too-large"):
        read_seed(path, max_bytes=LIMIT)


def test_folder_missing_file_and_pipe_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PressmarkError, match="is a folder"):
        read_seed(tmp_path, max_bytes=LIMIT)
    with pytest.raises(PressmarkError, match="No such file"):
        read_seed(tmp_path / "nowhere.txt", max_bytes=LIMIT)
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(PressmarkError, match="no ordinary file"):
        read_seed(tmp_path / "pipe.txt", max_bytes=LIMIT)


def test_unreadable_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, _flags: int) -> int:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr("os.open", refuse)
    assert fault(tmp_path, ARTICLE.encode()).message == "cannot be read (Permission denied)"


def test_path_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    with pytest.raises(PressmarkError, match="cannot be read"):
        read_seed(loop, max_bytes=LIMIT)


# Siglum and metadata


def test_siglum_comes_from_the_stem_or_the_caller(tmp_path: Path) -> None:
    path = tmp_path / "Night Ferry, Saved.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    assert read_seed(path, max_bytes=LIMIT).siglum == "night-ferry-saved"
    assert read_seed(path, siglum="ferry", max_bytes=LIMIT).siglum == "ferry"
    with pytest.raises(PressmarkError, match="siglum"):
        read_seed(path, siglum="Night Ferry", max_bytes=LIMIT)


def test_stem_without_usable_letters_is_refused(tmp_path: Path) -> None:
    assert fault(tmp_path, ARTICLE.encode(), "…!.txt").rule == "siglum"


def test_title_is_the_headline_or_the_first_words(tmp_path: Path) -> None:
    title = read(tmp_path, ARTICLE.encode()).meta.title
    assert (title.value, title.inferred, title.evidence) == ("Night ferry saved", False, "headline")
    title = read(tmp_path, b"The council voted on Tuesday to keep the old night ferry.").meta.title
    assert title.value == "The council voted on Tuesday to keep the old night …"
    assert (title.inferred, title.evidence) == (True, "first words")


def test_sidecar_beside_the_seed_is_read(tmp_path: Path) -> None:
    document = read(tmp_path, ARTICLE.encode(), sidecar='outlet = "Quillhaven Courier"')
    assert document.meta.outlet is not None
    assert document.meta.outlet.value == "Quillhaven Courier"


# Doubts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We keep it, she said.", [("unclosed-quotation", 1, 1)]),
        ("She said: «We keep it.\n\nNobody spoke.", [("unclosed-quotation", 1, 11)]),
        ("“We keep it.\n\n“And we keep it free,” she said.", []),
        ("“We keep it.\n\nAdvertisement\n\n“And we keep it free,” she said.", []),
        ('"We keep it, she said.\n\nAnd free." Nobody spoke.', [("unclosed-quotation", 1, 1)]),
        ('A 12" board and a 6\'2" man.', []),
        ("„Wir behalten sie“, sagte sie. »Gut«, sagte er.", []),
        ("”Vi behåller den”, sa hon.", []),
        ("«Nous le gardons», dit-elle.", []),
        ("‘We keep it, she said; it’s ours.", []),
        ("“A, she said. “B,” he said.", [("unclosed-quotation", 1, 1)]),
    ],
)
def test_unclosed_quotation(tmp_path: Path, text: str, expected: list[tuple[str, int, int]]) -> None:
    assert doubts(tmp_path, text) == expected


def test_accepted_rule_is_silent(tmp_path: Path) -> None:
    assert doubts(tmp_path, "“We keep it, she said.", sidecar='accept = ["unclosed-quotation"]') == []


def test_markup_in_a_text_is_reported_once_and_kept(tmp_path: Path) -> None:
    text = "Night ferry saved\n\nIt stays. <script>alert(1)</script> <b>For ever.</b> 1 < 2 and a <mark>."
    assert doubts(tmp_path, text) == [("markup-in-text", 3, 11)]
    assert read(tmp_path, text.encode()).text == text


def test_long_line_is_reported_with_its_length(tmp_path: Path) -> None:
    document = read(tmp_path, b"Night ferry saved\n\n" + b"word " * 200_000 + b"\nEnd.")
    (finding,) = document.findings
    assert (finding.rule, finding.line, finding.column) == ("long-line", 3, 1)
    assert "1,000,000 characters" in finding.message


@pytest.mark.parametrize(
    "unit", ["x", "a ", '"', "“", "” ", "“a” ", "A/", "<b ", "A. ", "…", "M", "BY ", "--", ", "]
)
def test_one_line_of_a_million_characters_is_read(tmp_path: Path, unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    document = read(tmp_path, text.encode(), sidecar='accept = ["unclosed-quotation"]')
    assert [finding.rule for finding in document.findings] == ["long-line"]
    assert [len(block.span.of(text)) for block in document.blocks] == [len(text.strip())]


@pytest.mark.parametrize(
    "unit",
    ["\n“a b c d e", "\n<p>", "\n - a", "\n\n1", "\na b c d e", "\r\n\r\nShare this", "\nMost read\nA b"],
)
def test_many_short_lines_are_read(tmp_path: Path, unit: str) -> None:
    text = unit * (100_000 // len(unit))
    document = read(tmp_path, text.encode(), sidecar='accept = ["unclosed-quotation", "markup-in-text"]')
    assert sum(len(block.span.of(text).split()) for block in document.blocks) == len(text.split())


# Web pages


def test_web_page(tmp_path: Path) -> None:
    document = read_seed(PAGES / "quay.html", max_bytes=LIMIT)
    meta = document.meta
    assert meta.title.value == "Quay to reopen"
    assert meta.outlet is not None
    assert meta.outlet.value == "Quillhaven Courier"
    assert [author.value for author in meta.authors] == ["Edda Marrow", "Bo Lint"]
    assert meta.published is not None
    assert (meta.published.value, meta.published.evidence) == (date(2031, 5, 7), "metadata of the page")
    assert meta.url is not None
    assert meta.url.value == "https://courier.example/quay"
    assert meta.language == "en-GB"
    assert [(str(block.kind), block.span.of(document.text)[:24]) for block in document.blocks] == [
        ("headline", "Quay to reopen"),
        ("standfirst", "The vote was close."),
        ("byline", "By Edda Marrow"),
        ("dateline", "QUILLHAVEN —"),
        ("paragraph", "The quay will reopen in\u00a0"),
        ("paragraph", "“We keep it for ever and"),
        ("subhead", "What comes next"),
        ("paragraph", "First a new rail"),
        ("paragraph", "Then a new lamp"),
        ("pullquote", "We keep it for ever and "),
        ("attribution", "Tamsin Brindle"),
        ("paragraph", "More will be known soon,"),
    ]
    assert "alert" not in document.text
    assert "Home" not in document.text
    assert document.findings == ()


def test_web_page_reads_alike_every_time() -> None:
    assert read_seed(PAGES / "quay.html", max_bytes=LIMIT) == read_seed(PAGES / "quay.html", max_bytes=LIMIT)


def test_sidecar_wins_over_the_metadata_of_a_page(tmp_path: Path) -> None:
    page = (PAGES / "quay.html").read_bytes()
    meta = read(tmp_path, page, "quay.html", sidecar='title = "The Quay"\nauthors = ["Bo Lint"]').meta
    assert meta.title.value == "The Quay"
    assert [author.value for author in meta.authors] == ["Bo Lint"]
    assert meta.outlet is not None
    assert meta.outlet.value == "Quillhaven Courier"


def test_title_stands_in_front_of_a_main_text_that_lacks_it(tmp_path: Path) -> None:
    page = (PAGES / "quay.html").read_text(encoding="utf-8").replace("<h1>Quay to reopen</h1>", "")
    document = read(tmp_path, page.encode(), "quay.html")
    assert document.blocks[0].kind is BlockKind.HEADLINE
    assert document.text.startswith("Quay to reopen\n\nThe vote was close.")


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "utf-8"])
def test_declared_encoding_of_a_page_is_believed_if_it_fits(tmp_path: Path, declared: str) -> None:
    page = (
        (PAGES / "quay.html").read_text(encoding="utf-8").replace('charset="utf-8"', f'charset="{declared}"')
    )
    document = read(tmp_path, page.encode("cp1252"), "quay.html")
    assert document.encoding == "cp1252"
    assert "“We keep it for ever and ever,”" in document.text


@pytest.mark.parametrize(
    "declared",
    [
        "punycode",
        "idna",
        "undefined",
        "base64",
        "rot13",
        "unicode_escape",
        "utf-7",
        "hex",
        "zlib",
        "utf-16",
        "x",
    ],
)
def test_what_is_no_encoding_of_pages_is_not_believed(tmp_path: Path, declared: str) -> None:
    page = (PAGES / "quay.html").read_text(encoding="utf-8")
    document = read(tmp_path, page.replace('charset="utf-8"', f'charset="{declared}"').encode(), "quay.html")
    assert document.encoding == "utf-8"
    assert "“We keep it for ever and ever,”" in document.text


@pytest.mark.parametrize("declared", ["iso-8859-2", "koi8-r", "shift_jis", "gbk", "windows-1251", "big5"])
def test_pages_in_the_encodings_that_browsers_know_are_read(tmp_path: Path, declared: str) -> None:
    words = {"koi8-r": "паром", "windows-1251": "паром", "shift_jis": "港の船", "gbk": "渡轮", "big5": "渡輪"}
    word = words.get(declared, "łódź")
    page = (PAGES / "quay.html").read_text(encoding="utf-8").replace("for ever and ever", word)
    page = (
        page.replace("“", '"')
        .replace("”", '"')
        .replace("’", "'")
        .replace('charset="utf-8"', f'charset="{declared}"')
    )
    document = read(tmp_path, page.encode(declared, "xmlcharrefreplace"), "quay.html")
    assert word in document.text


def test_page_with_an_xml_declaration(tmp_path: Path) -> None:
    page = '<?xml version="1.0" encoding="utf-8"?>\n' + (PAGES / "quay.html").read_text(encoding="utf-8")
    assert read(tmp_path, page.encode(), "quay.xhtml").meta.title.value == "Quay to reopen"


@pytest.mark.parametrize(
    "page", ["<html></html>", "<html><body><nav><a href='/'>Home</a></nav></body></html>", "x", "<", "   "]
)
def test_page_without_an_article_is_refused(
    tmp_path: Path, page: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert fault(tmp_path, page.encode(), "quay.html").rule in ("no-article", "empty")
    assert capfd.readouterr() == ("", "")


def test_reading_a_page_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("reading a seed opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    assert read_seed(PAGES / "quay.html", max_bytes=LIMIT).blocks
