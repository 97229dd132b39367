"""The measures: on small cases with known results, and what must hold of any text.

The cases are in `tests/cases/evaluation`: a text with what is to be found in it, the same text with
what was found, and what that makes: right, wrong and missed. A mark is `{person|Ada Byron}`,
`{person?|…}` if it is optional, `{person=byron-ada|…}` with its record; `{says Ada Byron|“…”}` or
`{reports …|…}` with the speaker, `{says:pronoun …|…}` with how the sentence refers to the speaker;
`{date 2031-05-07 2031-05-07|…}`.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressmark.evaluation import measure
from pressmark.evaluation.stretches import stretches
from pressmark.evaluation.words import core, readings, same_speaker, surname
from pressmark.ids import slug
from pressmark.model import (
    Annotations,
    DateExpression,
    EntityKind,
    GoldDate,
    GoldDocument,
    GoldLayer,
    GoldName,
    GoldSpeaker,
    GoldSpeech,
    Measure,
    Mention,
    Person,
    Quotation,
    Register,
    Span,
    SpeakerForm,
    SpeechMode,
    Tally,
    answer,
    summed,
)

CASES = sorted((Path(__file__).parent / "cases" / "evaluation").glob("*.txt"))
KINDS = set(EntityKind)


@dataclass(frozen=True)
class Mark:
    head: str
    span: Span

    @property
    def name(self) -> str:
        return re.split(r"[?=: ]", self.head)[0]

    @property
    def optional(self) -> bool:
        return "?" in self.head

    @property
    def record(self) -> str | None:
        return self.head.partition("=")[2] or None

    @property
    def arguments(self) -> str:
        return self.head.partition(" ")[2]

    @property
    def form(self) -> SpeakerForm:
        form = re.search(r":(\w+)", self.head)
        return SpeakerForm(form[1]) if form else SpeakerForm.NAME

    @property
    def days(self) -> tuple[date, date]:
        first, last = self.arguments.split()
        return date.fromisoformat(first), date.fromisoformat(last)


def read_marks(words: str) -> tuple[str, list[Mark]]:
    """The text without its marks, and the marks in the order in which they begin."""
    text, open_marks, marks = "", [], []
    for part in re.split(r"(\{[^|{}]*\||\})", words):
        if part.startswith("{"):
            open_marks.append((part[1:-1], len(text)))
        elif part == "}":
            head, start = open_marks.pop()
            marks.append(Mark(head, Span(start, len(text))))
        else:
            text += part
    return text, sorted(marks, key=lambda mark: (mark.span.start, -mark.span.end))


def gold_of(text: str, marks: list[Mark], layers: set[GoldLayer]) -> GoldDocument:
    reports = [mark.span for mark in marks if mark.name == "reports"]
    speech = [
        mark
        for mark in marks
        if mark.name == "reports"
        or (mark.name == "says" and not any(outer.covers(mark.span) for outer in reports))
    ]
    dates = [(mark.span, *mark.days) for mark in marks if mark.name == "date"]
    return GoldDocument(
        id="case",
        text=text,
        layers=frozenset(layers),
        names=tuple(gold_name(text, mark) for mark in marks if mark.name in KINDS),
        speech=tuple(map(gold_speech, speech)),
        dates=tuple(GoldDate(span=span, earliest=first, latest=last) for span, first, last in dates),
    )


def gold_name(text: str, mark: Mark) -> GoldName:
    kind = EntityKind(mark.name)
    return GoldName(
        spans=(mark.span,),
        kind=kind,
        kinds=readings(mark.span.of(text), {kind}),
        record=mark.record,
        optional=mark.optional,
    )


def gold_speech(mark: Mark) -> GoldSpeech:
    described = mark.form is SpeakerForm.DESCRIPTION
    names = (mark.arguments,) if mark.arguments else ()
    speaker = GoldSpeaker(names=() if described else names, descriptions=names if described else ())
    return GoldSpeech(
        span=mark.span, speakers=(speaker,) if names else (), form=mark.form, optional=mark.optional
    )


def annotations_of(marks: list[Mark]) -> Annotations:
    said = [mark for mark in marks if mark.name in ("says", "reports")]
    return Annotations(
        mentions=tuple(mention(mark) for mark in marks if mark.name in KINDS),
        quotations=tuple(map(quotation, said)),
        dates=tuple(date_expression(mark) for mark in marks if mark.name == "date"),
        proposals=tuple(
            Person(id=slug(name), name=name, draft=True)
            for name in sorted({mark.arguments for mark in said if mark.arguments})
        ),
    )


def mention(mark: Mark) -> Mention:
    return Mention(
        span=mark.span, kind=EntityKind(mark.name), record=mark.record, certainty=0.9, rule="register"
    )


def quotation(mark: Mark) -> Quotation:
    return Quotation(
        parts=(mark.span,),
        mode=SpeechMode.DIRECT if mark.name == "says" else SpeechMode.INDIRECT,
        speakers=(slug(mark.arguments),) if mark.arguments else (),
        certainty=0.9,
        rule="named-speaker",
    )


def date_expression(mark: Mark) -> DateExpression:
    first, last = mark.days
    return DateExpression(span=mark.span, earliest=first, latest=last, certainty=0.9, rule="calendar-date")


def layers_of(marks: list[Mark]) -> Iterator[GoldLayer]:
    names = {mark.name for mark in marks}
    if names & KINDS:
        yield from (GoldLayer.NAMES, GoldLayer.LINKS)
    if names & {"says", "reports"}:
        yield GoldLayer.SPEECH
    if "date" in names:
        yield GoldLayer.DATES


def sections(case: str) -> dict[str, str]:
    parts = re.split(r"^--- (\w+)\n", case, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    case = sections(path.read_text(encoding="utf-8"))
    text, wanted = read_marks(case["gold"])
    found_text, found = read_marks(case["found"])
    assert found_text == text, "gold and found must be the same text"
    people = (line.partition(" ") for line in case.get("register", "").splitlines())
    register = Register(people=tuple(Person(id=one, name=name) for one, _, name in people))
    document = gold_of(text, wanted, set(layers_of([*wanted, *found])))
    tallies = measure(document, annotations_of(found), register).tallies
    figures = {measure.value: f"{t.right} {t.spurious} {t.missed}" for measure, t in tallies.items()}
    expected = dict(line.split(" ", 1) for line in case["figures"].splitlines())
    assert figures == expected


TEXT = "Ada Byron sang in Quillhaven while Tom Finch of Tidewire wrote to Brannoc Rovers about nothing"
WORDS = TEXT.split()
STARTS = [TEXT.index(word) for word in WORDS]


@st.composite
def name_marks(draw: st.DrawFn) -> list[Mark]:
    """Names that do not overlap, on whole words."""
    cuts = sorted(draw(st.sets(st.integers(0, len(WORDS)), min_size=2)))
    marks = []
    for first, end in pairwise(cuts):
        if draw(st.booleans()):
            span = Span(STARTS[first], STARTS[end - 1] + len(WORDS[end - 1]))
            marks.append(Mark(draw(st.sampled_from(sorted(KINDS))), span))
    return marks


ALL_NAMES = {GoldLayer.NAMES, GoldLayer.LINKS}


@given(name_marks())
def test_who_finds_all_names_and_no_others_gets_full_marks(marks: list[Mark]) -> None:
    tallies = measure(gold_of(TEXT, marks, ALL_NAMES), annotations_of(marks), Register()).tallies
    assert tallies[Measure.NAMES] == Tally(right=len(marks))
    assert all(tally.f1 == 100 for tally in tallies.values() if tally.total)


@given(name_marks())
def test_who_finds_nothing_has_no_recall_and_no_false_names(marks: list[Mark]) -> None:
    tallies = measure(gold_of(TEXT, marks, ALL_NAMES), Annotations(), Register()).tallies
    assert tallies[Measure.NAMES] == Tally(missed=len(marks))


@given(name_marks(), name_marks(), st.randoms(use_true_random=False))
def test_the_order_of_names_does_not_matter(
    wanted: list[Mark], found: list[Mark], order: random.Random
) -> None:
    first = measure(gold_of(TEXT, wanted, ALL_NAMES), annotations_of(found), Register())
    order.shuffle(wanted)
    order.shuffle(found)
    assert measure(gold_of(TEXT, wanted, ALL_NAMES), annotations_of(found), Register()) == first


@given(name_marks(), name_marks())
def test_precision_and_recall_change_places_when_gold_and_found_do(
    wanted: list[Mark], found: list[Mark]
) -> None:
    there = measure(gold_of(TEXT, wanted, ALL_NAMES), annotations_of(found), Register())
    back = measure(gold_of(TEXT, found, ALL_NAMES), annotations_of(wanted), Register())
    one, other = there.tallies[Measure.NAMES], back.tallies[Measure.NAMES]
    assert (one.right, one.spurious, one.missed) == (other.right, other.missed, other.spurious)


@st.composite
def speech_marks(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    """A text of quotations and narration, and its marks."""
    words = ""
    for number in range(draw(st.integers(1, 5))):
        opening, closing = draw(st.sampled_from(["“”", '""', "«»"]))
        speaker = draw(st.sampled_from(["", "Ada Byron", "Tom Finch"]))
        said = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5)))
        words += f"Then {{says {speaker}|{opening}{said}{closing}}} they heard ({number}). "
        words += draw(st.sampled_from(["", "\n\n"]))
    return read_marks(words)


@given(speech_marks())
def test_who_finds_all_speech_and_speakers_gets_full_marks(text_and_marks: tuple[str, list[Mark]]) -> None:
    text, marks = text_and_marks
    quality = measure(gold_of(text, marks, {GoldLayer.SPEECH}), annotations_of(marks), Register())
    assert quality.tallies[Measure.MARKED] == Tally(right=len(marks))
    assert all(tally.f1 == 100 for tally in quality.tallies.values() if tally.total)
    assert all(each.share == 100 for bins in quality.reliability.values() for each in bins.values())


@given(speech_marks(), st.randoms(use_true_random=False))
def test_the_order_of_speech_does_not_matter(
    text_and_marks: tuple[str, list[Mark]], order: random.Random
) -> None:
    text, marks = text_and_marks
    found = [mark for mark in marks if order.random() < 0.7]
    first = measure(gold_of(text, marks, {GoldLayer.SPEECH}), annotations_of(found), Register())
    order.shuffle(found)
    assert measure(gold_of(text, marks, {GoldLayer.SPEECH}), annotations_of(found), Register()) == first


@given(st.text(), st.data())
def test_any_text_and_any_span_can_be_measured(text: str, data: st.DataObject) -> None:
    ends = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    span = Span(*ends)
    kept = core(text, span, EntityKind.PERSON)
    assert span.covers(kept)
    assert kept == core(text, kept, EntityKind.PERSON)
    assert all(stretch.end <= len(text) for stretch in stretches(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “no” and «yes».", ["no", "yes"]),
        ('A "b" c "d".', ["b", "d"]),
        ("Old files have ''two'' apostrophes or \"\"two marks\"\".", ["two", "two marks"]),
        ("Left “open here\nand not there", []),
        ("Left “open here\n“and closed” there", ["open here", "and closed"]),
        ("Within “one ‘another of three words’ stands” here.", ["one ‘another of three words’ stands"]),
        ("Said ‘only two’ or ‘as many as three’.", ["as many as three"]),
        ("Nothing “—” in it", []),
        ("No marks at all", []),
    ],
)
def test_stretches_in_quotation_marks(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in stretches(text)] == expected


@pytest.mark.parametrize(
    ("words", "kind", "expected"),
    [
        ("the Harbour Board’s", EntityKind.ORGANISATION, "Harbour Board"),
        ("Former Mayor Ada Byron,", EntityKind.PERSON, "Ada Byron"),
        ("Mayor Ada Byron", EntityKind.ORGANISATION, "Mayor Ada Byron"),
        ("“Tidewire”", EntityKind.ORGANISATION, "Tidewire"),
        ("Brannoc Ltd.", EntityKind.ORGANISATION, "Brannoc Ltd."),
        ("U.S.", EntityKind.PLACE, "U.S."),
        ("Brannoc.", EntityKind.PLACE, "Brannoc"),
        ("The", EntityKind.PLACE, "The"),
        ("Mayor", EntityKind.PERSON, "Mayor"),
        ("“”", EntityKind.PLACE, "“”"),
    ],
)
def test_the_core_of_a_name(words: str, kind: EntityKind, expected: str) -> None:
    text = f"( {words} )"
    assert core(text, Span(2, 2 + len(words)), kind).of(text) == expected


@pytest.mark.parametrize(
    ("found", "wanted", "same"),
    [
        ("Byron", "Ada Byron", True),
        ("Ada Byron Jr", "A. Byron", True),
        ("QHB", "Quillhaven Harbour Board", True),
        ("the Quillhaven police", "Quillhaven police", True),
        ("Zoë Finch", "Zoe Finch", True),
        ("Ada Byron", "Tom Finch", False),
        ("the spokesman", "a spokesman", False),
        ("", "Ada Byron", False),
    ],
)
def test_names_of_one_speaker(found: str, wanted: str, same: bool) -> None:
    assert same_speaker(found, wanted) is same
    assert same_speaker(wanted, found) is same


def test_a_surname_is_without_suffix_and_title() -> None:
    assert surname("Mayor Ada Byron Jr") == "byron"
    assert surname("the mayor") == ""


def test_sums_are_of_what_was_counted() -> None:
    text, wanted = read_marks("{person|Ada Byron} of {place|Quillhaven} met {person|Finch}.")
    _, found = read_marks("{person|Ada Byron} of {place|Quillhaven} met Finch.")
    quality = measure(gold_of(text, wanted, ALL_NAMES), annotations_of(found), Register())
    both = summed([quality, quality])
    assert both.tallies[Measure.NAMES] == Tally(right=4, missed=2)
    assert (both.reliability["names"]["0.90"].marks, both.reliability["names"]["0.90"].certainty) == (4, 90)


def test_of_a_question_with_one_answer_f1_is_the_share_of_right_answers() -> None:
    tally = sum((answer(right) for right in (True, True, True, False)), Tally())
    assert (tally.precision, tally.recall, tally.f1) == (75, 75, 75)
