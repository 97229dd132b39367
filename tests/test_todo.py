"""The worklists: what is on them, what no longer is, in which order; as a command and as a page."""

import json
import shutil
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from conftest import CASES
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA
from site_building import QUILLHAVEN, build, copy_edition, words

from pressmark.cli import run
from pressmark.config import Edition
from pressmark.model import (
    WORKLISTS,
    EntityKind,
    Identifier,
    Organisation,
    Person,
    PersonRole,
    Place,
    Record,
    Variant,
    Work,
    Worklist,
)
from pressmark.tei.published import (
    Article,
    Header,
    Passage,
    Speech,
    TextDate,
    TextMention,
    TextSpeech,
    Utterance,
)
from pressmark.tei.worklists import worklists

Captured = pytest.CaptureFixture[str]
WIKIDATA = "WIKIDATA"


def mention(anchor: str, record: str = "", certainty: str = "", words: str = "Fenn") -> TextMention:
    return TextMention(
        anchor=anchor, kind=EntityKind.PERSON, records=(record,) if record else (), words=words,
        passage=0, start=0, end=len(words), certainty=certainty,
    )  # fmt: skip


def utterance(anchor: str, speaker: str = "", certainty: str = "") -> Utterance:
    part = TextSpeech(
        anchor=anchor, mode=Speech.DIRECT, speakers=(speaker,) if speaker else (), words="“Yes,”",
        passage=0, start=0, end=6, certainty=certainty,
    )  # fmt: skip
    return Utterance(parts=(part,), words="Yes", paragraph="p1")


def date(anchor: str, certainty: str, latest: str = "2031-05-06") -> TextDate:
    return TextDate(
        anchor=anchor, earliest="2031-05-06", latest=latest, words="on Tuesday",
        passage=0, start=0, end=10, certainty=certainty,
    )  # fmt: skip


def article(siglum: str = "one", status: str = "draft", **marks: tuple[object, ...]) -> Article:
    passage = Passage(kind="paragraph", anchor="p1", text="…")  # type: ignore[arg-type]
    return Article(
        siglum=siglum,
        header=Header(title=f"Article {siglum}", status=status),
        passages=(passage,),
        **marks,  # type: ignore[arg-type]
    )


def whole(record: Record) -> Record:
    """The record with everything that a confirmed one should have."""
    known = Identifier(scheme=WIKIDATA, url=f"http://www.wikidata.org/entity/Q{len(record.id)}-{record.id}")
    return replace(record, description="Known.", identifiers=(known,))


FENN = whole(Person(id="fenn", name="Ottoline Fenn"))
BRINDLE = whole(Person(id="brindle", name="Tamsin Brindle"))


def listed(kind: Worklist, articles: list[Article], records: list[Record]) -> list[str]:
    """What a worklist says: the place and what to do."""
    found = worklists(articles, records)[kind]
    return [f"{work.siglum or work.records[0]}#{work.anchor} {work.action}" for work in found]


def test_there_is_a_title_for_every_list_and_an_empty_edition_has_nothing_to_do() -> None:
    assert set(WORKLISTS) == set(Worklist)
    assert worklists([], []) == {kind: [] for kind in Worklist}


# Marks


def test_names_without_record_and_quotations_without_speaker() -> None:
    one = article(
        mentions=(mention("m1"), mention("m2", "gone", "0.5"), mention("m3", "fenn")),
        utterances=(utterance("q1"), utterance("q2", "fenn"), utterance("q3", "gone")),
    )
    names = listed(Worklist.NO_RECORD, [one], [FENN])
    assert names == [f"one#{m} say whom or what it names, or take the mark away" for m in ("m2", "m1")]
    spoken = listed(Worklist.NO_SPEAKER, [one], [FENN])
    assert spoken == ["one#q1 say who speaks, if the text tells", "one#q3 say who speaks, if the text tells"]


