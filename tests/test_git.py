"""Teams: what becomes of two and three people's work on an edition when git merges their branches."""

import shutil
import subprocess
from pathlib import Path

import pytest
from git_teams import FERRY, Accept, Add, Form, Point, Reject, Team, words

from pressmark import stages
from pressmark.config import load_edition
from pressmark.tei.ledger import parse_ledger
from pressmark.tei.parse import parse
from pressmark.tei.records import records_in

LAMP = """Lighthouse Lamp Replaced

SALTMERE—The lamp of the lighthouse was replaced on Monday, Captain Bo Lint said.

“It shines further now,” Ms. Lint told the Saltmere Tide Agency.

The mayor of Low Candle, Cy Moss, was in Candle Rock with Ann Weir of the Ferry Board Ltd.
"""
BAKERS = """Bakers Strike in Saltmere

DRIFTWOOD—The bakers stopped work on Tuesday, Captain Bo Lint said.

“No bread until we are heard,” Mr. Zed Crumb told the Driftwood Post Agency.

The mayor of Upper Gale, Dora Pike, was in Gale Rock with Bob Hale of the Bakers Union Ltd.
"""

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return Team(tmp_path / "edition")


def add(team: Team, quoted: str, form: Form = Form.PLACE, records: tuple[str, ...] = ()) -> Add:
    return Add(span=words(team.pieces(), quoted), form=form, records=records)


def resp(team: Team, anchor: str) -> str | None:
    return team.pieces().by_anchor[anchor].attributes.get("resp")


def is_sound(team: Team) -> None:
    """Nothing is wrong with the edition, and encoding it again changes nothing."""
    assert team.faults() == []
    report = team.encode()
    assert [str(finding) for finding in report.findings if finding.severity == "error"] == []
    assert team.git("status", "--short").stdout == ""


def test_two_editors_of_one_article(team: Team) -> None:
    team.branch("ada")
    team.decide("ada", Accept(anchors=("m2",)), Reject(anchors=("d2",)), add(team, "harbour"))
    team.commit("Ada's decisions")
    team.branch("ida")
    team.decide(
        "ida", Accept(anchors=("m3",)), Point(anchors=("q3",), records=("fenn-ottoline",)), add(team, "quay")
    )
    team.commit("Ida's decisions")
    merged = team.merge("ada")
    assert merged.clean, merged.says
    assert "m7 is m8" in merged.says
    pieces = team.pieces()
    assert {anchor: resp(team, anchor) for anchor in ("m2", "m3", "q3", "m7", "m8")} == {
        "m2": "#ed-ada", "m3": "#ed-ida", "q3": "#ed-ida", "m7": "#ed-ida", "m8": "#ed-ada",
    }  # fmt: skip
    assert "d2" not in pieces.by_anchor
    assert pieces.words(pieces.by_anchor["m8"]) == "harbour"
    text = team.article().decode()
    assert text.count("<change who=") == 3  # the machine's and one of each
    assert "1 accepted, 1 rejected, 1 added." in text
    is_sound(team)


def test_the_same_work_on_both_branches_is_one_work(team: Team) -> None:
    for name in ("ada", "ida"):
        team.branch(name)
        team.decide(name, Accept(anchors=("m2",)), add(team, "harbour"))
        team.commit(name)
    assert team.merge("ada").clean
    assert [piece.anchor for piece in team.pieces().marks if piece.anchor > "m6"].count("m7") == 1
    assert "m8" not in team.ledger()
    is_sound(team)


