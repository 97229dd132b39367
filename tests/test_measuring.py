"""Measuring from files to files: gold that others made, the own gold, the floor, the figures for the site."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from gold_files import FOLDER
from site_building import build, copy_edition, words

from pressmark.cli import run
from pressmark.config import Edition, load_edition
from pressmark.errors import PressmarkError
from pressmark.evaluation import read_jsonl
from pressmark.model import (
    Annotations,
    EntityKind,
    GoldLayer,
    Measure,
    Mention,
    Quality,
    Register,
    SourceDocument,
    Span,
    SpeakerForm,
    Tally,
)
from pressmark.stages import Measured, TextSet, below_floor, measure_sets, other_gold, own_gold, read_floor
from pressmark.stages.measure import FOLDS, HELD_OUT
from pressmark.stages.quality import floor_path, next_floor, quality_bytes, quality_path

PROJECT = load_edition(Path(__file__).parents[1])
ARTICLE = "storm-odette"
Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def measured() -> list[Measured]:
    """The own gold of this project, measured."""
    return measure_sets(own_gold(FOLDER, PROJECT))


@pytest.fixture
def small(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> Edition:
    """An edition with the gold of one article, as the current folder."""
    gold = edition.root / "tests" / "gold"
    gold.mkdir(parents=True)
    for path in FOLDER.glob(f"{ARTICLE}.*"):
        shutil.copy(path, gold)
    shutil.copytree(FOLDER / "registers", gold / "registers")
    monkeypatch.chdir(edition.root)
    return edition


def line(**values: object) -> dict[str, Any]:
    text = "Ada Byron of Quillhaven said: “It rained.”"
    return {"id": "rain", "text": text, "layers": ["entities", "quotes"], **values}


def lines(*values: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(each) for each in values).encode()


def test_json_lines_become_gold() -> None:
    person = {"start": 0, "end": 9, "type": "person", "text": "Ada Byron", "alt_spans": [[4, 9]]}
    place = {"start": 13, "end": 23, "type": "place", "text": "Quillhaven", "alt": ["org"], "optional": True}
    quote = {"start": 30, "end": 42, "speaker": "Ada Byron", "speaker_form": "name", "speaker_text": "Byron"}
    (document,) = read_jsonl(lines(line(entities=[person, place], quotes=[quote], licence="CC0")), Path("x"))
    assert document.layers == {GoldLayer.NAMES, GoldLayer.SPEECH}
    assert document.licence == "CC0"
    assert [name.spans for name in document.names] == [(Span(0, 9), Span(4, 9)), (Span(13, 23),)]
    assert document.names[1].kinds == {EntityKind.PLACE, EntityKind.ORGANISATION}
    assert [name.optional for name in document.names] == [False, True]
    assert document.speech[0].span.of(document.text) == "“It rained.”"
    assert document.speech[0].speakers[0].names == ("Ada Byron", "Byron")
    assert document.marked is None


@pytest.mark.parametrize(
    ("speaker", "names", "descriptions"),
    [
        ({"speaker": "A", "speaker_form": "pronoun", "speaker_src": "gold-coref"}, ("A",), ()),
        ({"speaker": "A", "speaker_form": "nominal", "speaker_src": "gold-coref"}, ("A",), ()),
        ({"speaker": "he", "speaker_form": "pronoun", "speaker_src": "surface"}, None, None),
        ({"speaker": "a clerk", "speaker_form": "nominal", "speaker_src": "surface"}, (), ("a clerk",)),
        ({"speaker": "a clerk", "speaker_form": "nominal", "speaker_src": "hand"}, (), ("a clerk",)),
        ({}, None, None),
    ],
)
def test_speakers_are_known_by_name_or_by_description(
    speaker: dict[str, str], names: tuple[str, ...] | None, descriptions: tuple[str, ...] | None
) -> None:
    (document,) = read_jsonl(lines(line(quotes=[{"start": 30, "end": 42, **speaker}])), Path("x"))
    speech = document.speech[0]
    found = [(each.names, each.descriptions) for each in speech.speakers]
    assert found == ([] if names is None else [(names, descriptions)])
    assert speech.form is (SpeakerForm.PRONOUN if "pronoun" in speaker.values() else SpeakerForm.DESCRIPTION)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"entities": [{"start": 0, "end": 99, "type": "person"}]}, "entities 1 reaches"),
        ({"entities": [{"start": 5, "end": 5, "type": "person"}]}, "entities 1 reaches"),
        (
            {"entities": [{"start": 0, "end": 3, "type": "ship"}]},
            "'ship', not one of person, place, org",
        ),
        ({"entities": [{"start": 0, "end": 3}]}, "entities 1 has no 'type'"),
        ({"entities": [{"start": 0, "end": 3, "type": "org", "alt": [1]}]}, "'alt' that is no list of words"),
        ({"entities": ["Ada"]}, "entities 1 is no object"),
        ({"entities": {"start": 0}}, "'entities' that is no list"),
        ({"quotes": [{"start": 0, "end": 3}, {"start": "0", "end": 3}]}, "quotes 2 reaches"),
        ({"layers": ["entities", "weather"]}, "unknown layer 'weather'"),
        ({"id": None}, "has no 'id'"),
        ({"text": 7}, "has no 'text'"),
        ({"text": "\ud800"}, "surrogates not allowed"),
    ],
)
def test_json_of_another_form_is_refused_with_its_line(values: dict[str, Any], message: str) -> None:
    with pytest.raises(PressmarkError) as refused:
        read_jsonl(lines(line(id="first"), line(**values)), Path("news.jsonl"))
    assert refused.value.finding.path == "news.jsonl"
    assert refused.value.finding.line == 2
    assert message in refused.value.finding.message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{", "is no JSON"),
        (b"[]", "is no JSON object"),
        (b'"\xff"', "is no JSON in UTF-8"),
        (lines(line(), line()), "'rain' stands twice"),
        (b"\n \n", "holds no text"),
    ],
)
def test_what_is_no_data_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(PressmarkError, match=message):
        read_jsonl(data, Path("news.jsonl"))


def test_other_data_is_read_as_articles_are(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_bytes(lines(line(id="…"), line(id="Rain & Wind")))
    (tmp_path / "a.jsonl").write_bytes(lines(line(licence="CC0")))
    first, second = other_gold(tmp_path)
    assert (first.about.name, first.about.licences, first.about.documents) == ("a", ("CC0",), 1)
    assert [text.document.siglum for text in second.texts] == ["text-1", "rain-wind"]
    assert second.texts[0].document.text == line()["text"]


def test_a_folder_without_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PressmarkError, match="holds no data"):
        other_gold(tmp_path)
    with pytest.raises(PressmarkError, match="holds no gold"):
        own_gold(tmp_path, PROJECT)


def test_gold_without_its_article_is_refused(small: Edition) -> None:
    gold = small.root / "tests" / "gold"
    (gold / f"{ARTICLE}.txt").unlink()
    with pytest.raises(PressmarkError, match=f"gold of '{ARTICLE}', which is no article"):
        own_gold(gold, small)


class Parrot:
    """A learner that finds nothing but remembers which texts it was shown, and tells."""

    def __init__(self, sets: Sequence[TextSet]) -> None:
        self.learnt_from = {each.about.digest for each in sets}
        self.met: list[tuple[str, frozenset[str]]] = []

    def learn(self, sets: Sequence[TextSet]) -> Any:
        shown = frozenset(text.document.siglum for each in sets for text in each.texts)

        def annotator(document: SourceDocument, _register: Register) -> Annotations:
            self.met.append((document.siglum, shown))
            return Annotations()

        return annotator


def test_no_text_is_measured_with_what_has_learnt_from_it(tmp_path: Path) -> None:
    for name, number in (("a", FOLDS + 2), ("b", 2)):
        (tmp_path / f"{name}.jsonl").write_bytes(lines(*(line(id=f"{name}{n}") for n in range(number))))
    (tmp_path / "c.jsonl").write_bytes(lines(line(id="c0")))
    *learnt, new = other_gold(tmp_path)
    parrot = Parrot(learnt)
    measured = measure_sets([*learnt, new], lambda _document, _register: Annotations(), learner=parrot)
    assert [siglum for siglum, _ in parrot.met] == [f"a{n}" for n in range(FOLDS + 2)] + ["b0", "b1"]
    assert all(siglum not in shown and shown for siglum, shown in parrot.met)
    assert [each.about.condition == HELD_OUT for each in measured] == [True, True, False]


def test_the_annotator_is_given_what_it_may_know(small: Edition) -> None:
    registers: list[Register] = []

    def annotator(document: SourceDocument, register: Register) -> Annotations:
        registers.append(register)
        return Annotations(
            mentions=(
                Mention(span=Span(0, 3), kind=EntityKind.PLACE, record=None, certainty=0.5, rule="register"),
            )
        )

    unseen, known = measure_sets(own_gold(small.root / "tests" / "gold", small), annotator)
    assert registers[0] == Register()
    assert registers[1].people
    assert Measure.LINKS in known.overall.tallies
    assert Measure.LINKS not in unseen.overall.tallies


def test_the_mark_up_is_as_good_as_it_was(measured: list[Measured]) -> None:
    floor = read_floor(FOLDER)
    assert {each.about.condition for each in measured} == set(floor)
    worse = below_floor(measured, floor, floor_path(FOLDER))
    assert not worse, "\n".join(map(str, worse))


def test_the_figures_on_the_site_are_those_of_today(measured: list[Measured]) -> None:
    standing = quality_path(PROJECT).read_bytes()
    assert quality_bytes(measured, standing) == standing, "run `make eval` and read the difference"


def with_names(measured: Measured, tally: Tally) -> Measured:
    quality = Quality(tallies={Measure.NAMES: tally, Measure.SPEAKER: tally}, reliability={})
    return replace(measured, by_text=(("a", quality),))


def test_the_floor_rises_by_itself_and_sinks_only_when_told(measured: list[Measured]) -> None:
    now = with_names(measured[0], Tally(right=80, spurious=20, missed=20))
    worse = with_names(measured[0], Tally(right=70, spurious=30, missed=30))
    condition = now.about.condition
    floor = next_floor([now], {}, lower=False)
    assert floor == {condition: {"names": 79.5}}
    assert next_floor([worse], floor, lower=False) == floor
    assert next_floor([worse], floor, lower=True) == {condition: {"names": 69.5}}
    assert not below_floor([now], floor, Path("floor.json"))
    (finding,) = below_floor([worse], floor, Path("floor.json"))
    assert f"names ({condition}) is 70.00, below the floor of 79.5" in finding.message


def test_a_measure_that_is_no_longer_taken_is_below_its_floor(measured: list[Measured]) -> None:
    floor = {measured[0].about.condition: {"names": 50.0, "names-of-ships": 50.0}}
    (finding,) = below_floor(measured, floor, Path("floor.json"))
    assert "names-of-ships" in finding.message


def test_few_cases_make_no_floor(measured: list[Measured]) -> None:
    few = with_names(measured[0], Tally(right=8, spurious=2))
    assert next_floor([few], {}, lower=False) == {few.about.condition: {}}


def test_figures_of_other_data_stay_until_they_are_measured_again(
    measured: list[Measured], tmp_path: Path
) -> None:
    (tmp_path / "news.jsonl").write_bytes(lines(line()))
    (tmp_path / "old.jsonl").write_bytes(lines(line()))
    first = quality_bytes([*measured, *measure_sets(other_gold(tmp_path))], None)
    assert [each["name"] for each in json.loads(first)["sets"]] == ["own gold", "own gold", "news", "old"]
    assert quality_bytes(measured, first) == first
    assert quality_bytes(measured, b"no JSON") == quality_bytes(measured, None)


def test_measuring_prints_every_measure_and_writes_the_figures(small: Edition, capsys: Captured) -> None:
    assert run(["measure"]) == 0
    printed = capsys.readouterr().out
    assert f"\n{ARTICLE} " in printed
    assert "\nall together " in printed
    assert "words that are a date" in printed
    assert printed.endswith("wrote source/quality.json\nwrote tests/gold/floor.json\n")
    assert run(["measure"]) == 0
    assert "wrote" not in capsys.readouterr().out


def test_measuring_other_data_prints_it_too(small: Edition, tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "news.jsonl").write_bytes(lines(line(id="a-text-with-a-very-long-name-of-its-own")))
    assert run(["measure", "--data", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "news: 1 text, 7 words; no registers" in printed
    assert "\na-text-with-a-very-long… " in printed


def test_checking_writes_nothing_and_fails_below_the_floor(small: Edition, capsys: Captured) -> None:
    assert run(["measure"]) == 0
    floor = floor_path(small.root / "tests" / "gold")
    figures = read_floor(floor.parent)
    higher = {condition: {**each, "names": 100.1} for condition, each in figures.items()}
    data = json.dumps(higher).encode()
    floor.write_bytes(data)
    capsys.readouterr()
    assert run(["measure", "--check"]) == 1
    assert "tests/gold/floor.json: floor: names (no registers" in capsys.readouterr().err
    assert run(["measure"]) == 0
    assert floor.read_bytes() != data  # set out again, but not lowered
    assert read_floor(floor.parent) == higher
    assert run(["measure", "--lower-floor"]) == 0
    assert read_floor(floor.parent) == figures
    assert run(["measure", "--check"]) == 0


def test_a_broken_floor_is_told_and_left(small: Edition, capsys: Captured) -> None:
    floor = floor_path(small.root / "tests" / "gold")
    floor.write_text("[1]")
    assert run(["measure"]) == 1
    assert "floor.json: floor: holds no figures" in capsys.readouterr().err
    assert floor.read_text() == "[1]"


def test_the_site_shows_what_was_measured(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    shown = build(root)
    assert (shown.status, shown.warnings) == (0, "")
    page = shown.page("quality")
    stored = json.loads((root / "source" / "quality.json").read_bytes())["sets"]
    tables = page.findall(".//table")
    rows = [[words(cell) for cell in row] for row in tables[0].iter("tr")]
    assert ["all names", *(figure_of(each, "names") for each in stored)] in rows
    assert [words(term).rstrip("¶") for term in page.iter("dt")] == [
        f"{letter}: {each['name']}" for letter, each in zip("ABCDEFG", stored, strict=False)
    ]
    assert stored[0]["digest"] in words(page)
    assert "name, " in words(tables[1])


def figure_of(stored: dict[str, Any], measure: str) -> str:
    return next(f"{each['f1']:.1f}" for each in stored["figures"] if each["measure"] == measure)


def test_the_site_follows_the_figures_and_lives_without_them(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    figures = root / "source" / "quality.json"
    for page in (root / "source").glob("*.md"):
        if page.stem not in ("quality", "index"):
            page.unlink()
    (root / "source" / "index.md").write_text("# Quillhaven\n\n```{toctree}\nquality\n```\n")
    (root / "source" / "quality.md").write_text("# Quality\n\n```{quality} figures\n```\n")
    assert build(root).page("quality").findall(".//table")
    figures.unlink()
    without = build(root)
    assert (without.status, without.warnings) == (0, "")
    assert "Nothing has been measured yet." in words(without.page("quality"))
    figures.write_text('{"sets": [{}]}')
    assert "quality.json holds no figures (KeyError: 'figures')" in build(root).warnings
    (root / "source" / "quality.md").write_text("# Quality\n\n```{quality} weather\n```\n")
    assert "there is no part 'weather'; use one of data, figures, reliability" in build(root).warnings