def test_uncertain_marks_come_the_least_certain_first_whatever_the_article() -> None:
    one = article(
        "one",
        mentions=(mention("m1", "fenn", "0.79"), mention("m2", "fenn", "0.8"), mention("m3", "fenn", "low")),
        dates=(date("d1", "0.3"), date("d2", "0.6", "2031-05-09")),
    )
    two = article("two", utterances=(utterance("q1", "brindle", "0.5"),), mentions=(mention("m1", "fenn"),))
    assert listed(Worklist.LOW_CERTAINTY, [two, one], [FENN, BRINDLE]) == [
        "one#d1 is it 2031-05-06?",
        "two#q1 is it speech, and of Tamsin Brindle?",
        "one#d2 is it 2031-05-06 to 2031-05-09?",
        "one#m1 is it the person Ottoline Fenn?",
    ]


def test_a_mark_without_anchor_is_found_in_its_paragraph() -> None:
    assert listed(Worklist.NO_RECORD, [article(mentions=(mention(""),))], [])[0].startswith("one#p1 ")


@pytest.mark.parametrize("status", ["checked", "approved"])
def test_what_a_person_has_gone_through_is_no_longer_work(status: str) -> None:
    marks = {"mentions": (mention("m1"), mention("m2", "fenn", "0.1")), "utterances": (utterance("q1"),)}
    before = worklists([article(**marks)], [FENN])
    after = worklists([article(status=status, **marks)], [FENN])
    for kind in (Worklist.UNCHECKED, Worklist.NO_RECORD, Worklist.NO_SPEAKER, Worklist.LOW_CERTAINTY):
        assert before[kind]
        assert not after[kind]


def test_articles_are_listed_by_their_least_certain_mark() -> None:
    sure = article("sure", mentions=(mention("m1", "fenn", "0.9"),))
    unsure = article("unsure", dates=(date("d1", "0.4"),))
    by_hand = article("by-hand", mentions=(mention("m1", "fenn"),))
    found = worklists([by_hand, sure, unsure], [FENN])[Worklist.UNCHECKED]
    assert [(work.siglum, work.certainty) for work in found] == [
        ("unsure", 0.4),
        ("sure", 0.9),
        ("by-hand", None),
    ]


# Records


def test_a_draft_is_as_certain_as_the_surest_name_that_leads_to_it() -> None:
    drafts: list[Record] = [Person(id=name, name=name, draft=True) for name in ("one", "two", "three")]
    text = article(
        mentions=(mention("m1", "one", "0.4"), mention("m2", "two", "0.3"), mention("m3", "one", "0.9"))
    )
    found = worklists([text], drafts)[Worklist.DRAFT]
    assert [(work.words, work.certainty) for work in found] == [("two", 0.3), ("one", 0.9), ("three", None)]


@pytest.mark.parametrize(
    ("record", "action"),
    [
        (Place(id="a", name="A"), ["add a description and an identifier"]),
        (replace(FENN, description=""), ["add a description"]),
        (replace(FENN, identifiers=()), ["add an identifier"]),
        (FENN, []),
        # Nobody can identify a source whose name is withheld; a draft is on a list of its own.
        (Person(id="a", name="a diplomat", role=PersonRole.UNNAMED, description="A source."), []),
        (Person(id="a", name="A", draft=True), []),
    ],
)
def test_what_a_record_lacks(record: Record, action: list[str]) -> None:
    assert [work.action for work in worklists([], [record])[Worklist.BARE]] == action


def test_records_that_are_hardly_used() -> None:
    text = article(
        mentions=(mention("m1", "once"), mention("m2", "twice"), mention("m3", "twice")),
        utterances=(utterance("q1", "speaker"),),
    )
    records: list[Record] = [
        whole(Person(id=name, name=name)) for name in ("never", "once", "twice", "speaker")
    ]
    assert listed(Worklist.SINGLETON, [text], records) == [
        "never# mentioned nowhere: see whether it is known under another name",
        "once# mentioned once: see whether it is known under another name",
    ]


