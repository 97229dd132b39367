"""Legal XML that people and their editors write: comments, instructions, CDATA, prefixes, foreign elements.

A small edition with drafts is written in odd ways and put through every command. Nothing falls
over it, nothing of it is lost, and what means the same gives the same.
"""

import contextlib
import csv
import io
import random
import re
import shutil
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reviewing import FERRY, new_edition
from site_building import PROJECT, build

from pressmark import stages
from pressmark.cli import run
from pressmark.config import Edition, load_edition
from pressmark.model import Finding
from pressmark.review.desk import Desk
from pressmark.review.text import article_html
from pressmark.tei.names import TEI_NS
from pressmark.tei.parse import parse
from pressmark.tei.read import read_article
from pressmark.tei.records import read_register
from pressmark.tei.text import source_text

BOM = "\ufeff"
MAYOR = "brindle-tamsin"
FOREIGN = 'xmlns:x="https://quillhaven.example/ns"'
_TOKEN = re.compile(r"<!--.*?-->|<\?.*?\?>|<[^>]*>|[^<]+", re.DOTALL)


@dataclass
class Writer:
    """Writes a file anew in odd ways, which it chooses at random; `marks` name its comments."""

    seed: int
    foreign: bool = False
    marks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 (test data, no secrets)

    def rewrite(self, text: str) -> str:
        prolog, start, rest = text.partition("<TEI")
        tokens = _TOKEN.findall(start + rest)
        tokens = [_prefixed(token) for token in tokens] if self._chance(0.3) else tokens
        tokens = [self._tag(token) if re.match(r"<[\w/]", token) else token for token in tokens]
        tokens = [token if token[0] == "<" else self._words(token) for token in tokens]
        pieces = [prolog.replace("?>", " standalone='yes'?>", 1) if self._chance(0.3) else prolog]
        end = max(index for index, token in enumerate(tokens) if token.startswith("</"))
        for index, token in enumerate(tokens):
            pieces += [self._beside(), token] if self._chance(0.05) and 0 < index <= end else [token]
        text = "".join(pieces)
        text = BOM + text if self._chance(0.2) else text
        return text.replace("\n", "\r\n") if self._chance(0.2) else text

    def _chance(self, likelihood: float) -> bool:
        return self._random.random() < likelihood

    def _beside(self) -> str:
        name = f"odd-{len(self.marks)}"
        if self.foreign and self._chance(0.5):
            elements = (
                f"<x:persName {FOREIGN} ref='x'/>",
                f"<x:corr {FOREIGN} x:n='x'><x:p/></x:corr>",
                "<p xmlns='' n='x'/>",
            )
            return self._random.choice(elements)
        self.marks.append(name)
        return self._random.choice((f"<!-- {name}: <said who='x'> & so on -->", f"<?{name} as it were?>"))

    def _words(self, written: str) -> str:
        """Characters written otherwise, with what stands in the middle of them."""
        if not written.strip() or "&" in written:
            return written
        at = self._random.randrange(len(written) + 1)
        before, after = written[:at], written[at:]
        if self._chance(0.1):
            return before + self._beside() + after
        if self._chance(0.05) and before:
            return f"{before[:-1]}<![CDATA[{before[-1]}{after[:1]}]]>{after[1:]}"
        if self._chance(0.05) and after:
            return f"{before}&#x{ord(after[0]):x};{after[1:]}"
        return written

    def _tag(self, tag: str) -> str:
        if self._chance(0.1) and "'" not in tag:
            tag = tag.replace('"', "'")
        if self._chance(0.05) and not tag.startswith("</") and "xmlns" not in tag and ":" not in tag:
            tag = re.sub(r"(/?>)$", rf" xmlns='{TEI_NS}'\1", tag)
        if self.foreign and self._chance(0.03) and not tag.startswith("</") and "xmlns" not in tag:
            tag = re.sub(r"(/?>)$", rf" {FOREIGN} x:ref='x'\1", tag)
        return tag


