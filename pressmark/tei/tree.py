"""A TEI file as the checks see it: its elements in order, its ids, and findings about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from lxml import etree

from pressmark.model import Finding
from pressmark.tei.names import XML_ID, in_tei, tei


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A parsed file. `elements` are all of its TEI elements, `in_text` those inside `<text>`."""

    path: str
    root: etree._Element
    elements: tuple[etree._Element, ...]
    in_text: tuple[etree._Element, ...]
    ids: dict[str, etree._Element]  # the first element of each xml:id

    def finding(self, element: etree._Element, rule: str, message: str, hint: str) -> Finding:
        return Finding(path=self.path, line=element.sourceline, rule=rule, message=message, hint=hint)


def read_tree(root: etree._Element, path: str) -> Tree:
    """Gather what the checks need, in one walk each over the file and its text."""
    text = root.find(tei("text"))
    elements = tuple(element for element in root.iter(etree.Element) if in_tei(element))
    ids: dict[str, etree._Element] = {}
    for element in elements:
        if name := element.get(XML_ID):
            ids.setdefault(name, element)
    return Tree(
        path=path,
        root=root,
        elements=elements,
        in_text=() if text is None else tuple(e for e in text.iterdescendants(etree.Element) if in_tei(e)),
        ids=ids,
    )


def nearest(word: str, known: Iterable[str], otherwise: str, form: str = "{}") -> str:
    """A hint that asks for the known word that is most like `word`, written in a form, or `otherwise`."""
    close = get_close_matches(word, list(known), n=1)
    return f"did you mean {form.format(close[0])}?" if close else otherwise
