"""A TEI file that people worked on is gone, damaged or laid out anew: what they decided is not lost."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from merge_cases import DAY, body, edited, fresh

from pressmark.cli import run
from pressmark.config import Edition
from pressmark.tei.edit import Change, edit
from pressmark.tei.ledger import Kind, Ledger, read_article_ledger
from pressmark.tei.merge import Merged, begin, merge
from pressmark.tei.merge.by_hand import lost_decisions, missing_file
from pressmark.tei.parse import parse
from pressmark.tei.text import source_text

Captured = pytest.CaptureFixture[str]
SIGLUM = "quillhaven-ferry"


@pytest.fixture
def article(quillhaven: Edition, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> Path:
    """An encoded article in which a person accepted a mark, pointed one elsewhere, and added one."""
    monkeypatch.chdir(quillhaven.root)
    assert run(["encode"]) == 0
    path = quillhaven.article_path(SIGLUM)
    text = path.read_text()
    accepted = re.findall(r'<persName [^>]*resp="#pressmark"[^>]*>', text)[0]
    said = re.findall(r'<said [^>]*who="person:[^>]*>', text)
    pointed = next(tag for tag in said if " next=" not in tag and " prev=" not in tag)
    text = text.replace(accepted, re.sub(r' (resp|cert|ana)="[^"]*"', "", accepted), 1)
    text = text.replace(pointed, re.sub(r'who="[^"]*"', 'who="person:senior-harbour-official"', pointed), 1)
    plain = re.search(r"(?<=/>)The \w+(?= )", text)
    assert plain
    text = text.replace(plain[0], f'<rs type="person" ref="person:brindle-tamsin">{plain[0]}</rs>', 1)
    path.write_text(text)
    assert run(["encode"]) == 0
    capsys.readouterr()
    return path


def decided(path: Path, edition: Edition) -> set[str]:
    """The tags of what people made or changed."""
    ledger = read_article_ledger(edition, SIGLUM)[0]
    tags = re.findall(r"<\w+ [^>]*>", path.read_text())
    anchors = {entry.anchor for entry in ledger.by_hand()}
    return {tag for tag in tags if any(f'xml:id="{anchor}"' in tag for anchor in anchors)}


def test_a_missing_file_is_refused_and_made_anew_only_on_demand(
    article: Path, quillhaven: Edition, capsys: Captured
) -> None:
    before, decisions = article.read_text(), decided(article, quillhaven)
    ledger = quillhaven.article_ledger(SIGLUM)
    lines = ledger.read_bytes()
    assert len(decisions) == 3
    article.unlink()
    for command in (["encode"], ["validate"], ["anchors", "check"], ["encode"]):
        assert run(command) == 1
        said = capsys.readouterr().err
        assert f"tei/articles/{SIGLUM}.xml: file-missing: is missing, and people had decided 3 things" in said
        assert f"git restore tei/articles/{SIGLUM}.xml" in said
        assert "delete the file" not in said
        assert not article.exists()
    assert ledger.read_bytes() == lines
    assert run(["encode", "--discard-decisions", SIGLUM]) == 0
    assert capsys.readouterr().err == ""
    assert decided(article, quillhaven) == decisions
    assert article.read_text() == before
    assert (run(["encode", "--check"]), run(["validate"]), run(["anchors", "check"])) == (0, 0, 0)


def test_what_the_ledger_cannot_restore_is_listed(
    article: Path, quillhaven: Edition, capsys: Captured
) -> None:
    head, opening, body = article.read_text().partition("<body>")
    word = re.search(r"\w{6,}(?=[ .][^<>]*</p>)", body)
    assert word
    correction = f"<choice><sic>{word[0]}</sic><corr>Word</corr></choice>"
    text = head + opening + body[: word.start()] + correction + body[word.end() :]
    text = text.replace('status="draft"', 'status="approved"')
    text = text.replace("<p>Spelling, punctuation", "<p>The spelling, punctuation")
    article.write_text(text)
    assert run(["encode"]) == 0
    capsys.readouterr()
    article.unlink()
    assert run(["encode"]) == 1
    said = capsys.readouterr().err
    assert "the ledger can restore" in said
    assert "decision-lost (note): the ledger cannot restore: 1 correction, approved" in said
    assert run(["encode", "--discard-decisions", f"seeds/{SIGLUM}.txt"]) == 0
    assert (
        "decision-lost (note): the ledger cannot restore: 1 correction, approved" in capsys.readouterr().err
    )


@pytest.mark.parametrize("damage", ["cut off", "conflict"])
def test_a_damaged_file_stays_until_it_is_restored(
    damage: str, article: Path, quillhaven: Edition, capsys: Captured
) -> None:
    before, decisions = article.read_bytes(), decided(article, quillhaven)
    bad = before[:3000] if damage == "cut off" else b"<<<<<<< ours\n" + before
    article.write_bytes(bad)
    assert run(["encode"]) == 1
    said = capsys.readouterr().err
    assert f"git restore tei/articles/{SIGLUM}.xml" in said
    assert "delete" not in said
    assert article.read_bytes() == bad
    assert run(["encode", "--discard-decisions", f"tei/articles/{SIGLUM}.xml"]) == 0
    assert decided(article, quillhaven) == decisions


def test_a_file_that_nobody_worked_on_is_encoded_anew(
    quillhaven: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(quillhaven.root)
    assert run(["encode"]) == 0
    path = quillhaven.article_path(SIGLUM)
    before = path.read_bytes()
    path.unlink()
    assert (run(["validate"]), run(["encode"])) == (1, 0)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--discard-decisions", SIGLUM], "is there and can be read; nothing is discarded"),
        (["--discard-decisions", "no-such-article"], "there is no article of that name"),
        (["--discard-decisions", "../../etc/passwd"], "there is no article of that name"),
        (["--discard-decisions", SIGLUM, "--output", "elsewhere"], "leave --output out"),
    ],
)
def test_wrong_use_is_told(arguments: list[str], says: str, article: Path, capsys: Captured) -> None:
    before = article.read_bytes()
    assert run(["encode", *arguments]) == 2
    assert says in capsys.readouterr().err
    assert article.read_bytes() == before


def test_a_formatted_file_gets_its_white_space_back(
    article: Path, quillhaven: Edition, capsys: Captured
) -> None:
    before = article.read_text()
    head, opening, body = before.partition("<body>")
    article.write_text(
        head + opening + re.sub(r">\s*<(?!/(?:text|TEI))", ">\n    <", body).replace(" the ", "\n  the ")
    )
    assert run(["validate"]) == 1
    assert "white-space" in capsys.readouterr().err
    assert run(["format", str(article)]) == 0
    assert capsys.readouterr().out.endswith("restored 1 of 1 article\n")
    assert article.read_text() == before
    assert run(["format"]) == 0
    assert capsys.readouterr().out == "restored 0 of 2 articles\n"
    assert run(["format", "no-such-article"]) == 2


def test_formatting_leaves_typed_words_alone(article: Path, quillhaven: Edition, capsys: Captured) -> None:
    head, opening, body = article.read_text().partition("<body>")
    typed = head + opening + body.replace("</p>", " It rained.</p>", 1)
    article.write_text(head + opening + typed.partition(opening)[2].replace("</p>", "\n  </p>"))
    assert run(["format", SIGLUM]) == 0
    assert article.read_text() == typed
    assert run(["encode"]) == 1
    said = capsys.readouterr()
    assert "left as it is, because its words are not those of the seed" in said.out
    assert "text-changed: It rained." in said.err
    assert article.read_text() == typed
    assert "It rained." in source_text(parse(article.read_bytes(), ""))


def test_a_ledger_brings_no_other_element_into_a_file(
    article: Path, quillhaven: Edition, capsys: Captured
) -> None:
    ledger = quillhaven.article_ledger(SIGLUM)
    ledger.write_text(ledger.read_text().replace('<rs type="person"', '<graphic url="x"'))
    article.unlink()
    assert run(["encode", "--discard-decisions", SIGLUM]) == 0
    assert "cannot restore: " in capsys.readouterr().err
    assert "<graphic" not in article.read_text()
    assert run(["validate"]) == 0


SEED = "Alder met Birch at the ferry.\n\nThe ferry left early, and Birch slept.\n\nCedar waved to Alder."
MACHINE = "name person:alder Alder\nname person:birch Birch"


def worked_on(edits: str, seed: str = SEED, machine: str = MACHINE) -> Merged:
    """An article after a person's edits and another run."""
    new = fresh(seed, machine)
    first = begin(new, Ledger(), path="ferry.xml", today=DAY)
    return merge(edited(first.data, edits), first.ledger, new, path="ferry.xml", today=DAY)


