"""The text of an article as HTML and as LaTeX."""

from collections.abc import Iterator
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from pressmark.model import BlockKind, EntityKind
from pressmark.site import latex
from pressmark.site.html import render, render_passage, render_received
from pressmark.site.links import Link
from pressmark.tei.published import (
    FormerAnchor,
    Received,
    Speech,
    TextBreak,
    TextDate,
    TextMention,
    TextSentence,
    TextSpeech,
    TextWords,
    Token,
    WordsUse,
)

PEOPLE = {"ada": Link("../people/ada.html", "Ada <i>Byron</i>"), "bob": Link("../people/bob.html", "Bob")}


class KnownPeople:
    """Links to the few records of these tests."""

    def record(self, record_id: str) -> Link | None:
        return PEOPLE.get(record_id)

    def successor(self, name: str) -> str:
        return f"#{name}" if name.startswith("m") else ""


def mention(anchor: str, *records: str, words: str = "Ada") -> TextMention:
    return TextMention(
        anchor=anchor, kind=EntityKind.PERSON, records=records, words=words, passage=0, start=0, end=0
    )


def speech(anchor: str, *speakers: str, following: str = "", mode: Speech = Speech.DIRECT) -> TextSpeech:
    return TextSpeech(
        anchor=anchor, mode=mode, speakers=speakers, words="", passage=0, start=0, end=0, following=following
    )


def date(earliest: str, latest: str) -> TextDate:
    return TextDate(anchor="d1", earliest=earliest, latest=latest, words="", passage=0, start=0, end=0)


def shown(*tokens: Token) -> str:
    return render(tokens, KnownPeople())


def former(successor: str, reason: str) -> FormerAnchor:
    return FormerAnchor(anchor="m9", successor=successor, reason=reason)


@pytest.mark.parametrize(
    ("token", "line"),
    [
        (former("m1", "twice"), 'What was cited here as m9 is now <a href="#m1">m1</a>: twice.'),
        (former("m1", "Twice!"), 'What was cited here as m9 is now <a href="#m1">m1</a>: Twice!'),
        (former("gone#p1", ""), "What was cited here as m9 is now gone#p1."),
        (former("", "<b>"), "What was cited here as m9 is no longer marked: &lt;b&gt;."),
    ],
)
def test_a_former_anchor_is_a_place_to_land_with_a_hidden_line(token: FormerAnchor, line: str) -> None:
    assert shown(token) == (
        '<span class="pm-former" id="m9" tabindex="-1">'
        f'<span class="pm-former-line" role="note" hidden="hidden">{line}</span></span>'
    )


def test_a_former_anchor_inside_a_link_holds_no_link() -> None:
    html = shown(mention("m1", "ada"), "A", former("m2", "twice"), None)
    assert html.count("<a ") == 1
    assert "is now m2: twice." in html


@pytest.mark.parametrize(("use", "tag"), [(WordsUse.SO_CALLED, "span"), (WordsUse.EMPHASISED, "em")])
def test_words_set_apart_have_their_anchor(use: WordsUse, tag: str) -> None:
    (element,) = lxml_html.fragments_fromstring(shown(TextWords(use=use, anchor="w1"), "A", None))
    assert (element.tag, element.get("id")) == (tag, "w1")


def test_markup_in_the_text_is_shown_as_words() -> None:
    assert shown("<script>alert('x')</script> & co") == "&lt;script&gt;alert('x')&lt;/script&gt; &amp; co"


def test_a_name_is_a_link_to_its_record() -> None:
    assert shown(mention("m1", "bob", words="Bob"), "Bob", None) == (
        '<a class="pm-name pm-person" id="m1" href="../people/bob.html">Bob</a>'
    )


def test_the_title_of_a_name_is_escaped() -> None:
    link = shown(mention("m1", "ada", words="Ada"), "Ada", None)
    assert 'title="Ada &lt;i&gt;Byron&lt;/i&gt;"' in link


@pytest.mark.parametrize(
    ("certainty", "rule", "shown_as"),
    [
        ("0.95", "surname", ' data-cert="0.95"'),
        ("", "surname", ' data-cert="?"'),  # a machine's, which does not say how sure it is
        ("low", "", ' data-cert="low"'),
        ("", "", ""),
        ('"<', "", ' data-cert="&quot;&lt;"'),
    ],
)
def test_a_mark_says_how_sure_it_is(certainty: str, rule: str, shown_as: str) -> None:
    words = TextWords(use=WordsUse.SO_CALLED, anchor="w1", certainty=certainty, rule=rule)
    assert shown(words, "A", None) == f'<span class="pm-so-called" id="w1"{shown_as}>A</span>'


def test_what_the_source_has_is_escaped_and_what_was_corrected_in_it_is_marked() -> None:
    stretches = [
        Received("A & ", shown=True),
        Received("<teh>", shown=False),
        Received(" ferry\n", shown=True),
    ]
    assert render_received(stretches) == (
        '<p class="pm-received" data-pagefind-ignore="all">A &amp; <mark>&lt;teh&gt;</mark> ferry</p>\n'
    )


def test_where_the_source_has_nothing_nothing_is_shown_as_received() -> None:
    assert render_received([Received("\n", shown=True)]) == ""


def test_a_name_without_a_record_keeps_its_anchor_and_is_no_link() -> None:
    assert shown(mention("m1"), "Ada", None) == '<span class="pm-name pm-person" id="m1">Ada</span>'


