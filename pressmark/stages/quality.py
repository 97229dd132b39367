"""What measuring leaves behind: `source/quality.json`, from which the site makes a page, and the floor."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pressmark
from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.files import Limit, parse_json, read_if_there
from pressmark.model import LABELS, Bin, Finding, Measure, Tally
from pressmark.stages.gold import OWN
from pressmark.stages.measure import Measured
from pressmark.tei.write import write_file

GOLD_FOLDER = Path("tests") / "gold"
_FORMAT = 1
# So much worse than when it was last measured the mark-up may be, in points.
_SLACK = 0.5
# Below so many cases a single one would decide.
_FEWEST_CASES = 50
# Right or wrong among what was found: these can fall because more is found.
_NO_FLOOR = frozenset(measure for measure in Measure if measure.startswith((Measure.SPEAKER, Measure.LINKS)))

Floor = Mapping[str, Mapping[str, float]]  # by condition and measure, in per cent


def quality_path(edition: Edition) -> Path:
    """Where the figures are that the site shows."""
    return edition.root / "source" / "quality.json"


def floor_path(gold: Path) -> Path:
    """Where the lowest figures are that the tests let pass, in the folder of the gold."""
    return gold / "floor.json"


def quality_bytes(measured: Iterable[Measured], standing: bytes | None) -> bytes:
    """The file of all figures. Of sets not measured now, what stands stays; the own gold comes first."""
    entries = {(entry["name"], entry["condition"]): entry for entry in map(_entry, measured)}
    names = {name for name, _ in entries}
    kept = [entry for entry in _standing_sets(standing) if entry["name"] not in names]
    ordered = sorted([*entries.values(), *kept], key=lambda entry: (entry["name"] != OWN, entry["name"]))
    return _json({"format": _FORMAT, "sets": ordered})


def _standing_sets(standing: bytes | None) -> list[dict[str, Any]]:
    if standing is None:
        return []
    try:
        stored = parse_json(standing)
        sets: list[dict[str, Any]] = stored["sets"] if stored["format"] == _FORMAT else []
        named = all(isinstance(entry["name"], str) for entry in sets)
    except (ValueError, TypeError, KeyError):
        return []
    return sets if named else []


def _entry(measured: Measured) -> dict[str, Any]:
    about, overall = measured.about, measured.overall
    return {
        "name": about.name,
        "condition": about.condition,
        "digest": f"sha256:{about.digest}",
        "licences": list(about.licences),
        "documents": about.documents,
        "words": about.words,
        "version": pressmark.__version__,
        "figures": [
            {"measure": measure, "label": label, **_figures(overall.tallies[measure])}
            for measure, label in LABELS.items()
            if measure in overall.tallies
        ],
        "reliability": {
            marking: [{"about": name, **_bin(bins[name])} for name in sorted(bins)]
            for marking, bins in overall.reliability.items()
        },
    }


def _figures(tally: Tally) -> dict[str, Any]:
    return {
        "right": tally.right,
        "spurious": tally.spurious,
        "missed": tally.missed,
        "precision": round(tally.precision, 1),
        "recall": round(tally.recall, 1),
        "f1": round(tally.f1, 1),
    }


def _bin(each: Bin) -> dict[str, Any]:
    return {
        "marks": each.marks,
        "right": each.right,
        "certainty": round(each.certainty, 1),
        "share": round(each.share, 1),
    }


def _json(values: object) -> bytes:
    return (json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def read_floor(gold: Path) -> Floor:
    """The floor of the own gold; empty if there is none. Raises PressmarkError if it is no such file."""
    path = floor_path(gold)
    try:
        data = read_if_there(path, Limit.TABLE)
        stored = {} if data is None else parse_json(data)
        return {
            str(condition): {str(measure): float(figure) for measure, figure in figures.items()}
            for condition, figures in stored.items()
        }
    except (ValueError, TypeError, AttributeError) as error:
        message = f"holds no figures: {error}"
        raise PressmarkError(_finding(path, message, "restore it, or delete it and measure again")) from error


def below_floor(measured: Iterable[Measured], floor: Floor, path: Path) -> list[Finding]:
    """A finding for each figure of the own gold that is below the floor in the file at `path`."""
    current = {each.about.condition: each.overall.tallies for each in measured if each.about.name == OWN}
    findings = []
    for condition, figures in floor.items():
        tallies = {str(measure): tally for measure, tally in current.get(condition, {}).items()}
        for measure, lowest in figures.items():
            figure = tallies.get(measure, Tally()).f1
            if figure < lowest:
                message = f"{measure} ({condition}) is {figure:.2f}, below the floor of {lowest:.1f}"
                hint = "undo what made it worse, or say that it is meant: make eval FLOOR=lower"
                findings.append(_finding(path, message, hint))
    return findings


def next_floor(measured: Iterable[Measured], floor: Floor, *, lower: bool) -> dict[str, dict[str, float]]:
    """The floor after a measurement: half a point below the figures.

    It rises by itself. Only with `lower` it also sinks, and lets go of measures that are no more.
    """
    risen: dict[str, dict[str, float]] = {}
    for each in measured:
        if each.about.name != OWN:
            continue
        old = {} if lower else dict(floor.get(each.about.condition, {}))
        for measure, tally in each.overall.tallies.items():
            if tally.total >= _FEWEST_CASES and measure not in _NO_FLOOR:
                lowest = math.floor(10 * (tally.f1 - _SLACK)) / 10
                old[str(measure)] = max(lowest, old.get(str(measure), 0.0))
        risen[each.about.condition] = old
    return risen


def write_figures(
    measured: Sequence[Measured], gold: Path, edition: Edition, *, lower_floor: bool = False
) -> list[Path]:
    """Write the figures for the site, and the floor into the folder of the gold. The files that changed."""
    quality = quality_path(edition)
    standing = read_if_there(quality, Limit.TABLE)
    files = {
        quality: quality_bytes(measured, standing),
        floor_path(gold): _json(next_floor(measured, read_floor(gold), lower=lower_floor)),
    }
    return [path for path, data in files.items() if write_file(path, data)]


def _finding(path: Path, message: str, hint: str) -> Finding:
    return Finding(path=str(path), rule="floor", message=message, hint=hint)
