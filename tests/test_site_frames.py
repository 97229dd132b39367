"""The frame around the text: one for all pages of a folder, and on each still what its template makes."""

import logging
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from site_building import Build, build, copy_edition, words
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.util.docutils import docutils_namespace

from pressmark.site.builders import PageContext
from pressmark.site.frame_parts import FrameParts
from pressmark.site.frames import FOLDER, FrameTemplates

ARTICLES = ("articles/quillhaven-ferry", "articles/la-mer")

# What templates do with a page; in the first alone it is what ours does.
TEMPLATES = {
    "like-ours": "<title>{{ title|striptags|e }}</title>{% if toc %}<nav>{{ toc }}</nav>{% endif %}{{ body }}"
    '{% if pageurl %}<link href="{{ pageurl|e }}">{% endif %}',
    "with-other-filters": "<title>{{ title|upper }}</title>{{ body|e }}{{ pageurl|string|length }}",
    "twice": "{{ title|striptags|e }}{{ title }}{{ body }}",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("templates")
    for name, text in TEMPLATES.items():
        (found / f"{name}.html").write_text(text, encoding="utf-8")
    return found


def templates(kind: type[BuiltinTemplateLoader], folder: Path) -> Any:
    """Templates of a builder that has none of its own."""
    loader = kind()
    builder = SimpleNamespace(
        config=SimpleNamespace(templates_path=[]), confdir=folder, _translator=None, name="html"
    )
    loader.init(cast(Builder, builder), dirs=[str(folder)])
    return loader


TEXTS = st.text(st.sampled_from("ab <>&\"'\n;é") | st.characters(codec="utf-8"), max_size=12)
PAGES = st.fixed_dictionaries(
    {"title": TEXTS, "body": TEXTS, "toc": TEXTS, "pageurl": TEXTS | st.none(), "other": st.integers(0, 2)}
)


@given(pages=st.lists(PAGES, min_size=2, max_size=6), template=st.sampled_from(sorted(TEMPLATES)))
def test_a_page_put_into_a_frame_is_the_page_its_template_makes(
    folder: Path, pages: list[dict[str, Any]], template: str
) -> None:
    filling, plain = templates(FrameTemplates, folder), templates(BuiltinTemplateLoader, folder)
    for page in pages:
        made = filling.render(f"{template}.html", {**page, FOLDER: "articles"})
        assert made == plain.render(f"{template}.html", page)


def test_the_template_makes_the_first_page_of_a_folder_and_none_of_the_others(folder: Path) -> None:
    (folder / "asking.html").write_text("{{ pathto('index') }} {{ body }}", encoding="utf-8")
    filling = templates(FrameTemplates, folder)
    asked = []

    def pathto(page: str) -> str:
        asked.append(page)
        return f"../{page}.html"

    def page(body: str, **more: object) -> dict[str, Any]:
        return {"body": body, "pathto": pathto, FOLDER: "articles", **more}

    assert filling.render("asking.html", page("one")) == "../index.html one"
    first = len(asked)
    assert filling.render("asking.html", page("two")) == "../index.html two"
    assert len(asked) == first
    filling.render("asking.html", page("three", next="four"))
    assert len(asked) > first


def test_a_list_that_is_changed_in_place_makes_another_frame(folder: Path) -> None:
    (folder / "listing.html").write_text("{{ names|join(' ') }}: {{ body }}", encoding="utf-8")
    filling = templates(FrameTemplates, folder)
    names = ["one"]
    context = {"body": "text", "names": names, FOLDER: "articles"}
    assert filling.render("listing.html", context) == "one: text"
    names.append("two")
    assert filling.render("listing.html", context) == "one two: text"


def test_beside_templates_of_the_project_each_page_is_made_by_them(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    with (root / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write('\ntemplates_path = ["_templates"]\n')
    brand = root / "_templates" / "sidebar" / "brand.html"
    brand.parent.mkdir(parents=True)
    brand.write_text('<p id="mine">{{ pagename|length }}{% if "mer" in pagename %} sea{% endif %}</p>\n')
    site = build(root)
    said = [words(site.page(name).xpath("//p[@id='mine']")[0]) for name in ARTICLES]
    assert said == [str(len(ARTICLES[0])), f"{len(ARTICLES[1])} sea"]


def test_what_another_extension_says_of_each_page_stands_on_it(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    with (root / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(
            "\ndef name_page(app, pagename, template, context, doctree):\n"
            '    context["docstitle"] = f"Site with {pagename}"\n'
            "\ndef setup(app):\n"
            '    app.connect("html-page-context", name_page)\n'
        )
    site = build(root)
    for name in ARTICLES:
        assert words(site.page(name).xpath("//title")[0]).endswith(f" - Site with {name}")


GUIDE = """# Guide

## Inner

```{toctree}
about
```

### Innermost

## Last
"""


def test_the_tree_of_navigation_is_that_of_sphinx_wherever_a_toctree_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_guide(root: Path) -> Build:
        (root / "source" / "guide.md").write_text(GUIDE, encoding="utf-8")
        index = root / "source" / "index.md"
        index.write_text(
            index.read_text(encoding="utf-8").replace("\nabout\n", "\nguide\n"), encoding="utf-8"
        )
        return build(root)

    ours = with_guide(copy_edition(tmp_path / "ours"))
    monkeypatch.setattr(FrameParts, "_titled", lambda _parts, _env, make: make)
    theirs = with_guide(copy_edition(tmp_path / "theirs"))
    for name in ("index", "guide", "about", "people", *ARTICLES):
        assert (ours.out / f"{name}.html").read_bytes() == (theirs.out / f"{name}.html").read_bytes(), name
    tree = ours.page("people").xpath("//*[@class='sidebar-tree']")[0]
    assert tree.xpath(".//li[a='Guide']//a[contains(@href, 'about.html')]")
    assert not tree.xpath(".//a[contains(@href, '#')][. != 'People']")


def test_what_templates_know_of_a_page_is_not_written_out_for_the_log() -> None:
    context = PageContext(body="words " * 1_000).copy()
    context["pagename"] = "articles/quillhaven-ferry"
    assert "words" not in repr((context,))
    assert "articles/quillhaven-ferry" in repr((context,))


@pytest.mark.parametrize(("verbosity", "told"), [(0, False), (2, True)])
def test_the_log_says_of_events_what_the_user_asks_for(tmp_path: Path, verbosity: int, told: bool) -> None:
    root, log = copy_edition(tmp_path / "edition"), StringIO()
    with docutils_namespace():
        app = Sphinx(
            root / "source", root, tmp_path / "out", tmp_path / "doctrees", "html",
            status=log, warning=StringIO(), verbosity=verbosity,
        )  # fmt: skip
        app.emit("source-read", "index", [""])
    assert ("emitting event: 'source-read'" in log.getvalue()) is told
    assert logging.getLogger("sphinx").isEnabledFor(logging.DEBUG) is told
