"""Documents made from the content models of the ODD: the smallest, and random ones.

Both are written by the same walk over the models. What is left open there (how often,
which one, with which value) a `Chooser` answers.
"""

import random
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from lxml import etree

from pressmark.tei.names import TEI_NS, XML_NS, tei
from pressmark.tei.schema.customization import Attribute, Characters, Content, Datatype, Reference
from pressmark.tei.schema.odd import load_odd

ODD = load_odd()
VALUES: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "schema" / "values.toml").read_text(encoding="utf-8")
)
_FAR = 1000


class Chooser:
    """Answers with the least that is allowed."""

    def times(self, least: int, most: int | None) -> int:
        return least

    def one_of(self, options: Sequence[Content]) -> Content:
        return min(options, key=_cost)

    def member(self, names: Sequence[str]) -> str:
        return min(names, key=lambda name: costs()[name])

    def has(self, attribute: Attribute) -> bool:
        return attribute.required

    def value(self, values: Sequence[str]) -> str:
        return values[0]

    def words(self) -> str:
        return ""

    def deeper(self, levels: int) -> None:
        """The walk goes into an element (1) or leaves it (-1)."""


class RandomChooser(Chooser):
    """Answers at random, and with the least that is allowed where the document is deep or long enough."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 (test data, no secrets)
        self._depth = 0
        self._elements = 0

    def _is_enough(self) -> bool:
        return self._depth > 12 or self._elements > 300

    def times(self, least: int, most: int | None) -> int:
        if self._is_enough():
            return least
        return self._random.randint(least, max(least, 1) + 3 if most is None else most)

    def one_of(self, options: Sequence[Content]) -> Content:
        return super().one_of(options) if self._is_enough() else self._random.choice(options)

    def member(self, names: Sequence[str]) -> str:
        return super().member(names) if self._is_enough() else self._random.choice(names)

    def has(self, attribute: Attribute) -> bool:
        return attribute.required or self._random.random() < 0.4

    def value(self, values: Sequence[str]) -> str:
        return self._random.choice(values)

    def words(self) -> str:
        return self._random.choice(("", " ", "Quillhaven", "“We keep the ferry,”\n", "\u00a0<&>", "🛳"))

    def deeper(self, levels: int) -> None:
        self._depth += levels
        self._elements += levels > 0


@cache
def costs() -> Mapping[str, int]:
    """How many elements each element needs at least, itself included."""
    known = dict.fromkeys(ODD.elements, _FAR)
    while True:
        found = {name: min(_FAR, 1 + _cost(element.content, known)) for name, element in ODD.elements.items()}
        if found == known:
            return known
        known = found


def _cost(content: Content, known: Mapping[str, int] | None = None) -> int:
    known = costs() if known is None else known
    if isinstance(content, Characters):
        return 0
    if isinstance(content, Reference):
        return content.least * min(known[name] for name in ODD.children(content))
    parts = [_cost(part, known) for part in content.parts]
    return content.least * (min(parts) if content.is_choice else sum(parts))


def smallest(name: str) -> etree._Element:
    """The smallest document that holds an element of that name; the element is where `find` finds it."""
    return _Writer(Chooser()).document(_path_to(name))


def random_document(seed: int) -> etree._Element:
    return _Writer(RandomChooser(seed)).document([ODD.start])


def within(name: str, inner: Sequence[str]) -> etree._Element:
    """The smallest document that holds an element, and in it elements one inside the other."""
    return _Writer(Chooser()).document([*_path_to(name), *inner])


@cache
def _path_to(name: str) -> list[str]:
    """The names of the elements from the root down to an element, as few as can be."""
    paths = {ODD.start: [ODD.start]}
    queue = [ODD.start]
    for parent in queue:
        for child in ODD.children(ODD.elements[parent].content):
            if child not in paths:
                paths[child] = [*paths[parent], child]
                queue.append(child)
    return paths[name]


class _Writer:
    """Writes one document. `wanted` are the elements that must stand in it, each inside the one before."""

    def __init__(self, chooser: Chooser) -> None:
        self._choose = chooser
        self._number = 0

    def document(self, path: Sequence[str]) -> etree._Element:
        return self._element(path[0], list(path[1:]))

    def _element(self, name: str, wanted: list[str]) -> etree._Element:
        self._choose.deeper(1)
        spec = ODD.elements[name]
        element = etree.Element(tei(name), nsmap={None: TEI_NS})
        for attribute in spec.attributes.values():
            if self._choose.has(attribute):
                self._set(element, attribute)
        self._fill(element, spec.content, wanted)
        assert not wanted, f"<{name}> cannot hold {wanted}"
        self._choose.deeper(-1)
        return element

    def _set(self, element: etree._Element, attribute: Attribute) -> None:
        values = accepted(attribute.datatype)
        words = [
            self._choose.value(values) for _ in range(self._choose.times(1, None if attribute.many else 1))
        ]
        self._number += 1
        element.set(qualified(attribute.name), " ".join(words).replace("{}", str(self._number)))

    def _fill(self, element: etree._Element, content: Content, wanted: list[str]) -> None:
        if isinstance(content, Characters):
            words = self._choose.value(VALUES[content.datatype]["accepts"]) if content.datatype else None
            _append(element, words or self._choose.words())
            return
        least, most = content.least, content.most
        reaches = bool(wanted) and wanted[0] in ODD.children(content)
        for _ in range(max(self._choose.times(least, most), int(reaches))):
            reaches = bool(wanted) and wanted[0] in ODD.children(content)
            if isinstance(content, Reference):
                name = wanted[0] if reaches else self._choose.member([*ODD.children(content)])
                inner = wanted[1:] if reaches else []
                element.append(self._element(name, inner))
                if reaches:
                    wanted.clear()
            elif content.is_choice:
                options = [part for part in content.parts if not reaches or wanted[0] in ODD.children(part)]
                self._fill(element, self._choose.one_of(options), wanted)
            else:
                for part in content.parts:
                    self._fill(element, part, wanted)


def accepted(datatype: Datatype) -> list[str]:
    """Values that a data type accepts."""
    return VALUES[datatype.name]["accepts"] if datatype.name else [value.name for value in datatype.values]


def qualified(name: str) -> str:
    """The Clark name of an attribute."""
    return name.replace("xml:", f"{{{XML_NS}}}")


def last(root: etree._Element, name: str) -> etree._Element:
    """The last element of that name in a document: the one that a smallest document was made for."""
    return [*root.iter(tei(name))][-1]


def _append(element: etree._Element, words: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + words
    else:
        element.text = (element.text or "") + words