def test_what_contradicts_is_listed_and_ours_stands(team: Team) -> None:
    team.branch("ada")
    team.decide("ada", Point(anchors=("m2",), records=("fenn-ottoline",)))
    team.commit("Ada")
    team.branch("ida")
    team.decide("ida", Accept(anchors=("m2",)), Accept(anchors=("m3",)))
    team.commit("Ida")
    merged = team.merge("ada")
    assert not merged.clean
    assert merged.conflicts == ["tei/articles/quillhaven-ferry.xml"]
    assert (
        "contradiction: m2 “Tamsin Brindle” @ref: “person:brindle-tamsin” here, “person:fenn-ottoline” there"
        in merged.says
    )
    assert "git show :3:tei/articles/quillhaven-ferry.xml" in merged.says
    assert b"<<<<<<<" not in team.article()
    theirs = team.git("show", ":3:tei/articles/quillhaven-ferry.xml").stdout
    assert 'ref="person:fenn-ottoline" resp="#ed-ada"' in theirs
    assert resp(team, "m3") == "#ed-ida"
    team.commit("merged")
    is_sound(team)


@pytest.mark.parametrize("how", ["merge", pytest.param("rebase", marks=pytest.mark.slow)])
def test_two_new_articles_on_two_branches(team: Team, how: str) -> None:
    """They share a person, whom both propose under one id."""
    team.branch("lamp")
    assert team.new("lamp", LAMP) == 0
    team.commit("the lamp")
    team.branch("bakers")
    assert team.new("bakers", BAKERS) == 0
    team.commit("the bakers")
    merged = team.merge("lamp") if how == "merge" else team.rebase("lamp")
    assert merged.clean, merged.says
    people = team.edition.registers / "people.xml"
    ids = [entry.record.id for entry in records_in(parse(people.read_bytes(), ""))[0]]
    assert {"lint-bo", "weir-ann", "crumb-zed", "pike-dora"} <= {*ids}
    assert ids.count("lint-bo") == 1
    assert team.faults() == []
    assert team.encode().failed == 0
    assert team.faults() == []
    team.commit("encoded")
    is_sound(team)


def test_the_first_articles_of_an_archive_on_two_branches(team: Team) -> None:
    """The registers were not there before: both begin them."""
    for path in (*team.edition.registers.iterdir(), *team.edition.anchors.rglob("*.tsv")):
        path.unlink()
    team.commit("no records yet")
    for name, text in (("lamp", LAMP), ("bakers", BAKERS)):
        team.branch(name)
        assert team.new(name, text) == 0
        team.commit(name)
    merged = team.merge("lamp")
    assert merged.clean, merged.says
    people = team.edition.registers / "people.xml"
    ids = [entry.record.id for entry in records_in(parse(people.read_bytes(), ""))[0]]
    assert {"lint-bo", "weir-ann", "crumb-zed", "pike-dora"} <= {*ids}
    assert ids.count("lint-bo") == 1


def test_three_branches(team: Team) -> None:
    for name, anchor, quoted in (("ada", "m2", "harbour"), ("ida", "m3", "quay"), ("ben", "m5", "years")):
        team.branch(name)
        editor = "ada" if name == "ben" else name
        more = [Accept(anchors=("m1",))] if name == "ben" else []
        team.decide(editor, Accept(anchors=(anchor,)), *more, add(team, quoted))
        team.commit(name)
    team.switch("main")
    for name in ("ada", "ida", "ben"):
        merged = team.merge(name)
        assert merged.clean, merged.says
    pieces = team.pieces()
    assert [pieces.words(pieces.by_anchor[each]) for each in ("m7", "m8", "m9")] == [
        "harbour",
        "quay",
        "years",
    ]
    assert resp(team, "m2") == resp(team, "m5") == "#ed-ada"
    assert resp(team, "m3") == "#ed-ida"
    assert "Reviewed: marks 3 accepted, 2 added." in team.article().decode()
    is_sound(team)


