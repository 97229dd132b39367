"""What an editor has corrected in the text: how it is read, and what each builder shows of it."""

import shutil
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from site_building import Build, build, copy_edition, words

from pressmark.site.html import render
from pressmark.site.links import Link
from pressmark.tei.parse import parse
from pressmark.tei.published import Article, CorrectionKind, TextCorrection, TextTarget
from pressmark.tei.read import read_article

CASE = Path(__file__).parent / "cases" / "site" / "corrections" / "wend-bridge.xml"
FIRST = "The bridge over the Wend [was] opened by Tamsin Brindle."


def read(body: str) -> Article:
    """The article of a TEI document with this body and one editor."""
    data = (
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>'
        '<respStmt xml:id="ow"><resp>corrected by</resp><name>Odile Wren</name></respStmt>'
        '<respStmt xml:id="tool"><resp>proposed by</resp><name>Tool</name></respStmt></titleStmt></fileDesc>'
        '<encodingDesc><appInfo><application ident="tool"/></appInfo></encodingDesc></teiHeader>'
        f'<text xml:space="preserve"><body>{body}</body></text></TEI>'
    )
    return read_article(parse(data.encode(), "test.xml"), "test")


def shown(article: Article) -> list[str]:
    return [passage.text for passage in article.passages]


# Reading


def test_readers_are_shown_the_corrected_words() -> None:
    article = read("<p>over <choice><sic>teh</sic><corr>the</corr></choice> Wend</p>")
    assert shown(article) == ["over the Wend"]


def test_a_correction_knows_its_source_its_maker_and_its_place() -> None:
    (correction,) = read(
        '<p xml:id="p1"><milestone unit="sentence" xml:id="s1"/>over '
        '<choice><sic>teh</sic><corr resp="#ow" cert="high">the</corr></choice> Wend</p>'
    ).corrections
    assert (correction.kind, correction.source, correction.words) == (
        CorrectionKind.CORRECTED,
        "teh",
        "the",
    )
    assert (correction.responsible, correction.certainty, correction.place) == (("Odile Wren",), "high", "s1")


def test_a_correction_outside_any_sentence_is_placed_by_its_passage() -> None:
    article = read(
        '<p xml:id="p1"><milestone xml:id="s1"/>One.</p><p xml:id="p2"><gap reason="missing"/></p>'
    )
    assert [correction.place for correction in article.corrections] == ["p2"]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Wend <supplied>was </supplied>opened", "Wend [was] opened"),
        ("Wend<supplied> was</supplied> opened", "Wend [was] opened"),
        ("Wend<supplied> </supplied>opened", "Wend opened"),
        ("Wend <supplied><hi>was</hi> not </supplied>opened", "Wend [was not] opened"),
        ("Wend <supplied><!-- so in the copy -->was</supplied> opened", "Wend [was] opened"),
        (
            "Wend <supplied> <hi>was</hi><!-- so in the copy --> not </supplied>opened",
            "Wend  [was not] opened",
        ),
        ("<supplied/>Wend", "Wend"),
    ],
)
def test_brackets_stand_around_supplied_words_and_not_around_spaces(body: str, text: str) -> None:
    assert shown(read(f"<p>{body}</p>")) == [text]


def test_a_gap_says_how_much_is_lost() -> None:
    article = read('<p><gap reason="missing" quantity="2" unit="word"/><gap extent="a page"/></p>')
    assert shown(article) == ["[…][…]"]
    assert [(gap.extent, gap.reason) for gap in article.corrections] == [
        ("2 words", "missing"),
        ("a page", ""),
    ]


def test_a_gap_between_two_blocks_is_shown() -> None:
    assert shown(read('<p>One.</p>\n<gap reason="missing"/>\n<p>Two.</p>')) == ["One.", "[…]", "Two."]


def test_names_and_quotations_are_listed_as_corrected() -> None:
    article = read(
        '<p><said xml:id="q1">“It is <choice><sic>oppen</sic><corr>open</corr></choice>,”</said> said '
        '<persName xml:id="m1"><choice><sic>Brinlde</sic><corr>Brindle</corr></choice></persName>.</p>'
    )
    assert [said.words for said in article.utterances] == ["It is open,"]
    (mention,) = article.mentions
    assert mention.words == "Brindle"
    assert article.passages[0].text[mention.start : mention.end] == "Brindle"


def test_an_anchor_in_replaced_words_still_leads_there() -> None:
    article = read(
        '<p><choice><sic><persName xml:id="m7">Brinlde</persName></sic><corr>the mayor</corr></choice></p>'
    )
    assert article.mentions == ()
    assert TextTarget(anchor="m7") in article.passages[0].tokens


def test_a_mistake_that_is_not_corrected_is_noted() -> None:
    article = read("<p>over <sic>teh</sic> Wend</p>")
    assert shown(article) == ["over teh Wend"]
    assert [correction.kind for correction in article.corrections] == [CorrectionKind.NOTED]


def test_marks_are_counted_by_who_answers_for_them() -> None:
    article = read(
        '<p><persName resp="#ow">A</persName><persName resp="#tool">B</persName>'
        '<date resp="#tool #ow">C</date><said>D</said><rs resp="#nobody">E</rs></p>'
    )
    assert (article.makers.people, article.makers.programs, article.makers.unknown) == (2, 1, 2)


