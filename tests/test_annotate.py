"""What the annotators find, in the cases of `cases/annotate` and in arbitrary text."""

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pressmark.annotate as annotate_package
from pressmark.annotate import annotate
from pressmark.model import (
    Annotations,
    ArticleMeta,
    Block,
    BlockKind,
    DateExpression,
    Fact,
    Mention,
    MentionForm,
    Organisation,
    Person,
    PersonRole,
    Place,
    Quotation,
    Register,
    SourceDocument,
    Span,
    SpeechMode,
)
from pressmark.rules import RULES

CASES = Path(__file__).parent / "cases" / "annotate"


class Case(NamedTuple):
    title: str
    published: date | None
    register: Register
    text: str
    expected: dict[str, list[str]]


def _register() -> Register:
    table = tomllib.loads((CASES / "register.toml").read_text(encoding="utf-8"))
    people = [person | {"role": PersonRole(person.get("role", "named"))} for person in table["people"]]
    return Register(
        people=tuple(Person(**person) for person in people),
        places=tuple(Place(**place) for place in table["places"]),
        organisations=tuple(Organisation(**organisation) for organisation in table["organisations"]),
    )


def _case(source: str) -> Case:
    title, _, rest = source.partition("\n")
    body, *sections = rest.split("\n--- ")
    published, register, lines = None, Register(), []
    for line in body.strip().split("\n"):
        key, _, value = line.partition(": ")
        if key == "published":
            published = date.fromisoformat(value)
        elif key == "register":
            register = _register()
        else:
            lines.append(line)
    expected = {}
    for section in sections:
        name, _, found = section.partition("\n")
        expected[name.strip()] = [line for line in found.split("\n") if line.strip()]
    return Case(title.strip(), published, register, "\n".join(lines), expected)


ALL_CASES = [
    _case(source)
    for path in sorted(CASES.glob("*.txt"))
    for source in ("\n" + path.read_text(encoding="utf-8")).split("\n=== ")[1:]
]


def document(text: str, published: date | None = None) -> SourceDocument:
    """A document whose paragraphs are separated by empty lines."""
    blocks, start = [], 0
    for number, paragraph in enumerate(text.split("\n\n")):
        if paragraph.strip():
            span = Span(start, start + len(paragraph))
            blocks.append(Block(kind=BlockKind.PARAGRAPH, span=span, group=number))
        start += len(paragraph) + 2
    meta = ArticleMeta(title=Fact(value="Case"), published=Fact(value=published) if published else None)
    return SourceDocument(
        siglum="case", path="case.txt", encoding="utf-8", meta=meta, text=text, blocks=tuple(blocks)
    )


def _show_mention(mention: Mention, text: str) -> str:
    form = " (description)" if mention.form is MentionForm.DESCRIPTION else ""
    return f"{mention.span.of(text)} = {mention.kind}{form}{'' if mention.record else ' ?'}"


def _show_quotation(quotation: Quotation, text: str, names: dict[str, str]) -> str:
    words = " … ".join(part.of(text).strip() for part in quotation.parts)
    sign = "<" if quotation.mode is SpeechMode.DIRECT else "~"
    line = f"{words} {sign} {' + '.join(names[each] for each in quotation.speakers) or '?'}"
    for addressee in quotation.addressees:
        line += f" > {names[addressee]}"
    return line + (f" @ {names[quotation.medium]}" if quotation.medium else "")


def _show_date(expression: DateExpression, text: str) -> str:
    day = str(expression.earliest)
    if expression.latest != expression.earliest:
        day += f" to {expression.latest}"
    return f"{expression.span.of(text)} = {day}"


def show(found: Annotations, case: Case) -> dict[str, list[str]]:
    """What was found, in the notation of the cases."""
    names = {record.id: record.name for record in (*case.register, *found.proposals)}
    text = case.text
    return {
        "sentences": [span.of(text) for span in found.sentences],
        "names": [_show_mention(mention, text) for mention in found.mentions],
        "speech": [_show_quotation(quotation, text, names) for quotation in found.quotations],
        "quoted": [f"{words.span.of(text)} = {words.kind}" for words in found.quoted_words],
        "dates": [_show_date(expression, text) for expression in found.dates],
    }


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: case.title)
def test_case(case: Case) -> None:
    shown = show(annotate(document(case.text, case.published), case.register), case)
    assert {name: shown[name] for name in case.expected} == case.expected


