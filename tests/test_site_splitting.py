"""Lists too long for one page: where they are cut, how the parts lead to each other, what lands where."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from site_building import Build, build, copy_edition, words

from pressmark.site.views.splitting import Group, cut

MENTIONS = 2_100
BOUND = 500
SPEAKER = "people/brindle-tamsin"

groups = st.lists(
    st.builds(
        Group,
        key=st.from_regex(r"[a-z]{1,3}", fullmatch=True),
        name=st.text(min_size=1, max_size=5),
        entries=st.lists(st.integers(), max_size=12),
    ),
    max_size=12,
    unique_by=lambda group: group.key,
)


@given(groups, st.integers(min_value=1, max_value=20))
def test_a_cut_keeps_every_entry_in_its_place_and_no_page_is_too_long(
    whole: list[Group[int]], bound: int
) -> None:
    pages = cut(whole, bound)
    assert [entry for page in pages for entry in page.entries] == [
        entry for group in whole for entry in group.entries
    ]
    assert all(0 < len(page.entries) <= bound for page in pages)
    assert len({page.key for page in pages}) == len(pages)


@given(groups, st.integers(min_value=1, max_value=20))
def test_a_cut_makes_at_most_twice_as_many_pages_as_it_must(whole: list[Group[int]], bound: int) -> None:
    entries = sum(len(group.entries) for group in whole)
    long = sum(len(group.entries) > bound for group in whole)
    assert len(cut(whole, bound)) <= 2 * -(-entries // bound) + 2 * long


def test_neighbours_share_a_page_under_both_names_and_a_long_group_has_numbers() -> None:
    letters = [Group(key=letter, name=letter.upper(), entries=[0] * size) for letter, size in SIZES.items()]
    assert [(page.key, page.name, len(page.entries)) for page in cut(letters, 4)] == [
        ("a", "A–C", 4),
        ("d", "D", 4),
        ("d-2", "D (2)", 4),
        ("d-3", "D (3)", 1),
        ("e", "E", 2),
    ]


SIZES = {"a": 1, "b": 0, "c": 3, "d": 9, "e": 2}


def test_a_page_of_no_entries_cannot_be() -> None:
    with pytest.raises(ValueError, match="page of 0 entries"):
        cut([], 0)


def mentioning(siglum: str, year: int, number: int) -> str:
    """An article that names one person so many times."""
    names = " ".join(
        f'<persName xml:id="m{n}" ref="person:brindle-tamsin">Tamsin Brindle</persName>'
        for n in range(1, number + 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en">'
        f"<teiHeader><fileDesc><titleStmt><title>The Year {year}</title></titleStmt><publicationStmt>"
        f'<publisher>Quillhaven Library</publisher><idno type="siglum">{siglum}</idno></publicationStmt>'
        '<sourceDesc><biblStruct><analytic><title level="a">The Year</title></analytic><monogr>'
        f'<title level="j">Quillhaven Courier</title><imprint><date when="{year}-05-06"/></imprint></monogr>'
        '</biblStruct></sourceDesc></fileDesc></teiHeader><text xml:space="preserve"><body>'
        f'<head xml:id="h1">The Year {year}</head>\n<p xml:id="p1">{names}.</p>\n</body></text></TEI>\n'
    )


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition in which one person is mentioned thousands of times."""
    root = copy_edition(tmp_path_factory.mktemp("splitting") / "edition")
    for number in range(MENTIONS // 300):
        siglum = f"year-{number}"
        text = mentioning(siglum, 2000 + number, 300)
        (root / "tei" / "articles" / f"{siglum}.xml").write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def site(root: Path) -> Build:
    return build(root)


def parts(site: Build) -> list[str]:
    """The pages of the person: the record's own, then the further ones in the order of the links to them."""
    links = site.page(SPEAKER).xpath("//nav[@class='pm-parts'][1]//a/@href")
    return [SPEAKER, *(f"people/{str(link).removesuffix('.html')}" for link in links)]


def mentions(page: html.HtmlElement) -> list[str]:
    return [str(href) for href in page.xpath("//a[@class='pm-keyword']/@href")]


def test_a_person_with_thousands_of_mentions_has_several_pages_and_each_mention_stands_once(
    site: Build,
) -> None:
    assert site.warnings == ""
    pages = [mentions(site.page(name)) for name in parts(site)]
    assert all(0 < len(page) <= BOUND for page in pages)
    found = list(chain.from_iterable(pages))
    assert len(found) == len(set(found)) >= MENTIONS


def test_every_part_leads_to_all_others_and_back(site: Build) -> None:
    names = parts(site)
    for name in names:
        page = site.page(name)
        own = name.rpartition("/")[2]
        ways = {str(link).partition("#")[0] for link in page.xpath("//nav[@class='pm-parts']//a/@href")}
        assert ways == {f"{other.rpartition('/')[2]}.html" for other in names} - {f"{own}.html"}
        assert page.xpath("//nav[@class='pm-parts']//*[@aria-current='page']")
    (last,) = site.page(names[-1]).xpath("//h1")
    assert words(last).startswith("Tamsin Brindle")
    assert site.page(names[1]).xpath("//a[contains(@class, 'prev-page')]/@href") == ["brindle-tamsin.html"]


def test_every_link_of_a_further_page_leads_somewhere(site: Build) -> None:
    for name in parts(site)[1:]:
        folder = (site.out / name).parent
        links = [str(link) for link in site.page(name).xpath("//a/@href")]
        inside = [link.partition("#")[0] for link in links if not re.match(r"[a-z]+:|#", link)]
        assert inside
        assert [link for link in inside if link and not (folder / link).resolve().is_file()] == []


def test_books_and_plain_text_hold_the_whole_list(root: Path) -> None:
    text = build(root, "text")
    page = " ".join((text.out / f"{SPEAKER}.txt").read_text(encoding="utf-8").split())
    assert page.count("Tamsin Brindle") >= MENTIONS
    assert not list((text.out / "people").glob("*.mentions-*"))


def test_parts_that_are_no_longer_needed_go_and_the_others_are_written_anew(root: Path, site: Build) -> None:
    before = parts(site)
    for number in range(1, MENTIONS // 300):
        (root / "tei" / "articles" / f"year-{number}.xml").unlink()
    again = build(root)
    assert parts(again) == [SPEAKER]
    assert not [name for name in before[1:] if (again.out / f"{name}.html").exists()]


@pytest.fixture
def small_pages(tmp_path: Path) -> Iterator[Build]:
    """The invented edition with pages of two entries."""
    root = copy_edition(tmp_path / "edition")
    with (root / "edition.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[site]\nentries-per-page = 2\n")
    yield build(root)


def test_an_address_from_before_the_cut_lands_on_the_way_to_the_part(small_pages: Build) -> None:
    page = small_pages.page("people")
    moved = page.xpath("//nav[@class='pm-parts'][1]//li[span[@id]]")
    assert moved
    for item in moved:
        (address,) = item.xpath("a/@href")
        part = small_pages.page(str(address).removesuffix(".html"))
        anchors = {str(element.get("id")) for element in part.iter() if element.get("id")}
        assert {str(anchor) for anchor in item.xpath("span/@id")} <= anchors


def test_a_build_by_several_processes_makes_the_same_parts(tmp_path: Path) -> None:
    built = []
    for processes in (1, 2):
        root = copy_edition(tmp_path / f"by-{processes}")
        with (root / "edition.toml").open("a", encoding="utf-8") as settings:
            settings.write("\n[site]\nentries-per-page = 2\n")
        built.append(build(root, parallel=processes).out)
    pages = [{str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*.html")} for out in built]
    assert pages[0] == pages[1]
    assert [name for name in pages[0] if re.fullmatch(r"people/brindle-tamsin\.mentions-.+\.html", name)]
