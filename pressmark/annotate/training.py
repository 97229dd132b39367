"""Training the name recogniser: texts with their names in, the bytes of a model out.

The same texts in the same order give the same bytes.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import pycrfsuite

from pressmark.annotate.evidence import Evidence
from pressmark.annotate.features import Features, run_features
from pressmark.annotate.language import load_language
from pressmark.annotate.passages import make_passages
from pressmark.annotate.recogniser import OUTSIDE, Recogniser, label, load_recogniser
from pressmark.model import GoldName, Passage, SourceDocument, Span

SETTINGS = {"c1": 0.05, "c2": 0.5, "max_iterations": 80, "feature.possible_transitions": True}
_DIGEST = re.compile(r"\bsha256 ([0-9a-f]{64})\b")


@dataclass(frozen=True, slots=True)
class Lesson:
    """One run of a text: the features and the label of each of its tokens."""

    features: list[Features]
    labels: list[str]


@cache
def learnt_from() -> frozenset[str]:
    """Digests (SHA-256) of the files that the model of the package has learnt from."""
    table = files("pressmark.annotate") / "data" / "names.toml"
    return frozenset(_DIGEST.findall(table.read_text(encoding="utf-8")))


def lessons(document: SourceDocument, names: Sequence[GoldName]) -> Iterator[Lesson]:
    """What can be learnt from a text, whose names are given; runs with an optional name are left out."""
    code = document.meta.language
    passages = make_passages(document, load_language(code))
    evidence = Evidence(passages, code)
    for passage, runs in zip(passages, evidence.runs, strict=True):
        openings = {first for first, _ in passage.sentences}
        for run in runs:
            labels = _labels(document.text, names, passage, run)
            if labels is not None:
                yield Lesson(run_features(passage, run, openings, evidence, code), labels)


def _labels(text: str, names: Sequence[GoldName], passage: Passage, run: tuple[int, int]) -> list[str] | None:
    """The label of each token of a run; None if something in it is not to be learnt."""
    tokens = passage.tokens[run[0] : run[1]]
    labels = [OUTSIDE] * len(tokens)
    whole = Span(tokens[0].start, tokens[-1].end)
    for name in names:
        if not name.spans[0].overlaps(whole):
            continue
        if name.optional:
            return None
        span, position = _bare(text, name.spans[0]), "B"
        for index, token in enumerate(tokens):
            if token.start < span.end and token.end > span.start:
                labels[index] = label(position, name.kind)
                position = "I"
    return labels


def _bare(text: str, span: Span) -> Span:
    """The name without a leading article and a possessive ending."""
    words = span.of(text)
    start = span.start + len("the ") if words.lower().startswith("the ") else span.start
    return Span(start, span.end - len("'s") if words.endswith(("'s", "’s")) else span.end)


def train(weighted: Iterable[tuple[Lesson, int]]) -> bytes:
    """A model that has learnt each lesson as often as its weight says."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=SETTINGS, verbose=False)
    for lesson, weight in weighted:
        for _ in range(weight):
            trainer.append(lesson.features, lesson.labels)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "names.crfsuite"
        trainer.train(str(path))
        return path.read_bytes()


def open_model(weights: bytes) -> "pycrfsuite.Tagger":
    """The model with these weights. It reads them where they are: keep them as long as the model."""
    model = pycrfsuite.Tagger()
    model.open_inmemory(weights)
    return model


def recogniser_of(weights: bytes) -> Recogniser:
    """A recogniser with these weights, whose chances become certainties as in that of the package."""
    return replace(load_recogniser(), model=open_model(weights), weights=weights)