def made_anew(before: Merged, seed: str = SEED, machine: str = MACHINE) -> Merged:
    """The article after its file was lost; another run then changes nothing."""
    new = fresh(seed, machine)
    anew = begin(new, before.ledger, path="ferry.xml", today=DAY, editors={"ed-marrow": "Edda Marrow"})
    again = merge(anew.data, anew.ledger, new, path="ferry.xml", today=DAY)
    assert (again.data, again.ledger) == (anew.data, anew.ledger)
    return anew


def told(anew: Merged) -> list[str]:
    return [finding.message for finding in lost_decisions(anew.lost, "ferry.xml")]


def test_marks_are_restored_in_time_that_does_not_grow_with_their_square(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seed = "\n\n".join(f"Alder {number} met Birch." for number in range(60))
    new = fresh(seed, MACHINE)
    first = begin(new, Ledger(), path="ferry.xml", today=DAY)
    accepted = re.sub(rb' resp="#pressmark" cert="0.90" ana="#rule.register"', b"", first.data)
    before = merge(accepted, first.ledger, new, path="ferry.xml", today=DAY)
    assert sum(1 for _ in before.ledger.by_hand()) == 120
    edits: list[int] = []

    def counted(data: bytes, changes: Sequence[Change]) -> bytes:
        edits.append(len(changes))
        return edit(data, changes)

    monkeypatch.setattr("pressmark.tei.merge.by_hand.edit", counted)
    assert made_anew(before, seed).data == before.data
    assert edits == [120]


def test_words_that_a_person_freed_stay_free() -> None:
    before = worked_on(
        'early, and <persName xml:id="m3" ref="person:birch" …>Birch</persName> => early, and Birch'
    )
    assert before.ledger["m3"].at == "p2"
    assert not any(before.ledger.by_hand())
    anew = made_anew(before)
    assert (anew.data, anew.ledger, anew.lost) == (before.data, before.ledger, ())


def test_of_equal_words_each_keeps_its_own_anchor() -> None:
    before = worked_on(
        '<persName xml:id="m1" ref="person:alder" …>Alder</persName> => Alder\n'
        '<persName xml:id="m4" ref="person:alder" …>Alder</persName> => '
        '<persName xml:id="m4" ref="person:elm">Alder</persName>'
    )
    anew = made_anew(before)
    assert (anew.data, anew.lost) == (before.data, ())


def test_attributes_of_a_persons_block_are_restored() -> None:
    before = worked_on('<p xml:id="p2"> => <p xml:id="p2" xml:lang="de">')
    anew = made_anew(before)
    assert (anew.data, anew.lost) == (before.data, ())


def test_a_block_of_which_the_ledger_knows_no_tag_is_told() -> None:
    before = worked_on('<p xml:id="p2"> => <p xml:id="p2" xml:lang="de">')
    older = before.ledger.with_entries([replace(before.ledger["p2"], mark="")])
    anew = made_anew(replace(before, ledger=older))
    assert told(anew) == [
        "the ledger cannot restore: "
        "what was changed in p2, paragraph “The ferry left early, and Birch slept.”"
    ]


def test_a_sentence_that_a_person_divided_is_divided_again() -> None:
    machine = "sentence The ferry left early, and Birch slept."
    before = worked_on(', and Birch => , <milestone unit="sentence" xml:id="s2"/>and Birch', machine=machine)
    anew = made_anew(before, machine=machine)
    assert (anew.data, anew.lost) == (before.data, ())


def test_a_chain_of_a_persons_speech_is_restored() -> None:
    seed = "“We sail,” he said, “at ten.”"
    before = worked_on(
        '<p xml:id="p1">“We sail,” he said, “at ten.” => <p xml:id="p1">'
        '<said xml:id="q1" who="person:alder" next="#q2">“We sail,”</said> he said, '
        '<said xml:id="q2" who="person:alder" prev="#q1">“at ten.”</said>',
        seed,
        "",
    )
    anew = made_anew(before, seed, "")
    assert (body(anew.data), anew.lost) == (body(before.data), ())


def test_a_mark_of_a_person_wins_over_one_that_the_machine_would_cross_it_with() -> None:
    seed = "Alder spoke “to Birch” and slept."
    edits = 'Alder spoke “to => <rs type="person" xml:id="m1" ref="person:alder">Alder spoke “to</rs>'
    before = worked_on(edits, seed, "")
    anew = made_anew(before, seed, "speech person:alder “to Birch”")
    assert (body(anew.data), anew.lost) == (body(before.data), ())


def test_who_made_a_mark_is_told_if_the_file_cannot_name_them() -> None:
    before = worked_on(
        'Cedar => <persName xml:id="m7" ref="person:cedar" resp="#jd"><surname>Cedar</surname></persName>\n'
        "</titleStmt> => "
        '<respStmt xml:id="jd"><resp>marks</resp><name>J. D.</name></respStmt></titleStmt>'
    )
    anew = made_anew(before)
    assert '<persName xml:id="m7" ref="person:cedar">Cedar</persName>' in body(anew.data)
    assert [message for message in told(anew) if "m7" in message] == [
        "the ledger cannot restore: of m7, mention “Cedar”: who made it (#jd)",
        "the ledger cannot restore: of m7, mention “Cedar”: the inner parts of the name, if it had any",
    ]


def test_anchors_follow_words_that_were_corrected_while_the_file_was_gone() -> None:
    before = worked_on('<p xml:id="p3">Cedar => <p xml:id="p7">Cedar')
    corrected = SEED.replace("Cedar waved", "Cedar waives")
    anew = made_anew(before, corrected)
    assert list(anew.ledger)[: len(before.ledger)] == list(before.ledger)
    assert [entry.anchor for entry in anew.ledger.live() if entry.kind is Kind.PARAGRAPH] == [
        "p1",
        "p2",
        "p7",
    ]


def test_what_is_not_found_again_leads_to_its_block() -> None:
    before = worked_on("")
    anew = made_anew(before, SEED.replace("and Birch slept", "and everybody slept"))
    assert (anew.ledger["m3"].is_live, anew.ledger["m3"].successor) == (False, "p2")


def test_entries_on_what_was_done_are_told() -> None:
    before = worked_on(
        '</revisionDesc> => <change who="#ed-marrow" when="2031-05-06">Read.</change></revisionDesc>'
    )
    assert told(made_anew(before)) == ["the ledger cannot restore: 1 entry on what was done"]


@pytest.mark.parametrize(
    ("decisions", "lost", "says"),
    [
        (1, 0, "people had decided 1 thing in it; the ledger can restore it"),
        (1, 1, "people had decided 1 thing in it; the ledger cannot restore it"),
        (2, 0, "people had decided 2 things in it; the ledger can restore all of them"),
        (2, 1, "people had decided 2 things in it; the ledger can restore 1 of them"),
        (2, 2, "people had decided 2 things in it; the ledger can restore none of them"),
    ],
)
def test_how_much_can_be_restored_is_said_of_one_and_of_many(decisions: int, lost: int, says: str) -> None:
    edits = "waved => <choice><sic>waved</sic><corr>waves</corr></choice>\n" if lost else ""
    edits += '<p xml:id="p1"> => <p xml:id="p1" xml:lang="de">\n' if decisions - lost else ""
    edits += '<p xml:id="p2"> => <p xml:id="p2" xml:lang="de">\n' if decisions - lost == 2 else ""
    before = worked_on(edits)
    if lost == 2:
        entry = replace(before.ledger["p2"], machine="", mark="")
        before = replace(before, ledger=before.ledger.with_entries([entry]))
    anew = made_anew(before)
    message = next(missing_file(before.ledger, anew.lost, "ferry.xml", "ferry")).message
    assert message == f"is missing, and {says}"


def test_what_is_lost_is_said_once(article: Path, quillhaven: Edition, capsys: Captured) -> None:
    article.write_text(article.read_text().replace('status="draft"', 'status="checked"'))
    assert run(["encode"]) == 0
    article.unlink()
    assert run(["encode", "--discard-decisions", SIGLUM]) == 0
    assert "cannot restore: checked" in capsys.readouterr().err
    assert run(["encode"]) == 0
    assert "cannot restore" not in capsys.readouterr().err


def test_a_lost_file_from_which_people_only_took_marks_is_encoded_without_them(
    quillhaven: Edition, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(quillhaven.root)
    assert run(["encode"]) == 0
    path = quillhaven.article_path(SIGLUM)
    marks = re.compile(r'<persName [^>]*resp="#pressmark"[^>]*>(.*?)</persName>')
    text = path.read_text()
    path.write_text(marks.sub(lambda mark: re.sub("<[^>]*>", "", mark[1]), text, count=2))
    assert run(["encode"]) == 0
    before, ledger = path.read_bytes(), quillhaven.article_ledger(SIGLUM).read_bytes()
    assert ledger.count(b"\tremoved by hand\t") == 2
    path.unlink()
    assert (run(["encode"]), run(["encode"]), run(["encode", "--check"])) == (0, 0, 0)
    assert path.read_bytes() == before
    assert quillhaven.article_ledger(SIGLUM).read_bytes() == ledger
