"""Sources with faults: one located error each, a page that says so, all other pages built, exit code 1."""

import os
from pathlib import Path

import pytest
from site_building import build, copy_edition, run_sphinx, words
from sphinx.errors import ConfigError

BOMB = '<!DOCTYPE TEI [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><TEI>&b;</TEI>'
EXTERNAL = '<!DOCTYPE TEI [<!ENTITY x SYSTEM "file:///etc/hostname">]><TEI>&x;</TEI>'
FAULTS = {
    "cut off": b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>One',
    "entity bomb": BOMB.encode(),
    "external entity": EXTERNAL.encode(),
    "another root": b"<html/>",
    "empty": b"",
    "not UTF-8": '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text>é</text></TEI>'.encode("latin-1"),
    "binary": bytes(range(256)),
}


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    return copy_edition(tmp_path / "edition")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_that_cannot_be_read_is_one_located_error_and_a_page_that_says_so(
    edition: Path, fault: str
) -> None:
    broken = edition / "tei" / "articles" / "broken.xml"
    broken.write_bytes(FAULTS[fault])
    result = build(edition)
    # Sphinx 8 has a word of its own about bytes that are no UTF-8.
    (line,) = (line for line in result.warnings.splitlines() if "undecodable" not in line)
    assert line.startswith(f"{broken}:")
    assert " ERROR: " in line
    assert result.status == 1
    assert "cannot be shown" in words(result.page("articles/broken"))
    assert str(edition) not in words(result.page("articles/broken"))
    assert "Tamsin Brindle" in words(result.page("articles/quillhaven-ferry"))


def test_a_fault_is_reported_until_it_is_mended(edition: Path) -> None:
    broken = edition / "tei" / "articles" / "broken.xml"
    broken.write_bytes(FAULTS["cut off"])
    assert build(edition).status == 1
    again = build(edition)
    assert again.status == 1
    assert again.read == {"articles/broken"}
    broken.write_bytes((edition / "tei" / "articles" / "la-mer.xml").read_bytes())
    mended = build(edition)
    assert (mended.status, mended.warnings) == (0, "")
    assert "La mer" in words(mended.page("articles/broken"))


def test_an_article_that_breaks_leaves_the_pages_of_its_records(edition: Path) -> None:
    build(edition)
    (edition / "tei" / "articles" / "la-mer.xml").write_bytes(FAULTS["cut off"])
    assert "La mer" not in words(build(edition).page("people/brindle-tamsin"))


def test_a_register_that_cannot_be_read_is_one_error_and_its_names_are_no_links(edition: Path) -> None:
    register = edition / "tei" / "registers" / "people.xml"
    register.write_bytes(FAULTS["cut off"])
    result = build(edition)
    (line,) = result.warnings.splitlines()
    assert line.startswith(f"{register}:1")
    assert result.status == 1
    page = result.page("articles/quillhaven-ferry")
    assert page.get_element_by_id("m4").tag == "span"
    assert page.get_element_by_id("m2").get("href") == "../organisations/tidewire.html"
    assert build(edition).status == 1


def test_two_records_with_one_id_are_an_error_that_names_the_file(edition: Path) -> None:
    register = edition / "tei" / "registers" / "places.xml"
    text = register.read_text(encoding="utf-8").replace('xml:id="quillhaven"', 'xml:id="tidewire"')
    register.write_text(text, encoding="utf-8")
    result = build(edition)
    (line,) = result.warnings.splitlines()
    assert line.startswith(f"{register.parent / 'organisations.xml'}:")
    assert 'xml:id="tidewire"' in line
    assert "places.xml" in line
    assert result.status == 1


def test_a_file_whose_name_is_no_siglum_is_reported_and_left_out(edition: Path) -> None:
    stray = edition / "tei" / "articles" / "Not A Siglum.xml"
    stray.write_bytes((edition / "tei" / "articles" / "la-mer.xml").read_bytes())
    result = build(edition)
    (line,) = result.warnings.splitlines()
    assert line.startswith(str(stray))
    assert "rename the file" in line
    assert result.status == 1


def test_a_page_in_the_way_of_an_article_is_reported(edition: Path) -> None:
    (edition / "source" / "articles").mkdir()
    (edition / "source" / "articles" / "la-mer.md").write_text("# In the way\n", encoding="utf-8")
    result = build(edition)
    assert "articles/la-mer is also the page of a TEI document" in result.warnings
    assert "La mer" in words(result.page("articles/la-mer"))


def test_an_edition_without_articles_and_registers_builds(edition: Path) -> None:
    for path in (edition / "tei").rglob("*.xml"):
        path.unlink()
    result = build(edition)
    assert (result.status, result.warnings) == (0, "")
    assert "There is no article in this edition yet." in words(result.page("articles"))


def test_the_exit_code_of_sphinx_says_it(edition: Path) -> None:
    (edition / "tei" / "articles" / "broken.xml").write_bytes(FAULTS["cut off"])
    finished = run_sphinx(edition)
    assert finished.returncode == 1
    assert "broken.xml:1" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_settings_with_a_fault_stop_the_build_with_one_line(edition: Path) -> None:
    (edition / "edition.toml").write_text("titel = 'x'\n", encoding="utf-8")
    finished = run_sphinx(edition)
    assert finished.returncode == 2
    assert "has an unknown key 'titel'" in finished.stderr


