"""Records that were published: merged into another, split in two, and never lost."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pressmark import stages
from pressmark.annotate import annotate
from pressmark.cli import run
from pressmark.config import REGISTER_FILES, Edition, load_edition
from pressmark.model import EntityKind, Finding, NameUse, Person, Variant
from pressmark.seeds import read_seed
from pressmark.stages import ledgers
from pressmark.stages.ledgers import Ledgers, record_entry, write_article_ledger, write_record_ledger
from pressmark.stages.lock import sole_writer
from pressmark.stages.validate import edition_files
from pressmark.tei import write as tei_write
from pressmark.tei.ledger import Ledger, read_article_ledger, read_record_ledger
from pressmark.tei.merge.entries import entry_of
from pressmark.tei.merge.owners import owners, signature
from pressmark.tei.merge.pieces import read_pieces
from pressmark.tei.parse import parse
from pressmark.tei.record_merge import merge_in_register
from pressmark.tei.records import read_register

CASES = Path(__file__).parent / "cases"
MERGES = sorted((CASES / "record-merge").glob("*.txt"))
FIRST_DAY, DAY = date(2031, 5, 7), date(2031, 5, 9)
REGISTER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0">\n'
    "  <!-- kept -->\n  <teiHeader/>\n  <standOff>\n    <list>\n{0}    </list>\n  </standOff>\n</TEI>\n"
)
LISTS = {EntityKind.PERSON: "listPerson", EntityKind.PLACE: "listPlace", EntityKind.ORGANISATION: "listOrg"}

Captured = pytest.CaptureFixture[str]


def publish(edition: Edition) -> Edition:
    """Write the ledgers of an edition as it stands, all its marks those of the machine."""
    for path in edition.articles.glob("*.xml"):
        pieces = read_pieces(parse(path.read_bytes(), str(path)))
        write_article_ledger(
            edition,
            path.stem,
            Ledger(
                replace(
                    entry_of(piece, pieces, FIRST_DAY, by_machine=False),
                    machine=signature(piece, pieces.text) if piece.by_machine else "",
                )
                for piece in pieces.by_anchor.values()
            ),
        )
    register = read_register(edition)
    for kind in EntityKind:
        entries = [record_entry(record, FIRST_DAY) for record in register if record.kind is kind]
        write_record_ledger(edition, kind, Ledger(entries))
    return edition


@pytest.fixture
def ferry(tmp_path: Path) -> Edition:
    """The invented edition of the site's tests, encoded, with its ledgers."""
    root = tmp_path / "edition"
    shutil.copytree(CASES / "site" / "quillhaven", root)
    (root / "seeds").mkdir()
    return publish(load_edition(root))


def faults(edition: Edition) -> list[str]:
    """What is wrong with pointers, and what the check of the anchors finds."""
    found = [*dangling(edition), *stages.check_anchors(edition).findings]
    return [str(finding) for finding in found]


def dangling(edition: Edition) -> list[Finding]:
    found = stages.validate(edition_files(edition), edition).findings
    return [finding for finding in found if finding.rule.startswith("pointer")]


def text_of(edition: Edition, siglum: str = "quillhaven-ferry") -> str:
    return edition.article_path(siglum).read_text(encoding="utf-8")


def changed_lines(before: str, after: str) -> list[tuple[str, str]]:
    assert before.count("\n") == after.count("\n")
    pairs = zip(before.splitlines(), after.splitlines(), strict=True)
    return [(old, new) for old, new in pairs if old != new]


# Two records of one register


