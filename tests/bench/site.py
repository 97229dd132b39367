"""What a page of the site costs, beside the same text written as reStructuredText: `make bench`.

The shares are those of the CPU time of reStructuredText without and with a label for each paragraph.

Both are built by Sphinx with furo, in new processes, from the same invented words and links.
"""

import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).parents[2]
WORDS: Final = 1_000  # in an article
LINKS: Final = 60  # in an article, each to a person
PARAGRAPHS: Final = 20
PEOPLE: Final = 100

_HEADER: Final = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en"><teiHeader><fileDesc><titleStmt><title>{title}</title>\
</titleStmt><publicationStmt><publisher>Quillhaven Library</publisher><idno type="siglum">{siglum}</idno>\
</publicationStmt><sourceDesc><biblStruct><analytic><title level="a">{title}</title></analytic><monogr>\
<title level="j">Quillhaven Courier</title><imprint><date when="{date}">{date}</date></imprint></monogr>\
</biblStruct></sourceDesc></fileDesc></teiHeader><text xml:space="preserve"><body>\
<head xml:id="h1">{title}</head>
"""
_REGISTER: Final = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>People</title></titleStmt>\
<publicationStmt><publisher>Quillhaven Library</publisher></publicationStmt><sourceDesc><p>Invented.</p>\
</sourceDesc></fileDesc></teiHeader><standOff><listPerson>{records}</listPerson></standOff></TEI>
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a build took: seconds of CPU, seconds by the clock, its largest memory in MB."""

    seconds: float
    wall: float
    megabytes: float


