"""The edition to take away: every file is what its readers expect, and says what the TEI says."""

import csv
import hashlib
import io
import json
import re
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from json_ld import read_json_ld
from lxml import etree
from rdflib import RDF, Namespace, URIRef
from tei_schema import jing_faults

from pressmark.cli import run
from pressmark.config import load_edition
from pressmark.exports import (
    TABLES,
    PublishedEdition,
    plain_text,
    read_catalogue,
    read_edition,
    write_exports,
)
from pressmark.model import BlockKind
from pressmark.tei.names import TEI_NS, XML_ID
from pressmark.tei.published import Article, Header, Passage

QUILLHAVEN = Path(__file__).parent / "cases" / "site" / "quillhaven"
EXPECTED = Path(__file__).parent / "cases" / "exports"
BASE = "https://quillhaven.example/press/"
GEXF = "{http://gexf.net/1.3}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the invented edition."""
    root = tmp_path / "quillhaven"
    shutil.copytree(QUILLHAVEN, root)
    return root


@pytest.fixture
def edition(root: Path) -> PublishedEdition:
    published, findings = read_edition(load_edition(root))
    assert findings == []
    return published


@pytest.fixture
def folder(edition: PublishedEdition, tmp_path: Path) -> Path:
    """All exports of the invented edition."""
    write_exports(tmp_path / "exports", edition)
    return tmp_path / "exports"


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("name", ["quotations.csv", "mentions.csv", "people.json", "places.geojson"])
def test_a_file_is_as_expected(name: str, folder: Path, request: pytest.FixtureRequest) -> None:
    expected = EXPECTED / name
    if request.config.getoption("regenerate"):
        expected.parent.mkdir(exist_ok=True)
        expected.write_bytes((folder / name).read_bytes())
    assert (folder / name).read_bytes() == expected.read_bytes()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_csv_and_json_say_the_same(table: object, folder: Path) -> None:
    name = getattr(table, "name")  # noqa: B009 (a parameter has no type of its own)
    objects = json.loads((folder / f"{name}.json").read_bytes())
    written = [{key: value for key, value in row.items() if value != ""} for row in rows(folder, name)]
    assert [{key: str(value) for key, value in each.items()} for each in objects] == written


@pytest.mark.parametrize("table", ["mentions", "quotations", "dates", "paragraphs"])
def test_every_row_leads_to_an_anchor_of_its_article(table: str, folder: Path, root: Path) -> None:
    found = rows(folder, table)
    assert found
    for row in found:
        data = (root / "tei" / "articles" / f"{row['article']}.xml").read_text(encoding="utf-8")
        assert f'xml:id="{row["anchor"]}"' in data
        assert row["url"] == f"{BASE}articles/{row['article']}.html#{row['anchor']}"


def test_counts_of_a_record_are_those_of_the_rows(folder: Path) -> None:
    mentions, quotations = rows(folder, "mentions"), rows(folder, "quotations")
    for row in [*rows(folder, "people"), *rows(folder, "places"), *rows(folder, "organisations")]:
        own = [each for each in mentions if row["id"] in each["record"].split()]
        assert int(row["mentions"]) == len(own)
        assert int(row["articles"]) == len({each["article"] for each in own})
        spoken = [each for each in quotations if row["id"] in each["speakers"].split()]
        assert int(row["quotations"]) <= len(spoken)  # verbatim words inside a clause are rows of their own


def test_the_database_holds_the_tables_and_finds_words(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "edition.sqlite")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        for table in TABLES:
            (number,) = database.execute(f"SELECT count(*) FROM {table.name}").fetchone()  # noqa: S608
            assert number == len(rows(folder, table.name))
        search = (
            "SELECT id FROM paragraphs_fts JOIN paragraphs ON paragraphs.rowid = paragraphs_fts.rowid "
            "WHERE paragraphs_fts MATCH ?"
        )
        words = "“We keep the ferry,”".strip("“”,")
        found = [row[0] for row in database.execute(search, (f'"{words.upper()}"',))]
        assert found == [
            row["id"] for row in rows(folder, "paragraphs") if words.casefold() in row["text"].casefold()
        ]
        assert found


def test_the_map_holds_the_places_with_coordinates(folder: Path) -> None:
    collection = json.loads((folder / "places.geojson").read_bytes())
    placed = {row["id"]: row for row in rows(folder, "places") if row["latitude"]}
    assert {feature["id"] for feature in collection["features"]} == set(placed)
    for feature in collection["features"]:
        longitude, latitude = feature["geometry"]["coordinates"]
        assert (str(latitude), str(longitude)) == (
            placed[feature["id"]]["latitude"], placed[feature["id"]]["longitude"]
        )  # fmt: skip


