"""Train the name recogniser: `pressmark/annotate/data/names.crfsuite` and `names.toml`.

    python tools/train_names.py --data FOLDER

FOLDER holds the sets named in SOURCES: one JSON object a line with `id`, `text`, `layers` and
`entities` (`start`, `end`, `type`; spans in code points, half-open). What is marked `optional`
is not learnt. The news set is cross-validated by articles, with the other sets always in
training: that gives the calibration. The same data give the same bytes. `make eval` measures
the model on the same texts, each held out in turn.
"""

import argparse
import hashlib
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pressmark.annotate import annotate
from pressmark.annotate.recogniser import Recogniser
from pressmark.annotate.training import open_model
from pressmark.evaluation import found_names, match_names
from pressmark.model import Annotations
from pressmark.stages import NameLearner, Text, TextSet, other_gold

DATA = Path(__file__).parents[1] / "pressmark" / "annotate" / "data"
NEWS = "gum_news_dev"
SOURCES = {
    NEWS: "Wikinews articles (CC BY 2.5, Wikinews contributors) with annotations derived from GUM"
    " (Amir Zeldes and others, CC BY 4.0)",
    "re3d_gov": "texts of the US Department of State (public domain), the UK Government (OGL 3.0) and the"
    " Australian DFAT (CC BY 3.0 AU) with annotations derived from re3d (Crown copyright, Dstl, same terms)",
    "wikigold": "Wikipedia texts with annotations, Wikigold (Balasuriya and others 2009, CC BY 4.0)",
}
FOLDS = 5

Outcome = tuple[float, bool]  # the chance of a name (0 to 1), and whether it is right


def read_sets(folder: Path) -> list[TextSet]:
    sets = {each.about.name: each for each in other_gold(folder)}
    missing = [name for name in SOURCES if name not in sets]
    if missing:
        raise SystemExit(f"{folder} lacks {missing[0]}.jsonl")
    return [sets[name] for name in SOURCES]


def outcomes_of(text: Text, annotations: Annotations) -> list[Outcome]:
    """Each name of an article once, however often it stands there: its chance, and whether it is right."""
    named: dict[str | None, list[Outcome]] = {}
    found = found_names(text.gold.text, annotations)
    for verdict in match_names(text.gold.text, text.gold.names, found).verdicts:
        if not verdict.idle:
            outcome = (verdict.found.certainty / 100, verdict.wanted is not None)
            named.setdefault(verdict.found.record, []).append(outcome)
    return [(each[0][0], 2 * sum(right for _, right in each) >= len(each)) for each in named.values()]


def cross_validate(news: TextSet, others: Sequence[TextSet], learner: NameLearner) -> list[Outcome]:
    """What became of the names in articles that the model had not seen."""
    outcomes: list[Outcome] = []
    for fold in range(FOLDS):
        seen = tuple(text for at, text in enumerate(news.texts) if at % FOLDS != fold)
        weights = learner.weights([*others, replace(news, texts=seen)])
        recogniser = Recogniser(model=open_model(weights), weights=weights)
        for text in news.texts[fold::FOLDS]:
            outcomes += outcomes_of(text, annotate(text.document, text.register, recogniser))
    return outcomes


def calibrate(outcomes: Sequence[Outcome]) -> tuple[float, float]:
    """Slope and intercept of the logistic curve from the log odds of a chance to being right."""
    bounded = [(min(max(chance, 0.005), 0.995), right) for chance, right in outcomes]
    points = [(math.log(chance / (1 - chance)), float(right)) for chance, right in bounded]
    slope, intercept = 1.0, 0.0
    for _ in range(2000):  # gradient ascent on the mean likelihood, which is concave
        rise_slope = rise_intercept = 0.0
        for x, right in points:
            error = right - 1 / (1 + math.exp(-(slope * x + intercept)))
            rise_slope += error * x
            rise_intercept += error
        slope += 0.5 * rise_slope / len(points)
        intercept += 0.5 * rise_intercept / len(points)
    return round(slope, 3), round(intercept, 3)


def table(slope: float, intercept: float, sets: Sequence[TextSet]) -> str:
    """The text of `names.toml`."""
    lines = [
        "# How far to trust names.crfsuite, and what it was trained on; tools/train_names.py writes both.",
        "[calibration]",
        f"slope = {slope}",
        f"intercept = {intercept}",
        "",
        "[data]",
        *(
            f'{each.about.name} = """{SOURCES[each.about.name]}; sha256 {each.about.digest}"""'
            for each in sets
        ),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the sets")
    parser.add_argument("--output", type=Path, default=DATA, help="folder for the model")
    arguments = parser.parse_args()
    learner, sets = NameLearner(), read_sets(arguments.data)
    slope, intercept = calibrate(cross_validate(sets[0], sets[1:], learner))
    weights = learner.weights(sets)
    (arguments.output / "names.crfsuite").write_bytes(weights)
    (arguments.output / "names.toml").write_text(
        table(slope, intercept, sets), encoding="utf-8", newline="\n"
    )
    print(f"names.crfsuite: {len(weights):,} bytes, sha256 {hashlib.sha256(weights).hexdigest()}")
    print(f"slope {slope}, intercept {intercept}")


if __name__ == "__main__":
    main()