@pytest.mark.parametrize("path", MERGES, ids=lambda path: path.stem)
def test_what_a_record_takes_over_from_another(path: Path, request: pytest.FixtureRequest) -> None:
    parts = dict(part.split("\n", 1) for part in path.read_text(encoding="utf-8").split("== ")[1:])
    kind = next(kind for kind in EntityKind if f"<{LISTS[kind][4:].lower()}" in parts["keep"])
    file = REGISTER.replace("list>", f"{LISTS[kind]}>")
    data = file.format(parts["keep"] + parts["gone"]).encode()
    ids = [parts[name].partition('xml:id="')[2].partition('"')[0] for name in ("keep", "gone")]
    merged = merge_in_register(data, "register.xml", kind, ids[0], ids[1])
    around = file.format("\0").encode().split(b"\0")
    assert merged.data.startswith(around[0])
    assert merged.data.endswith(around[1])
    result = merged.data.removeprefix(around[0]).removesuffix(around[1]).decode()
    told = "".join(f"{'!' if each.contradicts else '-'} {each}\n" for each in merged.differences)
    if request.config.getoption("--regenerate", default=False):
        sections = (
            ("keep", parts["keep"]),
            ("gone", parts["gone"]),
            ("merged", result),
            ("differences", told),
        )
        path.write_text("".join(f"== {name}\n{text}" for name, text in sections), encoding="utf-8")
    else:
        assert result == parts["merged"]
        assert told == parts["differences"]


# In an edition


def test_a_merge_leaves_no_pointer_to_what_went(ferry: Edition) -> None:
    report = stages.merge_records(ferry, "senior-harbour-official", "brindle-tamsin", day=DAY)
    assert report.pointers == 10
    assert "person:brindle-tamsin" not in text_of(ferry)
    assert 'who="person:senior-harbour-official"' in text_of(ferry)
    assert faults(ferry) == []
    names = read_register(ferry).by_id()["senior-harbour-official"].names()
    assert [*names] == ["a senior harbour official"]  # a source without a name is called nothing else


def test_the_names_of_the_one_are_variants_of_the_other(ferry: Edition) -> None:
    stages.merge_records(ferry, "fenn-ottoline", "brindle-tamsin", day=DAY)
    record = read_register(ferry).by_id()["fenn-ottoline"]
    assert Variant(name="Tamsin Brindle") in record.variants
    assert Variant(name="the mayor", use=NameUse.DESCRIPTION) in record.variants
    assert record.identifiers
    assert not record.draft  # one of the two was confirmed


def test_only_the_pointers_change_and_a_line_says_so(ferry: Edition) -> None:
    before = text_of(ferry)
    stages.merge_records(ferry, "brindle-tamsin", "fenn-ottoline", day=DAY)
    after = text_of(ferry).replace(
        '\n      <change when="2031-05-09">fenn-ottoline merged into brindle-tamsin.</change>', "", 1
    )
    (line,) = changed_lines(before, after)
    assert line[1] == line[0].replace("person:fenn-ottoline", "person:brindle-tamsin")


def test_the_ledger_knows_what_stands_for_the_record_that_went(ferry: Edition) -> None:
    stages.merge_records(ferry, "brindle-tamsin", "fenn-ottoline", day=DAY)
    entry = read_record_ledger(ferry, EntityKind.PERSON)[0]["fenn-ottoline"]
    assert (entry.is_live, entry.successor) == (False, "brindle-tamsin")
    assert entry.reason == "merged into brindle-tamsin on 2031-05-09"


def test_marks_of_the_machine_stay_the_machines(ferry: Edition) -> None:
    stages.merge_records(ferry, "brindle-tamsin", "fenn-ottoline", day=DAY)
    pieces = read_pieces(parse(ferry.article_path("quillhaven-ferry").read_bytes(), "x"))
    assert "m1" in owners(pieces, read_article_ledger(ferry, "quillhaven-ferry")[0]).machine


def test_marks_of_a_source_without_a_name_are_a_persons_from_then_on(ferry: Edition) -> None:
    path = ferry.article_path("quillhaven-ferry")
    path.write_bytes(path.read_bytes().replace(b'who="person:brindle-tamsin"', b'who="person:ferry-crews"'))
    publish(ferry)
    stages.merge_records(ferry, "brindle-tamsin", "ferry-crews", day=DAY)
    pieces = read_pieces(parse(path.read_bytes(), "x"))
    ours = owners(pieces, read_article_ledger(ferry, "quillhaven-ferry")[0]).machine
    assert "q1" not in ours
    assert "m4" in ours


