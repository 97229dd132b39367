"""Reading an article's TEI for publishing."""

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from site_building import QUILLHAVEN

from pressmark.model import BlockKind
from pressmark.tei.parse import parse
from pressmark.tei.published import Article, Speech
from pressmark.tei.read import read_article
from pressmark.tei.text import source_text

EXPECTED = Path(__file__).parent / "cases" / "site" / "read"
ARTICLES = sorted((QUILLHAVEN / "tei" / "articles").glob("*.xml"))


def read(body: str) -> Article:
    """The article of a TEI document with this body and hardly any header."""
    data = (
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/>'
        f'<text xml:space="preserve"><body>{body}</body></text></TEI>'
    )
    return read_article(parse(data.encode(), "test.xml"), "test")


def as_listing(article: Article) -> str:
    """An article as lines that a person can check."""
    lines = [f"article  {article.siglum}: {article.header.title}"]
    for passage in article.passages:
        lines.append(f"passage  {passage.kind} {passage.anchor or '-'}: {passage.text!r}")
    for mention in article.mentions:
        left, right = article.context(mention.start, mention.end, mention.passage, 20)
        records = " ".join(mention.records) or "?"
        lines.append(
            f"mention  {mention.anchor} {mention.kind} {records}: {left!r} [{mention.words}] {right!r}"
        )
    for said in article.every_utterance():
        parts = "+".join(part.anchor for part in said.parts)
        speakers = " ".join(said.speakers) or "?"
        repeated = f" repeated in {said.pull_quote}" if said.pull_quote else ""
        lines.append(
            f"speech   {parts} {said.mode} by {speakers} in {said.paragraph}{repeated}: {said.words}"
        )
    for date in article.dates:
        lines.append(f"date     {date.anchor} {date.earliest} to {date.latest}: {date.words}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_everything_in_an_article_is_read(path: Path, request: pytest.FixtureRequest) -> None:
    listing = as_listing(read_article(parse(path.read_bytes(), str(path)), path.stem))
    expected = EXPECTED / f"{path.stem}.txt"
    if request.config.getoption("--regenerate", default=False):
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(listing, encoding="utf-8", newline="")
    assert listing == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_no_word_of_the_text_is_lost(path: Path) -> None:
    root = parse(path.read_bytes(), str(path))
    article = read_article(root, path.stem)
    shown = "".join(passage.text for passage in article.passages)
    assert "".join(shown.split()) == "".join(source_text(root).split())


def test_tokens_hold_the_same_words_as_the_text_of_their_passage() -> None:
    for path in ARTICLES:
        for passage in read_article(parse(path.read_bytes(), str(path)), path.stem).passages:
            assert "".join(token for token in passage.tokens if isinstance(token, str)) == passage.text


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_an_article_that_was_saved_comes_back_as_it_was(path: Path) -> None:
    whole = read_article(parse(path.read_bytes(), str(path)), path.stem)
    for article in (whole, whole.without_tokens(), read("")):
        again = pickle.loads(pickle.dumps(article))  # noqa: S301 (made just before)
        assert again == article
        assert repr(again) == repr(article)  # named tuples of different kinds may be equal


def test_offsets_point_at_the_words_of_a_mention() -> None:
    for path in ARTICLES:
        article = read_article(parse(path.read_bytes(), str(path)), path.stem)
        for mention in article.mentions:
            assert article.passages[mention.passage].text[mention.start : mention.end] == mention.words


def test_a_chain_of_parts_is_one_quotation() -> None:
    article = read(
        '<p xml:id="p1"><said xml:id="q1" who="person:a" next="#q2">“One,”</said> he said, '
        '<said xml:id="q2" who="person:a" prev="#q1" next="#q3">“two,”</said> and again '
        '<said xml:id="q3" who="person:a" prev="#q2">“three.”</said></p>'
    )
    assert [said.words for said in article.utterances] == ["One, … two, … three."]


def test_a_chain_that_bites_its_tail_ends() -> None:
    article = read(
        '<p><said xml:id="q1" next="#q2" prev="#q9">“One.”</said>'
        '<said xml:id="q2" next="#q1" prev="#q1">“Two.”</said></p>'
    )
    assert [said.words for said in article.utterances] == ["One. … Two."]


def test_verbatim_words_belong_to_the_reported_speech_around_them() -> None:
    article = read(
        '<p>She said <said xml:id="q1" who="person:a" direct="false">the quay was '
        '<said xml:id="q2" who="person:a">“gone.”</said></said></p>'
    )
    (said,) = article.utterances
    assert said.words == "the quay was “gone.”"
    assert [inner.words for inner in said.verbatim] == ["gone."]


def test_somebody_elses_words_inside_reported_speech_stand_for_themselves() -> None:
    article = read(
        '<p><said xml:id="q1" who="person:a" direct="false">he had called '
        '<said xml:id="q2" who="person:b">“help”</said></said></p>'
    )
    assert [said.anchor for said in article.utterances] == ["q1", "q2"]


def test_a_pull_quote_is_no_second_quotation() -> None:
    article = read(
        '<p xml:id="p1"><said xml:id="q1">“Free.”</said></p>'
        '<cit rend="pullquote"><quote xml:id="p2" corresp="#q1">“Free.”</quote></cit>'
    )
    assert [said.pull_quote for said in article.utterances] == ["p2"]
    assert article.passages[1].repeats == "q1"


def test_a_pull_quote_of_nothing_forgets_what_it_repeats() -> None:
    article = read('<cit rend="pullquote"><quote xml:id="p2" corresp="#q7">“Free.”</quote></cit>')
    assert article.passages[0].repeats == ""


def test_a_block_quotation_that_is_no_pull_quote_is_a_paragraph() -> None:
    article = read('<cit><quote xml:id="p1">From a book.</quote><bibl>A book</bibl></cit>')
    assert [passage.kind for passage in article.passages] == [BlockKind.PARAGRAPH, BlockKind.ATTRIBUTION]


def test_text_where_none_is_expected_is_shown_all_the_same() -> None:
    article = read("stray<p>One.</p>and more<note>deep</note>")
    assert [passage.text for passage in article.passages] == ["stray", "One.", "and more", "deep"]


def test_the_space_after_a_dateline_that_runs_in_is_kept() -> None:
    article = read("<dateline>QUILLHAVEN (Tidewire) —</dateline> <p>One.</p>")
    assert [(passage.text, passage.run_in) for passage in article.passages] == [
        ("QUILLHAVEN (Tidewire) — ", True),
        ("One.", False),
    ]


def test_the_context_of_a_name_in_such_a_dateline_goes_on_into_the_paragraph() -> None:
    article = read(
        '<dateline><placeName xml:id="m1">QUILLHAVEN</placeName>—</dateline>'
        '<p><persName xml:id="m2">Ada</persName> came home.</p>'
    )
    assert [article.context(m.start, m.end, m.passage) for m in article.mentions] == [
        ("", "—Ada came home."),
        ("QUILLHAVEN—", " came home."),
    ]


def test_a_dateline_on_a_line_of_its_own_stays_there() -> None:
    article = read("<dateline>QUILLHAVEN</dateline>\n<p>One.</p>")
    assert [passage.run_in for passage in article.passages] == [False, False]


def test_comments_are_no_text() -> None:
    article = read("<p>One<!-- not this --> two.</p><!-- nor this -->")
    assert [passage.text for passage in article.passages] == ["One two."]


def test_q_is_speech_that_is_not_certain() -> None:
    article = read('<p><q who="person:a">“Perhaps.”</q></p>')
    assert article.utterances[0].mode is Speech.UNDECIDED


def test_pointers_to_no_record_are_left_out() -> None:
    article = read('<p><persName ref="#local nonsense person:ada-byron">Ada</persName></p>')
    assert article.mentions[0].records == ("ada-byron",)


def test_an_article_without_a_text_has_no_passages() -> None:
    root = parse(b'<TEI xmlns="http://www.tei-c.org/ns/1.0"/>', "test.xml")
    assert read_article(root, "test").passages == ()


@given(
    text=st.text(max_size=300), start=st.integers(0, 300), length=st.integers(0, 40), width=st.integers(1, 80)
)
def test_the_context_of_a_mention_is_cut_between_words(
    text: str, start: int, length: int, width: int
) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    article = read("<p/>")
    passage = type(article.passages[0])(kind=BlockKind.PARAGRAPH, anchor="p1", text=text)
    whole = Article(siglum="x", header=article.header, passages=(passage,))
    left, right = whole.context(start, end, 0, width)
    assert len(left) <= width
    assert len(right) <= width
    assert text[:start].endswith(left)
    assert text[end:].startswith(right)