def test_a_name_inside_a_name_is_no_link_inside_a_link() -> None:
    inside = shown(mention("m1", "ada"), "Ada of ", mention("m2", "bob"), "Bob", None, None)
    assert inside.count("<a ") == 1
    assert 'id="m2"' in inside


def test_a_quotation_links_to_each_of_its_speakers() -> None:
    tree = lxml_html.fromstring(shown(speech("q1", "ada", "bob"), "“Aye.”", None))
    assert [link.get("href") for link in tree.iter("a")] == ["../people/ada.html", "../people/bob.html"]
    assert [link.get("aria-label") for link in tree.iter("a")] == [
        "said by Ada <i>Byron</i>",
        "said by Bob",
    ]


def test_a_quotation_that_goes_on_links_to_its_speaker_at_its_end() -> None:
    assert "<a " not in shown(speech("q1", "bob", following="q2"), "“Aye,”", None)


def test_verbatim_words_in_reported_speech_have_one_link_to_their_speaker() -> None:
    nested = shown(
        speech("q1", "bob", mode=Speech.INDIRECT), "it was ", speech("q2", "bob"), "“so”", None, None
    )
    assert nested.count('class="pm-speaker"') == 1


def test_an_unknown_speaker_is_said_to_be_unknown() -> None:
    assert "speaker unknown" in shown(speech("q1"), "“Aye.”", None)


@pytest.mark.parametrize(
    ("earliest", "latest", "start"),
    [
        (
            "2031-05-06",
            "2031-05-06",
            '<time class="pm-date" id="d1" title="6 May 2031" datetime="2031-05-06">',
        ),
        ("2031-05", "2031-05", '<time class="pm-date" id="d1" title="May 2031" datetime="2031-05">'),
        ("2031-05-01", "2031-05-07", '<span class="pm-date" id="d1" title="1 May 2031 to 7 May 2031">'),
        ("spring", "spring", '<span class="pm-date" id="d1" title="spring">'),
        ("", "", '<span class="pm-date" id="d1">'),
    ],
)
def test_a_date_is_written_for_machines_where_html_can(earliest: str, latest: str, start: str) -> None:
    assert shown(date(earliest, latest), "then", None).startswith(start)


def test_a_paragraph_has_its_number_as_a_link_to_itself() -> None:
    paragraph = render_passage(BlockKind.PARAGRAPH, "p7", ("Words.",), KnownPeople())
    assert paragraph == (
        '<p class="pm-paragraph" id="p7">'
        '<a class="pm-number" href="#p7" aria-label="Paragraph 7">7</a>Words.</p>\n'
    )


def test_a_paragraph_without_an_anchor_has_no_number() -> None:
    assert render_passage(BlockKind.PARAGRAPH, "", ("Words.",), KnownPeople()) == (
        '<p class="pm-paragraph">Words.</p>\n'
    )


def flat(tokens: list[object]) -> Iterator[Token]:
    """Nested lists as tokens: a list is a mark, what is in it, and the end of the mark."""
    for token in tokens:
        if isinstance(token, list):
            mark, inside = token
            yield mark
            yield from flat(inside)
            yield None
        else:
            yield token  # type: ignore[misc]


MARKS = st.sampled_from(
    [
        mention("m1", "ada"),
        mention("m2"),
        speech("q1", "bob"),
        speech("q2"),
        date("2031", "2031"),
        TextWords(use=WordsUse.EMPHASISED),
        TextWords(use=WordsUse.SO_CALLED),
    ]
)
LEAVES = st.one_of(st.text(max_size=8), st.just(TextSentence(anchor="s1")), st.just(TextBreak()))
TREES = st.lists(
    st.recursive(
        LEAVES, lambda inside: st.tuples(MARKS, st.lists(inside, max_size=3)).map(list), max_leaves=12
    ),
    max_size=5,
)


@given(tree=TREES)
def test_any_tokens_make_well_formed_html_with_all_the_words(tree: list[object]) -> None:
    tokens = list(flat(tree))
    rendered = render(tokens, KnownPeople())
    words = "".join(escape(token, quote=False) for token in tokens if isinstance(token, str))
    # Nothing but words stands between tags, save the empty marks of sentences and speakers.
    outside, depth = [], 0
    for character in rendered:
        depth += character == "<"
        if not depth:
            outside.append(character)
        depth -= character == ">"
    assert "".join(outside) == words
    assert rendered.count("<a ") == rendered.count("</a>")
    assert rendered.count("<span") == rendered.count("</span>")


class PlainTypesetter:
    """What the LaTeX writer of Sphinx does, in so far as it matters here."""

    def encode(self, text: str) -> str:
        return text.replace("&", r"\&")

    def hypertarget(self, id: str, withdoc: bool = True, anchor: bool = True) -> str:
        return f"[{id}]"

    def hyperlink(self, id: str) -> str:
        return f"{{\\hyperref[{id}]{{"


@given(tree=TREES)
def test_any_tokens_make_balanced_latex(tree: list[object]) -> None:
    rendered = latex.render(
        [t for t in flat(tree) if not isinstance(t, str)], KnownPeople(), PlainTypesetter()
    )
    assert rendered.count("{") == rendered.count("}")


def test_latex_labels_every_anchor_and_links_names() -> None:
    tokens = (TextSentence(anchor="s1"), mention("m1", "bob"), "Bob & co", None)
    assert latex.render(tokens, KnownPeople(), PlainTypesetter()) == (
        r"[s1][m1]{\hyperref[../people/bob.html::doc]{Bob \& co}}"
    )
