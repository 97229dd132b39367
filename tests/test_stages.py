"""A run over an edition: what is encoded, what is left alone, what is written, and in which order.

The annotator is replaced by a small one that knows what these tests need to know:
it marks the words given and proposes a record for each that the register lacks.
"""

import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pressmark import stages
from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.ids import make_record_id
from pressmark.model import (
    Annotations,
    EntityKind,
    Finding,
    Mention,
    Person,
    Record,
    Register,
    Severity,
    SourceDocument,
    Span,
)
from pressmark.seeds import read_seed
from pressmark.stages.clock import OutOfTimeError, within
from pressmark.stages.parallel import Workers, spread
from pressmark.tei.ledger import read_article_ledger, read_record_ledger
from pressmark.tei.parse import parse
from pressmark.tei.records import read_register
from pressmark.tei.text import source_text

Snapshot = Callable[[Path], dict[str, tuple[bytes, int]]]
NAMES = re.compile(r"\b(?:Alder|Birch|Cedar)\b")


def annotate_trees(document: SourceDocument, register: Register, recogniser: object = None) -> Annotations:
    """Marks Alder, Birch and Cedar as persons. Cedar is recognised only once Birch is in the register."""
    known = {record.name: record.id for record in register}
    proposals: dict[str, Record] = {}
    mentions = []
    for match in NAMES.finditer(document.text):
        name = match[0]
        if name == "Cedar" and "Birch" not in known:
            continue
        if name not in known and name not in proposals:
            record_id = make_record_id(name, taken=(record.id for record in register))
            proposals[name] = Person(id=record_id, name=name, draft=True, source=document.siglum)
        record_id = known.get(name) or proposals[name].id
        span = Span(*match.span())
        mentions.append(
            Mention(span=span, kind=EntityKind.PERSON, record=record_id, certainty=0.9, rule="register")
        )
    findings = ()
    if "doubtful" in document.text:
        findings = (
            Finding(
                path=document.path,
                rule="doubt",
                message="doubtful",
                hint="look at it",
                severity=Severity.WARNING,
            ),
        )
    return Annotations(mentions=tuple(mentions), proposals=tuple(proposals.values()), findings=findings)


