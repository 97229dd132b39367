"""The pictures on pages: with their tables, in every builder, in a browser, with nothing to show."""

import shutil
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Browser, Page
from site_building import Build, build, copy_edition, words

PAGE = """# Pictures

```{edition} map
```

```{edition} timeline
```

```{edition} network
```

```{edition} speakers-over-time
```
"""
KINDS = ("map", "timeline", "network", "strips")


def with_pictures(target: Path) -> Path:
    """The invented edition with a page of its own for the pictures, and nothing else in `source`."""
    root = copy_edition(target)
    shutil.rmtree(root / "source")
    (root / "source").mkdir()
    (root / "source" / "index.md").write_text(PAGE, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_pictures(tmp_path_factory.mktemp("pictures") / "edition")


@pytest.fixture(scope="module")
def site(root: Path) -> Build:
    built = build(root)
    assert built.warnings == ""
    return built


def figure(site: Build, kind: str) -> html.HtmlElement:
    [found] = site.page("index").find_class(f"pm-{kind}")
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_link_of_a_picture_leads_somewhere(site: Build, kind: str) -> None:
    links = figure(site, kind).xpath(".//@href")
    assert links
    for link in links:
        name, _, anchor = link.partition("#")
        page = html.fromstring((site.out / name).read_bytes().decode("utf-8"))
        assert not anchor or page.get_element_by_id(anchor) is not None


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_has_a_table_behind_it(site: Build, kind: str) -> None:
    [table] = figure(site, kind).findall(".//figcaption/details/table")
    heads = table.findall("thead/tr/th")
    assert all(head.get("scope") == "col" and words(head) for head in heads)
    rows = table.findall("tbody/tr")
    assert rows
    assert all(len(row) == len(heads) for row in rows)


def test_what_the_map_counts_is_what_the_articles_hold(site: Build) -> None:
    rows = [[words(cell) for cell in row] for row in figure(site, "map").findall(".//tbody/tr")]
    for name, mentions, *_ in rows:
        [link] = figure(site, "map").xpath(f".//tbody//a[text()={name!r}]/@href")
        page = html.fromstring((site.out / link).read_bytes().decode("utf-8"))
        assert len(page.find_class("pm-keyword")) == int(mentions)


def test_the_page_says_what_the_pictures_leave_out(site: Build) -> None:
    assert "Coasts: Natural Earth." in words(figure(site, "map"))
    caption = words(figure(site, "timeline"))
    assert "Above the line the articles" in caption


def test_two_builds_give_the_same_bytes(site: Build, tmp_path: Path) -> None:
    again = build(with_pictures(tmp_path / "edition"))
    for kind in KINDS:
        assert html.tostring(figure(again, kind)) == html.tostring(figure(site, kind))


def test_builders_without_pictures_show_the_tables(root: Path, site: Build) -> None:
    written = build(root, "text")
    assert written.warnings == ""
    text = (written.out / "index.txt").read_text(encoding="utf-8")
    for head in ("Latitude", "Article", "Paragraphs", "Speaker"):
        assert head in text
    assert "<svg" not in text


def test_an_edition_with_nothing_to_show_says_so(tmp_path: Path) -> None:
    root = with_pictures(tmp_path / "edition")
    shutil.rmtree(root / "tei")
    (root / "tei" / "articles").mkdir(parents=True)
    built = build(root)
    page = built.page("index")
    assert not page.findall(".//figure")
    for sentence in (
        "No place of this edition has coordinates yet.",
        "There is no article with a date in this edition yet.",
        "No two people or organisations are named in one paragraph yet.",
        "There is no quotation with a speaker and a date in this edition yet.",
    ):
        assert sentence in words(page)


# In a browser

WIDTHS = {"phone": 390, "desktop": 1280, "wide": 1600}


def opened(browser: Browser, site: Build, width: str, *, dark: bool = False) -> Page:
    context = browser.new_context(
        viewport={"width": WIDTHS[width], "height": 900},
        java_script_enabled=False,
        color_scheme="dark" if dark else "light",
    )
    page = context.new_page()
    page.goto((site.out / "index.html").as_uri())
    return page


# What is printed in the picture may not run over its edges, or over other words.
_OVERLAPS = """svg => {
  const drawn = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll("text")].filter(text => getComputedStyle(text).display !== "none");
  const boxes = texts.map(text => [text.textContent, text.getBoundingClientRect()]);
  const found = [];
  boxes.forEach(([one, a], index) => {
    if (a.left < drawn.left - 1 || a.right > drawn.right + 1) found.push(one + " runs over the edge");
    for (const [other, b] of boxes.slice(index + 1)) {
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 1 && down > 3) found.push(one + " and " + other);
    }
  });
  return found;
}"""


@pytest.mark.browser
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", WIDTHS)
def test_words_in_a_picture_can_be_read(browser: Browser, site: Build, width: str, kind: str) -> None:
    page = opened(browser, site, width)
    svg = page.locator(f".pm-{kind} svg")
    assert svg.evaluate(_OVERLAPS) == []
    size = "t => parseFloat(getComputedStyle(t).fontSize) * t.ownerSVGElement.getScreenCTM().a"
    for text in svg.locator("text:visible").all():
        assert text.evaluate(size) >= 10
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width]


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_names_stand_out_from_what_is_behind_them(browser: Browser, site: Build, dark: bool) -> None:
    page = opened(browser, site, "desktop", dark=dark)
    ink, land, sea, dot = (
        page.locator(f".pm-map {what}").first.evaluate("e => getComputedStyle(e).fill")
        for what in ("text", ".pm-land", ".pm-sea", ".pm-dot")
    )
    assert contrast(ink, land) >= 4.5
    assert contrast(ink, sea) >= 4.5
    assert contrast(dot, sea) >= 3


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, "rgb(33, 29, 26)", as WCAG reckons it."""

    def luminance(colour: str) -> float:
        channels = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
        linear = [
            value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.browser
def test_from_a_dot_to_the_place_and_from_a_bar_to_the_words(browser: Browser, site: Build) -> None:
    page = opened(browser, site, "desktop")
    page.locator(".pm-map svg a", has_text="Quillhaven").first.click()
    assert page.url.endswith("places/quillhaven.html")
    page.go_back()
    page.locator(".pm-strips svg a .pm-bar").first.click()
    assert "/articles/" in page.url
    assert page.locator(":target").count() == 1


@pytest.mark.browser
def test_one_click_shows_the_table_without_javascript(browser: Browser, site: Build) -> None:
    page = opened(browser, site, "phone")
    table = page.locator(".pm-map table")
    assert not table.is_visible()
    page.locator(".pm-map summary").click()
    assert table.is_visible()
