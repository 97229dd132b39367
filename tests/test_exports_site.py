"""The edition as data on its site: what the page lists is there and right, and made only when it must be."""

import hashlib
import re
import zipfile
from pathlib import Path

import pytest
from lxml import html
from site_building import Build, build, copy_edition, words

from pressmark.exports import TABLES, Catalogue, read_catalogue
from pressmark.site import downloads
from pressmark.site.views.downloads import GROUPS, size_in_words

pytestmark = pytest.mark.slow

FERRY = "articles/quillhaven-ferry"
FILES = "data/files"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Build:
    built = build(copy_edition(tmp_path_factory.mktemp("data") / "edition"))
    assert built.warnings == ""
    return built


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that exports were written to."""
    folders: list[Path] = []
    original = downloads.write_exports

    def noting(folder: Path, *others: object) -> Catalogue:
        folders.append(folder)
        return original(folder, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(downloads, "write_exports", noting)
    return folders


def files_of(page: Path) -> dict[str, html.HtmlElement]:
    """The links to files on the page, by the place of the file."""
    root = html.fromstring(page.read_bytes().decode())
    links = root.xpath("//div[@class='pm-downloads']//a[@download]")
    return {str((page.parent / link.get("href")).resolve()): link for link in links}


def test_the_page_lists_every_file_with_size_and_checksum(site: Build) -> None:
    listed = files_of(site.out / "data.html")
    assert set(listed) == {str(path) for path in (site.out / FILES).resolve().iterdir()}
    for name, link in listed.items():
        data = Path(name).read_bytes()
        assert words(link) == link.get("download") == Path(name).name
        assert words(link.getparent()).endswith(f", {size_in_words(len(data))}")
        (entry,) = link.xpath("ancestor::li[1]")
        sums = {words(each) for each in entry.xpath("./div/details//li")}
        assert f"{Path(name).name} {hashlib.sha256(data).hexdigest()}" in sums


def test_every_file_is_said_to_be_something_and_under_a_licence(site: Build) -> None:
    (block,) = site.page("data").xpath("//div[@class='pm-downloads']")
    known = [name for _, entries in GROUPS for name in entries]
    entries = block.xpath("./ul/li")
    assert len(entries) == len(known)
    for entry in entries:
        purpose, files, licence = (words(paragraph) for paragraph in entry.xpath(".//p"))
        assert re.fullmatch(r"[^.]+\. .+\.", purpose)
        assert "opensource.org/license/mit" in licence
        has_text = re.search(r"texts? are their publishers’", licence) is not None
        holders = ("edition.", "tables.", "tei.zip", "texts.zip", "corpus", "paragraphs", "quotations")
        assert has_text == files.startswith(holders)


@pytest.mark.parametrize(
    ("size", "said"),
    [(1, "1 byte"), (999, "999 bytes"), (1_000, "1 kB"), (7_349, "7.3 kB"), (640_000, "640 kB"),
     (18_173_952, "18.2 MB"), (2_500_000_000, "2.5 GB")],
)  # fmt: skip
def test_sizes_in_words(size: int, said: str) -> None:
    assert size_in_words(size) == said


def test_the_site_and_the_command_make_the_same_files(site: Build, tmp_path: Path) -> None:
    from pressmark.config import load_edition
    from pressmark.exports import read_edition, write_exports

    edition, _ = read_edition(load_edition(site.out.parent.parent))
    write_exports(tmp_path / "exports", edition)
    assert {path.name for path in (tmp_path / "exports").iterdir()} >= {f"{t.name}.csv" for t in TABLES}
    for path in (tmp_path / "exports").iterdir():
        assert (site.out / FILES / path.name).read_bytes() == path.read_bytes(), path.name


def test_nothing_changed_nothing_is_written_again(tmp_path: Path, written: list[Path]) -> None:
    root = copy_edition(tmp_path / "edition")
    build(root)
    assert written == [root / "build" / "html" / FILES]
    written.clear()
    assert build(root).written == set()
    assert written == []


def test_a_changed_article_reaches_the_files_and_their_page(tmp_path: Path, written: list[Path]) -> None:
    root = copy_edition(tmp_path / "edition")
    before = read_catalogue(build(root).out / FILES)
    path = root / "tei" / f"{FERRY}.xml"
    path.write_text(path.read_text(encoding="utf-8").replace("The vote was close", "The vote was near"))
    again = build(root)
    assert len(written) == 2
    assert "data" in again.written
    assert read_catalogue(again.out / FILES) != before
    assert "The vote was near" in (again.out / FILES / "paragraphs.csv").read_text(encoding="utf-8")
    assert "The vote was near" in (again.out / f"{FERRY}.txt").read_text(encoding="utf-8")
    assert set(files_of(again.out / "data.html")) == {str(p) for p in (again.out / FILES).resolve().iterdir()}


def test_a_file_that_was_lost_comes_back(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    file = build(root).out / FILES / "people.csv"
    data = file.read_bytes()
    file.unlink()
    build(root)
    assert file.read_bytes() == data


def test_the_settings_can_keep_the_data_back(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    folder, kept = build(root).out / FILES, root / "build" / "doctrees" / "exports.sqlite"
    assert folder.is_dir()
    assert kept.is_file()
    settings = root / "edition.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "\n[data]\npublish = false\n")
    built = build(root)
    assert built.warnings == ""
    assert not folder.exists()
    assert not kept.exists()
    assert "not offered as data" in words(built.page("data"))
    assert (built.out / f"{FERRY}.txt").is_file()


def test_files_of_somebody_else_are_left_alone_and_the_page_says_what_is_missing(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    other = root / "build" / "html" / FILES / "notes.txt"
    other.parent.mkdir(parents=True)
    other.write_text("mine")
    built = build(root)
    assert "the edition cannot be written as data: " in built.warnings
    assert built.warnings.count("\n") == 1
    assert other.read_text() == "mine"
    assert "could not be written" in words(built.page("data"))


def test_an_article_that_cannot_be_read_is_left_out_and_the_page_says_so(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    (root / "tei" / f"{FERRY}.xml").write_bytes(b"<TEI")
    built = build(root)
    assert "could not be read, and are not in the files: 1" in words(built.page("data"))
    assert FERRY.partition("/")[2] not in (built.out / FILES / "articles.csv").read_text(encoding="utf-8")
    with zipfile.ZipFile(built.out / FILES / "tei.zip") as archive:
        assert f"tei/{FERRY}.xml" not in archive.namelist()


def test_an_edition_without_an_article_has_its_data(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    for path in (root / "tei" / "articles").iterdir():
        path.unlink()
    built = build(root)
    listed = files_of(built.out / "data.html")
    assert set(listed) == {str(path) for path in (built.out / FILES).resolve().iterdir()}


def test_with_page_folders_all_is_found_as_well(tmp_path: Path) -> None:
    built = build(copy_edition(tmp_path / "edition"), "dirhtml")
    listed = files_of(built.out / "data" / "index.html")
    assert set(listed) == {str(path) for path in (built.out / FILES).resolve().iterdir()}
    page = built.out / FERRY / "index.html"
    links = html.fromstring(page.read_bytes().decode()).xpath("//ul[@class='pm-files']//a[@download]/@href")
    assert len(links) == 5
    assert all((page.parent / link).resolve().is_file() for link in links)
    assert f"press/{FERRY}/#q1" in (built.out / FILES / "quotations.csv").read_text(encoding="utf-8")


def test_an_article_is_taken_along_in_five_forms(site: Build) -> None:
    (block,) = site.page(FERRY).xpath("//section[@id='take-it-along']/ul")
    links = {words(link): link for link in block.xpath(".//a[@download]")}
    assert list(links) == ["TEI file", "Plain text", "BibTeX", "RIS", "CSL-JSON"]
    for link in links.values():
        path = (site.out / FERRY).parent / link.get("href")
        assert path.is_file()
        assert link.get("download").startswith("quillhaven-ferry.")
    tei = (site.out / FERRY).parent / links["TEI file"].get("href")
    assert tei.read_bytes() == (site.out.parent.parent / "tei" / f"{FERRY}.xml").read_bytes()
    with zipfile.ZipFile(site.out / FILES / "texts.zip") as archive:
        assert (site.out / f"{FERRY}.txt").read_bytes() == archive.read("quillhaven-ferry.txt")
    assert block.xpath(".//a/@href")[-1] == "../data.html"


def test_the_text_of_an_article_that_is_gone_goes_too(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    text = build(root).out / "articles" / "la-mer.txt"
    assert text.is_file()
    (root / "tei" / "articles" / "la-mer.xml").unlink()
    build(root)
    assert not text.exists()


@pytest.mark.parametrize("builder", ["text", "singlehtml"])
def test_other_builders_say_what_the_site_has(tmp_path: Path, builder: str) -> None:
    built = build(copy_edition(tmp_path / "edition"), builder)
    assert built.warnings == ""
    assert not list(built.out.rglob("datapackage.json"))
    if builder == "text":
        assert "Full-text" in (built.out / "data.txt").read_text(encoding="utf-8").replace("full", "Full")
        text = " ".join((built.out / f"{FERRY}.txt").read_text(encoding="utf-8").split())
        assert "lie beside the article’s page" in text