# Names one letter apart


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("Tamsin Brindle", "Tamsin Brindel", True),  # two letters changed places
        ("Tamsin Brindle", "Tamsin Brindles", True),
        ("Tamsin Brindle", "Tansin Brindle", True),
        ("Émile Fils", "Emile Fills", True),  # accents do not count
        ("Tamsin Brindle", "Tamsin Brindle", False),  # two of one name were made on purpose
        ("Tamsin Brindle", "Tamsyn Brindel", False),
        ("Iran", "Iraq", False),  # too short to tell
        ("Channel 4", "Channel 5", False),  # numbers
    ],
)
def test_names_one_letter_apart(one: str, other: str, near: bool) -> None:
    records: list[Record] = [Person(id="a", name=one), Person(id="b", name=other)]
    found = worklists([], records)[Worklist.ONE_LETTER]
    assert [work.words for work in found] == ([f"{one} / {other}"] if near else [])


def test_the_better_known_of_two_is_to_be_kept() -> None:
    draft, known = Person(id="brindel", name="Brindel", draft=True), Person(id="brindle", name="Brindle")
    used = article(mentions=(mention("m1", "brindel"), mention("m2", "brindel")))
    merge = "if they are one, merge them: pressmark register merge brindle brindel"
    assert [work.action for work in worklists([used], [draft, known])[Worklist.ONE_LETTER]] == [merge]


def test_records_that_a_person_has_told_apart_or_that_differ_in_kind_are_left_alone() -> None:
    one, other = whole(Person(id="a", name="Brindle")), whole(Person(id="b", name="Brindel"))
    assert not worklists([], [one, other])[Worklist.ONE_LETTER]
    assert worklists([], [one, replace(other, identifiers=one.identifiers)])[Worklist.ONE_LETTER]
    assert not worklists([], [one, Organisation(id="b", name="Brindel")])[Worklist.ONE_LETTER]


def test_variants_count_and_a_pair_is_listed_once() -> None:
    one = Person(id="a", name="Ada Byron", variants=(Variant(name="Lady Byron"),))
    other = Person(id="b", name="Ada Byran", variants=(Variant(name="Lady Biron"),))
    assert [work.records for work in worklists([], [one, other])[Worklist.ONE_LETTER]] == [("a", "b")]


@given(st.lists(st.text("abc", min_size=5, max_size=8), max_size=8, unique=True))
def test_the_short_way_finds_the_same_pairs_as_comparing_all(names: list[str]) -> None:
    records: list[Record] = [Person(id=f"r{number}", name=name) for number, name in enumerate(names)]
    found = {frozenset(work.records) for work in worklists([], records)[Worklist.ONE_LETTER]}
    pairs = combinations(records, 2)
    assert found == {frozenset((a.id, b.id)) for a, b in pairs if OSA.distance(a.name, b.name) == 1}


# The command and the page