_pieces = st.recursive(
    st.sampled_from(("one ", " two", "three", "<gap/>", "<lb/>")),
    lambda inner: st.tuples(
        st.sampled_from(("supplied", "persName", "said", "hi", "choice")), st.lists(inner, max_size=3)
    ).map(
        lambda pair: (
            f"<choice><sic>{''.join(pair[1])}</sic><corr>{''.join(pair[1])}</corr></choice>"
            if pair[0] == "choice"
            else f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"
        )
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(pieces=st.lists(_pieces, max_size=4))
def test_positions_point_at_the_words_whatever_is_corrected(pieces: list[str]) -> None:
    article = read(f"<p>{''.join(pieces)}</p>")
    text = article.passages[0].text
    assert "".join(token for token in article.passages[0].tokens if isinstance(token, str)) == text
    for mark in (*article.mentions, *article.corrections):
        assert text[mark.start : mark.end] == mark.words
    assert [correction.number for correction in article.corrections] == list(
        range(1, len(article.corrections) + 1)
    )


# Rendering


class NoPeople:
    def record(self, record_id: str) -> Link | None:
        return None


def test_what_the_source_has_is_escaped() -> None:
    mark = TextCorrection(
        kind=CorrectionKind.CORRECTED, number=1, words="x", passage=0, start=0, end=1, place="s1",
        source='"><script>alert(1)</script>',
    )  # fmt: skip
    tree = lxml_html.fromstring(f"<p>{render((mark, 'x', None), NoPeople())}</p>")
    assert tree.findall(".//script") == []
    assert tree.find(".//a").get("aria-label") == 'in the source: “"><script>alert(1)</script>”'


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_edition(tmp_path_factory.mktemp("corrections") / "edition")
    shutil.copy(CASE, root / "tei" / "articles")
    return root


@pytest.fixture(scope="module")
def built(edition: Path) -> Build:
    result = build(edition)
    assert result.warnings == ""
    return result


def test_the_page_shows_the_corrected_words_and_says_what_the_source_has(built: Build) -> None:
    page = built.page("articles/wend-bridge")
    assert words(page.get_element_by_id("p1")).startswith(f"1{FIRST}")
    marks = page.xpath("//*[@id='p1']//*[contains(@class, 'pm-correction')]/@aria-label")
    assert marks == [
        "in the source: “teh”",
        "supplied: omitted",
        "in the source: “Brinlde”",
        "in the source: “oppen & free”",
    ]


def test_the_mark_of_a_correction_leads_to_its_entry_in_the_list(built: Build) -> None:
    page = built.page("articles/wend-bridge")
    links = page.xpath("//a[@class='pm-correction']/@href")
    assert links
    entries = [words(page.get_element_by_id(link.removeprefix("#"))) for link in links]
    assert entries[1] == "“the”, in the source: “teh”; sentence 1 (by Odile Wren, certainty high)"


def test_a_mark_inside_a_name_is_no_link_inside_a_link(built: Build) -> None:
    page = built.page("articles/wend-bridge")
    assert page.xpath("//a//a") == []
    assert page.get_element_by_id("m1").xpath(".//span[@role='img']/@aria-label") == [
        "in the source: “Brinlde”"
    ]


def test_the_list_names_every_correction_and_its_place(built: Build) -> None:
    section = built.page("articles/wend-bridge").get_element_by_id("corrections")
    entries = section.xpath(".//li")
    assert len(entries) == 7
    assert words(entries[5]) == "“[…]”, gap in the source: 2 words, illegible; sentence 3 (by Odile Wren)"
    assert entries[5].xpath(".//a/@href") == ["#s3"]


def test_an_article_without_corrections_has_no_list_of_them(built: Build) -> None:
    assert built.page("articles/quillhaven-ferry").xpath("//*[@id='corrections']") == []


def test_the_index_of_quotations_and_the_concordance_give_the_corrected_words(built: Build) -> None:
    assert "“It is open & free,”" in words(built.page("quotations"))
    assert "opened by Tamsin Brindle." in words(built.page("people/brindle-tamsin"))
    for name in ("quotations", "people/brindle-tamsin"):
        assert "oppen" not in words(built.page(name))


def test_plain_text_holds_the_corrected_words_and_the_list(edition: Path) -> None:
    text = (build(edition, "text").out / "articles" / "wend-bridge.txt").read_text(encoding="utf-8")
    one_line = " ".join(text.split())
    assert FIRST in one_line
    assert "1. “Again”, in the source: “Agian”; heading 1" in one_line


def test_paper_shows_the_words_of_the_source_beside_the_corrected_ones(edition: Path) -> None:
    latex = build(edition, "latex")
    assert latex.warnings == ""
    volume = (latex.out / "edition.tex").read_text(encoding="utf-8")
    assert "over the{\\footnotesize  {[}in the source: “teh”{]}} Wend {[}was{]} opened" in volume


def test_epub_holds_the_corrected_words_and_the_list(edition: Path) -> None:
    epub = build(edition, "epub")
    assert epub.warnings == ""
    (book,) = epub.out.glob("*.epub")
    with zipfile.ZipFile(book) as archive:
        page = lxml_html.fromstring(archive.read("articles/wend-bridge.xhtml"))
    assert FIRST in words(page)
    assert len(page.get_element_by_id("corrections").findall(".//li")) == 7
