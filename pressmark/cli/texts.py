"""What `pressmark validate --text` prints of each article."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from pressmark.cli.output import count, printable, shown

if TYPE_CHECKING:
    from pressmark.stages import TextReport, TreatedPlace

_FURNITURE: Final = "furniture"
_CORRECTED: Final = "corrected"


def text_lines(report: TextReport) -> Iterator[str]:
    """An article's text as lines: whether it is the seed's, then what was done to it, with its place."""
    source = f"the text of {shown(report.seed)}" if report.page else shown(report.seed)
    whether = f"as in {source}" if report.kept else f"not as in {source}: a finding says where"
    yield printable(f"{shown(report.path)}: {count(report.characters, 'character')}, {whether}")
    for sentence in report.normalised:
        yield printable(f"  normalised: {sentence}")
    for place in report.places:
        yield printable(f"  {_name(place)}, line {place.line}, column {place.column}{_said(place)}")


def _name(place: TreatedPlace) -> str:
    return "web furniture" if place.treatment == _FURNITURE else place.treatment


def _said(place: TreatedPlace) -> str:
    near = f" ({place.anchor})" if place.anchor else ""
    words, instead = (" ".join(text.split()) for text in (place.words, place.shown))
    if place.treatment == _CORRECTED:
        return f"{near}: “{words}” to “{instead}”"
    return f"{near}: {words or instead}" if words or instead else near
