"""Which files of a folder are articles, and what they are called."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pressmark.ids import make_siglum
from pressmark.model import Finding, Severity

SEED_SUFFIXES = frozenset({".txt", ".html", ".htm", ".xhtml"})
SIDECAR_SUFFIX = ".toml"
_NAMES_FILES = SEED_SUFFIXES | {SIDECAR_SUFFIX}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """An article's file and the siglum that its name gives; the siglum is empty if it gives none."""

    siglum: str
    path: Path

    @property
    def sidecar(self) -> Path:
        return self.path.with_suffix(SIDECAR_SUFFIX)


def seed_files(folder: Path) -> list[Path]:
    """The article files directly in a folder, sorted by name; hidden ones are left out."""
    return [path for path in _visible(folder) if path.suffix.lower() in SEED_SUFFIXES]


def stray_findings(folder: Path) -> list[Finding]:
    """A warning for each file in a folder of seeds that no article will take up."""
    seeds = {path.stem for path in seed_files(folder)}
    findings = []
    for path in _visible(folder):
        suffix = path.suffix.lower()
        if suffix in SEED_SUFFIXES or path.stem.upper() == "README":
            continue
        if suffix == SIDECAR_SUFFIX:
            if path.stem in seeds:
                continue
            message, hint = "describes no article", f"add {path.stem}.txt or {path.stem}.html, or delete it"
        else:
            message, hint = "is no article file", "save it as .txt or .html, or move it elsewhere"
        findings.append(
            Finding(path=str(path), rule="stray-file", message=message, hint=hint, severity=Severity.WARNING)
        )
    return findings


def as_seeds(paths: Iterable[Path]) -> list[Seed]:
    """The seeds of the files given, sorted by siglum and path, each file once."""
    seeds = [Seed(siglum=make_siglum(path.stem), path=path) for path in dict.fromkeys(paths)]
    return sorted(seeds, key=lambda seed: (seed.siglum, str(seed.path)))


def split_clashes(seeds: Iterable[Seed], others: Iterable[Seed] = ()) -> tuple[list[Seed], list[Finding]]:
    """The seeds that share their siglum with no other file, `others` included; an error for each other."""
    chosen = list(seeds)
    sharing: dict[str, dict[Path, Seed]] = defaultdict(dict)
    for seed in (*chosen, *others):
        sharing[seed.siglum][seed.path] = seed
    single: list[Seed] = []
    findings: list[Finding] = []
    for seed in chosen:
        rivals = [other for path, other in sharing[seed.siglum].items() if path != seed.path]
        if rivals and seed.siglum:  # without a siglum, each is refused when it is read
            findings.append(_clash(seed, rivals[0]))
        else:
            single.append(seed)
    return single, findings


def _clash(seed: Seed, other: Seed) -> Finding:
    return Finding(
        path=str(seed.path),
        rule="siglum-taken",
        message=f"has the siglum {seed.siglum!r}, and so has {other.path.name}",
        hint="rename one of the two",
    )


def _visible(folder: Path) -> list[Path]:
    """What stands in a folder, but for hidden files; folders only if they are named like files of an article.

    A pipe, or a link that leads nowhere, is no file: whoever reads it says so.
    """
    if not folder.is_dir():
        return []
    found = (path for path in folder.iterdir() if not path.name.startswith("."))
    return sorted(path for path in found if path.suffix.lower() in _NAMES_FILES or not path.is_dir())