def _prefixed(token: str) -> str:
    if not re.match(r"<[\w/]", token):
        return token
    return re.sub(r"^(</?)", r"\1tei:", token.replace(f'xmlns="{TEI_NS}"', f'xmlns:tei="{TEI_NS}"'))


def test_the_writer_itself_changes_no_meaning() -> None:
    for path, data in contents(plain()).items():
        for seed in range(20):
            writer = Writer(seed)
            rewritten = writer.rewrite(data.decode())
            assert writer.marks or seed
            assert source_text(parse(rewritten.encode(), path)) == source_text(parse(data, path))


@cache
def _plain() -> TemporaryDirectory[str]:
    holder = TemporaryDirectory()
    root = Path(holder.name, "edition")
    new_edition(root)
    # A name that the registers do not know makes drafts.
    seed = root / "seeds" / f"{FERRY}.txt"
    said = "\n“We shall row,” said Odo Marlow.\n\nAgnes Pell and Odo Marlow left for Low Candle.\n"
    seed.write_text(seed.read_text(encoding="utf-8") + said, encoding="utf-8")
    stages.encode_edition(load_edition(root))
    return holder


def plain() -> Edition:
    return load_edition(Path(_plain().name, "edition"))


def contents(edition: Edition) -> dict[str, bytes]:
    files = stages.edition_files(edition)
    return {path.relative_to(edition.root).as_posix(): path.read_bytes() for path in files}


@dataclass(frozen=True)
class Odd:
    edition: Edition
    marks: dict[str, list[str]]  # what was put into each file


def odd_edition(folder: Path, seed: int, *, foreign: bool) -> Odd:
    """The edition with every file written anew."""
    root = folder / "edition"
    shutil.copytree(plain().root, root)
    marks = {}
    for number, path in enumerate(stages.edition_files(load_edition(root))):
        writer = Writer(seed * 10 + number, foreign)
        path.write_bytes(writer.rewrite(path.read_bytes().decode()).encode())
        marks[path.relative_to(root).as_posix()] = writer.marks
    return Odd(load_edition(root), marks)


def told(findings: Sequence[Finding]) -> list[tuple[str, ...]]:
    """Findings without their places."""
    return sorted((each.rule, each.words, re.sub(r"line \d+", "line", each.message)) for each in findings)


@dataclass(frozen=True)
class Outcome:
    """What a command said, and its exit code."""

    code: int
    said: str


def ran(edition: Edition, *arguments: str) -> Outcome:
    """Run a command on an edition. It may find faults, but must not fall."""
    said = io.StringIO()
    with contextlib.chdir(edition.root), redirect_stdout(said), redirect_stderr(said):
        code = run([*arguments])
    assert code in (0, 1), said.getvalue()
    assert "internal" not in said.getvalue(), said.getvalue()
    assert "Traceback" not in said.getvalue(), said.getvalue()
    return Outcome(code, said.getvalue())


def assert_marks_are_there(odd: Odd) -> None:
    found = contents(odd.edition)
    for name, marks in odd.marks.items():
        missing = [mark for mark in marks if not re.search(rf"\b{mark}\b", found[name].decode())]
        assert not missing, f"{name} lost {missing}"


def tables(edition: Edition) -> dict[str, list[list[str]]]:
    assert ran(edition, "export", "--output", "build/export").code == 0
    folder = edition.root / "build" / "export"
    return {
        path.name: list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        for path in folder.rglob("*.csv")
    }


def looked_at(edition: Edition) -> dict[str, object]:
    """What the commands that only look say of an edition, without places in files."""
    checked = stages.validate([edition.root / "tei"], edition, fresh=True)
    shown = Desk(edition, edition.editors[0])
    return {
        "validate": told(checked.findings),
        "anchors": ran(edition, "anchors", "check"),
        "todo": ran(edition, "todo", "--format", "json"),
        "found": ran(edition, "register", "find", "Odo Marlow"),
        "shown": [ran(edition, "register", "show", record.id) for record in read_register(edition)],
        "tables": tables(edition),
        "articles": {
            siglum: read_article(parse(edition.article_path(siglum).read_bytes(), ""), siglum)
            for siglum in shown.sigla()
        },
        "review": {siglum: article_html(shown.sheet(siglum).data, {}) for siglum in shown.sigla()},
    }


