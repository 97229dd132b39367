"""The indices and the front page, as a browser without scripts gets them."""

import shutil
from pathlib import Path

import pytest
from edition_of_thirty import PEOPLE, PLACES
from lxml import html
from site_building import Build, build, copy_edition, words

from pressmark.tei.parse import parse
from pressmark.tei.published import Article
from pressmark.tei.read import read_article

HOSTILE = '<script>alert("1")</script> & Co.'
LONG = "Quill" * 40
ARABIC = "ميناء الريشة"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The invented edition, built once."""
    return build(copy_edition(tmp_path_factory.mktemp("indices") / "edition"))


def rows(page: html.HtmlElement) -> list[str]:
    """The rows of an index of names: letters, names, cross-references."""
    [table] = page.xpath("//table[contains(@class, 'pm-names-table')]")
    return [" ".join(words(cell) for cell in row) for row in table.xpath("./tbody/tr")]


def headings(page: html.HtmlElement) -> list[str]:
    """The headings of an index under the title of the page."""
    return [words(h) for h in page.xpath("//h2[@class] | //h3[@class] | //h4[@class]")]


def entries(page: html.HtmlElement) -> list[list[str]]:
    """The entries of an index, each with its paragraphs."""
    items = page.xpath("//ul[contains(@class, 'pm-entries')]/li")
    return [[words(paragraph) for paragraph in item.findall("p")] for item in items]


def the_articles(site: Build) -> dict[str, Article]:
    """The articles of the edition a site was built from, by siglum."""
    folder = site.out.parent.parent / "tei" / "articles"
    return {
        path.stem: read_article(parse(path.read_bytes(), path.name), path.stem)
        for path in folder.glob("*.xml")
    }


# People, organisations, places


def test_people_stand_from_a_to_z_and_those_without_a_name_apart(site: Build) -> None:
    assert rows(site.page("people")) == [
        "B",
        "Brindle, Tamsin mayor of Quillhaven 5 4",
        "F",
        "Fenn, Ottoline draft 2 0",
        "Without a name",
        "ferry crews 0 0",
        "a senior harbour official 1 1",
    ]


def test_acronyms_and_other_names_send_to_the_record(site: Build) -> None:
    assert "the Courier, see Quillhaven Courier" in rows(site.page("organisations"))
    assert "TW, see Tidewire" in rows(site.page("organisations"))
    assert "Town Quay, see Quillhaven" in rows(site.page("places"))


def test_diacritics_do_not_count_in_the_alphabet(thirty: Build) -> None:
    page = thirty.page("people")
    letters = [words(a) for a in page.xpath("//nav[@class='pm-letters']//a")]
    assert letters == ["B", "E", "F", "M", "O", "T", "W", "Without a name"]
    listed = rows(page)
    assert listed[listed.index("E") + 1].startswith("Éclair, Zoé")
    assert listed[listed.index("O") + 1].startswith("Øsk, Ivar")


def test_every_letter_leads_to_its_names(thirty: Build) -> None:
    for name in ("people", "organisations", "places"):
        page = thirty.page(name)
        for link in page.xpath("//nav[@class='pm-letters']//a"):
            body = page.get_element_by_id(link.get("href")[1:])
            assert words(body.xpath("./tr")[0]) == words(link)


def test_an_index_is_a_table_with_headings(thirty: Build) -> None:
    [table] = thirty.page("people").xpath("//table[contains(@class, 'pm-names-table')]")
    assert [(words(th), th.get("scope")) for th in table.xpath("thead//th")] == [
        ("Name", "col"),
        ("Mentions", "col"),
        ("Quotations", "col"),
    ]
    for row in table.xpath("tbody/tr[@data-key][not(@class)]"):
        assert [cell.tag for cell in row] == ["th", "td", "td"]
        assert row[0].get("scope") == "row"


def test_the_numbers_are_those_of_the_articles(thirty: Build) -> None:
    articles = the_articles(thirty).values()
    mentions = [i for article in articles for mention in article.mentions for i in mention.records]
    said = [i for article in articles for each in article.utterances for i in dict.fromkeys(each.speakers)]
    table = thirty.page("people")
    for person in PEOPLE:
        [row] = table.xpath(f"//tr[th/a[contains(@href, '/{person.id}.html')]]")
        assert [words(cell) for cell in row.findall("td")] == [
            str(mentions.count(person.id)),
            str(said.count(person.id)),
        ]
    for place in PLACES:
        [row] = thirty.page("places").xpath(f"//tr[th/a[contains(@href, '/{place.id}.html')]]")
        within = sum(any(place.id in m.records for m in article.mentions) for article in articles)
        assert [words(cell) for cell in row.findall("td")] == [str(mentions.count(place.id)), str(within)]


def test_a_draft_without_a_name_is_told_from_others_by_where_it_is_from(thirty: Build) -> None:
    drafts = [row for row in rows(thirty.page("people")) if row.startswith("the official draft")]
    assert len(drafts) > 1
    assert len(set(drafts)) == len(drafts)


def test_the_places_stand_under_their_map(thirty: Build) -> None:
    page = thirty.page("places")
    [picture] = page.xpath("//figure[contains(@class, 'pm-map')]")
    [table] = page.xpath("//table[contains(@class, 'pm-names-table')]")
    order = list(page.iter())
    assert order.index(picture) < order.index(table)


# Quotations


def test_quotations_stand_by_speaker_and_unknown_speakers_apart(site: Build) -> None:
    assert headings(site.page("quotations")) == [
        "B",
        "Brindle, Tamsin mayor of Quillhaven 4 quotations",
        "Q",
        "Quillhaven Courier newspaper 1 quotation",
        "T",
        "Tidewire news agency 1 quotation",
        "Speakers without a name",
        "a senior harbour official 1 quotation",
        "Speaker unknown",
    ]


def test_a_pull_quote_is_folded_into_its_original(site: Build) -> None:
    folded = [entry for entry in entries(site.page("quotations")) if "also a pull quote" in " ".join(entry)]
    assert len(folded) == 1
    assert folded[0][0] == "“We keep the ferry, … and we keep it free.”"


@pytest.mark.parametrize("name", ["quotations", "quotations-by-date", "quotations-by-article"])
def test_every_quotation_stands_in_every_arrangement_once(thirty: Build, name: str) -> None:
    expected = sorted(
        f"articles/{article.siglum}.html#{said.anchor}"
        for article in the_articles(thirty).values()
        for said in article.utterances
    )
    found = thirty.page(name).xpath("//ul[contains(@class, 'pm-said')]//p[@class='pm-words']/a/@href")
    assert sorted(found) == expected


def test_by_date_the_newest_come_first_and_name_their_speakers(site: Build) -> None:
    page = site.page("quotations-by-date")
    assert [words(h) for h in page.xpath("//h2[contains(@class, 'pm-letter')]")] == ["2031", "Without a date"]
    days = [time.get("datetime") for time in page.xpath("//h3[@class='pm-heading']/time")]
    assert days == sorted(days, reverse=True)
    assert len(days) > 1
    [entry] = [entry for entry in entries(page) if entry[0].startswith("“We keep the ferry")]
    assert entry[1].startswith("Tamsin Brindle")


def test_by_article_they_stand_from_a_to_z(thirty: Build) -> None:
    titles = [text for text in headings(thirty.page("quotations-by-article")) if len(text) > 1]
    letters = [text for text in headings(thirty.page("quotations-by-article")) if len(text) == 1]
    assert letters == sorted(letters)
    bells = [title for title in titles if title.startswith("A Bell Comes Home")]
    bread = [title for title in titles if title.startswith("Bread Is Dearer")]
    assert titles[: len(bells) + len(bread)] == [*bells, *bread]  # the leading "A" does not count


# Dates


def test_dates_stand_in_the_order_of_time(thirty: Build) -> None:
    page = thirty.page("dates")
    days = [time.get("datetime") for time in page.xpath("//h3[@class='pm-heading']/time")]
    assert days == sorted(days)
    expected = {
        f"articles/{article.siglum}.html#{date.anchor}"
        for article in the_articles(thirty).values()
        for date in article.dates
    }
    assert set(page.xpath("//ul[contains(@class, 'pm-told')]//a[@class='pm-keyword']/@href")) == expected


def test_a_month_stays_a_month(thirty: Build) -> None:
    page = thirty.page("dates")
    heading = page.get_element_by_id("date-2031-06")
    assert words(heading) == "June 2031"
    assert heading.xpath("./time/@datetime") == ["2031-06"]
    [entry] = heading.xpath("../ul/li")
    assert words(entry.findall("p")[0]) == "Nothing was decided by June 2031, and the light still burns."
    following = page.get_element_by_id("date-2031-06-03")
    assert list(page.iter()).index(heading) < list(page.iter()).index(following)


# Outlets and authors


def test_every_outlet_has_its_articles(thirty: Build) -> None:
    page = thirty.page("outlets")
    named = headings(page)
    assert named[0].startswith("Quillhaven Courier 10 articles, 3 March 2031 to ")
    assert named[-1].startswith("Author not named 30 articles")
    section = page.get_element_by_id("outlet-tidewire")
    assert section.xpath("./a/@href") == ["organisations/tidewire.html"]
    listed = section.xpath("./following-sibling::ul[1]//a/@href")
    expected = {
        f"articles/{article.siglum}.html"
        for article in the_articles(thirty).values()
        if article.header.outlet and article.header.outlet.value == "Tidewire"
    }
    assert set(listed) == expected


# Articles and the front page


def test_articles_stand_by_date_and_those_without_one_at_the_end(site: Build) -> None:
    page = site.page("articles")
    assert headings(page) == ["2031", "Without a date"]
    assert page.xpath("//ul[contains(@class, 'pm-announced')]//p[@class='pm-words']/a/@href") == [
        "articles/quillhaven-bell.html",
        "articles/quillhaven-ferry.html",
        "articles/la-mer.html",
    ]
    assert len(page.find_class("Z3988")) == 3


def test_the_front_page_counts_what_is_there(site: Build) -> None:
    cards = site.page("index").xpath(
        "//*[contains(@class, 'pm-counts')]//*[contains(@class, 'sd-card-body')]"
    )
    assert [words(card) for card in cards] == [
        "3 Articles",
        "7 Quotations",
        "4 People",
        "3 Organisations",
        "1 Places",
        "2 Dates",
    ]


def test_the_front_page_shows_the_newest_articles(thirty: Build) -> None:
    newest = sorted(
        the_articles(thirty).values(), key=lambda a: a.header.published.value if a.header.published else ""
    )
    [shown] = thirty.page("index").find_class("pm-latest")
    links = shown.xpath("li/p[@class='pm-words']/a/@href")
    assert links == [f"articles/{article.siglum}.html" for article in reversed(newest[-5:])]
    assert words(shown[0]).endswith("Tidewire · 29 December 2032")


def test_the_front_page_ranks_the_people_by_their_quotations(thirty: Build) -> None:
    [ranking] = thirty.page("index").find_class("pm-ranking")
    numbers = [int(words(item[-1])) for item in ranking]
    assert numbers == sorted(numbers, reverse=True)
    assert words(ranking[0]) == "Tamsin Brindle mayor of Quillhaven 14"
    assert "a senior harbour official" not in words(ranking)


def test_the_front_page_has_a_timeline_and_a_map(thirty: Build) -> None:
    page = thirty.page("index")
    assert len(page.xpath("//figure[contains(@class, 'pm-timeline')]")) == 1
    assert len(page.xpath("//figure[contains(@class, 'pm-map')]")) == 1


# Records


def test_a_record_says_how_often_and_when_it_is_named(thirty: Build) -> None:
    [summary] = thirty.page("people/brindle-tamsin").find_class("pm-summary")
    assert words(summary) == (
        "Mayor of Quillhaven · 19 mentions in 9 articles · 14 quotations · 3 March 2031 to 6 December 2032"
    )


def test_a_record_names_who_shares_its_paragraphs(thirty: Build) -> None:
    together: dict[str, int] = {}
    for article in the_articles(thirty).values():
        for pair in article.pairs():
            if "saltmere" in pair:
                [other] = set(pair) - {"saltmere"}
                together[other] = together.get(other, 0) + 1
    [listed] = thirty.page("places/saltmere").xpath("//section[@id='mentioned-with']//ul")
    found = {
        item.xpath("./a/@href")[0].rpartition("/")[2].removesuffix(".html"): int(words(item[-1]))
        for item in listed
    }
    assert found == together
    assert list(found.values()) == sorted(found.values(), reverse=True)


# Long lists


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The invented edition with pages of three entries at most."""
    root = copy_edition(tmp_path_factory.mktemp("cut") / "edition")
    settings = root / "edition.toml"
    settings.write_text(settings.read_text("utf-8") + "\n[site]\nentries-per-page = 3\n", "utf-8")
    return build(root)


