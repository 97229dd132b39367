"""What pages say about citing them, with and without styles, and when citations are made anew."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Browser, Page
from site_building import Build, build, copy_edition, words

from pressmark.citing import Processor

FERRY = "articles/quillhaven-ferry"
URL = f"https://quillhaven.example/press/{FERRY}.html"
STYLES = [
    "Chicago Manual of Style 18th edition (notes and bibliography)",
    "MLA Handbook 9th edition (in-text citations)",
    "APA Style 7th edition",
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Build:
    built = build(copy_edition(tmp_path_factory.mktemp("citing") / "edition"))
    assert built.warnings == ""
    return built


@pytest.fixture
def cited(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The pages that the processor was asked for, call by call."""
    calls: list[list[str]] = []
    original = Processor.cite

    def counting(self: Processor, items: list[dict[str, str]], *others: object) -> object:
        calls.append(sorted(item["id"] for item in items))
        return original(self, items, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(Processor, "cite", counting)
    return calls


def setting(root: Path, name: str, value: str) -> None:
    path = root / "edition.toml"
    text = path.read_text(encoding="utf-8")
    changed = re.sub(rf'^{name} = "[^"]*"', f'{name} = "{value}"', text, flags=re.MULTILINE)
    path.write_text(
        changed if changed != text else f'{text}\n[citing]\n{name} = "{value}"\n', encoding="utf-8"
    )


def block(built: Build, name: str = FERRY) -> html.HtmlElement:
    (found,) = built.page(name).xpath("//section[@id='cite-this']//div[@class='pm-citing']")
    return found


def citations(built: Build, name: str = FERRY) -> list[str]:
    return [words(each) for each in block(built, name).xpath(".//p[contains(@class, 'pm-citation')]")]


def test_an_article_is_cited_in_every_style_in_the_order_of_the_settings(site: Build) -> None:
    assert [words(each) for each in block(site).xpath("./dl/dt")] == STYLES
    chicago, note, *_ = citations(site)
    title = "Harbour Council Votes to Keep the Night Ferry"
    assert (
        chicago == f"Marrow, Edda. “{title}.” Quillhaven Courier, May 7, 2031. The Quillhaven Press. {URL}."
    )
    assert note.endswith(f"May 7, 2031, para. 1, The Quillhaven Press, {URL}.")


def test_a_person_is_cited_too(site: Build) -> None:
    cited_as = citations(site, "people/brindle-tamsin")
    assert cited_as[0].startswith("Quillhaven Library. “Tamsin Brindle.” The Quillhaven Press.")
    assert not block(site, "people/brindle-tamsin").xpath(".//p[@class='pm-citing-help']")


@pytest.mark.parametrize("name", [FERRY, "people/brindle-tamsin"])
def test_the_formats_on_the_page_are_those_in_the_files(site: Build, name: str) -> None:
    folds = block(site, name).xpath(".//details")
    assert [words(fold.find("summary")) for fold in folds] == ["BibTeX", "RIS", "CSL-JSON"]
    for fold in folds:
        (link,) = fold.xpath(".//a[@download]")
        file = (site.out / name).parent / link.get("href")
        assert file.read_text(encoding="utf-8").strip() == fold.find("pre").text_content().strip()


def test_the_state_cited_is_the_file_that_can_be_downloaded(site: Build) -> None:
    served = (site.out / "_sources" / f"{FERRY}.xml").read_bytes()
    digest = hashlib.sha256(served).hexdigest()
    assert block(site).xpath(".//code/@title") == [digest]
    (item,) = json.loads((site.out / f"{FERRY}.csl.json").read_bytes())
    assert item["note"] == f"TEI file sha256:{digest}"


def test_with_page_folders_the_files_are_found_as_well(tmp_path: Path) -> None:
    built = build(copy_edition(tmp_path / "edition"), "dirhtml")
    page = built.out / FERRY / "index.html"
    root = html.fromstring(page.read_bytes().decode())
    links = root.xpath("//div[@class='pm-citing']//a[@download]/@href")
    assert len(links) == 3
    assert all((page.parent / link).resolve().is_file() for link in links)
    assert root.xpath("//link[@rel='canonical']/@href") == [f"https://quillhaven.example/press/{FERRY}/"]


def test_only_what_changed_is_set_again(tmp_path: Path, cited: list[list[str]]) -> None:
    root = copy_edition(tmp_path / "edition")
    build(root)
    assert len(cited) == len(STYLES)
    assert {FERRY, "people/brindle-tamsin"} <= set(cited[0])
    cited.clear()
    assert build(root).written == set()
    assert cited == []
    path = root / "tei" / f"{FERRY}.xml"
    path.write_text(path.read_text(encoding="utf-8").replace("Edda Marrow</author>", "Edda Fenn</author>"))
    again = build(root)
    assert cited == [[FERRY]] * len(STYLES)
    assert citations(again)[0].startswith("Fenn, Edda.")


def test_other_styles_in_the_settings_reach_every_page(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    build(root)
    setting(root, "styles", "apa")
    built = build(root)
    assert [words(each) for each in block(built).xpath("./dl/dt")] == STYLES[2:]
    assert [words(each) for each in block(built, "people/brindle-tamsin").xpath("./dl/dt")] == STYLES[2:]


def test_a_style_that_does_not_exist_is_a_warning_at_the_settings(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    setting(root, "styles", "harvard apa")
    built = build(root)
    assert built.warnings.strip().endswith(
        "edition.toml:1: WARNING: there is no citation style 'harvard'; use some of: apa, chicago, mla "
        "[pressmark.style]"
    )
    assert [words(each) for each in block(built).xpath("./dl/dt")] == STYLES[2:]


def test_without_a_processor_a_plain_citation_stands_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Processor, "find", lambda: None)
    built = build(copy_edition(tmp_path / "edition"))
    assert built.warnings == ""
    title = "“Harbour Council Votes to Keep the Night Ferry”"
    plain = f"Edda Marrow, {title}, Quillhaven Courier, 7 May 2031, The Quillhaven Press, {URL}."
    assert citations(built) == [plain, URL]
    assert "pandoc, which sets citations in styles, was not at hand" in words(block(built))
    assert (built.out / f"{FERRY}.bib").is_file()


def test_without_styles_nothing_is_missing(tmp_path: Path, cited: list[list[str]]) -> None:
    root = copy_edition(tmp_path / "edition")
    setting(root, "styles", "")
    built = build(root)
    assert cited == []
    assert citations(built)[0].startswith("Edda Marrow, “Harbour Council")
    assert "pandoc" not in words(block(built))


def test_a_page_without_an_address_is_cited_by_its_name(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    setting(root, "base-url", "")
    built = build(root)
    assert "http" not in "".join(citations(built))
    assert FERRY in words(block(built))
    assert "not published under an address yet" in words(block(built))


def test_the_files_of_an_article_that_is_gone_go_too(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    file = build(root).out / "articles" / "la-mer.bib"
    assert file.is_file()
    (root / "tei" / "articles" / "la-mer.xml").unlink()
    build(root)
    assert not file.exists()


@pytest.mark.parametrize("builder", ["text", "latex"])
def test_other_builders_cite_in_plain_words(tmp_path: Path, builder: str) -> None:
    built = build(copy_edition(tmp_path / "edition"), builder)
    assert built.warnings == ""
    text = " ".join(" ".join(path.read_text("utf-8").split()) for path in built.out.rglob("*.t*x*"))
    assert "Edda Marrow, “Harbour Council Votes to Keep the Night Ferry”," in text


# In a browser


@pytest.fixture
def show(browser: Browser, site: Build) -> Iterator[Callable[..., Page]]:
    contexts = []

    def open_page(fragment: str = "", *, scripts: bool = True, width: int = 1280) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=scripts, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.goto((site.out / f"{FERRY}.html").as_uri() + fragment)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_a_paragraph_and_a_quotation_are_cited_where_they_are_read(
    show: Callable[..., Page], width: int
) -> None:
    page = show(width=width)
    page.locator("#p3 .pm-number").click()
    page.get_by_role("button", name="Cite paragraph 3").click()
    dialog = page.get_by_role("dialog", name="Cite this")
    assert dialog.locator(".pm-url").first.inner_text() == f"{URL}#p3"
    assert "para. 3" in dialog.locator(".pm-passage").first.inner_text()
    assert f"{URL}#p3" in (dialog.locator("pre").first.text_content() or "")
    dialog.get_by_role("button", name="Cite the whole article instead").click()
    assert dialog.locator(".pm-url").first.inner_text() == URL
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert page.locator("#cite-this .pm-citing").count() == 1
    page = show("#q1", width=width)
    page.get_by_role("button", name="Cite quotation 1").click()
    dialog = page.get_by_role("dialog", name="Cite this")
    assert dialog.locator(".pm-url").first.get_attribute("href") == f"{URL}#q1"
    assert "para. 1" in dialog.locator(".pm-passage").first.inner_text()


@pytest.mark.browser
def test_the_button_moves_nothing_and_goes_with_the_passage(show: Callable[..., Page]) -> None:
    page = show()
    before = page.locator("#p3").bounding_box()
    page.evaluate("history.replaceState(null, '', '#q1'); dispatchEvent(new HashChangeEvent('hashchange'))")
    assert page.get_by_role("button", name="Cite quotation 1").is_visible()
    assert page.locator("#p3").bounding_box() == before
    assert page.locator("#q1").inner_text() == "“We keep the ferry,”"
    page.evaluate(
        "history.replaceState(null, '', '#no-anchor'); dispatchEvent(new HashChangeEvent('hashchange'))"
    )
    assert page.locator(".pm-cite-part").count() == 0


@pytest.mark.browser
def test_a_citation_is_copied_as_words(show: Callable[..., Page]) -> None:
    page = show("#q1")
    citation = page.locator("#cite-this .pm-citation").nth(2)
    button = citation.get_by_role("button", name="Copy: MLA Handbook")
    button.focus()
    page.keyboard.press("Enter")
    citation.get_by_role("button", name="Copied: MLA Handbook").wait_for()
    assert page.locator(".pm-citing").get_by_role("status").inner_text() == "Copied"
    page.evaluate("document.body.prepend(Object.assign(document.createElement('textarea'), {id: 'paste'}))")
    page.locator("#paste").focus()
    page.keyboard.press("Control+V")
    assert page.locator("#paste").input_value() == (
        "Marrow, Edda. “Harbour Council Votes to Keep the Night Ferry.” Quillhaven Courier, 7 May 2031, "
        f"The Quillhaven Press, {URL}#q1."
    )


@pytest.mark.browser
def test_without_scripts_the_citations_are_there(show: Callable[..., Page]) -> None:
    assert not show().get_by_role("button", name="Cite the whole article instead").is_visible()
    page = show(scripts=False)
    assert page.locator("#cite-this .pm-citation").count() == 7
    assert page.locator("#cite-this button").count() == 0
    page.locator("#cite-this summary").first.click()
    assert page.locator("#cite-this pre").first.is_visible()
