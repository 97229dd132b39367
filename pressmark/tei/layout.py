"""How the parts of a file that hold no running text are laid out on lines."""

from typing import Final

from lxml import etree

from pressmark.tei.names import local_name

STEP: Final = "  "

# Elements that stay on one line: those whose white space is text, and short ones that read better so.
_ONE_LINE: Final = frozenset(
    {
        "persName", "placeName", "orgName", "location",
        "correction", "normalization", "quotation", "interpretation", "segmentation",
        "category", "prefixDef", "langUsage",
    }
)  # fmt: skip


def lay_out(element: etree._Element, level: int = 0) -> None:
    """Put every child of `element` on a line of its own, two spaces deeper than its parent, in place.

    `level` is the depth of `element` itself. What stands before it and after it is left alone.
    """
    children = list(element)
    if not children or local_name(element) in _ONE_LINE:
        return
    inner = "\n" + STEP * (level + 1)
    element.text = inner
    for child in children:
        lay_out(child, level + 1)
        child.tail = inner
    children[-1].tail = "\n" + STEP * level