def _spans(found: Annotations) -> list[Span]:
    return [
        *found.sentences,
        *(mention.span for mention in found.mentions),
        *(part for quotation in found.quotations for part in quotation.parts),
        *(words.span for words in found.quoted_words),
        *(expression.span for expression in found.dates),
    ]


_SCRAPS = """Tamsin Brindle Fenn the said “We noon,” noon.” “ ” ‘ ’ " « » On Monday Council of and minister
told that according to U.S. . , é́ 👩‍🚀 中文 “שלום” ’s - ( ) 5 2031 years ago :"""
_WORDS = st.sampled_from([*_SCRAPS.split(), "\n\n"])


@given(st.one_of(st.text(max_size=300), st.lists(_WORDS, max_size=80).map(" ".join)))
def test_any_text_gives_spans_inside_its_blocks(text: str) -> None:
    source = document(text, date(2031, 5, 7))
    found = annotate(source, _register())
    blocks = [block.span for block in source.blocks]
    for span in _spans(found):
        assert any(block.covers(span) for block in blocks)
        assert span.of(text) == span.of(text).strip() != ""
    known = {record.id for record in (*_register(), *found.proposals)}
    assert {mention.record for mention in found.mentions} - {None} <= known
    assert {speaker for quotation in found.quotations for speaker in quotation.speakers} <= known


def test_every_rule_is_described_and_every_description_is_of_a_rule() -> None:
    folder = Path(annotate_package.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    assert {rule for rule in RULES if f'"{rule}"' not in source} == set()
    found = [annotate(document(case.text, case.published), case.register) for case in ALL_CASES]
    used = {mark.rule for each in found for mark in (*each.mentions, *each.quotations, *each.dates)}
    used |= {words.rule for each in found for words in each.quoted_words}
    assert used <= RULES.keys()
    assert len(used) > len(RULES) / 2  # the cases are about most of the rules


@given(st.lists(_WORDS, max_size=80).map(" ".join))
def test_the_same_text_gives_the_same_annotations(text: str) -> None:
    assert annotate(document(text), _register()) == annotate(document(text), _register())


def _with(register: Register, found: Annotations) -> Register:
    return Register(
        people=(*register.people, *(each for each in found.proposals if isinstance(each, Person))),
        places=(*register.places, *(each for each in found.proposals if isinstance(each, Place))),
        organisations=(
            *register.organisations,
            *(each for each in found.proposals if isinstance(each, Organisation)),
        ),
    )


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: case.title)
def test_drafts_in_the_register_change_nothing_in_the_article_they_come_from(case: Case) -> None:
    source = document(case.text, case.published)
    first = annotate(source, case.register)
    grown = _with(case.register, first)
    second = annotate(source, grown)
    assert replace(second, proposals=()) == replace(first, proposals=())
    assert {record.id for record in second.proposals} <= set(grown.by_id())


@given(st.lists(_WORDS, max_size=80).map(" ".join))
def test_drafts_change_nothing_in_any_text(text: str) -> None:
    first = annotate(document(text), _register())
    second = annotate(document(text), _with(_register(), first))
    assert replace(second, proposals=()) == replace(first, proposals=())


def test_a_dateline_names_a_place() -> None:
    text = "ORPSTEDT — The ferry sailed."
    dateline = Block(kind=BlockKind.DATELINE, span=Span(0, 10), group=0)
    paragraph = Block(kind=BlockKind.PARAGRAPH, span=Span(11, len(text)), group=1)
    found = annotate(replace(document(text), blocks=(dateline, paragraph)), Register())
    assert [(each.span.of(text), str(each.kind)) for each in found.mentions] == [("ORPSTEDT", "place")]
