"""Where the gold of this project is, and the articles that it is about.

The files and their columns are described in `tests/gold/README.md`.
"""

from pathlib import Path

from pressmark.config import Edition

FOLDER = Path(__file__).parent / "gold"
SIGLA = sorted(path.name.split(".")[0] for path in FOLDER.glob("*.mentions.tsv"))


class InventedEdition(Edition):
    """The invented articles and their registers, which stand beside their gold."""

    @property
    def seeds(self) -> Path:
        return self.root

    @property
    def registers(self) -> Path:
        return self.root / "registers"


INVENTED = InventedEdition(root=FOLDER)
REAL = Edition(root=Path(__file__).parents[1])


def edition_of(siglum: str) -> Edition:
    """The edition that holds an article's seed and the registers that its gold points to."""
    return INVENTED if (INVENTED.seeds / f"{siglum}.txt").exists() else REAL


def seed_path(siglum: str) -> Path:
    """Where an article's seed is."""
    return edition_of(siglum).seeds / f"{siglum}.txt"