def test_a_long_index_goes_on_where_its_first_page_ends(cut: Build, site: Build) -> None:
    assert cut.warnings == ""
    first = cut.page("people")
    further = [link.removesuffix(".html") for link in first.xpath("//nav[@class='pm-parts'][1]//a/@href")]
    assert further
    found = [row for page in [first, *map(cut.page, further)] for row in rows(page)]
    assert found == rows(site.page("people"))


def test_no_page_of_a_long_index_holds_more_than_the_bound(cut: Build) -> None:
    for path in [*cut.out.glob("*.html"), *cut.out.glob("*/*.html")]:
        page = html.fromstring(path.read_bytes())
        assert len(page.xpath("//table[contains(@class, 'pm-names-table')]/tbody/tr[@data-key]")) <= 3
        assert len(page.find_class("pm-keyword")) <= 3
        assert len(page.xpath("//ul[contains(@class, 'pm-said')]//p[@class='pm-words']")) <= 3


def test_a_place_in_a_long_index_is_still_found_where_it_was(cut: Build) -> None:
    page = cut.page("quotations")
    landing = page.get_element_by_id("speaker-tidewire")
    [link] = landing.xpath("../a/@href")
    further = cut.page(link.removesuffix(".html"))
    assert words(further.get_element_by_id("speaker-tidewire")).startswith("Tidewire")


