"""The pages of the built site."""

import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html
from site_building import PROJECT, Build, build, copy_edition, words

FOREIGN = re.compile(r"^(?:[a-z]+:)?//", re.IGNORECASE)
# The links of a page's head that a browser follows by itself.
FETCHED = ("stylesheet", "icon", "shortcut icon", "preload", "prefetch", "preconnect", "manifest")
LOADED = re.compile(r"url\(\s*[\"']?([^\"')]+)|@import\s+[\"']([^\"']+)", re.IGNORECASE)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The invented edition, built once."""
    return build(copy_edition(tmp_path_factory.mktemp("site") / "edition"))


def hrefs(element: html.HtmlElement) -> list[str]:
    return [str(link.get("href")) for link in element.iter("a")]


def dead_links(out: Path) -> list[str]:
    """Every link within a site that leads to no page, or to no anchor on its page."""
    pages = {path: html.fromstring(path.read_bytes()) for path in out.rglob("*.html")}
    anchors = {path: {str(e.get("id")) for e in page.iter() if e.get("id")} for path, page in pages.items()}
    dead = []
    for path, page in pages.items():
        for link in page.iter("a"):
            url = urlsplit(str(link.get("href", "")))
            if url.scheme or url.netloc or not (url.path or url.fragment):
                continue
            target = (path.parent / unquote(url.path)).resolve() if url.path else path
            reached = target.is_file() and (
                not url.fragment or target not in anchors or url.fragment in anchors[target]
            )
            if not reached:
                dead.append(f"{path.relative_to(out)}: {link.get('href')}")
    return dead


def foreign_loads(out: Path) -> list[str]:
    """Whatever a page or stylesheet of the site would fetch from another host."""
    loads = []
    for path in out.rglob("*.html"):
        page = html.fromstring(path.read_bytes())
        for element in page.iter("script", "img", "link", "iframe", "source", "audio", "video", "object"):
            address = str(element.get("src") or element.get("data") or element.get("href") or "")
            is_address_only = element.tag == "link" and element.get("rel") not in FETCHED
            if FOREIGN.match(address) and not is_address_only:
                loads.append(f"{path.relative_to(out)}: {address}")
    for path in out.rglob("*.css"):
        for found in LOADED.finditer(path.read_text(encoding="utf-8")):
            if FOREIGN.match(found[1] or found[2]):
                loads.append(f"{path.relative_to(out)}: {found[0]}")
    return loads


def test_the_site_builds_without_a_warning(site: Build) -> None:
    assert site.warnings == ""
    assert site.status == 0


def test_every_link_and_fragment_leads_somewhere(site: Build) -> None:
    assert dead_links(site.out) == []


def test_no_page_fetches_anything_from_another_host(site: Build) -> None:
    assert foreign_loads(site.out) == []


def test_no_id_stands_twice_on_a_page(site: Build) -> None:
    for path in site.out.rglob("*.html"):
        article = html.fromstring(path.read_bytes()).find(".//article")
        ids = [e.get("id") for e in article.iter() if e.get("id")] if article is not None else []
        assert len(ids) == len(set(ids)), path


def test_the_file_offered_for_download_is_the_tei_byte_for_byte(site: Build) -> None:
    page = site.page("articles/quillhaven-ferry")
    (link,) = page.xpath("//a[@class='pm-download']")
    served = (site.out / "articles" / link.get("href")).resolve()
    original = site.out.parents[1] / "tei" / "articles" / "quillhaven-ferry.xml"
    assert served.read_bytes() == original.read_bytes()
    assert link.get("download") == "quillhaven-ferry.xml"


def test_the_registers_are_served_where_the_prefixes_of_the_articles_point(site: Build) -> None:
    for name in ("people", "places", "organisations"):
        served = site.out / "_sources" / "registers" / f"{name}.xml"
        assert served.read_bytes() == (site.out.parents[1] / "tei" / "registers" / f"{name}.xml").read_bytes()
        assert f"_sources/registers/{name}.xml" in hrefs(site.page(name))


def test_a_record_does_not_drag_a_copy_of_its_register_along(site: Build) -> None:
    assert not (site.out / "_sources" / "people").exists()


# An article's page


def test_every_name_with_a_record_is_a_link_to_it(site: Build) -> None:
    page = site.page("articles/quillhaven-ferry")
    names = {str(a.get("id")): a.get("href") for a in page.xpath("//a[contains(@class, 'pm-name')]")}
    assert names == {
        "m1": "../people/fenn-ottoline.html",
        "m2": "../organisations/tidewire.html",
        "m3": "../places/quillhaven.html",
        "m4": "../people/brindle-tamsin.html",
        "m5": "../people/brindle-tamsin.html",
    }


def test_every_anchor_of_the_tei_is_an_id_on_the_page(site: Build) -> None:
    for path in (site.out.parents[1] / "tei" / "articles").glob("*.xml"):
        body = path.read_text(encoding="utf-8").partition("<text")[2]
        anchors = set(re.findall(r'xml:id="([^"]+)"', body))
        page = site.page(f"articles/{path.stem}")
        assert anchors <= {e.get("id") for e in page.iter()}


def test_the_quotation_links_to_its_speaker(site: Build) -> None:
    page = site.page("articles/quillhaven-ferry")
    (mark,) = page.xpath("//*[@id='q2']/a")
    assert (mark.get("href"), mark.get("aria-label")) == (
        "../people/brindle-tamsin.html",
        "said by Tamsin Brindle",
    )


def test_web_furniture_is_folded_away_until_it_is_asked_for(site: Build) -> None:
    (box,) = site.page("articles/quillhaven-ferry").xpath("//details[@class='pm-furniture']")
    assert box.get("open") is None
    assert words(box.find("summary")) == "From the web page, not the article: 2 lines"
    assert "Get the Courier!" in words(box)


def test_a_dateline_runs_into_its_paragraph(site: Build) -> None:
    (paragraph,) = site.page("articles/quillhaven-ferry").xpath("//p[@id='p1']")
    assert words(paragraph).startswith("1QUILLHAVEN—“We keep the ferry,” the mayor")


def test_script_in_the_text_is_words(site: Build) -> None:
    page = site.page("articles/quillhaven-bell")
    assert '<script>alert("bell & whistle")</script>' in words(page.find(".//article"))
    assert not [script for script in page.iter("script") if "whistle" in (script.text or "")]


def test_the_title_of_the_page_is_the_headline(site: Build) -> None:
    page = site.page("articles/quillhaven-bell")
    assert (
        words(page.find(".//title")) == "Who Moved the “Bell” & Why? Quillhaven Asks - The Quillhaven Press"
    )
    assert words(page.find(".//h1")).startswith("Who Moved the “Bell” & Why? Quillhaven Asks")


def test_an_article_without_a_headline_is_titled_by_its_header(site: Build) -> None:
    assert words(site.page("articles/la-mer").find(".//h1")).startswith("La mer est à tous")


def test_the_text_of_an_article_says_what_language_it_is_in(site: Build) -> None:
    (text,) = site.page("articles/la-mer").xpath("//div[contains(@class, 'pm-text')]")
    assert text.get("lang") == "fr"


def test_headings_descend_without_a_gap(site: Build) -> None:
    for path in site.out.rglob("*.html"):
        article = html.fromstring(path.read_bytes()).find(".//article")
        levels = [int(heading.tag[1]) for heading in article.iter("h1", "h2", "h3", "h4")]
        assert levels[:1] == [1], path
        assert all(after - before <= 1 for before, after in pairwise(levels)), path


def test_the_page_says_what_was_inferred_and_on_what_evidence(site: Build) -> None:
    source = words(site.page("articles/quillhaven-ferry").get_element_by_id("source-and-rights"))
    assert "7 May 2031 (inferred, medium certainty) The council met on Tuesday 6 May 2031" in source
    assert "The article is the property of its publisher." in source
    assert "draft: the mark-up was proposed by machine" in source


def test_the_page_lists_what_is_in_the_article(site: Build) -> None:
    contents = site.page("articles/quillhaven-ferry").get_element_by_id("in-this-article")
    later = "Later in Who Moved the “Bell” & Why? Quillhaven Asks (12 June 2031)"
    assert words(contents) == (
        f"In this article¶ People Tamsin Brindle 2 Mayor of Quillhaven since 2029. {later}"
        f" Ottoline Fenn 1 draft {later} Organisations Tidewire 1 An invented news agency. {later}"
        f" Places Quillhaven 1 An invented harbour town. {later}"
        " Quotations “We keep the ferry, … and we keep it free.”"
        " Tamsin Brindle · to Quillhaven Courier · also a pull quote"
        " the quay would be mended Tamsin Brindle · reported speech · through Tidewire"
    )


# A record's page


def test_a_person_is_shown_with_all_that_the_register_says(site: Build) -> None:
    page = site.page("people/brindle-tamsin")
    facts = words(page.xpath("//dl[contains(@class, 'pm-facts')]")[0])
    assert facts == (
        "Born: March 1988 Also: Tam Brindle Described as: the mayor Wikidata: Q0 Record: brindle-tamsin"
    )
    assert "https://www.wikidata.org/entity/Q0" in hrefs(page)
    assert [t.get("datetime") for t in page.xpath("//dd//time")] == ["1988-03"]


def test_a_person_has_their_quotations_each_with_its_anchor(site: Build) -> None:
    quotations = site.page("people/brindle-tamsin").get_element_by_id("quotations")
    links = [(words(a), a.get("href")) for a in quotations.xpath(".//p[contains(@class, 'pm-words')]/a")]
    assert links == [
        ("“Perhaps,”", "../articles/quillhaven-bell.html#q4"),
        ("“We keep the ferry, … and we keep it free.”", "../articles/quillhaven-ferry.html#q1"),
        ("the quay would be mended", "../articles/quillhaven-ferry.html#q3"),
        ("“La mer est à tous.”", "../articles/la-mer.html#q1"),
    ]


def test_a_person_has_their_mentions_with_the_words_around_them(site: Build) -> None:
    mentions = site.page("people/brindle-tamsin").get_element_by_id("mentions")
    lines = mentions.xpath(".//ul[contains(@class, 'pm-concordance')]/li")
    assert [words(line) for line in lines][2:4] == [
        "QUILLHAVEN—“We keep the ferry,” the mayor, Tamsin Brindle, told the Courier on Tuesday,"
        " “and we keep it free.” The mayor …",
        "… Brindle, told the Courier on Tuesday, “and we keep it free.” The mayor added that the quay"
        " would be mended earlier this month, a …",
    ]
    assert [line.xpath(".//a/@href")[0] for line in lines] == [
        "../articles/quillhaven-bell.html#m2",
        "../articles/quillhaven-bell.html#m3",
        "../articles/quillhaven-ferry.html#m4",
        "../articles/quillhaven-ferry.html#m5",
        "../articles/la-mer.html#m1",
    ]


def test_a_draft_says_that_it_is_one_and_where_it_comes_from(site: Build) -> None:
    page = site.page("people/fenn-ottoline")
    (notice,) = page.xpath("//p[contains(@class, 'pm-draft')]")
    assert words(notice).startswith("Draft. This record was proposed by machine")
    assert "../articles/quillhaven-ferry.html" in hrefs(notice)


def test_a_record_that_nobody_mentions_says_so(site: Build) -> None:
    text = words(site.page("people/ferry-crews").find(".//article"))
    assert "No quotation in this edition." in text
    assert "No article of this edition mentions this record." in text


def test_a_place_has_its_coordinates(site: Build) -> None:
    assert "Coordinates: 51.5° N, 0.12° W" in words(site.page("places/quillhaven").find(".//article"))


def test_the_editorial_principles_are_those_of_the_headers(site: Build) -> None:
    text = words(site.page("principles").find(".//article"))
    assert "Correction: The text is given as received; nothing has been corrected." in text
    assert "weekday: a day of the week" in text


def test_no_article_and_no_record_is_in_the_sidebar(site: Build) -> None:
    sidebar = site.page("index").xpath("//div[contains(@class, 'sidebar-tree')]")[0]
    assert not [href for href in hrefs(sidebar) if "/" in href]


def test_the_projects_own_edition_builds_and_all_its_links_lead_somewhere(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    own = copy_edition(tmp_path_factory.mktemp("own") / "edition", of=PROJECT)
    result = build(own)
    assert result.warnings == ""
    assert dead_links(result.out) == []
    assert foreign_loads(result.out) == []