@pytest.mark.slow
def test_merges_back_and_forth(team: Team) -> None:
    """Two branches that take over each other's work again and again."""
    for name in ("ada", "ida"):
        team.git("branch", name)
    for number, quoted in enumerate(("harbour", "quay", "years", "vote", "thirty", "close")):
        ours, theirs = ("ada", "ida") if number % 2 else ("ida", "ada")
        team.switch(ours)
        team.decide(ours, add(team, quoted))
        team.commit(quoted)
        if number % 3 == 2:
            assert team.merge(theirs).clean
    team.switch("ida")
    assert team.merge("ada").clean
    pieces = team.pieces()
    marked = [pieces.words(piece) for piece in pieces.marks if piece.attributes.get("resp") != "#pressmark"]
    for quoted in ("harbour", "quay", "years", "vote", "thirty", "close"):
        assert marked.count(quoted) == 1, marked
    is_sound(team)


def test_what_was_published_keeps_its_numbers(team: Team, tmp_path: Path) -> None:
    """In `git pull`, it is ours that gives way: theirs is on the branch that everybody has."""
    subprocess.run(
        ["git", "clone", "--quiet", "--bare", str(team.root), str(tmp_path / "hub.git")], check=True
    )
    team.git("remote", "add", "origin", str(tmp_path / "hub.git"))
    team.decide("ada", add(team, "harbour"))
    team.commit("published")
    team.git("push", "--quiet", "--set-upstream", "origin", "main")
    team.git("reset", "--quiet", "--hard", "HEAD~1")
    team.decide("ida", add(team, "quay"))
    team.commit("not published")
    done = team.git("pull", "--quiet", "--no-rebase", "--no-edit")
    assert "new anchors of ours got other numbers: m7 is m8" in done.stdout + done.stderr
    pieces = team.pieces()
    assert [pieces.words(pieces.by_anchor[each]) for each in ("m7", "m8")] == ["harbour", "quay"]
    is_sound(team)


def test_cherry_picked_work_is_there_once(team: Team) -> None:
    team.branch("ada")
    team.decide("ada", add(team, "harbour"))
    team.commit("Ada")
    team.branch("ida")
    team.decide("ida", add(team, "quay"))
    team.commit("Ida")
    assert team.git("cherry-pick", "ada", check=False).returncode == 0
    pieces = team.pieces()
    assert [pieces.words(pieces.by_anchor[each]) for each in ("m7", "m8")] == ["quay", "harbour"]
    is_sound(team)


def test_a_record_merged_here_and_completed_there(team: Team) -> None:
    """What was added to a record that went is added to the one that stands for it."""
    assert team.pressmark("register", "add", "person", "Brindle, Tam", "--id", "brindle-tam") == 0
    team.encode()
    team.commit("another record")
    team.branch("ada")
    assert team.pressmark("register", "merge", "brindle-tamsin", "brindle-tam") == 0
    team.commit("merged")
    team.branch("ida")
    people = team.edition.registers / "people.xml"
    text = people.read_text(encoding="utf-8")
    record = text.index('xml:id="brindle-tam"')
    end = text.index("</person>", record)
    addition = '  <persName type="variant">Madam Mayor</persName>\n      '
    people.write_text(text[:end] + addition + text[end:], encoding="utf-8")
    team.commit("a name more")
    merged = team.merge("ada")
    assert merged.clean, merged.says
    after = people.read_text(encoding="utf-8")
    assert "Madam Mayor" in after
    assert 'xml:id="brindle-tam"' not in after
    is_sound(team)


def test_a_record_merged_here_and_pointed_to_there(team: Team) -> None:
    """The article itself was not touched by whoever merged: the next run leads its pointer on."""
    assert team.pressmark("register", "add", "person", "Brindle, Tam", "--id", "brindle-tam") == 0
    team.encode()
    team.commit("another record")
    team.branch("ada")
    assert team.pressmark("register", "merge", "brindle-tamsin", "brindle-tam") == 0
    team.commit("merged")
    team.branch("ida")
    team.decide("ida", Point(anchors=("m5",), records=("brindle-tam",)))
    team.commit("Ida")
    assert team.merge("ada").clean
    team.encode()
    assert team.pieces().by_anchor["m5"].attributes["ref"] == "person:brindle-tamsin"
    assert resp(team, "m5") == "#ed-ida"
    assert "brindle-tam merged into brindle-tamsin." in team.article().decode()
    team.commit("encoded")
    is_sound(team)