def test_nobody_is_pointed_to_twice(ferry: Edition) -> None:
    path = ferry.article_path("quillhaven-ferry")
    both = b'who="person:fenn-ottoline person:brindle-tamsin" toWhom'
    path.write_bytes(path.read_bytes().replace(b'who="person:brindle-tamsin" toWhom', both))
    stages.merge_records(ferry, "brindle-tamsin", "fenn-ottoline", day=DAY)
    assert 'who="person:brindle-tamsin" toWhom' in text_of(ferry)


def test_an_article_that_points_to_a_longer_id_is_left_alone(ferry: Edition) -> None:
    people = ferry.registers / "people.xml"
    people.write_bytes(people.read_bytes().replace(b'xml:id="ferry-crews"', b'xml:id="brindle"'))
    publish(ferry)
    before = text_of(ferry)
    assert "person:brindle-tamsin" in before
    assert stages.merge_records(ferry, "senior-harbour-official", "brindle", day=DAY).pointers == 0
    assert text_of(ferry) == before


def test_approved_articles_change_too(ferry: Edition) -> None:
    path = ferry.article_path("quillhaven-ferry")
    path.write_bytes(path.read_bytes().replace(b'status="draft"', b'status="approved"'))
    stages.merge_records(ferry, "brindle-tamsin", "fenn-ottoline", day=DAY)
    assert "person:fenn-ottoline" not in text_of(ferry)
    assert "fenn-ottoline merged into brindle-tamsin." in text_of(ferry)


def test_the_revisions_of_one_day_are_one_entry(ferry: Edition) -> None:
    stages.merge_records(ferry, "senior-harbour-official", "fenn-ottoline", day=DAY)
    stages.merge_records(ferry, "ferry-crews", "senior-harbour-official", day=DAY)
    assert text_of(ferry).count('<change when="2031-05-09">') == 1
    told = (
        "fenn-ottoline merged into senior-harbour-official. senior-harbour-official merged into ferry-crews."
    )
    assert told in text_of(ferry)


def test_contradictions_stop_a_merge_unless_it_is_forced(ferry: Edition) -> None:
    path = ferry.registers / "people.xml"
    identifier = b'<idno type="WIKIDATA">https://www.wikidata.org/entity/Q1</idno>\n      </person>'
    data = path.read_bytes().replace(
        b"the record.</note>\n      </person>", b"the record.</note>" + identifier, 1
    )
    path.write_bytes(data)
    with pytest.raises(stages.MergeConflictError, match=r"contradict each other: WIKIDATA: .*Q0 and .*Q1"):
        stages.merge_records(ferry, "brindle-tamsin", "fenn-ottoline", day=DAY)
    assert path.read_bytes() == data
    report = stages.merge_records(ferry, "brindle-tamsin", "fenn-ottoline", day=DAY, force=True)
    assert [each.what for each in report.differences] == ["WIKIDATA"]
    assert [each.url[-2:] for each in report.record.identifiers] == ["Q0"]


