"""What the ledgers promise is kept: checked, and mended by the command that a finding names."""

import re
import shlex
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from test_register_merge import FIRST_DAY, bytes_of, publish

from pressmark import stages
from pressmark.cli import run
from pressmark.config import Edition, load_edition
from pressmark.model import EntityKind
from pressmark.tei.ledger import Entry, Kind, fingerprint, glimpse, read_article_ledger, read_record_ledger
from pressmark.tei.likeness import is_same

CASES = Path(__file__).parent / "cases"
FERRY = "quillhaven-ferry"

Captured = pytest.CaptureFixture[str]
Editor = Callable[[str, str], None]


@pytest.fixture
def ferry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Edition:
    """The invented edition of the site's tests, encoded, with its ledgers; commands are run inside it."""
    root = tmp_path / "edition"
    shutil.copytree(CASES / "site" / "quillhaven", root)
    (root / "seeds").mkdir()
    monkeypatch.chdir(root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1936051200")
    return publish(load_edition(root))


@pytest.fixture
def change(ferry: Edition) -> Editor:
    """Change words of the article's file, as a person would."""

    def replace(old: str, new: str) -> None:
        path = ferry.article_path(FERRY)
        text = path.read_bytes().decode()
        assert text.count(old) == 1, old
        path.write_bytes(text.replace(old, new).encode())

    return replace


def found(edition: Edition) -> list[str]:
    """The findings, each without its path: line, message and hint."""
    return [
        f"{finding.line}: {finding.message}; {finding.hint} [{finding.rule}]"
        for finding in stages.check_anchors(edition).findings
    ]


def test_the_edition_keeps_its_promises(project: Path) -> None:
    report = stages.check_anchors(load_edition(project))
    assert [str(finding) for finding in report.findings] == []
    assert report.anchors > 0


def test_an_edition_as_it_was_published_is_right(ferry: Edition) -> None:
    assert found(ferry) == []


def test_what_changes_no_words_is_right(ferry: Edition, change: Editor) -> None:
    change('direct="false" source="organisation:tidewire"', 'direct="false"')
    change('<date xml:id="d2" notBefore="2031-05-01"', '<date xml:id="d2" notBefore="2031-05-02"')
    assert found(ferry) == []


def test_an_anchor_that_is_gone_is_named_with_what_could_stand_for_it(ferry: Edition, change: Editor) -> None:
    change('<rs type="person" xml:id="m5"', '<rs type="person" xml:id="m99"')
    assert found(ferry) == [
        "None: m5, published as mention “The mayor”, is gone;"
        ' run: pressmark anchors retire quillhaven-ferry#m5 --for m99 --why "…" [anchor-gone]',
        "None: its ledger does not know m99; run: pressmark encode, or, if it has no seed:"
        " pressmark anchors accept quillhaven-ferry [anchor-unknown]",
    ]


def test_without_another_mark_the_sentence_stands_for_one_that_is_gone(
    ferry: Edition, change: Editor
) -> None:
    path = ferry.article_path(FERRY)
    text = path.read_text()
    path.write_text(re.sub(r"<soCalled[^>]*>“miracle”</soCalled>", "“miracle”", text))
    change('<date xml:id="d2" notBefore="2031-05-01" notAfter="2031-05-07" resp="#pressmark" cert="0.90" '
           'ana="#rule.vague">earlier this month</date>', "earlier this month")  # fmt: skip
    (line,) = found(ferry)
    assert 'pressmark anchors retire quillhaven-ferry#d2 --for s3 --why "…"' in line


def test_an_anchor_of_another_kind_is_found(ferry: Edition, change: Editor) -> None:
    change('<date xml:id="d2" notBefore="2031-05-01"', '<date xml:id="m4x" notBefore="2031-05-01"')
    change('<rs type="person" xml:id="m5"', '<rs type="person" xml:id="d2"')
    lines = found(ferry)
    assert any("d2, published as date “earlier this month”, is now that of a <rs>" in line for line in lines)


def test_an_anchor_on_other_words_is_found(ferry: Edition, change: Editor) -> None:
    change('<date xml:id="d1"', '<date xml:id="d0"')
    change('<date xml:id="d2"', '<date xml:id="d1"')
    change('<date xml:id="d0"', '<date xml:id="d2"')
    lines = found(ferry)
    assert [line.partition(";")[0].partition(" ")[2] for line in lines] == [
        "d1, published as date “Tuesday”, is now on “earlier this month”",
        "d2, published as date “earlier this month”, is now on “Tuesday”",
    ]
    assert all("pressmark anchors accept quillhaven-ferry#d" in line for line in lines)


def test_a_corrected_error_is_right(ferry: Edition, change: Editor) -> None:
    change("More will be known soon.", "More will be kmown soon.")
    change("<surname>Brindle</surname></persName>, told", "<surname>Brindel</surname></persName>, told")
    assert found(ferry) == []


@pytest.mark.parametrize(
    ("before", "now", "same"),
    [
        ("Putney", "Putny", True),
        ("Putney", "Brindle", False),
        ("Tamsin Brindle", "Tamsyn Brindle", True),
        ("Brindle", "Tamsin Brindle", True),
        ("the mayor", "the harbour", False),
        ("Harbour Council", "Harbour Master", False),
        ("The quay is to be mended in May.", "The quay will be mended in May.", True),
        ("The quay is to be mended in May.", "The ferry is to be kept in June.", False),
        ("More will be known soon.", "", False),
        ("ONE TWO three four", "one two three four", True),
        ("one two three four " * 20, "five " + "one two three four " * 20, True),
        ("one two three four " * 20, "five six seven eight " * 20 + "one two three four", False),
        ("", "anything", True),  # no words were noted
    ],
)
def test_how_a_correction_is_told_from_an_anchor_that_was_moved(before: str, now: str, same: bool) -> None:
    entry = Entry(
        anchor="p1", kind=Kind.PARAGRAPH, since=FIRST_DAY, words=fingerprint(before), text=glimpse(before)
    )
    assert is_same(entry, now) is same


def test_a_file_without_a_ledger_and_a_ledger_without_a_file_are_found(ferry: Edition) -> None:
    ferry.article_ledger("la-mer").unlink()
    ferry.article_path("quillhaven-bell").unlink()
    assert found(ferry) == [
        "None: has no ledger: la-mer.tsv is missing; run: pressmark encode, or, if it has no seed:"
        " pressmark anchors accept la-mer [no-ledger]",
        "None: is missing, and people had decided 6 things in it; pressmark encode says what of it the ledger"
        " can restore; get the file back: git restore tei/articles/quillhaven-bell.xml; or, to encode the"
        " article anew with what can be restored, run: pressmark encode --discard-decisions quillhaven-bell;"
        ' or, if it is to go: pressmark withdraw quillhaven-bell --why "…" [file-missing]',
    ]


def test_a_broken_file_and_a_damaged_line_are_findings(ferry: Edition) -> None:
    ferry.article_path("la-mer").write_bytes(b"<TEI")
    path = ferry.article_ledger(FERRY)
    path.write_bytes(path.read_bytes().replace(b"\tlive\t", b"\talive\t", 1))
    lines = found(ferry)
    assert any("'alive', not live or retired" in line for line in lines)
    assert any("[xml]" in line for line in lines)


def test_records_that_are_gone_renamed_or_back_are_found(ferry: Edition) -> None:
    people, places = ferry.registers / "people.xml", ferry.registers / "places.xml"
    text = people.read_text()
    start, end = text.index("      <personGrp "), text.index("    </listPerson>")
    people.write_text(text[:start] + text[end:])
    places.write_text(
        places.read_text().replace(">Quillhaven<", ">Slowport<").replace("Town Quay", "Slowport Quay")
    )
    lines = found(ferry)
    assert [line.partition(" [")[2] for line in lines] == ["anchor-gone]", "anchor-words]"]
    assert (
        "run: pressmark register merge KEPT-ID ferry-crews, or: pressmark anchors retire ferry-crews"
        in lines[0]
    )
    assert "quillhaven, published as place “Quillhaven”, is now “Slowport”" in lines[1]
    assert run(["anchors", "retire", "ferry-crews", "--why", "They never spoke."]) == 0
    assert run(["anchors", "accept", "quillhaven"]) == 0
    assert found(ferry) == []
    people.write_text(text)
    (line,) = found(ferry)
    assert (
        "ferry-crews was retired, and is there; delete it, or run: pressmark anchors accept ferry-crews"
        in line
    )
    assert run(["anchors", "accept", "ferry-crews"]) == 0
    assert found(ferry) == []


def test_a_variant_that_became_the_name_is_the_same_record(ferry: Edition) -> None:
    people = ferry.registers / "people.xml"
    text = people.read_text()
    name = '<persName type="preferred"><forename>Tamsin</forename> <surname>Brindle</surname></persName>'
    assert name in text
    new = name.replace("preferred", "variant")
    people.write_text(text.replace(name, f'<persName type="preferred">Mayor of the Quay</persName>{new}'))
    assert found(ferry) == []


# Retiring and accepting


def commands_in(lines: list[str]) -> list[list[str]]:
    """The commands that findings name, with the dots filled in."""
    return [
        shlex.split(line.rpartition("pressmark ")[2].partition(" [")[0].replace('"…"', '"A test."'))
        for line in lines
        if "pressmark " in line
    ]


def test_the_command_that_a_finding_names_mends_it(ferry: Edition, change: Editor) -> None:
    change('<rs type="person" xml:id="m5"', '<rs type="person" xml:id="m99"')
    change("More will be known soon.", "Less was ever told.")
    lines = found(ferry)
    assert len(lines) == 4
    for command in commands_in(lines):
        assert run(command) == 0
    assert found(ferry) == []
    ledger, _ = read_article_ledger(ferry, FERRY)
    assert (ledger["m5"].successor, ledger["m5"].reason) == ("m99", "A test.")
    assert (ledger["m99"].since, ledger["p3"].since) == (date(2031, 5, 9), FIRST_DAY)
    assert ledger["p3"].text == "Less was ever told."


def test_only_the_line_of_the_anchor_changes(ferry: Edition, change: Editor) -> None:
    path = ferry.article_ledger(FERRY)
    before = path.read_text().splitlines()
    change('<rs type="person" xml:id="m5"', '<rs type="person" xml:id="m99"')
    assert run(["anchors", "retire", f"{FERRY}#m5", "--for", "m4", "--why", "The\tsame."]) == 0
    after = path.read_text().splitlines()
    assert [new for old, new in zip(before, after, strict=True) if old != new] == [
        next(line for line in after if line.startswith("m5\t"))
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            [f"{FERRY}#m5", "--for", "m4", "--why", "a"],
            "m5 is still there, in line",
        ),
        ([f"{FERRY}#m77", "--why", "a"], "no ledger knows"),
        (["m5", "--why", "a"], "write SIGLUM#ANCHOR"),
        (["fenn-ottoline", "--why", "a"], "still there, in line"),
        ([f"{FERRY}#d2", "--for", "d77", "--why", "a"], "no ledger knows 'quillhaven-ferry#d77'"),
        ([f"{FERRY}#d2", "--for", "d2", "--why", "a"], "go in a circle"),
        ([f"{FERRY}#d2", "--for", "d1", "--why", " "], "say why"),
        ([f"{FERRY}#d2", "--for", "d1"], "--why"),
    ],
)
def test_what_cannot_be_retired_is_said(
    ferry: Edition, change: Editor, arguments: list[str], message: str, capsys: Captured
) -> None:
    change('<date xml:id="d2"', '<date xml:id="d3"')
    before = bytes_of(ferry)
    assert run(["anchors", "retire", *arguments]) == 2
    assert message in " ".join(capsys.readouterr().err.split())
    assert bytes_of(ferry) == before


