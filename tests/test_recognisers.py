"""Other recognisers than the package's own: chosen by name in edition.toml."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from pressmark.annotate import annotate
from pressmark.annotate.recognisers import DEFAULT, choose_recogniser
from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.model import ArticleMeta, Block, BlockKind, Fact, Register, SourceDocument, Span
from pressmark.stages import encode_files

TEXT = "Yesterday zorblax met the quux of plimsoll."


def document(text: str) -> SourceDocument:
    return SourceDocument(
        siglum="case",
        path="case.txt",
        encoding="utf-8",
        meta=ArticleMeta(title=Fact(value="Case")),
        text=text,
        blocks=(Block(kind=BlockKind.PARAGRAPH, span=Span(0, len(text)), group=0),),
    )


@pytest.fixture
def pipeline(tmp_path: Path) -> Iterator[str]:
    """A tiny spaCy pipeline on disk: it takes two made-up words in small letters for names."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the libraries that spaCy is made of
        spacy = pytest.importorskip("spacy", reason="needs spaCy: pip install -r requirements-spacy.txt")
        tiny = spacy.blank("en")
        ruler = tiny.add_pipe("entity_ruler")
        ruler.add_patterns(
            [{"label": "PERSON", "pattern": "zorblax"}, {"label": "GPE", "pattern": "plimsoll"}]
        )
        tiny.to_disk(tmp_path / "tiny")
        yield str(tmp_path / "tiny")


def test_a_spacy_pipeline_finds_the_names(pipeline: str) -> None:
    found = annotate(document(TEXT), Register(), choose_recogniser("spacy", pipeline))
    assert [(mention.span.of(TEXT), str(mention.kind)) for mention in found.mentions] == [
        ("zorblax", "person"),
        ("plimsoll", "place"),
    ]


def test_the_package_s_own_recogniser_does_not_find_them() -> None:
    assert annotate(document(TEXT), Register()).mentions == ()


@pytest.mark.parametrize(
    ("name", "model", "words"),
    [
        ("nonesuch", "", ["nonesuch", DEFAULT, "names.recognizer"]),
        (DEFAULT, "large", ["large", "names.model"]),
    ],
)
def test_a_wrong_choice_is_one_line_that_says_what_to_do(name: str, model: str, words: list[str]) -> None:
    with pytest.raises(PressmarkError) as caught:
        choose_recogniser(name, model)
    line = str(caught.value.finding)
    assert "\n" not in line
    assert all(word in line for word in words)


def test_a_pipeline_that_is_not_installed_is_named(pipeline: str) -> None:
    with pytest.raises(PressmarkError, match="no pipeline 'xx_none'"):
        choose_recogniser("spacy", "xx_none")


def test_a_run_stops_before_the_first_article(edition: Edition, tmp_path: Path) -> None:
    seed = tmp_path / "case.txt"
    seed.write_text(TEXT, encoding="utf-8")
    chosen = Edition(root=edition.root, recogniser="nonesuch")
    with pytest.raises(PressmarkError, match="nonesuch"):
        encode_files([seed], tmp_path / "out", chosen)
    assert not (tmp_path / "out").exists()