# Bad input


def test_with_nothing_in_it_every_page_says_so(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    shutil.rmtree(root / "tei")
    empty = build(root)
    said = {
        "people": "There is no record yet.",
        "places": "There is no record yet.",
        "organisations": "There is no record yet.",
        "articles": "There is no article in this edition yet.",
        "outlets": "There is no article in this edition yet.",
        "quotations": "There is no quotation in this edition yet.",
        "quotations-by-date": "There is no quotation in this edition yet.",
        "quotations-by-article": "There is no quotation in this edition yet.",
        "dates": "No date is marked in this edition yet.",
        "index": "There is no article in this edition yet.",
    }
    for name, remark in said.items():
        assert remark in words(empty.page(name).xpath("//article")[0])


def test_names_with_markup_in_any_script_and_of_any_length_stay_text(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    register = root / "tei" / "registers" / "people.xml"
    names = (HOSTILE, LONG, ARABIC)
    records = "".join(
        f'<person xml:id="odd-{number}"><persName type="preferred">{name}</persName></person>'
        for number, name in enumerate(map(_escaped, names))
    )
    text = register.read_text("utf-8").replace("<listPerson>", f"<listPerson>{records}")
    text = text.replace("mayor of Quillhaven</occupation>", f"{_escaped(HOSTILE)}</occupation>")
    register.write_text(text, "utf-8")
    built = build(root)
    page = built.page("people")
    listed = rows(page)
    for name in names:
        assert f"{name} 0 0" in listed
    assert f"Brindle, Tamsin {HOSTILE} 5 4" in listed
    assert listed.index(ARABIC[0]) > listed.index("F")  # after the letters of the edition's own alphabet
    for name in ("people", "quotations", "index"):
        assert not built.page(name).xpath("//article//script")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