def test_an_edge_of_the_network_counts_the_paragraphs_that_two_share(folder: Path) -> None:
    graph = etree.parse(folder / "network.gexf").getroot()
    nodes = {str(node.get("id")) for node in graph.iter(f"{GEXF}node")}
    named: dict[tuple[str, str], set[str]] = {}  # who is mentioned in each paragraph
    for row in rows(folder, "mentions"):
        named.setdefault((row["article"], row["paragraph"]), set()).update(row["record"].split())
    pairs = {(one, other) for one in nodes for other in nodes if one < other}
    together = {pair: sum(records.issuperset(pair) for records in named.values()) for pair in pairs}
    edges = {
        (str(edge.get("source")), str(edge.get("target"))): int(str(edge.get("weight")))
        for edge in graph.iter(f"{GEXF}edge")
    }
    assert edges == {pair: number for pair, number in together.items() if number}
    assert edges


def test_beacon_files_hold_a_whole_address_for_each_identifier(folder: Path) -> None:
    files = sorted(folder.glob("beacon-*.txt"))
    identifiers = rows(folder, "identifiers")
    assert {path.stem.removeprefix("beacon-") for path in files} == {
        row["scheme"].lower() for row in identifiers
    }
    links = [
        line.split("|")
        for path in files
        for line in path.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert sorted(link[0] for link in links) == sorted(row["url"] for row in identifiers)
    assert all(link[2].startswith(BASE) for link in links)


def test_linked_data_names_each_thing_once_and_points_to_what_is_there(folder: Path) -> None:
    text = (folder / "edition.jsonld").read_text(encoding="utf-8")
    graph = json.loads(text)["@graph"]
    names = [thing["@id"] for thing in graph]
    assert len(names) == len(set(names))
    pointed = re.findall(r'\{"@id":"([^"]+)"\}', text)
    assert pointed
    assert set(pointed) <= set(names)
    assert "<" not in text


def test_linked_data_holds_what_the_tables_hold(folder: Path) -> None:
    graph = read_json_ld((folder / "edition.jsonld").read_text(encoding="utf-8"), BASE)
    schema = Namespace("https://schema.org/")
    kinds = {"Person": "people", "Place": "places", "Organization": "organisations"}
    kinds["NewsArticle"] = "articles"
    for kind, table in kinds.items():
        things = {str(thing) for thing in graph.subjects(RDF.type, schema[kind]) if isinstance(thing, URIRef)}
        assert things == {row["url"] for row in rows(folder, table)}
    direct = {row["url"]: row["words"] for row in rows(folder, "quotations") if row["mode"] == "direct"}
    assert {str(said): str(text) for said, text in graph.subject_objects(schema.text)} == direct
    same = {(str(thing), str(url)) for thing, url in graph.subject_objects(schema.sameAs)}
    assert {url for _, url in same} == {row["url"] for row in rows(folder, "identifiers")}


def test_the_corpus_is_tei_with_ids_of_its_own(folder: Path) -> None:
    path = folder / "corpus.xml"
    assert jing_faults([path]) == []
    root = etree.fromstring(path.read_bytes(), etree.XMLParser(collect_ids=False))
    ids = [str(element.get(XML_ID)) for element in root.iter(etree.Element) if element.get(XML_ID)]
    assert len(ids) == len(set(ids))
    assert len(root.findall(f"{{{TEI_NS}}}TEI")) == len(list((QUILLHAVEN / "tei").rglob("*.xml")))
    for element in root.iter(etree.Element):
        for name in ("resp", "next", "prev", "corresp", "ana"):
            for pointer in (element.get(name) or "").split():
                assert pointer.removeprefix("#") in ids


def test_the_archive_holds_the_files_byte_for_byte(folder: Path) -> None:
    with zipfile.ZipFile(io.BytesIO((folder / "tei.zip").read_bytes())) as archive:
        for name in archive.namelist():
            assert archive.read(name) == (QUILLHAVEN / name).read_bytes()
        assert len(archive.namelist()) == len(list((QUILLHAVEN / "tei").rglob("*.xml")))


def test_the_plain_texts_hold_the_words_of_the_articles(folder: Path, edition: PublishedEdition) -> None:
    with zipfile.ZipFile(folder / "texts.zip") as archive:
        assert archive.namelist() == [f"{article.siglum}.txt" for article in edition.articles]
        for article in edition.articles:
            assert archive.read(f"{article.siglum}.txt").decode() == plain_text(article)
        assert archive.read("quillhaven-ferry.txt").decode() == (EXPECTED / "quillhaven-ferry.txt").read_text(
            encoding="utf-8"
        )


def test_a_plain_text_leaves_out_what_is_no_text_and_runs_datelines_in() -> None:
    blocks = (
        (BlockKind.HEADLINE, "Quay Sinks", False),
        (BlockKind.FURNITURE, "Subscribe now", False),
        (BlockKind.DATELINE, "QUILLHAVEN — ", True),
        (BlockKind.PARAGRAPH, "It sank.", False),
        (BlockKind.PULL_QUOTE, "It sank", False),
        (BlockKind.ATTRIBUTION, "a witness", False),
        (BlockKind.PARAGRAPH, "It rose.", False),
    )
    passages = tuple(Passage(kind=kind, anchor="", text=text, run_in=run_in) for kind, text, run_in in blocks)
    article = Article(siglum="quay", header=Header(title="Quay Sinks"), passages=passages)
    assert plain_text(article) == "Quay Sinks\n\nQUILLHAVEN — It sank.\n\nIt rose.\n"
    assert plain_text(Article(siglum="quay", header=Header(title="Quay Sinks"), passages=())) == ""


def test_the_checksums_are_those_of_the_files(folder: Path) -> None:
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    assert set(sums) == {path.name for path in folder.iterdir()} - {"datapackage.json", "SHA256SUMS"}
    for name, digest in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_a_list_is_no_list_if_a_file_is_not_as_it_says(folder: Path) -> None:
    catalogue = read_catalogue(folder)
    assert catalogue
    assert {each.path for each in catalogue.files} == {path.name for path in folder.iterdir()}
    with (folder / "people.csv").open("ab") as file:
        file.write(b"more")
    assert read_catalogue(folder) is None
    (folder / "people.csv").unlink()
    assert read_catalogue(folder) is None
    (folder / "datapackage.json").write_bytes(b"[1]")
    assert read_catalogue(folder) is None


@pytest.mark.parametrize(
    "changed", ["tei/articles/la-mer.xml", "tei/registers/people.xml", "edition.toml", "nothing"]
)
def test_the_digest_of_the_source_tells_whether_exports_would_differ(root: Path, changed: str) -> None:
    def digest() -> str:
        return read_edition(load_edition(root))[0].source

    before, path = digest(), root / changed
    if changed == "edition.toml":
        path.write_text(path.read_text(encoding="utf-8").replace("The Quillhaven Press", "The Other Press"))
    elif changed != "nothing":
        path.write_bytes(path.read_bytes() + b"\n")
    assert (digest() == before) is (changed == "nothing")


def test_the_list_names_every_file_with_size_and_checksum(folder: Path) -> None:
    resources = json.loads((folder / "datapackage.json").read_bytes())["resources"]
    written = {path.name for path in folder.iterdir()} - {"datapackage.json"}
    assert {resource["path"] for resource in resources} == written
    assert len({resource["name"] for resource in resources}) == len(resources)
    for resource in resources:
        data = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"


def test_the_same_tei_gives_the_same_bytes(edition: PublishedEdition, folder: Path, tmp_path: Path) -> None:
    write_exports(tmp_path / "again", edition)
    for path in folder.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.name


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# What is changed, and the articles whose parts of the files are made again.
CHANGES: dict[str, tuple[str, str, str, set[str]]] = {
    "words": ("tei/articles/quillhaven-ferry.xml", "keep it free", "keep it dear", {"quillhaven-ferry"}),
    "the name of a speaker": (
        "tei/registers/people.xml",
        ">a senior harbour official<",
        ">an official of the harbour<",
        {"quillhaven-bell"},
    ),
    "the address": (
        "edition.toml",
        BASE,
        "https://quillhaven.example/",
        {"la-mer", "quillhaven-bell", "quillhaven-ferry"},
    ),
    "nothing": ("edition.toml", "title", "title", set()),
}


@pytest.mark.parametrize(("name", "old", "new", "remade"), CHANGES.values(), ids=CHANGES)
def test_what_is_kept_of_articles_makes_the_same_files(
    root: Path, tmp_path: Path, name: str, old: str, new: str, remade: set[str]
) -> None:
    kept = tmp_path / "kept"
    write_exports(tmp_path / "exports", read_edition(load_edition(root))[0], kept)
    before = sources(kept)
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    (root / name).write_text(text.replace(old, new), encoding="utf-8")
    changed, _ = read_edition(load_edition(root))
    write_exports(tmp_path / "exports", changed, kept)
    write_exports(tmp_path / "anew", changed)
    assert bytes_of(tmp_path / "exports") == bytes_of(tmp_path / "anew")
    assert {siglum for siglum, source in sources(kept).items() if before[siglum] != source} == remade


def sources(kept: Path) -> dict[str, bytes]:
    """What the parts of each article were made of."""
    with closing(sqlite3.connect(kept)) as store:
        return dict(store.execute("SELECT siglum, source FROM articles"))


def test_an_article_that_is_no_more_is_not_kept(root: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    write_exports(tmp_path / "exports", read_edition(load_edition(root))[0], kept)
    (root / "tei" / "articles" / "quillhaven-bell.xml").unlink()
    fewer, _ = read_edition(load_edition(root))
    write_exports(tmp_path / "exports", fewer, kept)
    write_exports(tmp_path / "anew", fewer)
    assert bytes_of(tmp_path / "exports") == bytes_of(tmp_path / "anew")
    assert set(sources(kept)) == set(fewer.digests) == {"la-mer", "quillhaven-ferry"}
    with closing(sqlite3.connect(kept)) as store:
        assert {siglum for (siglum,) in store.execute("SELECT siglum FROM parts")} == set(fewer.digests)


@pytest.mark.parametrize("damage", [b"no database", b""], ids=["damaged", "empty"])
def test_a_file_of_parts_that_cannot_be_used_is_made_anew(
    edition: PublishedEdition, folder: Path, tmp_path: Path, damage: bytes
) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(damage)
    write_exports(tmp_path / "exports", edition, kept)
    assert set(sources(kept)) == set(edition.digests)
    assert bytes_of(tmp_path / "exports") == bytes_of(folder)


def test_what_was_made_while_a_file_changed_is_made_again(
    edition: PublishedEdition, root: Path, tmp_path: Path
) -> None:
    kept, path = tmp_path / "kept", root / "tei" / "articles" / "quillhaven-ferry.xml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("keep it free", "keep it dear"), encoding="utf-8")
    write_exports(tmp_path / "exports", edition, kept)
    for now in (path.read_text(encoding="utf-8"), text):
        path.write_text(now, encoding="utf-8")
        read, _ = read_edition(load_edition(root))
        write_exports(tmp_path / "exports", read, kept)
        write_exports(tmp_path / "anew", read)
        assert bytes_of(tmp_path / "exports") == bytes_of(tmp_path / "anew")


def test_an_edition_without_an_article_has_empty_tables(tmp_path: Path) -> None:
    (tmp_path / "edition.toml").write_text('title = "Nothing yet"\n', encoding="utf-8")
    published, findings = read_edition(load_edition(tmp_path))
    assert findings == []
    write_exports(tmp_path / "exports", published)
    assert all(rows(tmp_path / "exports", table.name) == [] for table in TABLES)
    assert jing_faults([tmp_path / "exports" / "corpus.xml"]) != []  # TEI has no corpus without a text
    assert not list((tmp_path / "exports").glob("beacon-*"))


def test_the_command_leaves_out_a_broken_article_and_says_so(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    (root / "tei" / "articles" / "broken.xml").write_bytes(b"<TEI")
    assert run(["export"]) == 1
    captured = capsys.readouterr()
    assert captured.err.startswith("tei/articles/broken.xml:1")
    assert "it is not exported until then" in captured.err
    sigla = {path.stem for path in (root / "tei" / "articles").glob("*.xml")} - {"broken"}
    assert {row["siglum"] for row in rows(root / "build" / "exports", "articles")} == sigla


def test_the_command_leaves_out_what_is_at_fault_and_exports_the_rest(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    places = root / "tei" / "registers" / "places.xml"
    text = places.read_text(encoding="utf-8")
    places.write_text(
        text.replace('xml:id="quillhaven"', 'xml:id="Quill Haven"').replace("</idno>", "x</idno>"),
        encoding="utf-8",
    )
    articles = sorted((root / "tei" / "articles").glob("*.xml"))
    twice = re.sub(
        r"<p xml:id.*?</p>",
        lambda match: match[0] * 2,
        articles[0].read_text(encoding="utf-8"),
        count=1,
        flags=re.DOTALL,
    )
    articles[0].write_text(twice, encoding="utf-8")
    assert run(["export"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert any(line.startswith("tei/registers/places.xml:") and "Quill Haven" in line for line in lines)
    assert any(line.startswith(f"tei/articles/{articles[0].name}: duplicate-id: ") for line in lines)
    exported = root / "build" / "exports"
    assert {row["siglum"] for row in rows(exported, "articles")} == {path.stem for path in articles[1:]}
    assert "quillhaven" not in {row["id"] for row in rows(exported, "places")}
    assert rows(exported, "people")


def test_a_folder_with_other_files_is_left_alone(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    assert run(["export", "--output", "tei"]) == 2
    assert "holds other files" in capsys.readouterr().err
    assert (root / "tei" / "articles").is_dir()
    assert run(["export"]) == 0
    assert run(["export"]) == 0
    assert [path.name for path in (root / "build").iterdir()] == ["exports"]
