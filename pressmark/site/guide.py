"""The directive `encoding`: the encoding guide, element by element, and the files of the schema.

All of it is made from the ODD, so it says what the schema says.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import ClassVar, Final

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from pressmark.site.environment import project_of
from pressmark.site.views.context import joined, remark
from pressmark.tei.schema.customization import Attribute, Element, Odd, Value
from pressmark.tei.schema.files import RNG_FILE, SCHEMATRON_FILE
from pressmark.tei.schema.odd import ODD_FILE, load_odd

_FILES: Final = {
    ODD_FILE.name: "the source of the other two and of this page, in TEI’s own language for schemas (ODD)",
    RNG_FILE.name: "elements, attributes and their values, for editors of XML (RELAX NG)",
    SCHEMATRON_FILE.name: "what depends on more than one place in a file (Schematron)",
}


class EncodingDirective(SphinxDirective):
    """A part of the encoding guide. The argument says which: elements or files."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, object]] = {}  # type: ignore[assignment]

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        if name not in PARTS:
            raise self.error(f"there is no part {name!r}; use one of {', '.join(PARTS)}")
        self.env.note_dependency(str(ODD_FILE))
        return PARTS[name](self)


def _files(directive: SphinxDirective) -> list[nodes.Node]:
    """The files of the edition's schema, to take away; those that the edition has."""
    folder = Path(directive.env.doc2path(directive.env.docname)).parent
    entries = nodes.bullet_list()
    for name, what in _FILES.items():
        if (path := project_of(directive.env).edition.schema / name).is_file():
            target = os.path.relpath(path, folder)
            link = addnodes.download_reference("", "", nodes.literal("", name), reftarget=target)
            link["refdoc"] = directive.env.docname
            entries += nodes.list_item("", nodes.paragraph("", "", link, nodes.Text(f": {what}")))
    return [entries] if len(entries) else remark("The edition has no files of the schema yet.")


def _elements(directive: SphinxDirective) -> list[nodes.Node]:
    """A section for each chapter of the ODD, and in it one for each element."""
    odd = load_odd()
    parents: dict[str, list[str]] = {name: [] for name in odd.elements}
    for parent in odd.elements.values():
        for child in dict.fromkeys(odd.children(parent.content)):
            parents[child].append(parent.name)
    sections = []
    for chapter in odd.chapters:
        section = _section(f"encoding-{chapter.name}", nodes.Text(chapter.title))
        section += [nodes.paragraph("", "", *_prose(words)) for words in chapter.prose]
        section += [_element(odd, element, parents[element.name]) for element in chapter.elements]
        sections.append(section)
    for section in (inner for outer in sections for inner in outer.findall(nodes.section)):
        directive.state.document.note_explicit_target(section, section)
    return [*sections]


PARTS: Final[Mapping[str, Callable[[SphinxDirective], list[nodes.Node]]]] = {
    "files": _files,
    "elements": _elements,
}


def _section(name: str, *title: nodes.Node) -> nodes.section:
    """A section that can be cited, from elsewhere too, by its name."""
    return nodes.section("", nodes.title("", "", *title), ids=[name], names=[name])


def _element(odd: Odd, element: Element, parents: list[str]) -> nodes.section:
    title = nodes.literal("", f"<{element.name}>")
    section = _section(_anchor(element.name), title, nodes.Text(f" {element.gloss}"))
    section += nodes.paragraph("", "", *_prose(element.description))
    section += nodes.paragraph("", "", *_places(odd, element, parents), classes=["pm-quiet"])
    everywhere = odd.attribute_classes["att.global"]
    own = [each for name, each in element.attributes.items() if each != everywhere.get(name)]
    if own:
        required_first = sorted(own, key=lambda attribute: not attribute.required)
        section += nodes.definition_list("", *map(_attribute, required_first))
    for example in element.examples:
        section += nodes.literal_block(example, example, language="xml", classes=["pm-example"])
    return section


def _places(odd: Odd, element: Element, parents: list[str]) -> Iterator[nodes.Node]:
    """Where an element may stand, and what it may hold."""
    yield nodes.Text("Stands in " if parents else "Is the root")
    yield from joined([[_link(name)] for name in parents], ", ")
    content: list[list[nodes.Node]] = [[nodes.Text("words")]] if odd.holds_text(element.content) else []
    content += [[_link(name)] for name in dict.fromkeys(odd.children(element.content))]
    yield nodes.Text(". Holds " if content else ". Is empty")
    yield from joined(content, ", ")
    yield nodes.Text(".")


def _attribute(attribute: Attribute) -> nodes.definition_list_item:
    term = nodes.term("", "", nodes.literal("", f"@{attribute.name}"))
    if attribute.required:
        term += nodes.Text(" (required)")
    words = [*_prose(attribute.description), *_allowed(attribute)]
    definition = nodes.definition("", nodes.paragraph("", "", *words))
    values = [_value(value) for value in attribute.datatype.values if value.description]
    if values:
        definition += nodes.bullet_list("", *values)
    return nodes.definition_list_item("", term, definition)


def _value(value: Value) -> nodes.list_item:
    words = nodes.paragraph("", "", nodes.literal("", value.name), nodes.Text(f": {value.description}"))
    return nodes.list_item("", words)


def _allowed(attribute: Attribute) -> Iterable[nodes.Node]:
    """What the value of an attribute looks like; nothing where its values are listed one by one."""
    datatype = attribute.datatype
    if not datatype.name:
        return []
    several = "; several with spaces between them" if attribute.many else ""
    return [nodes.Text(f" Value: {datatype.phrase}{several}.")]


def _prose(words: str) -> Iterator[nodes.Node]:
    """Words in which names of elements, which become links, and attributes stand between backticks."""
    for number, piece in enumerate(words.split("`")):
        name = piece.strip("<>")
        if number % 2 == 0:
            yield nodes.Text(piece)
        elif piece != name and name in load_odd().elements:
            yield _link(name)
        else:
            yield nodes.literal("", piece)


def _link(name: str) -> nodes.reference:
    return nodes.reference("", "", nodes.literal("", f"<{name}>"), refid=_anchor(name), internal=True)


def _anchor(name: str) -> str:
    return f"element-{name.lower()}"