def test_a_page_that_is_not_utf_8_is_shown_and_said(edition: Path) -> None:
    page = edition / "source" / "garbled.md"
    page.write_bytes("---\norphan: true\n---\n# Garbled\n\nCaf\xe9 by the quay.\n".encode("latin-1"))
    for result in (build(edition), build(edition)):
        assert f"{page}:6:4: ERROR: is not UTF-8: byte 0xE9" in result.warnings
        assert len(result.warnings.splitlines()) == 1
        assert result.status == 1
        assert "Caf\ufffd by the quay." in words(result.page("garbled"))
        assert "Tamsin Brindle" in words(result.page("articles/quillhaven-ferry"))
    page.write_text("---\norphan: true\n---\n# Mended\n", encoding="utf-8")
    mended = build(edition)
    assert (mended.status, mended.warnings) == (0, "")
    assert "Mended" in words(mended.page("garbled"))


HIDDEN = "the key under the doormat"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A folder beside the edition with files that nobody may publish."""
    folder = tmp_path / "secret"
    folder.mkdir()
    for name in ("page.md", "notes.txt", "article.xml", "picture.png"):
        (folder / name).write_text(f"# {HIDDEN}\n", encoding="utf-8")
    return folder


def test_nothing_is_published_through_a_link_out_of_the_edition(edition: Path, secret: Path) -> None:
    source = edition / "source"
    (source / "linked.md").symlink_to(secret / "page.md")
    (source / "folder").symlink_to(secret)
    (source / "notes.txt").symlink_to(secret / "notes.txt")
    (source / "picture.png").symlink_to(secret / "picture.png")
    (edition / "tei" / "articles" / "linked.xml").symlink_to(secret / "article.xml")
    kinds = {
        "literally": "```{literalinclude} notes.txt\n```\n",
        "inside": "```{include} notes.txt\n```\n",
        "through": "```{literalinclude} folder/notes.txt\n```\n",
        "pictured": "![A quay](picture.png)\n",
        "offered": "{download}`Notes <notes.txt>`\n",
    }
    for name, content in kinds.items():
        (source / f"{name}.md").write_text(f"---\norphan: true\n---\n# Title\n\n{content}", encoding="utf-8")
    result = build(edition)
    for name in ("source/linked.md", "source/folder", "source/notes.txt", "tei/articles/linked.xml"):
        (line,) = (line for line in result.warnings.splitlines() if line.startswith(f"{edition / name}:"))
        assert "leads out of the edition" in line
    assert result.status == 1
    for path in result.out.rglob("*"):
        assert not path.is_file() or HIDDEN.encode() not in path.read_bytes(), path
    for name in kinds:
        assert "cannot be shown" in words(result.page(name))
    assert "Tamsin Brindle" in words(result.page("articles/quillhaven-ferry"))


@pytest.mark.parametrize("name", ["build/html", "build/html/index.html", "build/doctrees/environment.pickle"])
def test_nothing_is_built_through_a_link_out_of_the_edition(edition: Path, secret: Path, name: str) -> None:
    target = secret if name == "build/html" else secret / "notes.txt"
    (edition / name).parent.mkdir(parents=True)
    (edition / name).symlink_to(target)
    before = {path: path.read_bytes() for path in secret.iterdir()}
    with pytest.raises(ConfigError, match="leads out of the edition"):
        build(edition)
    assert {path: path.read_bytes() for path in secret.iterdir()} == before


def test_a_link_within_the_edition_is_followed(edition: Path) -> None:
    (edition / "source" / "again.md").symlink_to(edition / "source" / "people.md")
    (edition / "tei" / "articles" / "again.xml").symlink_to("la-mer.xml")
    result = build(edition)
    assert "leads out" not in result.warnings
    assert "La mer" in words(result.page("articles/again"))


def test_what_pages_would_read_for_ever_ends_the_build_with_one_line(edition: Path) -> None:
    (edition / "source" / "notes.txt").symlink_to("/dev/zero")
    (edition / "source" / "through.md").write_text("# Title\n\n```{literalinclude} notes.txt\n```\n")
    finished = run_sphinx(edition)
    assert finished.returncode == 2
    assert "notes.txt: link: is a symbolic link that leads out of the edition" in finished.stderr


def test_pipes_and_devices_hold_up_no_build(edition: Path) -> None:
    os.mkfifo(edition / "source" / "pipe.md")
    os.mkfifo(edition / "tei" / "articles" / "pipe.xml")
    (edition / "tei" / "anchors" / "registers").mkdir(parents=True)
    os.mkfifo(edition / "tei" / "anchors" / "registers" / "people.tsv")
    (edition / "source" / "nowhere.md").symlink_to(edition / "source" / "gone.md")
    result = build(edition)
    lines = result.warnings.splitlines()
    for name in ("source/pipe.md", "tei/articles/pipe.xml", "tei/anchors/registers/people.tsv"):
        (line,) = (line for line in lines if line.startswith(f"{edition / name}:"))
        assert "no ordinary file" in line
    assert any("nowhere.md" in line and "cannot be read" in line for line in lines)
    assert result.status == 1
    assert "Tamsin Brindle" in words(result.page("articles/quillhaven-ferry"))
