"""Writing SVG as text. What comes from outside is escaped here and nowhere else."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Final

WIDTH: Final = 720  # of every picture, in units of the viewBox; on a wide screen one unit is a pixel
# The size of letters, in units: where the picture has its full width, and where it is as narrow as a
# phone, so that they are read there too. The style sheet sets the same.
WIDE_TEXT: Final = 12.5
NARROW_TEXT: Final = 23.0
# Links of one kind that a keyboard may have to pass; where there are more, they are in the table only.
PASSABLE: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a picture is called and what it shows, for those who do not see it."""

    name: str  # unique on a page; ids are made of it
    title: str
    description: str


def number(value: float) -> str:
    """A length with at most one decimal: "12", "0.5", "-3.1"."""
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def element(name: str, content: str = "", **attributes: str | float) -> str:
    """An element. Numbers are rounded to one decimal; "class_" is `class`, "_" in a name is "-".

    Attributes are escaped, the content is not: it is SVG already.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def words(text: str) -> str:
    """Text as the content of an element."""
    return escape(text, quote=False)


def titled(title: str, content: str, href: str = "", *, in_tab_order: bool = True) -> str:
    """Shapes that are a link, or a group where there is nothing to link to; a pointer shows the title."""
    inside = element("title", words(title)) + content
    if not href:
        return element("g", inside)
    if in_tab_order:
        return element("a", inside, href=href)
    return element("a", inside, href=href, tabindex="-1")


def picture(wording: Wording, height: float, content: Iterable[str]) -> str:
    """The whole picture. It is a group and not an image, because there are links in it."""
    title, description = f"{wording.name}-title", f"{wording.name}-description"
    return element(
        "svg",
        element("title", words(wording.title), id=title)
        + element("desc", words(wording.description), id=description)
        + "\n"
        + "\n".join(part for part in content if part)
        + "\n",
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {number(height)}",
        role="group",
        aria_labelledby=title,
        aria_describedby=description,
    )
