"""The citation styles that come with the package, in the Citation Style Language."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Final

_TITLE: Final = re.compile(r"<title>([^<]+)</title>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A style: its short name, its full title, and the bytes of its definition."""

    name: str  # "mla"
    title: str
    definition: bytes


def style_names() -> Sequence[str]:
    """The short names of all styles there are, in order."""
    files = resources.files(__package__).joinpath("data").iterdir()
    return sorted(file.name.removesuffix(".csl") for file in files if file.name.endswith(".csl"))


def load_style(name: str) -> Style:
    """A style by its short name. Raises ValueError, with the names there are, for any other."""
    if name not in style_names():
        raise ValueError(f"there is no citation style {name!r}; use some of: {', '.join(style_names())}")
    definition = resources.files(__package__).joinpath("data", f"{name}.csl").read_bytes()
    title = _TITLE.search(definition.decode())
    return Style(name=name, title=title[1] if title else name, definition=definition)
