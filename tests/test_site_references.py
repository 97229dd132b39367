"""References into the edition: by role on its own pages, by label from any other Sphinx project."""

from pathlib import Path

import pytest
from site_building import Build, build, copy_edition, words
from sphinx.util.inventory import InventoryFile

PAGE = """\
# References

{person}`brindle-tamsin`, {person}`the mayor <brindle-tamsin>`, {place}`quillhaven`, {organisation}`tidewire`,
{article}`quillhaven-ferry`, {article}`quillhaven-ferry#p3`, {quotation}`quillhaven-ferry#q1`,
{quotation}`these words <quillhaven-ferry#q2>`, {pressmark:person}`fenn-ottoline`,
{ref}`a sentence <articles/quillhaven-ferry#s4>`, {ref}`people/brindle-tamsin`.
"""
WRONG = """\
---
orphan: true
---
# Wrong references

{person}`brindel-tamsin`

{quotation}`quillhaven-ferry#q9`

{article}`quillhaven-fery`

{organisation}`quillhaven`

{count}`sheep`
"""
OTHER_CONF = """\
extensions = ["sphinx.ext.intersphinx"]
intersphinx_mapping = {"press": ("https://quillhaven.example/press/", "INVENTORY")}
nitpicky = True
"""
OTHER_PAGE = """\
Another project
===============

:ref:`what she said <articles/quillhaven-ferry#q1>`, :ref:`articles/quillhaven-ferry#p3`,
:ref:`people/brindle-tamsin`, :external+press:ref:`articles/la-mer`, :doc:`press:places/quillhaven`
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Build:
    root = copy_edition(tmp_path_factory.mktemp("references") / "edition")
    (root / "source" / "references.md").write_text(f"---\norphan: true\n---\n{PAGE}", encoding="utf-8")
    return build(root)


def test_roles_lead_to_records_articles_and_anchors(site: Build) -> None:
    assert site.warnings == ""
    article = site.page("references").find(".//article")
    links = [(words(a), a.get("href")) for a in article.xpath(".//p//a")]
    ferry = "Harbour Council Votes to Keep the Night Ferry"
    assert links == [
        ("Tamsin Brindle", "people/brindle-tamsin.html"),
        ("the mayor", "people/brindle-tamsin.html"),
        ("Quillhaven", "places/quillhaven.html"),
        ("Tidewire", "organisations/tidewire.html"),
        (ferry, "articles/quillhaven-ferry.html"),
        (f"{ferry}, paragraph 3", "articles/quillhaven-ferry.html#p3"),
        ("“We keep the ferry, … and we keep it free.”", "articles/quillhaven-ferry.html#q1"),
        ("these words", "articles/quillhaven-ferry.html#q2"),
        ("Ottoline Fenn", "people/fenn-ottoline.html"),
        ("a sentence", "articles/quillhaven-ferry.html#s4"),
        ("Tamsin Brindle", "people/brindle-tamsin.html"),
    ]


def test_a_reference_to_nothing_is_reported_with_its_line_and_what_was_meant(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    (root / "source" / "wrong.md").write_text(WRONG, encoding="utf-8")
    reported = [line.partition("source/")[2] for line in build(root).warnings.splitlines()]
    assert sorted(reported) == [
        "wrong.md:10: WARNING: there is no article 'quillhaven-fery'; did you mean quillhaven-ferry"
        " or quillhaven-bell? [pressmark.reference]",
        "wrong.md:12: WARNING: there is no organisation 'quillhaven'; did you mean quillhaven-courier?"
        " [pressmark.reference]",
        "wrong.md:14: WARNING: cannot count 'sheep'; use one of articles, people, places, organisations,"
        " quotations, mentions, dates [pressmark.reference]",
        "wrong.md:6: WARNING: there is no person 'brindel-tamsin'; did you mean brindle-tamsin?"
        " [pressmark.reference]",
        "wrong.md:8: WARNING: there is no quotation 'quillhaven-ferry#q9'; did you mean"
        " quillhaven-ferry#q3 or quillhaven-ferry#q2? [pressmark.reference]",
    ]


def test_an_unknown_view_is_reported_with_those_that_there_are(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    page = "---\norphan: true\n---\n# A view\n\n```{edition} elephants\n```\n"
    (root / "source" / "view.md").write_text(page, encoding="utf-8")
    (line,) = build(root).warnings.splitlines()
    assert "view.md:6: ERROR: " in line
    assert "there is no view 'elephants'; use one of people, places" in line


def inventory(site: Build) -> dict[str, set[str]]:
    with (site.out / "objects.inv").open("rb") as stream:
        loaded = InventoryFile.load(stream, "", lambda base, path: path)
    return {kind: set(entries) for kind, entries in getattr(loaded, "data", loaded).items()}


def test_every_anchor_is_in_the_inventory_and_is_a_standard_label(site: Build) -> None:
    known = inventory(site)
    anchors = {
        "heading": ["h1", "h2", "h3"],
        "paragraph": ["p1", "p2", "p3"],
        "line": ["l1", "l2", "l3", "l4", "l5", "l6"],
        "sentence": ["s1", "s2", "s3", "s4"],
        "quotation": ["q1", "q2", "q3"],
        "mention": ["m1", "m2", "m3", "m4", "m5"],
        "date": ["d1", "d2"],
    }
    for kind, names in anchors.items():
        of_ferry = {n for n in known[f"pressmark:{kind}"] if n.startswith("quillhaven-ferry#")}
        assert of_ferry == {f"quillhaven-ferry#{name}" for name in names}
        assert {f"articles/quillhaven-ferry#{name}" for name in names} <= known["std:label"]


def test_articles_and_records_are_in_the_inventory(site: Build) -> None:
    known = inventory(site)
    assert known["pressmark:article"] == {"la-mer", "quillhaven-bell", "quillhaven-ferry"}
    assert known["pressmark:place"] == {"quillhaven"}
    assert {"articles/la-mer", "people/ferry-crews", "places/quillhaven"} <= known["std:label"]


def test_another_project_cites_the_edition_without_our_extension(site: Build, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / "source").mkdir(parents=True)
    conf = OTHER_CONF.replace("INVENTORY", str(site.out / "objects.inv"))
    (other / "conf.py").write_text(conf, encoding="utf-8")
    (other / "source" / "index.rst").write_text(OTHER_PAGE, encoding="utf-8")
    result = build(other)
    assert result.warnings == ""
    links = [
        (words(a), a.get("href")) for a in result.page("index").xpath("//a[contains(@class, 'external')]")
    ]
    press = "https://quillhaven.example/press"
    assert links[:5] == [
        ("what she said", f"{press}/articles/quillhaven-ferry.html#q1"),
        (
            "Harbour Council Votes to Keep the Night Ferry, paragraph 3",
            f"{press}/articles/quillhaven-ferry.html#p3",
        ),
        ("Tamsin Brindle", f"{press}/people/brindle-tamsin.html"),
        ("La mer est à tous", f"{press}/articles/la-mer.html"),
        ("Quillhaven", f"{press}/places/quillhaven.html"),
    ]


def test_a_second_build_keeps_the_inventory_whole(site: Build) -> None:
    before = inventory(site)
    assert inventory(build(site.out.parents[1])) == before
