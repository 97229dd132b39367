"""The lists of pinned requirements, as pip reads them."""

import re
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One line of a list: a requirement with the digests of the files that may be installed for it."""

    requirement: Requirement
    hashes: tuple[str, ...]  # "sha256:…"

    @property
    def name(self) -> str:
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        """The version that is pinned. Raises ValueError where none is, or several may be."""
        found = re.fullmatch(r"==([^*,]+)", str(self.requirement.specifier))
        if found is None or self.requirement.url:
            raise ValueError(f"{self.requirement} is not pinned")
        return found[1]


def read_pins(path: Path) -> list[Pin]:
    """All pins of a list. Raises ValueError (InvalidRequirement) for any other line but comments."""
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    pins = []
    for line in filter(None, (line.partition("#")[0].strip() for line in text.splitlines())):
        requirement, *hashes = re.split(r"\s+--hash=", line)
        pins.append(Pin(requirement=Requirement(requirement), hashes=tuple(hashes)))
    return pins
