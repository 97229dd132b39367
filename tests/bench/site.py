"""What a page of the site costs, beside the same text written as reStructuredText: `make bench-site`.

Both are built by Sphinx with furo, in new processes, from the same invented words and links.
"""

import random
import resource
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
</biblStruct></sourceDesc></fileDesc></teiHeader><text xml:space="preserve"><body><head xml:id="h1">{title}</head>
"""
_REGISTER: Final = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>People</title></titleStmt>\
<publicationStmt><publisher>Quillhaven Library</publisher></publicationStmt><sourceDesc><p>Invented.</p>\
</sourceDesc></fileDesc></teiHeader><standOff><listPerson>{records}</listPerson></standOff></TEI>
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a build took: seconds of CPU, its largest memory in MB."""

    seconds: float
    megabytes: float


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


_LEXICON: Final = ["the", "ferry", "sailed", "to", "a", "quay", "of", "stone", "and", "nobody", "in", "town", "said", "that", "it", "would", "come", "back", "before", "winter", "because", "every", "lamp", "on", "shore", "had", "been", "put", "out", "by", "order", "of", "harbour", "officials", "who", "never", "sleep"]


def write_tei(root: Path, articles: int) -> None:
    """An edition of so many articles, as TEI."""
    (root / "tei" / "articles").mkdir(parents=True)
    (root / "tei" / "registers").mkdir()
    (root / "edition.toml").write_text('title = "Bench"\npublisher = "Quillhaven Library"\n')
    (root / "conf.py").write_bytes((PROJECT / "conf.py").read_bytes())
    (root / "source").mkdir()
    for page in (PROJECT / "source").glob("*.*"):
        (root / "source" / page.name).write_bytes(page.read_bytes())
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


def write_rest(root: Path, articles: int) -> None:
    """The same articles as reStructuredText, every name a cross-reference to the person's page."""
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
        for words in words_of(number):
            cells = [word if person < 0 else f":ref:`{word} <tamsin{person}>`" for word, person in words]
            lines += [" ".join(cells) + ".", ""]
        (root / "articles" / f"article-{number}.rst").write_text("\n".join(lines))


def build(source: Path, conf: Path, out: Path) -> Cost:
    """Build HTML in a new process, with one worker."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    system = resource.getrusage(resource.RUSAGE_CHILDREN).ru_stime
    command = [sys.executable, "-c", _MEASURED, "-q", "-c", str(conf), "-d", f"{out}-doctrees"]
    done = subprocess.run([*command, str(source), str(out)], check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    megabytes = float(done.stdout.splitlines()[-1])
    return Cost(after.ru_utime - before + after.ru_stime - system, megabytes)


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
    """Both builds of so many articles, and what a second build of ours takes."""
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder, "tei"), Path(folder, "rest")
        write_tei(ours, articles)
        write_rest(theirs, articles)
        rest = build(theirs, theirs, Path(folder, "rest-html"))
        tei = build(ours / "source", ours, Path(folder, "tei-html"))
        say(f"{articles:,} articles as reStructuredText", f"{rest.seconds:>9.1f} s{rest.megabytes:>9.0f} MB")
        share = tei.seconds / rest.seconds
        say(f"{articles:,} articles as TEI", f"{tei.seconds:>9.1f} s{tei.megabytes:>9.0f} MB{share:>10.0%}")
        start = time.perf_counter()
        again = build(ours / "source", ours, Path(folder, "tei-html"))
        say("nothing changed", f"{again.seconds:>9.1f} s CPU{time.perf_counter() - start:>9.1f} s")
        path = ours / "tei" / "articles" / "article-0.xml"
        path.write_text(path.read_text().replace("<head", "<!-- changed --><head"))
        start = time.perf_counter()
        again = build(ours / "source", ours, Path(folder, "tei-html"))
        say("one article changed", f"{again.seconds:>9.1f} s CPU{time.perf_counter() - start:>9.1f} s")


if __name__ == "__main__":
    for number in [int(argument) for argument in sys.argv[1:]] or [1_000]:
        measure(number)
