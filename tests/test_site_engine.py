"""How a site is built: what is made once for many pages, what is joined, what is left alone."""

import gc
import re
import shutil
import zipfile
import zlib
from pathlib import Path

import pytest
from site_building import Build, build, copy_edition
from site_ledgers import with_ledgers
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.util.docutils import docutils_namespace
from sphinx.util.inventory import InventoryFile

from pressmark.site import article_nodes, assets, builders, page_frame
from pressmark.site.frame_parts import FrameParts
from pressmark.site.views.context import Context

CASES = Path(__file__).parent / "cases"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_edition(tmp_path_factory.mktemp("engine") / "edition")


@pytest.fixture(scope="module")
def site(root: Path) -> Build:
    return build(root)


def _with_everything(target: Path) -> Path:
    """Quillhaven with every construct, corrections, retired anchors and words that run from the right."""
    root = with_ledgers(copy_edition(target))
    articles = root / "tei" / "articles"
    for case in ("schema/every-construct.xml", "site/corrections/wend-bridge.xml"):
        shutil.copy(CASES / case, articles)
    ferry = (articles / "quillhaven-ferry.xml").read_text(encoding="utf-8")
    (articles / "from-the-right.xml").write_text(ferry.replace('xml:lang="en"', 'xml:lang="ar"'), "utf-8")
    return root


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_the_shorter_way_makes_the_same_pages_as_sphinx_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, builder: str
) -> None:
    short = build(_with_everything(tmp_path / "short"), builder)
    monkeypatch.setattr(builders.EditionPages, "_is_apart", lambda *_: False)
    monkeypatch.setattr(article_nodes, "_shows_leaves", lambda _: False)
    monkeypatch.setattr(builders.EditionPages, "get_relative_uri", Builder.get_relative_uri)
    monkeypatch.setattr(builders, "_is_stranger", lambda *_: False)
    monkeypatch.setattr(page_frame, "_is_plain", lambda *_: False)
    monkeypatch.setattr(Context, "once", lambda _context, _key, make: make())
    monkeypatch.setattr(FrameParts, "share", lambda *_: None)
    long = build(_with_everything(tmp_path / "long"), builder)
    pages = [path.relative_to(short.out) for path in sorted(short.out.rglob("*.html"))]
    assert len(pages) > 20
    for page in pages:
        assert (short.out / page).read_bytes() == (long.out / page).read_bytes(), page


def test_a_page_asks_for_one_style_sheet_and_one_script_of_ours_by_their_digests(site: Build) -> None:
    for name in ("index", "articles/quillhaven-ferry", "people/brindle-tamsin"):
        page = site.page(name)
        styles = [str(href) for href in page.xpath("//link[@rel='stylesheet']/@href")]
        scripts = [str(script.get("src")) for script in page.xpath("//script[@src]")]
        assert [bool(re.search(r"/pressmark\.css\?v=[0-9a-f]{8}$", href)) for href in styles].count(True) == 1
        assert [bool(re.search(r"/pressmark\.js\?v=[0-9a-f]{8}$", src)) for src in scripts].count(True) == 1
        assert page.xpath("//script[contains(@src, 'pressmark.js')]/@defer")


def test_the_base_of_the_style_sheet_comes_first_and_every_part_is_in_it(site: Build) -> None:
    joined = (site.out / "_static" / "pressmark.css").read_text(encoding="utf-8")
    parts = sorted((Path(assets.__file__).parent / "static" / "css").glob("*.css"))
    assert len(parts) > 1
    places = {path.stem: joined.index(path.read_text(encoding="utf-8")) for path in parts}
    assert min(places, key=lambda name: places[name]) == "base"


def test_no_name_of_one_script_is_seen_by_another() -> None:
    parts = sorted((Path(assets.__file__).parent / "static" / "js").glob("*.js"))
    joined = assets.script()
    for path in parts:
        assert f"(() => {{\n{path.read_text(encoding='utf-8').rstrip()}\n}})();\n" in joined


def test_a_book_has_the_style_sheet_but_no_script(root: Path) -> None:
    book = next(build(root, "epub").out.glob("*.epub"))
    with zipfile.ZipFile(book) as archive:
        names = {name.rpartition("/")[2] for name in archive.namelist()}
    assert "pressmark.css" in names
    assert "pressmark.js" not in names


def test_what_others_can_refer_to_is_what_sphinx_would_write(root: Path, site: Build) -> None:
    with docutils_namespace():
        app = Sphinx(root / "source", root, site.out, root / "build" / "doctrees", "html", status=None)
        InventoryFile.dump(root / "theirs.inv", app.env, app.builder)
    ours, theirs = (path.read_bytes() for path in (site.out / "objects.inv", root / "theirs.inv"))
    # What follows four lines is compressed, each in its own way.
    assert ours.splitlines()[:4] == theirs.splitlines()[:4]
    lines = [set(zlib.decompress(data.split(b"\n", 4)[4]).splitlines()) for data in (ours, theirs)]
    assert {line for line in lines[1] if b" pressmark:" in line} == {
        line for line in lines[0] if b" pressmark:" in line
    }
    assert lines[1] <= lines[0]  # the labels of anchors are noted only when pages are written


def test_what_others_can_refer_to_is_written_only_when_that_changed(root: Path, site: Build) -> None:
    inventory = site.out / "objects.inv"
    build(root)  # another builder may have read something since
    before = inventory.stat().st_mtime_ns
    build(root)
    assert inventory.stat().st_mtime_ns == before
    article = root / "tei" / "articles" / "la-mer.xml"
    article.write_bytes(article.read_bytes() + b"<!-- changed -->\n")
    build(root)
    assert inventory.stat().st_mtime_ns == before
    article.write_bytes(article.read_bytes().replace(b'xml:id="p1"', b'xml:id="p99"'))
    build(root)
    assert inventory.stat().st_mtime_ns > before
    assert b" articles/la-mer.html#p99 " in zlib.decompress(inventory.read_bytes().split(b"\n", 4)[4])


def test_a_build_leaves_the_collector_of_garbage_as_it_was(root: Path, site: Build) -> None:
    before = gc.get_threshold()
    build(root)
    assert gc.get_threshold() == before
