"""What leads from one article to others, and that its cost and its changes stay where they belong."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressmark.model import BlockKind, EntityKind, Fact, Person, PersonRole, Record
from pressmark.site.index import newest_first
from pressmark.site.relations import Relations
from pressmark.tei.published import Article, Header, Passage, Speech, TextMention, TextSpeech, Utterance

RECORDS: dict[str, Record] = {
    **{name: Person(id=name, name=name.capitalize()) for name in ("ada", "bob", "cat", "dot")},
    "official": Person(id="official", name="an official", role=PersonRole.UNNAMED),
}
FERRY = "We keep the ferry, and we keep it free, whatever the council may say"
NEARLY = "We keep the ferry, but we keep it free, whatever the council may say"
OTHER = "No stone of this quay is older than my patience"


def said(words: str, mode: Speech = Speech.DIRECT) -> Utterance:
    part = TextSpeech(anchor="q1", mode=mode, speakers=(), words=words, passage=0, start=0, end=len(words))
    return Utterance(parts=(part,), words=words, paragraph="p1")


def article(siglum: str, date: str, *people: str, quotations: Sequence[Utterance] = ()) -> Article:
    mentions = tuple(
        TextMention(
            anchor=f"m{number}",
            kind=EntityKind.PERSON,
            records=(name,),
            words=name,
            passage=0,
            start=0,
            end=0,
        )
        for number, name in enumerate(people, start=1)
    )
    published = Fact(value=date) if date else None
    return Article(
        siglum=siglum,
        header=Header(title=siglum.title(), published=published),
        passages=(Passage(kind=BlockKind.PARAGRAPH, anchor="p1", text=""),),
        mentions=mentions,
        utterances=tuple(quotations),
    )


def relations(*articles: Article) -> Relations:
    return Relations(newest_first(articles), RECORDS)


def sigla(found: Sequence[Article | None]) -> list[str]:
    return [each.siglum if each else "" for each in found]


ONE, TWO, THREE = (
    article("one", "2031-01", "ada"),
    article("two", "2031-02"),
    article("three", "2031-03", "ada"),
)
UNDATED = article("undated", "", "ada")


def test_articles_follow_one_another_in_time_and_those_without_a_date_have_no_place_there() -> None:
    found = relations(TWO, UNDATED, THREE, ONE)
    assert sigla([found.before(TWO), found.after(TWO)]) == ["one", "three"]
    assert sigla([found.before(ONE), found.after(THREE)]) == ["", ""]
    assert sigla([found.before(UNDATED), found.after(UNDATED)]) == ["", ""]


def test_a_record_leads_to_the_nearest_articles_that_mention_it() -> None:
    found = relations(ONE, TWO, THREE, UNDATED)
    assert sigla(found.elsewhere(ONE, "ada")) == ["", "three"]
    assert sigla(found.elsewhere(THREE, "ada")) == ["one", ""]
    assert sigla(found.elsewhere(ONE, "bob")) == ["", ""]


def test_whom_few_articles_name_counts_for_more() -> None:
    subject = article("subject", "2031-06", "ada", "bob")
    both = article("both", "2031-01", "ada", "bob")
    rare = article("rare", "2031-02", "bob")
    common = [article(f"common-{number}", f"2030-0{number + 1}", "ada") for number in range(5)]
    fillers = [article(f"filler-{number}", "2029") for number in range(10)]
    found = relations(subject, both, rare, *common, *fillers).related(subject)
    assert [(each.article.siglum, each.people) for each in found[:2]] == [
        ("both", ("bob", "ada")),
        ("rare", ("bob",)),
    ]


@pytest.mark.parametrize("person", ["official", "nobody"])
def test_a_source_without_a_name_and_a_record_that_is_not_there_relate_nothing(person: str) -> None:
    one, other = article("one", "2031", person), article("other", "2031", person)
    assert relations(one, other).related(one) == []


def test_whom_more_than_half_of_the_articles_name_relates_nothing() -> None:
    articles = [article(f"a{number}", "2031", "ada") for number in range(8)]
    assert relations(*articles).related(articles[0]) == []


@pytest.mark.parametrize(
    ("words", "exact"),
    [
        (FERRY, True),
        (FERRY.upper(), True),  # case, diacritics and punctuation do not count
        (NEARLY, False),
        (FERRY[: FERRY.index(", whatever")], False),  # the longer one has it whole
    ],
)
def test_the_same_words_and_nearly_the_same_words_are_found(words: str, exact: bool) -> None:
    one = article("one", "2031-01", quotations=[said(FERRY)])
    other = article("other", "2031-02", quotations=[said(OTHER), said(words)])
    (found,) = relations(one, other, TWO).related(one)
    assert found.article.siglum == "other"
    assert [(shared.words, shared.exact) for shared in found.words] == [(words, exact)]


@pytest.mark.parametrize(
    "quotation",
    [
        said(OTHER),
        said("We keep the ferry"),  # too short to be found within the longer
        said(FERRY, Speech.INDIRECT),  # not the speaker's own words
    ],
)
def test_other_words_relate_nothing(quotation: Utterance) -> None:
    one = article("one", "2031-01", quotations=[said(FERRY)])
    assert relations(one, article("other", "2031-02", quotations=[quotation])).related(one) == []


def test_words_repeated_within_an_article_relate_it_to_none() -> None:
    one = article("one", "2031-01", quotations=[said(FERRY), said(FERRY)])
    assert relations(one, TWO).related(one) == []


names = st.lists(st.sampled_from(["ada", "bob", "cat", "dot", "official"]), max_size=4)
words = st.lists(st.sampled_from([FERRY, NEARLY, OTHER]), max_size=2)
dates = st.sampled_from(["", "2031", "2031-05", "2031-05-06"])
editions = st.lists(st.tuples(dates, names, words), min_size=1, max_size=9).map(
    lambda rows: [
        article(f"a{number}", date, *people, quotations=[said(each) for each in quoted])
        for number, (date, people, quoted) in enumerate(rows)
    ]
)


@given(editions)
def test_what_is_shared_is_in_both_and_nothing_is_related_to_itself(articles: list[Article]) -> None:
    found = relations(*articles)
    for each in articles:
        related = found.related(each)
        assert len({other.article.siglum for other in related} - {each.siglum}) == len(related)
        for other in related:
            assert other.people or other.words
            assert set(other.people) <= set(each.records()) & set(other.article.records())
            own = {said.words for said in other.article.utterances}
            assert {shared.words for shared in other.words} <= own


@given(editions)
def test_before_and_after_are_each_others_opposite(articles: list[Article]) -> None:
    found = relations(*articles)
    for each in articles:
        after = found.after(each)
        assert after is None or found.before(after) == each
        for record_id in set(each.records()):
            following = found.elsewhere(each, record_id)[1]
            assert following is None or found.elsewhere(following, record_id)[0] == each


@given(editions, st.randoms(use_true_random=False))
def test_the_order_in_which_articles_were_read_makes_no_difference(
    articles: list[Article], random: object
) -> None:
    shuffled = list(articles)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = relations(*articles), relations(*shuffled)
    assert [one.digest(each) for each in articles] == [other.digest(each) for each in articles]
    assert [one.related(each) for each in articles] == [other.related(each) for each in articles]


def test_the_digest_changes_with_what_is_shown_and_with_nothing_else() -> None:
    apart = article("apart", "2020", "dot")
    before = relations(ONE, TWO, THREE, apart)
    renamed = article("three", "2031-03-04", "ada")
    after = relations(ONE, TWO, renamed, apart)
    assert before.digest(TWO) != after.digest(TWO)
    assert before.digest(ONE) != after.digest(ONE)
    assert before.digest(apart) == after.digest(apart)


@pytest.mark.parametrize("number", [50, 400])
def test_a_quotation_is_compared_with_no_more_others_in_a_large_edition(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []

    def compare(one: str, _other: str) -> bool:
        compared.append(one)
        return True

    monkeypatch.setattr("pressmark.site.relations._are_alike", compare)
    relations(*(article(f"a{place}", "2031", quotations=[said(FERRY)]) for place in range(number)))
    assert number <= len(compared) <= 12 * number
