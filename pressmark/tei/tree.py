"""A TEI file as the checks see it: its elements in order, its ids, and remarks about them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from lxml import etree

from pressmark.faults import FAULTS
from pressmark.model import Finding
from pressmark.tei.names import TEI_NS, XML_ID, XML_LANG, XML_NS, shown_name, tei
from pressmark.tei.positions import START_TAG, Position, Positions

_LONGEST: Final = 60  # code points of the words in question
_TEI: Final = f"{{{TEI_NS}"
# The attributes that the checks ask for; of others, files from elsewhere may have millions.
_INDEXED: Final = frozenset(
    {"ref", "who", "toWhom", "source", "next", "prev", "corresp", "ana", "resp", "cert", XML_LANG}
)
_BATCH: Final = 100_000  # remarks that are located together: a file can give millions


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What a check has to say about an element, or about a part of it (see `positions`)."""

    rule: str
    at: etree._Element
    part: str = START_TAG
    words: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A parsed file, gone through once. All is in the order of the file, and only what is TEI.

    `named` are the elements inside `<text>` by their names. `having` are the elements of the
    whole file that have one of the attributes in question, by the attribute, with its value.
    """

    root: etree._Element
    elements: dict[str, list[etree._Element]]  # of the whole file, by name
    named: dict[str, list[etree._Element]]
    having: dict[str, list[tuple[etree._Element, str]]]
    ids: dict[str, etree._Element]  # the first element of each xml:id
    repeated_ids: tuple[etree._Element, ...]  # the others


def read_tree(root: etree._Element) -> Tree:
    """Gather what the checks need, in one walk over the file."""
    elements: dict[str, list[etree._Element]] = defaultdict(list)
    named: dict[str, list[etree._Element]] = defaultdict(list)
    having: dict[str, list[tuple[etree._Element, str]]] = defaultdict(list)
    ids: dict[str, etree._Element] = {}
    repeated = []
    text = root.find(tei("text"))
    behind = None if text is None else text.getnext()
    in_text = False
    for element in root.iter():
        if element is behind:
            in_text = False
        namespace, _, name = str(element.tag).rpartition("}")
        if namespace == _TEI:
            elements[name].append(element)
            if in_text:
                named[name].append(element)
            for key, value in element.items():
                if key in _INDEXED:
                    having[str(key)].append((element, str(value)))
                elif key == XML_ID and value and ids.setdefault(str(value), element) is not element:
                    repeated.append(element)
        if element is text:
            in_text = True
    return Tree(
        root=root, elements=elements, named=named, having=having, ids=ids, repeated_ids=tuple(repeated)
    )


def as_findings(remarks: Iterable[Remark], root: etree._Element, data: bytes, path: str) -> Iterator[Finding]:
    """Remarks on a file as findings, in the same order. `data` is what `root` was parsed from."""
    source = iter(remarks)
    positions: Positions | None = None
    while batch := list(islice(source, _BATCH)):
        positions = positions or Positions(data, root)
        places = positions.of((remark.at, remark.part) for remark in batch)
        yield from (_finding(remark, path, places[remark.at, remark.part]) for remark in batch)


def _finding(remark: Remark, path: str, position: Position) -> Finding:
    return Finding(
        path=path,
        line=position[0],
        column=position[1],
        rule=remark.rule,
        words=shortened(remark.words),
        message=remark.message,
        hint=remark.hint,
        severity=FAULTS[remark.rule].severity,
    )


def shortened(words: str) -> str:
    """Words on one line, cut where they are long."""
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 2]} …"


def written(element: etree._Element, attribute: str) -> str:
    """An attribute as the file writes it: `ref="person:byron-ada"`."""
    return f'{attribute}="{element.get(clark(attribute), "")}"'


def clark(attribute: str) -> str:
    """The name by which lxml knows an attribute: `xml:id` is `{http://…}id`."""
    return attribute.replace("xml:", f"{{{XML_NS}}}", 1) if attribute.startswith("xml:") else attribute


def start_tag(element: etree._Element) -> str:
    """An element's start tag as words in question, with its id: `<said xml:id="q3">`."""
    name, own = shown_name(element), element.get(XML_ID)
    return f"<{name}>" if own is None else f'<{name} xml:id="{own}">'