@pytest.mark.parametrize(
    ("keep", "gone", "message"),
    [
        ("brindle-tamsin", "brindle-tamsin", "into itself"),
        ("brindle-tamsin", "quillhaven", "one of kind place"),
        ("brindle-tamsin", "fen-ottoline", "did you mean fenn-ottoline"),
        ("brindel-tamsin", "fenn-ottoline", "did you mean brindle-tamsin"),
    ],
)
def test_what_cannot_be_merged_is_said(ferry: Edition, keep: str, gone: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        stages.merge_records(ferry, keep, gone, day=DAY)
    assert faults(ferry) == []


def test_what_was_merged_already_is_said_and_a_record_deleted_by_hand_can_still_be_merged(
    ferry: Edition,
) -> None:
    stages.merge_records(ferry, "brindle-tamsin", "fenn-ottoline", day=DAY)
    with pytest.raises(ValueError, match="fenn-ottoline was merged into brindle-tamsin already"):
        stages.merge_records(ferry, "ferry-crews", "fenn-ottoline", day=DAY)
    path = ferry.registers / "organisations.xml"
    text = path.read_text()
    start, end = (
        text.index('      <org xml:id="tidewire"'),
        text.index('      <org xml:id="quillhaven-courier"'),
    )
    path.write_text(text[:start] + text[end:])
    assert any("merge KEPT-ID tidewire" in fault for fault in faults(ferry))
    stages.merge_records(ferry, "quillhaven-courier", "tidewire", day=DAY)
    assert faults(ferry) == []


def test_the_id_of_a_merged_record_is_never_given_again(ferry: Edition) -> None:
    stages.merge_records(ferry, "brindle-tamsin", "fenn-ottoline", day=DAY)
    register = stages.load_registers(ferry).register
    assert stages.new_record(register, EntityKind.PERSON, "Fenn, Ottoline Jr").id == "fenn-ottoline-jr"
    assert stages.new_record(register, EntityKind.PLACE, "Fenn Ottoline").id == "fenn-ottoline-2"
    with pytest.raises(ValueError, match="is not given again"):
        stages.new_record(register, EntityKind.PERSON, "Fenn, O.", record_id="fenn-ottoline")


def test_the_tool_proposes_no_record_under_the_id_of_one_that_is_no_more(quillhaven: Edition) -> None:
    document = read_seed(quillhaven.seeds / "quillhaven-ferry.txt", max_bytes=100_000)
    register = read_register(quillhaven)
    assert [record.id for record in annotate(document, register).proposals] == ["marrow-edda"]
    again = annotate(document, replace(register, retired=frozenset({"marrow-edda"})))
    assert [record.id for record in again.proposals] == ["marrow-edda-2"]


# Splits


def test_some_mentions_become_those_of_a_new_record(ferry: Edition) -> None:
    report = stages.split_record(
        ferry,
        "brindle-tamsin",
        "brindle-aunt",
        mentions=["quillhaven-ferry#m5", "quillhaven-ferry#q3"],
        day=DAY,
    )
    assert report.pointers == 2
    assert report.record == Person(
        id="brindle-aunt", name="Tamsin Brindle", forename="Tamsin", surname="Brindle"
    )
    assert read_register(ferry).by_id()["brindle-aunt"] == report.record
    # What a person looked at does not say any more how certain the machine was of it.
    assert '<rs type="person" xml:id="m5" ref="person:brindle-aunt">The mayor</rs>' in text_of(ferry)
    assert 'xml:id="m4" ref="person:brindle-tamsin"' in text_of(ferry)
    assert faults(ferry) == []


def test_all_mentions_in_an_article_become_those_of_a_new_record(ferry: Edition) -> None:
    stages.split_record(
        ferry, "brindle-tamsin", "brindle-aunt", name="Brindle, Aunt", articles=["quillhaven-ferry"], day=DAY
    )
    assert "brindle-tamsin" not in text_of(ferry).replace("split off from brindle-tamsin", "")
    assert "person:brindle-tamsin" in text_of(ferry, "la-mer")
    assert read_register(ferry).by_id()["brindle-aunt"].name == "Aunt Brindle"
    assert faults(ferry) == []


def test_after_a_split_the_marks_of_both_are_a_persons(ferry: Edition) -> None:
    stages.split_record(ferry, "brindle-tamsin", "brindle-aunt", mentions=["quillhaven-ferry#m5"], day=DAY)
    pieces = read_pieces(parse(ferry.article_path("quillhaven-ferry").read_bytes(), "x"))
    ours = owners(pieces, read_article_ledger(ferry, "quillhaven-ferry")[0]).machine
    assert not {"m4", "m5", "q1"} & ours
    assert "m3" in ours


@pytest.mark.parametrize(
    ("new_id", "arguments", "message"),
    [
        ("new", {}, "say which mentions"),
        ("New", {"articles": ["quillhaven-ferry"]}, "is no id"),
        ("quillhaven", {"articles": ["quillhaven-ferry"]}, "is taken by 'Quillhaven'"),
        ("new", {"articles": ["quillhaven-fery"]}, "no article 'quillhaven-fery'"),
        ("new", {"mentions": ["quillhaven-ferry#m1"]}, "does not point to person:brindle-tamsin"),
        ("new", {"mentions": ["m4"]}, "write SIGLUM#ANCHOR"),
    ],
)
def test_what_cannot_be_split_is_said(
    ferry: Edition, new_id: str, arguments: dict[str, list[str]], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        stages.split_record(ferry, "brindle-tamsin", new_id, day=DAY, **arguments)  # type: ignore[arg-type]
    assert "new" not in read_register(ferry).by_id()


# Cut off in between


def bytes_of(edition: Edition) -> dict[str, bytes]:
    files = sorted(path for path in (edition.root / "tei").rglob("*") if path.is_file())
    return {str(path.relative_to(edition.root)): path.read_bytes() for path in files}


def merge(edition: Edition) -> None:
    stages.merge_records(edition, "ferry-crews", "brindle-tamsin", day=DAY)


def split(edition: Edition) -> None:
    stages.split_record(edition, "brindle-tamsin", "brindle-aunt", articles=["quillhaven-ferry"], day=DAY)


@pytest.mark.parametrize("command", [merge, split], ids=["merge", "split"])
@pytest.mark.parametrize("writes", range(11))
def test_a_run_that_was_cut_off_leaves_no_pointer_to_nothing_and_the_next_completes_it(
    ferry: Edition,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: Callable[[Edition], None],
    writes: int,
) -> None:
    shutil.copytree(ferry.root, tmp_path / "whole")
    whole = load_edition(tmp_path / "whole")
    command(whole)
    left = iter(range(writes))
    write_file = tei_write.write_file

    def write_or_die(path: Path, data: bytes) -> bool:
        if path.is_file() and path.read_bytes() == data:
            return False
        if next(left, None) is None:
            raise KeyboardInterrupt
        return write_file(path, data)

    with monkeypatch.context() as patch:
        for module in (tei_write, ledgers, stages.records, stages.repointing):  # type: ignore[attr-defined]
            patch.setattr(module, "write_file", write_or_die)
        try:
            command(ferry)
        except KeyboardInterrupt:
            pass
        else:
            assert writes >= 6
    assert dangling(ferry) == []
    with sole_writer(ferry, "pressmark register"):
        command(ferry)
    assert bytes_of(ferry) == bytes_of(whole)


# Any history

IDS = ["ash", "birch", "cedar", "dogwood"]
NEW_IDS = ["elm", "fir", "gorse"]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), st.sampled_from(IDS + NEW_IDS), st.sampled_from(IDS + NEW_IDS)),
        st.tuples(st.just("split"), st.sampled_from(IDS + NEW_IDS), st.sampled_from(NEW_IDS)),
    ),
    min_size=1,
    max_size=6,
)
POINTERS = st.lists(st.lists(st.sampled_from(IDS), min_size=1, max_size=3), min_size=1, max_size=5)


