"""The standard labels of our anchors: there for whoever asks, and made only then."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from site_building import Build, build, copy_edition
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from pressmark.site.labels import LabelTable, add_labels, withdraw_labels


class Maker:
    """Makes one label, and counts how often."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        self.calls += 1
        yield "ours", ("page", "anchor", "Ours")
        yield "theirs", ("page", "anchor", "Not theirs")


@pytest.fixture
def maker() -> Maker:
    return Maker()


@pytest.fixture
def table(maker: Maker) -> LabelTable:
    return LabelTable({"theirs": ("index", "", "Theirs")}, maker)


def test_a_label_of_the_project_is_found_without_making_ours(table: LabelTable, maker: Maker) -> None:
    assert "theirs" in table
    assert table["theirs"] == table.get("theirs") == ("index", "", "Theirs")
    assert maker.calls == 0


def test_ours_are_made_once_when_one_is_asked_for(table: LabelTable, maker: Maker) -> None:
    assert table.get("ours") == table["ours"] == ("page", "anchor", "Ours")
    assert table.get("neither", "nothing") == "nothing"
    with pytest.raises(KeyError):
        table["neither"]
    assert maker.calls == 1


@pytest.mark.parametrize("look", [list, set, len, dict, dict.copy, lambda table: table.items()])
def test_whoever_looks_through_all_finds_ours(maker: Maker, look: object) -> None:
    assert callable(look)
    table = LabelTable({"theirs": ("index", "", "Theirs")}, maker)
    found = look(table)
    assert found == 2 if isinstance(found, int) else len(found) == 2
    assert table["theirs"] == ("index", "", "Theirs")


def test_the_project_has_its_own_labels_again_before_anything_is_read(tmp_path: Path) -> None:
    root = copy_edition(tmp_path / "edition")
    site: Build = build(root)
    with docutils_namespace():
        app = Sphinx(root / "source", root, site.out, root / "build" / "doctrees", "html", status=None)
        before = app.env.domains.standard_domain.labels
        assert not any("#" in name for name in before)
        add_labels(app, app.builder)
        added = app.env.domains.standard_domain.labels
        assert added["articles/la-mer#p1"][:2] == ("articles/la-mer", "p1")
        assert app.env.domains.standard_domain.anonlabels["articles/la-mer#p1"] == ("articles/la-mer", "p1")
        withdraw_labels(app, app.env)
        assert app.env.domains.standard_domain.labels is before