def test_an_anchor_can_be_retired_for_one_of_another_article_or_for_nothing(
    ferry: Edition, change: Editor
) -> None:
    change('<date xml:id="d2"', '<date xml:id="d3"')
    change('<date xml:id="d1"', '<date xml:id="d4"')
    assert run(["anchors", "retire", f"{FERRY}#d2", "--for", "la-mer#p1", "--why", "Moved."]) == 0
    assert run(["anchors", "retire", f"{FERRY}#d1", "--why", "No date."]) == 0
    assert run(["anchors", "accept", f"{FERRY}#d3", f"{FERRY}#d4"]) == 0
    assert found(ferry) == []
    assert stages.find_published(ferry, f"{FERRY}#d2").successors == ("la-mer#p1",)


def test_successors_that_go_in_a_circle_or_to_nothing_are_found(ferry: Edition, change: Editor) -> None:
    change('<date xml:id="d2"', '<date xml:id="d3"')
    assert run(["anchors", "retire", f"{FERRY}#d2", "--for", "la-mer#p1", "--why", "Moved."]) == 0
    assert run(["anchors", "accept", f"{FERRY}#d3"]) == 0
    path = ferry.article_ledger(FERRY)
    whole = path.read_text()
    path.write_text(whole.replace("\tla-mer#p1\t", "\tla-mer#p77\t"))
    (line,) = found(ferry)
    assert "la-mer#p77, which stands for d2, does not exist" in line
    assert f"pressmark anchors retire {FERRY}#d2 --for … --why" in line
    path.write_text(whole)
    other = ferry.article_ledger("la-mer")
    lines = other.read_text().splitlines()
    at = next(number for number, each in enumerate(lines) if each.startswith("p1\t"))
    values = lines[at].split("\t")
    lines[at] = "\t".join([*values[:3], "retired", f"{FERRY}#d2", "Moved back.", *values[6:]])
    other.write_text("\n".join(lines) + "\n")
    assert sum("the successors go in a circle" in each for each in found(ferry)) == 2