@pytest.fixture(autouse=True)
def _annotate_trees(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pressmark.stages.article.annotate", annotate_trees)


def put(edition: Edition, name: str, text: str) -> Path:
    path = edition.seeds / name
    path.write_text(text, encoding="utf-8")
    return path


def article(words: str) -> str:
    return f"A Walk in the Park\n\n{words} went for a walk in the park, and it rained all day.\n"


def test_every_seed_becomes_a_tei_file_that_holds_its_text(edition: Edition) -> None:
    texts = {"one": article("Alder"), "two": article("Birch").replace("\n", "\r\n")}
    for siglum, text in texts.items():
        (edition.seeds / f"{siglum}.txt").write_bytes(text.encode())
    report = stages.encode_edition(edition)
    assert (report.total, report.encoded, report.failed, report.findings) == (2, 2, 0, ())
    for siglum, text in texts.items():
        path = edition.article_path(siglum)
        assert source_text(parse(path.read_bytes(), str(path))) == text


def test_a_second_run_encodes_nothing_and_touches_nothing(edition: Edition, snapshot: Snapshot) -> None:
    put(edition, "one.txt", article("Alder"))
    put(edition, "two.txt", article("Birch"))
    stages.encode_edition(edition)
    before = snapshot(edition.root)
    report = stages.encode_edition(edition)
    assert (report.encoded, report.unchanged, report.written, report.drafts) == (0, 2, (), ())
    assert snapshot(edition.root) == before


@pytest.mark.parametrize("damage", ["", "{", '{"format": 1}', '{"format": 1, "articles": {"one": 3}}', "[]"])
def test_a_lost_or_damaged_cache_costs_only_time(edition: Edition, snapshot: Snapshot, damage: str) -> None:
    put(edition, "one.txt", article("Alder"))
    stages.encode_edition(edition)
    before = snapshot(edition.root / "tei")
    (edition.root / "build" / "encode.json").write_text(damage)
    report = stages.encode_edition(edition)
    assert (report.encoded, report.written) == (1, ())
    assert snapshot(edition.root / "tei") == before


def test_an_article_is_encoded_again_when_its_seed_changes_and_no_other_is(edition: Edition) -> None:
    put(edition, "one.txt", article("Alder"))
    put(edition, "two.txt", article("Alder"))
    stages.encode_edition(edition)
    put(edition, "one.txt", article("Alder and friends"))
    report = stages.encode_edition(edition)
    assert (report.encoded, report.unchanged) == (1, 1)
    assert report.written == (edition.article_path("one"),)


def test_an_article_is_encoded_again_when_its_sidecar_appears(edition: Edition) -> None:
    put(edition, "one.txt", article("Alder"))
    stages.encode_edition(edition)
    put(edition, "one.toml", 'outlet = "Quillhaven Courier"\n')
    report = stages.encode_edition(edition)
    assert report.written == (edition.article_path("one"),)
    assert "Quillhaven Courier" in edition.article_path("one").read_text()


def test_an_article_is_encoded_again_when_the_settings_in_its_header_change(edition: Edition) -> None:
    put(edition, "one.txt", article("Alder"))
    stages.encode_edition(edition)
    report = stages.encode_edition(replace(edition, publisher="Another Library"))
    assert report.written == (edition.article_path("one"),)


def test_how_a_run_is_spread_does_not_encode_anything_again(edition: Edition) -> None:
    put(edition, "one.txt", article("Alder"))
    stages.encode_edition(edition)
    assert stages.encode_edition(replace(edition, jobs=2, backend="threading")).encoded == 0


def test_a_deleted_tei_file_is_made_again(edition: Edition) -> None:
    put(edition, "one.txt", article("Alder"))
    stages.encode_edition(edition)
    data = edition.article_path("one").read_bytes()
    edition.article_path("one").unlink()
    stages.encode_edition(edition)
    assert edition.article_path("one").read_bytes() == data


def test_names_that_no_register_knows_become_drafts_and_the_articles_point_to_them(edition: Edition) -> None:
    put(edition, "one.txt", article("Alder"))
    report = stages.encode_edition(edition)
    assert [record.id for record in report.drafts] == ["alder"]
    (record,) = read_register(edition).people
    assert record.draft
    assert record.source == "one"
    assert 'ref="person:alder"' in edition.article_path("one").read_text()


def test_a_run_goes_on_until_new_records_bring_no_newer_ones(edition: Edition) -> None:
    put(edition, "one.txt", article("Cedar"))  # found only after Birch, which the other article brings
    put(edition, "two.txt", article("Birch"))
    report = stages.encode_edition(edition)
    assert [record.id for record in report.drafts] == ["birch", "cedar"]
    assert 'ref="person:cedar"' in edition.article_path("one").read_text()
    assert stages.encode_edition(edition).encoded == 0


def test_the_registers_do_not_depend_on_how_the_run_is_spread(edition: Edition, tmp_path: Path) -> None:
    for number in range(40):
        put(edition, f"a{number:02}.txt", article(("Alder", "Birch", "Cedar")[number % 3]))
    other = replace(edition, root=tmp_path / "other", jobs=2, backend="threading")
    other.root.mkdir()
    (edition.seeds).rename(other.seeds)
    stages.encode_edition(other)
    (other.seeds).rename(edition.seeds)
    stages.encode_edition(edition)
    for path in (other.root / "tei").rglob("*.xml"):
        assert path.read_bytes() == (edition.root / path.relative_to(other.root)).read_bytes()


@pytest.mark.slow
def test_processes_write_the_same_tei_as_one(quillhaven: Edition, tmp_path: Path) -> None:
    for number in range(40):
        put(quillhaven, f"a{number:02}.txt", article("Tamsin Brindle"))
    settings = (quillhaven.root / "edition.toml").read_text()
    outputs = [tmp_path / "alone", tmp_path / "spread"]
    for jobs, output in enumerate(outputs, start=1):
        (quillhaven.root / "edition.toml").write_text(f"{settings}\n[run]\njobs = {jobs}\n")
        command = [sys.executable, "-m", "pressmark", "encode", "--output", output]  # the real annotator
        subprocess.run(command, cwd=quillhaven.root, check=True)
    alone, spread_out = ({path.name: path.read_bytes() for path in output.iterdir()} for output in outputs)
    assert len(alone) == 42
    assert alone == spread_out


def test_a_record_that_a_person_wrote_stays_byte_for_byte(quillhaven: Edition) -> None:
    people = quillhaven.registers / "people.xml"
    head, tag, tail = people.read_bytes().partition(b'      <person xml:id="brindle-tamsin">')
    put(quillhaven, "walk.txt", article("Alder"))
    stages.encode_edition(quillhaven)
    after = people.read_bytes()
    assert after.startswith(head)
    assert after.endswith(tag + tail)
    assert b'xml:id="alder"' in after[len(head) : -len(tag + tail)]


def test_what_was_warned_of_is_warned_of_again_without_encoding(edition: Edition) -> None:
    put(edition, "one.txt", article("A doubtful Alder"))
    first = stages.encode_edition(edition)
    second = stages.encode_edition(edition)
    assert second.encoded == 0
    assert [finding.rule for finding in second.findings] == ["doubt"]
    assert second.findings == first.findings


def test_a_finding_that_the_sidecar_accepts_is_not_reported(edition: Edition) -> None:
    put(edition, "one.txt", article("A doubtful Alder"))
    put(edition, "one.toml", 'accept = ["doubt"]\n')
    assert stages.encode_edition(edition).findings == ()


def test_what_a_person_changed_stays_and_the_rest_is_brought_up_to_date(edition: Edition) -> None:
    put(edition, "one.txt", article("Alder and Birch"))
    stages.encode_edition(edition)
    path = edition.article_path("one")
    path.write_bytes(path.read_bytes().replace(b'ref="person:alder"', b'ref="person:birch"'))
    put(edition, "one.txt", article("Alder and Birch and friends"))
    report = stages.encode_edition(edition)
    assert (report.left, report.encoded, report.findings) == ((), 1, ())
    assert path.read_text().count('ref="person:birch"') == 2
    assert "and friends" in path.read_text()


def test_a_record_is_not_drafted_again_for_words_that_a_person_freed(edition: Edition) -> None:
    put(edition, "one.txt", article("Alder"))
    stages.encode_edition(edition)
    path = edition.article_path("one")
    path.write_text(re.sub(r"<persName[^>]*>(Alder)</persName>", r"\1", path.read_text()))
    edition.registers.joinpath("people.xml").unlink()
    report = stages.encode_edition(edition)
    assert report.drafts == ()
    assert [finding.rule for finding in report.findings] == ["anchor-gone"]
    assert "<persName" not in path.read_text()


def test_approved_tei_is_left_as_it_is_and_its_proposals_are_told(edition: Edition) -> None:
    put(edition, "one.txt", article("Alder"))
    stages.encode_edition(edition)
    path = edition.article_path("one")
    path.write_bytes(path.read_bytes().replace(b'status="draft"', b'status="approved"'))
    before = path.read_bytes()
    put(edition, "one.txt", article("Alder and Birch"))
    for _ in range(2):  # the second time from the cache
        report = stages.encode_edition(edition)
        assert [note.path for note in report.left] == [path]
        assert "approved, and left as it is; 2 changes proposed: the seed has" in report.left[0].message
        assert [finding.rule for finding in report.pending] == ["pending", "pending"]
        assert (report.encoded, report.findings, report.drafts) == (0, (), ())
        assert path.read_bytes() == before


def test_a_ledger_that_is_damaged_stops_its_article_and_no_other(
    edition: Edition, snapshot: Snapshot
) -> None:
    put(edition, "one.txt", article("Alder"))
    put(edition, "two.txt", article("Birch"))
    stages.encode_edition(edition)
    ledger = edition.article_ledger("one")
    ledger.write_text(ledger.read_text().replace("\tlive\t", "\t<<<<<<<\t", 1))
    before = snapshot(edition.root / "tei")
    put(edition, "one.txt", article("Alder and friends"))
    report = stages.encode_edition(edition)
    assert [(finding.path, finding.rule) for finding in report.findings] == [(str(ledger), "ledger")]
    assert (report.failed, report.unchanged) == (1, 1)
    assert snapshot(edition.root / "tei") == before


def test_every_anchor_and_record_is_noted_with_the_day_of_its_publication(edition: Edition) -> None:
    put(edition, "one.txt", article("Alder"))
    stages.encode_edition(edition, day=date(2031, 5, 6))
    put(edition, "one.txt", article("Alder and Birch"))
    stages.encode_edition(edition, day=date(2031, 5, 7))
    article_ledger, _ = read_article_ledger(edition, "one")
    records, _ = read_record_ledger(edition, EntityKind.PERSON)
    days = {entry.anchor: entry.since.day for entry in (*article_ledger.live(), *records.live())}
    assert days["m1"] == days["p1"] == days["alder"] == 6
    assert days["m2"] == days["birch"] == 7


def test_tei_without_a_seed_stays_with_a_warning(edition: Edition) -> None:
    seed = put(edition, "one.txt", article("Alder"))
    stages.encode_edition(edition)
    seed.unlink()
    report = stages.encode_edition(edition)
    assert [(finding.rule, finding.severity) for finding in report.findings] == [("no-seed", "warning")]
    assert edition.article_path("one").is_file()


def test_two_seeds_with_one_siglum_are_both_refused(edition: Edition) -> None:
    put(edition, "one.txt", article("Alder"))
    stages.encode_edition(edition)
    data = edition.article_path("one").read_bytes()
    put(edition, "One.txt", article("Birch"))
    put(edition, "three.txt", article("Birch"))
    report = stages.encode_edition(edition)
    assert [finding.rule for finding in report.findings] == ["siglum-taken", "siglum-taken"]
    assert edition.article_path("one").read_bytes() == data
    assert edition.article_path("three").is_file()


def test_files_in_seeds_that_belong_to_no_article_are_named(edition: Edition) -> None:
    put(edition, "one.txt", article("Alder"))
    put(edition, "two.toml", "")
    put(edition, "scan.pdf", "")
    put(edition, "README.md", "")
    put(edition, ".hidden", "")
    report = stages.encode_edition(edition)
    assert [Path(finding.path).name for finding in report.findings] == ["scan.pdf", "two.toml"]


def test_a_check_writes_nothing_and_says_what_would_change(edition: Edition, snapshot: Snapshot) -> None:
    put(edition, "one.txt", article("Alder"))
    before = snapshot(edition.root)
    report = stages.encode_edition(edition, check=True)
    assert report.written == (edition.article_path("one"),)
    assert [record.id for record in report.drafts] == ["alder"]
    assert snapshot(edition.root) == before
    stages.encode_edition(edition)
    assert stages.encode_edition(edition, check=True).written == ()


def test_encoding_elsewhere_leaves_the_edition_alone(
    edition: Edition, tmp_path: Path, snapshot: Snapshot
) -> None:
    seed = put(edition, "one.txt", article("Alder"))
    before = snapshot(edition.root)
    output = tmp_path / "output"
    report = stages.encode_files([seed], output, edition)
    assert report.written == (output / "one.xml",)
    root = parse((output / "one.xml").read_bytes(), "one.xml")
    assert source_text(root) == article("Alder")
    assert b"<standOff>" in (output / "one.xml").read_bytes()
    assert snapshot(edition.root) == before


def test_a_file_from_elsewhere_is_encoded_into_the_edition(edition: Edition, tmp_path: Path) -> None:
    path = tmp_path / "Quay News 7.txt"
    path.write_text(article("Alder"))
    report = stages.encode_edition(edition, [path])
    assert edition.article_path("quay-news-7").is_file()
    assert [note.path for note in report.notes] == [path]


def test_a_file_from_elsewhere_replaces_no_other_article(edition: Edition, tmp_path: Path) -> None:
    put(edition, "one.txt", article("Alder"))
    stages.encode_edition(edition)
    data = edition.article_path("one").read_bytes()
    stranger = tmp_path / "one.txt"
    stranger.write_text(article("Birch"))
    assert [finding.rule for finding in stages.encode_edition(edition, [stranger]).findings] == [
        "siglum-taken"
    ]
    (edition.seeds / "one.txt").unlink()
    assert [finding.rule for finding in stages.encode_edition(edition, [stranger]).findings] == [
        "siglum-taken"
    ]
    assert edition.article_path("one").read_bytes() == data


def test_a_seed_reached_by_a_symbolic_link_is_that_seed(edition: Edition, tmp_path: Path) -> None:
    put(edition, "one.txt", article("Alder"))
    (tmp_path / "link").symlink_to(edition.root)
    report = stages.encode_edition(edition, [tmp_path / "link" / "seeds" / "one.txt"])
    assert (report.encoded, report.findings, report.notes) == (1, (), ())


def test_a_fault_of_the_program_in_one_article_does_not_stop_the_others(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_on_alder(document: SourceDocument, register: Register, recogniser: object = None) -> Annotations:
        if "Alder" in document.text:
            raise KeyError("Alder")
        return annotate_trees(document, register)

    monkeypatch.setattr("pressmark.stages.article.annotate", fail_on_alder)
    put(edition, "one.txt", article("Alder"))
    put(edition, "two.txt", article("Birch"))
    report = stages.encode_edition(edition)
    assert [finding.rule for finding in report.findings] == ["internal"]
    assert report.written == (edition.article_path("two"),)


def test_a_lossy_tei_is_never_written(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pressmark.stages.article.source_text", lambda root: "A Walk in the Pork")
    put(edition, "one.txt", article("Alder"))
    (finding,) = stages.encode_edition(edition).findings
    assert (finding.rule, finding.line, finding.column) == ("text-lost", 1, 16)
    assert not edition.article_path("one").exists()


@pytest.mark.parametrize("settings", [{"backend": "carrier-pigeons"}, {"jobs": 0}])
def test_workers_that_cannot_be_had_are_a_finding(edition: Edition, settings: dict[str, object]) -> None:
    for number in range(20):
        put(edition, f"a{number}.txt", article("Alder"))
    broken = replace(edition, **{"jobs": 2, **settings})
    with pytest.raises(PressmarkError, match=r"edition\.toml"):
        stages.encode_edition(broken)


def test_progress_is_told_after_every_article(edition: Edition, quillhaven: Edition) -> None:
    put(edition, "one.txt", article("went"))
    put(edition, "two.txt", article("went"))
    told: list[tuple[int, int]] = []
    stages.encode_edition(edition, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


def test_the_cache_holds_no_absolute_path(edition: Edition) -> None:
    put(edition, "one.txt", article("A doubtful Alder"))
    stages.encode_edition(edition)
    cache = (edition.root / "build" / "encode.json").read_text()
    assert json.loads(cache)["articles"]["one"]["findings"][0]["path"] == "seeds/one.txt"
    assert str(edition.root) not in cache


def test_the_tei_does_not_say_where_the_edition_lies(edition: Edition) -> None:
    put(edition, "one.txt", article("Alder"))
    stages.encode_edition(edition)
    assert str(edition.root) not in edition.article_path("one").read_text()


def test_validation_says_when_the_text_of_an_article_is_not_that_of_its_seed(edition: Edition) -> None:
    put(edition, "one.txt", article("Alder"))
    stages.encode_edition(edition)
    path = edition.article_path("one")
    assert not any(finding.fails for finding in stages.validate([path], edition).findings)
    path.write_bytes(path.read_bytes().replace(b"rained", b"snowed"))
    (finding,) = (each for each in stages.validate([path], edition).findings if each.fails)
    assert finding.rule == "text-changed"
    assert "line 3, column 43" in finding.message


# Time

FERRY = "quillhaven-ferry"
SHORT = 1  # second


def compute_for_ever(*_: object) -> None:
    """Never ends, and has no patience with whoever interrupts it."""
    while True:
        with suppress(ValueError):
            sum(range(1000))


def within_a_second(work: Callable[[], object]) -> str:
    """Work for a worker of another process."""
    try:
        with within(SHORT):
            work()
    except OutOfTimeError:
        return "given up"
    return "done"


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="nothing is limited on this system")
def test_an_article_that_takes_too_long_is_left_and_the_others_are_encoded(
    quillhaven: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    stages.encode_edition(quillhaven)
    slow, quick = quillhaven.seeds / "quay-repairs.txt", quillhaven.seeds / f"{FERRY}.txt"
    for seed in (slow, quick):
        seed.write_text(seed.read_text(encoding="utf-8") + "\nThe end.\n", encoding="utf-8")
    before = quillhaven.article_path("quay-repairs").read_bytes()

    def read(path: Path, *, max_bytes: int) -> SourceDocument:
        if path == slow:
            compute_for_ever()
        return read_seed(path, max_bytes=max_bytes)

    monkeypatch.setattr("pressmark.stages.article.read_seed", read)
    monkeypatch.setattr(sys.modules["pressmark.stages.validate"], "read_seed", read)
    hurried = replace(quillhaven, seconds=SHORT)
    report = stages.encode_edition(hurried)
    (finding,) = report.findings
    assert (finding.rule, finding.path, report.failed) == ("out-of-time", str(slow), 1)
    assert quillhaven.article_path("quay-repairs").read_bytes() == before
    assert b"The end." in quillhaven.article_path(FERRY).read_bytes()
    rules = [each.rule for each in stages.validate([quillhaven.articles], hurried).findings]
    assert rules.count("out-of-time") == 1


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="nothing is limited on this system")
def test_time_is_limited_in_the_processes_of_workers() -> None:
    tasks: list[Callable[[], object]] = [compute_for_ever, *[dict] * 16]
    results = list(spread(within_a_second, tasks, Workers(jobs=2)))
    assert results == ["given up", *["done"] * 16]


def test_without_a_limit_and_in_threads_nothing_is_interrupted() -> None:
    with within(0), within(-1):
        pass
    thread = threading.Thread(target=within_a_second, args=(dict,))
    thread.start()
    thread.join()
    with within(10**30):  # more than a clock can count
        pass
