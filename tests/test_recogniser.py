"""The name recogniser: what it reads, how its chances become certainties, and that it is quick."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pressmark.annotate.evidence import Evidence
from pressmark.annotate.features import run_features
from pressmark.annotate.language import load_language
from pressmark.annotate.passages import split_sentences, tokenise
from pressmark.annotate.recogniser import Reading, load_recogniser
from pressmark.annotate.runs import find_runs, is_name_word
from pressmark.model import BlockKind, EntityKind, Passage, Span

_SCRAPS = """Tamsin Brindle Fenn the The of Council - ’s ’ ( ) , . U.S. St Port “ ” I’d 3 é́ 中文 Mr and"""
_TEXTS = st.one_of(
    st.text(max_size=200), st.lists(st.sampled_from(_SCRAPS.split()), max_size=60).map(" ".join)
)


def passage(text: str) -> Passage:
    tokens = tokenise(text, Span(0, len(text)))
    sentences = split_sentences(tokens, load_language("en"))
    return Passage(kind=BlockKind.PARAGRAPH, span=Span(0, len(text)), tokens=tokens, sentences=sentences)


def read(text: str) -> list[Reading]:
    return load_recogniser().read([passage(text)], "en")


@given(_TEXTS)
def test_runs_begin_and_end_with_a_name_word_inside_one_sentence(text: str) -> None:
    source = passage(text)
    runs = find_runs(source, load_language("en"))
    for first, end in runs:
        assert is_name_word(source.tokens[first]) and is_name_word(source.tokens[end - 1])
        assert any(start <= first and end <= stop for start, stop in source.sentences)
    assert all(one[1] <= other[0] for one, other in pairwise(runs))


@given(_TEXTS)
def test_names_are_stretches_of_the_passage_and_chances_are_chances(text: str) -> None:
    source = passage(text)
    for reading in read(text):
        assert len(reading.chances) == reading.end - reading.first
        for chances in reading.chances:
            assert chances.keys() == set(EntityKind)
            assert all(-1e-9 <= chance <= 1 for chance in chances.values())
            assert sum(chances.values()) < 1 + 1e-6
        for first, end, _ in reading.names:
            assert 0 <= first < end <= len(source.tokens)


def test_each_token_of_a_run_has_features_of_its_own_and_of_its_neighbours() -> None:
    source = passage("She met Tamsin Brindle in Oslo.")
    evidence = Evidence([source], "en")
    run = evidence.runs[0][-1]
    assert [source.tokens[index].text for index in range(*run)] == ["Tamsin", "Brindle", "in", "Oslo"]
    features = run_features(source, run, {0}, evidence, "en")
    assert {"word=tamsin", "+1=brindle", "before=met", "article=first"} <= features[0].keys()
    assert {"word=oslo", "-1=in", "0:place=B-city"} <= features[3].keys()


def test_the_article_shows_what_a_word_is() -> None:
    evidence = Evidence([passage("Mr Marrow sailed. A marrow is a vegetable. Marrow said no.")], "en")
    shown = evidence.features("Marrow").keys()
    assert {"article=behind-title", "article=small", "article=before-cue", "article=inside"} <= shown
    assert evidence.features("Fenn") == {}


def test_certainties_grow_with_the_chances_and_stay_between_nought_and_one() -> None:
    recogniser = load_recogniser()
    certainties = [recogniser.certainty(percent / 100) for percent in range(101)]
    assert certainties == sorted(certainties)
    assert 0 < certainties[0] < 0.2 and 0.9 < certainties[-1] < 1


def test_a_foreign_alphabet_without_capitals_has_no_runs() -> None:
    assert read("中文新闻 شبكة الأخبار") == []