SEEDS = st.integers(0, 10**6)
# An example takes about a second.
FEW = settings(max_examples=12)


@FEW
@given(SEEDS)
def test_what_means_the_same_gives_the_same_and_stays(seed: int) -> None:
    with TemporaryDirectory() as folder:
        odd = odd_edition(Path(folder), seed, foreign=False)
        before = contents(odd.edition)
        encoded = ran(odd.edition, "encode")
        assert encoded.code == 0, encoded.said
        assert contents(odd.edition) == before
        assert looked_at(odd.edition) == looked_at(plain())


@FEW
@given(SEEDS)
def test_elements_from_elsewhere_stop_nothing_and_stay(seed: int) -> None:
    with TemporaryDirectory() as folder:
        odd = odd_edition(Path(folder), seed, foreign=True)
        for _ in range(2):
            ran(odd.edition, "encode")
            looked_at(odd.edition)
        assert_marks_are_there(odd)


@FEW
@given(SEEDS, st.booleans())
def test_nothing_is_lost_when_the_seed_and_the_records_change(seed: int, foreign: bool) -> None:
    with TemporaryDirectory() as folder:
        odd = odd_edition(Path(folder), seed, foreign=foreign)
        text = odd.edition.seeds / f"{FERRY}.txt"
        blocks = text.read_text(encoding="utf-8").split("\n\n")
        # One goes, two change places, one has other words, one is new.
        blocks = [
            blocks[0],
            blocks[3],
            blocks[2].replace("quay would", "old quay might"),
            *blocks[4:],
            "Rain fell.",
        ]
        text.write_text("\n\n".join(blocks), encoding="utf-8")
        ran(odd.edition, "encode")
        assert_marks_are_there(odd)
        if not ran(odd.edition, "register", "split", MAYOR, "brindle-other", "--articles", FERRY).code:
            ran(odd.edition, "register", "merge", MAYOR, "brindle-other", "--force")
        for record in read_register(odd.edition):
            if record.draft:
                ran(odd.edition, "register", "confirm", record.id)
        ran(odd.edition, "encode")
        looked_at(odd.edition)
        assert_marks_are_there(odd)
        if not foreign:
            root = parse(odd.edition.article_path(FERRY).read_bytes(), "")
            assert source_text(root) == text.read_text(encoding="utf-8")


def test_the_edition_has_drafts() -> None:
    assert any(record.draft for record in read_register(plain()))


_DIGEST = re.compile(r"\b(?:[0-9a-f]{64}\b|[0-9a-f]{12}…)")
# Other pages say how large the files are, and in which lines something is.
PAGES = ("articles", "people", "places", "organisations", "quotations", "dates")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_pages_are_the_same(seed: int, tmp_path: Path) -> None:
    odd = odd_edition(tmp_path, seed, foreign=False).edition
    shutil.copytree(plain().root, tmp_path / "plain" / "edition")
    pages = []
    for root in (odd.root, tmp_path / "plain" / "edition"):
        shutil.copyfile(PROJECT / "conf.py", root / "conf.py")
        shutil.copytree(PROJECT / "source", root / "source")
        built = build(root)
        assert built.status == 0, built.warnings
        found = (path.relative_to(built.out) for path in built.out.rglob("*.html"))
        pages.append(
            {
                path: _DIGEST.sub("", (built.out / path).read_text(encoding="utf-8"))
                for path in found
                if path.parts[0].removesuffix(".html") in PAGES
            }
        )
    assert len(pages[0]) > 10
    assert pages[0] == pages[1]