def grove(root: Path, articles: list[list[list[str]]]) -> Edition:
    """An edition of four people and some articles; each names some of them."""
    root.mkdir()
    (root / "edition.toml").write_text('title = "Grove"\n')
    edition = load_edition(root)
    people = [Person(id=name, name=f"{name.capitalize()} Marrow") for name in IDS]
    before = stages.load_registers(edition)
    for person in people:
        stages.add_record(before, person, edition)
        before = stages.load_registers(edition)
    edition.articles.mkdir()
    for number, mentions in enumerate(articles):
        siglum = f"grove-{number}"
        marks = "".join(
            f'<persName xml:id="m{at}" ref="{" ".join(f"person:{name}" for name in dict.fromkeys(names))}"'
            f' resp="#pressmark">Marrow</persName> '
            for at, names in enumerate(mentions, 1)
        )
        edition.article_path(siglum).write_text(
            '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>A</title><respStmt'
            ' xml:id="pressmark"><resp>a</resp><name>b</name></respStmt></titleStmt><publicationStmt>'
            f'<publisher>A</publisher><idno type="siglum">{siglum}</idno></publicationStmt><sourceDesc>'
            f'<p>A</p></sourceDesc></fileDesc></teiHeader><text xml:space="preserve"><body>'
            f'<p xml:id="p1">{marks}</p></body></text></TEI>'
        )
    return publish(edition)


