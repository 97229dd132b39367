"""An invented edition of thirty short articles from the papers of an invented coast, made by the tests.

People, places, papers and events are invented; the coordinates lie in the open Atlantic.
The articles are seeds that the edition encodes itself, so that its pages show what a real
run finds. The same call makes the same files.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from typing import Final

from pressmark.config import Edition, load_edition
from pressmark.model import Organisation, Person, PersonRole, Place, Record, Variant
from pressmark.stages import add_record, encode_edition, load_registers

NUMBER: Final = 30

PEOPLE: Final = (
    Person(id="brindle-tamsin", name="Tamsin Brindle", forename="Tamsin", surname="Brindle",
           occupation="mayor of Quillhaven", description="Mayor of Quillhaven."),
    Person(id="osk-ivar", name="Ivar Øsk", forename="Ivar", surname="Øsk",
           occupation="harbour master", description="Harbour master of Quillhaven."),
    Person(id="fenn-ottoline", name="Ottoline Fenn", forename="Ottoline", surname="Fenn",
           occupation="ferry captain", description="Captain of the ferry Petrel."),
    Person(id="marlow-aled", name="Aled Marlow", forename="Aled", surname="Marlow",
           occupation="reporter", description="Reporter."),
    Person(id="eclair-zoe", name="Zoé Éclair", forename="Zoé", surname="Éclair",
           occupation="baker", description="Baker in Saltmere."),
    Person(id="tarn-bexley", name="Bexley Tarn", forename="Bexley", surname="Tarn",
           occupation="bell founder", description="Bell founder in Low Candle."),
    Person(id="wick-perpetua", name="Perpetua Wick", forename="Perpetua", surname="Wick",
           occupation="keeper of the lighthouse", description="Keeper of the light on Candle Rock."),
    Person(id="dockside-union", name="the dockers", role=PersonRole.COLLECTIVE,
           description="The dockers of Quillhaven, speaking as one."),
    Person(id="senior-harbour-official", name="a senior harbour official", role=PersonRole.UNNAMED,
           description="A source without a name."),
)  # fmt: skip
PLACES: Final = (
    Place(id="quillhaven", name="Quillhaven", type="city", latitude=44.1, longitude=-31.2,
          description="A port."),
    Place(id="saltmere", name="Saltmere", type="city", latitude=45.6, longitude=-29.4,
          description="A town on a lagoon."),
    Place(id="low-candle", name="Low Candle", type="city", latitude=42.9, longitude=-33.8,
          description="A village of founders."),
    Place(id="candle-rock", name="Candle Rock", type="island", latitude=42.2, longitude=-35.1,
          description="A rock with a lighthouse."),
    Place(id="abbots-quay", name="Abbot’s Quay", type="building", description="A quay in Quillhaven."),
)  # fmt: skip
ORGANISATIONS: Final = (
    Organisation(id="quillhaven-courier", name="Quillhaven Courier", type="newspaper",
                 variants=(Variant(name="the Courier"),), description="A daily paper."),
    Organisation(id="saltmere-tide", name="Saltmere Tide", type="newspaper", description="A weekly paper."),
    Organisation(id="tidewire", name="Tidewire", type="news agency", description="A news agency."),
    Organisation(id="harbour-trust", name="Harbour Trust", type="company",
                 description="The company that keeps the quays."),
    Organisation(id="ferry-board", name="Ferry Board", type="government",
                 description="The board that runs the ferries."),
)  # fmt: skip
_OUTLETS: Final = ("Quillhaven Courier", "Saltmere Tide", "Tidewire")
_FIRST_DAY: Final = date(2031, 3, 3)
_DAYS_BETWEEN: Final = 23


@dataclass(frozen=True)
class Subject:
    """What an article is about: the headline, what happened, and what was said of it, in turn."""

    headline: str
    event: str
    words: str


_SUBJECTS: Final = (
    Subject("The Ferry to Candle Rock Sails Again",
            "The ferry Petrel sailed from Abbot’s Quay to Candle Rock",
            "We keep the ferry, and we keep it free"),
    Subject("Quay Is to Be Mended Before the Storms",
            "The Harbour Trust began to mend Abbot’s Quay in Quillhaven",
            "No stone of this quay is older than my patience"),
    Subject("A Bell Comes Home to Low Candle",
            "A bell that had hung in Saltmere came back to Low Candle",
            "The bell was heard at sea, and it will be heard again"),
    Subject("Bread Is Dearer in Saltmere",
            "The price of bread rose in Saltmere for the third time",
            "Flour comes by ferry, and the ferry comes when it likes"),
    Subject("The Light on Candle Rock Goes Out for a Night",
            "The light on Candle Rock was dark for nine hours",
            "I lit a lamp in the window and hoped that it was seen"),
    Subject("Dockers Lay Down Their Hooks",
            "The dockers of Quillhaven stopped work at the gates of the Harbour Trust",
            "We ask for what was promised, and for nothing else"),
)  # fmt: skip
_SPEAKERS: Final = (
    ("Tamsin Brindle, the mayor of Quillhaven,", "Brindle"),
    ("the harbour master, Ivar Øsk,", "Øsk"),
    ("Captain Ottoline Fenn", "Fenn"),
    ("Zoé Éclair, a baker in Saltmere,", "Éclair"),
    ("Perpetua Wick, who keeps the light,", "Wick"),
    ("Bexley Tarn, a bell founder,", "Tarn"),
    ("a senior harbour official", ""),
)


def make_edition(root: Path) -> Edition:
    """Write the edition into a new folder, encode it, and return its settings."""
    (root / "seeds").mkdir(parents=True)
    (root / "edition.toml").write_text(
        'title = "The Candle Coast Press"\nsubtitle = "An invented edition"\n'
        'publisher = "Quillhaven Library"\nbase-url = "https://candle-coast.example/press/"\n'
        'licence-url = "https://opensource.org/license/mit"\n',
        encoding="utf-8",
    )
    edition = load_edition(root)
    records: tuple[Record, ...] = (*PEOPLE, *PLACES, *ORGANISATIONS)
    for record in records:
        add_record(load_registers(edition), record, edition)
    speakers = cycle(_SPEAKERS)
    for number in range(NUMBER):
        _write_seed(root / "seeds", number, next(speakers), next(speakers))
    report = encode_edition(edition)
    assert report.failed == 0, report.findings
    return edition


def _write_seed(folder: Path, number: int, first: tuple[str, str], second: tuple[str, str]) -> None:
    subject = _SUBJECTS[number % len(_SUBJECTS)]
    part = number // len(_SUBJECTS)
    day = _FIRST_DAY + timedelta(days=_DAYS_BETWEEN * number)
    outlet = _OUTLETS[number % len(_OUTLETS)]
    # Each time a subject returns, its words are quoted again, at times with a word changed.
    words = subject.words if part % 2 == 0 else subject.words.replace("and", "but")
    other = _SUBJECTS[(number + part + 1) % len(_SUBJECTS)].words
    introduced, surname = first
    title = subject.headline if part == 0 else f"{subject.headline}: Part {part + 1}"
    paragraphs = [
        title,
        f"{subject.event} on {day:%A}, the Ferry Board said.",
        f"“{words},” {introduced} said. “It took us {part + 2} years.”",
        f"{surname or 'The official'} told the Quillhaven Courier that the Harbour Trust would pay.",
        f"In Saltmere, {second[0]} had other worries. “{other},” {second[0].rstrip(',')} said, "
        "according to Tidewire.",
    ]
    if number % 5 == 0:
        paragraphs.append(f"{words}.\n{introduced.rstrip(',')}")
    if number % 7 == 3:
        paragraphs.append(
            f"Nothing was decided by {day + timedelta(days=40):%B %Y}, and the light still burns."
        )
    siglum = f"{'-'.join(subject.headline.lower().split()[:3])}-{part + 1}"
    (folder / f"{siglum}.txt").write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
    (folder / f"{siglum}.toml").write_text(
        f'title = "{title}"\noutlet = "{outlet}"\npublished = {day}\n'
        f'rights = "Invented for the tests of Pressmark."\n',
        encoding="utf-8",
    )
