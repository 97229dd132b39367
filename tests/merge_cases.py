"""The cases in tests/cases/merge: an article, what the machine finds in it, what a person does to its file.

The README beside the cases says how they are written.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from lxml import etree

from pressmark.config import Edition
from pressmark.ids import parse_pointer
from pressmark.model import (
    Annotations,
    ArticleMeta,
    Block,
    BlockKind,
    DateExpression,
    EntityKind,
    Fact,
    Mention,
    Organisation,
    Person,
    Place,
    Quotation,
    QuotedWords,
    Record,
    Register,
    SourceDocument,
    Span,
    SpeechMode,
    WordsKind,
)
from pressmark.tei.build import build_article
from pressmark.tei.ledger import Ledger
from pressmark.tei.merge import Merged, begin, merge
from pressmark.tei.merge.typed import reconcile
from pressmark.tei.parse import parse
from pressmark.tei.validation.conservation import compare

FOLDER = Path(__file__).parent / "cases" / "merge"
EDITION = Edition(root=Path("edition"), publisher="Quillhaven Library")
DAY = date(2031, 5, 6)
EVIDENCE = ' resp="#pressmark" cert="0.90" ana="#rule.register"'
_RECORDS = {
    EntityKind.PERSON: Person,
    EntityKind.PLACE: Place,
    EntityKind.ORGANISATION: Organisation,
}
# What a case says comes of it, in this order; everything else is given.
RESULTS = ("text", "retired", "findings")


def case_files() -> list[Path]:
    return sorted(path for path in FOLDER.glob("*.txt"))


def read_case(path: Path) -> dict[str, str]:
    """The sections of a case by their names; what stands before the first is its title, under ""."""
    parts = re.split(r"^--- (.*)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {"": parts[0]} | {
        name: body.strip("\n") for name, body in zip(parts[1::2], parts[2::2], strict=True)
    }


def write_case(path: Path, case: Mapping[str, str], results: Mapping[str, str]) -> None:
    given = {name: body for name, body in case.items() if name not in RESULTS}
    sections = {**given, **{name: body for name, body in results.items() if body}}
    text = sections.pop("") + "".join(f"--- {name}\n{body}\n" for name, body in sections.items())
    path.write_text(text, encoding="utf-8")


def source(seed: str, title: str = "Ferry") -> SourceDocument:
    """A seed, each line of which is a paragraph."""
    blocks = [
        Block(kind=BlockKind.PARAGRAPH, span=Span(*match.span()), group=number)
        for number, match in enumerate(re.finditer(r"[^\n]+", seed))
    ]
    return SourceDocument(
        siglum="ferry",
        path="ferry.txt",
        encoding="utf-8",
        meta=ArticleMeta(title=Fact(value=title)),
        text=seed,
        blocks=tuple(blocks),
    )


def fresh(seed: str, machine: str, title: str = "Ferry") -> etree._Element:
    """What the machine would write for a seed."""
    return written(source(seed, title), machine)


def written(document: SourceDocument, machine: str) -> etree._Element:
    """What the machine would write for a document."""
    pointers = {pointer for line in machine.splitlines() for pointer in line.split(" ")[1:2]}
    found = _found(document.text, machine)
    return build_article(document, found, Register(**_register(pointers)), EDITION)


def _register(pointers: set[str]) -> dict[str, tuple[Record, ...]]:
    known = sorted(filter(None, map(parse_pointer, pointers)))
    made = {
        kind: tuple(_RECORDS[kind](id=name, name=name) for each, name in known if each is kind)
        for kind in EntityKind
    }
    return {
        "people": made[EntityKind.PERSON],
        "places": made[EntityKind.PLACE],
        "organisations": made[EntityKind.ORGANISATION],
    }


def _found(seed: str, machine: str) -> Annotations:
    evidence = {"certainty": 0.9, "rule": "register"}
    found: dict[str, list[object]] = {name: [] for name in ("sentence", "name", "speech", "quoted", "date")}
    for line in machine.splitlines():
        what, _, rest = line.partition(" ")
        if what in ("sentence", "quoted"):
            words = rest
        else:
            pointer, _, words = rest.partition(" ")
        if what == "sentence":
            found[what] += list(_occurrences(seed, words))
        elif what == "quoted":
            found[what] += [
                QuotedWords(span=span, kind=WordsKind.SO_CALLED, **evidence)
                for span in _occurrences(seed, words)
            ]
        elif what == "date":
            day = date.fromisoformat(pointer)
            found[what] += [
                DateExpression(span=span, earliest=day, latest=day, **evidence)
                for span in _occurrences(seed, words)
            ]
        elif what in ("speech", "maybe"):
            parts = [next(_occurrences(seed, part)) for part in words.split(" … ")]
            speaker = parse_pointer(pointer)
            found["speech"].append(
                Quotation(
                    parts=tuple(parts),
                    mode=SpeechMode.DIRECT,
                    speakers=(speaker[1],) if speaker else (),
                    rule="register",
                    certainty=0.9 if what == "speech" else 0.4,
                )
            )
        else:
            kind, record = parse_pointer(pointer) or (EntityKind.PERSON, None)
            found[what] += [
                Mention(span=span, kind=kind, record=record, **evidence) for span in _occurrences(seed, words)
            ]
    return Annotations(
        sentences=tuple(sorted(found["sentence"])),
        mentions=tuple(found["name"]),
        quotations=tuple(found["speech"]),
        quoted_words=tuple(found["quoted"]),
        dates=tuple(found["date"]),
    )


def _occurrences(seed: str, words: str) -> Iterator[Span]:
    found = [Span(*match.span()) for match in re.finditer(re.escape(words), seed)]
    yield from found


def edited(data: bytes, edits: str) -> bytes:
    """A file after what a person does to it. Every edit must find its words, once."""
    text = data.decode()
    for line in edits.splitlines():
        before, _, after = (
            part.replace(" …", EVIDENCE).replace("⏎", "\n") for part in line.partition(" => ")
        )
        assert text.count(before) == 1, f"{before!r} stands {text.count(before)} times in:\n{body(data)}"
        text = text.replace(before, after)
    return text.encode()


def run_case(case: Mapping[str, str]) -> tuple[Merged, Merged]:
    """The article as it was encoded first and edited, and as it is after the second run."""
    first = begin(fresh(case["seed"], case["machine"]), Ledger(), path="ferry.xml", today=DAY)
    data = edited(first.data, case.get("edit", ""))
    seed, machine = case.get("seed after", case["seed"]), case.get("machine after", case["machine"])
    return Merged(data=data, ledger=first.ledger), encoded_again(data, first.ledger, seed, machine)


def encoded_again(data: bytes, ledger: Ledger, seed: str, machine: str) -> Merged:
    """The article after another run, and all that is said of it."""
    document = source(seed)
    reconciled = reconcile(data, ledger, document, "ferry.xml")
    merged = Merged(data=reconciled.data, ledger=reconciled.noted(ledger, DAY))
    if not reconciled.stays:
        new = written(reconciled.document, machine)
        merged = reconciled.finish(merge(reconciled.data, ledger, new, path="ferry.xml", today=DAY))
    differences = compare(document, merged.data, parse(merged.data, ""), "ferry.xml")
    said = (*reconciled.findings("ferry.xml"), *differences, *merged.findings)
    return replace(merged, findings=said)


def body(data: bytes) -> str:
    """The body of a file, with ` …` for what the machine writes last into a tag."""
    found = re.search(rb"<body>(.*)</body>", data, re.DOTALL)
    assert found
    return found[1].decode().replace(EVIDENCE, " …")


def retired(ledger: Ledger) -> str:
    """The anchors that were retired: with what stands for them and why, and where their words are barred."""
    lines = []
    for entry in ledger.values():
        if not entry.is_live:
            barred = f" [{entry.text}: {entry.at}]" if entry.at else ""
            lines.append(f"{entry.anchor} -> {entry.successor or '-'}: {entry.reason}{barred}")
    return "\n".join(lines)


def seed_of(data: bytes) -> str:
    text = parse(data, "ferry.xml").find("{*}text")
    assert text is not None
    return str(text.xpath("string()"))
