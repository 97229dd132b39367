"""The imprint and the settings: names are words, addresses are addresses, and pages show what is set."""

from datetime import date
from pathlib import Path

import pytest
from site_building import build, one_page, words

from pressmark.config import load_edition
from pressmark.errors import PressmarkError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An edition of one page, which says what is set."""
    root = one_page(tmp_path, "# {setting}`title`\n\n{setting}`publisher`\n")
    set_up(root)
    return root


def set_up(root: Path, *, title: str = "A *B* {{ c }}", publisher: str = '"D" <e>') -> None:
    (root / "edition.toml").write_text(f"title = '{title}'\npublisher = '{publisher}'\n", encoding="utf-8")


def test_a_page_shows_settings_as_they_are_written(root: Path) -> None:
    page = build(root).page("index")
    assert words(page.xpath("//h1")[0]).startswith("A *B* {{ c }}")
    assert [words(each) for each in page.xpath("//article//p")] == ['"D" <e>']


def test_a_page_follows_the_settings_that_it_shows(root: Path) -> None:
    build(root)
    set_up(root, title="F")
    assert words(build(root).page("index").xpath("//h1")[0]).startswith("F")


def test_a_setting_that_there_is_not_is_named(root: Path) -> None:
    (root / "source" / "index.md").write_text("# A\n\n{setting}`titel`\n")
    assert "index.md:3: WARNING: there is no setting 'titel'; use one of title, " in build(root).warnings


def test_a_volume_of_latex_may_have_a_title_of_its_own(root: Path) -> None:
    with (root / "conf.py").open("a", encoding="utf-8") as settings:
        settings.write(
            'latex_documents = [("index", "own.tex", r"\\LaTeX{}", edition.publisher, "manual")]\n'
        )
    volume = (build(root, "latex").out / "own.tex").read_text(encoding="utf-8")
    assert r"\title{\LaTeX{}}" in volume
    assert r"\author{" in volume


@pytest.mark.parametrize("publisher", ["100%Yours", f"{date.today().year}, Quillhaven Library"])
def test_a_year_is_not_put_into_the_name_of_the_publisher(
    publisher: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    set_up(root, publisher=publisher)
    (element,) = build(root).page("index").find_class("copyright")
    assert words(element) == f"© {publisher}"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('base-url = "javascript:alert(1)//"', "https://"),
        ('base-url = "https://press.example/x"', "with a final slash"),
        ('base-url = "https://press.example/\\" onload=\\"x/"', "with a final slash"),
        ('base-url = "https://press.example/a b/"', "with a final slash"),
        ('base-url = "https://press.example/?q=/"', "with a final slash"),
        ('licence-url = "javascript:alert(1)"', "web address"),
        ('licence-url = "https://licence.example/<b>"', "web address"),
        ('language = "en\\" onload=\\"x"', "BCP 47"),
        ('language = ""', "BCP 47"),
    ],
)
def test_what_goes_into_addresses_and_tags_has_their_form(line: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "edition.toml").write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(PressmarkError, match=said):
        load_edition(tmp_path)


@pytest.mark.parametrize(
    "line",
    [
        'base-url = ""',
        'base-url = "https://press.example/"',
        'base-url = "http://localhost:8000/~ada/press/"',
        'base-url = "https://möwe.example/z%C3%BCge/"',
        'licence-url = "https://creativecommons.org/licenses/by/4.0/?x=1#y"',
        'language = "zh-Hant"',
    ],
)
def test_addresses_and_tags_are_taken_as_they_are(line: str, tmp_path: Path) -> None:
    (tmp_path / "edition.toml").write_text(f"{line}\n", encoding="utf-8")
    load_edition(tmp_path)
