"""What indices are made of: lines of words and links, alphabetical order, months and years."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from pressmark.model import Person, PersonRole, Variant
from pressmark.site import filing
from pressmark.site.dates import span_in_words, whole
from pressmark.site.views import lines
from pressmark.site.views.lines import Run

# What XML can hold, and so what can be in an article or a register.
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
RUNS = st.builds(
    Run, WORDS, WORDS, st.sampled_from(["", "pm-ref pm-person"]), st.sampled_from(["", "2031-05"])
)


@given(st.lists(RUNS, max_size=5))
def test_a_line_is_the_same_words_in_html_and_as_nodes(line: list[Run]) -> None:
    said = "".join(run.words for run in line)
    [paragraph] = lxml_html.fragments_fromstring(f"<p>{lines.html(line)}</p>")
    assert paragraph.text_content() == said
    assert "".join(node.astext() for node in lines.plain(line)) == said
    links = [run.href for run in line if run.href and not run.iso]
    assert paragraph.xpath(".//a/@href") == links


def test_a_phrase_takes_lines_in_its_places() -> None:
    found = lines.filled("{one} with {two}.", one=[Run("A {brace}")], two=[Run("B", "b.html")])
    assert found == (Run("A {brace}"), Run(" with "), Run("B", "b.html"), Run("."))


@pytest.mark.parametrize(
    ("earliest", "latest", "words"),
    [
        ("2031-06-01", "2031-06-30", "June 2031"),
        ("2032-02-01", "2032-02-29", "February 2032"),
        ("2031-02-01", "2031-02-29", "1 February 2031 to 29 February 2031"),  # there is no such day
        ("2031-01-01", "2031-12-31", "2031"),
        ("2031-01", "2031-12", "2031"),
        ("2031-06-01", "2031-06-29", "1 June 2031 to 29 June 2031"),
        ("2031-06-02", "2031-06-30", "2 June 2031 to 30 June 2031"),
        ("2031-06-01", "2032-06-30", "1 June 2031 to 30 June 2032"),
        ("2031-06-01", "2031-06-01", "1 June 2031"),
        ("", "2031-05", "May 2031"),
        ("2031", "", "2031"),
        ("", "", ""),
        ("0000-02-01", "0000-02-29", "1 February 0000 to 29 February 0000"),
        ("before the war", "2031", "before the war to 2031"),
    ],
)
def test_whole_months_and_years_are_said_to_be_so(earliest: str, latest: str, words: str) -> None:
    assert span_in_words(earliest, latest) == words


@given(st.dates(), st.dates())
def test_a_stretch_of_days_is_made_no_longer_or_shorter(one: object, other: object) -> None:
    earliest, latest = sorted((str(one), str(other)))
    begin, end = whole(earliest, latest)
    assert earliest.startswith(begin)
    assert latest.startswith(end)
    assert (begin, end) == (earliest, latest) or begin == end


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("Éclair, Zoé", "E"),
        ("Øsk, Ivar", "O"),
        ("Łuk", "L"),
        ("ßtrand", "S"),
        ("The Tide", "T"),
        ("an harbour", "H"),
        ("“Petrel”", "P"),
        ("al-Zafar", "Z"),
        ("Alder", "A"),
        ("Ünal", "U"),
        ("ميناء", "م"),
        ("7 Quays", "#"),
        ("…", "#"),
        ("", "#"),
    ],
)
def test_the_letter_a_name_is_filed_under(name: str, letter: str) -> None:
    assert filing.letter(name) == letter


@given(st.lists(WORDS.filter(str.strip), max_size=12))
def test_the_index_is_in_order_and_lists_every_record_once(names: list[str]) -> None:
    people = [Person(id=f"p{number}", name=name) for number, name in enumerate(names)]
    listed = filing.entries(people)
    assert sorted(entry.record.id for entry in listed) == sorted(person.id for person in people)
    places = [(filing.letter_order(filing.letter(e.heading)), filing.filing_key(e.heading)) for e in listed]
    assert places == sorted(places)


def test_a_variant_is_listed_where_it_would_be_looked_for() -> None:
    person = Person(
        id="x",
        name="Ada Byron",
        forename="Ada",
        surname="Byron",
        variants=(Variant(name="Augusta Ada Byron"), Variant(name="Ada Lovelace")),
    )
    assert [(entry.heading, entry.see) for entry in filing.entries([person])] == [
        ("Byron, Ada", False),
        ("Lovelace, Ada", True),
    ]


def test_sources_without_a_name_are_told_apart() -> None:
    assert filing.nameless(Person(id="x", name="an official", role=PersonRole.UNNAMED))
    assert not filing.nameless(Person(id="y", name="Ada"))
