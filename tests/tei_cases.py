"""The cases in tests/cases/tei: a text, what is known about it and what is in it, and the TEI expected.

`article.txt` is the text; `case.toml` names blocks, sentences and annotations by their words,
each kind in the order of the text; `expected.xml` is what building and writing give.
Registers are those of the invented edition of Quillhaven beside the cases.
"""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pressmark.model import (
    Annotations,
    ArticleMeta,
    Block,
    BlockKind,
    Confidence,
    DateExpression,
    EntityKind,
    Fact,
    Mention,
    MentionForm,
    PullQuote,
    Quotation,
    QuotedWords,
    SourceDocument,
    Span,
    SpeechMode,
    WordsKind,
)

CASES = Path(__file__).parent / "cases" / "tei"


def case_folders() -> list[Path]:
    return sorted(path.parent for path in CASES.glob("*/case.toml"))


def read_case(folder: Path) -> tuple[SourceDocument, Annotations]:
    """The document and the annotations of a case."""
    text = (folder / "article.txt").read_bytes().decode("utf-8")
    case = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    document = SourceDocument(
        siglum=folder.name,
        path=f"{folder.name}.txt",
        encoding="utf-8",
        meta=_meta(case["meta"]),
        text=text,
        blocks=tuple(_blocks(text, case["blocks"])),
    )
    annotations = Annotations(
        sentences=tuple(_spans(text, case.get("sentences", []))),
        mentions=tuple(_mentions(text, case.get("mentions", []))),
        quotations=tuple(_quotations(text, case.get("quotations", []))),
        pull_quotes=tuple(_pull_quotes(text, case.get("pull_quotes", []))),
        quoted_words=tuple(_quoted_words(text, case.get("quoted_words", []))),
        dates=tuple(_dates(text, case.get("dates", []))),
    )
    return document, annotations


def _meta(values: dict[str, Any]) -> ArticleMeta:
    def fact(value: Any) -> Fact[Any]:
        if not isinstance(value, dict):
            return Fact(value=value)
        return Fact(**{**value, "confidence": Confidence(value.get("confidence", "high"))})

    plain = {key: values[key] for key in ("rights", "language") if key in values}
    facts = {key: fact(values[key]) for key in ("title", "outlet", "published", "url") if key in values}
    return ArticleMeta(**facts, **plain, authors=tuple(fact(name) for name in values.get("authors", [])))


def _find(text: str, words: str, start: int) -> Span:
    found = text.find(words, start)
    assert found >= 0, f"{words!r} is not in the text from offset {start} on"
    return Span(found, found + len(words))


def _spans(text: str, items: list[str]) -> Iterator[Span]:
    reached = 0
    for words in items:
        span = _find(text, words, reached)
        reached = span.start + 1
        yield span


def _located(text: str, items: list[dict[str, Any]]) -> Iterator[tuple[Span, dict[str, Any]]]:
    return zip(_spans(text, [item["words"] for item in items]), items, strict=True)


def _blocks(text: str, items: list[list[Any]]) -> Iterator[Block]:
    for number, (span, item) in enumerate(zip(_spans(text, [item[1] for item in items]), items, strict=True)):
        end = _find(text, item[2], span.start).end if len(item) > 2 else span.end
        group = item[3] if len(item) > 3 else 100 + number
        yield Block(kind=BlockKind(item[0]), span=Span(span.start, end), group=group)


def _common(item: dict[str, Any]) -> dict[str, Any]:
    return {"certainty": item.get("certainty", 0.9), "rule": item.get("rule", "register")}


def _mentions(text: str, items: list[dict[str, Any]]) -> Iterator[Mention]:
    for span, item in _located(text, items):
        parts = {
            name: _find(text, item[name], span.start)
            for name in ("role", "forename", "surname")
            if name in item
        }
        yield Mention(
            span=span,
            kind=EntityKind(item["kind"]),
            record=item.get("record"),
            form=MentionForm(item.get("form", "name")),
            **parts,
            **_common(item),
        )


def _quotations(text: str, items: list[dict[str, Any]]) -> Iterator[Quotation]:
    reached = 0
    for item in items:
        parts = []
        for words in item["parts"]:
            parts.append(_find(text, words, reached))
            reached = parts[-1].start + 1
        yield Quotation(
            parts=tuple(parts),
            mode=SpeechMode(item.get("mode", "direct")),
            speakers=tuple(item.get("speakers", [])),
            addressees=tuple(item.get("addressees", [])),
            medium=item.get("medium"),
            **_common(item),
        )


def _pull_quotes(text: str, items: list[dict[str, Any]]) -> Iterator[PullQuote]:
    for span, item in _located(text, items):
        yield PullQuote(span=span, repeats=item.get("repeats"))


def _quoted_words(text: str, items: list[dict[str, Any]]) -> Iterator[QuotedWords]:
    for span, item in _located(text, items):
        yield QuotedWords(span=span, kind=WordsKind(item["kind"]), **_common(item))


def _dates(text: str, items: list[dict[str, Any]]) -> Iterator[DateExpression]:
    for span, item in _located(text, items):
        earliest: date = item["earliest"]
        yield DateExpression(
            span=span, earliest=earliest, latest=item.get("latest", earliest), **_common(item)
        )