@pytest.fixture(scope="module")
def groves(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """New folders for new editions."""
    folder = tmp_path_factory.mktemp("groves")
    return (folder / str(number) for number in range(1_000_000))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    articles=st.lists(POINTERS, min_size=1, max_size=3), steps=STEPS, choice=st.randoms(use_true_random=False)
)
def test_after_any_merges_and_splits_no_pointer_leads_to_nothing_and_every_id_to_something(
    groves: Iterator[Path], articles: list[list[list[str]]], steps: list[tuple[str, str, str]], choice: object
) -> None:
    edition = grove(next(groves), articles)
    published = set(IDS)
    for step, one, other in steps:
        try:
            if step == "merge":
                stages.merge_records(edition, one, other, day=DAY)
            else:
                names = [f"grove-{number}" for number in range(len(articles))]
                chosen = [name for name in names if choice.random() < 0.5] or names[:1]  # type: ignore[attr-defined]
                stages.split_record(edition, one, other, articles=chosen, day=DAY)
                published.add(other)
        except ValueError:
            continue  # a record that is not there any more, or an id that was given before
        assert faults(edition) == []
    known, there = Ledgers(edition), read_register(edition).by_id()
    for record_id in published:
        assert known.follow(record_id)[-1] in there
    shutil.rmtree(edition.root)


# The commands


@pytest.fixture
def inside(ferry: Edition, monkeypatch: pytest.MonkeyPatch) -> Edition:
    monkeypatch.chdir(ferry.root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1936051200")
    return ferry


def test_a_merge_on_the_command_line(inside: Edition, capsys: Captured) -> None:
    assert run(["register", "merge", "brindle-tamsin", "fenn-ottoline"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "tei/articles/quillhaven-bell.xml: written",
        "tei/anchors/quillhaven-bell.tsv: written",
        "tei/articles/quillhaven-ferry.xml: written",
        "tei/anchors/quillhaven-ferry.tsv: written",
        "tei/anchors/registers/people.tsv: written",
        "tei/registers/people.xml: written",
        "merged fenn-ottoline into brindle-tamsin: 2 pointers changed",
    ]
    assert run(["anchors", "check"]) == 0
    assert run(["register", "merge", "brindle-tamsin", "nobody"]) == 2
    capsys.readouterr()
    assert run(["register", "show", "fenn-ottoline"]) == 2
    assert "is no more; see pressmark anchors show fenn-ottoline" in " ".join(capsys.readouterr().err.split())


def test_a_split_on_the_command_line(inside: Edition, capsys: Captured) -> None:
    arguments = ["--mentions", "quillhaven-ferry#m5, quillhaven-ferry#q3", "--name", "Brindle, Aunt"]
    assert run(["register", "split", "brindle-tamsin", "brindle-aunt", *arguments]) == 0
    assert "split brindle-aunt off from brindle-tamsin: 2 pointers changed" in capsys.readouterr().out
    assert (inside.registers / REGISTER_FILES[EntityKind.PERSON]).read_text().count("Aunt") == 1
    assert run(["register", "split", "brindle-tamsin", "other"]) == 2