def test_an_article_without_seed_and_ledger_is_taken_in_as_a_whole(ferry: Edition) -> None:
    before, _ = read_article_ledger(ferry, "la-mer")
    ferry.article_ledger("la-mer").unlink()
    for command in commands_in(found(ferry)):
        assert run(command) == 0
    assert found(ferry) == []
    after, _ = read_article_ledger(ferry, "la-mer")
    assert {anchor: entry.words for anchor, entry in after.items()} == {
        anchor: entry.words for anchor, entry in before.items()
    }
    assert run(["anchors", "accept", "no-article"]) == 2


# The commands


def test_the_check_on_the_command_line(ferry: Edition, change: Editor, capsys: Captured) -> None:
    assert run(["anchors", "check"]) == 0
    number = sum(len(read_article_ledger(ferry, path.stem)[0]) for path in ferry.articles.iterdir())
    number += sum(len(read_record_ledger(ferry, kind)[0]) for kind in EntityKind)
    assert capsys.readouterr().out == f"checked {number} anchors: no findings\n"
    change('<date xml:id="d2"', '<date xml:id="d3"')
    assert run(["anchors", "check", "la-mer"]) == 0
    capsys.readouterr()
    assert run(["anchors", "check", FERRY]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("tei/articles/quillhaven-ferry.xml: anchor-") for line in lines)
    assert run(["anchors", "check", "no-article"]) == 2


def test_anchors_are_listed_and_shown(ferry: Edition, change: Editor, capsys: Captured) -> None:
    change('<date xml:id="d2"', '<date xml:id="d3"')
    assert run(["anchors", "retire", f"{FERRY}#d2", "--for", "d1", "--why", "Marked twice."]) == 0
    capsys.readouterr()
    assert run(["anchors", "list", FERRY, "--retired"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.split() == [f"{FERRY}#d2", "date", "earlier", "this", "month", "[retired:", f"{FERRY}#d1]"]
    assert run(["anchors", "list"]) == 0
    assert "brindle-tamsin" in capsys.readouterr().out
    assert run(["anchors", "show", f"{FERRY}#d2"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"anchor:    {FERRY}#d2",
        "kind:      date",
        "published: 2031-05-07",
        "state:     retired",
        f"successor: {FERRY}#d1",
        "reason:    Marked twice.",
        "words:     earlier this month",
        f"ledger:    tei/anchors/{FERRY}.tsv",
    ]
    assert run(["anchors", "show", "no#m1"]) == 2
    assert run(["anchors", "list", "no-article"]) == 2
    assert run(["anchors", "accept", f"{FERRY}#d77"]) == 2
