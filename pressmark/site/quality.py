"""The directive `quality`: how good the mark-up is, as measured, from `quality.json` beside the pages."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from pressmark.errors import PressmarkError
from pressmark.files import Limit, parse_json, read_if_there
from pressmark.model import LABELS, Marking
from pressmark.site.domain import NAME
from pressmark.site.views.context import remark

FILE_NAME: Final = "quality.json"
_NOTHING: Final = "–"
_MARKINGS: Final = {Marking.NAME: "name", Marking.SPEECH: "speech", Marking.DATE: "date"}

Set = Mapping[str, Any]  # one entry of the file

logger = logging.getLogger(__name__)


class QualityDirective(SphinxDirective):
    """What was measured. The argument says which part of it: data, figures or reliability."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, object]] = {}  # type: ignore[assignment]

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        if name not in PARTS:
            raise self.error(f"there is no part {name!r}; use one of {', '.join(PARTS)}")
        path = Path(self.env.srcdir) / FILE_NAME
        self.env.note_dependency(str(path))
        try:
            found = read_if_there(path, Limit.TABLE)
            sets = [] if found is None else parse_json(found)["sets"]
            return [PARTS[name](sets)] if sets else _nothing()
        except (PressmarkError, ValueError, KeyError, TypeError, AttributeError) as error:
            logger.warning(
                "%s holds no figures (%s: %s); measure again with make eval",
                path.name,
                type(error).__name__,
                error,
                location=self.get_location(),
                type=NAME,
                subtype="quality",
            )
            return _nothing()


def _nothing() -> list[nodes.Node]:
    return remark("Nothing has been measured yet.")


def _letters(sets: Sequence[Set]) -> list[str]:
    """The sets as the heads of columns name them, from A."""
    return [chr(ord("A") + number) for number in range(len(sets))]


def data(sets: Sequence[Set]) -> nodes.Element:
    """What was measured on, under which conditions, with which version."""
    entries = nodes.definition_list(classes=["pm-quality"])
    for letter, each in zip(_letters(sets), sets, strict=True):
        facts = [
            each["condition"],
            f"{each['documents']:,} texts, {each['words']:,} words",
            *each["licences"],
            f"measured with version {each['version']}",
        ]
        digest = nodes.literal("", each["digest"])
        entries += nodes.definition_list_item(
            "",
            nodes.term("", f"{letter}: {each['name']}"),
            nodes.definition("", nodes.paragraph("", "; ".join(facts)), nodes.paragraph("", "", digest)),
        )
    return entries


def figures(sets: Sequence[Set]) -> nodes.Element:
    """F1 of each measure on each set."""
    known = [{figure["measure"]: f"{figure['f1']:.1f}" for figure in each["figures"]} for each in sets]
    rows = [
        [label, *(own.get(measure, _NOTHING) for own in known)]
        for measure, label in LABELS.items()
        if any(measure in own for own in known)
    ]
    return _table(["F1 in per cent", *_letters(sets)], rows)


def reliability(sets: Sequence[Set]) -> nodes.Element:
    """Of the marks of about the same certainty, how many in a hundred are right, and of how many."""
    return _table(["mark, certainty", *_letters(sets)], list(_reliability_rows(sets)))


def _reliability_rows(sets: Sequence[Set]) -> Iterator[list[str]]:
    for marking, label in _MARKINGS.items():
        bins = [{each["about"]: each for each in own["reliability"].get(marking, [])} for own in sets]
        for about in sorted({about for own in bins for about in own}):
            yield [f"{label}, {about}", *(_share(own.get(about)) for own in bins)]


def _share(each: Set | None) -> str:
    return f"{each['share']:.0f}\N{NO-BREAK SPACE}% of {each['marks']:,}" if each else _NOTHING


PARTS: Final[Mapping[str, Callable[[Sequence[Set]], nodes.Element]]] = {
    "data": data,
    "figures": figures,
    "reliability": reliability,
}


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> nodes.table:
    """A table of words, its columns as wide as their longest cell, in characters."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in widths), cols=len(head))
    group += nodes.thead("", _row(head))
    group += nodes.tbody("", *map(_row, rows))
    return nodes.table("", group, classes=["pm-quality", "colwidths-auto"])


def _row(cells: Sequence[str]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", cell)) for cell in cells))