def test_two_records_of_one_id_are_kept_apart(team: Team) -> None:
    team.branch("ada")
    assert team.pressmark("register", "add", "person", "Bo Lint", "--id", "lint") == 0
    team.commit("Ada")
    team.branch("ida")
    assert team.pressmark("register", "add", "person", "Zed Lint", "--id", "lint") == 0
    team.commit("Ida")
    merged = team.merge("ada")
    assert not merged.clean
    assert "contradiction: lint: “Zed Lint” here, “Bo Lint, now lint-2” there" in merged.says
    people = (team.edition.registers / "people.xml").read_text(encoding="utf-8")
    assert people.index('xml:id="lint"') < people.index('xml:id="lint-2"')
    team.encode()
    assert team.faults() == []


def test_an_article_withdrawn_here_and_worked_on_there(team: Team) -> None:
    team.branch("ada")
    assert team.pressmark("withdraw", FERRY, "--why", "It named a child.") == 0
    team.commit("withdrawn")
    team.branch("ida")
    team.decide("ida", add(team, "harbour"))
    team.commit("Ida")
    merged = team.merge("ada")
    assert not merged.clean  # git itself says that one deleted what the other changed
    assert merged.conflicts == ["tei/articles/quillhaven-ferry.xml"]
    team.git("rm", "--quiet", "tei/articles/quillhaven-ferry.xml")
    team.commit("withdrawn all the same")
    ledger, faults = parse_ledger(team.ledger(), "")
    assert not faults
    assert all(not entry.is_live and "named a child" in entry.reason for entry in ledger.values())
    assert "harbour" not in team.ledger()
    is_sound(team)


def test_a_corrected_seed_and_decisions(team: Team) -> None:
    team.branch("ada")
    seed = team.edition.seeds / f"{FERRY}.txt"
    seed.write_text(
        seed.read_text(encoding="utf-8").replace("thirty years", "thirty long years"), encoding="utf-8"
    )
    team.encode()
    team.commit("a better seed")
    team.branch("ida")
    team.decide("ida", Accept(anchors=("m5",)), add(team, "harbour"))
    team.commit("Ida")
    merged = team.merge("ada")
    assert merged.clean, merged.says
    assert "thirty long years" in team.pieces().text
    assert resp(team, "m5") == resp(team, "m7") == "#ed-ida"
    is_sound(team)


def test_a_broken_file_is_left_to_git(team: Team) -> None:
    path = team.edition.article_path(FERRY)
    team.branch("ada")
    path.write_bytes(team.article().replace(b"</body>", b"", 1))
    team.commit("broken")
    team.branch("ida")
    team.decide("ida", Accept(anchors=("m2",)))
    team.commit("Ida")
    merged = team.merge("ada")
    assert "merged as text by git, because it is not well-formed" in merged.says


def test_a_copy_that_was_not_set_up_says_so_by_git_alone(tmp_path: Path) -> None:
    """Without the driver, git merges as ever: with markers, which every command names."""
    team = Team(tmp_path / "edition", driver=False)
    team.branch("ada")
    team.decide("ada", Accept(anchors=("m2",)))
    team.commit("Ada")
    team.branch("ida")
    team.decide("ida", Accept(anchors=("m3",)))
    team.commit("Ida")
    assert "tei/articles/quillhaven-ferry.xml" in team.merge("ada").conflicts
    report = stages.validate([team.edition.article_path(FERRY)], load_edition(team.root), jobs=1)
    assert [finding.rule for finding in report.findings] == ["conflict"]
    # Set up now, the same merge is made again without a conflict.
    assert team.pressmark("merge-file", "--install") == 0
    team.git("merge", "--abort")
    team.commit("attributes")
    assert team.merge("ada").clean
    is_sound(team)
