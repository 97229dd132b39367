"""Whatever words a seed gets: every correction of a person stands where words do, or a finding names it."""

import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from merge_cases import DAY, encoded_again, fresh

from pressmark.tei.ledger import Ledger
from pressmark.tei.merge import begin
from pressmark.tei.names import tei
from pressmark.tei.parse import parse
from pressmark.tei.text import Action, source_text, source_words, walk

WORDS: tuple[str, ...] = (
    "alder",
    "birch",
    "did",
    "not",
    "answer",
    "the",
    "ferry",
    "also",
    "slept",
    "well",
    "zork",
)
WORDS += ("in", "an", "on", "at", "might", "never", "nodded")
MACHINE = "name person:alder alder\nname person:birch birch\nname place:quay ferry"
# A word of a paragraph, outside tags and outside what was written before.
_WORD = re.compile(r"(?<=[ >])[a-z]+(?=[ .<])(?![^<]*>)")
_WRITTEN = re.compile(r"<(choice|sic|supplied|note)\b.*?</\1>")


def seed_of(chosen: random.Random) -> str:
    paragraphs = (
        " ".join(chosen.choices(WORDS, k=chosen.randint(3, 9))) for _ in range(chosen.randint(2, 5))
    )
    return "\n\n".join(f"{words.capitalize()}." for words in paragraphs)


def with_other_words(chosen: random.Random, seed: str) -> str:
    """The seed with paragraphs gone, come, moved, joined, split, and with other words in them."""
    paragraphs = seed.split("\n\n")
    for _ in range(chosen.randint(1, 4)):
        index = chosen.randrange(len(paragraphs))
        what = chosen.choice(["go", "come", "move", "join", "split", *["words"] * 6])
        words = paragraphs[index].split(" ")
        first = chosen.randrange(len(words))
        if what == "go" and len(paragraphs) > 1:
            del paragraphs[index]
        elif what == "come":
            paragraphs.insert(index, seed_of(chosen).partition("\n")[0])
        elif what == "move":
            chosen.shuffle(paragraphs)
        elif what == "join":
            paragraphs[index : index + 2] = [" ".join(paragraphs[index : index + 2])]
        elif what == "split" and first:
            paragraphs[index : index + 1] = [" ".join(words[:first]), " ".join(words[first:])]
        elif what == "words":
            words[first : first + chosen.randint(0, 3)] = chosen.choices(WORDS, k=chosen.randint(0, 3))
            paragraphs[index] = " ".join(words) or "Zork."
    return "\n\n".join(paragraphs)


def with_corrections(chosen: random.Random, data: bytes) -> tuple[bytes, int]:
    """The file with corrections and notes, numbered in `@n`, and how many they are."""
    before, body, after = re.split(r"(?s)(?<=<body>)(.*)(?=</body>)", data.decode())
    number = chosen.randint(1, 5)
    for n in range(number):
        taken = [match.span() for match in _WRITTEN.finditer(body)]
        free = [
            match
            for match in _WORD.finditer(body)
            if not any(start < match.start() < end for start, end in taken)
        ]
        if not free:
            return (before + body + after).encode(), n
        match = chosen.choice(free)
        word, own = match[0], chosen.choice(WORDS)
        written = chosen.choice(
            [
                f'<choice n="{n}"><sic>{word}</sic><corr>{own}</corr></choice>',
                f'<sic n="{n}">{word}</sic>',
                f'<supplied n="{n}">{own} </supplied>{word}',
                f'{word[:1]}<supplied n="{n}">x</supplied>{word[1:]}',
                f'{word}<gap n="{n}"/>',
                f'<note type="editorial" n="{n}">{own}</note>{word}',
            ]
        )
        body = body[: match.start()] + written + body[match.end() :]
    return (before + body + after).encode(), number


def in_words(data: bytes) -> dict[tuple[str, Action], bool]:
    """Whether a letter stands on either side of where each correction begins and ends."""
    text = parse(data, "").find(tei("text"))
    assert text is not None
    words = f" {source_words(text)} "
    return {
        (number, step.action): words[step.offset].isalnum() and words[step.offset + 1].isalnum()
        for step in walk(text)
        if (number := step.element.get("n")) and step.action in (Action.OPEN, Action.CLOSE)
    }


def named(root: etree._Element) -> dict[str, str]:
    """The corrections and notes of a file by their numbers."""
    return {element.get("n", ""): str(element.tag) for element in root.iter() if element.get("n")}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**9))
def test_every_correction_stands_or_is_named(number: int) -> None:
    chosen = random.Random(number)  # noqa: S311 (test data, no secrets)
    seed = seed_of(chosen)
    first = begin(fresh(seed, MACHINE), Ledger(), path="ferry.xml", today=DAY)
    data, written = with_corrections(chosen, first.data)
    corrected = with_other_words(chosen, seed)
    merged = encoded_again(data, first.ledger, corrected, MACHINE)
    root = parse(merged.data, "")
    assert source_text(root) == corrected
    gone = named(parse(data, "")).keys() - named(root).keys()
    assert len(named(parse(data, ""))) == written
    said = [
        finding
        for finding in merged.findings
        if re.match(r"<(choice|sic|supplied|gap)>.* (is gone|was taken out)", finding.message)
    ]
    assert len(said) == len(gone)
    assert not any(named(parse(data, ""))[each] == tei("note") for each in gone)
    assert all(source_words(sic) for sic in root.iter(tei("sic")))
    before, after = in_words(data), in_words(merged.data)
    assert [each for each in after if after[each] and not before[each]] == []
    again = encoded_again(merged.data, merged.ledger, corrected, MACHINE)
    assert (again.data, again.ledger, again.findings) == (merged.data, merged.ledger, ())


@pytest.mark.parametrize(("after", "counted"), [("Alder waved.", ""), ("Cedar also slept.", "1 correction")])
def test_the_ledger_counts_the_corrections_that_are_left(after: str, counted: str) -> None:
    seed = "Alder waved.\n\nCedar slept."
    first = begin(fresh(seed, ""), Ledger(), path="ferry.xml", today=DAY)
    data = first.data.replace(b"slept", b"<choice><sic>slept</sic><corr>sleeps</corr></choice>")
    assert encoded_again(data, first.ledger, after, "").ledger["text"].text == counted