# Search, data and citations in styles are whole programs and files of their own beside the pages.
ALONE: Final = 'search = "none"\n[data]\npublish = false\n[citing]\nstyles = ""\n'
# What lists the articles and records. An edition's other pages are its handbook, which is always the same.
INDICES: Final = (
    "articles",
    "people",
    "organisations",
    "places",
    "quotations",
    "quotations-by-article",
    "quotations-by-date",
    "dates",
    "outlets",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """An edition: its settings, and whether it has a handbook."""

    name: str
    settings: str = ALONE
    handbook: bool = False


KINDS: Final = (
    Kind("with indices"),
    Kind("and the handbook", handbook=True),
    Kind("and search, data and citations", settings="", handbook=True),
)


def words_of(number: int) -> list[list[tuple[str, int]]]:
    """The paragraphs of an article: words, and for each the person it names, or -1."""
    chance = random.Random(number)  # noqa: S311 (the same articles every time)
    linked = set(chance.sample(range(WORDS), LINKS))
    plain = [
        (f"Tamsin{chance.randrange(PEOPLE)}" if place in linked else chance.choice(_LEXICON), place)
        for place in range(WORDS)
    ]
    size = WORDS // PARAGRAPHS
    marked = [(word, int(word[6:]) if place in linked else -1) for word, place in plain]
    return [marked[start : start + size] for start in range(0, WORDS, size)]


_LEXICON: Final = """
the ferry sailed to a quay of stone and nobody in town said that it would come back before winter
because every lamp on shore had been put out by order of harbour officials who never sleep
""".split()  # noqa: SIM905 (as a list it is forty lines)


def write_tei(root: Path, articles: int, kind: Kind) -> None:
    """An edition of so many articles, as TEI."""
    (root / "tei" / "articles").mkdir(parents=True)
    (root / "tei" / "registers").mkdir()
    (root / "edition.toml").write_text(f'title = "Bench"\npublisher = "Quillhaven Library"\n{kind.settings}')
    (root / "conf.py").write_bytes((PROJECT / "conf.py").read_bytes())
    if kind.handbook:
        shutil.copytree(PROJECT / "source", root / "source")
    else:
        (root / "source").mkdir()
        for name in INDICES:
            shutil.copyfile(PROJECT / "source" / f"{name}.md", root / "source" / f"{name}.md")
        listed = "\n".join(INDICES)
        (root / "source" / "index.md").write_text(f"# Bench\n\n```{{toctree}}\n{listed}\n```\n")
    records = "".join(
        f'<person xml:id="tamsin{number}"><persName type="preferred">Tamsin{number}</persName></person>'
        for number in range(PEOPLE)
    )
    (root / "tei" / "registers" / "people.xml").write_text(_REGISTER.format(records=records))
    for number in range(articles):
        (root / "tei" / "articles" / f"article-{number}.xml").write_text(tei_article(number))


def tei_article(number: int) -> str:
    date = f"{2000 + number % 30}-{number % 12 + 1:02}-{number % 28 + 1:02}"
    parts = [_HEADER.format(title=f"Article {number}", siglum=f"article-{number}", date=date)]
    mention = 0
    for paragraph, words in enumerate(words_of(number), start=1):
        cells = []
        for word, person in words:
            if person < 0:
                cells.append(word)
                continue
            mention += 1
            cells.append(f'<persName xml:id="m{mention}" ref="person:tamsin{person}">{word}</persName>')
        parts.append(f'<p xml:id="p{paragraph}">{" ".join(cells)}.</p>\n')
    return "".join(parts) + "</body></text></TEI>\n"


def write_rest(root: Path, articles: int, *, labels: bool = False) -> None:
    """The same articles as reStructuredText, every name a cross-reference to the person's page.

    With `labels` each paragraph can be cited, by a label before it, as it can on our pages.
    """
    (root / "articles").mkdir(parents=True)
    (root / "people").mkdir()
    (root / "conf.py").write_text('html_theme = "furo"\nproject = "Bench"\n')
    (root / "index.rst").write_text("Bench\n=====\n")
    for number in range(PEOPLE):
        title = f"Tamsin{number}"
        (root / "people" / f"tamsin{number}.rst").write_text(
            f":orphan:\n\n.. _tamsin{number}:\n\n{title}\n{'=' * len(title)}\n"
        )
    for number in range(articles):
        title = f"Article {number}"
        lines = [":orphan:\n", title, "=" * len(title), ""]
        for paragraph, words in enumerate(words_of(number), start=1):
            cells = [word if person < 0 else f":ref:`{word} <tamsin{person}>`" for word, person in words]
            lines += [f".. _article-{number}-p{paragraph}:\n"] if labels else []
            lines += [" ".join(cells) + ".", ""]
        (root / "articles" / f"article-{number}.rst").write_text("\n".join(lines))


def build(source: Path, conf: Path, out: Path) -> Cost:
    """Build HTML in a new process, with one worker."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    system = resource.getrusage(resource.RUSAGE_CHILDREN).ru_stime
    start = time.perf_counter()
    command = [sys.executable, "-c", _MEASURED, "-q", "-c", str(conf), "-d", f"{out}-doctrees"]
    # Compiled modules are kept, as they are for whoever builds a second time.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [*command, str(source), str(out)], check=True, capture_output=True, text=True, env=environment
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    megabytes = float(done.stdout.splitlines()[-1])
    return Cost(
        seconds=after.ru_utime - before + after.ru_stime - system,
        wall=time.perf_counter() - start,
        megabytes=megabytes,
    )


_MEASURED: Final = """
import resource, sys
from sphinx.cmd.build import main
status = main(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
sys.exit(status)
"""


def say(what: str, figures: str) -> None:
    print(f"{what:<60}{figures}")  # noqa: T201 (the table is the purpose)


def measure(articles: int) -> None:
    """Both builds of so many articles, and what further builds of ours take."""
    with tempfile.TemporaryDirectory() as folder:
        theirs = []
        for name, labels in (("reStructuredText", False), ("the same, a label for each paragraph", True)):
            root = Path(folder, name)
            write_rest(root, articles, labels=labels)
            theirs.append(build(root, root, Path(folder, f"{name}-html")))
            say(f"{articles:,} articles as {name}", figures(theirs[-1]))
        for kind in KINDS:
            ours, out = Path(folder, kind.name), Path(folder, f"{kind.name}-html")
            write_tei(ours, articles, kind)
            first = build(ours / "source", ours, out)
            say(f"{articles:,} articles as TEI, {kind.name}", figures(first, *theirs))
            say("    nothing changed", figures(build(ours / "source", ours, out)))
            path = ours / "tei" / "articles" / "article-0.xml"
            path.write_text(path.read_text().replace("<head", "<!-- changed --><head"))
            say("    one article changed in its mark-up", figures(build(ours / "source", ours, out)))
            path.write_text(path.read_text().replace(" the ", " that ", 1))
            say("    one article changed in its words", figures(build(ours / "source", ours, out)))


def measure_growth(few: int, many: int) -> None:
    """What a page costs in a small edition and in a large one, and how much memory each article takes."""
    costs = []
    for articles in (few, many):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder, "tei")
            write_tei(root, articles, KINDS[0])
            costs.append(build(root / "source", root, Path(folder, "html")))
            say(f"{articles:,} articles as TEI, {KINDS[0].name}", figures(costs[-1]))
    pages = [cost.seconds / articles for cost, articles in zip(costs, (few, many), strict=True)]
    say("    cost of a page, to that in the small edition", f"{pages[1] / pages[0]:>9.2f}")
    memory = (costs[1].megabytes - costs[0].megabytes) / (many - few)
    say("    memory for each further article", f"{memory:>9.3f} MB")


def figures(cost: Cost, *beside: Cost) -> str:
    share = "".join(f"{cost.seconds / each.seconds:>8.0%}" for each in beside)
    return f"{cost.seconds:>9.1f} s CPU{cost.wall:>9.1f} s{cost.megabytes:>9.0f} MB{share}"


if __name__ == "__main__":
    for number in [int(argument) for argument in sys.argv[1:]] or [1_000]:
        measure(number)
    if len(sys.argv) == 1:
        measure_growth(500, 5_000)
