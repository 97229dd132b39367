"""The interface in the language of the edition: catalogues, numbers, dates, forms, and no word missed."""

import re
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest
import sphinx.locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from lxml import html
from site_building import PROJECT, Build, build, copy_edition, make_thirty, run_sphinx, words
from test_site_html import shown

from pressmark.site import dates
from pressmark.site import words as interface
from pressmark.site.licences import PARTS
from pressmark.tei.names import TEI_NS
from pressmark.tei.parse import parse
from pressmark.tei.published import TextWords, WordsUse
from pressmark.tei.read import read_article

CATALOGUES = sorted(interface.LOCALE.glob("*.po"))


def load_tool() -> ModuleType:
    """The script of `make messages`."""
    spec = spec_from_file_location("messages", PROJECT / "tools" / "messages.py")
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


messages = load_tool()


@pytest.fixture(scope="module")
def in_code() -> Catalog:
    found: Catalog = messages.words_in_code()
    assert len(found) > 200
    return found


@pytest.fixture
def speaking(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave the registry of languages as it was."""
    monkeypatch.setattr(sphinx.locale, "translators", dict(sphinx.locale.translators))
    monkeypatch.setattr(interface, "translators", sphinx.locale.translators)
    yield


def speak(language: str, *folders: Path) -> None:
    interface.translators["general", interface.CATALOGUE] = interface.read_catalogues(language, list(folders))


def forms(text: object) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (str(text),)


def names(text: str) -> list[str]:
    """What is put into a message."""
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name)


# The catalogues


def test_german_is_there() -> None:
    assert "de" in [path.stem for path in CATALOGUES]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_has_every_word_of_the_code_translated(path: Path, in_code: Catalog) -> None:
    catalogue = messages.read_catalogue(path)
    known = {(message.id, message.context) for message in catalogue}
    assert [message.id for message in in_code if (message.id, message.context) not in known] == []
    assert messages.missing(catalogue) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_is_as_make_messages_leaves_it(path: Path, in_code: Catalog) -> None:
    assert messages.brought_up_to_date(messages.read_catalogue(path), in_code) == path.read_bytes()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_translation_holds_what_is_put_into_it(path: Path) -> None:
    for message in messages.read_catalogue(path):
        if not message.id:
            continue
        wanted = names(forms(message.id)[-1])
        for translated in forms(message.string):
            assert names(translated) == wanted, message.id
        first, last = forms(message.id)[0], forms(message.string)[0]
        assert first[:1].isspace() == last[:1].isspace(), message.id
        assert first[-1:].isspace() == last[-1:].isspace(), message.id


def test_words_without_a_translation_are_reported() -> None:
    catalogue = Catalog(locale="de")
    catalogue.add("Search", "Suche")
    catalogue.add("Copy")
    catalogue.add(("{n} tie", "{n} ties"), ("{n} Verbindung", ""))
    catalogue.add("Close", "Zu", flags=["fuzzy"])
    assert messages.missing(catalogue) == ["Copy", "('{n} tie', '{n} ties')", "Close"]


# Numbers, dates, forms


@pytest.mark.parametrize(
    ("language", "number", "date", "month", "stretch"),
    [
        ("en", "1,200 mentions", "7 May 2031", "March 2031", "2030 to March 2031"),
        ("de", "1.200 Nennungen", "7. Mai 2031", "März 2031", "2030 bis März 2031"),
        ("de_AT", "1.200 Nennungen", "7. Mai 2031", "März 2031", "2030 bis März 2031"),
        ("de-CH", "1’200 Nennungen", "7. Mai 2031", "März 2031", "2030 bis März 2031"),
        # No catalogue of this language: all is English, numbers and months as well.
        ("fi", "1,200 mentions", "7 May 2031", "March 2031", "2030 to March 2031"),
    ],
)
@pytest.mark.usefixtures("speaking")
def test_numbers_and_dates_are_those_of_the_words(
    language: str, number: str, date: str, month: str, stretch: str
) -> None:
    speak(language)
    assert interface.counted(1200, "mention").replace("\N{NO-BREAK SPACE}", ".") == number
    assert dates.in_words("2031-05-07") == date
    assert dates.in_words("2031-03") == month
    assert dates.span_in_words("2030", "2031-03") == stretch


@pytest.mark.usefixtures("speaking")
def test_one_and_many_have_their_own_forms() -> None:
    speak("de")
    assert [interface.counted(n, "place") for n in (0, 1, 2)] == ["0 Orte", "1 Ort", "2 Orte"]


@pytest.mark.usefixtures("speaking")
def test_without_a_build_all_is_english() -> None:
    interface.translators.pop(("general", interface.CATALOGUE), None)
    assert interface.counted(2, "tie") == "2 ties"
    assert interface.counted(1, "tie") == "1 tie"


# An edition's own words


def write_catalogue(folder: Path, language: str, *, locale: str = "de", **texts: str) -> Path:
    catalogue = Catalog(locale=locale)
    for text, translated in texts.items():
        catalogue.add(text, translated)
    path = folder / language / "LC_MESSAGES" / "pressmark.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, catalogue)
    return path


@pytest.mark.usefixtures("speaking")
def test_an_edition_says_things_its_own_way(tmp_path: Path) -> None:
    write_catalogue(tmp_path, "de", Search="Finden")
    speak("de", tmp_path)
    assert interface._("Search") == "Finden"
    assert interface._("Copy") == "Kopieren"


@pytest.mark.usefixtures("speaking")
def test_an_edition_brings_a_language_that_the_package_does_not_speak(tmp_path: Path) -> None:
    write_catalogue(tmp_path, "fi", locale="fi", Search="Haku")
    speak("fi", tmp_path)
    assert interface._("Search") == "Haku"
    assert interface._("Copy") == "Copy"
    assert dates.in_words("2031-05") == "toukokuu 2031"


@pytest.mark.usefixtures("speaking")
def test_the_region_is_asked_before_the_language(tmp_path: Path) -> None:
    write_catalogue(tmp_path, "de_AT", locale="de_AT", Close="Zumachen")
    write_catalogue(tmp_path, "de", Close="Schließen!", Copy="Abschreiben")
    speak("de_AT", tmp_path)
    assert [interface._(text) for text in ("Close", "Copy", "Search")] == ["Zumachen", "Abschreiben", "Suche"]


def test_a_catalogue_that_is_none_is_one_line(tmp_path: Path) -> None:
    root = make_thirty(tmp_path / "edition")
    german(root)
    path = root / "source" / "locales" / "de" / "LC_MESSAGES" / "pressmark.po"
    path.parent.mkdir(parents=True)
    path.write_text('<<<<<<< mine\nmsgid "Search"\nmsgstr "Finden"\n', encoding="utf-8")
    done = run_sphinx(root)
    assert done.returncode == 2
    assert str(path) in done.stderr
    assert "correct it" in done.stderr


def test_other_words_come_onto_every_page(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    build(root)
    assert not build(root).read
    write_catalogue(root / "source" / "locales", "en", locale="en", **{"Read on": "Further reading"})
    assert "Further reading" in build(root).page("articles/quillhaven-ferry").text_content()
    assert not build(root).read


# Pages


def german(root: Path, language: str = "de") -> None:
    settings = root / "edition.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f'language = "{language}"\n{text}', encoding="utf-8")


@pytest.fixture(scope="module")
def german_site(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The edition of thirty, with a German interface; in a process of its own, as Sphinx keeps languages."""
    root = make_thirty(tmp_path_factory.mktemp("german") / "edition")
    german(root)
    done = run_sphinx(root)
    return Build(out=root / "build" / "html", status=done.returncode, warnings=done.stderr, log=done.stdout)


def test_a_german_edition_builds(german_site: Build) -> None:
    assert (german_site.status, german_site.warnings) == (0, "")


def test_a_german_page_says_so_and_its_english_text_says_so_too(german_site: Build) -> None:
    page = german_site.page("articles/the-light-on-1")
    assert page.get("lang") == "de"
    [text] = page.find_class("pm-text")
    assert text.get("lang") == "en"


def test_a_german_page_is_german(german_site: Build) -> None:
    article = german_site.page("articles/the-light-on-1")
    assert "Auszeichnung im Entwurf" in words(article)
    assert article.xpath("//a[@class='pm-number']/@aria-label")[0] == "Absatz 1"
    assert "gesagt von Ivar Øsk" in article.xpath("//a[@class='pm-speaker']/@aria-label")
    assert "Zum Inhalt springen" in words(article)
    person = words(german_site.page("people/osk-ivar"))
    assert "Zitate" in person
    assert re.search(r"\d Nennungen", words(german_site.page("index")))
    assert re.search(r"\d+\. Juli 2031", words(german_site.page("articles")))


# No word missed: with a catalogue that puts brackets around all words of the interface, whatever stands
# without brackets is the edition's own, or somebody else's.

OPEN, CLOSE = "⟦", "⟧"
GAP = "\x00"
NAMED = ("aria-label", "title", "alt", "placeholder")


@pytest.fixture(scope="module")
def bracketed(tmp_path_factory: pytest.TempPathFactory) -> Build:
    root = make_thirty(tmp_path_factory.mktemp("bracketed") / "edition")
    german(root, "cy")
    catalogue = Catalog(locale="cy")
    for message in messages.words_in_code():
        if message.id:
            count = catalogue.num_plurals if isinstance(message.id, tuple) else 1
            text = f"{OPEN}{forms(message.id)[-1]}{CLOSE}"
            string = (text,) * count if isinstance(message.id, tuple) else text
            catalogue.add(message.id, string, context=message.context)
    path = root / "source" / "locales" / "cy" / "LC_MESSAGES" / "pressmark.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, catalogue)
    done = run_sphinx(root)
    assert done.returncode == 0, done.stderr
    return Build(out=root / "build" / "html", status=0, warnings=done.stderr, log=done.stdout)


def edition_words(root: Path) -> str:
    """All that the edition says itself: its files, and its pages, on one line without marks."""
    texts = []
    for path in (*(root / "tei").rglob("*.xml"), *(root / "source").glob("*.md"), root / "edition.toml"):
        text = path.read_text(encoding="utf-8")
        texts += [text, re.sub(r"<[^>]+>|\]\([^)]*\)|\{count\}`\w+`", "", text)]
    return flat(" ".join(texts))


def flat(text: str) -> str:
    """The words of a text alone: mark-up, shortening and typography do not change them."""
    return " ".join(re.findall(r"[^\W\d]+", text)).lower()


def unbracketed(element: html.HtmlElement) -> Iterator[str]:
    """The stretches of an element that no message holds, and its names for those who do not see it."""
    texts = [GAP.join(str(text) for text in element.itertext())]
    texts += [str(named.get(name)) for name in NAMED for named in element.iter() if named.get(name)]
    for text in texts:
        while True:
            shorter = re.sub(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", GAP, text)
            if shorter == text:
                break
            text = shorter
        yield from (stretch for stretch in text.split(GAP) if re.search(r"[^\W\d_]{2}", stretch))


# What is said by others than the package: names of formats, of programs and licences, Sphinx's own words.
OTHERS = {"bibtex", "ris", "csl json", "link to this heading", "link to this term"}
OTHERS |= {flat(words) for part in PARTS for words in (part.name, part.licence)}
# File names, sums, sizes.
FIGURES = re.compile(r"[\w-]+\.\w+|SHA256SUMS|[0-9a-f]{64}|[\w-]*, [\d.]+ \w+")
# Pages for those who work on the edition speak English like the programs, the schema and their own prose.
WORKING = {"editors", "encoding", "maintainers", "publishing", "quality", "state", "todo", "validation"}


def missed(built: Build, folder: str) -> dict[str, str]:
    """What stands on pages without being a message or said by the edition; with one page that has it."""
    own = edition_words(built.out.parents[1])
    found: dict[str, str] = {}
    for path in sorted((built.out / folder).glob("*.html")):
        if not folder and path.stem in WORKING:
            continue
        [body] = html.fromstring(path.read_bytes().decode("utf-8")).xpath("//body")
        # Citations are set by their styles, in English; the others are for machines.
        for element in body.xpath(".//*[@class='pm-citing' or @class='Z3988'] | .//code | .//script"):
            element.clear(keep_tail=True)
        for stretch in unbracketed(body):
            # A quotation is several stretches of the text, a name may begin with the surname.
            pieces = filter(None, map(flat, re.split("…|, ", stretch)))
            if FIGURES.fullmatch(stretch.strip()):
                continue
            if any(piece not in own and piece not in OTHERS for piece in pieces):
                found.setdefault(stretch.strip(), path.stem)
    return found


@pytest.mark.parametrize("folder", ["", "articles", "people", "places", "organisations"])
def test_no_word_is_missed(bracketed: Build, folder: str) -> None:
    assert missed(bracketed, folder) == {}


# Words of other languages


def test_foreign_words_say_so() -> None:
    path = PROJECT / "tests" / "cases" / "schema" / "every-construct.xml"
    article = read_article(parse(path.read_bytes(), path.name), path.stem)
    found = [
        token for passage in article.passages for token in passage.tokens if isinstance(token, TextWords)
    ]
    [foreign] = [token for token in found if token.use is WordsUse.FOREIGN]
    assert (foreign.language, foreign.anchor) == ("nl", "w3")
    assert foreign in article.words


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("foreign", '<span lang="fr" dir="auto">oui</span>'),
        ("emph", '<em><span lang="fr" dir="auto">oui</span></em>'),
    ],
)
def test_a_language_stands_inside_what_else_is_said_of_the_words(tag: str, expected: str) -> None:
    text = f'<text><body><p xml:id="p1">She said <{tag} xml:lang="fr">oui</{tag}>.</p></body></text>'
    root = parse(f'<TEI xmlns="{TEI_NS}">{text}</TEI>'.encode(), "a.xml")
    [passage] = read_article(root, "a").passages
    assert passage.text == "She said oui."
    assert shown(*passage.tokens) == f"She said {expected}."


def test_an_article_from_right_to_left_runs_so(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    path = root / "tei" / "articles" / "quillhaven-bell.xml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('xml:lang="en"', 'xml:lang="ar"', 1), encoding="utf-8")
    page = build(root).page("articles/quillhaven-bell")
    assert page.get("lang") == "en"
    for element in (*page.find_class("pm-text"), page.find(".//h1")):
        assert (element.get("lang"), element.get("dir")) == ("ar", "rtl")