@pytest.fixture
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The encoded edition of Quillhaven, as the current folder."""
    root = tmp_path / "quillhaven"
    shutil.copytree(QUILLHAVEN, root)
    monkeypatch.chdir(root)
    return root


def test_the_command_lists_the_first_few_of_each(
    inside: Path, capsys: Captured, request: pytest.FixtureRequest
) -> None:
    assert run(["todo"]) == 0
    said, expected = capsys.readouterr().out, CASES / "todo" / "quillhaven.txt"
    if request.config.getoption("--regenerate"):
        expected.write_text(said, encoding="utf-8")
    assert said == expected.read_text(encoding="utf-8")


def test_one_list_is_shown_whole(inside: Path, capsys: Captured) -> None:
    assert run(["todo"]) == 0
    assert "  … and " not in capsys.readouterr().out
    register = inside / "tei" / "registers" / "people.xml"
    more = "".join(
        f'<person xml:id="crew-{n}"><persName type="preferred">Crew {n}</persName></person>'
        for n in "abcdefgh"
    )
    register.write_text(register.read_text().replace("</listPerson>", f"{more}</listPerson>"))
    assert run(["todo"]) == 0
    assert ": pressmark todo --kind singleton\n" in capsys.readouterr().out
    assert run(["todo", "--kind", "singleton"]) == 0
    shown = capsys.readouterr().out
    assert all(f"Crew {n}; " in shown for n in "abcdefgh")
    assert "draft" not in shown


def test_programs_get_json(inside: Path, capsys: Captured) -> None:
    assert run(["todo", "--kind", "no-record", "--format", "json"]) == 0
    (entry,) = json.loads(capsys.readouterr().out)
    path = Path(entry["path"])
    assert entry == {
        "kind": "no-record", "words": "Marlow", "siglum": "quillhaven-bell", "anchor": "m6", "records": [],
        "certainty": None, "action": "say whom or what it names, or take the mark away",
        "path": "tei/articles/quillhaven-bell.xml", "line": entry["line"],
    }  # fmt: skip
    assert 'xml:id="m6"' in path.read_text(encoding="utf-8").splitlines()[entry["line"] - 1]


def test_what_a_run_would_change_in_an_approved_article_is_listed(
    quillhaven: Edition, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(quillhaven.root)
    assert run(["encode"]) == 0
    path = quillhaven.article_path("quay-repairs")
    approved = path.read_text(encoding="utf-8").replace('status="draft"', 'status="approved"')
    path.write_text(approved, encoding="utf-8")
    seed = quillhaven.seeds / "quay-repairs.txt"
    seed.write_text(seed.read_text(encoding="utf-8").replace("the summer", "two years"), encoding="utf-8")
    run(["encode"])
    capsys.readouterr()
    assert run(["todo", "--kind", "proposal"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("proposal (")
    assert "the seed has other words: “two years” for “the summer”" in said
    # Once nobody approves of it any more, the next run makes the changes.
    path.write_text(approved.replace("approved", "checked"), encoding="utf-8")
    assert run(["todo", "--kind", "proposal"]) == 0
    assert capsys.readouterr().out == "nothing to do\n"


def test_a_broken_file_is_named_and_the_rest_is_listed(inside: Path, capsys: Captured) -> None:
    (inside / "tei" / "articles" / "la-mer.xml").write_text("<TEI")
    assert run(["todo"]) == 1
    captured = capsys.readouterr()
    assert "tei/articles/la-mer.xml:1" in captured.err
    assert "Marlow" in captured.out


def test_a_list_that_there_is_not_is_wrong_use(inside: Path, capsys: Captured) -> None:
    assert run(["todo", "--kind", "ships"]) == 2
    assert "'singleton'" in capsys.readouterr().err


def test_the_page_links_each_entry_to_its_place(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    site = build(root)
    assert (site.status, site.warnings) == (0, "")
    page = site.page("todo")
    links = {words(link): link.get("href") for link in page.xpath("//ul[contains(@class, 'pm-worklist')]//a")}
    assert links["Marlow"] == "articles/quillhaven-bell.html#m6"
    assert links["Ottoline Fenn"] == "people/fenn-ottoline.html"


def test_the_page_follows_what_changed(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    build(root)
    path = root / "tei" / "articles" / "quillhaven-bell.xml"
    path.write_text(path.read_text(encoding="utf-8").replace('status="draft"', 'status="checked"'), "utf-8")
    again = build(root)
    assert "todo" in again.written
    assert "todo" not in again.read
    assert "Marlow" not in words(again.page("todo"))


def test_a_long_list_is_cut_and_the_rest_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pressmark.site.views.worklists._SHOWN", 1)
    said = words(build(copy_edition(tmp_path / "edition")).page("todo"))
    assert "Articles that nobody has gone through (3)" in said
    assert "and 2 more, listed by pressmark todo --kind unchecked" in said


def test_works_have_a_place(inside: Path) -> None:
    for work in _all(worklists([article(mentions=(mention("m1"),))], [Person(id="a", name="A", draft=True)])):
        assert work.siglum or work.records


def _all(found: dict[Worklist, list[Work]]) -> list[Work]:
    return [work for listed in found.values() for work in listed]
